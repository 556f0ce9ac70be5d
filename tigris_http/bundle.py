"""An open bundle: many objects streamed as one archive, handed out one by one.

    with client.bundle_objects("photos", ["a.jpg", "b.jpg", "gone.jpg"]) as bundle:
        for member in bundle:
            decode(member.key, member.data)     # a memoryview; nothing was copied
    print(bundle.skipped)                       # (BundleSkipped(key='gone.jpg', reason='NoSuchKey'),)

Contract: `BundleResponse` and `AsyncBundleResponse` are thin drivers around the pure `BundleReader`: they receive where it
says and hand out what it finds. The only primitive of a source that is used is `readinto`. Whatever ends the
iteration, its end, an error or `close()`, closes the source; errors of the source pass through unchanged.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from tigris_http._bundle_reader import BundleReader
from tigris_http._http import AsyncByteSource, ByteSource
from tigris_http._tar import BUFFER_SIZE, END, NEED_DATA, Event, TarMember

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from types import TracebackType

    from _typeshed import WriteableBuffer

    from tigris_http._inflate import Compression

__all__ = ["AsyncBundleMember", "AsyncBundleResponse", "BundleMember", "BundleResponse", "BundleSkipped"]

_Source = TypeVar("_Source")

# What `_Stream.current` says besides the number of the large member that is being read.
_NONE: Final = 0
_CLOSED: Final = -1
_FINISHED: Final = -2


@dataclass(frozen=True, slots=True)
class BundleSkipped:
    """A key that the bundle lacks, and the service's error code for it, such as `NoSuchKey`."""

    key: str
    reason: str


class _Stream(Generic[_Source]):
    """What a response and its members share: the source, the reader, and who may read now."""

    __slots__ = ("current", "reader", "source")

    def __init__(self, source: _Source, reader: BundleReader) -> None:
        self.source = source
        self.reader = reader
        self.current: int = _NONE

    def turn_page(self) -> bool:
        """Make way for the next member; return False when there is none."""
        if self.current == _FINISHED:
            return False
        if self.current == _CLOSED:
            raise ValueError("the bundle is closed")
        self.reader.skip()
        self.current = _NONE
        return True

    def open_large(self) -> int:
        """Note that the member given out last is read in pieces; return its number."""
        self.current = self.reader.ledger.object_count
        return self.current


class _Member(Generic[_Source]):
    """What blocking and async members have in common: all that needs no waiting."""

    __slots__ = ("_begun", "_content", "_number", "_stream", "key", "size")

    def __init__(self, member: TarMember, stream: _Stream[_Source]) -> None:
        self.key: str = member.name
        self.size: int = member.size
        self._content = member.data
        self._stream = stream
        self._begun = 0  # bytes that `readinto` or `views` gave out so far
        if member.data is None:
            self._number = stream.open_large()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.key!r} ({self.size} bytes)>"

    def _check(self) -> None:
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


class BundleMember(_Member[ByteSource]):
    """One object of a bundle: `key`, `size`, and its bytes as `data`, `views()`, `read()` or `readinto(buffer)`.

    What lies in the buffer (objects up to one mebibyte) may be read at any time and in any way; its views stay valid
    for as long as you hold them. A larger object must be read before the next member is asked for, once; what was
    not read of it then is passed over.
    """

    __slots__ = ()

    @property
    def data(self) -> memoryview:
        """The whole content, read-only. Nothing is copied, except for an object larger than the buffer."""
        if self._content is None:
            self._content = memoryview(self.read())
        return self._content

    def views(self) -> Iterator[memoryview]:
        """Iterate over the content in pieces as they lie in the buffer, for objects of any size."""
        if self._content is None:
            self._check_untouched()
            return self._pieces()
        return iter((self._content,) if self.size else ())

    def _pieces(self) -> Iterator[memoryview]:
        stream = self._stream
        while self._begun < self.size:
            self._check()
            event = _next(stream)
            if isinstance(event, memoryview):
                self._begun += len(event)
                yield event

    def read(self) -> bytes:
        """Return the whole content as bytes of its own."""
        if self._content is not None:
            return bytes(self._content)
        # Grows as bytes arrive: the size is what a stranger says.
        content = io.BytesIO()
        for view in self.views():
            content.write(view)
        return content.getvalue()

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill `buffer` with the next bytes; return how many, 0 at the end. Large objects are received straight into it."""
        target = memoryview(buffer).cast("B")
        if self._content is not None:
            return self._copy(target, self._content)
        self._check()
        reader, source, filled = self._stream.reader, self._stream.source, 0
        target = target[: self.size - self._begun]
        while filled < len(target):
            count = reader.take(target[filled:])
            if not count and reader.direct:
                count = source.readinto(target[filled:])
                reader.bypassed(count)
            elif not count:
                reader.received(source.readinto(reader.room()))
            filled += count
            self._begun += count
        return filled


def _next(stream: _Stream[ByteSource]) -> Event:
    reader = stream.reader
    event = reader.next_event()
    while event is NEED_DATA:
        reader.received(stream.source.readinto(reader.room()))
        event = reader.next_event()
    return event


class _Response(Generic[_Source]):
    """What blocking and async responses have in common."""

    def __init__(
        self,
        source: _Source,
        compression: Compression,
        keys: tuple[str, ...],
        *,
        buffer_size: int = BUFFER_SIZE,
    ) -> None:
        self._stream = _Stream(source, BundleReader(keys, compression, buffer_size))
        self._ledger = self._stream.reader.ledger
        self._closed = False
        self.skipped: tuple[BundleSkipped, ...] = ()
        """The keys the bundle lacks, in the order they were asked for; filled when the iteration has ended."""

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

    def _finish(self, trailers: tuple[tuple[str, str], ...]) -> None:
        self._stream.reader.finish(trailers)
        self.skipped = tuple(BundleSkipped(key, reason) for key, reason in self._ledger.skipped)
        self._stream.current = _FINISHED

    def _shut(self) -> bool:
        """Note that the source is being closed; return False when it was before."""
        first, self._closed = not self._closed, True
        if self._stream.current != _FINISHED:
            self._stream.current = _CLOSED
        return first

    def _warn(self) -> None:
        warnings.warn(f"unclosed {type(self).__name__}", ResourceWarning, stacklevel=3, source=self)


class BundleResponse(_Response[ByteSource]):
    """An open bundle: iterate over it for its members, in the order their keys were asked for.

    Leave it by `with` or `close()`; reading to the end closes it, too. Members that were not read are passed over.
    Raises `IncompleteBody` when the archive was cut short or keys are unaccounted for, `MalformedResponse` when it
    holds what was not asked for, and what the connection raises.
    """

    def __iter__(self) -> Iterator[BundleMember]:
        return self

    def __next__(self) -> BundleMember:
        stream = self._stream
        try:
            if stream.current and not stream.turn_page():
                raise StopIteration
            event = stream.reader.next_event()
            if event is NEED_DATA:
                event = _next(stream)
            while type(event) is not TarMember:
                if event is END:
                    self._finish(stream.source.trailers)
                    raise StopIteration
                event = _next(stream)
        except BaseException:
            self.close()
            raise
        return BundleMember(event, stream)

    def close(self) -> None:
        """Close the connection's reply at once, wherever the iteration is. Views that you hold stay valid."""
        if self._shut():
            self._stream.source.close()

    def __enter__(self) -> BundleResponse:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if not getattr(self, "_closed", True):
            self._warn()
            self.close()


