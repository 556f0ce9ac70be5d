"""Which connection a request gets: the decisions of a pool. Pure: no socket, clock, lock or wait.

Contract: a pool has a fixed number of slots. Each slot is free, holds an idle connection, or is acquired. `acquire`
returns a slot, or None if the request must `enqueue`. `release` takes a slot back and returns the waiter that has it
now. The caller locks around each call and closes `evicted` connections outside the lock. An acquired slot counts until
it is released. Each step takes constant time.

Waiters are served in strict order. While one waits, no slot is free and no connection is idle.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

ConnectionT = TypeVar("ConnectionT", bound=Hashable)
OriginT = TypeVar("OriginT", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Granted(Generic[ConnectionT]):
    """An acquired slot: `connection` was idle, None to open one. Close `evicted` first."""

    connection: ConnectionT | None = None
    evicted: tuple[ConnectionT, ...] = ()


class Waiter(Generic[OriginT, ConnectionT]):
    """A request that waits for a slot."""

    __slots__ = ("granted", "origin", "wake")

    def __init__(self, origin: OriginT, wake: Callable[[], None]) -> None:
        self.origin, self.wake = origin, wake
        self.granted: Granted[ConnectionT] | None = None
        """Its slot, once it has one."""


class Slots(Generic[OriginT, ConnectionT]):
    """The slots of one pool."""

    def __init__(self, limit: int, keep: float) -> None:
        self.free, self._keep = limit, keep
        self._idle: dict[OriginT, deque[ConnectionT]] = {}  # by origin, the last used at the right
        self._by_age: OrderedDict[ConnectionT, tuple[OriginT, float]] = OrderedDict()  # and when released, oldest first
        self._waiters: OrderedDict[Waiter[OriginT, ConnectionT], None] = OrderedDict()

    @property
    def idle(self) -> tuple[ConnectionT, ...]:
        """All idle connections, the longest idle first."""
        return tuple(self._by_age)

    def acquire(self, origin: OriginT, now: float) -> Granted[ConnectionT] | None:
        """Acquire a slot for a request to `origin`; None if it must wait."""
        expired: tuple[ConnectionT, ...] = ()
        while self._by_age and next(iter(self._by_age.values()))[1] + self._keep < now:
            expired += (self._evict_oldest(),)
            self.free += 1
        idle = self._pop_idle(origin)
        if idle is not None:
            return Granted(idle, expired)
        if self.free:
            self.free -= 1
            return Granted(None, expired)
        if self._by_age:
            # Each bucket has its own host name: idle connections to one must not block another.
            return Granted(None, (self._evict_oldest(),))
        return None

    def replace_dead(self, origin: OriginT) -> ConnectionT | None:
        """Return another idle connection to `origin` for a slot with a dead one; None if there is none."""
        idle = self._pop_idle(origin)
        if idle is not None:
            self.free += 1
        return idle

    def release(
        self, origin: OriginT, connection: ConnectionT | None, now: float
    ) -> Waiter[OriginT, ConnectionT] | None:
        """Release a slot, with its connection if it can be reused. Returns the waiter that has it now; wake it."""
        if self._waiters:
            waiter, _ = self._waiters.popitem(last=False)
            if connection is None or waiter.origin == origin:
                waiter.granted = Granted(connection)
            else:
                waiter.granted = Granted(None, (connection,))
            return waiter
        if connection is None:
            self.free += 1
        else:
            self._by_age[connection] = origin, now
            self._idle.setdefault(origin, deque()).append(connection)
        return None

    def enqueue(self, origin: OriginT, wake: Callable[[], None]) -> Waiter[OriginT, ConnectionT]:
        """Let a request to `origin` wait in order. `wake` is called by the driver, not here."""
        waiter: Waiter[OriginT, ConnectionT] = Waiter(origin, wake)
        self._waiters[waiter] = None
        return waiter

    def leave(self, waiter: Waiter[OriginT, ConnectionT]) -> Granted[ConnectionT] | None:
        """Stop waiting. Returns the slot if one was granted: use it or release it."""
        self._waiters.pop(waiter, None)
        return waiter.granted

    def clear(self) -> tuple[tuple[ConnectionT, ...], tuple[Waiter[OriginT, ConnectionT], ...]]:
        """Forget all state; return the idle connections to close and the waiters to wake."""
        idle, waiters = self.idle, tuple(self._waiters)
        self._idle.clear()
        self._by_age.clear()
        self._waiters.clear()
        return idle, waiters

    def _pop_idle(self, origin: OriginT) -> ConnectionT | None:
        # `_by_age` is authoritative: an interrupt between two steps may leave one entry more or fewer here.
        idle = self._idle.get(origin, deque())
        while idle:
            connection = idle.pop()
            if self._by_age.pop(connection, None) is not None:
                break
        else:
            connection = None
        if not idle:
            self._idle.pop(origin, None)
        return connection

    def _evict_oldest(self) -> ConnectionT:
        connection, (origin, _) = self._by_age.popitem(last=False)
        idle = self._idle.get(origin, deque())
        if idle and idle[0] == connection:
            idle.popleft()
        if not idle:
            self._idle.pop(origin, None)
        return connection
