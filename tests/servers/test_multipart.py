"""Multipart uploads on third-party servers: begun, completed, listed, copied, aborted, refused."""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import MalformedResponse, NotFound, PreconditionFailed, ServiceError

from .differences import servers_with

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tigris_http import AsyncTigrisHTTP

    from .third_party import Server

pytestmark = pytest.mark.anyio

PARTS = [random.Random(number).randbytes(5 << 20) for number in (1, 2)] + [b"the end"]


def md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


async def bytes_of(client: AsyncTigrisHTTP, bucket: str, key: str) -> bytes:
    async with client.get_object(bucket, key) as body:
        return await body.read()


async def begun(client: AsyncTigrisHTTP, bucket: str, key: str) -> str:
    return (await client.create_multipart_upload(bucket, key)).upload_id


async def test_parts_become_an_object_with_the_properties_of_its_upload(
    client: AsyncTigrisHTTP, server: Server, bucket: str, key_in: Callable[[str], str]
) -> None:
    key = key_in("a b+c%é")
    upload = await client.create_multipart_upload(
        bucket, key, content_type="text/css", cache_control="no-store", metadata={"n": "1"}, tagging={"k": "a+b=c"}
    )
    assert (bucket, key) == (upload.bucket, upload.key)
    first, second, third = (1, 2, 3) if server.differs.parts_begin_at_one else (2, 7, 10_000)
    parts = [
        await client.upload_part(bucket, key, upload.upload_id, second, PARTS[1]),
        await client.upload_part(bucket, key, upload.upload_id, first, iter([PARTS[0][:9], PARTS[0][9:]])),
        await client.upload_part(bucket, key, upload.upload_id, third, PARTS[2]),
    ]
    assert [(second, md5(PARTS[1])), (first, md5(PARTS[0])), (third, md5(PARTS[2]))] == [
        (part.part_number, part.etag) for part in parts
    ]
    parts.sort(key=lambda part: part.part_number)
    done = await client.complete_multipart_upload(bucket, key, upload.upload_id, parts)
    assert f"{md5(b''.join(hashlib.md5(part).digest() for part in PARTS))}-3" == done.etag
    info = await client.head_object(bucket, key)
    etag = done.etag if server.differs.tells_etag_of_uploads else md5(b"".join(PARTS))
    assert (etag, "text/css", "no-store", {"n": "1"}) == (
        info.etag,
        info.content_type,
        info.cache_control,
        info.metadata,
    )
    assert b"".join(PARTS) == await bytes_of(client, bucket, key)
    if server.has("tags"):
        tags = (await client.get_object_tagging(bucket, key)).tags
        assert ({"k": "a+b=c"} if server.differs.keeps_tags_of_uploads else {}) == tags


