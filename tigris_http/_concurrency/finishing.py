"""Work whose result an interruption must not lose: a request that makes what the caller has to remove.

Contract: Ctrl-C, a cancellation and an abort of the waiting thread let the work go on for some seconds. Then they end
it, as they end other work. `work` itself notes its result: after an interruption nobody takes it.
"""

from __future__ import annotations

import threading
from contextvars import copy_context
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final, TypeVar

from tigris_http._concurrency.cancel import BOUND, Aborted
from tigris_http._concurrency.jobs import AsyncJob, Job
from tigris_http._concurrency.slices import slices, wait

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")

_JOIN_SECONDS: Final = 5.0
"""How long an aborted thread is waited for. Only name resolution keeps one longer."""


class _Bell:
    """Wakes a waiting thread when its work is aborted."""

    def __init__(self, news: SimpleQueue[None]) -> None:
        self._news = news

    def abort(self) -> None:
        self._news.put(None)


def to_its_end(work: Callable[[], T], seconds: float) -> T:
    """Do work in another thread. After an interruption wait for its end, for at most `seconds`, and raise."""
    news: SimpleQueue[None] = SimpleQueue()
    may_begin: SimpleQueue[bool] = SimpleQueue()
    over = threading.Event()

    def noted() -> T:
        try:
            if not may_begin.get():
                raise Aborted("this work was interrupted before it began")
            return work()
        finally:
            over.set()
            news.put(None)

    token, job = BOUND.token, None
    try:
        BOUND.token = None  # an abort of this thread does not reach the job
        job = Job(partial(copy_context().run, noted), _keep)
        BOUND.token = token
        # Only now is the job known to the handlers below: Ctrl-C can be raised while its thread starts.
        may_begin.put(True)
        if token is not None and job.in_background():
            bell = _Bell(news)
            token.adopt(bell)
            _wait(news)
            token.check()
        return job.wait()
    except Exception:
        raise
    except BaseException:
        BOUND.token = token
        may_begin.put(False)
        if job is not None:
            wait(over, seconds)
        raise
    finally:
        if job is not None:
            job.abort()
            job.join(_JOIN_SECONDS)


async def to_its_end_async(work: Callable[[], Awaitable[T]], seconds: float) -> T:
    """See `to_its_end`: in a task of its own."""
    import anyio

    over = anyio.Event()

    async def noted() -> T:
        try:
            return await work()
        finally:
            over.set()

    job = AsyncJob(noted, _keep_async)
    try:
        return await job.wait()
    except Exception:
        raise
    except BaseException:
        with anyio.move_on_after(seconds, shield=True):
            await over.wait()
        raise
    finally:
        job.abort()
        await job.join()


def _wait(news: SimpleQueue[None]) -> None:
    while True:
        for part in slices(None):
            try:
                return news.get(timeout=part)
            except Empty:
                continue


def _keep(result: object) -> None:
    """Do nothing: the result holds no connection."""


async def _keep_async(result: object) -> None:
    """See `_keep`."""
