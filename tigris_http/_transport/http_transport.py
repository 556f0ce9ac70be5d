"""Transports of httpx that speak HTTP/1.1 on sockets of their own.

Contract: targets, header fields and bodies are sent as given. Of a response body, only the framing is decoded. Errors
are httpx's.

They read the request extensions `timeout` and `target`, as httpcore does, and `deadline`, a time of `time.monotonic()`.
Responses have the extensions `http_version` and `reason_phrase`, and a stream with `readinto` and `trailers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

import httpx

from tigris_http._annotations import Self
from tigris_http._concurrency.event_loop import in_thread
from tigris_http._concurrency.per_process import PerProcess
from tigris_http._transport.http11 import exchange, exchange_async
from tigris_http._transport.messages import Outgoing, Response
from tigris_http._transport.pool.pool import AsyncPool, BlockingPool
from tigris_http._transport.response_body.stream import AsyncResponseStream, ResponseStream
from tigris_http._transport.response_body.whole import response_framing
from tigris_http._transport.settings import Network, PoolSettings
from tigris_http._transport.sockets.certificates import VerifySetting
from tigris_http._transport.sockets.proxy import ProxySetting, Route
from tigris_http._wire.http import Head
from tigris_http.errors import MalformedResponse

if TYPE_CHECKING:
    from tigris_http._wire.http11.framing import Framing

PoolT = TypeVar("PoolT", BlockingPool, AsyncPool)

_PORTS: Final = {"http": 80, "https": 443}
_NO_TIMEOUTS: dict[str, float | None] = {}


class _Transport(Generic[PoolT]):
    _pool: type[PoolT]

    def __init__(self, *, max_connections: int = 100, proxy: ProxySetting = None, verify: VerifySetting = True) -> None:
        self._start(Network(PoolSettings(max_connections, proxy, verify)))

    @classmethod
    def of(cls, network: Network) -> Self:
        """Return a transport with settings that were checked before."""
        transport = cls.__new__(cls)
        transport._start(network)  # noqa: SLF001  # of this very class
        return transport

    def _start(self, network: Network) -> None:
        self._routes = network.routes
        self._latest: tuple[httpx.URL, Route] | None = None
        """The URL of the latest request and its route: our sender has one URL for each origin."""
        self.pools: PerProcess[PoolT] = PerProcess(lambda: self._pool(network.limit, network.context))

    def holds_connections(self) -> bool:
        """Return whether this process has connections open, idle or in use. Takes no lock."""
        pool = self.pools.made_here()
        return pool is not None and bool(pool.slots.idle or pool.slots.in_use)

    async def _route_of(self, url: httpx.URL) -> Route:
        """Return the route. A system that resolves names for it is asked in a thread."""
        latest = self._latest
        if latest is not None and latest[0] is url:
            return latest[1]
        if self._routes.waits(url.scheme, url.host, url.port or _PORTS.get(url.scheme, 0)):
            return await in_thread(lambda: self._route(url))
        return self._route(url)

    def _route(self, url: httpx.URL) -> Route:
        latest = self._latest
        if latest is not None and latest[0] is url:
            return latest[1]
        route = self._new_route(url)
        self._latest = url, route
        return route

    def _new_route(self, url: httpx.URL) -> Route:
        if url.scheme not in _PORTS:
            raise httpx.UnsupportedProtocol(f"a URL with the scheme {url.scheme!r} cannot be sent to")
        try:
            return self._routes.to(url.scheme, url.host, url.port or _PORTS[url.scheme])
        except ValueError as error:
            raise httpx.LocalProtocolError(str(error)) from error


class HTTPTransport(_Transport[BlockingPool], httpx.BaseTransport):
    """A transport for `httpx.Client`: unbuffered bodies, trailers, a pool that does not slow down with its size.

    Safe from threads, from signal handlers, and after a fork, where the child gets connections of its own.

        with httpx.Client(transport=HTTPTransport(max_connections=64)) as client:
            client.get("https://t3.storage.dev")
    """

    _pool = BlockingPool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; return its answer with an open stream. Raises httpx's errors."""
        pool, route = self.pools.get(), self._route(request.url)
        seconds: dict[str, float | None] = request.extensions.get("timeout", _NO_TIMEOUTS)
        deadline: float | None = request.extensions.get("deadline")
        outgoing = Outgoing(request, route)
        lease = pool.acquire(route, pool=seconds.get("pool"), connect=seconds.get("connect"), deadline=deadline)
        try:
            stream = lease.connection()
            stream.deadline = deadline
            answer = exchange(
                stream, outgoing.head, outgoing.chunks(), read=seconds.get("read"), write=seconds.get("write")
            )
            head = answer.head
            body = ResponseStream(
                lease, head, _framing(request, head), seconds.get("read"), pool, keep=answer.keeps_alive
            )
        except BaseException:
            pool.release(lease, reusable=False)
            raise
        return Response(answer, body)

    def close(self) -> None:
        """Close all connections."""
        pool = self.pools.close() if hasattr(self, "pools") else None
        if pool is not None:
            pool.close()


class AsyncHTTPTransport(_Transport[AsyncPool], httpx.AsyncBaseTransport):
    """A transport for `httpx.AsyncClient`, on asyncio and on trio. Good for the event loop of its first use."""

    _pool = AsyncPool

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; return its answer with an open stream. Raises httpx's errors."""
        pool, route = self.pools.get(), await self._route_of(request.url)
        pool.loop.check()
        seconds: dict[str, float | None] = request.extensions.get("timeout", _NO_TIMEOUTS)
        deadline: float | None = request.extensions.get("deadline")
        outgoing = Outgoing(request, route)
        chunks = outgoing.achunks()
        lease = await pool.acquire(route, pool=seconds.get("pool"), connect=seconds.get("connect"), deadline=deadline)
        try:
            stream = lease.connection()
            stream.deadline = deadline
            answer = await exchange_async(
                stream, outgoing.head, chunks, read=seconds.get("read"), write=seconds.get("write")
            )
            head = answer.head
            body = AsyncResponseStream(
                lease, head, _framing(request, head), seconds.get("read"), pool, keep=answer.keeps_alive
            )
        except BaseException:
            pool.release(lease, reusable=False)
            raise
        finally:
            await chunks.aclose()
        return Response(answer, body)

    async def aclose(self) -> None:
        """Close all connections."""
        pool = self.pools.close() if hasattr(self, "pools") else None
        if pool is not None:
            pool.close()


def _framing(request: httpx.Request, head: Head) -> Framing:
    try:
        return response_framing(request.method, head)
    except MalformedResponse as error:
        raise httpx.RemoteProtocolError(error.message) from error
