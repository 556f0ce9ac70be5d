"""Memory for bytes whose number is only a stranger's word: it grows as they arrive.

Contract: at most twice what arrived is reserved, or `FIRST` bytes.
"""

from __future__ import annotations

import io

FIRST = 4 * 1024 * 1024
"""Bytes that `read` makes room for on the word of a header alone; beyond it, room is made as they arrive."""


def grow(target: bytearray, wanted: int) -> None:
    """Make more room, at most as much again as arrived already: the declared length is only a stranger's word."""
    target += bytes(min(len(target), wanted - len(target)))


class Room:
    """Memory for bytes whose number is only a stranger's word: it grows as they arrive, and is not copied in the end.

    A `BytesIO` hands out what it holds without a copy, once nobody looks at it; and the zeros it begins with are pages
    that no memory was spent on yet.
    """

    def __init__(self, wanted: int) -> None:
        self._size = min(wanted, FIRST)
        self._wanted = wanted
        self._memory = io.BytesIO(bytes(self._size))

    def view(self, at: int) -> memoryview:
        """Return what is free from `at` on, which there is at least a byte of; release it before the next one."""
        if at == self._size:
            self._size = min(2 * self._size, self._wanted)
            try:
                self._memory.seek(self._size - 1)
                self._memory.write(b"\0")
            except BufferError:
                self._move(at)
        return self._memory.getbuffer()[at:]

    def _move(self, at: int) -> None:
        # Somebody looks at what arrived still: the frames of an error that was met, perhaps.
        arrived, self._memory = self._memory, io.BytesIO(bytes(self._size))
        with arrived.getbuffer() as old, self._memory.getbuffer() as new:
            new[:at] = old[:at]

    def taken(self) -> bytes:
        """Return the bytes."""
        return self._memory.getvalue()
