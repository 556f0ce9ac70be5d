"""The connections of a client, blocking and async.

Contract: `acquire` returns a lease with a connection that is ready for a request, within the pool's time-out and the
call's deadline. `release` ends the lease. A lease that is collected frees its slot and closes its connection. An
interrupt or a cancellation at any step leaves the slot to the next waiter. Errors are httpx's, and mean that nothing of
a request was sent.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Generic

import httpx

from tigris_http._concurrency.cancel import BOUND
from tigris_http._concurrency.event_loop import OneLoop
from tigris_http._transport.pool import slots
from tigris_http._transport.pool.slots import Lease, Slots, StreamT, Waiter
from tigris_http._transport.sockets.asynchronous import AsyncStream
from tigris_http._transport.sockets.blocking import BlockingStream
from tigris_http._transport.sockets.connect import Connector
from tigris_http._transport.sockets.waiting import signal

if TYPE_CHECKING:
    import ssl

    from tigris_http._transport.sockets.proxy import Route


class _Pool(Generic[StreamT]):
    def __init__(self, limit: int, context: Callable[[], ssl.SSLContext]) -> None:
        self.slots: Slots[StreamT] = Slots(limit)
        self._connector = Connector(context)

    def release(self, lease: Lease[StreamT], *, reusable: bool) -> None:
        """End a lease; close its connection unless it is reusable. Does not raise. Repeatable."""
        stream = self.slots.release(lease, reusable=reusable)
        if stream is not None:
            stream.close()
            self.slots.release(lease, reusable=False)

    def _drop_dead(self, lease: Lease[StreamT]) -> None:
        """Replace a connection that the server closed while it was idle, or that is out of step."""
        while lease.stream is not None and not lease.stream.is_reusable:
            lease.stream.close()
            self.slots.replace(lease)


class BlockingPool(_Pool[BlockingStream]):
    """Connections for any number of threads."""

    def acquire(
        self, route: Route, *, pool: float | None, connect: float | None, deadline: float | None
    ) -> Lease[BlockingStream]:
        lease: Lease[BlockingStream] = Lease(route)
        try:
            dropped = self.slots.take(lease)
            if dropped is None:
                dropped = self._wait(lease, _sooner(pool, deadline))
            for stream in dropped:
                stream.close()
            self._drop_dead(lease)
            if lease.stream is None:
                self.slots.give(lease, self._connector.open(route, _sooner(connect, deadline)))
        except BaseException:
            self.release(lease, reusable=False)
            raise
        return lease

    def _wait(self, lease: Lease[BlockingStream], seconds: float | None) -> list[BlockingStream]:
        token = BOUND.token
        woken: SimpleQueue[None] = SimpleQueue() if token is None else token.woken
        waiter = Waiter(lambda: woken.put(None))
        self.slots.line_up(waiter)
        by = None if seconds is None else time.monotonic() + seconds
        try:
            while (dropped := self.slots.take(lease, waiter)) is None:
                if token is not None:
                    token.check()
                with suppress(Empty):
                    woken.get(timeout=_until(by))
            return dropped
        finally:
            self.slots.leave(waiter)

    def close(self) -> None:
        """Close all connections. Threads that wait for one, or read from one, are woken."""
        for stream in self.slots.close():
            stream.close()


class AsyncPool(_Pool[AsyncStream]):
    """Connections for one event loop."""

    def __init__(self, limit: int, context: Callable[[], ssl.SSLContext]) -> None:
        super().__init__(limit, context)
        self.loop = OneLoop()

    async def acquire(
        self, route: Route, *, pool: float | None, connect: float | None, deadline: float | None
    ) -> Lease[AsyncStream]:
        lease: Lease[AsyncStream] = Lease(route)
        try:
            dropped = self.slots.take(lease)
            if dropped is None:
                dropped = await self._wait(lease, _sooner(pool, deadline))
            for stream in dropped:
                stream.close()
            self._drop_dead(lease)
            if lease.stream is None:
                self.slots.give(lease, await self._connector.open_async(route, _sooner(connect, deadline)))
        except BaseException:
            self.release(lease, reusable=False)
            raise
        return lease

    async def _wait(self, lease: Lease[AsyncStream], seconds: float | None) -> list[AsyncStream]:
        woken = signal()
        waiter = Waiter(woken.set)
        self.slots.line_up(waiter)
        by = None if seconds is None else time.monotonic() + seconds
        try:
            while (dropped := self.slots.take(lease, waiter)) is None:
                await woken.wait(_until(by))
            return dropped
        finally:
            self.slots.leave(waiter)

    def close(self) -> None:
        for stream in self.slots.close():
            stream.close()


def _sooner(timeout: float | None, deadline: float | None) -> float | None:
    if deadline is None:
        return timeout
    left = max(deadline - time.monotonic(), 0.0)
    return left if timeout is None else min(timeout, left)


def _until(by: float | None) -> float:
    """Return the seconds to wait before the next look; raise `httpx.PoolTimeout` if the time is over."""
    if by is None:
        return slots.SWEEP_INTERVAL
    left = by - time.monotonic()
    if left <= 0:
        raise httpx.PoolTimeout("no connection became free")
    return min(left, slots.SWEEP_INTERVAL)
