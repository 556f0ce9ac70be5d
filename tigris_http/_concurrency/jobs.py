"""Work under way in the background while its consumer reads something else: in a thread, or in a task.

Contract: a job begins at once and has one outcome. `wait` gives it to whoever asks first, and then it is theirs to
close. `abort` ends the work, wherever it waits; what came and was not taken is closed by the job's own thread or task,
which is there until then: so nothing is ever closed in a finaliser, and `join` after `abort` means that nothing is left
behind, no thread or task and no connection. A job that is collected is aborted. A forked child can do nothing to the
jobs of its parent.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from tigris_http._concurrency.cancel import Token
from tigris_http._concurrency.outcome import OneShotResult
from tigris_http._concurrency.per_process import OneProcess
from tigris_http.errors import TigrisError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable
    from types import TracebackType

T = TypeVar("T")

_NAME: Final = "tigris_http job"
_TASKS: set[asyncio.Task[None]] = set()
"""Tasks of asyncio under way: the loop itself refers to them weakly."""


class _Run(Generic[T]):
    """What a job and its thread share. The thread knows no job, so that one nobody knows any more is collected."""

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

    def settle(self) -> None:
        """Let the thread end: the result was taken, or nobody wants it."""
        self._settled.put(None)

    def abort(self) -> None:
        self.token.abort()
        self.settle()


class Job(Generic[T]):
    """`work` under way in a thread of its own; its result is closed by `close` where nobody takes it.

    job = Job(lambda: client.stream(GetObject("bucket", "key")), ObjectBody.close)
    try:
        body = job.wait()
    finally:
        job.abort()
    """

    def __init__(self, work: Callable[[], T], close: Callable[[T], None]) -> None:
        self._run = _Run(work, close)
        self._thread = threading.Thread(target=self._run.run, name=_NAME, daemon=True)
        self._thread.start()

    def wait(self) -> T:
        """Return the result, which is yours to close from then on, or raise what the work raised.

        `Aborted` where `abort` was called before, also by another thread during the wait. An interrupted wait takes
        nothing: wait again, or abort. `RuntimeError` where the result was taken already, and in a forked child.
        """
        run = self._run
        run.process.check("this job")
        run.came.wait()
        try:
            return run.outcome.take(aborted=run.token.aborted)
        finally:
            run.settle()

    def abort(self) -> None:
        """Let the work end, and its result be closed where nobody took it; does nothing after `wait`.

        Never waits; may be called any number of times, from any thread and any finaliser.
        """
        if self._run.process.is_here():
            self._run.abort()

    def join(self, timeout: float) -> bool:
        """Wait `timeout` seconds for the thread to end, after `wait` or `abort`; return whether it has ended."""
        if not self._run.process.is_here():
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def __del__(self) -> None:
        if hasattr(self, "_run"):
            self.abort()


class _Reported:
    """A context around a task of trio's own, which must not raise: an error is reported as the interpreter does."""

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
    """What a job and its task share."""

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
            # These two end the loop, as they do out of any other task.
            self.outcome: OneShotResult[T] = OneShotResult((self._cancelled, KeyboardInterrupt, SystemExit))
            task = loop.create_task(self._run(), name=_NAME)
            _TASKS.add(task)
            task.add_done_callback(self._task_done)
        else:
            import contextvars

            import trio

            self._soon = trio.lowlevel.current_trio_token().run_sync_soon
            self.outcome = OneShotResult((self._cancelled,))
            trio.lowlevel.spawn_system_task(self._run_on_trio, name=_NAME, context=contextvars.copy_context())

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
        # A callback, since a task that is cancelled before its first step does nothing at all.
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
    """`work` under way in a task of its own on asyncio or trio; its result is closed by `aclose` where nobody takes it.

    job = AsyncJob(lambda: client.opening(GetObject("bucket", "key")), AsyncObjectBody.aclose)
    try:
        body = await job.wait()
    finally:
        job.abort()
        await job.join()
    """

    def __init__(self, work: Callable[[], Awaitable[T]], aclose: Callable[[T], Awaitable[None]]) -> None:
        self._run = _AsyncRun(work, aclose)

    async def wait(self) -> T:
        """Return the result, which is yours to close from then on, or raise what the work raised.

        `Aborted` where `abort` was called before, also during the wait. A cancelled wait takes nothing, and the work
        goes on until `abort`. `RuntimeError` where the result was taken already, and in a forked child.
        """
        run = self._run
        run.process.check("this job")
        await run.came.wait()
        try:
            return run.outcome.take(aborted=run.aborted)
        finally:
            run.settled.set()

    def abort(self) -> None:
        """Let the work end, and its result be closed where nobody took it; does nothing after `wait`.

        Never waits; may be called any number of times, from any thread and any finaliser.
        """
        if self._run.process.is_here():
            self._run.abort()

    async def join(self) -> None:
        """Wait until the task has ended, after `wait` or `abort`; a cancellation is met only then."""
        import asyncio

        import anyio

        run, cancelled = self._run, None
        if not run.process.is_here():
            return
        with anyio.CancelScope(shield=True):
            while not run.over.is_set():
                try:
                    await run.over.wait()
                except asyncio.CancelledError as error:  # asyncio's own knows no shields
                    cancelled = error
        if cancelled is not None:
            raise cancelled

    def __del__(self) -> None:
        if hasattr(self, "_run"):
            self.abort()
