"""Every action of S3 and Tigris as a value: one module a family, result types beside the operation.

An operation is a frozen dataclass with `request()` and a way to read the reply. `client.send(operation)` or
`client.stream(operation)` does it; the client's methods do the same with the same parameters.

    objects          put, get, head, delete, copy, archive, forms
    updates          an object changed by a function
    bundles          many objects in one answer
    listings         objects, versions, soft-deleted objects, queries
    multipart        uploads in parts
    buckets          buckets, snapshots, forks
    bucket_config    settings of a bucket
    access           ACLs and tags
    _base, _steps    what an operation is; actions of several requests, and their steps
    _features        whether the endpoint heard the headers of Tigris

A family is loaded when one of its names is first used (PEP 562). To add a name: its word in `_HOMES`, then
`.ci/write_stubs`, which writes `__init__.pyi`.
"""

from __future__ import annotations

_HOMES = {
    "buckets._lineage": (
        "ForkInfo",
        "ForkParent",
    ),
    "_base": (
        "BatchOperation",
        "Operation",
        "PagedOperation",
        "StreamOperation",
    ),
    "access.acls": (
        "AccessControlPolicy",
        "GetBucketAcl",
        "GetObjectAcl",
        "Grant",
        "PutBucketAcl",
        "PutObjectAcl",
    ),
    "objects.archive": (
        "GetRestoreInfo",
        "RestoreInfo",
        "RestoreObject",
        "RestoreObjectResult",
    ),
    "bucket_config.bucket_controls": (
        "BucketEncryption",
        "DeleteBucketEncryption",
        "DeleteBucketOwnershipControls",
        "GetBucketAccelerateConfiguration",
        "GetBucketEncryption",
        "GetBucketOwnershipControls",
        "PutBucketAccelerateConfiguration",
        "PutBucketEncryption",
        "PutBucketOwnershipControls",
    ),
    "buckets.bucket_deletion": (
        "DeleteBucket",
        "PurgeBucket",
        "RestoreBucket",
    ),
    "bucket_config.bucket_facts": (
        "FilterRule",
        "GetBucketLocation",
        "GetBucketNotificationConfiguration",
        "GetBucketPolicyStatus",
        "GetBucketRequestPayment",
        "NotificationConfiguration",
        "NotificationTarget",
    ),
    "buckets.bucket_listing": (
        "Bucket",
        "BucketPage",
        "BucketStats",
        "GetStats",
        "ListBuckets",
        "ListDeletedBuckets",
    ),
    "bucket_config.bucket_metadata": (
        "BucketMetadata",
        "GetBucketMetadata",
    ),
    "bucket_config.bucket_settings": (
        "BucketNotifications",
        "BucketShare",
        "MigrationSource",
        "SoftDelete",
    ),
    "bucket_config.bucket_updates": (
        "CLEAR",
        "Clear",
        "SetBucketMigration",
        "SetBucketNotifications",
        "SetBucketSoftDelete",
        "UpdateBucket",
        "UpdateBucketResult",
    ),
    "buckets.buckets": (
        "BucketInfo",
        "CreateBucket",
        "CreateBucketResult",
        "HasSnapshotEnabled",
        "HeadBucket",
    ),
    "bundles.bundles": (
        "BundleArchive",
        "BundleObjects",
        "BundleRequest",
    ),
    "multipart.completion": (
        "AbortMultipartUpload",
        "CompleteMultipartUpload",
        "CompletedUpload",
    ),
    "objects.copies": (
        "CopyObject",
        "CopyObjectResult",
        "RenameObject",
    ),
    "bucket_config.cors": (
        "CORSRule",
        "DeleteBucketCors",
        "GetBucketCors",
        "PutBucketCors",
    ),
    "objects.deletes": (
        "DeleteFailure",
        "DeleteObjects",
        "DeleteObjectsResult",
        "DeletedObject",
    ),
    "buckets.forks": (
        "CreateFork",
        "Fork",
        "ForkPage",
        "ForkSynced",
        "ListForks",
        "MergeFork",
        "RebaseFork",
    ),
    "objects.forms": ("PostForm",),
    "bucket_config.lifecycle": (
        "DeleteBucketLifecycle",
        "Expiration",
        "GetBucketLifecycleConfiguration",
        "LifecycleRule",
        "PutBucketLifecycleConfiguration",
        "Transition",
    ),
    "buckets.listed_snapshots": ("ListedSnapshot",),
    "listings.listings": (
        "ListObjectsV2",
        "ListedObject",
        "ObjectPage",
    ),
    "listings.listings_v1": (
        "ListObjects",
        "ObjectPageV1",
    ),
    "objects.migration": (
        "IsObjectMigrated",
        "MigrateObject",
    ),
    "multipart.multipart": (
        "CreateMultipartUpload",
        "MultipartUpload",
        "UploadPart",
        "UploadPartCopy",
        "UploadedPart",
    ),
    "objects.objects": (
        "DeleteObject",
        "DeleteObjectResult",
        "GetObject",
        "HeadObject",
        "OpenObject",
        "PutObject",
        "PutObjectResult",
    ),
    "objects.presigning": (
        "Presign",
        "PresignResult",
    ),
    "listings.queries": (
        "CONTENT_LENGTH",
        "CONTENT_TYPE",
        "EVENT_TYPE",
        "KEY",
        "LAST_MODIFIED",
        "ObjectQuery",
    ),
    "buckets.snapshots": (
        "CreateSnapshot",
        "DeleteSnapshot",
        "ListSnapshots",
        "Snapshot",
        "SnapshotPage",
    ),
    "listings.soft_delete": (
        "ListDeletedObjectVersions",
        "ListDeletedObjects",
        "PurgeDeletedObject",
        "RestoreDeletedObject",
        "RestoredObject",
    ),
    "access.tagging": (
        "DeleteBucketTagging",
        "DeleteObjectTagging",
        "GetBucketTagging",
        "GetObjectTagging",
        "ObjectTagging",
        "PutBucketTagging",
        "PutObjectTagging",
    ),
    "updates.updates": (
        "UpdateObject",
        "UpdateObjectResult",
    ),
    "multipart.uploads": (
        "ListMultipartUploads",
        "ListParts",
        "ListedPart",
        "ListedUpload",
        "PartPage",
        "UploadPage",
    ),
    "listings.versions": (
        "ListObjectVersions",
        "ObjectVersion",
        "VersionPage",
    ),
}
_HOME = {name: family for family, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME)  # noqa: PLE0605  # pyright: ignore[reportUnsupportedDunderAll]  # the stub beside this file is what checkers see


def __getattr__(name: str) -> object:
    family = _HOME.get(name)
    if family is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{family}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
