"""Changes of a bucket's settings.

Reference: https://www.tigrisdata.com/docs/buckets/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import KW_ONLY, dataclass
from enum import Enum
from typing import Final, Literal

from tigris_http._wire import arguments
from tigris_http._wire import json as _json
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.error_documents import json_object
from tigris_http._wire.http import Request, Response
from tigris_http._wire.schema import SOME_TEXT, Part, Shape
from tigris_http._wire.success import NO_BODY
from tigris_http.errors import MalformedResponse
from tigris_http.operations._base import Operation
from tigris_http.operations.bucket_config.bucket_settings import (
    MIGRATION_SOURCE,
    NOTIFICATIONS,
    RETENTION_DAYS,
    SHARE,
    BucketNotifications,
    BucketShare,
    MigrationSource,
    checked_notifications,
    checked_shares,
    checked_source,
)
from tigris_http.operations.bucket_config.cors import (
    CORS_RULE_JSON,
    METHODS_OF_SETTINGS,
    CORSRule,
    checked_cors,
)
from tigris_http.operations.bucket_config.lifecycle import (
    LIFECYCLE_RULE_JSON,
    LifecycleRule,
    checked_lifecycle,
    with_switches,
)

_DOMAIN = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


class Clear(Enum):
    """The type of `CLEAR`, which removes a setting that has no value for "none"."""

    CLEAR = "clear"


CLEAR: Final = Clear.CLEAR


@dataclass(frozen=True, slots=True)
class UpdateBucketResult:
    """A changed bucket."""

    bucket: str


@dataclass(frozen=True, slots=True)
class _Answer:
    bucket: str | None = None
    update: str | None = None


_ANSWER = Shape(_Answer, Part("Bucket", "bucket", SOME_TEXT, cosmetic=True), Part("Update", "update", SOME_TEXT))


@dataclass(frozen=True, slots=True)
class UpdateBucket(Operation[UpdateBucketResult]):
    """Change the given settings of a bucket, each as a whole. None leaves a setting unchanged.

    Give secrets themselves: the mask `****` that is read back is refused.

    `ServiceError` (400) if the service does not allow a setting, such as a type that does not fit lifecycle rules or
    forks. `AccessDenied` (403) if the migration source refuses the keys.
    """

    SUCCESS = NO_BODY

    bucket: str
    """Name of the bucket."""
    _: KW_ONLY
    acl: Literal["private", "public-read"] | None = None
    """`"private"` or `"public-read"`."""
    public_list_objects: bool | None = None
    """Let anyone list a public bucket."""
    object_acl: bool | None = None
    """Allow single objects their own ACL."""
    storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None
    """Default tier of objects: `STANDARD`, `STANDARD_IA`, `GLACIER` or `GLACIER_IR`."""
    regions: str | Iterable[str] | None = None
    """Placement: a region code, a multi-region code or several codes; `()` for global."""
    cache_control: str | None = None
    """`Cache-Control` of objects without one of their own; `""` removes it."""
    custom_domain: str | None = None
    """A domain whose CNAME points to the bucket; `""` removes it."""
    nosniff: bool | None = None
    """Tell browsers not to guess content types."""
    snapshot_enabled: bool | None = None
    """True makes a snapshot bucket, False a regular one. A snapshot bucket takes neither lifecycle rules nor the tier
    `GLACIER`."""
    soft_delete: bool | int | None = None
    """Retention of deleted objects: True (7 days), 7 to 90 days, or False for none."""
    delete_protection: bool | None = None
    """Protect the bucket from deletion."""
    notifications: BucketNotifications | Clear | None = None
    """The webhook; `CLEAR` removes it."""
    migration_source: MigrationSource | Clear | None = None
    """The store to migrate from; `CLEAR` removes it."""
    lifecycle_rules: Iterable[LifecycleRule] | None = None
    """All lifecycle rules of the bucket, up to 10; `()` removes them."""
    cors: Iterable[CORSRule] | None = None
    """All CORS rules of the bucket, up to 100; `()` removes them."""
    shares: Iterable[BucketShare] | None = None
    """All shares of the bucket; `()` removes them."""

    def __post_init__(self) -> None:
        # Read iterators once: at a second attempt they would be empty.
        for name, kind in (("lifecycle_rules", LifecycleRule), ("cors", CORSRule), ("shares", BucketShare)):
            given = getattr(self, name)
            if given is not None:
                object.__setattr__(self, name, arguments.several(name, given, kind))
        if self.regions is not None and not isinstance(self.regions, str):
            object.__setattr__(self, "regions", arguments.several("regions", self.regions, str))

    def request(self) -> Request:
        """Return `PATCH /{bucket}`."""
        bucket = check_bucket_name(self.bucket)
        headers, body = tuple(self._headers()), dict(self._body())
        if not headers and not body:
            raise ValueError("nothing is given that should change")
        if self.public_list_objects and self.acl == "private":
            raise ValueError("public_list_objects needs a public bucket: acl must not be 'private'")
        if self.snapshot_enabled and self.lifecycle_rules:
            raise ValueError("snapshot_enabled and lifecycle_rules do not go together")
        if self.snapshot_enabled and self.storage_class == "GLACIER":
            raise ValueError("snapshot_enabled and the storage_class 'GLACIER' do not go together")
        fields = (("accept", "application/json"), ("content-type", "application/json"), *headers)
        document = json.dumps(body, separators=(",", ":")).encode()
        return Request("PATCH", bucket, headers=fields, body=document, path_style=True)

    def _headers(self) -> Iterator[tuple[str, str]]:
        if self.acl is not None:
            yield "x-amz-acl", arguments.one_of("acl", self.acl, arguments.CANNED_ACLS)
        if self.public_list_objects is not None:
            allowed = arguments.flag("public_list_objects", self.public_list_objects)
            yield "x-amz-acl-public-list-objects-enabled", "true" if allowed else "false"

    def _body(self) -> Iterator[tuple[str, object]]:
        if self.object_acl is not None:
            yield "acl_settings", {"allow_object_acl": arguments.flag("object_acl", self.object_acl)}
        if self.storage_class is not None:
            yield "storage_class", arguments.one_of("storage_class", self.storage_class, arguments.STORAGE_CLASSES)
        if self.regions is not None:
            yield "object_regions", arguments.regions(self.regions) if self.regions else ""
        if self.cache_control is not None:
            yield "cache_control", arguments.header_text("cache_control", self.cache_control)
        if self.custom_domain is not None:
            yield "website", {"domain_name": _domain(self.custom_domain)}
        if self.nosniff is not None:
            enabled = arguments.flag("nosniff", self.nosniff)
            yield "additional_http_headers", {"X-Content-Type-Options": "nosniff"} if enabled else None
        if self.snapshot_enabled is not None:
            yield "type", 1 if arguments.flag("snapshot_enabled", self.snapshot_enabled) else 0
        if self.soft_delete is not None:
            yield "soft_delete", _soft_delete(self.soft_delete)
        if self.delete_protection is not None:
            yield "protection", {"protected": arguments.flag("delete_protection", self.delete_protection)}
        if self.notifications is not None:
            yield "object_notifications", _notifications(self.notifications)
        if self.migration_source is not None:
            yield "shadow_bucket", _source(self.migration_source)
        if self.lifecycle_rules is not None:
            rules = with_switches(checked_lifecycle("lifecycle_rules", self.lifecycle_rules))
            yield "lifecycle_rules", [_json.written(LIFECYCLE_RULE_JSON, rule) for rule in rules]
        if self.cors is not None:
            rules_of_pages = checked_cors("cors", self.cors, METHODS_OF_SETTINGS)
            found = [_json.written(CORS_RULE_JSON, rule) for rule in rules_of_pages]
            yield "cors", {"rules": found} if found else None
        if self.shares is not None:
            yield "shares", [_json.written(SHARE, share) for share in checked_shares(self.shares)]

    def parse(self, response: Response) -> UpdateBucketResult:
        """Read `{"Bucket": ..., "Update": "success"}`, or an empty body."""
        if response.body.strip():
            answer = _json.read(_ANSWER, json_object(response.head, response.body))
            if answer.update is not None and answer.update.lower() != "success":
                raise MalformedResponse(f"the update ended with {answer.update[:40]!r}")
        return UpdateBucketResult(self.bucket)


def _notifications(given: BucketNotifications | Clear) -> dict[str, object]:
    return {} if isinstance(given, Clear) else _json.written(NOTIFICATIONS, checked_notifications(given))


def _source(given: MigrationSource | Clear) -> dict[str, object]:
    return (
        {} if isinstance(given, Clear) else _json.written(MIGRATION_SOURCE, checked_source(given, "migration_source"))
    )


def _domain(value: str) -> str:
    arguments.text("custom_domain", value)
    if value and not _DOMAIN.fullmatch(value):
        raise ValueError("custom_domain must be a host name such as 'files.example.com', or '' for none")
    return value


def _soft_delete(value: bool | int) -> dict[str, object]:
    if isinstance(value, bool):
        return {"enabled": value}
    arguments.count("soft_delete", value, least=RETENTION_DAYS[0], most=RETENTION_DAYS[1])
    return {"enabled": True, "retention_days": value}


@dataclass(frozen=True, slots=True)
class SetBucketSoftDelete(Operation[UpdateBucketResult]):
    """Turn soft delete of a bucket on or off. Takes effect within seconds.

    Earlier deletions keep their retention.
    """

    SUCCESS = NO_BODY

    bucket: str
    """Name of the bucket."""
    enabled: bool
    """True keeps deleted objects, False does not."""
    _: KW_ONLY
    retention_days: int | None = None
    """Days to keep them, 7 to 90; None for 7. Only with `enabled=True`."""

    def request(self) -> Request:
        """Return `PATCH /{bucket}`."""
        if arguments.flag("enabled", self.enabled):
            kept: bool | int = True if self.retention_days is None else self.retention_days
            if self.retention_days is not None:
                arguments.count("retention_days", self.retention_days, least=RETENTION_DAYS[0], most=RETENTION_DAYS[1])
        else:
            kept = False
            if self.retention_days is not None:
                raise ValueError("retention_days needs enabled=True: without soft delete nothing is kept")
        return UpdateBucket(self.bucket, soft_delete=kept).request()

    def parse(self, response: Response) -> UpdateBucketResult:
        return UpdateBucket(self.bucket).parse(response)


@dataclass(frozen=True, slots=True)
class SetBucketNotifications(Operation[UpdateBucketResult]):
    """Replace the webhook of a bucket."""

    SUCCESS = NO_BODY

    bucket: str
    """Name of the bucket."""
    notifications: BucketNotifications | None
    """The webhook; None removes it. To pause, give the same with `enabled=False`, its secret included: the secret read
    back is masked."""

    def request(self) -> Request:
        """Return `PATCH /{bucket}`."""
        return UpdateBucket(
            self.bucket, notifications=CLEAR if self.notifications is None else self.notifications
        ).request()

    def parse(self, response: Response) -> UpdateBucketResult:
        return UpdateBucket(self.bucket).parse(response)


@dataclass(frozen=True, slots=True)
class SetBucketMigration(Operation[UpdateBucketResult]):
    """Replace the store that a bucket migrates from.

    `AccessDenied` (`InvalidAccessKeyId`) if the store refuses the keys: the service tries them.
    """

    SUCCESS = NO_BODY

    bucket: str
    """Name of the bucket."""
    source: MigrationSource | None
    """The other store; None ends the migration."""

    def request(self) -> Request:
        """Return `PATCH /{bucket}`."""
        source = CLEAR if self.source is None else checked_source(self.source)
        return UpdateBucket(self.bucket, migration_source=source).request()

    def parse(self, response: Response) -> UpdateBucketResult:
        return UpdateBucket(self.bucket).parse(response)
