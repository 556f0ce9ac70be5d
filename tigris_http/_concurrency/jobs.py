"""Background work in a thread or a task, while its consumer does something else.

Contract: a job begins at once, or in `wait` if no thread can be started. It has one outcome. The first `wait` takes it,
and its caller closes it. `abort` ends the work, and the job's own thread or task closes a result that was not taken. So
no finaliser closes anything, and no thread, task or connection is left after `abort` and `join`. A collected job is
aborted, and so are the jobs that an aborted job began. A forked child does not affect its parent's jobs.
"""

from __future__ import annotations

import threading
from contextlib import nullcontext, suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

from tigris_http._concurrency import slices
from tigris_http._concurrency.cancel import BOUND, Token
from tigris_http._concurrency.outcome import OneShotResult
from tigris_http._concurrency.per_process import OneProcess
from tigris_http._concurrency.threads import NAME
from tigris_http.errors import TigrisError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from tigris_http._concurrency.threads import Threads

T = TypeVar("T")

_TASKS: set[asyncio.Task[None]] = set()
"""Running tasks of asyncio. The loop refers to them only weakly."""


class _Run(Generic[T]):
    """The state that a job and its thread share. The thread does not refer to the job, which can be collected."""

    def __init__(self, work: Callable[[], T], close: Callable[[T], None]) -> None:
        self.process = OneProcess()
        self.token = Token()
        self.came = threading.Event()
        self.outcome: OneShotResult[T] = OneShotResult()
        self._work, self._close = [work], close
        self._settled: SimpleQueue[None] = SimpleQueue()

    def run(self) -> None:
        with self.outcome, self.token:
            self.token.check()
            self.outcome.set_result(self._work.pop()())
        self._work.clear()
        self.came.set()
        if self.outcome.has_result:
            self._settled.get()
        for result in self.outcome.drop():
            with suppress(TigrisError, OSError):
                self._close(result)

    def run_here(self) -> None:
        """Do the work in this thread, which waits for it and takes the result at once."""
        with self.outcome, self.token if BOUND.token is None else nullcontext():
            self.token.check()
            self.outcome.set_result(self._work.pop()())
        self._work.clear()
        self.came.set()

    def settle(self) -> None:
        """Let the thread end: the result was taken or is not wanted."""
        self._settled.put(None)

    def abort(self) -> None:
        self.token.abort()
        self.settle()


