"""The door to httpx: sends what is signed, byte for byte, and hands back heads and bodies in our own terms.

Contract: every error of the HTTP stack leaves here as one of ours, while errors of the caller's own upload leave as
they are. Request targets are never rewritten: a direct connection gets the exact bytes through httpcore's `target`
extension, since any URL type would resolve the dot segments of a key. Bodies are read raw: no Content-Encoding is
undone. Whole bodies are bounded. Neither a pool nor an open body is used by a process other than the one that made it.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeAlias, TypeVar

import anyio
import anyio.to_thread
import httpx

from tigris_http._exchange import Reply, Send
from tigris_http._http import AsyncByteSource, ByteSource, Head, Headers
from tigris_http._pool import Pool
from tigris_http._upload import PIECE, Piece, Upload
from tigris_http.errors import (
    BodyMismatch,
    ConnectionFailed,
    IncompleteBody,
    MalformedResponse,
    TigrisError,
    TimedOut,
)

_T = TypeVar("_T")

MAX_WHOLE_BODY = 64 * 1024 * 1024
"""Bytes of a reply that is read whole: a page of 1,000 entries with the longest keys, fully escaped, fits well."""
MAX_ERROR_BODY = 1024 * 1024
"""Bytes of an error document that are read; what follows is dropped with the connection."""


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """How connections are made and kept."""

    max_connections: int
    tls: bool


@cache
def _trusted() -> ssl.SSLContext:
    # Reading the bundle of certificates costs 20 to 50 ms: once a process, shared by all clients.
    return httpx.create_ssl_context()


def _pool_options(settings: PoolSettings) -> tuple[ssl.SSLContext, httpx.Limits]:
    # A context without certificates for plain HTTP: it would refuse any TLS peer, and costs nothing.
    context = _trusted() if settings.tls else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # As many idle connections as connections: httpcore #1110 may close one just handed out otherwise.
    size = settings.max_connections
    return context, httpx.Limits(max_connections=size, max_keepalive_connections=size, keepalive_expiry=30.0)


def _blocking_pool(settings: PoolSettings) -> httpx.HTTPTransport:
    context, limits = _pool_options(settings)
    return httpx.HTTPTransport(verify=context, limits=limits, trust_env=False)


def _async_pool(settings: PoolSettings) -> httpx.AsyncHTTPTransport:
    context, limits = _pool_options(settings)
    return httpx.AsyncHTTPTransport(verify=context, limits=limits, trust_env=False)


@lru_cache(maxsize=1024)
def _origin(scheme: str, host: str, port: int) -> httpx.URL:
    # Where to connect to, which below localhost is not what the Host header says. Making one costs 20 µs.
    return httpx.URL(scheme=scheme, host=host, port=port)


def _request(send: Send, stream: httpx.SyncByteStream | httpx.AsyncByteStream) -> httpx.Request:
    address, seconds = send.address, send.timeouts
    fields = [("Host", address.authority), ("Accept-Encoding", "identity"), *send.headers]
    timeout = {
        "connect": seconds.connect,
        "read": seconds.read,
        "write": seconds.write,
        "pool": seconds.pool,
    }
    extensions = {"target": address.target.encode("ascii"), "timeout": timeout}
    origin = _origin(address.scheme, address.host, address.port)
    return httpx.Request(send.method, origin, headers=fields, stream=stream, extensions=extensions)


def _small(piece: Piece) -> Iterator[bytes]:
    """Yield a piece as the HTTP layer wants it: it takes bytes alone, and copies what is left of them at each write."""
    if isinstance(piece, bytes) and len(piece) <= PIECE:
        yield piece
        return
    with memoryview(piece) as view:
        for start in range(0, len(view), PIECE):
            yield bytes(view[start : start + PIECE])


class _Pieces(httpx.SyncByteStream):
    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self.failed: BaseException | None = None
        """What the caller's own body raised: no fault of the exchange, whatever class it has."""

    def __iter__(self) -> Iterator[bytes]:
        try:
            for piece in self._upload.pieces():
                yield from _small(piece)
        except GeneratorExit:
            raise
        except BaseException as error:
            self.failed = error
            raise


