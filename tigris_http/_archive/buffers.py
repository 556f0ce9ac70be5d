"""Buffers for bodies whose declared length is not trusted.

Contract: a buffer has at most twice the bytes that arrived, or `FIRST` bytes.
"""

from __future__ import annotations

FIRST = 4 * 1024 * 1024
"""Bytes to reserve for a declared length alone; beyond it, the buffer grows as bytes arrive."""
RECEIVE_SIZE = 256 * 1024
"""Bytes to receive at once into a body: they stay in the processor's cache until they are copied."""


def grow(target: bytearray, wanted: int) -> None:
    """Grow `target` to `wanted` bytes, at most to twice its size."""
    target += bytes(min(len(target), wanted - len(target)))
