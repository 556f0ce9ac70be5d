"""Ends another thread's blocking network work: wakes it, and raises `Aborted` there.

Contract: `with token:` binds a `Token` to the working thread as `BOUND.token`. Without one, waiting costs one look-up.
The token knows a socket only while the bound thread waits for it, so an abort never reaches a connection in the pool.
Waits outside `Watched` and `sleep`, such as resolving a name, end at the next of these.

A finaliser may call `abort` at any point, also while its own thread holds the token's lock. So the lock is reentrant,
and no one waits while holding it.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Final, Protocol
from weakref import WeakSet

LONGEST: Final = 86_400.0
"""Seconds of one wait. Systems refuse numbers beyond some hundred years, and Windows beyond 49 days."""


class Abortable(Protocol):
    def abort(self) -> None: ...


class Aborted(BaseException):
    """This work was aborted. Not an `Exception`, as a cancellation: it passes every handler of errors."""


SHUTDOWN_WAKES: bool = sys.platform != "win32"
"""Whether the shutdown of a socket wakes a thread that waits for it."""


def wake(sock: socket.socket) -> None:
    """End another thread's wait for `sock`, and make its next read or write fail.

    Closes the socket only if the system needs it: on macOS a close right after the shutdown can hide the shutdown.
    """
    with suppress(OSError):  # not connected yet, or not any more
        sock.shutdown(socket.SHUT_RDWR)
    if not SHUTDOWN_WAKES:
        with suppress(OSError):
            sock.close()


class _Bound(threading.local):
    token: Token | None = None


BOUND = _Bound()
"""Thread-local: the token that can end this thread's work, or None."""


class Token:
    """Lets other threads end one thread's work."""

    __slots__ = ("_begun", "_lock", "_sock", "aborted", "woken")

    def __init__(self) -> None:
        self.aborted = False
        """Whether `abort` was called."""
        self._lock = threading.RLock()
        self._sock: socket.socket | None = None
        self._begun: WeakSet[Abortable] | None = None
        self.woken: SimpleQueue[None] = SimpleQueue()
        """A queue for the bound thread to wait at. Others may put items too, so call `check` after each one."""

    def abort(self) -> None:
        """End the bound thread's work. Does not wait. Repeatable, from any thread and any finaliser."""
        self.aborted = True
        self.woken.put(None)
        # A wait that begins now checks `aborted` first.
        with self._lock:
            if self._sock is not None:
                wake(self._sock)
            begun = () if self._begun is None else tuple(self._begun)
        for each in begun:
            each.abort()

    def adopt(self, begun: Abortable) -> None:
        """Abort `begun` with this work, which may wait for it."""
        with self._lock:
            if self._begun is None:
                self._begun = WeakSet()
            self._begun.add(begun)
        if self.aborted:
            begun.abort()

    def check(self) -> None:
        if self.aborted:
            raise Aborted("this work was aborted")

    def watch(self, sock: socket.socket | None) -> None:
        """Set the socket that the bound thread waits for, None for no wait."""
        with self._lock:
            self._sock = sock

    def sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        self.check()
        while (left := end - time.monotonic()) > 0:
            with suppress(Empty):
                self.woken.get(timeout=min(left, LONGEST))
            self.check()

    def __enter__(self) -> None:
        BOUND.token = self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        BOUND.token = None


class Watched:
    """A context in which this thread waits for a socket. Raises `Aborted` after an abort.

    Calls inside it find no token: they are watched already.
    """

    __slots__ = ("_sock", "_token")

    def __init__(self, sock: socket.socket) -> None:
        self._token, self._sock = BOUND.token, sock

    def __enter__(self) -> None:
        token = self._token
        if token is None:
            return
        token.watch(self._sock)
        if token.aborted:
            token.watch(None)
            token.check()
        BOUND.token = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        token = self._token
        if token is None:
            return
        BOUND.token = token
        token.watch(None)
        # After the shutdown the socket's bytes or error mean nothing.
        if token.aborted and (error is None or isinstance(error, Exception)):
            raise Aborted("this work was aborted") from error


def sleep(seconds: float) -> None:
    """Sleep. With a token bound, raises `Aborted` after an abort."""
    token = BOUND.token
    if token is not None:
        token.sleep(seconds)
        return
    while seconds > LONGEST:
        time.sleep(LONGEST)
        seconds -= LONGEST
    time.sleep(seconds)
