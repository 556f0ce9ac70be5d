"""Open bodies of the caller's httpx client or transport: chunks as they come, copied into the reader's buffer.

Contract: bodies are raw, and their length is checked. An abandoned body is noted and closed at the next request. Only
the process that opened a body reads it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

import anyio

from tigris_http._concurrency.per_process import OneProcess
from tigris_http._transport.errors import translate
from tigris_http._transport.whole import WholeBody, response_framing
from tigris_http._wire.framing import Counted
from tigris_http._wire.http import Head, Headers
from tigris_http.errors import TigrisError, TimedOut

if TYPE_CHECKING:
    from typing_extensions import Self

    from tigris_http._core.messages import Send

Failures: TypeAlias = tuple[type[Exception], ...]
Unclosed: TypeAlias = tuple[Any, Any, Failures]
"""A response, its chunks, and the errors that closing may raise."""


class _HttpxBody:
    """Shared by the blocking and the async source."""

    trailers: Headers = ()

    def __init__(self, send: Send, response: Any, failures: Failures, unclosed: deque[Unclosed]) -> None:  # noqa: ANN401
        raw: list[tuple[bytes, bytes]] = response.headers.raw
        fields = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)
        self.head = Head(response.status_code, fields)
        self._done = True
        framing = response_framing(send.method, self.head)
        self._declared = framing if isinstance(framing, Counted) else None
        self._send, self._response, self._failures, self._unclosed = send, response, failures, unclosed
        self._deadline, self._process = send.deadline, OneProcess()
        self._catches: tuple[type[Exception], ...] = (*failures, TigrisError)
        self._rest = memoryview(b"")
        self._to_close: Unclosed = (response, None, failures)

    def _opened(self, chunks: object) -> None:
        self._to_close, self._done = (self._response, chunks, self._failures), False

    @property
    def remaining(self) -> int | None:
        """Bytes still to come: 0 once the connection is released, None if only the end tells."""
        return None if self._declared is None else self._declared.remaining + len(self._rest)

    def handed_out(self) -> Self:
        """End the attempt's deadline; return the source itself."""
        self._deadline = None
        return self

    def _copy(self, buffer: memoryview) -> int:
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def _check(self) -> None:
        self._process.check("this body")
        if self._deadline is not None and self._deadline <= time.monotonic():
            raise TimedOut("no answer in the time for this call")

    def _count(self, chunk: bytes) -> bool:
        """Count a chunk, `b""` at the end; return True if only the end can follow."""
        if self._declared is None:
            return not chunk
        self._declared.decode(memoryview(chunk), len(chunk))
        if not chunk:
            self._declared.receive_eof()
        return self._declared.done

    def _to_error(self, error: Exception) -> TigrisError:
        met = error if isinstance(error, TigrisError) else translate(error, in_body=True)
        send = self._send
        # The attempt locates errors of a body read whole; a body handed out does so itself.
        return met.located(send.operation, send.bucket, send.key, 1) if send.stream else met

    def _end_once(self) -> bool:
        """Return True at the first call, in the process that opened the body."""
        done, self._done = self._done, True
        return not done and self._process.is_here()

    def __del__(self) -> None:
        if not getattr(self, "_done", True):
            # Closing here could wait for a lock of the HTTP stack that this thread holds.
            self._unclosed.append(self._to_close)


class HttpxSource(_HttpxBody):
    """An open body of a blocking transport."""

    def __init__(self, send: Send, response: Any, failures: Failures, unclosed: deque[Unclosed]) -> None:  # noqa: ANN401
        super().__init__(send, response, failures, unclosed)
        self._chunks: Iterator[bytes] = iter(response.stream)
        self._opened(self._chunks)

    def readinto(self, buffer: memoryview, /) -> int:
        if not self._rest and not self._done:
            self._rest = memoryview(self.next_chunk())
        return self._copy(buffer)

    def next_chunk(self) -> bytes:
        """Return the next chunk as it came, `b""` at the end."""
        try:
            self._check()
            chunk = next(filter(None, self._chunks), b"")
            if self._count(chunk):
                # The connection is reusable only after the end was read.
                self._count(next(filter(None, self._chunks), b"") if chunk else b"")
                self.close()
        except self._catches as error:
            self.close()
            raise self._to_error(error) from error
        return chunk

    def whole(self) -> bytes:
        """Read the whole body and close the response."""
        whole = WholeBody(self.head, stream=self._send.stream)
        while not self._done and not whole.add(self.next_chunk()):
            pass
        self.close()
        return whole.body()

    def close(self) -> None:
        if self._end_once():
            close(*self._to_close)


def close(response: Any, _: Iterator[bytes], failures: Failures) -> None:  # noqa: ANN401
    """Close a response. Does not raise the stack's errors: the connection is dropped."""
    with suppress(*failures, OSError):
        response.close()


class AsyncHttpxSource(_HttpxBody):
    """The async twin of `HttpxSource`."""

    def __init__(self, send: Send, response: Any, failures: Failures, unclosed: deque[Unclosed]) -> None:  # noqa: ANN401
        super().__init__(send, response, failures, unclosed)
        self._chunks: AsyncIterator[bytes] = response.stream.__aiter__()
        self._opened(self._chunks)

    async def readinto(self, buffer: memoryview, /) -> int:
        if not self._rest and not self._done:
            self._rest = memoryview(await self.next_chunk())
        return self._copy(buffer)

    async def next_chunk(self) -> bytes:
        """Return the next chunk as it came, `b""` at the end."""
        try:
            self._check()
            chunk = await self._next()
            if self._count(chunk):
                # The connection is reusable only after the end was read.
                self._count(await self._next() if chunk else b"")
                await self.aclose()
        except self._catches as error:
            await self.aclose()
            raise self._to_error(error) from error
        return chunk

    async def _next(self) -> bytes:
        async for chunk in self._chunks:
            if chunk:
                return chunk
        return b""

    async def whole(self) -> bytes:
        """Read the whole body and close the response."""
        whole = WholeBody(self.head, stream=self._send.stream)
        while not self._done and not whole.add(await self.next_chunk()):
            pass
        await self.aclose()
        return whole.body()

    async def aclose(self) -> None:
        if self._end_once():
            await aclose(*self._to_close)


async def aclose(response: Any, chunks: AsyncIterator[bytes], failures: Failures) -> None:  # noqa: ANN401
    """Close a response, even during a cancellation."""
    with anyio.CancelScope(shield=True):
        with suppress(*failures, OSError):
            await response.aclose()
        # End the generators inside httpx now: event loops warn about generators left to the collector. h11 may yield
        # buffered chunks before it sees the closed connection.
        with suppress(*failures, OSError):
            async for _ in chunks:
                pass
