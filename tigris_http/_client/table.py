"""The methods of both clients: one table, from an action's class to a client method.

`head_object = Method(lambda: ops.HeadObject)` gives `TigrisHTTP` and `AsyncTigrisHTTP` a method with the parameters of
`HeadObject`. `methods.pyi` shows it to type checkers and editors; `.ci/write_stubs` writes that file.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any, ForwardRef, get_args

from tigris_http import operations as ops
from tigris_http._client.parameter_docs import OF_EVERY_CALL, described
from tigris_http.operations._base import PagedOperation, StreamOperation


class Method:
    """A client method until its first use; then a plain function takes its place in the client's class.

    The action's class is loaded only then: a hundred dataclasses cost more than the rest of a client's start.
    """

    def __init__(self, action: Callable[[], type]) -> None:
        self._get_action = action

    @property
    def action(self) -> type:
        """The action's class."""
        return self._get_action()

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, client: object, owner: type) -> Callable[..., Any]:
        home = next(kind for kind in owner.__mro__ if "send" in vars(kind))
        function = _function(self._name, self.action, home)
        setattr(home, self._name, function)
        bound: Callable[..., Any] = getattr(owner if client is None else client, self._name)
        return bound


def _function(name: str, action: type, home: type) -> Callable[..., Any]:
    def method(self: object, /, *args: object, **kwargs: object) -> object:
        try:
            operation = action(*args, **kwargs)
        except TypeError:
            check_call(method, self, args, kwargs)
            raise
        return getattr(self, action.SENT_BY)(operation)  # type: ignore[attr-defined]

    method.__name__, method.__qualname__ = name, f"{home.__qualname__}.{name}"
    method.__module__, method.__doc__ = home.__module__, described(action)
    method.__signature__ = signature(action, is_async=inspect.iscoroutinefunction(home.send))  # type: ignore[attr-defined]
    return method


def check_call(method: Callable[..., Any], client: object, args: tuple[object, ...], kwargs: dict[str, object]) -> None:
    """Raise a `TypeError` that names the method if the arguments do not fit its signature."""
    try:
        inspect.signature(method).bind(client, *args, **kwargs)
    except TypeError as error:
        raise TypeError(f"{method.__name__}() {error}") from None


def signature(action: type, *, is_async: bool) -> inspect.Signature:
    """Return the signature of a client method."""
    found = inspect.signature(action)
    own = [each for each in found.parameters.values() if each.name not in OF_EVERY_CALL]
    common = [found.parameters[each] for each in OF_EVERY_CALL if each in found.parameters]
    client = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return found.replace(parameters=[client, *own, *common], return_annotation=returns(action, is_async=is_async))


def returns(action: type, *, is_async: bool) -> str:
    """Return the type of a client method's result, as it stands in a signature."""
    shown: tuple[str, str] | None = vars(action).get("RETURNS")
    if shown is not None:
        return shown[is_async]
    types = [_shown(each) for each in get_args(action.__orig_bases__[0])]  # type: ignore[attr-defined]
    if issubclass(action, PagedOperation):
        return f"{'Async' if is_async else ''}Pages[{', '.join(types)}]"
    if issubclass(action, StreamOperation):
        return f"Opening[{types[1]}]" if is_async else types[0]
    return f"Coroutine[Any, Any, {types[0]}]" if is_async else types[0]


def _shown(kind: object) -> str:
    if kind is type(None):
        return "None"
    if isinstance(kind, ForwardRef):
        return str(kind.__forward_arg__)
    text = kind.__name__ if isinstance(kind, type) and not get_args(kind) else str(kind)
    return re.sub(r"[\w.]+\.(\w+)", r"\1", text)


