"""Multipart uploads through boto3."""

from __future__ import annotations

import base64
import hashlib
import io
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from boto3.s3.transfer import TransferConfig  # type: ignore[import-untyped]  # boto3 ships no types
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http.emulator import Emulator, Fault

from . import wire

PARTS = [b"a" * 6_000_000, b"b" * 5_500_000, b"tail"]


def upload(s3: Any, key: str, parts: list[bytes], **options: Any) -> tuple[str, list[dict[str, Any]]]:
    number = s3.create_multipart_upload(Bucket="atlas", Key=key, **options)["UploadId"]
    done = [
        {
            "PartNumber": n,
            "ETag": s3.upload_part(Bucket="atlas", Key=key, UploadId=number, PartNumber=n, Body=part)["ETag"],
        }
        for n, part in enumerate(parts, 1)
    ]
    return number, done


def test_parts_become_an_object(s3: Any) -> None:
    number, done = upload(s3, "big é", PARTS, Metadata={"m": "1"}, ContentType="text/x", StorageClass="STANDARD_IA")
    listed = s3.list_parts(Bucket="atlas", Key="big é", UploadId=number, MaxParts=2)
    assert ([1, 2], True, 2) == (
        [part["PartNumber"] for part in listed["Parts"]],
        listed["IsTruncated"],
        listed["NextPartNumberMarker"],
    )
    assert ["big é"] == [each["Key"] for each in s3.list_multipart_uploads(Bucket="atlas")["Uploads"]]
    with pytest.raises(ClientError, match="NoSuchKey"):
        s3.get_object(Bucket="atlas", Key="big é")
    whole = s3.complete_multipart_upload(Bucket="atlas", Key="big é", UploadId=number, MultipartUpload={"Parts": done})
    digests = b"".join(hashlib.md5(part).digest() for part in PARTS)
    assert f'"{hashlib.md5(digests).hexdigest()}-3"' == whole["ETag"]
    got = s3.get_object(Bucket="atlas", Key="big é")
    assert b"".join(PARTS) == got["Body"].read()
    assert ({"m": "1"}, "text/x", "STANDARD_IA") == (got["Metadata"], got["ContentType"], got["StorageClass"])
    assert "Uploads" not in s3.list_multipart_uploads(Bucket="atlas")


def test_every_part_but_the_last_has_five_mebibytes(connect: Any) -> None:
    with Emulator() as tigris:
        s3 = connect(tigris)
        s3.create_bucket(Bucket="atlas")
        number, done = upload(s3, "k", [b"small", b"b" * (5 << 20), b"tail"])
        named = {"Bucket": "atlas", "Key": "k", "UploadId": number}
        with pytest.raises(ClientError, match="EntityTooSmall") as caught:
            s3.complete_multipart_upload(**named, MultipartUpload={"Parts": done})
        error = caught.value.response["Error"]
        assert ("5", str(5 << 20), "1") == (error["ProposedSize"], error["MinSizeAllowed"], error["PartNumber"])
        with pytest.raises(ClientError, match="NoSuchKey"):
            s3.get_object(Bucket="atlas", Key="k")
        # Refused, it stays as it was: without the small part it ends well.
        s3.complete_multipart_upload(**named, MultipartUpload={"Parts": done[1:]})
        assert (5 << 20) + 4 == s3.head_object(Bucket="atlas", Key="k")["ContentLength"]


def test_the_transfer_manager_works(s3: Any) -> None:
    data = bytes(range(256)) * 80_000
    config = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20, max_concurrency=4)
    s3.upload_fileobj(io.BytesIO(data), "atlas", "k", Config=config)
    target = io.BytesIO()
    s3.download_fileobj("atlas", "k", target, Config=config)
    assert data == target.getvalue()


def test_mistakes_in_completing_are_refused(s3: Any) -> None:
    number, done = upload(s3, "k", [b"1", b"2"])
    named = {"Bucket": "atlas", "Key": "k", "UploadId": number}
    wrong = [{**done[0], "ETag": '"no"'}, done[1]]
    for parts, code in (([], "MalformedXML"), (wrong, "InvalidPart"), (done[::-1], "InvalidPartOrder")):
        with pytest.raises(ClientError, match=code):
            s3.complete_multipart_upload(**named, MultipartUpload={"Parts": parts})
    with pytest.raises(ClientError, match="InvalidPart"):
        s3.complete_multipart_upload(**named, MultipartUpload={"Parts": [*done, {"PartNumber": 3, "ETag": "x"}]})
    s3.complete_multipart_upload(**named, MultipartUpload={"Parts": done[1:]})
    assert b"2" == s3.get_object(Bucket="atlas", Key="k")["Body"].read()
    with pytest.raises(ClientError, match="NoSuchUpload"):
        s3.complete_multipart_upload(**named, MultipartUpload={"Parts": done})


