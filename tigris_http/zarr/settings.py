"""The settings of the clients that a store makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http import AsyncTigrisHTTP
from tigris_http._loops import config_of, maker_of

if TYPE_CHECKING:
    from tigris_http import TigrisHTTP


class Settings:
    """The settings of a client, or those of the environment. Equal if they reach the same service as the same user."""

    def __init__(self, client: AsyncTigrisHTTP | TigrisHTTP | None) -> None:
        self._given = client
        known = AsyncTigrisHTTP.from_env() if client is None else client
        self._config = config_of(known)
        self.make = maker_of(known)
        """Returns a new client."""

    @property
    def max_connections(self) -> int:
        """Connections of each client."""
        return self._config.max_connections

    @property
    def identity(self) -> tuple[object, ...]:
        """The part that decides on equality."""
        config = self._config
        sender = None if self._given is None else config.credentials
        return config.endpoint, sender, config.scopes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Settings) and self.identity == other.identity

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._given) if self._given is not None else "<the environment>"

    def __reduce__(self) -> tuple[object, ...]:
        # Another process reads its own environment, so those credentials need not travel.
        return Settings, (self._given,)
