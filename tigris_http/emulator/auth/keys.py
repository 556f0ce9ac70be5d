"""Who may ask: the access keys that sign requests, and the sessions that need no signature.

Contract: both may change while the emulator runs; a reader sees one state or the next, never a mixture.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.store.clock import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tigris_http.emulator.auth.credentials import EmulatorCredentials
    from tigris_http.emulator.http.message import Headers


@dataclass(frozen=True)
class EmulatorSession:
    """A session of a console or OAuth login that the emulator accepts; its `repr` does not show the token."""

    token: str = field(repr=False)
    namespace: str
    """The organisation that requests must name in `X-Tigris-Namespace`."""
    expires_at: datetime | None = None
    """An aware time, by the emulator's clock, from which on it is answered with `ExpiredToken`; None: never."""

    def __post_init__(self) -> None:
        if not self.token or not self.namespace:
            raise ValueError("token and namespace: must not be empty")
        if self.expires_at is not None and self.expires_at.utcoffset() is None:
            raise ValueError("expires_at: must be an aware datetime")


class Keys:
    """The keys and sessions of one emulator."""

    def __init__(self, credentials: Iterable[EmulatorCredentials]) -> None:
        self.pairs: Mapping[str, EmulatorCredentials] = {each.access_key_id: each for each in credentials}
        self.sessions: Mapping[str, EmulatorSession] = {}

    def put(self, credentials: EmulatorCredentials) -> None:
        """Accept a key; one with the same id is replaced."""
        self.pairs = {**self.pairs, credentials.access_key_id: credentials}

    def remove(self, access_key_id: str) -> None:
        """Do not know a key any more. Raises KeyError for one that is not accepted."""
        kept = dict(self.pairs)
        del kept[access_key_id]
        self.pairs = kept

    def put_session(self, session: EmulatorSession) -> None:
        """Accept a session; one with the same token is replaced."""
        self.sessions = {**self.sessions, session.token: session}

    def has_session(self, headers: Headers, now: int) -> bool:
        """Say whether an unsigned request belongs to a session; refuse one that claims to and does not."""
        token = headers.get("x-amz-security-token")
        if token is None:
            return False
        session = self.sessions.get(token)
        if session is None:
            raise ErrorResponse("InvalidToken")
        if session.expires_at is not None and now >= session.expires_at.timestamp() * SECOND:
            raise ErrorResponse("ExpiredToken")
        if headers.get("x-tigris-namespace") != session.namespace:
            raise ErrorResponse("AccessDenied")
        return True
