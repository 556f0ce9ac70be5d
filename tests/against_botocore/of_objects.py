"""The rows of operations on objects: listings, tags and access."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tigris_http import operations as ops
from tigris_http.operations.objects._object_info import ObjectInfo

from .row import Row, checksums, prefixes, tag

if TYPE_CHECKING:
    from .botocore_parser import ParsedAnswer


def listed(parsed: ParsedAnswer) -> ops.ListedObject:
    """Return an entry of a listing."""
    return ops.ListedObject(
        parsed.get("Key"),
        parsed.get("Size"),
        tag(parsed.get("ETag")),
        parsed.get("LastModified"),
        parsed.get("StorageClass", "STANDARD"),
        parsed.inner("Owner").get("ID"),
        parsed.inner("Owner").get("DisplayName"),
    )


def versions(parsed: ParsedAnswer) -> tuple[ops.ObjectVersion, ...]:
    """Return all versions, then all markers: botocore separates them and loses their order."""
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
        for entry in parsed.each(name)
    ]
    return tuple(found)


def next_marker(parsed: ParsedAnswer) -> str | None:
    """Return the marker of the next page of a ListObjects listing."""
    if not parsed.get("IsTruncated", False):
        parsed.get("NextMarker")
        return None
    entries = [*(entry.get("Key") for entry in parsed.each("Contents")), *prefixes(parsed)]
    named: str = parsed.get("NextMarker")
    return named or max(entries, key=str.encode)


def tags(parsed: ParsedAnswer) -> dict[str, str]:
    """Return tags."""
    return {entry.get("Key"): entry.get("Value", "") for entry in parsed.each("TagSet")}


def policy(parsed: ParsedAnswer) -> ops.AccessControlPolicy:
    """Return an access control list."""
    grants = [
        ops.Grant(
            entry.get("Permission", ""),
            entry.inner("Grantee").get("Type"),
            entry.inner("Grantee").get("ID"),
            entry.inner("Grantee").get("DisplayName"),
            entry.inner("Grantee").get("URI"),
        )
        for entry in parsed.each("Grants")
    ]
    owner = parsed.inner("Owner")
    return ops.AccessControlPolicy(owner.get("ID"), owner.get("DisplayName"), tuple(grants))


def object_info(parsed: ParsedAnswer) -> ObjectInfo:
    """Return an object's properties."""
    length = parsed.get("ContentLength")
    span = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", parsed.get("ContentRange", ""))
    return ObjectInfo(
        "b",
        "k",
        length if span is None else int(span[3]),
        length,
        tag(parsed.get("ETag")),
        parsed.get("LastModified"),
        parsed.get("ContentType"),
        parsed.get("ContentEncoding"),
        parsed.get("ContentDisposition"),
        parsed.get("ContentLanguage"),
        parsed.get("CacheControl"),
        content_range=None if span is None else (int(span[1]), int(span[2])),
        metadata=parsed.mapping("Metadata"),
        storage_class=parsed.get("StorageClass", "STANDARD"),
        version_id=parsed.get("VersionId"),
        delete_marker=parsed.get("DeleteMarker", False),
        restore=parsed.get("Restore"),
        parts_count=parsed.get("PartsCount"),
        tag_count=parsed.get("TagCount", 0),
        checksums=checksums(parsed),
        server_side_encryption=parsed.get("ServerSideEncryption"),
    )


ROWS = (
    Row(
        ops.ListObjects("b"),
        "ListBucketResult",
        lambda parsed: ops.ObjectPageV1(
            tuple(map(listed, parsed.each("Contents"))),
            prefixes(parsed),
            parsed.get("IsTruncated", False),
            next_marker(parsed),
        ),
    ),
    Row(
        ops.ListObjectsV2("b"),
        "ListBucketResult",
        lambda parsed: ops.ObjectPage(
            tuple(map(listed, parsed.each("Contents"))),
            prefixes(parsed),
            parsed.get("IsTruncated", False),
            parsed.get("NextContinuationToken") or None,
        ),
    ),
    Row(
        ops.ListObjectVersions("b"),
        "ListVersionsResult",
        lambda parsed: ops.VersionPage(
            versions(parsed),
            prefixes(parsed),
            parsed.get("IsTruncated", False),
            parsed.get("NextKeyMarker") or None,
            parsed.get("NextVersionIdMarker") or None,
        ),
    ),
    Row(
        ops.DeleteObjects("b", ()),
        "DeleteResult",
        lambda parsed: ops.DeleteObjectsResult(
            tuple(
                ops.DeletedObject(
                    entry.get("Key"),
                    entry.get("VersionId"),
                    entry.get("DeleteMarker", False),
                    entry.get("DeleteMarkerVersionId"),
                )
                for entry in parsed.each("Deleted")
            ),
            tuple(
                ops.DeleteFailure(
                    entry.get("Key"), entry.get("Code", ""), entry.get("Message", ""), entry.get("VersionId")
                )
                for entry in parsed.each("Errors")
            ),
        ),
    ),
    Row(
        ops.CopyObject("b", "k", "s", "k"),
        "CopyObjectResult",
        lambda parsed: ops.CopyObjectResult(
            tag(parsed.inner("CopyObjectResult").get("ETag")),
            parsed.inner("CopyObjectResult").get("LastModified"),
            parsed.get("VersionId"),
            checksums(parsed.inner("CopyObjectResult")),
        ),
    ),
    Row(
        ops.PutObject("b", "k", b""),
        None,
        lambda parsed: ops.PutObjectResult(tag(parsed.get("ETag")) or "", parsed.get("VersionId"), checksums(parsed)),
    ),
    Row(ops.HeadObject("b", "k"), None, object_info),
    Row(
        ops.DeleteObject("b", "k"),
        None,
        lambda parsed: ops.DeleteObjectResult(parsed.get("DeleteMarker", False), parsed.get("VersionId")),
    ),
    Row(
        ops.GetObjectTagging("b", "k"),
        "Tagging",
        lambda parsed: ops.ObjectTagging(tags(parsed), parsed.get("VersionId")),
    ),
    Row(ops.GetObjectAcl("b", "k"), "AccessControlPolicy", policy, ("Grants.Grantee.EmailAddress",)),
)
