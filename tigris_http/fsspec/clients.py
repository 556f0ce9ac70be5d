"""One client for each event loop, and so for each process: a forked child makes a loop of its own.

fsspec runs the blocking methods of all file systems on one loop in a thread. A fork has no such thread.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

from fsspec import asyn

from tigris_http import AsyncTigrisHTTP

_known: list[tuple[int, asyncio.AbstractEventLoop]] = []
"""fsspec's loop, and the process that had it first."""


def io_loop() -> asyncio.AbstractEventLoop:
    """Return fsspec's loop, running in this process."""
    loop = asyn.get_loop()
    if _known and _known[0][1] is loop and _known[0][0] != os.getpid():
        # A fork in C runs no hooks: the loop is the parent's, and nothing runs it here.
        asyn.reset_lock()
        loop = asyn.get_loop()
    if not _known or _known[0][1] is not loop:
        _known[:] = [(os.getpid(), loop)]
    return loop


class Clients:
    """The clients of one file system, by their event loops."""

    def __init__(self, make: Callable[[], AsyncTigrisHTTP]) -> None:
        self._make = make
        self._spare: list[AsyncTigrisHTTP] = [make()]  # its making checked the settings
        self._shown = repr(self._spare[0])
        self._by_loop: dict[asyncio.AbstractEventLoop, AsyncTigrisHTTP] = {}
        self._pid = os.getpid()
        self._inherited: list[object] = []

    def shown(self) -> str:
        """Return the client's text, without secrets."""
        return self._shown

    def get(self) -> AsyncTigrisHTTP:
        """Return the client of the running loop."""
        if self._pid != os.getpid():
            # Never collected, so that nothing closes the parent's connections.
            self._inherited.append((self._by_loop, self._spare))
            self._by_loop, self._spare, self._pid = {}, [], os.getpid()
        loop = asyncio.get_running_loop()
        client = self._by_loop.get(loop)
        if client is None:
            for other in list(self._by_loop):
                if other.is_closed():
                    self._by_loop.pop(other, None)
            client = self._spare.pop() if self._spare else self._make()
            self._by_loop[loop] = client
        return client

    async def aclose(self) -> None:
        """Close the connections of the running loop. The next call makes new ones."""
        client = self._by_loop.pop(asyncio.get_running_loop(), None)
        if client is not None:
            if not self._spare:
                self._spare.append(self._make())
            await client.aclose()

    def abandon(self) -> None:
        """Close all connections without waiting, for finalisers. Leaves those of a parent process alone."""
        if self._pid != os.getpid():
            return
        for loop, client in self._by_loop.items():
            if loop.is_running():
                asyncio.run_coroutine_threadsafe(client.aclose(), loop)
