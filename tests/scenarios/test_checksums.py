"""Checksums: the service verifies bytes against them, stores them, and returns them on request."""

from __future__ import annotations

import base64
import hashlib
import io
import zlib
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.rawserver import RawServer, reply
from tigris_http import Checksums, CorruptBody, IncompleteBody, NotFound, ServiceError
from tigris_http.emulator import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from tigris_http import AsyncTigrisHTTP
    from tigris_http._wire.checksums import Algorithm
    from tigris_http.emulator import Emulator

    from .harness import Harness

# The input of the check values in catalogues of CRCs.
NINE = b"123456789"


def b64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


RIGHT = {
    "crc32": Checksums(crc32=b64(bytes.fromhex("cbf43926"))),
    "crc32c": Checksums(crc32c=b64(bytes.fromhex("e3069283"))),
    "sha256": Checksums(sha256=b64(hashlib.sha256(NINE).digest())),
    "sha1": Checksums(sha1=b64(hashlib.sha1(NINE).digest())),
    "crc64nvme": Checksums(crc64nvme=b64(bytes.fromhex("ae8b14860a799888"))),
}
WRONG = Checksums(sha256=b64(bytes(32)))


@pytest.mark.parametrize("algorithm", RIGHT)
async def test_a_right_checksum_is_stored_and_returned_on_request(
    client: AsyncTigrisHTTP, algorithm: Algorithm
) -> None:
    await client.create_bucket("atlas")
    put = await client.put_object("atlas", "k", NINE, checksums=RIGHT[algorithm])
    assert RIGHT[algorithm] == put.checksums
    assert not (await client.head_object("atlas", "k")).checksums
    assert RIGHT[algorithm] == (await client.head_object("atlas", "k", checksum_mode=True)).checksums
    async with client.get_object("atlas", "k", checksum_mode=True) as body:
        assert (RIGHT[algorithm], NINE) == (body.info.checksums, await body.read())
    await client.copy_object("atlas", "copy", "atlas", "k")
    assert RIGHT[algorithm] == (await client.head_object("atlas", "copy", checksum_mode=True)).checksums


async def test_bytes_with_a_wrong_checksum_are_not_stored(client: AsyncTigrisHTTP) -> None:
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


async def test_boto3_and_this_client_return_each_others_checksums(client: AsyncTigrisHTTP, s3: Any) -> None:
    at = {"Bucket": "atlas", "Key": "k"}
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", NINE, checksums=RIGHT["sha256"])
    assert RIGHT["sha256"].sha256 == s3.head_object(**at, ChecksumMode="ENABLED")["ChecksumSHA256"]
    with s3.get_object(**at)["Body"] as body:  # boto3 asks for checksums by default, and verifies them
        assert NINE == body.read()
    # By default boto3 sends a CRC-32.
    s3.put_object(**at, Body=NINE)
    assert RIGHT["crc32"] == (await client.head_object("atlas", "k", checksum_mode=True)).checksums
    s3.put_object(**at, Body=NINE, ChecksumSHA256=RIGHT["sha256"].sha256)
    assert RIGHT["sha256"] == (await client.head_object("atlas", "k", checksum_mode=True)).checksums


# -- computed and verified by the client -------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", RIGHT)
async def test_a_checksum_is_computed_in_the_pass_that_hashes(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path, algorithm: Algorithm
) -> None:
    await client.create_bucket("atlas")
    file = tmp_path / "nine"
    file.write_bytes(NINE)
    for body in (NINE, file, iter([NINE[:4], NINE[4:]]), bytearray(NINE), io.BytesIO(NINE)):
        put = await client.put_object("atlas", "k", body, checksums=algorithm)
        assert RIGHT[algorithm] == put.checksums
        sent = tigris.requests[-1]
        assert getattr(RIGHT[algorithm], algorithm) == sent.header(f"x-amz-checksum-{algorithm}")
        assert ("9", None) == (sent.header("content-length"), sent.header("transfer-encoding"))
    upload = (await client.create_multipart_upload("atlas", "k", checksum_algorithm=algorithm)).upload_id
    part = await client.upload_part("atlas", "k", upload, 1, NINE, checksums=cast("Algorithm", algorithm.upper()))
    assert RIGHT[algorithm] == part.checksums


async def test_by_default_no_checksum_is_computed_and_sent(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", NINE)
    async with client.get_object("atlas", "k") as body:
        assert (None, NINE) == (body.checked_by, await body.read())
    names = {name for seen in tigris.requests for name, _ in seen.headers}
    assert not {name for name in names if "checksum" in name or "trailer" in name}


async def test_an_unsigned_stream_needs_a_given_checksum(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    once: dict[str, Any] = {"length": 9, "sha256": "UNSIGNED-PAYLOAD"}
    with pytest.raises(ValueError, match="checksums must have a value"):
        await client.put_object("atlas", "k", iter([NINE]), checksums="crc32c", **once)
    put = await client.put_object("atlas", "k", iter([NINE]), checksums=RIGHT["crc32c"], **once)
    assert RIGHT["crc32c"] == put.checksums


@pytest.mark.parametrize("algorithm", RIGHT)
async def test_a_body_is_verified_against_its_checksum(client: AsyncTigrisHTTP, algorithm: Algorithm) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", NINE * 1000, checksums=algorithm)
    await client.put_object("atlas", "empty", b"", checksums=algorithm)
    async with client.get_object("atlas", "k", checksum_mode=True) as body:
        assert (algorithm, NINE * 1000) == (body.checked_by, await body.read())
    async with client.get_object("atlas", "k", checksum_mode=True) as body:
        assert NINE * 1000 == b"".join([chunk async for chunk in body])
    async with client.get_object("atlas", "empty", checksum_mode=True) as body:
        assert b"" == await body.read()
    async with client.get_object("atlas", "k", checksum_mode=True, range=(0, 8)) as body:
        assert (None, NINE) == (body.checked_by, await body.read())


async def test_other_bytes_do_not_pass_for_the_object(
    client: AsyncTigrisHTTP, tigris: Emulator, harness: Harness
) -> None:
    wrong = WRONG.sha256
    answer = reply(200, NINE, 'ETag: "a"', f"x-amz-checksum-sha256: {wrong}")
    with RawServer(answer) as server:
        client = harness.client(server.endpoint)
        async with client.get_object("atlas", "k", checksum_mode=True) as body:
            first = bytearray(4)
            assert 4 == await body.readinto(first)
            with pytest.raises(CorruptBody, match=r"its sha256 is .* and not") as corrupt:
                await body.read()
            with pytest.raises(IncompleteBody, match="open the object again"):
                await body.read()
    assert ("GetObject", "atlas", "k") == (corrupt.value.operation, corrupt.value.bucket, corrupt.value.key)


async def test_a_resumed_body_is_verified_as_a_whole(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    content = NINE * 50_000
    await client.put_object("atlas", "k", content, checksums="crc32c")
    tigris.inject(Fault("cut_body", "GetObject", after=100_000))
    async with client.get_object("atlas", "k", checksum_mode=True) as body:
        assert content == await body.read()
        assert (1, "crc32c") == (body.resumed, body.checked_by)


async def test_a_checksum_of_checksums_does_not_verify_an_object_in_parts(
    harness: Harness, client: AsyncTigrisHTTP
) -> None:
    with RawServer(reply(200, NINE, 'ETag: "a-2"', "x-amz-checksum-crc32: y/Q5Jg==-2")) as server:
        client = harness.client(server.endpoint)
        async with client.get_object("atlas", "k", checksum_mode=True) as body:
            assert (None, NINE) == (body.checked_by, await body.read())
