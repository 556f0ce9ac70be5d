"""Any number of objects by few requests: one result for each key, in order, whatever happens to the streams.

    with client.bundle_objects("photos", ["a.jpg", "b.jpg", "gone.jpg"]) as bundle:
        for found in bundle:
            if isinstance(found, BundleSkipped):
                print(found.key, found.reason)      # gone.jpg NoSuchKey
            else:
                decode(found.key, found.data)       # a memoryview; nothing was copied
    print(bundle.stats)

Contract: `BundleResponse` and `AsyncBundleResponse` hand out what the engine (`_bundle.engine`) finds and do its steps
by an `Io`. What ends the iteration, its end, an error or `close()`, closes all that is open and ends all that is under
way. One bundle is read by one thread or task at a time.
"""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Iterable, Iterator
from types import TracebackType
from typing import Any, Generic, TypeVar, cast

from tigris_http._annotations import Self
from tigris_http._archive.tar import BUFFER_SIZE
from tigris_http._bundle.drivers import AsyncIo, AsyncSends, Io, Sends
from tigris_http._bundle.engine import Engine
from tigris_http._bundle.members import AsyncBundleMember, BundleMember
from tigris_http._bundle.results import BundleSkipped, BundleStats
from tigris_http._bundle.run import OPEN, AsyncRun, BlockingRun
from tigris_http._core.messages import CallContext
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


class _Response:
    """What blocking and async responses have in common."""

    _run: Any

    @property
    def stats(self) -> BundleStats:
        """The account so far: true at any time, of what was taken."""
        stats: BundleStats = self._run.engine.tally.stats(self._run.left)
        return stats

    @property
    def position(self) -> int:
        """How many keys have had their result: to go on later, begin anew with the keys behind them."""
        position: int = self._run.engine.tally.place - len(self._run.left)
        return position

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("an open bundle does not pickle: keep the client, the keys and `position`, and begin anew")

    def __del__(self) -> None:
        # Closing is left to the sources, which know when that is safe: garbage is collected in the middle of anything.
        run: BlockingRun | AsyncRun | None = getattr(self, "_run", None)
        if run is not None and run.state == OPEN:
            run.stop()
            run.io.abandon()
            warnings.warn(f"unclosed {type(self).__name__}", ResourceWarning, stacklevel=2, source=self)


class BundleResponse(_Response, Generic[ItemT]):
    """An open bundle: iterate over it for its results, one for each key, in the order of the keys.

    Leave it by `with` or `close()`; reading to the end closes it, too. Members that were not read are passed over.
    `stats` and `position` are there at any time. Raises what was wrong and could not be healed: `IncompleteBody`,
    `CorruptBody` or what the connection raises where the retry policy has come to its end, `MalformedResponse` where
    the service sent what was not asked for, `ObjectChanged` where a large object was replaced while it was read.
    """

    def __init__(
        self,
        client: Sends,
        wish: BundleObjects[Any],
        plan: CallContext,
        *,
        connections: int,
        buffer_size: int = BUFFER_SIZE,
    ) -> None:
        if not isinstance(wish.keys, Iterable):
            raise TypeError("a blocking client takes no async iterable of keys")
        engine = Engine(wish, plan, BundleMember, connections=connections, buffer_size=buffer_size)
        self._run = BlockingRun(engine, Io(client, wish.keys))
        self._run.advance()

    def __iter__(self) -> Iterator[ItemT]:
        run = self._run
        while True:
            yield from run.window
            if not run.advance():
                return

    def __next__(self) -> ItemT:
        while True:
            for item in self._run.window:
                return cast("ItemT", item)
            if not self._run.advance():
                raise StopIteration

    def close(self) -> None:
        """End everything at once, wherever the iteration is. Views that you hold stay valid."""
        self._run.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncBundleResponse(_Response, Generic[ItemT]):
    """The async twin of `BundleResponse`: `async for found in bundle`, `async with`, `aclose()`."""

    def __init__(
        self,
        client: AsyncSends,
        wish: BundleObjects[Any],
        plan: CallContext,
        *,
        connections: int,
        buffer_size: int = BUFFER_SIZE,
    ) -> None:
        engine = Engine(wish, plan, AsyncBundleMember, connections=connections, buffer_size=buffer_size)
        self._run = AsyncRun(engine, AsyncIo(client, wish.keys))

    async def opened(self) -> Self:
        """Send the first request; return the response itself."""
        await self._run.advance()
        return self

    def __aiter__(self) -> AsyncIterator[ItemT]:
        return self

    async def __anext__(self) -> ItemT:
        run = self._run
        while True:
            for item in run.window:
                return cast("ItemT", item)
            if not await run.advance():
                raise StopAsyncIteration

    async def aclose(self) -> None:
        """End everything at once, wherever the iteration is. Views that you hold stay valid."""
        await self._run.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
