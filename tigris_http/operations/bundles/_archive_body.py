"""The archive of a bundle as sent: an open binary file, blocking and async.

Contract: bytes are returned as the service sends them, compressed or not. The first bytes must show an archive before
any is returned: a document in its place raises the error that it names. An uncompressed archive is checked to its end
mark: without one, the read that meets the end raises `IncompleteBody`. After a failed read the body stays failed.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final

from tigris_http._annotations import Buffer, Self
from tigris_http._archive.buffers import RECEIVE_SIZE
from tigris_http._archive.decompress import Compression
from tigris_http._archive.tar_header import BLOCK
from tigris_http._archive.tar_walk import TarWalk
from tigris_http._wire.http import AsyncByteSource, ByteSource, Head, Headers
from tigris_http.errors import CorruptBody, IncompleteBody, TigrisError
from tigris_http.operations.bundles._not_an_archive import MAX_DOCUMENT, instead_of_archive, may_be_document
from tigris_http.operations.objects._countdown import writable

CHUNK: Final = 64 * 1024
"""The most bytes that one step of an iteration yields."""
_MAGIC: Final[tuple[tuple[bytes, Compression], ...]] = ((b"\x1f\x8b", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"))


@dataclass(frozen=True, slots=True)
class BundleCounts:
    """Counts of the service, from the trailers of an archive; None for a missing count."""

    objects: int | None
    """Objects in the archive."""
    bytes: int | None
    """Bytes streamed."""
    skipped: int | None
    """Keys that were left out."""


class Passing:
    """Check an archive while it is read: its first bytes, its members and its end."""

    def __init__(self, head: Head, bucket: str, asked: Compression) -> None:
        self._head, self._bucket, self._asked = head, bucket, asked
        self._first = bytearray(BLOCK)
        self._filled = self._given = 0
        self._walk: TarWalk | None = TarWalk()  # None if it is compressed
        self._begun = self._ended = False
        self._failed: str | None = None
        self.compression: Compression | None = None
        self.counts: BundleCounts | None = None

    @property
    def is_under_way(self) -> bool:
        """True while the connection is needed."""
        return not self._ended and self._failed is None

    def fail(self, error: BaseException) -> None:
        """Note the error that ended the last read."""
        self._failed = type(error).__name__

    def check(self) -> None:
        """Raise if an earlier read failed."""
        if self._failed is not None:
            raise self._located(
                IncompleteBody(f"an earlier read of this archive ended with {self._failed}: ask for it again")
            )

    def room(self) -> memoryview | None:
        """Return room for the first bytes; None after they were checked."""
        return None if self._begun else memoryview(self._first)[self._filled :]

    def received(self, size: int) -> None:
        """Count bytes received into the room; 0 is the end of the body."""
        self._filled += size
        if size and self._filled < len(self._first):
            return
        first = bytes(memoryview(self._first)[: self._filled])
        if size and len(first) < MAX_DOCUMENT and may_be_document(first):
            self._first = bytearray(first.ljust(MAX_DOCUMENT, b"\0"))
            return
        self._begun = True
        self.compression = "none"
        for magic, name in _MAGIC if self._asked != "none" else ():
            if first.startswith(magic):
                self.compression, self._walk = name, None
        try:
            self._follow(memoryview(first))
            if not size:
                self._end(())
        except (CorruptBody, IncompleteBody) as error:
            raise self._located(instead_of_archive(self._head, first) or error) from None

    def held(self, target: memoryview) -> int:
        """Copy first bytes that were held back; return their number."""
        count = min(len(target), self._filled - self._given)
        target[:count] = memoryview(self._first)[self._given : self._given + count]
        self._given += count
        return count

    @property
    def ended(self) -> bool:
        """True after the end of the body."""
        return self._ended

    def passed(self, data: memoryview, trailers: Headers) -> None:
        """Check the next bytes; none are the end of the body."""
        try:
            self._follow(data) if len(data) else self._end(trailers)
        except TigrisError as error:
            raise self._located(error)  # noqa: B904  # the same error, with a place

    def _follow(self, data: memoryview) -> None:
        if self._walk is not None:
            self._walk.follow(data)

    def _end(self, trailers: Headers) -> None:
        if self._walk is not None:
            self._walk.end()
        self._ended = True
        said = {name.lower(): value.strip() for name, value in trailers}
        fields = [said.get(f"x-tigris-bundle-{name}") for name in ("count", "bytes", "skipped")]
        if any(fields):
            self.counts = BundleCounts(*map(_count, fields))

    def _located(self, error: TigrisError) -> TigrisError:
        return error.located("BundleArchive", self._bucket, None, 1)


def _count(value: str | None) -> int | None:
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 20 else None


class _Body:
    """The part of both bodies that does no I/O."""

    _passing: Passing

    def __init__(self, head: Head, source: Any, bucket: str, compression: Compression) -> None:  # noqa: ANN401
        super().__init__()
        self.content_type = head.get("content-type")
        """`Content-Type` of the answer, such as `application/x-tar`."""
        self._bucket, self._source = bucket, source
        self._passing = Passing(head, bucket, compression)

    @property
    def compression(self) -> Compression | None:
        """Compression of the archive, by its first bytes; None before the first read."""
        return self._passing.compression

    @property
    def counts(self) -> BundleCounts | None:
        """Counts of the service; None before the end, and if it sent no trailers."""
        return self._passing.counts

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("an open archive can be neither pickled nor copied: read it, or ask for it again")


class ArchiveBody(_Body, io.RawIOBase):
    """The open tar archive of a bundle, read blocking: a raw binary file.

        with client.bundle_archive("photos", ["a.jpg", "b.jpg"]) as body:
            with tarfile.open(fileobj=body, mode="r|") as tar:
                for member in tar: ...

    Read it with `read`, `readinto` or by iteration. One thread reads it at a time.

    Raises `IncompleteBody` if it breaks off or has no end mark, `CorruptBody` if it is no archive, and the service's
    error if a document came in its place.
    """

    _source: ByteSource

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill the front of `buffer` with the next bytes; return their number, 0 at the end."""
        self._check_open()
        passing, source = self._passing, self._source
        with writable(buffer) as view:
            try:
                while (room := passing.room()) is not None:
                    passing.received(source.readinto(room))
                size = passing.held(view)
                if not size and len(view) and not passing.ended:
                    size = source.readinto(view)
                    passing.passed(view[:size], source.trailers)
            except BaseException as error:
                passing.fail(error)
                source.close()
                raise
            if passing.ended:
                source.close()
        return size

    def read(self, size: int | None = -1, /) -> bytes:
        """Return `size` bytes, fewer only at the end; all the rest if it is negative or None."""
        self._check_open()
        left = None if size is None or size < 0 else size
        gathered, piece = io.BytesIO(), memoryview(bytearray(RECEIVE_SIZE if left is None else min(left, RECEIVE_SIZE)))
        while left is None or left:
            count = self.readinto(piece if left is None else piece[:left])
            if not count:
                break
            gathered.write(piece[:count])
            left = None if left is None else left - count
        return gathered.getvalue()

    def readall(self) -> bytes:
        """Return all the rest."""
        return self.read()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        buffer = bytearray(CHUNK)
        size = self.readinto(buffer)
        if not size:
            raise StopIteration
        return bytes(memoryview(buffer)[:size])

    def close(self) -> None:
        """Return the connection, or close it if bytes are left. Does not raise. May be called again."""
        if not self.closed:
            self._source.close()
            super().close()

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("this archive is closed")
        self._passing.check()

    def __enter__(self) -> Self:
        self._check_open()
        return self

    def __del__(self) -> None:
        passing = getattr(self, "_passing", None)
        if passing is not None and passing.is_under_way and not self.closed:
            warnings.warn(f"unclosed {self!r}", ResourceWarning, stacklevel=2, source=self)

    def __repr__(self) -> str:
        return f"<ArchiveBody of {self._bucket}>"


