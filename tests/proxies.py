"""Proxies for tests: one that makes tunnels by CONNECT and forwards requests, and one that passes on bytes."""

from __future__ import annotations

import socket
import ssl
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from typing_extensions import Self

CERTIFICATE = Path(__file__).parent.parent / "fixtures" / "tls" / "localhost.pem"


class _Listener(ABC):
    """Listens on a free port of this machine until the end of its `with` statement."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self._listener, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        for each in (self._listener, *self._open):
            each.close()

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self._open.append(sock)
                self._accepted(sock)

    @abstractmethod
    def _accepted(self, sock: socket.socket) -> None: ...


def _end(*socks: socket.socket) -> None:
    for sock in socks:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


Then: TypeAlias = Literal["go on", "cut", "stand still"]
Gate: TypeAlias = Callable[[int], tuple[int, Then]]
"""Is told how many bytes came, and returns how many of them may pass, and how the connection goes on."""


def open_gate(size: int) -> tuple[int, Then]:
    return size, "go on"


class Forwarder(_Listener):
    """Passes bytes on to a port of this machine, as far as the gates let them."""

    def __init__(self, to: int) -> None:
        super().__init__()
        self._to = to
        self.endpoint = f"http://127.0.0.1:{self.port}"

    @abstractmethod
    def gate(self, way: Literal["up", "down"]) -> Gate:
        """Return the gate of one way of a new connection; up goes to the server."""

    def stopped(self) -> None:
        """Do something before a connection is cut or stands still."""

    def _accepted(self, sock: socket.socket) -> None:
        far = socket.create_connection(("127.0.0.1", self._to))
        self._open.append(far)
        self._start(self._pass, sock, far, self.gate("up"))
        self._start(self._pass, far, sock, self.gate("down"))

    def _pass(self, source: socket.socket, target: socket.socket, gate: Gate) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 18):
                allowed, then = gate(len(data))
                target.sendall(data[:allowed])
                if then == "go on":
                    continue
                self.stopped()
                if then == "stand still":
                    return
                break
        _end(source, target)


class Proxy(_Listener):
    """Takes requests for other servers.

    With `refusal` it answers every request with that status. With `wanted` it requires that `Proxy-Authorization`.
    """

    def __init__(self, *, tls: bool = False, refusal: int = 0, wanted: str = "", answer: bytes | None = None) -> None:
        super().__init__()
        self.asked: list[bytes] = []
        """The heads of requests as received."""
        self._refusal, self._wanted, self._answer = refusal, wanted, answer
        self._context: ssl.SSLContext | None = None
        if tls:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(CERTIFICATE)
        self.url = f"{'https' if tls else 'http'}://localhost:{self.port}"

    @property
    def lines(self) -> list[bytes]:
        """The request lines."""
        return [head.split(b"\r\n")[0] for head in self.asked]

    def _accepted(self, sock: socket.socket) -> None:
        self._start(self._serve, sock)

    def _serve(self, sock: socket.socket) -> None:
        with suppress(OSError):
            if self._context is not None:
                sock = self._context.wrap_socket(sock, server_side=True)
                self._open.append(sock)
            try:
                self._talk(sock)
            finally:
                sock.close()

    def _talk(self, sock: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            data = sock.recv(65536)
            if not data:
                return
            head += data
        head = self._noted(head)
        if self._answer is not None:
            sock.sendall(self._answer)
            return
        authorized = f"proxy-authorization: {self._wanted}".encode() in head.replace(b"Proxy-Auth", b"proxy-auth")
        status = self._refusal or (407 if self._wanted and not authorized else 0)
        if status:
            sock.sendall(b"HTTP/1.1 %d No secret:hush\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)
            return
        method, target, _ = head.split(b"\r\n")[0].split(b" ")
        if method == b"CONNECT":
            host, _, port = target.rpartition(b":")
            with socket.create_connection((host.strip(b"[]").decode(), int(port))) as far:
                self._open.append(far)
                sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                self._relay(sock, far)
        else:
            host, _, port = target.removeprefix(b"http://").partition(b"/")[0].rpartition(b":")
            with socket.create_connection((host.decode(), int(port))) as far:
                self._open.append(far)
                self._start(self._copy, far, sock)
                try:
                    self._forward(head, sock, far)
                finally:
                    far.shutdown(socket.SHUT_RDWR)

    def _noted(self, head: bytes) -> bytes:
        head = head.removesuffix(b"\r\n\r\n")
        self.asked.append(head)
        return head

    def _forward(self, head: bytes, near: socket.socket, far: socket.socket) -> None:
        """Forward requests without bodies, in origin-form and without the headers for the proxy."""
        while head:
            line, *fields = head.split(b"\r\n")
            method, target, version = line.split(b" ")
            path = b"/" + target.removeprefix(b"http://").partition(b"/")[2]
            fields = [field for field in fields if not field.lower().startswith(b"proxy-")]
            far.sendall(b"\r\n".join([b" ".join([method, path, version]), *fields, b"", b""]))
            head = b""
            while b"\r\n\r\n" not in head:
                data = near.recv(65536)
                if not data:
                    return
                head += data
            head = self._noted(head)

    def _relay(self, near: socket.socket, far: socket.socket) -> None:
        self._start(self._copy, near, far)
        self._copy(far, near)

    def _copy(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        _end(source, target)
