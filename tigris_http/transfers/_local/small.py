"""Small files that arrive whole."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Final

from tigris_http.transfers._local.target import name_in

_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def write(path: str, content: memoryview, *, mtime: int | None, fsync: bool) -> None:
    """Write a file through a temporary one beside it. After an error there is neither, and an old file stays.

    `mtime` is in nanoseconds since the epoch.
    """
    folder = path[: path.rfind(os.sep) + 1]  # quicker than `dirname`: this is done for each file of a tree
    temporary = f"{folder}.tigris-{os.urandom(8).hex()}.tmp"
    try:
        number = os.open(temporary, _FLAGS, 0o666)
        try:
            while content.nbytes:
                content = content[os.write(number, content) :]
            if fsync:
                os.fsync(number)
        finally:
            os.close(number)
        if mtime is not None:
            # A time that the file system cannot hold is left out.
            with suppress(OverflowError, OSError):
                os.utime(temporary, ns=(mtime, mtime))
        os.replace(temporary, path)
    except BaseException as error:
        with suppress(OSError):  # the first error counts
            os.unlink(temporary)
        if isinstance(error, OSError):
            name_in(error, path)
        raise
    if fsync:
        sync(folder)


def sync(folder: str) -> None:
    """Have the entries of a directory on the disk, on systems that can."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
