"""A member larger than the buffer: read in views, from the bundle, then by ranged GETs after a break.

Contract: generators of steps. Feeds return errors and `LargeReading` decides. A member resumes only from the object
that it began with (`If-Match`). A bundle does not name that object: it must have been written well before the bundle
began, else it is `ObjectChanged`. Bytes are received into the caller's memory if possible.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from tigris_http._archive.tar_events import NEED_DATA
from tigris_http._core.steps import close, open_, receive
from tigris_http._download.resume import changed, rest, without_frames
from tigris_http._wire.lost_responses import BROKEN_BODY
from tigris_http._wire.schema import is_strong
from tigris_http._wire.timestamps import from_http_date
from tigris_http.errors import CorruptBody, MalformedResponse, NotFound, TigrisError
from tigris_http.operations._base import common
from tigris_http.operations._steps import ask, sleep
from tigris_http.operations.objects.reads import GetObject, HeadObject

if TYPE_CHECKING:
    from datetime import datetime

    from tigris_http._bundle.reader import BundleReader
    from tigris_http._bundle.results import Tally
    from tigris_http._core.steps import Opened, Steps
    from tigris_http._download.resume import Healing, OpenBody
    from tigris_http._wire.http import AsyncByteSource, ByteSource, Head
    from tigris_http.errors import ObjectChanged
    from tigris_http.operations.bundles.bundles import BundleAnswer, BundleObjects
    from tigris_http.operations.objects._object_info import ObjectInfo

OpenAnswer: TypeAlias = "BundleAnswer[ByteSource] | BundleAnswer[AsyncByteSource]"
"""The open answer to a bundle request, of either client."""
VIEW_SIZE: Final = 256 * 1024
"""The most bytes in one view of a single GET."""
_SETTLED: Final = timedelta(seconds=2)
"""Age of an object, at a bundle's answer, from which it is surely the object in the bundle. HTTP dates have whole
seconds, and the machines of a service may differ by one."""


class Feed(Protocol):
    @property
    def opened(self) -> Opened: ...

    def fill(self, target: memoryview) -> Steps[int | TigrisError]:
        """Put the next bytes at the front of `target`; return their number, perhaps 0."""
        ...

    def view(self, most: int) -> Steps[memoryview | TigrisError]: ...


class FromBundle:
    def __init__(self, answer: OpenAnswer, reader: BundleReader) -> None:
        self.opened = answer
        self._reader = reader

    def fill(self, target: memoryview) -> Steps[int | TigrisError]:
        reader = self._reader
        try:
            count = reader.take(target)
            if count:
                return count
            received = yield from receive(self.opened.source, target if reader.direct else reader.room())
            if isinstance(received, TigrisError):
                return received
            if not reader.direct:
                reader.received(received)
                return 0
            reader.bypassed(received)
        except TigrisError as error:
            return error
        return received

    def view(self, most: int) -> Steps[memoryview | TigrisError]:
        reader = self._reader
        try:
            event = reader.next_event()
            if isinstance(event, memoryview):
                return event
            if event is not NEED_DATA:
                raise RuntimeError("the archive went on in the middle of a member")
            outcome = yield from receive(self.opened.source, reader.room())
            if isinstance(outcome, TigrisError):
                return outcome
            reader.received(outcome)
        except TigrisError as error:
            return error
        return memoryview(b"")


class FromGet:
    """The open body of a GET. It raises if it ends early."""

    def __init__(self, body: OpenBody) -> None:
        self.opened = body

    def fill(self, target: memoryview) -> Steps[int | TigrisError]:
        return receive(self.opened, target)

    def view(self, most: int) -> Steps[memoryview | TigrisError]:
        room = memoryview(bytearray(min(most, VIEW_SIZE)))
        outcome = yield from receive(self.opened, room)
        return outcome if isinstance(outcome, TigrisError) else room[:outcome].toreadonly()


class Large:
    __slots__ = ("answered", "broken", "broken_at", "etag", "feed", "healing", "key", "number", "position", "size")

    def __init__(self, key: str, size: int, feed: Feed, healing: Healing, etag: str | None = None) -> None:
        self.key = key
        self.size = size
        self.position = 0
        """Bytes handed out."""
        self.feed = feed
        self.healing = healing
        self.etag = etag
        """The entity tag of its object, if known. A bundle does not tell."""
        self.answered: datetime | None = None
        """Date of the bundle's answer, if it has one."""
        self.broken: TigrisError | None = None
        """The error that broke the bundle while this member was read."""
        self.broken_at = 0
        """Its position at the last break."""
        self.number = 0
        """Its number among the large members of the bundle."""

    @property
    def left(self) -> int:
        return self.size - self.position


