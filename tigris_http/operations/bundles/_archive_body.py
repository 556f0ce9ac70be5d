"""The archive of a bundle as sent: an open binary file, blocking and async.

Contract: bytes are returned as sent, compressed or not, and only after the first ones show an archive. An uncompressed
archive is checked to its end mark. After a failed read the body stays failed.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final

from tigris_http._annotations import Buffer, Self
from tigris_http._archive.buffers import RECEIVE_SIZE
from tigris_http._archive.decompress import Compression
from tigris_http._unmade import shown
from tigris_http._wire.http import AsyncByteSource, ByteSource, Head
from tigris_http.operations.bundles._archive_check import ArchiveCheck, BundleCounts
from tigris_http.operations.objects._countdown import writable
from tigris_http.operations.objects._read_only import Forward, lines_of

CHUNK: Final = 64 * 1024
"""The most bytes that one step of an iteration yields."""


class _Body(Forward):
    _noun = "archive"

    _check: ArchiveCheck
    closed: Any  # a file has a property, its async twin an attribute

    def __init__(self, head: Head, source: Any, bucket: str, compression: Compression) -> None:  # noqa: ANN401
        super().__init__()
        self.content_type = head.get("content-type")
        """`Content-Type` of the answer, such as `application/x-tar`."""
        self._bucket, self._source = bucket, source
        self._check = ArchiveCheck(head, bucket, compression)

    @property
    def compression(self) -> Compression | None:
        """Compression of the archive, by its first bytes; None before the first read."""
        return self._check.compression

    @property
    def counts(self) -> BundleCounts | None:
        """Counts of the service; None before the end, and if it sent no trailers."""
        return self._check.counts

    def tell_failure(self, tell: Callable[[BaseException], None]) -> None:
        """Call `tell` with the error of a failed read."""
        self._check.tell = tell

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("an open archive can be neither pickled nor copied: read it, or ask for it again")

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("this archive is closed: read it inside its with statement, or ask for it again")
        self._check.check()

    def __del__(self) -> None:
        check = getattr(self, "_check", None)
        if check is not None and check.is_under_way and not self.closed:
            warnings.warn(f"unclosed {self!r}", ResourceWarning, stacklevel=2, source=self)

    @shown
    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._bucket}>"


class ArchiveBody(_Body, io.RawIOBase):  # pyright: ignore[reportIncompatibleMethodOverride]  # `closed`
    """The open tar archive of a bundle: a raw binary file, for `tarfile.open(fileobj=body, mode="r|")` and the like.

    One thread reads it at a time, by `read`, `readinto` or iteration.

    A read raises `IncompleteBody` if the archive breaks off or has no end mark, `CorruptBody` if it is none, and the
    service's error if a document came in its place.
    """

    _source: ByteSource

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill the front of `buffer`; return the number of bytes, 0 at the end."""
        self._check_open()
        check, source = self._check, self._source
        with writable(buffer) as view:
            try:
                while (room := check.room()) is not None:
                    check.received(source.readinto(room))
                size = check.held(view)
                if not size and len(view) and not check.ended:
                    size = source.readinto(view)
                    check.passed(view[:size], source.trailers)
            except BaseException as error:
                check.fail(error)
                source.close()
                raise
            if check.ended:
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
        return self.read()

    def readlines(self, hint: int | None = -1, /) -> list[bytes]:
        """Return the rest in lines; with `hint`, as many as have that many bytes."""
        return lines_of(self, hint)

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
            if hasattr(self, "_source"):
                self._source.close()
            super().close()

    def __enter__(self) -> Self:
        self._check_open()
        return self


class AsyncArchiveBody(_Body):
    """The async twin of `ArchiveBody`. One task reads it at a time, by `async for` too."""

    _source: AsyncByteSource

    closed = False
    """True after `aclose`."""

    async def readinto(self, buffer: Buffer, /) -> int:
        """See `ArchiveBody.readinto`."""
        self._check_open()
        check, source = self._check, self._source
        with writable(buffer) as view:
            try:
                while (room := check.room()) is not None:
                    check.received(await source.readinto(room))
                size = check.held(view)
                if not size and len(view) and not check.ended:
                    size = await source.readinto(view)
                    check.passed(view[:size], source.trailers)
            except BaseException as error:
                check.fail(error)
                await source.aclose()
                raise
            if check.ended:
                await source.aclose()
        return size

    async def read(self, size: int | None = -1, /) -> bytes:
        """See `ArchiveBody.read`."""
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
        """See `ArchiveBody.close`."""
        if not self.closed:
            self.closed = True
            if hasattr(self, "_source"):
                await self._source.aclose()

    async def __aenter__(self) -> Self:
        self._check_open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
