"""The connection pools of a client, blocking and async: thin drivers of `allocation`.

Contract: `acquire` returns a lease with a connection that is ready for a request, within its time-outs. The caller
ends it by `release` and says if the connection is usable. An abandoned lease is released at the next use of the pool,
or by a waiter. A cancellation, an interrupt or an aborted token at any step leaves the slot to the next waiter. Errors
are those of httpcore; no part of the request was sent then.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

import anyio
import httpcore

from tigris_http._concurrency.cancel import BOUND
from tigris_http._concurrency.event_loop import OneLoop
from tigris_http._transport.pool.lease import Lease, LeasePool
from tigris_http._transport.sockets.connect import aopen_connection, open_connection

if TYPE_CHECKING:
    import ssl

    from tigris_http._core.messages import Send
    from tigris_http._transport.sockets.asyncio import AsyncioStream
    from tigris_http._transport.sockets.blocking import BlockingStream
    from tigris_http._transport.sockets.proxy import Route
    from tigris_http._transport.sockets.trio import AnyioStream

SWEEP_INTERVAL: Final = 1.0
"""Seconds between two searches for abandoned leases while a request waits."""


def _seconds_left(timeout: float | None, deadline: float | None) -> float | None:
    """Return `timeout`, cut to the seconds until the deadline."""
    if deadline is None:
        return timeout
    left = max(deadline - time.monotonic(), 0.0)
    return left if timeout is None else min(timeout, left)


class BlockingPool(LeasePool["BlockingStream"]):
    """Connections of a blocking client. Thread-safe."""

    def acquire(self, route: Route, send: Send) -> Lease[BlockingStream]:
        """Acquire a connection for a request."""
        self._close_abandoned()
        lease = Lease(route, self._abandoned)
        try:
            if not self._try_acquire(lease):
                self._wait(lease, _seconds_left(send.timeouts.pool, send.deadline))
            self._close_evicted(lease)
            while lease.stream is not None and not lease.stream.is_reusable:
                # Closed by the server while idle, or with bytes that no request asked for.
                lease.stream.close()
                self._replace_dead(lease)
            if lease.stream is None:
                seconds = _seconds_left(send.timeouts.connect, send.deadline)
                self._attach(lease, open_connection(route, self._context, seconds))
        except BaseException:
            self.release(lease, usable=False)
            raise
        return lease

    def _wait(self, lease: Lease[BlockingStream], seconds: float | None) -> None:
        token = BOUND.token
        woken: SimpleQueue[None] = SimpleQueue() if token is None else token.woken
        waiter = self._enqueue(lease, lambda: woken.put(None))
        if waiter is None:
            return
        deadline = None if seconds is None else time.monotonic() + seconds
        left = SWEEP_INTERVAL if seconds is None else seconds
        try:
            while waiter.granted is None and left > 0:
                if token is not None:
                    token.check()
                self._close_abandoned()
                with suppress(Empty):
                    woken.get(timeout=min(left, SWEEP_INTERVAL))
                self._check_open()
                left = SWEEP_INTERVAL if deadline is None else deadline - time.monotonic()
        finally:
            self._dequeue(lease, waiter)
        if not lease.held:
            raise httpcore.PoolTimeout("no connection became free")

    def release(self, lease: Lease[BlockingStream], *, usable: bool) -> None:
        """Release a lease. Closes its connection unless it is `usable`. Does not raise."""
        self._close_evicted(lease)
        doomed = self._give_back(lease, usable=usable)
        if doomed is not None:
            doomed.close()
            self._give_back(lease, usable=False)

    def _close_evicted(self, lease: Lease[BlockingStream]) -> None:
        for stream in lease.evicted:
            stream.close()
        lease.evicted = ()

    def _close_abandoned(self) -> None:
        while self._abandoned:
            lease = self._next_abandoned()
            if lease is not None:
                self.release(lease, usable=False)

    def close(self) -> None:
        """Close all connections. Wakes waiters and readers."""
        for stream in self._shut_down():
            stream.close()
        self._close_abandoned()


class AsyncPool(LeasePool["AsyncioStream | AnyioStream"]):
    """Connections of an async client, on one event loop."""

    def __init__(self, limit: int, context: Callable[[], ssl.SSLContext]) -> None:
        super().__init__(limit, context)
        self.loop = OneLoop()

    async def acquire(self, route: Route, send: Send) -> Lease[AsyncioStream | AnyioStream]:
        """Acquire a connection for a request."""
        await self._close_abandoned()
        lease: Lease[AsyncioStream | AnyioStream] = Lease(route, self._abandoned)
        try:
            if not self._try_acquire(lease):
                await self._wait(lease, send.timeouts.pool)
            await self._close_evicted(lease)
            while lease.stream is not None and not lease.stream.is_reusable:
                await lease.stream.aclose()
                self._replace_dead(lease)
            if lease.stream is None:
                self._attach(lease, await aopen_connection(route, self._context, send.timeouts.connect))
        except BaseException:
            await self.release(lease, usable=False)
            raise
        return lease

    async def _wait(self, lease: Lease[AsyncioStream | AnyioStream], seconds: float | None) -> None:
        woken = anyio.Event()
        waiter = self._enqueue(lease, woken.set)
        if waiter is None:
            return
        try:
            with anyio.move_on_after(seconds):
                while not woken.is_set():
                    await self._close_abandoned()
                    with anyio.move_on_after(SWEEP_INTERVAL):
                        await woken.wait()
            self._check_open()
        finally:
            self._dequeue(lease, waiter)
        if not lease.held:
            raise httpcore.PoolTimeout("no connection became free")

    async def release(self, lease: Lease[AsyncioStream | AnyioStream], *, usable: bool) -> None:
        """Release a lease. Closes its connection unless it is `usable`. Does not raise."""
        if lease.evicted:
            await self._close_evicted(lease)
        doomed = self._give_back(lease, usable=usable)
        if doomed is not None:
            await doomed.aclose()
            self._give_back(lease, usable=False)

    async def _close_evicted(self, lease: Lease[AsyncioStream | AnyioStream]) -> None:
        for stream in lease.evicted:
            await stream.aclose()
        lease.evicted = ()

    async def _close_abandoned(self) -> None:
        while self._abandoned:
            lease = self._next_abandoned()
            if lease is not None:
                await self.release(lease, usable=False)

    async def aclose(self) -> None:
        """Close all connections. Wakes waiters and readers."""
        here = self.loop.is_here()
        streams = [*self._shut_down(), *(stream for _, stream in self._abandoned if stream is not None)]
        self._abandoned.clear()
        for stream in streams:
            if here:
                await stream.aclose()
            else:
                stream.close_now()
