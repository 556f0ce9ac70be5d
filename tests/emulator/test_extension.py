"""tigris-boto3-ext against the emulator: its requests are understood, its answers are readable."""

from __future__ import annotations

from typing import Any

import pytest
import tigris_boto3_ext as extension
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http.emulator import Emulator

from . import wire


def body(s3: Any, bucket: str, key: str) -> bytes:
    data: bytes = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    return data


def snapshot(s3: Any, bucket: str, name: str | None = None) -> str:
    version = extension.get_snapshot_version(extension.create_snapshot(s3, bucket, snapshot_name=name))
    assert version is not None
    return version


def test_snapshot_buckets_and_plain_ones(s3: Any) -> None:
    extension.create_snapshot_bucket(s3, "past")
    assert (True, False) == (extension.has_snapshot_enabled(s3, "past"), extension.has_snapshot_enabled(s3, "plain"))
    info = extension.get_bucket_info(s3, "past")
    assert (True, None) == (info["snapshot_enabled"], info["fork_source_bucket"])
    with extension.TigrisSnapshotEnabled(s3):
        s3.create_bucket(Bucket="scoped")
    assert extension.has_snapshot_enabled(s3, "scoped")


def test_snapshots_are_taken_listed_read_and_deleted(s3: Any) -> None:
    s3.put_object(Bucket="atlas", Key="k", Body=b"1")
    first = snapshot(s3, "atlas", "before import")
    s3.put_object(Bucket="atlas", Key="k", Body=b"22")
    s3.put_object(Bucket="atlas", Key="new", Body=b"")
    second = snapshot(s3, "atlas")
    names = [entry["Name"] for entry in extension.list_snapshots(s3, "atlas")["Buckets"]]
    assert [second, f"{first}; name=before import"] == names
    assert b"1" == extension.get_object_from_snapshot(s3, "atlas", "k", first)["Body"].read()
    assert 1 == extension.head_object_from_snapshot(s3, "atlas", "k", first)["ContentLength"]
    assert ["k"] == [e["Key"] for e in extension.list_objects_from_snapshot(s3, "atlas", first)["Contents"]]
    with extension.TigrisSnapshot(s3, "atlas", first):
        assert b"1" == body(s3, "atlas", "k")
    assert b"22" == body(s3, "atlas", "k")
    extension.delete_snapshot(s3, "atlas", first)
    assert [second] == [entry["Name"] for entry in extension.list_snapshots(s3, "atlas")["Buckets"]]
    assert b"22" == body(s3, "atlas", "k")


def test_snapshots_are_listed_in_pages(s3: Any) -> None:
    taken = [snapshot(s3, "atlas") for _ in range(5)]
    found: list[str] = []
    token: str | None = None

    def ask(request: Any, **_: Any) -> None:
        request.headers["X-Tigris-Snapshot"] = "atlas"

    s3.meta.events.register("before-sign.s3.ListBuckets", ask)
    while True:
        page = s3.list_buckets(MaxBuckets=2, **({"ContinuationToken": token} if token else {}))
        found += [entry["Name"] for entry in page["Buckets"]]
        token = page.get("ContinuationToken")
        if token is None:
            break
    assert taken[::-1] == found


def test_a_bucket_without_snapshots_lists_none(s3: Any) -> None:
    assert [] == extension.list_snapshots(s3, "plain").get("Buckets", [])
    with pytest.raises(ClientError, match="NoSuchBucket"):
        extension.list_snapshots(s3, "none-such")


def test_forks_see_the_past_and_write_apart(s3: Any) -> None:
    s3.put_object(Bucket="atlas", Key="k", Body=b"base")
    base = snapshot(s3, "atlas", "base")
    s3.put_object(Bucket="atlas", Key="k", Body=b"later")
    extension.create_fork(s3, "lab", "atlas", snapshot_version=base)
    with extension.TigrisFork(s3, "lab"):
        s3.create_bucket(Bucket="lab-of-lab")
    assert (b"base", b"base", b"later") == (body(s3, "lab", "k"), body(s3, "lab-of-lab", "k"), body(s3, "atlas", "k"))
    s3.put_object(Bucket="lab", Key="k", Body=b"lab")
    s3.delete_object(Bucket="lab-of-lab", Key="k")
    assert (b"lab", b"later") == (body(s3, "lab", "k"), body(s3, "atlas", "k"))
    assert 0 == s3.list_objects_v2(Bucket="lab-of-lab")["KeyCount"]
    info = extension.get_bucket_info(s3, "lab")
    assert (True, "atlas", base) == (info["snapshot_enabled"], info["fork_source_bucket"], info["fork_source_snapshot"])
    described = extension.get_bucket_metadata(s3, "lab-of-lab", with_size=True)
    assert ["lab", "atlas"] == [parent["bucket"] for parent in described["fork_parents"]]
    assert "base" == described["fork_parents"][1]["snapshot_name"]
    forks = extension.list_forks(s3, "atlas")["buckets"]
    assert [("lab", True)] == [(fork["name"], fork["is_fork_parent"]) for fork in forks]
    assert [] == extension.list_forks(s3, "lab-of-lab")["buckets"]
    with pytest.raises(extension.TigrisAPIError) as caught:
        extension.list_forks(s3, "none-such")
    assert (403, "AccessDenied") == (caught.value.status_code, caught.value.code)


def test_a_fork_of_now_takes_a_snapshot(s3: Any) -> None:
    extension.create_fork(s3, "lab", "atlas")
    version = extension.get_bucket_info(s3, "lab")["fork_source_snapshot"]
    assert [version] == [entry["Name"] for entry in extension.list_snapshots(s3, "atlas")["Buckets"]]


