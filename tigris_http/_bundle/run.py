"""A bundle under way: its engine, the results that the caller has not taken, and the performer of its steps.

Contract: a response and its large members share a run. The run knows neither, so no cycle keeps them alive. Any error
closes everything. Only a cancelled task cannot wait for that: closing the response does. A second reader is refused
while the first one waits for results. It neither fails nor ends the reading of the first.
"""

from __future__ import annotations

import threading
from operator import length_hint
from typing import TYPE_CHECKING, Final, Generic, TypeAlias, TypeVar

from tigris_http._bundle.members import AsyncReader, Member, Reader, ReaderT
from tigris_http._core.steps import drive, drive_async

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tigris_http._bundle.engine import Engine
    from tigris_http._bundle.large_members import Large
    from tigris_http._bundle.perform import AsyncBundlePerformer, BundlePerformer
    from tigris_http._bundle.results import BundleSkipped
    from tigris_http._core.steps import Steps

OPEN: Final = 0
_CLOSED: Final = 1
_FINISHED: Final = 2

T = TypeVar("T")
Item: TypeAlias = "Member[ReaderT, object] | BundleSkipped[object]"


class _Run(Generic[ReaderT]):
    tell: Callable[[BaseException | None], None] | None = None
    """Called once, with the error or None, at the end of the bundle."""

    def __init__(self, engine: Engine[ReaderT]) -> None:
        self.engine = engine
        self.results = engine.results()
        self.state = OPEN
        self.window: Iterator[Item[ReaderT]] = iter(())
        """The results that arrived and were not taken yet."""
        self._shown: list[Item[ReaderT]] = []
        self._turn = threading.Lock()

    def _take_turn(self, read: Iterator[Item[ReaderT]] | None) -> bool:
        """Return whether the caller, who has read the window `read`, receives the next one. Then it ends its turn."""
        if not self._turn.acquire(blocking=False):
            raise RuntimeError("another thread or task is reading this bundle: give each a bundle of its own")
        if read is None or read is self.window:
            return True
        self._turn.release()
        return False

    def _show(self, results: list[Item[ReaderT]] | None, reader: ReaderT) -> bool:
        """Make these results the window; None ends the bundle. Return False at the end."""
        if results is None:
            self.state = _FINISHED
            self._over(None)
            return False
        if len(results) == 1:
            # The caller gets the only reference: a large member refers to this run.
            result = results[0]
            if isinstance(result, Member):
                result.read_by(reader)
            self.window = iter([None, result].pop, None)
        else:
            self._shown, self.window = results, iter(results)
        return True

    def _may_go_on(self) -> bool:
        if self.state == _CLOSED:
            raise ValueError("the bundle is closed: read it inside its with statement, or ask for it again")
        # No view of the buffer may be alive while more is received into it.
        self.window, self._shown = iter(()), []
        return self.state == OPEN

    def stop(self, error: BaseException | None = None) -> None:
        if self.state == OPEN:
            self.state = _CLOSED
            self.engine.tally.take_back(self.left)
            self._shown.clear()
            self.results.close()
            self._over(error)

    def _over(self, error: BaseException | None) -> None:
        if self.tell is not None:
            self.tell(error)

    @property
    def left(self) -> list[Item[ReaderT]]:
        return self._shown[len(self._shown) - length_hint(self.window) :] if self._shown else []

    def check(self, large: Large) -> None:
        if self.state == _CLOSED:
            raise ValueError(f"the bundle is closed: what was not read of {large.key!r} is gone")
        self.engine.large.check(large)


class BlockingRun(_Run[Reader]):
    def __init__(self, engine: Engine[Reader], performer: BundlePerformer) -> None:
        super().__init__(engine)
        self.performer = performer

    def advance(self, read: Iterator[Item[Reader]] | None = None) -> bool:
        if not self._take_turn(read):
            return True
        try:
            if not self._may_go_on():
                return False
            try:
                results = drive(self.results, self.performer.perform)
            except BaseException as error:
                self.stop(error)
                self.close()
                raise
            return self._show(results, self)
        finally:
            self._turn.release()

    def fill(self, large: Large, target: memoryview) -> int:
        return self._do(self.engine.large.fill(large, target))

    def view(self, large: Large) -> memoryview:
        return self._do(self.engine.large.view(large))

    def _do(self, steps: Steps[T]) -> T:
        try:
            return drive(steps, self.performer.perform)
        except BaseException as error:
            self.stop(error)
            self.close()
            raise

    def close(self) -> None:
        self.stop()
        self.performer.close()


class AsyncRun(_Run[AsyncReader]):
    def __init__(self, engine: Engine[AsyncReader], performer: AsyncBundlePerformer) -> None:
        super().__init__(engine)
        self.performer = performer

    async def advance(self, read: Iterator[Item[AsyncReader]] | None = None) -> bool:
        if not self._take_turn(read):
            return True
        try:
            if not self._may_go_on():
                return False
            try:
                results = await drive_async(self.results, self.performer.perform)
            except BaseException as error:
                await self._failed(error)
                raise
            return self._show(results, self)
        finally:
            self._turn.release()

    async def fill(self, large: Large, target: memoryview) -> int:
        return await self._do(self.engine.large.fill(large, target))

    async def view(self, large: Large) -> memoryview:
        return await self._do(self.engine.large.view(large))

    async def _do(self, steps: Steps[T]) -> T:
        try:
            return await drive_async(steps, self.performer.perform)
        except BaseException as error:
            await self._failed(error)
            raise

    async def _failed(self, error: BaseException) -> None:
        self.stop(error)
        self.performer.abandon()
        # A cancelled task cannot await: leaving the `async with` closes.
        if isinstance(error, Exception):
            await self.aclose()

    async def aclose(self) -> None:
        self.stop()
        await self.performer.aclose()
