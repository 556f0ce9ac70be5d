"""Bodies ready to send: bytes in memory, a file, an iterable that is sent as it comes. `_prepare` makes them.

Contract: pieces of any size, as often as `payload.rereadable` says, and memory that stays bounded. A body longer or
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

PIECE = 1024 * 1024
"""Bytes read and sent at a time: larger ones gain nothing, smaller ones cost calls."""
UNSIGNED = "UNSIGNED-PAYLOAD"

Piece: TypeAlias = "bytes | bytearray | memoryview[int]"


class Upload:
    """A body ready to send. `pieces` may be called again where `payload.rereadable`."""

    payload: Payload = NO_PAYLOAD

    def pieces(self) -> Iterator[Piece]:
        """Yield the body from its beginning, in pieces of any size."""
        return iter(())

    async def apieces(self) -> AsyncGenerator[Piece, None]:
        """Yield the body from its beginning, reading files in a thread."""
        for piece in self.pieces():
            yield piece

    def close(self) -> None:
        """Close what was opened here; never what the caller opened."""


NOTHING = Upload()


class InMemory(Upload):
    """Bytes of the caller's. They are held, so that what they lie in can be neither resized nor unmapped meanwhile."""

    def __init__(self, body: Piece, sha256: str | None) -> None:
        self._body: Piece = body if isinstance(body, bytes) else memoryview(body)
        self.payload = Payload(len(body), sha256 or hashlib.sha256(body).hexdigest())

    def pieces(self) -> Iterator[Piece]:
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

    def pieces(self) -> Iterator[Piece]:
        self._file.seek(self._start)
        left = self.payload.size
        while left:
            piece = self._piece(left)
            left -= len(piece)
            yield piece

    async def apieces(self) -> AsyncGenerator[Piece, None]:
        from tigris_http._concurrency.event_loop import in_thread

        await in_thread(lambda: self._file.seek(self._start))
        left = self.payload.size
        while left:
            wanted = left
            piece = await in_thread(lambda: self._piece(wanted))  # noqa: B023  # awaited at once
            left -= len(piece)
            yield piece

    def _piece(self, left: int) -> Piece:
        piece = checked(self._file.read(min(PIECE, left)))
        if not piece:
            raise BodyMismatch(f"the file ended {left} bytes before the size it had")
        if len(piece) > left:
            raise BodyMismatch("the file gave more bytes than it was asked for")
        return piece

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

    def pieces(self) -> Iterator[Piece]:
        """Yield what it yields, but for the last piece held back until it has ended."""
        left, held = self.payload.size, b""
        with closing(each(cast("Iterable[object]", self._body))) as found:
            for piece in found:
                left = _counted(left, piece)
                if held:
                    yield held
                # Held back until the next one is seen: with the last one the service takes the body for whole.
                held = bytes(piece)
        complete(left)
        if held:
            yield held

    async def apieces(self) -> AsyncGenerator[Piece, None]:
        """Yield what it yields, but for the last piece held back until it has ended."""
        left, held = self.payload.size, b""
        async with aclosing(aeach(self._body)) as found:
            async for piece in found:
                left = _counted(left, piece)
                if held:
                    yield held
                held = bytes(piece)
        complete(left)
        if held:
            yield held

    def close(self) -> None:
        if self._owned is not None:
            self._owned.close()


def _counted(left: int, piece: Piece) -> int:
    left -= len(piece)
    if left < 0:
        raise BodyMismatch(f"the body is at least {-left} bytes longer than its announced length")
    return left


def complete(left: int) -> None:
    """Raise where a body ended with bytes left to come."""
    if left:
        raise BodyMismatch(f"the body is {left} bytes shorter than its announced length")


def as_bytes(piece: object) -> Piece | None:
    """Return anything bytes-like as one run of bytes, None for what is not; only gaps in it cost a copy."""
    if isinstance(piece, bytes):
        return piece
    try:
        view = memoryview(piece)  # type: ignore[arg-type]  # that is the question
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


def checked(piece: object) -> Piece:
    """Return what a file or an iterable gave, as one run of bytes."""
    found = as_bytes(piece)
    if found is None:
        raise TypeError(f"body must yield bytes, not {type(piece).__name__}")
    return found


def each(body: Iterable[object]) -> Generator[Piece, None, None]:
    """Yield the pieces of an iterable; a generator that is not read on is closed."""
    found = iter(body)
    try:
        for piece in found:
            yield checked(piece)
    finally:
        if isinstance(found, Generator):
            found.close()


async def aeach(body: Iterable[object] | AsyncIterable[object]) -> AsyncGenerator[Piece, None]:
    """Yield the pieces of an iterable, asked in a thread where it is a blocking one."""
    if isinstance(body, AsyncIterable):
        afound = aiter(body)
        try:
            async for piece in afound:
                yield checked(piece)
        finally:
            if isinstance(afound, AsyncGenerator):
                await afound.aclose()
        return
    from tigris_http._concurrency.event_loop import in_thread

    # A generator or a pipe may take its time, which is not the event loop's.
    with closing(each(body)) as found:
        while (piece := await in_thread(lambda: next(found, None))) is not None:
            yield piece