class AsyncBundleMember(_Member[AsyncByteSource]):
    """The async twin of `BundleMember`: `data` without waiting, the rest to be awaited."""

    __slots__ = ()

    @property
    def data(self) -> memoryview:
        """The whole content, read-only, not copied; ValueError for an object larger than the buffer."""
        if self._content is None:
            raise ValueError(
                f"{self.key!r} does not lie in the buffer: `await member.read()` or use `views()`"
            )
        return self._content

    async def views(self) -> AsyncIterator[memoryview]:
        """Iterate over the content in pieces as they lie in the buffer, for objects of any size."""
        if self._content is not None:
            if self.size:
                yield self._content
            return
        self._check_untouched()
        stream = self._stream
        while self._begun < self.size:
            self._check()
            event = await _anext(stream)
            if isinstance(event, memoryview):
                self._begun += len(event)
                yield event

    async def read(self) -> bytes:
        """Return the whole content as bytes of its own."""
        if self._content is not None:
            return bytes(self._content)
        content = io.BytesIO()
        async for view in self.views():
            content.write(view)
        return content.getvalue()

    async def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill `buffer` with the next bytes; return how many, 0 at the end. Large objects are received straight into it."""
        target = memoryview(buffer).cast("B")
        if self._content is not None:
            return self._copy(target, self._content)
        self._check()
        reader, source, filled = self._stream.reader, self._stream.source, 0
        target = target[: self.size - self._begun]
        while filled < len(target):
            count = reader.take(target[filled:])
            if not count and reader.direct:
                count = await source.readinto(target[filled:])
                reader.bypassed(count)
            elif not count:
                reader.received(await source.readinto(reader.room()))
            filled += count
            self._begun += count
        return filled


async def _anext(stream: _Stream[AsyncByteSource]) -> Event:
    reader = stream.reader
    event = reader.next_event()
    while event is NEED_DATA:
        reader.received(await stream.source.readinto(reader.room()))
        event = reader.next_event()
    return event


class AsyncBundleResponse(_Response[AsyncByteSource]):
    """The async twin of `BundleResponse`: `async for member in response`, `async with`, `aclose()`."""

    def __aiter__(self) -> AsyncIterator[AsyncBundleMember]:
        return self

    async def __anext__(self) -> AsyncBundleMember:
        stream = self._stream
        try:
            if stream.current and not stream.turn_page():
                raise StopAsyncIteration
            event = await _anext(stream)
            while type(event) is not TarMember:
                if event is END:
                    self._finish(stream.source.trailers)
                    raise StopAsyncIteration
                event = await _anext(stream)
        except (Exception, StopAsyncIteration):
            await self.aclose()
            raise
        except BaseException:
            # Cancelled: nothing can be awaited here; whoever leaves the `async with` closes the source.
            if stream.current != _FINISHED:
                stream.current = _CLOSED
            raise
        return AsyncBundleMember(event, stream)

    async def aclose(self) -> None:
        """Close the connection's reply at once, wherever the iteration is. Views that you hold stay valid."""
        if self._shut():
            await self._stream.source.aclose()

    async def __aenter__(self) -> AsyncBundleResponse:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __del__(self) -> None:
        if not getattr(self, "_closed", True):
            self._warn()
