"""Scopes: how a view of a client changes operations. Plain functions of values.

Contract: a scope fills in the parameters that an operation leaves open, and changes no others. So an argument of the
call wins over any view, and the inner of nested views wins. A scope raises `ValueError` for an operation that the view
cannot do. It keeps no state.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http.operations._base import Action, common
from tigris_http.operations._steps import SteppedAction
from tigris_http.operations.access.tagging import GetObjectTagging
from tigris_http.operations.buckets.bucket_listing import ListBuckets
from tigris_http.operations.buckets.buckets import CreateBucket, HasSnapshotEnabled, HeadBucket
from tigris_http.operations.buckets.forks import CreateFork, ListForks, MergeFork
from tigris_http.operations.buckets.listed_snapshots import as_buckets
from tigris_http.operations.buckets.snapshots import ListSnapshots
from tigris_http.operations.bundles.bundles import BundleObjects, BundleRequest
from tigris_http.operations.listings.listings import ListObjectsV2
from tigris_http.operations.listings.listings_v1 import ListObjects
from tigris_http.operations.multipart.multipart import UploadPartCopy
from tigris_http.operations.objects.archive import GetRestoreInfo, RestoreObject
from tigris_http.operations.objects.copies import CopyObject, RenameObject
from tigris_http.operations.objects.presigning import Presign
from tigris_http.operations.objects.reads import GetObject, HeadObject, OpenObject

OperationT = TypeVar("OperationT", bound=Action)

_READING_ONE = (GetObject, HeadObject, OpenObject, GetRestoreInfo, RestoreObject)
"""Restoring is one of them: it changes no snapshot, and an archived object cannot be read without it."""
_READING_MANY = (ListObjects, ListObjectsV2, BundleObjects, BundleRequest)
_COPYING = frozenset({"CopyFile", "CopyPrefix", "RestorePrefix"})
"""Actions of `transfers` that copy objects and keep the sources."""
_ABOUT_THE_BUCKET = (HeadBucket, HasSnapshotEnabled, ListSnapshots, ListForks)


class Scope(ABC):
    """Turns an operation into the one that a view sends."""

    __slots__ = ()

    @abstractmethod
    def applied(self, operation: OperationT) -> OperationT:
        """Return the operation to send."""

    def check(self, action: Action) -> None:  # noqa: B027  # most views may begin all
        """Raise `ValueError` for an action of several operations that the view must not begin."""


@dataclass(frozen=True, slots=True)
class SnapshotEnabled(Scope):
    """Buckets are created as snapshot buckets."""

    def applied(self, operation: OperationT) -> OperationT:
        if isinstance(operation, CreateBucket) and operation.snapshot_enabled is None:
            return replace(operation, snapshot_enabled=True)
        return operation


@dataclass(frozen=True, slots=True)
class AtSnapshot(Scope):
    """One bucket is read as it was at a snapshot, and never written."""

    bucket: str
    snapshot_version: str

    def __post_init__(self) -> None:
        check_bucket_name(self.bucket)
        arguments.snapshot_version("snapshot_version", self.snapshot_version)

    def applied(self, operation: OperationT) -> OperationT:
        """Fill in `snapshot_version`. Raises `ValueError` for writes and for reads that take no snapshot."""
        if isinstance(operation, (CopyObject, UploadPartCopy)) and operation.source_bucket == self.bucket:
            if operation.bucket == self.bucket:
                raise self._would_write(operation.action)
            if operation.snapshot_version is None and operation.source_version_id is None:
                return replace(operation, snapshot_version=self.snapshot_version)
            return operation
        if isinstance(operation, CreateFork) and operation.source == self.bucket:
            if operation.snapshot_version is None:
                return replace(operation, snapshot_version=self.snapshot_version)
            return operation
        if isinstance(operation, CreateBucket) and operation.fork_source == self.bucket:
            if operation.fork_source_snapshot is None:
                return replace(operation, fork_source_snapshot=self.snapshot_version)
            return operation
        if isinstance(operation, MergeFork) and operation.source == self.bucket:
            raise ValueError(f"MergeFork takes {self.bucket!r} as it is now, not as it was: use a fork of the snapshot")
        if getattr(operation, "bucket", None) != self.bucket or isinstance(operation, _ABOUT_THE_BUCKET):
            return operation
        if isinstance(operation, _READING_ONE):
            if operation.snapshot_version is None and operation.version_id is None:
                return replace(operation, snapshot_version=self.snapshot_version)
            return operation
        if isinstance(operation, (Presign, GetObjectTagging)) and operation.version_id is not None:
            return operation
        if type(operation) in _READING_MANY:
            reading: Any = operation
            if reading.snapshot_version is not None:
                return operation
            return cast("OperationT", replace(reading, snapshot_version=self.snapshot_version))
        if isinstance(operation, SteppedAction):
            # Its operations would be refused one by one: the first is a read, which its caller did not ask for.
            raise self._would_write(operation.action)
        raise ValueError(
            f"{operation.action} cannot be done at a snapshot of {self.bucket!r}: this view reads objects; "
            "use the client it was made from"
        )

    def _would_write(self, action: str) -> ValueError:
        return ValueError(
            f"{action} would write to {self.bucket!r}, which this view only reads: use the client it was made from"
        )


@dataclass(frozen=True, slots=True)
class SnapshotsOf(Scope):
    """A plain listing of buckets becomes a listing of one bucket's snapshots."""

    bucket: str

    def __post_init__(self) -> None:
        check_bucket_name(self.bucket)

    def applied(self, operation: OperationT) -> OperationT:
        if not isinstance(operation, ListBuckets):
            return operation
        size, token, rest = operation.max_buckets, operation.continuation_token, common(operation)
        if operation != ListBuckets(max_buckets=size, continuation_token=token, **rest):
            # Snapshots have no regions, owner or statistics: the caller asks about buckets, as `get_stats` does.
            return operation
        listing = ListSnapshots(self.bucket, max_buckets=size, continuation_token=token, **rest)
        # Both operations have the same type of result.
        return cast("OperationT", as_buckets(listing))


