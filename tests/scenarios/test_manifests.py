"""Manifests: what a listing has is written, read, and dealt to shards."""

from __future__ import annotations

import asyncio
import pickle
import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.scenarios.manifests import block, entries, keys, opened, plain, write
from tigris_http import AsyncTigrisHTTP, ObjectChanged
from tigris_http._client.scopes import AtSnapshot
from tigris_http.emulator import Fault
from tigris_http.manifests import Shard, default_key, open_manifest, write_manifest
from tigris_http.manifests import format as _format

if TYPE_CHECKING:
    from tests.scenarios.conftest import Crowd
    from tests.scenarios.harness import Harness
    from tigris_http.emulator import Emulator

CONTENTS = {
    "train/line\nend": b"",
    "train/\x01\x7f\r": b"1",
    "train/ü/☃ +%20": b"22",
    "train/\U0001f600": b"333",
    "train/&<>'\"": b"4444",
    "train": b"55555",
    "train-old/a": b"666666",
    "valid/a": b"7777777",
}


async def fill(client: AsyncTigrisHTTP, bucket: str = "photos", **options: Any) -> None:
    await client.create_bucket(bucket, **options)
    for key, content in CONTENTS.items():
        await client.put_object(bucket, key, content)


def under(prefix: str) -> list[tuple[str, int]]:
    return sorted((key, len(content)) for key, content in CONTENTS.items() if key.startswith(prefix))


@pytest.mark.parametrize("prefix", ["", "train/", "train", "none/", "\n"])
async def test_a_manifest_has_what_a_listing_has(client: AsyncTigrisHTTP, prefix: str) -> None:
    await fill(client)
    written = await write(client, "photos", prefix, block_keys=2)
    found = under(prefix)
    assert (len(found), sum(size for _, size in found)) == (written.count, written.total_size)
    assert ("photos", prefix, None) == (written.bucket, written.prefix, written.snapshot_version)
    assert ("photos", default_key(prefix)) == (written.manifest_bucket, written.key)
    manifest = await opened(client, "photos", written.key)
    assert written == manifest == pickle.loads(pickle.dumps(manifest))
    assert found == await entries(client, manifest)
    counted = [(each.count, each.size) for each in manifest.blocks]
    assert [
        (len(found[at : at + 2]), sum(s for _, s in found[at : at + 2])) for at in range(0, len(found), 2)
    ] == counted
    info = await client.head_object("photos", written.key)
    assert (written.etag, "application/vnd.tigris-http.manifest") == (info.etag, info.content_type)


