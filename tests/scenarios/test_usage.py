"""The main jobs of tigris-boto3-ext, from beginning to end, with this client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tigris_http import BundleError, BundleSkipped, Conflict, NotFound, TigrisSnapshot
from tigris_http.operations import ListedSnapshot

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP


async def read(client: AsyncTigrisHTTP, bucket: str, key: str, version: str | None = None) -> bytes:
    async with client.get_object(bucket, key, snapshot_version=version) as body:
        return await body.read()


async def test_a_backup_is_restored_as_a_fork(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("production", snapshot_enabled=True)
    await client.put_object("production", "important", b"critical")
    backup = await client.create_snapshot("production", "daily")
    await client.delete_object("production", "important")
    async with TigrisSnapshot(client, "production") as view:
        (found,) = [entry async for entry in view.list_buckets()]
    assert isinstance(found, ListedSnapshot)
    assert (backup.version, "daily", backup.created_at) == (found.version, found.label, found.created_at)
    await client.create_fork("restored", "production", found.version)
    assert b"critical" == await read(client, "restored", "important")


async def test_a_trial_in_a_fork_leaves_production_alone(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("production", snapshot_enabled=True)
    await client.put_object("production", "important", b"critical")
    before = await client.create_snapshot("production", "before the trial")
    await client.create_fork("trial", "production", before.version)
    await client.put_object("trial", "test", b"test data")
    with pytest.raises(Conflict, match="BucketNotEmpty"):
        await client.delete_bucket("trial")
    await client.delete_bucket("trial", force=True)
    assert ["important"] == [entry.key async for entry in client.list_objects_v2("production")]
    assert ["production"] == [entry.name async for entry in client.list_buckets()]


async def test_the_past_is_read_by_the_version_of_a_snapshot(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    for key in ("config", "logs/2024/a", "logs/2025/b"):
        await client.put_object("atlas", key, b"then")
    version = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "config", b"now")
    await client.delete_object("atlas", "logs/2024/a")
    assert (b"then", b"now") == (await read(client, "atlas", "config", version), await read(client, "atlas", "config"))
    listing = client.list_objects_v2("atlas", prefix="logs/2024/", snapshot_version=version)
    assert ["logs/2024/a"] == [entry.key async for entry in listing]
    assert 4 == (await client.head_object("atlas", "logs/2024/a", snapshot_version=version)).size
    with pytest.raises(NotFound):
        await read(client, "atlas", "config", "12345")


async def test_a_bucket_shows_its_kind_and_its_lineage(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("plain")
    await client.create_bucket("source", snapshot_enabled=True)
    version = (await client.create_snapshot("source", "v1")).version
    await client.create_fork("fork", "source", version)
    infos = [await client.get_bucket_info(name) for name in ("plain", "source", "fork")]
    assert [(False, None, None), (True, None, None), (True, "source", version)] == [
        (info.snapshot_enabled, info.fork_source_bucket, info.fork_source_snapshot) for info in infos
    ]


async def test_a_batch_for_training_arrives_in_order_or_names_its_missing_objects(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("dataset")
    keys = [f"train/img_{number:05}.jpg" for number in range(100)]
    for key in keys[:-3]:
        await client.put_object("dataset", key, key.encode())
    there: list[tuple[str, bytes]] = []
    missing: list[str] = []
    async with client.bundle_objects("dataset", keys) as bundle:
        async for found in bundle:
            if isinstance(found, BundleSkipped):
                missing.append(found.key)
            else:
                there.append((found.key, await found.read()))
    assert ([(key, key.encode()) for key in keys[:-3]], keys[-3:]) == (there, missing)
    with pytest.raises(BundleError) as caught:
        async with client.bundle_objects("dataset", keys, on_error="fail") as bundle:
            assert [found async for found in bundle] == []
    error = caught.value
    assert (404, "BundleKeyNotFound", tuple(keys[-3:])) == (error.status_code, error.code, error.missing_keys)
    assert all(f"<Key>{key}</Key>" in error.body for key in keys[-3:])
