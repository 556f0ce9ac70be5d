"""What an answer means to this client, in botocore's words: one row for each operation.

A row has the name of the document, None where all is in the headers, and the result as it must be, built of what
botocore read. What a row does not look at must be in `UNREAD`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tigris_http._object_info import ObjectInfo
from tigris_http.operations import (
    AccessControlPolicy,
    Bucket,
    BucketPage,
    CompletedUpload,
    CompleteMultipartUpload,
    CopyObject,
    CopyObjectResult,
    CreateMultipartUpload,
    DeletedObject,
    DeleteFailure,
    DeleteObject,
    DeleteObjectResult,
    DeleteObjects,
    DeleteObjectsResult,
    GetBucketAcl,
    GetBucketTagging,
    GetObjectAcl,
    GetObjectTagging,
    Grant,
    HeadObject,
    ListBuckets,
    ListedObject,
    ListedPart,
    ListedUpload,
    ListMultipartUploads,
    ListObjects,
    ListObjectsV2,
    ListObjectVersions,
    ListParts,
    MultipartUpload,
    ObjectPage,
    ObjectPageV1,
    ObjectTagging,
    ObjectVersion,
    PartPage,
    PutObject,
    PutObjectResult,
    UploadedPart,
    UploadPage,
    UploadPart,
    UploadPartCopy,
    VersionPage,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.operations import Operation

    from .model import Told


@dataclass(frozen=True)
class Row:
    """How an operation's answer is read."""

    operation: Operation[Any]
    """Any operation of the kind: the answers compared are not its own."""
    root: str | None
    """The document's name."""
    means: Callable[[Told], object]
    """The result that is expected, of what botocore read."""
    unread: tuple[str, ...] = ()
    """Parts that have no field in this operation's result: what was asked, said again."""


BEYOND: dict[type, tuple[str, ...]] = {
    ListedObject: ("metadata", "data"),
    ObjectVersion: ("soft_deleted",),
    ObjectInfo: ("regions", "served_from", "read_source", "acl", "request_id", "expires"),
}
"""Fields that only Tigris has, or that botocore reads into nothing."""

UNREAD = (
    # What was asked, said again.
    *(
        "Name",
        "Prefix",
        "Delimiter",
        "Marker",
        "MaxKeys",
        "EncodingType",
        "KeyCount",
        "ContinuationToken",
        "StartAfter",
    ),
    *("KeyMarker", "VersionIdMarker"),
    # What Tigris says nothing of: Object Lock, replication, requester pays, keys of KMS and of the caller.
    *("RequestCharged", "ObjectLock*", "ReplicationStatus", "SSE*", "ServerSideEncryption", "BucketKeyEnabled"),
    *("Expiration", "WebsiteRedirectLocation", "AcceptRanges", "ArchiveStatus", "MissingMeta", "PartsCount"),
    # A date or, where it is none, nothing: here it is the text that was stored.
    "Expires",
    *("*RestoreStatus*", "*Bucket*.BucketRegion", "*Bucket*.BucketArn", "Size"),
    # What no operation here asks for.
    *("*Checksum*", "CopySourceVersionId"),
)
"""Parts of botocore's answers that have no field here, as patterns of `fnmatch`."""


def tag(value: str | None) -> str | None:
    """Return an entity tag without its quotes."""
    return None if value is None else value.strip('"')


def prefixes(told: Told) -> tuple[str, ...]:
    """Return the common prefixes."""
    return tuple(entry.get("Prefix") for entry in told.each("CommonPrefixes"))


def listed(told: Told) -> ListedObject:
    """Return an entry of a listing."""
    return ListedObject(
        told.get("Key"),
        told.get("Size"),
        tag(told.get("ETag")),
        told.get("LastModified"),
        told.get("StorageClass", "STANDARD"),
        told.inner("Owner").get("ID"),
        told.inner("Owner").get("DisplayName"),
    )


