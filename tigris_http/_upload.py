"""The bytes of a request: from whatever the caller has to pieces ready to send, with size and SHA-256.

Contract: memory stays bounded whatever the size. A file is read from its position and never closed; a path is
opened and closed here. What cannot be read twice (a pipe, an iterable) is first written to a temporary file beyond
8 MiB, so that it can be hashed and sent again; with UNSIGNED-PAYLOAD and a known length it streams straight through.
A body longer or shorter than announced raises `BodyMismatch` before the service takes it for whole; a file that grows
meanwhile is sent as long as it was at first.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable, Iterator
from contextlib import aclosing, suppress
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias, TypeVar, cast

from tigris_http._http import Content, Request
from tigris_http._plan import NO_PAYLOAD, Payload
from tigris_http.errors import BodyMismatch

PIECE = 1024 * 1024
"""Bytes read and sent at a time: larger ones gain nothing, smaller ones cost calls."""
SPOOL = 8 * 1024 * 1024
"""Bytes of an iterable kept in memory before a temporary file takes over."""
UNSIGNED = "UNSIGNED-PAYLOAD"

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)

_T = TypeVar("_T")
Piece: TypeAlias = "bytes | bytearray | memoryview[int]"


class InThread(Protocol):
    """Runs blocking work in a thread of the running event loop."""

    async def __call__(self, work: Callable[[], _T], /) -> _T: ...


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


class _Memory(Upload):
    def __init__(self, body: Piece, sha256: str | None) -> None:
        self._body = body
        self.payload = Payload(len(body), sha256 or hashlib.sha256(body).hexdigest())

    def pieces(self) -> Iterator[Piece]:
        if self._body:
            yield self._body


class _File(Upload):
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
        from tigris_http._transport import in_thread

        await in_thread(lambda: self._file.seek(self._start))
        left = self.payload.size
        while left:
            wanted = left
            piece = await in_thread(lambda: self._piece(wanted))  # noqa: B023  # awaited at once
            left -= len(piece)
            yield piece

    def _piece(self, left: int) -> Piece:
        piece = _checked(self._file.read(min(PIECE, left)))
        if not piece:
            raise BodyMismatch(f"the file ended {left} bytes before the size it had")
        if len(piece) > left:
            raise BodyMismatch("the file gave more bytes than it was asked for")
        return piece

    def close(self) -> None:
        if self._owned:
            self._file.close()


class _Once(Upload):
    """An iterable of known length that is sent as it comes, unsigned."""

    def __init__(self, body: Iterable[bytes] | AsyncIterable[bytes], size: int) -> None:
        self._body = body
        self.payload = Payload(size, UNSIGNED, rereadable=False)

    def pieces(self) -> Iterator[Piece]:
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

    async def apieces(self) -> AsyncGenerator[Piece, None]:
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


def _checked(piece: object) -> Piece:
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
        return
    from tigris_http._transport import in_thread

    # A generator or a pipe may take its time, which is not the event loop's.
    pieces, end = iter(body), object()
    while (found := await in_thread(lambda: next(pieces, end))) is not end:
        yield cast("bytes", found)


def prepare(request: Request) -> Upload:
    """Return the upload of a request; the caller closes it."""
    body, length, sha256 = request.body, request.length, _announced(request)
    if isinstance(body, AsyncIterable):
        raise TypeError("body is an async iterable: only the async client can read it")
    upload = _simple(body, length, sha256)
    if upload is not None:
        return upload
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


async def prepare_async(request: Request, in_thread: InThread) -> Upload:
    """Return the upload of a request; files are read and hashed in a thread."""
    body, length, sha256 = request.body, request.length, _announced(request)
    if isinstance(body, bytes) and len(body) <= PIECE:
        return prepare(request)
    if not isinstance(body, AsyncIterable):
        return await _prepare_in_thread(request, in_thread)
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


async def _prepare_in_thread(request: Request, in_thread: InThread) -> Upload:
    prepared: list[Upload] = []
    gone: list[bool] = []

    def close_unwanted() -> None:
        # Asked on both sides, done on one: popping is atomic.
        while gone and prepared:
            with suppress(IndexError):
                prepared.pop().close()

    def work() -> None:
        prepared.append(prepare(request))
        close_unwanted()

    try:
        await in_thread(work)
    except BaseException:
        # A task that is cancelled does not wait for its thread; what that one has opened must not stay open.
        gone.append(True)
        close_unwanted()
        raise
    return prepared.pop()


def _announced(request: Request) -> str | None:
    """Check what the caller says of the body; return the hash."""
    length, sha256 = request.length, request.sha256
    if length is not None and (isinstance(length, bool) or not isinstance(length, int)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"length must be an int, not {type(length).__name__}")
    if length is not None and length < 0:
        raise ValueError(f"length must be at least 0, not {length}")
    if sha256 is None or sha256 == UNSIGNED:
        return sha256
    if not isinstance(sha256, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"sha256 must be a str, not {type(sha256).__name__}")
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"sha256 must be 64 lower-case hex digits or {UNSIGNED!r}")
    return sha256


def _simple(body: Content, length: int | None, sha256: str | None) -> Upload | None:
    """Return the upload of what can be read twice as it is, else None."""
    if isinstance(body, (bytes, bytearray, memoryview)):
        if length is not None and length != memoryview(body).nbytes:
            raise ValueError(f"length is {length}, but body has {memoryview(body).nbytes} bytes")
        return _Memory(_checked(body), sha256)
    if isinstance(body, str):
        raise TypeError("body must be bytes, not str: encode it, for instance body.encode()")
    if isinstance(body, io.TextIOBase):
        raise TypeError("body must be a binary file, not one of text: open it with 'rb'")
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
        while left > 0:
            piece = _checked(file.read(min(PIECE, left)))
            if not piece:
                raise BodyMismatch(f"the file ended {left} bytes before its size")
            digest.update(piece)
            left -= len(piece)
        sha256 = digest.hexdigest()
        file.seek(start)
    return _File(file, start, size, sha256, owned=owned)


def _read_pieces(file: object) -> Iterator[bytes]:
    read = cast("BinaryIO", file).read
    while piece := _checked(read(PIECE)):
        yield bytes(piece)


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
