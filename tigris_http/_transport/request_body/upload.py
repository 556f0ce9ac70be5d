"""Prepared bodies: bytes in memory, a file, an iterable sent as it comes. `prepare` makes them.

Contract: chunks have any size. Memory is bounded. A body longer or shorter than announced raises `BodyMismatch` before
the server can take it as complete. A file that grows is sent at its first size. Errors of the caller's file or iterable
pass through. Generators are closed if they are not read to the end; other objects of the caller stay open.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Generator, Iterable, Iterator
from contextlib import aclosing, closing
from typing import BinaryIO, TypeAlias, cast

from tigris_http._core.messages import NO_PAYLOAD, Payload
from tigris_http._wire.signed_headers import UNSIGNED_PAYLOAD
from tigris_http.errors import BodyMismatch

UPLOAD_CHUNK = 1024 * 1024
"""Bytes to read and send at a time. More gains nothing, less costs calls."""

Chunk: TypeAlias = "bytes | bytearray | memoryview[int]"


class Upload:
    """A prepared body. `chunks` may be called again if `payload.rereadable`."""

    payload: Payload = NO_PAYLOAD

    def chunks(self) -> Iterator[Chunk]:
        """Yield the body from its start."""
        return iter(())

    async def achunks(self) -> AsyncGenerator[Chunk, None]:
        """Yield the body from its start; files are read in a thread."""
        for chunk in self.chunks():
            yield chunk

    def close(self) -> None:
        """Close files opened here, never the caller's."""


NO_UPLOAD = Upload()


class InMemory(Upload):
    """The caller's bytes. The view prevents that their buffer is resized or unmapped meanwhile."""

    def __init__(self, body: Chunk, sha256: str | None) -> None:
        from hashlib import sha256 as hashed

        self._body: Chunk = body if isinstance(body, bytes) else memoryview(body)
        self.payload = Payload(len(body), sha256 or hashed(body).hexdigest())

    def chunks(self) -> Iterator[Chunk]:
        if len(self._body):
            yield self._body

    def close(self) -> None:
        self._body = b""


class FromFile(Upload):
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
            raise BodyMismatch(f"the file ended {left} bytes before its size")
        if len(chunk) > left:
            raise BodyMismatch("the file gave more bytes than it was asked for")
        return chunk

    def close(self) -> None:
        if self._owned:
            self._file.close()


class OneShotUpload(Upload):
    """An iterable of known length, sent as it comes, unsigned."""

    def __init__(
        self, body: Iterable[object] | AsyncIterable[object], size: int, owned: BinaryIO | None = None
    ) -> None:
        self._body, self._owned = body, owned
        self.payload = Payload(size, UNSIGNED_PAYLOAD, rereadable=False)

    def chunks(self) -> Iterator[Chunk]:
        left, held = self.payload.size, b""
        with closing(iterate(cast("Iterable[object]", self._body))) as found:
            for chunk in found:
                left = _count_down(left, chunk)
                if held:
                    yield held
                # Hold each chunk until the next: after the last one the server takes the body as complete.
                held = bytes(chunk)
        check_complete(left)
        if held:
            yield held

    async def achunks(self) -> AsyncGenerator[Chunk, None]:
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
    if left:
        raise BodyMismatch(f"the body is {left} bytes shorter than its announced length")


def as_bytes(chunk: object) -> Chunk | None:
    """Return a bytes-like object as flat bytes, None for others. Copies only if its memory has gaps."""
    if isinstance(chunk, bytes):
        return chunk
    try:
        view = memoryview(chunk)  # type: ignore[arg-type]  # may be anything
    except (TypeError, ValueError, BufferError):
        return None
    if not view.nbytes:
        return b""  # an empty view cannot be cast
    if view.c_contiguous:
        try:
            return view.cast("B")
        except ValueError:  # structures, or a foreign byte order
            pass
    return view.tobytes()


def require_bytes(chunk: object) -> Chunk:
    """Return a chunk as flat bytes. Raises `TypeError` for others."""
    found = as_bytes(chunk)
    if found is None:
        right = ": encode each piece" if isinstance(chunk, str) else ""
        raise TypeError(f"body must yield bytes, not {type(chunk).__name__}{right}")
    return found


def iterate(body: Iterable[object]) -> Generator[Chunk, None, None]:
    found = iter(body)
    try:
        for chunk in found:
            yield require_bytes(chunk)
    finally:
        if isinstance(found, Generator):
            found.close()


async def aiterate(body: Iterable[object] | AsyncIterable[object]) -> AsyncGenerator[Chunk, None]:
    """Yield the chunks; a blocking iterable runs in a thread."""
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

    # A generator or a pipe may block, so not on the event loop.
    with closing(iterate(body)) as found:
        while (chunk := await in_thread(lambda: next(found, None))) is not None:
            yield chunk
