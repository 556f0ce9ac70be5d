"""The door to httpx: sends what is signed, byte for byte, and hands back heads and bodies in our own terms.

Contract: every error of the HTTP stack leaves here as one of ours. Request targets are never rewritten: a direct
connection gets the exact bytes through httpcore's `target` extension, since any URL type would resolve the dot
segments of a key. Bodies are read raw: no Content-Encoding is undone. Whole bodies are bounded. A connection pool
is never used by a process other than the one that made it.
"""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

import anyio
import anyio.to_thread
import httpx

from tigris_http._exchange import Reply, Send
from tigris_http._http import AsyncByteSource, ByteSource, Head, Headers
from tigris_http._upload import Upload
from tigris_http.errors import ConnectionFailed, IncompleteBody, MalformedResponse, TigrisError, TimedOut

_T = TypeVar("_T")
_TransportT = TypeVar("_TransportT", httpx.BaseTransport, httpx.AsyncBaseTransport)

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


def _blocking_pool(settings: PoolSettings) -> httpx.BaseTransport:
    context, limits = _pool_options(settings)
    return httpx.HTTPTransport(verify=context, limits=limits, trust_env=False)


def _async_pool(settings: PoolSettings) -> httpx.AsyncBaseTransport:
    context, limits = _pool_options(settings)
    return httpx.AsyncHTTPTransport(verify=context, limits=limits, trust_env=False)


class _Pool(Generic[_TransportT]):
    """A transport for each process: a forked child never touches its parent's connections."""

    def __init__(self, settings: PoolSettings, make: Callable[[PoolSettings], _TransportT]) -> None:
        self._settings = settings
        self._make: Callable[[PoolSettings], _TransportT] = make
        self._lock = threading.Lock()
        self._made: tuple[int, _TransportT] | None = None
        self._inherited: list[_TransportT] = []
        self._closed = False
        self._origins: dict[tuple[str, str, int], httpx.URL] = {}

    def transport(self) -> _TransportT:
        made = self._made
        if made is not None and made[0] == os.getpid() and not self._closed:
            return made[1]
        return self._first_use()

    def _first_use(self) -> _TransportT:
        if self._made is not None and self._made[0] != os.getpid():
            # The parent may have held the lock in the moment of the fork: the child takes one of its own.
            self._lock = threading.Lock()
        with self._lock:
            if self._closed:
                raise RuntimeError("this client is closed")
            if self._made is not None and self._made[0] != os.getpid():
                # Kept referenced and never closed: its sockets are the parent's.
                self._inherited.append(self._made[1])
                self._made = None
            if self._made is None:
                self._made = (os.getpid(), self._make(self._settings))
            return self._made[1]

    def close(self) -> _TransportT | None:
        """Refuse further use; return the transport that is this process's to close."""
        with self._lock:
            self._closed = True
            made, self._made = self._made, None
        return made[1] if made is not None and made[0] == os.getpid() else None

    def request(self, send: Send, stream: httpx.SyncByteStream | httpx.AsyncByteStream) -> httpx.Request:
        address = send.address
        peer = (address.scheme, address.host, address.port)
        origin = self._origins.get(peer)
        if origin is None:
            if len(self._origins) >= 1024:
                self._origins.clear()
            # Where to connect to, which below localhost is not what the Host header says.
            origin = self._origins[peer] = httpx.URL(scheme=peer[0], host=peer[1], port=peer[2])
        fields = [("Host", address.authority), ("Accept-Encoding", "identity"), *send.headers]
        seconds = send.timeouts
        timeout = {
            "connect": seconds.connect,
            "read": seconds.read,
            "write": seconds.write,
            "pool": seconds.pool,
        }
        extensions = {"target": address.target.encode("ascii"), "timeout": timeout}
        return httpx.Request(send.method, origin, headers=fields, stream=stream, extensions=extensions)


class _Pieces(httpx.SyncByteStream):
    def __init__(self, upload: Upload) -> None:
        self._upload = upload

    def __iter__(self) -> Iterator[bytes]:
        return self._upload.pieces()


class _AsyncPieces(httpx.AsyncByteStream):
    def __init__(self, upload: Upload) -> None:
        self._upload = upload

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._upload.apieces()


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
        if in_body:
            return IncompleteBody(f"the body broke off: {why}")
        # A server that closes an idle connection shows as this too: nothing of an answer came.
        if why.startswith("Server disconnected"):
            return ConnectionFailed(why, sent=sent)
        return MalformedResponse(f"the answer is not HTTP: {why}")
    return ConnectionFailed(f"{type(error).__name__}: {why}", sent=sent)


def _head(response: httpx.Response) -> Head:
    raw = response.headers.raw
    return Head(response.status_code, tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw))


def _limit(head: Head) -> int:
    return MAX_WHOLE_BODY if head.status < 300 else MAX_ERROR_BODY


def _too_large(head: Head, size: int, limit: int) -> bool:
    """Return whether to stop reading; a result that is too large is an error, an error document is just cut."""
    if size <= limit:
        return False
    if head.status < 300:
        raise MalformedResponse(f"the answer is larger than {limit} bytes")
    return True


