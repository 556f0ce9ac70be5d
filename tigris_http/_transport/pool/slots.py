"""The slots of a pool and their connections, without waiting.

Contract: at most `limit` connections exist, in use or idle. Free slots are derived from the set of leases, never
counted: no interrupt, collection or double release can lose or add one. The set holds leases weakly. The collector
removes a forgotten one by a callback in C, which nothing can interrupt.

The lock is reentrant: a signal handler or a finaliser may run inside it, at any bytecode, and finds a valid state.
Nothing waits and nothing is closed under the lock.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import httpx

from tigris_http._concurrency.per_process import CLIENT_IS_CLOSED
from tigris_http._transport.sockets.stream import Stream

if TYPE_CHECKING:
    from tigris_http._transport.sockets.proxy import Route

IDLE_SECONDS: Final = 30.0
"""Seconds for which an idle connection is kept."""
SWEEP_INTERVAL: Final = 1.0
"""Seconds between two looks of a waiter: a collected lease wakes no waiter."""

StreamT = TypeVar("StreamT", bound=Stream)


class Lease(Generic[StreamT]):
    """A slot of a pool and, once there is one, its connection."""

    __slots__ = ("__weakref__", "route", "stream")

    def __init__(self, route: Route) -> None:
        self.route = route
        self.stream: StreamT | None = None

    def connection(self) -> StreamT:
        """Return the connection; raise `httpx.ReadError` if the pool has closed it."""
        if self.stream is None:
            raise httpx.ReadError("the connection is closed")
        return self.stream


class Waiter:
    __slots__ = ("__weakref__", "wake")

    def __init__(self, wake: Callable[[], None]) -> None:
        self.wake = wake


class Slots(Generic[StreamT]):
    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._leases: set[weakref.ref[Lease[StreamT]]] = set()
        self._idle: dict[Route, deque[tuple[StreamT, float]]] = {}
        """For each route its idle connections with the time since when, the one used last at the right."""
        self._line: deque[weakref.ref[Waiter]] = deque()
        self._look_at = 0.0
        """When idle connections are next looked at for their age."""
        self._closed = False
        self._lock = threading.RLock()

    @property
    def idle(self) -> tuple[StreamT, ...]:
        return tuple(stream for streams in tuple(self._idle.values()) for stream, _ in tuple(streams))

    @property
    def in_use(self) -> tuple[StreamT, ...]:
        leases = [reference() for reference in tuple(self._leases)]
        return tuple(lease.stream for lease in leases if lease is not None and lease.stream is not None)

    def check_open(self) -> None:
        """Raise `RuntimeError` if the pool is closed."""
        if self._closed:
            raise RuntimeError(CLIENT_IS_CLOSED)

    def take(self, lease: Lease[StreamT], waiter: Waiter | None = None) -> list[StreamT] | None:
        """Give `lease` a slot, with an idle connection of its route if there is one.

        Returns the connections to close first. None: the lease has to wait, as no slot is free or others wait longer.
        """
        with self._lock:
            self.check_open()
            first = self._first_waiter()
            if (first is not None and first is not waiter) or len(self._leases) >= self._limit:
                return None
            self._leases.add(weakref.ref(lease, self._leases.discard))
            dropped = self._expired()
            lease.stream = self._pop(lease.route)
            if lease.stream is None and len(self._leases) + len(self.idle) > self._limit:
                # Buckets have host names of their own: connections to one must not keep out another.
                dropped += self._oldest()
            return dropped

    def replace(self, lease: Lease[StreamT]) -> None:
        """Give a lease another idle connection of its route, or none: its own was dead."""
        with self._lock:
            lease.stream = self._pop(lease.route)

    def give(self, lease: Lease[StreamT], stream: StreamT) -> None:
        """Give a lease its new connection; raise `RuntimeError` if the pool was closed meanwhile."""
        lease.stream = stream
        self.check_open()

    def holds(self, lease: Lease[StreamT]) -> bool:
        return weakref.ref(lease) in self._leases

    def release(self, lease: Lease[StreamT], *, reusable: bool) -> StreamT | None:
        """Free the slot of a lease and keep its connection.

        Returns the connection if the caller must close it and call again: the slot is free once the connection is gone.
        """
        with self._lock:
            stream, lease.stream = lease.stream, None
            held = self.holds(lease)
            if stream is not None:
                if not (held and reusable) or self._closed:
                    return stream
                self._idle.setdefault(lease.route, deque()).append((stream, time.monotonic()))
            self._leases.discard(weakref.ref(lease))
        if held:
            self.wake_first()
        return None

    def line_up(self, waiter: Waiter) -> None:
        self._line.append(weakref.ref(waiter))

    def leave(self, waiter: Waiter) -> None:
        """Take a waiter out of the line, and wake the next if a slot is free."""
        with suppress(ValueError):
            self._line.remove(weakref.ref(waiter))
        if len(self._leases) < self._limit:
            self.wake_first()

    def wake_first(self) -> None:
        waiter = self._first_waiter()
        if waiter is not None:
            waiter.wake()

    def close(self) -> list[StreamT]:
        """Refuse further use, and wake all waiters; return all connections, to be closed."""
        with self._lock:
            self._closed = True
            streams = [*self.idle, *self.in_use]
            self._idle.clear()
        for reference in tuple(self._line):
            waiter = reference()
            if waiter is not None:
                waiter.wake()
        return streams

    def _first_waiter(self) -> Waiter | None:
        while self._line:
            waiter = self._line[0]()
            if waiter is not None:
                return waiter
            self._line.popleft()
        return None

    def _pop(self, route: Route) -> StreamT | None:
        idle = self._idle.get(route)
        if not idle:
            return None
        stream, _ = idle.pop()
        if not idle:
            self._idle.pop(route, None)
        return stream

    def _expired(self) -> list[StreamT]:
        dropped: list[StreamT] = []
        now = time.monotonic()
        if now < self._look_at:
            return dropped
        self._look_at, before = now + IDLE_SECONDS / 10, now - IDLE_SECONDS
        for route, idle in tuple(self._idle.items()):
            while idle and idle[0][1] < before:
                dropped.append(idle.popleft()[0])
            if not idle:
                self._idle.pop(route, None)
        return dropped

    def _oldest(self) -> list[StreamT]:
        route, idle = min(self._idle.items(), key=lambda item: item[1][0][1])
        stream, _ = idle.popleft()
        if not idle:
            self._idle.pop(route, None)
        return [stream]
