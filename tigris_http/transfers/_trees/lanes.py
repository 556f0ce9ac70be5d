"""The items under way, in lanes: how many run at once, and how much memory they may hold.

Contract: no item waits for a connection that the tree itself holds.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeAlias, TypeVar, cast

from tigris_http._core.steps import begin, wait_any
from tigris_http.transfers.options import MIB

if TYPE_CHECKING:
    from tigris_http._core.steps import Steps

T = TypeVar("T")
Lane: TypeAlias = Literal["single", "parts", "bundle"]
"""Items of one request at a time, items that come or go in parts at once, and bundles."""

_MOST_HELD: Final = 128 * MIB
"""Bytes that the items of one request hold in memory, unless a single one is larger."""
_WAITING: Final = {"single": 0, "parts": 32, "bundle": 1}
"""Items that may wait while others of their lane run."""
_BUNDLES: Final = 2
_MOST_OF_BUNDLE: Final = 8
"""Connections of a bundle, if its objects come by single requests."""


@dataclass(slots=True)
class Ended(Generic[T]):
    result: T
    lane: Lane
    weight: int


@dataclass(slots=True)
class _Lane(Generic[T]):
    most: int
    running: int = 0
    waiting: deque[tuple[Steps[T], int]] = field(default_factory=deque["tuple[Steps[T], int]"])


class Lanes(Generic[T]):
    """Runs steps that return a `T`. `parts` and `bundle` are the connections for an item in parts, and for a bundle."""

    def __init__(self, concurrency: int, connections: int, *, with_bundles: bool = False) -> None:
        # One connection lists.
        free = max(connections - 1, 1)
        self._alone = free < 2 + with_bundles
        """Whether only one lane runs at a time."""
        bundles = 1 if connections < 16 else _BUNDLES
        if self._alone:
            bundles, self.parts, self.bundle, single = 1, free, free, min(concurrency, free)
        else:
            self.parts = max(free // 3, 1)
            self.bundle = min(max((free - self.parts) // 2 // bundles, 1), _MOST_OF_BUNDLE) if with_bundles else 0
            single = min(concurrency, free - self.parts - bundles * self.bundle)
        self._lanes: dict[Lane, _Lane[T]] = {"single": _Lane(single), "parts": _Lane(1), "bundle": _Lane(bundles)}
        self._held = 0
        self._running = 0

    @property
    def busy(self) -> bool:
        return self._running > 0

    def add(self, lane: Lane, steps: Steps[T], weight: int) -> Steps[None]:
        self._lanes[lane].waiting.append((steps, weight))
        yield from self.go_on()

    def full(self, lane: Lane) -> bool:
        """Return whether too many items of a lane wait."""
        return len(self._lanes[lane].waiting) > _WAITING[lane]

    def next(self) -> Steps[Any]:
        """Wait for the next item to end, and return its result, or a value that an item told. Begins no other item."""
        outcome: object = yield from wait_any()
        if not isinstance(outcome, Ended):
            return outcome
        news = cast("Ended[T]", outcome)
        self._lanes[news.lane].running -= 1
        self._running -= 1
        self._held -= news.weight
        return news.result

    def go_on(self) -> Steps[None]:
        for name, lane in self._lanes.items():
            while lane.waiting and lane.running < lane.most:
                weight = lane.waiting[0][1]
                others = self._running - lane.running
                if (self._alone and others) or (self._running and self._held + weight > _MOST_HELD):
                    break
                steps, weight = lane.waiting.popleft()
                lane.running += 1
                self._running += 1
                self._held += weight
                yield from begin(_ended(steps, name, weight))


def _ended(steps: Steps[T], lane: Lane, weight: int) -> Steps[Ended[T]]:
    return Ended((yield from steps), lane, weight)
