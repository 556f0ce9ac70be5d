"""The progress of a batch, and the answers for keys that it names more than once.

Contract: pure. Answers arrive once a key, in the order of first places. `after` returns the places that they answer:
the place of the key, and later ones that repeat earlier keys. Content that is needed again is copied, up to `KEPT`
bytes. Beyond that it is `REFETCH`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tigris_http._bundle.large_members import Large
    from tigris_http._bundle.results import BundleSkipped
    from tigris_http._core.retry import RetryPolicy
    from tigris_http._download.resume import Healing
    from tigris_http.operations.bundles._bundle_keys import Batch

KEPT: Final = 16 << 20
"""Bytes of small objects to keep for later places."""


FRUITLESS: Final = 2
"""Streams in a row that break without a member before a batch is read by single GETs."""


@dataclass(frozen=True, slots=True)
class Missing:
    """The service left a key out, in an answer with this status."""

    reason: str | None
    status: int = 200


class Refetch:
    """The object must be read again for this place."""


REFETCH: Final = Refetch()
Answer: TypeAlias = "memoryview | Missing | Large"


class Repeats:
    def __init__(self, places: Sequence[int]) -> None:
        self._places = places
        self._at = 0
        self._last = -1  # the highest number that has been answered
        self._left = Counter(places)
        self._kept: dict[int, memoryview | Missing | Refetch] = {}
        self._size = 0

    def after(self, number: int, answer: Answer) -> list[tuple[int, int, Answer | Refetch]]:
        """Return (place, number of its key, answer) for all places that can be answered now."""
        found: list[tuple[int, int, Answer | Refetch]] = [(self._at, number, answer)]
        self._at += 1
        self._last = number
        self._left[number] -= 1
        if self._left[number]:
            self._keep(number, answer)
        while self._at < len(self._places) and self._places[self._at] <= self._last:
            again = self._places[self._at]
            found.append((self._at, again, self._take(again)))
            self._at += 1
        return found

    def _keep(self, number: int, answer: Answer) -> None:
        if isinstance(answer, Missing):
            self._kept[number] = answer
        elif isinstance(answer, memoryview) and self._size + len(answer) <= KEPT:
            self._kept[number] = memoryview(bytes(answer))
            self._size += len(answer)
        else:
            self._kept[number] = REFETCH

    def _take(self, number: int) -> memoryview | Missing | Refetch:
        self._left[number] -= 1
        if self._left[number]:
            return self._kept[number]
        kept = self._kept.pop(number)
        if isinstance(kept, memoryview):
            self._size -= len(kept)
        return kept


class Progress:
    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.next = 0
        """Number of the first key without an answer."""
        self.repeats = None if batch.places is None else Repeats(batch.places)
        self.kept: dict[int, memoryview] = {}
        """Members that arrived before their turn, by the numbers of their keys."""
        self.unexplained: dict[int, list[BundleSkipped[object]]] = {}
        """Skipped results without a reason yet."""

    def asked(self) -> tuple[list[int], int]:
        """Return the numbers of the keys to ask for, and how many need an answer. The rest need a reason."""
        unanswered = range(self.next, len(self.batch.keys))
        return [*unanswered, *self.unexplained], len(unanswered)

    def explain(self, number: int, reason: str | None) -> None:
        for skipped in self.unexplained.pop(number, ()):
            skipped.explain(reason)


def broke_too_often(healing: Healing, policy: RetryPolicy) -> bool:
    return healing.fruitless >= FRUITLESS or healing.breaks >= policy.max_attempts
