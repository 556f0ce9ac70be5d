"""Manifests on third-party stores: written, read by ranges, never mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.manifests import block, entries, keys, opened, write
from tigris_http import NotFound, ObjectChanged
from tigris_http.manifests import Shard

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http import AsyncTigrisHTTP

pytestmark = pytest.mark.anyio

NAMES = ["a", "a b+c", "empty", "sub/x", "sub/y", "sub/z", "ü/☃"]


async def filled(client: AsyncTigrisHTTP, bucket: str, prefix: str) -> list[tuple[str, int]]:
    for size, name in enumerate(NAMES):
        await client.put_object(bucket, f"{prefix}/{name}", b"x" * size)
    return [(f"{prefix}/{name}", size) for size, name in enumerate(NAMES)]


async def test_a_manifest_has_what_the_store_lists(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    prefix, key = key_in("data"), key_in("manifest")
    expected = await filled(client, bucket, prefix)
    written = await write(client, bucket, f"{prefix}/", key=key, block_keys=3)
    manifest = await opened(client, bucket, key)
    assert written == manifest
    assert (7, 21) == (manifest.count, manifest.total_size)
    assert expected == await entries(client, manifest)
    found: list[str] = []
    for number in range(3):
        found += await keys(client, Shard(manifest, shard=number, shards=3, seed=1, shuffle=True, window=4))
    assert [name for name, _ in expected] == sorted(found)


async def test_no_keys_are_a_manifest_too(client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]) -> None:
    key = key_in("manifest")
    written = await write(client, bucket, key_in("nothing"), key=key)
    assert (0, written) == (len(written), await opened(client, bucket, key))


async def test_a_replaced_manifest_is_not_read_on(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    prefix, key = key_in("data"), key_in("manifest")
    await filled(client, bucket, prefix)
    manifest = await write(client, bucket, f"{prefix}/", key=key, block_keys=3)
    await client.put_object(bucket, f"{prefix}/more", b"")
    again = await write(client, bucket, f"{prefix}/", key=key, block_keys=3)
    with pytest.raises(ObjectChanged):
        await block(client, manifest, 0)
    assert 8 == len(await entries(client, again))
    await client.delete_object(bucket, key)
    with pytest.raises(NotFound):
        await opened(client, bucket, key)
