"""The methods of both clients, as type checkers and editors see them.

Written by `.ci/write_stubs` from the operations. Do not edit it.
"""

from collections.abc import AsyncIterable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from os import PathLike
from typing import Any, Literal, TypeVar, overload

from tigris_http._archive.decompress import Compression
from tigris_http._bundle.response import (
    AsyncBundleMember,
    AsyncBundleResponse,
    BundleMember,
    BundleResponse,
    BundleSkipped,
)
from tigris_http._client.results import AsyncPages, Opening, Pages
from tigris_http._core.presigning.presigned import PresignedPost
from tigris_http._download.object_file import AsyncObjectFile, ObjectFile
from tigris_http._wire.checksums import Algorithm, Checksums
from tigris_http._wire.http import BlockingContent, Content
from tigris_http.operations.access.acls import (
    AccessControlPolicy,
    GetBucketAcl,
    GetObjectAcl,
    PutBucketAcl,
    PutObjectAcl,
)
from tigris_http.operations.access.tagging import (
    DeleteBucketTagging,
    DeleteObjectTagging,
    GetBucketTagging,
    GetObjectTagging,
    ObjectTagging,
    PutBucketTagging,
    PutObjectTagging,
)
from tigris_http.operations.bucket_config.bucket_controls import (
    BucketEncryption,
    DeleteBucketEncryption,
    DeleteBucketOwnershipControls,
    GetBucketAccelerateConfiguration,
    GetBucketEncryption,
    GetBucketOwnershipControls,
    PutBucketAccelerateConfiguration,
    PutBucketEncryption,
    PutBucketOwnershipControls,
)
from tigris_http.operations.bucket_config.bucket_facts import (
    GetBucketLocation,
    GetBucketNotificationConfiguration,
    GetBucketPolicyStatus,
    GetBucketRequestPayment,
    NotificationConfiguration,
)
from tigris_http.operations.bucket_config.bucket_metadata import BucketMetadata, GetBucketMetadata
from tigris_http.operations.bucket_config.bucket_settings import BucketNotifications, BucketShare, MigrationSource
from tigris_http.operations.bucket_config.bucket_updates import (
    Clear,
    SetBucketMigration,
    SetBucketNotifications,
    SetBucketSoftDelete,
    UpdateBucket,
    UpdateBucketResult,
)
from tigris_http.operations.bucket_config.cors import CORSRule, DeleteBucketCors, GetBucketCors, PutBucketCors
from tigris_http.operations.bucket_config.lifecycle import (
    DeleteBucketLifecycle,
    GetBucketLifecycleConfiguration,
    LifecycleRule,
    PutBucketLifecycleConfiguration,
)
from tigris_http.operations.buckets._bucket_pages import Bucket, BucketPage, BucketStats
from tigris_http.operations.buckets.bucket_deletion import DeleteBucket, PurgeBucket, RestoreBucket
from tigris_http.operations.buckets.bucket_listing import GetStats, ListBuckets, ListDeletedBuckets
from tigris_http.operations.buckets.buckets import (
    BucketInfo,
    CreateBucket,
    CreateBucketResult,
    HasSnapshotEnabled,
    HeadBucket,
)
from tigris_http.operations.buckets.forks import (
    CreateFork,
    Fork,
    ForkPage,
    ForkSynced,
    ListForks,
    MergeFork,
    RebaseFork,
)
from tigris_http.operations.buckets.snapshots import (
    CreateSnapshot,
    DeleteSnapshot,
    ListSnapshots,
    Snapshot,
    SnapshotPage,
)
from tigris_http.operations.bundles._archive_body import ArchiveBody, AsyncArchiveBody
from tigris_http.operations.bundles._bundle_keys import BundleKey, TagT
from tigris_http.operations.bundles.bundles import BundleArchive, BundleObjects
from tigris_http.operations.listings.deleted_objects import ListDeletedObjects, ListDeletedObjectVersions
from tigris_http.operations.listings.listings import ListedObject, ListObjectsV2, ObjectPage
from tigris_http.operations.listings.listings_v1 import ListObjects, ObjectPageV1
from tigris_http.operations.listings.queries import ObjectQuery
from tigris_http.operations.listings.soft_delete import PurgeDeletedObject, RestoreDeletedObject, RestoredObject
from tigris_http.operations.listings.versions import ListObjectVersions, ObjectVersion, VersionPage
from tigris_http.operations.multipart.completion import AbortMultipartUpload, CompletedUpload, CompleteMultipartUpload
from tigris_http.operations.multipart.multipart import (
    CreateMultipartUpload,
    MultipartUpload,
    UploadedPart,
    UploadPart,
    UploadPartCopy,
)
from tigris_http.operations.multipart.uploads import (
    ListedPart,
    ListedUpload,
    ListMultipartUploads,
    ListParts,
    PartPage,
    UploadPage,
)
from tigris_http.operations.objects._object_body import AsyncObjectBody, ObjectBody
from tigris_http.operations.objects._object_info import ObjectInfo
from tigris_http.operations.objects.archive import GetRestoreInfo, RestoreInfo, RestoreObject, RestoreObjectResult
from tigris_http.operations.objects.copies import CopyObject, CopyObjectResult, RenameObject
from tigris_http.operations.objects.deletes import DeleteObjects, DeleteObjectsResult
from tigris_http.operations.objects.forms import PostForm
from tigris_http.operations.objects.migration import IsObjectMigrated, MigrateObject
from tigris_http.operations.objects.objects import DeleteObject, DeleteObjectResult, PutObject, PutObjectResult
from tigris_http.operations.objects.presigning import Presign, PresignResult
from tigris_http.operations.objects.reads import GetObject, HeadObject, OpenObject
from tigris_http.operations.updates.updates import BlockingChange, Change, UpdateObject, UpdateObjectResult
from tigris_http.transfers._local.sources import BlockingFileSource, FileSource
from tigris_http.transfers._work.items import AsyncItems, Items
from tigris_http.transfers.files.copy import CopiedFile, CopyFile
from tigris_http.transfers.files.download import DownloadedFile, DownloadFile
from tigris_http.transfers.files.existence import Exists, WaitUntilExists
from tigris_http.transfers.files.ranges import GetRanges
from tigris_http.transfers.files.upload import UploadedFile, UploadFile
from tigris_http.transfers.files.writer import AsyncObjectWriter, ObjectWriter
from tigris_http.transfers.files.writing import WriteObject
from tigris_http.transfers.options import Progress, TransferOptions
from tigris_http.transfers.trees.copies import CopyPrefix, MovePrefix, RestorePrefix
from tigris_http.transfers.trees.deletions import DeletePrefix, UndeletePrefix
from tigris_http.transfers.trees.diff import Changed, Diff
from tigris_http.transfers.trees.download import DownloadTree
from tigris_http.transfers.trees.results import TreeItem, TreeResult
from tigris_http.transfers.trees.upload import UploadTree

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])

def sends(action: type) -> Callable[[FunctionT], FunctionT]:
    """Name the operation that a method sends, for the editor's "go to definition". Only in this file."""
    ...

