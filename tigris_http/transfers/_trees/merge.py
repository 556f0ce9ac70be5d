"""Two streams of entries joined by key.

Contract: pure. Each key comes once, in order, with its entry of each side. A stream out of order raises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

from tigris_http.transfers._trees.entries import Entry
from tigris_http.transfers._trees.order import check_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tigris_http._core.steps import Steps
    from tigris_http.transfers._trees.entries import Entries

LeftT = TypeVar("LeftT", bound=Entry)
RightT = TypeVar("RightT", bound=Entry)
EntryT = TypeVar("EntryT", bound=Entry)

_PROBLEM: Final = "two sides cannot be compared, because the keys of one are out of order"


class _Side(Generic[EntryT]):
    """The entries of one side that are not joined yet: those of `page` from `place` on."""

    def __init__(self, entries: Entries[EntryT]) -> None:
        self._entries = entries
        self.page: Sequence[EntryT] = ()
        self.keys: list[str] = []
        self.place = 0
        self.ended = False

    def fill(self) -> Steps[None]:
        if self.ended or self.place < len(self.keys):
            return
        page = yield from self._entries.page()
        keys = [entry.key for entry in page]
        check_order(keys, self.keys[-1] if self.keys else None, _PROBLEM)
        self.page, self.keys, self.place = page, keys, 0
        self.ended = not keys

    def rest(self) -> Sequence[EntryT]:
        rest, self.place = self.page[self.place :], len(self.keys)
        return rest


class Merged(Generic[LeftT, RightT]):
    """Pairs of the entries of two sides under one key, None for a side without it."""

    def __init__(self, left: Entries[LeftT], right: Entries[RightT]) -> None:
        self._left, self._right = _Side(left), _Side(right)

    def page(self) -> Steps[list[tuple[LeftT | None, RightT | None]]]:
        """Return the next pairs, in order of their keys; none at the end."""
        left, right = self._left, self._right
        yield from left.fill()
        yield from right.fill()
        if left.ended:
            return [(None, entry) for entry in right.rest()]
        if right.ended:
            return [(entry, None) for entry in left.rest()]
        return _joined(left, right)


def _joined(left: _Side[LeftT], right: _Side[RightT]) -> list[tuple[LeftT | None, RightT | None]]:
    """Join up to the end of one of the pages."""
    found: list[tuple[LeftT | None, RightT | None]] = []
    add = found.append
    ours, theirs, our_keys, their_keys = left.page, right.page, left.keys, right.keys
    i, j, our_end, their_end = left.place, right.place, len(our_keys), len(their_keys)
    while i < our_end and j < their_end:
        ours_now, theirs_now = our_keys[i], their_keys[j]
        if ours_now == theirs_now:
            add((ours[i], theirs[j]))
            i += 1
            j += 1
        elif ours_now < theirs_now:
            add((ours[i], None))
            i += 1
        else:
            add((None, theirs[j]))
            j += 1
    left.place, right.place = i, j
    return found
