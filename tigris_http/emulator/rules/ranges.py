"""The `Range` header of reads, and the range of a part copy.

Contract: `bytes=a-b`, `a-` and `-n` are answered with 206, of an empty object with 416. A header that is not a
single byte range is ignored, as HTTP says. `partNumber` is the range of one part: an object that was put whole has one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.http.errors import ErrorResponse

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_PARTS: Final = 10_000
_NUMBER: Final = re.compile("[0-9]{1,5}")
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


def numbered(number: str, parts: Sequence[int], size: int) -> tuple[int, int]:
    """Return (start, length) of a part; `parts` are the sizes of all, or empty for an object that was put whole."""
    if not _NUMBER.fullmatch(number) or not 1 <= int(number) <= MAX_PARTS:
        raise ErrorResponse("InvalidArgument", f"partNumber must be an integer between 1 and {MAX_PARTS}, inclusive")
    sizes = parts or (size,)
    at = int(number) - 1
    if at >= len(sizes):
        raise ErrorResponse("InvalidPartNumber", extra=[("PartNumberRequested", number), ("PartsCount", len(sizes))])
    return sum(sizes[:at]), sizes[at]


def of_part(header: str, size: int) -> tuple[int, int]:
    """Return (start, length) of `x-amz-copy-source-range`; must be `bytes=a-b` inside the source."""
    found = _RANGE.fullmatch(header)
    if found is None or not found[1] or not found[2] or int(found[1]) > int(found[2]):
        raise ErrorResponse("InvalidArgument", "x-amz-copy-source-range must be bytes=first-last")
    if int(found[2]) >= size:
        raise ErrorResponse("InvalidRange", extra=[("ActualObjectSize", size)])
    return int(found[1]), int(found[2]) - int(found[1]) + 1
