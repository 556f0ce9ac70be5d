"""Copies in parts and writers on third-party servers."""

from __future__ import annotations

import io
import random
import tarfile
from typing import TYPE_CHECKING

import pytest

from tigris_http import NotFound, PreconditionFailed
from tigris_http.transfers import CopiedFile, TransferOptions

from .differences import servers_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http import AsyncTigrisHTTP, TigrisHTTP

    from .third_party import Server

pytestmark = pytest.mark.anyio

PART = 5 << 20
CONTENT = random.Random(11).randbytes(2 * PART + 1234)
IN_PARTS = TransferOptions(part_size=PART, threshold=PART, copy_threshold=PART, concurrency=2)


async def bytes_of(client: AsyncTigrisHTTP, bucket: str, key: str) -> bytes:
    async with client.get_object(bucket, key) as body:
        return await body.read()


@servers_with("part copies")
async def test_a_copy_in_parts_is_as_a_copy_at_once(
    client: AsyncTigrisHTTP, server: Server, bucket: str, key_in: Callable[[str], str]
) -> None:
    source, at_once, in_parts = key_in("a b+c%é"), key_in("at once"), key_in("in parts")
    await client.put_object(
        bucket,
        source,
        CONTENT,
        content_type="text/css",
        cache_control="no-store",
        metadata={"n": "1"},
        tagging={"k": "v"},
    )
    whole = await client.copy_file(bucket, at_once, bucket, source)
    assert (len(CONTENT), 0) == (whole.size, whole.parts)
    copied = await client.copy_file(bucket, in_parts, bucket, source, transfer=IN_PARTS)
    infos = [await client.head_object(bucket, key) for key in (at_once, in_parts)]
    assert CopiedFile(infos[1].etag, infos[1].version_id, len(CONTENT), 3) == copied
    one, other = [
        (info.size, info.content_type, info.cache_control, info.metadata, info.storage_class) for info in infos
    ]
    assert one == other
    tags = [(await client.get_object_tagging(bucket, key)).tags for key in (source, in_parts)]
    assert [{"k": "v"}, {"k": "v"} if server.differs.keeps_tags_of_uploads else {}] == tags
    assert CONTENT == await bytes_of(client, bucket, in_parts)
    with pytest.raises(PreconditionFailed):
        await client.copy_file(bucket, in_parts, bucket, source, source_if_match="0" * 32, transfer=IN_PARTS)
    with pytest.raises(NotFound):
        await client.copy_file(bucket, in_parts, bucket, key_in("missing"), transfer=IN_PARTS)


def test_an_object_that_is_written_is_stored_or_not_at_all(
    blocking: TigrisHTTP, server: Server, bucket: str, key_in: Callable[[str], str]
) -> None:
    key = key_in("written")
    with (
        blocking.write_object(bucket, key, content_type="application/x-tar", transfer=IN_PARTS) as file,
        tarfile.open(fileobj=file, mode="w|") as tar,
    ):
        member = tarfile.TarInfo("a")
        member.size = len(CONTENT)
        tar.addfile(member, io.BytesIO(CONTENT))
    info = blocking.head_object(bucket, key)
    assert (file.result.size, "application/x-tar") == (info.size, info.content_type)
    assert file.result.etag == info.etag or not server.differs.tells_etag_of_uploads
    with blocking.get_object(bucket, key) as body, tarfile.open(fileobj=body, mode="r|") as tar:
        found = tar.extractfile(next(iter(tar)))
        assert found is not None
        assert CONTENT == found.read()

    def broken() -> None:
        with blocking.write_object(bucket, key_in("broken"), transfer=IN_PARTS) as file:
            file.write(CONTENT)
            raise LookupError

    with pytest.raises(LookupError):
        broken()
    with pytest.raises(NotFound):
        blocking.head_object(bucket, key_in("broken"))
    assert key_in("broken") not in [each.key for each in blocking.list_multipart_uploads(bucket)]
