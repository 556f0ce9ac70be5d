"""Connections of blocking clients.

Contract: as in `stream`. A thread with a cancellation token (`_concurrency.cancel`) waits for nothing that the token
cannot end, except for the resolution of a host name.
"""

from __future__ import annotations

import errno
import socket
import ssl
import threading
import time

from tigris_http._concurrency.cancel import BOUND, Watched, wake
from tigris_http._transport.sockets.readiness import READ, WRITE, ready
from tigris_http._transport.sockets.stream import CONNECTING, READING, WRITING, EarlyAnswer, Stream
from tigris_http._transport.sockets.tls import NEED_DATA, Tls


class BlockingStream(Stream):
    """A connection of one thread at a time. Any thread may close it."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock)
        self._waiter: int | None = None
        """The thread that waits now."""
        self._is_closed = False

    def receive_into(self, view: memoryview, timeout: float | None) -> int:
        """Fill the front of `view`; return how many bytes, 0 if the peer closed."""
        if self._held:
            return self._take_held(view)
        try:
            if BOUND.token is None:
                return self._receive(len(self._layers), view, timeout)
            with Watched(self._sock):
                return self._receive(len(self._layers), view, timeout)
        except OSError as error:
            raise READING.mapped(error) from error

    def _receive(self, level: int, view: memoryview, timeout: float | None) -> int:
        if level:
            layer, cipher = self._layers[level - 1], self._ciphers[level - 1]
            while (size := layer.read_into(view)) == NEED_DATA:
                layer.received(cipher[: self._receive(level - 1, cipher, timeout)])
                self._send_raw(level - 1, layer.to_send(), timeout)
            return size
        seconds = self._seconds(timeout)
        awaited, self._answer_awaited = self._answer_awaited, False
        while True:
            if not awaited:
                try:
                    return self._sock.recv_into(view)
                except BlockingIOError:
                    pass
            if not self._wait(READ, seconds):
                raise TimeoutError("timed out")
            awaited, seconds = False, self._seconds(timeout)

    def send(
        self,
        data: bytes | memoryview,
        timeout: float | None,
        answer: EarlyAnswer | None = None,
    ) -> bool:
        """Send all of `data`. With `answer`, stop and return True if the server answers that it need not be sent."""
        try:
            if BOUND.token is None:
                return self._send(self._encrypted(data), timeout, answer)
            with Watched(self._sock):
                return self._send(self._encrypted(data), timeout, answer)
        except BaseException as error:
            self.failed = True
            if isinstance(error, OSError):
                raise WRITING.mapped(error) from error
            raise

    def _send(
        self,
        data: bytes | memoryview,
        timeout: float | None,
        answer: EarlyAnswer | None = None,
    ) -> bool:
        self._answer_awaited = True
        with memoryview(data) as view:
            sent = 0
            while True:
                if answer is not None and self._is_answered(answer):
                    return True
                try:  # noqa: SIM105  # a context costs more than the call
                    sent += self._sock.send(view[sent:] if sent else data)
                except BlockingIOError:
                    pass
                if sent == len(view):
                    return False
                events = WRITE if answer is None or answer.head is not None else WRITE | READ
                if not self._wait(events, self._seconds(timeout)):
                    raise TimeoutError("timed out")

    def _send_raw(self, level: int, data: bytes, timeout: float | None) -> None:
        if data:
            for layer in reversed(self._layers[:level]):
                layer.write(data)
                data = layer.to_send()
            self._send(data, timeout)

    def start_tls(self, context: ssl.SSLContext, hostname: str, timeout: float | None) -> None:
        before = self.deadline
        if timeout is not None:
            by = time.monotonic() + timeout
            self.deadline = by if before is None else min(before, by)
        level = len(self._layers)
        room = memoryview(bytearray(65536))
        with CONNECTING, Watched(self._sock):
            layer = Tls(context, hostname)
            while layer.handshake() == NEED_DATA:
                self._send_raw(level, layer.to_send(), None)
                layer.received(room[: self._receive(level, room, None)])
            self._send_raw(level, layer.to_send(), None)
        self._add_layer(layer)
        self.deadline = before

    def _wait(self, events: int, seconds: float | None) -> int:
        """Return which of `events` came. Raises `ConnectionAbortedError` if another thread closed the connection."""
        try:
            self._waiter = threading.get_ident()
            if self._is_closed:
                came = 0
            elif events == READ:
                came = READ if self._arrivals.within(seconds) else 0
            else:
                came = ready(self._sock, events, seconds)
        finally:
            self._waiter = None
            if self._is_closed:
                self._close_socket()
        if self._is_closed:
            raise ConnectionAbortedError(errno.ECONNABORTED, "the client closed this connection")
        return came

    def close(self) -> None:
        """Close the connection, or wake the thread that waits for it, which closes it.

        A forked child closes its own copy only.
        """
        is_here = self._process.is_here()
        self._is_closed = True  # before the look at `_waiter`: a thread that begins to wait sees it
        if is_here:
            wake(self._sock)
        if not is_here or self._waiter in {None, threading.get_ident()}:
            self._close_socket()
