"""Transports of httpx that speak HTTP/1.1 on sockets of their own.

Contract: targets, header fields and bodies are sent as given. Of a response body, only the framing is decoded. Errors
are httpx's.

They read the request extensions `timeout` and `target`, as httpcore does, and `deadline`, a time of `time.monotonic()`.
Responses have the extensions `http_version` and `reason_phrase`, and a stream with `readinto` and `trailers`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpx

from tigris_http._annotations import Self
from tigris_http._concurrency.per_process import PerProcess
from tigris_http._transport.http11 import exchange, exchange_async
from tigris_http._transport.pool.pool import AsyncPool, BlockingPool
from tigris_http._transport.response_stream import AsyncResponseStream, ResponseStream
from tigris_http._transport.settings import Network, PoolSettings
from tigris_http._transport.sockets.certificates import VerifySetting
from tigris_http._transport.sockets.proxy import ProxySetting, Route
from tigris_http._transport.whole import response_framing
from tigris_http._wire.http import Head
from tigris_http._wire.http11.heads import AnswerHead, request_head
from tigris_http.errors import MalformedResponse

if TYPE_CHECKING:
    from tigris_http._wire.http11.framing import Framing

PoolT = TypeVar("PoolT", BlockingPool, AsyncPool)

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
        self.pools: PerProcess[PoolT] = PerProcess(lambda: self._pool(network.limit, network.context))

    def _route(self, url: httpx.URL) -> Route:
        if url.scheme not in {"http", "https"}:
            raise httpx.UnsupportedProtocol(f"a URL with the scheme {url.scheme!r} cannot be sent to")
        try:
            return self._routes.to(url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80))
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
        outgoing = _Outgoing(request, route)
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
        return _response(answer, body)

    def close(self) -> None:
        """Close all connections."""
        pool = self.pools.close()
        if pool is not None:
            pool.close()


class AsyncHTTPTransport(_Transport[AsyncPool], httpx.AsyncBaseTransport):
    """A transport for `httpx.AsyncClient`, on asyncio and on trio. Good for the event loop of its first use."""

    _pool = AsyncPool

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; return its answer with an open stream. Raises httpx's errors."""
        pool, route = self.pools.get(), self._route(request.url)
        pool.loop.check()
        seconds: dict[str, float | None] = request.extensions.get("timeout", _NO_TIMEOUTS)
        deadline: float | None = request.extensions.get("deadline")
        outgoing = _Outgoing(request, route)
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
        return _response(answer, body)

    async def aclose(self) -> None:
        """Close all connections."""
        pool = self.pools.close()
        if pool is not None:
            pool.close()


class _Outgoing:
    def __init__(self, request: httpx.Request, route: Route) -> None:
        target: bytes = request.extensions.get("target") or request.url.raw_path
        headers = request.headers.raw
        host, length, self._chunked = None, b"0", False
        for name, value in headers:
            lower = name.lower()
            if lower == b"host":
                host = value
            elif lower == b"content-length":
                length = value
            elif lower == b"transfer-encoding":
                self._chunked = value.lower() == b"chunked"
        if host is None:
            host = request.url.netloc
            headers.insert(0, (b"Host", host))
        if route.forwarded:
            target = b"%b://%b%b" % (request.url.raw_scheme, host, target)
            if route.proxy is not None and route.proxy.authorization is not None:
                headers.append((b"Proxy-Authorization", route.proxy.authorization.encode("ascii")))
        try:
            self.head = request_head(request.method.encode("ascii"), target, headers)
            self._left = int(length)
        except ValueError as error:
            raise httpx.LocalProtocolError(str(error)) from error
        self._stream: Any = request.stream

    def chunks(self) -> Iterator[bytes]:
        """Yield the body, framed as the header fields announce it."""
        for chunk in self._stream:
            yield self._framed(chunk)
        yield self._end()

    async def achunks(self) -> AsyncGenerator[bytes, None]:
        async for chunk in self._stream:
            yield self._framed(chunk)
        yield self._end()

    def _framed(self, chunk: bytes) -> bytes:
        if self._chunked:
            return b"%x\r\n%b\r\n" % (len(chunk), chunk) if chunk else b""
        self._left -= len(chunk)
        if self._left < 0:
            raise httpx.LocalProtocolError("the body is longer than its Content-Length")
        return chunk

    def _end(self) -> bytes:
        if self._chunked:
            return b"0\r\n\r\n"
        if self._left:
            raise httpx.LocalProtocolError("the body is shorter than its Content-Length")
        return b""


def _framing(request: httpx.Request, head: Head) -> Framing:
    try:
        return response_framing(request.method, head)
    except MalformedResponse as error:
        raise httpx.RemoteProtocolError(error.message) from error


def _response(answer: AnswerHead, stream: ResponseStream | AsyncResponseStream) -> httpx.Response:
    return httpx.Response(
        answer.status,
        headers=answer.headers,
        stream=stream,
        extensions={"http_version": answer.version, "reason_phrase": answer.reason},
    )
