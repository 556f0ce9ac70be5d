"""An object as a file that seeks: for zip archives, Parquet, and whatever else reads here and there.

    with client.open_object("photos", "2024.zip") as file, zipfile.ZipFile(file) as archive:
        picture = archive.read("march/17.jpg")      # the directory and this one member are fetched, nothing else

Contract: `ObjectFile` and `AsyncObjectFile` know a position and do the steps of `_read_ahead`. Between two calls
nothing is open, so that files may be forked, pickled and forgotten. One file is read by one thread or task at a time.

Reference: GetObject with `Range` and `If-Match` (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html).
"""

from __future__ import annotations

import io
import os
from types import TracebackType
from typing import Any, Protocol

from tigris_http._annotations import Buffer, Self
from tigris_http._download.read_ahead import Reading, opened
from tigris_http._download.run_steps import run_steps, run_steps_async
from tigris_http.operations._base import StreamOperation
from tigris_http.operations.objects._object_info import ObjectInfo
from tigris_http.operations.objects.reads import OpenObject

__all__ = ["AsyncObjectFile", "ObjectFile"]


class Streams(Protocol):
    """What is needed of a blocking client."""

    def stream(self, operation: StreamOperation[Any, Any], /) -> Any:  # noqa: ANN401  # of any operation
        """Open a reply."""
        ...


class AsyncStreams(Protocol):
    """What is needed of an async client."""

    async def opening(self, operation: StreamOperation[Any, Any], /) -> Any:  # noqa: ANN401
        """Open a reply."""
        ...


def _sought(position: int, size: int, offset: int, whence: int) -> int:
    """Return the position that a seek leads to, which may lie behind the end."""
    if whence not in (os.SEEK_SET, os.SEEK_CUR, os.SEEK_END):
        raise ValueError(f"whence must be 0, 1 or 2, not {whence!r}")
    base = {os.SEEK_SET: 0, os.SEEK_CUR: position, os.SEEK_END: size}[whence]
    if base + offset < 0:
        raise ValueError(f"there is no position {base + offset}")
    return base + offset


def _shown(file: ObjectFile | AsyncObjectFile) -> str:
    info = file.info
    return f"<{type(file).__name__} {info.bucket}/{info.key}, {info.size} bytes>"


