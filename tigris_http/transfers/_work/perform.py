"""Performs the steps of a transfer: `_download.perform` with background work and files.

Contract: `close` ends the background work, then closes the bodies that it read from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tigris_http._concurrency.crew import AsyncCrew, Crew
from tigris_http._concurrency.event_loop import in_thread, in_thread_left_behind
from tigris_http._core.steps import Begin, Call, WaitAny
from tigris_http._download.perform import AsyncPerformer, Performer

if TYPE_CHECKING:
    from tigris_http._core.steps import Step
    from tigris_http._download.perform import AsyncStepClient, StepClient

_JOIN_SECONDS: Final = 5.0
"""How long `close` waits for a thread. Only name resolution and slow disks keep one longer."""


class TransferPerformer(Performer):
    def __init__(self, client: StepClient) -> None:
        super().__init__(client)
        self._crew: Crew[object] = Crew()

    def _other(self, step: Step) -> object:
        match step:
            case Begin():
                performer = TransferPerformer(self._client)
                self._crew.start(lambda: performer.run(step.steps))
                return None
            case WaitAny():
                return self._crew.wait()
            case Call():
                return step.function()
            case _:
                return super()._other(step)

    def close(self) -> None:
        self._crew.abort()
        self._crew.join(_JOIN_SECONDS)
        super().close()


class AsyncTransferPerformer(AsyncPerformer):
    def __init__(self, client: AsyncStepClient) -> None:
        super().__init__(client)
        self._crew: AsyncCrew[object] = AsyncCrew()

    async def _other(self, step: Step) -> object:
        match step:
            case Begin():
                performer = AsyncTransferPerformer(self._client)
                self._crew.start(lambda: performer.run(step.steps))
                return None
            case WaitAny():
                return await self._crew.wait()
            case Call():
                return await (in_thread_left_behind if step.may_hang else in_thread)(step.function)
            case _:
                return await super()._other(step)

    async def aclose(self) -> None:
        self._crew.abort()
        await self._crew.join()
        await super().aclose()
