"""Multipart uploads that boto3 and this client carry out together."""

from __future__ import annotations

import hashlib
import http.client
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http import ServiceError
from tigris_http.operations import UploadPart

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tigris_http import AsyncTigrisHTTP

ODD = "a b+c//é?#\U0001f600"
PARTS = [bytes([number]) * (5 << 20) for number in (1, 2)] + [b"the end"]
WHOLE = b"".join(PARTS)


def md5(data: bytes) -> str:
    return hashlib.md5(data).hexdigest()


async def read(client: AsyncTigrisHTTP, key: str = ODD) -> bytes:
    async with client.get_object("atlas", key) as body:
        return await body.read()


def put(url: str, body: bytes, headers: Any = ()) -> int:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request("PUT", url.split(parts.netloc, 1)[1], body, dict(headers))
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("we_begin", [True, False], ids=["begun by us", "begun by boto3"])
@pytest.mark.parametrize("we_end", [True, False], ids=["completed by us", "completed by boto3"])
async def test_each_continues_the_upload_of_the_other(
    client: AsyncTigrisHTTP, s3: Any, we_begin: bool, we_end: bool
) -> None:
    at = {"Bucket": "atlas", "Key": ODD}
    await client.create_bucket("atlas", snapshot_enabled=True)
    if we_begin:
        upload = (
            await client.create_multipart_upload("atlas", ODD, metadata={"n": "1"}, tagging={"k": "a&b"})
        ).upload_id
    else:
        upload = s3.create_multipart_upload(**at, Metadata={"n": "1"}, Tagging="k=a%26b")["UploadId"]
    of = {**at, "UploadId": upload}
    await client.upload_part("atlas", ODD, upload, 1, PARTS[0])
    s3.upload_part(**of, PartNumber=4, Body=PARTS[1])
    await client.put_object("atlas", "source", b"before" + PARTS[2])
    await client.upload_part_copy("atlas", ODD, upload, 9, "atlas", "source", source_range=(6, 5 + len(PARTS[2])))

    listed = [part async for part in client.list_parts("atlas", ODD, upload)]
    theirs = s3.list_parts(**of)["Parts"]
    assert [1, 4, 9] == [part.part_number for part in listed]
    assert [(part["PartNumber"], part["Size"], part["ETag"], part["LastModified"]) for part in theirs] == [
        (part.part_number, part.size, f'"{part.etag}"', part.last_modified) for part in listed
    ]
    if we_end:
        tag = (await client.complete_multipart_upload("atlas", ODD, upload, listed)).etag
    else:
        named = [{"PartNumber": part.part_number, "ETag": part.etag} for part in listed]
        tag = s3.complete_multipart_upload(**of, MultipartUpload={"Parts": named})["ETag"].strip('"')
    assert f"{md5(b''.join(hashlib.md5(part).digest() for part in PARTS))}-3" == tag
    assert WHOLE == await read(client)
    with s3.get_object(**at)["Body"] as body:
        assert WHOLE == body.read()
    info = await client.head_object("atlas", ODD)
    assert ({"n": "1"}, tag) == (info.metadata, info.etag)
    assert {"k": "a&b"} == (await client.get_object_tagging("atlas", ODD)).tags


