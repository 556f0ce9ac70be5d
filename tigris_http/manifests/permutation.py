"""Permutations that are the same on every machine, under every version of Python.

Contract: pure. All randomness is SHAKE-256 of a seed, and all arithmetic is on integers. `README.md` has the rules, so
that another program can follow them.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, MutableSequence, Sequence
from hashlib import shake_256
from typing import Final, TypeVar

T = TypeVar("T")

MOST_IN_A_TABLE: Final = 1 << 16
"""Up to this number a permutation is a shuffled table. A larger one is a Feistel network, which takes no memory."""
_ROUNDS: Final = 6
_WORDS: Final = 1_024
_64_BITS: Final = (1 << 64) - 1
_ODD: Final = 0x9E3779B97F4A7C15
"""2 to the 64th over the golden ratio: spreads bits upwards."""


def seed_of(*parts: object) -> bytes:
    """Return a seed made of integers and words."""
    return " ".join(map(str, parts)).encode("ascii")


def words(seed: bytes) -> Iterator[int]:
    """Yield integers below 2 to the 64th, without end."""
    number = 0
    while True:
        data = shake_256(seed + b"/%d" % number).digest(_WORDS * 8)
        yield from struct.unpack(f"<{_WORDS}Q", data)
        number += 1


def shuffle(items: MutableSequence[T], seed: bytes) -> None:
    """Shuffle in place, as Fisher and Yates do it."""
    drawn = words(seed)
    for last in range(len(items) - 1, 0, -1):
        # The word as a fraction of 2 to the 64th.
        place = next(drawn) * (last + 1) >> 64
        items[last], items[place] = items[place], items[last]


class Permutation:
    """An order of the numbers below `count`: `order[position]` is the number at a position."""

    __slots__ = ("_keys", "_table", "_widths", "count")

    def __init__(self, count: int, seed: bytes | None) -> None:
        """`seed` is None for the numbers in their own order."""
        self.count = count
        self._table: Sequence[int] = range(count)
        bits = count.bit_length()
        self._widths = bits // 2, bits - bits // 2
        self._keys: tuple[int, ...] = ()
        if seed is None:
            return
        if count <= MOST_IN_A_TABLE:
            table = array("H", range(count))
            shuffle(table, seed)
            self._table = table
        else:
            drawn = words(seed)
            self._keys = tuple(next(drawn) | 1 for _ in range(_ROUNDS))

    def __getitem__(self, position: int) -> int:
        if not self._keys:
            return self._table[position]
        if not 0 <= position < self.count:
            raise IndexError("position out of range")
        number = self._forward(position)
        # The network permutes the numbers below a power of 2. Those outside lead back inside.
        while number >= self.count:
            number = self._forward(number)
        return number

    def index(self, number: int) -> int:
        """Return the position of a number."""
        if not self._keys:
            return self._table.index(number)
        position = self._back(number)
        while position >= self.count:
            position = self._back(position)
        return position

    def _forward(self, number: int) -> int:
        low, high = self._widths
        for key in self._keys:
            # The lower half becomes the upper one, and mixes the other.
            half = number & ((1 << low) - 1)
            number = (half << high) | ((number >> low) ^ _mixed(half, key, high))
            low, high = high, low
        return number

    def _back(self, number: int) -> int:
        # The number of rounds is even: after them the widths are those of the start.
        high, low = self._widths
        for key in reversed(self._keys):
            half = number >> high
            number = (((number & ((1 << high) - 1)) ^ _mixed(half, key, high)) << low) | half
            low, high = high, low
        return number


def _mixed(half: int, key: int, width: int) -> int:
    mixed = (half * key + (key >> 7)) & _64_BITS
    return (((mixed ^ (mixed >> 32)) * _ODD) & _64_BITS) >> (64 - width)