def test_the_same_completion_is_answered_again(tigris: Emulator, s3: Any) -> None:
    options = {"ServerSideEncryption": "AES256", "ChecksumAlgorithm": "CRC32"}
    number, done = upload(s3, "k", [b"one", b"two"], **options)
    named: dict[str, Any] = {"Bucket": "atlas", "Key": "k", "UploadId": number}
    first, second = (s3.complete_multipart_upload(**named, MultipartUpload={"Parts": done}) for _ in range(2))
    for reply in (first, second):
        del reply["ResponseMetadata"]
    assert first == second
    assert {"ETag", "VersionId", "ChecksumCRC32", "ServerSideEncryption", "Location"} <= set(first)
    assert 1 == len(s3.list_object_versions(Bucket="atlas")["Versions"])
    with pytest.raises(ClientError, match="NoSuchUpload"):
        s3.complete_multipart_upload(**named, MultipartUpload={"Parts": done[:1]})
    with pytest.raises(ClientError, match="NoSuchUpload"):
        s3.complete_multipart_upload(**{**named, "Key": "other"}, MultipartUpload={"Parts": done})
    for call in (s3.list_parts, s3.abort_multipart_upload):
        with pytest.raises(ClientError, match="NoSuchUpload"):
            call(**named)
    s3.delete_object(Bucket="atlas", Key="k")
    assert first["ETag"] == s3.complete_multipart_upload(**named, MultipartUpload={"Parts": done})["ETag"]
    assert "Contents" not in s3.list_objects_v2(Bucket="atlas")


def test_completions_at_once_make_one_version(tigris: Emulator, s3: Any) -> None:
    number, done = upload(s3, "k", [b"one" * 100_000, b"two" * 100_000])
    parts = "".join(
        f"<Part><PartNumber>{part['PartNumber']}</PartNumber><ETag>{part['ETag'].strip(chr(34))}</ETag></Part>"
        for part in done
    )
    body = f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>".encode()
    target = f"/atlas/k?uploadId={number}"
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: wire.send(tigris, "POST", target, body), range(4)))
    assert {(200, replies[0].body)} == {(reply.status, reply.body) for reply in replies}
    assert 1 == len(s3.list_object_versions(Bucket="atlas")["Versions"])


def test_a_part_can_be_sent_again(s3: Any) -> None:
    number, _ = upload(s3, "k", [b"first"])
    etag = s3.upload_part(Bucket="atlas", Key="k", UploadId=number, PartNumber=1, Body=b"second")["ETag"]
    s3.complete_multipart_upload(
        Bucket="atlas", Key="k", UploadId=number, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]}
    )
    assert b"second" == s3.get_object(Bucket="atlas", Key="k")["Body"].read()


def test_parts_can_be_copied(s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="source é", Body=b"0123456789")
    number = s3.create_multipart_upload(Bucket="atlas", Key="k")["UploadId"]
    named = {"Bucket": "atlas", "Key": "k", "UploadId": number, "CopySource": {"Bucket": "plain", "Key": "source é"}}
    first = s3.upload_part_copy(**named, PartNumber=1)["CopyPartResult"]["ETag"]
    second = s3.upload_part_copy(**named, PartNumber=2, CopySourceRange="bytes=2-4")["CopyPartResult"]["ETag"]
    for wrong in ("bytes=0-99", "bytes=4-2", "2-4", "bytes=-4"):
        with pytest.raises(ClientError, match=r"InvalidRange|InvalidArgument"):
            s3.upload_part_copy(**named, PartNumber=3, CopySourceRange=wrong)
    parts = [{"PartNumber": 1, "ETag": first}, {"PartNumber": 2, "ETag": second}]
    s3.complete_multipart_upload(Bucket="atlas", Key="k", UploadId=number, MultipartUpload={"Parts": parts})
    assert b"0123456789234" == s3.get_object(Bucket="atlas", Key="k")["Body"].read()


def test_an_aborted_upload_leaves_nothing(s3: Any, tigris: Emulator) -> None:
    number, done = upload(s3, "k", [b"1"])
    s3.abort_multipart_upload(Bucket="atlas", Key="k", UploadId=number)
    for call, more in (
        (s3.abort_multipart_upload, {}),
        (s3.list_parts, {}),
        (s3.upload_part, {"PartNumber": 1, "Body": b""}),
        (s3.complete_multipart_upload, {"MultipartUpload": {"Parts": done}}),
    ):
        with pytest.raises(ClientError, match="NoSuchUpload"):
            call(Bucket="atlas", Key="k", UploadId=number, **more)
    assert (0,) == tigris._alive()[0].db.execute("SELECT count(*) FROM blobs").fetchone()


