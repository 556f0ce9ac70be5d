"""Soft-deleted objects, through tigris-boto3-ext."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
import tigris_boto3_ext as extension
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http.emulator import Emulator
from tigris_http.emulator.store import soft_deleted

from . import wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(params=[False, True], ids=["plain", "snapshots"])
def kept(request: pytest.FixtureRequest, s3: Any, tigris: Emulator) -> str:
    """A bucket with soft delete, with and without snapshots."""
    headers = {"X-Tigris-Soft-Delete": "7", "X-Tigris-Enable-Snapshot": "true" if request.param else "false"}
    assert 200 == wire.send(tigris, "PUT", "/kept", headers=headers).status
    return "kept"


def delete(s3: Any, bucket: str, key: str, body: bytes) -> None:
    """Put and delete for good: a snapshot bucket needs the version named."""
    version = s3.put_object(Bucket=bucket, Key=key, Body=body).get("VersionId")
    s3.delete_object(Bucket=bucket, Key=key, **({"VersionId": version} if version else {}))


def versions(s3: Any, **more: Any) -> list[Any]:
    found: list[Any] = extension.list_deleted_object_versions(s3, "kept", **more).get("Versions", [])
    return found


def test_every_delete_can_be_undone(s3: Any, kept: str) -> None:
    for body in (b"1", b"22"):
        delete(s3, kept, "a é/k", body)
    older = versions(s3)[1]["VersionId"]
    assert [(2, True), (1, False)] == [(each["Size"], each["IsLatest"]) for each in versions(s3)]
    assert 0 == s3.list_objects_v2(Bucket=kept)["KeyCount"]
    extension.restore_deleted_object(s3, kept, "a é/k")
    assert b"22" == s3.get_object(Bucket=kept, Key="a é/k")["Body"].read()
    extension.restore_deleted_object(s3, kept, "a é/k", version_id=older)
    assert b"1" == s3.get_object(Bucket=kept, Key="a é/k")["Body"].read()
    assert [] == versions(s3)
    with pytest.raises(ClientError, match="NoSuchKey"):
        extension.restore_deleted_object(s3, kept, "a é/k")


def test_purged_versions_are_gone(s3: Any, kept: str) -> None:
    delete(s3, kept, "k", b"x")
    version = versions(s3)[0]["VersionId"]
    with pytest.raises(ClientError, match="InvalidArgument"):
        s3.delete_object(Bucket=kept, Key="k", VersionId=version)
    extension.purge_deleted_object(s3, kept, "k", version)
    assert [] == versions(s3)
    with pytest.raises(ClientError, match="NoSuchVersion"):
        extension.restore_deleted_object(s3, kept, "k", version_id=version)


def test_deleted_keys_and_versions_are_listed_in_pages(s3: Any, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soft_deleted, "_ROWS", 2)
    keys = ["a/1", "a/2", "b", "c/1", "d"]
    for key in keys:
        delete(s3, kept, key, b"1")
        delete(s3, kept, key, b"2")
    s3.put_object(Bucket=kept, Key="live", Body=b"")
    with extension.TigrisSoftDeleteView(s3):
        for size in (1, 3, 100):
            paging = {"Bucket": kept, "PaginationConfig": {"PageSize": size}}
            pages = list(s3.get_paginator("list_object_versions").paginate(**paging))
            assert [key for key in keys for _ in "12"] == [e["Key"] for page in pages for e in page.get("Versions", [])]
            pages = list(s3.get_paginator("list_objects_v2").paginate(**paging))
            assert keys == [e["Key"] for page in pages for e in page.get("Contents", [])]
            pages = list(s3.get_paginator("list_objects_v2").paginate(Delimiter="/", **paging))
            assert ["a/", "c/"] == [e["Prefix"] for page in pages for e in page.get("CommonPrefixes", [])]
    assert ["live"] == [e["Key"] for e in s3.list_objects_v2(Bucket=kept)["Contents"]]


def test_the_view_marks_what_is_deleted(tigris: Emulator, s3: Any, kept: str) -> None:
    delete(s3, kept, "k", b"x")
    body = wire.send(tigris, "GET", "/kept?versions", headers={"X-Tigris-Soft-Delete": "true"}).body
    assert (1, 0) == (body.count(b"<SoftDeleted>true</SoftDeleted>"), body.count(b"<DeleteMarker>"))


@pytest.mark.parametrize(
    ("method", "query", "headers", "expected"),
    [
        ("POST", "restore", {"X-Tigris-Restore-Version": ""}, (400, "InvalidArgument")),
        ("POST", "restore", {"X-Tigris-Restore-Version": "0"}, (400, "InvalidArgument")),
        ("POST", "restore", {"X-Tigris-Restore-Version": "1"}, (404, "NoSuchVersion")),
        ("POST", "restore&versionId=1", {}, (400, "InvalidArgument")),
        ("DELETE", "versionId=", {"X-Tigris-Soft-Delete": "true"}, (400, "InvalidArgument")),
        ("DELETE", "versionId=0", {"X-Tigris-Soft-Delete": "true"}, (400, "InvalidArgument")),
        ("DELETE", "versionId=-1", {"X-Tigris-Soft-Delete": "true"}, (400, "InvalidArgument")),
        ("DELETE", "versionId=1", {"X-Tigris-Soft-Delete": "true"}, (404, "NoSuchVersion")),
        ("DELETE", "versionId={}", {"X-Tigris-Soft-Delete": "false"}, (400, "InvalidArgument")),
        ("DELETE", "versionId={}", {"X-Tigris-Soft-Delete": "true", "If-Match": '"o"'}, (412, "PreconditionFailed")),
    ],
)
def test_what_names_no_deleted_version_undoes_and_purges_nothing(
    tigris: Emulator, s3: Any, kept: str, method: str, query: str, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    delete(s3, kept, "k", b"x")
    (before,) = versions(s3)
    if method == "POST":
        headers = {"X-Tigris-Restore-Type": "soft-delete", **headers}
    answer = wire.send(tigris, method, f"/kept/k?{query.format(before['VersionId'])}", headers=headers)
    assert expected == (answer.status, answer.code)
    assert [before] == versions(s3)


def test_the_version_of_a_deletion_is_its_time_or_the_deleted_version_itself(s3: Any, kept: str) -> None:
    put = s3.put_object(Bucket=kept, Key="k", Body=b"x").get("VersionId")
    s3.delete_object(Bucket=kept, Key="k", **({"VersionId": put} if put else {}))
    (found,) = versions(s3)
    deleted_at = datetime.fromtimestamp(int(found["VersionId"]) / 1e9, timezone.utc)
    assert put == found["VersionId"] if put else abs(datetime.now(timezone.utc) - deleted_at) < timedelta(seconds=60)


def test_a_restored_version_replaces_what_is_live(s3: Any, kept: str) -> None:
    delete(s3, kept, "k", b"old")
    s3.put_object(Bucket=kept, Key="k", Body=b"new")
    extension.restore_deleted_object(s3, kept, "k")
    assert b"old" == s3.get_object(Bucket=kept, Key="k")["Body"].read()


def test_a_marker_leaves_older_versions_live_and_a_plain_delete_with_the_header_deletes_again(
    tigris: Emulator, s3: Any, kept: str
) -> None:
    version = s3.put_object(Bucket=kept, Key="k", Body=b"x").get("VersionId")
    assert 204 == wire.send(tigris, "DELETE", "/kept/k", headers={"X-Tigris-Soft-Delete": "true"}).status
    if version is None:
        assert 1 == len(versions(s3))
    else:
        assert [] == versions(s3)
        assert b"x" == s3.get_object(Bucket=kept, Key="k", VersionId=version)["Body"].read()
    with pytest.raises(ClientError, match="NoSuchKey"):
        s3.get_object(Bucket=kept, Key="k")


def test_what_is_soft_deleted_counts_towards_the_size(s3: Any, kept: str) -> None:
    delete(s3, kept, "k", b"1234")
    s3.put_object(Bucket=kept, Key="live", Body=b"12")
    stats = extension.get_stats(s3)
    assert (6, 1) == (stats["total_storage_bytes"], stats["total_unique_objects"])


def test_without_soft_delete_nothing_is_kept(s3: Any) -> None:
    delete(s3, "plain", "k", b"x")
    assert "Versions" not in extension.list_deleted_object_versions(s3, "plain")
    with pytest.raises(ClientError, match="NoSuchKey"):
        extension.restore_deleted_object(s3, "plain", "k")


def test_a_rename_keeps_nothing_soft_deleted(s3: Any, kept: str) -> None:
    s3.put_object(Bucket=kept, Key="old", Body=b"x")
    extension.rename_object(s3, kept, "old", "new")
    assert [] == versions(s3)


def test_retention_ends(tmp_path: Path, connect: Callable[..., Any]) -> None:
    with Emulator(data=tmp_path) as tigris:
        s3 = connect(tigris)
        for name in ("kept", "whole"):
            extension.create_soft_delete_bucket(s3, name, retention_days=7)
            delete(s3, name, "k", b"x")
        extension.force_delete_bucket(s3, "whole")
    for days, left in ((6, 1), (8, 0)):
        with Emulator(data=tmp_path, clock_skew=days * 86400) as later:
            db = later._alive()[0].db
            assert (left,) == db.execute("SELECT count(*) FROM soft_deleted WHERE bucket = 1").fetchone()
            catalog = later._alive()[1]._service.catalog
            assert left == (0 if catalog.look("whole") is None else 1)
    assert [] == list((tmp_path / "blobs").glob("*/*"))


def test_a_directory_with_the_old_names_of_tables_is_read(tmp_path: Path, connect: Callable[..., Any]) -> None:
    with Emulator(data=tmp_path) as tigris:
        s3 = connect(tigris)
        extension.create_soft_delete_bucket(s3, "kept", retention_days=7)
        delete(s3, "kept", "k", b"x")
    with closing(sqlite3.connect(tmp_path / "tigris.sqlite")) as db:
        db.execute("ALTER TABLE soft_deleted RENAME TO graves")
        db.execute("ALTER TABLE later_changes RENAME TO amendments")
    with Emulator(data=tmp_path) as tigris:
        s3 = connect(tigris)
        extension.restore_deleted_object(s3, "kept", "k")
        assert b"x" == s3.get_object(Bucket="kept", Key="k")["Body"].read()
