"""The open body of an object: bytes as they arrive, from any `ByteSource`.

Contract: the bytes are those of the stored object; no Content-Encoding is undone. The connection returns to the pool
after the last byte, on `close`, or after collection with a `ResourceWarning`. After a failed or interrupted read the
body stays failed: its position is unknown. Memory is bound by the bytes that arrived, not by the declared length.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol

from tigris_http._annotations import Buffer, Self
from tigris_http._archive.buffers import RECEIVE_SIZE
from tigris_http._unmade import shown
from tigris_http._wire.checksums import Check
from tigris_http._wire.http import AsyncByteSource, ByteSource
from tigris_http._wire.lost_responses import BROKEN_BODY
from tigris_http.errors import ConnectionFailed, IncompleteBody, TigrisError, TimedOut, place
from tigris_http.operations.objects._countdown import Countdown, check_end, verify_checksum, writable
from tigris_http.operations.objects._object_info import ObjectInfo
from tigris_http.operations.objects._read_only import Forward, lines_of

CHUNK = 64 * 1024
"""The most bytes that one step of an iteration yields."""


class Resumes(Protocol):
    """Opens the rest of a body that broke."""

    @property
    def resumed(self) -> int:
        """How many times it did."""
        ...

    def source(self, broke: TigrisError, left: int) -> ByteSource:
        """Return a source of the last `left` bytes; raise `broke` if there can be none."""
        ...

    def ended(self) -> None:
        """Note that all bytes arrived."""
        ...


class AsyncResumes(Protocol):
    """The async twin of `Resumes`."""

    @property
    def resumed(self) -> int:
        """How many times it did."""
        ...

    async def source(self, broke: TigrisError, left: int) -> AsyncByteSource: ...

    def ended(self) -> None: ...


class _Body(Forward):
    closed: Any  # a file has a property, its async twin an attribute

    def __init__(self, info: ObjectInfo, check: Check | None) -> None:
        self.info = info
        """The object's properties."""
        self._todo = Countdown(info)
        self._check = check
        self._resumption: Any = None

    @property
    def checked_by(self) -> str | None:
        """Algorithm of the checksum that the bytes are checked against; None for no check."""
        return None if self._check is None else self._check.algorithm

    @property
    def resumed(self) -> int:
        """Number of times the body was resumed after a break."""
        return 0 if self._resumption is None else self._resumption.resumed

    def tell_end(self, tell: Callable[[BaseException | None], None]) -> None:
        """Call `tell` when the body was read, failed or was closed: with the error, or None. Perhaps repeatedly."""
        self._todo.tell = tell

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("this body is closed: read it inside its with statement, or open the object again")
        self._todo.check()

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("an open body can be neither pickled nor copied: read it, or open the object again")

    def __del__(self) -> None:
        # A body whose __init__ failed has no _todo. One that was read to its end, or failed, holds nothing. The source
        # closes itself, since it knows when it can: garbage is collected at any time.
        todo = getattr(self, "_todo", None)
        if todo is not None and todo.is_under_way and not self.closed:
            warnings.warn(f"unclosed {self!r}", ResourceWarning, stacklevel=2, source=self)

    @shown
    def __repr__(self) -> str:
        return f"<{type(self).__name__}{place(self.info.bucket, self.info.key)}, {self._todo}>"