class _AsyncPieces(httpx.AsyncByteStream):
    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._begun: AsyncGenerator[bytes, None] | None = None
        self.failed: BaseException | None = None
        """What the caller's own body raised: no fault of the exchange, whatever class it has."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        self._begun = self._all()
        return self._begun

    async def _all(self) -> AsyncGenerator[bytes, None]:
        pieces = self._upload.apieces()
        try:
            async for piece in pieces:
                for part in _small(piece):
                    yield part
        except GeneratorExit:
            raise
        except BaseException as error:
            self.failed = error
            raise
        finally:
            await pieces.aclose()

    async def aclose(self) -> None:
        """End a body that was not sent to its end: event loops complain of generators left to the collector."""
        if self._begun is not None:
            await self._begun.aclose()


_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


def _translated(error: Exception, *, in_body: bool = False) -> TigrisError:
    """Return our error for one of the HTTP stack's."""
    sent = not isinstance(error, _UNSENT)
    why = str(error) or type(error).__name__
    if isinstance(error, httpx.TimeoutException):
        return TimedOut(f"no answer in time ({type(error).__name__})", sent=sent)
    if isinstance(error, httpx.RemoteProtocolError):
        if in_body and why.startswith("peer closed connection"):
            return IncompleteBody(f"the body broke off: {why}")
        # A server that closes an idle connection shows as this too: nothing of an answer came.
        if why.startswith("Server disconnected"):
            return ConnectionFailed(why, sent=sent)
        return MalformedResponse(f"the answer is not HTTP: {why}")
    return ConnectionFailed(f"{type(error).__name__}: {why}", sent=sent)


def _failed(send: Send, error: Exception, body_failed: BaseException | None) -> TigrisError:
    """Return what an exchange is told of this error; raise what no exchange can do anything about."""
    if isinstance(error, BodyMismatch):
        return error
    if body_failed is not None:
        raise body_failed from None
    if isinstance(error, httpx.HTTPError) and not isinstance(error, httpx.LocalProtocolError):
        return _translated(error)
    # A host that is no host, or a header that HTTP cannot carry: no other attempt can succeed.
    raise ValueError(f"{send.operation} cannot be sent to {send.address.origin!r}: {error}") from error


def _head(response: httpx.Response) -> Head:
    raw = response.headers.raw
    return Head(response.status_code, tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw))


def _is_success(head: Head) -> bool:
    return 200 <= head.status < 300


def _limit(head: Head) -> int:
    return MAX_WHOLE_BODY if _is_success(head) else MAX_ERROR_BODY


def _too_large(head: Head, size: int, limit: int) -> bool:
    """Return whether to stop reading; a result that is too large is an error, an error document is just cut."""
    if size <= limit:
        return False
    if _is_success(head):
        raise MalformedResponse(f"the answer is larger than {limit} bytes")
    return True


def _declared(head: Head) -> int | None:
    """Return the size of a body that is framed by its Content-Length (h11 has checked the number)."""
    length = head.get("content-length")
    return None if length is None or head.get("transfer-encoding") is not None else int(length)


class _Body:
    """What the blocking and the async source have in common."""

    def __init__(self, send: Send, head: Head) -> None:
        self._send = send
        self._rest = memoryview(b"")
        self._done = False
        self._pid = os.getpid()
        self._left = _declared(head)
        self._number = 0

    @property
    def is_empty(self) -> bool:
        """Whether the head says that there is no body."""
        return self._left == 0

    @property
    def trailers(self) -> Headers:
        """Empty: httpx drops trailers."""
        return ()

    def _take(self, buffer: memoryview) -> int:
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def _is_last(self, chunk: bytes) -> bool:
        """Count what arrived; return whether nothing but the end can follow."""
        if self._left is None:
            return False
        self._left -= len(chunk)
        return self._left == 0

    def _check_process(self) -> None:
        if self._pid != os.getpid():
            raise RuntimeError("this body was opened by another process; a forked child opens its own")

    def _met(self, error: httpx.HTTPError) -> TigrisError:
        met, send = _translated(error, in_body=True), self._send
        # A body read whole is part of an attempt, and located with it; one handed out is on its own.
        return met.located(send.operation, send.bucket, send.key, 1) if send.stream else met


