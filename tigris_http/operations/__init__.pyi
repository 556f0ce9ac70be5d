"""The names of `tigris_http.operations`. Written by `.ci/write_stubs`. Do not edit it."""

from tigris_http.operations._base import BatchOperation as BatchOperation
from tigris_http.operations._base import Operation as Operation
from tigris_http.operations._base import PagedOperation as PagedOperation
from tigris_http.operations._base import StreamOperation as StreamOperation
from tigris_http.operations.access.acls import AccessControlPolicy as AccessControlPolicy
from tigris_http.operations.access.acls import GetBucketAcl as GetBucketAcl
from tigris_http.operations.access.acls import GetObjectAcl as GetObjectAcl
from tigris_http.operations.access.acls import Grant as Grant
from tigris_http.operations.access.acls import PutBucketAcl as PutBucketAcl
from tigris_http.operations.access.acls import PutObjectAcl as PutObjectAcl
from tigris_http.operations.access.tagging import DeleteBucketTagging as DeleteBucketTagging
from tigris_http.operations.access.tagging import DeleteObjectTagging as DeleteObjectTagging
from tigris_http.operations.access.tagging import GetBucketTagging as GetBucketTagging
from tigris_http.operations.access.tagging import GetObjectTagging as GetObjectTagging
from tigris_http.operations.access.tagging import ObjectTagging as ObjectTagging
from tigris_http.operations.access.tagging import PutBucketTagging as PutBucketTagging
from tigris_http.operations.access.tagging import PutObjectTagging as PutObjectTagging
from tigris_http.operations.bucket_config.bucket_controls import BucketEncryption as BucketEncryption
from tigris_http.operations.bucket_config.bucket_controls import DeleteBucketEncryption as DeleteBucketEncryption
from tigris_http.operations.bucket_config.bucket_controls import (
    DeleteBucketOwnershipControls as DeleteBucketOwnershipControls,
)
from tigris_http.operations.bucket_config.bucket_controls import (
    GetBucketAccelerateConfiguration as GetBucketAccelerateConfiguration,
)
from tigris_http.operations.bucket_config.bucket_controls import GetBucketEncryption as GetBucketEncryption
from tigris_http.operations.bucket_config.bucket_controls import (
    GetBucketOwnershipControls as GetBucketOwnershipControls,
)
from tigris_http.operations.bucket_config.bucket_controls import (
    PutBucketAccelerateConfiguration as PutBucketAccelerateConfiguration,
)
from tigris_http.operations.bucket_config.bucket_controls import PutBucketEncryption as PutBucketEncryption
from tigris_http.operations.bucket_config.bucket_controls import (
    PutBucketOwnershipControls as PutBucketOwnershipControls,
)
from tigris_http.operations.bucket_config.bucket_facts import FilterRule as FilterRule
from tigris_http.operations.bucket_config.bucket_facts import GetBucketLocation as GetBucketLocation
from tigris_http.operations.bucket_config.bucket_facts import (
    GetBucketNotificationConfiguration as GetBucketNotificationConfiguration,
)
from tigris_http.operations.bucket_config.bucket_facts import GetBucketPolicyStatus as GetBucketPolicyStatus
from tigris_http.operations.bucket_config.bucket_facts import GetBucketRequestPayment as GetBucketRequestPayment
from tigris_http.operations.bucket_config.bucket_facts import NotificationConfiguration as NotificationConfiguration
from tigris_http.operations.bucket_config.bucket_facts import NotificationTarget as NotificationTarget
from tigris_http.operations.bucket_config.bucket_metadata import BucketMetadata as BucketMetadata
from tigris_http.operations.bucket_config.bucket_metadata import GetBucketMetadata as GetBucketMetadata
from tigris_http.operations.bucket_config.bucket_settings import BucketNotifications as BucketNotifications
from tigris_http.operations.bucket_config.bucket_settings import BucketShare as BucketShare
from tigris_http.operations.bucket_config.bucket_settings import MigrationSource as MigrationSource
from tigris_http.operations.bucket_config.bucket_settings import SoftDelete as SoftDelete
from tigris_http.operations.bucket_config.bucket_updates import CLEAR as CLEAR
from tigris_http.operations.bucket_config.bucket_updates import Clear as Clear
from tigris_http.operations.bucket_config.bucket_updates import SetBucketMigration as SetBucketMigration
from tigris_http.operations.bucket_config.bucket_updates import SetBucketNotifications as SetBucketNotifications
from tigris_http.operations.bucket_config.bucket_updates import SetBucketSoftDelete as SetBucketSoftDelete
from tigris_http.operations.bucket_config.bucket_updates import UpdateBucket as UpdateBucket
from tigris_http.operations.bucket_config.bucket_updates import UpdateBucketResult as UpdateBucketResult
from tigris_http.operations.bucket_config.cors import CORSRule as CORSRule
from tigris_http.operations.bucket_config.cors import DeleteBucketCors as DeleteBucketCors
from tigris_http.operations.bucket_config.cors import GetBucketCors as GetBucketCors
from tigris_http.operations.bucket_config.cors import PutBucketCors as PutBucketCors
from tigris_http.operations.bucket_config.lifecycle import DeleteBucketLifecycle as DeleteBucketLifecycle
from tigris_http.operations.bucket_config.lifecycle import Expiration as Expiration
from tigris_http.operations.bucket_config.lifecycle import (
    GetBucketLifecycleConfiguration as GetBucketLifecycleConfiguration,
)
from tigris_http.operations.bucket_config.lifecycle import LifecycleRule as LifecycleRule
from tigris_http.operations.bucket_config.lifecycle import (
    PutBucketLifecycleConfiguration as PutBucketLifecycleConfiguration,
)
from tigris_http.operations.bucket_config.lifecycle import Transition as Transition
from tigris_http.operations.buckets._bucket_pages import Bucket as Bucket
from tigris_http.operations.buckets._bucket_pages import BucketPage as BucketPage
from tigris_http.operations.buckets._bucket_pages import BucketStats as BucketStats
from tigris_http.operations.buckets._lineage import ForkInfo as ForkInfo
from tigris_http.operations.buckets._lineage import ForkParent as ForkParent
from tigris_http.operations.buckets.bucket_deletion import DeleteBucket as DeleteBucket
from tigris_http.operations.buckets.bucket_deletion import PurgeBucket as PurgeBucket
from tigris_http.operations.buckets.bucket_deletion import RestoreBucket as RestoreBucket
from tigris_http.operations.buckets.bucket_listing import GetStats as GetStats
from tigris_http.operations.buckets.bucket_listing import ListBuckets as ListBuckets
from tigris_http.operations.buckets.bucket_listing import ListDeletedBuckets as ListDeletedBuckets
from tigris_http.operations.buckets.buckets import BucketInfo as BucketInfo
from tigris_http.operations.buckets.buckets import CreateBucket as CreateBucket
from tigris_http.operations.buckets.buckets import CreateBucketResult as CreateBucketResult
from tigris_http.operations.buckets.buckets import HasSnapshotEnabled as HasSnapshotEnabled
from tigris_http.operations.buckets.buckets import HeadBucket as HeadBucket
from tigris_http.operations.buckets.forks import CreateFork as CreateFork
from tigris_http.operations.buckets.forks import Fork as Fork
from tigris_http.operations.buckets.forks import ForkPage as ForkPage
from tigris_http.operations.buckets.forks import ForkSynced as ForkSynced
from tigris_http.operations.buckets.forks import ListForks as ListForks
from tigris_http.operations.buckets.forks import MergeFork as MergeFork
from tigris_http.operations.buckets.forks import RebaseFork as RebaseFork
from tigris_http.operations.buckets.listed_snapshots import ListedSnapshot as ListedSnapshot
from tigris_http.operations.buckets.snapshots import CreateSnapshot as CreateSnapshot
from tigris_http.operations.buckets.snapshots import DeleteSnapshot as DeleteSnapshot
from tigris_http.operations.buckets.snapshots import ListSnapshots as ListSnapshots
from tigris_http.operations.buckets.snapshots import Snapshot as Snapshot
from tigris_http.operations.buckets.snapshots import SnapshotPage as SnapshotPage
from tigris_http.operations.bundles.bundles import BundleArchive as BundleArchive
from tigris_http.operations.bundles.bundles import BundleObjects as BundleObjects
from tigris_http.operations.bundles.bundles import BundleRequest as BundleRequest
from tigris_http.operations.listings.deleted_objects import ListDeletedObjects as ListDeletedObjects
from tigris_http.operations.listings.deleted_objects import ListDeletedObjectVersions as ListDeletedObjectVersions
from tigris_http.operations.listings.listings import ListedObject as ListedObject
from tigris_http.operations.listings.listings import ListObjectsV2 as ListObjectsV2
from tigris_http.operations.listings.listings import ObjectPage as ObjectPage
from tigris_http.operations.listings.listings_v1 import ListObjects as ListObjects
from tigris_http.operations.listings.listings_v1 import ObjectPageV1 as ObjectPageV1
from tigris_http.operations.listings.queries import CONTENT_LENGTH as CONTENT_LENGTH
from tigris_http.operations.listings.queries import CONTENT_TYPE as CONTENT_TYPE
from tigris_http.operations.listings.queries import EVENT_TYPE as EVENT_TYPE
from tigris_http.operations.listings.queries import KEY as KEY
from tigris_http.operations.listings.queries import LAST_MODIFIED as LAST_MODIFIED
from tigris_http.operations.listings.queries import ObjectQuery as ObjectQuery
from tigris_http.operations.listings.soft_delete import PurgeDeletedObject as PurgeDeletedObject
from tigris_http.operations.listings.soft_delete import RestoreDeletedObject as RestoreDeletedObject
from tigris_http.operations.listings.soft_delete import RestoredObject as RestoredObject
from tigris_http.operations.listings.versions import ListObjectVersions as ListObjectVersions
from tigris_http.operations.listings.versions import ObjectVersion as ObjectVersion
from tigris_http.operations.listings.versions import VersionPage as VersionPage
from tigris_http.operations.multipart.completion import AbortMultipartUpload as AbortMultipartUpload
from tigris_http.operations.multipart.completion import CompletedUpload as CompletedUpload
from tigris_http.operations.multipart.completion import CompleteMultipartUpload as CompleteMultipartUpload
from tigris_http.operations.multipart.multipart import CreateMultipartUpload as CreateMultipartUpload
from tigris_http.operations.multipart.multipart import MultipartUpload as MultipartUpload
from tigris_http.operations.multipart.multipart import UploadedPart as UploadedPart
from tigris_http.operations.multipart.multipart import UploadPart as UploadPart
from tigris_http.operations.multipart.multipart import UploadPartCopy as UploadPartCopy
from tigris_http.operations.multipart.uploads import ListedPart as ListedPart
from tigris_http.operations.multipart.uploads import ListedUpload as ListedUpload
from tigris_http.operations.multipart.uploads import ListMultipartUploads as ListMultipartUploads
from tigris_http.operations.multipart.uploads import ListParts as ListParts
from tigris_http.operations.multipart.uploads import PartPage as PartPage
from tigris_http.operations.multipart.uploads import UploadPage as UploadPage
from tigris_http.operations.objects.archive import GetRestoreInfo as GetRestoreInfo
from tigris_http.operations.objects.archive import RestoreInfo as RestoreInfo
from tigris_http.operations.objects.archive import RestoreObject as RestoreObject
from tigris_http.operations.objects.archive import RestoreObjectResult as RestoreObjectResult
from tigris_http.operations.objects.copies import CopyObject as CopyObject
from tigris_http.operations.objects.copies import CopyObjectResult as CopyObjectResult
from tigris_http.operations.objects.copies import RenameObject as RenameObject
from tigris_http.operations.objects.deletes import DeletedObject as DeletedObject
from tigris_http.operations.objects.deletes import DeleteFailure as DeleteFailure
from tigris_http.operations.objects.deletes import DeleteObjects as DeleteObjects
from tigris_http.operations.objects.deletes import DeleteObjectsResult as DeleteObjectsResult
from tigris_http.operations.objects.forms import PostForm as PostForm
from tigris_http.operations.objects.migration import IsObjectMigrated as IsObjectMigrated
from tigris_http.operations.objects.migration import MigrateObject as MigrateObject
from tigris_http.operations.objects.objects import DeleteObject as DeleteObject
from tigris_http.operations.objects.objects import DeleteObjectResult as DeleteObjectResult
from tigris_http.operations.objects.objects import PutObject as PutObject
from tigris_http.operations.objects.objects import PutObjectResult as PutObjectResult
from tigris_http.operations.objects.presigning import Presign as Presign
from tigris_http.operations.objects.presigning import PresignResult as PresignResult
from tigris_http.operations.objects.reads import GetObject as GetObject
from tigris_http.operations.objects.reads import HeadObject as HeadObject
from tigris_http.operations.objects.reads import OpenObject as OpenObject
from tigris_http.operations.updates.updates import UpdateObject as UpdateObject
from tigris_http.operations.updates.updates import UpdateObjectResult as UpdateObjectResult

