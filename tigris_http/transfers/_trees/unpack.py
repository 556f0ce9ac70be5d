"""Small objects come in bundles, and are written as files.

Contract: each object has one outcome. An object that cannot be read keeps no other one back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from tigris_http._archive.tar import BUFFER_SIZE
from tigris_http._bundle.results import BundleSkipped
from tigris_http._core.steps import call, close, take, tell
from tigris_http.errors import TigrisError
from tigris_http.operations.bundles.bundles import BundleObjects
from tigris_http.transfers._local import small
from tigris_http.transfers._local.target import mtime_of
from tigris_http.transfers._trees.work import FAILURES, Outcome, TreeWork, failed, left_out
from tigris_http.transfers._work.bodies import bundle_opened
from tigris_http.transfers.options import Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tigris_http._bundle.members import AsyncBundleMember, BundleMember
    from tigris_http._core.steps import Steps
    from tigris_http.operations._base import Common
    from tigris_http.operations.listings.listings import ListedObject
    from tigris_http.transfers.trees.results import TreeItem

AnyMember: TypeAlias = "BundleMember[int] | AsyncBundleMember[int]"
Wanted: TypeAlias = "list[tuple[TreeItem, ListedObject]]"

_FAILURES: Final = 4
"""Bundles without any object before the rest of their objects counts as failed."""


@dataclass(frozen=True, slots=True)
class Unpacking:
    """How a tree reads bundles and writes files."""

    work: TreeWork[Any]
    enter: Callable[[str], str | None]
    """Makes the directories of a path, or returns the reason against it."""
    snapshot_version: str | None
    keep_mtime: bool
    fsync: bool
    shared: Common

    def unpacked(self, wanted: Wanted, grown: list[int]) -> Steps[list[Outcome]]:
        """Read objects and write their files. Return the outcomes that were not told.

        `grown` receives the places of objects that have become too large.
        """
        left = dict(enumerate(wanted))
        rest: list[Outcome] = []
        failures = 0
        while left:
            before = len(left)
            try:
                yield from self._read(wanted, left, rest, grown)
            except FAILURES as error:
                failures = failures + 1 if len(left) == before else 0
                key = error.key if isinstance(error, TigrisError) and failures < _FAILURES else None
                at_fault = [place for place, (item, _) in left.items() if item.key == key] or list(left)
                rest += [failed(left.pop(place)[0], error) for place in at_fault]
        return rest

    def _read(
        self, wanted: Wanted, left: dict[int, tuple[TreeItem, ListedObject]], rest: list[Outcome], grown: list[int]
    ) -> Steps[None]:
        """Write the files of one bundle. What is `left` was not in it."""
        work, skipped = self.work, list[BundleSkipped[int]]()
        bundle = BundleObjects[int](
            work.bucket,
            [(item.key, place) for place, (item, _) in left.items()],
            prefetch=0,
            connections=work.lanes.bundle,
            snapshot_version=self.snapshot_version,
            **self.shared,
        )
        response = yield from bundle_opened(bundle)
        try:
            while results := (yield from take(response)):
                members: list[AnyMember] = []
                for each in results:
                    del left[each.tag]
                    if isinstance(each, BundleSkipped):
                        skipped.append(cast("BundleSkipped[int]", each))
                    elif each.size > BUFFER_SIZE:  # it has grown since it was listed
                        grown.append(each.tag)
                    else:
                        members.append(each)
                if members:
                    yield from self._placed(members, wanted)
                del results, members, each  # pyright: ignore[reportPossiblyUnboundVariable]  # views of the buffer
        finally:
            work.count_requests(response.stats.requests + response.stats.fallback_gets - 1)
            rest += [_missing(wanted[each.tag][0], work.bucket, each.reason) for each in skipped]
        yield from close(response)

    def _placed(self, members: list[AnyMember], wanted: Wanted) -> Steps[None]:
        outcomes = yield from call(partial(self._stored, members, wanted))
        sent = [item for verdict, item in outcomes if verdict == "sent"]
        size = sum(item.size or 0 for item in sent)
        yield from self.work.pace.wait(size)
        listed = sum(wanted[member.tag][1].size for member in members)
        failed_size = sum(item.size or 0 for verdict, item in outcomes if verdict != "sent")
        if size + failed_size != listed:
            yield from tell(size + failed_size - listed)
        if sent:
            yield from tell(Progress(self.work.bucket, sent[-1].key, 0, None, size, 0, 0))
        yield from tell(outcomes)

    def _stored(self, members: list[AnyMember], wanted: Wanted) -> list[Outcome]:
        """Write files. Runs in one thread at a time for each bundle."""
        found: list[Outcome] = []
        for member in members:
            item, there = wanted[member.tag]
            path = item.path or ""
            mtime = mtime_of((there.metadata or {}).get("mtime"), there.last_modified) if self.keep_mtime else None
            try:
                reason = self.enter(path)
                if reason is not None:
                    found.append(("refused", replace(item, reason=reason)))
                    continue
                small.write(path, member.data, mtime=mtime, fsync=self.fsync)
            except OSError as error:
                found.append(failed(item, error))
            else:
                found.append(("sent", item if item.size == member.size else replace(item, size=member.size)))
        return found


def _missing(item: TreeItem, bucket: str, code: str | None) -> Outcome:
    message = "the service left it out of a bundle: it was deleted meanwhile, or is not yours"
    return left_out(item, "BundleObjects", bucket, code or "NoSuchKey", message)
