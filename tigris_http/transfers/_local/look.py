"""Looks at local files, to compare them with objects."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from tigris_http._core.steps import call
from tigris_http.transfers._trees.compare import part_sizes, tag_check

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from typing import BinaryIO

    from tigris_http._core.steps import Steps
    from tigris_http.transfers.options import TransferOptions

_AT_ONCE: Final = 8
"""Blocks that are read and hashed in one step. A cancellation waits for them."""


@dataclass(frozen=True, slots=True)
class Local:
    """A regular file."""

    size: int
    mtime: int
    """Nanoseconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A file system entry that no file replaces."""

    reason: str
    may_go: bool = False
    """True if deletions below the target can remove it."""


_ABOVE: Final = Obstacle("a file is in the place of a directory above it", may_go=True)
_DIRECTORY: Final = Obstacle("a directory is in the place of the file", may_go=True)
_LINK: Final = Obstacle("a link to a directory is in the place of the file")
_DEVICE: Final = Obstacle("a device, pipe or socket is in the place of the file")


def looked(paths: Sequence[str]) -> list[Local | Obstacle | None]:
    """Return what is in the place of each file: a regular file, an obstacle, or None for nothing and for a link."""
    return [_look(path) for path in paths]


def _look(path: str) -> Local | Obstacle | None:
    try:
        status = os.lstat(path)
    except NotADirectoryError:
        return _ABOVE
    except (OSError, ValueError):
        return None
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return Local(status.st_size, status.st_mtime_ns)
    if stat.S_ISLNK(mode):
        return _LINK if os.path.isdir(path) else None
    return _DIRECTORY if stat.S_ISDIR(mode) else _DEVICE


def has_etag(path: str, size: int, etag: str | None, options: TransferOptions) -> Steps[bool]:
    """Return whether a file has this entity tag, for a part size that clients use. Reads the file."""
    if etag is None:
        return False
    file = cast("BinaryIO", (yield from call(partial(open, path, "rb", buffering=0))))
    with file:

        def read(start: int, length: int) -> bytes:
            file.seek(start)
            return file.read(length) or b""

        candidates = (*([options.part_size] if options.part_size else []), *part_sizes(size, etag))
        check = tag_check(read, size, etag, candidates)
        while (found := (yield from call(partial(_some, check)))) is None:
            continue
        return found


def _some(check: Generator[None, None, bool]) -> bool | None:
    """Read on; return the result at the end."""
    for _ in range(_AT_ONCE):
        try:
            next(check)
        except StopIteration as end:
            return bool(end.value)
    return None
