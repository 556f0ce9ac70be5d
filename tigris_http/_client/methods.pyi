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
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
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
        """Store an object. It replaces the object under the key.

        If a condition fails, nothing was stored. The client repeats an attempt whose answer was lost. If the repetition
        fails a condition, perhaps because the first attempt was stored, the call ends with `OutcomeUnknown`.

        Raises `PreconditionFailed` if a condition does not hold, `OutcomeUnknown` as above, and `ServiceError`
        (`BadDigest`) if the bytes that arrive do not match `checksums`.

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
            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            body:
                Bytes-like, a path, a binary file, or an iterable of bytes. Encode a str first: it is refused. A file is read
                from its position to its end and never closed. An iterable of more than 8 MiB goes to a temporary file, to be hashed
                and to be sent again if needed.
            length:
                Size of `body` in bytes. Give it for an iterable if you know it.
            sha256:
                Hex SHA-256 of `body` if you know it, or `"UNSIGNED-PAYLOAD"` to leave the bytes out of the signature. None:
                computed.
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
                An algorithm to compute (`"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"`, `"sha256"`), or `Checksums` with one
                known value. The service checks the bytes against it and notes it. None: no checksum.
            if_match:
                Entity tag: store only over the object that has it.
            if_none_match:
                `"*"`: store only if there is no object under the key.
            if_modified_since:
                Aware datetime: store only over an object that was stored since.
            if_unmodified_since:
                Aware datetime: store only over an object that was not stored since.

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

        If the body breaks off, the client reads on from the next byte of the same object (`Range` with `If-Match`), under
        its retry policy. A break counts as a failed attempt. The count starts again when bytes have arrived.

        Raises `NotModified` or `PreconditionFailed` if a condition does not hold, and `MalformedResponse` if a page came
        in place of the object, or other bytes than those of `range`. Reading raises the error that broke the body if it
        cannot go on, and `ObjectChanged` if the object was replaced or deleted meanwhile.

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
            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            range:
                (first, last) byte, both included, from 0; (first, None) to the end; (-n, None) for the last n. None: all.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`.
            if_match:
                Entity tag: the object must have it, else `PreconditionFailed`.
            if_none_match:
                Entity tag: the object must have another, else `NotModified`.
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
        """Open an object as a file that seeks, read by ranged GETs: for zip archives, Parquet and the like.

        All reads are of the version that was opened. To read an object once from front to end, prefer `get_object`.

        Raises `ObjectChanged` from a read if the object was replaced since.

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
        """Return an object's properties without its bytes.

        Raises `NotModified` or `PreconditionFailed` if a condition does not hold.

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
            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            range:
                (first, last) byte, both included, from 0; (first, None) to the end; (-n, None) for the last n. None: all.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`.
            if_match:
                Entity tag: the object must have it, else `PreconditionFailed`.
            if_none_match:
                Entity tag: the object must have another, else `NotModified`.
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
        """Delete an object. Deleting a missing object is no error.

        On a snapshot bucket this adds a delete marker; earlier versions stay readable through snapshots. A repeated
        attempt may add a second marker.

        Raises `PreconditionFailed` if a condition does not hold. Raises `OutcomeUnknown` if an answer was lost and the
        repetition fails a condition or finds nothing, perhaps because the first attempt deleted the object.

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
        """Delete any number of objects, 1,000 a request.

        Some deletions can fail while others succeed: look at `errors` of the result. If a later request fails, earlier
        ones are done. Call again: deleting a missing object is no error.

        Raises `ValueError` before anything is sent if XML cannot carry a key (most control characters): delete it by
        `delete_object`.

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
            bucket:
                Name of the bucket.
            keys:
                Keys, or pairs (key, version_id) that remove one version.

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
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
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

        The copy has the source's content headers, metadata and tags. If `metadata` or a content header is given, it has
        only the given ones (S3's directive REPLACE).

        Raises `PreconditionFailed` if a condition does not hold, `OutcomeUnknown` if an earlier attempt may have made
        the copy.

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
            bucket:
                Bucket of the copy.
            key:
                Key of the copy: at most 1,024 bytes as UTF-8.
            source_bucket:
                Bucket of the source.
            source_key:
                Key of the source.
            source_version_id:
                Copy this version of the source. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: copy the source as it was then. Excludes `source_version_id`.
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
            checksum_algorithm:
                Have the service compute a checksum of the copy: `"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"` or `"sha256"`.
            if_match:
                Entity tag: copy only over the object that has it.
            if_none_match:
                `"*"`: copy only if there is no object under the key.
            if_modified_since:
                Aware datetime: copy only over an object that was stored since.
            if_unmodified_since:
                Aware datetime: copy only over an object that was not stored since.
            source_if_match:
                Entity tag: copy only if the source has it.
            source_if_none_match:
                Entity tag: copy only if the source has another.
            source_if_modified_since:
                Aware datetime: copy only if the source was stored since.
            source_if_unmodified_since:
                Aware datetime: copy only if the source was not stored since.

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
        """Give an object another key in the same bucket. It replaces the object under the new key.

        No data is rewritten. Two HEADs first look at both keys. After a lost answer the client looks again:

        - It reports success if the source is gone, and the destination is new and has the source's etag, size and metadata.
        - It sends the rename again if the source is unchanged, or nothing new is at the destination.
        - All else is `OutcomeUnknown`.

        So if several workers rename one object, each to a key of its own, one succeeds. With one key for all, no worker
        can tell whose rename it was.

        Once the endpoint is known to rename, or with `verify_features=False`, a client whose retry policy has
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
            bucket:
                Name of the bucket.
            source_key:
                Present key of the object.
            key:
                New key: at most 1,024 bytes as UTF-8, other than `source_key`.

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
        """Change an object by a function of its contents; store each change once.

        The client reads the object, calls `function`, and stores the result over that state of the object only. If another
        writer was faster, it begins again.

            client.update_object("bucket", "counter", lambda old: b"%d" % (int(old or 0) + 1))

        A success means that the update was stored once. If an answer is lost, the object tells whether the update was
        stored, even if later updates followed: each leaves a mark in the metadata (`x-amz-meta-tigris-http-updates`, not
        shown in `ObjectInfo.metadata`) that names the last 48.

        Raises `OutcomeUnknown` if the object does not tell: another writer replaced it without the mark or deleted it, more
        updates followed, or it cannot be read. On snapshot buckets the client looks through its versions first. `function`
        is not applied again then. Any other error means that nothing was stored.

        Raises `PreconditionFailed` if other writers were faster more than `max_conflicts` times. Raises
        `MalformedResponse`, before it calls `function`, if the object has more than 64 MiB or a property that cannot be
        written back.

        Only updates are safe from each other. A plain put replaces the object it finds. A conditional put that puts old
        bytes back within their second may hide an update. Bytes that the object had earlier in the same second are stored
        in the next, since entity tag and time would not tell the two apart.

        The object keeps its content headers and metadata byte for byte (unless given), storage class, tags, encryption,
        locks, kind of checksum, and an ACL of its own if the service shows it (`x-amz-acl`). Tags that change during the
        update may be lost.

        Conditions see the latest state everywhere in buckets of one region or multi-region. In global and dual-region
        buckets they see it within a region only.

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
        """Read any number of objects as few streams, one result for each key.

        Results come in the order of `keys`, duplicates included. A result is a `BundleMember` with the object's bytes, or a
        `BundleSkipped` for an object that is missing or not yours. Both carry the key and its tag.

        A request names up to 5,000 keys, in at most 5 MB. If a stream breaks, the client continues it where it broke, under
        its retry policy. Keys whose streams broke repeatedly are read by concurrent single GETs.

        Raises errors of the first keys, and the service's error to the first request, at once. Raises `BundleError` as
        `on_skipped` and `on_error` say.

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
            min_bundle:
                Fewer keys than this (1 to 5,000) are read by concurrent single GETs.
            max_bytes:
                Bytes of objects under way, at most, by the sizes of `BundleKey`s: 1 GiB by default. Requests are cut so.
            snapshot_version:
                Version of a snapshot, a str of digits: read the objects as they were then.
            snapshot_via:
                `"get"`: read a snapshot by single GETs. `"bundle"`: trust the service to honour snapshots in bundles, which its
                documentation does not promise.

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
        """Read any number of objects as few streams, one result for each key.

        Results come in the order of `keys`, duplicates included. A result is a `BundleMember` with the object's bytes, or a
        `BundleSkipped` for an object that is missing or not yours. Both carry the key and its tag.

        A request names up to 5,000 keys, in at most 5 MB. If a stream breaks, the client continues it where it broke, under
        its retry policy. Keys whose streams broke repeatedly are read by concurrent single GETs.

        Raises errors of the first keys, and the service's error to the first request, at once. Raises `BundleError` as
        `on_skipped` and `on_error` say.

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
            min_bundle:
                Fewer keys than this (1 to 5,000) are read by concurrent single GETs.
            max_bytes:
                Bytes of objects under way, at most, by the sizes of `BundleKey`s: 1 GiB by default. Requests are cut so.
            snapshot_version:
                Version of a snapshot, a str of digits: read the objects as they were then.
            snapshot_via:
                `"get"`: read a snapshot by single GETs. `"bundle"`: trust the service to honour snapshots in bundles, which its
                documentation does not promise.

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

        The members are in the order of `keys`, each named by its whole key. If keys were left out, the last member is
        `__bundle_errors.json`: `{"skipped":[{"key":"gone.jpg","reason":"NoSuchKey"}]}`.

        It is one request and is never continued after a break; `bundle_objects` has no such limits. Of a compressed archive
        the client checks only the framing of HTTP. The decompressor checks the rest.

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
        """Have the service sign a URL that gets or puts an object.

        Anyone with the URL can use it. `presigned_url` signs without a request, and for more methods than these two.

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
        acl: Literal["private", "public-read"] | None = None,
        metadata: Mapping[str, str] | None = None,
        success_action_status: int | None = None,
        success_action_redirect: str | None = None,
        fields: Mapping[str, str] | None = None,
        endpoint: str | None = None,
        custom_domain: str | None = None,
    ) -> PresignedPost:
        """Return a form that uploads a file from a browser. Sends no request.

        Anyone with the form can use it.

        Raises `CredentialsError` if there is no access key to sign with.

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
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        server_side_encryption: str | None = None,
        checksum_algorithm: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> MultipartUpload:
        """Begin an upload in parts. The object's headers, metadata, tags, tier and ACL are given here.

        The client repeats the request if an answer is lost. That may leave behind an upload without parts.

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
        """Store one part of an upload. It replaces the part that has its number.

        Raises `ServiceError` (`BadDigest`) if the bytes that arrive do not match `checksums`.

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
        """Make an object, or a range of it, one part of an upload. Its bytes do not travel.

        Raises `PreconditionFailed` if a condition on the source does not hold.

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

        After a lost answer the client looks whether the object is there and made of these parts.

        Raises `NotFound` if there is no such upload, as after it was completed or aborted. Raises `PreconditionFailed` if a
        condition does not hold, `OutcomeUnknown` if one fails after a lost answer and the object does not tell.

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
        """End an upload and drop its parts.

        A part that is under way may still be stored: list the parts, and abort again if there are any.

        Raises `NotFound` if there is no such upload.

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
            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            upload_id:
                The upload, as `create_multipart_upload` returned it.

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
        """List the stored parts of an upload, in order of their numbers.

        Raises `NotFound` if there is no such upload.

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
            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            upload_id:
                The upload, as `create_multipart_upload` returned it.
            max_parts:
                Parts a page. Default and most: 1,000; the service cuts a larger number.
            part_number_marker:
                Begin after this part's number.

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
        """List the uploads of a bucket that have not ended.

        Uploads do not end by themselves: abort forgotten ones.

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
            bucket:
                Name of the bucket.
            prefix:
                Only uploads whose keys begin with it.
            delimiter:
                Fold the keys below it into `common_prefixes` of the page.
            max_uploads:
                Uploads a page. Default and most: 1,000; the service cuts a larger number.
            key_marker:
                Begin after this key.
            upload_id_marker:
                Begin after this upload of `key_marker`, which it needs.

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
        """Restore an archived object for some days. That takes about an hour.

        `get_restore_info` returns the progress. To bring back a deleted object, use `restore_deleted_object`.

        Raises `Conflict` (`RestoreAlreadyInProgress`) while a restore runs, and `AccessDenied` (`InvalidObjectState`) for
        `GLACIER_IR`, which is read without a restore.

        With `days` above 1, raises `OutcomeUnknown` if an answer was lost and the restore that is there may be another
        caller's.

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
        """Return the state of an archived object; None if it can be read without a restore.

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
            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`.

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
        """Start to copy an object from the migration source; return its properties.

        Does not wait for the copy: `is_object_migrated` tells when it is done. Harmless if Tigris has the object already.

        Raises `NotFound` if neither side has it.

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
            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.

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
        """Return whether Tigris has an object itself, not only its migration source.

        Raises `NotFound` if neither side has it.

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
            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.

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
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
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
        """Store an object. It replaces the object under the key.

        If a condition fails, nothing was stored. The client repeats an attempt whose answer was lost. If the repetition
        fails a condition, perhaps because the first attempt was stored, the call ends with `OutcomeUnknown`.

        Raises `PreconditionFailed` if a condition does not hold, `OutcomeUnknown` as above, and `ServiceError`
        (`BadDigest`) if the bytes that arrive do not match `checksums`.

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
            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            body:
                Bytes-like, a path, a binary file, or an iterable of bytes. Encode a str first: it is refused. A file is read
                from its position to its end and never closed. An iterable of more than 8 MiB goes to a temporary file, to be hashed
                and to be sent again if needed.
            length:
                Size of `body` in bytes. Give it for an iterable if you know it.
            sha256:
                Hex SHA-256 of `body` if you know it, or `"UNSIGNED-PAYLOAD"` to leave the bytes out of the signature. None:
                computed.
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
                An algorithm to compute (`"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"`, `"sha256"`), or `Checksums` with one
                known value. The service checks the bytes against it and notes it. None: no checksum.
            if_match:
                Entity tag: store only over the object that has it.
            if_none_match:
                `"*"`: store only if there is no object under the key.
            if_modified_since:
                Aware datetime: store only over an object that was stored since.
            if_unmodified_since:
                Aware datetime: store only over an object that was not stored since.

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

        If the body breaks off, the client reads on from the next byte of the same object (`Range` with `If-Match`), under
        its retry policy. A break counts as a failed attempt. The count starts again when bytes have arrived.

        Raises `NotModified` or `PreconditionFailed` if a condition does not hold, and `MalformedResponse` if a page came
        in place of the object, or other bytes than those of `range`. Reading raises the error that broke the body if it
        cannot go on, and `ObjectChanged` if the object was replaced or deleted meanwhile.

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
            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            range:
                (first, last) byte, both included, from 0; (first, None) to the end; (-n, None) for the last n. None: all.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`.
            if_match:
                Entity tag: the object must have it, else `PreconditionFailed`.
            if_none_match:
                Entity tag: the object must have another, else `NotModified`.
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
        """Open an object as a file that seeks, read by ranged GETs: for zip archives, Parquet and the like.

        All reads are of the version that was opened. To read an object once from front to end, prefer `get_object`.

        Raises `ObjectChanged` from a read if the object was replaced since.

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
        """Return an object's properties without its bytes.

        Raises `NotModified` or `PreconditionFailed` if a condition does not hold.

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
            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            range:
                (first, last) byte, both included, from 0; (first, None) to the end; (-n, None) for the last n. None: all.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`.
            if_match:
                Entity tag: the object must have it, else `PreconditionFailed`.
            if_none_match:
                Entity tag: the object must have another, else `NotModified`.
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
        """Delete an object. Deleting a missing object is no error.

        On a snapshot bucket this adds a delete marker; earlier versions stay readable through snapshots. A repeated
        attempt may add a second marker.

        Raises `PreconditionFailed` if a condition does not hold. Raises `OutcomeUnknown` if an answer was lost and the
        repetition fails a condition or finds nothing, perhaps because the first attempt deleted the object.

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
        """Delete any number of objects, 1,000 a request.

        Some deletions can fail while others succeed: look at `errors` of the result. If a later request fails, earlier
        ones are done. Call again: deleting a missing object is no error.

        Raises `ValueError` before anything is sent if XML cannot carry a key (most control characters): delete it by
        `delete_object`.

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
            bucket:
                Name of the bucket.
            keys:
                Keys, or pairs (key, version_id) that remove one version.

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
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
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

        The copy has the source's content headers, metadata and tags. If `metadata` or a content header is given, it has
        only the given ones (S3's directive REPLACE).

        Raises `PreconditionFailed` if a condition does not hold, `OutcomeUnknown` if an earlier attempt may have made
        the copy.

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
            bucket:
                Bucket of the copy.
            key:
                Key of the copy: at most 1,024 bytes as UTF-8.
            source_bucket:
                Bucket of the source.
            source_key:
                Key of the source.
            source_version_id:
                Copy this version of the source. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: copy the source as it was then. Excludes `source_version_id`.
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
            checksum_algorithm:
                Have the service compute a checksum of the copy: `"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"` or `"sha256"`.
            if_match:
                Entity tag: copy only over the object that has it.
            if_none_match:
                `"*"`: copy only if there is no object under the key.
            if_modified_since:
                Aware datetime: copy only over an object that was stored since.
            if_unmodified_since:
                Aware datetime: copy only over an object that was not stored since.
            source_if_match:
                Entity tag: copy only if the source has it.
            source_if_none_match:
                Entity tag: copy only if the source has another.
            source_if_modified_since:
                Aware datetime: copy only if the source was stored since.
            source_if_unmodified_since:
                Aware datetime: copy only if the source was not stored since.

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
        """Give an object another key in the same bucket. It replaces the object under the new key.

        No data is rewritten. Two HEADs first look at both keys. After a lost answer the client looks again:

        - It reports success if the source is gone, and the destination is new and has the source's etag, size and metadata.
        - It sends the rename again if the source is unchanged, or nothing new is at the destination.
        - All else is `OutcomeUnknown`.

        So if several workers rename one object, each to a key of its own, one succeeds. With one key for all, no worker
        can tell whose rename it was.

        Once the endpoint is known to rename, or with `verify_features=False`, a client whose retry policy has
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
            bucket:
                Name of the bucket.
            source_key:
                Present key of the object.
            key:
                New key: at most 1,024 bytes as UTF-8, other than `source_key`.

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
        """Change an object by a function of its contents; store each change once.

        The client reads the object, calls `function`, and stores the result over that state of the object only. If another
        writer was faster, it begins again.

            client.update_object("bucket", "counter", lambda old: b"%d" % (int(old or 0) + 1))

        A success means that the update was stored once. If an answer is lost, the object tells whether the update was
        stored, even if later updates followed: each leaves a mark in the metadata (`x-amz-meta-tigris-http-updates`, not
        shown in `ObjectInfo.metadata`) that names the last 48.

        Raises `OutcomeUnknown` if the object does not tell: another writer replaced it without the mark or deleted it, more
        updates followed, or it cannot be read. On snapshot buckets the client looks through its versions first. `function`
        is not applied again then. Any other error means that nothing was stored.

        Raises `PreconditionFailed` if other writers were faster more than `max_conflicts` times. Raises
        `MalformedResponse`, before it calls `function`, if the object has more than 64 MiB or a property that cannot be
        written back.

        Only updates are safe from each other. A plain put replaces the object it finds. A conditional put that puts old
        bytes back within their second may hide an update. Bytes that the object had earlier in the same second are stored
        in the next, since entity tag and time would not tell the two apart.

        The object keeps its content headers and metadata byte for byte (unless given), storage class, tags, encryption,
        locks, kind of checksum, and an ACL of its own if the service shows it (`x-amz-acl`). Tags that change during the
        update may be lost.

        Conditions see the latest state everywhere in buckets of one region or multi-region. In global and dual-region
        buckets they see it within a region only.

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
        """Read any number of objects as few streams, one result for each key.

        Results come in the order of `keys`, duplicates included. A result is a `BundleMember` with the object's bytes, or a
        `BundleSkipped` for an object that is missing or not yours. Both carry the key and its tag.

        A request names up to 5,000 keys, in at most 5 MB. If a stream breaks, the client continues it where it broke, under
        its retry policy. Keys whose streams broke repeatedly are read by concurrent single GETs.

        Raises errors of the first keys, and the service's error to the first request, at once. Raises `BundleError` as
        `on_skipped` and `on_error` say.

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
            min_bundle:
                Fewer keys than this (1 to 5,000) are read by concurrent single GETs.
            max_bytes:
                Bytes of objects under way, at most, by the sizes of `BundleKey`s: 1 GiB by default. Requests are cut so.
            snapshot_version:
                Version of a snapshot, a str of digits: read the objects as they were then.
            snapshot_via:
                `"get"`: read a snapshot by single GETs. `"bundle"`: trust the service to honour snapshots in bundles, which its
                documentation does not promise.

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
        """Read any number of objects as few streams, one result for each key.

        Results come in the order of `keys`, duplicates included. A result is a `BundleMember` with the object's bytes, or a
        `BundleSkipped` for an object that is missing or not yours. Both carry the key and its tag.

        A request names up to 5,000 keys, in at most 5 MB. If a stream breaks, the client continues it where it broke, under
        its retry policy. Keys whose streams broke repeatedly are read by concurrent single GETs.

        Raises errors of the first keys, and the service's error to the first request, at once. Raises `BundleError` as
        `on_skipped` and `on_error` say.

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
            min_bundle:
                Fewer keys than this (1 to 5,000) are read by concurrent single GETs.
            max_bytes:
                Bytes of objects under way, at most, by the sizes of `BundleKey`s: 1 GiB by default. Requests are cut so.
            snapshot_version:
                Version of a snapshot, a str of digits: read the objects as they were then.
            snapshot_via:
                `"get"`: read a snapshot by single GETs. `"bundle"`: trust the service to honour snapshots in bundles, which its
                documentation does not promise.

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

        The members are in the order of `keys`, each named by its whole key. If keys were left out, the last member is
        `__bundle_errors.json`: `{"skipped":[{"key":"gone.jpg","reason":"NoSuchKey"}]}`.

        It is one request and is never continued after a break; `bundle_objects` has no such limits. Of a compressed archive
        the client checks only the framing of HTTP. The decompressor checks the rest.

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
        """Have the service sign a URL that gets or puts an object.

        Anyone with the URL can use it. `presigned_url` signs without a request, and for more methods than these two.

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
        acl: Literal["private", "public-read"] | None = None,
        metadata: Mapping[str, str] | None = None,
        success_action_status: int | None = None,
        success_action_redirect: str | None = None,
        fields: Mapping[str, str] | None = None,
        endpoint: str | None = None,
        custom_domain: str | None = None,
    ) -> PresignedPost:
        """Return a form that uploads a file from a browser. Sends no request.

        Anyone with the form can use it.

        Raises `CredentialsError` if there is no access key to sign with.

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
        storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None,
        acl: Literal["private", "public-read"] | None = None,
        server_side_encryption: str | None = None,
        checksum_algorithm: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> MultipartUpload:
        """Begin an upload in parts. The object's headers, metadata, tags, tier and ACL are given here.

        The client repeats the request if an answer is lost. That may leave behind an upload without parts.

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
        """Store one part of an upload. It replaces the part that has its number.

        Raises `ServiceError` (`BadDigest`) if the bytes that arrive do not match `checksums`.

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
        """Make an object, or a range of it, one part of an upload. Its bytes do not travel.

        Raises `PreconditionFailed` if a condition on the source does not hold.

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

        After a lost answer the client looks whether the object is there and made of these parts.

        Raises `NotFound` if there is no such upload, as after it was completed or aborted. Raises `PreconditionFailed` if a
        condition does not hold, `OutcomeUnknown` if one fails after a lost answer and the object does not tell.

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
        """End an upload and drop its parts.

        A part that is under way may still be stored: list the parts, and abort again if there are any.

        Raises `NotFound` if there is no such upload.

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
            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            upload_id:
                The upload, as `create_multipart_upload` returned it.

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
        """List the stored parts of an upload, in order of their numbers.

        Raises `NotFound` if there is no such upload.

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
            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            upload_id:
                The upload, as `create_multipart_upload` returned it.
            max_parts:
                Parts a page. Default and most: 1,000; the service cuts a larger number.
            part_number_marker:
                Begin after this part's number.

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
        """List the uploads of a bucket that have not ended.

        Uploads do not end by themselves: abort forgotten ones.

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
            bucket:
                Name of the bucket.
            prefix:
                Only uploads whose keys begin with it.
            delimiter:
                Fold the keys below it into `common_prefixes` of the page.
            max_uploads:
                Uploads a page. Default and most: 1,000; the service cuts a larger number.
            key_marker:
                Begin after this key.
            upload_id_marker:
                Begin after this upload of `key_marker`, which it needs.

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
        """Restore an archived object for some days. That takes about an hour.

        `get_restore_info` returns the progress. To bring back a deleted object, use `restore_deleted_object`.

        Raises `Conflict` (`RestoreAlreadyInProgress`) while a restore runs, and `AccessDenied` (`InvalidObjectState`) for
        `GLACIER_IR`, which is read without a restore.

        With `days` above 1, raises `OutcomeUnknown` if an answer was lost and the restore that is there may be another
        caller's.

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
        """Return the state of an archived object; None if it can be read without a restore.

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
            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.
            version_id:
                Read this version. None: the current one. Excludes `snapshot_version`.
            snapshot_version:
                Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`.

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
        """Start to copy an object from the migration source; return its properties.

        Does not wait for the copy: `is_object_migrated` tells when it is done. Harmless if Tigris has the object already.

        Raises `NotFound` if neither side has it.

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
            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.

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
        """Return whether Tigris has an object itself, not only its migration source.

        Raises `NotFound` if neither side has it.

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
            bucket:
                Name of the bucket.
            key:
                Key of the object: at most 1,024 bytes as UTF-8.

        Action: `tigris_http.operations.IsObjectMigrated`.
        """
        ...