def versions(told: Told) -> tuple[ObjectVersion, ...]:
    """Return all versions, then all markers: botocore tells them apart, and no longer in which order they came."""
    found = [
        ObjectVersion(
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


def people(told: Told) -> tuple[str | None, ...]:
    """Return whose an upload is, and who began it."""
    return tuple(told.inner(who).get(part) for who in ("Owner", "Initiator") for part in ("ID", "DisplayName"))


def tags(told: Told) -> dict[str, str]:
    """Return tags."""
    return {entry.get("Key"): entry.get("Value", "") for entry in told.each("TagSet")}


def policy(told: Told) -> AccessControlPolicy:
    """Return an access control list."""
    grants = [
        Grant(
            entry.get("Permission", ""),
            entry.inner("Grantee").get("Type"),
            entry.inner("Grantee").get("ID"),
            entry.inner("Grantee").get("DisplayName"),
            entry.inner("Grantee").get("URI"),
        )
        for entry in told.each("Grants")
    ]
    owner = told.inner("Owner")
    return AccessControlPolicy(owner.get("ID"), owner.get("DisplayName"), tuple(grants))


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
    )


ROWS = {
    row.operation.action: row
    for row in (
        Row(
            ListObjects("b"),
            "ListBucketResult",
            lambda told: ObjectPageV1(
                tuple(map(listed, told.each("Contents"))),
                prefixes(told),
                told.get("IsTruncated", False),
                next_marker(told),
            ),
        ),
        Row(
            ListObjectsV2("b"),
            "ListBucketResult",
            lambda told: ObjectPage(
                tuple(map(listed, told.each("Contents"))),
                prefixes(told),
                told.get("IsTruncated", False),
                told.get("NextContinuationToken") or None,
            ),
        ),
        Row(
            ListObjectVersions("b"),
            "ListVersionsResult",
            lambda told: VersionPage(
                versions(told),
                prefixes(told),
                told.get("IsTruncated", False),
                told.get("NextKeyMarker") or None,
                told.get("NextVersionIdMarker") or None,
            ),
        ),
        Row(
            ListBuckets(),
            "ListAllMyBucketsResult",
            lambda told: BucketPage(
                tuple(Bucket(entry.get("Name"), entry.get("CreationDate")) for entry in told.each("Buckets")),
                told.inner("Owner").get("ID"),
                told.get("ContinuationToken") or None,
                told.inner("Owner").get("DisplayName"),
            ),
        ),
        Row(
            DeleteObjects("b", ["k"]),
            "DeleteResult",
            lambda told: DeleteObjectsResult(
                tuple(
                    DeletedObject(
                        entry.get("Key"),
                        entry.get("VersionId"),
                        entry.get("DeleteMarker", False),
                        entry.get("DeleteMarkerVersionId"),
                    )
                    for entry in told.each("Deleted")
                ),
                tuple(
                    DeleteFailure(
                        entry.get("Key"), entry.get("Code", ""), entry.get("Message", ""), entry.get("VersionId")
                    )
                    for entry in told.each("Errors")
                ),
            ),
        ),
        Row(
            CopyObject("b", "k", "s", "k"),
            "CopyObjectResult",
            lambda told: CopyObjectResult(
                tag(told.inner("CopyObjectResult").get("ETag")),
                told.inner("CopyObjectResult").get("LastModified"),
                told.get("VersionId"),
            ),
        ),
        Row(
            PutObject("b", "k", b""),
            None,
            lambda told: PutObjectResult(tag(told.get("ETag")) or "", told.get("VersionId")),
        ),
        Row(HeadObject("b", "k"), None, object_info),
        Row(
            DeleteObject("b", "k"),
            None,
            lambda told: DeleteObjectResult(told.get("DeleteMarker", False), told.get("VersionId")),
        ),
        Row(
            CreateMultipartUpload("b", "k"),
            "InitiateMultipartUploadResult",
            lambda told: MultipartUpload("b", "k", told.get("UploadId")),
            ("Bucket", "Key", "Abort*", "VersionId"),
        ),
        Row(
            UploadPart("b", "k", "u", 7, b""),
            None,
            lambda told: UploadedPart(7, tag(told.get("ETag")) or ""),
            ("VersionId",),
        ),
        Row(
            UploadPartCopy("b", "k", "u", 7, "s", "k"),
            "CopyPartResult",
            lambda told: UploadedPart(
                7,
                tag(told.inner("CopyPartResult").get("ETag")) or "",
                told.inner("CopyPartResult").get("LastModified"),
            ),
            ("VersionId",),
        ),
        Row(
            ListParts("b", "k", "u"),
            "ListPartsResult",
            lambda told: PartPage(
                tuple(
                    ListedPart(
                        part.get("PartNumber"), part.get("Size"), tag(part.get("ETag")) or "", part.get("LastModified")
                    )
                    for part in told.each("Parts")
                ),
                told.get("IsTruncated", False),
                told.get("NextPartNumberMarker"),
                told.get("StorageClass", "STANDARD"),
                *people(told),
            ),
            ("Bucket", "Key", "UploadId", "PartNumberMarker", "MaxParts", "Abort*", "VersionId"),
        ),
        Row(
            ListMultipartUploads("b"),
            "ListMultipartUploadsResult",
            lambda told: UploadPage(
                tuple(
                    ListedUpload(
                        upload.get("Key"),
                        upload.get("UploadId"),
                        upload.get("Initiated"),
                        upload.get("StorageClass", "STANDARD"),
                        *people(upload),
                    )
                    for upload in told.each("Uploads")
                ),
                prefixes(told),
                told.get("IsTruncated", False),
                told.get("NextKeyMarker") or None,
                told.get("NextUploadIdMarker") or None,
            ),
            ("Bucket", "UploadIdMarker", "MaxUploads", "Uploads.VersionId"),
        ),
        Row(
            CompleteMultipartUpload("b", "k", "u", [(1, "e")]),
            "CompleteMultipartUploadResult",
            lambda told: CompletedUpload("b", "k", tag(told.get("ETag")), told.get("Location"), told.get("VersionId")),
            ("Bucket", "Key"),
        ),
        Row(GetObjectTagging("b", "k"), "Tagging", lambda told: ObjectTagging(tags(told), told.get("VersionId"))),
        Row(GetBucketTagging("b"), "Tagging", tags),
        Row(GetObjectAcl("b", "k"), "AccessControlPolicy", policy, ("Grants.Grantee.EmailAddress",)),
        Row(GetBucketAcl("b"), "AccessControlPolicy", policy, ("Grants.Grantee.EmailAddress",)),
    )
}
