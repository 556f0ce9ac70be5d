"""Ending blocking network work of another thread: what waits there is woken, and goes no further.

Contract: a `Token` is bound to the thread that works (`with token:`), and looked up there as `BOUND.token`; where none
is bound, waiting costs that look and nothing else. A socket is known to the token only while a call of the bound
thread is inside it: an abort never reaches a connection that went back to its pool. Whoever waits in `Watched`,
`connect` or `sleep` meets `Aborted` as soon as the token was aborted. What cannot be woken (a name being resolved, a
pool without a free connection) ends at the next of these.

`abort` may come from a finaliser, which runs anywhere, also where this very thread holds the token's lock: so that is
one which its holder may take again, and nothing is waited for while it is held.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import threading
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Final

_UNDER_WAY: Final = frozenset({errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN, errno.EINTR})
_SLICE: Final = 0.2
"""Seconds between looks at the token while connecting: not every system wakes that when the socket is shut down."""


class Aborted(BaseException):
    """This work was called off; as a cancellation it is no `Exception`, so that it closes all on its way out."""


class _Bound(threading.local):
    token: Token | None = None


BOUND = _Bound()
"""Of each thread its own: the token that can end what it does, or None."""


class Token:
    """How one thread's work is ended by others; `with token:` binds it to the thread."""

    __slots__ = ("_lock", "_sock", "aborted", "woken")

    def __init__(self) -> None:
        self.aborted = False
        """Whether `abort` was called."""
        self._lock = threading.RLock()
        self._sock: socket.socket | None = None
        self.woken: SimpleQueue[None] = SimpleQueue()
        """What the bound thread may wait at, for something else that puts here too; look at `check` after each item."""

    def abort(self) -> None:
        """End what the bound thread does. Never waits; may be called again, from any thread and any finaliser."""
        self.aborted = True
        self.woken.put(None)
        # Whoever is watched from now on looks at `aborted` first.
        with self._lock:
            if self._sock is not None:
                with suppress(OSError):  # not connected yet, or not any more
                    self._sock.shutdown(socket.SHUT_RDWR)

    def check(self) -> None:
        """Raise `Aborted` where that is what happened."""
        if self.aborted:
            raise Aborted("this work was called off")

    def watch(self, sock: socket.socket | None) -> None:
        """Say which socket the bound thread waits for from now on."""
        with self._lock:
            self._sock = sock

    def sleep(self, seconds: float) -> None:
        """Sleep, or raise `Aborted` early."""
        end = time.monotonic() + seconds
        self.check()
        while (left := end - time.monotonic()) > 0:
            with suppress(Empty):
                self.woken.get(timeout=left)
            self.check()

    def __enter__(self) -> None:
        BOUND.token = self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        BOUND.token = None


class Watched:
    """A context in which this thread waits for a socket: `Aborted` comes out of it where an abort came.

    Calls within it find no token bound: they are watched already.
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
        # What a socket says that was shut down under it, bytes or an error, is not worth telling.
        if token.aborted and (error is None or isinstance(error, Exception)):
            raise Aborted("this work was called off") from error


def sleep(seconds: float) -> None:
    """Sleep; `Aborted` ends it where a token is bound."""
    token = BOUND.token
    if token is None:
        time.sleep(seconds)
    else:
        token.sleep(seconds)


def connect(sock: socket.socket, address: Any, timeout: float | None) -> None:  # noqa: ANN401  # as in `socket`
    """Connect within `timeout` seconds, as `sock.connect` does; `Aborted` ends it where a token is bound."""
    token = BOUND.token
    if token is None:
        sock.settimeout(timeout)
        sock.connect(address)
        return
    # Begun first and watched then: shutting down wakes nobody on a socket that only will be connecting.
    sock.setblocking(False)
    code = sock.connect_ex(address)
    if code in _UNDER_WAY:
        with Watched(sock):
            _until_writable(sock, token, timeout)
        code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if code:
        raise OSError(code, os.strerror(code))


def _until_writable(sock: socket.socket, token: Token, timeout: float | None) -> None:
    end = None if timeout is None else time.monotonic() + timeout
    while not token.aborted:
        left = _SLICE if end is None else end - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        if _is_writable(sock, min(left, _SLICE)):
            return


def _is_writable(sock: socket.socket, seconds: float) -> bool:
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock, select.POLLOUT)
        return bool(poll.poll(seconds * 1000))
    # Where there is no poll, a connection that failed is exceptional, and not writable.
    return any(select.select([], [sock], [sock], seconds))
