"""Sockets and threads: a listener, and a thread for each connection.

Contract: after `stop` no thread and no socket of this server is left.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from functools import partial
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.http.connection import Connection

if TYPE_CHECKING:
    from tigris_http.emulator.responder import Responder
    from tigris_http.emulator.store.clock import Clock

_BACKLOG: Final = 512
_SLICE: Final = 0.5
"""Seconds after which a waiting acceptor looks whether the server stops."""
_LOOPBACK: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - addresses that only listeners have


def listen(host: str, port: int) -> socket.socket:
    """Open a listening socket; port 0 takes a free one. Raises OSError if the address is in use."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        _own_address(listener)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        why = f"cannot listen on {host}:{port}: {error.strerror}; port 0 takes a free port"
        raise OSError(error.errno, why) from error
    except BaseException:
        listener.close()
        raise
    return listener


def _own_address(listener: socket.socket) -> None:
    """Let no other socket listen on the same port. A port in TIME_WAIT is free."""
    # On Windows SO_REUSEADDR lets two servers share a port.
    exclusive: int | None = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR if exclusive is None else exclusive, 1)


def reachable(listener: socket.socket) -> tuple[str, int]:
    """Return an address to connect to: the loopback if the socket listens on all interfaces."""
    host: str
    port: int
    host, port = listener.getsockname()[:2]
    return _LOOPBACK.get(host, host), port


class Server:
    """Serves a listening socket until it is stopped.

    A connection beyond the limit is answered by 503 after its request has arrived: most clients take an earlier answer
    for a broken connection. Beyond twice the limit connections wait in the backlog.
    """

    def __init__(
        self, listener: socket.socket, responder: Responder, clock: Clock, region: str, idle_timeout: float, most: int
    ) -> None:
        self._listener = listener
        self._responder = responder
        self._clock = clock
        self._region = region
        self._idle_timeout = idle_timeout
        self._most = most
        self._stopping = threading.Event()
        self._lock = threading.Condition()
        self._open: dict[socket.socket, threading.Thread] = {}
        self._admitted: set[socket.socket] = set()
        self._acceptor = threading.Thread(target=self._accept, name="tigris-emulator-accept", daemon=True)

    def start(self) -> None:
        """Begin to accept connections."""
        self._acceptor.start()

    def stop(self) -> None:
        """End all connections and wait for their threads."""
        self._stopping.set()
        with self._lock:
            self._lock.notify_all()
        # A connection wakes the acceptor at once; it looks by itself after a while.
        with contextlib.suppress(OSError):
            socket.create_connection(reachable(self._listener), timeout=1).close()
        self._acceptor.join()
        self._listener.close()
        with self._lock:
            threads = list(self._open.values())
            for sock in self._open:
                _shut(sock)
        for thread in threads:
            thread.join()

    def _accept(self) -> None:
        self._listener.settimeout(_SLICE)
        while not self._stopping.is_set():
            with self._lock:
                self._lock.wait_for(lambda: len(self._open) < 2 * self._most or self._stopping.is_set())
            try:
                sock, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                # Out of descriptors, or the peer is gone: wait a little and go on.
                self._stopping.wait(0.05)
                continue
            try:
                self._begin(sock)
            except (RuntimeError, MemoryError):  # no thread can be started now
                self._forget(sock)
                self._stopping.wait(0.05)

    def _begin(self, sock: socket.socket) -> None:
        """Serve a connection in a thread of its own."""
        with self._lock:
            if self._stopping.is_set():
                sock.close()
                return
            thread = threading.Thread(target=self._serve, args=(sock,), name="tigris-emulator", daemon=True)
            self._open[sock] = thread
            self._admit(sock)
            thread.start()

    def _forget(self, sock: socket.socket) -> None:
        with self._lock:
            self._open.pop(sock, None)
            self._admitted.discard(sock)
            self._lock.notify_all()
        sock.close()

    def _admit(self, sock: socket.socket) -> bool:
        """Acquire a slot for a connection, unless it has one; return whether it has one now."""
        with self._lock:
            if len(self._admitted) < self._most:
                self._admitted.add(sock)
            return sock in self._admitted

    def _serve(self, sock: socket.socket) -> None:
        try:
            with contextlib.suppress(OSError):  # the peer may be gone
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(self._idle_timeout)
            admit = partial(self._admit, sock)
            Connection(sock, self._clock, self._region, self._stopping.wait, admit, self._responder.respond).serve()
        finally:
            self._forget(sock)


def _shut(sock: socket.socket) -> None:
    """End a connection that another thread may wait for: a shutdown does not wake it on every system."""
    with contextlib.suppress(OSError):  # no longer connected
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()
