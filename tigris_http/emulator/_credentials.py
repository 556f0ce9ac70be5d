"""The keys that may sign requests to an emulator."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class EmulatorCredentials:
    """An access key the emulator accepts; its `repr` does not show the secrets."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not self.access_key_id or "/" in self.access_key_id:
            raise ValueError("access_key_id: must not be empty nor contain '/'")
        if not self.secret_access_key:
            raise ValueError("secret_access_key: must not be empty")
