"""Leases, and the part of both pools that never waits.

Contract: each step of `allocation` runs under the lock. Code under the lock neither waits nor closes anything. A lease
collected with its slot is noted in `_abandoned` without the lock: the collector may run in a thread that holds it.
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
    """A slot, and its connection once there is one."""

    __slots__ = ("_abandoned", "evicted", "held", "route", "stream")

    def __init__(self, route: Route, abandoned: deque[tuple[Route, StreamT | None]]) -> None:
        self.route, self._abandoned = route, abandoned
        self.held = False
        """True while the slot must be released."""
        self.stream: StreamT | None = None
        self.evicted: tuple[StreamT, ...] = ()
        """Connections to close before this slot is used."""

    def connection(self) -> StreamT:
        """Return the connection. Raises `httpcore.ReadError` after the release."""
        if self.stream is None:
            raise httpcore.ReadError("the connection is closed")
        return self.stream

    def __del__(self) -> None:
        if getattr(self, "held", False):
            self._abandoned.append((self.route, self.stream))


class LeasePool(Generic[StreamT]):
    """The part of both pools that never waits."""

    def __init__(self, limit: int, context: Callable[[], ssl.SSLContext]) -> None:
        self._context = context
        self._slots: Slots[Route, StreamT] = Slots(limit, IDLE_SECONDS)
        self._in_use: set[StreamT] = set()
        self._abandoned: deque[tuple[Route, StreamT | None]] = deque()
        self._closed = False
        self.lock = threading.Lock()
        """Held around each step of the slots."""

    @property
    def idle(self) -> tuple[StreamT, ...]:
        """The idle connections."""
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
        """Acquire a slot without waiting; return False if none is free."""
        with self.lock:
            self._check_open()
            granted = self._slots.acquire(lease.route, time.monotonic())
            if granted is not None:
                self._assign(lease, granted)
            return granted is not None

    def _enqueue(self, lease: Lease[StreamT], wake: Callable[[], None]) -> Waiter[Route, StreamT] | None:
        """Start to wait; None if a slot was free meanwhile and is acquired."""
        with self.lock:
            self._check_open()
            granted = self._slots.acquire(lease.route, time.monotonic())
            if granted is None:
                return self._slots.enqueue(lease.route, wake)
            self._assign(lease, granted)
            return None

    def _dequeue(self, lease: Lease[StreamT], waiter: Waiter[Route, StreamT]) -> None:
        """Stop waiting; keep the slot if one was granted."""
        with self.lock:
            granted = self._slots.leave(waiter)
            if granted is not None:
                self._assign(lease, granted)

    def _assign(self, lease: Lease[StreamT], granted: Granted[StreamT]) -> None:
        lease.held, lease.stream, lease.evicted = True, granted.connection, granted.evicted
        if granted.connection is not None:
            self._in_use.add(granted.connection)

    def _replace_dead(self, lease: Lease[StreamT]) -> None:
        """Replace a dead connection by another idle one, or by none."""
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
        """Release a slot. Returns the connection if the caller must close it first and then call this again."""
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
        """Return the lease of an abandoned slot; None if there is none."""
        try:
            route, stream = self._abandoned.popleft()
        except IndexError:
            return None
        lease = Lease(route, self._abandoned)
        lease.held, lease.stream = True, stream
        return lease

    def _shut_down(self) -> set[StreamT]:
        """Refuse further use and wake all waiters; return all connections to close."""
        with self.lock:
            self._closed = True
            idle, waiters = self._slots.clear()
            streams = {*idle, *self._in_use}
            self._in_use.clear()
        for waiter in waiters:
            waiter.wake()
        return streams
