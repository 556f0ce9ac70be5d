"""Buckets and forks: create, head, delete, purge, restore, metadata, location; take and delete a snapshot."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from . import _xml
from ._clock import rfc3339
from ._creation import check_name, keeps_versions, settings_of
from ._exchange import JSON, XML, Answer
from ._refusals import Refusal
from ._service import version_number
from ._walk import history, walk

if TYPE_CHECKING:
    from ._catalog import Bucket
    from ._exchange import Call
    from ._service import Service

_LABEL: Final = "name="
_MAX_LABEL: Final = 1024


def create_bucket(service: Service, call: Call) -> Answer:
    """Create a bucket, or a fork of another one."""
    check_name(call.bucket)
    body = call.body.read()
    if body.strip():
        try:
            _xml.read(body, "CreateBucketConfiguration")  # "any `LocationConstraint`"
        except ValueError as problem:
            raise Refusal("MalformedXML", str(problem)) from problem
    settings = settings_of(call)
    source_name = call.headers.get("x-tigris-fork-source-bucket")
    source_snapshot = call.headers.get("x-tigris-fork-source-bucket-snapshot")
    if source_name is None:
        if source_snapshot is not None:
            raise Refusal("InvalidArgument", "A fork needs the name of its source.")
        service.catalog.create(call.bucket, settings, keeps_versions=keeps_versions(call))
        return Answer(200, [("Location", f"/{call.bucket}")])
    moment = None if source_snapshot is None else version_number(source_snapshot, "The snapshot version is not valid.")
    with service.store.write():
        source = service.catalog.find(source_name)
        if not source.keeps_versions:
            raise Refusal("InvalidArgument", "The source of a fork must have snapshots enabled.")
        service.catalog.create(call.bucket, settings, keeps_versions=True, parent=source, moment=moment)
    return Answer(200, [("Location", f"/{call.bucket}")])


def head_bucket(service: Service, call: Call) -> Answer:
    """Say what kind of bucket it is, in headers."""
    bucket = service.catalog.find(call.bucket)
    headers = [("X-Tigris-Enable-Snapshot", "true" if bucket.keeps_versions else "false")]
    for fork, parent in service.catalog.ancestry(bucket)[:1]:
        headers.append(("X-Tigris-Fork-Source-Bucket", parent.name))
        headers.append(("X-Tigris-Fork-Source-Bucket-Snapshot", str(fork.moment)))
    if service.catalog.forks(bucket, "", 1):
        headers.append(("X-Tigris-Is-Fork-Parent", "true"))
    return Answer(200, headers)


def delete_bucket(service: Service, call: Call) -> Answer:
    """Delete a bucket; both spellings of the force header count ("SDKs disagree on spelling")."""
    bucket = service.catalog.look(call.bucket)
    if bucket is not None and bucket.deleted is not None:
        return Answer(204)  # "A plain DeleteBucket on an already soft-deleted bucket does nothing"
    force = call.headers.flag("x-tigris-force-delete") or call.headers.flag("tigris-force-delete")
    with service.store.write():
        service.catalog.delete(service.catalog.find(call.bucket), force=force)
    return Answer(204)


def purge_bucket(service: Service, call: Call) -> Answer:
    """Remove a soft-deleted bucket now; "refused on a live bucket"."""
    with service.store.write():
        bucket = service.catalog.look(call.bucket)
        if bucket is None:
            raise Refusal("NoSuchBucket", extra=[("BucketName", call.bucket)])
        if bucket.deleted is None:
            raise Refusal("InvalidArgument", "The bucket is not deleted.")
        service.catalog.purge(bucket)
    return Answer(204)


def restore_bucket(service: Service, call: Call) -> Answer:
    """Bring a soft-deleted bucket back; "400 `InvalidArgument` if the bucket is live"."""
    with service.store.write():
        bucket = service.catalog.look(call.bucket)
        if bucket is None:
            raise Refusal("NoSuchBucket", extra=[("BucketName", call.bucket)])
        if bucket.deleted is None:
            raise Refusal("InvalidArgument")
        service.catalog.restore(bucket)
    return Answer(200)


def bucket_location(service: Service, call: Call) -> Answer:
    """Answer GetBucketLocation: "return an empty or `auto` constraint"."""
    service.catalog.find(call.bucket)
    return Answer(200, [XML], _xml.document("LocationConstraint", []))


def take_snapshot(service: Service, call: Call) -> Answer:
    """Take a snapshot: `true`, or `true; name=<text>`."""
    flag, _, rest = (call.headers.get("x-tigris-snapshot") or "").partition(";")
    name = rest.strip().removeprefix(_LABEL) if rest.strip().startswith(_LABEL) else None
    if flag.strip().lower() != "true" or (rest.strip() and name is None) or len(name or "") > _MAX_LABEL:
        raise Refusal("InvalidArgument", "X-Tigris-Snapshot must be true, or true; name=<text>")
    if name is not None:
        name = name.encode("latin-1").decode("utf-8", "replace")  # headers arrive as latin-1
    with service.store.write():
        bucket = service.catalog.find(call.bucket)
        if not bucket.keeps_versions:
            raise Refusal("InvalidArgument", "The bucket has no snapshots enabled.")
        snapshot = service.catalog.take_snapshot(bucket, name or None)
    headers = [("Location", f"/{call.bucket}"), ("X-Tigris-Snapshot-Version", str(snapshot.version))]
    return Answer(200, headers)


def delete_snapshot(service: Service, call: Call) -> Answer:
    """Delete the record of a snapshot; versions stay."""
    value = call.headers.get("x-tigris-snapshot-version") or ""
    version = version_number(value, "The snapshot version is not valid.")
    with service.store.write():
        service.catalog.delete_snapshot(service.catalog.find(call.bucket), version)
    return Answer(204)


def bucket_metadata(service: Service, call: Call) -> Answer:
    """Describe a bucket in JSON."""
    bucket = service.catalog.find(call.bucket)
    settings = bucket.settings
    described: dict[str, object] = {
        "name": bucket.name,
        "created_at": rfc3339(bucket.created),
        "type": int(bucket.keeps_versions),
        "storage_class": settings.storage_class,
        "object_regions": settings.regions,
        "cache_control": "",
        "estimated_unique_rows": 0,
        "estimated_rows": 0,
        "estimated_size": 0,
        "ForkInfo": fork_info(service, bucket),
        "acl_settings": {"allow_object_acl": settings.object_acl},
        "md": {
            "X-Amz-Acl": "public-read" if settings.public else "private",
            "x-amz-acl-public-list-objects-enabled": "true" if settings.public_listing else "false",
        },
    }
    if settings.retention_days is not None:
        described["soft_delete"] = {"enabled": True, "retention_days": settings.retention_days}
    if (call.query.get("with-size") or "").lower() == "true":
        described.update(_sizes(service, bucket))
    return Answer(200, [JSON], json.dumps(described).encode())


def _sizes(service: Service, bucket: Bucket) -> dict[str, object]:
    totals = count(service, bucket)
    return {
        "estimated_unique_rows": totals.live,
        "estimated_rows": totals.versions,
        "estimated_size": sum(totals.tiers.values()),
        "tier_sizes": totals.tiers,
    }


@dataclass(frozen=True)
class Totals:
    """How much a bucket holds: live objects, objects in all versions, bytes of the live ones by class."""

    live: int
    versions: int
    tiers: dict[str, int]


def count(service: Service, bucket: Bucket) -> Totals:
    """Count what is in a bucket, by walking it."""
    levels = service.catalog.levels(bucket)
    tiers: dict[str, int] = {}
    live = 0
    for version in walk(service.store, levels):
        live += 1
        tiers[version.storage_class] = tiers.get(version.storage_class, 0) + version.size
    return Totals(live, sum(1 for version, _ in history(service.store, levels) if not version.marker), tiers)


def fork_info(service: Service, bucket: Bucket) -> dict[str, object]:
    """Describe where a bucket stands among forks; `Parents` begins with the nearest."""
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
