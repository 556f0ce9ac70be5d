"""A member larger than the buffer: read in pieces, from the bundle, and on from where that broke by ranged GETs.

Contract: generators of steps, as the engine's. `Large` says how far a member was read, and from which feed: the
bundle's stream, or the open body of a GET. No feed raises: an error is what it returns, and `LargeReading` decides. A
member is read on only from the object that it began with (`If-Match`; a bundle does not name it, so that it must have
been written last well before the bundle began): else it is `ObjectChanged`, never a mixture. Nothing is copied that
can be received where it is wanted.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

from tigris_http._archive.tar_events import NEED_DATA
from tigris_http._download.resume import changed, no_object, rest, without_frames
from tigris_http._wire.lost_responses import BROKEN_BODY
from tigris_http._wire.timestamps import from_http_date
from tigris_http.errors import CorruptBody, MalformedResponse, NotFound, TigrisError
from tigris_http.operations._base import common
from tigris_http.operations._steps import (
    Ask,
    Close,
    Receive,
    Sleep,
)
from tigris_http.operations.objects.reads import GetObject, HeadObject

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import datetime

    from tigris_http._bundle.reader import BundleReader
    from tigris_http._bundle.results import Tally
    from tigris_http._download.resume import Healing
    from tigris_http._wire.http import Head
    from tigris_http.errors import ObjectChanged
    from tigris_http.operations.bundles.bundles import BundleObjects
    from tigris_http.operations.objects._object_info import ObjectInfo

PIECE: Final = 256 * 1024
"""Bytes of a single GET that one view holds at most."""
_SETTLED: Final = timedelta(seconds=2)
"""How long before a bundle's answer an object must have been written last to be surely what the bundle streamed: HTTP
dates have whole seconds, and two machines of a service do not agree to the last one."""


class Feed(Protocol):
    """Where the bytes of a large member come from."""

    source: Any

    def fill(self, target: memoryview) -> Generator[Any, Any, int | TigrisError]:
        """Put the next bytes at the front of `target`; return how many, perhaps 0."""
        ...

    def piece(self, most: int) -> Generator[Any, Any, memoryview | TigrisError]:
        """Return the next bytes as they lie there, perhaps none."""
        ...


class FromBundle:
    """The stream that the member is a part of."""

    def __init__(self, source: Any, reader: BundleReader) -> None:  # noqa: ANN401  # blocking or async
        self.source = source
        self._reader = reader

    def fill(self, target: memoryview) -> Generator[Any, Any, int | TigrisError]:
        """Put the next bytes at the front of `target`; return how many, perhaps 0."""
        reader = self._reader
        try:
            count = reader.take(target)
            if count:
                return count
            outcome = yield Receive(self.source, target if reader.direct else reader.room())
            if isinstance(outcome, TigrisError):
                return outcome
            received: int = outcome
            if not reader.direct:
                reader.received(received)
                return 0
            reader.bypassed(received)
        except TigrisError as error:
            return error
        return received

    def piece(self, most: int) -> Generator[Any, Any, memoryview | TigrisError]:
        """Return the next bytes as they lie there, perhaps none."""
        reader = self._reader
        try:
            event = reader.next_event()
            if isinstance(event, memoryview):
                return event
            if event is not NEED_DATA:
                raise RuntimeError("the archive went on in the middle of a member")
            outcome = yield Receive(self.source, reader.room())
            if isinstance(outcome, TigrisError):
                return outcome
            reader.received(outcome)
        except TigrisError as error:
            return error
        return memoryview(b"")


class FromGet:
    """The open body of a GET, which says by itself where it ends too early."""

    def __init__(self, body: Any) -> None:  # noqa: ANN401  # blocking or async
        self.source = body

    def fill(self, target: memoryview) -> Generator[Any, Any, int | TigrisError]:
        """Put the next bytes at the front of `target`; return how many."""
        outcome: int | TigrisError = yield Receive(self.source, target)
        return outcome

    def piece(self, most: int) -> Generator[Any, Any, memoryview | TigrisError]:
        """Return the next bytes in memory of their own."""
        room = memoryview(bytearray(min(most, PIECE)))
        outcome: int | TigrisError = yield Receive(self.source, room)
        return outcome if isinstance(outcome, TigrisError) else room[:outcome].toreadonly()


class Large:
    """One member that is read in pieces, and how far."""

    __slots__ = ("answered", "begun", "broken", "broken_at", "etag", "feed", "healing", "key", "number", "size")

    def __init__(self, key: str, size: int, feed: Feed, healing: Healing, etag: str | None = None) -> None:
        self.key = key
        self.size = size
        self.begun = 0
        """Bytes handed out so far."""
        self.feed = feed
        self.healing = healing
        self.etag = etag
        """Which object is being read, where that is known: a bundle does not say."""
        self.answered: datetime | None = None
        """When the service began to answer, by its own clock, where the answer said so."""
        self.broken: TigrisError | None = None
        """What broke the bundle while this member was read from it."""
        self.broken_at = 0
        """How far it had got when reading broke last."""
        self.number = 0
        """Tells it from the other large members of the bundle."""

    @property
    def left(self) -> int:
        """Bytes still to come."""
        return self.size - self.begun


class LargeReading:
    """Reads the large member that was handed out last."""

    def __init__(self, wish: BundleObjects[Any], tally: Tally) -> None:
        self._wish, self._tally = wish, tally
        self._numbers = self._current = 0

    def begin(self, large: Large) -> None:
        """Let this member be read."""
        self._numbers += 1
        self._current = large.number = self._numbers

    def end(self, large: Large) -> Generator[Any, Any, None]:
        """Let it be read no more."""
        self._current = 0
        if isinstance(large.feed, FromGet):
            large.healing.healed()
            yield Close(large.feed.source)

    def fill(self, large: Large, target: memoryview) -> Generator[Any, Any, int]:
        """Fill `target` with the next bytes; return how many, 0 at the end."""
        target, filled = target[: large.left], 0
        while filled < len(target):
            outcome = yield from large.feed.fill(target[filled:])
            if isinstance(outcome, TigrisError):
                yield from self._go_on(large, outcome)
            else:
                filled += outcome
                large.begun += outcome
        return filled

    def piece(self, large: Large) -> Generator[Any, Any, memoryview]:
        """Return the next piece, an empty one at the end."""
        while large.left:
            outcome = yield from large.feed.piece(large.left)
            if isinstance(outcome, TigrisError):
                yield from self._go_on(large, outcome)
            elif len(outcome):
                large.begun += len(outcome)
                return outcome
        return memoryview(b"")

    def check(self, large: Large) -> None:
        """Raise unless this is the member that may be read."""
        if large.number != self._current:
            raise ValueError(f"the bundle went on: what was not read of {large.key!r} is gone")

    def _go_on(self, large: Large, broke: TigrisError) -> Generator[Any, Any, None]:
        """Open the rest of a member whose reading broke; raise where that cannot be, or is not worth it."""
        wish = self._wish
        broke.located("BundleObjects", wish.bucket, large.key, 1)
        if not isinstance(broke, BROKEN_BODY):
            raise broke
        error: TigrisError | None = broke
        while error is not None:
            yield Sleep(large.healing.wait(error, gained=large.begun > large.broken_at))
            large.broken_at = large.begun
            yield Close(large.feed.source)
            if large.broken is None and isinstance(large.feed, FromBundle):
                large.broken = without_frames(error)
            if large.etag is None:
                info = yield Ask(
                    HeadObject(wish.bucket, large.key, snapshot_version=wish.snapshot_version, **common(wish))
                )
                if isinstance(info, NotFound):
                    raise _changed(wish, large, "the object is gone") from info
                if type(info) is MalformedResponse:
                    # The page of a proxy, which may be gone the next time.
                    error = CorruptBody(info.message).located("HeadObject", wish.bucket, large.key, 1)
                    continue
                if isinstance(info, TigrisError):
                    raise info
                error = no_object(info)
                if error is not None:
                    continue
                self._check_same(large, info)
                large.etag = info.etag
            self._tally.gets += 1
            following = get(wish, large.key, span=(large.begun, None), if_match=large.etag)
            found = yield from rest(following, (large.begun, large.size - 1), large.size, "BundleObjects")
            error = found if isinstance(found, TigrisError) else None
            if error is None:
                large.feed = FromGet(found)
        self._tally.resumed += 1

    def _check_same(self, large: Large, info: ObjectInfo) -> None:
        """Raise unless the object is surely the one of which the bundle streamed the beginning."""
        if info.size != large.size:
            raise _changed(self._wish, large, f"it has {info.size} bytes now, and had {large.size} in the bundle")
        if large.begun and self._wish.snapshot_version is None and not was_settled(info, large.answered):
            raise _changed(self._wish, large, "it may have been replaced since the bundle began to stream it")


def _changed(wish: BundleObjects[Any], large: Large, why: str) -> ObjectChanged:
    return changed(why, "BundleObjects", wish.bucket, large.key)


def get(
    wish: BundleObjects[object], key: str, *, span: tuple[int, int | None] | None = None, if_match: str | None = None
) -> GetObject:
    """Return the single GET for a key of a bundle."""
    return GetObject(
        wish.bucket,
        key,
        range=span,
        if_match=if_match,
        snapshot_version=wish.snapshot_version,
        **common(wish),
        resume=False,
    )


def answered_at(head: Head) -> datetime | None:
    """Return when the service began to answer, by its own clock."""
    try:
        return from_http_date(head.get("date") or "")
    except MalformedResponse:
        return None


def was_settled(info: ObjectInfo, answered: datetime | None) -> bool:
    """Return whether the object was surely not written since the service began to answer at that time."""
    return answered is not None and info.last_modified is not None and info.last_modified <= answered - _SETTLED