class Job(Generic[T]):
    """Runs `work` in a thread. `close` closes a result that was not taken.

    The thread is the job's own, or one of `threads`, whose owner waits for its end.

    job = Job(lambda: client.stream(GetObject("bucket", "key")), ObjectBody.close)
    try:
        body = job.wait()
    finally:
        job.abort()
    """

    def __init__(self, work: Callable[[], T], close: Callable[[T], None], threads: Threads | None = None) -> None:
        self._run = _Run(work, close)
        self._thread: threading.Thread | None = None
        if BOUND.token is not None:
            # This thread waits for the job, and for nothing that ends with it.
            BOUND.token.adopt(self._run)
        try:
            self._is_begun = self._begin() if threads is None else threads.run(self._run.run)
        except BaseException:  # Ctrl-C, while the thread starts
            self._run.abort()
            raise

    def _begin(self) -> bool:
        thread = threading.Thread(target=self._run.run, name=NAME, daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the system has no other thread: the one that waits does the work
            return False
        self._thread = thread
        return True

    def in_background(self) -> bool:
        """Whether the work is under way. If no thread could be started, `wait` does it."""
        return self._is_begun

    def wait(self) -> T:
        """Return the result, for the caller to close, or raise the error of the work.

        Raises `Aborted` after `abort`, also during the wait, and `RuntimeError` if the result was taken already, or in
        a forked child. An interrupted wait takes nothing: wait again, or abort.
        """
        run = self._run
        run.process.check("this job")
        if not self._is_begun and not run.came.is_set():
            run.run_here()
        slices.wait(run.came)
        try:
            return run.outcome.take(aborted=run.token.aborted)
        finally:
            run.settle()

    def abort(self) -> None:
        """End the work, and close its result if it was not taken. Does nothing after `wait`.

        Does not wait. Repeatable, from any thread and any finaliser.
        """
        if self._run.process.is_here():
            self._run.abort()

    def join(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds for the thread to end, after `wait` or `abort`. Return whether it has ended."""
        if self._thread is None or not self._run.process.is_here():
            return True
        return slices.join(self._thread, timeout)

    def __del__(self) -> None:
        if hasattr(self, "_run"):
            self.abort()


class _Reported:
    """A context around a system task of trio, which must not raise. It reports errors to `sys.excepthook`."""

    def __init__(self, passing: type[BaseException]) -> None:
        self._passing = passing

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None or isinstance(error, self._passing):
            return False
        import sys

        sys.excepthook(type(error), error, trace)
        return True


class _AsyncRun(Generic[T]):
    def __init__(self, work: Callable[[], Awaitable[T]], aclose: Callable[[T], Awaitable[None]]) -> None:
        import asyncio

        import anyio

        self.process = OneProcess()
        self.aborted = False
        self.came, self.settled, self.over = anyio.Event(), anyio.Event(), anyio.Event()
        self._work, self._aclose = [work], aclose
        self._scope = anyio.CancelScope()
        self._cancelled = anyio.get_cancelled_exc_class()
        if self._cancelled is asyncio.CancelledError:
            loop = asyncio.get_running_loop()
            self._soon: Callable[[Callable[[], None]], object] = loop.call_soon_threadsafe
            # These two end the loop, as in any other task.
            self.outcome: OneShotResult[T] = OneShotResult((self._cancelled, KeyboardInterrupt, SystemExit))
            task = loop.create_task(self._run(), name=NAME)
            _TASKS.add(task)
            task.add_done_callback(self._task_done)
        else:
            import contextvars

            import trio

            self._soon = trio.lowlevel.current_trio_token().run_sync_soon
            self.outcome = OneShotResult((self._cancelled,))
            trio.lowlevel.spawn_system_task(self._run_on_trio, name=NAME, context=contextvars.copy_context())

    async def _run(self) -> None:
        import anyio

        try:
            with self.outcome, self._scope:
                if not self.aborted:
                    self.outcome.set_result(await self._work.pop()())
            self._work.clear()
            self.came.set()
            if self.outcome.has_result:
                await self.settled.wait()
        finally:
            for result in self.outcome.drop():
                with anyio.CancelScope(shield=True), suppress(TigrisError, OSError):
                    await self._aclose(result)

    async def _run_on_trio(self) -> None:
        try:
            with _Reported(self._cancelled):
                await self._run()
        finally:
            self._end()

    def _task_done(self, task: asyncio.Task[None]) -> None:
        # In a callback: a task cancelled before its first step runs no code.
        _TASKS.discard(task)
        self._end()

    def _end(self) -> None:
        self._work.clear()
        self.came.set()
        self.over.set()

    def abort(self) -> None:
        self.aborted = True
        with suppress(RuntimeError):  # the loop has ended, and with it the task
            self._soon(self._stop)

    def _stop(self) -> None:
        if not self.came.is_set():
            self._scope.cancel()
        self.settled.set()


class AsyncJob(Generic[T]):
    """Runs `work` in its own task on asyncio or trio. `aclose` closes a result that was not taken.

    job = AsyncJob(lambda: client.opening(GetObject("bucket", "key")), AsyncObjectBody.aclose)
    try:
        body = await job.wait()
    finally:
        job.abort()
        await job.join()
    """

    def __init__(self, work: Callable[[], Awaitable[T]], aclose: Callable[[T], Awaitable[None]]) -> None:
        self._run = _AsyncRun(work, aclose)

    def in_background(self) -> bool:
        """Return True: a loop starts any number of tasks."""
        return True

    async def wait(self) -> T:
        """Do as `Job.wait`. A cancelled wait takes nothing, and the work continues until `abort`."""
        run = self._run
        run.process.check("this job")
        await run.came.wait()
        try:
            return run.outcome.take(aborted=run.aborted)
        finally:
            run.settled.set()

    def abort(self) -> None:
        """See `Job.abort`."""
        if self._run.process.is_here():
            self._run.abort()

    async def join(self) -> None:
        """Wait until the task has ended, after `wait` or `abort`. A cancellation is raised only then."""
        import asyncio

        import anyio

        run, cancelled = self._run, None
        if not run.process.is_here():
            return
        with anyio.CancelScope(shield=True):
            while not run.over.is_set():
                try:
                    await run.over.wait()
                except asyncio.CancelledError as error:  # asyncio's cancellation ignores anyio's shield
                    cancelled = error
        if cancelled is not None:
            raise cancelled

    def __del__(self) -> None:
        if hasattr(self, "_run"):
            self.abort()
