"""Response bodies on our own connections: received into the reader's memory, and unframed there.

Contract: as `ByteSource`. The last byte releases the connection. A body that breaks or is closed early closes it. Only
the process that opened a body reads it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Final, Generic, Protocol

import httpx

from tigris_http._concurrency.per_process import OneProcess
from tigris_http._transport.pool.slots import Lease, StreamT
from tigris_http._transport.sockets.asynchronous import AsyncStream
from tigris_http._transport.sockets.blocking import BlockingStream
from tigris_http._wire.http import Head, Headers
from tigris_http._wire.http11.framing import Framing, UntilClose
from tigris_http.errors import IncompleteBody, TigrisError

if TYPE_CHECKING:
    from tigris_http._transport.pool.pool import AsyncPool

CHUNK: Final = 64 * 1024
"""Bytes of a chunk of a body that is iterated."""


class Releases(Protocol[StreamT]):
    """A pool, to its leases."""

    def release(self, lease: Lease[StreamT], *, reusable: bool) -> None: ...


class _Stream(Generic[StreamT]):
    def __init__(
        self,
        lease: Lease[StreamT],
        head: Head,
        framing: Framing,
        timeout: float | None,
        pool: Releases[StreamT],
        *,
        keep: bool,
    ) -> None:
        self.head = head
        """The head of the response, decoded."""
        self._lease, self._framing, self._timeout = lease, framing, timeout
        self._keep = keep and not isinstance(framing, UntilClose)
        self._closed = False
        self._process, self._pool = OneProcess(), pool
        if framing.done:
            self.close()

    @property
    def remaining(self) -> int | None:
        return self._framing.remaining

    @property
    def is_done(self) -> bool:
        return self._framing.done

    @property
    def trailers(self) -> Headers:
        return self._framing.trailers

    def hand_out(self) -> None:
        """End the deadline of the call: the caller reads on at its own pace."""
        if self._lease.stream is not None:
            self._lease.stream.deadline = None

    @property
    def is_early(self) -> bool:
        """True if the response came before its request was sent whole."""
        return self._lease.stream is not None and self._lease.stream.failed

    def hurry(self, seconds: float) -> None:
        """Wait for at most `seconds` for each next piece."""
        self._timeout = seconds if self._timeout is None else min(self._timeout, seconds)

    def close(self) -> None:
        closed, self._closed = self._closed, True
        if not closed and self._process.is_here():
            self._pool.release(self._lease, reusable=self._is_reusable())

    def _is_reusable(self) -> bool:
        """Return whether another request may follow: not after half a body or half a request."""
        stream = self._lease.stream
        return self._keep and self._framing.done and stream is not None and not stream.failed


class ResponseStream(_Stream[BlockingStream], httpx.SyncByteStream):
    def readinto(self, buffer: memoryview, /) -> int:
        """Fill the front of `buffer`. Raises httpx's errors for the connection, ours for wrong framing."""
        self._process.check("this body")
        framing, size = self._framing, 0
        if self._closed or not len(buffer):
            return 0
        try:
            stream = self._lease.connection()
            while not size and not framing.done:
                size = stream.receive_into(buffer[: framing.receive_limit(len(buffer))], self._timeout)
                if not size:
                    framing.receive_eof()
                size = framing.decode(buffer, size)
        except BaseException:
            self.close()
            raise
        if framing.done:
            self.close()
        return size

    def __iter__(self) -> Iterator[bytes]:
        room = bytearray(CHUNK)
        view = memoryview(room)
        while True:
            try:
                size = self.readinto(view)
            except TigrisError as error:
                raise _for_httpx(error) from error
            if not size:
                return
            yield bytes(view[:size])


class AsyncResponseStream(_Stream[AsyncStream], httpx.AsyncByteStream):
    _pool: AsyncPool

    async def readinto(self, buffer: memoryview, /) -> int:
        self._process.check("this body")
        self._pool.loop.check()
        framing, size = self._framing, 0
        if self._closed or not len(buffer):
            return 0
        try:
            stream = self._lease.connection()
            while not size and not framing.done:
                size = await stream.receive_into(buffer[: framing.receive_limit(len(buffer))], self._timeout)
                if not size:
                    framing.receive_eof()
                size = framing.decode(buffer, size)
        except BaseException:
            self.close()
            raise
        if framing.done:
            self.close()
        return size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        room = bytearray(CHUNK)
        view = memoryview(room)
        while True:
            try:
                size = await self.readinto(view)
            except TigrisError as error:
                raise _for_httpx(error) from error
            if not size:
                return
            yield bytes(view[:size])

    async def aclose(self) -> None:
        self.close()


def _for_httpx(error: TigrisError) -> httpx.RemoteProtocolError:
    cut = "peer closed connection: " if isinstance(error, IncompleteBody) else ""
    return httpx.RemoteProtocolError(f"{cut}{error.message}")