__all__ = [
    "CLEAR",
    "CONTENT_LENGTH",
    "CONTENT_TYPE",
    "EVENT_TYPE",
    "KEY",
    "LAST_MODIFIED",
    "AbortMultipartUpload",
    "AccessControlPolicy",
    "BatchOperation",
    "Bucket",
    "BucketEncryption",
    "BucketInfo",
    "BucketMetadata",
    "BucketNotifications",
    "BucketPage",
    "BucketShare",
    "BucketStats",
    "BundleArchive",
    "BundleObjects",
    "BundleRequest",
    "CORSRule",
    "Clear",
    "CompleteMultipartUpload",
    "CompletedUpload",
    "CopyObject",
    "CopyObjectResult",
    "CreateBucket",
    "CreateBucketResult",
    "CreateFork",
    "CreateMultipartUpload",
    "CreateSnapshot",
    "DeleteBucket",
    "DeleteBucketCors",
    "DeleteBucketEncryption",
    "DeleteBucketLifecycle",
    "DeleteBucketOwnershipControls",
    "DeleteBucketTagging",
    "DeleteFailure",
    "DeleteObject",
    "DeleteObjectResult",
    "DeleteObjectTagging",
    "DeleteObjects",
    "DeleteObjectsResult",
    "DeleteSnapshot",
    "DeletedObject",
    "Expiration",
    "FilterRule",
    "Fork",
    "ForkInfo",
    "ForkPage",
    "ForkParent",
    "ForkSynced",
    "GetBucketAccelerateConfiguration",
    "GetBucketAcl",
    "GetBucketCors",
    "GetBucketEncryption",
    "GetBucketLifecycleConfiguration",
    "GetBucketLocation",
    "GetBucketMetadata",
    "GetBucketNotificationConfiguration",
    "GetBucketOwnershipControls",
    "GetBucketPolicyStatus",
    "GetBucketRequestPayment",
    "GetBucketTagging",
    "GetObject",
    "GetObjectAcl",
    "GetObjectTagging",
    "GetRestoreInfo",
    "GetStats",
    "Grant",
    "HasSnapshotEnabled",
    "HeadBucket",
    "HeadObject",
    "IsObjectMigrated",
    "LifecycleRule",
    "ListBuckets",
    "ListDeletedBuckets",
    "ListDeletedObjectVersions",
    "ListDeletedObjects",
    "ListForks",
    "ListMultipartUploads",
    "ListObjectVersions",
    "ListObjects",
    "ListObjectsV2",
    "ListParts",
    "ListSnapshots",
    "ListedObject",
    "ListedPart",
    "ListedSnapshot",
    "ListedUpload",
    "MergeFork",
    "MigrateObject",
    "MigrationSource",
    "MultipartUpload",
    "NotificationConfiguration",
    "NotificationTarget",
    "ObjectPage",
    "ObjectPageV1",
    "ObjectQuery",
    "ObjectTagging",
    "ObjectVersion",
    "OpenObject",
    "Operation",
    "PagedOperation",
    "PartPage",
    "PostForm",
    "Presign",
    "PresignResult",
    "PurgeBucket",
    "PurgeDeletedObject",
    "PutBucketAccelerateConfiguration",
    "PutBucketAcl",
    "PutBucketCors",
    "PutBucketEncryption",
    "PutBucketLifecycleConfiguration",
    "PutBucketOwnershipControls",
    "PutBucketTagging",
    "PutObject",
    "PutObjectAcl",
    "PutObjectResult",
    "PutObjectTagging",
    "RebaseFork",
    "RenameObject",
    "RestoreBucket",
    "RestoreDeletedObject",
    "RestoreInfo",
    "RestoreObject",
    "RestoreObjectResult",
    "RestoredObject",
    "SetBucketMigration",
    "SetBucketNotifications",
    "SetBucketSoftDelete",
    "Snapshot",
    "SnapshotPage",
    "SoftDelete",
    "StreamOperation",
    "Transition",
    "UpdateBucket",
    "UpdateBucketResult",
    "UpdateObject",
    "UpdateObjectResult",
    "UploadPage",
    "UploadPart",
    "UploadPartCopy",
    "UploadedPart",
    "VersionPage",
]
