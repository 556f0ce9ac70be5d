"""Sockets and threads: a listener, and a thread for each connection.

Contract: after `stop` no thread and no socket of this server is left.
"""

from __future__ import annotations

import os
import socket
import threading
from functools import partial
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.http.connection import Connection

if TYPE_CHECKING:
    from tigris_http.emulator.responder import Responder
    from tigris_http.emulator.store.clock import Clock

_BACKLOG: Final = 512


def listen(host: str, port: int) -> socket.socket:
    """Open a listening socket; port 0 takes a free one. Raises OSError if the address is in use."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere the option lets two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
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
        self._wake()
        self._acceptor.join()
        self._listener.close()
        with self._lock:
            threads = list(self._open.values())
            for sock in self._open:
                _shut(sock)
        for thread in threads:
            thread.join()

    def _wake(self) -> None:
        """Make `accept` return: by a shutdown on Linux, by a connection of our own elsewhere."""
        try:
            socket.create_connection(self._listener.getsockname()[:2], timeout=1).close()
        except OSError:
            _shut(self._listener)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            with self._lock:
                self._lock.wait_for(lambda: len(self._open) < 2 * self._most or self._stopping.is_set())
            try:
                sock, _ = self._listener.accept()
            except OSError:
                # Out of descriptors, or the peer is gone: wait a little and go on.
                self._stopping.wait(0.05)
                continue
            with self._lock:
                if self._stopping.is_set():
                    sock.close()
                    continue
                thread = threading.Thread(target=self._serve, args=(sock,), name="tigris-emulator", daemon=True)
                self._open[sock] = thread
            self._admit(sock)
            thread.start()

    def _admit(self, sock: socket.socket) -> bool:
        """Acquire a slot for a connection, unless it has one; return whether it has one now."""
        with self._lock:
            if len(self._admitted) < self._most:
                self._admitted.add(sock)
            return sock in self._admitted

    def _serve(self, sock: socket.socket) -> None:
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(self._idle_timeout)
            admit = partial(self._admit, sock)
            Connection(sock, self._clock, self._region, self._stopping.wait, admit, self._responder.respond).serve()
        finally:
            with self._lock:
                del self._open[sock]
                self._admitted.discard(sock)
                self._lock.notify_all()
            sock.close()


def _shut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # no longer connected
