"""fsspec's event loop, and the clients of a file system.

fsspec runs the blocking methods of all file systems on one loop in a thread. A fork has no such thread.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from fsspec import asyn

from tigris_http._loops import PerLoop, closed, config_of, maker_of

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.transfers import TransferOptions

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


class OnLoop:
    """The client of one event loop, with slots for its calls.

    A call that waits for a connection of the client gives up after a while, and parts of files lie in memory. So no
    more calls are under way than there are connections, and the more files there are, the fewer parts of each.
    """

    def __init__(self, client: AsyncTigrisHTTP) -> None:
        self.client = client
        self._connections = config_of(client).max_connections
        self.slots = asyncio.Semaphore(self._connections)
        self._files = 0

    @asynccontextmanager
    async def file(self, options: TransferOptions) -> AsyncGenerator[TransferOptions, None]:
        """Begin a file that may go in parts; yield the options for it."""
        async with self.slots:
            self._files += 1
            try:
                await asyncio.sleep(0)  # those that begin together count one another
                most = max(self._connections // self._files, 1)
                yield replace(options, concurrency=min(options.concurrency, most))
            finally:
                self._files -= 1


class Clients:
    """The clients of one file system, by their event loops."""

    def __init__(self, make: Callable[[], AsyncTigrisHTTP]) -> None:
        first = make()
        self._shown = repr(first)
        alike = maker_of(first)
        self._loops = PerLoop(lambda: OnLoop(alike()), lambda here: closed(here.client))

    def shown(self) -> str:
        """Return the client's text, without secrets."""
        return self._shown

    def here(self) -> OnLoop:
        """Return the client of the running loop, with its slots."""
        return self._loops.here()

    async def aclose(self) -> None:
        """Close the connections of the running loop. The next call makes new ones."""
        here = self._loops.taken()
        if here is not None:
            await here.client.aclose()
