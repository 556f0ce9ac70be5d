"""Buckets and forks: create, head, delete, purge, restore; take and delete a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tigris_http.emulator.handlers.buckets.creation import check_name, keeps_versions, settings_of
from tigris_http.emulator.http import xml
from tigris_http.emulator.http.call import Answer
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.service import version_number

if TYPE_CHECKING:
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service

_LABEL: Final = "name="
_MAX_LABEL: Final = 1024


def create_bucket(service: Service, call: Call) -> Answer:
    """Create a bucket, or a fork of another one."""
    check_name(call.bucket)
    body = call.body.read()
    if body.strip():
        try:
            xml.read(body, "CreateBucketConfiguration")  # takes any `LocationConstraint`
        except ValueError as problem:
            raise ErrorResponse("MalformedXML", str(problem)) from problem
    settings = settings_of(call)
    source_name = call.headers.get("x-tigris-fork-source-bucket")
    source_snapshot = call.headers.get("x-tigris-fork-source-bucket-snapshot")
    if source_name is None:
        if source_snapshot is not None:
            raise ErrorResponse("InvalidArgument", "A fork needs the name of its source.")
        service.catalog.create(call.bucket, settings, keeps_versions=keeps_versions(call))
        return Answer(200, [("Location", f"/{call.bucket}")])
    moment = None if source_snapshot is None else version_number(source_snapshot, "The snapshot version is not valid.")
    with service.store.write():
        source = service.catalog.find(source_name)
        if not source.keeps_versions:
            raise ErrorResponse("InvalidArgument", "Source bucket must be of snapshot type")
        service.catalog.create(call.bucket, settings, keeps_versions=True, parent=source, moment=moment)
    return Answer(200, [("Location", f"/{call.bucket}")])


def head_bucket(service: Service, call: Call) -> Answer:
    """Answer with the kind of bucket, in headers."""
    bucket = service.catalog.find(call.bucket)
    headers = [("X-Tigris-Enable-Snapshot", "true" if bucket.keeps_versions else "false")]
    for fork, parent in service.catalog.ancestry(bucket)[:1]:
        headers.append(("X-Tigris-Fork-Source-Bucket", parent.name))
        headers.append(("X-Tigris-Fork-Source-Bucket-Snapshot", str(fork.moment)))
    if service.catalog.forks(bucket, "", 1):
        headers.append(("X-Tigris-Is-Fork-Parent", "true"))
    return Answer(200, headers)


def delete_bucket(service: Service, call: Call) -> Answer:
    """Delete a bucket; both spellings of the force header work ("SDKs disagree on spelling")."""
    bucket = service.catalog.look(call.bucket)
    if bucket is not None and bucket.deleted is not None:
        return Answer(204)  # a second deletion does nothing
    force = call.headers.flag("x-tigris-force-delete") or call.headers.flag("tigris-force-delete")
    with service.store.write():
        bucket = service.catalog.find(call.bucket)
        if bucket.settings.protected:
            raise ErrorResponse("AccessDenied", "The bucket is protected from deletion.")
        service.catalog.delete(bucket, force=force)
    return Answer(204)


def purge_bucket(service: Service, call: Call) -> Answer:
    """Remove a soft-deleted bucket now. A live one is refused."""
    with service.store.write():
        bucket = service.catalog.look(call.bucket)
        if bucket is None:
            raise ErrorResponse("NoSuchBucket", extra=[("BucketName", call.bucket)])
        if bucket.deleted is None:
            raise ErrorResponse("InvalidArgument", "The bucket is not deleted.")
        service.catalog.purge(bucket)
    return Answer(204)


def restore_bucket(service: Service, call: Call) -> Answer:
    """Restore a soft-deleted bucket; "400 `InvalidArgument` if the bucket is live"."""
    with service.store.write():
        bucket = service.catalog.look(call.bucket)
        if bucket is None:
            raise ErrorResponse("NoSuchBucket", extra=[("BucketName", call.bucket)])
        if bucket.deleted is None:
            raise ErrorResponse("InvalidArgument")
        service.catalog.restore(bucket)
    return Answer(200)


def take_snapshot(service: Service, call: Call) -> Answer:
    """Take a snapshot: `true`, or `true; name=<text>`."""
    flag, _, rest = (call.headers.get("x-tigris-snapshot") or "").partition(";")
    name = rest.strip().removeprefix(_LABEL) if rest.strip().startswith(_LABEL) else None
    if flag.strip().lower() != "true" or (rest.strip() and name is None) or len(name or "") > _MAX_LABEL:
        raise ErrorResponse("InvalidArgument", "X-Tigris-Snapshot must be true, or true; name=<text>")
    if name is not None:
        name = name.encode("latin-1").decode("utf-8", "replace")  # headers arrive as latin-1
    with service.store.write():
        bucket = service.catalog.find(call.bucket)
        if not bucket.keeps_versions:
            raise ErrorResponse("InvalidArgument", "The bucket has no snapshots enabled.")
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
