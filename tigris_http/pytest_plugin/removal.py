"""Deletes a bucket of a test with all it holds, on Tigris and on other S3 services."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from tigris_http import AccessDenied, Conflict, NotFound, TigrisError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http import TigrisHTTP


def remove(client: TigrisHTTP, bucket: str) -> None:
    """Delete a bucket for good: also if it is protected, not empty or soft-deleted. Its forks go with it.

    The name must be unique: soft-deleted forks are found by it. Does nothing if the bucket is gone. Raises the
    service's error if it stays.
    """
    try:
        _delete(client, bucket)
    except Conflict:
        for fork in list(_deleted_forks(client, bucket)):
            client.purge_bucket(fork)
        _delete_with_forks(client, bucket)


def _delete(client: TigrisHTTP, bucket: str) -> None:
    with suppress(NotFound):
        try:
            client.delete_bucket(bucket, force=True)
        except AccessDenied:
            client.update_bucket(bucket, delete_protection=False)
            client.delete_bucket(bucket, force=True)
    # A bucket with soft delete is still in the list of deleted ones.
    with suppress(NotFound):
        client.purge_bucket(bucket)


def _deleted_forks(client: TigrisHTTP, bucket: str) -> Iterator[str]:
    """Yield the soft-deleted forks, and forks of forks. They keep their parent, which does not list them."""
    with suppress(TigrisError):  # other services
        for each in client.list_buckets(only_deleted=True, include_fork_info=True):
            if each.fork_info is not None and bucket in {parent.bucket for parent in each.fork_info.parents}:
                yield each.name


def _delete_with_forks(client: TigrisHTTP, bucket: str) -> None:
    with suppress(TigrisError):  # of other services; the deletion below shows if a fork of Tigris is left
        for fork in list(client.list_forks(bucket)):
            _delete_with_forks(client, fork.name)
    try:
        _delete(client, bucket)
    except Conflict:
        _empty(client, bucket)
        _delete(client, bucket)


def _empty(client: TigrisHTTP, bucket: str) -> None:
    """Delete everything in a bucket of a service that does not delete full ones on request.

    Some have no uploads, and some no versions. The bucket's deletion shows if something is left.
    """
    with suppress(TigrisError):
        for upload in list(client.list_multipart_uploads(bucket)):
            client.abort_multipart_upload(bucket, upload.key, upload.upload_id)
    with suppress(TigrisError):
        for version in list(client.list_object_versions(bucket)):
            client.delete_object(bucket, version.key, version_id=version.version_id)
    with suppress(TigrisError):
        for entry in list(client.list_objects_v2(bucket)):
            client.delete_object(bucket, entry.key)
