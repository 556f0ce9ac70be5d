"""Buckets: create, head.

Reference: https://www.tigrisdata.com/docs/buckets/ and https://www.tigrisdata.com/docs/buckets/snapshots-and-forks/.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import KW_ONLY, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.http import Head, Request, Response
from tigris_http._wire.success import NO_BODY
from tigris_http.errors import FeatureNotSupported, MalformedResponse, OutcomeUnknown, ServiceError
from tigris_http.operations._base import Doubt, Operation, Questions, Settled
from tigris_http.operations._features import BucketHead, not_supported
from tigris_http.operations.bucket_config.bucket_settings import RETENTION_DAYS
from tigris_http.operations.buckets._lineage import version_in
from tigris_http.operations.objects._object_headers import placement_headers

if TYPE_CHECKING:
    from tigris_http.operations.bucket_config.bucket_metadata import BucketMetadata

_KIND: Final = "x-tigris-enable-snapshot"
_SOURCE: Final = "x-tigris-fork-source-bucket"
_CLOCKS_DIFFER: Final = timedelta(seconds=1)
"""The largest difference between the clocks of one service's machines."""


@dataclass(frozen=True, slots=True)
class CreateBucketResult:
    """A new bucket."""

    bucket: str
    location: str | None
    """The `Location` header: `/{bucket}`."""


@dataclass(frozen=True, slots=True)
class CreateBucket(Operation[CreateBucketResult]):
    """Create a bucket. `Conflict` if the name is taken, by others or by yourself.

    After a lost response the client reads the bucket's metadata: it was created if it is new and has the settings asked
    for. `OutcomeUnknown` if they do not tell.

    `FeatureNotSupported` if the service ignored `snapshot_enabled`, `fork_source`, `regions`, `soft_delete` or
    `object_acl`: the bucket exists then, without them.
    """

    SUCCESS = NO_BODY

    bucket: str
    """Name of the new bucket."""
    _: KW_ONLY
    snapshot_enabled: bool | None = None
    """Make a snapshot bucket: versions, snapshots and forks need one. None for a regular bucket."""
    fork_source: str | None = None
    """Bucket to fork. A fork is always a snapshot bucket."""
    fork_source_snapshot: str | None = None
    """Snapshot of `fork_source` to start from; None for its current state."""
    regions: str | Iterable[str] | None = None
    """Placement: a region code such as `"iad"`, a multi-region code (`"usa"`, `"eur"`) or several codes. None for
    global."""
    storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None
    """Default tier of objects: `STANDARD`, `STANDARD_IA`, `GLACIER` or `GLACIER_IR`. None for `STANDARD`."""
    acl: Literal["private", "public-read"] | None = None
    """`"private"` or `"public-read"`. None for the service's default."""
    public_list_objects: bool | None = None
    """Let anyone list the bucket. Needs `acl="public-read"`."""
    soft_delete: bool | int | None = None
    """Retention of deleted objects: True (7 days), or 7 to 90 days. None or False for none."""
    object_acl: bool | None = None
    """Allow single objects their own ACL."""

    def __post_init__(self) -> None:
        if self.regions is not None:
            object.__setattr__(self, "regions", arguments.regions(self.regions))

    def request(self) -> Request:
        """Return `PUT /{bucket}`."""
        check_bucket_name(self.bucket, strict=True)
        headers: list[tuple[str, str]] = []
        if self.snapshot_enabled is not None and arguments.flag("snapshot_enabled", self.snapshot_enabled):
            headers.append(("x-tigris-enable-snapshot", "true"))
        if self.fork_source is not None:
            if self.snapshot_enabled is False:
                raise ValueError("snapshot_enabled cannot be False with fork_source: every fork is a snapshot bucket")
            headers.append(("x-tigris-fork-source-bucket", check_bucket_name(self.fork_source, argument="fork_source")))
        if self.fork_source_snapshot is not None:
            if self.fork_source is None:
                raise ValueError("fork_source_snapshot needs fork_source")
            version = arguments.snapshot_version("fork_source_snapshot", self.fork_source_snapshot)
            headers.append(("x-tigris-fork-source-bucket-snapshot", version))
        if self.regions is not None:
            headers.append(("x-tigris-regions", str(self.regions)))
        if self.soft_delete is not None:
            headers.append(("x-tigris-soft-delete", _soft_delete(self.soft_delete)))
        headers.extend(placement_headers(self.storage_class, self.acl))
        if self.public_list_objects is not None:
            allowed = arguments.flag("public_list_objects", self.public_list_objects)
            if allowed and self.acl != "public-read":
                raise ValueError("public_list_objects needs a public bucket: acl='public-read'")
            headers.append(("x-amz-acl-public-list-objects-enabled", "true" if allowed else "false"))
        if self.object_acl is not None and arguments.flag("object_acl", self.object_acl):
            headers.append(("x-tigris-enable-object-acl", "true"))
        return Request("PUT", self.bucket, headers=tuple(headers))

    def parse(self, response: Response) -> CreateBucketResult:
        return CreateBucketResult(bucket=self.bucket, location=response.head.get("location"))

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[CreateBucketResult] | None]:
        return _made(self, doubt)

    @property
    def asks_for_settings(self) -> bool:
        """True if an option shows only in the bucket's metadata."""
        return bool(self.soft_delete or self.regions or self.object_acl)

    def feature(self) -> str | None:
        kind = "forks" if self.fork_source is not None else "snapshot buckets" if self.snapshot_enabled else None
        asked = (kind, "settings of new buckets" if self.asks_for_settings else None)
        return " and ".join(filter(None, asked)) or None

    def confirm(self, head: Head, result: object, before: object) -> Questions[bool]:
        return _heard(self)


