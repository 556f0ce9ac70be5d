"""What a bundle gives beside its members: the keys that were skipped, and the account.

Contract: `BundleSkipped` and `BundleStats` are values for the caller. `Tally` is what the engine counts in; only what
was really read or sent is counted.
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

    `reason` is the service's error code, such as `NoSuchKey`. It stands at the end of the stream: where the key was
    passed over in the middle, it is None until the end of its request has been read, and filled in then.
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
    """What a bundle came to so far, counted from what was read."""

    requested: int
    """Keys asked for, duplicates included."""
    delivered: int
    """Members handed out."""
    skipped: int
    """Keys that the service left out; with `on_skipped="drop"` too."""
    bytes: int
    """The sizes of the members handed out together."""
    requests: int
    """Bundle requests sent, those that took up a broken stream and those that an endpoint without bundles refused
    included."""
    resumed: int
    """How often something broke on the way and was taken up again."""
    fallback_gets: int
    """Single GETs sent in the place of bundles: all of them where the endpoint has no bundles."""
    trailers: int
    """Bundle answers whose trailers arrived; their counts were compared with what was read."""


@dataclass(slots=True)
class Tally:
    """The account as it is kept: a run of results counts when it is handed out."""

    place: int = 0
    """How many keys have their result."""
    requested: int = 0
    delivered: int = 0
    skipped: int = 0
    bytes: int = 0
    requests: int = 0
    resumed: int = 0
    gets: int = 0
    trailers: int = 0

    def take_back(self, left: Sequence[Any]) -> None:
        """Count members no more that the caller will not take."""
        self.place -= len(left)
        self.delivered -= len(left)
        self.bytes -= sum([member.size for member in left])

    def stats(self, left: Sequence[Any]) -> BundleStats:
        """Return the account, without the members of the last run that the caller has not taken yet."""
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
