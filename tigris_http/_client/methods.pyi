"""The methods of both clients, as type checkers and editors see them.

Written by `.ci/write_stubs` from the operations. Do not edit it.
"""

from collections.abc import AsyncIterable, Iterable, Mapping
from datetime import datetime
from typing import Literal, overload

from tigris_http._archive.decompress import Compression
from tigris_http._bundle.response import (
    AsyncBundleMember,
    AsyncBundleResponse,
    BundleMember,
    BundleResponse,
    BundleSkipped,
)
from tigris_http._client.results import AsyncPages, Opening, Pages
from tigris_http._core.presign import PresignedPost
from tigris_http._download.object_file import AsyncObjectFile, ObjectFile
from tigris_http._wire.checksums import Checksums
from tigris_http._wire.http import BlockingContent, Content
from tigris_http.operations.access.acls import AccessControlPolicy
from tigris_http.operations.access.tagging import ObjectTagging
from tigris_http.operations.bucket_config.bucket_controls import BucketEncryption
from tigris_http.operations.bucket_config.bucket_facts import NotificationConfiguration
from tigris_http.operations.bucket_config.bucket_metadata import BucketMetadata
from tigris_http.operations.bucket_config.bucket_settings import BucketNotifications, BucketShare, MigrationSource
from tigris_http.operations.bucket_config.bucket_updates import Clear, UpdateBucketResult
from tigris_http.operations.bucket_config.cors import CORSRule
from tigris_http.operations.bucket_config.lifecycle import LifecycleRule
from tigris_http.operations.buckets.bucket_listing import Bucket, BucketPage, BucketStats
from tigris_http.operations.buckets.buckets import BucketInfo, CreateBucketResult
from tigris_http.operations.buckets.forks import Fork, ForkPage, ForkSynced
from tigris_http.operations.buckets.snapshots import Snapshot, SnapshotPage
from tigris_http.operations.bundles._archive_body import ArchiveBody, AsyncArchiveBody
from tigris_http.operations.bundles._bundle_keys import BundleKey, TagT
from tigris_http.operations.listings.listings import ListedObject, ObjectPage
from tigris_http.operations.listings.listings_v1 import ObjectPageV1
from tigris_http.operations.listings.queries import ObjectQuery
from tigris_http.operations.listings.soft_delete import RestoredObject
from tigris_http.operations.listings.versions import ObjectVersion, VersionPage
from tigris_http.operations.multipart.completion import CompletedUpload
from tigris_http.operations.multipart.multipart import MultipartUpload, UploadedPart
from tigris_http.operations.multipart.uploads import ListedPart, ListedUpload, PartPage, UploadPage
from tigris_http.operations.objects._object_body import AsyncObjectBody, ObjectBody
from tigris_http.operations.objects._object_info import ObjectInfo
from tigris_http.operations.objects.archive import RestoreInfo, RestoreObjectResult
from tigris_http.operations.objects.copies import CopyObjectResult
from tigris_http.operations.objects.deletes import DeleteObjectsResult
from tigris_http.operations.objects.objects import DeleteObjectResult, PutObjectResult
from tigris_http.operations.objects.presigning import PresignResult
from tigris_http.operations.updates.updates import BlockingChange, Change, UpdateObjectResult