class ObjectBody(_Body, io.RawIOBase):  # pyright: ignore[reportIncompatibleMethodOverride]  # `closed`
    """An open object: a raw binary file with `info`.

    Iteration yields chunks as they arrive, up to 64 KiB; `readinto` saves a copy. For lines wrap it in
    `io.BufferedReader` or `io.TextIOWrapper`. One thread reads it at a time.
    """

    _source: ByteSource
    _resumption: Resumes | None

    def __init__(self, info: ObjectInfo, source: ByteSource, check: Check | None = None) -> None:
        super().__init__(info, check)
        self._source = source

    def resume_with(self, resumption: Resumes) -> None:
        """Continue after a break with the sources that `resumption` opens."""
        self._resumption = resumption

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill the front of `buffer`; return the number of bytes, 0 at the end.

        Raises `IncompleteBody`, `ConnectionFailed` or `TimedOut` if the body broke off and cannot be resumed,
        `ObjectChanged` if the object was replaced meanwhile, and `CorruptBody`, in place of the last bytes, for a wrong
        checksum.
        """
        self._check_open()
        with writable(buffer) as view:
            return self._fill(view[: self._todo.room(len(view))])

    def _fill(self, room: memoryview) -> int:
        try:
            size = self._receive(room) if room else 0
            if self._check is not None:
                self._check.update(room[:size])
            self._finish()
        except BaseException as error:
            self._fail(error)
            raise
        return size

    def _receive(self, room: memoryview) -> int:
        while True:
            try:
                return self._todo.arrived(self._source.readinto(room), of=len(room))
            except BROKEN_BODY as error:
                if self._resumption is None:
                    raise
                # Without the connection: nothing is held while it waits.
                self._source.close()
                self._source = self._resumption.source(error, self._todo.left)

    def _fail(self, error: BaseException) -> None:
        self._todo.fail(error)
        self._source.close()

    def _finish(self) -> None:
        """Read the end: only then can the connection be used again."""
        if self._todo.must_end:
            check_end(self._beyond())
            verify_checksum(self.info, self._check)
            self._source.close()
            self._todo.end()

    def _beyond(self) -> int:
        resumption = self._resumption
        try:
            # A source that has released its connection has no end to read.
            size = 0 if self._source.remaining == 0 else self._source.readinto(memoryview(bytearray(1)))
        except (ConnectionFailed, TimedOut, IncompleteBody):
            if resumption is None:
                raise
            size = 0  # it broke, but nothing is missing
        if resumption is not None:
            resumption.ended()
        return size

    def read(self, size: int | None = -1, /) -> bytes:
        """Return `size` bytes, fewer only at the end; all the rest if it is negative or None."""
        self._check_open()
        wanted = self._todo.room(-1 if size is None else size)
        if not wanted:
            self._finish()
            return b""
        gathered, piece = io.BytesIO(), memoryview(bytearray(min(wanted, RECEIVE_SIZE)))
        try:
            while True:
                size = self._fill(piece[:wanted])
                if size == wanted and not gathered.tell():
                    return bytes(piece[:size])
                gathered.write(piece[:size])
                wanted -= size
                if not (wanted and size):
                    return gathered.getvalue()
        except BaseException as error:
            self._fail(error)  # the bytes read before are lost with it
            raise

    def readall(self) -> bytes:
        return self.read()

    def readlines(self, hint: int | None = -1, /) -> list[bytes]:
        """Return the rest in lines; with `hint`, as many as have that many bytes."""
        return lines_of(self, hint)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        buffer = bytearray(min(CHUNK, self._todo.left))
        size = self.readinto(buffer)
        if not size:
            raise StopIteration
        return bytes(memoryview(buffer)[:size])

    def close(self) -> None:
        """Return the connection, or close it if bytes are left. Does not raise. May be called again."""
        if not self.closed:
            todo = getattr(self, "_todo", None)
            if todo is not None and not todo.closed:
                self._source.close()
                todo.leave()
            super().close()

    def __enter__(self) -> Self:
        self._check_open()
        return self


class AsyncObjectBody(_Body):
    """The async twin of `ObjectBody`. One task reads it at a time.

    async with client.get_object("bucket", "key") as body:
        async for chunk in body: ...
        data = await body.read()
    """

    _source: AsyncByteSource
    _resumption: AsyncResumes | None

    closed = False
    """True after `aclose`."""

    def __init__(self, info: ObjectInfo, source: AsyncByteSource, check: Check | None = None) -> None:
        super().__init__(info, check)
        self._source = source

    def resume_with(self, resumption: AsyncResumes) -> None:
        self._resumption = resumption

    async def readinto(self, buffer: Buffer, /) -> int:
        """See `ObjectBody.readinto`."""
        self._check_open()
        with writable(buffer) as view:
            return await self._fill(view[: self._todo.room(len(view))])

    async def _fill(self, room: memoryview) -> int:
        try:
            size = await self._receive(room) if room else 0
            if self._check is not None:
                self._check.update(room[:size])
            await self._finish()
        except BaseException as error:
            await self._fail(error)
            raise
        return size

    async def _receive(self, room: memoryview) -> int:
        while True:
            try:
                return self._todo.arrived(await self._source.readinto(room), of=len(room))
            except BROKEN_BODY as error:
                if self._resumption is None:
                    raise
                # Without the connection: nothing is held while it waits.
                await self._source.aclose()
                self._source = await self._resumption.source(error, self._todo.left)

    async def _fail(self, error: BaseException) -> None:
        self._todo.fail(error)
        await self._source.aclose()

    async def _finish(self) -> None:
        if self._todo.must_end:
            check_end(await self._beyond())
            verify_checksum(self.info, self._check)
            await self._source.aclose()
            self._todo.end()

    async def _beyond(self) -> int:
        resumption = self._resumption
        try:
            # A source that has released its connection has no end to read.
            size = 0 if self._source.remaining == 0 else await self._source.readinto(memoryview(bytearray(1)))
        except (ConnectionFailed, TimedOut, IncompleteBody):
            if resumption is None:
                raise
            size = 0  # it broke, but nothing is missing
        if resumption is not None:
            resumption.ended()
        return size

    async def read(self, size: int | None = -1, /) -> bytes:
        """See `ObjectBody.read`."""
        self._check_open()
        wanted = self._todo.room(-1 if size is None else size)
        if not wanted:
            await self._finish()
            return b""
        gathered, piece = io.BytesIO(), memoryview(bytearray(min(wanted, RECEIVE_SIZE)))
        try:
            while True:
                size = await self._fill(piece[:wanted])
                if size == wanted and not gathered.tell():
                    return bytes(piece[:size])
                gathered.write(piece[:size])
                wanted -= size
                if not (wanted and size):
                    return gathered.getvalue()
        except BaseException as error:
            await self._fail(error)  # the bytes read before are lost with it
            raise

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        buffer = bytearray(min(CHUNK, self._todo.left))
        size = await self.readinto(buffer)
        if not size:
            raise StopAsyncIteration
        return bytes(memoryview(buffer)[:size])

    async def aclose(self) -> None:
        """See `ObjectBody.close`."""
        if not self.closed:
            self.closed = True
            todo = getattr(self, "_todo", None)
            if todo is not None and not todo.closed:
                await self._source.aclose()
                todo.leave()

    async def __aenter__(self) -> Self:
        self._check_open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
