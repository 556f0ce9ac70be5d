"""Receive buffers that are reused once no view of them is alive.

Contract: an `Arena` is a bytearray with a writable and a read-only view. Callers get slices of the read-only view and
may keep them. `unused()` tells whether all slices are gone: a bytearray cannot be resized while a buffer of it is
exported (`BufferError`, Python's buffer protocol). This holds for arrays and tensors made from a slice, too.

CPython keeps that rule and PyPy does not. So each new arena tries it on itself. If the rule does not hold, no arena is
ever reused.
"""

from __future__ import annotations

from typing import Final

SPARE: Final = 3
"""Number of arenas with living views that are kept for reuse."""


class Arena:
    __slots__ = ("knows_its_views", "memory", "readable", "size", "writable")

    def __init__(self, size: int) -> None:
        self.memory = bytearray(size)
        self.size = size
        self._expose()
        self.knows_its_views = not self._resizes()
        """False if the memory can be resized under its views: then nothing tells whether a slice is alive."""
        if not self.knows_its_views:
            self._expose()

    def _expose(self) -> None:
        self.writable = memoryview(self.memory)
        self.readable = self.writable.toreadonly()

    def _resizes(self) -> bool:
        try:
            # The shortest resize; neither half allocates. The last byte may be live data: put it back.
            self.memory.append(self.memory.pop())
        except BufferError:
            return False
        return True

    def unused(self) -> bool:
        if not self.knows_its_views:
            return False
        self.readable.release()
        self.writable.release()
        try:
            return self._resizes()
        finally:
            self._expose()


class Arenas:
    __slots__ = ("_retired", "_size", "taken")

    def __init__(self, size: int) -> None:
        self._size = size
        self._retired: list[Arena] = []
        self.taken = 0
        """Number of arenas made so far. It stays small while callers drop their views."""

    def first(self) -> Arena:
        return self._new(self._size)

    def _new(self, size: int) -> Arena:
        self.taken += 1
        return Arena(size)

    def another(self, current: Arena, need: int) -> Arena:
        """Return an unused arena of at least `need` bytes: `current`, an earlier one, or a new one."""
        size = max(self._size, need)
        if current.size == size and current.unused():
            return current
        # One that was made larger for a single header is not kept.
        if current.size == self._size and current.knows_its_views:
            self._retired.append(current)
        chosen = next((arena for arena in self._retired if size == arena.size and arena.unused()), None)
        if chosen is not None:
            self._retired.remove(chosen)
        else:
            del self._retired[:-SPARE]
            chosen = self._new(size)
        return chosen
