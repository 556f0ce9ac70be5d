"""An object as a file that seeks: for zip archives, Parquet and other formats with random access.

    with client.open_object("photos", "2024.zip") as file, zipfile.ZipFile(file) as archive:
        picture = archive.read("march/17.jpg")      # fetches the directory and this member only

Contract: a file has a position and runs the steps of `read_ahead`. Nothing is open between two calls, so files may be
forked, pickled and forgotten.

Reference: GetObject with `Range` and `If-Match` (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html).
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

from tigris_http._annotations import Buffer, Self
from tigris_http._download.perform import AsyncPerformer, AsyncStepClient, Performer, StepClient
from tigris_http._download.read_ahead import Reading, opened
from tigris_http._unmade import shown
from tigris_http.errors import place
from tigris_http.operations.objects._object_info import ObjectInfo
from tigris_http.operations.objects._read_only import ReadOnly
from tigris_http.operations.objects.reads import OpenObject

__all__ = ["AsyncObjectFile", "ObjectFile"]

_FIRST_OF_LINE = 256
"""Bytes in which the end of a line is first looked for."""
FileT = TypeVar("FileT", "ObjectFile", "AsyncObjectFile")
ClientT = TypeVar("ClientT")


def _sought(position: int, size: int, offset: int, whence: int) -> int:
    """Return the position after a seek, perhaps after the end."""
    if whence not in (os.SEEK_SET, os.SEEK_CUR, os.SEEK_END):
        raise ValueError(f"whence must be 0, 1 or 2, not {whence!r}")
    base = {os.SEEK_SET: 0, os.SEEK_CUR: position, os.SEEK_END: size}[whence]
    if base + offset < 0:
        raise ValueError(f"there is no position {base + offset}")
    return base + offset


def _shown(file: ObjectFile | AsyncObjectFile) -> str:
    info = file.info
    return f"<{type(file).__name__}{place(info.bucket, info.key)}, {info.size} bytes>"


class ObjectFile(ReadOnly, io.RawIOBase):
    """An object with random access: a raw binary file that seeks, with `info` and `size`.

        with client.open_object("bucket", "key") as file:
            file.seek(-8, os.SEEK_END)
            footer = file.read(8)               # exactly 8 bytes, fewer only at the end

    Reads fetch ranges and some bytes after them: 128 KiB at an unforeseen position, twice as much each time that a read
    follows the last one, up to `read_ahead`. A larger read goes straight into the caller's memory. An object up to 128
    KiB is fetched once, when it is opened. All ranges are of the version that was opened: if the object is replaced or
    deleted, reads of other ranges raise `ObjectChanged`.

    A failed read leaves the position unchanged, and may be repeated. One thread reads a file at a time. A file pickles
    with its client and position, and works in a forked child. Iteration yields lines.
    """

    _noun = "file"

    def __init__(self, client: StepClient, reading: Reading, position: int = 0) -> None:
        self._client, self._reading, self._position = client, reading, position

    @classmethod
    def of(cls, client: StepClient, options: OpenObject) -> Self:
        return cls(client, Performer(client).run(opened(options)))

    @property
    def info(self) -> ObjectInfo:
        """The object's properties, as of when it was opened."""
        return self._reading.info

    @property
    def size(self) -> int:
        """Bytes of the object."""
        return self._reading.info.size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        self._check_open()
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a position, perhaps after the end, and return it. Sends nothing."""
        self._check_open()
        self._position = _sought(self._position, self.size, offset, whence)
        return self._position

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill `buffer`, or as much as there is before the end; return the number of bytes, 0 at the end."""
        self._check_open()
        with memoryview(buffer) as view, view.cast("B") as target:
            count = Performer(self._client).run(self._reading.fill(self._position, target))
        self._position += count
        return count

    def read(self, size: int | None = -1, /) -> bytes:
        """Return `size` bytes, fewer only at the end; all the rest if it is negative or None."""
        self._check_open()
        wanted = self.size if size is None or size < 0 else size
        data = Performer(self._client).run(self._reading.read(self._position, wanted))
        self._position += len(data)
        return data

    def readall(self) -> bytes:
        """Return all the rest."""
        return self.read()

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return the next line with its end, or at most `size` bytes of it."""
        self._check_open()
        left = self.size if size is None or size < 0 else size
        line, at, most = b"", self._position, _FIRST_OF_LINE
        while left:
            piece = Performer(self._client).run(self._reading.read(at, min(left, most)))
            end = piece.find(b"\n") + 1
            line += piece[:end] if end else piece
            if end or not piece:
                break
            at, left, most = at + len(piece), left - len(piece), 2 * most
        self._position += len(line)
        return line

    def close(self) -> None:
        """Release the held bytes. May be called again."""
        reading = getattr(self, "_reading", None)  # one whose __init__ failed has none
        if reading is not None:
            reading.forget()
        super().close()

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("this file is closed: read it inside its with statement, or open the object again")

    def __enter__(self) -> Self:
        self._check_open()
        return self

    def __reduce__(self) -> tuple[object, ...]:
        self._check_open()
        return _again, (type(self), self._client, self._reading.options, self.info, self._position)

    @shown
    def __repr__(self) -> str:
        return _shown(self)


class AsyncObjectFile(ReadOnly):
    """The async twin of `ObjectFile`: `await` its reads. `seek` and `tell` are plain methods.

    async with client.open_object("bucket", "key") as file:
        file.seek(-8, os.SEEK_END)
        footer = await file.read(8)
    """

    _noun = "file"

    def __init__(self, client: AsyncStepClient, reading: Reading, position: int = 0) -> None:
        self._client, self._reading, self._position = client, reading, position
        self.closed = False
        """Whether `aclose` was called."""

    @classmethod
    async def of(cls, client: AsyncStepClient, options: OpenObject) -> Self:
        return cls(client, await AsyncPerformer(client).run(opened(options)))

    @property
    def info(self) -> ObjectInfo:
        """The object's properties, as of when it was opened."""
        return self._reading.info

    @property
    def size(self) -> int:
        """Bytes of the object."""
        return self._reading.info.size

    def tell(self) -> int:
        self._check_open()
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """See `ObjectFile.seek`."""
        self._check_open()
        self._position = _sought(self._position, self.size, offset, whence)
        return self._position

    async def readinto(self, buffer: Buffer, /) -> int:
        """See `ObjectFile.readinto`."""
        self._check_open()
        with memoryview(buffer) as view, view.cast("B") as target:
            count = await AsyncPerformer(self._client).run(self._reading.fill(self._position, target))
        self._position += count
        return count

    async def read(self, size: int | None = -1, /) -> bytes:
        """See `ObjectFile.read`."""
        self._check_open()
        wanted = self.size if size is None or size < 0 else size
        data = await AsyncPerformer(self._client).run(self._reading.read(self._position, wanted))
        self._position += len(data)
        return data

    async def readall(self) -> bytes:
        """Return all the rest."""
        return await self.read()

    async def aclose(self) -> None:
        """See `ObjectFile.close`."""
        self.closed = True
        if hasattr(self, "_reading"):
            self._reading.forget()

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("this file is closed: read it inside its with statement, or open the object again")

    async def __aenter__(self) -> Self:
        self._check_open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __reduce__(self) -> tuple[object, ...]:
        self._check_open()
        return _again, (type(self), self._client, self._reading.options, self.info, self._position)

    @shown
    def __repr__(self) -> str:
        return _shown(self)


def _again(
    make: Callable[[ClientT, Reading, int], FileT],
    client: ClientT,
    options: OpenObject,
    info: ObjectInfo,
    position: int,
) -> FileT:
    """Return a file of the same object at the same position. Sends nothing."""
    return make(client, Reading(options, info), position)
