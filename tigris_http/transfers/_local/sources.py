"""The bytes to upload: of a file, in memory, or of a stream that is read once.

Contract: a file is read by position, so its parts can be read at once and again. It is never mapped: a file that
becomes shorter is an error here and not a signal. Other sources are read in order.
"""

from __future__ import annotations

import io
import os
import stat
import threading
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from tigris_http._transport.request_body.upload import as_bytes
from tigris_http._wire import arguments
from tigris_http._wire.http import BlockingContent, Content
from tigris_http.errors import BodyMismatch

if TYPE_CHECKING:
    from tigris_http.transfers._work.plan import Span

BlockingFileSource: TypeAlias = str | BlockingContent
FileSource: TypeAlias = str | Content
"""A path, bytes-like, a binary file from its position, or an iterable of bytes."""

CHUNK = 1 << 20
AT_ONCE = 64 << 20
"""Pieces of at most this size get their memory at once: growing leaves holes."""


class Source(Protocol):
    """Bytes to upload, in pieces."""

    def release(self, view: memoryview) -> None:
        """Take back the memory of a piece, for another one. Nothing may refer to it any more."""


class ByPosition(Source, Protocol):
    """A source of known size that can be read anywhere."""

    size: int

    def read(self, span: Span) -> memoryview: ...

    def check(self) -> None:
        """Raise `BodyMismatch` if the source changed since it was opened."""

    def close(self) -> None: ...


class _Spare:
    """Memory of pieces that were sent, for others. Thread-safe.

    The allocator keeps freed memory for the thread that had it: new memory for each piece takes up to twice as much.
    """

    def __init__(self) -> None:
        self._free: list[bytearray] = []

    def release(self, view: memoryview) -> None:
        self._free.append(cast("bytearray", view.obj))

    def _reused(self, size: int) -> memoryview | None:
        """Return `size` bytes of spare memory, None if there is none."""
        with suppress(IndexError):
            free = self._free.pop()
            if len(free) >= size:
                return memoryview(free)[:size]
        return None


class Memory:
    """Bytes of the caller."""

    def __init__(self, view: memoryview) -> None:
        self._view = view
        self.size = view.nbytes

    def read(self, span: Span) -> memoryview:
        return self._view[span.start : span.end]

    def release(self, view: memoryview) -> None:
        """Do nothing: the caller owns the bytes."""

    def check(self) -> None:
        """Do nothing: see `release`."""

    def close(self) -> None:
        """Do nothing."""


class File(_Spare):
    """A regular file. Thread-safe."""

    def __init__(self, file: io.FileIO, name: str, *, start: int, owned: bool) -> None:
        super().__init__()
        self._file, self._name, self._start, self._owned = file, name, start, owned
        self._number = file.fileno()
        self._lock = threading.Lock()
        found = os.fstat(self._number)
        self._state = found.st_size, found.st_mtime_ns
        self.size = max(found.st_size - start, 0)

    def read(self, span: Span) -> memoryview:
        view = self._reused(span.size)
        if view is None:
            view = memoryview(bytearray(span.size))
        size = 0
        while size < span.size:  # one read may return less than asked for
            count = self._at(self._start + span.start + size, view[size:])
            if not count:
                raise BodyMismatch(
                    f"{self._name} became shorter while it was read: it has {span.start + size} of {self.size} bytes; "
                    "upload it when its writer has finished"
                )
            size += count
        return view

    def _at(self, place: int, view: memoryview) -> int:
        if hasattr(os, "preadv"):
            return os.preadv(self._number, [view], place)
        with self._lock:
            self._file.seek(place)
            return self._file.readinto(view) or 0

    def check(self) -> None:
        found = os.fstat(self._number)
        if (found.st_size, found.st_mtime_ns) != self._state:
            raise BodyMismatch(
                f"{self._name} changed while it was read: it had {self._state[0]} bytes and has {found.st_size}; "
                "upload it when its writer has finished"
            )

    def close(self) -> None:
        if self._owned:
            self._file.close()


class _Piece:
    """The next bytes of a stream. A very large piece grows, for a stream may be short."""

    def __init__(self, spare: memoryview | None, size: int) -> None:
        if spare is None and size <= AT_ONCE:
            spare = memoryview(bytearray(size))
        self._spare, self._grown = spare, bytearray()
        self._size, self.left = 0, size

    def add(self, chunk: memoryview) -> memoryview:
        """Copy the front of a chunk, and return the rest."""
        front = chunk[: self.left]
        if self._spare is None:
            self._grown += front
        else:
            self._spare[self._size : self._size + len(front)] = front
        self._size += len(front)
        self.left -= len(front)
        return chunk[len(front) :]

    def whole(self) -> memoryview:
        return memoryview(self._grown) if self._spare is None else self._spare[: self._size]


