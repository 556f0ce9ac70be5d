"""Interrupts work at a certain moment: by Ctrl-C in the blocking client, by a cancellation in the async one."""

from __future__ import annotations

import asyncio
import signal
import threading
from typing import TYPE_CHECKING, Any

import anyio
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from tests.scenarios.harness import Harness


async def interrupted(
    harness: Harness,
    work: Callable[[], Coroutine[Any, Any, object]],
    is_begun: Callable[[], bool],
    *,
    by_task: bool = False,
) -> None:
    """Interrupt work as soon as it has begun. `by_task`: on asyncio by its own cancellation, which no scope stops."""
    if harness.mode == "blocking":
        _interrupt_soon(is_begun)
        with pytest.raises(KeyboardInterrupt):
            await work()
    elif by_task and harness.mode == "asyncio":
        running = asyncio.ensure_future(work())
        while not is_begun():  # noqa: ASYNC110  # any moment of another thread
            await asyncio.sleep(0.001)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    else:
        async with anyio.create_task_group() as group:
            group.start_soon(work)
            while not is_begun():  # noqa: ASYNC110
                await anyio.sleep(0.001)
            group.cancel_scope.cancel()


def _interrupt_soon(is_begun: Callable[[], bool]) -> None:
    def watch() -> None:
        pause = threading.Event()
        while not is_begun():
            pause.wait(0.001)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    threading.Thread(target=watch, daemon=True).start()
