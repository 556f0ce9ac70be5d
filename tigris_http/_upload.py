"""The bytes of a request: from whatever the caller has to pieces ready to send, with size and SHA-256.

Contract: memory stays bounded whatever the size. A file is read from its position and never closed; a path is
opened and closed here. What cannot be read twice (a pipe, an iterable) is first written to a temporary file beyond
8 MiB, so that it can be hashed and sent again; with UNSIGNED-PAYLOAD and a known length it streams straight through.
A body longer or shorter than announced raises `BodyMismatch` before the service takes it for whole.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from tigris_http._exchange import NO_PAYLOAD, Payload
from tigris_http._http import Content, Request
from tigris_http.errors import BodyMismatch

PIECE = 1024 * 1024
"""Bytes read and sent at a time: larger ones gain nothing, smaller ones cost calls."""
SPOOL = 8 * 1024 * 1024
"""Bytes of an iterable kept in memory before a temporary file takes over."""
UNSIGNED = "UNSIGNED-PAYLOAD"

_T = TypeVar("_T")
InThread = Callable[[Callable[[], _T]], Awaitable[_T]]


class Upload:
    """A body ready to send. `pieces` may be called again where `payload.rereadable`."""

    payload: Payload = NO_PAYLOAD

    def pieces(self) -> Iterator[bytes]:
        """Yield the body from its beginning."""
        return iter(())

    async def apieces(self) -> AsyncIterator[bytes]:
        """Yield the body from its beginning, reading files in a thread."""
        for piece in self.pieces():
            yield piece

    def close(self) -> None:
        """Close what was opened here; never what the caller opened."""


NOTHING = Upload()


class _Memory(Upload):
    def __init__(self, body: bytes | bytearray | memoryview[int], sha256: str | None) -> None:
        # The HTTP layer takes bytes alone: other kinds are copied piece by piece, never as a whole.
        self._body = body if isinstance(body, bytes) else memoryview(body)
        self.payload = Payload(len(self._body), sha256 or hashlib.sha256(self._body).hexdigest())

    def pieces(self) -> Iterator[bytes]:
        body = self._body
        if isinstance(body, bytes):
            if body:
                yield body
            return
        for start in range(0, len(body), PIECE):
            yield bytes(body[start : start + PIECE])


class _File(Upload):
    """A seekable binary file, from `start` for the bytes it had when it was prepared."""

    def __init__(self, file: BinaryIO, start: int, size: int, sha256: str, *, owned: bool) -> None:
        self._file, self._start, self._owned = file, start, owned
        self.payload = Payload(size, sha256)

    def pieces(self) -> Iterator[bytes]:
        self._file.seek(self._start)
        left = self.payload.size
        while left:
            piece = self._piece(left)
            left -= len(piece)
            yield piece

    async def apieces(self) -> AsyncIterator[bytes]:
        from tigris_http._transport import in_thread

        await in_thread(lambda: self._file.seek(self._start))
        left = self.payload.size
        while left:
            wanted = left
            piece = await in_thread(lambda: self._piece(wanted))  # noqa: B023  # awaited at once
            left -= len(piece)
            yield piece

    def _piece(self, left: int) -> bytes:
        piece = self._file.read(min(PIECE, left))
        if not piece:
            raise BodyMismatch(f"the file ended {left} bytes before the size it had")
        return piece

    def close(self) -> None:
        if self._owned:
            self._file.close()


class _Once(Upload):
    """An iterable of known length that is sent as it comes, unsigned."""

    def __init__(self, body: Iterable[bytes] | AsyncIterable[bytes], size: int) -> None:
        self._body = body
        self.payload = Payload(size, UNSIGNED, rereadable=False)

    def pieces(self) -> Iterator[bytes]:
        left, held = self.payload.size, b""
        for piece in cast("Iterable[bytes]", self._body):
            left = _counted(left, piece)
            if held:
                yield held
            # Held back until the next one is seen: with the last one the service takes the body for whole.
            held = bytes(piece)
        _complete(left)
        if held:
            yield held

    async def apieces(self) -> AsyncIterator[bytes]:
        left, held = self.payload.size, b""
        async with aclosing(_any_pieces(self._body)) as pieces:
            async for piece in pieces:
                left = _counted(left, piece)
                if held:
                    yield held
                held = bytes(piece)
        _complete(left)
        if held:
            yield held


def _counted(left: int, piece: object) -> int:
    left -= len(_checked(piece))
    if left < 0:
        raise BodyMismatch(f"the body is at least {-left} bytes longer than its announced length")
    return left


def _complete(left: int) -> None:
    if left:
        raise BodyMismatch(f"the body is {left} bytes shorter than its announced length")


def _checked(piece: object) -> bytes | bytearray | memoryview[int]:
    """Return a bytes-like value as one run of bytes; only a view with gaps in it is copied for that."""
    if isinstance(piece, memoryview):
        view = cast("memoryview[int]", piece)
        return view.cast("B") if view.c_contiguous else view.tobytes()
    if isinstance(piece, (bytes, bytearray)):
        return piece
    raise TypeError(f"body must yield bytes, not {type(piece).__name__}")


async def _any_pieces(body: Iterable[bytes] | AsyncIterable[bytes]) -> AsyncGenerator[bytes, None]:
    if isinstance(body, AsyncIterable):
        async for piece in body:
            yield piece
    else:
        for piece in body:
            yield piece


def prepare(request: Request) -> Upload:
    """Return the upload of a request; the caller closes it."""
    body, length, sha256 = request.body, request.length, request.sha256
    upload = _simple(body, length, sha256)
    if upload is not None:
        return upload
    if isinstance(body, AsyncIterable):
        raise TypeError("body is an async iterable: only the async client can read it")
    pieces = _read_pieces(body) if hasattr(body, "read") else iter(cast("Iterable[bytes]", body))
    if sha256 == UNSIGNED and length is not None:
        return _Once(pieces, length)
    spool = _Spool(length, sha256)
    try:
        for piece in pieces:
            spool.write(piece)
        return spool.done()
    except BaseException:
        spool.file.close()
        raise


async def prepare_async(request: Request, in_thread: Callable[[Callable[[], Upload]], Awaitable[Upload]]) -> Upload:
    """Return the upload of a request; files are read and hashed in a thread."""
    body, length, sha256 = request.body, request.length, request.sha256
    if isinstance(body, bytes) and len(body) <= PIECE:
        return _Memory(body, sha256) if body else NOTHING
    if not isinstance(body, AsyncIterable):
        return await in_thread(lambda: prepare(request))
    if sha256 == UNSIGNED and length is not None:
        return _Once(body, length)
    spool = _Spool(length, sha256)
    try:
        async for piece in body:
            spool.write(piece)
        return spool.done()
    except BaseException:
        spool.file.close()
        raise


def _simple(body: Content, length: int | None, sha256: str | None) -> Upload | None:
    """Return the upload of what can be read twice as it is, else None."""
    if isinstance(body, (bytes, bytearray, memoryview)):
        if length is not None and length != memoryview(body).nbytes:
            raise ValueError(f"length is {length}, but body has {memoryview(body).nbytes} bytes")
        return _Memory(_checked(body), sha256) if memoryview(body).nbytes or sha256 else NOTHING
    if isinstance(body, str):
        raise TypeError("body must be bytes, not str: encode it, for instance body.encode()")
    if isinstance(body, os.PathLike):
        file = Path(body).open("rb")  # noqa: SIM115  # closed by the upload
        try:
            return _from_file(file, length, sha256, owned=True)
        except BaseException:
            file.close()
            raise
    if hasattr(body, "read"):
        binary = cast("BinaryIO", body)
        seekable = getattr(binary, "seekable", None)
        if seekable is not None and seekable():
            return _from_file(binary, length, sha256, owned=False)
        return None
    if not hasattr(body, "__iter__") and not hasattr(body, "__aiter__"):
        raise TypeError(f"body must be bytes, a path, a binary file or an iterable of bytes, not {type(body).__name__}")
    return None


def _from_file(file: BinaryIO, length: int | None, sha256: str | None, *, owned: bool) -> Upload:
    start = file.tell()
    # Asked by seeking, not by fstat: a file object may be a part, a decompressor or a buffer in memory.
    size = max(0, file.seek(0, os.SEEK_END) - start)
    file.seek(start)
    if length is not None and length != size:
        raise ValueError(f"length is {length}, but the file has {size} bytes from its position")
    if sha256 is None:
        digest, left = hashlib.sha256(), size
        while left:
            piece = file.read(min(PIECE, left))
            if not piece:
                raise BodyMismatch(f"the file ended {left} bytes before its size")
            digest.update(_checked(piece))
            left -= len(piece)
        sha256 = digest.hexdigest()
        file.seek(start)
    return _File(file, start, size, sha256, owned=owned)


def _read_pieces(file: object) -> Iterator[bytes]:
    read = cast("BinaryIO", file).read
    while piece := read(PIECE):
        yield piece


class _Spool:
    """A temporary file that takes what can be read only once."""

    def __init__(self, length: int | None, sha256: str | None) -> None:
        self.file = cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=SPOOL))  # noqa: SIM115  # closed by the upload
        self._length, self._given = length, sha256
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, piece: object) -> None:
        data = _checked(piece)
        self._size += len(data)
        if self._length is not None and self._size > self._length:
            raise BodyMismatch(f"the body is longer than its announced length of {self._length} bytes")
        self._digest.update(data)
        self.file.write(data)

    def done(self) -> Upload:
        if self._length is not None:
            _complete(self._length - self._size)
        return _File(self.file, 0, self._size, self._given or self._digest.hexdigest(), owned=True)
