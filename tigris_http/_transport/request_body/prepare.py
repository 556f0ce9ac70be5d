"""Turn any body of the caller into an upload with its size and SHA-256.

Contract: memory is bounded. A file is read from its position and never closed; a path is opened and closed here. A
one-shot body (a pipe, an iterable) goes to a temporary file beyond 8 MiB, to be hashed and resent. With
UNSIGNED-PAYLOAD and a known length it streams straight through. The same holds for files with a wrong size: below
/proc and /sys, decoders, files that only claim to seek. A wrong argument raises `TypeError` or `ValueError` before the
request is sent.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from collections.abc import AsyncIterable, Callable, Iterable, Iterator, Mapping
from contextlib import aclosing, closing, suppress
from inspect import iscoroutinefunction
from itertools import chain
from pathlib import Path
from types import AsyncGeneratorType, GeneratorType
from typing import TYPE_CHECKING, BinaryIO, NoReturn, Protocol, TypeVar, cast

from tigris_http._transport.request_body.spans import end_of, seek_to, span_of
from tigris_http._transport.request_body.upload import (
    UPLOAD_CHUNK,
    Chunk,
    FromFile,
    InMemory,
    OneShotUpload,
    Upload,
    aiterate,
    as_bytes,
    check_complete,
    iterate,
    require_bytes,
)
from tigris_http._wire.checksums import HEADER, Digest
from tigris_http._wire.signed_headers import UNSIGNED_PAYLOAD
from tigris_http.errors import BodyMismatch, ConfigurationError

if TYPE_CHECKING:
    from tigris_http._wire.http import Content, Request

SPOOL = 8 * 1024 * 1024
"""Bytes of a one-shot body in memory; more go to a temporary file."""

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)

_T = TypeVar("_T")


class InThread(Protocol):
    """Runs blocking work in a thread of the running event loop."""

    async def __call__(self, work: Callable[[], _T], /) -> _T: ...


def prepare(request: Request, check: Callable[[], None] = lambda: None) -> Upload:
    """Prepare the body of a request; the caller closes the upload. `check` runs between chunks and may raise."""
    body, length, sha256 = request.body, request.length, _check_arguments(request)
    if isinstance(body, AsyncIterable):
        raise TypeError("body is an async iterable: only the async client can read it")
    digests = _Digests(sha256, request.checksum, check)
    upload = _from_bytes(body, length, digests)
    if upload is not None:
        return upload
    if isinstance(body, os.PathLike):
        return _from_path(body, length, digests)
    if hasattr(body, "read"):
        binary = cast("BinaryIO", body)
        _check_readable(binary)
        return _from_file(binary, length, digests, owned=False)
    _check_unread(body)
    if not hasattr(body, "__iter__"):
        raise TypeError(f"body must be bytes, a path, a binary file or an iterable of bytes, not {type(body).__name__}")
    return _read_once(cast("Iterable[object]", body), length, digests)


async def prepare_async(request: Request, in_thread: InThread) -> Upload:
    """Prepare the body of a request. Reads files in a thread; a cancelled caller does not wait for it."""
    body, length, sha256 = request.body, request.length, _check_arguments(request)
    if isinstance(body, bytes) and len(body) <= UPLOAD_CHUNK:
        return prepare(request)  # faster than starting a thread
    if not isinstance(body, AsyncIterable):
        return await _prepare_in_thread(request, in_thread)
    _check_unread(body)
    digests = _Digests(sha256, request.checksum, lambda: None)
    if digests.unsigned and length is not None:
        digests.refuse()
        return OneShotUpload(body, length)
    spool = _Spool(length, digests)
    try:
        async with aclosing(aiterate(body)) as found:
            async for chunk in found:
                spool.write(chunk)
        return spool.done()
    except BaseException:
        spool.file.close()
        raise


async def _prepare_in_thread(request: Request, in_thread: InThread) -> Upload:
    prepared: list[Upload] = []
    cancelled: list[bool] = []

    def close_if_cancelled() -> None:
        # Both threads come here; one of them pops, which is atomic.
        while cancelled and prepared:
            with suppress(IndexError):
                prepared.pop().close()

    def check() -> None:
        if cancelled:
            raise _Cancelled

    def work() -> None:
        prepared.append(prepare(request, check))
        close_if_cancelled()

    try:
        await in_thread(work)
    except BaseException:
        # A cancelled task does not wait for its thread, which must close its files.
        cancelled.append(True)
        close_if_cancelled()
        raise
    return prepared.pop()


class _Cancelled(Exception):
    """Ends the thread of a cancelled task. Never leaves it."""


def _check_arguments(request: Request) -> str | None:
    length, sha256 = request.length, request.sha256
    if length is not None and (isinstance(length, bool) or not isinstance(length, int)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"length must be an int, not {type(length).__name__}")
    if length is not None and length < 0:
        raise ValueError(f"length must be at least 0, not {length}")
    if sha256 is None or sha256 == UNSIGNED_PAYLOAD:
        return sha256
    if not isinstance(sha256, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"sha256 must be a str, not {type(sha256).__name__}")
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"sha256 must be 64 lower-case hex digits or {UNSIGNED_PAYLOAD!r}")
    return sha256


class _Digests:
    """Digests of a body while it is read: SHA-256 unless given, and the requested checksum."""

    def __init__(self, sha256: str | None, algorithm: str | None, check: Callable[[], None]) -> None:
        self._sha256, self._check = sha256, check
        self.unsigned = sha256 == UNSIGNED_PAYLOAD
        self._hash = hashlib.sha256() if sha256 is None else None
        self._checksum = None if algorithm is None else Digest(algorithm)

    @property
    def needed(self) -> bool:
        """True if the body must be read before it is sent."""
        return self._hash is not None or self._checksum is not None

    def restarted(self) -> _Digests:
        return _Digests(self._sha256, None if self._checksum is None else self._checksum.algorithm, self._check)

    def update(self, data: Chunk) -> None:
        self._check()
        if self._hash is not None:
            self._hash.update(data)
        if self._checksum is not None:
            self._checksum.update(data)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest() if self._hash is not None else cast("str", self._sha256)

    def declare(self, upload: Upload) -> Upload:
        if self._checksum is not None:
            field = (HEADER + self._checksum.algorithm, self._checksum.value)
            upload.payload = upload.payload._replace(headers=(field,))
        return upload

    def refuse(self) -> None:
        """Raise `ValueError` if a checksum is requested of a body that is sent as it comes."""
        if self._checksum is not None:
            raise ValueError("checksums must have a value if the body is unsigned and read only once")


def _from_bytes(body: Content, length: int | None, digests: _Digests) -> Upload | None:
    held = as_bytes(body)
    if held is not None:
        if length is not None and length != len(held):
            raise ValueError(f"length is {length}, but body has {len(held)} bytes")
        digests.update(held)
        return digests.declare(InMemory(held, digests.sha256))
    if isinstance(body, str):
        raise TypeError("body must be bytes, not str: encode it, for instance body.encode()")
    if isinstance(body, Mapping):
        raise TypeError("body must be bytes, not a mapping: encode it, for instance json.dumps(body).encode()")
    if isinstance(body, io.TextIOBase):
        raise TypeError("body must be a binary file, not one of text: open it with 'rb'")
    return None


def _check_unread(body: object) -> None:
    # A finished generator has no frame: nothing would be stored, without a sign.
    if (isinstance(body, GeneratorType) and body.gi_frame is None) or (
        isinstance(body, AsyncGeneratorType) and body.ag_frame is None
    ):
        raise ValueError("body is a generator that was read already: make a new one for each call")


def _check_readable(file: BinaryIO) -> None:
    if getattr(file, "closed", False) is True:
        raise ValueError("body is a file that was closed: open it again, or pass its bytes")
    readable = getattr(file, "readable", None)
    if readable is not None and not readable():
        raise ValueError("body is a file that was not opened for reading: open it with 'rb'")
    if iscoroutinefunction(file.read):
        raise TypeError("body is a file with an async read: give an async iterable of its bytes")


def _from_path(path: os.PathLike[str], length: int | None, digests: _Digests) -> Upload:
    file = Path(path).open("rb")  # noqa: SIM115  # closed by the upload
    try:
        return _from_file(file, length, digests, owned=True)
    except BaseException:
        file.close()
        raise


def _from_file(file: BinaryIO, length: int | None, digests: _Digests, *, owned: bool) -> Upload:
    span = span_of(file)
    if span is None:
        return _read_once(_read_chunks(file), length, digests, owned=file if owned else None)
    if as_bytes(file.read(0)) is None:
        raise TypeError("body must be a binary file, not one of text: open it with 'rb'")
    start, end = span
    size = max(0, end - start)
    first = b"" if size else bytes(require_bytes(file.read(UPLOAD_CHUNK)))
    if first:
        chunks = chain((first,), _read_chunks(file))
        return _read_once(chunks, length, digests, owned=file if owned else None)
    if length is not None and length != size:
        raise ValueError(f"length is {length}, but the file has {size} bytes from its position")
    if digests.needed and size:
        if not _digest_file(file, start, end, digests):
            seek_to(file, start)
            return _read_once(_read_chunks(file), length, digests.restarted(), owned=file if owned else None)
        seek_to(file, start)
    return digests.declare(FromFile(file, start, size, digests.sha256, owned=owned))


def _digest_file(file: BinaryIO, start: int, end: int, digests: _Digests) -> bool:
    """Digest a file; return False if its bytes do not match its size.

    Raises `BodyMismatch` if the file shrank meanwhile. A file that grew keeps its first size.
    """
    left = end - start
    while left > 0:
        chunk = require_bytes(file.read(min(UPLOAD_CHUNK, left)))
        if not chunk or len(chunk) > left:
            break
        digests.update(chunk)
        left -= len(chunk)
    if not left and not file.read(1):
        return True
    now = end_of(file)
    if left and now < end:
        raise BodyMismatch(f"the file ended {left} bytes before its size")
    return not left and now > end


def _read_chunks(file: BinaryIO) -> Iterator[Chunk]:
    while len(chunk := require_bytes(file.read(UPLOAD_CHUNK))):
        yield chunk


def _read_once(
    chunks: Iterable[object], length: int | None, digests: _Digests, *, owned: BinaryIO | None = None
) -> Upload:
    """Prepare a one-shot body; close its `owned` file after it."""
    if digests.unsigned and length is not None:
        digests.refuse()
        return OneShotUpload(chunks, length, owned)
    spool = _Spool(length, digests)
    try:
        with closing(iterate(chunks)) as found:
            for chunk in found:
                spool.write(chunk)
        upload = spool.done()
    except BaseException:
        spool.file.close()
        raise
    if owned is not None:
        owned.close()
    return upload


class _Spool:
    def __init__(self, length: int | None, digests: _Digests) -> None:
        self.file = cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=SPOOL))  # noqa: SIM115  # closed by the upload
        self._length, self._digests = length, digests
        self._size = 0

    def write(self, data: Chunk) -> None:
        self._size += len(data)
        if self._length is not None and self._size > self._length:
            raise BodyMismatch(f"the body is longer than its announced length of {self._length} bytes")
        self._digests.update(data)
        try:
            self.file.write(data)
        except OSError as error:
            _raise_spooling(error)

    def done(self) -> Upload:
        if self._length is not None:
            check_complete(self._length - self._size)
        try:
            self.file.flush()  # sending must not be the first to meet a full disk
        except OSError as error:
            _raise_spooling(error)
        return self._digests.declare(FromFile(self.file, 0, self._size, self._digests.sha256, owned=True))


def _raise_spooling(error: OSError) -> NoReturn:
    """Raise the error of a temporary file with its directory, and with the way to need none."""
    advice = f'stream the body by length=... and sha256="{UNSIGNED_PAYLOAD}"'
    try:
        directory = tempfile.gettempdir()
    except OSError:
        raise ConfigurationError(
            f"a body that can be read only once goes to a temporary file beyond {SPOOL >> 20} MiB, and no directory "
            f"takes one: set TMPDIR to one that does, or {advice}"
        ) from error
    why = f"{error.strerror or error} (a body that can be read only once is written to a temporary file: {advice})"
    raise OSError(error.errno, why, directory) from error
