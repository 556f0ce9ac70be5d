"""Every action of S3 and Tigris as a value: one module a family, result types beside the operation.

An operation is a frozen dataclass with `request()` and a way to read the reply. `client.send(operation)` or
`client.stream(operation)` does it; the client's methods do the same with the same parameters.

A family is loaded when one of its names is first used (PEP 562). To add a name: the import for type checkers, and the
word in `_FAMILIES`; a test compares them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tigris_http.operations._lineage import ForkInfo as ForkInfo
    from tigris_http.operations._lineage import ForkParent as ForkParent
    from tigris_http.operations._operation import BatchOperation as BatchOperation
    from tigris_http.operations._operation import Operation as Operation
    from tigris_http.operations._operation import PagedOperation as PagedOperation
    from tigris_http.operations._operation import StreamOperation as StreamOperation
    from tigris_http.operations.acls import AccessControlPolicy as AccessControlPolicy
    from tigris_http.operations.acls import GetBucketAcl as GetBucketAcl
    from tigris_http.operations.acls import GetObjectAcl as GetObjectAcl
    from tigris_http.operations.acls import Grant as Grant
    from tigris_http.operations.acls import PutBucketAcl as PutBucketAcl
    from tigris_http.operations.acls import PutObjectAcl as PutObjectAcl
    from tigris_http.operations.archive import GetRestoreInfo as GetRestoreInfo
    from tigris_http.operations.archive import RestoreInfo as RestoreInfo
    from tigris_http.operations.archive import RestoreObject as RestoreObject
    from tigris_http.operations.archive import RestoreObjectResult as RestoreObjectResult
    from tigris_http.operations.bucket_controls import BucketEncryption as BucketEncryption
    from tigris_http.operations.bucket_controls import DeleteBucketEncryption as DeleteBucketEncryption
    from tigris_http.operations.bucket_controls import DeleteBucketOwnershipControls as DeleteBucketOwnershipControls
    from tigris_http.operations.bucket_controls import (
        GetBucketAccelerateConfiguration as GetBucketAccelerateConfiguration,
    )
    from tigris_http.operations.bucket_controls import GetBucketEncryption as GetBucketEncryption
    from tigris_http.operations.bucket_controls import GetBucketOwnershipControls as GetBucketOwnershipControls
    from tigris_http.operations.bucket_controls import (
        PutBucketAccelerateConfiguration as PutBucketAccelerateConfiguration,
    )
    from tigris_http.operations.bucket_controls import PutBucketEncryption as PutBucketEncryption
    from tigris_http.operations.bucket_controls import PutBucketOwnershipControls as PutBucketOwnershipControls
    from tigris_http.operations.bucket_deletion import DeleteBucket as DeleteBucket
    from tigris_http.operations.bucket_deletion import PurgeBucket as PurgeBucket
    from tigris_http.operations.bucket_deletion import RestoreBucket as RestoreBucket
    from tigris_http.operations.bucket_facts import FilterRule as FilterRule
    from tigris_http.operations.bucket_facts import GetBucketLocation as GetBucketLocation
    from tigris_http.operations.bucket_facts import (
        GetBucketNotificationConfiguration as GetBucketNotificationConfiguration,
    )
    from tigris_http.operations.bucket_facts import GetBucketPolicyStatus as GetBucketPolicyStatus
    from tigris_http.operations.bucket_facts import GetBucketRequestPayment as GetBucketRequestPayment
    from tigris_http.operations.bucket_facts import NotificationConfiguration as NotificationConfiguration
    from tigris_http.operations.bucket_facts import NotificationTarget as NotificationTarget
    from tigris_http.operations.bucket_listing import Bucket as Bucket
    from tigris_http.operations.bucket_listing import BucketPage as BucketPage
    from tigris_http.operations.bucket_listing import BucketStats as BucketStats
    from tigris_http.operations.bucket_listing import GetStats as GetStats
    from tigris_http.operations.bucket_listing import ListBuckets as ListBuckets
    from tigris_http.operations.bucket_listing import ListDeletedBuckets as ListDeletedBuckets
    from tigris_http.operations.bucket_metadata import BucketMetadata as BucketMetadata
    from tigris_http.operations.bucket_metadata import GetBucketMetadata as GetBucketMetadata
    from tigris_http.operations.bucket_settings import BucketNotifications as BucketNotifications
    from tigris_http.operations.bucket_settings import BucketShare as BucketShare
    from tigris_http.operations.bucket_settings import MigrationSource as MigrationSource
    from tigris_http.operations.bucket_settings import SoftDelete as SoftDelete
    from tigris_http.operations.bucket_updates import CLEAR as CLEAR
    from tigris_http.operations.bucket_updates import Clear as Clear
    from tigris_http.operations.bucket_updates import SetBucketMigration as SetBucketMigration
    from tigris_http.operations.bucket_updates import SetBucketNotifications as SetBucketNotifications
    from tigris_http.operations.bucket_updates import SetBucketSoftDelete as SetBucketSoftDelete
    from tigris_http.operations.bucket_updates import UpdateBucket as UpdateBucket
    from tigris_http.operations.bucket_updates import UpdateBucketResult as UpdateBucketResult
    from tigris_http.operations.buckets import BucketInfo as BucketInfo
    from tigris_http.operations.buckets import CreateBucket as CreateBucket
    from tigris_http.operations.buckets import CreateBucketResult as CreateBucketResult
    from tigris_http.operations.buckets import HasSnapshotEnabled as HasSnapshotEnabled
    from tigris_http.operations.buckets import HeadBucket as HeadBucket
    from tigris_http.operations.bundles import BundleArchive as BundleArchive
    from tigris_http.operations.bundles import BundleObjects as BundleObjects
    from tigris_http.operations.bundles import BundleRequest as BundleRequest
    from tigris_http.operations.completion import AbortMultipartUpload as AbortMultipartUpload
    from tigris_http.operations.completion import CompletedUpload as CompletedUpload
    from tigris_http.operations.completion import CompleteMultipartUpload as CompleteMultipartUpload
    from tigris_http.operations.copies import CopyObject as CopyObject
    from tigris_http.operations.copies import CopyObjectResult as CopyObjectResult
    from tigris_http.operations.copies import RenameObject as RenameObject
    from tigris_http.operations.cors import CORSRule as CORSRule
    from tigris_http.operations.cors import DeleteBucketCors as DeleteBucketCors
    from tigris_http.operations.cors import GetBucketCors as GetBucketCors
    from tigris_http.operations.cors import PutBucketCors as PutBucketCors
    from tigris_http.operations.deletes import DeletedObject as DeletedObject
    from tigris_http.operations.deletes import DeleteFailure as DeleteFailure
    from tigris_http.operations.deletes import DeleteObjects as DeleteObjects
    from tigris_http.operations.deletes import DeleteObjectsResult as DeleteObjectsResult
    from tigris_http.operations.forks import CreateFork as CreateFork
    from tigris_http.operations.forks import Fork as Fork
    from tigris_http.operations.forks import ForkPage as ForkPage
    from tigris_http.operations.forks import ForkSynced as ForkSynced
    from tigris_http.operations.forks import ListForks as ListForks
    from tigris_http.operations.forks import MergeFork as MergeFork
    from tigris_http.operations.forks import RebaseFork as RebaseFork
    from tigris_http.operations.forms import PostForm as PostForm
    from tigris_http.operations.lifecycle import DeleteBucketLifecycle as DeleteBucketLifecycle
    from tigris_http.operations.lifecycle import Expiration as Expiration
    from tigris_http.operations.lifecycle import GetBucketLifecycleConfiguration as GetBucketLifecycleConfiguration
    from tigris_http.operations.lifecycle import LifecycleRule as LifecycleRule
    from tigris_http.operations.lifecycle import PutBucketLifecycleConfiguration as PutBucketLifecycleConfiguration
    from tigris_http.operations.lifecycle import Transition as Transition
    from tigris_http.operations.listed_snapshots import ListedSnapshot as ListedSnapshot
    from tigris_http.operations.listings import ListedObject as ListedObject
    from tigris_http.operations.listings import ListObjectsV2 as ListObjectsV2
    from tigris_http.operations.listings import ObjectPage as ObjectPage
    from tigris_http.operations.listings_v1 import ListObjects as ListObjects
    from tigris_http.operations.listings_v1 import ObjectPageV1 as ObjectPageV1
    from tigris_http.operations.migration import IsObjectMigrated as IsObjectMigrated
    from tigris_http.operations.migration import MigrateObject as MigrateObject
    from tigris_http.operations.multipart import CreateMultipartUpload as CreateMultipartUpload
    from tigris_http.operations.multipart import MultipartUpload as MultipartUpload
    from tigris_http.operations.multipart import UploadedPart as UploadedPart
    from tigris_http.operations.multipart import UploadPart as UploadPart
    from tigris_http.operations.multipart import UploadPartCopy as UploadPartCopy
    from tigris_http.operations.objects import DeleteObject as DeleteObject
    from tigris_http.operations.objects import DeleteObjectResult as DeleteObjectResult
    from tigris_http.operations.objects import GetObject as GetObject
    from tigris_http.operations.objects import HeadObject as HeadObject
    from tigris_http.operations.objects import OpenObject as OpenObject
    from tigris_http.operations.objects import PutObject as PutObject
    from tigris_http.operations.objects import PutObjectResult as PutObjectResult
    from tigris_http.operations.presigning import Presign as Presign
    from tigris_http.operations.presigning import PresignResult as PresignResult
    from tigris_http.operations.queries import CONTENT_LENGTH as CONTENT_LENGTH
    from tigris_http.operations.queries import CONTENT_TYPE as CONTENT_TYPE
    from tigris_http.operations.queries import EVENT_TYPE as EVENT_TYPE
    from tigris_http.operations.queries import KEY as KEY
    from tigris_http.operations.queries import LAST_MODIFIED as LAST_MODIFIED
    from tigris_http.operations.queries import ObjectQuery as ObjectQuery
    from tigris_http.operations.snapshots import CreateSnapshot as CreateSnapshot
    from tigris_http.operations.snapshots import DeleteSnapshot as DeleteSnapshot
    from tigris_http.operations.snapshots import ListSnapshots as ListSnapshots
    from tigris_http.operations.snapshots import Snapshot as Snapshot
    from tigris_http.operations.snapshots import SnapshotPage as SnapshotPage
    from tigris_http.operations.soft_delete import ListDeletedObjects as ListDeletedObjects
    from tigris_http.operations.soft_delete import ListDeletedObjectVersions as ListDeletedObjectVersions
    from tigris_http.operations.soft_delete import PurgeDeletedObject as PurgeDeletedObject
    from tigris_http.operations.soft_delete import RestoreDeletedObject as RestoreDeletedObject
    from tigris_http.operations.soft_delete import RestoredObject as RestoredObject
    from tigris_http.operations.tagging import DeleteBucketTagging as DeleteBucketTagging
    from tigris_http.operations.tagging import DeleteObjectTagging as DeleteObjectTagging
    from tigris_http.operations.tagging import GetBucketTagging as GetBucketTagging
    from tigris_http.operations.tagging import GetObjectTagging as GetObjectTagging
    from tigris_http.operations.tagging import ObjectTagging as ObjectTagging
    from tigris_http.operations.tagging import PutBucketTagging as PutBucketTagging
    from tigris_http.operations.tagging import PutObjectTagging as PutObjectTagging
    from tigris_http.operations.updates import UpdateObject as UpdateObject
    from tigris_http.operations.updates import UpdateObjectResult as UpdateObjectResult
    from tigris_http.operations.uploads import ListedPart as ListedPart
    from tigris_http.operations.uploads import ListedUpload as ListedUpload
    from tigris_http.operations.uploads import ListMultipartUploads as ListMultipartUploads
    from tigris_http.operations.uploads import ListParts as ListParts
    from tigris_http.operations.uploads import PartPage as PartPage
    from tigris_http.operations.uploads import UploadPage as UploadPage
    from tigris_http.operations.versions import ListObjectVersions as ListObjectVersions
    from tigris_http.operations.versions import ObjectVersion as ObjectVersion
    from tigris_http.operations.versions import VersionPage as VersionPage

_FAMILIES = {
    "_lineage": (
        "ForkInfo",
        "ForkParent",
    ),
    "_operation": (
        "BatchOperation",
        "Operation",
        "PagedOperation",
        "StreamOperation",
    ),
    "acls": (
        "AccessControlPolicy",
        "GetBucketAcl",
        "GetObjectAcl",
        "Grant",
        "PutBucketAcl",
        "PutObjectAcl",
    ),
    "archive": (
        "GetRestoreInfo",
        "RestoreInfo",
        "RestoreObject",
        "RestoreObjectResult",
    ),
    "bucket_controls": (
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
    "bucket_deletion": (
        "DeleteBucket",
        "PurgeBucket",
        "RestoreBucket",
    ),
    "bucket_facts": (
        "FilterRule",
        "GetBucketLocation",
        "GetBucketNotificationConfiguration",
        "GetBucketPolicyStatus",
        "GetBucketRequestPayment",
        "NotificationConfiguration",
        "NotificationTarget",
    ),
    "bucket_listing": (
        "Bucket",
        "BucketPage",
        "BucketStats",
        "GetStats",
        "ListBuckets",
        "ListDeletedBuckets",
    ),
    "bucket_metadata": (
        "BucketMetadata",
        "GetBucketMetadata",
    ),
    "bucket_settings": (
        "BucketNotifications",
        "BucketShare",
        "MigrationSource",
        "SoftDelete",
    ),
    "bucket_updates": (
        "CLEAR",
        "Clear",
        "SetBucketMigration",
        "SetBucketNotifications",
        "SetBucketSoftDelete",
        "UpdateBucket",
        "UpdateBucketResult",
    ),
    "buckets": (
        "BucketInfo",
        "CreateBucket",
        "CreateBucketResult",
        "HasSnapshotEnabled",
        "HeadBucket",
    ),
    "bundles": (
        "BundleArchive",
        "BundleObjects",
        "BundleRequest",
    ),
    "completion": (
        "AbortMultipartUpload",
        "CompleteMultipartUpload",
        "CompletedUpload",
    ),
    "copies": (
        "CopyObject",
        "CopyObjectResult",
        "RenameObject",
    ),
    "cors": (
        "CORSRule",
        "DeleteBucketCors",
        "GetBucketCors",
        "PutBucketCors",
    ),
    "deletes": (
        "DeleteFailure",
        "DeleteObjects",
        "DeleteObjectsResult",
        "DeletedObject",
    ),
    "forks": (
        "CreateFork",
        "Fork",
        "ForkPage",
        "ForkSynced",
        "ListForks",
        "MergeFork",
        "RebaseFork",
    ),
    "forms": ("PostForm",),
    "lifecycle": (
        "DeleteBucketLifecycle",
        "Expiration",
        "GetBucketLifecycleConfiguration",
        "LifecycleRule",
        "PutBucketLifecycleConfiguration",
        "Transition",
    ),
    "listed_snapshots": ("ListedSnapshot",),
    "listings": (
        "ListObjectsV2",
        "ListedObject",
        "ObjectPage",
    ),
    "listings_v1": (
        "ListObjects",
        "ObjectPageV1",
    ),
    "migration": (
        "IsObjectMigrated",
        "MigrateObject",
    ),
    "multipart": (
        "CreateMultipartUpload",
        "MultipartUpload",
        "UploadPart",
        "UploadPartCopy",
        "UploadedPart",
    ),
    "objects": (
        "DeleteObject",
        "DeleteObjectResult",
        "GetObject",
        "HeadObject",
        "OpenObject",
        "PutObject",
        "PutObjectResult",
    ),
    "presigning": (
        "Presign",
        "PresignResult",
    ),
    "queries": (
        "CONTENT_LENGTH",
        "CONTENT_TYPE",
        "EVENT_TYPE",
        "KEY",
        "LAST_MODIFIED",
        "ObjectQuery",
    ),
    "snapshots": (
        "CreateSnapshot",
        "DeleteSnapshot",
        "ListSnapshots",
        "Snapshot",
        "SnapshotPage",
    ),
    "soft_delete": (
        "ListDeletedObjectVersions",
        "ListDeletedObjects",
        "PurgeDeletedObject",
        "RestoreDeletedObject",
        "RestoredObject",
    ),
    "tagging": (
        "DeleteBucketTagging",
        "DeleteObjectTagging",
        "GetBucketTagging",
        "GetObjectTagging",
        "ObjectTagging",
        "PutBucketTagging",
        "PutObjectTagging",
    ),
    "updates": (
        "UpdateObject",
        "UpdateObjectResult",
    ),
    "uploads": (
        "ListMultipartUploads",
        "ListParts",
        "ListedPart",
        "ListedUpload",
        "PartPage",
        "UploadPage",
    ),
    "versions": (
        "ListObjectVersions",
        "ObjectVersion",
        "VersionPage",
    ),
}
_FAMILY = {name: family for family, names in _FAMILIES.items() for name in names}

__all__ = sorted(_FAMILY)  # noqa: PLE0605  # pyright: ignore[reportUnsupportedDunderAll]  # the imports above are what checkers see


def __getattr__(name: str) -> object:
    family = _FAMILY.get(name)
    if family is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{family}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_FAMILY})
