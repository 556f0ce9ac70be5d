"""Open bodies, received from the connection straight into the reader's memory.

Contract: the framing is decoded here; h11 sees heads only. At the end of the body the connection is released, in the
same call that returns its last byte. Closed early or broken, it is closed. Only the process that opened a body reads
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

import httpcore

from tigris_http._concurrency.per_process import OneProcess
from tigris_http._transport.errors import translate
from tigris_http._transport.pool.lease import Lease, StreamT
from tigris_http._transport.pool.pool import AsyncPool, BlockingPool
from tigris_http._transport.sockets.asyncio import AsyncioStream
from tigris_http._transport.sockets.blocking import BlockingStream
from tigris_http._transport.sockets.trio import AnyioStream
from tigris_http._transport.whole import WholeBody, response_framing
from tigris_http._wire.framing import UntilClose
from tigris_http._wire.http import Head, Headers
from tigris_http.errors import TigrisError

if TYPE_CHECKING:
    from tigris_http._core.messages import Send

_RECEIVE_SIZE: Final = 64 * 1024
"""Bytes of one receive for a body that is read whole."""

FAILURES = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)
"""Errors that httpcore raises for events on a connection."""


def _keeps_alive(head: Head, version: object) -> bool:
    options = ",".join(value for name, value in head.headers if name.lower() == "connection").lower()
    return version == b"HTTP/1.1" and "close" not in [option.strip() for option in options.split(",")]


PoolT = TypeVar("PoolT")


class _Body(Generic[StreamT, PoolT]):
    """Shared by the blocking and the async source."""

    def __init__(self, send: Send, head: Head, version: object, lease: Lease[StreamT], pool: PoolT) -> None:
        self._send, self._head, self._lease, self._pool = send, head, lease, pool
        self._framing = response_framing(send.method, head)
        self._keep_alive = _keeps_alive(head, version) and not isinstance(self._framing, UntilClose)
        self._timeout = send.timeouts.read
        self._done = False
        self._process = OneProcess()

    @property
    def remaining(self) -> int | None:
        """Bytes still to come: 0 once the connection is released, None if only the end tells."""
        return self._framing.remaining

    @property
    def trailers(self) -> Headers:
        return self._framing.trailers

    def _buffer(self) -> bytearray:
        return bytearray(min(self._framing.remaining or _RECEIVE_SIZE, _RECEIVE_SIZE))

    def _end_once(self) -> bool:
        """Return True at the first call, in the process that opened the body."""
        done, self._done = self._done, True
        return not done and self._process.is_here()

    def _is_reusable(self) -> bool:
        """Return True if the connection can take another request: not after half a body, read or sent."""
        stream = self._lease.stream
        return self._keep_alive and self._framing.done and stream is not None and not stream.failed

    def _check_process(self) -> None:
        self._process.check("this body")

    def _to_error(self, error: Exception) -> TigrisError:
        met = error if isinstance(error, TigrisError) else translate(error, in_body=True)
        send = self._send
        # The attempt locates errors of a body read whole; a body handed out does so itself.
        return met.located(send.operation, send.bucket, send.key, 1) if send.stream else met


class Source(_Body[BlockingStream, BlockingPool]):
    """An open body of a blocking connection."""

    def readinto(self, buffer: memoryview, /) -> int:
        self._process.check("this body")
        framing, size = self._framing, 0
        if self._done or not len(buffer):
            return 0
        try:
            stream = self._lease.connection()
            while not size and not framing.done:
                size = stream.receive_into(buffer[: framing.receive_limit(len(buffer))], self._timeout)
                if not size:
                    framing.receive_eof()
                size = framing.decode(buffer, size)
        except (*FAILURES, TigrisError) as error:
            self.close()
            raise self._to_error(error) from error
        if framing.done:
            self.close()
        return size

    def whole(self) -> bytes:
        """Read the whole body and release the connection."""
        whole = WholeBody(self._head, stream=self._send.stream)
        while not self._framing.done:
            buffer = self._buffer()
            size = self.readinto(memoryview(buffer))
            if whole.add(bytes(buffer if size == len(buffer) else memoryview(buffer)[:size])):
                break
        self.close()
        return whole.body()

    def close(self) -> None:
        if self._end_once():
            self._pool.release(self._lease, usable=self._is_reusable())


class AsyncSource(_Body[AsyncioStream | AnyioStream, AsyncPool]):
    """The async twin of `Source`."""

    async def readinto(self, buffer: memoryview, /) -> int:
        self._process.check("this body")
        self._pool.loop.check()
        framing, size = self._framing, 0
        if self._done or not len(buffer):
            return 0
        try:
            stream = self._lease.connection()
            while not size and not framing.done:
                size = await stream.receive_into(buffer[: framing.receive_limit(len(buffer))], self._timeout)
                if not size:
                    framing.receive_eof()
                size = framing.decode(buffer, size)
        except (*FAILURES, TigrisError) as error:
            await self.aclose()
            raise self._to_error(error) from error
        if framing.done:
            await self.aclose()
        return size

    async def whole(self) -> bytes:
        """Read the whole body and release the connection."""
        whole = WholeBody(self._head, stream=self._send.stream)
        while not self._framing.done:
            buffer = self._buffer()
            size = await self.readinto(memoryview(buffer))
            if whole.add(bytes(buffer if size == len(buffer) else memoryview(buffer)[:size])):
                break
        await self.aclose()
        return whole.body()

    async def aclose(self) -> None:
        if self._end_once():
            await self._pool.release(self._lease, usable=self._is_reusable())