class LargeReading:
    def __init__(self, options: BundleObjects[object], tally: Tally) -> None:
        self._options, self._tally = options, tally
        self._numbers = self._current = 0

    def begin(self, large: Large) -> None:
        self._numbers += 1
        self._current = large.number = self._numbers

    def end(self, large: Large) -> Steps[None]:
        self._current = 0
        if isinstance(large.feed, FromGet):
            large.healing.healed()
            yield from close(large.feed.opened)

    def fill(self, large: Large, target: memoryview) -> Steps[int]:
        """Fill `target` with the next bytes; return their number, 0 at the end."""
        target, filled = target[: large.left], 0
        while filled < len(target):
            outcome = yield from large.feed.fill(target[filled:])
            if isinstance(outcome, TigrisError):
                yield from self._go_on(large, outcome)
            else:
                filled += outcome
                large.position += outcome
        return filled

    def view(self, large: Large) -> Steps[memoryview]:
        while large.left:
            outcome = yield from large.feed.view(large.left)
            if isinstance(outcome, TigrisError):
                yield from self._go_on(large, outcome)
            elif len(outcome):
                large.position += len(outcome)
                return outcome
        return memoryview(b"")

    def check(self, large: Large) -> None:
        if large.number != self._current:
            raise ValueError(f"the bundle went on: what was not read of {large.key!r} is gone")

    def _go_on(self, large: Large, broke: TigrisError) -> Steps[None]:
        """Open the rest of a member after a break; raise if that is impossible or not worth it."""
        options = self._options
        broke.located("BundleObjects", options.bucket, large.key, 1)
        if not isinstance(broke, BROKEN_BODY):
            raise broke
        error: TigrisError | None = broke
        while error is not None:
            yield from sleep(large.healing.wait(error, gained=large.position > large.broken_at))
            large.broken_at = large.position
            yield from close(large.feed.opened)
            if large.broken is None and isinstance(large.feed, FromBundle):
                large.broken = without_frames(error)
            if large.etag is None and isinstance(large.feed, FromBundle):
                info = yield from ask(
                    HeadObject(options.bucket, large.key, snapshot_version=options.snapshot_version, **common(options))
                )
                if isinstance(info, NotFound):
                    raise _changed(options, large, "the object is gone") from info
                if type(info) is MalformedResponse:
                    # A page of a proxy. It may be gone at the next attempt.
                    error = CorruptBody(info.message).located("HeadObject", options.bucket, large.key, 1)
                    continue
                if isinstance(info, TigrisError):
                    raise info
                self._check_same(large, info)
                large.etag = info.etag
            if not is_strong(large.etag):
                raise broke
            self._tally.gets += 1
            following = get(options, large.key, span=(large.position, None), if_match=large.etag)
            found = yield from rest(
                open_(following), following, (large.position, large.size - 1), large.size, "BundleObjects"
            )
            if isinstance(found, TigrisError):
                error = found
            else:
                error, large.feed = None, FromGet(found)
        self._tally.resumed += 1

    def _check_same(self, large: Large, info: ObjectInfo) -> None:
        """Raise unless the object is surely the one that the bundle began to stream."""
        if info.size != large.size:
            raise _changed(self._options, large, f"it has {info.size} bytes now, and had {large.size} in the bundle")
        if large.position and self._options.snapshot_version is None and not was_settled(info, large.answered):
            raise _changed(self._options, large, "it may have been replaced since the bundle began to stream it")


def _changed(options: BundleObjects[object], large: Large, why: str) -> ObjectChanged:
    return changed(why, "BundleObjects", options.bucket, large.key)


def get(
    options: BundleObjects[object], key: str, *, span: tuple[int, int | None] | None = None, if_match: str | None = None
) -> GetObject:
    return GetObject(
        options.bucket,
        key,
        range=span,
        if_match=if_match,
        snapshot_version=options.snapshot_version,
        **common(options),
        resume=False,
    )


def answered_at(head: Head) -> datetime | None:
    try:
        return from_http_date(head.get("date") or "")
    except MalformedResponse:
        return None


def was_settled(info: ObjectInfo, answered: datetime | None) -> bool:
    """Return whether the object was surely not written since that date of an answer."""
    return answered is not None and info.last_modified is not None and info.last_modified <= answered - _SETTLED
