"""Tags, access and ListObjects on third-party servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tigris_http import NotFound, ServiceError

from .differences import servers_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http import AsyncTigrisHTTP

    from .third_party import Server

pytestmark = pytest.mark.anyio

TAGS = {"project": "a b+c", "empty": "", "x/y:z": "ü=@_-."}


@servers_with("tags")
async def test_tags_of_an_object_are_written_replaced_and_removed(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    key = key_in("a b+c%é")
    await client.put_object(bucket, key, b"x", tagging=TAGS)
    assert TAGS == (await client.get_object_tagging(bucket, key)).tags
    await client.put_object_tagging(bucket, key, {"k": "v"})
    assert {"k": "v"} == (await client.get_object_tagging(bucket, key)).tags
    assert b"x" == await bytes_of(client, bucket, key)
    await client.delete_object_tagging(bucket, key)
    assert {} == (await client.get_object_tagging(bucket, key)).tags
    with pytest.raises(NotFound):
        await client.get_object_tagging(bucket, key_in("gone"))


async def bytes_of(client: AsyncTigrisHTTP, bucket: str, key: str) -> bytes:
    async with client.get_object(bucket, key) as body:
        return await body.read()


@servers_with("tags")
async def test_a_head_counts_the_tags(
    client: AsyncTigrisHTTP, server: Server, bucket: str, key_in: Callable[[str], str]
) -> None:
    await client.put_object(bucket, key_in("k"), b"x", tagging=TAGS)
    expected = len(TAGS) if server.differs.counts_tags else 0
    assert expected == (await client.head_object(bucket, key_in("k"))).tag_count


@servers_with("tags")
async def test_a_copy_keeps_its_tags_or_gets_others(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    await client.put_object(bucket, key_in("k"), b"x", tagging=TAGS)
    await client.copy_object(bucket, key_in("kept"), bucket, key_in("k"))
    await client.copy_object(bucket, key_in("other"), bucket, key_in("k"), tagging={"k": "a+b=c"})
    tags = [(await client.get_object_tagging(bucket, key_in(name))).tags for name in ("kept", "other")]
    assert [TAGS, {"k": "a+b=c"}] == tags


@servers_with("tags")
async def test_a_bucket_has_its_own_tags(client: AsyncTigrisHTTP, new_bucket: str) -> None:
    with pytest.raises(NotFound) as none:
        await client.get_bucket_tagging(new_bucket)
    assert "NoSuchTagSet" == none.value.code
    await client.put_bucket_tagging(new_bucket, TAGS)
    assert TAGS == await client.get_bucket_tagging(new_bucket)
    await client.delete_bucket_tagging(new_bucket)
    with pytest.raises(NotFound):
        await client.get_bucket_tagging(new_bucket)


@servers_with("access")
async def test_access_names_the_owner_who_has_full_control(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    await client.put_object(bucket, key_in("k"), b"x")
    for policy in (await client.get_bucket_acl(bucket), await client.get_object_acl(bucket, key_in("k"))):
        assert not policy.is_public
        assert ("FULL_CONTROL", "CanonicalUser", policy.owner_id) in [
            (grant.permission, grant.grantee_type, grant.grantee_id) for grant in policy.grants
        ]


@servers_with("access")
async def test_access_is_public_if_the_server_keeps_acls(
    client: AsyncTigrisHTTP, server: Server, new_bucket: str
) -> None:
    await client.put_object(new_bucket, "k", b"x")
    if not server.differs.takes_object_acls:
        with pytest.raises(ServiceError):
            await client.put_object_acl(new_bucket, "k", "public-read")
        return
    await client.put_object_acl(new_bucket, "k", "public-read")
    assert (await client.get_object_acl(new_bucket, "k")).is_public
    await client.put_object_acl(new_bucket, "k", "private")
    assert not (await client.get_object_acl(new_bucket, "k")).is_public
    await client.put_bucket_acl(new_bucket, "public-read")
    assert (await client.get_bucket_acl(new_bucket)).is_public


@pytest.mark.parametrize("max_keys", [2, 1000])
@pytest.mark.parametrize("delimiter", [None, "/"])
async def test_list_objects_and_list_objects_v2_return_the_same(
    client: AsyncTigrisHTTP,
    server: Server,
    bucket: str,
    key_in: Callable[[str], str],
    max_keys: int,
    delimiter: str | None,
) -> None:
    for name in ("a", "b c/1", "b c/2", "b+c/1", "d%20e/1", "é/1", "z"):
        await client.put_object(bucket, key_in(name), b"x")
    first = client.list_objects(bucket, prefix=key_in(""), delimiter=delimiter, max_keys=max_keys)
    pages = [page async for page in first.pages()]
    second = client.list_objects_v2(bucket, prefix=key_in(""), delimiter=delimiter)
    (expected,) = [page async for page in second.pages()]
    assert [(entry.key, entry.size, entry.etag) for entry in expected.objects] == [
        (entry.key, entry.size, entry.etag) for page in pages for entry in page.objects
    ]
    assert list(expected.common_prefixes) == [prefix for page in pages for prefix in page.common_prefixes]
    assert all(len(page.objects) + len(page.common_prefixes) <= max_keys for page in pages)
    assert {server.has("owners")} == {bool(entry.owner_id) for page in pages for entry in page.objects}
    behind = client.list_objects(bucket, prefix=key_in(""), marker=key_in("d%20e/1"))
    assert [key_in("z"), key_in("é/1")] == [entry.key async for entry in behind]