class ObjectFile(io.RawIOBase):
    """An object that is read here and there: a raw binary file that seeks, with `info` and `size`.

        with client.open_object("bucket", "key") as file:
            file.seek(-8, os.SEEK_END)
            footer = file.read(8)               # exactly 8 bytes, fewer only at the end

    What is read is fetched by ranged GETs, with some of what follows: 128 KiB at a place nobody could foresee, twice as
    much each time where one read goes on behind the last, up to `read_ahead`; what was asked for at once and is larger
    is received where it is wanted. An object up to 128 KiB is fetched once, when it is opened. All of it is of the
    version that was opened: where the object is replaced or deleted, what was not fetched yet is `ObjectChanged`.

    A read that failed leaves the position where it was, and may be tried again. One thread reads at a time: give each
    a file of its own. It pickles, with its client and position, and goes on in a forked child. For lines wrap it in
    `io.BufferedReader` or `io.TextIOWrapper`.
    """

    def __init__(self, client: Streams, reading: Reading, position: int = 0) -> None:
        self._client, self._reading, self._position = client, reading, position

    @classmethod
    def of(cls, client: Streams, wish: OpenObject) -> Self:
        """Send the first request; return the open file."""
        return cls(client, run_steps(opened(wish), client.stream))

    @property
    def info(self) -> ObjectInfo:
        """The object's properties, as of when it was opened."""
        return self._reading.info

    @property
    def size(self) -> int:
        """Bytes of the object."""
        return self._reading.info.size

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position."""
        self._check_open()
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a position, also behind the end, and return it; nothing is sent."""
        self._check_open()
        self._position = _sought(self._position, self.size, offset, whence)
        return self._position

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill `buffer`, wholly unless the end comes first; return how many bytes, 0 at the end."""
        self._check_open()
        with memoryview(buffer) as view, view.cast("B") as target:
            count: int = run_steps(self._reading.fill(self._position, target), self._client.stream)
        self._position += count
        return count

    def read(self, size: int | None = -1, /) -> bytes:
        """Return `size` bytes, fewer only at the end; all the rest when it is negative or None."""
        self._check_open()
        wanted = self.size if size is None or size < 0 else size
        data: bytes = run_steps(self._reading.read(self._position, wanted), self._client.stream)
        self._position += len(data)
        return data

    def readall(self) -> bytes:
        """Return all the rest."""
        return self.read()

    def close(self) -> None:
        """Let go of what is held; may be called again."""
        reading = getattr(self, "_reading", None)  # one whose __init__ failed has none
        if reading is not None:
            reading.forget()
        super().close()

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("this file is closed")

    def __enter__(self) -> Self:
        self._check_open()
        return self

    def __reduce__(self) -> tuple[object, ...]:
        self._check_open()
        return _again, (type(self), self._client, self._reading.wish, self.info, self._position)

    def __repr__(self) -> str:
        return _shown(self)


class AsyncObjectFile:
    """The async twin of `ObjectFile`: `await` what reads; `seek` and `tell` need no waiting.

    async with client.open_object("bucket", "key") as file:
        file.seek(-8, os.SEEK_END)
        footer = await file.read(8)
    """

    def __init__(self, client: AsyncStreams, reading: Reading, position: int = 0) -> None:
        self._client, self._reading, self._position = client, reading, position
        self.closed = False
        """Whether `aclose` was called."""

    @classmethod
    async def of(cls, client: AsyncStreams, wish: OpenObject) -> Self:
        """Send the first request; return the open file."""
        return cls(client, await run_steps_async(opened(wish), client.opening))

    @property
    def info(self) -> ObjectInfo:
        """The object's properties, as of when it was opened."""
        return self._reading.info

    @property
    def size(self) -> int:
        """Bytes of the object."""
        return self._reading.info.size

    def tell(self) -> int:
        """Return the position."""
        self._check_open()
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a position, also behind the end, and return it; nothing is sent."""
        self._check_open()
        self._position = _sought(self._position, self.size, offset, whence)
        return self._position

    async def readinto(self, buffer: Buffer, /) -> int:
        """Fill `buffer`, wholly unless the end comes first; return how many bytes, 0 at the end."""
        self._check_open()
        with memoryview(buffer) as view, view.cast("B") as target:
            count: int = await run_steps_async(self._reading.fill(self._position, target), self._client.opening)
        self._position += count
        return count

    async def read(self, size: int | None = -1, /) -> bytes:
        """Return `size` bytes, fewer only at the end; all the rest when it is negative or None."""
        self._check_open()
        wanted = self.size if size is None or size < 0 else size
        data: bytes = await run_steps_async(self._reading.read(self._position, wanted), self._client.opening)
        self._position += len(data)
        return data

    async def readall(self) -> bytes:
        """Return all the rest."""
        return await self.read()

    async def aclose(self) -> None:
        """Let go of what is held; may be called again."""
        self.closed = True
        self._reading.forget()

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("this file is closed")

    async def __aenter__(self) -> Self:
        self._check_open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __reduce__(self) -> tuple[object, ...]:
        self._check_open()
        return _again, (type(self), self._client, self._reading.wish, self.info, self._position)

    def __repr__(self) -> str:
        return _shown(self)


def _again(
    kind: type[Any],
    client: object,
    wish: OpenObject,
    info: ObjectInfo,
    position: int,
) -> ObjectFile | AsyncObjectFile:
    """Return a file that goes on with another one's object, from its position; nothing is sent for that."""
    file: ObjectFile | AsyncObjectFile = kind(client, Reading(wish, info), position)
    return file