def test_an_index_and_a_block_are_parsed_beside_the_event_loop(
    tigris: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []

    def noted(parse: Any) -> Any:
        def noting(*given: Any, **named: Any) -> Any:
            threads.append(threading.get_ident())
            return parse(*given, **named)

        return noting

    for name in ("parse_end", "decode_block"):
        monkeypatch.setattr(_format, name, noted(getattr(_format, name)))

    async def read() -> int:
        async with AsyncTigrisHTTP(tigris.endpoint, tigris.credentials) as client:
            await fill(client)
            written = await write_manifest(client, "photos")
            manifest = await open_manifest(client, "photos", written.key)
            return len(await manifest.read_block(client, 0))

    assert len(CONTENTS) == asyncio.run(read())
    assert 2 == len(threads)
    assert threading.get_ident() not in threads


async def test_manifests_are_no_data_of_the_next_one(client: AsyncTigrisHTTP) -> None:
    await fill(client)
    first = await write(client, "photos")
    await write(client, "photos", "train/")
    await client.put_object("photos", ".manifests0", b"data")
    await client.put_object("photos", ".manifest", b"data")
    again = await write(client, "photos")
    assert [(".manifest", 4), (".manifests0", 4), *under("")] == await entries(client, again)
    assert first.key == again.key
    dotted = await write(client, "photos", ".")
    assert [(".manifest", 4), (".manifests0", 4)] == await entries(client, dotted)
    of_manifests = await write(client, "photos", ".manifests/", key="of-manifests")
    expected = [default_key("."), first.key, default_key("train/")]
    assert sorted(expected) == [key for key, _ in await entries(client, of_manifests)]


async def test_a_manifest_may_lie_in_another_bucket(client: AsyncTigrisHTTP) -> None:
    await fill(client)
    await client.create_bucket("lists")
    written = await write(client, "photos", to_bucket="lists", key="photos.keys")
    assert written == await opened(client, "lists", "photos.keys")
    assert ("photos", "lists") == (written.bucket, written.manifest_bucket)
    assert under("") == await entries(client, written)
    assert [] == [each.key async for each in client.list_objects_v2("photos", prefix=".manifests/")]


async def test_of_a_snapshot_the_keys_are_those_of_then(client: AsyncTigrisHTTP) -> None:
    await fill(client, snapshot_enabled=True)
    version = (await client.create_snapshot("photos", "before")).version
    await client.delete_object("photos", "train")
    await client.put_object("photos", "new", b"")
    past, now = await write(client, "photos", snapshot_version=version), await write(client, "photos")
    assert (version, None) == (past.snapshot_version, now.snapshot_version)
    assert past.key == f".manifests/keys@{version}.manifest"
    assert under("") == await entries(client, past)
    assert sorted({*under(""), ("new", 0)} - {("train", 5)}) == await entries(client, now)
    assert past == await opened(client, "photos", past.key)


async def test_a_manifest_at_a_snapshot_is_read_through_a_view(client: AsyncTigrisHTTP) -> None:
    """A view reads the manifest that lay there then."""
    await fill(client, snapshot_enabled=True)
    written = await write(client, "photos")
    version = (await client.create_snapshot("photos", "with manifest")).version
    await client.put_object("photos", "new", b"")
    replaced = await write(client, "photos")
    view = plain(client).scoped(AtSnapshot("photos", version))
    then = await opened(view, "photos", written.key)
    assert (written, 8) == (then, then.count)
    assert under("") == await entries(view, then)
    with pytest.raises(ObjectChanged):
        await block(client, then, 0)
    assert 9 == replaced.count
    with pytest.raises(ValueError, match="cannot be done at a snapshot"):
        await write(view, "photos")


async def test_a_manifest_made_through_a_view_knows_its_snapshot(client: AsyncTigrisHTTP) -> None:
    await fill(client, snapshot_enabled=True)
    await client.create_bucket("lists")
    version = (await client.create_snapshot("photos", "before")).version
    await client.put_object("photos", "new", b"")
    other = (await client.create_snapshot("photos", "after")).version
    view = plain(client).scoped(AtSnapshot("photos", version))
    written = await write(view, "photos", to_bucket="lists")
    assert (version, f".manifests/keys@{version}.manifest") == (written.snapshot_version, written.key)
    assert written == await opened(client, "lists", written.key)
    assert under("") == await entries(client, written)
    named = await write(view, "photos", to_bucket="lists", snapshot_version=other)
    assert (other, 9) == (named.snapshot_version, named.count)
    of_another = await write(view, "lists", to_bucket="lists", prefix="none/")
    assert of_another.snapshot_version is None


@pytest.mark.parametrize("options", [{}, {"max_connections": 1}, {"max_connections": 2}, {"max_connections": 5}])
async def test_many_keys_are_listed_by_any_number_of_connections(harness: Harness, crowd: Crowd, options: Any) -> None:
    bucket = await crowd.fork()
    client = harness.client(crowd.tigris.endpoint, **options)
    expected = sorted((key, len(content)) for key, content in crowd.contents.items())
    for lanes in (1, 8):
        manifest = await write(client, bucket, block_keys=700, lanes=lanes)
        assert [700] * 7 + [100] == [each.count for each in manifest.blocks]
        assert expected == await entries(client, manifest)


async def test_an_index_longer_than_the_first_request_is_read_by_another(crowd: Crowd) -> None:
    bucket = await crowd.fork()
    written = await write(crowd.client, bucket, block_keys=1)
    manifest = await opened(crowd.client, bucket, written.key)
    assert 5_000 == len(manifest.blocks)
    assert written == manifest
    for number in (0, 2_499, 4_999):
        key = crowd.keys[number]
        assert ((key, len(crowd.contents[key])),) == await block(crowd.client, manifest, number)


@pytest.mark.parametrize("window", [0, 30, 1_000])
async def test_shards_read_each_key_once(client: AsyncTigrisHTTP, window: int) -> None:
    await client.create_bucket("photos")
    expected = [f"{number:03}" for number in range(103)]
    for key in expected:
        await client.put_object("photos", key, b"")
    manifest = await write(client, "photos", block_keys=10)
    found: list[str] = []
    for number in range(4):
        shard = Shard(manifest, shard=number, shards=4, seed=3, epoch=1, shuffle=True, window=window)
        every = await keys(client, shard)
        assert len(shard) == len(every)
        for start in (1, 17, len(every)):
            assert every[start:] == await keys(client, shard, start)
        found += every
    assert expected != found
    assert expected == sorted(found)


async def test_of_a_list_a_shard_reads_nothing(client: AsyncTigrisHTTP) -> None:
    shard = Shard(["a", "b", "c", "d", "e"], shard=0, shards=2)
    assert ["c", "e"] == await keys(client, shard, 1)


async def test_a_block_whose_body_breaks_is_read_on(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await fill(client)
    manifest = await write(client, "photos")
    tigris.inject(Fault("cut_body", operation="GetObject", after=10))
    assert under("") == await entries(client, manifest)
    tigris.inject(Fault("cut_body", operation="GetObject", after=50))
    assert manifest == await opened(client, "photos", manifest.key)
    assert () == tigris.faults
