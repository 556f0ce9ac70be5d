"""Performs the steps of a transfer: `_bundle.perform` with more background work, and files.

Contract: after an error, and after `close`, no background work is left, and no body that it read from is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar, cast

from tigris_http._bundle.perform import AsyncBundlePerformer, BundlePerformer
from tigris_http._concurrency.cancel import BOUND
from tigris_http._concurrency.crew import AsyncCrew, Crew
from tigris_http._concurrency.event_loop import in_thread, in_thread_left_behind
from tigris_http._concurrency.finishing import to_its_end, to_its_end_async
from tigris_http._core.steps import Begin, Call, Finish, Halt, Take, Tell, WaitAny

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tigris_http._core.steps import Step, Steps
    from tigris_http._download.perform import AsyncStepClient, StepClient

T = TypeVar("T")

_ANSWER_SECONDS: Final = 0.4
"""How long an interruption waits for the answer that names what to undo."""
_JOIN_SECONDS: Final = 5.0
"""How long `close` waits for a thread. Only name resolution and slow disks keep one longer."""


class TransferPerformer(BundlePerformer):
    def __init__(self, client: StepClient, tell: Callable[[object], None] | None = None) -> None:
        super().__init__(client, ())
        self._tell = tell
        self._crew: Crew[object] = Crew()

    def run_alone(self, steps: Steps[T]) -> T:
        """Run steps that no others follow, and end the threads."""
        try:
            return self.run(steps)
        finally:
            self._end()

    def _other(self, step: Step) -> object:
        match step:
            case Begin():
                performer = TransferPerformer(self._client, self._crew.tell)
                self._crew.start(lambda: performer.run_alone(step.steps))
                return None
            case WaitAny():
                try:
                    return self._crew.wait()
                except OSError as error:
                    return error
            case Tell() if self._tell is not None:
                self._tell(step.value)
                return None
            case Take():
                return step.results.next_results()
            case Call():
                if BOUND.token is not None:
                    BOUND.token.check()
                try:
                    return step.function()
                except OSError as error:
                    return error
            case Finish():
                return to_its_end(lambda: self._noted(step), _ANSWER_SECONDS)
            case Halt():
                self.close()
                return None
            case _:
                return super()._other(step)

    def _noted(self, step: Finish) -> object:
        result = self._client.send(step.operation)
        step.note(result)
        return result

    def _end(self) -> None:
        self._crew.abort()
        self._crew.join(_JOIN_SECONDS)

    def close(self) -> None:
        self._end()
        super().close()


class AsyncTransferPerformer(AsyncBundlePerformer):
    def __init__(self, client: AsyncStepClient, tell: Callable[[object], None] | None = None) -> None:
        super().__init__(client, ())
        self._tell = tell
        self._crew: AsyncCrew[object] = AsyncCrew()

    async def _other(self, step: Step) -> object:
        match step:
            case Begin():
                performer = AsyncTransferPerformer(self._client, self._crew.tell)
                self._crew.start(lambda: performer.run(step.steps))
                return None
            case WaitAny():
                try:
                    return await self._crew.wait()
                except OSError as error:
                    return error
            case Tell() if self._tell is not None:
                self._tell(step.value)
                return None
            case Take():
                return await cast("Awaitable[object]", step.results.next_results())
            case Call():
                try:
                    return await (in_thread_left_behind if step.may_hang else in_thread)(step.function)
                except OSError as error:
                    return error
            case Finish():
                return await to_its_end_async(lambda: self._noted(step), _ANSWER_SECONDS)
            case Halt():
                await self.aclose()
                return None
            case _:
                return await super()._other(step)

    async def _noted(self, step: Finish) -> object:
        result = await self._client.send(step.operation)
        step.note(result)
        return result

    async def _end(self) -> None:
        self._crew.abort()
        await self._crew.join()

    async def aclose(self) -> None:
        await self._end()
        await super().aclose()
