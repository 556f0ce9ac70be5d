"""Checksums and encryption as arguments: the header of each, the values refused, the names in a completion."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from tigris_http import Checksums
from tigris_http._wire.checksums import Algorithm
from tigris_http._wire.http import Head, Response
from tigris_http.operations import (
    CompleteMultipartUpload,
    CopyObject,
    CreateMultipartUpload,
    GetObject,
    HeadObject,
    ListedPart,
    PutObject,
    UploadedPart,
    UploadPart,
)

CRC = base64.b64encode(bytes.fromhex("cbf43926")).decode()
SHA = base64.b64encode(bytes(range(32))).decode()
TAKING: dict[str, Any] = {
    "PutObject": lambda **options: PutObject("bucket", "key", b"", **options),
    "UploadPart": lambda **options: UploadPart("bucket", "key", "id", 1, b"", **options),
}


@pytest.mark.parametrize("operation", TAKING)
@pytest.mark.parametrize(
    ("checksums", "header"),
    [
        (Checksums(crc32=CRC), ("x-amz-checksum-crc32", CRC)),
        (Checksums(crc32c=CRC), ("x-amz-checksum-crc32c", CRC)),
        (Checksums(sha256=SHA), ("x-amz-checksum-sha256", SHA)),
        (Checksums(crc64nvme="rosUhgp5mIg="), ("x-amz-checksum-crc64nvme", "rosUhgp5mIg=")),
    ],
)
def test_a_checksum_is_sent_as_its_header(operation: str, checksums: Checksums, header: tuple[str, str]) -> None:
    assert (header,) == TAKING[operation](checksums=checksums).request().headers


@pytest.mark.parametrize("operation", TAKING)
@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (Checksums(), ValueError),
        (Checksums(crc32=CRC, sha256=SHA), ValueError),
        (Checksums(crc32=SHA), ValueError),
        (Checksums(sha256=CRC), ValueError),
        (Checksums(sha256=""), ValueError),
        (Checksums(sha256="00" * 32), ValueError),
        (Checksums(crc32=f"{CRC}\r\n"), ValueError),
        (Checksums(crc32="y_Q5Jg=="), ValueError),
        (Checksums(crc32="y/Q5Jg"), ValueError),
        (Checksums(crc32=b"y/Q5Jg=="), TypeError),  # type: ignore[arg-type]  # refused
        (SHA, ValueError),
        ("md5", ValueError),
        ({"sha256": SHA}, TypeError),
    ],
)
def test_an_impossible_checksum_is_refused_by_name(operation: str, bad: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^checksums must ") as caught:
        TAKING[operation](checksums=bad).request()
    assert error is caught.type


def test_a_completion_names_the_checksums_of_parts_that_have_some() -> None:
    parts: list[UploadedPart | ListedPart | tuple[int, str]] = [
        UploadedPart(1, "a", checksums=Checksums(crc32=CRC)),
        ListedPart(2, 3, "b", None, Checksums(sha256=SHA, crc32c=CRC)),
        (3, "c"),
    ]
    document = CompleteMultipartUpload("bucket", "key", "id", parts).request().body
    assert isinstance(document, bytes)
    root = fromstring(document)
    sent_parts = [{element.tag.rpartition("}")[2]: element.text for element in part} for part in root]
    assert [
        {"PartNumber": "1", "ETag": '"a"', "ChecksumCRC32": CRC},
        {"PartNumber": "2", "ETag": '"b"', "ChecksumCRC32C": CRC, "ChecksumSHA256": SHA},
        {"PartNumber": "3", "ETag": '"c"'},
    ] == sent_parts


@pytest.mark.parametrize("bad", [UploadedPart(0, "a"), UploadedPart(1, ""), ListedPart(10_001, 1, "a"), (1, 'W/""')])
def test_an_impossible_part_is_refused(bad: Any) -> None:
    with pytest.raises(ValueError, match=r"^a part's "):
        CompleteMultipartUpload("bucket", "key", "id", [bad])


@pytest.mark.parametrize("kind", [GetObject, HeadObject])
def test_a_read_asks_for_checksums_on_request(kind: Any) -> None:
    assert () == kind("bucket", "key").request().headers
    assert (("x-amz-checksum-mode", "ENABLED"),) == kind("bucket", "key", checksum_mode=True).request().headers
    with pytest.raises(TypeError, match=r"^checksum_mode "):
        kind("bucket", "key", checksum_mode="ENABLED").request()


@pytest.mark.parametrize("algorithm", ["crc32", "CRC32C", "sha1", "SHA256", "crc64nvme"])
def test_an_upload_and_a_copy_announce_their_checksums(algorithm: Algorithm) -> None:
    field = ("x-amz-checksum-algorithm", algorithm.upper())
    upload = CreateMultipartUpload("bucket", "key", checksum_algorithm=algorithm)
    copy = CopyObject("bucket", "key", "source", "key", checksum_algorithm=algorithm)
    operations: list[Any] = [upload, copy]
    for operation in operations:
        assert field in operation.request().headers
        for bad, error in (("md5", ValueError), ("", ValueError), (5, TypeError)):
            with pytest.raises(error, match=r"^checksum_algorithm "):
                replace(operation, checksum_algorithm=bad).request()


@pytest.mark.parametrize("operation", TAKING)
def test_a_checksum_to_be_computed_is_no_header_yet(operation: str) -> None:
    request = TAKING[operation](checksums="CRC32C").request()
    assert ((), "crc32c") == (request.headers, request.checksum)


@pytest.mark.parametrize(
    "kind",
    [
        lambda **options: PutObject("bucket", "key", b"", **options),
        lambda **options: CreateMultipartUpload("bucket", "key", **options),
        lambda **options: CopyObject("bucket", "key", "source", "key", **options),
    ],
    ids=["put", "create upload", "copy"],
)
def test_the_only_encryption_may_be_requested(kind: Any) -> None:
    assert ("x-amz-server-side-encryption", "AES256") in kind(server_side_encryption="AES256").request().headers
    for bad in ("aws:kms", "", True):
        with pytest.raises(ValueError, match=r"^server_side_encryption "):
            kind(server_side_encryption=bad).request()


def test_stored_checksums_are_returned_for_a_put_and_a_part() -> None:
    head = Head(200, (("ETag", '"a"'), ("X-Amz-Checksum-SHA256", SHA), ("x-amz-checksum-crc64nvme", "AAAAAAAAAAA=")))
    for operation in TAKING.values():
        result = operation().parse(Response(head, b""))
        assert Checksums(sha256=SHA, crc64nvme="AAAAAAAAAAA=") == result.checksums
        assert result.checksums
    assert not Checksums()
