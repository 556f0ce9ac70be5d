"""The description of a bucket as JSON (`GET /{bucket}?metadata`), and its counted contents."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tigris_http.emulator.http.call import JSON, Answer
from tigris_http.emulator.rules import cors, lifecycle, migration, notifications
from tigris_http.emulator.store.clock import rfc3339
from tigris_http.emulator.store.walk import history, walk

if TYPE_CHECKING:
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service
    from tigris_http.emulator.store.catalog import Bucket
    from tigris_http.emulator.store.settings import Settings, Share


def bucket_metadata(service: Service, call: Call) -> Answer:
    """Describe a bucket as JSON. `with-size=true` adds the counts."""
    bucket = service.catalog.find(call.bucket)
    described: dict[str, object] = {
        "name": bucket.name,
        "created_at": rfc3339(bucket.created),
        "type": int(bucket.keeps_versions),
        "estimated_unique_rows": 0,
        "estimated_rows": 0,
        "estimated_size": 0,
        "ForkInfo": fork_info(service, bucket),
        **_settings_json(bucket.settings, service.options.region),
    }
    if (call.query.get("with-size") or "").lower() == "true":
        totals = count(service, bucket)
        described |= {
            "estimated_unique_rows": totals.live,
            "estimated_rows": totals.versions,
            "estimated_size": sum(totals.tiers.values()),
            "tier_sizes": totals.tiers,
        }
    return Answer(200, [JSON], json.dumps(described).encode())


def _settings_json(settings: Settings, region: str) -> dict[str, object]:
    """Write the settings. Most absent settings have no key."""
    described: dict[str, object] = {
        "storage_class": settings.storage_class,
        "object_regions": settings.regions,
        "cache_control": settings.cache_control,
        "acl_settings": {"allow_object_acl": settings.object_acl},
        "md": {
            "X-Amz-Acl": "public-read" if settings.public else "private",
            "x-amz-acl-public-list-objects-enabled": "true" if settings.public_listing else "false",
        },
        "object_notifications": notifications.to_json(settings.notifications, region),
        "cors": cors.to_json(settings.cors),
        "additional_http_headers": {"X-Content-Type-Options": "nosniff"} if settings.nosniff else None,
    }
    if settings.retention_days is not None:
        described["soft_delete"] = {"enabled": True, "retention_days": settings.retention_days}
    if settings.custom_domain:
        described["website"] = {"domain_name": settings.custom_domain}
    if settings.protected:
        described["protection"] = {"protected": True}
    if settings.lifecycle:
        described["lifecycle_rules"] = lifecycle.to_json(settings.lifecycle)
    if settings.source is not None:
        described["shadow_bucket"] = migration.to_json(settings.source)
    if settings.shares:
        described["shares"] = [_share(share) for share in settings.shares]
    return described


def _share(share: Share) -> dict[str, str]:
    named = {"team_id": share.team_id, "user_id": share.user_id, "role": share.role}
    return {name: value for name, value in named.items() if value}


@dataclass(frozen=True)
class Totals:
    """The size of a bucket: live objects, all versions, bytes by class, soft-deleted ones included."""

    live: int
    versions: int
    tiers: dict[str, int]


def count(service: Service, bucket: Bucket) -> Totals:
    """Count the contents of a bucket, by a walk."""
    levels = service.catalog.levels(bucket)
    tiers: dict[str, int] = {}
    live = 0
    for version in walk(service.store, levels):
        live += 1
        tiers[version.storage_class] = tiers.get(version.storage_class, 0) + version.size
    for version, _ in service.objects.soft_deleted.history(bucket, b"", 0, b""):  # they count, too
        tiers[version.storage_class] = tiers.get(version.storage_class, 0) + version.size
    return Totals(live, sum(1 for version, _ in history(service.store, levels) if not version.marker), tiers)


def fork_info(service: Service, bucket: Bucket) -> dict[str, object]:
    """Describe the ancestry of a bucket; `Parents` begins with the nearest."""
    parents: list[dict[str, str]] = []
    for fork, parent in service.catalog.ancestry(bucket):
        snapshot = service.catalog.snapshot_at(parent.id, fork.moment or 0)
        parents.append(
            {
                "BucketName": parent.name,
                "Snapshot": snapshot.label,
                "SnapshotCreatedAt": rfc3339(snapshot.version),
                "ForkCreatedAt": rfc3339(fork.created),
            }
        )
    return {"HasChildren": bool(service.catalog.forks(bucket, "", 1)), "Parents": parents}