@pytest.mark.parametrize(("old", "new"), [("a", "b"), ("a b+c?#é", "x/../y"), ("/lead", "trail/"), ("a//b", "100%")])
@pytest.mark.parametrize("bucket", ["plain", "atlas"])
def test_renames_move_the_object(s3: Any, bucket: str, old: str, new: str) -> None:
    s3.put_object(Bucket=bucket, Key=old, Body=b"x", Metadata={"m": "1"})
    s3.put_object(Bucket=bucket, Key=new, Body=b"overwritten")
    extension.rename_object(s3, bucket, old, new)
    got = s3.get_object(Bucket=bucket, Key=new)
    assert (b"x", {"m": "1"}) == (got["Body"].read(), got["Metadata"])
    assert [new] == [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    with pytest.raises(ClientError, match="NoSuchKey"):
        extension.rename_object(s3, bucket, old, new)


def test_renames_stay_in_their_bucket(s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="k", Body=b"x")
    with extension.TigrisRename(s3), pytest.raises(ClientError, match="InvalidArgument"):
        s3.copy_object(Bucket="atlas", Key="k", CopySource="plain/k")
    with extension.TigrisRename(s3), pytest.raises(ClientError, match="InvalidRequest"):
        s3.copy_object(Bucket="plain", Key="k", CopySource="plain/k")
    assert b"x" == body(s3, "plain", "k")


def test_buckets_with_options(s3: Any) -> None:
    with extension.TigrisSnapshotEnabled(s3), extension.TigrisSoftDeleteEnabled(s3, retention_days=30):
        extension.create_bucket(
            s3,
            "full",
            regions=["iad", "sjc"],
            default_storage_class="STANDARD_IA",
            access="public",
            public_list_objects=True,
        )
    for body in (b"1234", b"12345"):
        s3.put_object(Bucket="full", Key="k", Body=body)
    assert "STANDARD_IA" == s3.head_object(Bucket="full", Key="k")["StorageClass"]
    described = extension.get_bucket_metadata(s3, "full", with_size=True)
    expected = {
        "snapshot_enabled": True,
        "storage_class": "STANDARD_IA",
        "regions": ["iad", "sjc"],
        "soft_delete": {"enabled": True, "retention_days": 30},
        "size": {"objects": 1, "bytes": 5, "objects_all_versions": 2},
    }
    assert expected == {name: described[name] for name in expected}
    listed = extension.list_buckets(s3, include_type=True, include_regions=True, include_visibility=True)["buckets"]
    entry = next(each for each in listed if each["name"] == "full")
    assert (True, ["iad", "sjc"], 30) == (
        entry["snapshot_enabled"],
        entry["regions"],
        entry["soft_delete"]["retention_days"],
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Tigris-Regions": "moon"},
        {"X-Tigris-Regions": "iad,sjc,fra"},
        {"X-Tigris-Regions": "usa,iad"},
        {"X-Tigris-Soft-Delete": "6"},
        {"X-Tigris-Soft-Delete": "91"},
        {"X-Tigris-Soft-Delete": "soon"},
        {"X-Amz-Acl": "public-read-write"},
        {"X-Amz-Storage-Class": "COLD"},
        {"X-Tigris-Enable-Snapshot": "maybe"},
        {"X-Tigris-Fork-Source-Bucket-Snapshot": "1"},
    ],
)
def test_bad_options_are_refused(tigris: Emulator, headers: dict[str, str]) -> None:
    assert 400 == wire.send(tigris, "PUT", "/full", headers=headers).status
    assert 404 == wire.send(tigris, "HEAD", "/full").status


def test_soft_deleted_buckets_come_back(s3: Any) -> None:
    extension.create_soft_delete_bucket(s3, "kept")
    s3.put_object(Bucket="kept", Key="k", Body=b"x")
    with pytest.raises(ClientError, match="BucketNotEmpty"):
        s3.delete_bucket(Bucket="kept")
    extension.force_delete_bucket(s3, "kept")
    with pytest.raises(ClientError, match="404"):
        s3.head_bucket(Bucket="kept")
    with pytest.raises(ClientError, match="BucketAlreadyExists"):
        s3.create_bucket(Bucket="kept")
    assert ["kept"] == [each["name"] for each in extension.list_deleted_buckets(s3)["buckets"]]
    extension.restore_bucket(s3, "kept")
    assert b"x" == body(s3, "kept", "k")
    with pytest.raises(extension.TigrisAPIError) as caught:
        extension.restore_bucket(s3, "kept")
    assert (400, "InvalidArgument") == (caught.value.status_code, caught.value.code)


def test_force_deletes_take_everything(s3: Any) -> None:
    s3.put_object(Bucket="atlas", Key="k", Body=b"x")
    with pytest.raises(ClientError, match="BucketNotEmpty"):
        s3.delete_bucket(Bucket="atlas")
    extension.force_delete_bucket(s3, "atlas")
    s3.create_bucket(Bucket="atlas")
    assert 0 == s3.list_objects_v2(Bucket="atlas")["KeyCount"]


@pytest.mark.parametrize(
    "name", ["ab", "Atlas", "a_b", "-ab", "ab-", "a..b", "a.-b", "1.2.3.4", "xn--abc", "abc-s3alias", "a" * 64]
)
def test_bad_bucket_names_are_refused(tigris: Emulator, name: str) -> None:
    assert "InvalidBucketName" == wire.send(tigris, "PUT", f"/{name}").code


def test_statistics_count_what_is_there(s3: Any) -> None:
    for n in range(3):
        s3.put_object(Bucket="plain", Key=str(n), Body=b"1234")
    expected = {"active_buckets": 2, "total_objects": 3, "total_storage_bytes": 12, "total_unique_objects": 3}
    assert expected == extension.get_stats(s3)
