"""How a file is transferred, and how far it got."""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass

from tigris_http._wire import arguments

MIB = 1 << 20
LEAST_PART = 5 * MIB
MOST_PART = 5 << 30
MOST_CONCURRENCY = 1_000


@dataclass(frozen=True, slots=True)
class TransferOptions:
    """How a transfer is divided. Sizes are in bytes.

    An upload holds at most `concurrency` parts in memory, a download 1 MiB for each part under way.
    """

    _: KW_ONLY
    part_size: int | None = None
    """Size of each part but the last: 5 MiB to 5 GiB. None: 16 MiB, more if the object would have over 10,000 parts."""
    threshold: int = 32 * MIB
    """Objects of at least this size go in parts, if they are larger than one part: at most 5 GiB. By default 32 MiB."""
    concurrency: int = 8
    """Number of parts under way at once: 1 to 1,000. The client's `max_connections` also limits it."""
    copy_threshold: int = MOST_PART
    """Copies of more than this many bytes go in parts, if they are larger than one part: at most 5 GiB, the default."""
    bandwidth: float | None = None
    """Bytes a second, at least 1, for all parts of one transfer together. None: no limit. It holds on average: a part
    of an upload goes out at once, after a pause. Copies within the service and `get_ranges` ignore it."""

    def __post_init__(self) -> None:
        if self.part_size is not None:
            arguments.count("part_size", self.part_size, least=LEAST_PART, most=MOST_PART)
        arguments.count("threshold", self.threshold, most=MOST_PART)
        arguments.count("concurrency", self.concurrency, least=1, most=MOST_CONCURRENCY)
        arguments.count("copy_threshold", self.copy_threshold, most=MOST_PART)
        _check_bandwidth(self.bandwidth)


def _check_bandwidth(value: object) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"bandwidth must be a number of bytes a second or None, not {arguments.kind_of(value)}")
    if not 1 <= value < math.inf:
        raise ValueError(f"bandwidth must be at least 1 byte a second and finite, not {value}; None is no limit")


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of a transfer after one of its parts."""

    bucket: str
    key: str
    done: int
    """Bytes transferred so far. It never falls."""
    total: int | None
    """Bytes in all; None until the end of a source of unknown size."""
    advanced: int
    """Bytes since the last report."""
    files_done: int
    files_total: int