@pytest.mark.parametrize("number", ["0", "10001", "x", "", "-1"])
def test_part_numbers_have_a_range(s3: Any, tigris: Emulator, number: str) -> None:
    upload_id, _ = upload(s3, "k", [])
    reply = wire.send(tigris, "PUT", f"/atlas/k?partNumber={number}&uploadId={upload_id}", b"x")
    assert "InvalidArgument" == reply.code


def test_uploads_are_listed_in_pages(s3: Any) -> None:
    keys = ["a", "b/1", "b/2", "c", "c", "d/x"]
    for key in keys:
        upload(s3, key, [])
    for size in (1, 2, 10):
        pages = s3.get_paginator("list_multipart_uploads").paginate(Bucket="atlas", PaginationConfig={"PageSize": size})
        assert keys == [each["Key"] for page in pages for each in page.get("Uploads", [])]
        pages = s3.get_paginator("list_multipart_uploads").paginate(
            Bucket="atlas", Delimiter="/", PaginationConfig={"PageSize": size}
        )
        found = list(pages)
        assert ["a", "c", "c"] == [each["Key"] for page in found for each in page.get("Uploads", [])]
        assert ["b/", "d/"] == [each["Prefix"] for page in found for each in page.get("CommonPrefixes", [])]


def test_uploads_go_on_after_a_key_an_upload_or_a_common_prefix(tigris: Emulator, s3: Any) -> None:
    ids = [upload(s3, key, [])[0] for key in ("a", "b/1", "b/2", "c", "c")]
    in_c = sorted(ids[3:])

    def after(**markers: str) -> tuple[list[str], list[str]]:
        page = s3.list_multipart_uploads(Bucket="atlas", **markers)
        prefixes = [each["Prefix"] for each in page.get("CommonPrefixes", [])]
        return [each["UploadId"] for each in page.get("Uploads", [])], prefixes

    assert ([*ids[1:3], *in_c], []) == after(KeyMarker="a")
    assert (in_c[1:], []) == after(KeyMarker="c", UploadIdMarker=in_c[0])
    assert (in_c, ["b/"]) == after(KeyMarker="a", Delimiter="/")
    assert (in_c, []) == after(KeyMarker="b/", Delimiter="/")
    assert ([], []) == after(KeyMarker="c")
    assert "InvalidArgument" == wire.send(tigris, "GET", "/atlas?uploads&encoding-type=base64").code


# -- checksums -----------------------------------------------------------------------------------------------------


def b64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