class _Body:
    """What the blocking and the async source have in common."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._rest = memoryview(b"")
        self._done = False

    def _take(self, buffer: memoryview) -> int:
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def _met(self, error: httpx.HTTPError) -> TigrisError:
        met, send = _translated(error, in_body=True), self._send
        # A body read whole is part of an attempt, and located with it; one handed out is on its own.
        return met.located(send.operation, send.bucket, send.key, 1) if send.stream else met

    @property
    def trailers(self) -> Headers:
        """Empty: httpx drops trailers."""
        return ()


class _Source(_Body):
    """An open body: raw chunks of httpx, copied into the reader's buffer."""

    def __init__(self, send: Send, response: httpx.Response) -> None:
        super().__init__(send)
        self._response = response
        stream = response.stream
        if not isinstance(stream, httpx.SyncByteStream):
            raise TypeError("a blocking client needs a blocking transport")
        self._stream = stream
        self._chunks = iter(stream)

    def readinto(self, buffer: memoryview, /) -> int:
        if not self._rest and not self._done:
            self._rest = memoryview(self.next_chunk())
        return self._take(buffer)

    def next_chunk(self) -> bytes:
        """Return the next bytes as they came, `b""` at the end."""
        try:
            for chunk in self._chunks:
                if chunk:
                    return chunk
        except httpx.HTTPError as error:
            self.close()
            raise self._met(error) from error
        self.close()
        return b""

    def close(self) -> None:
        self._done = True
        try:
            self._stream.close()
        except (httpx.HTTPError, OSError):
            # The connection is dropped either way, and nothing of the body is waited for any more.
            self._rest = memoryview(b"")


class _AsyncSource(_Body):
    """The async twin of `_Source`."""

    def __init__(self, send: Send, response: httpx.Response) -> None:
        super().__init__(send)
        self._response = response
        stream = response.stream
        if not isinstance(stream, httpx.AsyncByteStream):
            raise TypeError("an async client needs an async transport")
        self._stream = stream
        self._chunks = stream.__aiter__()

    async def readinto(self, buffer: memoryview, /) -> int:
        if not self._rest and not self._done:
            self._rest = memoryview(await self.next_chunk())
        return self._take(buffer)

    async def next_chunk(self) -> bytes:
        """Return the next bytes as they came, `b""` at the end."""
        try:
            async for chunk in self._chunks:
                if chunk:
                    return chunk
        except httpx.HTTPError as error:
            await self.aclose()
            raise self._met(error) from error
        await self.aclose()
        return b""

    async def aclose(self) -> None:
        self._done = True
        try:
            await self._stream.aclose()
        except (httpx.HTTPError, OSError):
            # The connection is dropped either way, and nothing of the body is waited for any more.
            self._rest = memoryview(b"")


class Transport:
    """Sends for a blocking client; safe from threads."""

    def __init__(self, settings: PoolSettings) -> None:
        self._pool = _Pool(settings, _blocking_pool)

    def perform(self, send: Send, upload: Upload) -> Reply[ByteSource] | TigrisError:
        """Do one request and return its reply, or the error that the network made of it."""
        transport = self._pool.transport()
        try:
            response = transport.handle_request(self._pool.request(send, _Pieces(upload)))
        except httpx.HTTPError as error:
            return _translated(error)
        except TigrisError as error:
            return error
        source = _Source(send, response)
        try:
            head = _head(response)
            if send.stream and head.status < 300:
                return Reply(head, source=source)
            body = self._whole(head, source)
        except TigrisError as error:
            source.close()
            return error
        except BaseException:
            source.close()
            raise
        source.close()
        return Reply(head, body)

    def _whole(self, head: Head, source: _Source) -> bytes:
        limit, size, parts = _limit(head), 0, list[bytes]()
        while part := source.next_chunk():
            size += len(part)
            parts.append(part)
            if _too_large(head, size, limit):
                break
        return b"".join(parts)

    def close(self) -> None:
        """Close all connections."""
        transport = self._pool.close()
        if transport is not None:
            transport.close()


class AsyncTransport:
    """Sends for an async client, within one event loop."""

    def __init__(self, settings: PoolSettings) -> None:
        self._pool = _Pool(settings, _async_pool)

    async def perform(self, send: Send, upload: Upload) -> Reply[AsyncByteSource] | TigrisError:
        """Do one request and return its reply, or the error that the network made of it."""
        transport = self._pool.transport()
        try:
            response = await transport.handle_async_request(self._pool.request(send, _AsyncPieces(upload)))
        except httpx.HTTPError as error:
            return _translated(error)
        except TigrisError as error:
            return error
        source = _AsyncSource(send, response)
        try:
            head = _head(response)
            if send.stream and head.status < 300:
                return Reply(head, source=source)
            body = await self._whole(head, source)
        except TigrisError as error:
            await source.aclose()
            return error
        except BaseException:
            with anyio.CancelScope(shield=True):
                await source.aclose()
            raise
        await source.aclose()
        return Reply(head, body)

    async def _whole(self, head: Head, source: _AsyncSource) -> bytes:
        limit, size, parts = _limit(head), 0, list[bytes]()
        while part := await source.next_chunk():
            size += len(part)
            parts.append(part)
            if _too_large(head, size, limit):
                break
        return b"".join(parts)

    async def aclose(self) -> None:
        """Close all connections."""
        transport = self._pool.close()
        if transport is not None:
            await transport.aclose()


async def in_thread(work: Callable[[], _T]) -> _T:
    """Run blocking work in a thread of the running event loop's library."""
    return await anyio.to_thread.run_sync(work)


async def sleep(seconds: float) -> None:
    """Sleep in the running event loop's library."""
    await anyio.sleep(seconds)
