"""A round trip through a bucket in this process, in a fork of it, or in a spawned process."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from tests.concurrency.processes import in_child

from .remotes import Remote

Trip = Callable[[Remote], None]
"""A function of a module. It asserts that the contents come back."""
Runner = Callable[[Trip, Remote], None]

SECONDS = 90
"""The limit of one trip in another process: it then hangs."""


def here(trip: Trip, remote: Remote) -> None:
    trip(remote)


def forked(trip: Trip, remote: Remote) -> None:
    """Make the trip in a fork of a process whose file system holds connections and a running event loop."""
    remote.put("before the fork", b"parent")
    assert b"parent" == remote.get("before the fork")
    assert "right" == in_child(lambda: trip(remote) is None, SECONDS)  # type: ignore[func-returns-value]
    assert b"parent" == remote.get("before the fork"), "the parent goes on"


@contextmanager
def spawned(run: Runner = here) -> Iterator[Runner]:
    """Start a process that has nothing but a bucket's name and options, for several trips.

    With `forked` each trip is made in a fork of the new process: for libraries whose threads do not survive a fork.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        yield lambda trip, remote: process.submit(run, trip, remote).result(SECONDS)
