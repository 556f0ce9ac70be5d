"""Buckets: create, look at.

Reference: the S3 API pages CreateBucket and HeadBucket, and for Tigris' own headers
https://www.tigrisdata.com/docs/buckets/ and https://www.tigrisdata.com/docs/buckets/snapshots-and-forks/.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import KW_ONLY, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.http import Head, Request, Response
from tigris_http._wire.success import NOTHING
from tigris_http.errors import FeatureNotSupported, MalformedResponse, OutcomeUnknown, ServiceError
from tigris_http.operations._base import Doubt, Operation, Questions, Settled
from tigris_http.operations._features import BucketHead, not_supported
from tigris_http.operations.bucket_config.bucket_settings import RETENTION_DAYS
from tigris_http.operations.buckets._lineage import version_in

if TYPE_CHECKING:
    from tigris_http.operations.bucket_config.bucket_metadata import BucketMetadata

_KIND: Final = "x-tigris-enable-snapshot"
_SOURCE: Final = "x-tigris-fork-source-bucket"
_CLOCKS_DIFFER: Final = timedelta(seconds=1)
"""By how much the clocks of the machines of one service may disagree."""


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
        headers.extend(arguments.placement(self.storage_class, self.acl))
        if self.public_list_objects is not None:
            allowed = arguments.flag("public_list_objects", self.public_list_objects)
            if allowed and self.acl != "public-read":
                raise ValueError("public_list_objects needs a public bucket: acl='public-read'")
            headers.append(("x-amz-acl-public-list-objects-enabled", "true" if allowed else "false"))
        if self.object_acl is not None and arguments.flag("object_acl", self.object_acl):
            headers.append(("x-tigris-enable-object-acl", "true"))
        return Request("PUT", self.bucket, headers=tuple(headers))

    def parse(self, response: Response) -> CreateBucketResult:
        """Read the location."""
        return CreateBucketResult(bucket=self.bucket, location=response.head.get("location"))

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[CreateBucketResult] | None]:
        """Return the result where the bucket is ours, made since, and all that was asked for, else None."""
        return _made(self, doubt)

    @property
    def asks_for_settings(self) -> bool:
        """Whether anything is asked for that only the metadata of a bucket tell."""
        return bool(self.soft_delete or self.regions or self.object_acl)

    def feature(self) -> str | None:
        """Return the features that the headers ask for."""
        kind = "forks" if self.fork_source is not None else "snapshot buckets" if self.snapshot_enabled else None
        asked = (kind, "settings of new buckets" if self.asks_for_settings else None)
        return " and ".join(filter(None, asked)) or None

    def confirm(self, head: Head, result: object, before: object) -> Questions[bool]:
        """Raise if the new bucket is not of the kind that was asked for."""
        return _heard(self)


def _made(wish: CreateBucket, doubt: Doubt) -> Generator[Operation[object], object, Settled[CreateBucketResult] | None]:
    from tigris_http.operations.bucket_config.bucket_metadata import BucketMetadata, GetBucketMetadata

    # A bucket of this name may be years old, and another client of the same account may have made it.
    there = yield GetBucketMetadata(wish.bucket)
    if there is None:
        return None
    if not isinstance(there, BucketMetadata) or doubt.since is None or there.created_at is None:
        raise OutcomeUnknown("the answer was lost, and the bucket is there, perhaps from before: look what it is")
    if there.created_at < doubt.since - _CLOCKS_DIFFER or _differing(wish, there):
        return None
    return Settled(CreateBucketResult(wish.bucket, f"/{wish.bucket}"))


def _differing(wish: CreateBucket, there: BucketMetadata) -> tuple[str, ...]:
    """Return the names of the arguments that a bucket does not agree with."""
    parent = there.fork_info.parents[0] if there.fork_info is not None and there.fork_info.parents else None
    forked = (None, None) if parent is None else (parent.bucket, parent.snapshot_version)
    fork = None if wish.fork_source is None else (wish.fork_source, wish.fork_source_snapshot or forked[1])
    retention = None
    if there.soft_delete is not None and there.soft_delete.enabled:
        retention = there.soft_delete.retention_days or RETENTION_DAYS[0]
    kept = None if not wish.soft_delete else RETENTION_DAYS[0] if wish.soft_delete is True else wish.soft_delete
    wished = set(arguments.regions(wish.regions).split(",")) if wish.regions is not None else set[str]()
    agreed = (
        ("snapshot_enabled", there.snapshot_enabled is bool(wish.snapshot_enabled or wish.fork_source is not None)),
        ("fork_source", forked == (fork or (None, None))),
        ("regions", not wished or wished == set(there.regions or ())),
        ("soft_delete", kept == retention),
        ("storage_class", wish.storage_class in (None, there.storage_class or "STANDARD")),
        ("acl", wish.acl is None or there.acl in (None, wish.acl)),
        ("object_acl", not wish.object_acl or there.allow_object_acl),
    )
    return tuple(name for name, agrees in agreed if not agrees)


def _heard(wish: CreateBucket) -> Questions[bool]:
    exists, forked = f"the bucket {wish.bucket!r} exists now", wish.fork_source is not None
    head: object = None
    if forked or wish.snapshot_enabled:
        head = yield BucketHead(wish.bucket)
        if not isinstance(head, Head):
            return False  # a new bucket may be seen seconds later
        if not forked and not _is_true(head, _KIND):
            seen = "a HEAD of the new bucket does not say that it is one"
            raise not_supported("snapshot buckets", seen, f"{exists}, without snapshots")
    if not wish.asks_for_settings and (not isinstance(head, Head) or head.get(_SOURCE) == wish.fork_source):
        return True
    from tigris_http.operations.bucket_config.bucket_metadata import BucketMetadata, GetBucketMetadata

    there = yield GetBucketMetadata(wish.bucket)
    differing: tuple[str, ...] = ("fork_source", "soft_delete", "regions", "object_acl")
    if isinstance(there, BucketMetadata):
        differing = _differing(wish, there)
    elif not isinstance(there, (FeatureNotSupported, MalformedResponse)) and not _knows_no_metadata(there):
        return False
    if forked and "fork_source" in differing and not (isinstance(head, Head) and head.get(_SOURCE) == wish.fork_source):
        seen = f"neither a HEAD of the new bucket nor its metadata name {wish.fork_source!r} as its source"
        raise not_supported("forks", seen, f"{exists}, and is no fork of it")
    asked = {"soft_delete": wish.soft_delete, "regions": wish.regions, "object_acl": wish.object_acl}
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
    """What Tigris says of a bucket in the headers of HeadBucket."""

    bucket: str
    snapshot_enabled: bool | None
    """Whether this is a snapshot bucket: it has versions, snapshots and may be forked. None if the service does not
    say, as other S3 stores and old gateways do not; the metadata of the bucket may."""
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
            snapshot_enabled=None if head.get(_KIND) is None else _is_true(head, _KIND),
            fork_source_bucket=head.get(_SOURCE),
            fork_source_snapshot=version_in(head, "x-tigris-fork-source-bucket-snapshot"),
            is_fork_parent=_is_true(head, "x-tigris-is-fork-parent"),
            region=head.get("x-amz-bucket-region"),
        )


@dataclass(frozen=True, slots=True)
class HasSnapshotEnabled(Operation[bool]):
    """Return whether a bucket is a snapshot bucket: one answer of `HeadBucket` as a plain bool.

    `FeatureNotSupported` if the service does not say.
    """

    SUCCESS = NOTHING

    bucket: str

    def request(self) -> Request:
        """Return `HEAD /{bucket}`."""
        return Request("HEAD", check_bucket_name(self.bucket))

    def parse(self, response: Response) -> bool:
        """Read `X-Tigris-Enable-Snapshot`."""
        return _is_true(response.head, _KIND)

    def check_heard(self, head: Head, result: object) -> None:
        """Raise if the kind is not told: False would be a guess."""
        if head.get(_KIND) is None:
            seen = f"a HEAD of the bucket has no {_KIND}"
            raise not_supported("snapshot buckets", seen, "get_bucket_metadata may tell its type")
