"""An open bundle: many objects streamed as one archive, handed out one by one.

    with client.bundle_objects("photos", ["a.jpg", "b.jpg", "gone.jpg"]) as bundle:
        for member in bundle:
            decode(member.key, member.data)     # a memoryview; nothing was copied
    print(bundle.skipped)                       # (BundleSkipped(key='gone.jpg', reason='NoSuchKey'),)

Contract: `BundleResponse` and `AsyncBundleResponse` are thin drivers around the pure `BundleReader`: they
receive where it says and hand out what it finds. The only primitive of a source that is used is `readinto`.
Whatever ends the iteration, its end, an error or `close()`, closes the source; errors of the source pass
through unchanged.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from tigris_http._bundle_open import BundleSkipped, Member, Response
from tigris_http._bundle_receive import (
    NOTHING,
    AsyncViews,
    aclose_source,
    afill,
    anext_event,
    close_source,
    fill,
    next_event,
)
from tigris_http._http import AsyncByteSource, ByteSource
from tigris_http._tar_events import END, TarMember

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from types import TracebackType

    from _typeshed import WriteableBuffer
    from typing_extensions import Self

__all__ = ["AsyncBundleMember", "AsyncBundleResponse", "BundleMember", "BundleResponse", "BundleSkipped"]


class BundleMember(Member[ByteSource]):
    """One object: its `key`, its `size`, its bytes as `data`, `views()`, `read()` or `readinto(buffer)`.

    What lies in the buffer (objects up to one mebibyte) may be read at any time and in any way; its views
    stay valid for as long as you hold them. A larger object must be read before the next member is asked for,
    once; what was not read of it then is passed over.
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
        while self._begun < self.size:
            self._check()
            event = next_event(self._stream)
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
        """Fill `buffer` with the next bytes; return how many, 0 at the end.

        Bytes of a large object that was not compressed are received straight into it.
        """
        target = memoryview(buffer).cast("B")
        if self._content is not None:
            return self._copy(target, self._content)
        self._check()
        filled = fill(self._stream, target[: self.size - self._begun])
        self._begun += filled
        return filled


class BundleResponse(Response[ByteSource]):
    """An open bundle: iterate over it for its members, in the order their keys were asked for.

    Leave it by `with` or `close()`; reading to the end closes it, too. Members that were not read are passed
    over. Raises `IncompleteBody` when the archive was cut short or keys are unaccounted for,
    `MalformedResponse` when it holds what was not asked for, and what the connection raises.
    """

    def __iter__(self) -> Iterator[BundleMember]:
        return self

    def __next__(self) -> BundleMember:
        stream = self._stream
        if stream.current and not stream.turn_page():
            raise StopIteration
        event = next_event(stream)
        while type(event) is not TarMember:
            if event is END:
                self._end()
                raise StopIteration
            event = next_event(stream)
        return BundleMember(event, stream)

    def _end(self) -> None:
        try:
            self._finish(self._stream.source.trailers)
        finally:
            self.close()

    def close(self) -> None:
        """Close the connection's reply at once, wherever the iteration is. Views that you hold stay valid."""
        close_source(self._stream)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        # Closing is left to the source, which knows when that is safe: garbage is collected in the middle of anything.
        if self._unclosed():
            self._stream.stop()
            self._warn()


class AsyncBundleMember(Member[AsyncByteSource]):
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
        return AsyncViews(self._content, self._more)

    async def _more(self) -> memoryview:
        if self._begun == self.size:
            return NOTHING
        self._check()
        event = await anext_event(self._stream)
        if not isinstance(event, memoryview):
            return NOTHING
        self._begun += len(event)
        return event

    async def read(self) -> bytes:
        """Return the whole content as bytes of its own."""
        if self._content is not None:
            return bytes(self._content)
        content = io.BytesIO()
        async for view in self.views():
            content.write(view)
        return content.getvalue()

    async def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill `buffer` with the next bytes; return how many, 0 at the end.

        Bytes of a large object that was not compressed are received straight into it.
        """
        target = memoryview(buffer).cast("B")
        if self._content is not None:
            return self._copy(target, self._content)
        self._check()
        filled = await afill(self._stream, target[: self.size - self._begun])
        self._begun += filled
        return filled


class AsyncBundleResponse(Response[AsyncByteSource]):
    """The async twin of `BundleResponse`: `async for member in response`, `async with`, `aclose()`."""

    def __aiter__(self) -> AsyncIterator[AsyncBundleMember]:
        return self

    async def __anext__(self) -> AsyncBundleMember:
        stream = self._stream
        if stream.current and not stream.turn_page():
            raise StopAsyncIteration
        event = await anext_event(stream)
        while type(event) is not TarMember:
            if event is END:
                await self._end()
                raise StopAsyncIteration
            event = await anext_event(stream)
        return AsyncBundleMember(event, stream)

    async def _end(self) -> None:
        try:
            self._finish(self._stream.source.trailers)
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Close the connection's reply at once, wherever the iteration is. Views that you hold stay valid."""
        await aclose_source(self._stream)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __del__(self) -> None:
        if self._unclosed():
            self._warn()
