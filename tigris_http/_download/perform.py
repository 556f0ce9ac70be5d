"""Performs the steps of actions, downloads and bundles: one class for each client.

Contract: a performer knows all that its steps opened and did not close. `run` closes it if the steps fail. After a
success the result owns it. `_client.sync` and `_client.asynchronous` add the steps of a call, `_bundle.perform` those
of a bundle.
"""

from __future__ import annotations

from collections.abc import Awaitable
from inspect import isawaitable, iscoroutine
from os import urandom
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from tigris_http._concurrency.event_loop import sleep as asleep
from tigris_http._core.steps import AsyncOpenT, Close, Open, OpenT, Receive, drive, drive_async
from tigris_http.operations._steps import Apply, Ask, Draw, Sleep

if TYPE_CHECKING:
    from tigris_http._core.steps import AsyncClosable, Closable, Step, Steps
    from tigris_http.operations._base import Operation, StreamOperation

T = TypeVar("T")


class StepClient(Protocol):
    """The methods of the client that steps need."""

    def send(self, operation: Operation[T], /) -> T: ...

    def stream(self, operation: StreamOperation[OpenT, object], /) -> OpenT: ...


class AsyncStepClient(Protocol):
    async def send(self, operation: Operation[T], /) -> T: ...

    async def opening(self, operation: StreamOperation[object, AsyncOpenT], /) -> AsyncOpenT: ...


class Performer:
    __slots__ = ("_client", "opened")

    def __init__(self, client: StepClient) -> None:
        self._client = client
        self.opened: set[Closable] = set()

    def run(self, steps: Steps[T]) -> T:
        try:
            return drive(steps, self.perform)
        except BaseException:
            steps.close()
            self.close()
            raise

    def perform(self, step: Step) -> object:
        match step:
            case Receive():
                return step.source.readinto(step.buffer)
            case Open():
                opened = self._client.stream(step.operation)
                self.opened.add(opened)
                return opened
            case Close():
                self._close(cast("Closable", step.opened))
                return None
            case Ask():
                return self._client.send(step.operation)
            case Sleep():
                from tigris_http._concurrency.cancel import sleep

                sleep(step.seconds)
                return None
            case Apply():
                return _applied(step)
            case Draw():
                return urandom(step.size)
            case _:
                return self._other(step)

    def _other(self, step: Step) -> object:
        raise TypeError(f"{type(self).__name__} does not perform {type(step).__name__}")

    def _close(self, opened: Closable) -> None:
        if opened in self.opened:
            self.opened.remove(opened)
            opened.close()

    def close(self) -> None:
        opened, self.opened = self.opened, set()
        for each in opened:
            each.close()


def _applied(step: Apply) -> object:
    result = step.function(step.argument)
    if isawaitable(result):
        if iscoroutine(result):
            result.close()
        raise TypeError("the function returned an awaitable: coroutine functions are for the async client")
    return result


class AsyncPerformer:
    __slots__ = ("_client", "opened")

    def __init__(self, client: AsyncStepClient) -> None:
        self._client = client
        self.opened: set[AsyncClosable] = set()

    async def run(self, steps: Steps[T]) -> T:
        try:
            return await drive_async(steps, self.perform)
        except BaseException:
            steps.close()
            await self.aclose()
            raise

    async def perform(self, step: Step) -> object:
        match step:
            case Receive():
                return await cast("Awaitable[int]", step.source.readinto(step.buffer))
            case Open():
                opened = await self._client.opening(step.operation)
                self.opened.add(opened)
                return opened
            case Close():
                await self._aclose(cast("AsyncClosable", step.opened))
                return None
            case Ask():
                return await self._client.send(step.operation)
            case Sleep():
                await asleep(step.seconds)
                return None
            case Apply():
                result = step.function(step.argument)
                return await result if isawaitable(result) else result
            case Draw():
                return urandom(step.size)
            case _:
                return await self._other(step)

    async def _other(self, step: Step) -> object:
        raise TypeError(f"{type(self).__name__} does not perform {type(step).__name__}")

    async def _aclose(self, opened: AsyncClosable) -> None:
        if opened in self.opened:
            self.opened.remove(opened)
            await opened.aclose()

    async def aclose(self) -> None:
        opened, self.opened = self.opened, set()
        for each in opened:
            await each.aclose()
