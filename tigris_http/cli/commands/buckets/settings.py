"""`bucket create`, `rm`, `info`, `set`, `restore` and `purge`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tigris_http.cli import uris
from tigris_http.cli.failures import refuse
from tigris_http.cli.progress import human

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.cli.session import Call
    from tigris_http.operations import BucketMetadata


def changed(call: Call, action: str, name: str, work: Callable[[], object], target: str | None = None) -> None:
    """Do something to a bucket, or say what would be done."""
    given = call.given
    call.items = 1
    call.pending.append(name)
    if given.dry_run:
        call.out.item(action, name, target, status="planned")
        return
    work()
    call.pending.clear()
    call.out.item(action, name, target)


def create(call: Call) -> None:
    """Create a bucket."""
    given = call.given
    name = uris.bucket("BUCKET", given.bucket)
    settings = _settings(given)
    if settings.get("soft_delete") is False:
        del settings["soft_delete"]
    snapshots = True if given.snapshots else None
    changed(
        call, "create bucket", name, lambda: call.client.create_bucket(name, snapshot_enabled=snapshots, **settings)
    )


def _settings(given: Any) -> dict[str, Any]:  # noqa: ANN401  # a namespace
    found = {
        "storage_class": given.storage_class,
        "acl": given.acl,
        "public_list_objects": given.public_list,
        "object_acl": given.object_acl,
        "soft_delete": given.soft_delete,
        "regions": given.region,
    }
    return {name: value for name, value in found.items() if value is not None}


def change(call: Call) -> None:
    """Change the settings that are named."""
    given = call.given
    name = uris.bucket("BUCKET", given.bucket)
    settings = _settings(given)
    more = {
        "snapshot_enabled": given.snapshots,
        "cache_control": given.cache_control,
        "custom_domain": given.domain,
        "nosniff": given.nosniff,
        "delete_protection": given.protect,
    }
    settings |= {setting: value for setting, value in more.items() if value is not None}
    if not settings:
        refuse("bucket set needs a setting: see `tigris-http bucket set --help`")
    changed(call, "set bucket", name, lambda: call.client.update_bucket(name, **settings))


def rm(call: Call) -> None:
    """Delete a bucket."""
    given = call.given
    name = uris.bucket("BUCKET", given.bucket)
    if given.force:
        call.confirm(f"Delete the bucket {name} with all its objects?")
    changed(call, "delete bucket", name, lambda: call.client.delete_bucket(name, force=given.force))


def restore(call: Call) -> None:
    """Restore a soft-deleted bucket."""
    given = call.given
    name = uris.bucket("BUCKET", given.bucket)
    changed(call, "restore bucket", name, lambda: call.client.restore_bucket(name))


def purge(call: Call) -> None:
    """Remove a soft-deleted bucket for good."""
    given = call.given
    name = uris.bucket("BUCKET", given.bucket)
    call.confirm(f"Remove the deleted bucket {name} and all its objects for good?")
    changed(call, "purge bucket", name, lambda: call.client.purge_bucket(name))


def info(call: Call) -> None:
    """Show the settings of a bucket."""
    given = call.given
    call.items = 1
    show(call, uris.bucket("BUCKET", given.bucket), with_size=given.size)


def show(call: Call, bucket: str, *, with_size: bool) -> None:
    """Print the settings of a bucket."""
    values = _record(bucket, _metadata(call, bucket, with_size=with_size))
    if not with_size:
        values |= dict.fromkeys(("objects", "versions", "bytes"))
    if call.out.json:
        call.out.record("bucket_info", values)
        return
    shown = {**values, "created_at": call.time(values["created_at"])}
    del shown["bucket"]
    if values["bytes"] is not None:
        shown["bytes"] = f"{values['bytes']} ({human(values['bytes'])})"
    for name in ("regions", "lifecycle_rules", "cors"):
        shown[name] = ", ".join(map(str, shown[name])) or None if name == "regions" else len(shown[name]) or None
    words = {True: "yes", False: "no"}
    call.out.facts(
        (name.replace("_", "-"), words[value] if isinstance(value, bool) else value) for name, value in shown.items()
    )


def _metadata(call: Call, bucket: str, *, with_size: bool) -> BucketMetadata:
    from tigris_http.errors import AccessDenied, FeatureNotSupported, MalformedResponse, NotFound, ServiceError
    from tigris_http.operations import BucketMetadata

    try:
        return call.client.get_bucket_metadata(bucket, with_size=with_size)
    except (NotFound, AccessDenied):
        raise
    except (FeatureNotSupported, MalformedResponse, ServiceError):
        # Another S3 service tells little.
        found = call.client.head_bucket(bucket)
    return BucketMetadata(bucket, type=None if found.snapshot_enabled is None else int(found.snapshot_enabled))


def _record(bucket: str, found: BucketMetadata) -> dict[str, Any]:
    lineage = found.fork_info
    parent = lineage.parents[0] if lineage is not None and lineage.parents else None
    soft = found.soft_delete
    return {
        "uri": f"t3://{bucket}/",
        "bucket": bucket,
        "created_at": found.created_at,
        "snapshot_enabled": found.snapshot_enabled,
        "storage_class": found.storage_class,
        "regions": found.regions or (),
        "cache_control": found.cache_control,
        "acl": found.acl,
        "public_list_objects": found.public_list_objects,
        "allow_object_acl": found.allow_object_acl,
        "soft_delete_days": soft.retention_days if soft is not None and soft.enabled else None,
        "protected": found.protected,
        "domain_name": found.domain_name,
        "fork_parent": None if parent is None else parent.bucket,
        "fork_snapshot": None if parent is None else parent.snapshot_version,
        "has_forks": None if lineage is None else lineage.has_children,
        "lifecycle_rules": found.lifecycle_rules,
        "cors": found.cors,
        "objects": found.estimated_unique_rows,
        "versions": found.estimated_rows,
        "bytes": found.estimated_size,
    }
