"""Open bodies behind httpx: raw bytes for a reader, the connection's return, and its errors as ours.

Contract: a body is taken over from the socket where `_handoff` can, else read in the chunks that httpx gives. Its end
is read, not assumed, so that the connection can be used again. One that is collected unclosed is noted in the pool and
closed at its next use. No body is read by a process other than the one that opened it.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

import httpx

from tigris_http._http import Head, Headers
from tigris_http._plan import Send
from tigris_http._pool import Pool
from tigris_http.errors import ConnectionFailed, CorruptBody, IncompleteBody, MalformedResponse, TigrisError, TimedOut

if TYPE_CHECKING:
    from tigris_http._handoff import AsyncTakenOver, AsyncTransport, BlockingTransport, TakenOver


_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


def translated(error: Exception, *, in_body: bool = False) -> TigrisError:
    """Return our error for one of the HTTP stack's."""
    sent = not isinstance(error, _UNSENT)
    why = str(error) or type(error).__name__
    if isinstance(error, httpx.TimeoutException):
        return TimedOut(f"no answer in time ({type(error).__name__})", sent=sent)
    if isinstance(error, httpx.RemoteProtocolError):
        # A server that closes an idle connection shows as the last of these: nothing of an answer came.
        if why.startswith(("peer closed connection", "peer unexpectedly closed", "Server disconnected")):
            return IncompleteBody(f"the body broke off: {why}") if in_body else ConnectionFailed(why, sent=sent)
        kind = CorruptBody if in_body else MalformedResponse
        return kind(f"the answer is not HTTP: {why}")
    return ConnectionFailed(f"{type(error).__name__}: {why}", sent=sent)


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

    def _met(self, error: httpx.HTTPError | TigrisError) -> TigrisError:
        met = error if isinstance(error, TigrisError) else translated(error, in_body=True)
        send = self._send
        # A body read whole is part of an attempt, and located with it; one handed out is on its own.
        return met.located(send.operation, send.bucket, send.key, 1) if send.stream else met


Held: TypeAlias = tuple[httpx.SyncByteStream, Iterator[bytes]]
AsyncHeld: TypeAlias = tuple[httpx.AsyncByteStream, AsyncIterator[bytes]]


class Source(_Body):
    """An open body: raw chunks of httpx, copied into the reader's buffer."""

    def __init__(self, send: Send, head: Head, response: httpx.Response, pool: Pool[BlockingTransport, Held]) -> None:
        super().__init__(send, head)
        stream = response.stream
        if not isinstance(stream, httpx.SyncByteStream):
            raise TypeError("a blocking client needs a blocking transport")
        self._stream, self._chunks, self._pool = stream, iter(stream), pool
        self._response, self._head = response, head
        self._taken: TakenOver | None = None

    def handed_out(self) -> Source:
        """Prepare for a reader who may never close, and return the source itself."""
        from tigris_http._handoff import TakenOver

        self._taken = TakenOver.of(self._head, self._response, self._send.timeouts.read)
        self._number = self._pool.hand_out((self._stream, self._chunks))
        return self

    @property
    def trailers(self) -> Headers:
        """What came behind the body, where it was taken over; httpx drops trailers."""
        return () if self._taken is None else self._taken.trailers

    def readinto(self, buffer: memoryview, /) -> int:
        if self._taken is not None and not self._done:
            return self._read_taken(self._taken, buffer)
        if not self._rest and not self._done:
            self._rest = memoryview(self.next_chunk())
        return self._take(buffer)

    def _read_taken(self, taken: TakenOver, buffer: memoryview) -> int:
        self._check_process()
        try:
            size = taken.readinto(buffer)
        except (httpx.HTTPError, TigrisError) as error:
            self.close()
            raise self._met(error) from error
        if not size:
            self._end()
        return size

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
            close_stream(self._stream)

    def __del__(self) -> None:
        if not getattr(self, "_done", True):
            self._pool.abandon(self._number)


def close_stream(stream: httpx.SyncByteStream) -> None:
    # Where closing fails the connection is dropped, and nothing of the body is waited for any more.
    with suppress(httpx.HTTPError, OSError):
        stream.close()


class AsyncSource(_Body):
    """The async twin of `Source`."""

    def __init__(self, send: Send, head: Head, response: httpx.Response, pool: Pool[AsyncTransport, AsyncHeld]) -> None:
        super().__init__(send, head)
        stream = response.stream
        if not isinstance(stream, httpx.AsyncByteStream):
            raise TypeError("an async client needs an async transport")
        self._stream, self._chunks, self._pool = stream, stream.__aiter__(), pool
        self._response, self._head = response, head
        self._taken: AsyncTakenOver | None = None

    def handed_out(self) -> AsyncSource:
        """Prepare for a reader who may never close, and return the source itself."""
        from tigris_http._handoff import AsyncTakenOver

        self._taken = AsyncTakenOver.of(self._head, self._response, self._send.timeouts.read)
        self._number = self._pool.hand_out((self._stream, self._chunks))
        return self

    @property
    def trailers(self) -> Headers:
        """What came behind the body, where it was taken over; httpx drops trailers."""
        return () if self._taken is None else self._taken.trailers

    async def readinto(self, buffer: memoryview, /) -> int:
        if self._taken is not None and not self._done:
            return await self._read_taken(self._taken, buffer)
        if not self._rest and not self._done:
            self._rest = memoryview(await self.next_chunk())
        return self._take(buffer)

    async def _read_taken(self, taken: AsyncTakenOver, buffer: memoryview) -> int:
        self._check_process()
        try:
            size = await taken.readinto(buffer)
        except (httpx.HTTPError, TigrisError) as error:
            await self.aclose()
            raise self._met(error) from error
        if not size:
            await self._end()
        return size

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
            await aclose_stream(self._stream, self._chunks)

    def __del__(self) -> None:
        if not getattr(self, "_done", True):
            self._pool.abandon(self._number)


async def aclose_stream(stream: httpx.AsyncByteStream, chunks: AsyncIterator[bytes]) -> None:
    """Close an open body, also where the caller is being cancelled."""
    import anyio

    with anyio.CancelScope(shield=True):
        # Where closing fails the connection is dropped, and nothing of the body is waited for any more.
        with suppress(httpx.HTTPError, OSError):
            await stream.aclose()
        # The generators within httpx end here, at the closed connection, and not when they are collected, of which
        # event loops complain; what h11 still holds of the body comes first.
        with suppress(httpx.HTTPError, OSError):
            async for _ in chunks:
                pass
