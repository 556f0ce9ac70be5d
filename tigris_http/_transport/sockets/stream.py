"""The part of all streams that never waits.

Contract: `read` returns bytes of a response's head only. The head is bounded in size and in time, counted from the
first read, however many interim responses come. Each wait ends at `deadline`. System errors become httpcore's.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Final, Generic, TypeVar

import httpcore

from tigris_http._concurrency.per_process import OneProcess
from tigris_http._transport.sockets.tls import Tls
from tigris_http._wire.framing import HeadSplitter

TLS_RECEIVE_SIZE: Final = 512 * 1024
"""Bytes of one receive on a TLS connection."""
MAX_HEAD: Final = 128 * 1024
"""Bytes of a response's head with its interim responses. h11 allows 100 KiB for one head."""

SocketOptions = Iterable[Any]


class ErrorMapping:
    """Context that raises system errors as httpcore's. A class, since a generator costs more than a read."""

    def __init__(self, timed_out: type[Exception], failed: type[Exception]) -> None:
        self._timed_out, self._failed = timed_out, failed

    def __enter__(self) -> None:
        pass

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
    """Return True if a read would not wait: there are bytes, or the peer closed."""
    if sock.fileno() < 0:
        return True
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([sock], [], [], 0)[0])


class Stream:
    """State of every stream: the head splitter, left-over bytes, deadlines."""

    def __init__(self) -> None:
        self.deadline: float | None = None
        """Time of `time.monotonic()` at which each wait ends. None for no limit."""
        self.failed = False
        """True after a failed write: part of a request may be sent, so no other can follow."""
        self._heads = HeadSplitter()
        self._head_deadline: float | None = None
        self._leftover = b""

    def _begin_request(self) -> None:
        self._heads.begin()
        self._head_deadline = None

    def _step_timeout(self, timeout: float | None) -> float | None:
        """Return `timeout`, cut to the seconds until the deadline."""
        if self.deadline is None:
            return timeout
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline of this call passed")
        return left if timeout is None else min(timeout, left)

    def _head_timeout(self, timeout: float | None) -> float | None:
        """Return the seconds for the next read if the whole head may take `timeout`."""
        if timeout is None or not self._heads.in_head:
            return timeout
        now = time.monotonic()
        if self._head_deadline is None:
            self._head_deadline = now + timeout
        if self._head_deadline <= now:
            raise TimeoutError("the head of the response did not end in time")
        return self._head_deadline - now

    def _pass_head(self, data: bytes) -> bytes:
        """Return the part of `data` that belongs to the head; keep the rest."""
        end = self._heads.split(data)
        if self._heads.size > MAX_HEAD:
            raise httpcore.RemoteProtocolError(f"the head of the response is larger than {MAX_HEAD} bytes")
        self._leftover = data[end:] + self._leftover
        return data[:end]

    def _take_leftover(self, size: int) -> bytes:
        taken, self._leftover = self._leftover[:size], self._leftover[size:]
        return taken

    def _leftover_into(self, view: memoryview) -> int:
        taken = self._take_leftover(len(view))
        view[: len(taken)] = taken
        return len(taken)


BelowT = TypeVar("BelowT", bound="SocketStream[Any]")


class SocketStream(Stream, Generic[BelowT]):
    """A connected socket, with or without TLS. `below` is the stream with the TLS of a proxy, if there is one."""

    def __init__(self, sock: socket.socket, tls: Tls | None = None, below: BelowT | None = None) -> None:
        super().__init__()
        self._sock, self._tls, self._below, self._process = sock, tls, below, OneProcess()
        self._cipher = memoryview(b"") if tls is None else memoryview(bytearray(TLS_RECEIVE_SIZE))

    @property
    def is_reusable(self) -> bool:
        """True if the connection can take another request: no unread bytes, not closed by the peer."""
        if self._leftover or (self._tls is not None and self._tls.pending):
            return False
        return self._below.is_reusable if self._below is not None else not is_readable(self._sock)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # httpcore's signature
        if info == "socket":
            return self._sock
        if info == "ssl_object":
            return None if self._tls is None else self._tls.object
        if info == "is_readable":
            return not self.is_reusable
        if info in {"client_addr", "server_addr"}:
            return self._sock.getsockname() if info == "client_addr" else self._sock.getpeername()
        return None
