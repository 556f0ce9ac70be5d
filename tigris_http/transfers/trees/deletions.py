"""Delete the objects below a prefix, or bring deleted ones back."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from typing import TYPE_CHECKING

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http.operations._base import common
from tigris_http.operations._steps import ask, result_of
from tigris_http.operations.listings.deleted_objects import ListDeletedObjectVersions
from tigris_http.operations.listings.listings import ListObjectsV2
from tigris_http.operations.listings.soft_delete import RestoreDeletedObject
from tigris_http.transfers._trees.listing import Listing
from tigris_http.transfers._trees.merge import Merged
from tigris_http.transfers._trees.settings import TreeSettings
from tigris_http.transfers._trees.work import Outcome, TreeWork
from tigris_http.transfers._work.base import Transfer, Work
from tigris_http.transfers.trees.results import TreeItem, TreeResult

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tigris_http._core.steps import Steps
    from tigris_http.operations.listings.versions import ObjectVersion


@dataclass(frozen=True, slots=True)
class DeletePrefix(Transfer[TreeResult], TreeSettings):
    """Delete the objects below a prefix, 1,000 a request.

    The prefix is text: `logs/2026-` takes `logs/2026-01.txt`, and `logs` takes `logs-old/a.txt` too. End it with `/` to
    mean a directory. Versions that snapshots or soft delete keep stay.

        client.delete_prefix("atlas", "tmp/", max_delete=10_000).raise_for_failures()
    """

    bucket: str
    """Name of the bucket."""
    prefix: str
    """Beginning of the keys. Empty: the whole bucket."""
    _: KW_ONLY
    max_delete: int | None = None
    """Most deletions. If there were more, none is made: they are in `refused`. None: no limit."""

    def work(self, *, is_async: bool, connections: int) -> Work[TreeResult]:
        """Check the arguments and return the work. Sends nothing."""
        arguments.text("prefix", self.prefix)
        if self.max_delete is not None:
            arguments.count("max_delete", self.max_delete)
        return _Deletions(self, check_bucket_name(self.bucket), connections)


class _Deletions(TreeWork[DeletePrefix]):
    def steps(self) -> Steps[TreeResult]:
        action = self.action
        operation = ListObjectsV2(action.bucket, prefix=action.prefix or None, **common(action))
        listing = Listing(operation, make_way=self.make_way)
        kept: list[TreeItem] = []
        while page := (yield from listing.page()):
            items = [
                TreeItem("delete", each.key, size=each.size)
                for each in page
                if self.patterns.allows(each.key[len(action.prefix) :])
            ]
            if action.max_delete is None:
                yield from self.begin_deletions(action.bucket, items)
            else:
                kept += items
        if kept and (yield from self.may_delete(kept, action.max_delete)):
            yield from self.begin_deletions(action.bucket, kept)
        yield from self.drain()
        return self.result()


@dataclass(frozen=True, slots=True)
class UndeletePrefix(Transfer[TreeResult], TreeSettings):
    """Bring back the soft-deleted objects below a prefix: of each key the version deleted last.

    Keys with a live object are skipped, unless `overwrite` is set. `FeatureNotSupported` unless the endpoint is Tigris.

        client.undelete_prefix("atlas", "photos/").raise_for_failures()
    """

    bucket: str
    """Name of the bucket."""
    prefix: str
    """Beginning of the keys, as text. Empty: the whole bucket."""
    _: KW_ONLY
    overwrite: bool = False
    """Replace live objects, too."""

    def work(self, *, is_async: bool, connections: int) -> Work[TreeResult]:
        """Check the arguments and return the work. Sends nothing."""
        arguments.text("prefix", self.prefix)
        arguments.flag("overwrite", self.overwrite)
        return _Undeletions(self, check_bucket_name(self.bucket), connections)


class _Undeletions(TreeWork[UndeletePrefix]):
    def steps(self) -> Steps[TreeResult]:
        action = self.action
        prefix = action.prefix or None
        # The two listings share one connection: neither reads ahead.
        make_way = self.make_way or _no_steps
        deleted = _Deleted(ListDeletedObjectVersions(action.bucket, prefix=prefix, **common(action)), make_way)
        if action.overwrite:
            while versions := (yield from deleted.page()):
                for version in versions:
                    yield from self._decide(version, is_live=False)
        else:
            live_objects = ListObjectsV2(action.bucket, prefix=prefix, **common(action))
            pairs = Merged(deleted, Listing(live_objects, make_way=make_way))
            while page := (yield from pairs.page()):
                for found, live in page:
                    if found is not None:
                        yield from self._decide(found, is_live=live is not None)
        yield from self.drain()
        return self.result()

    def _decide(self, deleted: ObjectVersion, *, is_live: bool) -> Steps[None]:
        if not self.patterns.allows(deleted.key[len(self.action.prefix) :]):
            return
        item = TreeItem("restore", deleted.key, size=deleted.size)
        if is_live:
            yield from self.note("skipped", replace(item, reason="an object is live under the key"))
        elif self.action.dry_run:
            yield from self.note("sent", item)
        else:
            yield from self.begin("single", self._restored(item, deleted), 0)

    def _restored(self, item: TreeItem, deleted: ObjectVersion) -> Steps[list[Outcome]]:
        action = self.action
        restore = RestoreDeletedObject(action.bucket, deleted.key, version_id=deleted.version_id, **common(action))
        return (yield from self.attempt(item, _done(restore)))


def _no_steps() -> Steps[None]:
    yield from ()


def _done(restore: RestoreDeletedObject) -> Steps[None]:
    result_of((yield from ask(restore)))


class _Deleted:
    """The newest deleted version of each key, as `Entries`."""

    def __init__(self, listing: ListDeletedObjectVersions, make_way: Callable[[], Steps[None]]) -> None:
        self._listing: ListDeletedObjectVersions | None = listing
        self._make_way = make_way
        self._last: ObjectVersion | None = None

    def page(self) -> Steps[Sequence[ObjectVersion]]:
        while self._listing is not None:
            yield from self._make_way()
            page = result_of((yield from ask(self._listing)))
            self._listing = self._listing.after(page)
            if found := self._ended(page.versions):
                return found
        last, self._last = self._last, None
        return () if last is None else (last,)

    def _ended(self, versions: Sequence[ObjectVersion]) -> Sequence[ObjectVersion]:
        """Return the newest versions of the keys that have ended; keep that of the last key."""
        found: list[ObjectVersion] = []
        for each in versions:
            last = self._last
            if last is None or last.key == each.key:
                self._last = each if last is None or _age(each) > _age(last) else last
                continue
            found.append(last)
            self._last = each
        return found


def _age(version: ObjectVersion) -> int:
    """Return a number that is higher for a later version."""
    return int(version.version_id) if version.version_id and version.version_id.isdecimal() else 0
