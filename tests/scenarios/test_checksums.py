"""Stories of checksums: the service checks bytes against them, notes them, and tells them to whoever asks."""

from __future__ import annotations

import base64
import hashlib
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import Checksums, NotFound, ServiceError

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP

# The bytes for which every catalogue of CRCs has its check values.
NINE = b"123456789"


def b64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


RIGHT = {
    "crc32": Checksums(crc32=b64(bytes.fromhex("cbf43926"))),
    "crc32c": Checksums(crc32c=b64(bytes.fromhex("e3069283"))),
    "sha256": Checksums(sha256=b64(hashlib.sha256(NINE).digest())),
}
WRONG = Checksums(sha256=b64(bytes(32)))


@pytest.mark.parametrize("algorithm", RIGHT)
async def test_a_checksum_that_fits_is_noted_and_told_to_whoever_asks(client: AsyncTigrisHTTP, algorithm: str) -> None:
    await client.create_bucket("atlas")
    put = await client.put_object("atlas", "k", NINE, checksums=RIGHT[algorithm])
    assert RIGHT[algorithm] == put.checksums
    assert not (await client.head_object("atlas", "k")).checksums
    assert RIGHT[algorithm] == (await client.head_object("atlas", "k", checksum_mode=True)).checksums
    async with client.get_object("atlas", "k", checksum_mode=True) as body:
        assert (RIGHT[algorithm], NINE) == (body.info.checksums, await body.read())
    await client.copy_object("atlas", "copy", "atlas", "k")
    assert RIGHT[algorithm] == (await client.head_object("atlas", "copy", checksum_mode=True)).checksums


async def test_bytes_that_do_not_fit_are_not_stored(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(ServiceError) as refused:
        await client.put_object("atlas", "k", NINE, checksums=WRONG)
    assert (400, "BadDigest") == (refused.value.status, refused.value.code)
    with pytest.raises(NotFound):
        await client.head_object("atlas", "k")
    upload = (await client.create_multipart_upload("atlas", "k", checksum_algorithm="SHA256")).upload_id
    with pytest.raises(ServiceError) as refused:
        await client.upload_part("atlas", "k", upload, 1, NINE, checksums=WRONG)
    assert (400, "BadDigest") == (refused.value.status, refused.value.code)
    assert [] == [part async for part in client.list_parts("atlas", "k", upload)]


async def test_parts_have_checksums_and_the_completion_names_them(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    upload = (await client.create_multipart_upload("atlas", "k", checksum_algorithm="CRC32")).upload_id
    first = b"x" * (5 << 20)
    given = Checksums(crc32=b64(zlib.crc32(first).to_bytes(4, "big")))
    parts = [
        await client.upload_part("atlas", "k", upload, 1, first, checksums=given),
        await client.upload_part("atlas", "k", upload, 2, NINE, checksums=RIGHT["crc32"]),
    ]
    assert [given, RIGHT["crc32"]] == [part.checksums for part in parts]
    await client.complete_multipart_upload("atlas", "k", upload, parts)
    async with client.get_object("atlas", "k") as body:
        assert first + NINE == await body.read()


async def test_boto3_and_this_client_tell_each_others_checksums(client: AsyncTigrisHTTP, s3: Any) -> None:
    at = {"Bucket": "atlas", "Key": "k"}
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", NINE, checksums=RIGHT["sha256"])
    assert RIGHT["sha256"].sha256 == s3.head_object(**at, ChecksumMode="ENABLED")["ChecksumSHA256"]
    with s3.get_object(**at)["Body"] as body:  # boto3 asks for checksums by itself, and checks them
        assert NINE == body.read()
    # Where nothing is said, boto3 sends a CRC-32 of its own making.
    s3.put_object(**at, Body=NINE)
    assert RIGHT["crc32"] == (await client.head_object("atlas", "k", checksum_mode=True)).checksums
    s3.put_object(**at, Body=NINE, ChecksumSHA256=RIGHT["sha256"].sha256)
    assert RIGHT["sha256"] == (await client.head_object("atlas", "k", checksum_mode=True)).checksums
