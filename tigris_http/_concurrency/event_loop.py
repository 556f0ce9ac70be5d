"""The event loop that an async client belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")


def on_asyncio() -> bool:
    """Return whether asyncio runs here, rather than trio."""
    import asyncio  # a blocking client loads this module, and has no use for asyncio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _running() -> object:
    """Return what is the same within one run of an event loop, and another in each."""
    if on_asyncio():
        import asyncio

        return asyncio.get_running_loop()
    import trio

    return trio.lowlevel.current_trio_token()


class OneLoop:
    """Made on an event loop, and good for it alone."""

    def __init__(self) -> None:
        self._loop = _running()

    def is_here(self) -> bool:
        """Return whether this is it."""
        return _running() is self._loop

    def check(self) -> None:
        """Raise `RuntimeError` on another one."""
        if not self.is_here():
            raise RuntimeError(
                "this client is used on another event loop than the one it was first used on: "
                "make a client in each, by `async with`"
            )


async def in_thread(work: Callable[[], _T]) -> _T:
    """Run blocking work in a thread of the running event loop's library."""
    import anyio.to_thread

    return await anyio.to_thread.run_sync(work)


async def in_thread_left_behind(work: Callable[[], _T]) -> _T:
    """Run blocking work as `in_thread` does. A task that is cancelled does not wait for it: it may wait for a pipe."""
    import anyio.to_thread

    return await anyio.to_thread.run_sync(work, abandon_on_cancel=True)


async def sleep(seconds: float) -> None:
    """Sleep in the running event loop's library."""
    import anyio

    await anyio.sleep(seconds)
