"""The members of a bundle: an object each, whose bytes lie in the buffer, or are read in pieces.

Contract: a small member knows its bytes and nothing else: it is valid for as long as it is held. A large one reads
through the run of its bundle, until the bundle goes on.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Final, Generic, cast

from tigris_http._annotations import Buffer, Self
from tigris_http._archive.buffers import FIRST, grow
from tigris_http._bundle.large_members import Large
from tigris_http.operations.bundles._bundle_keys import TagT

NOTHING: Final = memoryview(b"")


class Member(Generic[TagT]):
    """What blocking and async members have in common: all that needs no waiting."""

    __slots__ = ("_begun", "_content", "_large", "_run", "key", "tag")

    _content: memoryview | None
    _large: Large
    _run: Any

    def __init__(self, key: str, tag: TagT, content: memoryview | None) -> None:
        self.key = key
        self.tag = tag
        self._content = content
        self._begun = 0  # bytes of a small member that `readinto` gave out so far

    @classmethod
    def of_large(cls, key: str, tag: TagT, large: Large) -> Self:
        """Return a member that is read in pieces."""
        member = cls(key, tag, None)
        member._large = large
        return member

    def belongs_to(self, run: Any) -> None:  # noqa: ANN401  # blocking or async
        """Note who reads a large member."""
        if self._content is None:
            self._run = run

    @property
    def size(self) -> int:
        """How many bytes the object has."""
        return self._large.size if self._content is None else len(self._content)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.key!r} ({self.size} bytes)>"

    def _check_untouched(self) -> None:
        self._run.check(self._large)
        if self._large.begun:
            raise ValueError(f"{self.key!r} is larger than the buffer and was read in part already")

    def _copy(self, target: memoryview, content: memoryview) -> int:
        part = content[self._begun : self._begun + len(target)]
        target[: len(part)] = part
        self._begun += len(part)
        return len(part)


class BundleMember(Member[TagT]):
    """One object: its `key` and `tag`, its `size`, its bytes as `data`, `views()`, `read()` or `readinto(buffer)`.

    What lies in the buffer (objects up to one mebibyte) may be read at any time and in any way; its views
    stay valid for as long as you hold them. A larger object must be read before the next member is asked for,
    once; what was not read of it then is passed over.
    """

    __slots__ = ()

    @property
    def data(self) -> memoryview:
        """The whole content, read-only. Nothing is copied, except for an object larger than the buffer."""
        if self._content is None:
            self._content = memoryview(self._gathered()).toreadonly()
        return self._content

    def views(self) -> Iterator[memoryview]:
        """Iterate over the content in pieces as they lie in the buffer, for objects of any size."""
        if self._content is None:
            self._check_untouched()
            return self._pieces()
        return iter((self._content,) if len(self._content) else ())

    def _pieces(self) -> Iterator[memoryview]:
        while view := self._piece():
            yield view

    def _piece(self) -> memoryview:
        self._run.check(self._large)
        return cast("memoryview", self._run.do(self._run.engine.large.piece(self._large)))

    def read(self) -> bytes:
        """Return the whole content as bytes of its own."""
        return bytes(self._gathered() if self._content is None else self._content)

    def _gathered(self) -> bytearray:
        """Receive a large object into memory of its own, which grows as bytes arrive."""
        self._check_untouched()
        memory, filled = bytearray(min(self.size, FIRST)), 0
        while True:
            with memoryview(memory) as view:
                filled += self.readinto(view[filled:])
            if filled == self.size:
                return memory
            grow(memory, self.size)

    def readinto(self, buffer: Buffer) -> int:
        """Fill `buffer` with the next bytes; return how many, 0 at the end.

        Bytes of a large object that was not compressed are received straight into it.
        """
        target = memoryview(buffer).cast("B")
        if self._content is not None:
            return self._copy(target, self._content)
        self._run.check(self._large)
        return cast("int", self._run.do(self._run.engine.large.fill(self._large, target)))


class AsyncBundleMember(Member[TagT]):
    """The async twin of `BundleMember`: `data` without waiting, the rest to be awaited."""

    __slots__ = ()

    @property
    def data(self) -> memoryview:
        """The whole content, read-only, not copied; ValueError for an object larger than the buffer."""
        if self._content is None:
            raise ValueError(f"{self.key!r} does not lie in the buffer: `await member.read()` or use `views()`")
        return self._content

    def views(self) -> AsyncIterator[memoryview]:
        """Iterate over the content in pieces as they lie in the buffer, for objects of any size."""
        if self._content is None:
            self._check_untouched()
        return _AsyncViews(self._content, self._piece)

    async def _piece(self) -> memoryview:
        self._run.check(self._large)
        return cast("memoryview", await self._run.do(self._run.engine.large.piece(self._large)))

    async def read(self) -> bytes:
        """Return the whole content as bytes of its own."""
        return bytes(await self._gathered() if self._content is None else self._content)

    async def _gathered(self) -> bytearray:
        """Receive a large object into memory of its own, which grows as bytes arrive."""
        self._check_untouched()
        memory, filled = bytearray(min(self.size, FIRST)), 0
        while True:
            with memoryview(memory) as view:
                filled += await self.readinto(view[filled:])
            if filled == self.size:
                return memory
            grow(memory, self.size)

    async def readinto(self, buffer: Buffer) -> int:
        """Fill `buffer` with the next bytes; return how many, 0 at the end.

        Bytes of a large object that was not compressed are received straight into it.
        """
        target = memoryview(buffer).cast("B")
        if self._content is not None:
            return self._copy(target, self._content)
        self._run.check(self._large)
        return cast("int", await self._run.do(self._run.engine.large.fill(self._large, target)))


class _AsyncViews(AsyncIterator[memoryview]):
    """The run of views; no async generator, which would have to be closed by whoever leaves it early."""

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
            view, self._whole = self._whole, NOTHING
        if not len(view):
            raise StopAsyncIteration
        return view
