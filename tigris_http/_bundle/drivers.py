"""Doing the engine's steps: the two thin drivers, blocking and async, a twin each.

Contract: `run(work)` does steps until there is a run of results, or the work has ended. Errors of the service and the
network are what came of a step; everything else goes through, and whoever runs closes. Everything that is open and
everything under way is known here until it is closed or waited for: `close` leaves no connection, thread or task
behind.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from tigris_http._bundle.large_members import Large
from tigris_http._bundle.steps import Pull, Pulled, Start, Wait
from tigris_http._concurrency.cancel import sleep
from tigris_http._concurrency.event_loop import sleep as asleep
from tigris_http._concurrency.jobs import AsyncJob, Job
from tigris_http.errors import TigrisError
from tigris_http.operations._steps import (
    Ask,
    Close,
    Open,
    Receive,
    Sleep,
)
from tigris_http.operations.bundles.bundles import BundleAnswer

if TYPE_CHECKING:
    from tigris_http.operations._base import Operation, StreamOperation
    from tigris_http.operations._steps import Work

JobT = TypeVar("JobT", Job[Any], AsyncJob[Any])

_JOINED: Final = 5.0
"""Seconds to wait for a thread that was told to end: only the resolver of names may keep it longer."""


class Sends(Protocol):
    """What is needed of a blocking client."""

    def send(self, operation: Operation[Any], /) -> Any:  # noqa: ANN401  # of any operation
        """Do an operation."""
        ...

    def stream(self, operation: StreamOperation[Any, Any], /) -> Any:  # noqa: ANN401
        """Open a reply."""
        ...


class AsyncSends(Protocol):
    """What is needed of an async client."""

    async def send(self, operation: Operation[Any], /) -> Any:  # noqa: ANN401
        """Do an operation."""
        ...

    async def opening(self, operation: StreamOperation[Any, Any], /) -> Any:  # noqa: ANN401
        """Open a reply."""
        ...


def _source(result: Any) -> Any:  # noqa: ANN401  # of either client
    """Return what is open of a result and has to be closed, or None."""
    answer: Any = result
    if isinstance(result, BundleAnswer):
        return answer.source
    if isinstance(result, Large):
        return result.feed.source
    return result if hasattr(result, "readinto") else None


class _Known(Generic[JobT]):
    """What both know of: what is open, and what is under way."""

    def __init__(self) -> None:
        self._opened: set[Any] = set()
        self._jobs: set[JobT] = set()

    def _known(self, result: object) -> object:
        source = _source(result)
        if source is not None:
            self._opened.add(source)
        return result

    def abandon(self) -> None:
        """Tell what is under way that nobody waits for it. Never waits: for finalisers."""
        for job in self._jobs:
            job.abort()


class Io(_Known[Job[Any]]):
    """Does steps for a blocking client."""

    def __init__(self, client: Sends, keys: Iterable[object] = ()) -> None:
        super().__init__()
        self._client = client
        self._keys: Iterator[object] = iter(keys)

    def run(self, work: Work) -> Any:  # noqa: ANN401  # whatever the work comes to
        """Do the steps of `work`; return its next run of results, or what it comes to in the end."""
        outcome: object = None
        while True:
            try:
                step = work.send(outcome)
            except StopIteration as end:
                return end.value
            if isinstance(step, list):
                return step  # pyright: ignore[reportUnknownVariableType]  # results of any kind
            try:
                outcome = self._done(step)
            except TigrisError as error:
                outcome = error

    def _done(self, step: object) -> object:
        if isinstance(step, Receive):
            return step.source.readinto(step.buffer)
        if isinstance(step, Open):
            return self._known(self._client.stream(step.operation))
        if isinstance(step, Ask):
            return self._client.send(step.operation)
        if isinstance(step, Close):
            self._close(step.source)
            return None
        if isinstance(step, Pull):
            return self._pulled(step.most)
        if isinstance(step, Start):
            return self._started(step.work)
        if isinstance(step, Wait):
            result = step.job.wait()
            self._jobs.discard(step.job)
            return self._known(result)
        if isinstance(step, Sleep):
            sleep(step.seconds)
            return None
        raise TypeError(f"no step: {type(step).__name__}")

    def _close(self, source: Any) -> None:  # noqa: ANN401
        if source in self._opened:
            self._opened.remove(source)
            source.close()

    def _pulled(self, most: int) -> Pulled:
        items: list[object] = []
        try:
            # What came before an error is kept by the list.
            items.extend(islice(self._keys, most))
        except Exception as error:  # noqa: BLE001  # raised where its place is, behind what came before it
            return Pulled(items, ended=True, error=error)
        return Pulled(items, ended=len(items) < most)

    def _started(self, work: Work) -> Job[Any]:
        client = self._client

        def alone() -> Any:  # noqa: ANN401
            io = Io(client)
            try:
                return io.run(work)
            except BaseException:
                work.close()
                io.close()
                raise

        job = Job(alone, _close)
        self._jobs.add(job)
        return job

    def close(self) -> None:
        """End what is under way, and close what is open."""
        self.abandon()
        jobs, self._jobs = self._jobs, set()
        opened, self._opened = self._opened, set()
        for source in opened:
            source.close()
        for job in jobs:
            job.join(_JOINED)


def _close(result: object) -> None:
    source = _source(result)
    if source is not None:
        source.close()


class AsyncIo(_Known[AsyncJob[Any]]):
    """Does steps for an async client."""

    def __init__(self, client: AsyncSends, keys: Iterable[object] | AsyncIterable[object] = ()) -> None:
        super().__init__()
        self._client = client
        self._keys: Iterator[object] | AsyncIterator[object]
        self._keys = aiter(keys) if isinstance(keys, AsyncIterable) else iter(keys)

    async def run(self, work: Work) -> Any:  # noqa: ANN401
        """Do the steps of `work`; return its next run of results, or what it comes to in the end."""
        outcome: object = None
        while True:
            try:
                step = work.send(outcome)
            except StopIteration as end:
                return end.value
            if isinstance(step, list):
                return step  # pyright: ignore[reportUnknownVariableType]  # results of any kind
            try:
                outcome = await self._done(step)
            except TigrisError as error:
                outcome = error

    async def _done(self, step: object) -> object:
        if isinstance(step, Receive):
            return await step.source.readinto(step.buffer)
        if isinstance(step, Open):
            return self._known(await self._client.opening(step.operation))
        if isinstance(step, Ask):
            return await self._client.send(step.operation)
        if isinstance(step, Close):
            await self._aclose(step.source)
            return None
        if isinstance(step, Pull):
            return await self._pulled(step.most)
        if isinstance(step, Start):
            return self._started(step.work)
        if isinstance(step, Wait):
            result = await step.job.wait()
            self._jobs.discard(step.job)
            return self._known(result)
        if isinstance(step, Sleep):
            await asleep(step.seconds)
            return None
        raise TypeError(f"no step: {type(step).__name__}")

    async def _aclose(self, source: Any) -> None:  # noqa: ANN401
        if source in self._opened:
            self._opened.remove(source)
            await source.aclose()

    async def _pulled(self, most: int) -> Pulled:
        items: list[object] = []
        try:
            if isinstance(self._keys, AsyncIterator):
                while len(items) < most:
                    items.append(await anext(self._keys))
            else:
                items.extend(islice(self._keys, most))
        except StopAsyncIteration:
            return Pulled(items, ended=True)
        except Exception as error:  # noqa: BLE001  # raised where its place is, behind what came before it
            return Pulled(items, ended=True, error=error)
        return Pulled(items, ended=len(items) < most)

    def _started(self, work: Work) -> AsyncJob[Any]:
        client = self._client

        async def alone() -> Any:  # noqa: ANN401
            io = AsyncIo(client)
            try:
                return await io.run(work)
            except BaseException:
                work.close()
                await io.aclose()
                raise

        job = AsyncJob(alone, _aclose)
        self._jobs.add(job)
        return job

    async def aclose(self) -> None:
        """End what is under way, and close what is open."""
        self.abandon()
        jobs, self._jobs = self._jobs, set()
        opened, self._opened = self._opened, set()
        for source in opened:
            await source.aclose()
        for job in jobs:
            await job.join()


async def _aclose(result: object) -> None:
    source = _source(result)
    if source is not None:
        await source.aclose()
