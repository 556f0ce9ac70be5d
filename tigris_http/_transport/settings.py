"""Settings of a client's connections, checked when the client is made."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from tigris_http._transport.sockets import certificates
from tigris_http._transport.sockets.certificates import VerifySetting
from tigris_http._transport.sockets.proxy import ProxySetting, Routes

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """Settings of a client's connections."""

    max_connections: int
    proxy: ProxySetting = field(default=None, repr=False)
    verify: VerifySetting = True
    transport: object = None
    """The caller's own httpx client or transport, used for all requests."""
    origin: tuple[str, str, int] | None = None
    """Scheme, host and port of the endpoint. For it the environment is checked when the client is made."""

    def __post_init__(self) -> None:
        number = self.max_connections
        if isinstance(number, bool) or not isinstance(number, int):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"max_connections must be an int, not {type(number).__name__}")
        if number < 1:
            raise ValueError("max_connections must be at least 1")
        if self.transport is not None and not (self.proxy is None and self.verify is True):
            raise ValueError("transport has its own proxy and certificates: pass either transport, or proxy and verify")

    def check_pickles(self) -> None:
        """Raise `TypeError` if these settings cannot be pickled."""
        if self.transport is not None:
            raise TypeError(
                "a client on an httpx client or transport of your own cannot be pickled: it has connections"
            )
        if not isinstance(self.verify, (bool, str, os.PathLike)):
            raise TypeError("a client with an SSLContext cannot be pickled; with verify=PATH it can")


class Network:
    """The limit, routes and certificates of a pool. Reads the environment and checks the settings when it is made.

    Raises `ConfigurationError` for a variable that a request to the `origin` would use, if it cannot be used.
    """

    def __init__(self, settings: PoolSettings) -> None:
        self.limit, self.routes = settings.max_connections, Routes(settings.proxy)
        trusted = certificates.checked(settings.verify)
        self.context: Callable[[], ssl.SSLContext] = partial(certificates.context, trusted)
        """Returns the `ssl.SSLContext` of new connections."""
        if settings.origin is not None:
            self.routes.check(*settings.origin)
            if settings.origin[0] == "https" and isinstance(trusted, certificates.Variables):
                certificates.context(trusted)
