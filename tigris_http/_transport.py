"""The door to httpx: sends what is signed, byte for byte, and hands back heads and bodies in our own terms.

Contract: every error of the HTTP stack leaves here as one of ours, while errors of the caller's own upload leave as
they are. Request targets are never rewritten: a direct connection gets the exact bytes through httpcore's `target`
extension, since any URL type would resolve the dot segments of a key. Bodies are read raw: no Content-Encoding is
undone. Whole bodies are bounded. Neither a pool nor an open body is used by a process other than the one that made it.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeVar

import httpx

from tigris_http._http import AsyncByteSource, ByteSource, Head
from tigris_http._plan import Reply, Send
from tigris_http._pool import Pool
from tigris_http._transport_bodies import (
    AsyncHeld,
    AsyncSource,
    Held,
    Source,
    aclose_stream,
    close_stream,
    translated,
)
from tigris_http._upload import PIECE, Piece, Upload
from tigris_http.errors import (
    BodyMismatch,
    MalformedResponse,
    TigrisError,
)

if TYPE_CHECKING:
    from tigris_http import _handoff

_T = TypeVar("_T")

HTTPX_VERSION = httpx.__version__

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


def _context(settings: PoolSettings) -> ssl.SSLContext:
    # A context without certificates for plain HTTP: it would refuse any TLS peer, and costs nothing.
    return _trusted() if settings.tls else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _blocking_pool(settings: PoolSettings) -> _handoff.BlockingTransport:
    from tigris_http import _handoff  # brings all of httpcore: at the first request, not with the client

    return _handoff.BlockingTransport(_context(settings), settings.max_connections)


def _async_pool(settings: PoolSettings) -> _handoff.AsyncTransport:
    from tigris_http import _handoff

    return _handoff.AsyncTransport(_context(settings), settings.max_connections)


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


def _failed(send: Send, error: Exception, body_failed: BaseException | None) -> TigrisError:
    """Return what an exchange is told of this error; raise what no exchange can do anything about."""
    if isinstance(error, BodyMismatch):
        return error
    if body_failed is not None:
        raise body_failed from None
    if isinstance(error, httpx.HTTPError) and not isinstance(error, httpx.LocalProtocolError):
        return translated(error)
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


class Transport:
    """Sends for a blocking client; safe from threads."""

    def __init__(self, settings: PoolSettings) -> None:
        self._pool: Pool[_handoff.BlockingTransport, Held] = Pool(lambda: _blocking_pool(settings))

    def perform(self, send: Send, upload: Upload) -> Reply[ByteSource] | TigrisError:
        """Do one request and return its reply, or the error that the network made of it."""
        transport, pieces = self._pool.transport(), _Pieces(upload)
        self._close_abandoned()
        try:
            response = transport.handle_request(_request(send, pieces))
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, BodyMismatch) as error:
            return _failed(send, error, pieces.failed)
        head = _head(response)
        source = Source(send, head, response, self._pool)
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

    def _whole(self, head: Head, source: Source) -> bytes:
        limit, size, parts = _limit(head), 0, list[bytes]()
        while part := source.next_chunk():
            size += len(part)
            parts.append(part)
            if _too_large(head, size, limit):
                break
        return b"".join(parts)

    def _close_abandoned(self) -> None:
        for stream, _ in self._pool.abandoned():
            close_stream(stream)

    def close(self) -> None:
        """Close all connections."""
        transport = self._pool.close()
        if transport is not None:
            self._close_abandoned()
            transport.close()


class AsyncTransport:
    """Sends for an async client, within one event loop."""

    def __init__(self, settings: PoolSettings) -> None:
        self._pool: Pool[_handoff.AsyncTransport, AsyncHeld] = Pool(lambda: _async_pool(settings))

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
        source = AsyncSource(send, head, response, self._pool)
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

    async def _whole(self, head: Head, source: AsyncSource) -> bytes:
        limit, size, parts = _limit(head), 0, list[bytes]()
        while part := await source.next_chunk():
            size += len(part)
            parts.append(part)
            if _too_large(head, size, limit):
                break
        return b"".join(parts)

    async def _close_abandoned(self) -> None:
        for stream, chunks in self._pool.abandoned():
            await aclose_stream(stream, chunks)

    async def aclose(self) -> None:
        """Close all connections."""
        transport = self._pool.close()
        if transport is not None:
            await self._close_abandoned()
            await transport.aclose()


async def in_thread(work: Callable[[], _T]) -> _T:
    """Run blocking work in a thread of the running event loop's library."""
    import anyio.to_thread

    return await anyio.to_thread.run_sync(work)


async def sleep(seconds: float) -> None:
    """Sleep in the running event loop's library."""
    import anyio

    await anyio.sleep(seconds)
