"""Several jobs at once, whose results are taken in the order of their ends.

Contract: `wait` returns the result of the first job to end, or raises its error. A job can also `tell` a value before
its end: `wait` returns it first. `abort` and `join` end all jobs, as they do for one.
"""

from __future__ import annotations

from collections import deque
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from tigris_http._concurrency.jobs import AsyncJob, Job
from tigris_http._concurrency.slices import slices
from tigris_http._concurrency.threads import Threads

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import anyio

T = TypeVar("T")


class Crew(Generic[T]):
    """Jobs in threads. Their results need no closing. Used by one thread, except for `tell`."""

    def __init__(self) -> None:
        self._jobs: dict[object, Job[T]] = {}
        self._here: list[object] = []
        """The names of jobs without a thread: `wait` runs them."""
        self._threads = Threads()
        self._news: SimpleQueue[tuple[object, T | None]] = SimpleQueue()
        """The jobs that ended, by name, and the values of others, without a name."""

    def start(self, work: Callable[[], T]) -> None:
        name, news = object(), self._news

        def noted() -> T:
            try:
                return work()
            finally:
                news.put((name, None))

        job = self._jobs[name] = Job(noted, _keep, self._threads)
        if not job.in_background():
            self._here.append(name)

    def tell(self, value: T) -> None:
        """Let `wait` return `value`. For the jobs."""
        self._news.put((None, value))

    def wait(self) -> T:
        """Return the next value or result. Raises the error of a job."""
        name, value = (self._here.pop(), None) if self._here else self._next()
        if name is None:
            return cast("T", value)
        job = self._jobs[name]
        try:
            result = job.wait()
        except Exception:
            del self._jobs[name]
            raise
        # An interrupted wait takes nothing: `abort` still ends the job.
        del self._jobs[name]
        return result

    def _next(self) -> tuple[object, T | None]:
        while True:
            for part in slices(None):
                try:
                    name, value = self._news.get(timeout=part)
                except Empty:
                    continue
                if name is None or name in self._jobs:
                    return name, value

    def abort(self) -> None:
        for job in self._jobs.values():
            job.abort()
        self._threads.dismiss()

    def join(self, seconds: float) -> None:
        """Wait for the ends of all jobs, for at most `seconds` each."""
        self._jobs = {}
        self._threads.close(seconds)


def _keep(result: object) -> None:
    """Do nothing: the result holds no connection."""


class AsyncCrew(Generic[T]):
    """Jobs in tasks of one event loop, as `Crew` has them in threads."""

    def __init__(self) -> None:
        self._jobs: dict[object, AsyncJob[T]] = {}
        self._news: deque[tuple[object, T | None]] = deque()
        self._came: anyio.Event | None = None

    def start(self, work: Callable[[], Awaitable[T]]) -> None:
        name = object()

        async def noted() -> T:
            try:
                return await work()
            finally:
                self._note(name, None)

        self._jobs[name] = AsyncJob(noted, _keep_async)

    def tell(self, value: T) -> None:
        """See `Crew.tell`."""
        self._note(None, value)

    def _note(self, name: object, value: T | None) -> None:
        self._news.append((name, value))
        if self._came is not None:
            self._came.set()

    async def wait(self) -> T:
        """See `Crew.wait`."""
        import anyio

        while not self._news:
            self._came = anyio.Event()
            await self._came.wait()
        name, value = self._news.popleft()
        if name is None:
            return cast("T", value)
        job = self._jobs.pop(name)
        try:
            return await job.wait()
        except BaseException:
            job.abort()  # a cancelled wait takes no result, and the job would wait for its taker
            raise
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
