"""List objects and versions, and delete many objects at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tigris_http import TigrisHTTP

from .differences import servers_with
from .third_party import boto

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tigris_http import AsyncTigrisHTTP

    from .third_party import Server

pytestmark = pytest.mark.anyio


def stored(client: TigrisHTTP, bucket: str, keys: list[str]) -> None:
    with ThreadPoolExecutor(4) as threads:
        for _ in threads.map(lambda key: client.put_object(bucket, key, b"x"), keys):
            pass


@pytest.fixture(scope="session")
def crowd(server: Server, bucket: str) -> Iterator[list[str]]:
    """2,500 keys below `crowd/`, some of which need encoding."""
    keys = sorted((f"crowd/{number:04} +%20é" for number in range(2500)), key=str.encode)
    with TigrisHTTP(server.endpoint, server.credentials, region=server.region, addressing_style="path") as client:
        stored(client, bucket, keys)
        yield keys


async def test_a_listing_covers_all_pages(client: AsyncTigrisHTTP, bucket: str, crowd: list[str]) -> None:
    pages = [page async for page in client.list_objects_v2(bucket, prefix="crowd/").pages()]
    assert [1000, 1000, 500] == [len(page.objects) for page in pages]
    assert [True, True, False] == [page.is_truncated for page in pages]
    assert crowd == [entry.key async for entry in client.list_objects_v2(bucket, prefix="crowd/")]


async def test_a_listing_starts_after_a_key_and_keeps_its_page_size(
    client: AsyncTigrisHTTP, bucket: str, crowd: list[str]
) -> None:
    pages = [
        page
        async for page in client.list_objects_v2(
            bucket, prefix="crowd/24", start_after="crowd/2489 +%20é", max_keys=4
        ).pages()
    ]
    assert [4, 4, 2] == [len(page.objects) for page in pages]
    assert crowd[2490:] == [entry.key for page in pages for entry in page.objects]


async def test_2500_objects_are_deleted_in_requests_of_a_thousand(
    client: AsyncTigrisHTTP, blocking: TigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    """Most do not exist, which is no error; the existing ones are spread over the three requests."""
    keys = [key_in(f"{number:04} +%20é<&>") for number in range(2500)]
    stored(blocking, bucket, keys[::25])
    result = await client.delete_objects(bucket, keys)
    assert keys == [entry.key for entry in result.deleted]
    assert () == result.errors
    assert [] == [entry.key async for entry in client.list_objects_v2(bucket, prefix=key_in(""))]


async def test_a_listed_object_has_its_properties(
    client: AsyncTigrisHTTP, server: Server, bucket: str, key_in: Callable[[str], str]
) -> None:
    put = await client.put_object(bucket, key_in("k"), b"value")
    head = await client.head_object(bucket, key_in("k"))
    (entry,) = [e async for e in client.list_objects_v2(bucket, prefix=key_in(""), fetch_owner=True)]
    assert (key_in("k"), 5, put.etag, "STANDARD") == (entry.key, entry.size, entry.etag, entry.storage_class)
    assert entry.last_modified is not None
    assert head.last_modified == entry.last_modified.replace(microsecond=0)
    assert server.has("owners") == bool(entry.owner_id)


async def test_a_delimiter_groups_the_keys_below_it(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    for name in ("a", "b c/1", "b c/2", "b+c/1", "d%20e/1", "é/1", "z"):
        await client.put_object(bucket, key_in(name), b"")
    (page,) = [p async for p in client.list_objects_v2(bucket, prefix=key_in(""), delimiter="/").pages()]
    assert [key_in("a"), key_in("z")] == [entry.key for entry in page.objects]
    assert [key_in(name) for name in ("b c/", "b+c/", "d%20e/", "é/")] == list(page.common_prefixes)
    few = [p async for p in client.list_objects_v2(bucket, prefix=key_in(""), delimiter="/", max_keys=2).pages()]
    assert max(len(p.objects) + len(p.common_prefixes) for p in few) <= 2
    assert list(page.common_prefixes) == [prefix for p in few for prefix in p.common_prefixes]
    assert list(page.objects) == [entry for p in few for entry in p.objects]


async def test_a_listing_of_nothing_is_empty(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    (page,) = [p async for p in client.list_objects_v2(bucket, prefix=key_in("")).pages()]
    assert ((), (), False, None) == (
        page.objects,
        page.common_prefixes,
        page.is_truncated,
        page.next_continuation_token,
    )


# -- versions ----------------------------------------------------------------------------------------------------


@pytest.fixture
def versioned(server: Server, new_bucket: str) -> str:
    """A bucket with versions: boto3 enables them, which this client cannot."""
    with closing(boto("s3", server.port, server.region, server.credentials)) as s3:
        s3.put_bucket_versioning(Bucket=new_bucket, VersioningConfiguration={"Status": "Enabled"})
    return new_bucket


@servers_with("versions")
async def test_versions_are_written_read_listed_copied_and_removed(client: AsyncTigrisHTTP, versioned: str) -> None:
    key = "a b+c"
    first = (await client.put_object(versioned, key, b"first")).version_id
    second = (await client.put_object(versioned, key, b"second")).version_id
    marker = await client.delete_object(versioned, key)
    assert marker.delete_marker
    listed = [version async for version in client.list_object_versions(versioned)]
    assert [(key, marker.version_id, True, True), (key, second, False, False), (key, first, False, False)] == [
        (v.key, v.version_id, v.is_latest, v.is_delete_marker) for v in listed
    ]
    assert [0, 6, 5] == [version.size for version in listed]
    async with client.get_object(versioned, key, version_id=first) as body:
        assert (first, b"first") == (body.info.version_id, await body.read())
    assert 6 == (await client.head_object(versioned, key, version_id=second)).size
    await client.copy_object(versioned, "copy", versioned, key, source_version_id=first)
    async with client.get_object(versioned, "copy") as body:
        assert b"first" == await body.read()
    assert marker.version_id
    await client.delete_object(versioned, key, version_id=marker.version_id)
    async with client.get_object(versioned, key) as body:
        assert b"second" == await body.read()
    targets = [(v.key, v.version_id) async for v in client.list_object_versions(versioned)]
    removed = await client.delete_objects(versioned, targets)
    assert targets == [(entry.key, entry.version_id) for entry in removed.deleted]
    assert [] == [version async for version in client.list_object_versions(versioned)]


@servers_with("versions")
async def test_versions_are_listed_page_by_page(client: AsyncTigrisHTTP, versioned: str) -> None:
    written = []
    for number in range(4):
        versions = [(await client.put_object(versioned, f"k {number}+", b"x")).version_id for _ in range(2)]
        written += [(f"k {number}+", version) for version in reversed(versions)]
    pages = [page async for page in client.list_object_versions(versioned, max_keys=3).pages()]
    assert [3, 3, 2] == [len(page.versions) for page in pages]
    assert written == [(version.key, version.version_id) for page in pages for version in page.versions]
    only = [v.key async for v in client.list_object_versions(versioned, prefix="k 2")]
    assert ["k 2+"] * 2 == only


@servers_with("legal holds")
async def test_a_failed_delete_is_reported_beside_those_that_succeeded(
    client: AsyncTigrisHTTP, server: Server, bucket: str
) -> None:
    """A legal hold protects one version; its error comes in an answer with status 200."""
    locked = f"{bucket}-lock-{id(client)}"
    with closing(boto("s3", server.port, server.region, server.credentials)) as s3:
        s3.create_bucket(Bucket=locked, ObjectLockEnabledForBucket=True)
        held = (await client.put_object(locked, "held", b"x")).version_id
        free = (await client.put_object(locked, "free", b"x")).version_id
        s3.put_object_legal_hold(Bucket=locked, Key="held", LegalHold={"Status": "ON"})
        result = await client.delete_objects(locked, [("held", held), ("free", free), "absent"])
        s3.put_object_legal_hold(Bucket=locked, Key="held", LegalHold={"Status": "OFF"})
    assert [("held", held, "AccessDenied")] == [(e.key, e.version_id, e.code) for e in result.errors]
    assert result.errors[0].message
    assert {"free", "absent"} == {entry.key for entry in result.deleted}
