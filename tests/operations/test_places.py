"""Every operation on a bucket or an object refuses a bucket or a key that cannot be, under its own name."""

from __future__ import annotations

import dataclasses
import inspect
import json
from typing import TYPE_CHECKING, Any, cast

import pytest

from tigris_http import operations
from tigris_http.operations import (
    BundleRequest,
    CopyObject,
    CreateBucket,
    CreateFork,
    CreateSnapshot,
    DeleteBucket,
    DeleteObject,
    DeleteObjects,
    DeleteSnapshot,
    GetObject,
    HasSnapshotEnabled,
    HeadBucket,
    HeadObject,
    ListForks,
    ListObjectsV2,
    ListObjectVersions,
    ListSnapshots,
    Presign,
    PutObject,
    RenameObject,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.operations._operation import AnyOperation

ON_A_BUCKET: dict[type[AnyOperation], Callable[[Any], AnyOperation]] = {
    BundleRequest: lambda bucket: BundleRequest(bucket, ("k",)),
    CopyObject: lambda bucket: CopyObject(bucket, "k", "src", "k"),
    CreateBucket: CreateBucket,
    CreateFork: lambda bucket: CreateFork(bucket, "src"),
    CreateSnapshot: CreateSnapshot,
    DeleteBucket: DeleteBucket,
    DeleteObject: lambda bucket: DeleteObject(bucket, "k"),
    DeleteObjects: lambda bucket: DeleteObjects(bucket, ["k"]),
    DeleteSnapshot: lambda bucket: DeleteSnapshot(bucket, "1"),
    GetObject: lambda bucket: GetObject(bucket, "k"),
    HasSnapshotEnabled: HasSnapshotEnabled,
    HeadBucket: HeadBucket,
    HeadObject: lambda bucket: HeadObject(bucket, "k"),
    ListForks: ListForks,
    ListObjectVersions: ListObjectVersions,
    ListObjectsV2: ListObjectsV2,
    ListSnapshots: ListSnapshots,
    Presign: lambda bucket: Presign(bucket, "k", access_key_id="tid_a"),
    PutObject: lambda bucket: PutObject(bucket, "k", b""),
    RenameObject: lambda bucket: RenameObject(bucket, "k", "l"),
}
ON_AN_OBJECT: dict[type[AnyOperation], Callable[[Any], AnyOperation]] = {
    CopyObject: lambda key: CopyObject("bucket", key, "src", "k"),
    DeleteObject: lambda key: DeleteObject("bucket", key),
    GetObject: lambda key: GetObject("bucket", key),
    HeadObject: lambda key: HeadObject("bucket", key),
    Presign: lambda key: Presign("bucket", key, access_key_id="tid_a"),
    PutObject: lambda key: PutObject("bucket", key, b""),
    RenameObject: lambda key: RenameObject("bucket", "other", key),
}


def concrete() -> dict[str, type]:
    """Return the operations by name."""
    found = {name: getattr(operations, name) for name in operations.__all__}
    return {name: kind for name, kind in found.items() if hasattr(kind, "request") and not inspect.isabstract(kind)}


def test_the_tables_here_name_every_operation_with_a_bucket_or_a_key() -> None:
    having = {
        field: {kind for kind in concrete().values() if field in {f.name for f in dataclasses.fields(kind)}}
        for field in ("bucket", "key")
    }
    assert having == {"bucket": set(ON_A_BUCKET), "key": set(ON_AN_OBJECT)}


@pytest.mark.parametrize("kind", ON_A_BUCKET, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(
    ("bucket", "error"),
    [
        (None, TypeError),
        (b"bucket", TypeError),
        (7, TypeError),
        ("", ValueError),
        ("ab", ValueError),
        ("a" * 64, ValueError),
        ("Capital", ValueError),
        ("under_score", ValueError),
        ("sl/ash", ValueError),
        ("new\nline", ValueError),
        ("line\r\nx-evil: 1", ValueError),
        ("a..b", ValueError),
        ("192.168.0.1", ValueError),
        ("bücket", ValueError),
    ],
)
def test_no_operation_takes_what_cannot_be_a_bucket(
    kind: type[AnyOperation], bucket: object, error: type[Exception]
) -> None:
    """None above all: `DELETE /{bucket}/{key}` without its key deletes the bucket, so nothing may be left out."""
    with pytest.raises(error, match=r"^bucket ") as caught:
        ON_A_BUCKET[kind](bucket).request()
    assert error is caught.type


@pytest.mark.parametrize("kind", ON_AN_OBJECT, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(
    ("key", "error"),
    [
        (None, TypeError),
        (b"key", TypeError),
        (7, TypeError),
        ("", ValueError),
        ("k" * 1025, ValueError),
        ("é" * 513, ValueError),
        ("\ud800", ValueError),
    ],
    ids=["None", "bytes", "int", "empty", "1025 bytes", "1026 bytes of UTF-8", "surrogate"],
)
def test_no_operation_takes_what_cannot_be_a_key(kind: type[AnyOperation], key: object, error: type[Exception]) -> None:
    """None above all: without its key `DELETE /{bucket}/{key}` is the deletion of the bucket."""
    with pytest.raises(error, match=r"^key ") as caught:
        ON_AN_OBJECT[kind](key).request()
    assert error is caught.type


@pytest.mark.parametrize("kind", ON_AN_OBJECT, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("key", ["k" * 1024, "é" * 512, "../x", "a//b", "/", "\x00", "a\r\nb", " "])
def test_every_operation_takes_odd_keys_as_they_are(kind: type[AnyOperation], key: str) -> None:
    request = ON_AN_OBJECT[kind](key).request()
    # What is about an object without being addressed to it names it in its document.
    assert key == (request.key if request.key is not None else json.loads(cast("bytes", request.body))["key"])
