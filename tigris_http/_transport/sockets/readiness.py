"""Wait until a socket can be read or written: by `poll`, or by `select` on systems without it."""

from __future__ import annotations

import select
import socket
from collections.abc import Sequence
from typing import Final

from tigris_http._concurrency.cancel import LONGEST
from tigris_http._concurrency.slices import slices

READ: Final = 1
"""Bytes can be read, or the peer closed, or the socket failed."""
WRITE: Final = 2
"""Bytes can be written, or a connection attempt ended."""


def ready(sock: socket.socket, events: int, seconds: float | None) -> int:
    """Return which of `events` are there within `seconds`; 0 if none. None waits without a bound."""
    found = any_ready([sock], events, seconds)
    return found[0][1] if found else 0


class Arrivals:
    """Waits for bytes of one socket, many times. For one thread at a time."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._poll = select.poll() if hasattr(select, "poll") and any_ready is by_poll else None
        if self._poll is not None:
            self._poll.register(sock.fileno(), select.POLLIN)

    def within(self, seconds: float | None) -> bool:
        """Return whether a read would not wait, within `seconds`."""
        if self._poll is None or self._sock.fileno() < 0:
            return bool(ready(self._sock, READ, seconds))
        return bool(self._poll.poll(None if seconds is None else min(seconds, LONGEST) * 1000))


def by_select(socks: Sequence[socket.socket], events: int, seconds: float | None) -> list[tuple[int, int]]:
    """Return the index and the events of each ready socket. Another thread ends the wait by closing a socket."""
    for part in slices(seconds):
        try:
            found = _selected(socks, events, part)
        except (OSError, ValueError):  # ValueError: the descriptor of a closed socket
            found = [(index, events) for index, sock in enumerate(socks) if sock.fileno() < 0]
            if not found:
                raise
        if found:
            return found
    return []


def _selected(socks: Sequence[socket.socket], events: int, seconds: float | None) -> list[tuple[int, int]]:
    nothing: Sequence[socket.socket] = ()
    reads, writes = (socks if events & READ else nothing), (socks if events & WRITE else nothing)
    # On Windows a connection attempt that failed is exceptional, and not writable.
    most = None if seconds is None else min(seconds, LONGEST)
    readable, writable, failed = select.select(reads, writes, writes, most)
    found = [
        (index, (READ if sock in readable else 0) | (WRITE if sock in writable or sock in failed else 0))
        for index, sock in enumerate(socks)
    ]
    return [(index, bits) for index, bits in found if bits]


if hasattr(select, "poll"):

    def by_poll(socks: Sequence[socket.socket], events: int, seconds: float | None) -> list[tuple[int, int]]:
        """Return the index and the events of each ready socket."""
        poll = select.poll()
        mask = (select.POLLIN if events & READ else 0) | (select.POLLOUT if events & WRITE else 0)
        indices: dict[int, int] = {}
        for index, sock in enumerate(socks):
            descriptor = sock.fileno()
            if descriptor < 0:  # closed: a read says so
                return [(index, events)]
            indices[descriptor] = index
            poll.register(descriptor, mask)
        found = poll.poll(None if seconds is None else min(seconds, LONGEST) * 1000)
        return [(indices[descriptor], _events(bits) & events) for descriptor, bits in found]

    def _events(bits: int) -> int:
        # An error or a hang-up shows in the next read and in the next write.
        return (READ if bits & ~select.POLLOUT else 0) | (WRITE if bits & ~select.POLLIN else 0)

    any_ready = by_poll
else:
    any_ready = by_select
