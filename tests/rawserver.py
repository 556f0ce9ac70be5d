"""A server that answers with given bytes, without any code of this package: it cuts, stalls, lies and counts.

    with RawServer(ok(b"hello")) as server:
        client = TigrisHTTP(server.endpoint, KEYS)

Each request takes the next of the given answers; the last one repeats. `requests` has the requests received.
"""

from __future__ import annotations

import socket
import struct
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self


RESET = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""The value of `SO_LINGER` with which a close resets the connection."""


def reply(status: int = 200, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    """The bytes of an answer, with a Content-Length of `length` or of the body's size."""
    lines = [f"HTTP/1.1 {status} Reason", *headers, f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


WEAK = 'ETag: W/"e"'
"""The tag of an object that does not resume after its body broke."""


def ok(body: bytes = b"", *headers: str) -> bytes:
    """The bytes of a success, with an entity tag, which every answer about an object has."""
    tag = () if any(each.lower().startswith("etag:") for each in headers) else ('ETag: "e"',)
    return reply(200, body, *tag, *headers)


def page(*headers: str) -> bytes:
    """The answer of a captive portal to anything."""
    return reply(200, b"<html><title>Sign in to the network</title></html>", "Content-Type: text/html", *headers)


def error(status: int, code: str, *headers: str) -> bytes:
    document = f"<Error><Code>{code}</Code><Message>Because.</Message><RequestId>17919</RequestId></Error>"
    return reply(status, document.encode(), *headers)


@dataclass(frozen=True)
class Answer:
    """The reaction to one request: send `data`, then keep, close or stall the connection."""

    data: bytes = b""
    then: str = "keep"
    """`keep`, `close`, `reset` or `stall` (until the client gives up)."""
    read_body: bool = True


CLOSE = Answer(then="close")
STALL = Answer(then="stall")


def cut(data: bytes) -> Answer:
    return Answer(data, "close")


def stalled(data: bytes) -> Answer:
    return Answer(data, "stall")


@dataclass(frozen=True)
class Seen:
    """One request as received."""

    connection: int
    head: bytes
    body: bytes

    @property
    def request_line(self) -> bytes:
        return self.head.split(b"\r\n")[0]

    @property
    def target(self) -> bytes:
        return self.request_line.split(b" ")[1]

    @property
    def fields(self) -> list[tuple[str, str]]:
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        return [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines if line)]

    def get(self, name: str) -> str | None:
        return dict(self.fields).get(name)


@dataclass
class RawServer:
    """Listens on a free port of 127.0.0.1 until the end of its `with` statement."""

    answers: tuple[Answer, ...]
    requests: list[Seen] = field(default_factory=list)
    connections: int = 0

    def __init__(self, *answers: bytes | Answer) -> None:
        self.answers = tuple(answer if isinstance(answer, Answer) else Answer(answer) for answer in answers)
        self.requests, self.connections = [], 0
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            sockets = list(self._open)
        for connection in sockets:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def _start(self, target: object, *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                self._open.append(connection)
                number = self.connections
            self._start(self._serve, connection, number)

    def _serve(self, connection: socket.socket, number: int) -> None:
        with connection, suppress(OSError), connection.makefile("rb") as reader:
            while self._one(connection, reader, number):
                pass
        with self._lock:
            self._open.remove(connection)

    def _one(self, connection: socket.socket, reader: object, number: int) -> bool:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line: bytes = reader.readline()  # type: ignore[attr-defined]
            if not line:
                return False
            head += line
        with self._lock:
            index = len(self.requests)
            answer = self.answers[min(index, len(self.answers) - 1)]
            length = int(dict(Seen(0, head[:-4], b"").fields).get("content-length", "0"))
            self.requests.append(Seen(number, head[:-4], b""))
        if answer.read_body and length:
            body: bytes = reader.read(length)  # type: ignore[attr-defined]
            self.requests[index] = Seen(number, head[:-4], body)
        connection.sendall(answer.data)
        if answer.then == "stall":
            while connection.recv(65536):
                continue
        elif answer.then == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        return answer.then == "keep"
