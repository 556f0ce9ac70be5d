"""What is lent of a pool, and all of both pools that needs no waiting.

Contract: the steps of `_slots`, each under the lock; what is within never waits, and nothing is closed there. A lease
that is collected with its place is noted in `_abandoned`, without a lock: collection may begin anywhere, also where
this very thread holds it.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import httpcore

from tigris_http._transport.pool.allocation import Granted, Slots, Waiter
from tigris_http._transport.sockets.stream import Stream

if TYPE_CHECKING:
    import ssl

    from tigris_http._transport.sockets.proxy import Route

IDLE_SECONDS: Final = 30.0
"""Seconds that an idle connection is kept."""

StreamT = TypeVar("StreamT", bound=Stream)


class Lease(Generic[StreamT]):
    """A place, and from some moment on the connection at it."""

    __slots__ = ("_abandoned", "evicted", "held", "route", "stream")

    def __init__(self, route: Route, abandoned: deque[tuple[Route, StreamT | None]]) -> None:
        self.route, self._abandoned = route, abandoned
        self.held = False
        """Whether the place has to be given back."""
        self.stream: StreamT | None = None
        self.evicted: tuple[StreamT, ...] = ()
        """What has to be closed for it."""

    def connection(self) -> StreamT:
        """Return the connection, which there is as long as the lease is not done."""
        if self.stream is None:
            raise httpcore.ReadError("the connection is closed")
        return self.stream

    def __del__(self) -> None:
        if getattr(self, "held", False):
            self._abandoned.append((self.route, self.stream))


class LeasePool(Generic[StreamT]):
    """What both pools have in common: all that needs no waiting."""

    def __init__(self, limit: int, context: Callable[[], ssl.SSLContext]) -> None:
        self._context = context
        self._slots: Slots[Route, StreamT] = Slots(limit, IDLE_SECONDS)
        self._in_use: set[StreamT] = set()
        self._abandoned: deque[tuple[Route, StreamT | None]] = deque()
        self._closed = False
        self.lock = threading.Lock()
        """Around every step of the places; what is within never waits, and nothing is closed there."""

    @property
    def idle(self) -> tuple[StreamT, ...]:
        """The connections that wait for a request."""
        with self.lock:
            return self._slots.idle

    @property
    def in_use(self) -> tuple[StreamT, ...]:
        """The connections in use."""
        with self.lock:
            return tuple(self._in_use)

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError("this client is closed")

    def _try_acquire(self, lease: Lease[StreamT]) -> bool:
        """Take a place at once; return whether there was one."""
        with self.lock:
            self._check_open()
            granted = self._slots.acquire(lease.route, time.monotonic())
            if granted is not None:
                self._assign(lease, granted)
            return granted is not None

    def _enqueue(self, lease: Lease[StreamT], wake: Callable[[], None]) -> Waiter[Route, StreamT] | None:
        """Get in line; None where that took so long that a place is there by now."""
        with self.lock:
            self._check_open()
            granted = self._slots.acquire(lease.route, time.monotonic())
            if granted is None:
                return self._slots.enqueue(lease.route, wake)
            self._assign(lease, granted)
            return None

    def _dequeue(self, lease: Lease[StreamT], waiter: Waiter[Route, StreamT]) -> None:
        """Leave the line, with what it came to."""
        with self.lock:
            granted = self._slots.leave(waiter)
            if granted is not None:
                self._assign(lease, granted)

    def _assign(self, lease: Lease[StreamT], granted: Granted[StreamT]) -> None:
        lease.held, lease.stream, lease.evicted = True, granted.connection, granted.evicted
        if granted.connection is not None:
            self._in_use.add(granted.connection)

    def _replace_dead(self, lease: Lease[StreamT]) -> None:
        """Put another idle connection in the place of a dead one, or none."""
        with self.lock:
            if lease.stream is not None:
                self._in_use.discard(lease.stream)
            lease.stream = self._slots.replace_dead(lease.route)
            if lease.stream is not None:
                self._in_use.add(lease.stream)

    def _attach(self, lease: Lease[StreamT], stream: StreamT) -> None:
        with self.lock:
            lease.stream = stream
            self._check_open()
            self._in_use.add(stream)

    def _give_back(self, lease: Lease[StreamT], *, usable: bool) -> StreamT | None:
        """Take a place back; return the connection where that is to be closed first, and the place given after it."""
        waiter = None
        with self.lock:
            if not lease.held:
                return None
            stream, lease.stream = lease.stream, None
            if stream is not None:
                self._in_use.discard(stream)
                if self._closed or not usable:
                    return stream
            lease.held = False
            if not self._closed:
                waiter = self._slots.release(lease.route, stream, time.monotonic())
        if waiter is not None:
            waiter.wake()
        return None

    def _next_abandoned(self) -> Lease[StreamT] | None:
        """Return the lease of what was collected unclosed; None where nothing is left."""
        try:
            route, stream = self._abandoned.popleft()
        except IndexError:
            return None
        lease = Lease(route, self._abandoned)
        lease.held, lease.stream = True, stream
        return lease

    def _shut_down(self) -> set[StreamT]:
        """Refuse further use, and wake who waits; return all connections."""
        with self.lock:
            self._closed = True
            idle, line = self._slots.clear()
            streams = {*idle, *self._in_use}
            self._in_use.clear()
        for waiter in line:
            waiter.wake()
        return streams
