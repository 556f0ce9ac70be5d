"""The blocking client: drives exchanges, and the table of its verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

from tigris_http import operations as ops
from tigris_http._auth.keyring_sync import BlockingKeyring
from tigris_http._auth.refresh import Refresh
from tigris_http._client.base import Client
from tigris_http._client.methods import batched, bundled, opened, paged, seekable, stepped, verb
from tigris_http._concurrency.cancel import sleep
from tigris_http._core import exchange as _exchange
from tigris_http._core.messages import (
    Reply,
    Wait,
)
from tigris_http._core.presign import PresignedURL, pinned, version_question
from tigris_http._download.resuming_body import resuming
from tigris_http._download.run_steps import all_steps
from tigris_http._transport.request_body.prepare import prepare
from tigris_http._transport.request_body.upload import NOTHING
from tigris_http._transport.transport import PoolSettings, Transport
from tigris_http.errors import TigrisError
from tigris_http.operations._steps import SteppedAction

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from types import TracebackType

    from typing_extensions import Self

    from tigris_http._bundle.response import BundleMember, BundleResponse, BundleSkipped
    from tigris_http._core.exchange import Exchange
    from tigris_http._core.messages import Outcome
    from tigris_http._download.object_file import ObjectFile
    from tigris_http._transport.request_body.upload import Upload
    from tigris_http._wire.http import ByteSource, Head, Request
    from tigris_http.credentials import Identity, Provider
    from tigris_http.operations._base import AnyOperation, Operation, StreamOperation
    from tigris_http.operations.bundles._bundle_keys import TagT

R = TypeVar("R")


def _prepared(operation: AnyOperation, request: Request) -> Upload:
    # Most requests have no body; the check is cheap, preparing one is not.
    if isinstance(request.body, bytes) and not request.body and request.length is None and request.sha256 is None:
        return NOTHING
    try:
        return prepare(request)
    except TigrisError as error:
        error.located(operation.action, request.bucket, request.key, 0)
        raise


class TigrisHTTP(Client[Transport, BlockingKeyring]):
    """A blocking client of Tigris object storage; one for any number of threads.

    `endpoint` is a URL such as `https://t3.storage.dev`, `credentials` are `Credentials`, an `(id, secret)` tuple, any
    object with their attributes, a `SessionToken`, or a function that returns such and is asked again before they
    expire; `ANONYMOUS` sends unsigned requests. `addressing_style` `"auto"` puts the bucket into the host name if it
    can, and into the path for bundles and bucket settings; `"virtual"` and `"path"` hold for every request.
    `max_connections` bounds the pool: at least the number of threads that use it at once. `proxy` is the URL of an http
    or https proxy, None for what the environment names (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`), False
    for none. `verify` is the path of a file or directory of certificates, an `ssl.SSLContext`, or True for those of
    `AWS_CA_BUNDLE`, `SSL_CERT_FILE` or `SSL_CERT_DIR`, else certifi's. `transport` is an `httpx.Client` or
    `httpx.BaseTransport` of your own for all requests, which stays yours to close. `retry` and `timeouts` say how
    stubborn and how patient it is, `extra_headers` are sent with every request, `consistent` asks for the latest state
    in each, wherever it was written; `verify_features=False` stops checking that the endpoint speaks what is Tigris'
    alone (`FeatureNotSupported`); `user_agent_extra` is put behind the client's own name. The hooks `on_request`,
    `on_response` and `on_retry` are told of each `Attempt`: functions that return soon, in the thread or task of the
    call; what they raise ends it.

        with TigrisHTTP("https://t3.storage.dev", ("tid_...", "tsec_...")) as client:
            client.put_object("bucket", "key", b"value")
            version = client.create_snapshot("bucket").version

    Methods raise `ValueError` or `TypeError` for bad arguments before anything is sent, and errors of
    `tigris_http.errors` for everything else.
    """

    @staticmethod
    def _connecting(settings: PoolSettings) -> Transport:
        return Transport(settings)

    @staticmethod
    def _keeping(source: Identity | Provider, now: Callable[[], datetime], *, guarded: bool) -> BlockingKeyring:
        return BlockingKeyring(source, now, guarded=guarded)

    # -- doing operations ----------------------------------------------------------------------------------------

    def send(self, operation: Operation[R] | SteppedAction[R]) -> R:
        """Do an operation whose reply is read whole, or an action of several, and return its result."""
        if isinstance(operation, SteppedAction):
            return all_steps(operation, self.send)
        operation = self._config.scoped(operation)
        if operation.needs_key:
            operation = operation.with_key(self._keys.access_key().access_key_id)
        request = operation.request()
        upload = _prepared(operation, request)
        try:
            return self._drive(_exchange.ask(self._plan, operation, request, upload.payload), upload)
        finally:
            upload.close()

    @overload
    def stream(self, operation: StreamOperation[R, object]) -> R: ...
    @overload
    def stream(
        self, operation: ops.BundleObjects[TagT]
    ) -> BundleResponse[BundleMember[TagT] | BundleSkipped[TagT]]: ...
    @overload
    def stream(self, operation: ops.OpenObject) -> ObjectFile: ...
    def stream(self, operation: StreamOperation[Any, object] | ops.BundleObjects[Any] | ops.OpenObject) -> Any:
        """Do an operation whose reply streams, and return it open: close it, or use it in a `with` statement."""
        operation = self._config.scoped(operation)
        if isinstance(operation, ops.BundleObjects):
            from tigris_http._bundle.response import BundleResponse

            return BundleResponse[Any](self, operation, self._plan, connections=self._config.max_connections)
        if isinstance(operation, ops.OpenObject):
            from tigris_http._download.object_file import ObjectFile

            return ObjectFile.of(self, operation)
        head, source = self._reply(operation)
        try:
            source = resuming(operation, head, source, self._plan, self._reply)
            return operation.open(head, source)
        except BaseException as error:
            source.close()
            if isinstance(error, TigrisError):
                request = operation.request()
                error.located(operation.action, request.bucket, request.key, 1)
            raise

    def _reply(self, operation: StreamOperation[Any, Any]) -> tuple[Head, ByteSource]:
        """Send what no view changes any more; return its open reply."""
        request = operation.request()
        upload = _prepared(operation, request)
        try:
            exchange: Exchange[ByteSource, Reply[ByteSource]] = _exchange.ask_open(
                self._plan, operation, request, upload.payload
            )
            reply = self._drive(exchange, upload)
        finally:
            upload.close()
        if reply.source is None:
            raise RuntimeError("an open reply came without its source")
        return reply.head, reply.source

    def _drive(self, exchange: Exchange[ByteSource, R], upload: Upload) -> R:
        outcome: Outcome[ByteSource] = None
        while True:
            try:
                step = exchange.send(outcome)
            except StopIteration as end:
                result: R = end.value
                return result
            except BaseException:
                # Whoever watches may raise when a reply is there already.
                if isinstance(outcome, Reply) and outcome.source is not None:
                    outcome.source.close()
                outcome = None  # an error that is kept keeps this frame
                raise
            if isinstance(step, Wait):
                sleep(step.seconds)
                outcome = None
            elif isinstance(step, Refresh):
                outcome = self._keys.refresh(step)
            else:
                # A question in between, about what became of a lost answer, has no body.
                body = upload if step.payload is upload.payload else NOTHING
                outcome = self._transport.perform(step, body)

    def pinned_url(
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
        info = self.send(version_question(wish))
        return self.presigned_url(pinned(wish, info), expires=expires, endpoint=endpoint, custom_domain=custom_domain)

    def refresh_credentials(self) -> None:
        """Ask for new credentials now, where they come from a provider or a profile; requests use them from then on.

        Requests do this by themselves. It is for `presigned_url` of an async client that has sent nothing yet, and for
        whoever knows that they were replaced. Does nothing where they were given once and for all. Raises
        `CredentialsError` where there are none; then the old ones stay.
        """
        if self._keys.has_provider:
            error = self._keys.refresh(Refresh(self._keys.known()))
            if error is not None:
                raise error

    def close(self) -> None:
        """Close all connections, of all views too; open replies end with an error. May be called again."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- buckets -------------------------------------------------------------------------------------------------

    create_bucket = verb(lambda: ops.CreateBucket)
    """Create a bucket."""
    head_bucket = verb(lambda: ops.HeadBucket)
    """Return a bucket's kind and origin."""
    get_bucket_info = verb(lambda: ops.HeadBucket)
    """Return a bucket's kind and origin: `head_bucket` by the name that tigris-boto3-ext gives it."""
    has_snapshot_enabled = verb(lambda: ops.HasSnapshotEnabled)
    """Return whether a bucket is a snapshot bucket."""
    delete_bucket = verb(lambda: ops.DeleteBucket)
    """Delete a bucket."""
    list_buckets = paged(lambda: ops.ListBuckets)
    """List your buckets."""
    list_deleted_buckets = paged(lambda: ops.ListDeletedBuckets)
    """List the buckets that are soft-deleted."""
    restore_bucket = verb(lambda: ops.RestoreBucket)
    """Bring a soft-deleted bucket back."""
    purge_bucket = verb(lambda: ops.PurgeBucket)
    """Remove a soft-deleted bucket for good."""
    get_stats = stepped(lambda: ops.GetStats)
    """Return what all your buckets hold together."""
    get_bucket_metadata = verb(lambda: ops.GetBucketMetadata)
    """Return a bucket's settings."""
    update_bucket = verb(lambda: ops.UpdateBucket)
    """Change settings of a bucket."""
    set_bucket_soft_delete = verb(lambda: ops.SetBucketSoftDelete)
    """Keep what is deleted for a while, or no longer."""
    set_bucket_notifications = verb(lambda: ops.SetBucketNotifications)
    """Have a webhook told of changes."""
    set_bucket_migration = verb(lambda: ops.SetBucketMigration)
    """Have a bucket migrate from another store."""

    # -- objects -------------------------------------------------------------------------------------------------

    put_object = verb(lambda: ops.PutObject)
    """Store an object."""
    get_object = opened(lambda: ops.GetObject)
    """Open an object for reading."""
    open_object = seekable(lambda: ops.OpenObject)
    """Open an object as a file that seeks."""
    head_object = verb(lambda: ops.HeadObject)
    """Return an object's properties."""
    delete_object = verb(lambda: ops.DeleteObject)
    """Delete an object."""
    delete_objects = batched(lambda: ops.DeleteObjects)
    """Delete any number of objects."""
    copy_object = verb(lambda: ops.CopyObject)
    """Copy an object within the service."""
    rename_object = verb(lambda: ops.RenameObject)
    """Give an object another key in its bucket."""
    list_objects_v2 = paged(lambda: ops.ListObjectsV2)
    """List objects."""
    list_objects = paged(lambda: ops.ListObjects)
    """List objects in the first form of listings, which goes on from a key."""
    list_object_versions = paged(lambda: ops.ListObjectVersions)
    """List all versions of objects."""
    update_object = stepped(lambda: ops.UpdateObject)
    """Change an object by a function, without losing anybody's change."""
    bundle_objects = bundled(lambda: ops.BundleObjects)
    """Read any number of objects as few streams."""
    bundle_archive = opened(lambda: ops.BundleArchive)
    """Open the tar archive of many objects."""
    presign = verb(lambda: ops.Presign)
    """Have the service sign a URL."""

    # -- objects in parts ----------------------------------------------------------------------------------------

    create_multipart_upload = verb(lambda: ops.CreateMultipartUpload)
    """Begin an upload in parts."""
    upload_part = verb(lambda: ops.UploadPart)
    """Store one part."""
    upload_part_copy = verb(lambda: ops.UploadPartCopy)
    """Make an object, or a range of it, one part."""
    complete_multipart_upload = verb(lambda: ops.CompleteMultipartUpload)
    """Join the parts into the object."""
    abort_multipart_upload = verb(lambda: ops.AbortMultipartUpload)
    """End an upload and drop its parts."""
    list_parts = paged(lambda: ops.ListParts)
    """List the parts that an upload has."""
    list_multipart_uploads = paged(lambda: ops.ListMultipartUploads)
    """List the uploads that have not ended."""

    # -- tags, access, archive -----------------------------------------------------------------------------------

    get_object_tagging = verb(lambda: ops.GetObjectTagging)
    """Return an object's tags."""
    put_object_tagging = verb(lambda: ops.PutObjectTagging)
    """Give an object these tags."""
    delete_object_tagging = verb(lambda: ops.DeleteObjectTagging)
    """Remove an object's tags."""
    get_bucket_tagging = verb(lambda: ops.GetBucketTagging)
    """Return a bucket's tags."""
    put_bucket_tagging = verb(lambda: ops.PutBucketTagging)
    """Give a bucket these tags."""
    delete_bucket_tagging = verb(lambda: ops.DeleteBucketTagging)
    """Remove a bucket's tags."""
    get_object_acl = verb(lambda: ops.GetObjectAcl)
    """Return who may read an object."""
    put_object_acl = verb(lambda: ops.PutObjectAcl)
    """Make an object private or public by itself."""
    get_bucket_acl = verb(lambda: ops.GetBucketAcl)
    """Return who may read a bucket."""
    put_bucket_acl = verb(lambda: ops.PutBucketAcl)
    """Make a bucket private or public."""
    restore_object = verb(lambda: ops.RestoreObject)
    """Bring an archived object within reach."""
    get_restore_info = verb(lambda: ops.GetRestoreInfo)
    """Return where an archived object stands."""

    # -- documents that S3 keeps for a bucket ----------------------------------------------------------------------

    get_bucket_cors = verb(lambda: ops.GetBucketCors)
    """Return a bucket's CORS rules."""
    put_bucket_cors = verb(lambda: ops.PutBucketCors)
    """Give a bucket these CORS rules."""
    delete_bucket_cors = verb(lambda: ops.DeleteBucketCors)
    """Remove a bucket's CORS rules."""
    get_bucket_lifecycle_configuration = verb(lambda: ops.GetBucketLifecycleConfiguration)
    """Return a bucket's lifecycle rules."""
    put_bucket_lifecycle_configuration = verb(lambda: ops.PutBucketLifecycleConfiguration)
    """Give a bucket these lifecycle rules."""
    delete_bucket_lifecycle = verb(lambda: ops.DeleteBucketLifecycle)
    """Remove a bucket's lifecycle rules."""
    get_bucket_ownership_controls = verb(lambda: ops.GetBucketOwnershipControls)
    """Return who owns the objects of a bucket."""
    put_bucket_ownership_controls = verb(lambda: ops.PutBucketOwnershipControls)
    """Say who owns the objects of a bucket."""
    delete_bucket_ownership_controls = verb(lambda: ops.DeleteBucketOwnershipControls)
    """Take back who owns the objects of a bucket."""
    get_bucket_accelerate_configuration = verb(lambda: ops.GetBucketAccelerateConfiguration)
    """Return whether objects are brought to other regions at once."""
    put_bucket_accelerate_configuration = verb(lambda: ops.PutBucketAccelerateConfiguration)
    """Have objects brought to other regions at once, or not."""
    get_bucket_encryption = verb(lambda: ops.GetBucketEncryption)
    """Return how a bucket's objects are encrypted."""
    put_bucket_encryption = verb(lambda: ops.PutBucketEncryption)
    """Say that objects are to be encrypted."""
    delete_bucket_encryption = verb(lambda: ops.DeleteBucketEncryption)
    """Take back what was said about encryption."""
    get_bucket_location = verb(lambda: ops.GetBucketLocation)
    """Return a bucket's location constraint."""
    get_bucket_policy_status = verb(lambda: ops.GetBucketPolicyStatus)
    """Return whether a bucket is public."""
    get_bucket_request_payment = verb(lambda: ops.GetBucketRequestPayment)
    """Return who pays for requests."""
    get_bucket_notification_configuration = verb(lambda: ops.GetBucketNotificationConfiguration)
    """Return whom S3 notifies."""

    # -- snapshots and forks -------------------------------------------------------------------------------------

    create_snapshot = verb(lambda: ops.CreateSnapshot)
    """Take a snapshot of a bucket."""
    list_snapshots = paged(lambda: ops.ListSnapshots)
    """List a bucket's snapshots."""
    delete_snapshot = verb(lambda: ops.DeleteSnapshot)
    """Delete a snapshot."""
    create_fork = verb(lambda: ops.CreateFork)
    """Create a bucket as a fork of another."""
    list_forks = paged(lambda: ops.ListForks)
    """List a bucket's forks."""
    merge_fork = verb(lambda: ops.MergeFork)
    """Bring a fork's changes into its parent."""
    rebase_fork = verb(lambda: ops.RebaseFork)
    """Bring a fork up to date with its parent."""

    # -- what was deleted and is kept for a while ----------------------------------------------------------------

    list_deleted_objects = paged(lambda: ops.ListDeletedObjects)
    """List the keys that are soft-deleted."""
    list_deleted_object_versions = paged(lambda: ops.ListDeletedObjectVersions)
    """List the soft-deleted versions of objects."""
    restore_deleted_object = verb(lambda: ops.RestoreDeletedObject)
    """Bring a soft-deleted object back."""
    purge_deleted_object = verb(lambda: ops.PurgeDeletedObject)
    """Remove a soft-deleted version for good."""

    # -- migration from another store ----------------------------------------------------------------------------

    migrate_object = verb(lambda: ops.MigrateObject)
    """Have an object copied from the migration source."""
    is_object_migrated = verb(lambda: ops.IsObjectMigrated)
    """Return whether an object is here, not only at the migration source."""
