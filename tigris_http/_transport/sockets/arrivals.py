"""Wait for the bytes of a socket on asyncio.

Contract: as `waiting.Watch`, which is the only user. Apart from it, so that blocking clients do not load asyncio.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress


class Arrivals:
    """Waits for bytes of one socket on asyncio, many times.

    The descriptor stays registered between two waits: registering costs two system calls. Bytes between two
    waits end that. Holds neither the socket nor its stream, since the loop holds this.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._loop, self._descriptor = asyncio.get_running_loop(), sock.fileno()
        self._registered = False
        self._came: asyncio.Future[bool] | None = None

    async def within(self, seconds: float | None) -> bool:
        """Return whether a read may not wait, within `seconds`, or `stop` was called."""
        came: asyncio.Future[bool] = self._loop.create_future()
        timer = None if seconds is None else self._loop.call_later(seconds, _finish, came)
        self._came = came
        try:
            if not self._registered:
                self._loop.add_reader(self._descriptor, self._arrived)
                self._registered = True
            return await came
        finally:
            self._came = None
            if timer is not None:
                timer.cancel()

    def _arrived(self) -> None:
        if self._came is None:
            self.pause()
        elif not self._came.done():
            self._came.set_result(True)

    def pause(self) -> None:
        """End the registration; the next wait registers again."""
        if self._registered:
            self._registered = False
            self._loop.remove_reader(self._descriptor)

    def stop(self) -> None:
        self.pause()
        if self._came is not None and not self._came.done():
            self._came.set_result(True)

    def abandon(self, sock: socket.socket) -> None:
        """Close the socket of a collected stream, on the thread of its loop."""
        if self._registered and self._loop.is_running() and _running_loop() is not self._loop:
            with suppress(RuntimeError):  # the loop was closed meanwhile
                self._loop.call_soon_threadsafe(self._close, sock)
                return
        self._close(sock)

    def _close(self, sock: socket.socket) -> None:
        self.stop()
        with suppress(OSError):
            sock.close()


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _finish(came: asyncio.Future[bool]) -> None:
    if not came.done():
        came.set_result(False)
