"""Several jobs at once, whose results are taken in the order of their ends.

Contract: `wait` returns the result of the first job to end, or raises its error. `abort` and `join` end all jobs, as
they do for one.
"""

from __future__ import annotations

from collections import deque
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from tigris_http._concurrency.jobs import AsyncJob, Job
from tigris_http._concurrency.slices import slices

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import anyio

T = TypeVar("T")

_JOIN_SECONDS: Final = 5.0


class Crew(Generic[T]):
    """Jobs in threads. Their results need no closing. Used by one thread."""

    def __init__(self) -> None:
        self._jobs: dict[object, Job[T]] = {}
        self._ended: SimpleQueue[object] = SimpleQueue()

    def start(self, work: Callable[[], T]) -> None:
        name, ended = object(), self._ended

        def noted() -> T:
            try:
                return work()
            finally:
                ended.put(name)

        self._jobs[name] = Job(noted, _keep)

    def wait(self) -> T:
        """Return the result of the first job to end."""
        # A job without a thread runs in this one.
        name = next((name for name, job in self._jobs.items() if not job.in_background()), None)
        if name is None:
            name = self._first()
        job = self._jobs.pop(name)
        try:
            return job.wait()
        finally:
            job.join(_JOIN_SECONDS)  # it ends now

    def _first(self) -> object:
        while True:
            for part in slices(None):
                try:
                    name = self._ended.get(timeout=part)
                except Empty:
                    continue
                if name in self._jobs:
                    return name

    def abort(self) -> None:
        for job in self._jobs.values():
            job.abort()

    def join(self, seconds: float) -> None:
        """Wait for the ends of all jobs, for at most `seconds` each."""
        jobs, self._jobs = self._jobs, {}
        for job in jobs.values():
            job.join(seconds)


def _keep(result: object) -> None:
    """Do nothing: the result holds no connection."""


class AsyncCrew(Generic[T]):
    """Jobs in tasks of one event loop, as `Crew` has them in threads."""

    def __init__(self) -> None:
        self._jobs: dict[object, AsyncJob[T]] = {}
        self._ended: deque[object] = deque()
        self._came: anyio.Event | None = None

    def start(self, work: Callable[[], Awaitable[T]]) -> None:
        name = object()

        async def noted() -> T:
            try:
                return await work()
            finally:
                self._ended.append(name)
                if self._came is not None:
                    self._came.set()

        self._jobs[name] = AsyncJob(noted, _keep_async)

    async def wait(self) -> T:
        """See `Crew.wait`."""
        import anyio

        while not self._ended:
            self._came = anyio.Event()
            await self._came.wait()
        job = self._jobs.pop(self._ended.popleft())
        try:
            return await job.wait()
        finally:
            await job.join()

    def abort(self) -> None:
        for job in self._jobs.values():
            job.abort()

    async def join(self) -> None:
        jobs, self._jobs = self._jobs, {}
        for job in jobs.values():
            await job.join()


async def _keep_async(result: object) -> None:
    """See `_keep`."""
