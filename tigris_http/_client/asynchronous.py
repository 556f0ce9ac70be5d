"""The async client, twin of the blocking one: drives exchanges, and the table of its verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

from tigris_http import operations as ops
from tigris_http._auth.keyring_async import AsyncKeyring
from tigris_http._auth.refresh import Refresh
from tigris_http._client.base import Client
from tigris_http._client.methods import (
    AsyncCloses,
    Opening,
    abatched,
    abundled,
    aopened,
    apaged,
    aseekable,
    astepped,
    averb,
)
from tigris_http._concurrency.event_loop import (
    in_thread_left_behind,
    sleep,
)
from tigris_http._core import exchange as _exchange
from tigris_http._core.messages import (
    Reply,
    Wait,
)
from tigris_http._core.presign import PresignedURL, pinned, version_question
from tigris_http._download.resuming_body import aresuming
from tigris_http._download.run_steps import aall_steps
from tigris_http._transport.request_body.prepare import prepare_async
from tigris_http._transport.request_body.upload import NOTHING
from tigris_http._transport.transport import (
    AsyncTransport,
    PoolSettings,
)
from tigris_http.errors import TigrisError
from tigris_http.operations._steps import SteppedAction

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from types import TracebackType

    from typing_extensions import Self

    from tigris_http._bundle.response import AsyncBundleMember, AsyncBundleResponse, BundleSkipped
    from tigris_http._core.exchange import Exchange
    from tigris_http._core.messages import Outcome
    from tigris_http._download.object_file import AsyncObjectFile
    from tigris_http._transport.request_body.upload import Upload
    from tigris_http._wire.http import AsyncByteSource, Head, Request
    from tigris_http.credentials import Identity, Provider
    from tigris_http.operations._base import AnyOperation, Operation, StreamOperation
    from tigris_http.operations.bundles._bundle_keys import TagT

R = TypeVar("R")
StreamT = TypeVar("StreamT", bound=AsyncCloses)


async def _prepared(operation: AnyOperation, request: Request) -> Upload:
    # Most requests have no body; the check is cheap, preparing one is not.
    if isinstance(request.body, bytes) and not request.body and request.length is None and request.sha256 is None:
        return NOTHING
    try:
        return await prepare_async(request, in_thread_left_behind)
    except TigrisError as error:
        error.located(operation.action, request.bucket, request.key, 0)
        raise


class AsyncTigrisHTTP(Client[AsyncTransport, AsyncKeyring]):
    """An async client of Tigris object storage, for one event loop of asyncio or trio.

    Arguments, methods and results are those of `TigrisHTTP`, awaited:

        async with AsyncTigrisHTTP("https://t3.storage.dev", ("tid_...", "tsec_...")) as client:
            await client.put_object("bucket", "key", b"value")
            async with client.get_object("bucket", "key") as body:
                data = await body.read()
            async for listed in client.list_objects_v2("bucket"):
                print(listed.key, listed.size)
    """

    @staticmethod
    def _connecting(settings: PoolSettings) -> AsyncTransport:
        return AsyncTransport(settings)

    @staticmethod
    def _keeping(source: Identity | Provider, now: Callable[[], datetime], *, guarded: bool) -> AsyncKeyring:
        return AsyncKeyring(source, now, guarded=guarded)

    # -- doing operations ----------------------------------------------------------------------------------------

    async def send(self, operation: Operation[R] | SteppedAction[R]) -> R:
        """Do an operation whose reply is read whole, or an action of several, and return its result."""
        if isinstance(operation, SteppedAction):
            return await aall_steps(operation, self.send)
        operation = self._config.scoped(operation)
        if operation.needs_key:
            operation = operation.with_key((await self._keys.access_key()).access_key_id)
        request = operation.request()
        upload = await _prepared(operation, request)
        try:
            return await self._drive(_exchange.ask(self._plan, operation, request, upload.payload), upload)
        finally:
            upload.close()

    @overload
    def stream(self, operation: StreamOperation[object, StreamT]) -> Opening[StreamT]: ...
    @overload
    def stream(
        self, operation: ops.BundleObjects[TagT]
    ) -> Opening[AsyncBundleResponse[AsyncBundleMember[TagT] | BundleSkipped[TagT]]]: ...
    @overload
    def stream(self, operation: ops.OpenObject) -> Opening[AsyncObjectFile]: ...
    def stream(self, operation: StreamOperation[object, Any] | ops.BundleObjects[Any] | ops.OpenObject) -> Opening[Any]:
        """Do an operation whose reply streams: `async with` gives it open; awaited, it is yours to close."""
        if isinstance(operation, ops.BundleObjects):
            from tigris_http._bundle.response import AsyncBundleResponse

            wish, connections = self._config.scoped(operation), self._config.max_connections
            return Opening(AsyncBundleResponse[Any](self, wish, self._plan, connections=connections).opened)
        if isinstance(operation, ops.OpenObject):
            return Opening(lambda: self._opening_file(operation))
        return Opening(lambda: self.opening(operation))

    async def _opening_file(self, operation: ops.OpenObject) -> AsyncObjectFile:
        from tigris_http._download.object_file import AsyncObjectFile

        return await AsyncObjectFile.of(self, self._config.scoped(operation))

    async def opening(self, operation: StreamOperation[object, StreamT]) -> StreamT:
        """Do what `stream` promises: return the open reply."""
        operation = self._config.scoped(operation)
        head, source = await self._reply(operation)
        try:
            source = aresuming(operation, head, source, self._plan, self._reply)
            return operation.open_async(head, source)
        except BaseException as error:
            await source.aclose()
            if isinstance(error, TigrisError):
                request = operation.request()
                error.located(operation.action, request.bucket, request.key, 1)
            raise

    async def _reply(self, operation: StreamOperation[Any, Any]) -> tuple[Head, AsyncByteSource]:
        """Send what no view changes any more; return its open reply."""
        request = operation.request()
        upload = await _prepared(operation, request)
        try:
            exchange: Exchange[AsyncByteSource, Reply[AsyncByteSource]] = _exchange.ask_open(
                self._plan, operation, request, upload.payload
            )
            reply = await self._drive(exchange, upload)
        finally:
            upload.close()
        if reply.source is None:
            raise RuntimeError("an open reply came without its source")
        return reply.head, reply.source

    async def _drive(self, exchange: Exchange[AsyncByteSource, R], upload: Upload) -> R:
        outcome: Outcome[AsyncByteSource] = None
        while True:
            try:
                step = exchange.send(outcome)
            except StopIteration as end:
                result: R = end.value
                return result
            except BaseException:
                # Whoever watches may raise when a reply is there already.
                if isinstance(outcome, Reply) and outcome.source is not None:
                    await outcome.source.aclose()
                outcome = None  # an error that is kept keeps this frame
                raise
            if isinstance(step, Wait):
                await sleep(step.seconds)
                outcome = None
            elif isinstance(step, Refresh):
                outcome = await self._keys.refresh(step)
            else:
                # A question in between, about what became of a lost answer, has no body.
                body = upload if step.payload is upload.payload else NOTHING
                outcome = await self._transport.perform(step, body)

    async def pinned_url(
        self,
        operation: ops.GetObject | ops.HeadObject,
        *,
        expires: int = 3600,
        endpoint: str | None = None,
        custom_domain: str | None = None,
    ) -> PresignedURL:
        """Return a URL that reads an object as it was at a snapshot: a link without headers, good for any browser.

        `operation` has a `snapshot_version`, its own or that of the view. The version that it reads is asked for by a
        HEAD, and stands in the URL (`versionId`); all else is as with `presigned_url`. Raises `NotFound` where there
        was no such object then.
        """
        wish = self._config.scoped(operation)
        info = await self.send(version_question(wish))
        return self.presigned_url(pinned(wish, info), expires=expires, endpoint=endpoint, custom_domain=custom_domain)

    async def refresh_credentials(self) -> None:
        """Ask for new credentials now, where they come from a provider or a profile; requests use them from then on.

        Requests do this by themselves. It is for `presigned_url` of an async client that has sent nothing yet, and for
        whoever knows that they were replaced. Does nothing where they were given once and for all. Raises
        `CredentialsError` where there are none; then the old ones stay.
        """
        if self._keys.has_provider:
            error = await self._keys.refresh(Refresh(self._keys.known()))
            if error is not None:
                raise error

    async def aclose(self) -> None:
        """Close all connections, of all views too; open replies end with an error. May be called again."""
        await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    # -- buckets -------------------------------------------------------------------------------------------------

    create_bucket = averb(lambda: ops.CreateBucket)
    """Create a bucket."""
    head_bucket = averb(lambda: ops.HeadBucket)
    """Return a bucket's kind and origin."""
    get_bucket_info = averb(lambda: ops.HeadBucket)
    """Return a bucket's kind and origin: `head_bucket` by the name that tigris-boto3-ext gives it."""
    has_snapshot_enabled = averb(lambda: ops.HasSnapshotEnabled)
    """Return whether a bucket is a snapshot bucket."""
    delete_bucket = averb(lambda: ops.DeleteBucket)
    """Delete a bucket."""
    list_buckets = apaged(lambda: ops.ListBuckets)
    """List your buckets."""
    list_deleted_buckets = apaged(lambda: ops.ListDeletedBuckets)
    """List the buckets that are soft-deleted."""
    restore_bucket = averb(lambda: ops.RestoreBucket)
    """Bring a soft-deleted bucket back."""
    purge_bucket = averb(lambda: ops.PurgeBucket)
    """Remove a soft-deleted bucket for good."""
    get_stats = astepped(lambda: ops.GetStats)
    """Return what all your buckets hold together."""
    get_bucket_metadata = averb(lambda: ops.GetBucketMetadata)
    """Return a bucket's settings."""
    update_bucket = averb(lambda: ops.UpdateBucket)
    """Change settings of a bucket."""
    set_bucket_soft_delete = averb(lambda: ops.SetBucketSoftDelete)
    """Keep what is deleted for a while, or no longer."""
    set_bucket_notifications = averb(lambda: ops.SetBucketNotifications)
    """Have a webhook told of changes."""
    set_bucket_migration = averb(lambda: ops.SetBucketMigration)
    """Have a bucket migrate from another store."""

    # -- objects -------------------------------------------------------------------------------------------------

    put_object = averb(lambda: ops.PutObject)
    """Store an object."""
    get_object = aopened(lambda: ops.GetObject)
    """Open an object for reading."""
    open_object = aseekable(lambda: ops.OpenObject)
    """Open an object as a file that seeks."""
    head_object = averb(lambda: ops.HeadObject)
    """Return an object's properties."""
    delete_object = averb(lambda: ops.DeleteObject)
    """Delete an object."""
    delete_objects = abatched(lambda: ops.DeleteObjects)
    """Delete any number of objects."""
    copy_object = averb(lambda: ops.CopyObject)
    """Copy an object within the service."""
    rename_object = averb(lambda: ops.RenameObject)
    """Give an object another key in its bucket."""
    list_objects_v2 = apaged(lambda: ops.ListObjectsV2)
    """List objects."""
    list_objects = apaged(lambda: ops.ListObjects)
    """List objects in the first form of listings, which goes on from a key."""
    list_object_versions = apaged(lambda: ops.ListObjectVersions)
    """List all versions of objects."""
    update_object = astepped(lambda: ops.UpdateObject)
    """Change an object by a function, without losing anybody's change."""
    bundle_objects = abundled(lambda: ops.BundleObjects)
    """Read any number of objects as few streams."""
    bundle_archive = aopened(lambda: ops.BundleArchive)
    """Open the tar archive of many objects."""
    presign = averb(lambda: ops.Presign)
    """Have the service sign a URL."""

    # -- objects in parts ----------------------------------------------------------------------------------------

    create_multipart_upload = averb(lambda: ops.CreateMultipartUpload)
    """Begin an upload in parts."""
    upload_part = averb(lambda: ops.UploadPart)
    """Store one part."""
    upload_part_copy = averb(lambda: ops.UploadPartCopy)
    """Make an object, or a range of it, one part."""
    complete_multipart_upload = averb(lambda: ops.CompleteMultipartUpload)
    """Join the parts into the object."""
    abort_multipart_upload = averb(lambda: ops.AbortMultipartUpload)
    """End an upload and drop its parts."""
    list_parts = apaged(lambda: ops.ListParts)
    """List the parts that an upload has."""
    list_multipart_uploads = apaged(lambda: ops.ListMultipartUploads)
    """List the uploads that have not ended."""

    # -- tags, access, archive -----------------------------------------------------------------------------------

    get_object_tagging = averb(lambda: ops.GetObjectTagging)
    """Return an object's tags."""
    put_object_tagging = averb(lambda: ops.PutObjectTagging)
    """Give an object these tags."""
    delete_object_tagging = averb(lambda: ops.DeleteObjectTagging)
    """Remove an object's tags."""
    get_bucket_tagging = averb(lambda: ops.GetBucketTagging)
    """Return a bucket's tags."""
    put_bucket_tagging = averb(lambda: ops.PutBucketTagging)
    """Give a bucket these tags."""
    delete_bucket_tagging = averb(lambda: ops.DeleteBucketTagging)
    """Remove a bucket's tags."""
    get_object_acl = averb(lambda: ops.GetObjectAcl)
    """Return who may read an object."""
    put_object_acl = averb(lambda: ops.PutObjectAcl)
    """Make an object private or public by itself."""
    get_bucket_acl = averb(lambda: ops.GetBucketAcl)
    """Return who may read a bucket."""
    put_bucket_acl = averb(lambda: ops.PutBucketAcl)
    """Make a bucket private or public."""
    restore_object = averb(lambda: ops.RestoreObject)
    """Bring an archived object within reach."""
    get_restore_info = averb(lambda: ops.GetRestoreInfo)
    """Return where an archived object stands."""

    # -- documents that S3 keeps for a bucket ----------------------------------------------------------------------

    get_bucket_cors = averb(lambda: ops.GetBucketCors)
    """Return a bucket's CORS rules."""
    put_bucket_cors = averb(lambda: ops.PutBucketCors)
    """Give a bucket these CORS rules."""
    delete_bucket_cors = averb(lambda: ops.DeleteBucketCors)
    """Remove a bucket's CORS rules."""
    get_bucket_lifecycle_configuration = averb(lambda: ops.GetBucketLifecycleConfiguration)
    """Return a bucket's lifecycle rules."""
    put_bucket_lifecycle_configuration = averb(lambda: ops.PutBucketLifecycleConfiguration)
    """Give a bucket these lifecycle rules."""
    delete_bucket_lifecycle = averb(lambda: ops.DeleteBucketLifecycle)
    """Remove a bucket's lifecycle rules."""
    get_bucket_ownership_controls = averb(lambda: ops.GetBucketOwnershipControls)
    """Return who owns the objects of a bucket."""
    put_bucket_ownership_controls = averb(lambda: ops.PutBucketOwnershipControls)
    """Say who owns the objects of a bucket."""
    delete_bucket_ownership_controls = averb(lambda: ops.DeleteBucketOwnershipControls)
    """Take back who owns the objects of a bucket."""
    get_bucket_accelerate_configuration = averb(lambda: ops.GetBucketAccelerateConfiguration)
    """Return whether objects are brought to other regions at once."""
    put_bucket_accelerate_configuration = averb(lambda: ops.PutBucketAccelerateConfiguration)
    """Have objects brought to other regions at once, or not."""
    get_bucket_encryption = averb(lambda: ops.GetBucketEncryption)
    """Return how a bucket's objects are encrypted."""
    put_bucket_encryption = averb(lambda: ops.PutBucketEncryption)
    """Say that objects are to be encrypted."""
    delete_bucket_encryption = averb(lambda: ops.DeleteBucketEncryption)
    """Take back what was said about encryption."""
    get_bucket_location = averb(lambda: ops.GetBucketLocation)
    """Return a bucket's location constraint."""
    get_bucket_policy_status = averb(lambda: ops.GetBucketPolicyStatus)
    """Return whether a bucket is public."""
    get_bucket_request_payment = averb(lambda: ops.GetBucketRequestPayment)
    """Return who pays for requests."""
    get_bucket_notification_configuration = averb(lambda: ops.GetBucketNotificationConfiguration)
    """Return whom S3 notifies."""

    # -- snapshots and forks -------------------------------------------------------------------------------------

    create_snapshot = averb(lambda: ops.CreateSnapshot)
    """Take a snapshot of a bucket."""
    list_snapshots = apaged(lambda: ops.ListSnapshots)
    """List a bucket's snapshots."""
    delete_snapshot = averb(lambda: ops.DeleteSnapshot)
    """Delete a snapshot."""
    create_fork = averb(lambda: ops.CreateFork)
    """Create a bucket as a fork of another."""
    list_forks = apaged(lambda: ops.ListForks)
    """List a bucket's forks."""
    merge_fork = averb(lambda: ops.MergeFork)
    """Bring a fork's changes into its parent."""
    rebase_fork = averb(lambda: ops.RebaseFork)
    """Bring a fork up to date with its parent."""

    # -- what was deleted and is kept for a while ----------------------------------------------------------------

    list_deleted_objects = apaged(lambda: ops.ListDeletedObjects)
    """List the keys that are soft-deleted."""
    list_deleted_object_versions = apaged(lambda: ops.ListDeletedObjectVersions)
    """List the soft-deleted versions of objects."""
    restore_deleted_object = averb(lambda: ops.RestoreDeletedObject)
    """Bring a soft-deleted object back."""
    purge_deleted_object = averb(lambda: ops.PurgeDeletedObject)
    """Remove a soft-deleted version for good."""

    # -- migration from another store ----------------------------------------------------------------------------

    migrate_object = averb(lambda: ops.MigrateObject)
    """Have an object copied from the migration source."""
    is_object_migrated = averb(lambda: ops.IsObjectMigrated)
    """Return whether an object is here, not only at the migration source."""
