"""The event loop that an async client belongs to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

_T = TypeVar("_T")


def on_asyncio() -> bool:
    import asyncio  # not at the top: a blocking client loads this module

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _running() -> object:
    """Return an object that identifies this run of an event loop."""
    if on_asyncio():
        import asyncio

        return asyncio.get_running_loop()
    try:
        import trio
    except ImportError:
        raise RuntimeError(
            "no event loop of asyncio runs here; on trio, an async client needs: pip install 'tigris-http[trio]'"
        ) from None
    return trio.lowlevel.current_trio_token()


class OneLoop:
    """Made on an event loop, and good for it alone. Identifies the loop."""

    def __init__(self) -> None:
        self._loop = _running()

    def is_here(self) -> bool:
        """Return whether this loop runs here. Does not raise if none does."""
        try:
            return _running() is self._loop
        except RuntimeError:
            return False

    def check(self) -> None:
        """Raise `RuntimeError` on another loop, and without one."""
        if _running() is not self._loop:
            raise RuntimeError(
                "this client is used on another event loop than the one it was first used on: "
                "make a client in each, by `async with`"
            )


async def in_thread(work: Callable[[], _T]) -> _T:
    """Run blocking work in a thread. A cancelled task waits for it."""
    return await _in_thread(work, left_behind=False)


async def in_thread_left_behind(work: Callable[[], _T]) -> _T:
    """Run blocking work in a thread. A cancelled task does not wait for it: the work may wait for a pipe."""
    return await _in_thread(work, left_behind=True)


async def _in_thread(work: Callable[[], _T], *, left_behind: bool) -> _T:
    """Run work in a thread, or here if none can be started: at a limit of the system, or while Python ends."""
    import anyio.to_thread

    begun: list[bool] = []

    def noted() -> _T:
        begun.append(True)
        return work()

    try:
        return await anyio.to_thread.run_sync(noted, abandon_on_cancel=left_behind)
    except RuntimeError:
        if begun:
            raise
    return work()


async def shielded(work: Callable[[], Awaitable[_T]]) -> _T:
    """Await work that a cancellation of the task does not reach. Give it an end of its own."""
    import anyio

    results: list[_T] = []
    with anyio.CancelScope(shield=True):
        results.append(await work())
    return results.pop()


class OutOfTime(Exception):
    """Work took longer than allowed. Not `TimeoutError`, which the work itself may raise."""


async def within(seconds: float | None, work: Callable[[], Awaitable[_T]]) -> _T:
    """Await work for at most `seconds`, then cancel it and raise `OutOfTime`."""
    if seconds is None:
        return await work()
    import anyio

    with anyio.move_on_after(seconds):
        return await work()
    raise OutOfTime


async def sleep(seconds: float) -> None:
    if on_asyncio():
        import asyncio

        await asyncio.sleep(seconds)
    else:
        import trio

        await trio.sleep(seconds)
