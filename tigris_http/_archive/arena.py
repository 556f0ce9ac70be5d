"""Memory that is received into, and used again only when nobody looks at it any more.

Contract: an `Arena` is one bytearray with a writable and a read-only view of the whole. Slices of the
read-only view are handed to callers, who may keep them for ever. `unused()` says whether all of them are
gone. It asks the interpreter: "a bytearray cannot be resized while a buffer of it is exported"
(`BufferError`, Python's buffer protocol), so the answer holds for arrays and tensors made from a slice, too.
`Arenas` hands out one that is free: the current one, one given back earlier, or a new one; it keeps at most
`SPARE` of them.
"""

from __future__ import annotations

from typing import Final

SPARE: Final = 3
"""How many arenas with living views are remembered in the hope that they become free."""


class Arena:
    """One buffer, its writable view and its read-only view."""

    __slots__ = ("memory", "readable", "size", "writable")

    def __init__(self, size: int) -> None:
        self.memory = bytearray(size)
        self.size = size
        self._expose()

    def _expose(self) -> None:
        self.writable = memoryview(self.memory)
        self.readable = self.writable.toreadonly()

    def unused(self) -> bool:
        """Return whether no slice of this arena is alive."""
        self.readable.release()
        self.writable.release()
        try:
            # The shortest resize there is; neither half allocates. The last byte may be live data: it goes
            # back.
            self.memory.append(self.memory.pop())
        except BufferError:
            return False
        finally:
            self._expose()
        return True


class Arenas:
    """A few arenas of one size, of which one is current."""

    __slots__ = ("_retired", "_size", "taken")

    def __init__(self, size: int) -> None:
        self._size = size
        self._retired: list[Arena] = []
        self.taken = 0
        """How many arenas were ever made: stays small while callers let go of their views."""

    def first(self) -> Arena:
        """Return a new arena."""
        return self._new(self._size)

    def _new(self, size: int) -> Arena:
        self.taken += 1
        return Arena(size)

    def another(self, current: Arena, need: int) -> Arena:
        """Return an unused arena for `need` bytes in one piece; it may be `current` itself."""
        size = max(self._size, need)
        if current.size == size and current.unused():
            return current
        if current.size == self._size:  # one made larger for a single header is not kept
            self._retired.append(current)
        chosen = next((arena for arena in self._retired if size == arena.size and arena.unused()), None)
        if chosen is not None:
            self._retired.remove(chosen)
        else:
            del self._retired[:-SPARE]
            chosen = self._new(size)
        return chosen
