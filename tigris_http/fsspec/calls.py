"""Blocking calls of coroutine methods, which an interrupt ends.

fsspec's `sync` leaves the coroutine of an interrupted call running: after Ctrl-C in a notebook a deletion would go on,
and an upload in parts would be left behind.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial, update_wrapper
from inspect import iscoroutinefunction
from typing import Any, ParamSpec, TypeVar

from fsspec import asyn

P = ParamSpec("P")
R = TypeVar("R")

_MIRRORED = "_has_calls"
"""Attribute of a file system that has the calls of this module. fsspec returns known ones again."""
_GRACE = 5.0
"""Seconds that an interrupted call has to abort what it began."""


def sync(
    loop: asyncio.AbstractEventLoop | None,
    function: Callable[P, Coroutine[Any, Any, R]],
    *args: P.args,
    **options: P.kwargs,
) -> R:
    """Run a coroutine on a loop of another thread, and return its result.

    An interrupt, or a timeout of fsspec, cancels it and waits for its end. A second interrupt does not wait.
    """
    call = _Call(function)
    try:
        result: R = asyn.sync(loop, call.run, *args, **options)
    except BaseException:
        call.end(loop)
        raise
    return result


class _Call:
    """One call, with the tasks that fsspec makes for it. It is cancelled at most once, also before it begins."""

    def __init__(self, function: Callable[..., Coroutine[Any, Any, Any]]) -> None:
        self._function = function
        self._task: asyncio.Task[Any] | None = None
        self._is_over = threading.Event()
        self.is_given_up = False
        self.others: set[asyncio.Task[Any]] = set()
        """Tasks of this call that run a method, without its first one."""

    async def run(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        if self.is_given_up:
            raise asyncio.CancelledError
        self._task = asyncio.current_task()
        _running.set(self)
        try:
            return await self._function(*args, **options)
        except BaseException:
            self.is_given_up = True
            await self._end_others()
            raise
        finally:
            self._is_over.set()

    async def _end_others(self) -> None:
        # fsspec forgets them after an error.
        others = self.others - {self._task}
        for each in others:
            each.cancel()
        if others:
            await asyncio.wait(others)

    def end(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Cancel the call if it has not ended. Does nothing for an error of its own."""
        self.is_given_up = True
        if self._is_over.is_set() or loop is None or self._task is None:
            return
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(self._task.cancel)
            self._is_over.wait(_GRACE)


_running: ContextVar[_Call | None] = ContextVar("tigris_http_fsspec_call", default=None)
"""The call that a task works for. Tasks inherit it."""


@contextmanager
def joined() -> Generator[None]:
    """Let the call end the task of this block, if a task of fsspec's runs it."""
    call, task = _running.get(), asyncio.current_task()
    if call is None or task is None or task in call.others:
        yield
        return
    if call.is_given_up:
        raise asyncio.CancelledError
    call.others.add(task)
    try:
        yield
    finally:
        call.others.discard(task)


def mirror(fs: object) -> None:
    """Give the blocking methods that fsspec made for a new file system the calls of this module, once."""
    attributes: dict[str, Any] = vars(fs)
    if _MIRRORED in attributes:
        return
    for name, made in [*attributes.items()]:
        method = getattr(type(fs), f"_{name}", None)
        if iscoroutinefunction(method) and not isinstance(made, partial):
            setattr(fs, name, update_wrapper(partial(_call, fs, getattr(fs, f"_{name}")), made))
    setattr(fs, _MIRRORED, True)


def _call(fs: Any, method: Callable[..., Coroutine[Any, Any, Any]], /, *args: Any, **options: Any) -> Any:  # noqa: ANN401
    return sync(fs.loop, method, *args, **options)
