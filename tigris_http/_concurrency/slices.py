"""Waits that Ctrl-C and other threads can end on every system.

Contract: on Windows, neither a signal nor the shutdown of a socket interrupts a wait for a lock, an event, a thread or
a socket. There each wait is made of slices, with a look at the world between them. Elsewhere it is one wait.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

SLICE: float | None = 0.2 if sys.platform == "win32" else None
"""Seconds of one slice; None if waits can be interrupted."""


def slices(seconds: float | None) -> Iterator[float | None]:
    """Yield the lengths of the waits that make up `seconds`: at least one. None is a wait without an end."""
    if SLICE is None:
        yield seconds
        return
    end = None if seconds is None else time.monotonic() + seconds
    while True:
        yield SLICE if end is None else max(min(SLICE, end - time.monotonic()), 0)
        if end is not None and time.monotonic() >= end:
            return


def wait(event: threading.Event, seconds: float | None = None) -> bool:
    """Wait for `event`, for at most `seconds`; return whether it is set."""
    return any(event.wait(part) for part in slices(seconds))


def join(thread: threading.Thread, seconds: float) -> bool:
    """Wait for the end of `thread`, for at most `seconds`; return whether it has ended."""
    for part in slices(seconds):
        thread.join(part)
        if not thread.is_alive():
            return True
    return False
