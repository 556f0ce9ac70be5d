"""Objects, their listings, tags and access: the rows of their operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http import operations as ops
from tigris_http.operations.objects._object_info import ObjectInfo

from .row import Row, checksums, prefixes, tag

if TYPE_CHECKING:
    from .told import Told


def listed(told: Told) -> ops.ListedObject:
    """Return an entry of a listing."""
    return ops.ListedObject(
        told.get("Key"),
        told.get("Size"),
        tag(told.get("ETag")),
        told.get("LastModified"),
        told.get("StorageClass", "STANDARD"),
        told.inner("Owner").get("ID"),
        told.inner("Owner").get("DisplayName"),
    )


def versions(told: Told) -> tuple[ops.ObjectVersion, ...]:
    """Return all versions, then all markers: botocore tells them apart, and no longer in which order they came."""
    found = [
        ops.ObjectVersion(
            entry.get("Key"),
            entry.get("VersionId"),
            entry.get("IsLatest"),
            name == "DeleteMarkers",
            entry.get("Size", 0),
            tag(entry.get("ETag")),
            entry.get("LastModified"),
            entry.get("StorageClass", "STANDARD"),
            owner_id=entry.inner("Owner").get("ID"),
            owner_display_name=entry.inner("Owner").get("DisplayName"),
        )
        for name in ("Versions", "DeleteMarkers")
        for entry in told.each(name)
    ]
    return tuple(found)


def next_marker(told: Told) -> str | None:
    """Return where a listing of the first form goes on."""
    if not told.get("IsTruncated", False):
        told.get("NextMarker")
        return None
    entries = [*(entry.get("Key") for entry in told.each("Contents")), *prefixes(told)]
    named: str = told.get("NextMarker")
    return named or max(entries, key=str.encode)


def tags(told: Told) -> dict[str, str]:
    """Return tags."""
    return {entry.get("Key"): entry.get("Value", "") for entry in told.each("TagSet")}


def policy(told: Told) -> ops.AccessControlPolicy:
    """Return an access control list."""
    grants = [
        ops.Grant(
            entry.get("Permission", ""),
            entry.inner("Grantee").get("Type"),
            entry.inner("Grantee").get("ID"),
            entry.inner("Grantee").get("DisplayName"),
            entry.inner("Grantee").get("URI"),
        )
        for entry in told.each("Grants")
    ]
    owner = told.inner("Owner")
    return ops.AccessControlPolicy(owner.get("ID"), owner.get("DisplayName"), tuple(grants))


def object_info(told: Told) -> ObjectInfo:
    """Return an object's properties."""
    length = told.get("ContentLength")
    return ObjectInfo(
        "b",
        "k",
        length,
        length,
        tag(told.get("ETag")),
        told.get("LastModified"),
        told.get("ContentType"),
        told.get("ContentEncoding"),
        told.get("ContentDisposition"),
        told.get("ContentLanguage"),
        told.get("CacheControl"),
        metadata=told.mapping("Metadata"),
        storage_class=told.get("StorageClass", "STANDARD"),
        version_id=told.get("VersionId"),
        delete_marker=told.get("DeleteMarker", False),
        restore=told.get("Restore"),
        tag_count=told.get("TagCount", 0),
        checksums=checksums(told),
        server_side_encryption=told.get("ServerSideEncryption"),
    )


ROWS = (
    Row(
        ops.ListObjects("b"),
        "ListBucketResult",
        lambda told: ops.ObjectPageV1(
            tuple(map(listed, told.each("Contents"))),
            prefixes(told),
            told.get("IsTruncated", False),
            next_marker(told),
        ),
    ),
    Row(
        ops.ListObjectsV2("b"),
        "ListBucketResult",
        lambda told: ops.ObjectPage(
            tuple(map(listed, told.each("Contents"))),
            prefixes(told),
            told.get("IsTruncated", False),
            told.get("NextContinuationToken") or None,
        ),
    ),
    Row(
        ops.ListObjectVersions("b"),
        "ListVersionsResult",
        lambda told: ops.VersionPage(
            versions(told),
            prefixes(told),
            told.get("IsTruncated", False),
            told.get("NextKeyMarker") or None,
            told.get("NextVersionIdMarker") or None,
        ),
    ),
    Row(
        ops.DeleteObjects("b", ["k"]),
        "DeleteResult",
        lambda told: ops.DeleteObjectsResult(
            tuple(
                ops.DeletedObject(
                    entry.get("Key"),
                    entry.get("VersionId"),
                    entry.get("DeleteMarker", False),
                    entry.get("DeleteMarkerVersionId"),
                )
                for entry in told.each("Deleted")
            ),
            tuple(
                ops.DeleteFailure(
                    entry.get("Key"), entry.get("Code", ""), entry.get("Message", ""), entry.get("VersionId")
                )
                for entry in told.each("Errors")
            ),
        ),
    ),
    Row(
        ops.CopyObject("b", "k", "s", "k"),
        "CopyObjectResult",
        lambda told: ops.CopyObjectResult(
            tag(told.inner("CopyObjectResult").get("ETag")),
            told.inner("CopyObjectResult").get("LastModified"),
            told.get("VersionId"),
            checksums(told.inner("CopyObjectResult")),
        ),
    ),
    Row(
        ops.PutObject("b", "k", b""),
        None,
        lambda told: ops.PutObjectResult(tag(told.get("ETag")) or "", told.get("VersionId"), checksums(told)),
    ),
    Row(ops.HeadObject("b", "k"), None, object_info),
    Row(
        ops.DeleteObject("b", "k"),
        None,
        lambda told: ops.DeleteObjectResult(told.get("DeleteMarker", False), told.get("VersionId")),
    ),
    Row(ops.GetObjectTagging("b", "k"), "Tagging", lambda told: ops.ObjectTagging(tags(told), told.get("VersionId"))),
    Row(ops.GetObjectAcl("b", "k"), "AccessControlPolicy", policy, ("Grants.Grantee.EmailAddress",)),
)
