"""The keys that may sign requests to an emulator."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tigris_http.emulator import arguments


@dataclass(frozen=True)
class EmulatorCredentials:
    """An access key that the emulator accepts; its `repr` hides the secrets."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    """An aware time by the emulator's clock; from then on the answer is `ExpiredToken`. None: never."""

    def __post_init__(self) -> None:
        arguments.text("access_key_id", self.access_key_id)
        arguments.text("secret_access_key", self.secret_access_key)
        if self.session_token is not None:
            arguments.text("session_token", self.session_token)
        if not self.access_key_id or "/" in self.access_key_id:
            raise ValueError("access_key_id: must not be empty nor contain '/'")
        if not self.secret_access_key:
            raise ValueError("secret_access_key: must not be empty")
        if self.expires_at is not None and self.expires_at.utcoffset() is None:
            raise ValueError("expires_at: must be an aware datetime")
