"""Where a file stands and where it ends, by its own account, which may be untrue.

Contract: a file that cannot seek is never moved. One that was moved and does not go back is an error.
"""

from __future__ import annotations

import os
from typing import BinaryIO, Final, cast

_NO_SEEKING: Final = (OSError, ValueError, TypeError, AttributeError, NotImplementedError)
"""Errors of files that cannot seek, or not in this way. Any other trouble comes back when the file is read."""


def span_of(file: BinaryIO) -> tuple[int, int] | None:
    """Return where a file stands and ends by its own account, None if it cannot seek. It is left where it stands."""
    try:
        seekable = getattr(file, "seekable", None)
        if seekable is None or not seekable():
            return None
        start = file.tell()
    except _NO_SEEKING:
        return None
    try:
        # Asked by seeking, not by fstat: a file object may be a part, a decompressor or a buffer in memory.
        end = end_of(file)
    except _NO_SEEKING:
        if file.tell() == start:
            return None
        end = None
    seek_to(file, start)
    return None if end is None else (start, end)


def end_of(file: BinaryIO) -> int:
    """Return where a file ends, and leave it there."""
    # Wrappers and older file objects return None.
    found = cast("object", file.seek(0, os.SEEK_END))
    return found if isinstance(found, int) else file.tell()


def seek_to(file: BinaryIO, start: int) -> None:
    """Move a file back to where it stood; raise `ValueError` if it does not go."""
    found = cast("object", file.seek(start))
    if found != start and file.tell() != start:
        raise ValueError("body is a file that does not go back to its position; read it and pass its bytes")
