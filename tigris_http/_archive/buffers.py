"""Memory for bytes whose number is only a stranger's word: it grows as they arrive.

Contract: at most twice what arrived is reserved, or `FIRST` bytes.
"""

from __future__ import annotations

FIRST = 4 * 1024 * 1024
"""Bytes to make room for on the word of a header alone; beyond it, room is made as they arrive."""
PIECE = 256 * 1024
"""Bytes to receive at once of what is gathered: they stay in the processor's cache until they are copied."""


def grow(target: bytearray, wanted: int) -> None:
    """Make more room, at most as much again as arrived already: the declared length is only a stranger's word."""
    target += bytes(min(len(target), wanted - len(target)))
