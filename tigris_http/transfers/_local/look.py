"""Looks at local files, to compare them with objects."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tigris_http.transfers._trees.compare import etag_of, part_sizes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tigris_http.transfers.options import TransferOptions


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


def has_etag(path: str, size: int, etag: str | None, options: TransferOptions) -> bool:
    """Return whether a file has this entity tag, for a part size that clients use. Reads the file."""
    if etag is None:
        return False
    candidates = (*([options.part_size] if options.part_size else []), *part_sizes(size, etag))
    with open(path, "rb", buffering=0) as file:

        def read(start: int, length: int) -> bytes:
            file.seek(start)
            return file.read(length) or b""

        return etag_of(read, size, etag, candidates)
