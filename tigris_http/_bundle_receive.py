"""Receiving, blocking and async: the loops between an open bundle's source and its reader.

Contract: each function is a loop around `BundleReader` and nothing more; the async half has the blocking half's
words with an `a` in front. What is raised on the way closes the source and passes through unchanged; only a
cancelled task cannot wait for that, and leaves it to whoever closes the response.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tigris_http._tar_events import NEED_DATA, Event

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from tigris_http._bundle_open import Stream
    from tigris_http._http import AsyncByteSource, ByteSource

NOTHING: Final = memoryview(b"")
"""The view that ends a run of views."""


def next_event(stream: Stream[ByteSource]) -> Event:
    """Receive until there is an event; whatever is raised closes the source."""
    reader = stream.reader
    try:
        event = reader.next_event()
        while event is NEED_DATA:
            reader.received(stream.source.readinto(reader.room()))
            event = reader.next_event()
    except BaseException:
        close_source(stream)
        raise
    return event


def close_source(stream: Stream[ByteSource]) -> None:
    """Close the source, once."""
    if stream.shut():
        stream.source.close()


def fill(stream: Stream[ByteSource], target: memoryview) -> int:
    """Fill `target`, which is no longer than what is left, with the bytes of the large member."""
    reader, source, filled = stream.reader, stream.source, 0
    try:
        while filled < len(target):
            count = reader.take(target[filled:])
            if not count and reader.direct:
                count = source.readinto(target[filled:])
                reader.bypassed(count)
            elif not count:
                reader.received(source.readinto(reader.room()))
            filled += count
    except BaseException:
        close_source(stream)
        raise
    return filled


async def anext_event(stream: Stream[AsyncByteSource]) -> Event:
    """Receive until there is an event; an error closes the source."""
    reader = stream.reader
    try:
        event = reader.next_event()
        while event is NEED_DATA:
            reader.received(await stream.source.readinto(reader.room()))
            event = reader.next_event()
    except BaseException as error:
        await _give_up(stream, error)
        raise
    return event


async def _give_up(stream: Stream[AsyncByteSource], error: BaseException) -> None:
    # Cancelled: nothing can be awaited then; whoever leaves the `async with` closes the source.
    stream.stop()
    if isinstance(error, Exception):
        await aclose_source(stream)


async def aclose_source(stream: Stream[AsyncByteSource]) -> None:
    """Close the source, once."""
    if stream.shut():
        await stream.source.aclose()


async def afill(stream: Stream[AsyncByteSource], target: memoryview) -> int:
    """Fill `target`, which is no longer than what is left, with the bytes of the large member."""
    reader, source, filled = stream.reader, stream.source, 0
    try:
        while filled < len(target):
            count = reader.take(target[filled:])
            if not count and reader.direct:
                count = await source.readinto(target[filled:])
                reader.bypassed(count)
            elif not count:
                reader.received(await source.readinto(reader.room()))
            filled += count
    except BaseException as error:
        await _give_up(stream, error)
        raise
    return filled


class AsyncViews:
    """The run of views; no async generator, which would have to be closed by whoever leaves it early."""

    __slots__ = ("_more", "_whole")

    def __init__(self, whole: memoryview | None, more: Callable[[], Awaitable[memoryview]]) -> None:
        self._whole = whole
        self._more = more

    def __aiter__(self) -> AsyncIterator[memoryview]:
        return self

    async def __anext__(self) -> memoryview:
        if self._whole is None:
            view = await self._more()
        else:
            view, self._whole = self._whole, NOTHING
        if not len(view):
            raise StopAsyncIteration
        return view
