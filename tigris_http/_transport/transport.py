"""The clients' entry to the HTTP stack: one sender for each process, made at its first request.

Contract: errors of the HTTP stack become ours. Errors of the caller's upload pass through. Bodies read whole are
bounded. All work ends with its attempt. Pools and open bodies stay in the process that made them.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import httpx

from tigris_http._concurrency.per_process import PerProcess
from tigris_http._core.messages import Reply, Send
from tigris_http._transport.sockets import certificates as _trust
from tigris_http._transport.sockets.certificates import VerifySetting
from tigris_http._transport.sockets.proxy import ProxySetting, Routes
from tigris_http._wire.http import AsyncByteSource, ByteSource
from tigris_http.errors import TigrisError

if TYPE_CHECKING:
    from tigris_http._transport.httpx_sender import AsyncHttpxSender, HttpxSender
    from tigris_http._transport.request_body.upload import Upload
    from tigris_http._transport.sender import AsyncSender, Sender

HTTPX_VERSION = httpx.__version__


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """Settings of a client's connections."""

    max_connections: int
    proxy: ProxySetting = field(default=None, repr=False)
    verify: VerifySetting = True
    transport: object = None
    """The caller's own httpx client or transport, used for all requests."""

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
        if isinstance(self.verify, ssl.SSLContext):
            raise TypeError("a client with an SSLContext cannot be pickled; with verify=PATH it can")


class _SenderFactory:
    """Makes senders on our own sockets."""

    def __init__(self, settings: PoolSettings) -> None:
        self._settings, self._routes = settings, Routes(settings.proxy)
        self._context = partial(_trust.context, _trust.checked(settings.verify))

    def blocking_sender(self) -> Sender:
        from tigris_http._transport.sender import Sender

        return Sender(self._settings.max_connections, self._routes, self._context)

    def async_sender(self) -> AsyncSender:
        from tigris_http._transport.sender import AsyncSender

        return AsyncSender(self._settings.max_connections, self._routes, self._context)


def _blocking_sender(settings: PoolSettings) -> Callable[[], Sender | HttpxSender]:
    if settings.transport is None:
        return _SenderFactory(settings).blocking_sender
    from tigris_http._transport.httpx_sender import HttpxSender

    own = HttpxSender(settings.transport)
    return lambda: own


def _async_sender(settings: PoolSettings) -> Callable[[], AsyncSender | AsyncHttpxSender]:
    if settings.transport is None:
        return _SenderFactory(settings).async_sender
    from tigris_http._transport.httpx_sender import AsyncHttpxSender

    own = AsyncHttpxSender(settings.transport)
    return lambda: own


class Transport:
    """Sends for a blocking client. Thread-safe."""

    def __init__(self, settings: PoolSettings) -> None:
        self.senders: PerProcess[Sender | HttpxSender] = PerProcess(_blocking_sender(settings))

    def perform(self, send: Send, upload: Upload) -> Reply[ByteSource] | TigrisError:
        """Send one request; return its reply or the network error."""
        return self.senders.get().perform(send, upload)

    def close(self) -> None:
        """Close all connections."""
        sender = self.senders.close()
        if sender is not None:
            sender.close()


class AsyncTransport:
    """Sends for an async client, within one event loop."""

    def __init__(self, settings: PoolSettings) -> None:
        self.senders: PerProcess[AsyncSender | AsyncHttpxSender] = PerProcess(_async_sender(settings))

    async def perform(self, send: Send, upload: Upload) -> Reply[AsyncByteSource] | TigrisError:
        """Send one request; return its reply or the network error."""
        return await self.senders.get().perform(send, upload)

    async def aclose(self) -> None:
        """Close all connections."""
        sender = self.senders.close()
        if sender is not None:
            await sender.aclose()
