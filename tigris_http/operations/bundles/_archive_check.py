"""The check of an archive while it is read, without I/O: first bytes, members, end and counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tigris_http._archive.tar_header import BLOCK
from tigris_http._archive.tar_walk import TarWalk
from tigris_http._wire.http import by_name
from tigris_http.errors import CorruptBody, IncompleteBody, TigrisError
from tigris_http.operations.bundles._not_an_archive import MAX_DOCUMENT, instead_of_archive, may_be_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http._archive.decompress import Compression
    from tigris_http._wire.http import Head, Headers

_MAGIC: Final[tuple[tuple[bytes, Compression], ...]] = ((b"\x1f\x8b", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"))


@dataclass(frozen=True, slots=True)
class BundleCounts:
    """Counts of the service, from the trailers of an archive. A missing count is None."""

    objects: int | None
    """Objects in the archive."""
    bytes: int | None
    """Bytes streamed."""
    skipped: int | None
    """Keys that were left out."""


class ArchiveCheck:
    tell: Callable[[BaseException], None] | None = None
    """Called with the error of a failed read."""

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
        return not self._ended and self._failed is None

    def fail(self, error: BaseException) -> None:
        self._failed = type(error).__name__
        if self.tell is not None:
            self.tell(error)

    def check(self) -> None:
        if self._failed is not None:
            raise self._located(
                IncompleteBody(f"an earlier read of this archive ended with {self._failed}: ask for it again")
            )

    def room(self) -> memoryview | None:
        """Return room for the first bytes; None after they were checked."""
        return None if self._begun else memoryview(self._first)[self._filled :]

    def received(self, size: int) -> None:
        """Count bytes received into the room; 0 at the end of the body."""
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
        return self._ended

    def passed(self, data: memoryview, trailers: Headers) -> None:
        """Check the next bytes; none at the end of the body."""
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
        said = {name: value.strip() for name, value in by_name(trailers).items()}
        fields = [said.get(f"x-tigris-bundle-{name}") for name in ("count", "bytes", "skipped")]
        if any(fields):
            self.counts = BundleCounts(*map(_count, fields))

    def _located(self, error: TigrisError) -> TigrisError:
        return error.located("BundleArchive", self._bucket, None, 1)


def _count(value: str | None) -> int | None:
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 20 else None
