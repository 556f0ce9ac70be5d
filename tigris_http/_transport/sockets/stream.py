"""What all streams under httpcore have in common: everything that needs no waiting.

Contract: a stream never gives more than the head of an answer to whoever reads heads, and bounds that head: in its
size, and in time, counted from the first look for it, however many interim answers come. What is waited for ends with
`ends`. Errors of the system become httpcore's.
"""

from __future__ import annotations

import os
import select
import socket
import time
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Final

import httpcore

from tigris_http._transport.sockets.tls import Tls
from tigris_http._wire.framing import HeadSplitter

TLS_RECEIVE_SIZE: Final = 512 * 1024
"""Bytes of a TLS connection that are received at once."""
MAX_HEAD: Final = 128 * 1024
"""Bytes of an answer's head with all interim answers before it; h11 takes 100 KiB for one."""

SocketOptions = Iterable[Any]


class ErrorMapping:
    """A context that raises errors of the system as httpcore's; a class, since a generator costs more than a read."""

    def __init__(self, timed_out: type[Exception], failed: type[Exception]) -> None:
        self._timed_out, self._failed = timed_out, failed

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, TimeoutError):
            raise self._timed_out(str(error) or "timed out") from error
        if isinstance(error, OSError):  # ssl.SSLError is one
            raise self._failed(str(error) or type(error).__name__) from error


CONNECTING = ErrorMapping(httpcore.ConnectTimeout, httpcore.ConnectError)
READING = ErrorMapping(httpcore.ReadTimeout, httpcore.ReadError)
WRITING = ErrorMapping(httpcore.WriteTimeout, httpcore.WriteError)


def is_readable(sock: socket.socket) -> bool:
    """Return whether a read would not wait: closed by the peer, or out of step, where nothing was asked."""
    if sock.fileno() < 0:
        return True
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([sock], [], [], 0)[0])


class Stream:
    """What the streams have in common: the head splitter, bytes that came too early, and how long to wait."""

    def __init__(self) -> None:
        self.deadline: float | None = None
        """The reading of `time.monotonic()` after which nothing is waited for; None for no such bound."""
        self.failed = False
        """Whether a write failed: part of a request may be on its way, and no other can follow."""
        self._heads = HeadSplitter()
        self._head_deadline: float | None = None
        self._leftover = b""

    def _begin_request(self) -> None:
        """Note that a request goes out."""
        self._heads.begin()
        self._head_deadline = None

    def _step_timeout(self, timeout: float | None) -> float | None:
        """Return how long the next step may take where it is allowed `timeout` seconds."""
        if self.deadline is None:
            return timeout
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for this call is over")
        return left if timeout is None else min(timeout, left)

    def _head_timeout(self, timeout: float | None) -> float | None:
        """Return how long the next read may take where all of a head is allowed `timeout` seconds."""
        if timeout is None or not self._heads.in_head:
            return timeout
        now = time.monotonic()
        if self._head_deadline is None:
            self._head_deadline = now + timeout
        if self._head_deadline <= now:
            raise TimeoutError("the head of the answer did not end in time")
        return self._head_deadline - now

    def _pass_head(self, data: bytes) -> bytes:
        """Return what of `data` may be read as a head; hold the rest."""
        end = self._heads.split(data)
        if self._heads.size > MAX_HEAD:
            raise httpcore.RemoteProtocolError(f"the head of the answer is larger than {MAX_HEAD} bytes")
        self._leftover = data[end:] + self._leftover
        return data[:end]

    def _take_leftover(self, size: int) -> bytes:
        taken, self._leftover = self._leftover[:size], self._leftover[size:]
        return taken

    def _leftover_into(self, view: memoryview) -> int:
        taken = self._take_leftover(len(view))
        view[: len(taken)] = taken
        return len(taken)


class SocketStream(Stream):
    """What streams on sockets of their own have in common."""

    def __init__(self, sock: socket.socket, tls: Tls | None, under: SocketStream | None) -> None:
        super().__init__()
        self._sock, self._tls, self._under, self._pid = sock, tls, under, os.getpid()
        self._cipher = memoryview(b"") if tls is None else memoryview(bytearray(TLS_RECEIVE_SIZE))

    @property
    def is_reusable(self) -> bool:
        """Whether nothing came that nobody asked for, and the peer has not closed: fit for another request."""
        if self._leftover or (self._tls is not None and self._tls.pending):
            return False
        return self._under.is_reusable if self._under is not None else not is_readable(self._sock)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # httpcore's signature
        """Return what httpcore asks of a stream."""
        if info == "socket":
            return self._sock
        if info == "ssl_object":
            return None if self._tls is None else self._tls.object
        if info == "is_readable":
            return not self.is_reusable
        if info in {"client_addr", "server_addr"}:
            return self._sock.getsockname() if info == "client_addr" else self._sock.getpeername()
        return None
