"""Settings of a bucket, changed.

Only what is given changes, and each setting is replaced as a whole. Reference: https://www.tigrisdata.com/docs/buckets/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import KW_ONLY, dataclass
from enum import Enum
from typing import Final

from tigris_http._wire import arguments
from tigris_http._wire import json as _json
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.error_documents import json_object
from tigris_http._wire.http import Request, Response
from tigris_http._wire.schema import SOME_TEXT, Part, Shape
from tigris_http._wire.success import NOTHING
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
    """The wish that a setting be removed, where no value of it says so."""

    CLEAR = "clear"


CLEAR: Final = Clear.CLEAR


@dataclass(frozen=True, slots=True)
class UpdateBucketResult:
    """The bucket that was changed."""

    bucket: str


@dataclass(frozen=True, slots=True)
class _Answer:
    bucket: str | None = None
    update: str | None = None


_ANSWER = Shape(_Answer, Part("Bucket", "bucket", SOME_TEXT, cosmetic=True), Part("Update", "update", SOME_TEXT))


@dataclass(frozen=True, slots=True)
class UpdateBucket(Operation[UpdateBucketResult]):
    """Change settings of a bucket; what is None stays as it is.

    `acl` is `"private"` or `"public-read"`, `public_list_objects` lets anybody list a public bucket, `object_acl`
    allows ACLs of single objects. `storage_class` is the default tier, `regions` where it is placed (`()` for global),
    `cache_control` the header of objects that have none (`""` for none), `custom_domain` a domain whose CNAME leads to
    the bucket (`""` for none), `nosniff` whether browsers are told not to guess content types. `snapshot_enabled` makes
    a snapshot bucket or a regular one. `soft_delete` is True (7 days), a number of days from 7 to 90, or False.
    `delete_protection` keeps it from being deleted. `notifications` is a webhook, `migration_source` a store to migrate
    from, `CLEAR` neither. `lifecycle_rules` and `cors` are all rules there are to be, `()` for none; `shares` all there
    are to be. Secrets are given themselves: the mask that is read back is refused.

    `ServiceError` (400) for what the service does not allow, such as a type that does not fit lifecycle rules or forks;
    403 where the migration source refuses the keys.
    """

    SUCCESS = NOTHING

    bucket: str
    _: KW_ONLY
    acl: str | None = None
    public_list_objects: bool | None = None
    object_acl: bool | None = None
    storage_class: str | None = None
    regions: str | Iterable[str] | None = None
    cache_control: str | None = None
    custom_domain: str | None = None
    nosniff: bool | None = None
    snapshot_enabled: bool | None = None
    soft_delete: bool | int | None = None
    delete_protection: bool | None = None
    notifications: BucketNotifications | Clear | None = None
    migration_source: MigrationSource | Clear | None = None
    lifecycle_rules: Iterable[LifecycleRule] | None = None
    cors: Iterable[CORSRule] | None = None
    shares: Iterable[BucketShare] | None = None

    def __post_init__(self) -> None:
        # Read once: an iterator would be empty at the second attempt.
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
            wished = arguments.flag("nosniff", self.nosniff)
            yield "additional_http_headers", {"X-Content-Type-Options": "nosniff"} if wished else None
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
        """Read `{"Bucket": ..., "Update": "success"}`, or nothing, which means the same."""
        if response.body.strip():
            answer = _json.read(_ANSWER, json_object(response.head, response.body))
            if answer.update is not None and answer.update.lower() != "success":
                raise MalformedResponse(f"the update came to {answer.update[:40]!r}")
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
    """Keep what is deleted for `retention_days` days (7 to 90, 7 by default), or no longer.

    What was deleted before is kept as it was said then. Deletions of objects follow within seconds.
    """

    SUCCESS = NOTHING

    bucket: str
    enabled: bool
    _: KW_ONLY
    retention_days: int | None = None

    def request(self) -> Request:
        """Return `PATCH /{bucket}`."""
        if arguments.flag("enabled", self.enabled):
            kept: bool | int = True if self.retention_days is None else self.retention_days
            if self.retention_days is not None:
                arguments.count("retention_days", self.retention_days, least=RETENTION_DAYS[0], most=RETENTION_DAYS[1])
        else:
            kept = False
            if self.retention_days is not None:
                raise ValueError("retention_days is for enabling: where soft delete is off nothing is kept")
        return UpdateBucket(self.bucket, soft_delete=kept).request()

    def parse(self, response: Response) -> UpdateBucketResult:
        """Read the answer of `update_bucket`."""
        return UpdateBucket(self.bucket).parse(response)


@dataclass(frozen=True, slots=True)
class SetBucketNotifications(Operation[UpdateBucketResult]):
    """Have a webhook told of changes in a bucket, in place of the one there is; None for none.

    To pause, give the same with `enabled=False`, its secret included: what is read back is masked.
    """

    SUCCESS = NOTHING

    bucket: str
    notifications: BucketNotifications | None

    def request(self) -> Request:
        """Return `PATCH /{bucket}`."""
        return UpdateBucket(
            self.bucket, notifications=CLEAR if self.notifications is None else self.notifications
        ).request()

    def parse(self, response: Response) -> UpdateBucketResult:
        """Read the answer of `update_bucket`."""
        return UpdateBucket(self.bucket).parse(response)


@dataclass(frozen=True, slots=True)
class SetBucketMigration(Operation[UpdateBucketResult]):
    """Have a bucket migrate from another store, in place of the one there is; None for none.

    The service tries the keys: `AccessDenied` (`InvalidAccessKeyId`) where the other store refuses them.
    """

    SUCCESS = NOTHING

    bucket: str
    source: MigrationSource | None

    def request(self) -> Request:
        """Return `PATCH /{bucket}`."""
        source = CLEAR if self.source is None else checked_source(self.source)
        return UpdateBucket(self.bucket, migration_source=source).request()

    def parse(self, response: Response) -> UpdateBucketResult:
        """Read the answer of `update_bucket`."""
        return UpdateBucket(self.bucket).parse(response)
