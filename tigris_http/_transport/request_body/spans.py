"""Position and end of a file, by its own account, which may be wrong.

Contract: a file that cannot seek is never moved. A file that moved and does not return is an error.
"""

from __future__ import annotations

import os
from typing import BinaryIO, Final, cast

_NO_SEEKING: Final = (OSError, ValueError, TypeError, AttributeError, NotImplementedError)
"""Errors of files that cannot seek. Other problems show again when the file is read."""


def span_of(file: BinaryIO) -> tuple[int, int] | None:
    """Return position and end of a file, None if it cannot seek. Its position stays."""
    try:
        seekable = getattr(file, "seekable", None)
        if seekable is None or not seekable():
            return None
        start = file.tell()
    except _NO_SEEKING:
        return None
    try:
        # By seeking, not fstat: the file object may be a part, a decompressor or a buffer in memory.
        end = end_of(file)
    except _NO_SEEKING:
        if file.tell() == start:
            return None
        end = None
    seek_to(file, start)
    return None if end is None else (start, end)


def end_of(file: BinaryIO) -> int:
    # Wrappers and older file objects return None.
    found = cast("object", file.seek(0, os.SEEK_END))
    return found if isinstance(found, int) else file.tell()


def seek_to(file: BinaryIO, start: int) -> None:
    found = cast("object", file.seek(start))
    if found != start and file.tell() != start:
        raise ValueError("body is a file that does not go back to its position: read it and pass its bytes")
