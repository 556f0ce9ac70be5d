"""The open body of an object: bytes as they arrive, from any `ByteSource`.

Contract: what is read are the object's bytes as stored (no Content-Encoding is undone); a body that ends before its
declared length raises `IncompleteBody`; the connection goes back as soon as the last byte was read, or on `close`.
Memory is bound to what arrived, not to what was declared. A body that nobody closed gives its connection back after
it was collected, with a `ResourceWarning`.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from tigris_http.errors import IncompleteBody, MalformedResponse

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Buffer, Self

    from tigris_http._http import AsyncByteSource, ByteSource
    from tigris_http._object_info import ObjectInfo

CHUNK = 64 * 1024
"""Bytes that one step of an iteration yields at most."""
TRUSTED = 64 * 1024 * 1024
"""Bytes that `read` makes room for on the word of a header alone; beyond it, room is made as they arrive."""


FIRST = 4 * 1024 * 1024
"""Bytes that a whole read makes room for at first."""


class _Countdown:
    """How much of the declared length is still to come."""

    def __init__(self, info: ObjectInfo) -> None:
        self.left = info.content_length
        self._ended = False

    def ends_now(self) -> bool:
        """Return True once: the first time that nothing is left."""
        if self.left or self._ended:
            return False
        self._ended = True
        return True

    def room(self, size: int) -> int:
        """Return how much to read at once for a wish of `size` bytes, negative for all."""
        return self.left if size < 0 else min(size, self.left)

    def arrived(self, size: int, *, of: int) -> int:
        if size == 0 and of > 0:
            raise IncompleteBody(f"the body ended {self.left} bytes before its declared end")
        self.left -= size
        return size


def _at_its_end(size: int) -> None:
    if size:
        raise MalformedResponse("the body goes on beyond its declared end")


def grow(target: bytearray, wanted: int) -> None:
    """Make more room, at most as much again as arrived already: the declared length is only a stranger's word."""
    target += bytes(min(len(target), wanted - len(target)))


def _writable(buffer: Buffer) -> memoryview:
    view = memoryview(buffer)
    if view.readonly:
        raise TypeError("the buffer must be writable")
    return view.cast("B")


class ObjectBody(io.RawIOBase):
    """An open object, read blocking: a raw binary file with `info`.

        with client.get_object("bucket", "key") as body:
            for chunk in body: ...            # pieces as they arrive, up to 64 KiB
            body.read(100); body.read()       # exactly 100 bytes, then all the rest
            body.readinto(buffer)             # without a copy of our own

    For lines wrap it in `io.BufferedReader` or `io.TextIOWrapper`.
    """

    def __init__(self, info: ObjectInfo, source: ByteSource) -> None:
        self.info = info
        """The object's properties."""
        self._source = source
        self._todo = _Countdown(info)

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill the front of `buffer` with what is there; return how much, 0 at the end.

        Raises `IncompleteBody`, `ConnectionFailed` or `TimedOut` when the body breaks off.
        """
        self._check_open()
        with _writable(buffer) as view:
            room = self._todo.room(len(view))
            size = self._todo.arrived(self._source.readinto(view[:room]), of=room) if room else 0
        self._finish()
        return size

    def _finish(self) -> None:
        """See the end once all bytes were read: only then does the connection go back to be used again."""
        if self._todo.ends_now():
            _at_its_end(self._source.readinto(memoryview(bytearray(1))))
            self._source.close()

    def read(self, size: int | None = -1, /) -> bytes:
        """Return `size` bytes, fewer only at the end; all the rest when it is negative or None."""
        self._check_open()
        wanted = self._todo.room(-1 if size is None else size)
        target, at = bytearray(min(wanted, FIRST)), 0
        while at < wanted:
            if at == len(target):
                grow(target, wanted)
            with memoryview(target) as view:
                at += self.readinto(view[at:])
        self._finish()
        return bytes(target)

    def readall(self) -> bytes:
        """Return all the rest."""
        return self.read()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        buffer = bytearray(min(CHUNK, self._todo.left))
        size = self.readinto(buffer)
        if not size:
            raise StopIteration
        del buffer[size:]
        return bytes(buffer)

    def close(self) -> None:
        """Give the connection back, or close it when bytes are left; never raises, may be called again."""
        if not self.closed:
            self._source.close()
            super().close()

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("this body is closed")

    def __enter__(self) -> Self:
        self._check_open()
        return self

    def __del__(self) -> None:
        # One whose __init__ failed has no _todo; one that was read to its end holds nothing. Closing is left to the
        # source, which knows when it can: garbage is collected at any time, in the middle of anything.
        todo = getattr(self, "_todo", None)
        if todo is not None and todo.left and not self.closed:
            warnings.warn(f"unclosed {self!r}", ResourceWarning, stacklevel=2, source=self)

    def __repr__(self) -> str:
        return f"<ObjectBody {self.info.bucket}/{self.info.key}, {self._todo.left} bytes to come>"


class AsyncObjectBody:
    """An open object, read async; the words are those of `ObjectBody`.

    async with client.get_object("bucket", "key") as body:
        async for chunk in body: ...
        data = await body.read()
    """

    def __init__(self, info: ObjectInfo, source: AsyncByteSource) -> None:
        self.info = info
        """The object's properties."""
        self.closed = False
        """Whether `aclose` was called."""
        self._source = source
        self._todo = _Countdown(info)

    async def readinto(self, buffer: Buffer, /) -> int:
        """Fill the front of `buffer` with what is there; return how much, 0 at the end.

        Raises `IncompleteBody`, `ConnectionFailed` or `TimedOut` when the body breaks off.
        """
        self._check_open()
        with _writable(buffer) as view:
            room = self._todo.room(len(view))
            size = self._todo.arrived(await self._source.readinto(view[:room]), of=room) if room else 0
        await self._finish()
        return size

    async def _finish(self) -> None:
        """See the end once all bytes were read: only then does the connection go back to be used again."""
        if self._todo.ends_now():
            _at_its_end(await self._source.readinto(memoryview(bytearray(1))))
            await self._source.aclose()

    async def read(self, size: int | None = -1, /) -> bytes:
        """Return `size` bytes, fewer only at the end; all the rest when it is negative or None."""
        self._check_open()
        wanted = self._todo.room(-1 if size is None else size)
        target, at = bytearray(min(wanted, FIRST)), 0
        while at < wanted:
            if at == len(target):
                grow(target, wanted)
            with memoryview(target) as view:
                at += await self.readinto(view[at:])
        await self._finish()
        return bytes(target)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        buffer = bytearray(min(CHUNK, self._todo.left))
        size = await self.readinto(buffer)
        if not size:
            raise StopAsyncIteration
        del buffer[size:]
        return bytes(buffer)

    async def aclose(self) -> None:
        """Give the connection back, or close it when bytes are left; never raises, may be called again."""
        if not self.closed:
            self.closed = True
            await self._source.aclose()

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("this body is closed")

    async def __aenter__(self) -> Self:
        self._check_open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __del__(self) -> None:
        todo = getattr(self, "_todo", None)
        if todo is not None and todo.left and not self.closed:
            warnings.warn(f"unclosed {self!r}", ResourceWarning, stacklevel=2, source=self)

    def __repr__(self) -> str:
        return f"<AsyncObjectBody {self.info.bucket}/{self.info.key}, {self._todo.left} bytes to come>"
