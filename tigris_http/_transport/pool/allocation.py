"""Which connection a request gets: the decisions of a pool, without a socket, a clock, a lock or a wait.

Contract: a pool has a number of places; each is free, held by an idle connection, or lent. `take` gives one out, or
None where the request has to `wait` in line; `give` takes one back and says who of the line has it now. Each step
costs the same however many connections there are. The driver has a lock around every call, and closes what it is told
to (`evicted`) outside of it; a place that was given out counts until it is given back, so nothing is lost between.

Who waits is served strictly in turn. While anybody waits, no place is free and no connection idle.
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
    """A place: with a connection that was idle, or to open one at; and what has to be closed for it."""

    connection: ConnectionT | None = None
    evicted: tuple[ConnectionT, ...] = ()


class Waiter(Generic[OriginT, ConnectionT]):
    """A request in line."""

    __slots__ = ("granted", "origin", "wake")

    def __init__(self, origin: OriginT, wake: Callable[[], None]) -> None:
        self.origin, self.wake = origin, wake
        self.granted: Granted[ConnectionT] | None = None
        """What it got, from the moment on that it is its turn."""


class Slots(Generic[OriginT, ConnectionT]):
    """The places of one pool."""

    def __init__(self, limit: int, keep: float) -> None:
        self.free, self._keep = limit, keep
        self._idle: dict[OriginT, deque[ConnectionT]] = {}  # of each origin, the one used last at the right
        self._by_age: OrderedDict[ConnectionT, tuple[OriginT, float]] = OrderedDict()  # since when, the oldest first
        self._waiters: OrderedDict[Waiter[OriginT, ConnectionT], None] = OrderedDict()

    @property
    def idle(self) -> tuple[ConnectionT, ...]:
        """All idle connections, the one that was idle longest first."""
        return tuple(self._by_age)

    def acquire(self, origin: OriginT, now: float) -> Granted[ConnectionT] | None:
        """Give out a place for a request to `origin`; None where it has to wait for one."""
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
            # Buckets have host names of their own: connections to one must not keep out another.
            return Granted(None, (self._evict_oldest(),))
        return None

    def replace_dead(self, origin: OriginT) -> ConnectionT | None:
        """Give out another idle connection to `origin` in the place of one that turned out to be dead."""
        idle = self._pop_idle(origin)
        if idle is not None:
            self.free += 1
        return idle

    def release(
        self, origin: OriginT, connection: ConnectionT | None, now: float
    ) -> Waiter[OriginT, ConnectionT] | None:
        """Take a place back, with the connection where that can be used again; return who has it now, to be woken."""
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
        """Put a request to `origin` at the end of the line; `wake` is for the driver to call."""
        waiter: Waiter[OriginT, ConnectionT] = Waiter(origin, wake)
        self._waiters[waiter] = None
        return waiter

    def leave(self, waiter: Waiter[OriginT, ConnectionT]) -> Granted[ConnectionT] | None:
        """Take a request out of the line; return what it got all the same, which is to be given back."""
        self._waiters.pop(waiter, None)
        return waiter.granted

    def clear(self) -> tuple[tuple[ConnectionT, ...], tuple[Waiter[OriginT, ConnectionT], ...]]:
        """Forget everything; return the connections that were idle, and who waits: both for ever in vain."""
        idle, line = self.idle, tuple(self._waiters)
        self._idle.clear()
        self._by_age.clear()
        self._waiters.clear()
        return idle, line

    def _pop_idle(self, origin: OriginT) -> ConnectionT | None:
        # What counts is `_by_age`: an interrupt may come between two steps, and leave one more or fewer in here.
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