_Held: TypeAlias = tuple[httpx.SyncByteStream, Iterator[bytes]]
_AsyncHeld: TypeAlias = tuple[httpx.AsyncByteStream, AsyncIterator[bytes]]


class _Source(_Body):
    """An open body: raw chunks of httpx, copied into the reader's buffer."""

    def __init__(
        self, send: Send, head: Head, response: httpx.Response, pool: Pool[httpx.HTTPTransport, _Held]
    ) -> None:
        super().__init__(send, head)
        stream = response.stream
        if not isinstance(stream, httpx.SyncByteStream):
            raise TypeError("a blocking client needs a blocking transport")
        self._stream, self._chunks, self._pool = stream, iter(stream), pool

    def handed_out(self) -> _Source:
        """Prepare for a reader who may never close, and return the source itself."""
        self._number = self._pool.hand_out((self._stream, self._chunks))
        return self

    def readinto(self, buffer: memoryview, /) -> int:
        if not self._rest and not self._done:
            self._rest = memoryview(self.next_chunk())
        return self._take(buffer)

    def next_chunk(self) -> bytes:
        """Return the next bytes as they came, `b""` at the end."""
        self._check_process()
        try:
            for chunk in self._chunks:
                if chunk:
                    if self._is_last(chunk):
                        self._end()
                    return chunk
        except httpx.HTTPError as error:
            self.close()
            raise self._met(error) from error
        self.close()
        return b""

    def _end(self) -> None:
        # Only a body whose end was read leaves its connection fit for reuse; behind the last byte it costs no wait.
        with suppress(httpx.HTTPError):
            next(self._chunks, None)
        self.close()

    def close(self) -> None:
        done, self._done = self._done, True
        if not done and self._pid == os.getpid():
            self._pool.take_back(self._number)
            _close(self._stream)

    def __del__(self) -> None:
        if not getattr(self, "_done", True):
            self._pool.abandon(self._number)


def _close(stream: httpx.SyncByteStream) -> None:
    # Where closing fails the connection is dropped, and nothing of the body is waited for any more.
    with suppress(httpx.HTTPError, OSError):
        stream.close()


class _AsyncSource(_Body):
    """The async twin of `_Source`."""

    def __init__(
        self, send: Send, head: Head, response: httpx.Response, pool: Pool[httpx.AsyncHTTPTransport, _AsyncHeld]
    ) -> None:
        super().__init__(send, head)
        stream = response.stream
        if not isinstance(stream, httpx.AsyncByteStream):
            raise TypeError("an async client needs an async transport")
        self._stream, self._chunks, self._pool = stream, stream.__aiter__(), pool

    def handed_out(self) -> _AsyncSource:
        """Prepare for a reader who may never close, and return the source itself."""
        self._number = self._pool.hand_out((self._stream, self._chunks))
        return self

    async def readinto(self, buffer: memoryview, /) -> int:
        if not self._rest and not self._done:
            self._rest = memoryview(await self.next_chunk())
        return self._take(buffer)

    async def next_chunk(self) -> bytes:
        """Return the next bytes as they came, `b""` at the end."""
        self._check_process()
        try:
            async for chunk in self._chunks:
                if chunk:
                    if self._is_last(chunk):
                        await self._end()
                    return chunk
        except httpx.HTTPError as error:
            await self.aclose()
            raise self._met(error) from error
        await self.aclose()
        return b""

    async def _end(self) -> None:
        # Only a body whose end was read leaves its connection fit for reuse; behind the last byte it costs no wait.
        with suppress(httpx.HTTPError, StopAsyncIteration):
            await self._chunks.__anext__()
        await self.aclose()

    async def aclose(self) -> None:
        done, self._done = self._done, True
        if not done and self._pid == os.getpid():
            self._pool.take_back(self._number)
            await _aclose(self._stream, self._chunks)

    def __del__(self) -> None:
        if not getattr(self, "_done", True):
            self._pool.abandon(self._number)


