"""Sizes and ranges of parts, as plain values.

Contract: pure. Parts and ranges are half-open here: `start` to `start + size`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tigris_http._wire.arguments import MAX_PARTS
from tigris_http.transfers.options import MIB, MOST_PART, TransferOptions

USUAL_PART = 16 * MIB


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of an object."""

    start: int
    size: int

    @property
    def end(self) -> int:
        return self.start + self.size


def part_size(options: TransferOptions, size: int | None) -> int:
    """Return the size of each part but the last. `size` is None if the object's is unknown.

    Raises `ValueError` if the object would have more than 10,000 parts.
    """
    if options.part_size is None:
        return max(USUAL_PART, _up(-(-(size or 0) // MAX_PARTS), MIB))
    if size is not None and -(-size // options.part_size) > MAX_PARTS:
        raise ValueError(
            f"part_size must be at least {-(-size // MAX_PARTS)} for {size} bytes, not {options.part_size}: "
            f"an object has at most {MAX_PARTS:,} parts"
        )
    return options.part_size


def in_parts(options: TransferOptions, size: int, part: int) -> bool:
    """Return whether an upload of `size` bytes goes in parts of `part` bytes."""
    if size <= part:
        return size > MOST_PART
    # A single request holds the whole object in memory.
    return size >= options.threshold or size > options.concurrency * part


def spans(start: int, end: int, size: int) -> Iterator[Span]:
    """Yield the pieces of `size` bytes from `start` to `end`. The last one may be smaller."""
    while start < end:
        yield Span(start, min(size, end - start))
        start += size


def coalesced(wanted: Sequence[Span], gap: int) -> list[tuple[Span, list[int]]]:
    """Join pieces that lie at most `gap` bytes apart. Return each joined piece with the indexes of its members."""
    found: list[tuple[Span, list[int]]] = []
    for index in sorted(range(len(wanted)), key=lambda index: (wanted[index].start, wanted[index].end)):
        span = wanted[index]
        if found and span.start - found[-1][0].end <= gap:
            whole, members = found[-1]
            found[-1] = (Span(whole.start, max(whole.end, span.end) - whole.start), [*members, index])
        else:
            found.append((span, [index]))
    return found


def _up(value: int, unit: int) -> int:
    return -(-value // unit) * unit