class AsyncArchiveBody(_Body):
    """The async twin of `ArchiveBody`. One task reads it at a time.

    async with client.bundle_archive("photos", keys) as body:
        async for chunk in body: ...
    """

    _source: AsyncByteSource

    closed = False
    """True after `aclose`."""

    async def readinto(self, buffer: Buffer, /) -> int:
        """Fill the front of `buffer` with the next bytes; return their number, 0 at the end."""
        self._check_open()
        passing, source = self._passing, self._source
        with writable(buffer) as view:
            try:
                while (room := passing.room()) is not None:
                    passing.received(await source.readinto(room))
                size = passing.held(view)
                if not size and len(view) and not passing.ended:
                    size = await source.readinto(view)
                    passing.passed(view[:size], source.trailers)
            except BaseException as error:
                passing.fail(error)
                await source.aclose()
                raise
            if passing.ended:
                await source.aclose()
        return size

    async def read(self, size: int | None = -1, /) -> bytes:
        """Return `size` bytes, fewer only at the end; all the rest if it is negative or None."""
        self._check_open()
        left = None if size is None or size < 0 else size
        gathered, piece = io.BytesIO(), memoryview(bytearray(RECEIVE_SIZE if left is None else min(left, RECEIVE_SIZE)))
        while left is None or left:
            count = await self.readinto(piece if left is None else piece[:left])
            if not count:
                break
            gathered.write(piece[:count])
            left = None if left is None else left - count
        return gathered.getvalue()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        buffer = bytearray(CHUNK)
        size = await self.readinto(buffer)
        if not size:
            raise StopAsyncIteration
        return bytes(memoryview(buffer)[:size])

    async def aclose(self) -> None:
        """Return the connection, or close it if bytes are left. Does not raise. May be called again."""
        if not self.closed:
            self.closed = True
            await self._source.aclose()

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("this archive is closed")
        self._passing.check()

    async def __aenter__(self) -> Self:
        self._check_open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __del__(self) -> None:
        passing = getattr(self, "_passing", None)
        if passing is not None and passing.is_under_way and not self.closed:
            warnings.warn(f"unclosed {self!r}", ResourceWarning, stacklevel=2, source=self)

    def __repr__(self) -> str:
        return f"<AsyncArchiveBody of {self._bucket}>"