async def _aclose(stream: httpx.AsyncByteStream, chunks: AsyncIterator[bytes]) -> None:
    """Close an open body, also where the caller is being cancelled."""
    with anyio.CancelScope(shield=True):
        # Where closing fails the connection is dropped, and nothing of the body is waited for any more.
        with suppress(httpx.HTTPError, OSError):
            await stream.aclose()
        # The generators within httpx end here, at the closed connection, and not when they are collected, of which
        # event loops complain; what h11 still holds of the body comes first.
        with suppress(httpx.HTTPError, OSError):
            async for _ in chunks:
                pass


class Transport:
    """Sends for a blocking client; safe from threads."""

    def __init__(self, settings: PoolSettings) -> None:
        self._pool: Pool[httpx.HTTPTransport, _Held] = Pool(lambda: _blocking_pool(settings))

    def perform(self, send: Send, upload: Upload) -> Reply[ByteSource] | TigrisError:
        """Do one request and return its reply, or the error that the network made of it."""
        transport, pieces = self._pool.transport(), _Pieces(upload)
        self._close_abandoned()
        try:
            response = transport.handle_request(_request(send, pieces))
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, BodyMismatch) as error:
            return _failed(send, error, pieces.failed)
        head = _head(response)
        source = _Source(send, head, response, self._pool)
        try:
            if send.stream and _is_success(head) and not source.is_empty:
                return Reply(head, source=source.handed_out())
            body = self._whole(head, source)
        except TigrisError as error:
            source.close()
            return error
        except BaseException:
            source.close()
            raise
        source.close()
        return Reply(head, body, source if send.stream else None)

    def _whole(self, head: Head, source: _Source) -> bytes:
        limit, size, parts = _limit(head), 0, list[bytes]()
        while part := source.next_chunk():
            size += len(part)
            parts.append(part)
            if _too_large(head, size, limit):
                break
        return b"".join(parts)

    def _close_abandoned(self) -> None:
        for stream, _ in self._pool.abandoned():
            _close(stream)

    def close(self) -> None:
        """Close all connections."""
        transport = self._pool.close()
        if transport is not None:
            self._close_abandoned()
            transport.close()


class AsyncTransport:
    """Sends for an async client, within one event loop."""

    def __init__(self, settings: PoolSettings) -> None:
        self._pool: Pool[httpx.AsyncHTTPTransport, _AsyncHeld] = Pool(lambda: _async_pool(settings))

    async def perform(self, send: Send, upload: Upload) -> Reply[AsyncByteSource] | TigrisError:
        """Do one request and return its reply, or the error that the network made of it."""
        transport, pieces = self._pool.transport(), _AsyncPieces(upload)
        await self._close_abandoned()
        try:
            response = await transport.handle_async_request(_request(send, pieces))
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, BodyMismatch) as error:
            return _failed(send, error, pieces.failed)
        finally:
            await pieces.aclose()
        head = _head(response)
        source = _AsyncSource(send, head, response, self._pool)
        try:
            if send.stream and _is_success(head) and not source.is_empty:
                return Reply(head, source=source.handed_out())
            body = await self._whole(head, source)
        except TigrisError as error:
            await source.aclose()
            return error
        except BaseException:
            await source.aclose()
            raise
        await source.aclose()
        return Reply(head, body, source if send.stream else None)

    async def _whole(self, head: Head, source: _AsyncSource) -> bytes:
        limit, size, parts = _limit(head), 0, list[bytes]()
        while part := await source.next_chunk():
            size += len(part)
            parts.append(part)
            if _too_large(head, size, limit):
                break
        return b"".join(parts)

    async def _close_abandoned(self) -> None:
        for stream, chunks in self._pool.abandoned():
            await _aclose(stream, chunks)

    async def aclose(self) -> None:
        """Close all connections."""
        transport = self._pool.close()
        if transport is not None:
            await self._close_abandoned()
            await transport.aclose()


async def in_thread(work: Callable[[], _T]) -> _T:
    """Run blocking work in a thread of the running event loop's library."""
    return await anyio.to_thread.run_sync(work)


async def sleep(seconds: float) -> None:
    """Sleep in the running event loop's library."""
    await anyio.sleep(seconds)
