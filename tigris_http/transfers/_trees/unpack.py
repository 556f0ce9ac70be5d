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

AnyMember: TypeAlias = "BundleMember[None] | AsyncBundleMember[None]"
Pair: TypeAlias = "tuple[TreeItem, ListedObject]"
Wanted: TypeAlias = list[Pair]

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

    def unpacked(self, wanted: Wanted, grown: Wanted) -> Steps[list[Outcome]]:
        """Read objects and write their files. Return the outcomes that were not told.

        `grown` receives the objects that have become too large.
        """
        left = {item.key: (item, there) for item, there in wanted}
        rest: list[Outcome] = []
        failures = 0
        while left:
            before = len(left)
            try:
                yield from self._read(left, rest, grown)
            except FAILURES as error:
                failures = failures + 1 if len(left) == before else 0
                key = error.key if isinstance(error, TigrisError) and failures < _FAILURES else None
                at_fault = [key] if key is not None and key in left else list(left)
                rest += [failed(left.pop(each)[0], error) for each in at_fault]
        return rest

    def _read(self, left: dict[str, Pair], rest: list[Outcome], grown: Wanted) -> Steps[None]:
        """Write the files of one bundle. What is `left` was not in it."""
        work = self.work
        bundle = BundleObjects[None](
            work.bucket,
            list(left),
            prefetch=0,
            connections=work.lanes.bundle,
            snapshot_version=self.snapshot_version,
            **self.shared,
        )
        response = yield from bundle_opened(bundle)
        missing: list[tuple[TreeItem, BundleSkipped[None]]] = []
        try:
            while results := (yield from take(response)):
                members: list[tuple[AnyMember, Pair]] = []
                for each in results:
                    pair = left.pop(each.key)
                    if isinstance(each, BundleSkipped):
                        missing.append((pair[0], cast("BundleSkipped[None]", each)))
                    elif each.size > BUFFER_SIZE:  # it has grown since it was listed
                        grown.append(pair)
                    else:
                        members.append((each, pair))
                if members:
                    yield from self._placed(members)
                del results, members, each  # pyright: ignore[reportPossiblyUnboundVariable]  # views of the buffer
        finally:
            work.count_requests(response.stats.requests + response.stats.fallback_gets - 1)
            # The stream has the reasons at its end.
            rest += [_missing(item, work.bucket, found.reason) for item, found in missing]
        yield from close(response)

    def _placed(self, members: list[tuple[AnyMember, Pair]]) -> Steps[None]:
        outcomes = yield from call(partial(self._stored, members))
        sent = [item for verdict, item in outcomes if verdict == "sent"]
        size = sum(item.size or 0 for item in sent)
        yield from self.work.pace.wait(size)
        listed = sum(there.size for _, (_, there) in members)
        failed_size = sum(item.size or 0 for verdict, item in outcomes if verdict != "sent")
        if size + failed_size != listed:
            yield from tell(size + failed_size - listed)
        if sent:
            yield from tell(Progress(self.work.bucket, sent[-1].key, 0, None, size, 0, 0))
        yield from tell(outcomes)

    def _stored(self, members: list[tuple[AnyMember, Pair]]) -> list[Outcome]:
        """Write files. Runs in one thread at a time for each bundle."""
        found: list[Outcome] = []
        for member, (item, there) in members:
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
