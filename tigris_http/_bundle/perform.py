"""Performs the engine's steps: `_download.perform` with background work and the caller's keys.

Contract: a performer knows all that is open and all that runs in the background. `close` ends it and leaves no
connection, thread or task. Answers of background steps belong to the performer that waits for them.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from tigris_http._concurrency.jobs import AsyncJob, Job
from tigris_http._core.steps import Pull, Pulled, Start, Wait
from tigris_http._download.perform import AsyncPerformer, Performer

if TYPE_CHECKING:
    from tigris_http._core.steps import AsyncClosable, Closable, Step
    from tigris_http._download.perform import AsyncStepClient, StepClient

_JOIN_SECONDS: Final = 5.0
"""How long `close` waits for a thread. Only name resolution keeps one longer."""


class BundlePerformer(Performer):
    def __init__(self, client: StepClient, keys: Iterable[object]) -> None:
        super().__init__(client)
        self._keys = iter(keys)
        self._jobs: dict[Start[object], Job[tuple[object, set[Closable]]]] = {}

    def _other(self, step: Step) -> object:
        match step:
            case Start():
                self._jobs[step] = self._job(step)
                return None
            case Wait():
                result, opened = self._jobs[step.started].wait()
                del self._jobs[step.started]
                self.opened |= opened
                return result
            case Pull():
                return self._pulled(step.most)
            case _:
                return super()._other(step)

    def _pulled(self, most: int) -> Pulled:
        items: list[object] = []
        try:
            # The list keeps the items before an error.
            items.extend(islice(self._keys, most))
        except Exception as error:  # noqa: BLE001  # raised after the results of the items before it
            return Pulled(items, ended=True, error=error)
        return Pulled(items, ended=len(items) < most)

    def _job(self, start: Start[object]) -> Job[tuple[object, set[Closable]]]:
        performer = Performer(self._client)
        return Job(lambda: (performer.run(start.steps), performer.opened), _close)

    @property
    def is_busy(self) -> bool:
        """Whether steps are in the background that nothing has waited for."""
        return bool(self._jobs)

    def abandon(self) -> None:
        """Abort background work. Does not wait: for finalisers."""
        for job in self._jobs.values():
            job.abort()

    def close(self) -> None:
        self.abandon()
        jobs, self._jobs = self._jobs, {}
        super().close()
        for job in jobs.values():
            job.join(_JOIN_SECONDS)


def _close(result: tuple[object, set[Closable]]) -> None:
    for opened in result[1]:
        opened.close()


class AsyncBundlePerformer(AsyncPerformer):
    def __init__(self, client: AsyncStepClient, keys: Iterable[object] | AsyncIterable[object]) -> None:
        super().__init__(client)
        self._keys: Iterator[object] | AsyncIterator[object]
        self._keys = aiter(keys) if isinstance(keys, AsyncIterable) else iter(keys)
        self._jobs: dict[Start[object], AsyncJob[tuple[object, set[AsyncClosable]]]] = {}

    async def _other(self, step: Step) -> object:
        match step:
            case Start():
                self._jobs[step] = self._job(step)
                return None
            case Wait():
                result, opened = await self._jobs[step.started].wait()
                del self._jobs[step.started]
                self.opened |= opened
                return result
            case Pull():
                return await self._pulled(step.most)
            case _:
                return await super()._other(step)

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
        except Exception as error:  # noqa: BLE001  # raised after the results of the items before it
            return Pulled(items, ended=True, error=error)
        return Pulled(items, ended=len(items) < most)

    def _job(self, start: Start[object]) -> AsyncJob[tuple[object, set[AsyncClosable]]]:
        performer = AsyncPerformer(self._client)

        async def work() -> tuple[object, set[AsyncClosable]]:
            return await performer.run(start.steps), performer.opened

        return AsyncJob(work, _aclose)

    @property
    def is_busy(self) -> bool:
        return bool(self._jobs)

    def abandon(self) -> None:
        for job in self._jobs.values():
            job.abort()

    async def aclose(self) -> None:
        self.abandon()
        jobs, self._jobs = self._jobs, {}
        await super().aclose()
        for job in jobs.values():
            await job.join()


async def _aclose(result: tuple[object, set[AsyncClosable]]) -> None:
    for opened in result[1]:
        await opened.aclose()
