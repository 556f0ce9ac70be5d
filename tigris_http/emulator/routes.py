"""The table of operations: the first row that fits a request wins.

Contract: one operation, one name, one handler. A row with further headers or query names stands above the row without.
A request without a row is 501 NotImplemented. A row without query names fits only if the query has no sub-resource, so
`PUT /b?cors` can never create a bucket.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.handlers.buckets import (
    account,
    acl,
    bucket_documents,
    bucket_facts,
    buckets,
    cross_origin,
    forking,
    metadata,
    update,
)
from tigris_http.emulator.handlers.listings import listing, version_listing
from tigris_http.emulator.handlers.multipart import completion, multipart
from tigris_http.emulator.handlers.objects import (
    archive,
    bundle,
    copying,
    deletion,
    object_documents,
    objects,
    posting,
    presigning,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.emulator.http.call import (
        Answer,
        Call,
        Level,
    )
    from tigris_http.emulator.http.message import (
        Headers,
        Query,
    )
    from tigris_http.emulator.service import Service


@dataclass(frozen=True)
class Route:
    """One row of the table."""

    operation: str
    method: str
    level: Level
    handler: Callable[[Service, Call], Answer]
    query: tuple[str, ...] = ()
    """Required names, each optionally with `=value`. No sub-resource may occur if empty, else none without a row."""
    headers: tuple[str, ...] = ()
    """Required names, each optionally with `=value` (compared in lower case)."""
    streams: bool = False
    """The handler reads the body itself; otherwise the body is empty or a small document."""
    any_query: bool = False
    """Ignore the query: a preflight has that of the later request."""
    describes_object: bool = False
    """Checksums in headers are those of the new object, not of the body."""
    anonymous: bool = False
    """Unsigned requests reach the handler, which decides."""

    @property
    def frees(self) -> bool:
        """True if it makes the data smaller, so that it may use the last space of a full disk."""
        return self.method == "DELETE" or self.operation == "DeleteObjects"

    def fits(self, headers: Headers, query: Query) -> bool:
        """Return whether a request with this method and level is this operation."""
        strangers = _NOT_OFFERED if self.query else _SUBRESOURCES
        if not self.any_query and not strangers.isdisjoint(query.names()):
            return False
        for wanted in self.query:
            name, _, value = wanted.partition("=")
            if name not in query or (value and query.get(name) != value):
                return False
        for wanted in self.headers:
            name, _, value = wanted.partition("=")
            if name not in headers or (value and (headers.get(name) or "").strip().lower() != value):
                return False
        return True


ROUTES: Final = (
    Route("ListSnapshots", "GET", "service", account.list_snapshots, headers=("x-tigris-snapshot",)),
    Route("ListForks", "GET", "service", account.list_forks, headers=("x-tigris-fork",)),
    Route("ListBuckets", "GET", "service", account.list_buckets),
    Route("Presign", "POST", "service", presigning.presign, ("func=presign",)),
    Route("MergeFork", "PUT", "bucket", forking.merge_fork, headers=("x-tigris-merge-source-bucket",)),
    Route("RebaseFork", "PUT", "bucket", forking.rebase_fork, headers=("x-tigris-rebase",)),
    Route("CreateSnapshot", "PUT", "bucket", buckets.take_snapshot, headers=("x-tigris-snapshot",)),
    Route("CreateBucket", "PUT", "bucket", buckets.create_bucket),
    Route("HeadBucket", "HEAD", "bucket", buckets.head_bucket),
    Route("GetBucketMetadata", "GET", "bucket", metadata.bucket_metadata, ("metadata",)),
    Route("DeleteSnapshot", "DELETE", "bucket", buckets.delete_snapshot, headers=("x-tigris-snapshot-version",)),
    Route("PurgeBucket", "DELETE", "bucket", buckets.purge_bucket, headers=("x-tigris-force-hard-delete=true",)),
    Route("DeleteBucket", "DELETE", "bucket", buckets.delete_bucket),
    Route("RestoreBucket", "POST", "bucket", buckets.restore_bucket, ("restore",)),
    Route("BundleObjects", "POST", "bucket", bundle.bundle, ("bundle",), anonymous=True),
    Route("DeleteObjects", "POST", "bucket", deletion.delete_objects, ("delete",)),
    Route("PostObject", "POST", "bucket", posting.post_object, headers=("content-type",), streams=True, anonymous=True),
    Route("GetBucketLocation", "GET", "bucket", bucket_facts.get_bucket_location, ("location",)),
    Route("UpdateBucket", "PATCH", "bucket", update.update_bucket),
    Route("Preflight", "OPTIONS", "bucket", cross_origin.preflight, any_query=True, anonymous=True),
    Route("Preflight", "OPTIONS", "object", cross_origin.preflight, any_query=True, anonymous=True),
    Route("GetBucketAcl", "GET", "bucket", acl.get_bucket_acl, ("acl",)),
    Route("PutBucketAcl", "PUT", "bucket", acl.put_bucket_acl, ("acl",)),
    Route("GetBucketPolicyStatus", "GET", "bucket", acl.get_bucket_policy_status, ("policyStatus",)),
    Route("GetBucketCors", "GET", "bucket", bucket_documents.CORS.get, ("cors",)),
    Route("PutBucketCors", "PUT", "bucket", bucket_documents.CORS.put, ("cors",)),
    Route("DeleteBucketCors", "DELETE", "bucket", bucket_documents.CORS.delete, ("cors",)),
    Route("GetBucketLifecycleConfiguration", "GET", "bucket", bucket_documents.LIFECYCLE.get, ("lifecycle",)),
    Route("PutBucketLifecycleConfiguration", "PUT", "bucket", bucket_documents.LIFECYCLE.put, ("lifecycle",)),
    Route("DeleteBucketLifecycle", "DELETE", "bucket", bucket_documents.LIFECYCLE.delete, ("lifecycle",)),
    Route("GetBucketTagging", "GET", "bucket", bucket_documents.TAGGING.get, ("tagging",)),
    Route("PutBucketTagging", "PUT", "bucket", bucket_documents.TAGGING.put, ("tagging",)),
    Route("DeleteBucketTagging", "DELETE", "bucket", bucket_documents.TAGGING.delete, ("tagging",)),
    Route("GetBucketOwnershipControls", "GET", "bucket", bucket_documents.OWNERSHIP.get, ("ownershipControls",)),
    Route("PutBucketOwnershipControls", "PUT", "bucket", bucket_documents.OWNERSHIP.put, ("ownershipControls",)),
    Route(
        "DeleteBucketOwnershipControls", "DELETE", "bucket", bucket_documents.OWNERSHIP.delete, ("ownershipControls",)
    ),
    Route("GetBucketAccelerateConfiguration", "GET", "bucket", bucket_facts.get_bucket_acceleration, ("accelerate",)),
    Route("PutBucketAccelerateConfiguration", "PUT", "bucket", bucket_facts.put_bucket_acceleration, ("accelerate",)),
    Route("GetBucketRequestPayment", "GET", "bucket", bucket_facts.get_bucket_request_payment, ("requestPayment",)),
    Route(
        "GetBucketNotificationConfiguration", "GET", "bucket", bucket_facts.get_bucket_notification, ("notification",)
    ),
    Route("GetBucketEncryption", "GET", "bucket", bucket_facts.get_bucket_encryption, ("encryption",)),
    Route("PutBucketEncryption", "PUT", "bucket", bucket_facts.put_bucket_encryption, ("encryption",)),
    Route("DeleteBucketEncryption", "DELETE", "bucket", bucket_facts.delete_bucket_encryption, ("encryption",)),
    Route("ListMultipartUploads", "GET", "bucket", multipart.list_multipart_uploads, ("uploads",)),
    Route(
        "ListDeletedVersions",
        "GET",
        "bucket",
        version_listing.list_object_versions,
        ("versions",),
        ("x-tigris-soft-delete=true",),
    ),
    Route("ListObjectVersions", "GET", "bucket", version_listing.list_object_versions, ("versions",)),
    Route(
        "ListDeletedObjects",
        "GET",
        "bucket",
        listing.list_objects_v2,
        ("list-type=2",),
        ("x-tigris-soft-delete=true",),
    ),
    Route("QueryObjects", "GET", "bucket", listing.list_objects_v2, ("list-type=2",), ("x-tigris-query",)),
    Route("ListObjectsV2", "GET", "bucket", listing.list_objects_v2, ("list-type=2",), anonymous=True),
    Route("ListObjects", "GET", "bucket", listing.list_objects, anonymous=True),
    Route(
        "UploadPartCopy",
        "PUT",
        "object",
        multipart.upload_part_copy,
        ("partNumber", "uploadId"),
        ("x-amz-copy-source",),
    ),
    Route("UploadPart", "PUT", "object", multipart.upload_part, ("partNumber", "uploadId"), streams=True),
    Route(
        "RenameObject",
        "PUT",
        "object",
        copying.rename_object,
        headers=("x-amz-copy-source", "x-tigris-rename=true"),
    ),
    Route("CopyObject", "PUT", "object", copying.copy_object, headers=("x-amz-copy-source",)),
    Route("PutObject", "PUT", "object", objects.put_object, streams=True),
    Route("ListParts", "GET", "object", multipart.list_parts, ("uploadId",)),
    Route("GetObject", "GET", "object", objects.get_object, anonymous=True),
    Route("HeadObject", "HEAD", "object", objects.head_object, anonymous=True),
    Route("AbortMultipartUpload", "DELETE", "object", multipart.abort_multipart_upload, ("uploadId",)),
    Route("PurgeObject", "DELETE", "object", deletion.purge_object, ("versionId",), ("x-tigris-soft-delete=true",)),
    Route("DeleteObject", "DELETE", "object", deletion.delete_object),
    Route(
        "UndeleteObject",
        "POST",
        "object",
        deletion.undelete_object,
        ("restore",),
        ("x-tigris-restore-type=soft-delete",),
    ),
    Route("RestoreObject", "POST", "object", archive.restore_object, ("restore",)),
    Route("GetObjectTagging", "GET", "object", object_documents.get_object_tagging, ("tagging",)),
    Route("PutObjectTagging", "PUT", "object", object_documents.put_object_tagging, ("tagging",)),
    Route("DeleteObjectTagging", "DELETE", "object", object_documents.delete_object_tagging, ("tagging",)),
    Route("GetObjectAcl", "GET", "object", object_documents.get_object_acl, ("acl",)),
    Route("PutObjectAcl", "PUT", "object", object_documents.put_object_acl, ("acl",)),
    Route("CreateMultipartUpload", "POST", "object", multipart.create_multipart_upload, ("uploads",)),
    Route(
        "CompleteMultipartUpload",
        "POST",
        "object",
        completion.complete_multipart_upload,
        ("uploadId",),
        describes_object=True,
    ),
    Route("GetObject", "GET", "object", objects.get_object, ("partNumber",), anonymous=True),
    Route("HeadObject", "HEAD", "object", objects.head_object, ("partNumber",), anonymous=True),
)

_PARAMETERS: Final = {"list-type", "versionId"}
"""Query names in `ROUTES` that are not sub-resources: other operations ignore them."""
_NOT_OFFERED: Final = {
    *("abac", "analytics", "annotation", "attributes", "intelligent-tiering", "inventory", "legal-hold", "logging"),
    *("metadataAnnotationTable", "metadataConfiguration", "metadataInventoryTable", "metadataJournalTable"),
    *("metadataTable", "metrics", "object-lock", "policy", "publicAccessBlock", "replication", "retention", "select"),
    *("session", "torrent", "versioning", "website"),
}
"""Sub-resources of S3 without a row here."""
_SUBRESOURCES: Final = _NOT_OFFERED | (
    {name.partition("=")[0] for route in ROUTES for name in route.query} - _PARAMETERS
)
_BY_PLACE: Final[dict[tuple[str, str], list[Route]]] = {}
for _route in ROUTES:
    _BY_PLACE.setdefault((_route.method, _route.level), []).append(_route)


def find(method: str, level: Level, headers: Headers, query: Query) -> Route | None:
    """Return the row for a request, or None."""
    return next((route for route in _BY_PLACE.get((method, level), ()) if route.fits(headers, query)), None)