async def test_both_copy_parts_from_the_same_sources(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    old = await client.put_object("atlas", ODD, WHOLE)
    await client.put_object("atlas", ODD, b"new")
    upload = (await client.create_multipart_upload("atlas", "to")).upload_id
    of = {"Bucket": "atlas", "Key": "to", "UploadId": upload}
    source = {"Bucket": "atlas", "Key": ODD}
    for number, ours, theirs in (
        (1, {}, {"CopySource": source}),
        (2, {"source_range": (1, 2)}, {"CopySource": source, "CopySourceRange": "bytes=1-2"}),
        (3, {"source_version_id": old.version_id}, {"CopySource": {**source, "VersionId": old.version_id}}),
        (4, {"source_if_match": md5(b"new")}, {"CopySource": source, "CopySourceIfMatch": md5(b"new")}),
    ):
        options: dict[str, Any] = ours
        part = await client.upload_part_copy("atlas", "to", upload, number, "atlas", ODD, **options)
        copied = s3.upload_part_copy(**of, PartNumber=number + 10, **theirs)["CopyPartResult"]
        assert f'"{part.etag}"' == copied["ETag"]
    sizes = [part.size async for part in client.list_parts("atlas", "to", upload)]
    assert [3, 2, len(WHOLE), 3] * 2 == sizes


async def test_both_list_the_same_uploads_and_each_aborts_those_of_the_other(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas")
    ours = [await client.create_multipart_upload("atlas", key) for key in ("img/1", "img/2", ODD)]
    theirs = [s3.create_multipart_upload(Bucket="atlas", Key=key) for key in ("img/1", "img/3", "z")]
    for given, options in (
        ({}, {}),
        ({"prefix": "img/"}, {"Prefix": "img/"}),
        ({"delimiter": "/"}, {"Delimiter": "/"}),
    ):
        listing = s3.list_multipart_uploads(Bucket="atlas", **options)
        parameters: dict[str, Any] = given
        pages = [page async for page in client.list_multipart_uploads("atlas", max_uploads=2, **parameters).pages()]
        assert [(each["Key"], each["UploadId"], each["Initiated"]) for each in listing.get("Uploads", [])] == [
            (each.key, each.upload_id, each.initiated) for page in pages for each in page.uploads
        ]
        assert [each["Prefix"] for each in listing.get("CommonPrefixes", [])] == [
            prefix for page in pages for prefix in page.common_prefixes
        ]
    for begun in ours:
        s3.abort_multipart_upload(Bucket="atlas", Key=begun.key, UploadId=begun.upload_id)
    for one in theirs:
        await client.abort_multipart_upload("atlas", one["Key"], one["UploadId"])
    assert [] == [each async for each in client.list_multipart_uploads("atlas")]


async def test_a_part_is_stored_by_the_presigned_urls_of_both(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas")
    upload = (await client.create_multipart_upload("atlas", ODD)).upload_id
    ours = client.presigned_url(UploadPart("atlas", ODD, upload, 1, b""))
    assert 200 == put(ours.url, PARTS[0], ours.headers)
    options = {"Bucket": "atlas", "Key": ODD, "UploadId": upload, "PartNumber": 2}
    assert 200 == put(s3.generate_presigned_url("upload_part", options), b"theirs")
    listed = [part async for part in client.list_parts("atlas", ODD, upload)]
    assert [md5(PARTS[0]), md5(b"theirs")] == [part.etag for part in listed]
    await client.complete_multipart_upload("atlas", ODD, upload, listed)
    assert PARTS[0] + b"theirs" == await read(client)
    # The URL is valid for this part of this upload only.
    assert 404 == put(ours.url, b"later", ours.headers)
    assert 403 == put(ours.url.replace("partNumber=1", "partNumber=2"), b"other", ours.headers)


async def test_both_get_the_same_error(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"there")
    upload = (await client.create_multipart_upload("atlas", "k")).upload_id
    part = await client.upload_part("atlas", "k", upload, 1, b"x")
    at, of = {"Bucket": "atlas", "Key": "k"}, {"Bucket": "atlas", "Key": "k", "UploadId": upload}
    one = {"Parts": [{"PartNumber": 1, "ETag": part.etag}]}
    wrong = {"Parts": [{"PartNumber": 1, "ETag": "0" * 32}]}
    source = {"CopySource": {"Bucket": "atlas", "Key": "gone"}, "PartNumber": 1}
    both: list[tuple[Callable[[], Awaitable[object]], Callable[[], object]]] = [
        (
            lambda: client.create_multipart_upload("nowhere", "k"),
            lambda: s3.create_multipart_upload(Bucket="nowhere", Key="k"),
        ),
        (
            lambda: client.upload_part("atlas", "k", "none", 1, b""),
            lambda: s3.upload_part(**at, UploadId="none", PartNumber=1, Body=b""),
        ),
        (
            lambda: client.upload_part_copy("atlas", "k", upload, 1, "atlas", "gone"),
            lambda: s3.upload_part_copy(**of, **source),
        ),
        (
            lambda: client.complete_multipart_upload("atlas", "k", upload, [(1, "0" * 32)]),
            lambda: s3.complete_multipart_upload(**of, MultipartUpload=wrong),
        ),
        (
            lambda: client.complete_multipart_upload("atlas", "k", upload, [part], if_none_match="*"),
            lambda: s3.complete_multipart_upload(**of, MultipartUpload=one, IfNoneMatch="*"),
        ),
        (
            lambda: client.abort_multipart_upload("atlas", "k", "none"),
            lambda: s3.abort_multipart_upload(**at, UploadId="none"),
        ),
    ]
    for ours, theirs in both:
        with pytest.raises(ClientError) as refused:
            theirs()
        with pytest.raises(ServiceError) as caught:
            await ours()
        answer = refused.value.response
        assert (answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]) == (
            caught.value.status,
            caught.value.code,
            caught.value.message,
        )
