"""How a seekable file reads an object: the ranges it holds and fetches.

Contract: plain values and generators of steps. Each fetch is a ranged GET that is received whole. All ranges are of the
object that the first one found (`If-Match`), and exactly as requested, else an error such as `ObjectChanged`. Memory is
bounded by `read_ahead` and `FETCH_SIZE`, besides the caller's own buffers, which are received into.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from tigris_http._archive.buffers import RECEIVE_SIZE
from tigris_http._core.steps import close, open_, receive
from tigris_http._download.resume import no_object, rest
from tigris_http._wire.schema import is_strong
from tigris_http.errors import MalformedResponse, RangeNotSatisfiable, TigrisError
from tigris_http.operations._base import common
from tigris_http.operations.objects.reads import GetObject

if TYPE_CHECKING:
    from tigris_http._core.steps import Steps
    from tigris_http._download.resume import OpenBody
    from tigris_http.operations.objects._object_info import ObjectInfo
    from tigris_http.operations.objects.reads import OpenObject

FETCH_SIZE: Final = 128 * 1024
"""Bytes of the first fetch, and of a fetch at an unforeseen position if the caller wants no more."""


_NO_BYTES: Final = memoryview(b"")


class Fetch(NamedTuple):
    """A range to fetch, from `first` up to `end`. If `direct`, it is received into the caller's memory and not kept."""

    first: int
    end: int
    direct: bool


class Windows:
    """The held parts of an object, and how far to read ahead.

    A fetch that follows the last one is twice as large, up to `most` bytes; any other has `FETCH_SIZE`. The object's
    end is kept, too: formats that seek have their directories there.
    """

    def __init__(self, size: int, most: int) -> None:
        self._size, self._most = size, most
        self._ahead = min(FETCH_SIZE, most)
        self._end = 0
        self._last = self._tail = (0, _NO_BYTES)

    def held(self, at: int) -> memoryview:
        for first, held in (self._last, self._tail):
            if first <= at < first + len(held):
                return held[at - first :]
        return _NO_BYTES

    def fetch(self, at: int, wanted: int) -> Fetch:
        goes_on = self._end <= at <= self._end + self._ahead
        ahead = min(2 * self._ahead if goes_on else FETCH_SIZE, self._most)
        end = min(at + ahead, self._size)
        if not goes_on and wanted < ahead and end == self._size:
            # After the end of an object its reader wants the bytes before it. Such a read interrupts no sequence.
            return Fetch(max(0, end - ahead), end, direct=False)
        self._ahead = ahead
        self._last = (0, _NO_BYTES)  # room for the next one
        direct = wanted >= ahead
        self._end = at + wanted if direct else end
        return Fetch(at, self._end, direct)

    def keep(self, first: int, data: memoryview) -> None:
        if first + len(data) == self._size and len(data) <= FETCH_SIZE:
            self._tail = (first, data)
        else:
            self._last, self._end = (first, data), first + len(data)


class Reading:
    def __init__(self, options: OpenObject, info: ObjectInfo) -> None:
        self.options, self.info = options, info
        self._windows = Windows(info.size, options.read_ahead)

    def fill(self, at: int, target: memoryview) -> Steps[int]:
        """Fill `target` with the bytes from `at` on; return their number, less only at the end."""
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

    def read(self, at: int, wanted: int) -> Steps[bytes]:
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

    def _part(self, at: int, wanted: int) -> Steps[memoryview | Fetch]:
        """Return at most `wanted` bytes that are held or fetched; or a direct fetch."""
        while not len(held := self._windows.held(at)):
            fetch = self._windows.fetch(at, wanted)
            if fetch.direct:
                return fetch
            body = yield from self._open(fetch)
            window = memoryview(bytearray(fetch.end - fetch.first))
            yield from _received(body, window)
            self._windows.keep(fetch.first, window)
        return held[:wanted]

    def _open(self, fetch: Fetch) -> Steps[OpenBody]:
        span = (fetch.first, fetch.end - 1)
        get = replace(_get(self.options), range=span, if_match=self.info.etag)
        opened = yield from rest(open_(get), get, span, self.info.size, get.action)
        if isinstance(opened, TigrisError):
            raise opened
        return opened

    def begin(self, data: memoryview) -> None:
        self._windows.keep(0, data)

    def forget(self) -> None:
        self._windows = Windows(self.info.size, self.options.read_ahead)


def opened(options: OpenObject) -> Steps[Reading]:
    """Fetch the beginning of an object and its properties."""
    most = max(1, min(FETCH_SIZE, options.read_ahead))
    body = yield from open_(replace(_get(options), range=(0, most - 1)))
    if isinstance(body, RangeNotSatisfiable):
        # An empty object has no range.
        body = yield from open_(_get(options))
    if isinstance(body, TigrisError):
        raise body
    info = body.info
    whole, error = info.content_length == info.size, None
    if not whole or info.content_length > most:
        # The later parts must be of the same object.
        if not is_strong(info.etag):
            error = MalformedResponse(
                f"an object {'without ETag' if info.etag is None else f'whose ETag is {info.etag[:64]!r}'} cannot be "
                "read in parts, which might be of different objects: read it by get_object"
            )
        elif not whole:
            error = no_object(info, span=(0, most - 1))
    reading = Reading(options, replace(info, content_length=info.size, content_range=None))
    if error is None and info.content_length <= most:
        data = memoryview(bytearray(info.content_length))
        yield from _received(body, data)
        reading.begin(data)
        return reading
    yield from close(body)
    if error is not None:
        raise error.located("GetObject", options.bucket, options.key, 1)
    return reading


def _get(options: OpenObject) -> GetObject:
    return GetObject(
        options.bucket,
        options.key,
        version_id=options.version_id,
        snapshot_version=options.snapshot_version,
        **common(options),
    )


def _received(body: OpenBody, target: memoryview) -> Steps[None]:
    filled = 0
    while filled < len(target):
        filled += yield from _some(body, target[filled:])
    yield from close(body)


def _gathered(body: OpenBody, wanted: int, gathered: io.BytesIO) -> Steps[None]:
    piece = memoryview(bytearray(min(wanted, RECEIVE_SIZE)))
    while wanted:
        size = yield from _some(body, piece[:wanted])
        gathered.write(piece[:size])
        wanted -= size
    yield from close(body)


def _some(body: OpenBody, target: memoryview) -> Steps[int]:
    outcome = yield from receive(body, target)
    if isinstance(outcome, TigrisError):
        yield from close(body)
        raise outcome
    return outcome
