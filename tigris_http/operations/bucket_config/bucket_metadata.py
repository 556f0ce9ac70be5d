"""All settings of a bucket, read.

Reference: https://www.tigrisdata.com/docs/buckets/; keys as in the service's JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime

from tigris_http._wire import arguments, json
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.error_documents import json_object
from tigris_http._wire.http import Query, Request, Response
from tigris_http._wire.schema import (
    BOOLEAN,
    INTEGER,
    MOMENT,
    SOME_TEXT,
    TEXT,
    Kind,
    Part,
    Shape,
    boolean,
    json_boolean,
    json_integer,
)
from tigris_http.errors import MalformedResponse
from tigris_http.operations._base import Operation
from tigris_http.operations.bucket_config.bucket_settings import (
    MIGRATION_SOURCE,
    NOTIFICATIONS,
    SHARE,
    SOFT_DELETE,
    BucketNotifications,
    BucketShare,
    MigrationSource,
    SoftDelete,
)
from tigris_http.operations.bucket_config.cors import CORS_RULE_JSON, CORSRule
from tigris_http.operations.bucket_config.lifecycle import LIFECYCLE_RULE_JSON_READ, LifecycleRule
from tigris_http.operations.buckets._lineage import FORK_INFO, REGIONS, ForkInfo


@dataclass(frozen=True, slots=True)
class BucketMetadata:
    """A bucket with its settings. A value is None if it is not set or not sent.

    A value that cannot be read is also None: `extra` has it as sent. `says_more` marks rules that cannot be read whole:
    `update_bucket` refuses to write them back.
    """

    name: str
    created_at: datetime | None = None
    type: int | None = None
    """1 for a snapshot bucket, 0 or None for a regular one."""
    storage_class: str | None = None
    """Default tier of objects."""
    regions: tuple[str, ...] | None = ()
    """Region codes of its placement; empty for a global bucket, None if that cannot be read."""
    cache_control: str | None = None
    """`Cache-Control` of objects without one of their own."""
    estimated_unique_rows: int | None = None
    """Live objects. The three estimates and `tier_sizes` trail writes by seconds; `with_size` asks for them."""
    estimated_rows: int | None = None
    """Objects in all their versions."""
    estimated_size: int | None = None
    """Bytes."""
    tier_sizes: Mapping[str, int] | None = None
    """Bytes in each storage class."""
    fork_info: ForkInfo | None = None
    """Its forks and its parents."""
    soft_delete: SoftDelete | None = None
    """Retention of deleted objects."""
    allow_object_acl: bool | None = False
    """Whether objects may have an ACL of their own."""
    acl: str | None = None
    """`private` or `public-read`, if the service sends it here; `get_bucket_acl` always has it."""
    public_list_objects: bool | None = None
    """Whether anyone may list a public bucket."""
    domain_name: str | None = None
    """Your own domain that serves the bucket."""
    protected: bool | None = False
    """Whether it is protected from deletion."""
    notifications: BucketNotifications | None = None
    """The webhook. Its secrets are masked."""
    lifecycle_rules: tuple[LifecycleRule, ...] = ()
    cors: tuple[CORSRule, ...] = ()
    """Rules for pages of other origins."""
    migration_source: MigrationSource | None = None
    """The store it migrates from. Treat its secret as one, though it may be masked."""
    content_type_options: str | None = None
    """`nosniff` if browsers are told not to guess content types."""
    shares: tuple[BucketShare, ...] = ()
    """Teams and users with access."""
    extra: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
    """Other values of the service, and values that could not be read, as sent."""

    @property
    def snapshot_enabled(self) -> bool:
        """True for a snapshot bucket."""
        return self.type == 1


def _counts(value: object) -> dict[str, int]:
    if not isinstance(value, dict):
        raise MalformedResponse("is not an object")
    counts: dict[object, object] = value  # pyright: ignore[reportUnknownVariableType]
    return {str(name): json_integer(count) for name, count in counts.items() if count is not None}


def _no_text(_: str) -> dict[str, int]:
    raise MalformedResponse("sizes are told in JSON")


def _flag(value: object) -> bool:
    # This setting is a header value: text.
    return boolean(value) if isinstance(value, str) else json_boolean(value)


_COUNTS = Kind["dict[str, int]"](_no_text, str, _counts, dict)
_FLAG = Kind[bool](_flag, str, _flag, bool)
_METADATA = Shape(
    BucketMetadata,
    Part("name", "name", TEXT),
    Part("created_at", "created_at", MOMENT, cosmetic=True),
    Part("type", "type", INTEGER),
    Part("storage_class", "storage_class", SOME_TEXT, cosmetic=True),
    Part("object_regions", "regions", REGIONS, cosmetic=True),
    Part("cache_control", "cache_control", SOME_TEXT, cosmetic=True),
    Part("estimated_unique_rows", "estimated_unique_rows", INTEGER, cosmetic=True),
    Part("estimated_rows", "estimated_rows", INTEGER, cosmetic=True),
    Part("estimated_size", "estimated_size", INTEGER, cosmetic=True),
    Part("tier_sizes", "tier_sizes", _COUNTS, cosmetic=True),
    Part("ForkInfo", "fork_info", FORK_INFO, cosmetic=True),
    Part("soft_delete", "soft_delete", SOFT_DELETE, cosmetic=True),
    Part("acl_settings/allow_object_acl", "allow_object_acl", BOOLEAN, cosmetic=True),
    Part("md/X-Amz-Acl", "acl", SOME_TEXT, cosmetic=True),
    Part("md/x-amz-acl-public-list-objects-enabled", "public_list_objects", _FLAG, cosmetic=True),
    Part("website/domain_name", "domain_name", SOME_TEXT, cosmetic=True),
    Part("protection/protected", "protected", BOOLEAN, cosmetic=True),
    Part("object_notifications", "notifications", NOTIFICATIONS, cosmetic=True),
    Part("lifecycle_rules", "lifecycle_rules", LIFECYCLE_RULE_JSON_READ, many=True, cosmetic=True),
    Part("cors/rules", "cors", CORS_RULE_JSON, many=True, cosmetic=True),
    Part("shadow_bucket", "migration_source", MIGRATION_SOURCE, cosmetic=True),
    Part("additional_http_headers/X-Content-Type-Options", "content_type_options", SOME_TEXT, cosmetic=True),
    Part("shares", "shares", SHARE, many=True, cosmetic=True),
    extra=True,
)


_MEMBERS = tuple(part.path.partition("/")[0] for part in _METADATA.parts)


@dataclass(frozen=True, slots=True)
class GetBucketMetadata(Operation[BucketMetadata]):
    """Return a bucket's settings and lineage; `NotFound` if there is no such bucket."""

    bucket: str
    """Name of the bucket."""
    _: KW_ONLY
    with_size: bool = False
    """Add the estimates of objects and bytes. Costs the service more."""

    def request(self) -> Request:
        """Return `GET /{bucket}?metadata`."""
        query: Query = (("metadata", ""),)
        if arguments.flag("with_size", self.with_size):
            query += (("with-size", "true"),)
        headers = (("accept", "application/json"),)
        return Request("GET", check_bucket_name(self.bucket), query=query, headers=headers, path_style=True)

    def parse(self, response: Response) -> BucketMetadata:
        # Any part may be missing, the name too: it is known from the request.
        found = json_object(response.head, response.body, *_MEMBERS)
        return json.read(_METADATA, {**found, "name": self.bucket} if found.get("name") is None else found)
