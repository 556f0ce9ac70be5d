"""Blocking sockets for httpcore, as an `httpcore.NetworkStream`.

Contract: `read` returns bytes of a response's head only, so h11 holds no bytes of the body. `receive_into` receives the
body straight into the caller's memory. Errors are httpcore's. If an abort token is bound to the thread, it ends every
wait except name resolution.
"""

from __future__ import annotations

import socket
import ssl
import time
from contextlib import suppress

import httpcore

from tigris_http._concurrency.cancel import BOUND, Watched, connect
from tigris_http._transport.sockets.stream import CONNECTING, READING, WRITING, SocketStream
from tigris_http._transport.sockets.tls import NEED_DATA, Tls


class BlockingStream(SocketStream["BlockingStream"], httpcore.NetworkStream):
    """A blocking socket."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return bytes of a response's head, `b""` at the end."""
        if self._leftover:
            return self._pass_head(self._take_leftover(max_bytes))
        with READING:
            timeout = self._head_timeout(timeout)
        if self._tls is None and BOUND.token is None:
            with READING:
                self._sock.settimeout(self._step_timeout(timeout))
                data = self._sock.recv(max_bytes)
            return self._pass_head(data)
        room = bytearray(max_bytes)
        size = self.receive_into(memoryview(room), timeout)
        return self._pass_head(bytes(memoryview(room)[:size]))

    def receive_into(self, view: memoryview, timeout: float | None) -> int:
        """Receive into the front of `view`; return the size, 0 if the peer closed."""
        if self._leftover:
            return self._leftover_into(view)
        if BOUND.token is not None:
            with Watched(self._sock):
                return self.receive_into(view, timeout)
        with READING:
            if self._tls is None:
                return self._receive(view, timeout)
            while (size := self._tls.read_into(view)) == NEED_DATA:
                self._tls.received(self._cipher[: self._receive(self._cipher, timeout)])
                self._flush(self._tls, timeout)
            return size

    def _receive(self, view: memoryview, timeout: float | None) -> int:
        if self._below is not None:
            return self._below.receive_into(view, self._step_timeout(timeout))
        self._sock.settimeout(self._step_timeout(timeout))
        return self._sock.recv_into(view)

    def _send(self, data: bytes, timeout: float | None) -> None:
        if self._below is not None:
            self._below.write(data, self._step_timeout(timeout))
            return
        with memoryview(data) as view:
            sent = 0
            while sent < len(view):
                self._sock.settimeout(self._step_timeout(timeout))
                sent += self._sock.send(view[sent:])

    def _flush(self, tls: Tls, timeout: float | None) -> None:
        data = tls.to_send()
        if data:
            self._send(data, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        if BOUND.token is not None:
            with Watched(self._sock):
                self.write(buffer, timeout)
            return
        self._begin_request()
        try:
            with WRITING:
                if self._tls is not None:
                    self._tls.write(buffer)
                    buffer = self._tls.to_send()
                self._send(buffer, timeout)
        except BaseException:
            self.failed = True
            raise

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> BlockingStream:
        """Add TLS within `timeout` seconds; return the new stream. Closes this one if it fails."""
        inner = BlockingStream(self._sock, below=None if self._tls is None else self)
        inner.deadline = _earlier(self.deadline, timeout)
        room = memoryview(bytearray(65536))
        try:
            with Watched(self._sock), CONNECTING:
                tls = Tls(ssl_context, server_hostname)
                while tls.handshake() == NEED_DATA:
                    inner._flush(tls, None)
                    tls.received(room[: inner._receive(room, None)])
                inner._flush(tls, None)
        except httpcore.TimeoutException as error:  # of the stream below
            self.close()
            raise httpcore.ConnectTimeout(str(error)) from error
        except httpcore.NetworkError as error:
            self.close()
            raise httpcore.ConnectError(str(error)) from error
        except BaseException:
            self.close()
            raise
        return BlockingStream(self._sock, tls, inner._below)

    def close(self) -> None:
        """Close the socket and wake its reader. Does not raise.

        The shutdown wakes another thread that reads; on Linux a close alone does not. A forked child closes its copy
        only: the connection belongs to the parent.
        """
        if self._process.is_here():
            with suppress(OSError):  # not connected any more
                self._sock.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):  # reset by the peer: closed all the same
            self._sock.close()


def _earlier(deadline: float | None, timeout: float | None) -> float | None:
    if timeout is None:
        return deadline
    end = time.monotonic() + timeout
    return end if deadline is None else min(deadline, end)


def open_stream(host: str, port: int, timeout: float | None) -> BlockingStream:
    """Connect to the first address of the host that accepts, within `timeout` seconds for all."""
    with CONNECTING:
        sock = _connected(host, port, _earlier(None, timeout))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return BlockingStream(sock)


def _connected(host: str, port: int, deadline: float | None) -> socket.socket:
    failed: OSError | None = None
    addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for number, (family, kind, protocol, _, address) in enumerate(addresses):
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError as error:  # the system lacks this address family
            failed = error
            continue
        try:
            connect(sock, address, split_time(deadline, len(addresses) - number))
        except OSError as error:
            sock.close()
            failed = error
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise failed or OSError(f"{host} has no address")


def split_time(deadline: float | None, addresses: int) -> float | None:
    """Return an equal share of the time left, so that a dead address leaves time for the others."""
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left / addresses
