"""Response bodies of the caller's own httpx client or transport: raw chunks, copied into the reader's memory.

Contract: the methods of `response_stream`. The declared length is checked here too: the transport is not ours. A stream
that is collected unclosed is closed at the next use; its finaliser could wait for a lock that its own thread holds.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

from tigris_http._concurrency.per_process import OneProcess
from tigris_http._transport.errors import Failures
from tigris_http._transport.response_body.whole import has_no_body, response_framing
from tigris_http._wire.http11.framing import Counted
from tigris_http.errors import TimedOut

if TYPE_CHECKING:
    from tigris_http._core.messages import Send
    from tigris_http._wire.http import Head, Headers

Unclosed: TypeAlias = tuple[Any, Any, Failures]
"""A response, its chunks, and the errors of closing it."""


class _Chunks:
    trailers: Headers = ()
    is_early = False
    """Other transports do not tell."""

    def __init__(self, send: Send, head: Head, response: Any, failures: Failures, unclosed: deque[Unclosed]) -> None:  # noqa: ANN401
        self._closed = True
        framing = response_framing(send.method, head)
        self._declared = framing if isinstance(framing, Counted) else None
        self._unclosed, self._deadline, self._process = unclosed, send.deadline, OneProcess()
        self._rest = memoryview(b"")
        self._has_no_body = has_no_body(send.method, head)
        self._to_close: Unclosed = (response, None, failures)

    @property
    def remaining(self) -> int | None:
        return None if self._declared is None else self._declared.remaining + len(self._rest)

    @property
    def is_done(self) -> bool:
        return self._closed and not self._rest

    def hand_out(self) -> None:
        self._deadline = None

    def hurry(self, seconds: float) -> None:
        """Do nothing: the caller's transport has its own time-outs."""

    def _open(self, chunks: object) -> None:
        response, _, failures = self._to_close
        self._to_close, self._closed = (response, chunks, failures), False

    def _check(self) -> None:
        self._process.check("this body")
        if self._deadline is not None and self._deadline <= time.monotonic():
            raise TimedOut("no answer in the time for this call")

    def _take(self, buffer: memoryview) -> int:
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def _counted(self, chunk: bytes) -> bool:
        """Count a chunk, `b""` at the end; return whether only the end can follow."""
        if self._has_no_body:  # transports in memory may give it one all the same
            return True
        if self._declared is None:
            return not chunk
        self._declared.decode(memoryview(chunk), len(chunk))
        if not chunk:
            self._declared.receive_eof()
        return self._declared.done

    def _ends(self) -> bool:
        """Return True at the first call, in the process that opened the body."""
        closed, self._closed = self._closed, True
        return not closed and self._process.is_here()

    def __del__(self) -> None:
        if not getattr(self, "_closed", True):
            self._unclosed.append(self._to_close)


class ChunkStream(_Chunks):
    def __init__(self, send: Send, head: Head, response: Any, failures: Failures, unclosed: deque[Unclosed]) -> None:  # noqa: ANN401
        super().__init__(send, head, response, failures, unclosed)
        self._chunks: Iterator[bytes] = iter(response.stream)
        self._open(self._chunks)

    def readinto(self, buffer: memoryview, /) -> int:
        if not self._rest and not self._closed:
            try:
                self._check()
                chunk = next(filter(None, self._chunks), b"")
                if self._counted(chunk):
                    # Only a body whose end was read leaves its connection fit for reuse.
                    self._counted(next(filter(None, self._chunks), b"") if chunk else b"")
                    self.close()
            except Exception:
                self.close()
                raise
            self._rest = memoryview(b"" if self._has_no_body else chunk)
        return self._take(buffer)

    def close(self) -> None:
        if self._ends():
            close(*self._to_close)


def close(response: Any, _: Iterator[bytes] | None, failures: Failures) -> None:  # noqa: ANN401
    """Close a response. Errors are ignored: the connection is dropped then."""
    with suppress(*failures, OSError):
        response.close()


class AsyncChunkStream(_Chunks):
    def __init__(self, send: Send, head: Head, response: Any, failures: Failures, unclosed: deque[Unclosed]) -> None:  # noqa: ANN401
        super().__init__(send, head, response, failures, unclosed)
        self._chunks: AsyncIterator[bytes] = response.stream.__aiter__()
        self._open(self._chunks)

    async def readinto(self, buffer: memoryview, /) -> int:
        if not self._rest and not self._closed:
            try:
                self._check()
                chunk = await self._next()
                if self._counted(chunk):
                    # Only a body whose end was read leaves its connection fit for reuse.
                    self._counted(await self._next() if chunk else b"")
                    await self.aclose()
            except Exception:
                await self.aclose()
                raise
            self._rest = memoryview(b"" if self._has_no_body else chunk)
        return self._take(buffer)

    async def _next(self) -> bytes:
        async for chunk in self._chunks:
            if chunk:
                return chunk
        return b""

    async def aclose(self) -> None:
        if self._ends():
            await aclose(*self._to_close)


async def aclose(response: Any, chunks: AsyncIterator[bytes] | None, failures: Failures) -> None:  # noqa: ANN401
    """Close a response, also while the caller is being cancelled."""
    import anyio

    with anyio.CancelScope(shield=True):
        with suppress(*failures, OSError):
            await response.aclose()
        # The generators within httpx end here, at the closed connection, and not when they are collected, of which
        # event loops complain. h11 first yields the bytes that it still holds.
        if chunks is not None:
            with suppress(*failures, OSError):
                async for _ in chunks:
                    pass