@servers_with("part copies")
async def test_a_part_is_copied_whole_and_in_part(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    key, source = key_in("to"), key_in("from a+b%20é")
    stored = await client.put_object(bucket, source, PARTS[0] + PARTS[1])
    upload = await begun(client, bucket, key)
    size = len(PARTS[0])
    parts = [
        await client.upload_part_copy(bucket, key, upload, 1, bucket, source, source_range=(size, 2 * size - 1)),
        await client.upload_part_copy(bucket, key, upload, 2, bucket, source, source_if_match=stored.etag),
    ]
    assert all(part.last_modified is not None for part in parts)
    # SeaweedFS gives a part made of several chunks an ETag that is no MD5, but the same one everywhere.
    listed = [part async for part in client.list_parts(bucket, key, upload)]
    assert [(1, size, parts[0].etag), (2, 2 * size, parts[1].etag)] == [
        (part.part_number, part.size, part.etag) for part in listed
    ]
    await client.complete_multipart_upload(bucket, key, upload, parts)
    assert PARTS[1] + PARTS[0] + PARTS[1] == await bytes_of(client, bucket, key)


async def test_parts_are_listed_in_pages_and_replaced_by_their_number(
    client: AsyncTigrisHTTP, server: Server, bucket: str, key_in: Callable[[str], str]
) -> None:
    key = key_in("a b+c")
    upload = await begun(client, bucket, key)
    differs = server.differs
    if not (differs.lists_replaced_parts or differs.parts_begin_at_one):
        for number in (5, 1, 3):
            await client.upload_part(bucket, key, upload, number, b"first")
    for number in (5, 1, 3):
        await client.upload_part(bucket, key, upload, number, b"%d" % number)
    pages = [page async for page in client.list_parts(bucket, key, upload, max_parts=2).pages()]
    assert [2, 1] == [len(page.parts) for page in pages]
    assert [(number, 1, md5(b"%d" % number)) for number in (1, 3, 5)] == [
        (part.part_number, part.size, part.etag) for page in pages for part in page.parts
    ]
    behind = [part.part_number async for part in client.list_parts(bucket, key, upload, part_number_marker=2)]
    assert [3, 5] == behind
    await client.abort_multipart_upload(bucket, key, upload)


async def test_uploads_are_listed_until_aborted(client: AsyncTigrisHTTP, server: Server, new_bucket: str) -> None:
    keys = ["a", "img/1", "img/2", "z"] if server.differs.lists_uploads_by_id else ["a b+c", "img/1", "img/2 é%20", "z"]
    uploads = {await begun(client, new_bucket, key): key for key in keys}
    found = [each async for each in client.list_multipart_uploads(new_bucket)]
    assert uploads == {each.upload_id: each.key for each in found}
    assert all(each.initiated is not None for each in found)
    below = [each.key async for each in client.list_multipart_uploads(new_bucket, prefix="img/")]
    assert keys[1:3] == sorted(below)
    for upload, key in uploads.items():
        await client.abort_multipart_upload(new_bucket, key, upload)
    assert [] == [each async for each in client.list_multipart_uploads(new_bucket)]


async def test_uploads_are_listed_in_pages(client: AsyncTigrisHTTP, server: Server, new_bucket: str) -> None:
    keys = ["a b+c", "img/1", "img/2 é%20", "z"]
    uploads = {await begun(client, new_bucket, key): key for key in keys}
    listing = client.list_multipart_uploads(new_bucket, max_uploads=3)
    if server.differs.lists_uploads_by_id:
        with pytest.raises(MalformedResponse, match="names no key marker"):
            _ = [page async for page in listing.pages()]
    else:
        pages = [page async for page in listing.pages()]
        assert [3, 1] == [len(page.uploads) for page in pages]
        assert keys == [each.key for page in pages for each in page.uploads]
    for upload, key in uploads.items():
        await client.abort_multipart_upload(new_bucket, key, upload)


async def test_a_missing_upload_is_refused_by_its_name(
    client: AsyncTigrisHTTP, server: Server, bucket: str, key_in: Callable[[str], str]
) -> None:
    key = key_in("k")
    upload = await begun(client, bucket, key)
    part = await client.upload_part(bucket, key, upload, 1, PARTS[0])
    with pytest.raises(ServiceError) as wrong:
        await client.complete_multipart_upload(bucket, key, upload, [(1, "0" * 32)])
    assert (400, "InvalidPart") == (wrong.value.status, wrong.value.code)
    if server.differs.drops_upload_after_bad_completion:
        upload = await begun(client, bucket, key)
        part = await client.upload_part(bucket, key, upload, 1, PARTS[0])
    with pytest.raises(ServiceError) as missing:
        await client.complete_multipart_upload(bucket, key, upload, [part, (2, part.etag)])
    assert (400, "InvalidPart") == (missing.value.status, missing.value.code)
    if server.has("part copies"):
        with pytest.raises(NotFound):
            await client.upload_part_copy(bucket, key, upload, 1, bucket, key_in("gone"))
    with pytest.raises(NotFound):
        await client.head_object(bucket, key)
    if not server.differs.drops_upload_after_bad_completion:
        await client.abort_multipart_upload(bucket, key, upload)
    asks: list[Callable[[], Awaitable[object]]] = [
        lambda: client.upload_part(bucket, key, upload, 1, b"x"),
        lambda: client.complete_multipart_upload(bucket, key, upload, [part]),
    ]
    if server.differs.aborts_what_is_not_there:
        await client.abort_multipart_upload(bucket, key, upload)
    else:
        asks.append(lambda: client.abort_multipart_upload(bucket, key, upload))
    for ask in asks:
        with pytest.raises(NotFound) as gone:
            await ask()
        assert "NoSuchUpload" == gone.value.code


@servers_with("part copies")
async def test_a_condition_on_the_source_of_a_part_is_checked(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    stored = await client.put_object(bucket, key_in("from"), b"x")
    upload = await begun(client, bucket, key_in("to"))
    conditions: list[dict[str, Any]] = [{"source_if_match": "0" * 32}, {"source_if_none_match": stored.etag}]
    for condition in conditions:
        with pytest.raises(PreconditionFailed):
            await client.upload_part_copy(bucket, key_in("to"), upload, 1, bucket, key_in("from"), **condition)
    await client.abort_multipart_upload(bucket, key_in("to"), upload)


@servers_with("conditions")
async def test_a_conditional_completion_does_not_replace_an_object(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    key = key_in("k")
    await client.put_object(bucket, key, b"there")
    upload = await begun(client, bucket, key)
    part = await client.upload_part(bucket, key, upload, 1, b"new")
    with pytest.raises(PreconditionFailed):
        await client.complete_multipart_upload(bucket, key, upload, [part], if_none_match="*")
    assert b"there" == await bytes_of(client, bucket, key)