class Methods:
    """The methods that send one action each."""

    # buckets
    create_bucket = Method(lambda: ops.CreateBucket)
    head_bucket = Method(lambda: ops.HeadBucket)
    get_bucket_info = Method(lambda: ops.HeadBucket)
    has_snapshot_enabled = Method(lambda: ops.HasSnapshotEnabled)
    delete_bucket = Method(lambda: ops.DeleteBucket)
    list_buckets = Method(lambda: ops.ListBuckets)
    list_deleted_buckets = Method(lambda: ops.ListDeletedBuckets)
    restore_bucket = Method(lambda: ops.RestoreBucket)
    purge_bucket = Method(lambda: ops.PurgeBucket)
    get_stats = Method(lambda: ops.GetStats)
    get_bucket_metadata = Method(lambda: ops.GetBucketMetadata)
    update_bucket = Method(lambda: ops.UpdateBucket)
    set_bucket_soft_delete = Method(lambda: ops.SetBucketSoftDelete)
    set_bucket_notifications = Method(lambda: ops.SetBucketNotifications)
    set_bucket_migration = Method(lambda: ops.SetBucketMigration)

    # objects
    put_object = Method(lambda: ops.PutObject)
    get_object = Method(lambda: ops.GetObject)
    open_object = Method(lambda: ops.OpenObject)
    head_object = Method(lambda: ops.HeadObject)
    delete_object = Method(lambda: ops.DeleteObject)
    delete_objects = Method(lambda: ops.DeleteObjects)
    copy_object = Method(lambda: ops.CopyObject)
    rename_object = Method(lambda: ops.RenameObject)
    list_objects_v2 = Method(lambda: ops.ListObjectsV2)
    list_objects = Method(lambda: ops.ListObjects)
    list_object_versions = Method(lambda: ops.ListObjectVersions)
    update_object = Method(lambda: ops.UpdateObject)
    bundle_objects = Method(lambda: ops.BundleObjects)
    bundle_archive = Method(lambda: ops.BundleArchive)
    presign = Method(lambda: ops.Presign)
    presigned_post = Method(lambda: ops.PostForm)

    # objects in parts
    create_multipart_upload = Method(lambda: ops.CreateMultipartUpload)
    upload_part = Method(lambda: ops.UploadPart)
    upload_part_copy = Method(lambda: ops.UploadPartCopy)
    complete_multipart_upload = Method(lambda: ops.CompleteMultipartUpload)
    abort_multipart_upload = Method(lambda: ops.AbortMultipartUpload)
    list_parts = Method(lambda: ops.ListParts)
    list_multipart_uploads = Method(lambda: ops.ListMultipartUploads)

    # tags, access, archive
    get_object_tagging = Method(lambda: ops.GetObjectTagging)
    put_object_tagging = Method(lambda: ops.PutObjectTagging)
    delete_object_tagging = Method(lambda: ops.DeleteObjectTagging)
    get_bucket_tagging = Method(lambda: ops.GetBucketTagging)
    put_bucket_tagging = Method(lambda: ops.PutBucketTagging)
    delete_bucket_tagging = Method(lambda: ops.DeleteBucketTagging)
    get_object_acl = Method(lambda: ops.GetObjectAcl)
    put_object_acl = Method(lambda: ops.PutObjectAcl)
    get_bucket_acl = Method(lambda: ops.GetBucketAcl)
    put_bucket_acl = Method(lambda: ops.PutBucketAcl)
    restore_object = Method(lambda: ops.RestoreObject)
    get_restore_info = Method(lambda: ops.GetRestoreInfo)

    # documents that S3 keeps for a bucket
    get_bucket_cors = Method(lambda: ops.GetBucketCors)
    put_bucket_cors = Method(lambda: ops.PutBucketCors)
    delete_bucket_cors = Method(lambda: ops.DeleteBucketCors)
    get_bucket_lifecycle_configuration = Method(lambda: ops.GetBucketLifecycleConfiguration)
    put_bucket_lifecycle_configuration = Method(lambda: ops.PutBucketLifecycleConfiguration)
    delete_bucket_lifecycle = Method(lambda: ops.DeleteBucketLifecycle)
    get_bucket_ownership_controls = Method(lambda: ops.GetBucketOwnershipControls)
    put_bucket_ownership_controls = Method(lambda: ops.PutBucketOwnershipControls)
    delete_bucket_ownership_controls = Method(lambda: ops.DeleteBucketOwnershipControls)
    get_bucket_accelerate_configuration = Method(lambda: ops.GetBucketAccelerateConfiguration)
    put_bucket_accelerate_configuration = Method(lambda: ops.PutBucketAccelerateConfiguration)
    get_bucket_encryption = Method(lambda: ops.GetBucketEncryption)
    put_bucket_encryption = Method(lambda: ops.PutBucketEncryption)
    delete_bucket_encryption = Method(lambda: ops.DeleteBucketEncryption)
    get_bucket_location = Method(lambda: ops.GetBucketLocation)
    get_bucket_policy_status = Method(lambda: ops.GetBucketPolicyStatus)
    get_bucket_request_payment = Method(lambda: ops.GetBucketRequestPayment)
    get_bucket_notification_configuration = Method(lambda: ops.GetBucketNotificationConfiguration)

    # snapshots and forks
    create_snapshot = Method(lambda: ops.CreateSnapshot)
    list_snapshots = Method(lambda: ops.ListSnapshots)
    delete_snapshot = Method(lambda: ops.DeleteSnapshot)
    create_fork = Method(lambda: ops.CreateFork)
    list_forks = Method(lambda: ops.ListForks)
    merge_fork = Method(lambda: ops.MergeFork)
    rebase_fork = Method(lambda: ops.RebaseFork)

    # what was deleted and is kept for a while
    list_deleted_objects = Method(lambda: ops.ListDeletedObjects)
    list_deleted_object_versions = Method(lambda: ops.ListDeletedObjectVersions)
    restore_deleted_object = Method(lambda: ops.RestoreDeletedObject)
    purge_deleted_object = Method(lambda: ops.PurgeDeletedObject)

    # migration from another store
    migrate_object = Method(lambda: ops.MigrateObject)
    is_object_migrated = Method(lambda: ops.IsObjectMigrated)
