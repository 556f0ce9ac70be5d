"""The requests of open files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, NamedTuple

from tigris_http.errors import PreconditionFailed, TigrisError
from tigris_http.fsspec.failures import as_os_error, exists_already

if TYPE_CHECKING:
    from tigris_http.transfers import AsyncObjectWriter

Info = dict[str, Any]


class Access(NamedTuple):
    """Coroutine functions of a file system."""

    begin_reading: Callable[[str, int, str | None], Coroutine[Any, Any, tuple[Info, bytes]]]
    """Return the properties of an object, and its bytes if they are few."""
    read_span: Callable[[str, int, int, str | None, str | None], Coroutine[Any, Any, bytes]]
    """Return bytes of the object that has an entity tag."""
    begin_writing: Callable[[str, str], Coroutine[Any, Any, Info | None]]
    """Check that a file can be written in a mode. Return the properties of the object to append to."""
    target: Callable[[str, str, Info | None, dict[str, Any]], Coroutine[Any, Any, Target]]
    """Begin to write: an object, with the contents of that to append to."""


def etag_of(info: Info) -> str | None:
    """Return the entity tag in the properties of a file, without quotes."""
    return (info.get("ETag") or "").strip('"') or None


def base_mode(mode: str) -> str:
    """Return the mode for a base class of fsspec. Those of older versions refuse `xb`."""
    return "wb" if mode == "xb" else mode


class Target:
    """An object that is written, one call at a time.

    A call that an interrupt ends may take a while. The next call, such as `abort`, waits for its end.
    """

    def __init__(self, writer: AsyncObjectWriter, path: str, mode: str) -> None:
        self._writer, self._path, self._mode = writer, path, mode
        self._lock = asyncio.Lock()

    async def write(self, data: bytes) -> None:
        """Take bytes."""
        async with self._lock:
            try:
                await self._writer.write(data)
            except TigrisError as error:
                raise as_os_error(error, self._path) from error

    async def store(self) -> None:
        """Store the object."""
        async with self._lock:
            try:
                await self._writer.close()
            except PreconditionFailed as error:
                if self._mode == "xb":
                    raise exists_already(error, self._path) from error
                raise as_os_error(error, self._path) from error
            except TigrisError as error:
                raise as_os_error(error, self._path) from error

    async def abort(self) -> None:
        """Store nothing."""
        async with self._lock:
            try:
                await self._writer.abort()
            except TigrisError as error:
                raise as_os_error(error, self._path) from error
