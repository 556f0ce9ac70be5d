"""The process that an object belongs to, and one pool for each process: a fork shares no socket.

Contract: a forked child never uses, closes or collects its parent's sockets and locks. The process id is compared at
each use. Hooks of `os.register_at_fork` are not enough: a server that forks in C, as uWSGI by default, runs none. Its
workers would share connections and read each other's answers.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

PoolT = TypeVar("PoolT")
CLIENT_IS_CLOSED: Final = "this client is closed: make another, or close it after its last call"


class OneProcess:
    """Made in a process, and good for it alone. Identifies the process."""

    __slots__ = ("_pid",)

    def __init__(self) -> None:
        self._pid = os.getpid()

    def is_here(self) -> bool:
        return self._pid == os.getpid()

    def check(self, owned: str) -> None:
        """Raise `RuntimeError` in another process; `owned` names the object that belongs to this one."""
        if not self.is_here():
            raise RuntimeError(f"{owned} belongs to another process; make a new one after the fork")


class PerProcess(Generic[PoolT]):
    """Makes the pool at its first use. Thread-safe."""

    def __init__(self, make: Callable[[], PoolT]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: tuple[OneProcess, PoolT] | None = None
        self._closed = False
        self._inherited: list[object] = []

    def get(self) -> PoolT:
        """Return this process's pool. Raises `RuntimeError` after `close`."""
        made = self._made
        if made is not None and made[0].is_here() and not self._closed:
            return made[1]
        self._leave_to_parent()
        with self._lock:
            if self._closed:
                raise RuntimeError(CLIENT_IS_CLOSED)
            if self._made is None:
                self._made = (OneProcess(), self._make())
            return self._made[1]

    def made_here(self) -> PoolT | None:
        """Return this process's pool, None if there is none or it is closed. Takes no lock."""
        made = self._made
        return made[1] if made is not None and made[0].is_here() else None

    def close(self) -> PoolT | None:
        """Refuse further use. Return this process's pool for the caller to close, None if there is none."""
        self._leave_to_parent()
        with self._lock:
            self._closed = True
            made, self._made = self._made, None
        return None if made is None else made[1]

    def _leave_to_parent(self) -> None:
        if self._made is not None and not self._made[0].is_here():
            # Another thread of the parent may have held the lock during the fork.
            self._lock = threading.Lock()
            # Never collected, so that nothing closes the parent's sockets or takes its locks.
            self._inherited.append(self._made)
            self._made = None
