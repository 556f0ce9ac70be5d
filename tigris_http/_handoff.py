"""Transports of httpx whose chunked bodies can be taken over: read from the socket into the reader's own memory.

Contract: a head is parsed by h11 as ever. Where the body behind it is chunked and the connection is one of ours, a
`TakenOver` reads it: received straight into the caller's buffer, its framing decoded there, its trailers kept. At its
end h11 is given an empty body's last chunk, so that it sees the end, and the connection goes back to the pool. Closed
early or broken, the connection is closed. All else is read as httpx reads it.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from types import TracebackType
from typing import Generic, TypeVar, cast

import httpcore
import httpx

from tigris_http._backend import AsyncBackend, AsyncioStream, BlockingBackend, BlockingStream
from tigris_http._framing import Chunked
from tigris_http._http import Head, Headers

StreamT = TypeVar("StreamT")

_KEEP_ALIVE = 30.0
"""Seconds that an idle connection is kept."""
_LAST_CHUNK = b"0\r\n\r\n"
_AS_HTTPX: dict[type[Exception], type[Exception]] = {
    kind: getattr(httpx, kind.__name__)
    for kind in (
        httpcore.ConnectError,
        httpcore.ConnectTimeout,
        httpcore.LocalProtocolError,
        httpcore.NetworkError,
        httpcore.PoolTimeout,
        httpcore.ProtocolError,
        httpcore.ProxyError,
        httpcore.ReadError,
        httpcore.ReadTimeout,
        httpcore.RemoteProtocolError,
        httpcore.TimeoutException,
        httpcore.UnsupportedProtocol,
        httpcore.WriteError,
        httpcore.WriteTimeout,
    )
}


class _AsHttpx:
    """A context that raises httpcore's errors as httpx's of the same names."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
            known = _AS_HTTPX.get(type(error))
            if known is not None:
                raise known(str(error)) from error


_as_httpx = _AsHttpx()


class _Connection(httpcore.AsyncHTTPConnection):
    """A connection that is closed where its request is called off at a moment of which httpcore loses track.

    Before its first request has begun, httpcore leaves it new for ever; while an answer is being closed, active for
    ever: never used again, and never counted out of the pool.
    """

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request and return the answer, its body open."""
        try:
            answer = await super().handle_async_request(request)
        except BaseException:
            if ", NEW," in self.info():
                await self.drop()
            raise
        extensions = cast("dict[str, object]", answer.extensions)  # pyright: ignore[reportUnknownMemberType]
        extensions["connection"] = self
        return answer

    async def drop(self) -> None:
        """Close it, also where the caller is being cancelled."""
        import anyio

        with anyio.CancelScope(shield=True):
            await self.aclose()


class _Bytes(httpx.SyncByteStream):
    def __init__(self, inner: httpcore.Response) -> None:
        self.inner = inner

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx:
            yield from cast("Iterable[bytes]", self.inner.stream)

    def close(self) -> None:
        self.inner.close()


class _AsyncBytes(httpx.AsyncByteStream):
    def __init__(self, inner: httpcore.Response) -> None:
        self.inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx:
            async for part in cast("AsyncIterable[bytes]", self.inner.stream):
                yield part

    async def aclose(self) -> None:
        try:
            await self.inner.aclose()
        except BaseException:
            extensions = cast("dict[str, object]", self.inner.extensions)  # pyright: ignore[reportUnknownMemberType]
            connection = extensions.get("connection")
            if isinstance(connection, _Connection):
                await connection.drop()
            raise


def _lowered(request: httpx.Request) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        request.method,
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.stream,
        extensions=dict(request.extensions),
    )


def _answer(answer: httpcore.Response, body: _Bytes | _AsyncBytes) -> httpx.Response:
    extensions = cast("dict[str, object]", answer.extensions)  # pyright: ignore[reportUnknownMemberType]
    return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=extensions)


class BlockingTransport(httpx.BaseTransport):
    """What `httpx.HTTPTransport` is, on sockets that can be taken over."""

    def __init__(self, context: ssl.SSLContext, max_connections: int) -> None:
        # As many idle connections as connections: httpcore #1110 may close one just handed out otherwise.
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=max_connections,
            max_keepalive_connections=max_connections,
            keepalive_expiry=_KEEP_ALIVE,
            network_backend=BlockingBackend(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the answer, its body open."""
        with _as_httpx:
            answer = self._pool.handle_request(_lowered(request))
        return _answer(answer, _Bytes(answer))

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _AsyncPool(httpcore.AsyncConnectionPool):
    """A pool of these."""

    def __init__(self, context: ssl.SSLContext, max_connections: int) -> None:
        self._context, self._backend = context, AsyncBackend()
        super().__init__(
            ssl_context=context,
            max_connections=max_connections,
            max_keepalive_connections=max_connections,
            keepalive_expiry=_KEEP_ALIVE,
            network_backend=self._backend,
        )

    def create_connection(self, origin: httpcore.Origin) -> httpcore.AsyncConnectionInterface:
        """Return a connection that connects when it is first used."""
        return _Connection(origin, self._context, keepalive_expiry=_KEEP_ALIVE, network_backend=self._backend)


