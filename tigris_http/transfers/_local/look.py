"""Looks at local files, to compare them with objects."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

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


def looked(paths: Sequence[str]) -> list[Local | None]:
    """Return the regular files among `paths`, None for all else. Follows no link."""
    found: list[Local | None] = []
    for path in paths:
        try:
            status = os.lstat(path)
        except (OSError, ValueError):
            found.append(None)
            continue
        found.append(Local(status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None)
    return found


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
