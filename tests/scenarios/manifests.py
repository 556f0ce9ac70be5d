"""Functions of manifests with either client of the scenarios."""

from __future__ import annotations

from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from tigris_http import AsyncTigrisHTTP, TigrisHTTP, manifests

if TYPE_CHECKING:
    from tigris_http.manifests import Entry, Manifest, Shard


def plain(client: Any) -> Any:
    """Return the client itself, without the async interface that tests give it."""
    if isinstance(client, (AsyncTigrisHTTP, TigrisHTTP)):
        return client
    return getattr(client, "_inner", None) or client._client


async def _result(found: Any) -> Any:
    return await found if isawaitable(found) else found


async def write(client: AsyncTigrisHTTP, bucket: str, prefix: str = "", **options: Any) -> Manifest:
    found: Manifest = await _result(manifests.write_manifest(plain(client), bucket, prefix, **options))
    return found


async def opened(client: AsyncTigrisHTTP, bucket: str, key: str) -> Manifest:
    found: Manifest = await _result(manifests.open_manifest(plain(client), bucket, key))
    return found


async def block(client: AsyncTigrisHTTP, manifest: Manifest, number: int) -> tuple[Entry, ...]:
    found: tuple[Entry, ...] = await _result(manifest.read_block(plain(client), number))
    return found


async def entries(client: AsyncTigrisHTTP, manifest: Manifest) -> list[tuple[str, int]]:
    """Read all blocks."""
    found: list[tuple[str, int]] = []
    for number in range(len(manifest.blocks)):
        found += [(entry.key, entry.size) for entry in await block(client, manifest, number)]
    return found


async def keys(client: AsyncTigrisHTTP, shard: Shard, start: int = 0) -> list[str]:
    reader = plain(client)
    if isinstance(reader, AsyncTigrisHTTP):
        return [key async for key in shard.keys(reader, start)]
    assert isinstance(reader, TigrisHTTP)
    return list(shard.keys(reader, start))
