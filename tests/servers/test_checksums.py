"""Checksums on third-party servers: checked, stored, returned, and named by a completion."""

from __future__ import annotations

import base64
import hashlib
import zlib
from typing import TYPE_CHECKING

import pytest

from tigris_http import Checksums, ServiceError, Unavailable

from .differences import servers_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http import AsyncTigrisHTTP

    from .third_party import Server

pytestmark = [pytest.mark.anyio, servers_with("checksums")]

NINE = b"123456789"


def b64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


def crc32(data: bytes) -> Checksums:
    return Checksums(crc32=b64(zlib.crc32(data).to_bytes(4, "big")))


RIGHT = {
    "crc32": Checksums(crc32=b64(bytes.fromhex("cbf43926"))),
    "crc32c": Checksums(crc32c=b64(bytes.fromhex("e3069283"))),
    "sha256": Checksums(sha256=b64(hashlib.sha256(NINE).digest())),
}
WRONG = {
    "crc32": Checksums(crc32=b64(bytes(4))),
    "crc32c": Checksums(crc32c=b64(bytes(4))),
    "sha256": Checksums(sha256=b64(bytes(32))),
}


@pytest.mark.parametrize("algorithm", RIGHT)
async def test_a_checksum_is_verified_stored_and_returned(
    client: AsyncTigrisHTTP, server: Server, bucket: str, key_in: Callable[[str], str], algorithm: str
) -> None:
    put = await client.put_object(bucket, key_in("k"), NINE, checksums=RIGHT[algorithm])
    assert (RIGHT[algorithm] if server.differs.tells_checksums_of_puts else Checksums()) == put.checksums
    assert RIGHT[algorithm] == (await client.head_object(bucket, key_in("k"), checksum_mode=True)).checksums
    async with client.get_object(bucket, key_in("k"), checksum_mode=True) as body:
        assert (RIGHT[algorithm], NINE) == (body.info.checksums, await body.read())
    with pytest.raises(ServiceError) as refused:
        await client.put_object(bucket, key_in("wrong"), NINE, checksums=WRONG[algorithm])
    assert 400 == refused.value.status


async def test_parts_are_verified_and_completed_with_their_checksums(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    key, first = key_in("k"), b"x" * (5 << 20)
    upload = (await client.create_multipart_upload(bucket, key, checksum_algorithm="CRC32")).upload_id
    parts = [
        await client.upload_part(bucket, key, upload, 1, first, checksums=crc32(first)),
        await client.upload_part(bucket, key, upload, 2, NINE, checksums=crc32(NINE)),
    ]
    assert [crc32(first), crc32(NINE)] == [part.checksums for part in parts]
    with pytest.raises(ServiceError) as refused:
        await client.upload_part(bucket, key, upload, 3, NINE, checksums=WRONG["crc32"])
    assert 400 == refused.value.status
    listed = [part async for part in client.list_parts(bucket, key, upload)]
    assert [1, 2] == [part.part_number for part in listed]
    await client.complete_multipart_upload(bucket, key, upload, parts)
    assert len(first) + 9 == (await client.head_object(bucket, key)).size


async def test_encryption_may_be_requested(
    client: AsyncTigrisHTTP, server: Server, bucket: str, key_in: Callable[[str], str]
) -> None:
    if not server.differs.encrypts:
        with pytest.raises(Unavailable):
            await client.put_object(bucket, key_in("k"), NINE, server_side_encryption="AES256")
        return
    await client.put_object(bucket, key_in("k"), NINE, server_side_encryption="AES256")
    info = await client.head_object(bucket, key_in("k"))
    assert "AES256" == info.server_side_encryption
