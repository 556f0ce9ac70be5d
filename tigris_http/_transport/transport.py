"""The clients' entry to the HTTP stack: one sender for each process, made at its first request.

Contract: errors of the HTTP stack become ours. Errors of the caller's upload pass through. Bodies read whole are
bounded. All work ends with its attempt. Pools and open bodies stay in the process that made them. httpx is loaded at
the first request, not with the client.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, TypeVar

from tigris_http._concurrency.per_process import PerProcess
from tigris_http._core.messages import Reply, Send
from tigris_http._transport.settings import PoolSettings
from tigris_http._transport.sockets import certificates
from tigris_http._transport.sockets.proxy import Routes
from tigris_http._wire.http import AsyncByteSource, ByteSource
from tigris_http.errors import TigrisError

if TYPE_CHECKING:
    from tigris_http._transport.request_body.upload import Upload
    from tigris_http._transport.sender import AsyncSender, Sender


TransportT = TypeVar("TransportT")


@cache
def httpx_version() -> str:
    """Return the version of httpx, without loading it if its metadata is there."""
    try:
        return version("httpx")
    except PackageNotFoundError:
        import httpx

        return httpx.__version__


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


class AsyncTransport:
    """Sends for an async client, within one event loop."""

    def __init__(self, settings: PoolSettings) -> None:
        self.senders: PerProcess[AsyncSender] = PerProcess(_on_a_loop(settings))

    async def perform(self, send: Send, upload: Upload) -> Reply[AsyncByteSource] | TigrisError:
        return await self.senders.get().perform(send, upload)

    async def aclose(self) -> None:
        sender = self.senders.close()
        if sender is not None:
            await sender.aclose()


def _blocking(settings: PoolSettings) -> Callable[[], Sender]:
    given = settings.transport
    if given is not None:
        from tigris_http._transport.sender import Sender

        sender = Sender(given)
        return lambda: sender
    make = _own(settings)

    def made() -> Sender:
        from tigris_http._transport.http_transport import HTTPTransport
        from tigris_http._transport.sender import Sender

        return Sender(make(HTTPTransport), owned=True)

    return made


def _on_a_loop(settings: PoolSettings) -> Callable[[], AsyncSender]:
    given = settings.transport
    if given is not None:
        from tigris_http._transport.sender import AsyncSender

        sender = AsyncSender(given)
        return lambda: sender
    make = _own(settings)

    def made() -> AsyncSender:
        from tigris_http._transport.http_transport import AsyncHTTPTransport
        from tigris_http._transport.sender import AsyncSender

        return AsyncSender(make(AsyncHTTPTransport), owned=True)

    return made


def _own(settings: PoolSettings) -> Callable[[Callable[..., TransportT]], TransportT]:
    """Check the settings and read the environment now; return a function that makes a transport later."""
    proxy = settings.proxy
    routes, verify = proxy if isinstance(proxy, Routes) else Routes(proxy), certificates.checked(settings.verify)
    return lambda kind: kind(max_connections=settings.max_connections, proxy=routes, verify=verify)
