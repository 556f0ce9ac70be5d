"""The one transport of a client, for each process its own, and what was handed out of it and never came back.

Contract: generic in the transport, so that no HTTP stack is known here. A forked child never touches what its parent
made. What an open body reads from is referenced here until it is taken back: a body that is collected unclosed is
only noted then, and closed at the next use. Collection may begin anywhere, also where this very thread holds a lock of
the HTTP stack; closing there would wait for itself.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

TransportT = TypeVar("TransportT")
HeldT = TypeVar("HeldT")


class Pool(Generic[TransportT, HeldT]):
    """Makes the transport at its first use; safe from threads."""

    def __init__(self, make: Callable[[], TransportT]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: tuple[int, TransportT] | None = None
        self._closed = False
        self._numbers = itertools.count(1)
        self._held: dict[int, HeldT] = {}
        self._abandoned: deque[int] = deque()
        self._inherited: list[object] = []

    def transport(self) -> TransportT:
        """Return this process's transport; `RuntimeError` once closed."""
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

    def hand_out(self, held: HeldT) -> int:
        """Note what an open body reads from; return the number to take it back by."""
        number = next(self._numbers)
        self._held[number] = held
        return number

    def take_back(self, number: int) -> None:
        """Forget what was handed out: it is closed."""
        self._held.pop(number, None)

    def abandon(self, number: int) -> None:
        """Note that nobody reads this any more. Takes no lock: called when garbage is collected."""
        self._abandoned.append(number)

    def abandoned(self) -> Iterator[HeldT]:
        """Yield what is to be closed now."""
        while self._abandoned:
            try:
                number = self._abandoned.popleft()
            except IndexError:
                # Another thread was faster.
                return
            held = self._held.pop(number, None)
            if held is not None:
                yield held

    def close(self) -> TransportT | None:
        """Refuse further use; return the transport where there is one of this process to close."""
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
            self._inherited += [self._made, self._held]
            self._made, self._held, self._abandoned = None, {}, deque()
