"""What blocking and async bundles have in common: everything that needs no waiting.

Contract: `Stream` knows the source, the reader and which member may read from it now. `Member` and `Response`
are the halves of the public classes in `bundle` that are the same for both; the drivers there add the
receiving.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from tigris_http._bundle_reader import BundleReader
from tigris_http._tar import BUFFER_SIZE, TarMember

if TYPE_CHECKING:
    from tigris_http._http import Headers
    from tigris_http._inflate import Compression

_Source = TypeVar("_Source")

# What `Stream.current` says besides the number of the large member that is being read.
NOBODY: Final = 0
CLOSED: Final = -1
FINISHED: Final = -2


@dataclass(frozen=True, slots=True)
class BundleSkipped:
    """A key that the bundle lacks, and the service's error code for it, such as `NoSuchKey`."""

    key: str
    reason: str


class Stream(Generic[_Source]):
    """What a response and its members share: the source, the reader, and who may read now."""

    __slots__ = ("closed", "current", "reader", "source")

    def __init__(self, source: _Source, reader: BundleReader) -> None:
        self.source = source
        self.reader = reader
        self.current: int = NOBODY
        self.closed = False
        """Whether the source was closed, or is being closed."""

    def turn_page(self) -> bool:
        """Make way for the next member; return False when there is none."""
        if self.current == FINISHED:
            return False
        if self.current == CLOSED:
            raise ValueError("the bundle is closed")
        self.reader.skip()
        self.current = NOBODY
        return True

    def stop(self) -> None:
        """Let nobody read on."""
        if self.current != FINISHED:
            self.current = CLOSED

    def shut(self) -> bool:
        """Note that the source is being closed; return False when it was before."""
        self.stop()
        first, self.closed = not self.closed, True
        return first

    def open_large(self) -> int:
        """Note that the member given out last is read in pieces; return its number."""
        self.current = self.reader.ledger.object_count
        return self.current


class Member(Generic[_Source]):
    """What blocking and async members have in common: all that needs no waiting."""

    __slots__ = ("_begun", "_content", "_number", "_stream", "key", "size")

    def __init__(self, member: TarMember, stream: Stream[_Source]) -> None:
        self.key: str = member.name
        self.size: int = member.size
        self._content: memoryview | None = member.data
        self._stream = stream
        self._begun = 0  # bytes that `readinto` or `views` gave out so far
        if member.data is None:
            self._number = stream.open_large()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.key!r} ({self.size} bytes)>"

    def _check(self) -> None:
        if self._stream.current == CLOSED:
            raise ValueError(f"the bundle is closed: what was not read of {self.key!r} is gone")
        if self._stream.current != self._number:
            raise ValueError(f"the bundle went on: what was not read of {self.key!r} is gone")

    def _check_untouched(self) -> None:
        self._check()
        if self._begun:
            raise ValueError(f"{self.key!r} is larger than the buffer and was read in part already")

    def _copy(self, target: memoryview, content: memoryview) -> int:
        part = content[self._begun : self._begun + len(target)]
        target[: len(part)] = part
        self._begun += len(part)
        return len(part)


class Response(Generic[_Source]):
    """What blocking and async responses have in common."""

    def __init__(
        self,
        source: _Source,
        compression: Compression,
        keys: tuple[str, ...],
        *,
        buffer_size: int = BUFFER_SIZE,
    ) -> None:
        self._stream = Stream(source, BundleReader(keys, compression, buffer_size))
        self._ledger = self._stream.reader.ledger
        self.skipped: tuple[BundleSkipped, ...] = ()
        """The keys the bundle lacks, in the order they were asked for; filled when iteration has ended."""

    @property
    def object_count(self) -> int:
        """How many objects have arrived so far."""
        return self._ledger.object_count

    @property
    def bundle_bytes(self) -> int:
        """The size of these objects together."""
        return self._ledger.bundle_bytes

    @property
    def skipped_count(self) -> int:
        """How many keys were skipped: known when the iteration has ended."""
        return len(self.skipped)

    def _finish(self, trailers: Headers) -> None:
        self._stream.reader.finish(trailers)
        self.skipped = tuple(BundleSkipped(key, reason) for key, reason in self._ledger.skipped)
        self._stream.current = FINISHED

    def _unclosed(self) -> bool:
        stream: Stream[_Source] | None = getattr(self, "_stream", None)  # missing when the constructor failed
        return stream is not None and not stream.closed

    def _warn(self) -> None:
        warnings.warn(f"unclosed {type(self).__name__}", ResourceWarning, stacklevel=3, source=self)
