"""Threads that are used again: starting one costs more than a small request.

Contract: `run` never waits. A function runs in an idle thread, or in a new one. `close` lets the threads end after
their functions, and waits for them.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final

from tigris_http._concurrency.slices import join

if TYPE_CHECKING:
    from collections.abc import Callable

NAME: Final = "tigris_http job"


class Threads:
    """Used by one thread."""

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []
        self._leaving: list[threading.Thread] = []
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._idle: SimpleQueue[None] = SimpleQueue()
        """One entry for each idle thread."""

    def run(self, function: Callable[[], None]) -> bool:
        """Run `function`, which does not raise. Return False if the system has no other thread."""
        if not self._idle.empty():
            self._idle.get()  # this thread alone takes entries
            self._work.put(function)
            return True
        thread = threading.Thread(target=_serve, args=(function, self._work, self._idle), name=NAME, daemon=True)
        self._threads.append(thread)  # first, since Ctrl-C can be raised while it starts
        try:
            thread.start()
        except RuntimeError:
            self._threads.remove(thread)
            return False
        return True

    def dismiss(self) -> None:
        """Let the threads end after their functions. Does not wait: for finalisers."""
        threads, self._threads = self._threads, []
        for _ in threads:
            self._work.put(None)
        self._work, self._idle = SimpleQueue(), SimpleQueue()
        self._leaving += threads

    def close(self, seconds: float) -> None:
        """Wait for the ends of all threads, for at most `seconds` each."""
        self.dismiss()
        threads, self._leaving = self._leaving, []
        for thread in threads:
            with suppress(RuntimeError):  # Ctrl-C was raised before it started
                join(thread, seconds)

    def __del__(self) -> None:
        if hasattr(self, "_leaving"):
            self.dismiss()


def _serve(
    function: Callable[[], None] | None, work: SimpleQueue[Callable[[], None] | None], idle: SimpleQueue[None]
) -> None:
    while function is not None:
        function()
        function = None  # it refers to its result
        idle.put(None)
        function = work.get()
