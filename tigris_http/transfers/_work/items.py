"""Actions whose results come one by one, while their steps run.

    with client.diff("photos", old=version) as changes:
        for change in changes:
            print(change.kind, change.key)

Contract: the first item asked for begins the steps. The end of the iteration, an error and `close` end all background
work. One thread or task reads at a time.
"""

from __future__ import annotations

import warnings
from abc import abstractmethod
from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import Final, Generic, TypeVar

from tigris_http._annotations import Self
from tigris_http._bundle.perform import AsyncBundlePerformer, BundlePerformer
from tigris_http._core.steps import Runs, drive, drive_async
from tigris_http._download.perform import AsyncStepClient, StepClient
from tigris_http._unmade import shown
from tigris_http.errors import TigrisError
from tigris_http.operations._base import Action

ItemT = TypeVar("ItemT")
ItemT_co = TypeVar("ItemT_co", covariant=True)
PerformerT = TypeVar("PerformerT", BundlePerformer, AsyncBundlePerformer)

_OPEN: Final = 0
_CLOSED: Final = 1
_ENDED: Final = 2


class ItemAction(Action, Generic[ItemT_co]):
    """An action whose results come one by one. Its method returns `Items` or `AsyncItems`."""

    __slots__ = ()

    SENT_BY = "_items"

    @abstractmethod
    def items(self, *, connections: int) -> Runs[ItemT_co, None]:
        """Check the arguments. Return steps that yield lists of items, none of them empty. Sends nothing."""

    def failed(self, error: TigrisError) -> None:
        """Complete the error that ended the steps."""


class _Items(Generic[PerformerT, ItemT]):
    def __init__(self, action: ItemAction[ItemT], performer: PerformerT, connections: int) -> None:
        self._action = action
        self._performer: PerformerT = performer
        self._steps = action.items(connections=connections)
        self._state = _OPEN
        self._arrived: Iterator[ItemT] = iter(())

    def _may_go_on(self) -> bool:
        if self._state == _CLOSED:
            raise ValueError("these items are closed: read them inside the with statement, or call the method again")
        return self._state == _OPEN

    def _show(self, items: list[ItemT] | None) -> bool:
        if items is None:
            self._state = _ENDED
            return False
        self._arrived = iter(items)
        return True

    def _stop(self) -> None:
        if self._state == _OPEN:
            self._state, self._arrived = _CLOSED, iter(())
            self._steps.close()

    def _located(self, error: BaseException) -> None:
        if isinstance(error, TigrisError):
            self._action.failed(error)

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("items that are being read do not pickle: make a list of them")

    @shown
    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._action!r}>"

    def __del__(self) -> None:
        # Garbage is collected at any time, also in the thread that would have to end: nothing waits here.
        if getattr(self, "_arrived", None) is None or self._state != _OPEN:
            return
        is_busy = self._performer.is_busy
        self._stop()
        self._performer.abandon()
        if is_busy:
            warnings.warn(f"unclosed {type(self).__name__}", ResourceWarning, stacklevel=2, source=self)


class Items(_Items[BundlePerformer, ItemT], Generic[ItemT]):
    """The results of an action, one by one, while it runs. Iterate over them once.

    The first one asked for sends the first request. The end of the iteration, an error, `with` and `close()` end the
    background work.
    """

    def __init__(self, client: StepClient, action: ItemAction[ItemT], connections: int) -> None:
        super().__init__(action, BundlePerformer(client, ()), connections)

    def __iter__(self) -> Iterator[ItemT]:
        while True:
            yield from self._arrived
            if not self._advance():
                return

    def __next__(self) -> ItemT:
        while True:
            for item in self._arrived:
                return item
            if not self._advance():
                raise StopIteration

    def _advance(self) -> bool:
        if not self._may_go_on():
            return False
        try:
            return self._show(drive(self._steps, self._performer.perform))
        except BaseException as error:
            self.close()
            self._located(error)
            raise

    def close(self) -> None:
        """End the background work. Repeatable."""
        self._stop()
        self._performer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncItems(_Items[AsyncBundlePerformer, ItemT], Generic[ItemT]):
    """The async twin of `Items`: `async for`, `async with`, `aclose()`."""

    def __init__(self, client: AsyncStepClient, action: ItemAction[ItemT], connections: int) -> None:
        super().__init__(action, AsyncBundlePerformer(client, ()), connections)

    def __aiter__(self) -> AsyncIterator[ItemT]:
        return self

    async def __anext__(self) -> ItemT:
        while True:
            for item in self._arrived:
                return item
            if not await self._advance():
                raise StopAsyncIteration

    async def _advance(self) -> bool:
        if not self._may_go_on():
            return False
        try:
            return self._show(await drive_async(self._steps, self._performer.perform))
        except BaseException as error:
            self._stop()
            self._performer.abandon()
            self._located(error)
            # A cancelled task cannot await: leaving the `async with` closes.
            if isinstance(error, Exception):
                await self.aclose()
            raise

    async def aclose(self) -> None:
        """See `Items.close`."""
        self._stop()
        await self._performer.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
