"""Pages and paging of all listings by `GET /`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tigris_http._wire import arguments, json
from tigris_http._wire.error_documents import document, json_object
from tigris_http._wire.http import Query, Response
from tigris_http._wire.schema import BOOLEAN, INTEGER, MOMENT, NO_EXTRA, SOME_TEXT, TEXT, Part, Shape
from tigris_http.errors import MalformedResponse
from tigris_http.operations.bucket_config.bucket_settings import SoftDelete
from tigris_http.operations.buckets._lineage import FORK_INFO, REGIONS, ForkInfo


@dataclass(frozen=True, slots=True)
class Bucket:
    """An entry of a listing. A value is None if it was not asked for or cannot be read."""

    name: str
    created_at: datetime | None = None
    modified_at: datetime | None = None
    """The last change of its record, if Tigris sends it. For a deleted bucket: the time of its deletion."""
    soft_delete: SoftDelete | None = None
    """Retention of deleted objects; None if soft delete is off."""
    regions: tuple[str, ...] | None = None
    """Region codes of its placement; None also for a global bucket."""
    type: str | None = None
    """`"Snapshot"` or `"Regular"`."""
    is_public: bool | None = None
    """Whether anyone may read its objects."""
    owner_user_id: str | None = None
    owner_email: str | None = None
    fork_info: ForkInfo | None = None
    """Its forks and its parents."""
    extra: Mapping[str, object] = field(default=NO_EXTRA, kw_only=True, repr=False, compare=False)
    """Other values of the service, and values that could not be read (their fields are None), by the service's
    names."""


@dataclass(frozen=True, slots=True)
class BucketStats:
    """Totals over buckets."""

    active_buckets: int = 0
    total_objects: int = 0
    """Objects in all their versions."""
    total_unique_objects: int = 0
    """Live objects."""
    total_storage_bytes: int = 0
    """Bytes."""


@dataclass(frozen=True, slots=True)
class BucketPage:
    """One page of buckets, in order of their names."""

    buckets: tuple[Bucket, ...]
    owner_id: str | None = None
    continuation_token: str | None = None
    """Pass it to the operation to get the next page; None on the last page."""
    owner_display_name: str | None = None
    stats: BucketStats | None = None
    """Totals over the buckets of this page, if asked for."""
    extra: Mapping[str, object] = field(default=NO_EXTRA, kw_only=True, repr=False, compare=False)
    """Other values of the service, and values that could not be read (their fields are None), by the service's
    names."""


def _bucket(
    name: str,
    changed_at: datetime | None = None,
    created_at: datetime | None = None,
    extra: Mapping[str, object] = NO_EXTRA,
    **rest: object,
) -> Bucket:
    # Tigris puts the time of the last change in S3's `CreationDate`; `InitialCreatedDate` may be missing.
    if created_at is None and "InitialCreatedDate" not in extra:
        return Bucket(name, changed_at, extra=extra, **rest)  # type: ignore[arg-type]  # of the shape
    return Bucket(name, created_at, changed_at, extra=extra, **rest)  # type: ignore[arg-type]  # of the shape


_SOFT_DELETE = Shape(
    SoftDelete,
    Part("Enabled", "enabled", BOOLEAN, cosmetic=True),
    Part("RetentionDays", "retention_days", INTEGER, cosmetic=True),
)
_STATS = Shape(
    BucketStats,
    Part("ActiveBuckets", "active_buckets", INTEGER),
    Part("TotalObjects", "total_objects", INTEGER),
    Part("TotalUniqueObjects", "total_unique_objects", INTEGER),
    Part("TotalStorageBytes", "total_storage_bytes", INTEGER),
)
_BUCKET = Shape(
    _bucket,
    Part("Name", "name", TEXT),
    Part("CreationDate", "changed_at", MOMENT, cosmetic=True),
    Part("InitialCreatedDate", "created_at", MOMENT, cosmetic=True),
    Part("SoftDeleteInfo", "soft_delete", _SOFT_DELETE, cosmetic=True),
    Part("Regions", "regions", REGIONS, cosmetic=True),
    Part("Type", "type", TEXT, cosmetic=True),
    Part("Visibility/IsPublic", "is_public", BOOLEAN, cosmetic=True),
    Part("OwnerInfo/OwnerUserId", "owner_user_id", TEXT, cosmetic=True),
    Part("OwnerInfo/OwnerHumanUserId", "owner_email", TEXT, cosmetic=True),
    Part("ForkInfo", "fork_info", FORK_INFO, cosmetic=True),
    extra=True,
)
_PAGE = Shape(
    BucketPage,
    Part("Buckets/Bucket", "buckets", _BUCKET, many=True),
    Part("Owner/ID", "owner_id", TEXT, cosmetic=True),
    Part("Owner/DisplayName", "owner_display_name", TEXT, cosmetic=True),
    Part("Stats", "stats", _STATS, cosmetic=True),
    Part("ContinuationToken", "continuation_token", SOME_TEXT),
    extra=True,
)


LISTING = ("Owner", "Buckets", "Stats", "ContinuationToken")
"""Members of a listing in JSON. Any may be missing."""


def paging(max_buckets: int, token: str | None) -> Query:
    """Return the paging query. Its names are in kebab-case."""
    query: Query = (("max-buckets", arguments.count("max_buckets", max_buckets, least=1)),)
    if token is not None:
        query += (("continuation-token", arguments.text("continuation_token", token)),)
    return query


def bucket_page(response: Response, *, in_json: bool = False) -> BucketPage:
    """Read a listing of buckets, or of snapshots in their form."""
    if in_json:
        page = json.read(_PAGE, json_object(response.head, response.body, *LISTING))
    else:
        page = document(response.head, response.body, "ListAllMyBucketsResult").read(_PAGE)
    if not all(entry.name for entry in page.buckets):
        raise MalformedResponse("an entry of a listing without a name")
    return page


def more(token: str | None, previous: str | None, entries: tuple[object, ...]) -> bool:
    """Return whether another page follows."""
    # There is no IsTruncated, and a last page might carry a token: stop at none, a repeated one, or an empty page.
    return token is not None and token != previous and bool(entries)
