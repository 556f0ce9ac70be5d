"""Open bodies of the caller's own httpx client or transport: chunks as they come, copied into the reader's buffer.

Contract: bodies are read raw, and their declared length is checked here too, since a transport may be anything. One
that is collected unclosed is noted, and closed at the next use. No body is read by a process other than the one that
opened it.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

import anyio

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
"""A response, its chunks, and what closing it may raise."""


class _HttpxBody:
    """What the blocking and the async source have in common."""

    trailers: Headers = ()

    def __init__(self, send: Send, response: Any, failures: Failures, unclosed: deque[Unclosed]) -> None:  # noqa: ANN401
        raw: list[tuple[bytes, bytes]] = response.headers.raw
        fields = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)
        self.head = Head(response.status_code, fields)
        self._done = True
        framing = response_framing(send.method, self.head)
        self._declared = framing if isinstance(framing, Counted) else None
        self._send, self._response, self._failures, self._unclosed = send, response, failures, unclosed
        self._ends, self._pid = send.ends, os.getpid()
        self._catches: tuple[type[Exception], ...] = (*failures, TigrisError)
        self._rest = memoryview(b"")
        self._to_close: Unclosed = (response, None, failures)

    def _opened(self, chunks: object) -> None:
        self._to_close, self._done = (self._response, chunks, self._failures), False

    @property
    def remaining(self) -> int | None:
        """Bytes still to come: 0 after the last, None if only the end tells."""
        return None if self._declared is None else self._declared.remaining + len(self._rest)

    def handed_out(self) -> Self:
        """Note that the attempt is over; return the source itself."""
        self._ends = None
        return self

    def _copy(self, buffer: memoryview) -> int:
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def _check(self) -> None:
        if self._pid != os.getpid():
            raise RuntimeError("this body was opened by another process; a forked child opens its own")
        if self._ends is not None and self._ends <= time.monotonic():
            raise TimedOut("no answer in the time for this call")

    def _count(self, chunk: bytes) -> bool:
        """Take note of a chunk, `b""` at the end; return whether nothing but the end can follow."""
        if self._declared is None:
            return not chunk
        self._declared.decode(memoryview(chunk), len(chunk))
        if not chunk:
            self._declared.receive_eof()
        return self._declared.done

    def _to_error(self, error: Exception) -> TigrisError:
        met = error if isinstance(error, TigrisError) else translate(error, in_body=True)
        send = self._send
        # A body read whole is part of an attempt, and located with it; one handed out is on its own.
        return met.located(send.operation, send.bucket, send.key, 1) if send.stream else met

    def _end_once(self) -> bool:
        """Return True once: the first time."""
        done, self._done = self._done, True
        return not done and self._pid == os.getpid()

    def __del__(self) -> None:
        if not getattr(self, "_done", True):
            # Closing may wait for a lock of the HTTP stack that this very thread holds.
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
        """Return the next bytes as they came, `b""` at the end."""
        try:
            self._check()
            chunk = next(filter(None, self._chunks), b"")
            if self._count(chunk):
                # Only a body whose end was read leaves its connection fit for reuse.
                self._count(next(filter(None, self._chunks), b"") if chunk else b"")
                self.close()
        except self._catches as error:
            self.close()
            raise self._to_error(error) from error
        return chunk

    def whole(self) -> bytes:
        """Return all of the body, and end it."""
        whole = WholeBody(self.head, stream=self._send.stream)
        while not self._done and not whole.add(self.next_chunk()):
            pass
        self.close()
        return whole.body()

    def close(self) -> None:
        if self._end_once():
            close(*self._to_close)


def close(response: Any, _: Iterator[bytes], failures: Failures) -> None:  # noqa: ANN401
    """Close a response; where that fails the connection is dropped, and nothing of the body is waited for any more."""
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
        """Return the next bytes as they came, `b""` at the end."""
        try:
            self._check()
            chunk = await self._next()
            if self._count(chunk):
                # Only a body whose end was read leaves its connection fit for reuse.
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
        """Return all of the body, and end it."""
        whole = WholeBody(self.head, stream=self._send.stream)
        while not self._done and not whole.add(await self.next_chunk()):
            pass
        await self.aclose()
        return whole.body()

    async def aclose(self) -> None:
        if self._end_once():
            await aclose(*self._to_close)


async def aclose(response: Any, chunks: AsyncIterator[bytes], failures: Failures) -> None:  # noqa: ANN401
    """Close a response, also where the caller is being cancelled."""
    with anyio.CancelScope(shield=True):
        with suppress(*failures, OSError):
            await response.aclose()
        # The generators within httpx end here, at the closed connection, and not when they are collected, of which
        # event loops complain; what h11 still holds of the body comes first.
        with suppress(*failures, OSError):
            async for _ in chunks:
                pass
