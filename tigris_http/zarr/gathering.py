"""Reads of one event loop: whole values that many tasks ask for at the same time come as bundles.

Contract: a value waits for one turn of the loop at most, then it is sent for. Values of one turn go in bundles if there
are enough of them, and if recent values were small; else each is a GET of its own. Each task gets its own value or
error. A cancelled task stops waiting; the others are served. No more requests are under way than there are connections.

zarr has no hook for many keys at once: its codecs call `Store.get` in concurrent tasks, which start in one turn. With
256 of them, CPU for each uncompressed chunk of 4 KiB fell from 400 to 95 µs, of which zarr itself takes 50.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, TypeAlias

from tigris_http import BundleSkipped, NotFound
from tigris_http.transfers import TransferOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tigris_http import AsyncTigrisHTTP
    from tigris_http.zarr.settings import Settings

    Waiting: TypeAlias = "tuple[str, asyncio.Future[tuple[bytes | None] | None]]"
    """A key, and the future of its value. None in place of the value: read it by a GET."""

LEAST: Final = 8
"""Fewer values than this are read by GETs."""
LARGEST: Final = 128 << 10
"""Mean bytes of recent values above which they are read by GETs: several connections are faster then."""
_BUNDLE: Final = 8 << 20
"""Bytes that one bundle is expected to have, at most."""
_MOST: Final = 1000
"""Keys in one bundle."""
_AGAIN: Final = 900.0
"""Seconds until an endpoint without bundles is asked for one again."""
_METADATA: Final = frozenset({"zarr.json", ".zarray", ".zgroup", ".zattrs", ".zmetadata"})
"""Their sizes tell nothing of those of chunks."""


def absent(error: NotFound) -> None:
    """Return for a missing key; raise for anything else that is not there, such as the bucket."""
    if error.code != "NoSuchKey":
        raise error


class Gathering:
    """Reads whole values for the tasks of one event loop."""

    def __init__(self, settings: Settings, bucket: str, snapshot_version: str | None) -> None:
        self.client: AsyncTigrisHTTP = settings.make()
        self.slots = asyncio.Semaphore(settings.max_connections)
        """One for each request: tasks that wait for a connection of the client give up after a while."""
        self.uploads = asyncio.Semaphore(max(settings.max_connections // TransferOptions().concurrency, 1))
        """One for each value that goes in parts, which are several requests at once."""
        self._bucket, self._snapshot_version = bucket, snapshot_version
        self._waiting: list[Waiting] = []
        self._reading: set[asyncio.Task[None]] = set()
        self._typical: float | None = None
        """Mean size of recent values; None before the first one."""
        self._singly_until = 0.0

    async def get(self, key: str) -> bytes | None:
        """Return the value of a key, None if there is none."""
        loop = asyncio.get_running_loop()
        gathered: asyncio.Future[tuple[bytes | None] | None] = loop.create_future()
        if not self._waiting:
            loop.call_soon(self._send, loop)
        self._waiting.append((key, gathered))
        found = await gathered
        return await self._alone(key) if found is None else found[0]

    def _send(self, loop: asyncio.AbstractEventLoop) -> None:
        waiting, self._waiting = [each for each in self._waiting if not each[1].done()], []
        # Snapshots are read by GETs: nothing promises that bundles honour them.
        if self._snapshot_version is not None or len(waiting) < LEAST or loop.time() < self._singly_until:
            size = 0
        elif self._typical is None:
            size = LEAST
        elif self._typical > LARGEST:
            size = 0
        else:
            size = max(min(int(_BUNDLE / max(self._typical, 1)), _MOST), LEAST)
        if not size:
            for _, gathered in waiting:
                gathered.set_result(None)
            return
        for first in range(0, len(waiting), size):
            reading = loop.create_task(self._together(waiting[first : first + size], loop))
            # The loop itself keeps no reference.
            self._reading.add(reading)
            reading.add_done_callback(self._reading.discard)

    async def _alone(self, key: str) -> bytes | None:
        try:
            async with (
                self.slots,
                self.client.get_object(self._bucket, key, snapshot_version=self._snapshot_version) as body,
            ):
                value = await body.read()
        except NotFound as error:
            absent(error)
            return None
        if key.rpartition("/")[2] not in _METADATA:
            self._note(len(value), 1)
        return value

    async def _together(self, waiting: Sequence[Waiting], loop: asyncio.AbstractEventLoop) -> None:
        left_out: list[BundleSkipped[asyncio.Future[tuple[bytes | None] | None]]] = []
        try:
            async with self.slots, self.client.bundle_objects(self._bucket, waiting, min_bundle=1) as bundle:
                while (results := await bundle.next_results()) is not None:
                    for found in results:
                        if isinstance(found, BundleSkipped):
                            left_out.append(found)
                            continue
                        value = await found.read()
                        if not found.tag.done():
                            found.tag.set_result((value,))
            # The reasons come with the end of the stream.
            for skipped in left_out:
                if not skipped.tag.done():
                    # A GET raises the error of an object that may not be read.
                    skipped.tag.set_result((None,) if skipped.reason == "NoSuchKey" else None)
            stats = bundle.stats
        except BaseException as error:
            for _, gathered in waiting:
                if gathered.done():
                    continue
                if isinstance(error, Exception):
                    gathered.set_exception(error)
                else:
                    gathered.cancel()
            if not isinstance(error, Exception):
                raise
            return
        if stats.delivered:
            self._note(stats.bytes / stats.delivered, stats.delivered)
        if stats.fallback_gets >= len(waiting):
            self._singly_until = loop.time() + _AGAIN

    def _note(self, size: float, count: int) -> None:
        old = size if self._typical is None else self._typical
        self._typical = old + (size - old) * min(count / 8, 1.0)
