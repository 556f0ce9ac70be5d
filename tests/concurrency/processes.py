"""Forked children for tests: a function's verdict as an exit status, with a time limit."""

from __future__ import annotations

import os
import signal
import time
import traceback
import warnings
from collections.abc import Callable


def forked(work: Callable[[], bool], seconds: float = 20) -> Callable[[], str]:
    """Run `work` in a forked child; return a function that waits for its verdict, "right" or an error."""
    with warnings.catch_warnings():
        # Python 3.12 warns that the child of a process with threads may find locks taken. These tests are about that.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        status = 3
        try:
            status = 0 if work() else 1
        except BaseException:  # noqa: BLE001  # no exception may reach the parent's frames
            traceback.print_exc()
            status = 2
        finally:
            # Exit at once: the child must not run the parent's teardown (tests, fixtures, servers).
            os._exit(status)
    return lambda: _ended(child, time.monotonic() + seconds)


def in_child(work: Callable[[], bool], seconds: float = 20) -> str:
    """Run `work` in a forked child to its end."""
    return forked(work, seconds)()


def _ended(child: int, until: float) -> str:
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            return {0: "right", 1: "wrong", 2: "an error"}.get(code, f"ended with {code}")
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "hangs"
