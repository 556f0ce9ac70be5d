"""The requests of open files."""

from __future__ import annotations

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
    writer: Callable[[str, str, Info | None, dict[str, Any]], Coroutine[Any, Any, AsyncObjectWriter]]
    """Return a writer, which begins with the contents of the object to append to."""


def etag_of(info: Info) -> str | None:
    """Return the entity tag in the properties of a file, without quotes."""
    return (info.get("ETag") or "").strip('"') or None


async def written(writer: AsyncObjectWriter, data: memoryview, path: str) -> None:
    """Write bytes."""
    try:
        await writer.write(data)
    except TigrisError as error:
        raise as_os_error(error, path) from error


async def stored(writer: AsyncObjectWriter, path: str, mode: str) -> None:
    """Store the object."""
    try:
        await writer.close()
    except PreconditionFailed as error:
        if mode == "xb":
            raise exists_already(error, path) from error
        raise as_os_error(error, path) from error
    except TigrisError as error:
        raise as_os_error(error, path) from error


async def aborted(writer: AsyncObjectWriter, path: str) -> None:
    """Store nothing."""
    try:
        await writer.abort()
    except TigrisError as error:
        raise as_os_error(error, path) from error
