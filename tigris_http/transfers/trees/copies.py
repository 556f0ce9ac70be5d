"""Copy, move or restore the objects below a prefix, within the service."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from typing import TYPE_CHECKING, Any

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http.errors import FeatureNotSupported, TigrisError
from tigris_http.operations._base import common
from tigris_http.operations._steps import ask, result_of
from tigris_http.operations.listings.listings import ListedObject, ListObjectsV2
from tigris_http.operations.objects.copies import CopyObject, RenameObject
from tigris_http.operations.objects.objects import DeleteObject
from tigris_http.transfers._trees.compare import reason_to_skip
from tigris_http.transfers._trees.entries import Below, ObjectBelow
from tigris_http.transfers._trees.listing import Listing
from tigris_http.transfers._trees.merge import Merged
from tigris_http.transfers._trees.settings import SyncSettings, TreeSettings
from tigris_http.transfers._trees.work import TreeWork
from tigris_http.transfers._work.base import Transfer, Work
from tigris_http.transfers.files.copy import CopyFile
from tigris_http.transfers.options import TransferOptions
from tigris_http.transfers.trees.results import TreeAction, TreeItem, TreeResult

if TYPE_CHECKING:
    from tigris_http._core.steps import Steps
    from tigris_http.operations.objects.copies import CopyObjectResult
    from tigris_http.transfers._trees.lanes import Lane


def _check_apart(action: CopyPrefix | MovePrefix) -> None:
    """Raise `ValueError` if a copy could be taken for a source."""
    one, other = action.prefix, action.source_prefix
    if action.bucket == action.source_bucket and (one.startswith(other) or other.startswith(one)):
        raise ValueError(
            f"prefix {one!r} and source_prefix {other!r} overlap in bucket {action.bucket!r}: a copy would become a "
            "source; copy to a prefix beside it"
        )


@dataclass(frozen=True, slots=True)
class CopyPrefix(Transfer[TreeResult], SyncSettings):
    """Copy the objects below a prefix to another prefix or bucket, within the service. Only those that differ.

    The source's prefix is replaced by the target's, as text: end both with `/` to mean directories. Content headers,
    metadata and tags are kept. Objects are the same if size and entity tag agree. `"quick"` also takes the metadata
    `mtime` of both for objects that were stored in parts, whose tags depend on the parts.

        client.copy_prefix("backup", "photos/", "atlas", "photos/").raise_for_failures()
    """

    bucket: str
    """Bucket of the copies."""
    prefix: str
    """Beginning of the copies' keys. Empty for the source's keys."""
    source_bucket: str
    """Bucket of the sources."""
    source_prefix: str
    """Beginning of the sources' keys. Empty: the whole bucket."""
    _: KW_ONLY
    snapshot_version: str | None = None
    """Version of a snapshot of the source's bucket, a str of digits: copy the objects as they were then."""
    transfer: TransferOptions | None = None
    """Division of objects over 5 GiB into parts. None: `TransferOptions()`."""

    def work(self, *, is_async: bool, connections: int) -> Work[TreeResult]:
        """Check the arguments and return the work. Sends nothing."""
        check_bucket_name(self.source_bucket, argument="source_bucket")
        for name in ("prefix", "source_prefix"):
            arguments.text(name, getattr(self, name))
        if self.snapshot_version is None:
            _check_apart(self)
        return _Copies(self, connections, "copy")


@dataclass(frozen=True, slots=True)
class RestorePrefix(Transfer[TreeResult], SyncSettings):
    """Make the objects below a prefix what they were at a snapshot, by copies within the service.

    Objects that are gone or differ are copied from the snapshot. With `delete`, those that came since are deleted.
    `compare="missing"` only brings back what is gone.

        version = client.create_snapshot("atlas").version
        client.restore_prefix("atlas", "photos/", version, delete=True).raise_for_failures()
    """

    bucket: str
    """Name of the bucket."""
    prefix: str
    """Beginning of the keys. Empty: the whole bucket."""
    snapshot_version: str
    """Version of the snapshot, a str of digits."""
    _: KW_ONLY
    transfer: TransferOptions | None = None
    """Division of objects over 5 GiB into parts. None: `TransferOptions()`."""

    @property
    def source_bucket(self) -> str:
        """The bucket itself."""
        return self.bucket

    @property
    def source_prefix(self) -> str:
        """The prefix itself."""
        return self.prefix

    def work(self, *, is_async: bool, connections: int) -> Work[TreeResult]:
        """Check the arguments and return the work. Sends nothing."""
        arguments.text("prefix", self.prefix)
        arguments.snapshot_version("snapshot_version", self.snapshot_version)
        return _Copies(self, connections, "restore")


