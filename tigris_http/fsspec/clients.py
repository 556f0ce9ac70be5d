"""fsspec's event loop, and the clients of a file system.

fsspec runs the blocking methods of all file systems on one loop in a thread. A fork has no such thread.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from fsspec import asyn

from tigris_http._loops import PerLoop, client_with, closed, config_of

if TYPE_CHECKING:
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
        first = make()
        self._shown = repr(first)
        config = config_of(first)
        self._loops = PerLoop(lambda: client_with(config), closed)

    def shown(self) -> str:
        """Return the client's text, without secrets."""
        return self._shown

    def get(self) -> AsyncTigrisHTTP:
        """Return the client of the running loop."""
        return self._loops.here()

    async def aclose(self) -> None:
        """Close the connections of the running loop. The next call makes new ones."""
        client = self._loops.taken()
        if client is not None:
            await client.aclose()
