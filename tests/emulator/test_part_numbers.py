"""GET and HEAD of one part of an object, by its number."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http.emulator import Emulator, routes
from tigris_http.emulator.http.message import Headers, Query

from . import wire

PARTS = [b"first part", b"second", b"", b"the last"]


@pytest.fixture
def parts(s3: Any) -> Any:
    number = s3.create_multipart_upload(Bucket="atlas", Key="k")["UploadId"]
    named = {"Bucket": "atlas", "Key": "k", "UploadId": number}
    numbers = (1, 3, 5, 9)  # parts are counted by their order, as in S3
    etags = [s3.upload_part(**named, PartNumber=at, Body=part)["ETag"] for at, part in zip(numbers, PARTS, strict=True)]
    done = [{"PartNumber": at, "ETag": etag} for at, etag in zip(numbers, etags, strict=True)]
    s3.complete_multipart_upload(**named, MultipartUpload={"Parts": done})
    return s3


def test_each_part_is_read_by_its_number(parts: Any) -> None:
    for number, part in enumerate(PARTS, 1):
        got = parts.get_object(Bucket="atlas", Key="k", PartNumber=number)
        head = parts.head_object(Bucket="atlas", Key="k", PartNumber=number)
        assert (part, 4) == (got["Body"].read(), got["PartsCount"])
        assert (len(part), 4) == (head["ContentLength"], head["PartsCount"])
        assert got.get("ContentRange") == head.get("ContentRange")
    assert "bytes 10-15/24" == parts.get_object(Bucket="atlas", Key="k", PartNumber=2)["ContentRange"]


def test_the_count_of_parts_shows_only_with_a_number(parts: Any) -> None:
    assert "PartsCount" not in parts.head_object(Bucket="atlas", Key="k")
    assert "PartsCount" not in parts.get_object(Bucket="atlas", Key="k", Range="bytes=0-3")


@pytest.mark.parametrize("directive", ["COPY", "REPLACE"])
def test_a_copy_and_a_rename_keep_the_parts(tigris: Emulator, parts: Any, directive: str) -> None:
    parts.copy_object(Bucket="atlas", Key="copy", CopySource="atlas/k", MetadataDirective=directive)
    renaming = {"X-Amz-Copy-Source": "atlas/copy", "X-Tigris-Rename": "true"}
    assert 200 == wire.send(tigris, "PUT", "/atlas/renamed", headers=renaming).status
    assert b"second" == parts.get_object(Bucket="atlas", Key="renamed", PartNumber=2)["Body"].read()


def test_an_object_that_was_put_whole_is_its_first_part(s3: Any) -> None:
    for key, body in (("k", b"value"), ("empty", b"")):
        s3.put_object(Bucket="plain", Key=key, Body=body)
        got = s3.get_object(Bucket="plain", Key=key, PartNumber=1)
        assert (body, False) == (got["Body"].read(), "PartsCount" in got)
        with pytest.raises(ClientError, match="InvalidPartNumber"):
            s3.get_object(Bucket="plain", Key=key, PartNumber=2)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("5", "InvalidPartNumber"),
        ("0", "InvalidArgument"),
        ("10001", "InvalidArgument"),
        ("x", "InvalidArgument"),
        ("-1", "InvalidArgument"),
        ("", "InvalidArgument"),
        ("9" * 5000, "InvalidArgument"),
    ],
)
def test_a_number_without_a_part_is_refused(tigris: Emulator, parts: Any, number: str, code: str) -> None:
    reply = wire.send(tigris, "GET", f"/atlas/k?partNumber={number}")
    assert (400, code) == (reply.status, reply.code)
    assert 400 == wire.send(tigris, "HEAD", f"/atlas/k?partNumber={number}").status


def test_a_part_of_a_range_is_refused(tigris: Emulator, parts: Any) -> None:
    reply = wire.send(tigris, "GET", "/atlas/k?partNumber=1", headers={"Range": "bytes=0-1"})
    assert (400, "InvalidRequest") == (reply.status, reply.code)


def test_a_part_of_an_old_version_is_read(parts: Any) -> None:
    old = parts.head_object(Bucket="atlas", Key="k")["VersionId"]
    parts.put_object(Bucket="atlas", Key="k", Body=b"new")
    got = parts.get_object(Bucket="atlas", Key="k", PartNumber=2, VersionId=old)
    assert b"second" == got["Body"].read()


@pytest.mark.parametrize("other", ["tagging", "acl", "torrent", "attributes", "uploadId"])
def test_a_number_makes_no_read_of_another_operation(other: str) -> None:
    found = routes.find("GET", "object", Headers([]), Query(f"partNumber=1&{other}=x"))
    assert found is None or "GetObject" != found.operation


def test_a_put_with_a_number_alone_is_no_put() -> None:
    assert routes.find("PUT", "object", Headers([]), Query("partNumber=1")) is None
