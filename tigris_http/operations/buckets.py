"""Buckets: create, look at.

Reference: the S3 API pages CreateBucket and HeadBucket, and for Tigris' own headers
https://www.tigrisdata.com/docs/buckets/ and https://www.tigrisdata.com/docs/buckets/snapshots-and-forks/.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import KW_ONLY, dataclass

from tigris_http._address import check_bucket_name
from tigris_http._http import Head, Request, Response
from tigris_http._success import NOTHING
from tigris_http.operations import _checks
from tigris_http.operations._operation import Operation, Settled
from tigris_http.operations.bucket_settings import RETENTION_DAYS


@dataclass(frozen=True, slots=True)
class CreateBucketResult:
    """The bucket that was made."""

    bucket: str
    location: str | None
    """The `Location` header: `/{bucket}`."""


@dataclass(frozen=True, slots=True)
class CreateBucket(Operation[CreateBucketResult]):
    """Create a bucket; `Conflict` where the name is taken, by others or by yourself.

    `snapshot_enabled` makes a snapshot bucket, on which versions, snapshots and forks rest. `fork_source` creates a
    fork of that bucket, as it is now or as of `fork_source_snapshot`; it is a snapshot bucket always. `regions` is a
    code such as `"iad"`, a multi-region code (`"usa"`, `"eur"`) or several codes; without it placement is global.
    `soft_delete` is True (7 days) or a number of days from 7 to 90. `storage_class` is the default tier of objects,
    `acl` `"private"` or `"public-read"`; `public_list_objects` lets anybody list a public bucket; `object_acl` allows
    ACLs of single objects.
    """

    SUCCESS = NOTHING

    bucket: str
    _: KW_ONLY
    snapshot_enabled: bool | None = None
    fork_source: str | None = None
    fork_source_snapshot: str | None = None
    regions: str | Iterable[str] | None = None
    storage_class: str | None = None
    acl: str | None = None
    public_list_objects: bool | None = None
    soft_delete: bool | int | None = None
    object_acl: bool | None = None

    def __post_init__(self) -> None:
        if self.regions is not None:
            object.__setattr__(self, "regions", _checks.regions(self.regions))

    def request(self) -> Request:
        """Return `PUT /{bucket}`."""
        check_bucket_name(self.bucket, strict=True)
        headers: list[tuple[str, str]] = []
        if self.snapshot_enabled is not None and _checks.flag("snapshot_enabled", self.snapshot_enabled):
            headers.append(("x-tigris-enable-snapshot", "true"))
        if self.fork_source is not None:
            if self.snapshot_enabled is False:
                raise ValueError("snapshot_enabled cannot be False with fork_source: every fork is a snapshot bucket")
            headers.append(("x-tigris-fork-source-bucket", check_bucket_name(self.fork_source, argument="fork_source")))
        if self.fork_source_snapshot is not None:
            if self.fork_source is None:
                raise ValueError("fork_source_snapshot needs fork_source")
            version = _checks.snapshot_version("fork_source_snapshot", self.fork_source_snapshot)
            headers.append(("x-tigris-fork-source-bucket-snapshot", version))
        if self.regions is not None:
            headers.append(("x-tigris-regions", str(self.regions)))
        if self.soft_delete is not None:
            headers.append(("x-tigris-soft-delete", _soft_delete(self.soft_delete)))
        headers.extend(_checks.placement(self.storage_class, self.acl))
        if self.public_list_objects is not None:
            allowed = _checks.flag("public_list_objects", self.public_list_objects)
            if allowed and self.acl != "public-read":
                raise ValueError("public_list_objects needs a public bucket: acl='public-read'")
            headers.append(("x-amz-acl-public-list-objects-enabled", "true" if allowed else "false"))
        if self.object_acl is not None and _checks.flag("object_acl", self.object_acl):
            headers.append(("x-tigris-enable-object-acl", "true"))
        return Request("PUT", self.bucket, headers=tuple(headers))

    def parse(self, response: Response) -> CreateBucketResult:
        """Read the location."""
        return CreateBucketResult(bucket=self.bucket, location=response.head.get("location"))

    def settle(self) -> Generator[Operation[object], object, Settled[CreateBucketResult] | None]:
        """Return the result where the bucket is there and ours, else None."""
        # Only asked after a lost answer: a bucket that is ours by then is the one just made.
        there = yield HeadBucket(self.bucket)
        return None if there is None else Settled(CreateBucketResult(self.bucket, f"/{self.bucket}"))


def _soft_delete(value: bool | int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _checks.count("soft_delete", value, least=RETENTION_DAYS[0], most=RETENTION_DAYS[1])


@dataclass(frozen=True, slots=True)
class BucketInfo:
    """What Tigris says of a bucket in the headers of HeadBucket."""

    bucket: str
    snapshot_enabled: bool
    """Whether this is a snapshot bucket: it has versions, snapshots and may be forked."""
    fork_source_bucket: str | None
    """The bucket this one was forked from."""
    fork_source_snapshot: str | None
    """The snapshot of `fork_source_bucket` this one started from."""
    is_fork_parent: bool
    """Whether forks of this bucket exist; lags a new fork by seconds (`list_forks` does not)."""
    region: str | None
    """`x-amz-bucket-region`, where the service sends it."""


def _is_true(head: Head, header: str) -> bool:
    return (head.get(header) or "").strip().lower() == "true"


@dataclass(frozen=True, slots=True)
class HeadBucket(Operation[BucketInfo]):
    """Return whether a bucket is of the snapshot kind and where it was forked from.

    `NotFound` where there is none of the name, `AccessDenied` where it is not yours.
    """

    SUCCESS = NOTHING

    bucket: str

    def request(self) -> Request:
        """Return `HEAD /{bucket}`."""
        return Request("HEAD", check_bucket_name(self.bucket))

    def parse(self, response: Response) -> BucketInfo:
        """Read Tigris' headers."""
        head = response.head
        return BucketInfo(
            bucket=self.bucket,
            snapshot_enabled=_is_true(head, "x-tigris-enable-snapshot"),
            fork_source_bucket=head.get("x-tigris-fork-source-bucket"),
            fork_source_snapshot=head.get("x-tigris-fork-source-bucket-snapshot"),
            is_fork_parent=_is_true(head, "x-tigris-is-fork-parent"),
            region=head.get("x-amz-bucket-region"),
        )


@dataclass(frozen=True, slots=True)
class HasSnapshotEnabled(Operation[bool]):
    """Return whether a bucket is a snapshot bucket: one answer of `HeadBucket` as a plain bool."""

    SUCCESS = NOTHING

    bucket: str

    def request(self) -> Request:
        """Return `HEAD /{bucket}`."""
        return Request("HEAD", check_bucket_name(self.bucket))

    def parse(self, response: Response) -> bool:
        """Read `X-Tigris-Enable-Snapshot`."""
        return _is_true(response.head, "x-tigris-enable-snapshot")
