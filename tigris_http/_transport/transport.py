"""The clients' entry to the HTTP stack: one sender for each process, made at its first request.

Contract: errors of the HTTP stack become ours. Errors of the caller's upload pass through. Bodies read whole are
bounded. A forgotten client warns by its name and closes its connections. All work ends with its attempt. Pools and open
bodies stay in the process that made them. httpx is loaded at the first request, not with the client.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from tigris_http._concurrency.per_process import PerProcess
from tigris_http._core.messages import Reply, Send
from tigris_http._transport.settings import Network, PoolSettings
from tigris_http._wire.http import AsyncByteSource, ByteSource
from tigris_http.errors import TigrisError

if TYPE_CHECKING:
    from tigris_http._transport.request_body.upload import Upload
    from tigris_http._transport.sender import AsyncSender, Sender


@cache
def httpx_version() -> str:
    """Return the version of httpx, without loading it if its file with the version is there."""
    from tigris_http._loading import module_alone

    module = module_alone("httpx", "__version__")
    if module is not None:
        found: str = module.__version__
        return found
    import httpx

    return httpx.__version__


def _warn(client: str, used: str, source: object) -> None:
    message = f"unclosed {client}: use it in {used}, or close it after its last call"
    warnings.warn(message, ResourceWarning, stacklevel=3, source=source)


class Transport:
    """Sends for a blocking client; safe from threads."""

    def __init__(self, settings: PoolSettings) -> None:
        self.senders: PerProcess[Sender] = PerProcess(_blocking(settings))

    def perform(self, send: Send, upload: Upload) -> Reply[ByteSource] | TigrisError:
        """Do one request and return its reply, or the error that the network made of it."""
        return self.senders.get().perform(send, upload)

    def close(self) -> None:
        sender = self.senders.close()
        if sender is not None:
            sender.close()

    def __del__(self) -> None:
        sender = self.senders.made_here() if hasattr(self, "senders") else None
        if sender is not None and sender.holds_connections():
            try:
                _warn("TigrisHTTP", "a `with` statement", self)
            finally:
                sender.close()


class AsyncTransport:
    """Sends for an async client, within one event loop."""

    is_owned = False
    """True if something else than its user closes the client: a forgotten one does not warn then."""

    def __init__(self, settings: PoolSettings) -> None:
        self.senders: PerProcess[AsyncSender] = PerProcess(_on_a_loop(settings))

    async def perform(self, send: Send, upload: Upload) -> Reply[AsyncByteSource] | TigrisError:
        return await self.senders.get().perform(send, upload)

    async def aclose(self) -> None:
        sender = self.senders.close()
        if sender is not None:
            await sender.aclose()

    def __del__(self) -> None:
        # The sockets close by themselves: their loop may have ended, or runs in another thread.
        sender = self.senders.made_here() if hasattr(self, "senders") else None
        if sender is not None and sender.holds_connections() and not self.is_owned:
            _warn("AsyncTigrisHTTP", "`async with`", self)


def _blocking(settings: PoolSettings) -> Callable[[], Sender]:
    if settings.transport is not None:
        from tigris_http._transport.sender import Sender

        sender = Sender(settings.transport)
        return lambda: sender
    network = Network(settings)

    def make() -> Sender:
        from tigris_http._transport.http_transport import HTTPTransport
        from tigris_http._transport.sender import Sender

        return Sender(HTTPTransport.of(network), owned=True)

    return make


def _on_a_loop(settings: PoolSettings) -> Callable[[], AsyncSender]:
    if settings.transport is not None:
        from tigris_http._transport.sender import AsyncSender

        sender = AsyncSender(settings.transport)
        return lambda: sender
    network = Network(settings)

    def make() -> AsyncSender:
        from tigris_http._transport.http_transport import AsyncHTTPTransport
        from tigris_http._transport.sender import AsyncSender

        return AsyncSender(AsyncHTTPTransport.of(network), owned=True)

    return make