def _made(new: CreateBucket, doubt: Doubt) -> Generator[Operation[object], object, Settled[CreateBucketResult] | None]:
    from tigris_http.operations.bucket_config.bucket_metadata import BucketMetadata, GetBucketMetadata

    # A bucket of this name may be years old, or made by another client of the same account.
    there = yield GetBucketMetadata(new.bucket)
    if there is None:
        return None
    if not isinstance(there, BucketMetadata) or doubt.since is None or there.created_at is None:
        raise OutcomeUnknown("the answer was lost, and the bucket exists, perhaps from before: read its metadata")
    if there.created_at < doubt.since - _CLOCKS_DIFFER or _differing(new, there):
        return None
    return Settled(CreateBucketResult(new.bucket, f"/{new.bucket}"))


def _differing(new: CreateBucket, there: BucketMetadata) -> tuple[str, ...]:
    parent = there.fork_info.parents[0] if there.fork_info is not None and there.fork_info.parents else None
    forked = (None, None) if parent is None else (parent.bucket, parent.snapshot_version)
    fork = None if new.fork_source is None else (new.fork_source, new.fork_source_snapshot or forked[1])
    retention = None
    if there.soft_delete is not None and there.soft_delete.enabled:
        retention = there.soft_delete.retention_days or RETENTION_DAYS[0]
    kept = None if not new.soft_delete else RETENTION_DAYS[0] if new.soft_delete is True else new.soft_delete
    regions = set(arguments.regions(new.regions).split(",")) if new.regions is not None else set[str]()
    agreed = (
        ("snapshot_enabled", there.snapshot_enabled is bool(new.snapshot_enabled or new.fork_source is not None)),
        ("fork_source", forked == (fork or (None, None))),
        ("regions", not regions or regions == set(there.regions or ())),
        ("soft_delete", kept == retention),
        ("storage_class", new.storage_class in (None, there.storage_class or "STANDARD")),
        ("acl", new.acl is None or there.acl in (None, new.acl)),
        ("object_acl", not new.object_acl or there.allow_object_acl),
    )
    return tuple(name for name, agrees in agreed if not agrees)


