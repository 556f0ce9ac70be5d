"""Tags and ACLs of objects, driven by boto3 and tigris-boto3-ext."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING, Any

import pytest
import tigris_boto3_ext as extension
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http.emulator import Emulator

from . import wire

if TYPE_CHECKING:
    from collections.abc import Callable

TAGS = [{"Key": "empty", "Value": ""}, {"Key": "project", "Value": "a&b"}]


def code(error: pytest.ExceptionInfo[ClientError]) -> tuple[int, str]:
    answer = error.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]


def test_tags_are_kept_replaced_counted_and_removed(s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="a", Body=b"a", Tagging="first=1")
    assert [{"Key": "first", "Value": "1"}] == s3.get_object_tagging(Bucket="plain", Key="a")["TagSet"]
    before = s3.head_object(Bucket="plain", Key="a")
    s3.put_object_tagging(Bucket="plain", Key="a", Tagging={"TagSet": TAGS})
    assert TAGS == s3.get_object_tagging(Bucket="plain", Key="a")["TagSet"]
    after = s3.head_object(Bucket="plain", Key="a")
    assert ((1, 2), before["LastModified"]) == ((before["TagCount"], after["TagCount"]), after["LastModified"])
    s3.delete_object_tagging(Bucket="plain", Key="a")
    assert ([], False) == (
        s3.get_object_tagging(Bucket="plain", Key="a")["TagSet"],
        "TagCount" in s3.head_object(Bucket="plain", Key="a"),
    )


def test_each_version_has_its_own_tags(s3: Any) -> None:
    old = s3.put_object(Bucket="atlas", Key="a", Body=b"1")["VersionId"]
    new = s3.put_object(Bucket="atlas", Key="a", Body=b"2")["VersionId"]
    answer = s3.put_object_tagging(Bucket="atlas", Key="a", VersionId=old, Tagging={"TagSet": TAGS})
    assert (old, []) == (answer["VersionId"], s3.get_object_tagging(Bucket="atlas", Key="a")["TagSet"])
    seen = s3.get_object_tagging(Bucket="atlas", Key="a", VersionId=old)
    assert (TAGS, old) == (seen["TagSet"], seen["VersionId"])
    assert new == s3.head_object(Bucket="atlas", Key="a")["VersionId"]


def test_what_a_fork_changes_beside_an_object_its_parent_does_not_see(tigris: Emulator, s3: Any) -> None:
    s3.put_object(Bucket="atlas", Key="a", Body=b"1")
    wire.send(tigris, "PUT", "/lab", headers={"X-Tigris-Fork-Source-Bucket": "atlas"})
    s3.put_object_tagging(Bucket="lab", Key="a", Tagging={"TagSet": TAGS})
    assert (TAGS, []) == tuple(s3.get_object_tagging(Bucket=b, Key="a")["TagSet"] for b in ("lab", "atlas"))
    s3.delete_object(Bucket="atlas", Key="a")
    assert b"1" == s3.get_object(Bucket="lab", Key="a")["Body"].read()
    assert 1 == len(s3.list_object_versions(Bucket="lab")["Versions"])


def tags_of(s3: Any, bucket: str, **version: str) -> list[str]:
    return [tag["Value"] for tag in s3.get_object_tagging(Bucket=bucket, Key="a", **version)["TagSet"]]


def tag(s3: Any, bucket: str, value: str, **version: str) -> None:
    s3.put_object_tagging(Bucket=bucket, Key="a", Tagging={"TagSet": [{"Key": "k", "Value": value}]}, **version)


def fork(tigris: Emulator) -> None:
    wire.send(tigris, "PUT", "/lab", headers={"X-Tigris-Fork-Source-Bucket": "atlas"})


def test_a_fork_does_not_see_what_its_parent_changes_beside_an_object_later(tigris: Emulator, s3: Any) -> None:
    s3.put_object(Bucket="atlas", Key="a", Body=b"1", Tagging="k=1")
    fork(tigris)
    tag(s3, "atlas", "2")
    assert (["2"], ["1"]) == (tags_of(s3, "atlas"), tags_of(s3, "lab"))
    tag(s3, "lab", "3")
    assert (["2"], ["3"]) == (tags_of(s3, "atlas"), tags_of(s3, "lab"))


def test_a_snapshot_shows_the_tags_of_its_time(tigris: Emulator, s3: Any) -> None:
    s3.put_object(Bucket="atlas", Key="a", Body=b"1")
    tag(s3, "atlas", "1")
    taken = wire.send(tigris, "PUT", "/atlas", headers={"X-Tigris-Snapshot": "true"}).headers
    tag(s3, "atlas", "2")
    at = {"X-Tigris-Snapshot-Version": taken["X-Tigris-Snapshot-Version"]}
    assert b"<Value>1</Value>" in wire.send(tigris, "GET", "/atlas/a?tagging", headers=at).body
    s3.delete_object_tagging(Bucket="atlas", Key="a")
    counts = [wire.send(tigris, "HEAD", "/atlas/a", headers=h).headers["x-amz-tagging-count"] for h in (at, {})]
    assert ["1", None] == counts


def test_what_a_fork_changes_beside_an_old_version_leaves_the_current_one_current(tigris: Emulator, s3: Any) -> None:
    old = s3.put_object(Bucket="atlas", Key="a", Body=b"old")["VersionId"]
    s3.put_object(Bucket="atlas", Key="a", Body=b"new")
    fork(tigris)
    tag(s3, "lab", "x", VersionId=old)
    assert (b"new", []) == (s3.get_object(Bucket="lab", Key="a")["Body"].read(), tags_of(s3, "lab"))
    assert (["x"], []) == (tags_of(s3, "lab", VersionId=old), tags_of(s3, "atlas", VersionId=old))
    listed = [
        (each["VersionId"] == old, each["IsLatest"]) for each in s3.list_object_versions(Bucket="lab")["Versions"]
    ]
    assert [(False, True), (True, False)] == listed


def test_a_merge_brings_tags_to_the_version_that_they_were_given(tigris: Emulator, s3: Any) -> None:
    merge = {"X-Tigris-Merge-Source-Bucket": "lab"}
    inherited = s3.put_object(Bucket="atlas", Key="a", Body=b"1")["VersionId"]
    fork(tigris)
    tag(s3, "lab", "1")
    assert 200 == wire.send(tigris, "PUT", "/atlas", headers=merge).status
    assert (["1"], inherited) == (tags_of(s3, "atlas"), s3.head_object(Bucket="atlas", Key="a")["VersionId"])
    s3.put_object(Bucket="lab", Key="a", Body=b"lab")
    assert 200 == wire.send(tigris, "PUT", "/atlas", headers=merge).status
    tag(s3, "lab", "2")
    assert 200 == wire.send(tigris, "PUT", "/atlas", headers=merge).status
    assert (["2"], b"lab") == (tags_of(s3, "atlas"), s3.get_object(Bucket="atlas", Key="a")["Body"].read())
    tag(s3, "atlas", "own")
    assert 200 == wire.send(tigris, "PUT", "/atlas", headers=merge).status
    assert (["own"], 2) == (tags_of(s3, "atlas"), len(s3.list_object_versions(Bucket="atlas")["Versions"]))


def test_tags_go_with_a_renamed_object_and_come_back_with_a_deleted_one(tigris: Emulator, s3: Any) -> None:
    wire.send(tigris, "PUT", "/kept", headers={"X-Tigris-Soft-Delete": "true"})
    s3.put_object(Bucket="kept", Key="b", Body=b"1")
    extension.rename_object(s3, "kept", "b", "a")
    tag(s3, "kept", "1")
    extension.rename_object(s3, "kept", "a", "c")
    extension.rename_object(s3, "kept", "c", "a")
    assert ["1"] == tags_of(s3, "kept")
    s3.delete_object(Bucket="kept", Key="a")
    s3.put_object(Bucket="kept", Key="a", Body=b"2")
    assert [] == tags_of(s3, "kept")
    extension.restore_deleted_object(s3, "kept", "a")
    assert ["1"] == tags_of(s3, "kept")
    assert (0,) == tigris._alive()[0].db.execute("SELECT count(*) FROM later_changes").fetchone()


@pytest.mark.parametrize(
    "tags",
    [
        [{"Key": f"k{n}", "Value": ""} for n in range(11)],
        [{"Key": "k" * 129, "Value": ""}],
        [{"Key": "k", "Value": "v" * 257}],
        [{"Key": "k", "Value": "1"}, {"Key": "k", "Value": "2"}],
    ],
    ids=["eleven", "long key", "long value", "twice"],
)
def test_tags_that_may_not_be_are_refused(s3: Any, tags: list[dict[str, str]]) -> None:
    s3.put_object(Bucket="plain", Key="a", Body=b"")
    with pytest.raises(ClientError) as refused:
        s3.put_object_tagging(Bucket="plain", Key="a", Tagging={"TagSet": tags})
    assert (400, "InvalidTag") == code(refused)


@pytest.mark.parametrize("call", ["get_object_tagging", "delete_object_tagging", "get_object_acl"])
def test_what_is_not_there_has_neither_tags_nor_acl(s3: Any, call: str) -> None:
    with pytest.raises(ClientError) as missing:
        getattr(s3, call)(Bucket="plain", Key="none")
    assert (404, "NoSuchKey") == code(missing)


def test_an_object_may_be_private_in_a_public_bucket_and_public_in_a_private_one(
    tigris: Emulator, connect: Callable[..., Any]
) -> None:
    s3 = connect(tigris)
    wire.send(tigris, "PUT", "/open", headers={"X-Amz-Acl": "public-read", "X-Tigris-Enable-Object-Acl": "true"})
    for key in ("own", "inherits"):
        s3.put_object(Bucket="open", Key=key, Body=key.encode())
    s3.put_object_acl(Bucket="open", Key="own", ACL="private")

    def anonymous(key: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", tigris.port, timeout=5)
        connection.request("GET", f"/{key}", headers={"Host": f"open.localhost:{tigris.port}"})
        status = connection.getresponse().status
        connection.close()
        return status

    assert (403, 200) == (anonymous("own"), anonymous("inherits"))
    grants = {key: s3.get_object_acl(Bucket="open", Key=key)["Grants"] for key in ("own", "inherits")}
    assert {"own": ["FULL_CONTROL"], "inherits": ["FULL_CONTROL", "READ"]} == {
        key: [grant["Permission"] for grant in found] for key, found in grants.items()
    }
    headers = wire.send(tigris, "HEAD", "/open/own").headers
    assert ("private", None) == (headers["X-Amz-Acl"], wire.send(tigris, "HEAD", "/open/inherits").headers["X-Amz-Acl"])


@pytest.mark.parametrize("enabled", ["true", "false"])
def test_an_access_control_list_comes_with_whatever_makes_an_object(tigris: Emulator, s3: Any, enabled: str) -> None:
    wire.send(tigris, "PUT", "/own", headers={"X-Tigris-Enable-Object-Acl": enabled})
    acl = {"X-Amz-Acl": "public-read"}
    assert 200 == wire.send(tigris, "PUT", "/own/put", b"x", acl).status
    assert 200 == wire.send(tigris, "PUT", "/own/copy", headers={"X-Amz-Copy-Source": "own/put", **acl}).status
    assert 200 == wire.send(tigris, "PUT", "/own/without", headers={"X-Amz-Copy-Source": "own/put"}).status
    upload = s3.create_multipart_upload(Bucket="own", Key="parts", ACL="public-read")["UploadId"]
    etag = s3.upload_part(Bucket="own", Key="parts", UploadId=upload, PartNumber=1, Body=b"x")["ETag"]
    parts = {"Parts": [{"PartNumber": 1, "ETag": etag}]}
    s3.complete_multipart_upload(Bucket="own", Key="parts", UploadId=upload, MultipartUpload=parts)
    shown = [wire.send(tigris, "HEAD", f"/own/{key}").headers["X-Amz-Acl"] for key in ("put", "copy", "parts")]
    assert [("public-read" if enabled == "true" else None)] * 3 == shown
    assert wire.send(tigris, "HEAD", "/own/without").headers["X-Amz-Acl"] is None
    for wrong in ("public-read-write", "authenticated-read", ""):
        assert 400 == wire.send(tigris, "PUT", "/own/new", b"x", {"X-Amz-Acl": wrong}).status


def test_private_changes_nothing_without_object_acls(s3: Any) -> None:
    s3.create_bucket(Bucket="open", ACL="public-read")
    s3.put_object(Bucket="open", Key="a", Body=b"a")
    before = s3.get_object_acl(Bucket="open", Key="a")["Grants"]
    s3.put_object_acl(Bucket="open", Key="a", ACL="private")
    assert (2, before) == (len(before), s3.get_object_acl(Bucket="open", Key="a")["Grants"])
    with pytest.raises(ClientError, match="NoSuchKey"):
        s3.put_object_acl(Bucket="open", Key="missing", ACL="private")


def test_tags_are_shown_in_the_order_of_their_keys(s3: Any) -> None:
    given = [{"Key": key, "Value": "v"} for key in ("b", "ü", "a b", "a", "B")]
    s3.put_object(Bucket="plain", Key="a", Body=b"a", Tagging="z=1&y=2")
    assert ["y", "z"] == [tag["Key"] for tag in s3.get_object_tagging(Bucket="plain", Key="a")["TagSet"]]
    s3.put_object_tagging(Bucket="plain", Key="a", Tagging={"TagSet": given})
    s3.put_bucket_tagging(Bucket="plain", Tagging={"TagSet": given})
    for shown in (s3.get_object_tagging(Bucket="plain", Key="a"), s3.get_bucket_tagging(Bucket="plain")):
        assert ["B", "a", "a b", "b", "ü"] == [tag["Key"] for tag in shown["TagSet"]]


def test_without_object_acls_an_object_has_none_of_its_own(s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="a", Body=b"")
    with pytest.raises(ClientError) as refused:
        s3.put_object_acl(Bucket="plain", Key="a", ACL="public-read")
    assert (400, "AccessControlListNotSupported") == code(refused)
    assert ["FULL_CONTROL"] == [g["Permission"] for g in s3.get_object_acl(Bucket="plain", Key="a")["Grants"]]
