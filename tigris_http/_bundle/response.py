"""Any number of objects in few requests: one result for each key, in order.

    with client.bundle_objects("photos", ["a.jpg", "b.jpg", "gone.jpg"]) as bundle:
        for found in bundle:
            if isinstance(found, BundleSkipped):
                print(found.key, found.reason)      # gone.jpg NoSuchKey
            else:
                decode(found.key, found.data)       # a memoryview, not copied

Contract: the responses hand out the engine's results. The end of the iteration, an error and `close()` close all that
is open and end all background work. One thread or task reads a bundle at a time.
"""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Iterable, Iterator
from types import TracebackType
from typing import Any, Generic, TypeVar, cast

from tigris_http._annotations import Self
from tigris_http._archive.tar import BUFFER_SIZE
from tigris_http._bundle.engine import Engine
from tigris_http._bundle.members import AsyncBundleMember, BundleMember
from tigris_http._bundle.perform import AsyncBundlePerformer, BundlePerformer
from tigris_http._bundle.results import BundleSkipped, BundleStats
from tigris_http._bundle.run import OPEN, AsyncRun, BlockingRun
from tigris_http._core.messages import CallContext
from tigris_http._download.perform import AsyncStepClient, StepClient
from tigris_http.operations.bundles._archive_body import ArchiveBody, AsyncArchiveBody
from tigris_http.operations.bundles._archive_check import BundleCounts
from tigris_http.operations.bundles._bundle_keys import BundleKey
from tigris_http.operations.bundles.bundles import BundleObjects

__all__ = [
    "ArchiveBody",
    "AsyncArchiveBody",
    "AsyncBundleMember",
    "AsyncBundleResponse",
    "BundleCounts",
    "BundleKey",
    "BundleMember",
    "BundleResponse",
    "BundleSkipped",
    "BundleStats",
]

ItemT = TypeVar("ItemT")
RunT = TypeVar("RunT", BlockingRun, AsyncRun)


class _Response(Generic[RunT]):
    _run: RunT

    @property
    def stats(self) -> BundleStats:
        """Counts of the results taken so far."""
        return self._run.engine.tally.stats(self._run.left)

    @property
    def position(self) -> int:
        """Number of keys with a result so far. To continue later, begin a new bundle after them."""
        return self._run.engine.tally.place - len(self._run.left)

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError(
            "an open bundle does not pickle: keep the client, the keys and `position`, and begin a new bundle"
        )

    def __del__(self) -> None:
        # The sources close themselves, since they know when it is safe: garbage is collected at any time.
        run: RunT | None = getattr(self, "_run", None)
        if run is not None and run.state == OPEN:
            run.stop()
            run.performer.abandon()
            warnings.warn(f"unclosed {type(self).__name__}", ResourceWarning, stacklevel=2, source=self)


class BundleResponse(_Response[BlockingRun], Generic[ItemT]):
    """An open bundle: iterate over it for its results, one for each key, in the order of the keys.

    `with`, `close()` or reading to the end closes it. `stats` and `position` work at any time. Raises `IncompleteBody`,
    `CorruptBody` or the error of the connection at the end of the retry policy, `MalformedResponse` if the service sent
    unrequested members, and `ObjectChanged` if a large object was replaced while it was read.
    """

    def __init__(
        self,
        client: StepClient,
        options: BundleObjects[Any],
        context: CallContext,
        *,
        connections: int,
        buffer_size: int = BUFFER_SIZE,
    ) -> None:
        if not isinstance(options.keys, Iterable):
            raise TypeError("a blocking client takes no async iterable of keys")
        engine = Engine(options, context, BundleMember, connections=connections, buffer_size=buffer_size)
        self._run = BlockingRun(engine, BundlePerformer(client, options.keys))
        self._run.advance()

    def __iter__(self) -> Iterator[ItemT]:
        run = self._run
        while True:
            window = run.window
            yield from cast("Iterator[ItemT]", window)
            if not run.advance(window):
                return

    def __next__(self) -> ItemT:
        run = self._run
        while True:
            window = run.window
            for item in window:
                return cast("ItemT", item)
            if not run.advance(window):
                raise StopIteration

    def next_results(self) -> list[ItemT] | None:
        """Return the results that have arrived, at least one, or None at the end: an iteration in larger steps."""
        run = self._run
        while True:
            window = run.window
            if results := list(window):
                return cast("list[ItemT]", results)
            if not run.advance(window):
                return None

    def close(self) -> None:
        """End everything at once. Views that you hold stay valid."""
        if hasattr(self, "_run"):
            self._run.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncBundleResponse(_Response[AsyncRun], Generic[ItemT]):
    """The async twin of `BundleResponse`: `async for found in bundle`, `async with`, `aclose()`."""

    def __init__(
        self,
        client: AsyncStepClient,
        options: BundleObjects[Any],
        context: CallContext,
        *,
        connections: int,
        buffer_size: int = BUFFER_SIZE,
    ) -> None:
        engine = Engine(options, context, AsyncBundleMember, connections=connections, buffer_size=buffer_size)
        self._run = AsyncRun(engine, AsyncBundlePerformer(client, options.keys))

    async def opened(self) -> Self:
        await self._run.advance()
        return self

    def __aiter__(self) -> AsyncIterator[ItemT]:
        return self

    async def __anext__(self) -> ItemT:
        run = self._run
        while True:
            window = run.window
            for item in window:
                return cast("ItemT", item)
            if not await run.advance(window):
                raise StopAsyncIteration

    async def next_results(self) -> list[ItemT] | None:
        """See `BundleResponse.next_results`."""
        run = self._run
        while True:
            window = run.window
            if results := list(window):
                return cast("list[ItemT]", results)
            if not await run.advance(window):
                return None

    async def aclose(self) -> None:
        """See `BundleResponse.close`."""
        if hasattr(self, "_run"):
            await self._run.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
