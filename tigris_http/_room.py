"""Memory for bytes whose number is only a stranger's word: it grows as they arrive.

Contract: at most twice what arrived is reserved, or `FIRST` bytes.
"""

from __future__ import annotations

FIRST = 4 * 1024 * 1024
"""Bytes that `read` makes room for on the word of a header alone; beyond it, room is made as they arrive."""


def grow(target: bytearray, wanted: int) -> None:
    """Make more room, at most as much again as arrived already: the declared length is only a stranger's word."""
    target += bytes(min(len(target), wanted - len(target)))


class Room:
    """Such memory for a whole read, whose result is bytes.

    A `BytesIO` could hand them out without the copy; but one whose `getbuffer` is still looked at when it is collected,
    by the frames of an error, ends CPython 3.12.
    """

    def __init__(self, wanted: int) -> None:
        self._wanted = wanted
        self._memory = bytearray(min(wanted, FIRST))

    def view(self, at: int) -> memoryview:
        """Return what is free from `at` on, which there is at least a byte of; release it before the next one."""
        if at == len(self._memory):
            try:
                grow(self._memory, self._wanted)
            except BufferError:
                # Somebody looks at what arrived still: the frames of an error that was met, perhaps.
                self._memory = self._memory[:]
                grow(self._memory, self._wanted)
        return memoryview(self._memory)[at:]

    def taken(self) -> bytes:
        """Return the bytes."""
        return bytes(self._memory)