def crc32(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(4, "big")


def begin(s3: Any, parts: list[bytes], **announced: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """An upload of `k` whose parts have the checksums that were announced."""
    created = s3.create_multipart_upload(Bucket="atlas", Key="k", **announced)
    named = {"Bucket": "atlas", "Key": "k", "UploadId": created["UploadId"]}
    done: list[dict[str, Any]] = []
    for number, part in enumerate(parts, 1):
        answer = s3.upload_part(
            **named, PartNumber=number, Body=part, ChecksumAlgorithm=announced.get("ChecksumAlgorithm", "CRC32")
        )
        noted = {name: value for name, value in answer.items() if name.startswith("Checksum")}
        done.append({"PartNumber": number, "ETag": answer["ETag"], **noted})
    return named, done


@pytest.mark.parametrize(
    ("algorithm", "digest"), [("CRC32", crc32), ("SHA256", lambda data: hashlib.sha256(data).digest())]
)
def test_an_object_of_parts_has_the_checksum_of_their_checksums(s3: Any, algorithm: str, digest: Any) -> None:
    name = f"Checksum{algorithm}"
    named, done = begin(s3, [b"1", b"22"], ChecksumAlgorithm=algorithm)
    s3.put_object(Bucket="plain", Key="source", Body=b"0123456789")
    copied = s3.upload_part_copy(**named, PartNumber=3, CopySource="plain/source", CopySourceRange="bytes=2-4")
    done.append({"PartNumber": 3, **{each: copied["CopyPartResult"][each] for each in ("ETag", name)}})
    expected = [digest(data) for data in (b"1", b"22", b"234")]
    listed = s3.list_parts(**named)
    assert ([b64(each) for each in expected], algorithm, "COMPOSITE") == (
        [part[name] for part in listed["Parts"]],
        listed["ChecksumAlgorithm"],
        listed["ChecksumType"],
    )
    (upload,) = s3.list_multipart_uploads(Bucket="atlas")["Uploads"]
    assert (algorithm, "COMPOSITE") == (upload["ChecksumAlgorithm"], upload["ChecksumType"])
    whole = s3.complete_multipart_upload(**named, MultipartUpload={"Parts": done})
    checksum = f"{b64(digest(b''.join(expected)))}-3"
    assert (checksum, "COMPOSITE") == (whole[name], whole["ChecksumType"])
    head = s3.head_object(Bucket="atlas", Key="k", ChecksumMode="ENABLED")
    assert (checksum, "COMPOSITE") == (head[name], head["ChecksumType"])
    assert b"122234" == s3.get_object(Bucket="atlas", Key="k")["Body"].read()
    copy = s3.copy_object(Bucket="plain", Key="copy", CopySource="atlas/k")
    assert checksum == copy["CopyObjectResult"][name]


def test_a_checksum_of_all_bytes_is_checked_when_the_upload_ends(tigris: Emulator, s3: Any) -> None:
    named, done = begin(s3, [b"1234", b"56789"], ChecksumAlgorithm="CRC32", ChecksumType="FULL_OBJECT")
    for wrong, code in (
        ({"ChecksumCRC32": b64(crc32(b"other"))}, "BadDigest"),
        ({"ChecksumCRC32": f"{b64(crc32(b'other'))}-2"}, "BadDigest"),
        ({"ChecksumSHA1": b64(hashlib.sha1(b"other").digest())}, "BadDigest"),
        ({"ChecksumCRC32": "AAAA"}, "InvalidRequest"),
        ({"MpuObjectSize": 8}, "InvalidRequest"),
    ):
        with pytest.raises(ClientError, match=code):
            s3.complete_multipart_upload(**named, MultipartUpload={"Parts": done}, **wrong)
    parts = [{**done[0], "ChecksumCRC32": done[1]["ChecksumCRC32"]}, done[1]]
    with pytest.raises(ClientError, match="InvalidPart"):
        s3.complete_multipart_upload(**named, MultipartUpload={"Parts": parts})
    assert 2 == len(s3.list_parts(**named)["Parts"])
    checksum = b64(bytes.fromhex("cbf43926"))  # the check value of CRC-32, which is that of these nine bytes
    whole = s3.complete_multipart_upload(
        **named, MultipartUpload={"Parts": done}, ChecksumCRC32=checksum, ChecksumType="FULL_OBJECT", MpuObjectSize=9
    )
    assert (checksum, "FULL_OBJECT") == (whole["ChecksumCRC32"], whole["ChecksumType"])
    got = s3.get_object(Bucket="atlas", Key="k")
    assert (checksum, b"123456789") == (got["ChecksumCRC32"], got["Body"].read())
    assert (1,) == tigris._alive()[0].db.execute("SELECT count(*) FROM blobs").fetchone()


@pytest.mark.parametrize(
    "announced",
    [
        {"ChecksumAlgorithm": "SHA256", "ChecksumType": "FULL_OBJECT"},
        {"ChecksumAlgorithm": "CRC64NVME", "ChecksumType": "COMPOSITE"},
        {"ChecksumAlgorithm": "MD4"},
        {"ChecksumAlgorithm": "CRC32", "ChecksumType": "SOME"},
    ],
)
def test_checksums_that_there_are_not_are_refused(s3: Any, announced: dict[str, str]) -> None:
    with pytest.raises(ClientError, match="InvalidRequest"):
        s3.create_multipart_upload(Bucket="atlas", Key="k", **announced)


def test_a_completion_can_fail_behind_a_200(tigris: Emulator, s3: Any) -> None:
    number, done = upload(s3, "k", [b"1"])
    named = {"Bucket": "atlas", "Key": "k", "UploadId": number}
    tigris.inject(Fault("error_in_200", operation="CompleteMultipartUpload"))
    part = f"<Part><PartNumber>1</PartNumber><ETag>{done[0]['ETag'].strip(chr(34))}</ETag></Part>"
    body = f"<CompleteMultipartUpload>{part}</CompleteMultipartUpload>".encode()
    failed = wire.send(tigris, "POST", f"/atlas/k?uploadId={number}", body)
    assert (200, "InternalError") == (failed.status, failed.code)
    assert 1 == len(s3.list_parts(**named)["Parts"])
    assert 200 == wire.send(tigris, "POST", f"/atlas/k?uploadId={number}", body).status
    assert b"1" == s3.get_object(Bucket="atlas", Key="k")["Body"].read()
