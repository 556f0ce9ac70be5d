"""Compare two states of the objects of a bucket, or of a bucket and its fork."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import ClassVar, Final, Literal, TypeAlias

from tigris_http._core.steps import Runs
from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http.errors import TigrisError
from tigris_http.operations._base import Action, common
from tigris_http.operations.listings.listings import ListedObject, ListObjectsV2
from tigris_http.transfers._trees.listing import Listing
from tigris_http.transfers._trees.merge import Merged
from tigris_http.transfers._work.items import ItemAction

ChangeKind: TypeAlias = Literal["added", "removed", "changed"]

_LANES: Final = 4
"""Listings of each side at once, if there are connections for them."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One key whose object differs between two states."""

    key: str
    kind: ChangeKind
    """`"added"`: only the new state has it. `"removed"`: only the old one. `"changed"`: entity tag or size differ."""
    old: ListedObject | None
    """The object of the old state; None if it was added."""
    new: ListedObject | None
    """The object of the new state; None if it was removed."""


@dataclass(frozen=True, slots=True)
class Diff(ItemAction[Changed], Action):
    """Compare two snapshots, a snapshot and now, or a fork and its parent. Yields the differences in order of keys.

    Both sides are listed once, as streams: memory does not grow with their number of objects. Objects with the same
    entity tag and size are the same. A write of the same bytes in other parts changes the tag.

    Raises `FeatureNotSupported` if a snapshot is named and the endpoint is not Tigris, and `MalformedResponse` if it
    does not list keys in order.

        for change in client.diff("photos", old=version):
            print(change.kind, change.key)
    """

    RETURNS: ClassVar[tuple[str, str]] = ("Items[Changed]", "AsyncItems[Changed]")

    bucket: str
    """Name of the bucket: both sides, or with `other_bucket` the old side."""
    prefix: str = ""
    """Compare only keys that begin with this text."""
    _: KW_ONLY
    old: str | None = None
    """Version of a snapshot, a str of digits: the old side as it was then. None for now."""
    new: str | None = None
    """Version of a snapshot, a str of digits: the new side as it was then. None for now."""
    other_bucket: str | None = None
    """Name of the bucket that is the new side, such as a fork. None: `bucket` itself, and `old` or `new` is needed."""

    def items(self, *, connections: int) -> Runs[Changed, None]:
        """Check the arguments. Return the steps that yield lists of differences. Sends nothing."""
        bucket = check_bucket_name(self.bucket)
        other = bucket if self.other_bucket is None else check_bucket_name(self.other_bucket, argument="other_bucket")
        prefix = arguments.text("prefix", self.prefix)
        for name, version in (("old", self.old), ("new", self.new)):
            if version is not None:
                arguments.snapshot_version(name, version)
        if (bucket, self.old) == (other, self.new):
            raise ValueError(
                "old and new are the same state of one bucket: name a snapshot in old or new, or a fork in other_bucket"
            )
        sides = [
            ListObjectsV2(name, prefix=prefix or None, snapshot_version=version, **common(self))
            for name, version in ((bucket, self.old), (other, self.new))
        ]
        for side in sides:
            side.request()
        lanes = max(min(_LANES, connections // 2), 1)
        old, new = (Listing(side, lanes=lanes) for side in sides)
        return _differences(Merged(old, new))

    def failed(self, error: TigrisError) -> None:
        """Name the action and the bucket in an error that has none."""
        error.located(self.action, self.bucket, None, 0)


def _differences(merged: Merged[ListedObject, ListedObject]) -> Runs[Changed, None]:
    while pairs := (yield from merged.page()):
        if found := [_changed(old, new) for old, new in pairs if not _same(old, new)]:
            yield found


def _same(old: ListedObject | None, new: ListedObject | None) -> bool:
    return old is not None and new is not None and old.etag == new.etag and old.size == new.size


def _changed(old: ListedObject | None, new: ListedObject | None) -> Changed:
    if old is None:
        if new is None:
            raise RuntimeError("a key is on neither side")
        return Changed(new.key, "added", None, new)
    return Changed(old.key, "removed" if new is None else "changed", old, new)
