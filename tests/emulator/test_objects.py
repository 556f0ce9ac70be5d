"""Objects through boto3 and through raw requests."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import zlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from . import wire

if TYPE_CHECKING:
    from tigris_http.emulator import Emulator

ODD_KEYS = [
    "a//b",
    "../x",
    "./",
    "./z",
    "a/../../other/k",
    "a%2Fb",
    "a?b#c",
    "a+b",
    "100%",
    "é",
    "🦝",
    "/lead",
    "//lead",
    "trail/",
    " ",
    "!'()*~",
    "k" * 1024,
    "tab\tnew\nline\r",
    "<&>\"'",
    "b\u0001ll",
]


def refused(code: str, call: Any, **arguments: Any) -> ClientError:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    assert code == caught.value.response["Error"]["Code"]
    return caught.value


@pytest.mark.parametrize("key", ODD_KEYS)
def test_a_key_comes_back_as_it_was_sent(s3: Any, key: str) -> None:
    s3.put_object(Bucket="plain", Key=key, Body=b"odd")
    assert b"odd" == s3.get_object(Bucket="plain", Key=key)["Body"].read()
    assert [key] == [entry["Key"] for entry in s3.list_objects_v2(Bucket="plain")["Contents"]]
    s3.delete_object(Bucket="plain", Key=key)
    assert 0 == s3.list_objects_v2(Bucket="plain")["KeyCount"]


@pytest.mark.parametrize("key", [b"a//b", b"..", b"../x", b"/lead", b"a%2Fb", b"\xff\x00", b"+ +"])
def test_the_raw_target_names_the_key(tigris: Emulator, s3: Any, key: bytes) -> None:
    target = "/plain/" + quote(key, safe="/~")
    assert 200 == wire.send(tigris, "PUT", target, b"raw").status
    assert b"raw" == wire.send(tigris, "GET", target).body
    assert target == tigris.requests[-1].target


def test_a_plus_in_a_path_is_a_plus(tigris: Emulator, s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="a+b", Body=b"plus")
    assert 404 == wire.send(tigris, "GET", "/plain/a%20b").status
    assert b"plus" == wire.send(tigris, "GET", "/plain/a%2Bb").body


def test_virtual_hosts_name_the_bucket(tigris: Emulator, s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="plain/k", Body=b"nested")
    for domain in ("localhost", "t3.storage.dev", "tigris.test"):
        host = f"plain.{domain}:{tigris.port}"
        assert b"nested" == wire.send(tigris, "GET", "/plain/k", host=host).body
    assert 404 == wire.send(tigris, "GET", "/plain/k", host=f"localhost:{tigris.port}").status


def test_content_headers_and_metadata_come_back(s3: Any) -> None:
    sent = {
        "ContentType": "text/plain; charset=utf-8",
        "CacheControl": "max-age=60",
        "ContentDisposition": 'attachment; filename="a b"',
        "ContentEncoding": "gzip",
        "ContentLanguage": "de",
        "StorageClass": "STANDARD_IA",
        "Metadata": {"colour": "blue", "empty": ""},
    }
    s3.put_object(Bucket="plain", Key="k", Body=b"x", Expires=dt.datetime(2030, 1, 1, tzinfo=dt.timezone.utc), **sent)
    head = s3.head_object(Bucket="plain", Key="k")
    assert sent == {name: head[name] for name in sent}
    assert "Tue, 01 Jan 2030 00:00:00 GMT" == head["ExpiresString"]
    changed = s3.get_object(Bucket="plain", Key="k", ResponseContentType="image/png", ResponseCacheControl="no-store")
    assert ("image/png", "no-store") == (changed["ContentType"], changed["CacheControl"])
    changed["Body"].read()
    odd = s3.get_object(Bucket="plain", Key="k", ResponseContentType=" spaced ")
    assert (b"x", "spaced") == (odd["Body"].read(), odd["ContentType"])
    refused("InvalidArgument", s3.get_object, Bucket="plain", Key="k", ResponseContentType="a\r\nInjected: b")


def test_the_answer_has_the_headers_of_tigris(tigris: Emulator, s3: Any) -> None:
    s3.put_object(Bucket="atlas", Key="k", Body=b"x")
    headers = s3.head_object(Bucket="atlas", Key="k")["ResponseMetadata"]["HTTPHeaders"]
    assert ("fra", "fra", "tigris", "bytes") == (
        headers["x-tigris-served-from"],
        headers["x-tigris-regions"],
        headers["x-tigris-read-source"],
        headers["accept-ranges"],
    )
    assert headers["server-timing"].startswith("total;dur=")
    assert headers["x-amz-version-id"].isdigit()
    assert "x-amz-storage-class" not in headers


@pytest.mark.parametrize(
    ("asked", "status", "body"),
    [
        ("bytes=0-3", 206, b"0123"),
        ("bytes=7-", 206, b"789"),
        ("bytes=-4", 206, b"6789"),
        ("bytes=-40", 206, b"0123456789"),
        ("bytes=5-99", 206, b"56789"),
        ("bytes=10-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=5-3", 200, b"0123456789"),
        ("bytes=0-1,3-4", 200, b"0123456789"),
        ("lines=1-2", 200, b"0123456789"),
    ],
)
def test_ranges_select_bytes(tigris: Emulator, s3: Any, asked: str, status: int, body: bytes | None) -> None:
    s3.put_object(Bucket="plain", Key="k", Body=b"0123456789")
    reply = wire.send(tigris, "GET", "/plain/k", headers={"Range": asked})
    assert status == reply.status
    if body is None:
        assert ("InvalidRange", "bytes */10") == (reply.code, reply.headers["Content-Range"])
    else:
        assert body == reply.body
    head = wire.send(tigris, "HEAD", "/plain/k", headers={"Range": asked})
    assert status == head.status
    assert b"" == head.body


def test_an_empty_object_has_no_ranges(s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="k", Body=b"")
    refused("InvalidRange", s3.get_object, Bucket="plain", Key="k", Range="bytes=0-")
    assert b"" == s3.get_object(Bucket="plain", Key="k")["Body"].read()


def test_tags_of_a_copy_are_those_of_its_source_or_its_own(tigris: Emulator, s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="a", Body=b"x", Tagging="k=old")
    for directive, expected in ((None, "old"), ("COPY", "old"), ("REPLACE", "new")):
        given = {} if directive is None else {"TaggingDirective": directive}
        s3.copy_object(Bucket="plain", Key="b", CopySource="plain/a", Tagging="k=new", **given)
        assert [{"Key": "k", "Value": expected}] == s3.get_object_tagging(Bucket="plain", Key="b")["TagSet"]
    for name in ("tagging", "metadata"):
        headers = {"X-Amz-Copy-Source": "plain/a", f"X-Amz-{name}-Directive": "KEEP"}
        assert "InvalidArgument" == wire.send(tigris, "PUT", "/plain/c", headers=headers).code
    for tags in ("&".join(f"k{n}=" for n in range(11)), "=v", f"{'k' * 129}=v", f"k={'v' * 257}", "k=1&k=2"):
        refused("InvalidTag", s3.put_object, Bucket="plain", Key="c", Body=b"", Tagging=tags)


def test_checksums_are_verified_and_returned(tigris: Emulator, s3: Any) -> None:
    body = b"hello world"
    digests = {
        "crc32": zlib.crc32(body).to_bytes(4, "big"),
        "sha1": hashlib.sha1(body).digest(),
        "sha256": hashlib.sha256(body).digest(),
    }
    for algorithm, digest in digests.items():
        header = f"x-amz-checksum-{algorithm}"
        encoded = base64.b64encode(digest).decode()
        assert encoded == wire.send(tigris, "PUT", "/plain/k", body, {header: encoded}).headers[header]
        read = wire.send(tigris, "GET", "/plain/k", headers={"x-amz-checksum-mode": "ENABLED"})
        assert encoded == read.headers[header]
        assert None is wire.send(tigris, "GET", "/plain/k").headers[header]
        wrong = base64.b64encode(digest[::-1]).decode()
        assert (400, "BadDigest") == ((r := wire.send(tigris, "PUT", "/plain/k", body, {header: wrong})).status, r.code)
        assert 400 == wire.send(tigris, "PUT", "/plain/k", body, {header: "nonsense"}).status


@pytest.mark.parametrize(
    ("algorithm", "value"), [("crc32c", "e3069283"), ("crc64nvme", "ae8b14860a799888"), ("crc32", "cbf43926")]
)
def test_checksums_agree_with_their_published_check_values(
    tigris: Emulator, s3: Any, algorithm: str, value: str
) -> None:
    header = f"x-amz-checksum-{algorithm}"
    encoded = base64.b64encode(bytes.fromhex(value)).decode()
    assert 200 == wire.send(tigris, "PUT", "/plain/k", b"123456789", {header: encoded}).status


def test_content_md5_is_checked(tigris: Emulator, s3: Any) -> None:
    right = base64.b64encode(hashlib.md5(b"x").digest()).decode()
    other = base64.b64encode(hashlib.md5(b"y").digest()).decode()
    assert 200 == wire.send(tigris, "PUT", "/plain/k", b"x", {"Content-MD5": right}).status
    assert "BadDigest" == wire.send(tigris, "PUT", "/plain/k", b"x", {"Content-MD5": other}).code
    assert "InvalidDigest" == wire.send(tigris, "PUT", "/plain/k", b"x", {"Content-MD5": "c2hvcnQ="}).code


def test_a_refused_body_leaves_the_object_as_it_was(tigris: Emulator, s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="k", Body=b"before")
    reply = wire.send(tigris, "PUT", "/plain/k", b"after", payload=hashlib.sha256(b"other").hexdigest())
    assert (400, "XAmzContentSHA256Mismatch") == (reply.status, reply.code)
    assert b"before" == s3.get_object(Bucket="plain", Key="k")["Body"].read()


def test_deletes_succeed_for_what_is_not_there(s3: Any) -> None:
    assert 204 == s3.delete_object(Bucket="plain", Key="none")["ResponseMetadata"]["HTTPStatusCode"]
    s3.put_object(Bucket="plain", Key="a", Body=b"")
    reply = s3.delete_objects(Bucket="plain", Delete={"Objects": [{"Key": "a"}, {"Key": "b"}]})
    assert ["a", "b"] == [entry["Key"] for entry in reply["Deleted"]]
    assert "Deleted" not in s3.delete_objects(Bucket="plain", Delete={"Objects": [{"Key": "a"}], "Quiet": True})


def test_delete_objects_reports_errors_per_key(s3: Any) -> None:
    s3.put_object(Bucket="atlas", Key="a", Body=b"")
    named = [{"Key": "a", "VersionId": "not-a-version"}, {"Key": "a"}]
    reply = s3.delete_objects(Bucket="atlas", Delete={"Objects": named, "Quiet": True})
    assert [("a", "InvalidArgument")] == [(entry["Key"], entry["Code"]) for entry in reply["Errors"]]
    refused("NoSuchKey", s3.get_object, Bucket="atlas", Key="a")
    too_many = [{"Key": str(number)} for number in range(1001)]
    refused("MalformedXML", s3.delete_objects, Bucket="atlas", Delete={"Objects": too_many})


def test_a_copy_carries_bytes_and_metadata(s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="a b+c/é", Body=b"x", ContentType="text/x", Metadata={"m": "1"})
    s3.copy_object(Bucket="atlas", Key="copy", CopySource={"Bucket": "plain", "Key": "a b+c/é"})
    got = s3.get_object(Bucket="atlas", Key="copy")
    assert (b"x", "text/x", {"m": "1"}) == (got["Body"].read(), got["ContentType"], got["Metadata"])
    s3.copy_object(
        Bucket="atlas", Key="copy", CopySource="atlas/copy", MetadataDirective="REPLACE", Metadata={"n": "2"}
    )
    assert {"n": "2"} == s3.head_object(Bucket="atlas", Key="copy")["Metadata"]
    refused("InvalidRequest", s3.copy_object, Bucket="atlas", Key="copy", CopySource="atlas/copy")
    refused("NoSuchKey", s3.copy_object, Bucket="atlas", Key="copy", CopySource="atlas/none")
    refused("NoSuchBucket", s3.copy_object, Bucket="atlas", Key="copy", CopySource="none-such/none")


@pytest.mark.parametrize("bucket", ["plain", "atlas"])
def test_an_object_copied_onto_itself_keeps_its_bytes(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    s3.copy_object(Bucket=bucket, Key="k", CopySource=f"{bucket}/k", MetadataDirective="REPLACE", Metadata={"n": "2"})
    got = s3.get_object(Bucket=bucket, Key="k")
    assert (b"x", {"n": "2"}) == (got["Body"].read(), got["Metadata"])


def test_encryption_is_shown_if_requested_and_only_that_of_s3_is_accepted(tigris: Emulator, s3: Any) -> None:
    encrypted: dict[str, Any] = {"ServerSideEncryption": "AES256"}
    at: dict[str, Any] = {"Bucket": "plain", "Key": "k"}
    assert "AES256" == s3.put_object(**at, Body=b"1", **encrypted)["ServerSideEncryption"]
    assert "AES256" == s3.get_object(**at)["ServerSideEncryption"] == s3.head_object(**at)["ServerSideEncryption"]
    copy = {"Bucket": "plain", "Key": "copy", "CopySource": "plain/k"}
    assert ("AES256", False) == (
        s3.copy_object(**copy, **encrypted)["ServerSideEncryption"],
        "ServerSideEncryption" in s3.copy_object(**copy),
    )
    begun = s3.create_multipart_upload(**at, **encrypted)
    assert "AES256" == begun["ServerSideEncryption"]
    named = {**at, "UploadId": begun["UploadId"]}
    part = {"PartNumber": 1, "ETag": s3.upload_part(**named, PartNumber=1, Body=b"2")["ETag"]}
    done = s3.complete_multipart_upload(**named, MultipartUpload={"Parts": [part]})
    assert "AES256" == done["ServerSideEncryption"] == s3.head_object(**at)["ServerSideEncryption"]
    for wrong in (
        {"x-amz-server-side-encryption": "aws:kms"},
        {"x-amz-server-side-encryption-customer-algorithm": "AES256"},
    ):
        assert 501 == wire.send(tigris, "PUT", "/plain/new", b"x", wrong).status
    assert 404 == wire.send(tigris, "HEAD", "/plain/new").status


def test_a_put_without_length_is_refused(tigris: Emulator, s3: Any) -> None:
    headers = wire.signed_headers(tigris, "PUT", "/plain/k", b"abc")
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    chunked = f"PUT /plain/k HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    assert b"411" == wire.exchange(tigris, chunked.encode()).split(b" ")[1]


def test_limits_are_enforced(tigris: Emulator, s3: Any) -> None:
    assert "KeyTooLongError" == wire.send(tigris, "PUT", "/plain/" + "k" * 1025, b"").code
    refused("MetadataTooLarge", s3.put_object, Bucket="plain", Key="k", Metadata={"m": "x" * 2048})
    refused("InvalidStorageClass", s3.put_object, Bucket="plain", Key="k", StorageClass="DEEP_ARCHIVE")
    refused("InvalidArgument", s3.put_object, Bucket="plain", Key="k", ACL="authenticated-read")
    refused("InvalidTag", s3.put_object, Bucket="plain", Key="k", Tagging="&".join(f"k{n}=v" for n in range(11)))
    s3.put_object(Bucket="plain", Key="k", Tagging="a=1&b=2")
    assert 2 == s3.get_object(Bucket="plain", Key="k")["TagCount"]


def test_archived_objects_cannot_be_read(s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="cold", Body=b"x", StorageClass="GLACIER")
    refused("InvalidObjectState", s3.get_object, Bucket="plain", Key="cold")
    assert "GLACIER" == s3.head_object(Bucket="plain", Key="cold")["StorageClass"]


def test_unknown_operations_are_not_implemented(tigris: Emulator, s3: Any) -> None:
    for method, target in (
        ("PUT", "/new-bucket?website"),
        ("GET", "/plain?policy"),
        ("POST", "/plain/k"),
        ("PATCH", "/plain/k"),
        ("PUT", "/plain?versioning"),
        ("PUT", "/plain?notification"),
        ("PUT", "/plain?replication"),
        ("GET", "/plain?object-lock"),
    ):
        reply = wire.send(tigris, method, target)
        assert (501, "NotImplemented") == (reply.status, reply.code), target
    assert "NoSuchBucket" == wire.send(tigris, "GET", "/new-bucket").code


def test_errors_carry_the_request_id(tigris: Emulator, s3: Any) -> None:
    reply = wire.send(tigris, "GET", "/plain/none")
    assert f"<RequestId>{reply.headers['x-amz-request-id']}</RequestId>".encode() in reply.body
    as_json = wire.send(tigris, "GET", "/none-such?metadata", headers={"Accept": "application/json"})
    assert (404, "NoSuchBucket") == (as_json.status, json.loads(as_json.body)["Code"])
    assert (404, b"") == ((head := wire.send(tigris, "HEAD", "/plain/none")).status, head.body)
