"""Uploads that continue an earlier one from the parts that the service has."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import ServiceError
from tigris_http.emulator import Fault
from tigris_http.transfers import Progress, TransferOptions

if TYPE_CHECKING:
    from pathlib import Path

    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

PART = 5 << 20
CONTENT = random.Random(1).randbytes(3 * PART + 1234)
ONE_BY_ONE = TransferOptions(part_size=PART, threshold=PART, concurrency=1)
REFUSED = Fault("status", operation="CompleteMultipartUpload", status=403)


async def broken(client: AsyncTigrisHTTP, source: Any, after: int, **options: Any) -> None:
    """Break an upload after some parts."""
    seen: list[Progress] = []

    def stop(state: Progress) -> None:
        seen.append(state)
        if len(seen) == after:
            raise LookupError("the power failed")

    with pytest.raises(LookupError):
        await client.upload_file(
            "atlas", "k", source, resume=True, transfer=ONE_BY_ONE, progress=stop, content_type="text/css", **options
        )


async def read(client: AsyncTigrisHTTP) -> bytes:
    async with client.get_object("atlas", "k") as body:
        return await body.read()


def sent(tigris: Emulator) -> int:
    return len([each for each in tigris.requests if each.operation == "UploadPart"])


@pytest.mark.parametrize("checksums", [None, "crc32c"])
async def test_parts_that_are_there_are_not_sent_again(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path, checksums: Any
) -> None:
    await client.create_bucket("atlas")
    path = tmp_path / "source"
    path.write_bytes(CONTENT)
    await broken(client, path, 2, checksums=checksums)
    before = sent(tigris)
    seen: list[Progress] = []
    stored = await client.upload_file(
        "atlas", "k", path, resume=True, transfer=ONE_BY_ONE, checksums=checksums, progress=seen.append
    )
    assert (4, 2, 2) == (stored.parts, stored.reused_parts, sent(tigris) - before)
    assert [PART, 2 * PART, 3 * PART, len(CONTENT), len(CONTENT)] == [each.done for each in seen]
    assert CONTENT == await read(client)
    assert "text/css" == (await client.head_object("atlas", "k")).content_type
    assert [] == [each.key async for each in client.list_multipart_uploads("atlas")]


@pytest.mark.parametrize("checksums", [None, "sha256"])
async def test_a_part_with_other_bytes_is_sent_again(client: AsyncTigrisHTTP, tigris: Emulator, checksums: Any) -> None:
    await client.create_bucket("atlas")
    await broken(client, CONTENT, 3, checksums=checksums)
    changed = CONTENT[:PART] + b"x" + CONTENT[PART + 1 :]
    before = sent(tigris)
    stored = await client.upload_file("atlas", "k", changed, resume=True, transfer=ONE_BY_ONE, checksums=checksums)
    assert (2, 2) == (stored.reused_parts, sent(tigris) - before)
    assert changed == await read(client)


async def test_an_error_names_the_upload_to_resume(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    tigris.inject(REFUSED)
    with pytest.raises(ServiceError) as failed:
        await client.upload_file("atlas", "k", CONTENT, resume=True, transfer=ONE_BY_ONE)
    left = [each.upload_id async for each in client.list_multipart_uploads("atlas")]
    assert [failed.value.upload_id] == left
    stored = await client.upload_file("atlas", "k", CONTENT, resume=True, transfer=ONE_BY_ONE)
    assert (4, 4) == (stored.parts, stored.reused_parts)


async def test_the_newest_upload_of_the_key_is_continued_and_no_other(
    client: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    await client.create_bucket("atlas")
    other = await client.create_multipart_upload("atlas", "k2")
    await broken(client, CONTENT, 1)
    stored = await client.upload_file("atlas", "k", CONTENT, resume=True, transfer=ONE_BY_ONE)
    assert 1 == stored.reused_parts
    assert [other.upload_id] == [each.upload_id async for each in client.list_multipart_uploads("atlas")]
    tigris.inject(Fault("status", operation="ListParts", status=404, code="NoSuchUpload"))
    await client.create_multipart_upload("atlas", "k")
    assert 0 == (await client.upload_file("atlas", "k", CONTENT, resume=True, transfer=ONE_BY_ONE)).reused_parts


async def test_a_stream_cannot_be_resumed(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    for source in (io.BytesIO(CONTENT), iter([CONTENT])):
        with pytest.raises(ValueError, match="resume needs a source that can be read again"):
            await client.upload_file("atlas", "k", source, resume=True)
    with pytest.raises(TypeError, match="resume must be a bool"):
        await client.upload_file("atlas", "k", b"", resume="yes")  # type: ignore[arg-type]
    assert () == tuple(tigris.requests)
