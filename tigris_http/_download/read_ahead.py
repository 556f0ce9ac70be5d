"""Reading an object here and there: what of it is held, what is fetched next, and that it stays one object.

Contract: plain values and generators of steps (`_steps`). Each fetch is a ranged GET that is received whole, so that
between two reads nothing is open. All are of the object that the first one met (`If-Match`), and hold exactly what was
asked for; else it is `ObjectChanged` or another error, never a mixture. Memory is bounded by `read_ahead` and `WINDOW`,
beside what the caller asks for, which is received where it is wanted.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tigris_http._archive.buffers import RECEIVE_SIZE
from tigris_http._download.resume import no_object, rest
from tigris_http.errors import MalformedResponse, RangeNotSatisfiable, TigrisError
from tigris_http.operations._base import common
from tigris_http.operations._steps import (
    Close,
    Open,
    Receive,
)
from tigris_http.operations.objects.reads import GetObject

if TYPE_CHECKING:
    from collections.abc import Generator

    from tigris_http.operations.objects._object_info import ObjectInfo
    from tigris_http.operations.objects.reads import OpenObject

WINDOW: Final = 128 * 1024
"""Bytes that the first fetch brings, and one at a place nobody could foresee, where no more is asked for."""


NOTHING: Final = memoryview(b"")


class Fetch(NamedTuple):
    """What to ask for: bytes from `first` up to `end`; `direct` where they are just what is wanted, and not kept."""

    first: int
    end: int
    direct: bool


class Windows:
    """The parts of an object that are held, and how far to read ahead.

    Where one fetch goes on behind the last one, it brings twice as much, up to `most` bytes; elsewhere a window. Beside
    the last one the object's end is kept: that is where formats that seek have their directories.
    """

    def __init__(self, size: int, most: int) -> None:
        self._size, self._most = size, most
        self._ahead = min(WINDOW, most)
        self._end = 0
        self._last = self._tail = (0, NOTHING)

    def held(self, at: int) -> memoryview:
        """Return what is held from `at` on, as far as it goes; nothing where none is."""
        for first, held in (self._last, self._tail):
            if first <= at < first + len(held):
                return held[at - first :]
        return NOTHING

    def fetch(self, at: int, wanted: int) -> Fetch:
        """Return what to fetch for `wanted` bytes from `at` on, of which none is held."""
        goes_on = self._end <= at <= self._end + self._ahead
        ahead = min(2 * self._ahead if goes_on else WINDOW, self._most)
        end = min(at + ahead, self._size)
        if not goes_on and wanted < ahead and end == self._size:
            # At the end of an object what stands before is wanted next; and such a look interrupts nothing.
            return Fetch(max(0, end - ahead), end, direct=False)
        self._ahead = ahead
        self._last = (0, NOTHING)  # room for the next one
        direct = wanted >= ahead
        self._end = at + wanted if direct else end
        return Fetch(at, self._end, direct)

    def keep(self, first: int, data: memoryview) -> None:
        """Hold what was fetched."""
        if first + len(data) == self._size and len(data) <= WINDOW:
            self._tail = (first, data)
        else:
            self._last, self._end = (first, data), first + len(data)


class Reading:
    """One object that is read here and there."""

    def __init__(self, wish: OpenObject, info: ObjectInfo) -> None:
        self.wish, self.info = wish, info
        self._windows = Windows(info.size, wish.read_ahead)

    def fill(self, at: int, target: memoryview) -> Generator[Any, Any, int]:
        """Fill `target` with the bytes from `at` on; return how many, fewer only at the end."""
        target, filled = target[: max(0, self.info.size - at)], 0
        while filled < len(target):
            part = yield from self._part(at + filled, len(target) - filled)
            if isinstance(part, Fetch):
                body = yield from self._open(part)
                yield from _received(body, target[filled:])
                break
            target[filled : filled + len(part)] = part
            filled += len(part)
        return len(target)

    def read(self, at: int, wanted: int) -> Generator[Any, Any, bytes]:
        """Return `wanted` bytes from `at` on, fewer only at the end. Memory grows as they arrive."""
        wanted = min(wanted, max(0, self.info.size - at))
        gathered = io.BytesIO()
        while wanted:
            part = yield from self._part(at, wanted)
            if isinstance(part, Fetch):
                body = yield from self._open(part)
                yield from _gathered(body, wanted, gathered)
                break
            gathered.write(part)
            at, wanted = at + len(part), wanted - len(part)
        return gathered.getvalue()

    def _part(self, at: int, wanted: int) -> Generator[Any, Any, memoryview | Fetch]:
        """Return bytes that are held or were fetched, at most `wanted`; or what is to be fetched for no one else."""
        while not len(held := self._windows.held(at)):
            fetch = self._windows.fetch(at, wanted)
            if fetch.direct:
                return fetch
            body = yield from self._open(fetch)
            window = memoryview(bytearray(fetch.end - fetch.first))
            yield from _received(body, window)
            self._windows.keep(fetch.first, window)
        return held[:wanted]

    def _open(self, fetch: Fetch) -> Generator[Any, Any, Any]:
        span = (fetch.first, fetch.end - 1)
        get = replace(_get(self.wish), range=span, if_match=self.info.etag)
        opened = yield from rest(get, span, self.info.size, get.action)
        if isinstance(opened, TigrisError):
            raise opened
        return opened

    def begin(self, data: memoryview) -> None:
        """Hold the first bytes."""
        self._windows.keep(0, data)

    def forget(self) -> None:
        """Hold nothing any more."""
        self._windows = Windows(self.info.size, self.wish.read_ahead)


def opened(wish: OpenObject) -> Generator[Any, Any, Reading]:
    """Fetch the beginning of an object, and all that there is to know of it."""
    most = max(1, min(WINDOW, wish.read_ahead))
    body = yield Open(replace(_get(wish), range=(0, most - 1)))
    if isinstance(body, RangeNotSatisfiable):
        # An empty object has no range.
        body = yield Open(_get(wish))
    if isinstance(body, TigrisError):
        raise body
    info: ObjectInfo = body.info
    whole = info.content_length == info.size
    error: MalformedResponse | None = no_object(info, span=None if whole else (0, most - 1))
    if error is None and not whole and (info.etag or "").startswith("W/"):
        error = MalformedResponse("an object with a weak entity tag cannot be read in parts")
    reading = Reading(wish, replace(info, content_length=info.size, content_range=None))
    if error is None and info.content_length <= most:
        data = memoryview(bytearray(info.content_length))
        yield from _received(body, data)
        reading.begin(data)
        return reading
    yield Close(body)
    if error is not None:
        raise error.located("GetObject", wish.bucket, wish.key, 1)
    return reading


def _get(wish: OpenObject) -> GetObject:
    return GetObject(
        wish.bucket,
        wish.key,
        version_id=wish.version_id,
        snapshot_version=wish.snapshot_version,
        **common(wish),
    )


def _received(body: Any, target: memoryview) -> Generator[Any, Any, None]:  # noqa: ANN401  # blocking or async
    filled = 0
    while filled < len(target):
        filled += yield from _some(body, target[filled:])
    yield Close(body)


def _gathered(body: Any, wanted: int, gathered: io.BytesIO) -> Generator[Any, Any, None]:  # noqa: ANN401
    piece = memoryview(bytearray(min(wanted, RECEIVE_SIZE)))
    while wanted:
        size = yield from _some(body, piece[:wanted])
        gathered.write(piece[:size])
        wanted -= size
    yield Close(body)


def _some(body: Any, target: memoryview) -> Generator[Any, Any, int]:  # noqa: ANN401
    outcome: int | TigrisError = yield Receive(body, target)
    if isinstance(outcome, TigrisError):
        yield Close(body)
        raise outcome
    return outcome