def _heard(new: CreateBucket) -> Questions[bool]:
    exists, forked = f"the bucket {new.bucket!r} exists now", new.fork_source is not None
    head: object = None
    if forked or new.snapshot_enabled:
        head = yield BucketHead(new.bucket)
        if not isinstance(head, Head):
            return False  # a new bucket may show seconds later
        if not forked and not _is_true(head, _KIND):
            seen = "a HEAD of the new bucket does not say that it is one"
            raise not_supported("snapshot buckets", seen, f"{exists}, without snapshots")
    if not new.asks_for_settings and (not isinstance(head, Head) or head.get(_SOURCE) == new.fork_source):
        return True
    from tigris_http.operations.bucket_config.bucket_metadata import BucketMetadata, GetBucketMetadata

    there = yield GetBucketMetadata(new.bucket)
    differing: tuple[str, ...] = ("fork_source", "soft_delete", "regions", "object_acl")
    if isinstance(there, BucketMetadata):
        differing = _differing(new, there)
    elif not isinstance(there, (FeatureNotSupported, MalformedResponse)) and not _knows_no_metadata(there):
        return False
    if forked and "fork_source" in differing and not (isinstance(head, Head) and head.get(_SOURCE) == new.fork_source):
        seen = f"neither a HEAD of the new bucket nor its metadata name {new.fork_source!r} as its source"
        raise not_supported("forks", seen, f"{exists}, and is no fork of it")
    asked = {"soft_delete": new.soft_delete, "regions": new.regions, "object_acl": new.object_acl}
    without = [name for name, value in asked.items() if value and name in differing]
    if without:
        seen = "the metadata of the new bucket do not have them as asked"
        raise not_supported("settings of new buckets", seen, f"{exists}, without {', '.join(without)}")
    return True


def _knows_no_metadata(answer: object) -> bool:
    return isinstance(answer, ServiceError) and answer.status in (400, 405, 501)


def _soft_delete(value: bool | int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return arguments.count("soft_delete", value, least=RETENTION_DAYS[0], most=RETENTION_DAYS[1])


@dataclass(frozen=True, slots=True)
class BucketInfo:
    """A bucket as HeadBucket describes it."""

    bucket: str
    snapshot_enabled: bool | None
    """True for a snapshot bucket: it has versions and snapshots and can be forked. None if the service does not send
    it, as other S3 stores and old gateways; the metadata of the bucket may have it."""
    fork_source_bucket: str | None
    """The bucket it was forked from."""
    fork_source_snapshot: str | None
    """The snapshot of `fork_source_bucket` it started from."""
    is_fork_parent: bool
    """Whether it has forks. Trails a new fork by seconds (`list_forks` does not)."""
    region: str | None
    """`x-amz-bucket-region`, if the service sends it."""


def _is_true(head: Head, header: str) -> bool:
    return (head.get(header) or "").strip().lower() == "true"


@dataclass(frozen=True, slots=True)
class HeadBucket(Operation[BucketInfo]):
    """Return a bucket's kind and fork source.

    `NotFound` if there is no such bucket, `AccessDenied` if it is not yours.
    """

    SUCCESS = NO_BODY

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `HEAD /{bucket}`."""
        return Request("HEAD", check_bucket_name(self.bucket))

    def parse(self, response: Response) -> BucketInfo:
        head = response.head
        return BucketInfo(
            bucket=self.bucket,
            snapshot_enabled=None if head.get(_KIND) is None else _is_true(head, _KIND),
            fork_source_bucket=head.get(_SOURCE),
            fork_source_snapshot=version_in(head, "x-tigris-fork-source-bucket-snapshot"),
            is_fork_parent=_is_true(head, "x-tigris-is-fork-parent"),
            region=head.get("x-amz-bucket-region"),
        )


@dataclass(frozen=True, slots=True)
class HasSnapshotEnabled(Operation[bool]):
    """Return whether a bucket is a snapshot bucket.

    `FeatureNotSupported` if the service does not tell.
    """

    SUCCESS = NO_BODY

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `HEAD /{bucket}`."""
        return Request("HEAD", check_bucket_name(self.bucket))

    def parse(self, response: Response) -> bool:
        return _is_true(response.head, _KIND)

    def check_heard(self, head: Head, result: object) -> None:
        """Raise if the header is missing: False would be a guess."""
        if head.get(_KIND) is None:
            seen = f"a HEAD of the bucket has no {_KIND}"
            raise not_supported("snapshot buckets", seen, "get_bucket_metadata may tell its type")
