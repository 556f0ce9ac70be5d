"""The members of a bundle: objects in the buffer, or read in parts.

Contract: a small member knows its bytes only, and stays valid while it is held. A large member reads through the run of
its bundle, until the bundle goes on.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Final, Generic, Protocol, TypeVar

from tigris_http._annotations import Buffer, Self
from tigris_http._archive.buffers import FIRST, grow
from tigris_http._bundle.large_members import Large
from tigris_http._unmade import shown
from tigris_http.operations.bundles._bundle_keys import TagT

_NO_VIEW: Final = memoryview(b"")


class Reader(Protocol):
    def check(self, large: Large) -> None: ...

    def fill(self, large: Large, target: memoryview) -> int: ...

    def view(self, large: Large) -> memoryview: ...


class AsyncReader(Protocol):
    def check(self, large: Large) -> None: ...

    async def fill(self, large: Large, target: memoryview) -> int: ...

    async def view(self, large: Large) -> memoryview: ...


ReaderT = TypeVar("ReaderT", bound=Reader | AsyncReader)


class Member(Generic[ReaderT, TagT]):
    __slots__ = ("_begun", "_content", "_large", "_reader", "key", "tag")

    _content: memoryview | None
    _large: Large
    _reader: ReaderT

    def __init__(self, key: str, tag: TagT, content: memoryview | None) -> None:
        self.key = key
        self.tag = tag
        self._content = content
        self._begun = 0  # bytes of a small member that `readinto` copied

    @classmethod
    def of_large(cls, key: str, tag: TagT, large: Large) -> Self:
        member = cls(key, tag, None)
        member._large = large
        return member

    def read_by(self, reader: ReaderT) -> None:
        if self._content is None:
            self._reader = reader

    @property
    def size(self) -> int:
        """Bytes of the object."""
        return self._large.size if self._content is None else len(self._content)

    @shown
    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.key!r} ({self.size} bytes)>"

    def _check_untouched(self) -> None:
        self._reader.check(self._large)
        if self._large.position:
            raise ValueError(f"{self.key!r} is larger than the buffer and was read in part already")

    def _copy(self, target: memoryview, content: memoryview) -> int:
        part = content[self._begun : self._begun + len(target)]
        target[: len(part)] = part
        self._begun += len(part)
        return len(part)


class BundleMember(Member[Reader, TagT]):
    """One object: its `key` and `tag`, its `size`, its bytes as `data`, `views()`, `read()` or `readinto(buffer)`.

    An object up to 1 MiB lies in the buffer. Read it at any time, any number of times. Its views stay valid while you
    hold them. Read a larger object once, before you ask for the next member: the bundle skips its rest then.
    """

    __slots__ = ()

    @property
    def data(self) -> memoryview:
        """The whole content, read-only. Copied only for an object larger than the buffer."""
        if self._content is None:
            self._content = memoryview(self._gathered()).toreadonly()
        return self._content

    def views(self) -> Iterator[memoryview]:
        """Iterate over the content as views of the buffer, for objects of any size."""
        if self._content is None:
            self._check_untouched()
            return self._pieces()
        return iter((self._content,) if len(self._content) else ())

    def _pieces(self) -> Iterator[memoryview]:
        while view := self._piece():
            yield view

    def _piece(self) -> memoryview:
        self._reader.check(self._large)
        return self._reader.view(self._large)

    def read(self) -> bytes:
        """Return a copy of the whole content."""
        return bytes(self._gathered() if self._content is None else self._content)

    def _gathered(self) -> bytearray:
        """Receive a large object into new memory, which grows as bytes arrive."""
        self._check_untouched()
        memory, filled = bytearray(min(self.size, FIRST)), 0
        while True:
            with memoryview(memory) as view:
                filled += self.readinto(view[filled:])
            if filled == self.size:
                return memory
            grow(memory, self.size)

    def readinto(self, buffer: Buffer) -> int:
        """Fill `buffer` with the next bytes; return their number, 0 at the end.

        An uncompressed large object is received straight into it.
        """
        target = memoryview(buffer).cast("B")
        if self._content is not None:
            return self._copy(target, self._content)
        self._reader.check(self._large)
        return self._reader.fill(self._large, target)


class AsyncBundleMember(Member[AsyncReader, TagT]):
    """The async twin of `BundleMember`: `await` all but `data`."""

    __slots__ = ()

    @property
    def data(self) -> memoryview:
        """The whole content, read-only, not copied. Raises `ValueError` for an object larger than the buffer."""
        if self._content is None:
            raise ValueError(f"{self.key!r} does not lie in the buffer: `await member.read()` or use `views()`")
        return self._content

    def views(self) -> AsyncIterator[memoryview]:
        """See `BundleMember.views`."""
        if self._content is None:
            self._check_untouched()
        return _AsyncViews(self._content, self._piece)

    async def _piece(self) -> memoryview:
        self._reader.check(self._large)
        return await self._reader.view(self._large)

    async def read(self) -> bytes:
        """See `BundleMember.read`."""
        return bytes(await self._gathered() if self._content is None else self._content)

    async def _gathered(self) -> bytearray:
        self._check_untouched()
        memory, filled = bytearray(min(self.size, FIRST)), 0
        while True:
            with memoryview(memory) as view:
                filled += await self.readinto(view[filled:])
            if filled == self.size:
                return memory
            grow(memory, self.size)

    async def readinto(self, buffer: Buffer) -> int:
        """See `BundleMember.readinto`."""
        target = memoryview(buffer).cast("B")
        if self._content is not None:
            return self._copy(target, self._content)
        self._reader.check(self._large)
        return await self._reader.fill(self._large, target)


class _AsyncViews(AsyncIterator[memoryview]):
    """Iterates over views. An async generator would need to be closed by its user."""

    __slots__ = ("_more", "_whole")

    def __init__(self, whole: memoryview | None, more: Callable[[], Awaitable[memoryview]]) -> None:
        self._whole = whole
        self._more = more

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> memoryview:
        if self._whole is None:
            view = await self._more()
        else:
            view, self._whole = self._whole, _NO_VIEW
        if not len(view):
            raise StopAsyncIteration
        return view