class _Copies(TreeWork[CopyPrefix | RestorePrefix]):
    def __init__(self, action: CopyPrefix | RestorePrefix, connections: int, verb: TreeAction) -> None:
        super().__init__(action, check_bucket_name(action.bucket), connections, action.transfer)
        self._verb: TreeAction = verb
        self._extra: list[TreeItem] = []
        self._found = False

    def steps(self) -> Steps[TreeResult]:
        action = self.action
        asks_metadata = action.compare == "quick"
        source = ListObjectsV2(
            action.source_bucket,
            prefix=action.source_prefix or None,
            snapshot_version=action.snapshot_version,
            with_metadata=asks_metadata,
            **common(action),
        )
        sources = Below(Listing(source), action.source_prefix)
        if action.compare == "always" and not action.delete:
            while page := (yield from sources.page()):
                for each in page:
                    yield from self._decide(each, None)
        else:
            target = ListObjectsV2(
                action.bucket, prefix=action.prefix or None, with_metadata=asks_metadata, **common(action)
            )
            pairs = Merged(sources, Below(Listing(target), action.prefix))
            while both := (yield from pairs.page()):
                for there, here in both:
                    yield from self._decide(there, here)
        yield from self.drain()
        if action.delete and not self._found and not action.allow_empty:
            raise ValueError(
                f"the source {action.source_bucket}/{action.source_prefix} has no object, and delete=True would delete "
                f"{len(self._extra)} objects: nothing was deleted; give allow_empty=True if that is meant"
            )
        if (yield from self.may_delete(self._extra, action.max_delete)):
            yield from self.begin_deletions(action.bucket, self._extra)
            yield from self.drain()
        return self.result()

    def _decide(self, there: ObjectBelow | None, here: ObjectBelow | None) -> Steps[None]:
        below = there if there is not None else here
        if below is None or not self.patterns.allows(below.key):
            return
        action = self.action
        key = action.prefix + below.key
        if there is None:
            if action.delete:
                self._extra.append(TreeItem("delete", key, size=below.object.size))
            return
        self._found = True
        item = TreeItem(self._verb, key, size=there.object.size)
        reason = None if here is None else self._same(there.object, here.object)
        if reason is not None:
            yield from self.note("skipped", replace(item, reason=reason))
        elif action.dry_run:
            yield from self.note("sent", item)
        else:
            lane: Lane = "parts" if there.object.size > self.options.copy_threshold else "single"
            copy = _copied(self, action.source_bucket, there.object, action.bucket, key, action.snapshot_version)
            yield from self.begin(lane, self.attempt(item, copy), there.object.size)

    def _same(self, there: ListedObject, here: ListedObject) -> str | None:
        compare = self.action.compare
        sizes = there.size == here.size
        if compare in {"quick", "etag"} and sizes and there.etag is not None and there.etag == here.etag:
            return "size and entity tag agree"
        stored = (there.metadata or {}).get("mtime")
        # The tags of objects in parts depend on the parts. All others tell the contents apart.
        opaque = there.etag is None or here.etag is None or "-" in there.etag + here.etag
        times = opaque and stored is not None and stored == (here.metadata or {}).get("mtime")
        return reason_to_skip(compare, sizes=sizes, times=times)


def _copied(
    work: TreeWork[Any], source_bucket: str, source: ListedObject, bucket: str, key: str, snapshot: str | None
) -> Steps[None]:
    """Copy one object as it was listed."""
    shared = common(work.action)
    if source.size > work.options.copy_threshold:
        copy = CopyFile(
            bucket,
            key,
            source_bucket,
            source.key,
            snapshot_version=snapshot,
            source_if_match=source.etag,
            transfer=work.options,
            **shared,
        )
        yield from work.single(copy.work(is_async=False, connections=work.lanes.parts))
        return
    at_once = CopyObject(
        bucket, key, source_bucket, source.key, snapshot_version=snapshot, source_if_match=source.etag, **shared
    )
    result_of((yield from ask(at_once)))


@dataclass(frozen=True, slots=True)
class MovePrefix(Transfer[TreeResult], TreeSettings):
    """Move the objects below a prefix. Inside a bucket of Tigris each is renamed, and no data is copied.

    Elsewhere each object is copied, then the source is deleted if it is still the same. An object under the new key is
    replaced. The source's prefix is replaced by the target's, as text: end both with `/` to mean directories.

        client.move_prefix("atlas", "2026/photos/", "atlas", "photos/").raise_for_failures()
    """

    bucket: str
    """Bucket of the new keys."""
    prefix: str
    """Beginning of the new keys."""
    source_bucket: str
    """Bucket of the present keys."""
    source_prefix: str
    """Beginning of the present keys. Empty: the whole bucket."""
    _: KW_ONLY
    transfer: TransferOptions | None = None
    """Division of objects over 5 GiB into parts, if they are copied. None: `TransferOptions()`."""

    def work(self, *, is_async: bool, connections: int) -> Work[TreeResult]:
        """Check the arguments and return the work. Sends nothing."""
        check_bucket_name(self.source_bucket, argument="source_bucket")
        for name in ("prefix", "source_prefix"):
            arguments.text(name, getattr(self, name))
        _check_apart(self)
        return _Moves(self, connections)


class _Moves(TreeWork[MovePrefix]):
    def __init__(self, action: MovePrefix, connections: int) -> None:
        super().__init__(action, check_bucket_name(action.bucket), connections, action.transfer)
        self._renames = action.bucket == action.source_bucket

    def steps(self) -> Steps[TreeResult]:
        action = self.action
        listing = Listing(ListObjectsV2(action.source_bucket, prefix=action.source_prefix or None, **common(action)))
        sources = Below(listing, action.source_prefix)
        while page := (yield from sources.page()):
            for each in page:
                if not self.patterns.allows(each.key):
                    continue
                item = TreeItem("move", action.prefix + each.key, size=each.object.size)
                if action.dry_run:
                    yield from self.note("sent", item)
                    continue
                lane: Lane = (
                    "parts" if not self._renames and each.object.size > self.options.copy_threshold else "single"
                )
                yield from self.begin(lane, self.attempt(item, self._moved(item.key, each.object)), each.object.size)
        yield from self.drain()
        return self.result()

    def _moved(self, key: str, source: ListedObject) -> Steps[None]:
        action = self.action
        if self._renames:
            renamed: CopyObjectResult | TigrisError = yield from ask(
                RenameObject(action.bucket, source.key, key, **common(action))
            )
            if not isinstance(renamed, FeatureNotSupported):
                result_of(renamed)
                return
            self._renames = False
        yield from _copied(self, action.source_bucket, source, action.bucket, key, None)
        deleted = yield from ask(DeleteObject(action.source_bucket, source.key, if_match=source.etag, **common(action)))
        result_of(deleted)
