"""Listings: objects, prefixes, pages, versions."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import NotFound
from tigris_http.operations import ListObjectsV2

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

    from .conftest import Crowd

KEYS = ["a", "b/1", "b/2", "b/c/3", "c//x", "d", "é/1", "\U0001f600"]


async def filled(client: AsyncTigrisHTTP, bucket: str = "atlas") -> None:
    await client.create_bucket(bucket, snapshot_enabled=True)
    for key in KEYS:
        await client.put_object(bucket, key, key.encode())


async def test_a_listing_has_every_object_in_the_order_of_its_bytes(client: AsyncTigrisHTTP) -> None:
    await filled(client)
    found = [entry async for entry in client.list_objects_v2("atlas")]
    assert sorted(KEYS, key=str.encode) == [entry.key for entry in found]
    first = found[0]
    assert (1, hashlib.md5(b"a").hexdigest(), "STANDARD", None) == (
        first.size,
        first.etag,
        first.storage_class,
        first.owner_id,
    )
    head = await client.head_object("atlas", "a")
    assert head.last_modified is not None
    assert first.last_modified is not None
    assert head.last_modified == first.last_modified.replace(microsecond=0)


async def test_pages_have_the_requested_number_of_entries(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await filled(client)
    tigris.clear_requests()
    pages = [page async for page in client.list_objects_v2("atlas", max_keys=3).pages()]
    assert [3, 3, 2] == [len(page.objects) for page in pages]
    assert [True, True, False] == [page.is_truncated for page in pages]
    assert pages[-1].next_continuation_token is None
    assert 3 == len(tigris.requests)
    assert KEYS == [entry.key for page in pages for entry in page.objects]


async def test_prefix_and_start_after_limit_the_keys(client: AsyncTigrisHTTP) -> None:
    await filled(client)
    assert ["b/1", "b/2", "b/c/3"] == [entry.key async for entry in client.list_objects_v2("atlas", prefix="b/")]
    assert ["d", "é/1", "\U0001f600"] == [
        entry.key async for entry in client.list_objects_v2("atlas", start_after="c//x")
    ]
    assert ["b/c/3"] == [
        entry.key async for entry in client.list_objects_v2("atlas", prefix="b/", start_after="b/2", max_keys=1)
    ]
    assert [] == [entry.key async for entry in client.list_objects_v2("atlas", prefix="nothing")]
    assert KEYS == [entry.key async for entry in client.list_objects_v2("atlas", prefix="", delimiter="")]


@pytest.mark.parametrize("max_keys", [1, 2, 3, 1000])
async def test_a_delimiter_groups_the_keys_below_it(client: AsyncTigrisHTTP, max_keys: int) -> None:
    await filled(client)
    pages = [page async for page in client.list_objects_v2("atlas", delimiter="/", max_keys=max_keys).pages()]
    assert ["a", "d", "\U0001f600"] == [entry.key for page in pages for entry in page.objects]
    assert ["b/", "c/", "é/"] == [prefix for page in pages for prefix in page.common_prefixes]
    pages = [page async for page in client.list_objects_v2("atlas", prefix="b/", delimiter="/").pages()]
    assert (["b/1", "b/2"], ("b/c/",)) == ([entry.key for entry in pages[0].objects], pages[0].common_prefixes)


async def test_keys_prefixes_and_delimiters_of_any_characters_survive_a_listing(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    keys = sorted(["a\r\nb|1", "a\r\nb|2", "a b+c%20|1", "\0", "\x7f|", "<&>|x", "\ufffe|"], key=str.encode)
    for key in keys:
        await client.put_object("atlas", key, b"")
    assert keys == [entry.key async for entry in client.list_objects_v2("atlas", max_keys=1)]
    assert keys == [entry.key async for entry in client.list_object_versions("atlas", max_keys=1)]
    page = await client.send(ListObjectsV2("atlas", delimiter="|"))
    assert sorted({key.split("|")[0] + "|" for key in keys if "|" in key}, key=str.encode) == list(page.common_prefixes)
    assert ["a\r\nb|2"] == [
        entry.key async for entry in client.list_objects_v2("atlas", prefix="a\r\nb", start_after="a\r\nb|1")
    ]


@pytest.mark.parametrize("max_keys", [1, 2, 3, 1000])
async def test_list_objects_and_list_objects_v2_return_the_same(client: AsyncTigrisHTTP, max_keys: int) -> None:
    """Without a delimiter the service sends no marker; the last key is the marker."""
    await filled(client)
    version = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "a\r\nb", b"")
    ways: list[dict[str, Any]] = [{}, {"delimiter": "/"}, {"prefix": "b/", "delimiter": "/"}]
    for options in (*ways, {"snapshot_version": version}):
        first = [page async for page in client.list_objects("atlas", max_keys=max_keys, **options).pages()]
        second = [page async for page in client.list_objects_v2("atlas", fetch_owner=True, **options).pages()]
        assert list(second[0].objects) == [entry for page in first for entry in page.objects]
        assert list(second[0].common_prefixes) == [prefix for page in first for prefix in page.common_prefixes]
        assert max(len(page.objects) + len(page.common_prefixes) for page in first) <= max_keys
        assert "tid_emulator" == first[0].objects[0].owner_id
    assert ["é/1", "\U0001f600"] == [entry.key async for entry in client.list_objects("atlas", marker="d")]


async def test_owners_are_listed_on_request(client: AsyncTigrisHTTP) -> None:
    await filled(client)
    owners = {entry.owner_id async for entry in client.list_objects_v2("atlas", fetch_owner=True)}
    assert {"tid_emulator"} == owners
    assert {None} == {entry.owner_id async for entry in client.list_objects_v2("atlas")}
    await client.delete_object("atlas", "a")
    assert {"tid_emulator"} == {entry.owner_id async for entry in client.list_object_versions("atlas")}


async def test_a_listing_of_an_unknown_bucket_is_not_found(client: AsyncTigrisHTTP) -> None:
    with pytest.raises(NotFound) as caught:
        _ = [entry async for entry in client.list_objects_v2("nowhere")]
    assert ("NoSuchBucket", "ListObjectsV2", "nowhere") == (
        caught.value.code,
        caught.value.operation,
        caught.value.bucket,
    )


async def test_a_listing_at_a_snapshot_shows_its_objects(client: AsyncTigrisHTTP) -> None:
    await filled(client)
    version = (await client.create_snapshot("atlas")).version
    await client.delete_objects("atlas", KEYS[1:])
    await client.put_object("atlas", "new", b"")
    then = [entry.key async for entry in client.list_objects_v2("atlas", snapshot_version=version, max_keys=3)]
    assert KEYS == then
    assert ["a", "new"] == [entry.key async for entry in client.list_objects_v2("atlas")]


async def test_versions_are_listed_newest_first_with_their_markers(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    one = (await client.put_object("atlas", "a", b"one")).version_id
    two = (await client.put_object("atlas", "a", b"two")).version_id
    gone = (await client.delete_object("atlas", "a")).version_id
    other = (await client.put_object("atlas", "b", b"")).version_id
    expected = [
        ("a", gone, True, True, 0),
        ("a", two, False, False, 3),
        ("a", one, False, False, 3),
        ("b", other, True, False, 0),
    ]
    for max_keys in (1, 2, 1000):
        found = [entry async for entry in client.list_object_versions("atlas", max_keys=max_keys)]
        assert expected == [
            (entry.key, entry.version_id, entry.is_latest, entry.is_delete_marker, entry.size) for entry in found
        ]
    assert hashlib.md5(b"two").hexdigest() == found[1].etag
    after = [entry async for entry in client.list_object_versions("atlas", key_marker="a", version_id_marker=two)]
    assert [one, other] == [entry.version_id for entry in after]


async def test_versions_are_grouped_by_a_delimiter_too(client: AsyncTigrisHTTP) -> None:
    await filled(client)
    pages = [page async for page in client.list_object_versions("atlas", delimiter="/").pages()]
    assert ("b/", "c/", "é/") == pages[0].common_prefixes
    assert ["a", "d", "\U0001f600"] == [entry.key for entry in pages[0].versions]


async def test_more_than_a_page_of_objects_is_listed_whole(crowd: Crowd) -> None:
    client = crowd.client
    found = [entry async for entry in client.list_objects_v2(crowd.bucket)]
    assert crowd.keys == [entry.key for entry in found]
    assert [1000] * 5 == [len(page.objects) async for page in client.list_objects_v2(crowd.bucket).pages()]
    assert crowd.keys == [entry.key async for entry in client.list_object_versions(crowd.bucket, max_keys=700)]


async def test_2500_objects_are_deleted_in_three_requests(crowd: Crowd) -> None:
    client, tigris = crowd.client, crowd.tigris
    fork = await crowd.fork()
    tigris.clear_requests()
    result = await client.delete_objects(fork, crowd.keys[:2500])
    assert ["DeleteObjects"] * 3 == [request.operation for request in tigris.requests]
    assert crowd.keys[:2500] == [entry.key for entry in result.deleted]
    assert () == result.errors
    assert crowd.keys[2500:] == [entry.key async for entry in client.list_objects_v2(fork)]
    assert 5000 == len([entry async for entry in client.list_objects_v2(crowd.bucket)])
