"""The `Range` header of reads, and the range of a part copy.

Contract: `bytes=a-b`, `a-` and `-n` are answered with 206; "empty object -> 416". A header that is not a
single byte range is ignored, as HTTP says.
"""

from __future__ import annotations

import re
from typing import Final

from tigris_http.emulator.http.errors import ErrorResponse

_RANGE: Final = re.compile(r"\s*bytes\s*=\s*([0-9]{0,19})\s*-\s*([0-9]{0,19})\s*", re.IGNORECASE)


def requested(header: str | None, size: int) -> tuple[int, int] | None:
    """Return (start, length) of the requested range of `size` bytes, or None for the whole."""
    found = None if header is None else _RANGE.fullmatch(header)
    if found is None or not (found[1] or found[2]):
        return None
    if found[1]:
        start = int(found[1])
        end = int(found[2]) if found[2] else size - 1
        if found[2] and end < start:
            return None  # not a valid range, so ignored
    else:
        start = max(0, size - int(found[2]))
        end = size - 1
    end = min(end, size - 1)
    if start > end:
        raise ErrorResponse(
            "InvalidRange",
            extra=[("RangeRequested", header or ""), ("ActualObjectSize", size)],
            headers=(("Content-Range", f"bytes */{size}"),),
        )
    return start, end - start + 1


def of_part(header: str, size: int) -> tuple[int, int]:
    """Return (start, length) of `x-amz-copy-source-range`; must be `bytes=a-b` inside the source."""
    found = _RANGE.fullmatch(header)
    if found is None or not found[1] or not found[2] or int(found[1]) > int(found[2]):
        raise ErrorResponse("InvalidArgument", "x-amz-copy-source-range must be bytes=first-last")
    if int(found[2]) >= size:
        raise ErrorResponse("InvalidRange", extra=[("ActualObjectSize", size)])
    return int(found[1]), int(found[2]) - int(found[1]) + 1