class AsyncTransport(httpx.AsyncBaseTransport):
    """What `httpx.AsyncHTTPTransport` is, on sockets that can be taken over where the loop is asyncio's."""

    def __init__(self, context: ssl.SSLContext, max_connections: int) -> None:
        self._pool = _AsyncPool(context, max_connections)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the answer, its body open."""
        with _as_httpx:
            answer = await self._pool.handle_async_request(_lowered(request))
        return _answer(answer, _AsyncBytes(answer))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


def _is_chunked(head: Head) -> bool:
    return (head.get("transfer-encoding") or "").strip().lower() == "chunked"


def _ended(framing: Chunked) -> bool:
    # A call, because type checkers take an attribute they have looked at for unchanged.
    return framing.done


class _ChunkedBody(Generic[StreamT]):
    """What both have in common: the connection, how long to wait for it, and how far the framing got."""

    def __init__(self, stream: StreamT, timeout: float | None) -> None:
        self._stream, self._timeout, self._framing = stream, timeout, Chunked()

    @property
    def trailers(self) -> Headers:
        """The trailer fields, once the end was seen."""
        return self._framing.trailers


class TakenOver(_ChunkedBody[BlockingStream]):
    """A chunked body read from the socket of a blocking connection."""

    @classmethod
    def of(cls, head: Head, response: httpx.Response, timeout: float | None) -> TakenOver | None:
        """Return the body taken over, or None where it has to be read as ever."""
        stream: object = response.extensions.get("network_stream")
        return cls(stream, timeout) if isinstance(stream, BlockingStream) and _is_chunked(head) else None

    def readinto(self, buffer: memoryview) -> int:
        """Fill the front of `buffer`; what lies behind is scratch. 0 at the end: then h11 sees it next."""
        framing, stream = self._framing, self._stream
        while not framing.done:
            framing.check()
            with _as_httpx:
                size = stream.receive_into(buffer, self._timeout)
            if not size:
                framing.ended()
            size = framing.decode(buffer, size)
            if _ended(framing):
                stream.give_back(_LAST_CHUNK)
            if size:
                return size
        return 0


class AsyncTakenOver(_ChunkedBody[AsyncioStream]):
    """A chunked body read from the socket of an asyncio connection."""

    @classmethod
    def of(cls, head: Head, response: httpx.Response, timeout: float | None) -> AsyncTakenOver | None:
        """Return the body taken over, or None where it has to be read as ever."""
        stream: object = response.extensions.get("network_stream")
        return cls(stream, timeout) if isinstance(stream, AsyncioStream) and _is_chunked(head) else None

    async def readinto(self, buffer: memoryview) -> int:
        """Fill the front of `buffer`; what lies behind is scratch. 0 at the end: then h11 sees it next."""
        framing, stream = self._framing, self._stream
        while not framing.done:
            framing.check()
            with _as_httpx:
                size = await stream.receive_into(buffer, self._timeout)
            if not size:
                framing.ended()
            size = framing.decode(buffer, size)
            if _ended(framing):
                stream.give_back(_LAST_CHUNK)
            if size:
                return size
        return 0
