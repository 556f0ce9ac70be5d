"""The access keys and sessions that the emulator accepts.

Contract: thread-safe; both may change while the emulator runs.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.store.clock import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tigris_http.emulator.auth.credentials import EmulatorCredentials
    from tigris_http.emulator.http.message import Headers


@dataclass(frozen=True)
class EmulatorSession:
    """A session of a console or OAuth login; its `repr` hides the token."""

    token: str = field(repr=False)
    namespace: str
    """The organisation that requests name in `X-Tigris-Namespace`."""
    expires_at: datetime | None = None
    """An aware time by the emulator's clock; from then on the answer is `ExpiredToken`. None: never."""

    def __post_init__(self) -> None:
        if not self.token or not self.namespace:
            raise ValueError("token and namespace: must not be empty")
        if self.expires_at is not None and self.expires_at.utcoffset() is None:
            raise ValueError("expires_at: must be an aware datetime")


class Keys:
    """The keys and sessions of one emulator."""

    def __init__(self, credentials: Iterable[EmulatorCredentials]) -> None:
        # Readers take a whole mapping without the lock; a change replaces it.
        self._lock = threading.Lock()
        self.pairs: Mapping[str, EmulatorCredentials] = {each.access_key_id: each for each in credentials}
        self.sessions: Mapping[str, EmulatorSession] = {}

    def put(self, credentials: EmulatorCredentials) -> None:
        """Accept a key; replace one with the same id."""
        with self._lock:
            self.pairs = {**self.pairs, credentials.access_key_id: credentials}

    def expire(self, access_key_id: str) -> None:
        """End the life of a key long ago. Raises KeyError for an unknown one."""
        long_ago = datetime.fromtimestamp(0, timezone.utc)
        with self._lock:
            self.pairs = {**self.pairs, access_key_id: replace(self.pairs[access_key_id], expires_at=long_ago)}

    def remove(self, access_key_id: str) -> None:
        """Reject a key from now on. Raises KeyError for an unknown one."""
        with self._lock:
            kept = dict(self.pairs)
            del kept[access_key_id]
            self.pairs = kept

    def put_session(self, session: EmulatorSession) -> None:
        """Accept a session; replace one with the same token."""
        with self._lock:
            self.sessions = {**self.sessions, session.token: session}

    def has_session(self, headers: Headers, now: int) -> bool:
        """Return whether an unsigned request belongs to a session. Raises for an invalid claim."""
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
