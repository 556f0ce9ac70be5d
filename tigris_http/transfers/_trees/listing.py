"""The objects of a listing, in order, from one listing or from several side by side.

Contract: every object once, in order, as one listing would have it. Each segment of a split listing is an ordinary
listing from `start_after`, up to the start of the next one. Starts are guesses, and only speed depends on them. At most
`PAGES_A_LANE` pages a lane are in memory. A listing of one page takes one request, and one of N pages about
1.25 N + `lanes` at most.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, Final

from tigris_http._core.steps import Start, start, wait
from tigris_http.errors import FeatureNotSupported
from tigris_http.operations._steps import ask, result_of
from tigris_http.transfers._trees.keyspace import Keyspace
from tigris_http.transfers._trees.order import check_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tigris_http._core.steps import Steps
    from tigris_http.operations.listings.listings import ListedObject, ListObjectsV2, ObjectPage

PAGES_A_LANE: Final = 6
_RUN: Final = 4
"""Pages that a segment reads ahead of its turn."""
_LENGTH: Final = 3.7
"""Pages from one guess to the next: a little less than `_RUN`, so that a segment ends with its last page."""
_RATE: Final = 0.25
"""Pages that may be read twice, for each page handed out."""


class Listing:
    """The objects of a `ListObjectsV2`, as `Entries`. It has neither `query` nor `delimiter`.

    It reads the next page while the caller works on one, with a connection of its own. `make_way`: steps that give it
    the only connection before each page. It then reads nothing ahead.
    """

    def __init__(
        self, operation: ListObjectsV2, *, lanes: int = 1, make_way: Callable[[], Steps[None]] | None = None
    ) -> None:
        self._operation, self._lanes, self._make_way = operation, lanes, make_way
        self._segments: list[_Segment] = []
        self._begun = False
        self._size = operation.max_keys
        self._keyspace = Keyspace(operation.prefix or "")
        self._handed_out = self._past = 0
        self._wasted = 0.0
        """Pages that the segments of the past read twice."""
        self.metadata_known = operation.with_metadata
        """False if metadata was not asked for, or if the endpoint has none in listings."""

    @property
    def requests(self) -> int:
        """Number of pages asked for so far."""
        return self._past + sum(segment.requests for segment in self._segments)

    def page(self) -> Steps[Sequence[ListedObject]]:
        """Return the next objects; none at the end."""
        if not self._begun:
            yield from self._begin()
        segments = self._segments
        while segments:
            segment = segments[0]
            if segment.pages:
                found = segment.take()
                if found:
                    yield from self._go_on(segment, found)
                    return found
            elif segment.started is not None:
                yield from segment.settle()
            elif segment.complete:
                del segments[0]
                self._past += segment.requests
                self._wasted += max(segment.requests - segment.taken / self._size, 0)
            else:
                if self._make_way is not None:
                    yield from self._make_way()
                yield from segment.begin(1)
        return ()

    def _begin(self) -> Steps[None]:
        self._past += 1
        outcome = yield from ask(self._operation)
        if isinstance(outcome, FeatureNotSupported) and self._operation.with_metadata:
            self._operation = replace(self._operation, with_metadata=False)
            self.metadata_known = False
            self._past += 1
            outcome = yield from ask(self._operation)
        segment = _Segment(self._operation, self._operation.start_after or "")
        segment.note(self._operation, result_of(outcome))
        self._segments.append(segment)
        self._begun = True

    def _go_on(self, segment: _Segment, found: Sequence[ListedObject]) -> Steps[None]:
        """Read on while the caller works on these objects."""
        if self._make_way is None and len(segment.pages) < 2 and not segment.busy and not segment.complete:
            yield from segment.settle()
            yield from segment.begin(1)
        if self._lanes > 1:
            self._handed_out += len(found)
            self._keyspace.learn([entry.key for entry in found])
            yield from self._split()

    # -- several segments -----------------------------------------------------------------------------------------

    def _split(self) -> Steps[None]:
        """Begin listings ahead, as many as may run."""
        while self._may_begin():
            found = self._gap()
            if found is None:
                return
            index, place = found
            before = self._segments[index]
            operation = replace(self._operation, start_after=place, continuation_token=None)
            segment = _Segment(operation, place, before.end, guessed=place != before.last)
            before.end = place
            self._segments.insert(index + 1, segment)
            yield from segment.begin(_RUN)

    def _may_begin(self) -> bool:
        pages = self._handed_out / self._size
        # A guess may turn out to cost a page, up to its end.
        spent = self._wasted + sum(segment.guessed for segment in self._segments)
        if spent + 1 > min(self._lanes, pages) + _RATE * pages:
            return False
        # One lane is for the first segment: the caller waits for it.
        busy = sum(segment.busy for segment in self._segments[1:])
        held = sum(_RUN if segment.busy else len(segment.pages) for segment in self._segments)
        return busy + 1 < self._lanes and held + _RUN < PAGES_A_LANE * self._lanes

    def _gap(self) -> tuple[int, str] | None:
        """Return the segment that is too long, the first one, and the place at which to divide it."""
        for index, segment in enumerate(self._segments):
            if segment.next is None or segment.failed:
                return None
            if segment.complete:
                continue
            last = segment.last
            if index and not segment.busy:
                # It has read as far as it may: another segment continues it.
                return (index, last) if segment.pages else None
            pages = max(_RUN - segment.read - 0.3, 0.7) if segment.busy and index else _LENGTH
            place = self._keyspace.ahead(last, ceil(pages * self._size))
            if segment.end is None:
                return None if place is None else (index, place)
            if place is not None and place < segment.end:
                beyond = self._keyspace.ahead(last, ceil((pages + 1) * self._size))
                if beyond is not None and beyond < segment.end:
                    return index, place
        return None


class _Segment:
    """The objects after one key, up to another, as one listing. Its steps run in the background."""

    def __init__(self, operation: ListObjectsV2, after: str, end: str | None = None, *, guessed: bool = False) -> None:
        self.next: ListObjectsV2 | None = operation
        """The next request; None after the last page of the listing."""
        self.last = after
        """The last key that was read."""
        self.end = end
        """The last key that may belong here, None for any. It may fall until the segment is complete."""
        self.pages: deque[Sequence[ListedObject]] = deque()
        self.started: Start[None] | None = None
        self.busy = self.failed = False
        self.guessed = guessed
        self.read = self.requests = self.taken = 0

    @property
    def complete(self) -> bool:
        end = self.end
        return self.next is None or (end is not None and self.last >= end)

    def begin(self, most: int) -> Steps[None]:
        """Read up to `most` pages in the background."""
        self.busy, self.failed, self.read = True, False, 0
        self.started = yield from start(self._run(most))

    def settle(self) -> Steps[None]:
        """Wait for the background steps, if there are any. Raises their error."""
        started, self.started = self.started, None
        if started is not None:
            result_of((yield from wait(started)))

    def _run(self, most: int) -> Steps[None]:
        try:
            while self.read < most and self.next is not None and not self.complete:
                operation = self.next
                self.requests += 1
                self.note(operation, result_of((yield from ask(operation))))
                self.read += 1
        except BaseException:
            self.failed = True
            raise
        finally:
            self.busy = False

    def note(self, operation: ListObjectsV2, page: ObjectPage) -> None:
        keys = [entry.key for entry in page.objects]
        check_order(keys, self.last or None, _problem(operation))
        if keys:
            self.pages.append(page.objects)
            self.last = keys[-1]
        self.next = operation.after(page)

    def take(self) -> Sequence[ListedObject]:
        """Return the next page without the objects of the next segment."""
        page = self.pages.popleft()
        if self.end is not None and page[-1].key > self.end:
            page = page[: bisect_right(page, self.end, key=_key)]
        self.taken += len(page)
        return page


def _problem(operation: ListObjectsV2) -> str:
    below = f"{operation.bucket}/{operation.prefix or ''}"
    return f"the listing of {below!r} is out of order, so it may lack objects, or have some twice"


def _key(entry: ListedObject) -> str:
    return entry.key
