"""Conditional requests, by boto3 as far as it knows them and by raw requests for the rest."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from . import wire

if TYPE_CHECKING:
    from tigris_http.emulator import Emulator


def refused(code: str, call: Any, **arguments: Any) -> ClientError:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    assert code == caught.value.response["Error"]["Code"]
    return caught.value


def test_a_read_that_is_not_modified_has_no_etag(tigris: Emulator, s3: Any) -> None:
    etag = s3.put_object(Bucket="plain", Key="k", Body=b"x")["ETag"]
    future = "Wed, 01 Jan 2098 00:00:00 GMT"
    for headers in ({"If-None-Match": etag}, {"If-None-Match": "*"}, {"If-Modified-Since": future}):
        reply = wire.send(tigris, "GET", "/plain/k", headers=headers)
        assert (304, None, b"") == (reply.status, reply.headers["ETag"], reply.body)
    for headers in ({"If-Match": '"other"'}, {"If-Unmodified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}):
        assert (412, "PreconditionFailed") == (
            (reply := wire.send(tigris, "GET", "/plain/k", headers=headers)).status,
            reply.code,
        )
    for headers in ({"If-Match": etag}, {"If-None-Match": '"other"'}, {"If-Unmodified-Since": future}):
        assert 200 == wire.send(tigris, "GET", "/plain/k", headers=headers).status


@pytest.mark.parametrize("create_only", [{"If-None-Match": "*"}, {"If-None-Match": '"*"'}, {"If-Match": '""'}])
def test_create_only_refuses_an_existing_object(tigris: Emulator, s3: Any, create_only: dict[str, str]) -> None:
    assert 200 == wire.send(tigris, "PUT", "/plain/k", b"first", create_only).status
    assert 412 == wire.send(tigris, "PUT", "/plain/k", b"second", create_only).status
    assert b"first" == wire.send(tigris, "GET", "/plain/k").body


def test_replace_only_refuses_a_changed_object(tigris: Emulator, s3: Any) -> None:
    assert 412 == wire.send(tigris, "PUT", "/plain/k", b"x", {"If-None-Match": '""'}).status
    etag = s3.put_object(Bucket="plain", Key="k", Body=b"1")["ETag"]
    assert 200 == wire.send(tigris, "PUT", "/plain/k", b"2", {"If-Match": etag}).status
    assert 412 == wire.send(tigris, "PUT", "/plain/k", b"3", {"If-Match": etag}).status
    assert 412 == wire.send(tigris, "DELETE", "/plain/k", headers={"If-Match": etag}).status
    assert b"2" == wire.send(tigris, "GET", "/plain/k").body


def test_the_older_words_of_conditions_hold_for_copies_and_completions_too(tigris: Emulator, s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="source", Body=b"new")

    def copy(headers: dict[str, str]) -> int:
        return wire.send(tigris, "PUT", "/plain/k", headers={"X-Amz-Copy-Source": "plain/source", **headers}).status

    def complete(headers: dict[str, str]) -> int:
        upload = s3.create_multipart_upload(Bucket="plain", Key="k")["UploadId"]
        etag = s3.upload_part(Bucket="plain", Key="k", UploadId=upload, PartNumber=1, Body=b"new")["ETag"]
        part = f"<Part><PartNumber>1</PartNumber><ETag>{etag.strip(chr(34))}</ETag></Part>"
        body = f"<CompleteMultipartUpload>{part}</CompleteMultipartUpload>".encode()
        return wire.send(tigris, "POST", f"/plain/k?uploadId={upload}", body, headers).status

    past, future = "Sat, 01 Jan 2000 00:00:00 GMT", "Wed, 01 Jan 2098 00:00:00 GMT"
    for write in (copy, complete):
        for absent, there in (
            ({"If-None-Match": '"*"'}, 412),
            ({"If-Match": '""'}, 412),
            ({"If-Unmodified-Since": past}, 412),
            ({"If-Modified-Since": future}, 412),
            ({"If-Unmodified-Since": future, "If-Modified-Since": past}, 200),
        ):
            s3.delete_object(Bucket="plain", Key="k")
            assert (200, there) == (write(absent), write(absent)), absent
        replace = {"If-None-Match": '""'}
        assert 200 == write(replace)
        s3.delete_object(Bucket="plain", Key="k")
        assert 412 == write(replace)


def test_a_version_is_deleted_if_the_conditions_on_it_hold(tigris: Emulator, s3: Any) -> None:
    old = s3.put_object(Bucket="atlas", Key="k", Body=b"1")
    s3.put_object(Bucket="atlas", Key="k", Body=b"2")
    target = f"/atlas/k?versionId={old['VersionId']}"
    past, future = "Sat, 01 Jan 2000 00:00:00 GMT", "Wed, 01 Jan 2098 00:00:00 GMT"
    for wrong in (
        {"If-Match": '"other"'},
        {"If-None-Match": old["ETag"]},
        {"If-Unmodified-Since": past},
        {"If-Modified-Since": future},
        {"If-Match": old["ETag"], "If-Unmodified-Since": past},
    ):
        assert (412, 2) == (
            wire.send(tigris, "DELETE", target, headers=wrong).status,
            len(s3.list_object_versions(Bucket="atlas")["Versions"]),
        )
    assert 204 == wire.send(tigris, "DELETE", target, headers={"If-Match": old["ETag"]}).status
    assert 1 == len(s3.list_object_versions(Bucket="atlas")["Versions"])
    assert 204 == wire.send(tigris, "DELETE", target, headers={"If-Match": old["ETag"]}).status


@pytest.mark.parametrize("match", ['"none"', "*"])
def test_a_missing_key_matches_nothing(tigris: Emulator, s3: Any, match: str) -> None:
    s3.put_object(Bucket="plain", Key="source", Body=b"new")
    upload = s3.create_multipart_upload(Bucket="plain", Key="k")["UploadId"]
    etag = s3.upload_part(Bucket="plain", Key="k", UploadId=upload, PartNumber=1, Body=b"new")["ETag"]
    part = f"<Part><PartNumber>1</PartNumber><ETag>{etag.strip(chr(34))}</ETag></Part>"
    body = f"<CompleteMultipartUpload>{part}</CompleteMultipartUpload>".encode()
    for method, target, content, headers in (
        ("PUT", "/plain/k", b"x", {}),
        ("PUT", "/plain/k", b"", {"X-Amz-Copy-Source": "plain/source"}),
        ("PUT", "/plain/k", b"", {"X-Amz-Copy-Source": "plain/source", "X-Tigris-Rename": "true"}),
        ("POST", f"/plain/k?uploadId={upload}", body, {}),
    ):
        reply = wire.send(tigris, method, target, content, {**headers, "If-Match": match})
        assert (404, "NoSuchKey") == (reply.status, reply.code)
    assert 204 == wire.send(tigris, "DELETE", "/plain/k", headers={"If-Match": match}).status
    assert ["source"] == [each["Key"] for each in s3.list_objects_v2(Bucket="plain")["Contents"]]
    assert 200 == wire.send(tigris, "POST", f"/plain/k?uploadId={upload}", body).status


def test_each_entry_of_a_deletion_obeys_its_etag(tigris: Emulator, s3: Any) -> None:
    etags = {key: s3.put_object(Bucket="plain", Key=key, Body=key.encode())["ETag"] for key in "abcd"}
    entries = [
        {"Key": "a", "ETag": etags["a"]},
        {"Key": "b", "ETag": etags["a"]},
        {"Key": "c", "ETag": "*"},
        {"Key": "missing", "ETag": etags["a"]},
    ]
    reply = s3.delete_objects(Bucket="plain", Delete={"Objects": entries})
    assert ["a", "c", "missing"] == [each["Key"] for each in reply["Deleted"]]
    assert [("b", "PreconditionFailed")] == [(each["Key"], each["Code"]) for each in reply["Errors"]]
    assert ["b", "d"] == [each["Key"] for each in s3.list_objects_v2(Bucket="plain")["Contents"]]


def test_an_entry_with_a_version_obeys_its_etag(tigris: Emulator, s3: Any) -> None:
    old = s3.put_object(Bucket="atlas", Key="k", Body=b"1")
    new = s3.put_object(Bucket="atlas", Key="k", Body=b"2")
    named = {"Key": "k", "VersionId": old["VersionId"]}
    wrong = s3.delete_objects(Bucket="atlas", Delete={"Objects": [{**named, "ETag": new["ETag"]}]})
    assert [("k", old["VersionId"])] == [(each["Key"], each["VersionId"]) for each in wrong["Errors"]]
    right = s3.delete_objects(Bucket="atlas", Delete={"Objects": [{**named, "ETag": old["ETag"]}]})
    assert [old["VersionId"]] == [each["VersionId"] for each in right["Deleted"]]
    assert [new["VersionId"]] == [each["VersionId"] for each in s3.list_object_versions(Bucket="atlas")["Versions"]]


@pytest.mark.parametrize("condition", [{"Size": 1}, {"LastModifiedTime": "Wed, 01 Jan 2098 00:00:00 GMT"}])
def test_a_condition_that_is_not_offered_deletes_nothing(s3: Any, condition: dict[str, Any]) -> None:
    s3.put_object(Bucket="plain", Key="k", Body=b"longer")
    refused("NotImplemented", s3.delete_objects, Bucket="plain", Delete={"Objects": [{"Key": "k", **condition}]})
    assert 1 == s3.list_objects_v2(Bucket="plain")["KeyCount"]


def test_dates_of_conditions_are_utc_whatever_the_machine_thinks(
    tigris: Emulator, s3: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3.put_object(Bucket="plain", Key="k", Body=b"x")
    stored = s3.head_object(Bucket="plain", Key="k")["LastModified"].strftime("%a, %d %b %Y %H:%M:%S")
    monkeypatch.setenv("TZ", "Pacific/Honolulu")
    time.tzset()
    try:
        for zone in (" GMT", " +0000", " -0000", ""):
            date = stored + zone
            assert 200 == wire.send(tigris, "GET", "/plain/k", headers={"If-Unmodified-Since": date}).status
            assert 304 == wire.send(tigris, "GET", "/plain/k", headers={"If-Modified-Since": date}).status
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_copy_obeys_the_conditions_on_its_source(s3: Any) -> None:
    etag = s3.put_object(Bucket="plain", Key="a", Body=b"x")["ETag"]
    refused(
        "PreconditionFailed", s3.copy_object, Bucket="plain", Key="b", CopySource="plain/a", CopySourceIfNoneMatch=etag
    )
    refused(
        "PreconditionFailed", s3.copy_object, Bucket="plain", Key="b", CopySource="plain/a", CopySourceIfMatch='"o"'
    )
    s3.copy_object(Bucket="plain", Key="b", CopySource="plain/a", CopySourceIfMatch=etag)
    assert b"x" == s3.get_object(Bucket="plain", Key="b")["Body"].read()
