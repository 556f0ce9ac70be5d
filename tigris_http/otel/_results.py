"""Open results that tell their recorder of their end: bundles, items, and files for writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tigris_http._annotations import Self
from tigris_http._bundle.response import AsyncBundleResponse, BundleResponse
from tigris_http.transfers._work.items import AsyncItems, Items
from tigris_http.transfers.files.writer import AsyncObjectWriter, ObjectWriter

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http._core.messages import CallContext
    from tigris_http._download.perform import AsyncStepClient, StepClient
    from tigris_http.operations.bundles.bundles import BundleObjects
    from tigris_http.otel._recorder import Recorder
    from tigris_http.transfers._work.items import ItemAction
    from tigris_http.transfers.files.writing import WriteObject

ItemT = TypeVar("ItemT")


class TracedBundle(BundleResponse[ItemT], Generic[ItemT]):
    def __init__(
        self,
        client: StepClient,
        options: BundleObjects[Any],
        context: CallContext,
        recorder: Recorder,
        *,
        connections: int,
    ) -> None:
        super().__init__(client, options, context, connections=connections)
        self._run.tell = recorder.end
        recorder.tally = self._run.engine.tally

    def __del__(self) -> None:
        run = getattr(self, "_run", None)
        if run is not None:
            run.tell = None  # the recorder ends its span later: this is a finaliser
        super().__del__()


class TracedAsyncBundle(AsyncBundleResponse[ItemT], Generic[ItemT]):
    """The async twin of `TracedBundle`. Its span begins with `opened`."""

    def __init__(
        self,
        client: AsyncStepClient,
        options: BundleObjects[Any],
        context: CallContext,
        recorder: Recorder,
        *,
        connections: int,
        begin: Callable[[], object],
    ) -> None:
        super().__init__(client, options, context, connections=connections)
        self._recorder, self._begin = recorder, begin
        self._run.tell = recorder.end
        recorder.tally = self._run.engine.tally

    async def opened(self) -> Self:
        token = self._begin()
        try:
            return await super().opened()
        finally:
            self._recorder.leave(token)

    def __del__(self) -> None:
        run = getattr(self, "_run", None)
        if run is not None:
            run.tell = None
        super().__del__()


class TracedItems(Items[ItemT], Generic[ItemT]):
    """Its span begins with the first item that is asked for."""

    _advancing = False

    def __init__(
        self,
        client: StepClient,
        action: ItemAction[ItemT],
        connections: int,
        recorder: Recorder,
        begin: Callable[[], object],
    ) -> None:
        super().__init__(client, action, connections)
        self._recorder, self._begin = recorder, begin

    def _advance(self) -> bool:
        self._begin()
        self._advancing = True
        try:
            more = super()._advance()
        except BaseException as error:
            self._recorder.end(error)
            raise
        finally:
            self._advancing = False
        if not more:
            self._recorder.end()
        return more

    def close(self) -> None:
        super().close()
        if not self._advancing:
            self._recorder.end()


class TracedAsyncItems(AsyncItems[ItemT], Generic[ItemT]):
    """The async twin of `TracedItems`."""

    _advancing = False

    def __init__(
        self,
        client: AsyncStepClient,
        action: ItemAction[ItemT],
        connections: int,
        recorder: Recorder,
        begin: Callable[[], object],
    ) -> None:
        super().__init__(client, action, connections)
        self._recorder, self._begin = recorder, begin

    async def _advance(self) -> bool:
        self._begin()
        self._advancing = True
        try:
            more = await super()._advance()
        except BaseException as error:
            self._recorder.end(error)
            raise
        finally:
            self._advancing = False
        if not more:
            self._recorder.end()
        return more

    async def aclose(self) -> None:
        await super().aclose()
        if not self._advancing:
            self._recorder.end()


class TracedWriter(ObjectWriter):
    """Its span begins when it is opened, and ends when the object is stored, or is not."""

    def __init__(self, client: StepClient, action: WriteObject, recorder: Recorder, *, connections: int) -> None:
        super().__init__(client, action, connections=connections)
        self._recorder = recorder

    def close(self) -> None:
        super().close()
        self._recorder.end()

    def abort(self) -> None:
        try:
            super().abort()
        finally:
            self._recorder.end()

    def _abandon(self, error: BaseException) -> None:
        try:
            super()._abandon(error)
        finally:
            self._recorder.end(error)


class TracedAsyncWriter(AsyncObjectWriter):
    """The async twin of `TracedWriter`."""

    def __init__(self, client: AsyncStepClient, action: WriteObject, recorder: Recorder, *, connections: int) -> None:
        super().__init__(client, action, connections=connections)
        self._recorder = recorder

    async def close(self) -> None:
        await super().close()
        self._recorder.end()

    async def abort(self) -> None:
        try:
            await super().abort()
        finally:
            self._recorder.end()

    async def _abandon(self, error: BaseException) -> None:
        try:
            await super()._abandon(error)
        finally:
            self._recorder.end(error)
