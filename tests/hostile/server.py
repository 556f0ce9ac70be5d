"""A server that breaks HTTP on its connections: it makes the moves of a `Script`, one after the other.

    with HostileServer() as server:
        server.behave(Fault("half a status line", lambda good: (b"HTTP/1.", CLOSE)))

It spoils a good answer: that of the operation named in the request's header field `x-use` (see `good.py`). It knows
nothing of the client, finds the end of a request with h11, and counts requests.
"""

from __future__ import annotations

import select
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from tests.rawserver import RESET

from .good import NOTHING, Good

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from typing_extensions import Self


@dataclass(frozen=True)
class Drip:
    """Send `data` in pieces of `size` bytes, `pause` seconds apart."""

    data: bytes
    pause: float = 0.0
    size: int = 1


@dataclass(frozen=True)
class Endless:
    """Send `data` again and again until the client has enough."""

    data: bytes
    pause: float = 0.0


Ending: TypeAlias = Literal["keep", "close", "reset", "stall", "cut"]
"""Wait for the next request; close in order; RST; be silent; close without TLS's close_notify."""
Move: TypeAlias = bytes | Drip | Endless | Ending
Reading: TypeAlias = Literal["nothing", "head", "all"]


@dataclass(frozen=True)
class Script:
    """The reaction to a request: bytes of it to read, then moves. Without an ending the connection closes."""

    spoil: Callable[[Good], Iterable[Move]]
    reads: Reading = "all"


class HostileServer:
    """Listens on a free port of 127.0.0.1 until the end of its `with` statement."""

    def __init__(self, good: Callable[[str, str, str], Good], context: ssl.SSLContext | None = None) -> None:
        self._good, self._context = good, context
        self._script = Script(lambda answer: (answer.whole, "keep"))
        self.requests: list[str] = []
        """Heads of the requests that were read."""
        self.connections = 0
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self.endpoint = f"{'http' if context is None else 'https'}://127.0.0.1:{self.port}"

    def behave(self, script: Script | None = None) -> None:
        """Behave so from the next request on; None for right answers."""
        self._script = script or Script(lambda answer: (answer.whole, "keep"))

    def forget(self) -> None:
        """Close all connections, and wait until they are gone."""
        with self._lock:
            sockets, threads, self._threads = list(self._open), self._threads, []
            self.requests, self.connections = [], 0
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(10)

    def __enter__(self) -> Self:
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join(10)
        self.forget()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._connected, args=(connection,), daemon=True)
            with self._lock:
                self.connections += 1
                self._open.add(connection)
                self._threads.append(thread)
            thread.start()

    def _connected(self, connection: socket.socket) -> None:
        try:
            with suppress(OSError):
                self._serve(connection)
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def _serve(self, connection: socket.socket) -> None:
        if self._context is not None:
            with self._lock:
                self._open.discard(connection)
            connection = self._context.wrap_socket(connection, server_side=True, suppress_ragged_eofs=True)
            with self._lock:
                self._open.add(connection)
        try:
            while self._one(connection):
                pass
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def _one(self, connection: socket.socket) -> bool:
        script = self._script
        answer = NOTHING
        if script.reads != "nothing":
            received = _received_head(connection)
            if received is None:
                return False
            script = self._script
            head, extra = received
            line, *rest = head.split("\r\n")
            fields = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in rest)}
            with self._lock:
                self.requests.append(head)
            if script.reads == "all":
                _received(connection, int(fields.get("content-length", "0")) - extra)
            method, target, _ = line.split(" ")
            answer = self._good(method, target, fields.get("x-use", ""))
        for move in script.spoil(answer):
            if isinstance(move, bytes):
                connection.sendall(move)
            elif isinstance(move, Drip):
                for at in range(0, len(move.data), move.size):
                    connection.sendall(move.data[at : at + move.size])
                    if move.pause and _is_gone(connection, move.pause):
                        return False
            elif isinstance(move, Endless):
                while not _is_gone(connection, move.pause):
                    connection.sendall(move.data)
                return False
            else:
                return _end(connection, move)
        return _end(connection, "close")


def _received_head(connection: socket.socket) -> tuple[str, int] | None:
    """Return the head of the next request, and the number of bytes received after it."""
    seen = b""
    while b"\r\n\r\n" not in seen:
        part = connection.recv(65536)
        if not part:
            return None
        seen += part
    head, _, rest = seen.partition(b"\r\n\r\n")
    return head.decode("latin-1"), len(rest)


def _received(connection: socket.socket, size: int) -> None:
    while size > 0:
        part = connection.recv(min(size, 1 << 20))
        if not part:
            return
        size -= len(part)


def _is_gone(connection: socket.socket, pause: float) -> bool:
    """Wait so many seconds; return true if the client closed meanwhile."""
    until = time.monotonic() + pause
    while True:
        readable, _, _ = select.select([connection], [], [], max(0.0, until - time.monotonic()))
        if not readable:
            return False
        if not connection.recv(65536):
            return True


def _end(connection: socket.socket, ending: str) -> bool:
    if ending == "keep":
        return True
    if ending == "stall":
        while connection.recv(65536):
            continue
    elif ending == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    elif isinstance(connection, ssl.SSLSocket) and ending == "close":
        with suppress(OSError):
            connection.unwrap()
    elif not isinstance(connection, ssl.SSLSocket):
        # Unread bytes turn an orderly close into a reset, which discards data sent before.
        with suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(2)
            while connection.recv(65536):
                continue
    return False