@dataclass(frozen=True, slots=True)
class ForkedFrom(Scope):
    """Buckets are created as forks of one bucket."""

    source: str
    snapshot_version: str | None = None

    def __post_init__(self) -> None:
        check_bucket_name(self.source, argument="source_bucket")
        if self.snapshot_version is not None:
            arguments.snapshot_version("snapshot_version", self.snapshot_version)

    def applied(self, operation: OperationT) -> OperationT:
        if isinstance(operation, CreateBucket) and operation.fork_source is None:
            given = operation.fork_source_snapshot
            version = self.snapshot_version if given is None else given
            return replace(operation, fork_source=self.source, fork_source_snapshot=version)
        return operation


@dataclass(frozen=True, slots=True)
class Renaming(Scope):
    """Copies within a bucket are renames."""

    def check(self, action: Action) -> None:
        if action.action in _COPYING:
            raise ValueError(
                f"{action.action} copies, and copies of this view are renames: use rename_object or move_prefix, or "
                "copy with the client of this view"
            )

    def applied(self, operation: OperationT) -> OperationT:
        if not isinstance(operation, CopyObject):
            return operation
        plain = CopyObject(
            operation.bucket,
            operation.key,
            operation.source_bucket,
            operation.source_key,
            **common(operation),
        )
        if operation != plain or operation.source_bucket != operation.bucket:
            raise ValueError(
                "a rename keeps to one bucket and takes a source key and a key, nothing else; "
                "copy with the client of this view"
            )
        rename = RenameObject(
            operation.bucket,
            operation.source_key,
            operation.key,
            **common(operation),
        )
        # Both operations have the same type of result.
        return cast("OperationT", rename)
