"""The keys to read, cut into parts of about the same number of bytes.

Contract: pure, except that a prefix is listed, once. An object belongs to the part in which it begins, so the parts
have every key exactly once, in order, whatever the sizes.
"""

from __future__ import annotations

import json
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from tigris_http import BundleKey
from tigris_http._wire import arguments
from tigris_http._wire.address import check_key

if TYPE_CHECKING:
    from tigris_http import TigrisHTTP

TASK_BYTES: Final = 128 << 20
"""Bytes of the objects of one task."""
UNKNOWN_SIZE: Final = 64 << 10
"""The size of an object whose size is unknown."""
OVERHEAD: Final = 1 << 10
"""Bytes that each object costs beside its content. So a task of empty objects has an end, too."""


class Keys(Protocol):
    """The keys of one part, as a task carries them."""

    def keys(self, client: TigrisHTTP) -> Iterator[str]: ...


@dataclass(frozen=True, slots=True, repr=False)
class KeyList:
    """A list of keys, small to send: compressed."""

    packed: bytes

    @classmethod
    def of(cls, keys: Sequence[str]) -> KeyList:
        """Pack keys."""
        return cls(zlib.compress(json.dumps(keys).encode("ascii"), 1))

    def keys(self, client: TigrisHTTP) -> Iterator[str]:  # the manifest's needs it
        """Return the keys."""
        return iter(cast("list[str]", json.loads(zlib.decompress(self.packed))))


@dataclass(frozen=True, slots=True)
class Interval:
    """The part of a sequence of blocks that begins at one weight and ends before another."""

    first: int
    """Number of the first block."""
    last: int
    """Number of the last block."""
    start: int
    """Weight before the first block."""
    low: int
    high: int


def weight_of(size: int, count: int = 1) -> int:
    """Return the cost of objects."""
    return size + OVERHEAD * count


def parts_for(weight: int, wanted: int | None) -> int:
    """Return the number of parts: those wanted, else as many as keep a part at 128 MiB."""
    return wanted if wanted is not None else max(1, -(-weight // TASK_BYTES))


def cut_keys(sizes: Sequence[int | None], wanted: int | None) -> Iterator[tuple[int, int]]:
    """Cut a list of objects into slices of about the same weight. None is empty, so there may be fewer than wanted."""
    starts = list(accumulate((weight_of(UNKNOWN_SIZE if size is None else size) for size in sizes), initial=0))
    total = starts.pop()
    count = parts_for(total, wanted)
    bounds = [bisect_left(starts, -(-total * number // count)) for number in range(count + 1)]
    return ((low, high) for low, high in pairwise(bounds) if low < high)


def cut_blocks(weights: Iterable[int], wanted: int | None) -> Iterator[Interval]:
    """Cut blocks of keys into parts of the same weight. A part may lie within a block."""
    starts = list(accumulate(weights, initial=0))
    total = starts.pop()
    count = parts_for(total, wanted)
    for number in range(count if starts else 0):
        low, high = -(-total * number // count), -(-total * (number + 1) // count)
        if low < high:
            first, last = bisect_right(starts, low) - 1, bisect_left(starts, high) - 1
            yield Interval(first, last, starts[first], low, high)


def listed(
    client: TigrisHTTP, bucket: str, prefix: str, snapshot_version: str | None
) -> tuple[list[str], list[int | None]]:
    """List a prefix; return the keys and their sizes."""
    keys: list[str] = []
    sizes: list[int | None] = []
    for entry in client.list_objects_v2(bucket, prefix=prefix, snapshot_version=snapshot_version):
        keys.append(entry.key)
        sizes.append(entry.size)
    return keys, sizes


def given(keys: Iterable[Any] | None) -> tuple[list[str], list[int | None]]:
    """Return the keys of an argument `keys`, and their sizes if they are known."""
    if isinstance(keys, (str, bytes)) or not isinstance(keys, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
        right = arguments.in_a_list(keys, str)
        raise TypeError(f"keys must be an iterable of keys or a Manifest, not {arguments.kind_of(keys)}{right}")
    names: list[str] = []
    sizes: list[int | None] = []
    for key in keys:
        if isinstance(key, BundleKey):
            names.append(key.key)
            sizes.append(key.size)
        elif isinstance(key, str):
            names.append(check_key(key))
            sizes.append(None)
        else:
            right = arguments.instead_of_entry(key, "key")
            raise TypeError(f"keys must be str or BundleKey; one is {arguments.kind_of(key)}{right}")
    return names, sizes
