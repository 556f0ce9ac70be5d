"""Sockets under httpcore, blocking and asyncio, whose answers can be taken over where their heads end.

Contract: as an `httpcore.NetworkStream` each reads and writes as any other, but never gives more than an answer's
head at once, so that h11 holds nothing of the body. Whoever takes the body over reads it by `receive_into`, straight
into memory of its own, and says by `give_back` what h11 is to read next. Errors are httpcore's. A thread that a token
of `_abort` is bound to waits for nothing that the token cannot end, but for a name to be resolved.
"""

from __future__ import annotations

import os
import socket
import ssl
from contextlib import suppress

import httpcore

from tigris_http._abort import BOUND, Watched, connect, sleep
from tigris_http._backend_asyncio import AsyncBackend, AsyncioStream
from tigris_http._backend_stream import CONNECTING, READING, WRITING, SocketOptions, Stream
from tigris_http._tls import WANT, Tls

__all__ = ["AsyncBackend", "AsyncioStream", "BlockingBackend", "BlockingStream"]


class BlockingStream(Stream, httpcore.NetworkStream):
    """A connected socket, with or without TLS."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return bytes of the answer's head, or of its body when that is read here; `b""` at the end."""
        if self._held:
            return self._let_through(self._take_held(max_bytes))
        if BOUND.token is not None:
            with Watched(self._sock):
                return self.read(max_bytes, timeout)
        if self._tls is None:
            with READING:
                self._sock.settimeout(timeout)
                return self._let_through(self._sock.recv(max_bytes))
        data = bytearray(max_bytes)
        size = self.receive_into(memoryview(data), timeout)
        return self._let_through(bytes(memoryview(data)[:size]))

    def receive_into(self, view: memoryview, timeout: float | None) -> int:
        """Fill the front of `view` with what comes next; return how much, 0 where the peer closed."""
        if self._held:
            return self._held_into(view)
        if BOUND.token is not None:
            with Watched(self._sock):
                return self.receive_into(view, timeout)
        with READING:
            self._sock.settimeout(timeout)
            if self._tls is None:
                return self._sock.recv_into(view)
            while (size := self._tls.read_into(view)) == WANT:
                self._tls.received(self._cipher[: self._sock.recv_into(self._cipher)])
                self._flush(self._tls)
            return size

    def _flush(self, tls: Tls) -> None:
        data = tls.to_send()
        if data:
            self._sock.sendall(data)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of `buffer`."""
        if not buffer:
            return
        if BOUND.token is not None:
            with Watched(self._sock):
                self.write(buffer, timeout)
            return
        self._heads.begin()
        with WRITING:
            self._sock.settimeout(timeout)
            if self._tls is not None:
                self._tls.write(buffer)
                buffer = self._tls.to_send()
            with memoryview(buffer) as view:
                sent = 0
                while sent < len(view):
                    sent += self._sock.send(view[sent:])

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> BlockingStream:
        """Return the stream with TLS on it."""
        try:
            with Watched(self._sock), CONNECTING:
                self._sock.settimeout(timeout)
                tls = Tls(ssl_context, server_hostname)
                while tls.handshake() == WANT:
                    self._flush(tls)
                    tls.received(self._sock.recv(65536))
                self._flush(tls)
        except BaseException:
            self.close()
            raise
        return BlockingStream(self._sock, tls)

    def close(self) -> None:
        """Close the socket, and wake whoever reads from it.

        The pool may close a connection that another thread has just begun to use; on Linux that thread would wait for
        an answer until its time-out. A forked child closes its copy only: the connection is its parent's.
        """
        if self._pid == os.getpid():
            with suppress(OSError):  # not connected any more
                self._sock.shutdown(socket.SHUT_RDWR)
        self._sock.close()


class BlockingBackend(httpcore.NetworkBackend):
    """Connects as the stock backend does, and gives streams that can be taken over."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> BlockingStream:
        """Return a connected stream; `timeout` seconds are for each address of the host."""
        with CONNECTING:
            sock = _connected(host, port, timeout, local_address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for option in socket_options or ():
                sock.setsockopt(*option)
        return BlockingStream(sock)

    def sleep(self, seconds: float) -> None:
        """Sleep."""
        sleep(seconds)


def _connected(host: str, port: int, timeout: float | None, local_address: str | None) -> socket.socket:
    """Return a socket connected to the first address of the host that takes it."""
    failed: OSError | None = None
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError as error:  # an address of a family that the system does not have
            failed = error
            continue
        try:
            if local_address is not None:
                sock.bind((local_address, 0))
            connect(sock, address, timeout)
        except OSError as error:
            sock.close()
            failed = error
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise failed or OSError(f"{host} has no address")
