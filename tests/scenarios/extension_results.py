"""Results of this client in the form of tigris-boto3-ext, to compare both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http.operations import ForkInfo

if TYPE_CHECKING:
    from tigris_http.emulator import Emulator
    from tigris_http.operations import Bucket, BucketMetadata, SoftDelete


def sent(tigris: Emulator) -> list[tuple[str, str, dict[str, str]]]:
    """Return the requests since the last call, without the fields that differ by client."""
    relevant = ("x-tigris-", "x-amz-acl", "x-amz-storage-class", "content-type")
    found = [
        (
            record.method,
            record.target,
            {name: value for name, value in record.headers if name == "accept" or name.startswith(relevant)},
        )
        for record in tigris.requests
    ]
    tigris.clear_requests()
    return found


def extension_metadata(found: BucketMetadata, *, with_size: bool = False) -> dict[str, Any]:
    """Return the result of the extension's `get_bucket_metadata`, without `raw`."""
    hook = found.notifications
    size = {
        "objects": found.estimated_unique_rows,
        "bytes": found.estimated_size,
        "objects_all_versions": found.estimated_rows,
    }
    return {
        "name": found.name,
        "created_at": found.created_at,
        "snapshot_enabled": found.snapshot_enabled,
        "storage_class": found.storage_class,
        "regions": list(found.regions or ()),
        **lineage(found.fork_info or ForkInfo()),
        "soft_delete": retention(found.soft_delete),
        "allow_object_acl": found.allow_object_acl,
        "cache_control": found.cache_control,
        "custom_domain": found.domain_name,
        "notifications": {
            "enabled": hook is not None and hook.enabled,
            "url": hook and hook.web_hook,
            "filter": hook and hook.filter,
            "auth": hook and ("token" if hook.token else "basic" if hook.basic_user else None),
        },
        "size": size if with_size else None,
    }


def lineage(found: ForkInfo) -> dict[str, Any]:
    return {
        "is_fork_parent": found.has_children,
        "fork_parents": [
            {
                "bucket": parent.bucket,
                "snapshot": parent.snapshot_version,
                "snapshot_name": parent.snapshot_name,
                "forked_at": parent.forked_at,
                "snapshot_created_at": parent.snapshot_created_at,
            }
            for parent in found.parents
        ],
    }


def retention(found: SoftDelete | None) -> dict[str, Any]:
    return {"enabled": found is not None and found.enabled, "retention_days": found and found.retention_days}


def extension_entry(found: Bucket, *, with_regions: bool) -> dict[str, Any]:
    """Return an entry of the extension's listings."""
    of_forks = lineage(found.fork_info) if found.fork_info else {"is_fork_parent": None, "fork_parents": None}
    regions = list(found.regions or ()) if with_regions else None
    owner = {"user_id": found.owner_user_id, "human_user_id": found.owner_email} if found.owner_user_id else None
    return {
        "name": found.name,
        "created_at": found.created_at,
        "modified_at": found.modified_at,
        "snapshot_enabled": None if found.type is None else found.type == "Snapshot",
        "visibility": None if found.is_public is None else "public" if found.is_public else "private",
        "regions": regions,
        **of_forks,
        "soft_delete": retention(found.soft_delete),
        "owner": owner,
    }


def without_raw(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name != "raw"}


def status_and_code(error: Any) -> tuple[int, str | None]:
    if isinstance(error, ClientError):
        return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]
    return error.status_code, error.code
