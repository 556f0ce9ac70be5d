"""Wait for sockets, events and time on the running event loop: asyncio's, or trio's.

Contract: waiting on asyncio needs the standard library alone. Each wait can be cancelled at any time. Call `stop`
before closing a socket: its descriptor may still be registered.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from tigris_http._concurrency.event_loop import on_asyncio
from tigris_http._transport.sockets.readiness import READ, WRITE, any_ready

if TYPE_CHECKING:
    import asyncio

    from tigris_http._transport.sockets.arrivals import Arrivals


class Signal(Protocol):
    """Wakes one task."""

    def set(self) -> None:
        """Wake the task, now or when it waits. Call it on the same event loop."""
        ...

    async def wait(self, seconds: float | None) -> bool:
        """Wait for `set`, for at most `seconds`; return whether it was called. Then the signal is as new."""
        ...


class _AsyncioSignal:
    def __init__(self) -> None:
        import asyncio  # not at the top: a blocking client loads this module

        self._loop = asyncio.get_running_loop()
        self._future: asyncio.Future[bool] = self._loop.create_future()

    def set(self) -> None:
        self._finish(came=True)

    def _finish(self, *, came: bool) -> None:
        if not self._future.done():
            self._future.set_result(came)

    async def wait(self, seconds: float | None) -> bool:
        if self._future.done() or seconds is None:
            timer = None
        else:
            timer = self._loop.call_later(seconds, lambda: self._finish(came=False))
        try:
            return await self._future
        finally:
            if timer is not None:
                timer.cancel()
            self._future = self._loop.create_future()


class _TrioSignal:
    def __init__(self) -> None:
        import trio

        self._event = trio.Event()

    def set(self) -> None:
        self._event.set()

    async def wait(self, seconds: float | None) -> bool:
        import trio

        with trio.move_on_after(float("inf") if seconds is None else seconds):
            await self._event.wait()
        came = self._event.is_set()
        self._event = trio.Event()
        return came


def signal() -> Signal:
    return _AsyncioSignal() if on_asyncio() else _TrioSignal()


_TrioWait: TypeAlias = tuple[Callable[[socket.socket], Awaitable[None]], socket.socket]


class Watch:
    """Waits until one of some sockets is ready. `stop` ends a wait from outside, before its sockets are closed."""

    def __init__(self) -> None:
        self._stop: Callable[[], None] | None = None
        self._arrivals: Arrivals | None = None

    async def readable(self, sock: socket.socket, seconds: float | None) -> bool:
        """Return whether a read may not wait, within `seconds`, or `stop` was called. Always takes the same `sock`."""
        if sock.fileno() >= 0 and on_asyncio():
            if self._arrivals is None:
                from tigris_http._transport.sockets.arrivals import Arrivals

                self._arrivals = Arrivals(sock)
            with suppress(NotImplementedError):  # a loop without readers, as on Windows
                return await self._arrivals.within(seconds)
        return await self.ready([sock], READ, seconds)

    async def ready(self, socks: Sequence[socket.socket], events: int, seconds: float | None) -> bool:
        """Return whether one of `socks` got ready for one of `events` within `seconds`, or `stop` was called."""
        if any(sock.fileno() < 0 for sock in socks):
            return True
        if on_asyncio():
            return await self._on_asyncio(socks, events, seconds)
        return await self._on_trio(socks, events, seconds)

    def stop(self) -> None:
        """End the wait, if any; it reports its sockets as ready."""
        if self._arrivals is not None:
            self._arrivals.stop()
        if self._stop is not None:
            self._stop()

    def abandon(self, sock: socket.socket) -> None:
        """Close `sock`, whose stream was collected. Safe in any thread."""
        if self._arrivals is None:
            sock.close()
        else:
            self._arrivals.abandon(sock)

    async def _on_asyncio(self, socks: Sequence[socket.socket], events: int, seconds: float | None) -> bool:
        import asyncio

        loop, came = asyncio.get_running_loop(), _AsyncioSignal()
        if self._arrivals is not None:  # a descriptor has one reader
            self._arrivals.pause()
        descriptors = [sock.fileno() for sock in socks]

        def forget() -> None:
            self._stop = None
            for descriptor in descriptors:
                if events & READ:
                    loop.remove_reader(descriptor)
                if events & WRITE:
                    loop.remove_writer(descriptor)
            descriptors.clear()

        def stop() -> None:
            forget()
            came.set()

        self._stop = stop
        try:
            for descriptor in descriptors:
                if events & READ:
                    loop.add_reader(descriptor, came.set)
                if events & WRITE:
                    loop.add_writer(descriptor, came.set)
        except NotImplementedError:  # a loop without readers, as on Windows
            descriptors.clear()
            return await _in_a_thread(socks, events, seconds)
        try:
            return await came.wait(seconds)
        finally:
            forget()

    async def _on_trio(self, socks: Sequence[socket.socket], events: int, seconds: float | None) -> bool:
        import trio

        def stop() -> None:
            self._stop = None
            for sock in socks:
                trio.lowlevel.notify_closing(sock)

        waits: list[_TrioWait] = [(trio.lowlevel.wait_readable, sock) for sock in socks if events & READ]
        waits += [(trio.lowlevel.wait_writable, sock) for sock in socks if events & WRITE]
        self._stop = stop
        try:
            with trio.move_on_after(float("inf") if seconds is None else seconds) as scope:
                await self._first_on_trio(waits)
        finally:
            self._stop = None
        return not scope.cancelled_caught

    async def _first_on_trio(self, waits: list[_TrioWait]) -> None:
        import trio

        async def one(wait: Callable[[socket.socket], Awaitable[None]], sock: socket.socket) -> None:
            with suppress(trio.ClosedResourceError):
                await wait(sock)

        if len(waits) == 1:  # without a nursery, whose errors come in groups
            await one(*waits[0])
            return

        async def ends(wait: Callable[[socket.socket], Awaitable[None]], sock: socket.socket) -> None:
            await one(wait, sock)
            nursery.cancel_scope.cancel()

        async with trio.open_nursery() as nursery:
            for wait, sock in waits:
                nursery.start_soon(ends, wait, sock)


_PAUSE: Final = 0.01
"""Seconds between two looks at sockets without a thread."""
_SLICE: Final = 0.5
"""Seconds for which a thread waits at once: a task that is cancelled leaves it behind."""


async def _in_a_thread(socks: Sequence[socket.socket], events: int, seconds: float | None) -> bool:
    import asyncio

    end = None if seconds is None else time.monotonic() + seconds
    while True:
        left = _SLICE if end is None else min(end - time.monotonic(), _SLICE)
        if left <= 0:
            return False
        try:
            found = await asyncio.get_running_loop().run_in_executor(None, any_ready, socks, events, left)
        except RuntimeError:  # no thread can be started
            found = any_ready(socks, events, 0)
            await asyncio.sleep(0 if found else _PAUSE)
        if found:
            return True
