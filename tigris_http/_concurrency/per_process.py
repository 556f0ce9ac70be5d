"""The one pool of a client, for each process its own.

Contract: generic in the pool, so that no HTTP stack is known here. A forked child never touches what its parent made,
and never lets go of it either.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

PoolT = TypeVar("PoolT")


class PerProcess(Generic[PoolT]):
    """Makes the pool at its first use; safe from threads."""

    def __init__(self, make: Callable[[], PoolT]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: tuple[int, PoolT] | None = None
        self._closed = False
        self._inherited: list[object] = []

    def get(self) -> PoolT:
        """Return this process's pool; `RuntimeError` once closed."""
        made = self._made
        if made is not None and made[0] == os.getpid() and not self._closed:
            return made[1]
        self._leave_to_parent()
        with self._lock:
            if self._closed:
                raise RuntimeError("this client is closed")
            if self._made is None:
                self._made = (os.getpid(), self._make())
            return self._made[1]

    def close(self) -> PoolT | None:
        """Refuse further use; return the pool where there is one of this process to close."""
        self._leave_to_parent()
        with self._lock:
            self._closed = True
            made, self._made = self._made, None
        return None if made is None else made[1]

    def _leave_to_parent(self) -> None:
        if self._made is not None and self._made[0] != os.getpid():
            # Another thread of the parent may have held the lock in the moment of the fork.
            self._lock = threading.Lock()
            # Referenced for ever, so that nothing closes the parent's sockets or takes its locks.
            self._inherited.append(self._made)
            self._made = None
