"""Connections, without waiting: TLS layers, bytes received early, deadlines.

Contract: a stream is one TCP connection with up to two TLS layers (one to a proxy, one through it). Its socket does not
block. Errors of the system become httpx's. A stream that is collected unclosed closes its socket.
"""

from __future__ import annotations

import socket
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from types import TracebackType
from typing import Final, Protocol

import httpx

from tigris_http._concurrency.per_process import OneProcess
from tigris_http._transport.sockets.readiness import Arrivals
from tigris_http._transport.sockets.tls import Tls

RECEIVE: Final = 512 * 1024
"""Bytes of a TLS connection that are received at once."""
HEAD_ROOM: Final = 16 * 1024
"""Bytes received at once while a head is read."""


class Mapped:
    """A context that raises errors of the system as httpx's. Reads and writes call `mapped`: a context costs more."""

    def __init__(self, timed_out: type[httpx.TimeoutException], failed: type[httpx.NetworkError]) -> None:
        self._timed_out, self._failed = timed_out, failed

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, OSError):
            raise self.mapped(error) from error

    def mapped(self, error: OSError) -> httpx.TransportError:  # ssl.SSLError is one
        if isinstance(error, TimeoutError):
            return self._timed_out(str(error) or "timed out")
        return self._failed(str(error) or type(error).__name__)


CONNECTING = Mapped(httpx.ConnectTimeout, httpx.ConnectError)
READING = Mapped(httpx.ReadTimeout, httpx.ReadError)
WRITING = Mapped(httpx.WriteTimeout, httpx.WriteError)


class EarlyAnswer(Protocol):
    """Takes bytes of the server while a request is being sent."""

    @property
    def head(self) -> object:
        """The head of the answer, once it is complete."""
        ...

    def take(self, data: bytes) -> bool:
        """Take received bytes, none at the end; return whether the rest of the request need not be sent."""
        ...


class Stream(ABC):
    """A connection without its waiting."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self._sock, self._process = sock, OneProcess()
        self._arrivals = Arrivals(sock)
        self._layers: list[Tls] = []
        self._ciphers: list[memoryview] = []
        """The memory into which each layer's bytes are received."""
        self._held = b""
        self._answer_awaited = False
        """True after a write, while nothing was received: then a read would find nothing."""
        self.deadline: float | None = None
        """The reading of `time.monotonic()` after which nothing is waited for; None for no deadline."""
        self.failed = False
        """True if a write failed or was given up: part of a request may be on its way, and no other can follow."""
        self.scratch = memoryview(bytearray(HEAD_ROOM))
        """Memory for the bytes of a head."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection, and wake its waiting thread or task."""

    @property
    def is_reusable(self) -> bool:
        """True if the peer sent nothing unasked and has not closed."""
        if self._held or self.failed or (self._layers and any(layer.pending for layer in self._layers)):
            return False
        return not self._arrivals.within(0)

    def unread(self, data: bytes) -> None:
        """Put back bytes received after a head."""
        self._held = data + self._held if self._held else data

    def _add_layer(self, layer: Tls) -> None:
        self._layers.append(layer)
        self._ciphers.append(memoryview(bytearray(RECEIVE)))

    def _take_held(self, view: memoryview) -> int:
        size = min(len(view), len(self._held))
        view[:size] = self._held[:size]
        self._held = self._held[size:]
        return size

    def _encrypted(self, data: bytes | memoryview) -> bytes | memoryview:
        """Return `data` through all layers, the innermost first."""
        for layer in reversed(self._layers):
            layer.write(data)
            data = layer.to_send()
        return data

    @property
    def has_bytes(self) -> bool:
        """True if a read would not wait."""
        return bool(self._held) or any(layer.pending for layer in self._layers) or self._arrivals.within(0)

    def _available(self) -> bytes | None:
        """Return bytes of an answer that are here already, `b""` if the peer closed, None if there are none.

        TLS sends messages of its own, such as session tickets, which are no answer.
        """
        room = self._ciphers[0] if self._layers else self.scratch
        try:
            received = room[: self._sock.recv_into(room)]
        except BlockingIOError:
            return None
        for number, layer in enumerate(self._layers, 1):
            layer.received(received)
            room = self.scratch if number == len(self._layers) else self._ciphers[number]
            count = layer.read_into(room)
            if count < 0:
                return None
            received = room[:count]
        return bytes(received)

    def _is_answered(self, answer: EarlyAnswer) -> bool:
        """Return whether the server has answered that it does not need the rest of the request."""
        if answer.head is not None or not self._arrivals.within(0):
            return False
        received = self._available()
        if received is None or not answer.take(received):
            return False
        self.failed = True
        return True

    def _seconds(self, timeout: float | None) -> float | None:
        """Return how long the next step may wait; raise `TimeoutError` if the deadline has passed."""
        if self.deadline is None:
            return timeout
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for this call is over")
        return left if timeout is None else min(timeout, left)

    def _close_socket(self) -> None:
        with suppress(OSError):  # reset by the peer: closed all the same
            self._sock.close()

    def __del__(self) -> None:
        if hasattr(self, "_sock"):
            self._close_socket()