class BlockingMethods:
    """The methods of `TigrisHTTP`."""

    @sends(CreateBucket)
    def create_bucket(
        self,
        bucket: str,
        *,
        snapshot_enabled: bool | None = None,
        fork_source: str | None = None,
        fork_source_snapshot: str | None = None,
        regions: str | Iterable[str] | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        public_list_objects: bool | None = None,
        soft_delete: bool | int | None = None,
        object_acl: bool | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> CreateBucketResult:
        """Create a bucket. `Conflict` if the name is taken, by others or by yourself.

        After a lost response the client reads the bucket's metadata: it was created if it is new and has the settings asked
        for. `OutcomeUnknown` if they do not tell.

        `FeatureNotSupported` if the service ignored `snapshot_enabled`, `fork_source`, `regions`, `soft_delete` or
        `object_acl`: the bucket exists then, without them.

        Parameters:

            bucket:
                Name of the new bucket.
            snapshot_enabled:
                Make a snapshot bucket: versions, snapshots and forks need one. None for a regular bucket.
            fork_source:
                Bucket to fork. A fork is always a snapshot bucket.
            fork_source_snapshot:
                Snapshot of `fork_source` to start from; None for its current state.
            regions:
                Placement: a region code such as `"iad"`, a multi-region code (`"usa"`, `"eur"`) or several codes. None for
                global.
            storage_class:
                Default tier of objects: `STANDARD`, `STANDARD_IA`, `GLACIER` or `GLACIER_IR`. None for `STANDARD`.
            acl:
                `"private"` or `"public-read"`. None for the service's default.
            public_list_objects:
                Let anyone list the bucket. Needs `acl="public-read"`.
            soft_delete:
                Retention of deleted objects: True (7 days), or 7 to 90 days. None or False for none.
            object_acl:
                Allow single objects their own ACL.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CreateBucket`.
        """
        ...

    @sends(HeadBucket)
    def head_bucket(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketInfo:
        """Return a bucket's kind and fork source.

        `NotFound` if there is no such bucket, `AccessDenied` if it is not yours.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.HeadBucket`.
        """
        ...

    @sends(HasSnapshotEnabled)
    def has_snapshot_enabled(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> bool:
        """Return whether a bucket is a snapshot bucket.

        `FeatureNotSupported` if the service does not tell.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.HasSnapshotEnabled`.
        """
        ...

    @sends(DeleteBucket)
    def delete_bucket(
        self,
        bucket: str,
        *,
        force: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Delete a bucket. With soft delete on, it can be restored within its retention.

        `Conflict` if it has forks, or is not empty and `force` is off. After a lost response it counts as deleted if it is
        gone.

        Parameters:

            bucket:
                Name of the bucket.
            force:
                Delete the bucket even if it is not empty. Off by default.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucket`.
        """
        ...

    @sends(RestoreBucket)
    def restore_bucket(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Restore a soft-deleted bucket with all its objects.

        `ServiceError` (400 `InvalidArgument`) if it is not deleted, `NotFound` if its retention is over.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RestoreBucket`.
        """
        ...

    @sends(PurgeBucket)
    def purge_bucket(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove a soft-deleted bucket for good, before its retention ends.

        The client first asks whether the bucket is live, since a service without soft delete would delete it.
        `PreconditionFailed` if so: nothing is removed.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PurgeBucket`.
        """
        ...

    @sends(ListBuckets)
    def list_buckets(
        self,
        *,
        max_buckets: int = 100,
        include_regions: bool = False,
        include_type: bool = False,
        include_visibility: bool = False,
        include_fork_info: bool = False,
        include_owner: bool = False,
        include_stats: bool = False,
        only_forked: bool = False,
        only_deleted: bool = False,
        owned_by: str | None = None,
        continuation_token: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Pages[BucketPage, Bucket]:
        """List your buckets in order of their names, page by page.

        The options `include_...`, `only_...` and `owned_by` are Tigris' own. A new bucket may be missing for some seconds.

        Parameters:

            max_buckets:
                Entries a page, at least 1 (default 100). It is no limit: iteration goes on to the last page.
            include_regions:
                Add the regions to each bucket.
            include_type:
                Add the type, snapshot bucket or regular one.
            include_visibility:
                Add whether each bucket is public.
            include_fork_info:
                Add the fork lineage.
            include_owner:
                Add the owner.
            include_stats:
                Add the totals over its buckets to each page.
            only_forked:
                List only forks.
            only_deleted:
                List only soft-deleted buckets.
            owned_by:
                List only the buckets of the user with this email.
            continuation_token:
                `continuation_token` of a page: start with the next page. None starts at the beginning.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListBuckets`.
        """
        ...

    @sends(ListDeletedBuckets)
    def list_deleted_buckets(
        self,
        *,
        max_buckets: int = 100,
        continuation_token: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Pages[BucketPage, Bucket]:
        """List the soft-deleted buckets, page by page.

        Entries without soft delete are dropped: they are live buckets of a service without this listing. Live buckets with
        soft delete look like deleted ones, so `purge_bucket` asks first.

        Parameters:

            max_buckets:
                Entries a page, at least 1 (default 100). It is no limit: iteration goes on to the last page.
            continuation_token:
                `continuation_token` of a page: start with the next page. None starts at the beginning.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListDeletedBuckets`.
        """
        ...

    @sends(GetStats)
    def get_stats(
        self,
        *,
        owned_by: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketStats:
        """Return the totals over all your buckets: the sums of `list_buckets(include_stats=True)`, 50 buckets a page.

        Parameters:

            owned_by:
                Count only the buckets of the user with this email.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetStats`.
        """
        ...

    @sends(CreateSnapshot)
    def create_snapshot(
        self,
        bucket: str,
        name: str | None = None,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Snapshot:
        """Take a snapshot of a bucket, in the same time for any number of objects.

        Sent once, since asking twice may take two. Raises `OutcomeUnknown` after a lost response: list the snapshots
        before you ask again.

        Parameters:

            bucket:
                Name of a snapshot bucket.
            name:
                A label such as a time or a path: 1 to 64 printable ASCII characters without `;`, no space at its ends. None for
                no label.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CreateSnapshot`.
        """
        ...

    @sends(ListSnapshots)
    def list_snapshots(
        self,
        bucket: str,
        *,
        max_buckets: int = 100,
        continuation_token: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Pages[SnapshotPage, Snapshot]:
        """List a bucket's snapshots, page by page. `FeatureNotSupported` unless the endpoint is Tigris.

        The service documents newest first. If order matters, sort by `int(snapshot.version)`.

        Parameters:

            bucket:
                Name of the bucket.
            max_buckets:
                Snapshots a page, at least 1 (default 100). It is no limit: iteration goes on to the last page.
            continuation_token:
                `continuation_token` of a page: start with the next page. None starts at the beginning.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListSnapshots`.
        """
        ...

    @sends(DeleteSnapshot)
    def delete_snapshot(
        self,
        bucket: str,
        snapshot_version: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Delete one snapshot. Objects, their versions and the snapshot's forks stay.

        The client first asks whether the endpoint is Tigris, since any other would delete the bucket. `FeatureNotSupported`
        if not: nothing is deleted. After a lost response it counts as deleted if the listing lacks it.

        Parameters:

            bucket:
                Name of the bucket.
            snapshot_version:
                `version` of the snapshot.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteSnapshot`.
        """
        ...

    @sends(CreateFork)
    def create_fork(
        self,
        bucket: str,
        source: str,
        snapshot_version: str | None = None,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> CreateBucketResult:
        """Create a bucket as a fork of another, in the same time for any number of objects.

        Errors are those of `create_bucket`, which takes further options beside `fork_source`.

        Parameters:

            bucket:
                Name of the new bucket.
            source:
                Bucket to fork, a snapshot bucket.
            snapshot_version:
                Snapshot of `source` to start from; None for its current state.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CreateFork`.
        """
        ...

    @sends(ListForks)
    def list_forks(
        self,
        bucket: str,
        *,
        max_buckets: int = 100,
        continuation_token: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Pages[ForkPage, Fork]:
        """List the forks of a bucket, page by page. New forks show at once.

        `AccessDenied` if the bucket does not exist or is not yours. `FeatureNotSupported` if a listed bucket is no fork of
        it.

        Parameters:

            bucket:
                Name of the parent bucket.
            max_buckets:
                Entries a page, at least 1 (default 100). It is no limit: iteration goes on to the last page.
            continuation_token:
                `continuation_token` of a page: start with the next page. None starts at the beginning.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListForks`.
        """
        ...

    @sends(MergeFork)
    def merge_fork(
        self,
        bucket: str,
        source: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ForkSynced:
        """Merge the changes of a fork into its parent. Shows within seconds.

        Sent once. Raises `OutcomeUnknown` after a lost response: look at the bucket before you ask again. The service does
        not document the result for a key that changed on both sides: take a snapshot of both first.

        `ServiceError` (400 `InvalidArgument`) if `source` is no direct fork of the bucket.

        Parameters:

            bucket:
                The parent, which changes.
            source:
                The fork, which stays as it is.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.MergeFork`.
        """
        ...

    @sends(RebaseFork)
    def rebase_fork(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ForkSynced:
        """Bring a fork up to date with its parent. Sent once, with the notes of `merge_fork`.

        `ServiceError` (400) if the bucket is no fork.

        Parameters:

            bucket:
                The fork, which changes.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RebaseFork`.
        """
        ...

    @sends(GetBucketMetadata)
    def get_bucket_metadata(
        self,
        bucket: str,
        *,
        with_size: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketMetadata:
        """Return a bucket's settings and lineage; `NotFound` if there is no such bucket.

        Parameters:

            bucket:
                Name of the bucket.
            with_size:
                Add the estimates of objects and bytes. Costs the service more.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketMetadata`.
        """
        ...

    @sends(UpdateBucket)
    def update_bucket(
        self,
        bucket: str,
        *,
        acl: Literal["private", "public-read"] | None = None,
        public_list_objects: bool | None = None,
        object_acl: bool | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        regions: str | Iterable[str] | None = None,
        cache_control: str | None = None,
        custom_domain: str | None = None,
        nosniff: bool | None = None,
        snapshot_enabled: bool | None = None,
        soft_delete: bool | int | None = None,
        delete_protection: bool | None = None,
        notifications: BucketNotifications | Clear | None = None,
        migration_source: MigrationSource | Clear | None = None,
        lifecycle_rules: Iterable[LifecycleRule] | None = None,
        cors: Iterable[CORSRule] | None = None,
        shares: Iterable[BucketShare] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UpdateBucketResult:
        """Change the given settings of a bucket, each as a whole. None leaves a setting unchanged.

        Give secrets themselves: the mask `****` that is read back is refused.

        `ServiceError` (400) if the service does not allow a setting, such as a type that does not fit lifecycle rules or
        forks. `AccessDenied` (403) if the migration source refuses the keys.

        Parameters:

            bucket:
                Name of the bucket.
            acl:
                `"private"` or `"public-read"`.
            public_list_objects:
                Let anyone list a public bucket.
            object_acl:
                Allow single objects their own ACL.
            storage_class:
                Default tier of objects: `STANDARD`, `STANDARD_IA`, `GLACIER` or `GLACIER_IR`.
            regions:
                Placement: a region code, a multi-region code or several codes; `()` for global.
            cache_control:
                `Cache-Control` of objects without one of their own; `""` removes it.
            custom_domain:
                A domain whose CNAME points to the bucket; `""` removes it.
            nosniff:
                Tell browsers not to guess content types.
            snapshot_enabled:
                True makes a snapshot bucket, False a regular one. A snapshot bucket takes neither lifecycle rules nor the tier
                `GLACIER`.
            soft_delete:
                Retention of deleted objects: True (7 days), 7 to 90 days, or False for none.
            delete_protection:
                Protect the bucket from deletion.
            notifications:
                The webhook; `CLEAR` removes it.
            migration_source:
                The store to migrate from; `CLEAR` removes it.
            lifecycle_rules:
                All lifecycle rules of the bucket, up to 10; `()` removes them.
            cors:
                All CORS rules of the bucket, up to 100; `()` removes them.
            shares:
                All shares of the bucket; `()` removes them.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.UpdateBucket`.
        """
        ...

    @sends(SetBucketSoftDelete)
    def set_bucket_soft_delete(
        self,
        bucket: str,
        enabled: bool,
        *,
        retention_days: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UpdateBucketResult:
        """Turn soft delete of a bucket on or off. Takes effect within seconds.

        Earlier deletions keep their retention.

        Parameters:

            bucket:
                Name of the bucket.
            enabled:
                True keeps deleted objects, False does not.
            retention_days:
                Days to keep them, 7 to 90; None for 7. Only with `enabled=True`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.SetBucketSoftDelete`.
        """
        ...

    @sends(SetBucketNotifications)
    def set_bucket_notifications(
        self,
        bucket: str,
        notifications: BucketNotifications | None,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UpdateBucketResult:
        """Replace the webhook of a bucket.

        Parameters:

            bucket:
                Name of the bucket.
            notifications:
                The webhook; None removes it. To pause, give the same with `enabled=False`, its secret included: the secret read
                back is masked.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.SetBucketNotifications`.
        """
        ...

    @sends(SetBucketMigration)
    def set_bucket_migration(
        self,
        bucket: str,
        source: MigrationSource | None,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UpdateBucketResult:
        """Replace the store that a bucket migrates from.

        `AccessDenied` (`InvalidAccessKeyId`) if the store refuses the keys: the service tries them.

        Parameters:

            bucket:
                Name of the bucket.
            source:
                The other store; None ends the migration.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.SetBucketMigration`.
        """
        ...

    @sends(GetBucketCors)
    def get_bucket_cors(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> tuple[CORSRule, ...]:
        """Return a bucket's CORS rules in order; `NotFound` (`NoSuchCORSConfiguration`) if there are none.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketCors`.
        """
        ...

    @sends(PutBucketCors)
    def put_bucket_cors(
        self,
        bucket: str,
        rules: Iterable[CORSRule],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Replace all CORS rules of a bucket.

        Parameters:

            bucket:
                Name of the bucket.
            rules:
                1 to 100 rules, in order. `delete_bucket_cors` removes them all.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketCors`.
        """
        ...

    @sends(DeleteBucketCors)
    def delete_bucket_cors(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove a bucket's CORS rules. No error if there are none.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketCors`.
        """
        ...

    @sends(GetBucketLifecycleConfiguration)
    def get_bucket_lifecycle_configuration(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> tuple[LifecycleRule, ...]:
        """Return a bucket's lifecycle rules; `NotFound` (`NoSuchLifecycleConfiguration`) if there are none.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketLifecycleConfiguration`.
        """
        ...

    @sends(PutBucketLifecycleConfiguration)
    def put_bucket_lifecycle_configuration(
        self,
        bucket: str,
        rules: Iterable[LifecycleRule],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Replace all lifecycle rules of a bucket. `ServiceError` (400) for a snapshot bucket.

        Parameters:

            bucket:
                Name of the bucket.
            rules:
                1 to 10 rules with different ids. `delete_bucket_lifecycle` removes them all.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketLifecycleConfiguration`.
        """
        ...

    @sends(DeleteBucketLifecycle)
    def delete_bucket_lifecycle(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove a bucket's lifecycle rules. No error if there are none.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketLifecycle`.
        """
        ...

    @sends(GetBucketOwnershipControls)
    def get_bucket_ownership_controls(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> str:
        """Return `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`: the ownership of a bucket's objects.

        `NotFound` (`OwnershipControlsNotFoundError`) if it was never set.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketOwnershipControls`.
        """
        ...

    @sends(PutBucketOwnershipControls)
    def put_bucket_ownership_controls(
        self,
        bucket: str,
        object_ownership: Literal["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Set the ownership of a bucket's objects.

        Parameters:

            bucket:
                Name of the bucket.
            object_ownership:
                `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketOwnershipControls`.
        """
        ...

    @sends(DeleteBucketOwnershipControls)
    def delete_bucket_ownership_controls(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove the ownership setting of a bucket.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketOwnershipControls`.
        """
        ...

    @sends(GetBucketAccelerateConfiguration)
    def get_bucket_accelerate_configuration(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> str | None:
        """Return `"Enabled"` or `"Suspended"`; None if it was never set. See `put_bucket_accelerate_configuration`.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketAccelerateConfiguration`.
        """
        ...

    @sends(PutBucketAccelerateConfiguration)
    def put_bucket_accelerate_configuration(
        self,
        bucket: str,
        status: Literal["Enabled", "Suspended"],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Set whether the service copies each object to other regions as soon as it is stored.

        Parameters:

            bucket:
                Name of the bucket.
            status:
                `"Enabled"` or `"Suspended"`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketAccelerateConfiguration`.
        """
        ...

    @sends(GetBucketEncryption)
    def get_bucket_encryption(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketEncryption:
        """Return the encryption of a bucket's objects at rest.

        `NotFound` (`ServerSideEncryptionConfigurationNotFoundError`) from services that encrypt only on request.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketEncryption`.
        """
        ...

    @sends(PutBucketEncryption)
    def put_bucket_encryption(
        self,
        bucket: str,
        sse_algorithm: Literal["AES256"] = "AES256",
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Set encryption by AES256. Tigris always encrypts so, without keys of yours.

        Parameters:

            bucket:
                Name of the bucket.
            sse_algorithm:
                `AES256`, the only value.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketEncryption`.
        """
        ...

    @sends(DeleteBucketEncryption)
    def delete_bucket_encryption(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove the encryption setting. Tigris still encrypts.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketEncryption`.
        """
        ...

    @sends(GetBucketLocation)
    def get_bucket_location(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> str | None:
        """Return the location constraint of a bucket; None if the service names none.

        Tigris' value is not documented: `get_bucket_metadata` has the regions.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketLocation`.
        """
        ...

    @sends(GetBucketPolicyStatus)
    def get_bucket_policy_status(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> bool:
        """Return whether a bucket is public.

        `NotFound` (`NoSuchBucketPolicy`) if the service has bucket policies and the bucket has none.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketPolicyStatus`.
        """
        ...

    @sends(GetBucketRequestPayment)
    def get_bucket_request_payment(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> str:
        """Return the payer of requests: `Requester`, or `BucketOwner` as always with Tigris.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketRequestPayment`.
        """
        ...

    @sends(GetBucketNotificationConfiguration)
    def get_bucket_notification_configuration(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> NotificationConfiguration:
        """Return the receivers of S3's notifications of a bucket; none with Tigris.

        `set_bucket_notifications` sets Tigris' own, `get_bucket_metadata` returns them.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketNotificationConfiguration`.
        """
        ...

    @sends(PutObject)
    def put_object(
        self,
        bucket: str,
        key: str,
        body: BlockingContent,
        *,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_disposition: str | None = None,
        content_language: str | None = None,
        cache_control: str | None = None,
        expires: datetime | None = None,
        metadata: Mapping[str, str] | None = None,
        tagging: Mapping[str, str] | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        server_side_encryption: Literal["AES256"] | None = None,
        length: int | None = None,
        sha256: str | None = None,
        checksums: Checksums | Algorithm | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: datetime | None = None,
        if_unmodified_since: datetime | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> PutObjectResult:
        """Store an object. It replaces the object under the key.

        Raises `PreconditionFailed` if a condition does not hold: nothing was stored. Raises `OutcomeUnknown` if a response
        was lost and the repetition fails a condition: the first attempt may have been stored. Raises `ServiceError`
        (`BadDigest`) if the bytes that arrive do not match `checksums`.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            body:
                Bytes-like, a path, a binary file, or an iterable of bytes. Encode a str first: it is refused. A file is read
                from its position to its end and never closed. An iterable of more than 8 MiB goes to a temporary file, to be hashed
                and to be sent again if needed.
            content_type:
                `Content-Type` of the object, such as `"image/png"`. None sends no header.
            content_encoding:
                `Content-Encoding`, such as `"gzip"`. The client neither compresses nor decompresses.
            content_disposition:
                `Content-Disposition`, such as `'attachment; filename="map.png"'`.
            content_language:
                `Content-Language`, such as `"en"`.
            cache_control:
                `Cache-Control`, such as `"max-age=3600"`.
            expires:
                `Expires`, an aware datetime: when caches drop their copy. The object stays.
            metadata:
                User metadata: names to printable ASCII, at most 2,048 bytes in all, or values from `ObjectInfo.metadata`.
            tagging:
                Tags: keys to values, at most 10.
            storage_class:
                `"STANDARD"`, `"STANDARD_IA"`, `"GLACIER"` or `"GLACIER_IR"`. None: the bucket's default.
            acl:
                `"private"` or `"public-read"`. None: the bucket's.
            server_side_encryption:
                `"AES256"`. The service encrypts so in any case.
            length:
                Size of `body` in bytes. Give it for an iterable if you know it.
            sha256:
                Hex SHA-256 of `body` if you know it, or `"UNSIGNED-PAYLOAD"` to leave the bytes out of the signature. None:
                computed.
            checksums:
                An algorithm to compute (`"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"`, `"sha256"`), or `Checksums` with one
                known value. The service checks the bytes against it and notes it. None: no checksum.
            if_match:
                Entity tag: store only over the object that has it, else `PreconditionFailed`, or `NotFound` if there is none.
            if_none_match:
                `"*"`: store only if there is no object under the key.
            if_modified_since:
                Aware datetime: store only over an object that was stored since.
            if_unmodified_since:
                Aware datetime: store only over an object that was not stored since.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutObject`.
        """
        ...

    @sends(DeleteObject)
    def delete_object(
        self,
        bucket: str,
        key: str,
        *,
        version_id: str | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: datetime | None = None,
        if_unmodified_since: datetime | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> DeleteObjectResult:
        """Delete an object. Deleting a missing object is no error.

        On a snapshot bucket this adds a delete marker, a repeated attempt perhaps another one. Earlier versions stay
        readable through snapshots.

        Raises `PreconditionFailed` if a condition does not hold. Raises `OutcomeUnknown` if a response was lost and the
        repetition fails a condition or finds nothing: the first attempt may have deleted the object.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            version_id:
                Remove this version, from all snapshots too. None: delete the current object.
            if_match:
                Entity tag: delete only the object that has it.
            if_none_match:
                Entity tag: delete only an object that has another.
            if_modified_since:
                Aware datetime: delete only an object that was stored since.
            if_unmodified_since:
                Aware datetime: delete only an object that was not stored since.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteObject`.
        """
        ...

    @sends(GetObject)
    def get_object(
        self,
        bucket: str,
        key: str,
        *,
        range: tuple[int, int | None] | None = None,
        part_number: int | None = None,
        version_id: str | None = None,
        snapshot_version: str | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: datetime | None = None,
        if_unmodified_since: datetime | None = None,
        response_content_type: str | None = None,
        response_content_encoding: str | None = None,
        response_content_disposition: str | None = None,
        response_content_language: str | None = None,
        response_cache_control: str | None = None,
        response_expires: datetime | None = None,
        checksum_mode: bool = False,
        resume: bool = True,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ObjectBody:
        """Open an object for reading.

        If the body breaks off, the client reads on from the next byte of the same object (`Range` with `If-Match`), under
        its retry policy. A break counts as a failed attempt. The count starts again when bytes have arrived.

        Raises `MalformedResponse` if a page came in place of the object, or other bytes than those of `range`. Reading
        raises the error that broke the body if it cannot go on, and `ObjectChanged` if the object was replaced or deleted
        meanwhile.

            with client.get_object("bucket", "key") as body:
                print(body.info.content_type, body.read())

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            range:
                (first, last) byte, both included, from 0; (first, None) to the end; (-n, None) for the last n. None: all.
            part_number:
                Read this part of an object that was uploaded in parts, from 1; `parts_count` of the result counts them. Excludes
                `range`. An object that was put whole is its part 1.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`.
            if_match:
                Entity tag, or several in quotes: the object must have one of them, else `PreconditionFailed`. A weak one never
                matches.
            if_none_match:
                Entity tag, or several in quotes, weak ones too: the object must have another, else `NotModified`.
            if_modified_since:
                Aware datetime: the object must have been stored since, else `NotModified`.
            if_unmodified_since:
                Aware datetime: the object must not have been stored since, else `PreconditionFailed`.
            response_content_type:
                Set `Content-Type` of the answer. Not available to anonymous requests, like the other `response_...`
                parameters.
            response_content_encoding:
                Set `Content-Encoding` of the answer.
            response_content_disposition:
                Set `Content-Disposition` of the answer, such as `'attachment; filename="map.png"'`: browsers that follow a
                presigned URL obey it.
            response_content_language:
                Set `Content-Language` of the answer.
            response_cache_control:
                Set `Cache-Control` of the answer.
            response_expires:
                Set `Expires` of the answer: an aware datetime.
            checksum_mode:
                Ask for the checksums that the service noted (`info.checksums`), and check the bytes against one: `CorruptBody`
                in place of the last bytes if it does not match. Ranges are not checked, nor objects in parts with a checksum of
                their parts' checksums; `body.checked_by` tells.
            resume:
                Read on after a break. False: the break is raised.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetObject`.
        """
        ...

    @sends(OpenObject)
    def open_object(
        self,
        bucket: str,
        key: str,
        *,
        read_ahead: int = 8388608,
        version_id: str | None = None,
        snapshot_version: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ObjectFile:
        """Open an object as a file that seeks, read by ranged GETs: for zip archives, Parquet and the like.

        All reads are of the version that was opened: `ObjectChanged` if it was replaced since. To read an object once from
        front to end, prefer `get_object`.

            with client.open_object("bucket", "archive.zip") as file:
                print(zipfile.ZipFile(file).namelist())

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            read_ahead:
                Bytes that sequential reads fetch ahead, at most: 8 MiB by default. Bounds the memory of the file.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.OpenObject`.
        """
        ...

    @sends(HeadObject)
    def head_object(
        self,
        bucket: str,
        key: str,
        *,
        range: tuple[int, int | None] | None = None,
        part_number: int | None = None,
        version_id: str | None = None,
        snapshot_version: str | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: datetime | None = None,
        if_unmodified_since: datetime | None = None,
        response_content_type: str | None = None,
        response_content_encoding: str | None = None,
        response_content_disposition: str | None = None,
        response_content_language: str | None = None,
        response_cache_control: str | None = None,
        response_expires: datetime | None = None,
        checksum_mode: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ObjectInfo:
        """Return an object's properties without its bytes.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            range:
                (first, last) byte, both included, from 0; (first, None) to the end; (-n, None) for the last n. None: all.
            part_number:
                Read this part of an object that was uploaded in parts, from 1; `parts_count` of the result counts them. Excludes
                `range`. An object that was put whole is its part 1.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`.
            if_match:
                Entity tag, or several in quotes: the object must have one of them, else `PreconditionFailed`. A weak one never
                matches.
            if_none_match:
                Entity tag, or several in quotes, weak ones too: the object must have another, else `NotModified`.
            if_modified_since:
                Aware datetime: the object must have been stored since, else `NotModified`.
            if_unmodified_since:
                Aware datetime: the object must not have been stored since, else `PreconditionFailed`.
            response_content_type:
                Set `Content-Type` of the answer. Not available to anonymous requests, like the other `response_...`
                parameters.
            response_content_encoding:
                Set `Content-Encoding` of the answer.
            response_content_disposition:
                Set `Content-Disposition` of the answer, such as `'attachment; filename="map.png"'`: browsers that follow a
                presigned URL obey it.
            response_content_language:
                Set `Content-Language` of the answer.
            response_cache_control:
                Set `Cache-Control` of the answer.
            response_expires:
                Set `Expires` of the answer: an aware datetime.
            checksum_mode:
                Ask for the checksums that the service noted, in `checksums` of the result.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.HeadObject`.
        """
        ...

    @sends(DeleteObjects)
    def delete_objects(
        self,
        bucket: str,
        keys: Iterable[str | tuple[str, str | None]],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> DeleteObjectsResult:
        """Delete any number of objects, 1,000 a request.

        Some deletions can fail while others succeed: look at `errors` of the result. If a later request fails, earlier ones
        are done. Call again: deleting a missing object is no error.

        Raises `ValueError` before sending if XML cannot carry a key (most control characters): use `delete_object`.

        Parameters:

            bucket:
                Name of the bucket.
            keys:
                Keys, or pairs (key, version_id) that remove one version.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteObjects`.
        """
        ...

    @sends(CopyObject)
    def copy_object(
        self,
        bucket: str,
        key: str,
        source_bucket: str,
        source_key: str,
        *,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_disposition: str | None = None,
        content_language: str | None = None,
        cache_control: str | None = None,
        expires: datetime | None = None,
        metadata: Mapping[str, str] | None = None,
        tagging: Mapping[str, str] | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        server_side_encryption: Literal["AES256"] | None = None,
        source_version_id: str | None = None,
        snapshot_version: str | None = None,
        checksum_algorithm: Algorithm | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        source_if_match: str | None = None,
        if_modified_since: datetime | None = None,
        if_unmodified_since: datetime | None = None,
        source_if_none_match: str | None = None,
        source_if_modified_since: datetime | None = None,
        source_if_unmodified_since: datetime | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> CopyObjectResult:
        """Copy an object of up to 5 GiB within the service, with its content headers, metadata and tags.

        Any given `metadata` or content header replaces them all, but not the tags (S3's directive REPLACE). `copy_file`
        copies objects of any size.

        Raises `PreconditionFailed` if a condition does not hold, `OutcomeUnknown` if an earlier attempt may have made the
        copy.

        Parameters:

            bucket:
                Bucket of the copy.
            key:
                Key of the copy: at most 1,024 bytes as UTF-8.
            source_bucket:
                Bucket of the source.
            source_key:
                Key of the source.
            content_type:
                `Content-Type` of the copy. Any content header replaces all content headers and metadata of the source.
            content_encoding:
                `Content-Encoding`, such as `"gzip"`. The client neither compresses nor decompresses.
            content_disposition:
                `Content-Disposition`, such as `'attachment; filename="map.png"'`.
            content_language:
                `Content-Language`, such as `"en"`.
            cache_control:
                `Cache-Control`, such as `"max-age=3600"`.
            expires:
                `Expires`, an aware datetime: when caches drop their copy. The object stays.
            metadata:
                User metadata, in place of all content headers and metadata of the source: names to printable ASCII, at most
                2,048 bytes in all, or values from `ObjectInfo.metadata`.
            tagging:
                Tags, in place of those of the source: keys to values, at most 10.
            storage_class:
                `"STANDARD"`, `"STANDARD_IA"`, `"GLACIER"` or `"GLACIER_IR"`. None: left to the service.
            acl:
                `"private"` or `"public-read"`. None: left to the service.
            server_side_encryption:
                `"AES256"`. The service encrypts so in any case.
            source_version_id:
                Copy this version of the source. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: copy the source as it was then. Excludes `source_version_id`.
            checksum_algorithm:
                Have the service compute a checksum of the copy: `"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"` or `"sha256"`.
            if_match:
                Entity tag: copy only over the object that has it.
            if_none_match:
                `"*"`: copy only if there is no object under the key.
            source_if_match:
                Entity tag: copy only if the source has it.
            if_modified_since:
                Aware datetime: copy only over an object that was stored since.
            if_unmodified_since:
                Aware datetime: copy only over an object that was not stored since.
            source_if_none_match:
                Entity tag: copy only if the source has another.
            source_if_modified_since:
                Aware datetime: copy only if the source was stored since.
            source_if_unmodified_since:
                Aware datetime: copy only if the source was not stored since.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CopyObject`.
        """
        ...

    @sends(RenameObject)
    def rename_object(
        self,
        bucket: str,
        source_key: str,
        key: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> CopyObjectResult:
        """Give an object another key in the same bucket. It replaces the object under the new key.

        No data is rewritten. Two HEADs first look at both keys. After a lost response the client looks again:

        - It reports success if the source is gone, and the destination is new and has the source's etag, size and metadata.
        - It sends the rename again if the source is unchanged, or nothing new is at the destination.
        - All else is `OutcomeUnknown`.

        If several workers rename one object, each to its own key, one succeeds. With one key for all, none can tell whose
        rename it was.

        With `verify_features=False`, or once the endpoint is known to rename, a client with `max_attempts=1` sends the
        rename alone. A lost response is `OutcomeUnknown` then.

        Parameters:

            bucket:
                Name of the bucket.
            source_key:
                Present key of the object.
            key:
                New key: at most 1,024 bytes as UTF-8, other than `source_key`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RenameObject`.
        """
        ...

    @sends(Presign)
    def presign(
        self,
        bucket: str,
        key: str,
        *,
        method: Literal["get", "put"] = "get",
        expires: int = 3600,
        version_id: str | None = None,
        access_key_id: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> PresignResult:
        """Have the service sign a URL of the bucket's public host and custom domain. Anyone with the URL can use it.

        For other hosts and methods use `presigned_url`, which sends no request.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            method:
                `"get"` or `"put"`.
            expires:
                Seconds until the URL expires, at most 90 days. Default: one hour.
            version_id:
                Get only this version; for `"get"` alone. `head_object(..., snapshot_version=...)` returns that of a snapshot.
            access_key_id:
                The key that signs. None: the client's own. Required with a `SessionToken`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.Presign`.
        """
        ...

    @sends(RestoreObject)
    def restore_object(
        self,
        bucket: str,
        key: str,
        *,
        days: int = 1,
        version_id: str | None = None,
        snapshot_version: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> RestoreObjectResult:
        """Restore an archived object (`GLACIER`) for some days, so that it can be read. It takes about an hour.

        `get_restore_info` returns the progress. To bring back a deleted object, use `restore_deleted_object`.

        Raises `Conflict` (`RestoreAlreadyInProgress`) while a restore runs, and `AccessDenied` (`InvalidObjectState`) for
        `GLACIER_IR`, which needs none. With `days` above 1, raises `OutcomeUnknown` if a response was lost and the restore
        may be another caller's.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            days:
                Days that the object stays readable, at least 1.
            version_id:
                Restore this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: restore the version that was current then. Excludes `version_id`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RestoreObject`.
        """
        ...

    @sends(GetRestoreInfo)
    def get_restore_info(
        self,
        bucket: str,
        key: str,
        *,
        version_id: str | None = None,
        snapshot_version: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> RestoreInfo | None:
        """Return the state of an archived object; None if it can be read without a restore.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetRestoreInfo`.
        """
        ...

    @sends(MigrateObject)
    def migrate_object(
        self,
        bucket: str,
        key: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ObjectInfo:
        """Start to copy an object from the migration source; return its properties.

        Does not wait: `is_object_migrated` tells when the copy is done. Harmless if Tigris has the object already. Raises
        `NotFound` if neither side has it.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.MigrateObject`.
        """
        ...

    @sends(IsObjectMigrated)
    def is_object_migrated(
        self,
        bucket: str,
        key: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> bool:
        """Return whether Tigris has an object itself. Raises `NotFound` if its migration source has it neither.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.IsObjectMigrated`.
        """
        ...

    @sends(UpdateObject)
    def update_object(
        self,
        bucket: str,
        key: str,
        function: BlockingChange,
        *,
        content_type: str | None = None,
        metadata: Mapping[str, str] | None = None,
        max_conflicts: int = 20,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UpdateObjectResult:
        """Change an object by a function of its contents; store each change once.

        The client reads the object, calls `function`, and stores the result over that state only. If another writer was
        faster, it begins again.

            client.update_object("bucket", "counter", lambda old: b"%d" % (int(old or 0) + 1))

        After a lost response the object tells whether the update was stored, even if later ones followed: each leaves a
        mark in the metadata (`x-amz-meta-tigris-http-updates`, not shown in `ObjectInfo.metadata`) that names the last 48.

        Raises `OutcomeUnknown` if the object does not tell: another writer replaced it without the mark or deleted it, more
        updates followed, or it cannot be read. On snapshot buckets the client looks through its versions first. `function`
        is not applied again then. Any other error means that nothing was stored.

        Raises `MalformedResponse`, before it calls `function`, if the object has more than 64 MiB or a property that cannot
        be written back.

        Only updates are safe from each other. A plain put replaces the object it finds. A conditional put that puts old
        bytes back within their second may hide an update. An update to bytes that the object had in the same second waits
        for the next one.

        The object keeps its content headers and metadata byte for byte (unless given), storage class, tags, encryption,
        locks, kind of checksum, and an ACL of its own if the service shows it (`x-amz-acl`). Tags that change during the
        update may be lost.

        Conditions see the latest state everywhere in buckets of one region or multi-region, and within a region only in
        global and dual-region buckets.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            function:
                Gets the bytes, None if there is no object. Returns the new bytes, or None to leave the object unchanged. May be
                called several times. An error it raises ends the update with nothing written. For the async client it may be a
                coroutine function.
            content_type:
                New `Content-Type`. None: the object's own.
            metadata:
                New user metadata, in place of the object's: names to printable ASCII, at most 2,048 bytes in all. None: the
                object's own.
            max_conflicts:
                How many times another writer may be faster before the update ends with `PreconditionFailed`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.UpdateObject`.
        """
        ...

    @overload
    @sends(BundleObjects)
    def bundle_objects(
        self,
        bucket: str,
        keys: Iterable[str] | Iterable[tuple[str, TagT]] | Iterable[BundleKey[TagT]],
        *,
        compression: Compression = "none",
        on_error: Literal["skip", "fail"] = "skip",
        on_skipped: Literal["yield"] = "yield",
        prefetch: int = 1,
        connections: int | None = None,
        min_bundle: int = 8,
        max_bytes: int = 1073741824,
        snapshot_version: str | None = None,
        snapshot_via: Literal["get", "bundle"] = "get",
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BundleResponse[BundleMember[TagT] | BundleSkipped[TagT]]:
        """Read any number of objects as few streams, one result for each key.

        Results come in the order of `keys`, duplicates included: a `BundleMember` with the object's bytes, or a
        `BundleSkipped` for an object that is missing or not yours. Both carry the key and its tag.

        A request names up to 5,000 keys, in at most 5 MB. After a break the client continues the stream, under its retry
        policy. Keys whose streams broke repeatedly are read by concurrent single GETs.

        Errors of the first keys and of the first request are raised at once, `BundleError` as `on_skipped` and `on_error`
        say.

        Parameters:

            bucket:
                Name of the bucket.
            keys:
                Keys, `(key, tag)` pairs or `BundleKey`s: any iterable, however long. The async client takes async ones, too.
            compression:
                Compression of the stream on the wire: `"none"`, `"gzip"` or `"zstd"`.
            on_error:
                `"fail"`: the service checks all keys of a request first. If any is missing, `BundleError` with all
                `missing_keys` is raised before anything of that request is streamed. `"skip"`: it leaves them out.
            on_skipped:
                `"yield"` a `BundleSkipped`, `"drop"` it, or `"raise"` `BundleError` in its place.
            prefetch:
                Requests under way while one is read, 0 to 64.
            connections:
                Most connections at once, for bundles beside other work. None: the client's `max_connections`.
            min_bundle:
                Fewer keys than this (1 to 5,000) are read by concurrent single GETs.
            max_bytes:
                Bytes of objects under way, at most, by the sizes of `BundleKey`s: 1 GiB by default. Requests are cut so.
            snapshot_version:
                Version of a snapshot, a str of digits: read the objects as they were then.
            snapshot_via:
                `"get"`: read a snapshot by single GETs. `"bundle"`: trust the service to honour snapshots in bundles, which its
                documentation does not promise.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.BundleObjects`.
        """
        ...

    @overload
    @sends(BundleObjects)
    def bundle_objects(
        self,
        bucket: str,
        keys: Iterable[str] | Iterable[tuple[str, TagT]] | Iterable[BundleKey[TagT]],
        *,
        compression: Compression = "none",
        on_error: Literal["skip", "fail"] = "skip",
        on_skipped: Literal["drop", "raise"],
        prefetch: int = 1,
        connections: int | None = None,
        min_bundle: int = 8,
        max_bytes: int = 1073741824,
        snapshot_version: str | None = None,
        snapshot_via: Literal["get", "bundle"] = "get",
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BundleResponse[BundleMember[TagT]]:
        """Read any number of objects as few streams, one result for each key.

        Results come in the order of `keys`, duplicates included: a `BundleMember` with the object's bytes, or a
        `BundleSkipped` for an object that is missing or not yours. Both carry the key and its tag.

        A request names up to 5,000 keys, in at most 5 MB. After a break the client continues the stream, under its retry
        policy. Keys whose streams broke repeatedly are read by concurrent single GETs.

        Errors of the first keys and of the first request are raised at once, `BundleError` as `on_skipped` and `on_error`
        say.

        Parameters:

            bucket:
                Name of the bucket.
            keys:
                Keys, `(key, tag)` pairs or `BundleKey`s: any iterable, however long. The async client takes async ones, too.
            compression:
                Compression of the stream on the wire: `"none"`, `"gzip"` or `"zstd"`.
            on_error:
                `"fail"`: the service checks all keys of a request first. If any is missing, `BundleError` with all
                `missing_keys` is raised before anything of that request is streamed. `"skip"`: it leaves them out.
            on_skipped:
                `"yield"` a `BundleSkipped`, `"drop"` it, or `"raise"` `BundleError` in its place.
            prefetch:
                Requests under way while one is read, 0 to 64.
            connections:
                Most connections at once, for bundles beside other work. None: the client's `max_connections`.
            min_bundle:
                Fewer keys than this (1 to 5,000) are read by concurrent single GETs.
            max_bytes:
                Bytes of objects under way, at most, by the sizes of `BundleKey`s: 1 GiB by default. Requests are cut so.
            snapshot_version:
                Version of a snapshot, a str of digits: read the objects as they were then.
            snapshot_via:
                `"get"`: read a snapshot by single GETs. `"bundle"`: trust the service to honour snapshots in bundles, which its
                documentation does not promise.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.BundleObjects`.
        """
        ...

    @sends(BundleArchive)
    def bundle_archive(
        self,
        bucket: str,
        keys: Iterable[str],
        *,
        compression: Compression = "none",
        on_error: Literal["skip", "fail"] = "skip",
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ArchiveBody:
        """Open the tar archive of up to 5,000 objects as the service sends it.

        The members are in the order of `keys`, each named by its whole key. If keys were left out, the last member is
        `__bundle_errors.json`: `{"skipped":[{"key":"gone.jpg","reason":"NoSuchKey"}]}`.

        The client neither continues it after a break nor checks the bytes in a compressed archive. `bundle_objects` does
        both.

            with client.bundle_archive("photos", ["a.jpg", "b.jpg"]) as body:
                with open("photos.tar", "wb") as file:
                    shutil.copyfileobj(body, file)

        Parameters:

            bucket:
                Name of the bucket.
            keys:
                1 to 5,000 keys in at most 5 MB, each once.
            compression:
                `"none"`, `"gzip"` or `"zstd"`. The archive stays compressed: open it with mode `"r|"`, `"r|gz"`, or from Python
                3.14 on `"r|zst"`.
            on_error:
                `"fail"`: the service checks all keys first. If any is missing, it raises `BundleError` with all `missing_keys`.
                `"skip"`: it leaves them out.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.BundleArchive`.
        """
        ...

    @sends(ListObjectsV2)
    def list_objects_v2(
        self,
        bucket: str,
        *,
        prefix: str | None = None,
        delimiter: str | None = None,
        start_after: str | None = None,
        max_keys: int = 1000,
        fetch_owner: bool = False,
        snapshot_version: str | None = None,
        query: str | ObjectQuery | None = None,
        with_metadata: bool = False,
        with_content: bool = False,
        prefetch: bool = False,
        source: Literal["tigris", "shadow"] | None = None,
        continuation_token: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Pages[ObjectPage, ListedObject]:
        """List the objects of a bucket, page by page, in order of the UTF-8 bytes of their keys.

        With `query` they come in its order, and a page may be empty and others follow.

        With `snapshot_version`, `query`, `source`, `with_metadata` or `with_content`: `FeatureNotSupported` unless the
        endpoint is Tigris.

            for entry in client.list_objects_v2("bucket", prefix="logs/"):
                print(entry.key, entry.size)

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                List only keys that begin with this text.
            delimiter:
                Group keys that share the text up to the first delimiter after `prefix` into the page's `common_prefixes`.
                Usually `"/"`.
            start_after:
                List only keys after this one.
            max_keys:
                Entries a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page.
            fetch_owner:
                Add the owner to each object.
            snapshot_version:
                List the bucket as of this snapshot; None for now.
            query:
                List only matching objects, in the query's order: an `ObjectQuery`, or its text.
            with_metadata:
                Add the user metadata to each object.
            with_content:
                Add the metadata to each object, and the bytes to small ones.
            prefetch:
                Bring the listed objects into the cache of your region.
            source:
                One side of a migrating bucket: `"tigris"` for objects that are here already, `"shadow"` for those of the other
                store. None for both.
            continuation_token:
                `next_continuation_token` of a page: start with the next page. None starts at the beginning.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListObjectsV2`.
        """
        ...

    @sends(ListObjects)
    def list_objects(
        self,
        bucket: str,
        *,
        prefix: str | None = None,
        delimiter: str | None = None,
        marker: str | None = None,
        max_keys: int = 1000,
        snapshot_version: str | None = None,
        prefetch: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Pages[ObjectPageV1, ListedObject]:
        """List the objects of a bucket with their owners, page by page. `list_objects_v2` does all this and more.

        With `snapshot_version`: `FeatureNotSupported` unless the endpoint is Tigris.

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                List only keys that begin with this text.
            delimiter:
                Group keys that share the text up to the first delimiter after `prefix` into the page's `common_prefixes`.
                Usually `"/"`.
            marker:
                List only keys after this one: a key, or `next_marker` of a page.
            max_keys:
                Entries a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page.
            snapshot_version:
                List the bucket as of this snapshot; None for now.
            prefetch:
                Bring the listed objects into the cache of your region.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListObjects`.
        """
        ...

    @sends(ListObjectVersions)
    def list_object_versions(
        self,
        bucket: str,
        *,
        prefix: str | None = None,
        delimiter: str | None = None,
        max_keys: int = 1000,
        key_marker: str | None = None,
        version_id_marker: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Pages[VersionPage, ObjectVersion]:
        """List all versions and delete markers of a snapshot bucket, page by page.

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                List only keys that begin with this text.
            delimiter:
                Group keys that share the text up to the first delimiter after `prefix` into the page's `common_prefixes`.
                Usually `"/"`.
            max_keys:
                Entries a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page.
            key_marker:
                Start after this key; with `version_id_marker` inside its versions. `next_key_marker` of a page.
            version_id_marker:
                Start after this version of `key_marker`, which it needs. `next_version_id_marker` of a page.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListObjectVersions`.
        """
        ...

    @sends(ListDeletedObjects)
    def list_deleted_objects(
        self,
        bucket: str,
        *,
        prefix: str | None = None,
        delimiter: str | None = None,
        max_keys: int = 1000,
        continuation_token: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Pages[ObjectPage, ListedObject]:
        """List the soft-deleted keys of a bucket, page by page. `FeatureNotSupported` unless the endpoint is Tigris.

        Changes show after seconds, and not at the same time as in `list_deleted_object_versions`.

        Nothing marks a key as deleted: a service without soft delete lists its live keys here. Remove nothing by this list;
        `list_deleted_object_versions` checks each entry.

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                List only keys that begin with this text.
            delimiter:
                Group keys that share the text up to the first delimiter after `prefix` into the page's `common_prefixes`.
                Usually `"/"`.
            max_keys:
                Entries a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page.
            continuation_token:
                `next_continuation_token` of a page: start with the next page. None starts at the beginning.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListDeletedObjects`.
        """
        ...

    @sends(ListDeletedObjectVersions)
    def list_deleted_object_versions(
        self,
        bucket: str,
        *,
        prefix: str | None = None,
        delimiter: str | None = None,
        max_keys: int = 1000,
        key_marker: str | None = None,
        version_id_marker: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Pages[VersionPage, ObjectVersion]:
        """List the soft-deleted versions of a bucket's objects, page by page: one for each deletion of a key.

        Live versions and delete markers are dropped, so a page may be empty and others follow. `common_prefixes` may stand
        for live keys. `FeatureNotSupported` unless an entry is marked as deleted or the endpoint is Tigris.

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                List only keys that begin with this text.
            delimiter:
                Group keys that share the text up to the first delimiter after `prefix` into the page's `common_prefixes`.
                Usually `"/"`.
            max_keys:
                Entries a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page.
            key_marker:
                Start after this key; with `version_id_marker` inside its versions. `next_key_marker` of a page.
            version_id_marker:
                Start after this version of `key_marker`, which it needs. `next_version_id_marker` of a page.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListDeletedObjectVersions`.
        """
        ...

    @sends(RestoreDeletedObject)
    def restore_deleted_object(
        self,
        bucket: str,
        key: str,
        *,
        version_id: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> RestoredObject:
        """Restore a soft-deleted object. It is live at once, in place of the current one.

        `NotFound` if there is no such version. The client asks first: `FeatureNotSupported` unless the endpoint is Tigris.

        With `version_id` the client first lists the deleted versions. After a lost response the restore was done if that
        version was among them and the live object has its etag and size. `OutcomeUnknown` if another object is live.
        Without `version_id` a lost response is `OutcomeUnknown`, since asking twice may restore another version.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object.
            version_id:
                The deleted version to restore; None for the one deleted last.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RestoreDeletedObject`.
        """
        ...

    @sends(PurgeDeletedObject)
    def purge_deleted_object(
        self,
        bucket: str,
        key: str,
        version_id: str | ObjectVersion,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove one soft-deleted version for good, before its retention ends.

        A `version_id` that is text is first looked up, since a service without soft delete would remove a live version.
        `NotFound` if it is not listed (a deletion may show some seconds late), `PreconditionFailed` if it is live: nothing
        is removed then. After a lost response the listing tells whether it is gone.

            for version in client.list_deleted_object_versions("bucket"):
                client.purge_deleted_object("bucket", version.key, version)

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object.
            version_id:
                An entry of `list_deleted_object_versions`, or its `version_id`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PurgeDeletedObject`.
        """
        ...

    @sends(CreateMultipartUpload)
    def create_multipart_upload(
        self,
        bucket: str,
        key: str,
        *,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_disposition: str | None = None,
        content_language: str | None = None,
        cache_control: str | None = None,
        expires: datetime | None = None,
        metadata: Mapping[str, str] | None = None,
        tagging: Mapping[str, str] | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        server_side_encryption: Literal["AES256"] | None = None,
        checksum_algorithm: Algorithm | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> MultipartUpload:
        """Begin an upload in parts, with the object's headers, metadata, tags, tier and ACL.

        The object appears when the upload is completed. A repetition after a lost response may leave behind an upload
        without parts, and so may a cancellation: `list_multipart_uploads` shows it, `abort_multipart_upload` drops it.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            content_type:
                `Content-Type` of the object, such as `"image/png"`. None sends no header.
            content_encoding:
                `Content-Encoding`, such as `"gzip"`. The client neither compresses nor decompresses.
            content_disposition:
                `Content-Disposition`, such as `'attachment; filename="map.png"'`.
            content_language:
                `Content-Language`, such as `"en"`.
            cache_control:
                `Cache-Control`, such as `"max-age=3600"`.
            expires:
                `Expires`, an aware datetime: when caches drop their copy. The object stays.
            metadata:
                User metadata: names to printable ASCII, at most 2,048 bytes in all, or values from `ObjectInfo.metadata`.
            tagging:
                Tags: keys to values, at most 10.
            storage_class:
                `"STANDARD"`, `"STANDARD_IA"`, `"GLACIER"` or `"GLACIER_IR"`. None: the bucket's default.
            acl:
                `"private"` or `"public-read"`. None: the bucket's.
            server_side_encryption:
                `"AES256"`. The service encrypts so in any case.
            checksum_algorithm:
                Announce that parts come with `checksums` of this kind: `"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"` or
                `"sha256"`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CreateMultipartUpload`.
        """
        ...

    @sends(UploadPart)
    def upload_part(
        self,
        bucket: str,
        key: str,
        upload_id: str,
        part_number: int,
        body: BlockingContent,
        *,
        length: int | None = None,
        sha256: str | None = None,
        checksums: Checksums | Algorithm | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UploadedPart:
        """Store one part of an upload, in place of the part with its number.

        A part is 5 MiB to 5 GiB; only the last may be smaller. Raises `ServiceError` (`BadDigest`) if the bytes that arrive
        do not match `checksums`.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            upload_id:
                The upload, as `create_multipart_upload` returned it.
            part_number:
                Number of the part, 1 to 10,000. Parts are joined in the order of their numbers.
            body:
                Bytes-like, a path, a binary file, or an iterable of bytes. Encode a str first: it is refused. A file is read
                from its position to its end and never closed. An iterable of more than 8 MiB goes to a temporary file, to be hashed
                and to be sent again if needed.
            length:
                Size of `body` in bytes. Give it for an iterable if you know it.
            sha256:
                Hex SHA-256 of `body` if you know it, or `"UNSIGNED-PAYLOAD"` to leave the bytes out of the signature. None:
                computed.
            checksums:
                An algorithm to compute (`"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"`, `"sha256"`), or `Checksums` with one
                known value. The service checks the bytes against it and notes it. None: no checksum.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.UploadPart`.
        """
        ...

    @sends(UploadPartCopy)
    def upload_part_copy(
        self,
        bucket: str,
        key: str,
        upload_id: str,
        part_number: int,
        source_bucket: str,
        source_key: str,
        *,
        source_range: tuple[int, int] | None = None,
        source_version_id: str | None = None,
        snapshot_version: str | None = None,
        source_if_match: str | None = None,
        source_if_none_match: str | None = None,
        source_if_modified_since: datetime | None = None,
        source_if_unmodified_since: datetime | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UploadedPart:
        """Copy an object, or a range of it, as one part of an upload. The client sends no bytes.

        Raises `PreconditionFailed` if a condition on the source does not hold.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            upload_id:
                The upload, as `create_multipart_upload` returned it.
            part_number:
                Number of the part, 1 to 10,000. Parts are joined in the order of their numbers.
            source_bucket:
                Bucket of the source.
            source_key:
                Key of the source.
            source_range:
                (first, last) byte of the source, both included, from 0. None: all of it.
            source_version_id:
                Copy this version of the source. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: copy the source as it was then. Excludes `source_version_id`.
            source_if_match:
                Entity tag: copy only if the source has it.
            source_if_none_match:
                Entity tag: copy only if the source has another.
            source_if_modified_since:
                Aware datetime: copy only if the source was stored since.
            source_if_unmodified_since:
                Aware datetime: copy only if the source was not stored since.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.UploadPartCopy`.
        """
        ...

    @sends(CompleteMultipartUpload)
    def complete_multipart_upload(
        self,
        bucket: str,
        key: str,
        upload_id: str,
        parts: Iterable[UploadedPart | ListedPart | tuple[int, str]],
        *,
        if_match: str | None = None,
        if_none_match: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> CompletedUpload:
        """Join the parts of an upload into the object.

        Raises `NotFound` if there is no such upload, as after it was completed or aborted, and `PreconditionFailed` if a
        condition does not hold. After a lost response the client looks whether the object is there and made of these parts:
        `OutcomeUnknown` if the object does not tell.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            upload_id:
                The upload, as `create_multipart_upload` returned it.
            parts:
                Results of `upload_part` or `list_parts`, or pairs (number, etag), in order of their numbers. Other stored parts
                do not matter.
            if_match:
                Entity tag: make the object only in place of the one that has it.
            if_none_match:
                `"*"`: make the object only if there is none under the key.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CompleteMultipartUpload`.
        """
        ...

    @sends(AbortMultipartUpload)
    def abort_multipart_upload(
        self,
        bucket: str,
        key: str,
        upload_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """End an upload and drop its parts. Raises `NotFound` if there is no such upload.

        A part under way may still be stored: list the parts, and abort again if there are any.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            upload_id:
                The upload, as `create_multipart_upload` returned it.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.AbortMultipartUpload`.
        """
        ...

    @sends(ListParts)
    def list_parts(
        self,
        bucket: str,
        key: str,
        upload_id: str,
        *,
        max_parts: int = 1000,
        part_number_marker: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Pages[PartPage, ListedPart]:
        """List the stored parts of an upload, in order of their numbers.

        Raises `NotFound` if there is no such upload.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            upload_id:
                The upload, as `create_multipart_upload` returned it.
            max_parts:
                Parts a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page.
            part_number_marker:
                Begin after this part's number.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListParts`.
        """
        ...

    @sends(ListMultipartUploads)
    def list_multipart_uploads(
        self,
        bucket: str,
        *,
        prefix: str | None = None,
        delimiter: str | None = None,
        max_uploads: int = 1000,
        key_marker: str | None = None,
        upload_id_marker: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Pages[UploadPage, ListedUpload]:
        """List the uploads of a bucket that have not ended. Abort forgotten ones: they stay, and cost storage.

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                Only uploads whose keys begin with it.
            delimiter:
                Fold the keys below it into `common_prefixes` of the page.
            max_uploads:
                Uploads a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page.
            key_marker:
                Begin after this key.
            upload_id_marker:
                Begin after this upload of `key_marker`, which it needs.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListMultipartUploads`.
        """
        ...

    @sends(GetObjectTagging)
    def get_object_tagging(
        self,
        bucket: str,
        key: str,
        *,
        version_id: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ObjectTagging:
        """Return an object's tags.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object.
            version_id:
                Version of the object, in a snapshot bucket; None for the live object.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetObjectTagging`.
        """
        ...

    @sends(PutObjectTagging)
    def put_object_tagging(
        self,
        bucket: str,
        key: str,
        tags: Mapping[str, str],
        *,
        version_id: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Replace all tags of an object.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object.
            tags:
                Up to 10; keys of 1 to 128 characters, values of up to 256.
            version_id:
                Version of the object, in a snapshot bucket; None for the live object.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutObjectTagging`.
        """
        ...

    @sends(DeleteObjectTagging)
    def delete_object_tagging(
        self,
        bucket: str,
        key: str,
        *,
        version_id: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove an object's tags. No error if it has none.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object.
            version_id:
                Version of the object, in a snapshot bucket; None for the live object.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteObjectTagging`.
        """
        ...

    @sends(GetBucketTagging)
    def get_bucket_tagging(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Mapping[str, str]:
        """Return a bucket's tags; `NotFound` (`NoSuchTagSet`) if it has none.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketTagging`.
        """
        ...

    @sends(PutBucketTagging)
    def put_bucket_tagging(
        self,
        bucket: str,
        tags: Mapping[str, str],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Replace all tags of a bucket.

        Parameters:

            bucket:
                Name of the bucket.
            tags:
                Up to 50; keys of 1 to 128 characters, values of up to 256.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketTagging`.
        """
        ...

    @sends(DeleteBucketTagging)
    def delete_bucket_tagging(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove a bucket's tags. No error if it has none.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketTagging`.
        """
        ...

    @sends(GetObjectAcl)
    def get_object_acl(
        self,
        bucket: str,
        key: str,
        *,
        version_id: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AccessControlPolicy:
        """Return an object's access control list.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object.
            version_id:
                Version of the object, in a snapshot bucket; None for the live object.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetObjectAcl`.
        """
        ...

    @sends(PutObjectAcl)
    def put_object_acl(
        self,
        bucket: str,
        key: str,
        acl: Literal["private", "public-read"],
        *,
        version_id: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Make one object private or public, if its bucket allows object ACLs.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object.
            acl:
                `"private"` or `"public-read"`.
            version_id:
                Version of the object, in a snapshot bucket; None for the live object.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutObjectAcl`.
        """
        ...

    @sends(GetBucketAcl)
    def get_bucket_acl(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AccessControlPolicy:
        """Return a bucket's access control list.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketAcl`.
        """
        ...

    @sends(PutBucketAcl)
    def put_bucket_acl(
        self,
        bucket: str,
        acl: Literal["private", "public-read"],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Make a bucket private or public. Its objects follow, unless they have an ACL of their own.

        Parameters:

            bucket:
                Name of the bucket.
            acl:
                `"private"` or `"public-read"`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketAcl`.
        """
        ...

    @sends(HeadBucket)
    def get_bucket_info(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketInfo:
        """Return a bucket's kind and fork source.

        `NotFound` if there is no such bucket, `AccessDenied` if it is not yours.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.HeadBucket`.
        """
        ...

    @sends(PostForm)
    def presigned_post(
        self,
        bucket: str,
        key: str | None = None,
        *,
        expires: int = 3600,
        key_starts_with: str | None = None,
        content_length_range: tuple[int, int] | None = None,
        content_type: str | None = None,
        content_type_starts_with: str | None = None,
        acl: Literal["private", "public-read"] | None = None,
        metadata: Mapping[str, str] | None = None,
        success_action_status: int | None = None,
        success_action_redirect: str | None = None,
        fields: Mapping[str, str] | None = None,
        endpoint: str | None = None,
        custom_domain: str | None = None,
    ) -> PresignedPost:
        """Return a form that uploads a file from a browser. Sends no request. Anyone with the form can use it.

        Raises `CredentialsError` if there is no access key to sign with.

            sizes = (1, 1 << 20)
            form = client.presigned_post("bucket", "up/${filename}", content_length_range=sizes)
            httpx.post(form.url, data=form.fields, files={"file": ("a.txt", b"content")})

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the file. `${filename}` in it stands for the name of the file: then the policy requires only the text
                before it.
            expires:
                Seconds until the form expires, at most 90 days. Default: one hour.
            key_starts_with:
                Leave the rest of the key to the form. Its field `key` holds `key` or, without one, this prefix with
                `${filename}`.
            content_length_range:
                (least, most) bytes of the file, both included, at most 5 GiB. None: no limit of the form.
            content_type:
                Fix the content type. Excludes `content_type_starts_with`.
            content_type_starts_with:
                Leave the rest of the content type, such as `"image/"`, to the form, which then needs a field `Content-Type`.
            acl:
                `"private"` or `"public-read"`. None: the bucket's.
            metadata:
                User metadata: names to printable ASCII.
            success_action_status:
                Status of a success: 200, 201 (with a document) or 204. None: 204.
            success_action_redirect:
                URL that the browser is sent to afterwards, with `bucket`, `key` and `etag` in its query.
            fields:
                Further fields of the form that S3 knows, such as `{"Cache-Control": "no-store"}`, each fixed to its value.
            endpoint:
                Another URL of the service for users of the form. None: the client's.
            custom_domain:
                A domain that belongs to the bucket.

        Action: `tigris_http.operations.PostForm`.
        """
        ...

    @sends(UploadFile)
    def upload_file(
        self,
        bucket: str,
        key: str,
        source: BlockingFileSource,
        *,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_disposition: str | None = None,
        content_language: str | None = None,
        cache_control: str | None = None,
        expires: datetime | None = None,
        metadata: Mapping[str, str] | None = None,
        tagging: Mapping[str, str] | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        server_side_encryption: Literal["AES256"] | None = None,
        checksums: Algorithm | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        resume: bool = False,
        keep_mtime: bool = True,
        transfer: TransferOptions | None = None,
        progress: Callable[[Progress], object] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UploadedFile:
        """Upload a file, in parts if it is large. The object appears when all of it has arrived.

        A failed upload is aborted: its parts go. With `resume`, or if even that fails, they stay, and the error has the
        `upload_id`. Those of a killed process stay, too: `list_multipart_uploads` shows them. A file that changes while it
        is read is a `BodyMismatch`, and nothing is stored. The condition holds for the object as a whole.

            stored = client.upload_file("bucket", "backup.tar", "/srv/backup.tar")

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            source:
                A path, bytes-like, a binary file from its position, an iterable of bytes; for the async client also an async
                iterable.
            content_type:
                `Content-Type` of the object, such as `"image/png"`. None sends no header.
            content_encoding:
                `Content-Encoding`, such as `"gzip"`. The client neither compresses nor decompresses.
            content_disposition:
                `Content-Disposition`, such as `'attachment; filename="map.png"'`.
            content_language:
                `Content-Language`, such as `"en"`.
            cache_control:
                `Cache-Control`, such as `"max-age=3600"`.
            expires:
                `Expires`, an aware datetime: when caches drop their copy. The object stays.
            metadata:
                User metadata: names to printable ASCII, at most 2,048 bytes in all, or values from `ObjectInfo.metadata`.
            tagging:
                Tags: keys to values, at most 10.
            storage_class:
                `"STANDARD"`, `"STANDARD_IA"`, `"GLACIER"` or `"GLACIER_IR"`. None: the bucket's default.
            acl:
                `"private"` or `"public-read"`. None: the bucket's.
            server_side_encryption:
                `"AES256"`. The service encrypts so in any case.
            checksums:
                An algorithm to compute: `"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"`, `"sha256"`. The service checks each part
                against it. None: no checksum.
            if_match:
                Entity tag: store only over the object that has it, else `PreconditionFailed`, or `NotFound` if there is none.
            if_none_match:
                `"*"`: store only if there is no object under the key.
            resume:
                Continue the newest upload of this key that has not ended, if there is one: parts with the same bytes are not
                sent again. After a failure keep the parts, for the next call. The source must be a file or bytes. Call it again
                with the same settings: those of the first call count.
            keep_mtime:
                For a path: add the metadata `mtime`, unless `metadata` has it. It is the time of the file's last change in
                seconds since the epoch, as rclone writes it.
            transfer:
                Size of the parts, and number of parts at once. None: `TransferOptions()`.
            progress:
                Called after each part, in the caller's thread or task. The async client awaits what it returns, if it can. Its
                error ends the upload, and comes out.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.UploadFile`.
        """
        ...

    @sends(DownloadFile)
    def download_file(
        self,
        bucket: str,
        key: str,
        target: str | PathLike[str],
        *,
        version_id: str | None = None,
        snapshot_version: str | None = None,
        if_match: str | None = None,
        checksum_mode: bool = False,
        overwrite: bool = True,
        keep_mtime: bool = True,
        fsync: bool = False,
        resume: bool = False,
        transfer: TransferOptions | None = None,
        progress: Callable[[Progress], object] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> DownloadedFile:
        """Download an object into a file. A large one comes in ranges, several at once.

        The bytes go to a temporary file beside the target, which takes the target's place when it is whole. After an error
        the temporary file is gone, unless `resume` keeps it, and the old target is untouched. Raises `ObjectChanged` if the
        object was replaced meanwhile, and the system's error if the disk is full.

            client.download_file("bucket", "backup.tar", "/tmp/backup.tar")

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            target:
                Path of the file. Its folder must be there.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the object as it was then. Excludes `version_id`.
            if_match:
                Entity tag: the object must have it, else `PreconditionFailed`.
            checksum_mode:
                Check the bytes against the checksum that the service noted: `CorruptBody` if it does not match. The object then
                comes in one request, since ranges have no checksum.
            overwrite:
                Replace a file that is there. False: `FileExistsError`, also if it appears meanwhile.
            keep_mtime:
                Give the file the time of the metadata `mtime`, in seconds since the epoch as rclone writes it, or else of the
                object's last change. False: the time of the download.
            fsync:
                Return only when file and folder are on the disk.
            resume:
                Continue an earlier download with `resume` that did not end: by an error, a kill or a power failure. For a target
                `NAME` its bytes are in `.NAME.tigris.part` beside the target, and `.NAME.tigris.record` has the ranges that are
                there. Both go when the file is whole. A range counts when it is on the disk: waiting for it takes time. Another
                object, entity tag or size begins again. Raises `BlockingIOError` while another download with `resume` fills the
                same target. Excludes `checksum_mode`.
            transfer:
                Size of the ranges, and number of ranges at once. Objects below the threshold come in one request. None:
                `TransferOptions()`.
            progress:
                Called after each range, in the caller's thread or task. The async client awaits what it returns, if it can. Its
                error ends the download, and comes out.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.DownloadFile`.
        """
        ...

    @sends(CopyFile)
    def copy_file(
        self,
        bucket: str,
        key: str,
        source_bucket: str,
        source_key: str,
        *,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_disposition: str | None = None,
        content_language: str | None = None,
        cache_control: str | None = None,
        expires: datetime | None = None,
        metadata: Mapping[str, str] | None = None,
        tagging: Mapping[str, str] | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        server_side_encryption: Literal["AES256"] | None = None,
        source_version_id: str | None = None,
        snapshot_version: str | None = None,
        checksum_algorithm: Algorithm | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        source_if_match: str | None = None,
        transfer: TransferOptions | None = None,
        progress: Callable[[Progress], object] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> CopiedFile:
        """Copy an object of any size within the service, with its content headers, metadata and tags.

        Any given `metadata` or content header replaces them all, but not the tags. A HEAD looks at the source. Up to
        `TransferOptions.copy_threshold`, 5 GiB by default, one request copies it, else several copy its parts at once. A
        copy in parts has a checksum only if `checksum_algorithm` asks for it.

        Raises `ObjectChanged` if the source is replaced meanwhile, and `PreconditionFailed` if a condition does not hold. A
        failed copy is aborted: its parts go. If even that fails, the error has the `upload_id`.

            client.copy_file("archive", "2026/backup.tar", "bucket", "backup.tar")

        Parameters:

            bucket:
                Bucket of the copy.
            key:
                Key of the copy: at most 1,024 bytes as UTF-8.
            source_bucket:
                Bucket of the source.
            source_key:
                Key of the source.
            content_type:
                `Content-Type` of the copy. Any content header replaces all content headers and metadata of the source.
            content_encoding:
                `Content-Encoding`, such as `"gzip"`. The client neither compresses nor decompresses.
            content_disposition:
                `Content-Disposition`, such as `'attachment; filename="map.png"'`.
            content_language:
                `Content-Language`, such as `"en"`.
            cache_control:
                `Cache-Control`, such as `"max-age=3600"`.
            expires:
                `Expires`, an aware datetime: when caches drop their copy. The object stays.
            metadata:
                User metadata, in place of all content headers and metadata of the source: names to printable ASCII, at most
                2,048 bytes in all, or values from `ObjectInfo.metadata`.
            tagging:
                Tags, in place of those of the source: keys to values, at most 10.
            storage_class:
                `"STANDARD"`, `"STANDARD_IA"`, `"GLACIER"` or `"GLACIER_IR"`. None: left to the service.
            acl:
                `"private"` or `"public-read"`. None: left to the service.
            server_side_encryption:
                `"AES256"`. The service encrypts so in any case.
            source_version_id:
                Copy this version of the source. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: copy the source as it was then. Excludes `source_version_id`.
            checksum_algorithm:
                Have the service compute a checksum of the copy: `"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"` or `"sha256"`.
            if_match:
                Entity tag: copy only over the object that has it.
            if_none_match:
                `"*"`: copy only if there is no object under the key.
            source_if_match:
                Entity tag: copy only if the source has it.
            transfer:
                Its `copy_threshold`, and size and number of the parts at once. None: `TransferOptions()`.
            progress:
                Called after each part, in the caller's thread or task. The async client awaits what it returns, if it can. Its
                error ends the copy, and comes out.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.CopyFile`.
        """
        ...

    @sends(WriteObject)
    def write_object(
        self,
        bucket: str,
        key: str,
        *,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_disposition: str | None = None,
        content_language: str | None = None,
        cache_control: str | None = None,
        expires: datetime | None = None,
        metadata: Mapping[str, str] | None = None,
        tagging: Mapping[str, str] | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        server_side_encryption: Literal["AES256"] | None = None,
        checksums: Algorithm | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        transfer: TransferOptions | None = None,
        progress: Callable[[Progress], object] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ObjectWriter:
        """Open an object for writing: a file that takes bytes and stores them when it is closed.

        The end of the `with` stores the object. An error in it stores nothing, as `abort()` does. Up to one part the object
        is stored by one request. A larger one goes in parts, in the background while you write. The file holds at most
        `concurrency` parts in memory. The error of a part comes out of the next `write`, or of `close`: then the upload is
        aborted. If even that fails, the error has the `upload_id`. A file that is forgotten open stores nothing, and a
        `ResourceWarning` names its upload.

            with client.write_object("bucket", "table.csv", content_type="text/csv") as file:
                file.write(b"a,b;")
            print(file.result.etag)

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            content_type:
                `Content-Type` of the object, such as `"image/png"`. None sends no header.
            content_encoding:
                `Content-Encoding`, such as `"gzip"`. The client neither compresses nor decompresses.
            content_disposition:
                `Content-Disposition`, such as `'attachment; filename="map.png"'`.
            content_language:
                `Content-Language`, such as `"en"`.
            cache_control:
                `Cache-Control`, such as `"max-age=3600"`.
            expires:
                `Expires`, an aware datetime: when caches drop their copy. The object stays.
            metadata:
                User metadata: names to printable ASCII, at most 2,048 bytes in all, or values from `ObjectInfo.metadata`.
            tagging:
                Tags: keys to values, at most 10.
            storage_class:
                `"STANDARD"`, `"STANDARD_IA"`, `"GLACIER"` or `"GLACIER_IR"`. None: the bucket's default.
            acl:
                `"private"` or `"public-read"`. None: the bucket's.
            server_side_encryption:
                `"AES256"`. The service encrypts so in any case.
            checksums:
                An algorithm to compute: `"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"`, `"sha256"`. The service checks each part
                against it. None: no checksum.
            if_match:
                Entity tag: store only over the object that has it, else `PreconditionFailed`, or `NotFound` if there is none.
            if_none_match:
                `"*"`: store only if there is no object under the key.
            transfer:
                Size of the parts, 16 MiB by default, and number of parts at once. `threshold` is ignored. None:
                `TransferOptions()`.
            progress:
                Called after each part, in the caller's thread or task. The async client awaits what it returns, if it can. Its
                error ends the upload, and comes out.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.WriteObject`.
        """
        ...

    @sends(GetRanges)
    def get_ranges(
        self,
        bucket: str,
        key: str,
        ranges: Sequence[tuple[int, int]],
        *,
        coalesce: int = 1048576,
        version_id: str | None = None,
        snapshot_version: str | None = None,
        if_match: str | None = None,
        transfer: TransferOptions | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> list[bytes]:
        """Read several ranges of one object into memory, and return their bytes in the order asked for.

        Ranges that lie close together come in one request. All bytes are of the same object: `ObjectChanged` if it was
        replaced meanwhile. A range that reaches beyond the object ends with it. One that begins there is
        `RangeNotSatisfiable`.

            head, tail = client.get_ranges("bucket", "table.parquet", [(0, 3), (9_000, 9_007)])

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            ranges:
                Pairs (first, last) of bytes, both included, from 0. They may overlap and have any order.
            coalesce:
                Ranges that lie at most this many bytes apart come in one request. By default 1 MiB.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the object as it was then. Excludes `version_id`.
            if_match:
                Entity tag: the object must have it, else `PreconditionFailed`.
            transfer:
                Its `concurrency` is the number of requests at once. None: `TransferOptions()`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.GetRanges`.
        """
        ...

    @sends(UploadTree)
    def upload_tree(
        self,
        source: str | PathLike[str],
        bucket: str,
        prefix: str = "",
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        dry_run: bool = False,
        on_error: Literal["collect", "raise"] = "collect",
        concurrency: int = 16,
        progress: Callable[[Progress], object] | None = None,
        on_item: Callable[[TreeItem], object] | None = None,
        compare: Literal["quick", "size", "etag", "missing", "always"] = "quick",
        delete: bool = False,
        max_delete: int | None = None,
        allow_empty: bool = False,
        symlinks: Literal["follow", "skip"] = "follow",
        keep_mtime: bool = True,
        metadata: Mapping[str, str] | None = None,
        cache_control: str | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        transfer: TransferOptions | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> TreeResult:
        """Upload the files below a directory. Only those that are missing or differ are sent.

        `logs/a.txt` below the source becomes the key `logs/a.txt` after the prefix. Content types come from the names.
        Empty directories have no key. The result names each item. Look at its `ok`, or call `raise_for_failures()`.

        A file is the same if size and time of change agree. The time is the metadata `mtime`, or `LastModified` if there is
        none. It is equal or not: newer and older do not count. The listing of Tigris has the metadata. Other stores are
        asked by a HEAD for each object of the same size and another `LastModified`.

            result = client.upload_tree("site", "bucket", "www/", delete=True)
            result.raise_for_failures()

        Parameters:

            source:
                Path of the directory.
            bucket:
                Name of the bucket.
            prefix:
                Beginning of the keys: a directory, with or without its last `/`.
            include:
                Patterns of the keys to take, relative to the prefix, such as `"*.jpg"` or `"2026/**"`. Empty: all. `*` and `?`
                match within one part of a key, `**` any number of parts. A pattern without `/` matches the last part.
            exclude:
                Patterns of the keys to leave out, also of those that `include` takes. They are never deleted.
            dry_run:
                Change nothing. The result says what would be done.
            on_error:
                `"collect"`: note a failed item, and go on. `"raise"`: end with the error of the first one.
            concurrency:
                Number of objects under way at once: 1 to 1,000. The client's `max_connections` also limits it.
            progress:
                Called after each object and each part, in the caller's thread or task. The async client awaits what it returns,
                if it can. Its error ends the action, and comes out.
            on_item:
                Called with each item when its outcome is known, as `progress` is.
            compare:
                When an object is the same on both sides, and skipped: `"quick"`: size and time of change agree; `"size"`: the
                size agrees; `"etag"`: size and entity tag agree, which reads local files; `"missing"`: it is there; `"always"`:
                never.
            delete:
                Delete what only the target has, after all else, if the listing was complete and nothing failed.
            max_delete:
                Most deletions. If there were more, none is made: they are in `refused`. None: no limit.
            allow_empty:
                With `delete`: accept a source without any object, which empties the target. False: `ValueError`.
            symlinks:
                `"follow"`: upload the files that links name; a link to nothing fails. `"skip"`: leave links out.
            keep_mtime:
                Store the time of a file's last change as metadata `mtime`.
            metadata:
                User metadata of each object: names to printable ASCII.
            cache_control:
                `Cache-Control` of each object, such as `"max-age=3600"`.
            storage_class:
                Storage class of each object. None: the bucket's default.
            acl:
                ACL of each object. None: the bucket's.
            transfer:
                Division of large files into parts. One file at a time goes in parts. None: `TransferOptions()`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.UploadTree`.
        """
        ...

    @sends(DownloadTree)
    def download_tree(
        self,
        bucket: str,
        prefix: str,
        target: str | PathLike[str],
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        dry_run: bool = False,
        on_error: Literal["collect", "raise"] = "collect",
        concurrency: int = 16,
        progress: Callable[[Progress], object] | None = None,
        on_item: Callable[[TreeItem], object] | None = None,
        compare: Literal["quick", "size", "etag", "missing", "always"] = "quick",
        delete: bool = False,
        max_delete: int | None = None,
        allow_empty: bool = False,
        snapshot_version: str | None = None,
        small: int = 262144,
        unsafe_keys: Literal["refuse", "skip"] = "refuse",
        keep_mtime: bool = True,
        fsync: bool = False,
        transfer: TransferOptions | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> TreeResult:
        """Download the objects below a prefix into a directory. Only those that are missing or differ are fetched.

        The key `www/logs/a.txt` below the prefix `www/` becomes the file `logs/a.txt`. Small objects come in bundles, large
        ones in ranges at once. A file is in its place only when it is whole. The result names each item. Look at its `ok`,
        or call `raise_for_failures()`.

        A file is the same if size and time of change agree, as `upload_tree` has it. Keys that cannot be files below the
        target, such as `../x`, `a//b`, or `x/y` beside `x`, are refused. So are files behind a symbolic link to a
        directory. A link in a file's place is replaced. `delete` leaves links alone.

            result = client.download_tree("bucket", "www/", "site")
            result.raise_for_failures()

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                Beginning of the keys: a directory, with or without its last `/`. Empty: the whole bucket.
            target:
                Path of the directory. It is made if it is missing.
            include:
                Patterns of the keys to take, relative to the prefix, such as `"*.jpg"` or `"2026/**"`. Empty: all. `*` and `?`
                match within one part of a key, `**` any number of parts. A pattern without `/` matches the last part.
            exclude:
                Patterns of the keys to leave out, also of those that `include` takes. They are never deleted.
            dry_run:
                Change nothing. The result says what would be done.
            on_error:
                `"collect"`: note a failed item, and go on. `"raise"`: end with the error of the first one.
            concurrency:
                Number of objects under way at once: 1 to 1,000. The client's `max_connections` also limits it.
            progress:
                Called after each object and each part, in the caller's thread or task. The async client awaits what it returns,
                if it can. Its error ends the action, and comes out.
            on_item:
                Called with each item when its outcome is known, as `progress` is.
            compare:
                When an object is the same on both sides, and skipped: `"quick"`: size and time of change agree; `"size"`: the
                size agrees; `"etag"`: size and entity tag agree, which reads local files; `"missing"`: it is there; `"always"`:
                never.
            delete:
                Delete what only the target has, after all else, if the listing was complete and nothing failed.
            max_delete:
                Most deletions. If there were more, none is made: they are in `refused`. None: no limit.
            allow_empty:
                With `delete`: accept a source without any object, which empties the target. False: `ValueError`.
            snapshot_version:
                Version of a snapshot, a str of digits: download the tree as it was then. Small objects then come by concurrent
                single requests.
            small:
                Objects up to this many bytes come in bundles: 0 to 1 MiB. By default 256 KiB.
            unsafe_keys:
                Keys that cannot be files below the target: `"refuse"` them, so that the result is not `ok`, or `"skip"` them.
            keep_mtime:
                Give each file the time of the metadata `mtime`, or else of the object's last change.
            fsync:
                Have each file on the disk before it takes its place.
            transfer:
                Division of large objects into ranges. One object at a time comes in ranges. None: `TransferOptions()`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.DownloadTree`.
        """
        ...

    @sends(CopyPrefix)
    def copy_prefix(
        self,
        bucket: str,
        prefix: str,
        source_bucket: str,
        source_prefix: str,
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        dry_run: bool = False,
        on_error: Literal["collect", "raise"] = "collect",
        concurrency: int = 16,
        progress: Callable[[Progress], object] | None = None,
        on_item: Callable[[TreeItem], object] | None = None,
        compare: Literal["quick", "size", "etag", "missing", "always"] = "quick",
        delete: bool = False,
        max_delete: int | None = None,
        allow_empty: bool = False,
        snapshot_version: str | None = None,
        transfer: TransferOptions | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> TreeResult:
        """Copy the objects below a prefix to another prefix or bucket, within the service. Only those that differ.

        The source's prefix is replaced by the target's, as text: end both with `/` to mean directories. Content headers,
        metadata and tags are kept. Objects are the same if size and entity tag agree. `"quick"` also takes the metadata
        `mtime` of both for objects that were stored in parts, whose tags depend on the parts.

            client.copy_prefix("backup", "photos/", "atlas", "photos/").raise_for_failures()

        Parameters:

            bucket:
                Bucket of the copies.
            prefix:
                Beginning of the copies' keys. Empty for the source's keys.
            source_bucket:
                Bucket of the sources.
            source_prefix:
                Beginning of the sources' keys. Empty: the whole bucket.
            include:
                Patterns of the keys to take, relative to the prefix, such as `"*.jpg"` or `"2026/**"`. Empty: all. `*` and `?`
                match within one part of a key, `**` any number of parts. A pattern without `/` matches the last part.
            exclude:
                Patterns of the keys to leave out, also of those that `include` takes. They are never deleted.
            dry_run:
                Change nothing. The result says what would be done.
            on_error:
                `"collect"`: note a failed item, and go on. `"raise"`: end with the error of the first one.
            concurrency:
                Number of objects under way at once: 1 to 1,000. The client's `max_connections` also limits it.
            progress:
                Called after each object and each part, in the caller's thread or task. The async client awaits what it returns,
                if it can. Its error ends the action, and comes out.
            on_item:
                Called with each item when its outcome is known, as `progress` is.
            compare:
                When an object is the same on both sides, and skipped: `"quick"`: size and time of change agree; `"size"`: the
                size agrees; `"etag"`: size and entity tag agree, which reads local files; `"missing"`: it is there; `"always"`:
                never.
            delete:
                Delete what only the target has, after all else, if the listing was complete and nothing failed.
            max_delete:
                Most deletions. If there were more, none is made: they are in `refused`. None: no limit.
            allow_empty:
                With `delete`: accept a source without any object, which empties the target. False: `ValueError`.
            snapshot_version:
                Version of a snapshot of the source's bucket, a str of digits: copy the objects as they were then.
            transfer:
                Division of objects over 5 GiB into parts. None: `TransferOptions()`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.CopyPrefix`.
        """
        ...

    @sends(MovePrefix)
    def move_prefix(
        self,
        bucket: str,
        prefix: str,
        source_bucket: str,
        source_prefix: str,
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        dry_run: bool = False,
        on_error: Literal["collect", "raise"] = "collect",
        concurrency: int = 16,
        progress: Callable[[Progress], object] | None = None,
        on_item: Callable[[TreeItem], object] | None = None,
        transfer: TransferOptions | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> TreeResult:
        """Move the objects below a prefix. Inside a bucket of Tigris each is renamed, and no data is copied.

        Elsewhere each object is copied, then the source is deleted if it is still the same. An object under the new key is
        replaced. The source's prefix is replaced by the target's, as text: end both with `/` to mean directories.

            client.move_prefix("atlas", "2026/photos/", "atlas", "photos/").raise_for_failures()

        Parameters:

            bucket:
                Bucket of the new keys.
            prefix:
                Beginning of the new keys.
            source_bucket:
                Bucket of the present keys.
            source_prefix:
                Beginning of the present keys. Empty: the whole bucket.
            include:
                Patterns of the keys to take, relative to the prefix, such as `"*.jpg"` or `"2026/**"`. Empty: all. `*` and `?`
                match within one part of a key, `**` any number of parts. A pattern without `/` matches the last part.
            exclude:
                Patterns of the keys to leave out, also of those that `include` takes. They are never deleted.
            dry_run:
                Change nothing. The result says what would be done.
            on_error:
                `"collect"`: note a failed item, and go on. `"raise"`: end with the error of the first one.
            concurrency:
                Number of objects under way at once: 1 to 1,000. The client's `max_connections` also limits it.
            progress:
                Called after each object and each part, in the caller's thread or task. The async client awaits what it returns,
                if it can. Its error ends the action, and comes out.
            on_item:
                Called with each item when its outcome is known, as `progress` is.
            transfer:
                Division of objects over 5 GiB into parts, if they are copied. None: `TransferOptions()`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.MovePrefix`.
        """
        ...

    @sends(RestorePrefix)
    def restore_prefix(
        self,
        bucket: str,
        prefix: str,
        snapshot_version: str,
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        dry_run: bool = False,
        on_error: Literal["collect", "raise"] = "collect",
        concurrency: int = 16,
        progress: Callable[[Progress], object] | None = None,
        on_item: Callable[[TreeItem], object] | None = None,
        compare: Literal["quick", "size", "etag", "missing", "always"] = "quick",
        delete: bool = False,
        max_delete: int | None = None,
        allow_empty: bool = False,
        transfer: TransferOptions | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> TreeResult:
        """Make the objects below a prefix what they were at a snapshot, by copies within the service.

        Objects that are gone or differ are copied from the snapshot. With `delete`, those that came since are deleted.
        `compare="missing"` only brings back what is gone.

            version = client.create_snapshot("atlas").version
            client.restore_prefix("atlas", "photos/", version, delete=True).raise_for_failures()

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                Beginning of the keys. Empty: the whole bucket.
            snapshot_version:
                Version of the snapshot, a str of digits.
            include:
                Patterns of the keys to take, relative to the prefix, such as `"*.jpg"` or `"2026/**"`. Empty: all. `*` and `?`
                match within one part of a key, `**` any number of parts. A pattern without `/` matches the last part.
            exclude:
                Patterns of the keys to leave out, also of those that `include` takes. They are never deleted.
            dry_run:
                Change nothing. The result says what would be done.
            on_error:
                `"collect"`: note a failed item, and go on. `"raise"`: end with the error of the first one.
            concurrency:
                Number of objects under way at once: 1 to 1,000. The client's `max_connections` also limits it.
            progress:
                Called after each object and each part, in the caller's thread or task. The async client awaits what it returns,
                if it can. Its error ends the action, and comes out.
            on_item:
                Called with each item when its outcome is known, as `progress` is.
            compare:
                When an object is the same on both sides, and skipped: `"quick"`: size and time of change agree; `"size"`: the
                size agrees; `"etag"`: size and entity tag agree, which reads local files; `"missing"`: it is there; `"always"`:
                never.
            delete:
                Delete what only the target has, after all else, if the listing was complete and nothing failed.
            max_delete:
                Most deletions. If there were more, none is made: they are in `refused`. None: no limit.
            allow_empty:
                With `delete`: accept a source without any object, which empties the target. False: `ValueError`.
            transfer:
                Division of objects over 5 GiB into parts. None: `TransferOptions()`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.RestorePrefix`.
        """
        ...

    @sends(DeletePrefix)
    def delete_prefix(
        self,
        bucket: str,
        prefix: str,
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        dry_run: bool = False,
        on_error: Literal["collect", "raise"] = "collect",
        concurrency: int = 16,
        progress: Callable[[Progress], object] | None = None,
        on_item: Callable[[TreeItem], object] | None = None,
        max_delete: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> TreeResult:
        """Delete the objects below a prefix, 1,000 a request.

        The prefix is text: `logs/2026-` takes `logs/2026-01.txt`, and `logs` takes `logs-old/a.txt` too. End it with `/` to
        mean a directory. Versions that snapshots or soft delete keep stay.

            client.delete_prefix("atlas", "tmp/", max_delete=10_000).raise_for_failures()

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                Beginning of the keys. Empty: the whole bucket.
            include:
                Patterns of the keys to take, relative to the prefix, such as `"*.jpg"` or `"2026/**"`. Empty: all. `*` and `?`
                match within one part of a key, `**` any number of parts. A pattern without `/` matches the last part.
            exclude:
                Patterns of the keys to leave out, also of those that `include` takes. They are never deleted.
            dry_run:
                Change nothing. The result says what would be done.
            on_error:
                `"collect"`: note a failed item, and go on. `"raise"`: end with the error of the first one.
            concurrency:
                Number of objects under way at once: 1 to 1,000. The client's `max_connections` also limits it.
            progress:
                Called after each object and each part, in the caller's thread or task. The async client awaits what it returns,
                if it can. Its error ends the action, and comes out.
            on_item:
                Called with each item when its outcome is known, as `progress` is.
            max_delete:
                Most deletions. If there were more, none is made: they are in `refused`. None: no limit.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.DeletePrefix`.
        """
        ...

    @sends(UndeletePrefix)
    def undelete_prefix(
        self,
        bucket: str,
        prefix: str,
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        dry_run: bool = False,
        on_error: Literal["collect", "raise"] = "collect",
        concurrency: int = 16,
        progress: Callable[[Progress], object] | None = None,
        on_item: Callable[[TreeItem], object] | None = None,
        overwrite: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> TreeResult:
        """Bring back the soft-deleted objects below a prefix: of each key the version deleted last.

        Keys with a live object are skipped, unless `overwrite` is set. `FeatureNotSupported` unless the endpoint is Tigris.

            client.undelete_prefix("atlas", "photos/").raise_for_failures()

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                Beginning of the keys, as text. Empty: the whole bucket.
            include:
                Patterns of the keys to take, relative to the prefix, such as `"*.jpg"` or `"2026/**"`. Empty: all. `*` and `?`
                match within one part of a key, `**` any number of parts. A pattern without `/` matches the last part.
            exclude:
                Patterns of the keys to leave out, also of those that `include` takes. They are never deleted.
            dry_run:
                Change nothing. The result says what would be done.
            on_error:
                `"collect"`: note a failed item, and go on. `"raise"`: end with the error of the first one.
            concurrency:
                Number of objects under way at once: 1 to 1,000. The client's `max_connections` also limits it.
            progress:
                Called after each object and each part, in the caller's thread or task. The async client awaits what it returns,
                if it can. Its error ends the action, and comes out.
            on_item:
                Called with each item when its outcome is known, as `progress` is.
            overwrite:
                Replace live objects, too.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.UndeletePrefix`.
        """
        ...

    @sends(Exists)
    def exists(
        self,
        bucket: str,
        key: str,
        *,
        version_id: str | None = None,
        snapshot_version: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> bool:
        """Return whether there is an object under the key. False also if there is no such bucket.

        Raises `AccessDenied` if the key may not read it: the service does not tell then.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            version_id:
                Look for this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: look at the bucket as it was then. Excludes `version_id`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.Exists`.
        """
        ...

    @sends(WaitUntilExists)
    def wait_until_exists(
        self,
        bucket: str,
        key: str,
        *,
        within: float = 60.0,
        interval: float = 1.0,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ObjectInfo:
        """Wait until there is an object under the key, and return its properties. Raises `TimedOut` if none comes.

        One HEAD looks at once, and one after each interval. An object that was there before ends the wait too.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            within:
                Seconds to wait in all.
            interval:
                Seconds from one look to the next.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.WaitUntilExists`.
        """
        ...

    @sends(Diff)
    def diff(
        self,
        bucket: str,
        prefix: str = "",
        *,
        old: str | None = None,
        new: str | None = None,
        other_bucket: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Items[Changed]:
        """Compare two snapshots, a snapshot and now, or a fork and its parent. Yields the differences in order of keys.

        Both sides are listed once, as streams: memory does not grow with their number of objects. Objects with the same
        entity tag and size are the same. A write of the same bytes in other parts changes the tag.

        Raises `FeatureNotSupported` if a snapshot is named and the endpoint is not Tigris, and `MalformedResponse` if it
        does not list keys in order.

            for change in client.diff("photos", old=version):
                print(change.kind, change.key)

        Parameters:

            bucket:
                Name of the bucket: both sides, or with `other_bucket` the old side.
            prefix:
                Compare only keys that begin with this text.
            old:
                Version of a snapshot, a str of digits: the old side as it was then. None for now.
            new:
                Version of a snapshot, a str of digits: the new side as it was then. None for now.
            other_bucket:
                Name of the bucket that is the new side, such as a fork. None: `bucket` itself, and `old` or `new` is needed.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.Diff`.
        """
        ...

class AsyncMethods:
    """The methods of `AsyncTigrisHTTP`."""

    @sends(CreateBucket)
    async def create_bucket(
        self,
        bucket: str,
        *,
        snapshot_enabled: bool | None = None,
        fork_source: str | None = None,
        fork_source_snapshot: str | None = None,
        regions: str | Iterable[str] | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        public_list_objects: bool | None = None,
        soft_delete: bool | int | None = None,
        object_acl: bool | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> CreateBucketResult:
        """Create a bucket. `Conflict` if the name is taken, by others or by yourself.

        After a lost response the client reads the bucket's metadata: it was created if it is new and has the settings asked
        for. `OutcomeUnknown` if they do not tell.

        `FeatureNotSupported` if the service ignored `snapshot_enabled`, `fork_source`, `regions`, `soft_delete` or
        `object_acl`: the bucket exists then, without them.

        Parameters:

            bucket:
                Name of the new bucket.
            snapshot_enabled:
                Make a snapshot bucket: versions, snapshots and forks need one. None for a regular bucket.
            fork_source:
                Bucket to fork. A fork is always a snapshot bucket.
            fork_source_snapshot:
                Snapshot of `fork_source` to start from; None for its current state.
            regions:
                Placement: a region code such as `"iad"`, a multi-region code (`"usa"`, `"eur"`) or several codes. None for
                global.
            storage_class:
                Default tier of objects: `STANDARD`, `STANDARD_IA`, `GLACIER` or `GLACIER_IR`. None for `STANDARD`.
            acl:
                `"private"` or `"public-read"`. None for the service's default.
            public_list_objects:
                Let anyone list the bucket. Needs `acl="public-read"`.
            soft_delete:
                Retention of deleted objects: True (7 days), or 7 to 90 days. None or False for none.
            object_acl:
                Allow single objects their own ACL.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CreateBucket`.
        """
        ...

    @sends(HeadBucket)
    async def head_bucket(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketInfo:
        """Return a bucket's kind and fork source.

        `NotFound` if there is no such bucket, `AccessDenied` if it is not yours.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.HeadBucket`.
        """
        ...

    @sends(HasSnapshotEnabled)
    async def has_snapshot_enabled(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> bool:
        """Return whether a bucket is a snapshot bucket.

        `FeatureNotSupported` if the service does not tell.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.HasSnapshotEnabled`.
        """
        ...

    @sends(DeleteBucket)
    async def delete_bucket(
        self,
        bucket: str,
        *,
        force: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Delete a bucket. With soft delete on, it can be restored within its retention.

        `Conflict` if it has forks, or is not empty and `force` is off. After a lost response it counts as deleted if it is
        gone.

        Parameters:

            bucket:
                Name of the bucket.
            force:
                Delete the bucket even if it is not empty. Off by default.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucket`.
        """
        ...

    @sends(RestoreBucket)
    async def restore_bucket(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Restore a soft-deleted bucket with all its objects.

        `ServiceError` (400 `InvalidArgument`) if it is not deleted, `NotFound` if its retention is over.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RestoreBucket`.
        """
        ...

    @sends(PurgeBucket)
    async def purge_bucket(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove a soft-deleted bucket for good, before its retention ends.

        The client first asks whether the bucket is live, since a service without soft delete would delete it.
        `PreconditionFailed` if so: nothing is removed.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PurgeBucket`.
        """
        ...

    @sends(ListBuckets)
    def list_buckets(
        self,
        *,
        max_buckets: int = 100,
        include_regions: bool = False,
        include_type: bool = False,
        include_visibility: bool = False,
        include_fork_info: bool = False,
        include_owner: bool = False,
        include_stats: bool = False,
        only_forked: bool = False,
        only_deleted: bool = False,
        owned_by: str | None = None,
        continuation_token: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AsyncPages[BucketPage, Bucket]:
        """List your buckets in order of their names, page by page.

        The options `include_...`, `only_...` and `owned_by` are Tigris' own. A new bucket may be missing for some seconds.

        Parameters:

            max_buckets:
                Entries a page, at least 1 (default 100). It is no limit: iteration goes on to the last page.
            include_regions:
                Add the regions to each bucket.
            include_type:
                Add the type, snapshot bucket or regular one.
            include_visibility:
                Add whether each bucket is public.
            include_fork_info:
                Add the fork lineage.
            include_owner:
                Add the owner.
            include_stats:
                Add the totals over its buckets to each page.
            only_forked:
                List only forks.
            only_deleted:
                List only soft-deleted buckets.
            owned_by:
                List only the buckets of the user with this email.
            continuation_token:
                `continuation_token` of a page: start with the next page. None starts at the beginning.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListBuckets`.
        """
        ...

    @sends(ListDeletedBuckets)
    def list_deleted_buckets(
        self,
        *,
        max_buckets: int = 100,
        continuation_token: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AsyncPages[BucketPage, Bucket]:
        """List the soft-deleted buckets, page by page.

        Entries without soft delete are dropped: they are live buckets of a service without this listing. Live buckets with
        soft delete look like deleted ones, so `purge_bucket` asks first.

        Parameters:

            max_buckets:
                Entries a page, at least 1 (default 100). It is no limit: iteration goes on to the last page.
            continuation_token:
                `continuation_token` of a page: start with the next page. None starts at the beginning.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListDeletedBuckets`.
        """
        ...

    @sends(GetStats)
    async def get_stats(
        self,
        *,
        owned_by: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketStats:
        """Return the totals over all your buckets: the sums of `list_buckets(include_stats=True)`, 50 buckets a page.

        Parameters:

            owned_by:
                Count only the buckets of the user with this email.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetStats`.
        """
        ...

    @sends(CreateSnapshot)
    async def create_snapshot(
        self,
        bucket: str,
        name: str | None = None,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Snapshot:
        """Take a snapshot of a bucket, in the same time for any number of objects.

        Sent once, since asking twice may take two. Raises `OutcomeUnknown` after a lost response: list the snapshots
        before you ask again.

        Parameters:

            bucket:
                Name of a snapshot bucket.
            name:
                A label such as a time or a path: 1 to 64 printable ASCII characters without `;`, no space at its ends. None for
                no label.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CreateSnapshot`.
        """
        ...

    @sends(ListSnapshots)
    def list_snapshots(
        self,
        bucket: str,
        *,
        max_buckets: int = 100,
        continuation_token: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AsyncPages[SnapshotPage, Snapshot]:
        """List a bucket's snapshots, page by page. `FeatureNotSupported` unless the endpoint is Tigris.

        The service documents newest first. If order matters, sort by `int(snapshot.version)`.

        Parameters:

            bucket:
                Name of the bucket.
            max_buckets:
                Snapshots a page, at least 1 (default 100). It is no limit: iteration goes on to the last page.
            continuation_token:
                `continuation_token` of a page: start with the next page. None starts at the beginning.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListSnapshots`.
        """
        ...

    @sends(DeleteSnapshot)
    async def delete_snapshot(
        self,
        bucket: str,
        snapshot_version: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Delete one snapshot. Objects, their versions and the snapshot's forks stay.

        The client first asks whether the endpoint is Tigris, since any other would delete the bucket. `FeatureNotSupported`
        if not: nothing is deleted. After a lost response it counts as deleted if the listing lacks it.

        Parameters:

            bucket:
                Name of the bucket.
            snapshot_version:
                `version` of the snapshot.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteSnapshot`.
        """
        ...

    @sends(CreateFork)
    async def create_fork(
        self,
        bucket: str,
        source: str,
        snapshot_version: str | None = None,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> CreateBucketResult:
        """Create a bucket as a fork of another, in the same time for any number of objects.

        Errors are those of `create_bucket`, which takes further options beside `fork_source`.

        Parameters:

            bucket:
                Name of the new bucket.
            source:
                Bucket to fork, a snapshot bucket.
            snapshot_version:
                Snapshot of `source` to start from; None for its current state.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CreateFork`.
        """
        ...

    @sends(ListForks)
    def list_forks(
        self,
        bucket: str,
        *,
        max_buckets: int = 100,
        continuation_token: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AsyncPages[ForkPage, Fork]:
        """List the forks of a bucket, page by page. New forks show at once.

        `AccessDenied` if the bucket does not exist or is not yours. `FeatureNotSupported` if a listed bucket is no fork of
        it.

        Parameters:

            bucket:
                Name of the parent bucket.
            max_buckets:
                Entries a page, at least 1 (default 100). It is no limit: iteration goes on to the last page.
            continuation_token:
                `continuation_token` of a page: start with the next page. None starts at the beginning.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListForks`.
        """
        ...

    @sends(MergeFork)
    async def merge_fork(
        self,
        bucket: str,
        source: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ForkSynced:
        """Merge the changes of a fork into its parent. Shows within seconds.

        Sent once. Raises `OutcomeUnknown` after a lost response: look at the bucket before you ask again. The service does
        not document the result for a key that changed on both sides: take a snapshot of both first.

        `ServiceError` (400 `InvalidArgument`) if `source` is no direct fork of the bucket.

        Parameters:

            bucket:
                The parent, which changes.
            source:
                The fork, which stays as it is.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.MergeFork`.
        """
        ...

    @sends(RebaseFork)
    async def rebase_fork(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ForkSynced:
        """Bring a fork up to date with its parent. Sent once, with the notes of `merge_fork`.

        `ServiceError` (400) if the bucket is no fork.

        Parameters:

            bucket:
                The fork, which changes.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RebaseFork`.
        """
        ...

    @sends(GetBucketMetadata)
    async def get_bucket_metadata(
        self,
        bucket: str,
        *,
        with_size: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketMetadata:
        """Return a bucket's settings and lineage; `NotFound` if there is no such bucket.

        Parameters:

            bucket:
                Name of the bucket.
            with_size:
                Add the estimates of objects and bytes. Costs the service more.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketMetadata`.
        """
        ...

    @sends(UpdateBucket)
    async def update_bucket(
        self,
        bucket: str,
        *,
        acl: Literal["private", "public-read"] | None = None,
        public_list_objects: bool | None = None,
        object_acl: bool | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        regions: str | Iterable[str] | None = None,
        cache_control: str | None = None,
        custom_domain: str | None = None,
        nosniff: bool | None = None,
        snapshot_enabled: bool | None = None,
        soft_delete: bool | int | None = None,
        delete_protection: bool | None = None,
        notifications: BucketNotifications | Clear | None = None,
        migration_source: MigrationSource | Clear | None = None,
        lifecycle_rules: Iterable[LifecycleRule] | None = None,
        cors: Iterable[CORSRule] | None = None,
        shares: Iterable[BucketShare] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UpdateBucketResult:
        """Change the given settings of a bucket, each as a whole. None leaves a setting unchanged.

        Give secrets themselves: the mask `****` that is read back is refused.

        `ServiceError` (400) if the service does not allow a setting, such as a type that does not fit lifecycle rules or
        forks. `AccessDenied` (403) if the migration source refuses the keys.

        Parameters:

            bucket:
                Name of the bucket.
            acl:
                `"private"` or `"public-read"`.
            public_list_objects:
                Let anyone list a public bucket.
            object_acl:
                Allow single objects their own ACL.
            storage_class:
                Default tier of objects: `STANDARD`, `STANDARD_IA`, `GLACIER` or `GLACIER_IR`.
            regions:
                Placement: a region code, a multi-region code or several codes; `()` for global.
            cache_control:
                `Cache-Control` of objects without one of their own; `""` removes it.
            custom_domain:
                A domain whose CNAME points to the bucket; `""` removes it.
            nosniff:
                Tell browsers not to guess content types.
            snapshot_enabled:
                True makes a snapshot bucket, False a regular one. A snapshot bucket takes neither lifecycle rules nor the tier
                `GLACIER`.
            soft_delete:
                Retention of deleted objects: True (7 days), 7 to 90 days, or False for none.
            delete_protection:
                Protect the bucket from deletion.
            notifications:
                The webhook; `CLEAR` removes it.
            migration_source:
                The store to migrate from; `CLEAR` removes it.
            lifecycle_rules:
                All lifecycle rules of the bucket, up to 10; `()` removes them.
            cors:
                All CORS rules of the bucket, up to 100; `()` removes them.
            shares:
                All shares of the bucket; `()` removes them.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.UpdateBucket`.
        """
        ...

    @sends(SetBucketSoftDelete)
    async def set_bucket_soft_delete(
        self,
        bucket: str,
        enabled: bool,
        *,
        retention_days: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UpdateBucketResult:
        """Turn soft delete of a bucket on or off. Takes effect within seconds.

        Earlier deletions keep their retention.

        Parameters:

            bucket:
                Name of the bucket.
            enabled:
                True keeps deleted objects, False does not.
            retention_days:
                Days to keep them, 7 to 90; None for 7. Only with `enabled=True`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.SetBucketSoftDelete`.
        """
        ...

    @sends(SetBucketNotifications)
    async def set_bucket_notifications(
        self,
        bucket: str,
        notifications: BucketNotifications | None,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UpdateBucketResult:
        """Replace the webhook of a bucket.

        Parameters:

            bucket:
                Name of the bucket.
            notifications:
                The webhook; None removes it. To pause, give the same with `enabled=False`, its secret included: the secret read
                back is masked.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.SetBucketNotifications`.
        """
        ...

    @sends(SetBucketMigration)
    async def set_bucket_migration(
        self,
        bucket: str,
        source: MigrationSource | None,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UpdateBucketResult:
        """Replace the store that a bucket migrates from.

        `AccessDenied` (`InvalidAccessKeyId`) if the store refuses the keys: the service tries them.

        Parameters:

            bucket:
                Name of the bucket.
            source:
                The other store; None ends the migration.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.SetBucketMigration`.
        """
        ...

    @sends(GetBucketCors)
    async def get_bucket_cors(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> tuple[CORSRule, ...]:
        """Return a bucket's CORS rules in order; `NotFound` (`NoSuchCORSConfiguration`) if there are none.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketCors`.
        """
        ...

    @sends(PutBucketCors)
    async def put_bucket_cors(
        self,
        bucket: str,
        rules: Iterable[CORSRule],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Replace all CORS rules of a bucket.

        Parameters:

            bucket:
                Name of the bucket.
            rules:
                1 to 100 rules, in order. `delete_bucket_cors` removes them all.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketCors`.
        """
        ...

    @sends(DeleteBucketCors)
    async def delete_bucket_cors(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove a bucket's CORS rules. No error if there are none.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketCors`.
        """
        ...

    @sends(GetBucketLifecycleConfiguration)
    async def get_bucket_lifecycle_configuration(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> tuple[LifecycleRule, ...]:
        """Return a bucket's lifecycle rules; `NotFound` (`NoSuchLifecycleConfiguration`) if there are none.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketLifecycleConfiguration`.
        """
        ...

    @sends(PutBucketLifecycleConfiguration)
    async def put_bucket_lifecycle_configuration(
        self,
        bucket: str,
        rules: Iterable[LifecycleRule],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Replace all lifecycle rules of a bucket. `ServiceError` (400) for a snapshot bucket.

        Parameters:

            bucket:
                Name of the bucket.
            rules:
                1 to 10 rules with different ids. `delete_bucket_lifecycle` removes them all.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketLifecycleConfiguration`.
        """
        ...

    @sends(DeleteBucketLifecycle)
    async def delete_bucket_lifecycle(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove a bucket's lifecycle rules. No error if there are none.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketLifecycle`.
        """
        ...

    @sends(GetBucketOwnershipControls)
    async def get_bucket_ownership_controls(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> str:
        """Return `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`: the ownership of a bucket's objects.

        `NotFound` (`OwnershipControlsNotFoundError`) if it was never set.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketOwnershipControls`.
        """
        ...

    @sends(PutBucketOwnershipControls)
    async def put_bucket_ownership_controls(
        self,
        bucket: str,
        object_ownership: Literal["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Set the ownership of a bucket's objects.

        Parameters:

            bucket:
                Name of the bucket.
            object_ownership:
                `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketOwnershipControls`.
        """
        ...

    @sends(DeleteBucketOwnershipControls)
    async def delete_bucket_ownership_controls(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove the ownership setting of a bucket.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketOwnershipControls`.
        """
        ...

    @sends(GetBucketAccelerateConfiguration)
    async def get_bucket_accelerate_configuration(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> str | None:
        """Return `"Enabled"` or `"Suspended"`; None if it was never set. See `put_bucket_accelerate_configuration`.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketAccelerateConfiguration`.
        """
        ...

    @sends(PutBucketAccelerateConfiguration)
    async def put_bucket_accelerate_configuration(
        self,
        bucket: str,
        status: Literal["Enabled", "Suspended"],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Set whether the service copies each object to other regions as soon as it is stored.

        Parameters:

            bucket:
                Name of the bucket.
            status:
                `"Enabled"` or `"Suspended"`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketAccelerateConfiguration`.
        """
        ...

    @sends(GetBucketEncryption)
    async def get_bucket_encryption(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketEncryption:
        """Return the encryption of a bucket's objects at rest.

        `NotFound` (`ServerSideEncryptionConfigurationNotFoundError`) from services that encrypt only on request.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketEncryption`.
        """
        ...

    @sends(PutBucketEncryption)
    async def put_bucket_encryption(
        self,
        bucket: str,
        sse_algorithm: Literal["AES256"] = "AES256",
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Set encryption by AES256. Tigris always encrypts so, without keys of yours.

        Parameters:

            bucket:
                Name of the bucket.
            sse_algorithm:
                `AES256`, the only value.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketEncryption`.
        """
        ...

    @sends(DeleteBucketEncryption)
    async def delete_bucket_encryption(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove the encryption setting. Tigris still encrypts.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketEncryption`.
        """
        ...

    @sends(GetBucketLocation)
    async def get_bucket_location(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> str | None:
        """Return the location constraint of a bucket; None if the service names none.

        Tigris' value is not documented: `get_bucket_metadata` has the regions.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketLocation`.
        """
        ...

    @sends(GetBucketPolicyStatus)
    async def get_bucket_policy_status(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> bool:
        """Return whether a bucket is public.

        `NotFound` (`NoSuchBucketPolicy`) if the service has bucket policies and the bucket has none.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketPolicyStatus`.
        """
        ...

    @sends(GetBucketRequestPayment)
    async def get_bucket_request_payment(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> str:
        """Return the payer of requests: `Requester`, or `BucketOwner` as always with Tigris.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketRequestPayment`.
        """
        ...

    @sends(GetBucketNotificationConfiguration)
    async def get_bucket_notification_configuration(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> NotificationConfiguration:
        """Return the receivers of S3's notifications of a bucket; none with Tigris.

        `set_bucket_notifications` sets Tigris' own, `get_bucket_metadata` returns them.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketNotificationConfiguration`.
        """
        ...

    @sends(PutObject)
    async def put_object(
        self,
        bucket: str,
        key: str,
        body: Content,
        *,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_disposition: str | None = None,
        content_language: str | None = None,
        cache_control: str | None = None,
        expires: datetime | None = None,
        metadata: Mapping[str, str] | None = None,
        tagging: Mapping[str, str] | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        server_side_encryption: Literal["AES256"] | None = None,
        length: int | None = None,
        sha256: str | None = None,
        checksums: Checksums | Algorithm | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: datetime | None = None,
        if_unmodified_since: datetime | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> PutObjectResult:
        """Store an object. It replaces the object under the key.

        Raises `PreconditionFailed` if a condition does not hold: nothing was stored. Raises `OutcomeUnknown` if a response
        was lost and the repetition fails a condition: the first attempt may have been stored. Raises `ServiceError`
        (`BadDigest`) if the bytes that arrive do not match `checksums`.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            body:
                Bytes-like, a path, a binary file, or an iterable of bytes. Encode a str first: it is refused. A file is read
                from its position to its end and never closed. An iterable of more than 8 MiB goes to a temporary file, to be hashed
                and to be sent again if needed.
            content_type:
                `Content-Type` of the object, such as `"image/png"`. None sends no header.
            content_encoding:
                `Content-Encoding`, such as `"gzip"`. The client neither compresses nor decompresses.
            content_disposition:
                `Content-Disposition`, such as `'attachment; filename="map.png"'`.
            content_language:
                `Content-Language`, such as `"en"`.
            cache_control:
                `Cache-Control`, such as `"max-age=3600"`.
            expires:
                `Expires`, an aware datetime: when caches drop their copy. The object stays.
            metadata:
                User metadata: names to printable ASCII, at most 2,048 bytes in all, or values from `ObjectInfo.metadata`.
            tagging:
                Tags: keys to values, at most 10.
            storage_class:
                `"STANDARD"`, `"STANDARD_IA"`, `"GLACIER"` or `"GLACIER_IR"`. None: the bucket's default.
            acl:
                `"private"` or `"public-read"`. None: the bucket's.
            server_side_encryption:
                `"AES256"`. The service encrypts so in any case.
            length:
                Size of `body` in bytes. Give it for an iterable if you know it.
            sha256:
                Hex SHA-256 of `body` if you know it, or `"UNSIGNED-PAYLOAD"` to leave the bytes out of the signature. None:
                computed.
            checksums:
                An algorithm to compute (`"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"`, `"sha256"`), or `Checksums` with one
                known value. The service checks the bytes against it and notes it. None: no checksum.
            if_match:
                Entity tag: store only over the object that has it, else `PreconditionFailed`, or `NotFound` if there is none.
            if_none_match:
                `"*"`: store only if there is no object under the key.
            if_modified_since:
                Aware datetime: store only over an object that was stored since.
            if_unmodified_since:
                Aware datetime: store only over an object that was not stored since.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutObject`.
        """
        ...

    @sends(DeleteObject)
    async def delete_object(
        self,
        bucket: str,
        key: str,
        *,
        version_id: str | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: datetime | None = None,
        if_unmodified_since: datetime | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> DeleteObjectResult:
        """Delete an object. Deleting a missing object is no error.

        On a snapshot bucket this adds a delete marker, a repeated attempt perhaps another one. Earlier versions stay
        readable through snapshots.

        Raises `PreconditionFailed` if a condition does not hold. Raises `OutcomeUnknown` if a response was lost and the
        repetition fails a condition or finds nothing: the first attempt may have deleted the object.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            version_id:
                Remove this version, from all snapshots too. None: delete the current object.
            if_match:
                Entity tag: delete only the object that has it.
            if_none_match:
                Entity tag: delete only an object that has another.
            if_modified_since:
                Aware datetime: delete only an object that was stored since.
            if_unmodified_since:
                Aware datetime: delete only an object that was not stored since.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteObject`.
        """
        ...

    @sends(GetObject)
    def get_object(
        self,
        bucket: str,
        key: str,
        *,
        range: tuple[int, int | None] | None = None,
        part_number: int | None = None,
        version_id: str | None = None,
        snapshot_version: str | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: datetime | None = None,
        if_unmodified_since: datetime | None = None,
        response_content_type: str | None = None,
        response_content_encoding: str | None = None,
        response_content_disposition: str | None = None,
        response_content_language: str | None = None,
        response_cache_control: str | None = None,
        response_expires: datetime | None = None,
        checksum_mode: bool = False,
        resume: bool = True,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Opening[AsyncObjectBody]:
        """Open an object for reading.

        If the body breaks off, the client reads on from the next byte of the same object (`Range` with `If-Match`), under
        its retry policy. A break counts as a failed attempt. The count starts again when bytes have arrived.

        Raises `MalformedResponse` if a page came in place of the object, or other bytes than those of `range`. Reading
        raises the error that broke the body if it cannot go on, and `ObjectChanged` if the object was replaced or deleted
        meanwhile.

            with client.get_object("bucket", "key") as body:
                print(body.info.content_type, body.read())

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            range:
                (first, last) byte, both included, from 0; (first, None) to the end; (-n, None) for the last n. None: all.
            part_number:
                Read this part of an object that was uploaded in parts, from 1; `parts_count` of the result counts them. Excludes
                `range`. An object that was put whole is its part 1.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`.
            if_match:
                Entity tag, or several in quotes: the object must have one of them, else `PreconditionFailed`. A weak one never
                matches.
            if_none_match:
                Entity tag, or several in quotes, weak ones too: the object must have another, else `NotModified`.
            if_modified_since:
                Aware datetime: the object must have been stored since, else `NotModified`.
            if_unmodified_since:
                Aware datetime: the object must not have been stored since, else `PreconditionFailed`.
            response_content_type:
                Set `Content-Type` of the answer. Not available to anonymous requests, like the other `response_...`
                parameters.
            response_content_encoding:
                Set `Content-Encoding` of the answer.
            response_content_disposition:
                Set `Content-Disposition` of the answer, such as `'attachment; filename="map.png"'`: browsers that follow a
                presigned URL obey it.
            response_content_language:
                Set `Content-Language` of the answer.
            response_cache_control:
                Set `Cache-Control` of the answer.
            response_expires:
                Set `Expires` of the answer: an aware datetime.
            checksum_mode:
                Ask for the checksums that the service noted (`info.checksums`), and check the bytes against one: `CorruptBody`
                in place of the last bytes if it does not match. Ranges are not checked, nor objects in parts with a checksum of
                their parts' checksums; `body.checked_by` tells.
            resume:
                Read on after a break. False: the break is raised.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetObject`.
        """
        ...

    @sends(OpenObject)
    def open_object(
        self,
        bucket: str,
        key: str,
        *,
        read_ahead: int = 8388608,
        version_id: str | None = None,
        snapshot_version: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Opening[AsyncObjectFile]:
        """Open an object as a file that seeks, read by ranged GETs: for zip archives, Parquet and the like.

        All reads are of the version that was opened: `ObjectChanged` if it was replaced since. To read an object once from
        front to end, prefer `get_object`.

            with client.open_object("bucket", "archive.zip") as file:
                print(zipfile.ZipFile(file).namelist())

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            read_ahead:
                Bytes that sequential reads fetch ahead, at most: 8 MiB by default. Bounds the memory of the file.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.OpenObject`.
        """
        ...

    @sends(HeadObject)
    async def head_object(
        self,
        bucket: str,
        key: str,
        *,
        range: tuple[int, int | None] | None = None,
        part_number: int | None = None,
        version_id: str | None = None,
        snapshot_version: str | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: datetime | None = None,
        if_unmodified_since: datetime | None = None,
        response_content_type: str | None = None,
        response_content_encoding: str | None = None,
        response_content_disposition: str | None = None,
        response_content_language: str | None = None,
        response_cache_control: str | None = None,
        response_expires: datetime | None = None,
        checksum_mode: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ObjectInfo:
        """Return an object's properties without its bytes.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            range:
                (first, last) byte, both included, from 0; (first, None) to the end; (-n, None) for the last n. None: all.
            part_number:
                Read this part of an object that was uploaded in parts, from 1; `parts_count` of the result counts them. Excludes
                `range`. An object that was put whole is its part 1.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`.
            if_match:
                Entity tag, or several in quotes: the object must have one of them, else `PreconditionFailed`. A weak one never
                matches.
            if_none_match:
                Entity tag, or several in quotes, weak ones too: the object must have another, else `NotModified`.
            if_modified_since:
                Aware datetime: the object must have been stored since, else `NotModified`.
            if_unmodified_since:
                Aware datetime: the object must not have been stored since, else `PreconditionFailed`.
            response_content_type:
                Set `Content-Type` of the answer. Not available to anonymous requests, like the other `response_...`
                parameters.
            response_content_encoding:
                Set `Content-Encoding` of the answer.
            response_content_disposition:
                Set `Content-Disposition` of the answer, such as `'attachment; filename="map.png"'`: browsers that follow a
                presigned URL obey it.
            response_content_language:
                Set `Content-Language` of the answer.
            response_cache_control:
                Set `Cache-Control` of the answer.
            response_expires:
                Set `Expires` of the answer: an aware datetime.
            checksum_mode:
                Ask for the checksums that the service noted, in `checksums` of the result.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.HeadObject`.
        """
        ...

    @sends(DeleteObjects)
    async def delete_objects(
        self,
        bucket: str,
        keys: Iterable[str | tuple[str, str | None]],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> DeleteObjectsResult:
        """Delete any number of objects, 1,000 a request.

        Some deletions can fail while others succeed: look at `errors` of the result. If a later request fails, earlier ones
        are done. Call again: deleting a missing object is no error.

        Raises `ValueError` before sending if XML cannot carry a key (most control characters): use `delete_object`.

        Parameters:

            bucket:
                Name of the bucket.
            keys:
                Keys, or pairs (key, version_id) that remove one version.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteObjects`.
        """
        ...

    @sends(CopyObject)
    async def copy_object(
        self,
        bucket: str,
        key: str,
        source_bucket: str,
        source_key: str,
        *,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_disposition: str | None = None,
        content_language: str | None = None,
        cache_control: str | None = None,
        expires: datetime | None = None,
        metadata: Mapping[str, str] | None = None,
        tagging: Mapping[str, str] | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        server_side_encryption: Literal["AES256"] | None = None,
        source_version_id: str | None = None,
        snapshot_version: str | None = None,
        checksum_algorithm: Algorithm | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        source_if_match: str | None = None,
        if_modified_since: datetime | None = None,
        if_unmodified_since: datetime | None = None,
        source_if_none_match: str | None = None,
        source_if_modified_since: datetime | None = None,
        source_if_unmodified_since: datetime | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> CopyObjectResult:
        """Copy an object of up to 5 GiB within the service, with its content headers, metadata and tags.

        Any given `metadata` or content header replaces them all, but not the tags (S3's directive REPLACE). `copy_file`
        copies objects of any size.

        Raises `PreconditionFailed` if a condition does not hold, `OutcomeUnknown` if an earlier attempt may have made the
        copy.

        Parameters:

            bucket:
                Bucket of the copy.
            key:
                Key of the copy: at most 1,024 bytes as UTF-8.
            source_bucket:
                Bucket of the source.
            source_key:
                Key of the source.
            content_type:
                `Content-Type` of the copy. Any content header replaces all content headers and metadata of the source.
            content_encoding:
                `Content-Encoding`, such as `"gzip"`. The client neither compresses nor decompresses.
            content_disposition:
                `Content-Disposition`, such as `'attachment; filename="map.png"'`.
            content_language:
                `Content-Language`, such as `"en"`.
            cache_control:
                `Cache-Control`, such as `"max-age=3600"`.
            expires:
                `Expires`, an aware datetime: when caches drop their copy. The object stays.
            metadata:
                User metadata, in place of all content headers and metadata of the source: names to printable ASCII, at most
                2,048 bytes in all, or values from `ObjectInfo.metadata`.
            tagging:
                Tags, in place of those of the source: keys to values, at most 10.
            storage_class:
                `"STANDARD"`, `"STANDARD_IA"`, `"GLACIER"` or `"GLACIER_IR"`. None: left to the service.
            acl:
                `"private"` or `"public-read"`. None: left to the service.
            server_side_encryption:
                `"AES256"`. The service encrypts so in any case.
            source_version_id:
                Copy this version of the source. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: copy the source as it was then. Excludes `source_version_id`.
            checksum_algorithm:
                Have the service compute a checksum of the copy: `"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"` or `"sha256"`.
            if_match:
                Entity tag: copy only over the object that has it.
            if_none_match:
                `"*"`: copy only if there is no object under the key.
            source_if_match:
                Entity tag: copy only if the source has it.
            if_modified_since:
                Aware datetime: copy only over an object that was stored since.
            if_unmodified_since:
                Aware datetime: copy only over an object that was not stored since.
            source_if_none_match:
                Entity tag: copy only if the source has another.
            source_if_modified_since:
                Aware datetime: copy only if the source was stored since.
            source_if_unmodified_since:
                Aware datetime: copy only if the source was not stored since.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CopyObject`.
        """
        ...

    @sends(RenameObject)
    async def rename_object(
        self,
        bucket: str,
        source_key: str,
        key: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> CopyObjectResult:
        """Give an object another key in the same bucket. It replaces the object under the new key.

        No data is rewritten. Two HEADs first look at both keys. After a lost response the client looks again:

        - It reports success if the source is gone, and the destination is new and has the source's etag, size and metadata.
        - It sends the rename again if the source is unchanged, or nothing new is at the destination.
        - All else is `OutcomeUnknown`.

        If several workers rename one object, each to its own key, one succeeds. With one key for all, none can tell whose
        rename it was.

        With `verify_features=False`, or once the endpoint is known to rename, a client with `max_attempts=1` sends the
        rename alone. A lost response is `OutcomeUnknown` then.

        Parameters:

            bucket:
                Name of the bucket.
            source_key:
                Present key of the object.
            key:
                New key: at most 1,024 bytes as UTF-8, other than `source_key`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RenameObject`.
        """
        ...

    @sends(Presign)
    async def presign(
        self,
        bucket: str,
        key: str,
        *,
        method: Literal["get", "put"] = "get",
        expires: int = 3600,
        version_id: str | None = None,
        access_key_id: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> PresignResult:
        """Have the service sign a URL of the bucket's public host and custom domain. Anyone with the URL can use it.

        For other hosts and methods use `presigned_url`, which sends no request.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            method:
                `"get"` or `"put"`.
            expires:
                Seconds until the URL expires, at most 90 days. Default: one hour.
            version_id:
                Get only this version; for `"get"` alone. `head_object(..., snapshot_version=...)` returns that of a snapshot.
            access_key_id:
                The key that signs. None: the client's own. Required with a `SessionToken`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.Presign`.
        """
        ...

    @sends(RestoreObject)
    async def restore_object(
        self,
        bucket: str,
        key: str,
        *,
        days: int = 1,
        version_id: str | None = None,
        snapshot_version: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> RestoreObjectResult:
        """Restore an archived object (`GLACIER`) for some days, so that it can be read. It takes about an hour.

        `get_restore_info` returns the progress. To bring back a deleted object, use `restore_deleted_object`.

        Raises `Conflict` (`RestoreAlreadyInProgress`) while a restore runs, and `AccessDenied` (`InvalidObjectState`) for
        `GLACIER_IR`, which needs none. With `days` above 1, raises `OutcomeUnknown` if a response was lost and the restore
        may be another caller's.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            days:
                Days that the object stays readable, at least 1.
            version_id:
                Restore this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: restore the version that was current then. Excludes `version_id`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RestoreObject`.
        """
        ...

    @sends(GetRestoreInfo)
    async def get_restore_info(
        self,
        bucket: str,
        key: str,
        *,
        version_id: str | None = None,
        snapshot_version: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> RestoreInfo | None:
        """Return the state of an archived object; None if it can be read without a restore.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetRestoreInfo`.
        """
        ...

    @sends(MigrateObject)
    async def migrate_object(
        self,
        bucket: str,
        key: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ObjectInfo:
        """Start to copy an object from the migration source; return its properties.

        Does not wait: `is_object_migrated` tells when the copy is done. Harmless if Tigris has the object already. Raises
        `NotFound` if neither side has it.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.MigrateObject`.
        """
        ...

    @sends(IsObjectMigrated)
    async def is_object_migrated(
        self,
        bucket: str,
        key: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> bool:
        """Return whether Tigris has an object itself. Raises `NotFound` if its migration source has it neither.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.IsObjectMigrated`.
        """
        ...

    @sends(UpdateObject)
    async def update_object(
        self,
        bucket: str,
        key: str,
        function: Change,
        *,
        content_type: str | None = None,
        metadata: Mapping[str, str] | None = None,
        max_conflicts: int = 20,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UpdateObjectResult:
        """Change an object by a function of its contents; store each change once.

        The client reads the object, calls `function`, and stores the result over that state only. If another writer was
        faster, it begins again.

            client.update_object("bucket", "counter", lambda old: b"%d" % (int(old or 0) + 1))

        After a lost response the object tells whether the update was stored, even if later ones followed: each leaves a
        mark in the metadata (`x-amz-meta-tigris-http-updates`, not shown in `ObjectInfo.metadata`) that names the last 48.

        Raises `OutcomeUnknown` if the object does not tell: another writer replaced it without the mark or deleted it, more
        updates followed, or it cannot be read. On snapshot buckets the client looks through its versions first. `function`
        is not applied again then. Any other error means that nothing was stored.

        Raises `MalformedResponse`, before it calls `function`, if the object has more than 64 MiB or a property that cannot
        be written back.

        Only updates are safe from each other. A plain put replaces the object it finds. A conditional put that puts old
        bytes back within their second may hide an update. An update to bytes that the object had in the same second waits
        for the next one.

        The object keeps its content headers and metadata byte for byte (unless given), storage class, tags, encryption,
        locks, kind of checksum, and an ACL of its own if the service shows it (`x-amz-acl`). Tags that change during the
        update may be lost.

        Conditions see the latest state everywhere in buckets of one region or multi-region, and within a region only in
        global and dual-region buckets.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            function:
                Gets the bytes, None if there is no object. Returns the new bytes, or None to leave the object unchanged. May be
                called several times. An error it raises ends the update with nothing written. For the async client it may be a
                coroutine function.
            content_type:
                New `Content-Type`. None: the object's own.
            metadata:
                New user metadata, in place of the object's: names to printable ASCII, at most 2,048 bytes in all. None: the
                object's own.
            max_conflicts:
                How many times another writer may be faster before the update ends with `PreconditionFailed`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.UpdateObject`.
        """
        ...

    @overload
    @sends(BundleObjects)
    def bundle_objects(
        self,
        bucket: str,
        keys: Iterable[str]
        | Iterable[tuple[str, TagT]]
        | Iterable[BundleKey[TagT]]
        | AsyncIterable[str]
        | AsyncIterable[tuple[str, TagT]]
        | AsyncIterable[BundleKey[TagT]],
        *,
        compression: Compression = "none",
        on_error: Literal["skip", "fail"] = "skip",
        on_skipped: Literal["yield"] = "yield",
        prefetch: int = 1,
        connections: int | None = None,
        min_bundle: int = 8,
        max_bytes: int = 1073741824,
        snapshot_version: str | None = None,
        snapshot_via: Literal["get", "bundle"] = "get",
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Opening[AsyncBundleResponse[AsyncBundleMember[TagT] | BundleSkipped[TagT]]]:
        """Read any number of objects as few streams, one result for each key.

        Results come in the order of `keys`, duplicates included: a `BundleMember` with the object's bytes, or a
        `BundleSkipped` for an object that is missing or not yours. Both carry the key and its tag.

        A request names up to 5,000 keys, in at most 5 MB. After a break the client continues the stream, under its retry
        policy. Keys whose streams broke repeatedly are read by concurrent single GETs.

        Errors of the first keys and of the first request are raised at once, `BundleError` as `on_skipped` and `on_error`
        say.

        Parameters:

            bucket:
                Name of the bucket.
            keys:
                Keys, `(key, tag)` pairs or `BundleKey`s: any iterable, however long. The async client takes async ones, too.
            compression:
                Compression of the stream on the wire: `"none"`, `"gzip"` or `"zstd"`.
            on_error:
                `"fail"`: the service checks all keys of a request first. If any is missing, `BundleError` with all
                `missing_keys` is raised before anything of that request is streamed. `"skip"`: it leaves them out.
            on_skipped:
                `"yield"` a `BundleSkipped`, `"drop"` it, or `"raise"` `BundleError` in its place.
            prefetch:
                Requests under way while one is read, 0 to 64.
            connections:
                Most connections at once, for bundles beside other work. None: the client's `max_connections`.
            min_bundle:
                Fewer keys than this (1 to 5,000) are read by concurrent single GETs.
            max_bytes:
                Bytes of objects under way, at most, by the sizes of `BundleKey`s: 1 GiB by default. Requests are cut so.
            snapshot_version:
                Version of a snapshot, a str of digits: read the objects as they were then.
            snapshot_via:
                `"get"`: read a snapshot by single GETs. `"bundle"`: trust the service to honour snapshots in bundles, which its
                documentation does not promise.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.BundleObjects`.
        """
        ...

    @overload
    @sends(BundleObjects)
    def bundle_objects(
        self,
        bucket: str,
        keys: Iterable[str]
        | Iterable[tuple[str, TagT]]
        | Iterable[BundleKey[TagT]]
        | AsyncIterable[str]
        | AsyncIterable[tuple[str, TagT]]
        | AsyncIterable[BundleKey[TagT]],
        *,
        compression: Compression = "none",
        on_error: Literal["skip", "fail"] = "skip",
        on_skipped: Literal["drop", "raise"],
        prefetch: int = 1,
        connections: int | None = None,
        min_bundle: int = 8,
        max_bytes: int = 1073741824,
        snapshot_version: str | None = None,
        snapshot_via: Literal["get", "bundle"] = "get",
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Opening[AsyncBundleResponse[AsyncBundleMember[TagT]]]:
        """Read any number of objects as few streams, one result for each key.

        Results come in the order of `keys`, duplicates included: a `BundleMember` with the object's bytes, or a
        `BundleSkipped` for an object that is missing or not yours. Both carry the key and its tag.

        A request names up to 5,000 keys, in at most 5 MB. After a break the client continues the stream, under its retry
        policy. Keys whose streams broke repeatedly are read by concurrent single GETs.

        Errors of the first keys and of the first request are raised at once, `BundleError` as `on_skipped` and `on_error`
        say.

        Parameters:

            bucket:
                Name of the bucket.
            keys:
                Keys, `(key, tag)` pairs or `BundleKey`s: any iterable, however long. The async client takes async ones, too.
            compression:
                Compression of the stream on the wire: `"none"`, `"gzip"` or `"zstd"`.
            on_error:
                `"fail"`: the service checks all keys of a request first. If any is missing, `BundleError` with all
                `missing_keys` is raised before anything of that request is streamed. `"skip"`: it leaves them out.
            on_skipped:
                `"yield"` a `BundleSkipped`, `"drop"` it, or `"raise"` `BundleError` in its place.
            prefetch:
                Requests under way while one is read, 0 to 64.
            connections:
                Most connections at once, for bundles beside other work. None: the client's `max_connections`.
            min_bundle:
                Fewer keys than this (1 to 5,000) are read by concurrent single GETs.
            max_bytes:
                Bytes of objects under way, at most, by the sizes of `BundleKey`s: 1 GiB by default. Requests are cut so.
            snapshot_version:
                Version of a snapshot, a str of digits: read the objects as they were then.
            snapshot_via:
                `"get"`: read a snapshot by single GETs. `"bundle"`: trust the service to honour snapshots in bundles, which its
                documentation does not promise.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.BundleObjects`.
        """
        ...

    @sends(BundleArchive)
    def bundle_archive(
        self,
        bucket: str,
        keys: Iterable[str],
        *,
        compression: Compression = "none",
        on_error: Literal["skip", "fail"] = "skip",
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Opening[AsyncArchiveBody]:
        """Open the tar archive of up to 5,000 objects as the service sends it.

        The members are in the order of `keys`, each named by its whole key. If keys were left out, the last member is
        `__bundle_errors.json`: `{"skipped":[{"key":"gone.jpg","reason":"NoSuchKey"}]}`.

        The client neither continues it after a break nor checks the bytes in a compressed archive. `bundle_objects` does
        both.

            with client.bundle_archive("photos", ["a.jpg", "b.jpg"]) as body:
                with open("photos.tar", "wb") as file:
                    shutil.copyfileobj(body, file)

        Parameters:

            bucket:
                Name of the bucket.
            keys:
                1 to 5,000 keys in at most 5 MB, each once.
            compression:
                `"none"`, `"gzip"` or `"zstd"`. The archive stays compressed: open it with mode `"r|"`, `"r|gz"`, or from Python
                3.14 on `"r|zst"`.
            on_error:
                `"fail"`: the service checks all keys first. If any is missing, it raises `BundleError` with all `missing_keys`.
                `"skip"`: it leaves them out.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.BundleArchive`.
        """
        ...

    @sends(ListObjectsV2)
    def list_objects_v2(
        self,
        bucket: str,
        *,
        prefix: str | None = None,
        delimiter: str | None = None,
        start_after: str | None = None,
        max_keys: int = 1000,
        fetch_owner: bool = False,
        snapshot_version: str | None = None,
        query: str | ObjectQuery | None = None,
        with_metadata: bool = False,
        with_content: bool = False,
        prefetch: bool = False,
        source: Literal["tigris", "shadow"] | None = None,
        continuation_token: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AsyncPages[ObjectPage, ListedObject]:
        """List the objects of a bucket, page by page, in order of the UTF-8 bytes of their keys.

        With `query` they come in its order, and a page may be empty and others follow.

        With `snapshot_version`, `query`, `source`, `with_metadata` or `with_content`: `FeatureNotSupported` unless the
        endpoint is Tigris.

            for entry in client.list_objects_v2("bucket", prefix="logs/"):
                print(entry.key, entry.size)

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                List only keys that begin with this text.
            delimiter:
                Group keys that share the text up to the first delimiter after `prefix` into the page's `common_prefixes`.
                Usually `"/"`.
            start_after:
                List only keys after this one.
            max_keys:
                Entries a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page.
            fetch_owner:
                Add the owner to each object.
            snapshot_version:
                List the bucket as of this snapshot; None for now.
            query:
                List only matching objects, in the query's order: an `ObjectQuery`, or its text.
            with_metadata:
                Add the user metadata to each object.
            with_content:
                Add the metadata to each object, and the bytes to small ones.
            prefetch:
                Bring the listed objects into the cache of your region.
            source:
                One side of a migrating bucket: `"tigris"` for objects that are here already, `"shadow"` for those of the other
                store. None for both.
            continuation_token:
                `next_continuation_token` of a page: start with the next page. None starts at the beginning.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListObjectsV2`.
        """
        ...

    @sends(ListObjects)
    def list_objects(
        self,
        bucket: str,
        *,
        prefix: str | None = None,
        delimiter: str | None = None,
        marker: str | None = None,
        max_keys: int = 1000,
        snapshot_version: str | None = None,
        prefetch: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AsyncPages[ObjectPageV1, ListedObject]:
        """List the objects of a bucket with their owners, page by page. `list_objects_v2` does all this and more.

        With `snapshot_version`: `FeatureNotSupported` unless the endpoint is Tigris.

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                List only keys that begin with this text.
            delimiter:
                Group keys that share the text up to the first delimiter after `prefix` into the page's `common_prefixes`.
                Usually `"/"`.
            marker:
                List only keys after this one: a key, or `next_marker` of a page.
            max_keys:
                Entries a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page.
            snapshot_version:
                List the bucket as of this snapshot; None for now.
            prefetch:
                Bring the listed objects into the cache of your region.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListObjects`.
        """
        ...

    @sends(ListObjectVersions)
    def list_object_versions(
        self,
        bucket: str,
        *,
        prefix: str | None = None,
        delimiter: str | None = None,
        max_keys: int = 1000,
        key_marker: str | None = None,
        version_id_marker: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AsyncPages[VersionPage, ObjectVersion]:
        """List all versions and delete markers of a snapshot bucket, page by page.

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                List only keys that begin with this text.
            delimiter:
                Group keys that share the text up to the first delimiter after `prefix` into the page's `common_prefixes`.
                Usually `"/"`.
            max_keys:
                Entries a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page.
            key_marker:
                Start after this key; with `version_id_marker` inside its versions. `next_key_marker` of a page.
            version_id_marker:
                Start after this version of `key_marker`, which it needs. `next_version_id_marker` of a page.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListObjectVersions`.
        """
        ...

    @sends(ListDeletedObjects)
    def list_deleted_objects(
        self,
        bucket: str,
        *,
        prefix: str | None = None,
        delimiter: str | None = None,
        max_keys: int = 1000,
        continuation_token: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AsyncPages[ObjectPage, ListedObject]:
        """List the soft-deleted keys of a bucket, page by page. `FeatureNotSupported` unless the endpoint is Tigris.

        Changes show after seconds, and not at the same time as in `list_deleted_object_versions`.

        Nothing marks a key as deleted: a service without soft delete lists its live keys here. Remove nothing by this list;
        `list_deleted_object_versions` checks each entry.

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                List only keys that begin with this text.
            delimiter:
                Group keys that share the text up to the first delimiter after `prefix` into the page's `common_prefixes`.
                Usually `"/"`.
            max_keys:
                Entries a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page.
            continuation_token:
                `next_continuation_token` of a page: start with the next page. None starts at the beginning.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListDeletedObjects`.
        """
        ...

    @sends(ListDeletedObjectVersions)
    def list_deleted_object_versions(
        self,
        bucket: str,
        *,
        prefix: str | None = None,
        delimiter: str | None = None,
        max_keys: int = 1000,
        key_marker: str | None = None,
        version_id_marker: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AsyncPages[VersionPage, ObjectVersion]:
        """List the soft-deleted versions of a bucket's objects, page by page: one for each deletion of a key.

        Live versions and delete markers are dropped, so a page may be empty and others follow. `common_prefixes` may stand
        for live keys. `FeatureNotSupported` unless an entry is marked as deleted or the endpoint is Tigris.

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                List only keys that begin with this text.
            delimiter:
                Group keys that share the text up to the first delimiter after `prefix` into the page's `common_prefixes`.
                Usually `"/"`.
            max_keys:
                Entries a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page.
            key_marker:
                Start after this key; with `version_id_marker` inside its versions. `next_key_marker` of a page.
            version_id_marker:
                Start after this version of `key_marker`, which it needs. `next_version_id_marker` of a page.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListDeletedObjectVersions`.
        """
        ...

    @sends(RestoreDeletedObject)
    async def restore_deleted_object(
        self,
        bucket: str,
        key: str,
        *,
        version_id: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> RestoredObject:
        """Restore a soft-deleted object. It is live at once, in place of the current one.

        `NotFound` if there is no such version. The client asks first: `FeatureNotSupported` unless the endpoint is Tigris.

        With `version_id` the client first lists the deleted versions. After a lost response the restore was done if that
        version was among them and the live object has its etag and size. `OutcomeUnknown` if another object is live.
        Without `version_id` a lost response is `OutcomeUnknown`, since asking twice may restore another version.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object.
            version_id:
                The deleted version to restore; None for the one deleted last.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RestoreDeletedObject`.
        """
        ...

    @sends(PurgeDeletedObject)
    async def purge_deleted_object(
        self,
        bucket: str,
        key: str,
        version_id: str | ObjectVersion,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove one soft-deleted version for good, before its retention ends.

        A `version_id` that is text is first looked up, since a service without soft delete would remove a live version.
        `NotFound` if it is not listed (a deletion may show some seconds late), `PreconditionFailed` if it is live: nothing
        is removed then. After a lost response the listing tells whether it is gone.

            for version in client.list_deleted_object_versions("bucket"):
                client.purge_deleted_object("bucket", version.key, version)

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object.
            version_id:
                An entry of `list_deleted_object_versions`, or its `version_id`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PurgeDeletedObject`.
        """
        ...

    @sends(CreateMultipartUpload)
    async def create_multipart_upload(
        self,
        bucket: str,
        key: str,
        *,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_disposition: str | None = None,
        content_language: str | None = None,
        cache_control: str | None = None,
        expires: datetime | None = None,
        metadata: Mapping[str, str] | None = None,
        tagging: Mapping[str, str] | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        server_side_encryption: Literal["AES256"] | None = None,
        checksum_algorithm: Algorithm | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> MultipartUpload:
        """Begin an upload in parts, with the object's headers, metadata, tags, tier and ACL.

        The object appears when the upload is completed. A repetition after a lost response may leave behind an upload
        without parts, and so may a cancellation: `list_multipart_uploads` shows it, `abort_multipart_upload` drops it.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            content_type:
                `Content-Type` of the object, such as `"image/png"`. None sends no header.
            content_encoding:
                `Content-Encoding`, such as `"gzip"`. The client neither compresses nor decompresses.
            content_disposition:
                `Content-Disposition`, such as `'attachment; filename="map.png"'`.
            content_language:
                `Content-Language`, such as `"en"`.
            cache_control:
                `Cache-Control`, such as `"max-age=3600"`.
            expires:
                `Expires`, an aware datetime: when caches drop their copy. The object stays.
            metadata:
                User metadata: names to printable ASCII, at most 2,048 bytes in all, or values from `ObjectInfo.metadata`.
            tagging:
                Tags: keys to values, at most 10.
            storage_class:
                `"STANDARD"`, `"STANDARD_IA"`, `"GLACIER"` or `"GLACIER_IR"`. None: the bucket's default.
            acl:
                `"private"` or `"public-read"`. None: the bucket's.
            server_side_encryption:
                `"AES256"`. The service encrypts so in any case.
            checksum_algorithm:
                Announce that parts come with `checksums` of this kind: `"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"` or
                `"sha256"`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CreateMultipartUpload`.
        """
        ...

    @sends(UploadPart)
    async def upload_part(
        self,
        bucket: str,
        key: str,
        upload_id: str,
        part_number: int,
        body: Content,
        *,
        length: int | None = None,
        sha256: str | None = None,
        checksums: Checksums | Algorithm | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UploadedPart:
        """Store one part of an upload, in place of the part with its number.

        A part is 5 MiB to 5 GiB; only the last may be smaller. Raises `ServiceError` (`BadDigest`) if the bytes that arrive
        do not match `checksums`.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            upload_id:
                The upload, as `create_multipart_upload` returned it.
            part_number:
                Number of the part, 1 to 10,000. Parts are joined in the order of their numbers.
            body:
                Bytes-like, a path, a binary file, or an iterable of bytes. Encode a str first: it is refused. A file is read
                from its position to its end and never closed. An iterable of more than 8 MiB goes to a temporary file, to be hashed
                and to be sent again if needed.
            length:
                Size of `body` in bytes. Give it for an iterable if you know it.
            sha256:
                Hex SHA-256 of `body` if you know it, or `"UNSIGNED-PAYLOAD"` to leave the bytes out of the signature. None:
                computed.
            checksums:
                An algorithm to compute (`"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"`, `"sha256"`), or `Checksums` with one
                known value. The service checks the bytes against it and notes it. None: no checksum.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.UploadPart`.
        """
        ...

    @sends(UploadPartCopy)
    async def upload_part_copy(
        self,
        bucket: str,
        key: str,
        upload_id: str,
        part_number: int,
        source_bucket: str,
        source_key: str,
        *,
        source_range: tuple[int, int] | None = None,
        source_version_id: str | None = None,
        snapshot_version: str | None = None,
        source_if_match: str | None = None,
        source_if_none_match: str | None = None,
        source_if_modified_since: datetime | None = None,
        source_if_unmodified_since: datetime | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UploadedPart:
        """Copy an object, or a range of it, as one part of an upload. The client sends no bytes.

        Raises `PreconditionFailed` if a condition on the source does not hold.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            upload_id:
                The upload, as `create_multipart_upload` returned it.
            part_number:
                Number of the part, 1 to 10,000. Parts are joined in the order of their numbers.
            source_bucket:
                Bucket of the source.
            source_key:
                Key of the source.
            source_range:
                (first, last) byte of the source, both included, from 0. None: all of it.
            source_version_id:
                Copy this version of the source. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: copy the source as it was then. Excludes `source_version_id`.
            source_if_match:
                Entity tag: copy only if the source has it.
            source_if_none_match:
                Entity tag: copy only if the source has another.
            source_if_modified_since:
                Aware datetime: copy only if the source was stored since.
            source_if_unmodified_since:
                Aware datetime: copy only if the source was not stored since.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.UploadPartCopy`.
        """
        ...

    @sends(CompleteMultipartUpload)
    async def complete_multipart_upload(
        self,
        bucket: str,
        key: str,
        upload_id: str,
        parts: Iterable[UploadedPart | ListedPart | tuple[int, str]],
        *,
        if_match: str | None = None,
        if_none_match: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> CompletedUpload:
        """Join the parts of an upload into the object.

        Raises `NotFound` if there is no such upload, as after it was completed or aborted, and `PreconditionFailed` if a
        condition does not hold. After a lost response the client looks whether the object is there and made of these parts:
        `OutcomeUnknown` if the object does not tell.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            upload_id:
                The upload, as `create_multipart_upload` returned it.
            parts:
                Results of `upload_part` or `list_parts`, or pairs (number, etag), in order of their numbers. Other stored parts
                do not matter.
            if_match:
                Entity tag: make the object only in place of the one that has it.
            if_none_match:
                `"*"`: make the object only if there is none under the key.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CompleteMultipartUpload`.
        """
        ...

    @sends(AbortMultipartUpload)
    async def abort_multipart_upload(
        self,
        bucket: str,
        key: str,
        upload_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """End an upload and drop its parts. Raises `NotFound` if there is no such upload.

        A part under way may still be stored: list the parts, and abort again if there are any.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            upload_id:
                The upload, as `create_multipart_upload` returned it.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.AbortMultipartUpload`.
        """
        ...

    @sends(ListParts)
    def list_parts(
        self,
        bucket: str,
        key: str,
        upload_id: str,
        *,
        max_parts: int = 1000,
        part_number_marker: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AsyncPages[PartPage, ListedPart]:
        """List the stored parts of an upload, in order of their numbers.

        Raises `NotFound` if there is no such upload.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            upload_id:
                The upload, as `create_multipart_upload` returned it.
            max_parts:
                Parts a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page.
            part_number_marker:
                Begin after this part's number.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListParts`.
        """
        ...

    @sends(ListMultipartUploads)
    def list_multipart_uploads(
        self,
        bucket: str,
        *,
        prefix: str | None = None,
        delimiter: str | None = None,
        max_uploads: int = 1000,
        key_marker: str | None = None,
        upload_id_marker: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AsyncPages[UploadPage, ListedUpload]:
        """List the uploads of a bucket that have not ended. Abort forgotten ones: they stay, and cost storage.

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                Only uploads whose keys begin with it.
            delimiter:
                Fold the keys below it into `common_prefixes` of the page.
            max_uploads:
                Uploads a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page.
            key_marker:
                Begin after this key.
            upload_id_marker:
                Begin after this upload of `key_marker`, which it needs.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListMultipartUploads`.
        """
        ...

    @sends(GetObjectTagging)
    async def get_object_tagging(
        self,
        bucket: str,
        key: str,
        *,
        version_id: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ObjectTagging:
        """Return an object's tags.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object.
            version_id:
                Version of the object, in a snapshot bucket; None for the live object.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetObjectTagging`.
        """
        ...

    @sends(PutObjectTagging)
    async def put_object_tagging(
        self,
        bucket: str,
        key: str,
        tags: Mapping[str, str],
        *,
        version_id: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Replace all tags of an object.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object.
            tags:
                Up to 10; keys of 1 to 128 characters, values of up to 256.
            version_id:
                Version of the object, in a snapshot bucket; None for the live object.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutObjectTagging`.
        """
        ...

    @sends(DeleteObjectTagging)
    async def delete_object_tagging(
        self,
        bucket: str,
        key: str,
        *,
        version_id: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove an object's tags. No error if it has none.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object.
            version_id:
                Version of the object, in a snapshot bucket; None for the live object.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteObjectTagging`.
        """
        ...

    @sends(GetBucketTagging)
    async def get_bucket_tagging(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Mapping[str, str]:
        """Return a bucket's tags; `NotFound` (`NoSuchTagSet`) if it has none.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketTagging`.
        """
        ...

    @sends(PutBucketTagging)
    async def put_bucket_tagging(
        self,
        bucket: str,
        tags: Mapping[str, str],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Replace all tags of a bucket.

        Parameters:

            bucket:
                Name of the bucket.
            tags:
                Up to 50; keys of 1 to 128 characters, values of up to 256.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketTagging`.
        """
        ...

    @sends(DeleteBucketTagging)
    async def delete_bucket_tagging(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove a bucket's tags. No error if it has none.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketTagging`.
        """
        ...

    @sends(GetObjectAcl)
    async def get_object_acl(
        self,
        bucket: str,
        key: str,
        *,
        version_id: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AccessControlPolicy:
        """Return an object's access control list.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object.
            version_id:
                Version of the object, in a snapshot bucket; None for the live object.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetObjectAcl`.
        """
        ...

    @sends(PutObjectAcl)
    async def put_object_acl(
        self,
        bucket: str,
        key: str,
        acl: Literal["private", "public-read"],
        *,
        version_id: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Make one object private or public, if its bucket allows object ACLs.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object.
            acl:
                `"private"` or `"public-read"`.
            version_id:
                Version of the object, in a snapshot bucket; None for the live object.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutObjectAcl`.
        """
        ...

    @sends(GetBucketAcl)
    async def get_bucket_acl(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AccessControlPolicy:
        """Return a bucket's access control list.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketAcl`.
        """
        ...

    @sends(PutBucketAcl)
    async def put_bucket_acl(
        self,
        bucket: str,
        acl: Literal["private", "public-read"],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Make a bucket private or public. Its objects follow, unless they have an ACL of their own.

        Parameters:

            bucket:
                Name of the bucket.
            acl:
                `"private"` or `"public-read"`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketAcl`.
        """
        ...

    @sends(HeadBucket)
    async def get_bucket_info(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketInfo:
        """Return a bucket's kind and fork source.

        `NotFound` if there is no such bucket, `AccessDenied` if it is not yours.

        Parameters:

            bucket:
                Name of the bucket.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.HeadBucket`.
        """
        ...

    @sends(PostForm)
    def presigned_post(
        self,
        bucket: str,
        key: str | None = None,
        *,
        expires: int = 3600,
        key_starts_with: str | None = None,
        content_length_range: tuple[int, int] | None = None,
        content_type: str | None = None,
        content_type_starts_with: str | None = None,
        acl: Literal["private", "public-read"] | None = None,
        metadata: Mapping[str, str] | None = None,
        success_action_status: int | None = None,
        success_action_redirect: str | None = None,
        fields: Mapping[str, str] | None = None,
        endpoint: str | None = None,
        custom_domain: str | None = None,
    ) -> PresignedPost:
        """Return a form that uploads a file from a browser. Sends no request. Anyone with the form can use it.

        Raises `CredentialsError` if there is no access key to sign with.

            sizes = (1, 1 << 20)
            form = client.presigned_post("bucket", "up/${filename}", content_length_range=sizes)
            httpx.post(form.url, data=form.fields, files={"file": ("a.txt", b"content")})

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the file. `${filename}` in it stands for the name of the file: then the policy requires only the text
                before it.
            expires:
                Seconds until the form expires, at most 90 days. Default: one hour.
            key_starts_with:
                Leave the rest of the key to the form. Its field `key` holds `key` or, without one, this prefix with
                `${filename}`.
            content_length_range:
                (least, most) bytes of the file, both included, at most 5 GiB. None: no limit of the form.
            content_type:
                Fix the content type. Excludes `content_type_starts_with`.
            content_type_starts_with:
                Leave the rest of the content type, such as `"image/"`, to the form, which then needs a field `Content-Type`.
            acl:
                `"private"` or `"public-read"`. None: the bucket's.
            metadata:
                User metadata: names to printable ASCII.
            success_action_status:
                Status of a success: 200, 201 (with a document) or 204. None: 204.
            success_action_redirect:
                URL that the browser is sent to afterwards, with `bucket`, `key` and `etag` in its query.
            fields:
                Further fields of the form that S3 knows, such as `{"Cache-Control": "no-store"}`, each fixed to its value.
            endpoint:
                Another URL of the service for users of the form. None: the client's.
            custom_domain:
                A domain that belongs to the bucket.

        Action: `tigris_http.operations.PostForm`.
        """
        ...

    @sends(UploadFile)
    async def upload_file(
        self,
        bucket: str,
        key: str,
        source: FileSource,
        *,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_disposition: str | None = None,
        content_language: str | None = None,
        cache_control: str | None = None,
        expires: datetime | None = None,
        metadata: Mapping[str, str] | None = None,
        tagging: Mapping[str, str] | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        server_side_encryption: Literal["AES256"] | None = None,
        checksums: Algorithm | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        resume: bool = False,
        keep_mtime: bool = True,
        transfer: TransferOptions | None = None,
        progress: Callable[[Progress], object] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UploadedFile:
        """Upload a file, in parts if it is large. The object appears when all of it has arrived.

        A failed upload is aborted: its parts go. With `resume`, or if even that fails, they stay, and the error has the
        `upload_id`. Those of a killed process stay, too: `list_multipart_uploads` shows them. A file that changes while it
        is read is a `BodyMismatch`, and nothing is stored. The condition holds for the object as a whole.

            stored = client.upload_file("bucket", "backup.tar", "/srv/backup.tar")

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            source:
                A path, bytes-like, a binary file from its position, an iterable of bytes; for the async client also an async
                iterable.
            content_type:
                `Content-Type` of the object, such as `"image/png"`. None sends no header.
            content_encoding:
                `Content-Encoding`, such as `"gzip"`. The client neither compresses nor decompresses.
            content_disposition:
                `Content-Disposition`, such as `'attachment; filename="map.png"'`.
            content_language:
                `Content-Language`, such as `"en"`.
            cache_control:
                `Cache-Control`, such as `"max-age=3600"`.
            expires:
                `Expires`, an aware datetime: when caches drop their copy. The object stays.
            metadata:
                User metadata: names to printable ASCII, at most 2,048 bytes in all, or values from `ObjectInfo.metadata`.
            tagging:
                Tags: keys to values, at most 10.
            storage_class:
                `"STANDARD"`, `"STANDARD_IA"`, `"GLACIER"` or `"GLACIER_IR"`. None: the bucket's default.
            acl:
                `"private"` or `"public-read"`. None: the bucket's.
            server_side_encryption:
                `"AES256"`. The service encrypts so in any case.
            checksums:
                An algorithm to compute: `"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"`, `"sha256"`. The service checks each part
                against it. None: no checksum.
            if_match:
                Entity tag: store only over the object that has it, else `PreconditionFailed`, or `NotFound` if there is none.
            if_none_match:
                `"*"`: store only if there is no object under the key.
            resume:
                Continue the newest upload of this key that has not ended, if there is one: parts with the same bytes are not
                sent again. After a failure keep the parts, for the next call. The source must be a file or bytes. Call it again
                with the same settings: those of the first call count.
            keep_mtime:
                For a path: add the metadata `mtime`, unless `metadata` has it. It is the time of the file's last change in
                seconds since the epoch, as rclone writes it.
            transfer:
                Size of the parts, and number of parts at once. None: `TransferOptions()`.
            progress:
                Called after each part, in the caller's thread or task. The async client awaits what it returns, if it can. Its
                error ends the upload, and comes out.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.UploadFile`.
        """
        ...

    @sends(DownloadFile)
    async def download_file(
        self,
        bucket: str,
        key: str,
        target: str | PathLike[str],
        *,
        version_id: str | None = None,
        snapshot_version: str | None = None,
        if_match: str | None = None,
        checksum_mode: bool = False,
        overwrite: bool = True,
        keep_mtime: bool = True,
        fsync: bool = False,
        resume: bool = False,
        transfer: TransferOptions | None = None,
        progress: Callable[[Progress], object] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> DownloadedFile:
        """Download an object into a file. A large one comes in ranges, several at once.

        The bytes go to a temporary file beside the target, which takes the target's place when it is whole. After an error
        the temporary file is gone, unless `resume` keeps it, and the old target is untouched. Raises `ObjectChanged` if the
        object was replaced meanwhile, and the system's error if the disk is full.

            client.download_file("bucket", "backup.tar", "/tmp/backup.tar")

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            target:
                Path of the file. Its folder must be there.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the object as it was then. Excludes `version_id`.
            if_match:
                Entity tag: the object must have it, else `PreconditionFailed`.
            checksum_mode:
                Check the bytes against the checksum that the service noted: `CorruptBody` if it does not match. The object then
                comes in one request, since ranges have no checksum.
            overwrite:
                Replace a file that is there. False: `FileExistsError`, also if it appears meanwhile.
            keep_mtime:
                Give the file the time of the metadata `mtime`, in seconds since the epoch as rclone writes it, or else of the
                object's last change. False: the time of the download.
            fsync:
                Return only when file and folder are on the disk.
            resume:
                Continue an earlier download with `resume` that did not end: by an error, a kill or a power failure. For a target
                `NAME` its bytes are in `.NAME.tigris.part` beside the target, and `.NAME.tigris.record` has the ranges that are
                there. Both go when the file is whole. A range counts when it is on the disk: waiting for it takes time. Another
                object, entity tag or size begins again. Raises `BlockingIOError` while another download with `resume` fills the
                same target. Excludes `checksum_mode`.
            transfer:
                Size of the ranges, and number of ranges at once. Objects below the threshold come in one request. None:
                `TransferOptions()`.
            progress:
                Called after each range, in the caller's thread or task. The async client awaits what it returns, if it can. Its
                error ends the download, and comes out.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.DownloadFile`.
        """
        ...

    @sends(CopyFile)
    async def copy_file(
        self,
        bucket: str,
        key: str,
        source_bucket: str,
        source_key: str,
        *,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_disposition: str | None = None,
        content_language: str | None = None,
        cache_control: str | None = None,
        expires: datetime | None = None,
        metadata: Mapping[str, str] | None = None,
        tagging: Mapping[str, str] | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        server_side_encryption: Literal["AES256"] | None = None,
        source_version_id: str | None = None,
        snapshot_version: str | None = None,
        checksum_algorithm: Algorithm | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        source_if_match: str | None = None,
        transfer: TransferOptions | None = None,
        progress: Callable[[Progress], object] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> CopiedFile:
        """Copy an object of any size within the service, with its content headers, metadata and tags.

        Any given `metadata` or content header replaces them all, but not the tags. A HEAD looks at the source. Up to
        `TransferOptions.copy_threshold`, 5 GiB by default, one request copies it, else several copy its parts at once. A
        copy in parts has a checksum only if `checksum_algorithm` asks for it.

        Raises `ObjectChanged` if the source is replaced meanwhile, and `PreconditionFailed` if a condition does not hold. A
        failed copy is aborted: its parts go. If even that fails, the error has the `upload_id`.

            client.copy_file("archive", "2026/backup.tar", "bucket", "backup.tar")

        Parameters:

            bucket:
                Bucket of the copy.
            key:
                Key of the copy: at most 1,024 bytes as UTF-8.
            source_bucket:
                Bucket of the source.
            source_key:
                Key of the source.
            content_type:
                `Content-Type` of the copy. Any content header replaces all content headers and metadata of the source.
            content_encoding:
                `Content-Encoding`, such as `"gzip"`. The client neither compresses nor decompresses.
            content_disposition:
                `Content-Disposition`, such as `'attachment; filename="map.png"'`.
            content_language:
                `Content-Language`, such as `"en"`.
            cache_control:
                `Cache-Control`, such as `"max-age=3600"`.
            expires:
                `Expires`, an aware datetime: when caches drop their copy. The object stays.
            metadata:
                User metadata, in place of all content headers and metadata of the source: names to printable ASCII, at most
                2,048 bytes in all, or values from `ObjectInfo.metadata`.
            tagging:
                Tags, in place of those of the source: keys to values, at most 10.
            storage_class:
                `"STANDARD"`, `"STANDARD_IA"`, `"GLACIER"` or `"GLACIER_IR"`. None: left to the service.
            acl:
                `"private"` or `"public-read"`. None: left to the service.
            server_side_encryption:
                `"AES256"`. The service encrypts so in any case.
            source_version_id:
                Copy this version of the source. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: copy the source as it was then. Excludes `source_version_id`.
            checksum_algorithm:
                Have the service compute a checksum of the copy: `"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"` or `"sha256"`.
            if_match:
                Entity tag: copy only over the object that has it.
            if_none_match:
                `"*"`: copy only if there is no object under the key.
            source_if_match:
                Entity tag: copy only if the source has it.
            transfer:
                Its `copy_threshold`, and size and number of the parts at once. None: `TransferOptions()`.
            progress:
                Called after each part, in the caller's thread or task. The async client awaits what it returns, if it can. Its
                error ends the copy, and comes out.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.CopyFile`.
        """
        ...

    @sends(WriteObject)
    def write_object(
        self,
        bucket: str,
        key: str,
        *,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_disposition: str | None = None,
        content_language: str | None = None,
        cache_control: str | None = None,
        expires: datetime | None = None,
        metadata: Mapping[str, str] | None = None,
        tagging: Mapping[str, str] | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        server_side_encryption: Literal["AES256"] | None = None,
        checksums: Algorithm | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        transfer: TransferOptions | None = None,
        progress: Callable[[Progress], object] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Opening[AsyncObjectWriter]:
        """Open an object for writing: a file that takes bytes and stores them when it is closed.

        The end of the `with` stores the object. An error in it stores nothing, as `abort()` does. Up to one part the object
        is stored by one request. A larger one goes in parts, in the background while you write. The file holds at most
        `concurrency` parts in memory. The error of a part comes out of the next `write`, or of `close`: then the upload is
        aborted. If even that fails, the error has the `upload_id`. A file that is forgotten open stores nothing, and a
        `ResourceWarning` names its upload.

            with client.write_object("bucket", "table.csv", content_type="text/csv") as file:
                file.write(b"a,b;")
            print(file.result.etag)

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            content_type:
                `Content-Type` of the object, such as `"image/png"`. None sends no header.
            content_encoding:
                `Content-Encoding`, such as `"gzip"`. The client neither compresses nor decompresses.
            content_disposition:
                `Content-Disposition`, such as `'attachment; filename="map.png"'`.
            content_language:
                `Content-Language`, such as `"en"`.
            cache_control:
                `Cache-Control`, such as `"max-age=3600"`.
            expires:
                `Expires`, an aware datetime: when caches drop their copy. The object stays.
            metadata:
                User metadata: names to printable ASCII, at most 2,048 bytes in all, or values from `ObjectInfo.metadata`.
            tagging:
                Tags: keys to values, at most 10.
            storage_class:
                `"STANDARD"`, `"STANDARD_IA"`, `"GLACIER"` or `"GLACIER_IR"`. None: the bucket's default.
            acl:
                `"private"` or `"public-read"`. None: the bucket's.
            server_side_encryption:
                `"AES256"`. The service encrypts so in any case.
            checksums:
                An algorithm to compute: `"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"`, `"sha256"`. The service checks each part
                against it. None: no checksum.
            if_match:
                Entity tag: store only over the object that has it, else `PreconditionFailed`, or `NotFound` if there is none.
            if_none_match:
                `"*"`: store only if there is no object under the key.
            transfer:
                Size of the parts, 16 MiB by default, and number of parts at once. `threshold` is ignored. None:
                `TransferOptions()`.
            progress:
                Called after each part, in the caller's thread or task. The async client awaits what it returns, if it can. Its
                error ends the upload, and comes out.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.WriteObject`.
        """
        ...

    @sends(GetRanges)
    async def get_ranges(
        self,
        bucket: str,
        key: str,
        ranges: Sequence[tuple[int, int]],
        *,
        coalesce: int = 1048576,
        version_id: str | None = None,
        snapshot_version: str | None = None,
        if_match: str | None = None,
        transfer: TransferOptions | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> list[bytes]:
        """Read several ranges of one object into memory, and return their bytes in the order asked for.

        Ranges that lie close together come in one request. All bytes are of the same object: `ObjectChanged` if it was
        replaced meanwhile. A range that reaches beyond the object ends with it. One that begins there is
        `RangeNotSatisfiable`.

            head, tail = client.get_ranges("bucket", "table.parquet", [(0, 3), (9_000, 9_007)])

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            ranges:
                Pairs (first, last) of bytes, both included, from 0. They may overlap and have any order.
            coalesce:
                Ranges that lie at most this many bytes apart come in one request. By default 1 MiB.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the object as it was then. Excludes `version_id`.
            if_match:
                Entity tag: the object must have it, else `PreconditionFailed`.
            transfer:
                Its `concurrency` is the number of requests at once. None: `TransferOptions()`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.GetRanges`.
        """
        ...

    @sends(UploadTree)
    async def upload_tree(
        self,
        source: str | PathLike[str],
        bucket: str,
        prefix: str = "",
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        dry_run: bool = False,
        on_error: Literal["collect", "raise"] = "collect",
        concurrency: int = 16,
        progress: Callable[[Progress], object] | None = None,
        on_item: Callable[[TreeItem], object] | None = None,
        compare: Literal["quick", "size", "etag", "missing", "always"] = "quick",
        delete: bool = False,
        max_delete: int | None = None,
        allow_empty: bool = False,
        symlinks: Literal["follow", "skip"] = "follow",
        keep_mtime: bool = True,
        metadata: Mapping[str, str] | None = None,
        cache_control: str | None = None,
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        transfer: TransferOptions | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> TreeResult:
        """Upload the files below a directory. Only those that are missing or differ are sent.

        `logs/a.txt` below the source becomes the key `logs/a.txt` after the prefix. Content types come from the names.
        Empty directories have no key. The result names each item. Look at its `ok`, or call `raise_for_failures()`.

        A file is the same if size and time of change agree. The time is the metadata `mtime`, or `LastModified` if there is
        none. It is equal or not: newer and older do not count. The listing of Tigris has the metadata. Other stores are
        asked by a HEAD for each object of the same size and another `LastModified`.

            result = client.upload_tree("site", "bucket", "www/", delete=True)
            result.raise_for_failures()

        Parameters:

            source:
                Path of the directory.
            bucket:
                Name of the bucket.
            prefix:
                Beginning of the keys: a directory, with or without its last `/`.
            include:
                Patterns of the keys to take, relative to the prefix, such as `"*.jpg"` or `"2026/**"`. Empty: all. `*` and `?`
                match within one part of a key, `**` any number of parts. A pattern without `/` matches the last part.
            exclude:
                Patterns of the keys to leave out, also of those that `include` takes. They are never deleted.
            dry_run:
                Change nothing. The result says what would be done.
            on_error:
                `"collect"`: note a failed item, and go on. `"raise"`: end with the error of the first one.
            concurrency:
                Number of objects under way at once: 1 to 1,000. The client's `max_connections` also limits it.
            progress:
                Called after each object and each part, in the caller's thread or task. The async client awaits what it returns,
                if it can. Its error ends the action, and comes out.
            on_item:
                Called with each item when its outcome is known, as `progress` is.
            compare:
                When an object is the same on both sides, and skipped: `"quick"`: size and time of change agree; `"size"`: the
                size agrees; `"etag"`: size and entity tag agree, which reads local files; `"missing"`: it is there; `"always"`:
                never.
            delete:
                Delete what only the target has, after all else, if the listing was complete and nothing failed.
            max_delete:
                Most deletions. If there were more, none is made: they are in `refused`. None: no limit.
            allow_empty:
                With `delete`: accept a source without any object, which empties the target. False: `ValueError`.
            symlinks:
                `"follow"`: upload the files that links name; a link to nothing fails. `"skip"`: leave links out.
            keep_mtime:
                Store the time of a file's last change as metadata `mtime`.
            metadata:
                User metadata of each object: names to printable ASCII.
            cache_control:
                `Cache-Control` of each object, such as `"max-age=3600"`.
            storage_class:
                Storage class of each object. None: the bucket's default.
            acl:
                ACL of each object. None: the bucket's.
            transfer:
                Division of large files into parts. One file at a time goes in parts. None: `TransferOptions()`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.UploadTree`.
        """
        ...

    @sends(DownloadTree)
    async def download_tree(
        self,
        bucket: str,
        prefix: str,
        target: str | PathLike[str],
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        dry_run: bool = False,
        on_error: Literal["collect", "raise"] = "collect",
        concurrency: int = 16,
        progress: Callable[[Progress], object] | None = None,
        on_item: Callable[[TreeItem], object] | None = None,
        compare: Literal["quick", "size", "etag", "missing", "always"] = "quick",
        delete: bool = False,
        max_delete: int | None = None,
        allow_empty: bool = False,
        snapshot_version: str | None = None,
        small: int = 262144,
        unsafe_keys: Literal["refuse", "skip"] = "refuse",
        keep_mtime: bool = True,
        fsync: bool = False,
        transfer: TransferOptions | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> TreeResult:
        """Download the objects below a prefix into a directory. Only those that are missing or differ are fetched.

        The key `www/logs/a.txt` below the prefix `www/` becomes the file `logs/a.txt`. Small objects come in bundles, large
        ones in ranges at once. A file is in its place only when it is whole. The result names each item. Look at its `ok`,
        or call `raise_for_failures()`.

        A file is the same if size and time of change agree, as `upload_tree` has it. Keys that cannot be files below the
        target, such as `../x`, `a//b`, or `x/y` beside `x`, are refused. So are files behind a symbolic link to a
        directory. A link in a file's place is replaced. `delete` leaves links alone.

            result = client.download_tree("bucket", "www/", "site")
            result.raise_for_failures()

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                Beginning of the keys: a directory, with or without its last `/`. Empty: the whole bucket.
            target:
                Path of the directory. It is made if it is missing.
            include:
                Patterns of the keys to take, relative to the prefix, such as `"*.jpg"` or `"2026/**"`. Empty: all. `*` and `?`
                match within one part of a key, `**` any number of parts. A pattern without `/` matches the last part.
            exclude:
                Patterns of the keys to leave out, also of those that `include` takes. They are never deleted.
            dry_run:
                Change nothing. The result says what would be done.
            on_error:
                `"collect"`: note a failed item, and go on. `"raise"`: end with the error of the first one.
            concurrency:
                Number of objects under way at once: 1 to 1,000. The client's `max_connections` also limits it.
            progress:
                Called after each object and each part, in the caller's thread or task. The async client awaits what it returns,
                if it can. Its error ends the action, and comes out.
            on_item:
                Called with each item when its outcome is known, as `progress` is.
            compare:
                When an object is the same on both sides, and skipped: `"quick"`: size and time of change agree; `"size"`: the
                size agrees; `"etag"`: size and entity tag agree, which reads local files; `"missing"`: it is there; `"always"`:
                never.
            delete:
                Delete what only the target has, after all else, if the listing was complete and nothing failed.
            max_delete:
                Most deletions. If there were more, none is made: they are in `refused`. None: no limit.
            allow_empty:
                With `delete`: accept a source without any object, which empties the target. False: `ValueError`.
            snapshot_version:
                Version of a snapshot, a str of digits: download the tree as it was then. Small objects then come by concurrent
                single requests.
            small:
                Objects up to this many bytes come in bundles: 0 to 1 MiB. By default 256 KiB.
            unsafe_keys:
                Keys that cannot be files below the target: `"refuse"` them, so that the result is not `ok`, or `"skip"` them.
            keep_mtime:
                Give each file the time of the metadata `mtime`, or else of the object's last change.
            fsync:
                Have each file on the disk before it takes its place.
            transfer:
                Division of large objects into ranges. One object at a time comes in ranges. None: `TransferOptions()`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.DownloadTree`.
        """
        ...

    @sends(CopyPrefix)
    async def copy_prefix(
        self,
        bucket: str,
        prefix: str,
        source_bucket: str,
        source_prefix: str,
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        dry_run: bool = False,
        on_error: Literal["collect", "raise"] = "collect",
        concurrency: int = 16,
        progress: Callable[[Progress], object] | None = None,
        on_item: Callable[[TreeItem], object] | None = None,
        compare: Literal["quick", "size", "etag", "missing", "always"] = "quick",
        delete: bool = False,
        max_delete: int | None = None,
        allow_empty: bool = False,
        snapshot_version: str | None = None,
        transfer: TransferOptions | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> TreeResult:
        """Copy the objects below a prefix to another prefix or bucket, within the service. Only those that differ.

        The source's prefix is replaced by the target's, as text: end both with `/` to mean directories. Content headers,
        metadata and tags are kept. Objects are the same if size and entity tag agree. `"quick"` also takes the metadata
        `mtime` of both for objects that were stored in parts, whose tags depend on the parts.

            client.copy_prefix("backup", "photos/", "atlas", "photos/").raise_for_failures()

        Parameters:

            bucket:
                Bucket of the copies.
            prefix:
                Beginning of the copies' keys. Empty for the source's keys.
            source_bucket:
                Bucket of the sources.
            source_prefix:
                Beginning of the sources' keys. Empty: the whole bucket.
            include:
                Patterns of the keys to take, relative to the prefix, such as `"*.jpg"` or `"2026/**"`. Empty: all. `*` and `?`
                match within one part of a key, `**` any number of parts. A pattern without `/` matches the last part.
            exclude:
                Patterns of the keys to leave out, also of those that `include` takes. They are never deleted.
            dry_run:
                Change nothing. The result says what would be done.
            on_error:
                `"collect"`: note a failed item, and go on. `"raise"`: end with the error of the first one.
            concurrency:
                Number of objects under way at once: 1 to 1,000. The client's `max_connections` also limits it.
            progress:
                Called after each object and each part, in the caller's thread or task. The async client awaits what it returns,
                if it can. Its error ends the action, and comes out.
            on_item:
                Called with each item when its outcome is known, as `progress` is.
            compare:
                When an object is the same on both sides, and skipped: `"quick"`: size and time of change agree; `"size"`: the
                size agrees; `"etag"`: size and entity tag agree, which reads local files; `"missing"`: it is there; `"always"`:
                never.
            delete:
                Delete what only the target has, after all else, if the listing was complete and nothing failed.
            max_delete:
                Most deletions. If there were more, none is made: they are in `refused`. None: no limit.
            allow_empty:
                With `delete`: accept a source without any object, which empties the target. False: `ValueError`.
            snapshot_version:
                Version of a snapshot of the source's bucket, a str of digits: copy the objects as they were then.
            transfer:
                Division of objects over 5 GiB into parts. None: `TransferOptions()`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.CopyPrefix`.
        """
        ...

    @sends(MovePrefix)
    async def move_prefix(
        self,
        bucket: str,
        prefix: str,
        source_bucket: str,
        source_prefix: str,
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        dry_run: bool = False,
        on_error: Literal["collect", "raise"] = "collect",
        concurrency: int = 16,
        progress: Callable[[Progress], object] | None = None,
        on_item: Callable[[TreeItem], object] | None = None,
        transfer: TransferOptions | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> TreeResult:
        """Move the objects below a prefix. Inside a bucket of Tigris each is renamed, and no data is copied.

        Elsewhere each object is copied, then the source is deleted if it is still the same. An object under the new key is
        replaced. The source's prefix is replaced by the target's, as text: end both with `/` to mean directories.

            client.move_prefix("atlas", "2026/photos/", "atlas", "photos/").raise_for_failures()

        Parameters:

            bucket:
                Bucket of the new keys.
            prefix:
                Beginning of the new keys.
            source_bucket:
                Bucket of the present keys.
            source_prefix:
                Beginning of the present keys. Empty: the whole bucket.
            include:
                Patterns of the keys to take, relative to the prefix, such as `"*.jpg"` or `"2026/**"`. Empty: all. `*` and `?`
                match within one part of a key, `**` any number of parts. A pattern without `/` matches the last part.
            exclude:
                Patterns of the keys to leave out, also of those that `include` takes. They are never deleted.
            dry_run:
                Change nothing. The result says what would be done.
            on_error:
                `"collect"`: note a failed item, and go on. `"raise"`: end with the error of the first one.
            concurrency:
                Number of objects under way at once: 1 to 1,000. The client's `max_connections` also limits it.
            progress:
                Called after each object and each part, in the caller's thread or task. The async client awaits what it returns,
                if it can. Its error ends the action, and comes out.
            on_item:
                Called with each item when its outcome is known, as `progress` is.
            transfer:
                Division of objects over 5 GiB into parts, if they are copied. None: `TransferOptions()`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.MovePrefix`.
        """
        ...

    @sends(RestorePrefix)
    async def restore_prefix(
        self,
        bucket: str,
        prefix: str,
        snapshot_version: str,
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        dry_run: bool = False,
        on_error: Literal["collect", "raise"] = "collect",
        concurrency: int = 16,
        progress: Callable[[Progress], object] | None = None,
        on_item: Callable[[TreeItem], object] | None = None,
        compare: Literal["quick", "size", "etag", "missing", "always"] = "quick",
        delete: bool = False,
        max_delete: int | None = None,
        allow_empty: bool = False,
        transfer: TransferOptions | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> TreeResult:
        """Make the objects below a prefix what they were at a snapshot, by copies within the service.

        Objects that are gone or differ are copied from the snapshot. With `delete`, those that came since are deleted.
        `compare="missing"` only brings back what is gone.

            version = client.create_snapshot("atlas").version
            client.restore_prefix("atlas", "photos/", version, delete=True).raise_for_failures()

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                Beginning of the keys. Empty: the whole bucket.
            snapshot_version:
                Version of the snapshot, a str of digits.
            include:
                Patterns of the keys to take, relative to the prefix, such as `"*.jpg"` or `"2026/**"`. Empty: all. `*` and `?`
                match within one part of a key, `**` any number of parts. A pattern without `/` matches the last part.
            exclude:
                Patterns of the keys to leave out, also of those that `include` takes. They are never deleted.
            dry_run:
                Change nothing. The result says what would be done.
            on_error:
                `"collect"`: note a failed item, and go on. `"raise"`: end with the error of the first one.
            concurrency:
                Number of objects under way at once: 1 to 1,000. The client's `max_connections` also limits it.
            progress:
                Called after each object and each part, in the caller's thread or task. The async client awaits what it returns,
                if it can. Its error ends the action, and comes out.
            on_item:
                Called with each item when its outcome is known, as `progress` is.
            compare:
                When an object is the same on both sides, and skipped: `"quick"`: size and time of change agree; `"size"`: the
                size agrees; `"etag"`: size and entity tag agree, which reads local files; `"missing"`: it is there; `"always"`:
                never.
            delete:
                Delete what only the target has, after all else, if the listing was complete and nothing failed.
            max_delete:
                Most deletions. If there were more, none is made: they are in `refused`. None: no limit.
            allow_empty:
                With `delete`: accept a source without any object, which empties the target. False: `ValueError`.
            transfer:
                Division of objects over 5 GiB into parts. None: `TransferOptions()`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.RestorePrefix`.
        """
        ...

    @sends(DeletePrefix)
    async def delete_prefix(
        self,
        bucket: str,
        prefix: str,
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        dry_run: bool = False,
        on_error: Literal["collect", "raise"] = "collect",
        concurrency: int = 16,
        progress: Callable[[Progress], object] | None = None,
        on_item: Callable[[TreeItem], object] | None = None,
        max_delete: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> TreeResult:
        """Delete the objects below a prefix, 1,000 a request.

        The prefix is text: `logs/2026-` takes `logs/2026-01.txt`, and `logs` takes `logs-old/a.txt` too. End it with `/` to
        mean a directory. Versions that snapshots or soft delete keep stay.

            client.delete_prefix("atlas", "tmp/", max_delete=10_000).raise_for_failures()

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                Beginning of the keys. Empty: the whole bucket.
            include:
                Patterns of the keys to take, relative to the prefix, such as `"*.jpg"` or `"2026/**"`. Empty: all. `*` and `?`
                match within one part of a key, `**` any number of parts. A pattern without `/` matches the last part.
            exclude:
                Patterns of the keys to leave out, also of those that `include` takes. They are never deleted.
            dry_run:
                Change nothing. The result says what would be done.
            on_error:
                `"collect"`: note a failed item, and go on. `"raise"`: end with the error of the first one.
            concurrency:
                Number of objects under way at once: 1 to 1,000. The client's `max_connections` also limits it.
            progress:
                Called after each object and each part, in the caller's thread or task. The async client awaits what it returns,
                if it can. Its error ends the action, and comes out.
            on_item:
                Called with each item when its outcome is known, as `progress` is.
            max_delete:
                Most deletions. If there were more, none is made: they are in `refused`. None: no limit.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.DeletePrefix`.
        """
        ...

    @sends(UndeletePrefix)
    async def undelete_prefix(
        self,
        bucket: str,
        prefix: str,
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        dry_run: bool = False,
        on_error: Literal["collect", "raise"] = "collect",
        concurrency: int = 16,
        progress: Callable[[Progress], object] | None = None,
        on_item: Callable[[TreeItem], object] | None = None,
        overwrite: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> TreeResult:
        """Bring back the soft-deleted objects below a prefix: of each key the version deleted last.

        Keys with a live object are skipped, unless `overwrite` is set. `FeatureNotSupported` unless the endpoint is Tigris.

            client.undelete_prefix("atlas", "photos/").raise_for_failures()

        Parameters:

            bucket:
                Name of the bucket.
            prefix:
                Beginning of the keys, as text. Empty: the whole bucket.
            include:
                Patterns of the keys to take, relative to the prefix, such as `"*.jpg"` or `"2026/**"`. Empty: all. `*` and `?`
                match within one part of a key, `**` any number of parts. A pattern without `/` matches the last part.
            exclude:
                Patterns of the keys to leave out, also of those that `include` takes. They are never deleted.
            dry_run:
                Change nothing. The result says what would be done.
            on_error:
                `"collect"`: note a failed item, and go on. `"raise"`: end with the error of the first one.
            concurrency:
                Number of objects under way at once: 1 to 1,000. The client's `max_connections` also limits it.
            progress:
                Called after each object and each part, in the caller's thread or task. The async client awaits what it returns,
                if it can. Its error ends the action, and comes out.
            on_item:
                Called with each item when its outcome is known, as `progress` is.
            overwrite:
                Replace live objects, too.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.UndeletePrefix`.
        """
        ...

    @sends(Exists)
    async def exists(
        self,
        bucket: str,
        key: str,
        *,
        version_id: str | None = None,
        snapshot_version: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> bool:
        """Return whether there is an object under the key. False also if there is no such bucket.

        Raises `AccessDenied` if the key may not read it: the service does not tell then.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            version_id:
                Look for this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: look at the bucket as it was then. Excludes `version_id`.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.Exists`.
        """
        ...

    @sends(WaitUntilExists)
    async def wait_until_exists(
        self,
        bucket: str,
        key: str,
        *,
        within: float = 60.0,
        interval: float = 1.0,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ObjectInfo:
        """Wait until there is an object under the key, and return its properties. Raises `TimedOut` if none comes.

        One HEAD looks at once, and one after each interval. An object that was there before ends the wait too.

        Parameters:

            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            within:
                Seconds to wait in all.
            interval:
                Seconds from one look to the next.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.WaitUntilExists`.
        """
        ...

    @sends(Diff)
    def diff(
        self,
        bucket: str,
        prefix: str = "",
        *,
        old: str | None = None,
        new: str | None = None,
        other_bucket: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AsyncItems[Changed]:
        """Compare two snapshots, a snapshot and now, or a fork and its parent. Yields the differences in order of keys.

        Both sides are listed once, as streams: memory does not grow with their number of objects. Objects with the same
        entity tag and size are the same. A write of the same bytes in other parts changes the tag.

        Raises `FeatureNotSupported` if a snapshot is named and the endpoint is not Tigris, and `MalformedResponse` if it
        does not list keys in order.

            for change in client.diff("photos", old=version):
                print(change.kind, change.key)

        Parameters:

            bucket:
                Name of the bucket: both sides, or with `other_bucket` the old side.
            prefix:
                Compare only keys that begin with this text.
            old:
                Version of a snapshot, a str of digits: the old side as it was then. None for now.
            new:
                Version of a snapshot, a str of digits: the new side as it was then. None for now.
            other_bucket:
                Name of the bucket that is the new side, such as a fork. None: `bucket` itself, and `old` or `new` is needed.
            extra_headers:
                Header fields to add to each request of this call. They win over the client's.
            timeout:
                Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
                listing, a batch, a bundle or a transfer: seconds for each request.
            consistent:
                Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
                region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.transfers.Diff`.
        """
        ...
