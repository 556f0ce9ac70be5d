"""UpdateBucket: `PATCH /{bucket}`, one row of a table for each setting.

Contract: only the keys present change. Each replaces its setting as a whole. An unknown key is an error. Any
error changes nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

from tigris_http.emulator.handlers.buckets.creation import DEFAULT_RETENTION, checked_regions, flag
from tigris_http.emulator.handlers.objects.new_object import STORAGE_CLASSES, sent_acl
from tigris_http.emulator.http.call import JSON, Answer
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.rules import cors, lifecycle, migration, notifications
from tigris_http.emulator.rules.fields import Fields
from tigris_http.emulator.store.settings import Settings, Share

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Options, Service
    from tigris_http.emulator.store.catalog import Bucket

_ROLES: Final = frozenset({"ReadOnly", "ReadWrite", "Editor"})
_DOMAIN: Final = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
_TYPES: Final = {0: False, 1: True}


@dataclass(frozen=True)
class _Change:
    value: object
    options: Options
    server_base: str

    def fields(self, what: str) -> Fields:
        return Fields(self.value, what)

    def text(self, what: str) -> str:
        if not isinstance(self.value, str):
            raise ErrorResponse("InvalidArgument", f"{what} must be a string")
        return self.value


def update_bucket(service: Service, call: Call) -> Answer:
    """Change the settings in headers and body; answer `{"Bucket": ..., "Update": "success"}`."""
    with service.store.write():
        bucket = service.catalog.find(call.bucket)
        settings, keeps_versions = bucket.settings, bucket.keeps_versions
        for name, value in _body(call).items():
            if name == "type":
                keeps_versions = _type(value)
                continue
            apply = _APPLY.get(name)
            if apply is None:
                raise ErrorResponse("InvalidArgument", f"{name} is not a setting of a bucket.")
            settings = apply(settings, _Change(value, service.options, call.server_base))
        acl = sent_acl(call)
        if acl is not None:
            settings = replace(settings, public=acl == "public-read")
        if _LISTING in call.headers:
            settings = replace(settings, public_listing=flag(call, _LISTING))
        check_type(service, bucket, settings, keeps_versions=keeps_versions)
        service.catalog.change(bucket, settings, keeps_versions=keeps_versions)
    return Answer(200, [JSON], json.dumps({"Bucket": bucket.name, "Update": "success"}).encode())


_LISTING: Final = "x-amz-acl-public-list-objects-enabled"


def _body(call: Call) -> dict[str, object]:
    try:
        document: object = json.loads(call.body.read())
    except (ValueError, RecursionError) as problem:
        raise ErrorResponse("MalformedJSON") from problem
    if not isinstance(document, dict):
        raise ErrorResponse("MalformedJSON", "The body must be an object.")
    return cast("dict[str, object]", document)


def check_type(service: Service, bucket: Bucket, settings: Settings, *, keeps_versions: bool) -> None:
    """Raise an error for a type that excludes these settings, forks or rules."""
    if keeps_versions and settings.lifecycle:
        raise ErrorResponse("InvalidArgument", "A bucket with snapshots cannot have lifecycle rules.")
    if keeps_versions and not bucket.keeps_versions and settings.storage_class == "GLACIER":
        raise ErrorResponse("InvalidArgument", "A bucket whose default tier is GLACIER cannot have snapshots.")
    if bucket.keeps_versions and not keeps_versions:
        to_regular = "Bucket type cannot be changed from Snapshot to Regular"
        if service.catalog.forks(bucket, "", 1):
            raise ErrorResponse("InvalidArgument", f"{to_regular} while it has dependent forks")
        if bucket.parent is not None:
            raise ErrorResponse("InvalidArgument", f"{to_regular} for a fork")


def _type(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int) or value not in _TYPES:
        raise ErrorResponse("InvalidArgument", "type must be 0 or 1")
    return _TYPES[value]


def _acl_settings(settings: Settings, change: _Change) -> Settings:
    fields = change.fields("acl_settings")
    allow = fields.need("allow_object_acl", fields.flag)
    fields.end()
    return replace(settings, object_acl=allow)


def _list_objects(settings: Settings, change: _Change) -> Settings:
    if not isinstance(change.value, bool):
        raise ErrorResponse("InvalidArgument", "acl_list_objects must be true or false")
    return replace(settings, public_listing=change.value)


def _storage_class(settings: Settings, change: _Change) -> Settings:
    storage_class = change.text("storage_class")
    if storage_class not in STORAGE_CLASSES:
        raise ErrorResponse("InvalidArgument", f"storage_class must be one of {', '.join(sorted(STORAGE_CLASSES))}")
    return replace(settings, storage_class=storage_class)


def _regions(settings: Settings, change: _Change) -> Settings:
    return replace(settings, regions=checked_regions(change.text("object_regions")))


def _cache_control(settings: Settings, change: _Change) -> Settings:
    value = change.text("cache_control").strip()
    if not (value.isascii() and value.isprintable()):
        raise ErrorResponse("InvalidArgument", "cache_control is not a header value")
    return replace(settings, cache_control=value)


def _website(settings: Settings, change: _Change) -> Settings:
    fields = Fields({} if change.value is None or change.value == "" else change.value, "website")
    domain = (fields.text("domain_name") or "").lower()
    fields.end()
    verified = change.options.custom_domains
    if domain and (not _DOMAIN.fullmatch(domain) or (verified is not None and domain not in verified)):
        raise ErrorResponse("InvalidArgument", "Failed to verify CNAME for bucket domain")
    return replace(settings, custom_domain=domain)


def _additional_headers(settings: Settings, change: _Change) -> Settings:
    fields = Fields({} if change.value is None else change.value, "additional_http_headers")
    value = fields.text("X-Content-Type-Options")
    fields.end()
    if value not in {None, "nosniff"}:
        raise ErrorResponse("InvalidArgument", "X-Content-Type-Options must be nosniff")
    return replace(settings, nosniff=value is not None)


def _soft_delete(settings: Settings, change: _Change) -> Settings:
    fields = change.fields("soft_delete")
    enabled, days = fields.need("enabled", fields.flag), fields.number("retention_days")
    fields.end()
    if not enabled and days is not None:
        raise ErrorResponse("InvalidArgument", "retention_days needs soft delete")
    if days is not None and not 7 <= days <= 90:
        raise ErrorResponse("InvalidArgument", "The retention of soft delete must be 7 to 90 days.")
    return replace(settings, retention_days=(days or DEFAULT_RETENTION) if enabled else None)


def _protection(settings: Settings, change: _Change) -> Settings:
    fields = change.fields("protection")
    protected = fields.need("protected", fields.flag)
    fields.end()
    return replace(settings, protected=protected)


def _object_notifications(settings: Settings, change: _Change) -> Settings:
    return replace(settings, notifications=notifications.from_json(change.value))


def _shadow_bucket(settings: Settings, change: _Change) -> Settings:
    source = migration.from_json(change.value, change.options.source_keys, change.server_base)
    return replace(settings, source=source)


def _lifecycle_rules(settings: Settings, change: _Change) -> Settings:
    return replace(settings, lifecycle=lifecycle.from_json(change.value))


def _cors_rules(settings: Settings, change: _Change) -> Settings:
    return replace(settings, cors=cors.from_json(change.value))


def _shares(settings: Settings, change: _Change) -> Settings:
    shares: list[Share] = []
    for entry in Fields({"shares": change.value}, "the body").entries("shares"):
        fields = Fields(entry, "shares")
        share = Share(fields.need("role", fields.text), fields.text("team_id"), fields.text("user_id"))
        fields.end()
        if share.role not in _ROLES:
            raise ErrorResponse("InvalidArgument", f"shares.role must be one of {', '.join(sorted(_ROLES))}")
        if bool(share.team_id) == bool(share.user_id):
            raise ErrorResponse("InvalidArgument", "shares needs team_id or user_id, and not both")
        shares.append(share)
    return replace(settings, shares=tuple(shares))


_APPLY: Final[dict[str, Callable[[Settings, _Change], Settings]]] = {
    "acl_settings": _acl_settings,
    "acl_list_objects": _list_objects,
    "storage_class": _storage_class,
    "object_regions": _regions,
    "cache_control": _cache_control,
    "website": _website,
    "additional_http_headers": _additional_headers,
    "soft_delete": _soft_delete,
    "protection": _protection,
    "object_notifications": _object_notifications,
    "shadow_bucket": _shadow_bucket,
    "lifecycle_rules": _lifecycle_rules,
    "cors": _cors_rules,
    "shares": _shares,
}