class BlockingMethods:
    """The methods of `TigrisHTTP`."""

    def create_bucket(
        self,
        bucket: str,
        *,
        snapshot_enabled: bool | None = None,
        fork_source: str | None = None,
        fork_source_snapshot: str | None = None,
        regions: str | Iterable[str] | None = None,
        storage_class: str | None = None,
        acl: str | None = None,
        public_list_objects: bool | None = None,
        soft_delete: bool | int | None = None,
        object_acl: bool | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> CreateBucketResult:
        """Create a bucket; `Conflict` where the name is taken, by others or by yourself.

        `snapshot_enabled` makes a snapshot bucket, on which versions, snapshots and forks rest. `fork_source` creates a
        fork of that bucket, as it is now or as of `fork_source_snapshot`; it is a snapshot bucket always. `regions` is a
        code such as `"iad"`, a multi-region code (`"usa"`, `"eur"`) or several codes; without it placement is global.
        `soft_delete` is True (7 days) or a number of days from 7 to 90. `storage_class` is the default tier of objects,
        `acl` `"private"` or `"public-read"`; `public_list_objects` lets anybody list a public bucket; `object_acl` allows
        ACLs of single objects.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CreateBucket`.
        """
        ...

    def head_bucket(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketInfo:
        """Return whether a bucket is of the snapshot kind and where it was forked from.

        `NotFound` where there is none of the name, `AccessDenied` where it is not yours.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.HeadBucket`.
        """
        ...

    def get_bucket_info(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketInfo:
        """Return whether a bucket is of the snapshot kind and where it was forked from.

        `NotFound` where there is none of the name, `AccessDenied` where it is not yours.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.HeadBucket`.
        """
        ...

    def has_snapshot_enabled(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> bool:
        """Return whether a bucket is a snapshot bucket: one answer of `HeadBucket` as a plain bool.

        `FeatureNotSupported` if the service does not say.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.HasSnapshotEnabled`.
        """
        ...

    def delete_bucket(
        self,
        bucket: str,
        *,
        force: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Delete a bucket; `Conflict` where it is not empty, unless `force`, or has forks.

        With soft delete on, the bucket can be brought back within its retention.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucket`.
        """
        ...

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
        """List your buckets in order of their names, `max_buckets` a page (default 100).

        Plain S3, unless something is wished for that Tigris alone has: `include_...` adds regions, type, visibility, fork
        lineage, owner or statistics (of the buckets of a page) to what is listed; `only_forked` lists forks alone,
        `only_deleted` buckets that are soft-deleted, `owned_by` those of one user, by email. A new bucket may be missing
        for some seconds.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListBuckets`.
        """
        ...

    def list_deleted_buckets(
        self,
        *,
        max_buckets: int = 100,
        continuation_token: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Pages[BucketPage, Bucket]:
        """List the buckets that are soft-deleted, `max_buckets` a page (default 100).

        `modified_at` is when one was deleted, `soft_delete` how long it is kept. `restore_bucket` brings one back. Entries
        without soft delete are left out: they are live buckets of a service that does not know this listing. Live buckets
        with soft delete look the same as deleted ones, which is why `purge_bucket` asks before it removes one.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListDeletedBuckets`.
        """
        ...

    def restore_bucket(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Bring a soft-deleted bucket back with all that was in it.

        `ServiceError` (400 `InvalidArgument`) where it is not deleted, `NotFound` where its retention is over.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RestoreBucket`.
        """
        ...

    def purge_bucket(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove a soft-deleted bucket for good, before its retention ends.

        The client first asks whether the bucket is live, since a service that does not know soft delete would delete it:
        `PreconditionFailed` where it is, and nothing is removed.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PurgeBucket`.
        """
        ...

    def get_stats(
        self,
        *,
        owned_by: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketStats:
        """Return what all your buckets hold together: the sum over pages of 50 of `list_buckets(include_stats=True)`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetStats`.
        """
        ...

    def get_bucket_metadata(
        self,
        bucket: str,
        *,
        with_size: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketMetadata:
        """Return a bucket's settings and lineage, `with_size` also how much it holds, which costs the service more.

        `NotFound` where there is no such bucket.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketMetadata`.
        """
        ...

    def update_bucket(
        self,
        bucket: str,
        *,
        acl: str | None = None,
        public_list_objects: bool | None = None,
        object_acl: bool | None = None,
        storage_class: str | None = None,
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
        """Change settings of a bucket; what is None stays as it is.

        `acl` is `"private"` or `"public-read"`, `public_list_objects` lets anybody list a public bucket, `object_acl`
        allows ACLs of single objects. `storage_class` is the default tier, `regions` where it is placed (`()` for global),
        `cache_control` the header of objects that have none (`""` for none), `custom_domain` a domain whose CNAME leads to
        the bucket (`""` for none), `nosniff` whether browsers are told not to guess content types. `snapshot_enabled` makes
        a snapshot bucket or a regular one. `soft_delete` is True (7 days), a number of days from 7 to 90, or False.
        `delete_protection` keeps it from being deleted. `notifications` is a webhook, `migration_source` a store to migrate
        from, `CLEAR` neither. `lifecycle_rules` and `cors` are all rules there are to be, `()` for none; `shares` all there
        are to be. Secrets are given themselves: the mask that is read back is refused.

        `ServiceError` (400) for what the service does not allow, such as a type that does not fit lifecycle rules or forks;
        403 where the migration source refuses the keys.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.UpdateBucket`.
        """
        ...

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
        """Keep what is deleted for `retention_days` days (7 to 90, 7 by default), or no longer.

        What was deleted before is kept as it was said then. Deletions of objects follow within seconds.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.SetBucketSoftDelete`.
        """
        ...

    def set_bucket_notifications(
        self,
        bucket: str,
        notifications: BucketNotifications | None,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UpdateBucketResult:
        """Have a webhook told of changes in a bucket, in place of the one there is; None for none.

        To pause, give the same with `enabled=False`, its secret included: what is read back is masked.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.SetBucketNotifications`.
        """
        ...

    def set_bucket_migration(
        self,
        bucket: str,
        source: MigrationSource | None,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UpdateBucketResult:
        """Have a bucket migrate from another store, in place of the one there is; None for none.

        The service tries the keys: `AccessDenied` (`InvalidAccessKeyId`) where the other store refuses them.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.SetBucketMigration`.
        """
        ...

    def put_object(
        self,
        bucket: str,
        key: str,
        body: BlockingContent,
        *,
        length: int | None = None,
        sha256: str | None = None,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_disposition: str | None = None,
        content_language: str | None = None,
        cache_control: str | None = None,
        expires: datetime | None = None,
        metadata: Mapping[str, str] | None = None,
        tagging: Mapping[str, str] | None = None,
        storage_class: str | None = None,
        acl: str | None = None,
        server_side_encryption: str | None = None,
        checksums: Checksums | str | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: datetime | None = None,
        if_unmodified_since: datetime | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> PutObjectResult:
        """Store an object, replacing what is under the key.

        `body` is bytes-like, a path, a binary file (read from its position to its end, never closed), or an iterable of
        bytes, best with its size in `length` (an iterable is written to a temporary file beyond 8 MiB, to be hashed and to
        be sent again where needed). A str is refused: encode it. `sha256` is the body's hex digest where it is known
        already, or `"UNSIGNED-PAYLOAD"` to leave the bytes out of the signature. `checksums` is one that is computed, such
        as `"crc32c"`, or one whose value is known: the service checks the bytes against it (`ServiceError`, `BadDigest`)
        and notes it. `metadata` maps names to printable ASCII, or to what `ObjectInfo.metadata` has; `tagging` keys to
        values, up to 10. `server_side_encryption` may be `"AES256"`, which is so in any case. `if_none_match="*"` stores
        only where nothing is; `if_match=etag` only over that object, `if_modified_since` and `if_unmodified_since` only
        over one that was or was not stored since, else `PreconditionFailed`: nothing was stored. If the answer of an
        attempt was lost and a repetition fails a condition, perhaps because the first one was stored, it is
        `OutcomeUnknown`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutObject`.
        """
        ...

    def get_object(
        self,
        bucket: str,
        key: str,
        *,
        range: tuple[int, int | None] | None = None,
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

        `range` is (first, last), both included, in bytes from 0; (first, None) to the end; (-n, None) for the last n.
        `snapshot_version` reads the bucket as it was then; `version_id` reads one version. Conditions: `NotModified` or
        `PreconditionFailed` when they do not hold. The `response_...` arguments set headers of the answer, as a browser
        that follows a presigned URL sees them: `response_content_disposition='attachment; filename="map.png"'`. Nobody who
        is anonymous may. A page in place of the object, and other bytes than those of `range`, are `MalformedResponse`.
        `checksum_mode` asks for the checksums that the service noted, in `info.checksums`, and holds what
        is read to its end against one of them: `CorruptBody` in place of the last bytes where it does not hold. Ranges are
        not checked, nor are objects in parts whose checksum is one of their parts' checksums; `body.checked_by` tells.

        A body that breaks off is read on from its next byte, from the same object (`Range` with `If-Match`), under the
        client's retry policy: a break counts as a failed attempt, and the count begins anew when bytes have arrived. What
        cannot be read on raises what broke it, `ObjectChanged` where the object was replaced or deleted meanwhile.
        `resume=False` leaves that to you.

            with client.get_object("bucket", "key") as body:
                print(body.info.content_type, body.read())

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetObject`.
        """
        ...

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
        """Open an object as a file that seeks, read by ranged GETs: for zip archives, Parquet and their like.

        All reads are of the version that was opened, else `ObjectChanged`. Sequential reads fetch up to `read_ahead` bytes
        ahead, which bounds the memory of the file. `snapshot_version` reads the bucket as it was then; `version_id` reads
        one version. To read an object from front to end, once, `get_object` is the better choice.

            with client.open_object("bucket", "archive.zip") as file, zipfile.ZipFile(file) as archive:
                print(archive.namelist())

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.OpenObject`.
        """
        ...

    def head_object(
        self,
        bucket: str,
        key: str,
        *,
        range: tuple[int, int | None] | None = None,
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
        """Return what is known of an object, without its bytes. Parameters are those of `GetObject`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.HeadObject`.
        """
        ...

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
        """Delete an object; no error when there is none.

        On a snapshot bucket this adds a delete marker and earlier versions stay readable through snapshots, while with
        `version_id` that version is removed, from all snapshots too. A repeated attempt may add a second marker.
        `if_match=etag` deletes that object alone, `if_modified_since` and `if_unmodified_since` one that was or was not
        stored since, else `PreconditionFailed`. If the answer of an attempt was lost and a repetition fails a condition or
        finds nothing, perhaps because the first one deleted the object, it is `OutcomeUnknown`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteObject`.
        """
        ...

    def delete_objects(
        self,
        bucket: str,
        keys: Iterable[str | tuple[str, str | None]],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> DeleteObjectsResult:
        """Delete any number of objects, 1,000 a request; look at `errors` of the result.

        `keys` are keys or pairs (key, version_id). A key that XML cannot carry (most control characters) raises
        `ValueError` before anything is sent: delete it by `delete_object`. Where a later request fails, earlier ones
        are done: ask again, since deleting what is gone is no error.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteObjects`.
        """
        ...

    def copy_object(
        self,
        bucket: str,
        key: str,
        source_bucket: str,
        source_key: str,
        *,
        source_version_id: str | None = None,
        snapshot_version: str | None = None,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_disposition: str | None = None,
        content_language: str | None = None,
        cache_control: str | None = None,
        expires: datetime | None = None,
        metadata: Mapping[str, str] | None = None,
        tagging: Mapping[str, str] | None = None,
        storage_class: str | None = None,
        acl: str | None = None,
        server_side_encryption: str | None = None,
        checksum_algorithm: str | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: datetime | None = None,
        if_unmodified_since: datetime | None = None,
        source_if_match: str | None = None,
        source_if_none_match: str | None = None,
        source_if_modified_since: datetime | None = None,
        source_if_unmodified_since: datetime | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> CopyObjectResult:
        """Copy an object of up to 5 GiB within the service.

        The copy has the source's content headers and metadata, unless `metadata` or a content header is given: then it has
        just the given ones (S3's directive REPLACE); likewise its tags, unless `tagging` is given. `snapshot_version`
        copies the source as it was then, `source_version_id` one version of it. `checksum_algorithm` has the service
        compute such a checksum of the copy. `source_if_...` are conditions on the source, `if_...` on the destination:
        `PreconditionFailed` when one does not hold, `OutcomeUnknown` if an earlier attempt may have made the copy.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CopyObject`.
        """
        ...

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
        """Give an object another key in the same bucket; no data is rewritten, what is under the new key is replaced.

        Two HEADs first see what lies under both keys. After a lost answer the client looks again. It reports success if
        the source is gone and the destination is new and has the source's etag, size and metadata. It asks again if the
        source is as it was, or nothing new is at the destination. All else is `OutcomeUnknown`. So of several workers that
        rename one object, each to a key of its own, one succeeds; with one key for all, no worker can tell whose rename it
        was. Once the endpoint is known to rename, or with `verify_features=False`, a client whose retry policy has
        `max_attempts=1` sends the rename alone, and raises the error of a lost answer.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RenameObject`.
        """
        ...

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
        """List the objects of a bucket, `max_keys` a page (default and most: 1,000).

        `prefix` limits the keys, `delimiter` folds what lies below it into `common_prefixes` of the page,
        `start_after` begins behind a key, `fetch_owner` adds the owners, `snapshot_version` lists the bucket as it was
        then.

        `query` lists only the objects that fit, in the order it asks for: an `ObjectQuery`, or its text. A page may be
        empty and others follow. `with_metadata` adds the user metadata of each object, `with_content` also the bytes of
        small ones. `prefetch` has the listed objects brought into the cache of your region. `source` lists one side of a
        bucket that migrates: `"tigris"` what is here already, `"shadow"` what the other store has.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListObjectsV2`.
        """
        ...

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
        """List the objects of a bucket with their owners, `max_keys` a page (default and most: 1,000).

        `prefix` limits the keys, `delimiter` folds what lies below it into `common_prefixes` of the page, `marker` begins
        behind a key, `snapshot_version` lists the bucket as it was then, `prefetch` has the listed objects brought into the
        cache of your region. `list_objects_v2` does all this and more.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListObjects`.
        """
        ...

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
        """List all versions and delete markers of a snapshot bucket, `max_keys` a page (default and most: 1,000).

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListObjectVersions`.
        """
        ...

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
        """Read an object, change it by a function, and store it if nobody else did meanwhile; else begin again.

        `function` gets the bytes, None where there is no object, and returns the new ones, or None to leave all as it is;
        with the async client it may be a coroutine function. It may be called several times, and what it raises ends the
        update with nothing written. `PreconditionFailed` after `max_conflicts` others were faster.

            client.update_object("bucket", "counter", lambda old: b"%d" % (int(old or 0) + 1))

        A success means that the update was stored once. If an answer is lost, the object tells whether it was stored, also
        when later updates followed: each leaves a mark in the metadata (`x-amz-meta-tigris-http-updates`, not shown in
        `ObjectInfo.metadata`) that names the last 48. `OutcomeUnknown` if it cannot be told: another writer replaced the
        object without the mark or deleted it, more updates followed, or the object cannot be read; on snapshot buckets its
        versions are looked through first. `function` is not applied again then. Any other error means that nothing was
        stored. Bytes that the object had earlier in the same second are stored in the next, since entity tag and time
        would not tell the two apart. Only updates are safe from each other: a plain put replaces what it finds, and a
        conditional put that puts old bytes back within their second may hide an update.

        The object keeps its content headers and metadata byte for byte, unless `content_type` or `metadata` is given, its
        storage class, tags, encryption, locks and kind of checksum, and an ACL of its own if the service shows it
        (`x-amz-acl`). `MalformedResponse` before `function` is called if one of them cannot be written back, or if the
        object has more than 64 MiB. Tags that change during the update may be lost.

        Conditions see the latest state everywhere in buckets of one region or multi-region; in global and dual-region ones
        within a region only.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.UpdateObject`.
        """
        ...

    @overload
    def bundle_objects(
        self,
        bucket: str,
        keys: Iterable[str] | Iterable[tuple[str, TagT]] | Iterable[BundleKey[TagT]],
        *,
        compression: Compression = "none",
        on_error: Literal["skip", "fail"] = "skip",
        on_skipped: Literal["yield"] = "yield",
        prefetch: int = 1,
        min_bundle: int = 8,
        max_bytes: int = 1073741824,
        snapshot_version: str | None = None,
        snapshot_via: Literal["get", "bundle"] = "get",
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BundleResponse[BundleMember[TagT] | BundleSkipped[TagT]]:
        """Read any number of objects as few streams: one result for each of `keys`, in their order, duplicates included.

        `keys` is any iterable, however long (for the async client also an async one), of keys, `(key, tag)` pairs or
        `BundleKey`s. A result is a `BundleMember` with the object's bytes, or a `BundleSkipped` for an object that is
        missing or not yours; both bear the key and its tag. With `on_skipped="drop"` the skipped are left out, with
        `"raise"` they raise `BundleError` in their place. `on_error="fail"` has the service check all keys of a request
        first: it raises `BundleError` with all `missing_keys` before anything of that request is streamed.

        Keys are asked for 5,000 at a time, fewer where a request would be larger than 5 MB, or where the sizes of
        `BundleKey`s say that more than `max_bytes` bytes would be under way; `prefetch` requests are under way while one
        is read. A stream that breaks is taken up where it broke, under the client's retry policy; fewer than
        `min_bundle` keys, or keys whose streams broke repeatedly, are read by concurrent single GETs.

        `compression` (`"none"`, `"gzip"`, `"zstd"`) is that of the stream on the wire. With `snapshot_version` the
        objects are read as they were then: by single GETs, unless `snapshot_via="bundle"` trusts the service to honour
        snapshots in bundles, which its documentation does not promise.

        Raises what is wrong with the first keys, and what the service says to the first request, at once.

            with client.bundle_objects("photos", [("a.jpg", 1), ("b.jpg", 2)], on_skipped="drop") as bundle:
                for member in bundle:
                    train(member.data, label=member.tag)
            print(bundle.stats)

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.BundleObjects`.
        """
        ...

    @overload
    def bundle_objects(
        self,
        bucket: str,
        keys: Iterable[str] | Iterable[tuple[str, TagT]] | Iterable[BundleKey[TagT]],
        *,
        compression: Compression = "none",
        on_error: Literal["skip", "fail"] = "skip",
        on_skipped: Literal["drop", "raise"],
        prefetch: int = 1,
        min_bundle: int = 8,
        max_bytes: int = 1073741824,
        snapshot_version: str | None = None,
        snapshot_via: Literal["get", "bundle"] = "get",
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BundleResponse[BundleMember[TagT]]:
        """Read any number of objects as few streams: one result for each of `keys`, in their order, duplicates included.

        `keys` is any iterable, however long (for the async client also an async one), of keys, `(key, tag)` pairs or
        `BundleKey`s. A result is a `BundleMember` with the object's bytes, or a `BundleSkipped` for an object that is
        missing or not yours; both bear the key and its tag. With `on_skipped="drop"` the skipped are left out, with
        `"raise"` they raise `BundleError` in their place. `on_error="fail"` has the service check all keys of a request
        first: it raises `BundleError` with all `missing_keys` before anything of that request is streamed.

        Keys are asked for 5,000 at a time, fewer where a request would be larger than 5 MB, or where the sizes of
        `BundleKey`s say that more than `max_bytes` bytes would be under way; `prefetch` requests are under way while one
        is read. A stream that breaks is taken up where it broke, under the client's retry policy; fewer than
        `min_bundle` keys, or keys whose streams broke repeatedly, are read by concurrent single GETs.

        `compression` (`"none"`, `"gzip"`, `"zstd"`) is that of the stream on the wire. With `snapshot_version` the
        objects are read as they were then: by single GETs, unless `snapshot_via="bundle"` trusts the service to honour
        snapshots in bundles, which its documentation does not promise.

        Raises what is wrong with the first keys, and what the service says to the first request, at once.

            with client.bundle_objects("photos", [("a.jpg", 1), ("b.jpg", 2)], on_skipped="drop") as bundle:
                for member in bundle:
                    train(member.data, label=member.tag)
            print(bundle.stats)

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.BundleObjects`.
        """
        ...

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

        The members are in the order of `keys`, each named by its whole key. The last one is `__bundle_errors.json` if keys
        were left out: `{"skipped":[{"key":"gone.jpg","reason":"NoSuchKey"}]}`. With `on_error="fail"` the service looks at
        all keys first and raises `BundleError` with all `missing_keys`. `compression` (`"none"`, `"gzip"`, `"zstd"`) stays
        as it comes: open the archive with mode `"r|"`, `"r|gz"`, or from Python 3.14 on `"r|zst"`.

        It is one request, so `keys` must name 1 to 5,000 keys in at most 5 MB, each once. It is never taken up in the
        middle; `bundle_objects` has no such limits and takes up what broke. Of a compressed archive only the framing of
        HTTP is checked here: what decompresses it checks the rest.

            with client.bundle_archive("photos", ["a.jpg", "b.jpg"]) as body, open("photos.tar", "wb") as file:
                shutil.copyfileobj(body, file)

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.BundleArchive`.
        """
        ...

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
        """Have the service sign a URL that gets an object, or puts one, for whoever has it.

        `method` is `"get"` or `"put"`, `expires` seconds (at most 90 days). `version_id` pins a get to one version, which
        `head_object(..., snapshot_version=...)` tells of a snapshot. `access_key_id` names the key that signs: the
        client's own, unless you say another, as whoever has a `SessionToken` must.

        `presigned_url` signs by itself, without a request, and for more than these two.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.Presign`.
        """
        ...

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
        acl: str | None = None,
        metadata: Mapping[str, str] | None = None,
        success_action_status: int | None = None,
        success_action_redirect: str | None = None,
        fields: Mapping[str, str] | None = None,
        endpoint: str | None = None,
        custom_domain: str | None = None,
    ) -> PresignedPost:
        """Return a form by which whoever has it uploads a file from a browser, for `expires` seconds; offline.

        `key` is where the file goes. `${filename}` in it stands for the name of the file, and what stands before it is all
        that is then required of a key. `key_starts_with` leaves the rest of the key to the form: its field `key` holds
        `key` or, without one, the prefix with `${filename}`. `content_length_range` is (least, most) bytes, both included,
        at most 5 GiB. `content_type` fixes the type, `content_type_starts_with`, such as `"image/"`, leaves the rest of
        it to the form, which needs a field `Content-Type` then. `acl` is `"private"` or `"public-read"`; `metadata`
        maps names to printable ASCII. `success_action_status` is 200, 201 (which answers with a document) or 204, the
        default; `success_action_redirect` is a URL that the browser is sent to afterwards, with `bucket`, `key` and `etag`
        in its query. `fields` are further fields of the form that S3 knows, such as `{"Cache-Control": "no-store"}`, each
        fixed to its value.

        `expires` is at most 90 days. `endpoint` is another way to the service for whoever has the form, and `custom_domain`
        a domain that belongs to the bucket. Raises `CredentialsError` where there is no access key to sign with.

            form = client.presigned_post("bucket", "up/${filename}", content_length_range=(1, 1 << 20))
            httpx.post(form.url, data=form.fields, files={"file": ("a.txt", b"content")})

        Action: `tigris_http.operations.PostForm`.
        """
        ...

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
        storage_class: str | None = None,
        acl: str | None = None,
        server_side_encryption: str | None = None,
        checksum_algorithm: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> MultipartUpload:
        """Begin an upload in parts. Content headers, `metadata`, `tagging`, tier and ACL of the object are given here.

        `checksum_algorithm` (`"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"`, `"sha256"`) announces that parts come with
        such `checksums`. Where an answer got lost it is asked again, which may leave an upload behind that holds nothing.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CreateMultipartUpload`.
        """
        ...

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
        checksums: Checksums | str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UploadedPart:
        """Store one part of an upload, replacing what has its number.

        `part_number` is 1 to 10,000. `body`, `length`, `sha256` and `checksums` are those of `put_object`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.UploadPart`.
        """
        ...

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
        """Make an object, or a range of it, one part of an upload; its bytes do not travel.

        `source_range` is (first, last), both included, in bytes from 0. `snapshot_version` copies the source as it was
        then, `source_version_id` one version of it. Conditions on the source: `PreconditionFailed` when one does not hold.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.UploadPartCopy`.
        """
        ...

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

        `parts` are what `upload_part` or `list_parts` gave, or pairs (number, etag), in order of their numbers; which parts
        were stored beside them does not matter. `if_none_match="*"` makes the object only where there is none,
        `if_match=etag` only in place of that one. `NotFound` where there is no such upload, as after it was completed or
        aborted; after a lost answer it is looked whether the object has come about. If a condition fails then, and nothing
        tells, it is `OutcomeUnknown`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CompleteMultipartUpload`.
        """
        ...

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
        """End an upload and drop its parts; `NotFound` where there is no such upload.

        A part that is under way may still be stored: list the parts, and abort again where there are any.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.AbortMultipartUpload`.
        """
        ...

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
        """List the parts that an upload has, `max_parts` a page (default and most: 1,000).

        `part_number_marker` begins behind a part's number. `NotFound` where there is no such upload.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListParts`.
        """
        ...

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
        """List the uploads of a bucket that have not ended, `max_uploads` a page (default and most: 1,000).

        `prefix` limits the keys, `delimiter` folds what lies below it into `common_prefixes` of the page. Nothing ends
        uploads by itself: abort what was forgotten.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListMultipartUploads`.
        """
        ...

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
        """Return an object's tags, those of one version with `version_id`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetObjectTagging`.
        """
        ...

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
        """Give an object these tags in place of all it has, up to 10; those of one version with `version_id`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutObjectTagging`.
        """
        ...

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
        """Remove an object's tags, those of one version with `version_id`; no error where it has none.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteObjectTagging`.
        """
        ...

    def get_bucket_tagging(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Mapping[str, str]:
        """Return a bucket's tags; `NotFound` (`NoSuchTagSet`) where none were set.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketTagging`.
        """
        ...

    def put_bucket_tagging(
        self,
        bucket: str,
        tags: Mapping[str, str],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Give a bucket these tags in place of all it has, up to 50.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketTagging`.
        """
        ...

    def delete_bucket_tagging(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove a bucket's tags; no error where it has none.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketTagging`.
        """
        ...

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
        """Return an object's access control list, that of one version with `version_id`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetObjectAcl`.
        """
        ...

    def put_object_acl(
        self,
        bucket: str,
        key: str,
        acl: str,
        *,
        version_id: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Make an object `"private"` or `"public-read"` by itself, where the bucket has object ACLs enabled.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutObjectAcl`.
        """
        ...

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

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketAcl`.
        """
        ...

    def put_bucket_acl(
        self,
        bucket: str,
        acl: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Make a bucket `"private"` or `"public-read"`; its objects follow, unless they have an ACL of their own.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketAcl`.
        """
        ...

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
        """Have an archived object brought within reach for `days` days (at least 1), which takes about an hour.

        `get_restore_info` tells how far it is. `version_id` means one version, `snapshot_version` the one that was current
        then. `Conflict` (`RestoreAlreadyInProgress`) while one runs, `AccessDenied` (`InvalidObjectState`) for
        `GLACIER_IR`, which is read without. What was deleted is brought back by `restore_deleted_object`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RestoreObject`.
        """
        ...

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
        """Return where an archived object stands; None for one that can be read without a restore.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetRestoreInfo`.
        """
        ...

    def get_bucket_cors(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> tuple[CORSRule, ...]:
        """Return a bucket's CORS rules in order; `NotFound` (`NoSuchCORSConfiguration`) where there are none.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketCors`.
        """
        ...

    def put_bucket_cors(
        self,
        bucket: str,
        rules: Iterable[CORSRule],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Give a bucket these CORS rules in place of all it has; at least one (`delete_bucket_cors` removes them).

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketCors`.
        """
        ...

    def delete_bucket_cors(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove a bucket's CORS rules; no error where there are none.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketCors`.
        """
        ...

    def get_bucket_lifecycle_configuration(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> tuple[LifecycleRule, ...]:
        """Return a bucket's lifecycle rules; `NotFound` (`NoSuchLifecycleConfiguration`) where there are none.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketLifecycleConfiguration`.
        """
        ...

    def put_bucket_lifecycle_configuration(
        self,
        bucket: str,
        rules: Iterable[LifecycleRule],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Give a bucket these rules in place of all it has, 1 to 10; `ServiceError` (400) for a snapshot bucket.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketLifecycleConfiguration`.
        """
        ...

    def delete_bucket_lifecycle(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove a bucket's lifecycle rules; no error where there are none.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketLifecycle`.
        """
        ...

    def get_bucket_ownership_controls(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> str:
        """Return who owns the objects of a bucket: `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`.

        `NotFound` (`OwnershipControlsNotFoundError`) where it was never said.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketOwnershipControls`.
        """
        ...

    def put_bucket_ownership_controls(
        self,
        bucket: str,
        object_ownership: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Say who owns the objects of a bucket: `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketOwnershipControls`.
        """
        ...

    def delete_bucket_ownership_controls(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Take back what was said about who owns the objects of a bucket.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketOwnershipControls`.
        """
        ...

    def get_bucket_accelerate_configuration(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> str | None:
        """Return `"Enabled"` or `"Suspended"`, None where it was never said.

        With Tigris, enabled means that objects are brought to other regions as soon as they are stored.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketAccelerateConfiguration`.
        """
        ...

    def put_bucket_accelerate_configuration(
        self,
        bucket: str,
        status: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Have objects brought to other regions as soon as they are stored (`"Enabled"`), or not (`"Suspended"`).

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketAccelerateConfiguration`.
        """
        ...

    def get_bucket_encryption(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketEncryption:
        """Return how objects of a bucket are encrypted where they lie.

        Of services that encrypt only what they are told to: `NotFound` (`ServerSideEncryptionConfigurationNotFoundError`).

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketEncryption`.
        """
        ...

    def put_bucket_encryption(
        self,
        bucket: str,
        sse_algorithm: str = "AES256",
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Say that objects are to be encrypted by AES256, which Tigris does in any case; there are no keys of your own.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketEncryption`.
        """
        ...

    def delete_bucket_encryption(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Take back what was said about encryption; with Tigris it stays on.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketEncryption`.
        """
        ...

    def get_bucket_location(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> str | None:
        """Return the location constraint of a bucket, None where the service names none.

        What it says of a bucket with Tigris is not documented; `get_bucket_metadata` has the regions.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketLocation`.
        """
        ...

    def get_bucket_policy_status(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> bool:
        """Return whether a bucket is public.

        Of services with bucket policies whether its policy makes it so: `NotFound` (`NoSuchBucketPolicy`) without one.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketPolicyStatus`.
        """
        ...

    def get_bucket_request_payment(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> str:
        """Return who pays for requests: `BucketOwner` (always, with Tigris) or `Requester`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketRequestPayment`.
        """
        ...

    def get_bucket_notification_configuration(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> NotificationConfiguration:
        """Return whom S3 notifies of changes in a bucket: nobody, with Tigris, which has notifications of its own.

        Those are set by `set_bucket_notifications` and shown by `get_bucket_metadata`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketNotificationConfiguration`.
        """
        ...

    def create_snapshot(
        self,
        bucket: str,
        name: str | None = None,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Snapshot:
        """Take a snapshot of a snapshot bucket and return it, with the version that reads and forks take.

        `name` is a label of up to 64 printable ASCII characters other than `;`, such as a time or a path. Takes the same
        time for any number of objects. Sent once: after a lost answer list the snapshots before asking again, since asking
        twice may take two.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CreateSnapshot`.
        """
        ...

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
        """List a bucket's snapshots, `max_buckets` a page (default 100).

        The order is the service's, newest first as documented; sort by `int(snapshot.version)` where it matters.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListSnapshots`.
        """
        ...

    def delete_snapshot(
        self,
        bucket: str,
        snapshot_version: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Delete one snapshot; the objects and their versions stay. Forks made from it stay as they are.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteSnapshot`.
        """
        ...

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
        """Create a bucket that is a fork of `source`, as it is now or as of `snapshot_version`.

        `source` must be a snapshot bucket, and so is the fork. Takes the same time for any number of objects. For
        further options of the new bucket use `create_bucket(..., fork_source=...)`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CreateFork`.
        """
        ...

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
        """List the forks of a bucket, `max_buckets` a page (default 100); current as soon as a fork exists.

        `AccessDenied` where the bucket does not exist or is not yours.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListForks`.
        """
        ...

    def merge_fork(
        self,
        bucket: str,
        source: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ForkSynced:
        """Bring the changes of a fork into the bucket it was forked from.

        `bucket` is the parent, `source` the fork, which stays. `ServiceError` (400 `InvalidArgument`) where it is no direct
        fork of the bucket. The result is visible within seconds. How a key that changed on both sides comes out is not
        documented: take a snapshot of both first. Sent once: after a lost answer look before asking again.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.MergeFork`.
        """
        ...

    def rebase_fork(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ForkSynced:
        """Bring a fork up to date with the bucket it was forked from.

        `ServiceError` (400) where the bucket is no fork. The result is visible within seconds. How a key that changed on
        both sides comes out is not documented. Sent once: after a lost answer look before asking again.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RebaseFork`.
        """
        ...

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
        """List the keys of a bucket that are soft-deleted, `max_keys` a page (default and most: 1,000).

        `prefix` limits the keys, `delimiter` folds what lies below it into `common_prefixes` of the page. A change of the
        bucket shows here after seconds, and not at the same time as in `list_deleted_object_versions`.

        Nothing in the answer marks a key as deleted: a service that does not know soft delete lists its live keys here.
        Remove nothing by this list; `list_deleted_object_versions` checks each of its entries.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListDeletedObjects`.
        """
        ...

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
        """List the soft-deleted versions of a bucket's objects, `max_keys` a page (default and most: 1,000).

        A key has one for each time it was deleted; its `version_id` is what `restore_deleted_object` and
        `purge_deleted_object` take. Only versions that the service marks as soft-deleted are listed, though it may answer
        with live versions and delete markers too: a page may be empty and others follow. `common_prefixes` carry no mark:
        they may stand for live keys.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListDeletedObjectVersions`.
        """
        ...

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
        """Bring a soft-deleted object back; it is the live one at once, in place of what is there.

        `version_id` says which of the deleted versions, None the one deleted last. `NotFound` where there is no such. With
        a version the deleted ones are listed first, and a lost answer is looked into: it was done if that version was among
        them and the live object has its etag and size; `OutcomeUnknown` if another object is live. Without a version a lost
        answer is an error, since asking twice may bring back another version.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RestoreDeletedObject`.
        """
        ...

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
        """Remove one soft-deleted version for good, before its retention ends. Nothing brings it back.

        `version_id` is an entry of `list_deleted_object_versions`, or the text of its version. Of a text the client first
        asks whether the service lists that version as soft-deleted, since a service that does not know soft delete would
        remove a live one: `NotFound` where it is not listed, `PreconditionFailed` where it is listed as live, and nothing
        is removed. A deletion may be listed only after some seconds. After a lost answer the listing tells whether the
        version is gone.

            for version in client.list_deleted_object_versions("bucket"):
                client.purge_deleted_object("bucket", version.key, version)

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PurgeDeletedObject`.
        """
        ...

    def migrate_object(
        self,
        bucket: str,
        key: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ObjectInfo:
        """Have an object copied from the migration source, without waiting for it; return its properties.

        `is_object_migrated` tells when it has come. Harmless where it is here already. `NotFound` where neither side has
        it.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.MigrateObject`.
        """
        ...

    def is_object_migrated(
        self,
        bucket: str,
        key: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> bool:
        """Return whether Tigris has an object itself, not only its migration source. `NotFound` where neither has it.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.IsObjectMigrated`.
        """
        ...

class AsyncMethods:
    """The methods of `AsyncTigrisHTTP`."""

    async def create_bucket(
        self,
        bucket: str,
        *,
        snapshot_enabled: bool | None = None,
        fork_source: str | None = None,
        fork_source_snapshot: str | None = None,
        regions: str | Iterable[str] | None = None,
        storage_class: str | None = None,
        acl: str | None = None,
        public_list_objects: bool | None = None,
        soft_delete: bool | int | None = None,
        object_acl: bool | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> CreateBucketResult:
        """Create a bucket; `Conflict` where the name is taken, by others or by yourself.

        `snapshot_enabled` makes a snapshot bucket, on which versions, snapshots and forks rest. `fork_source` creates a
        fork of that bucket, as it is now or as of `fork_source_snapshot`; it is a snapshot bucket always. `regions` is a
        code such as `"iad"`, a multi-region code (`"usa"`, `"eur"`) or several codes; without it placement is global.
        `soft_delete` is True (7 days) or a number of days from 7 to 90. `storage_class` is the default tier of objects,
        `acl` `"private"` or `"public-read"`; `public_list_objects` lets anybody list a public bucket; `object_acl` allows
        ACLs of single objects.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CreateBucket`.
        """
        ...

    async def head_bucket(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketInfo:
        """Return whether a bucket is of the snapshot kind and where it was forked from.

        `NotFound` where there is none of the name, `AccessDenied` where it is not yours.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.HeadBucket`.
        """
        ...

    async def get_bucket_info(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketInfo:
        """Return whether a bucket is of the snapshot kind and where it was forked from.

        `NotFound` where there is none of the name, `AccessDenied` where it is not yours.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.HeadBucket`.
        """
        ...

    async def has_snapshot_enabled(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> bool:
        """Return whether a bucket is a snapshot bucket: one answer of `HeadBucket` as a plain bool.

        `FeatureNotSupported` if the service does not say.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.HasSnapshotEnabled`.
        """
        ...

    async def delete_bucket(
        self,
        bucket: str,
        *,
        force: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Delete a bucket; `Conflict` where it is not empty, unless `force`, or has forks.

        With soft delete on, the bucket can be brought back within its retention.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucket`.
        """
        ...

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
        """List your buckets in order of their names, `max_buckets` a page (default 100).

        Plain S3, unless something is wished for that Tigris alone has: `include_...` adds regions, type, visibility, fork
        lineage, owner or statistics (of the buckets of a page) to what is listed; `only_forked` lists forks alone,
        `only_deleted` buckets that are soft-deleted, `owned_by` those of one user, by email. A new bucket may be missing
        for some seconds.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListBuckets`.
        """
        ...

    def list_deleted_buckets(
        self,
        *,
        max_buckets: int = 100,
        continuation_token: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> AsyncPages[BucketPage, Bucket]:
        """List the buckets that are soft-deleted, `max_buckets` a page (default 100).

        `modified_at` is when one was deleted, `soft_delete` how long it is kept. `restore_bucket` brings one back. Entries
        without soft delete are left out: they are live buckets of a service that does not know this listing. Live buckets
        with soft delete look the same as deleted ones, which is why `purge_bucket` asks before it removes one.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListDeletedBuckets`.
        """
        ...

    async def restore_bucket(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Bring a soft-deleted bucket back with all that was in it.

        `ServiceError` (400 `InvalidArgument`) where it is not deleted, `NotFound` where its retention is over.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RestoreBucket`.
        """
        ...

    async def purge_bucket(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove a soft-deleted bucket for good, before its retention ends.

        The client first asks whether the bucket is live, since a service that does not know soft delete would delete it:
        `PreconditionFailed` where it is, and nothing is removed.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PurgeBucket`.
        """
        ...

    async def get_stats(
        self,
        *,
        owned_by: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketStats:
        """Return what all your buckets hold together: the sum over pages of 50 of `list_buckets(include_stats=True)`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetStats`.
        """
        ...

    async def get_bucket_metadata(
        self,
        bucket: str,
        *,
        with_size: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketMetadata:
        """Return a bucket's settings and lineage, `with_size` also how much it holds, which costs the service more.

        `NotFound` where there is no such bucket.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketMetadata`.
        """
        ...

    async def update_bucket(
        self,
        bucket: str,
        *,
        acl: str | None = None,
        public_list_objects: bool | None = None,
        object_acl: bool | None = None,
        storage_class: str | None = None,
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
        """Change settings of a bucket; what is None stays as it is.

        `acl` is `"private"` or `"public-read"`, `public_list_objects` lets anybody list a public bucket, `object_acl`
        allows ACLs of single objects. `storage_class` is the default tier, `regions` where it is placed (`()` for global),
        `cache_control` the header of objects that have none (`""` for none), `custom_domain` a domain whose CNAME leads to
        the bucket (`""` for none), `nosniff` whether browsers are told not to guess content types. `snapshot_enabled` makes
        a snapshot bucket or a regular one. `soft_delete` is True (7 days), a number of days from 7 to 90, or False.
        `delete_protection` keeps it from being deleted. `notifications` is a webhook, `migration_source` a store to migrate
        from, `CLEAR` neither. `lifecycle_rules` and `cors` are all rules there are to be, `()` for none; `shares` all there
        are to be. Secrets are given themselves: the mask that is read back is refused.

        `ServiceError` (400) for what the service does not allow, such as a type that does not fit lifecycle rules or forks;
        403 where the migration source refuses the keys.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.UpdateBucket`.
        """
        ...

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
        """Keep what is deleted for `retention_days` days (7 to 90, 7 by default), or no longer.

        What was deleted before is kept as it was said then. Deletions of objects follow within seconds.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.SetBucketSoftDelete`.
        """
        ...

    async def set_bucket_notifications(
        self,
        bucket: str,
        notifications: BucketNotifications | None,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UpdateBucketResult:
        """Have a webhook told of changes in a bucket, in place of the one there is; None for none.

        To pause, give the same with `enabled=False`, its secret included: what is read back is masked.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.SetBucketNotifications`.
        """
        ...

    async def set_bucket_migration(
        self,
        bucket: str,
        source: MigrationSource | None,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UpdateBucketResult:
        """Have a bucket migrate from another store, in place of the one there is; None for none.

        The service tries the keys: `AccessDenied` (`InvalidAccessKeyId`) where the other store refuses them.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.SetBucketMigration`.
        """
        ...

    async def put_object(
        self,
        bucket: str,
        key: str,
        body: Content,
        *,
        length: int | None = None,
        sha256: str | None = None,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_disposition: str | None = None,
        content_language: str | None = None,
        cache_control: str | None = None,
        expires: datetime | None = None,
        metadata: Mapping[str, str] | None = None,
        tagging: Mapping[str, str] | None = None,
        storage_class: str | None = None,
        acl: str | None = None,
        server_side_encryption: str | None = None,
        checksums: Checksums | str | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: datetime | None = None,
        if_unmodified_since: datetime | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> PutObjectResult:
        """Store an object, replacing what is under the key.

        `body` is bytes-like, a path, a binary file (read from its position to its end, never closed), or an iterable of
        bytes, best with its size in `length` (an iterable is written to a temporary file beyond 8 MiB, to be hashed and to
        be sent again where needed). A str is refused: encode it. `sha256` is the body's hex digest where it is known
        already, or `"UNSIGNED-PAYLOAD"` to leave the bytes out of the signature. `checksums` is one that is computed, such
        as `"crc32c"`, or one whose value is known: the service checks the bytes against it (`ServiceError`, `BadDigest`)
        and notes it. `metadata` maps names to printable ASCII, or to what `ObjectInfo.metadata` has; `tagging` keys to
        values, up to 10. `server_side_encryption` may be `"AES256"`, which is so in any case. `if_none_match="*"` stores
        only where nothing is; `if_match=etag` only over that object, `if_modified_since` and `if_unmodified_since` only
        over one that was or was not stored since, else `PreconditionFailed`: nothing was stored. If the answer of an
        attempt was lost and a repetition fails a condition, perhaps because the first one was stored, it is
        `OutcomeUnknown`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutObject`.
        """
        ...

    def get_object(
        self,
        bucket: str,
        key: str,
        *,
        range: tuple[int, int | None] | None = None,
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

        `range` is (first, last), both included, in bytes from 0; (first, None) to the end; (-n, None) for the last n.
        `snapshot_version` reads the bucket as it was then; `version_id` reads one version. Conditions: `NotModified` or
        `PreconditionFailed` when they do not hold. The `response_...` arguments set headers of the answer, as a browser
        that follows a presigned URL sees them: `response_content_disposition='attachment; filename="map.png"'`. Nobody who
        is anonymous may. A page in place of the object, and other bytes than those of `range`, are `MalformedResponse`.
        `checksum_mode` asks for the checksums that the service noted, in `info.checksums`, and holds what
        is read to its end against one of them: `CorruptBody` in place of the last bytes where it does not hold. Ranges are
        not checked, nor are objects in parts whose checksum is one of their parts' checksums; `body.checked_by` tells.

        A body that breaks off is read on from its next byte, from the same object (`Range` with `If-Match`), under the
        client's retry policy: a break counts as a failed attempt, and the count begins anew when bytes have arrived. What
        cannot be read on raises what broke it, `ObjectChanged` where the object was replaced or deleted meanwhile.
        `resume=False` leaves that to you.

            with client.get_object("bucket", "key") as body:
                print(body.info.content_type, body.read())

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetObject`.
        """
        ...

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
        """Open an object as a file that seeks, read by ranged GETs: for zip archives, Parquet and their like.

        All reads are of the version that was opened, else `ObjectChanged`. Sequential reads fetch up to `read_ahead` bytes
        ahead, which bounds the memory of the file. `snapshot_version` reads the bucket as it was then; `version_id` reads
        one version. To read an object from front to end, once, `get_object` is the better choice.

            with client.open_object("bucket", "archive.zip") as file, zipfile.ZipFile(file) as archive:
                print(archive.namelist())

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.OpenObject`.
        """
        ...

    async def head_object(
        self,
        bucket: str,
        key: str,
        *,
        range: tuple[int, int | None] | None = None,
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
        """Return what is known of an object, without its bytes. Parameters are those of `GetObject`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.HeadObject`.
        """
        ...

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
        """Delete an object; no error when there is none.

        On a snapshot bucket this adds a delete marker and earlier versions stay readable through snapshots, while with
        `version_id` that version is removed, from all snapshots too. A repeated attempt may add a second marker.
        `if_match=etag` deletes that object alone, `if_modified_since` and `if_unmodified_since` one that was or was not
        stored since, else `PreconditionFailed`. If the answer of an attempt was lost and a repetition fails a condition or
        finds nothing, perhaps because the first one deleted the object, it is `OutcomeUnknown`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteObject`.
        """
        ...

    async def delete_objects(
        self,
        bucket: str,
        keys: Iterable[str | tuple[str, str | None]],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> DeleteObjectsResult:
        """Delete any number of objects, 1,000 a request; look at `errors` of the result.

        `keys` are keys or pairs (key, version_id). A key that XML cannot carry (most control characters) raises
        `ValueError` before anything is sent: delete it by `delete_object`. Where a later request fails, earlier ones
        are done: ask again, since deleting what is gone is no error.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteObjects`.
        """
        ...

    async def copy_object(
        self,
        bucket: str,
        key: str,
        source_bucket: str,
        source_key: str,
        *,
        source_version_id: str | None = None,
        snapshot_version: str | None = None,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_disposition: str | None = None,
        content_language: str | None = None,
        cache_control: str | None = None,
        expires: datetime | None = None,
        metadata: Mapping[str, str] | None = None,
        tagging: Mapping[str, str] | None = None,
        storage_class: str | None = None,
        acl: str | None = None,
        server_side_encryption: str | None = None,
        checksum_algorithm: str | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: datetime | None = None,
        if_unmodified_since: datetime | None = None,
        source_if_match: str | None = None,
        source_if_none_match: str | None = None,
        source_if_modified_since: datetime | None = None,
        source_if_unmodified_since: datetime | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> CopyObjectResult:
        """Copy an object of up to 5 GiB within the service.

        The copy has the source's content headers and metadata, unless `metadata` or a content header is given: then it has
        just the given ones (S3's directive REPLACE); likewise its tags, unless `tagging` is given. `snapshot_version`
        copies the source as it was then, `source_version_id` one version of it. `checksum_algorithm` has the service
        compute such a checksum of the copy. `source_if_...` are conditions on the source, `if_...` on the destination:
        `PreconditionFailed` when one does not hold, `OutcomeUnknown` if an earlier attempt may have made the copy.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CopyObject`.
        """
        ...

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
        """Give an object another key in the same bucket; no data is rewritten, what is under the new key is replaced.

        Two HEADs first see what lies under both keys. After a lost answer the client looks again. It reports success if
        the source is gone and the destination is new and has the source's etag, size and metadata. It asks again if the
        source is as it was, or nothing new is at the destination. All else is `OutcomeUnknown`. So of several workers that
        rename one object, each to a key of its own, one succeeds; with one key for all, no worker can tell whose rename it
        was. Once the endpoint is known to rename, or with `verify_features=False`, a client whose retry policy has
        `max_attempts=1` sends the rename alone, and raises the error of a lost answer.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RenameObject`.
        """
        ...

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
        """List the objects of a bucket, `max_keys` a page (default and most: 1,000).

        `prefix` limits the keys, `delimiter` folds what lies below it into `common_prefixes` of the page,
        `start_after` begins behind a key, `fetch_owner` adds the owners, `snapshot_version` lists the bucket as it was
        then.

        `query` lists only the objects that fit, in the order it asks for: an `ObjectQuery`, or its text. A page may be
        empty and others follow. `with_metadata` adds the user metadata of each object, `with_content` also the bytes of
        small ones. `prefetch` has the listed objects brought into the cache of your region. `source` lists one side of a
        bucket that migrates: `"tigris"` what is here already, `"shadow"` what the other store has.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListObjectsV2`.
        """
        ...

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
        """List the objects of a bucket with their owners, `max_keys` a page (default and most: 1,000).

        `prefix` limits the keys, `delimiter` folds what lies below it into `common_prefixes` of the page, `marker` begins
        behind a key, `snapshot_version` lists the bucket as it was then, `prefetch` has the listed objects brought into the
        cache of your region. `list_objects_v2` does all this and more.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListObjects`.
        """
        ...

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
        """List all versions and delete markers of a snapshot bucket, `max_keys` a page (default and most: 1,000).

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListObjectVersions`.
        """
        ...

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
        """Read an object, change it by a function, and store it if nobody else did meanwhile; else begin again.

        `function` gets the bytes, None where there is no object, and returns the new ones, or None to leave all as it is;
        with the async client it may be a coroutine function. It may be called several times, and what it raises ends the
        update with nothing written. `PreconditionFailed` after `max_conflicts` others were faster.

            client.update_object("bucket", "counter", lambda old: b"%d" % (int(old or 0) + 1))

        A success means that the update was stored once. If an answer is lost, the object tells whether it was stored, also
        when later updates followed: each leaves a mark in the metadata (`x-amz-meta-tigris-http-updates`, not shown in
        `ObjectInfo.metadata`) that names the last 48. `OutcomeUnknown` if it cannot be told: another writer replaced the
        object without the mark or deleted it, more updates followed, or the object cannot be read; on snapshot buckets its
        versions are looked through first. `function` is not applied again then. Any other error means that nothing was
        stored. Bytes that the object had earlier in the same second are stored in the next, since entity tag and time
        would not tell the two apart. Only updates are safe from each other: a plain put replaces what it finds, and a
        conditional put that puts old bytes back within their second may hide an update.

        The object keeps its content headers and metadata byte for byte, unless `content_type` or `metadata` is given, its
        storage class, tags, encryption, locks and kind of checksum, and an ACL of its own if the service shows it
        (`x-amz-acl`). `MalformedResponse` before `function` is called if one of them cannot be written back, or if the
        object has more than 64 MiB. Tags that change during the update may be lost.

        Conditions see the latest state everywhere in buckets of one region or multi-region; in global and dual-region ones
        within a region only.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.UpdateObject`.
        """
        ...

    @overload
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
        min_bundle: int = 8,
        max_bytes: int = 1073741824,
        snapshot_version: str | None = None,
        snapshot_via: Literal["get", "bundle"] = "get",
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Opening[AsyncBundleResponse[AsyncBundleMember[TagT] | BundleSkipped[TagT]]]:
        """Read any number of objects as few streams: one result for each of `keys`, in their order, duplicates included.

        `keys` is any iterable, however long (for the async client also an async one), of keys, `(key, tag)` pairs or
        `BundleKey`s. A result is a `BundleMember` with the object's bytes, or a `BundleSkipped` for an object that is
        missing or not yours; both bear the key and its tag. With `on_skipped="drop"` the skipped are left out, with
        `"raise"` they raise `BundleError` in their place. `on_error="fail"` has the service check all keys of a request
        first: it raises `BundleError` with all `missing_keys` before anything of that request is streamed.

        Keys are asked for 5,000 at a time, fewer where a request would be larger than 5 MB, or where the sizes of
        `BundleKey`s say that more than `max_bytes` bytes would be under way; `prefetch` requests are under way while one
        is read. A stream that breaks is taken up where it broke, under the client's retry policy; fewer than
        `min_bundle` keys, or keys whose streams broke repeatedly, are read by concurrent single GETs.

        `compression` (`"none"`, `"gzip"`, `"zstd"`) is that of the stream on the wire. With `snapshot_version` the
        objects are read as they were then: by single GETs, unless `snapshot_via="bundle"` trusts the service to honour
        snapshots in bundles, which its documentation does not promise.

        Raises what is wrong with the first keys, and what the service says to the first request, at once.

            with client.bundle_objects("photos", [("a.jpg", 1), ("b.jpg", 2)], on_skipped="drop") as bundle:
                for member in bundle:
                    train(member.data, label=member.tag)
            print(bundle.stats)

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.BundleObjects`.
        """
        ...

    @overload
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
        min_bundle: int = 8,
        max_bytes: int = 1073741824,
        snapshot_version: str | None = None,
        snapshot_via: Literal["get", "bundle"] = "get",
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Opening[AsyncBundleResponse[AsyncBundleMember[TagT]]]:
        """Read any number of objects as few streams: one result for each of `keys`, in their order, duplicates included.

        `keys` is any iterable, however long (for the async client also an async one), of keys, `(key, tag)` pairs or
        `BundleKey`s. A result is a `BundleMember` with the object's bytes, or a `BundleSkipped` for an object that is
        missing or not yours; both bear the key and its tag. With `on_skipped="drop"` the skipped are left out, with
        `"raise"` they raise `BundleError` in their place. `on_error="fail"` has the service check all keys of a request
        first: it raises `BundleError` with all `missing_keys` before anything of that request is streamed.

        Keys are asked for 5,000 at a time, fewer where a request would be larger than 5 MB, or where the sizes of
        `BundleKey`s say that more than `max_bytes` bytes would be under way; `prefetch` requests are under way while one
        is read. A stream that breaks is taken up where it broke, under the client's retry policy; fewer than
        `min_bundle` keys, or keys whose streams broke repeatedly, are read by concurrent single GETs.

        `compression` (`"none"`, `"gzip"`, `"zstd"`) is that of the stream on the wire. With `snapshot_version` the
        objects are read as they were then: by single GETs, unless `snapshot_via="bundle"` trusts the service to honour
        snapshots in bundles, which its documentation does not promise.

        Raises what is wrong with the first keys, and what the service says to the first request, at once.

            with client.bundle_objects("photos", [("a.jpg", 1), ("b.jpg", 2)], on_skipped="drop") as bundle:
                for member in bundle:
                    train(member.data, label=member.tag)
            print(bundle.stats)

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.BundleObjects`.
        """
        ...

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

        The members are in the order of `keys`, each named by its whole key. The last one is `__bundle_errors.json` if keys
        were left out: `{"skipped":[{"key":"gone.jpg","reason":"NoSuchKey"}]}`. With `on_error="fail"` the service looks at
        all keys first and raises `BundleError` with all `missing_keys`. `compression` (`"none"`, `"gzip"`, `"zstd"`) stays
        as it comes: open the archive with mode `"r|"`, `"r|gz"`, or from Python 3.14 on `"r|zst"`.

        It is one request, so `keys` must name 1 to 5,000 keys in at most 5 MB, each once. It is never taken up in the
        middle; `bundle_objects` has no such limits and takes up what broke. Of a compressed archive only the framing of
        HTTP is checked here: what decompresses it checks the rest.

            with client.bundle_archive("photos", ["a.jpg", "b.jpg"]) as body, open("photos.tar", "wb") as file:
                shutil.copyfileobj(body, file)

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.BundleArchive`.
        """
        ...

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
        """Have the service sign a URL that gets an object, or puts one, for whoever has it.

        `method` is `"get"` or `"put"`, `expires` seconds (at most 90 days). `version_id` pins a get to one version, which
        `head_object(..., snapshot_version=...)` tells of a snapshot. `access_key_id` names the key that signs: the
        client's own, unless you say another, as whoever has a `SessionToken` must.

        `presigned_url` signs by itself, without a request, and for more than these two.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.Presign`.
        """
        ...

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
        acl: str | None = None,
        metadata: Mapping[str, str] | None = None,
        success_action_status: int | None = None,
        success_action_redirect: str | None = None,
        fields: Mapping[str, str] | None = None,
        endpoint: str | None = None,
        custom_domain: str | None = None,
    ) -> PresignedPost:
        """Return a form by which whoever has it uploads a file from a browser, for `expires` seconds; offline.

        `key` is where the file goes. `${filename}` in it stands for the name of the file, and what stands before it is all
        that is then required of a key. `key_starts_with` leaves the rest of the key to the form: its field `key` holds
        `key` or, without one, the prefix with `${filename}`. `content_length_range` is (least, most) bytes, both included,
        at most 5 GiB. `content_type` fixes the type, `content_type_starts_with`, such as `"image/"`, leaves the rest of
        it to the form, which needs a field `Content-Type` then. `acl` is `"private"` or `"public-read"`; `metadata`
        maps names to printable ASCII. `success_action_status` is 200, 201 (which answers with a document) or 204, the
        default; `success_action_redirect` is a URL that the browser is sent to afterwards, with `bucket`, `key` and `etag`
        in its query. `fields` are further fields of the form that S3 knows, such as `{"Cache-Control": "no-store"}`, each
        fixed to its value.

        `expires` is at most 90 days. `endpoint` is another way to the service for whoever has the form, and `custom_domain`
        a domain that belongs to the bucket. Raises `CredentialsError` where there is no access key to sign with.

            form = client.presigned_post("bucket", "up/${filename}", content_length_range=(1, 1 << 20))
            httpx.post(form.url, data=form.fields, files={"file": ("a.txt", b"content")})

        Action: `tigris_http.operations.PostForm`.
        """
        ...

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
        storage_class: str | None = None,
        acl: str | None = None,
        server_side_encryption: str | None = None,
        checksum_algorithm: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> MultipartUpload:
        """Begin an upload in parts. Content headers, `metadata`, `tagging`, tier and ACL of the object are given here.

        `checksum_algorithm` (`"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"`, `"sha256"`) announces that parts come with
        such `checksums`. Where an answer got lost it is asked again, which may leave an upload behind that holds nothing.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CreateMultipartUpload`.
        """
        ...

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
        checksums: Checksums | str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> UploadedPart:
        """Store one part of an upload, replacing what has its number.

        `part_number` is 1 to 10,000. `body`, `length`, `sha256` and `checksums` are those of `put_object`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.UploadPart`.
        """
        ...

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
        """Make an object, or a range of it, one part of an upload; its bytes do not travel.

        `source_range` is (first, last), both included, in bytes from 0. `snapshot_version` copies the source as it was
        then, `source_version_id` one version of it. Conditions on the source: `PreconditionFailed` when one does not hold.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.UploadPartCopy`.
        """
        ...

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

        `parts` are what `upload_part` or `list_parts` gave, or pairs (number, etag), in order of their numbers; which parts
        were stored beside them does not matter. `if_none_match="*"` makes the object only where there is none,
        `if_match=etag` only in place of that one. `NotFound` where there is no such upload, as after it was completed or
        aborted; after a lost answer it is looked whether the object has come about. If a condition fails then, and nothing
        tells, it is `OutcomeUnknown`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CompleteMultipartUpload`.
        """
        ...

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
        """End an upload and drop its parts; `NotFound` where there is no such upload.

        A part that is under way may still be stored: list the parts, and abort again where there are any.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.AbortMultipartUpload`.
        """
        ...

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
        """List the parts that an upload has, `max_parts` a page (default and most: 1,000).

        `part_number_marker` begins behind a part's number. `NotFound` where there is no such upload.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListParts`.
        """
        ...

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
        """List the uploads of a bucket that have not ended, `max_uploads` a page (default and most: 1,000).

        `prefix` limits the keys, `delimiter` folds what lies below it into `common_prefixes` of the page. Nothing ends
        uploads by itself: abort what was forgotten.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListMultipartUploads`.
        """
        ...

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
        """Return an object's tags, those of one version with `version_id`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetObjectTagging`.
        """
        ...

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
        """Give an object these tags in place of all it has, up to 10; those of one version with `version_id`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutObjectTagging`.
        """
        ...

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
        """Remove an object's tags, those of one version with `version_id`; no error where it has none.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteObjectTagging`.
        """
        ...

    async def get_bucket_tagging(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Mapping[str, str]:
        """Return a bucket's tags; `NotFound` (`NoSuchTagSet`) where none were set.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketTagging`.
        """
        ...

    async def put_bucket_tagging(
        self,
        bucket: str,
        tags: Mapping[str, str],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Give a bucket these tags in place of all it has, up to 50.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketTagging`.
        """
        ...

    async def delete_bucket_tagging(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove a bucket's tags; no error where it has none.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketTagging`.
        """
        ...

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
        """Return an object's access control list, that of one version with `version_id`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetObjectAcl`.
        """
        ...

    async def put_object_acl(
        self,
        bucket: str,
        key: str,
        acl: str,
        *,
        version_id: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Make an object `"private"` or `"public-read"` by itself, where the bucket has object ACLs enabled.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutObjectAcl`.
        """
        ...

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

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketAcl`.
        """
        ...

    async def put_bucket_acl(
        self,
        bucket: str,
        acl: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Make a bucket `"private"` or `"public-read"`; its objects follow, unless they have an ACL of their own.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketAcl`.
        """
        ...

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
        """Have an archived object brought within reach for `days` days (at least 1), which takes about an hour.

        `get_restore_info` tells how far it is. `version_id` means one version, `snapshot_version` the one that was current
        then. `Conflict` (`RestoreAlreadyInProgress`) while one runs, `AccessDenied` (`InvalidObjectState`) for
        `GLACIER_IR`, which is read without. What was deleted is brought back by `restore_deleted_object`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RestoreObject`.
        """
        ...

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
        """Return where an archived object stands; None for one that can be read without a restore.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetRestoreInfo`.
        """
        ...

    async def get_bucket_cors(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> tuple[CORSRule, ...]:
        """Return a bucket's CORS rules in order; `NotFound` (`NoSuchCORSConfiguration`) where there are none.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketCors`.
        """
        ...

    async def put_bucket_cors(
        self,
        bucket: str,
        rules: Iterable[CORSRule],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Give a bucket these CORS rules in place of all it has; at least one (`delete_bucket_cors` removes them).

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketCors`.
        """
        ...

    async def delete_bucket_cors(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove a bucket's CORS rules; no error where there are none.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketCors`.
        """
        ...

    async def get_bucket_lifecycle_configuration(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> tuple[LifecycleRule, ...]:
        """Return a bucket's lifecycle rules; `NotFound` (`NoSuchLifecycleConfiguration`) where there are none.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketLifecycleConfiguration`.
        """
        ...

    async def put_bucket_lifecycle_configuration(
        self,
        bucket: str,
        rules: Iterable[LifecycleRule],
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Give a bucket these rules in place of all it has, 1 to 10; `ServiceError` (400) for a snapshot bucket.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketLifecycleConfiguration`.
        """
        ...

    async def delete_bucket_lifecycle(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Remove a bucket's lifecycle rules; no error where there are none.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketLifecycle`.
        """
        ...

    async def get_bucket_ownership_controls(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> str:
        """Return who owns the objects of a bucket: `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`.

        `NotFound` (`OwnershipControlsNotFoundError`) where it was never said.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketOwnershipControls`.
        """
        ...

    async def put_bucket_ownership_controls(
        self,
        bucket: str,
        object_ownership: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Say who owns the objects of a bucket: `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketOwnershipControls`.
        """
        ...

    async def delete_bucket_ownership_controls(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Take back what was said about who owns the objects of a bucket.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketOwnershipControls`.
        """
        ...

    async def get_bucket_accelerate_configuration(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> str | None:
        """Return `"Enabled"` or `"Suspended"`, None where it was never said.

        With Tigris, enabled means that objects are brought to other regions as soon as they are stored.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketAccelerateConfiguration`.
        """
        ...

    async def put_bucket_accelerate_configuration(
        self,
        bucket: str,
        status: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Have objects brought to other regions as soon as they are stored (`"Enabled"`), or not (`"Suspended"`).

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketAccelerateConfiguration`.
        """
        ...

    async def get_bucket_encryption(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BucketEncryption:
        """Return how objects of a bucket are encrypted where they lie.

        Of services that encrypt only what they are told to: `NotFound` (`ServerSideEncryptionConfigurationNotFoundError`).

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketEncryption`.
        """
        ...

    async def put_bucket_encryption(
        self,
        bucket: str,
        sse_algorithm: str = "AES256",
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Say that objects are to be encrypted by AES256, which Tigris does in any case; there are no keys of your own.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PutBucketEncryption`.
        """
        ...

    async def delete_bucket_encryption(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Take back what was said about encryption; with Tigris it stays on.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteBucketEncryption`.
        """
        ...

    async def get_bucket_location(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> str | None:
        """Return the location constraint of a bucket, None where the service names none.

        What it says of a bucket with Tigris is not documented; `get_bucket_metadata` has the regions.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketLocation`.
        """
        ...

    async def get_bucket_policy_status(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> bool:
        """Return whether a bucket is public.

        Of services with bucket policies whether its policy makes it so: `NotFound` (`NoSuchBucketPolicy`) without one.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketPolicyStatus`.
        """
        ...

    async def get_bucket_request_payment(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> str:
        """Return who pays for requests: `BucketOwner` (always, with Tigris) or `Requester`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketRequestPayment`.
        """
        ...

    async def get_bucket_notification_configuration(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> NotificationConfiguration:
        """Return whom S3 notifies of changes in a bucket: nobody, with Tigris, which has notifications of its own.

        Those are set by `set_bucket_notifications` and shown by `get_bucket_metadata`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.GetBucketNotificationConfiguration`.
        """
        ...

    async def create_snapshot(
        self,
        bucket: str,
        name: str | None = None,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Snapshot:
        """Take a snapshot of a snapshot bucket and return it, with the version that reads and forks take.

        `name` is a label of up to 64 printable ASCII characters other than `;`, such as a time or a path. Takes the same
        time for any number of objects. Sent once: after a lost answer list the snapshots before asking again, since asking
        twice may take two.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CreateSnapshot`.
        """
        ...

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
        """List a bucket's snapshots, `max_buckets` a page (default 100).

        The order is the service's, newest first as documented; sort by `int(snapshot.version)` where it matters.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListSnapshots`.
        """
        ...

    async def delete_snapshot(
        self,
        bucket: str,
        snapshot_version: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> None:
        """Delete one snapshot; the objects and their versions stay. Forks made from it stay as they are.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.DeleteSnapshot`.
        """
        ...

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
        """Create a bucket that is a fork of `source`, as it is now or as of `snapshot_version`.

        `source` must be a snapshot bucket, and so is the fork. Takes the same time for any number of objects. For
        further options of the new bucket use `create_bucket(..., fork_source=...)`.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.CreateFork`.
        """
        ...

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
        """List the forks of a bucket, `max_buckets` a page (default 100); current as soon as a fork exists.

        `AccessDenied` where the bucket does not exist or is not yours.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListForks`.
        """
        ...

    async def merge_fork(
        self,
        bucket: str,
        source: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ForkSynced:
        """Bring the changes of a fork into the bucket it was forked from.

        `bucket` is the parent, `source` the fork, which stays. `ServiceError` (400 `InvalidArgument`) where it is no direct
        fork of the bucket. The result is visible within seconds. How a key that changed on both sides comes out is not
        documented: take a snapshot of both first. Sent once: after a lost answer look before asking again.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.MergeFork`.
        """
        ...

    async def rebase_fork(
        self,
        bucket: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ForkSynced:
        """Bring a fork up to date with the bucket it was forked from.

        `ServiceError` (400) where the bucket is no fork. The result is visible within seconds. How a key that changed on
        both sides comes out is not documented. Sent once: after a lost answer look before asking again.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RebaseFork`.
        """
        ...

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
        """List the keys of a bucket that are soft-deleted, `max_keys` a page (default and most: 1,000).

        `prefix` limits the keys, `delimiter` folds what lies below it into `common_prefixes` of the page. A change of the
        bucket shows here after seconds, and not at the same time as in `list_deleted_object_versions`.

        Nothing in the answer marks a key as deleted: a service that does not know soft delete lists its live keys here.
        Remove nothing by this list; `list_deleted_object_versions` checks each of its entries.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListDeletedObjects`.
        """
        ...

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
        """List the soft-deleted versions of a bucket's objects, `max_keys` a page (default and most: 1,000).

        A key has one for each time it was deleted; its `version_id` is what `restore_deleted_object` and
        `purge_deleted_object` take. Only versions that the service marks as soft-deleted are listed, though it may answer
        with live versions and delete markers too: a page may be empty and others follow. `common_prefixes` carry no mark:
        they may stand for live keys.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.ListDeletedObjectVersions`.
        """
        ...

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
        """Bring a soft-deleted object back; it is the live one at once, in place of what is there.

        `version_id` says which of the deleted versions, None the one deleted last. `NotFound` where there is no such. With
        a version the deleted ones are listed first, and a lost answer is looked into: it was done if that version was among
        them and the live object has its etag and size; `OutcomeUnknown` if another object is live. Without a version a lost
        answer is an error, since asking twice may bring back another version.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.RestoreDeletedObject`.
        """
        ...

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
        """Remove one soft-deleted version for good, before its retention ends. Nothing brings it back.

        `version_id` is an entry of `list_deleted_object_versions`, or the text of its version. Of a text the client first
        asks whether the service lists that version as soft-deleted, since a service that does not know soft delete would
        remove a live one: `NotFound` where it is not listed, `PreconditionFailed` where it is listed as live, and nothing
        is removed. A deletion may be listed only after some seconds. After a lost answer the listing tells whether the
        version is gone.

            for version in client.list_deleted_object_versions("bucket"):
                client.purge_deleted_object("bucket", version.key, version)

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.PurgeDeletedObject`.
        """
        ...

    async def migrate_object(
        self,
        bucket: str,
        key: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> ObjectInfo:
        """Have an object copied from the migration source, without waiting for it; return its properties.

        `is_object_migrated` tells when it has come. Harmless where it is here already. `NotFound` where neither side has
        it.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.MigrateObject`.
        """
        ...

    async def is_object_migrated(
        self,
        bucket: str,
        key: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> bool:
        """Return whether Tigris has an object itself, not only its migration source. `NotFound` where neither has it.

        Parameters:

            extra_headers:
                Header fields to add to each request of this call; they win over those of the client.
            timeout:
                Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
                batch, a bundle), for each of them.
            consistent:
                Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
                says. Buckets of one region or one multi-region are consistent anyhow; see
                https://www.tigrisdata.com/docs/concepts/consistency/.

        Action: `tigris_http.operations.IsObjectMigrated`.
        """
        ...
