"""What blocking and asyncio streams under httpcore have in common: everything that needs no waiting.

Contract: the socket, the head splitter, and bytes that came too early; errors of the system become httpcore's.
"""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Iterable
from types import TracebackType
from typing import Any

import httpcore

from tigris_http._framing import HeadSplitter
from tigris_http._tls import Tls

RECEIVE = 512 * 1024
"""Bytes of a TLS connection that are received at once."""

SocketOptions = Iterable[Any]


class Mapped:
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


CONNECTING = Mapped(httpcore.ConnectTimeout, httpcore.ConnectError)
READING = Mapped(httpcore.ReadTimeout, httpcore.ReadError)
WRITING = Mapped(httpcore.WriteTimeout, httpcore.WriteError)


def _is_readable(sock: socket.socket) -> bool:
    # What the pool asks of an idle connection: readable means closed by the peer, or out of step.
    if sock.fileno() < 0:
        return True
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([sock], [], [], 0)[0])


class Stream:
    """What both streams have in common: the socket, the head splitter, and bytes that came too early."""

    def __init__(self, sock: socket.socket, tls: Tls | None = None) -> None:
        self._sock, self._tls, self._pid = sock, tls, os.getpid()
        self._heads = HeadSplitter()
        self._held = b""
        self._cipher = memoryview(b"") if tls is None else memoryview(bytearray(RECEIVE))

    def _let_through(self, data: bytes) -> bytes:
        """Return what of `data` may be read as a head, or is of a body that is read here; hold the rest."""
        end = self._heads.split(data)
        self._held = data[end:] + self._held
        return data[:end]

    def _take_held(self, size: int) -> bytes:
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def _held_into(self, view: memoryview) -> int:
        taken = self._take_held(len(view))
        view[: len(taken)] = taken
        return len(taken)

    def give_back(self, data: bytes) -> None:
        """Say what is read next, before anything of the socket."""
        self._held += data

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # httpcore's signature
        """Return what httpcore asks of a stream."""
        if info == "socket":
            return self._sock
        if info == "ssl_object":
            return None if self._tls is None else self._tls.object
        if info == "is_readable":
            return bool(self._held) or _is_readable(self._sock)
        if info in {"client_addr", "server_addr"}:
            return self._sock.getsockname() if info == "client_addr" else self._sock.getpeername()
        return None
