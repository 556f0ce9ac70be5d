"""Skipped keys, and the statistics of a bundle.

Contract: `BundleSkipped` and `BundleStats` are values for the caller. The engine counts in `Tally`, only real reads and
sends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, cast

from tigris_http.operations.bundles._bundle_keys import TagT

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)  # no slots: with them Python refuses to make a `BundleSkipped[...]`
class BundleSkipped(Generic[TagT]):
    """A key whose object the service left out: it is missing, or not yours.

    `reason` is the service's error code, such as `NoSuchKey`. The stream has it at its end: if the key was passed over
    before, `reason` is None until then.
    """

    key: str
    reason: str | None
    tag: TagT = cast("TagT", None)  # noqa: RUF009  # None itself

    def __hash__(self) -> int:
        return hash(self.key)

    def explain(self, reason: str | None) -> None:
        """Fill in the reason, once."""
        if self.reason is None:
            object.__setattr__(self, "reason", reason)


@dataclass(frozen=True, slots=True)
class BundleStats:
    """Counts of a bundle so far."""

    requested: int
    """Keys asked for, duplicates included."""
    delivered: int
    """Members handed out."""
    skipped: int
    """Keys that the service left out, also with `on_skipped="drop"`."""
    bytes: int
    """Total size of the members handed out."""
    requests: int
    """Bundle requests sent, those after a break and those to an endpoint without bundles included."""
    resumed: int
    """How many times something broke and was resumed."""
    fallback_gets: int
    """Single GETs sent in place of bundles."""
    trailers: int
    """Bundle answers whose trailers arrived and matched the members."""


@dataclass(slots=True)
class Tally:
    """The counters. Results count when they are handed out."""

    place: int = 0
    """Keys with a result."""
    requested: int = 0
    delivered: int = 0
    skipped: int = 0
    bytes: int = 0
    requests: int = 0
    resumed: int = 0
    gets: int = 0
    trailers: int = 0

    def take_back(self, left: Sequence[Any]) -> None:
        self.place -= len(left)
        self.delivered -= len(left)
        self.bytes -= sum([member.size for member in left])

    def stats(self, left: Sequence[Any]) -> BundleStats:
        """Return the counts without the members `left`, which the caller has not taken."""
        return BundleStats(
            requested=self.requested,
            delivered=self.delivered - len(left),
            skipped=self.skipped,
            bytes=self.bytes - sum([member.size for member in left]),
            requests=self.requests,
            resumed=self.resumed,
            fallback_gets=self.gets,
            trailers=self.trailers,
        )