class Stream(_Spare):
    """A source that is read once, in order."""

    def __init__(self, chunks: Iterator[object], owned: io.IOBase | None = None) -> None:
        super().__init__()
        self._chunks, self._owned = chunks, owned
        self._rest = memoryview(b"")

    def take(self, size: int) -> memoryview:
        """Return the next `size` bytes, fewer at the end."""
        piece = _Piece(self._reused(size), size)
        while piece.left:
            if not self._rest:
                chunk = next(self._chunks, None)
                if chunk is None:
                    break
                self._rest = view_of(chunk)
            self._rest = piece.add(self._rest)
        return piece.whole()

    def close(self) -> None:
        if self._owned is not None:
            self._owned.close()


class AsyncStream(_Spare):
    """The async twin of `Stream`."""

    def __init__(self, chunks: AsyncIterator[object]) -> None:
        super().__init__()
        self._chunks = chunks
        self._rest = memoryview(b"")

    async def take(self, size: int) -> memoryview:
        piece = _Piece(self._reused(size), size)
        while piece.left:
            if not self._rest:
                try:
                    chunk = await anext(self._chunks)
                except StopAsyncIteration:
                    break
                self._rest = view_of(chunk)
            self._rest = piece.add(self._rest)
        return piece.whole()

    def close(self) -> None:
        """Do nothing: the caller owns the iterable."""


def view_of(chunk: object) -> memoryview:
    found = as_bytes(chunk)
    if found is None:
        kind = arguments.kind_of(chunk)
        raise TypeError(f"source must give bytes, not {kind}: open files in binary mode, encode text")
    return memoryview(found)


def check_source(source: object, *, is_async: bool) -> None:
    """Raise `TypeError` for a value that holds no bytes."""
    kind = arguments.kind_of(source)
    if isinstance(source, AsyncIterable) and not is_async:
        raise TypeError("source must not be an async iterable: only the async client takes one")
    if isinstance(source, (io.TextIOBase, Mapping)) or not (
        isinstance(source, (str, bytes, bytearray, memoryview, os.PathLike, Iterable, AsyncIterable))
        or hasattr(source, "read")
        or hasattr(source, "__buffer__")
    ):
        raise TypeError(f"source must be a path, bytes, a binary file or an iterable of bytes, not {kind}")


def opened(source: FileSource) -> ByPosition | Stream | AsyncStream:
    """Return the source ready to read. May wait for the writer of a pipe."""
    if isinstance(source, (str, os.PathLike)):
        return _opened_path(os.fspath(source))
    given: object = source
    if type(given) in (io.FileIO, io.BufferedReader):
        # A decoder such as GzipFile is neither: its bytes are not those of its file.
        file = cast("io.FileIO", given)
        raw: object = getattr(given, "raw", file)
        if isinstance(raw, io.FileIO) and stat.S_ISREG(os.fstat(raw.fileno()).st_mode):
            return File(file, _name(raw.name), start=file.tell(), owned=False)
    if hasattr(given, "read"):
        return Stream(_pieces(cast("io.BufferedIOBase", given)))
    if isinstance(source, AsyncIterable):
        return AsyncStream(aiter(source))
    held = as_bytes(source)
    return Stream(iter(cast("Iterable[bytes]", source))) if held is None else Memory(memoryview(held))


def _opened_path(path: str) -> File | Stream:
    file = io.FileIO(path, "rb")
    try:
        found = os.fstat(file.fileno())
        # Files below /proc say that they are empty.
        if stat.S_ISREG(found.st_mode) and found.st_size:
            return File(file, _name(path), start=0, owned=True)
    except BaseException:
        file.close()
        raise
    return Stream(_pieces(file), owned=file)


def _pieces(file: io.RawIOBase | io.BufferedIOBase) -> Iterator[object]:
    while piece := file.read(CHUNK):
        yield piece
    if piece is None:
        raise BlockingIOError("source is a file in non-blocking mode, without bytes now: read it and give an iterable")


def _name(value: object) -> str:
    return repr(value) if isinstance(value, (str, bytes)) else "the file"


def mtime_of(path: str | os.PathLike[str]) -> str | None:
    """Return a file's time of change, as rclone writes it into metadata; None for anything but a regular file."""
    found = Path(path).stat()
    return decimal(found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


def decimal(nanoseconds: int) -> str:
    """Return a time as rclone writes it into metadata: seconds since the epoch."""
    sign, (whole, rest) = "-" if nanoseconds < 0 else "", divmod(abs(nanoseconds), 10**9)
    return f"{sign}{whole}.{rest:09d}"
