"""Bodies ready to send: bytes in memory, a file, an iterable that is sent as it comes. `_prepare` makes them.

Contract: chunks of any size, as often as `payload.rereadable` says, and memory that stays bounded. A body longer or
shorter than announced raises `BodyMismatch` before the service takes it for whole; a file that grows meanwhile is sent
as long as it was at first. What the caller's own file or iterable raises goes through as it is. A generator is closed
when it is not read on; what else the caller has is left open.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, AsyncIterable, Generator, Iterable, Iterator
from contextlib import aclosing, closing
from typing import BinaryIO, TypeAlias, cast

from tigris_http._core.messages import NO_PAYLOAD, Payload
from tigris_http.errors import BodyMismatch

UPLOAD_CHUNK = 1024 * 1024
"""Bytes read and sent at a time: larger ones gain nothing, smaller ones cost calls."""
UNSIGNED = "UNSIGNED-PAYLOAD"

Chunk: TypeAlias = "bytes | bytearray | memoryview[int]"


class Upload:
    """A body ready to send. `chunks` may be called again where `payload.rereadable`."""

    payload: Payload = NO_PAYLOAD

    def chunks(self) -> Iterator[Chunk]:
        """Yield the body from its beginning, in chunks of any size."""
        return iter(())

    async def achunks(self) -> AsyncGenerator[Chunk, None]:
        """Yield the body from its beginning, reading files in a thread."""
        for chunk in self.chunks():
            yield chunk

    def close(self) -> None:
        """Close what was opened here; never what the caller opened."""


NO_UPLOAD = Upload()


class InMemory(Upload):
    """Bytes of the caller's. They are held, so that what they lie in can be neither resized nor unmapped meanwhile."""

    def __init__(self, body: Chunk, sha256: str | None) -> None:
        self._body: Chunk = body if isinstance(body, bytes) else memoryview(body)
        self.payload = Payload(len(body), sha256 or hashlib.sha256(body).hexdigest())

    def chunks(self) -> Iterator[Chunk]:
        """Yield them all."""
        if len(self._body):
            yield self._body

    def close(self) -> None:
        """Let go of them."""
        self._body = b""


class FromFile(Upload):
    """A seekable binary file, from `start` for the bytes it had when it was prepared."""

    def __init__(self, file: BinaryIO, start: int, size: int, sha256: str, *, owned: bool) -> None:
        self._file, self._start, self._owned = file, start, owned
        self.payload = Payload(size, sha256)

    def chunks(self) -> Iterator[Chunk]:
        self._file.seek(self._start)
        left = self.payload.size
        while left:
            chunk = self._read_chunk(left)
            left -= len(chunk)
            yield chunk

    async def achunks(self) -> AsyncGenerator[Chunk, None]:
        from tigris_http._concurrency.event_loop import in_thread

        await in_thread(lambda: self._file.seek(self._start))
        left = self.payload.size
        while left:
            wanted = left
            chunk = await in_thread(lambda: self._read_chunk(wanted))  # noqa: B023  # awaited at once
            left -= len(chunk)
            yield chunk

    def _read_chunk(self, left: int) -> Chunk:
        chunk = require_bytes(self._file.read(min(UPLOAD_CHUNK, left)))
        if not chunk:
            raise BodyMismatch(f"the file ended {left} bytes before the size it had")
        if len(chunk) > left:
            raise BodyMismatch("the file gave more bytes than it was asked for")
        return chunk

    def close(self) -> None:
        if self._owned:
            self._file.close()


class OneShotUpload(Upload):
    """An iterable of known length that is sent as it comes, unsigned."""

    def __init__(
        self, body: Iterable[object] | AsyncIterable[object], size: int, owned: BinaryIO | None = None
    ) -> None:
        self._body, self._owned = body, owned
        self.payload = Payload(size, UNSIGNED, rereadable=False)

    def chunks(self) -> Iterator[Chunk]:
        """Yield what it yields, but for the last chunk held back until it has ended."""
        left, held = self.payload.size, b""
        with closing(iterate(cast("Iterable[object]", self._body))) as found:
            for chunk in found:
                left = _count_down(left, chunk)
                if held:
                    yield held
                # Held back until the next one is seen: with the last one the service takes the body for whole.
                held = bytes(chunk)
        check_complete(left)
        if held:
            yield held

    async def achunks(self) -> AsyncGenerator[Chunk, None]:
        """Yield what it yields, but for the last chunk held back until it has ended."""
        left, held = self.payload.size, b""
        async with aclosing(aiterate(self._body)) as found:
            async for chunk in found:
                left = _count_down(left, chunk)
                if held:
                    yield held
                held = bytes(chunk)
        check_complete(left)
        if held:
            yield held

    def close(self) -> None:
        if self._owned is not None:
            self._owned.close()


def _count_down(left: int, chunk: Chunk) -> int:
    left -= len(chunk)
    if left < 0:
        raise BodyMismatch(f"the body is at least {-left} bytes longer than its announced length")
    return left


def check_complete(left: int) -> None:
    """Raise where a body ended with bytes left to come."""
    if left:
        raise BodyMismatch(f"the body is {left} bytes shorter than its announced length")


def as_bytes(chunk: object) -> Chunk | None:
    """Return anything bytes-like as one run of bytes, None for what is not; only gaps in it cost a copy."""
    if isinstance(chunk, bytes):
        return chunk
    try:
        view = memoryview(chunk)  # type: ignore[arg-type]  # that is the question
    except (TypeError, ValueError, BufferError):
        return None
    if not view.nbytes:
        return b""  # a view of nothing cannot be cast
    if view.c_contiguous:
        try:
            return view.cast("B")
        except ValueError:  # the items are structures, or of another machine's byte order
            pass
    return view.tobytes()


def require_bytes(chunk: object) -> Chunk:
    """Return what a file or an iterable gave, as one run of bytes."""
    found = as_bytes(chunk)
    if found is None:
        raise TypeError(f"body must yield bytes, not {type(chunk).__name__}")
    return found


def iterate(body: Iterable[object]) -> Generator[Chunk, None, None]:
    """Yield the chunks of an iterable; a generator that is not read on is closed."""
    found = iter(body)
    try:
        for chunk in found:
            yield require_bytes(chunk)
    finally:
        if isinstance(found, Generator):
            found.close()


async def aiterate(body: Iterable[object] | AsyncIterable[object]) -> AsyncGenerator[Chunk, None]:
    """Yield the chunks of an iterable, asked in a thread where it is a blocking one."""
    if isinstance(body, AsyncIterable):
        afound = aiter(body)
        try:
            async for chunk in afound:
                yield require_bytes(chunk)
        finally:
            if isinstance(afound, AsyncGenerator):
                await afound.aclose()
        return
    from tigris_http._concurrency.event_loop import in_thread

    # A generator or a pipe may take its time, which is not the event loop's.
    with closing(iterate(body)) as found:
        while (chunk := await in_thread(lambda: next(found, None))) is not None:
            yield chunk
