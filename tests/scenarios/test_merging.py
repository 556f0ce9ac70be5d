"""Forks merged into, and rebased on, the bucket that they were forked from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tigris_http import OutcomeUnknown, ServiceError, TigrisSnapshot
from tigris_http.emulator import Emulator, Fault

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP

    from .harness import Harness


async def contents(client: AsyncTigrisHTTP, bucket: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    async for entry in client.list_objects_v2(bucket):
        async with client.get_object(bucket, entry.key) as body:
            found[entry.key] = await body.read()
    return found


async def forked(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    for key in ("a", "b", "c"):
        await client.put_object("atlas", key, b"old " + key.encode())
    await client.create_fork("lab", "atlas")
    await client.put_object("lab", "a", b"of the lab")
    await client.delete_object("lab", "b")
    await client.put_object("atlas", "d", b"of the atlas")


async def test_a_merge_brings_the_changes_of_the_fork(harness: Harness, client: AsyncTigrisHTTP) -> None:
    await forked(client)
    merged = await client.merge_fork("atlas", "lab")
    assert {"a": b"of the lab", "c": b"old c", "d": b"of the atlas"} == await contents(client, "atlas")
    assert {"a": b"of the lab", "c": b"old c"} == await contents(client, "lab")
    assert "atlas" == merged.bucket
    async with TigrisSnapshot(client, "atlas", merged.snapshot_version) as then:
        assert {"a": b"old a", "b": b"old b", "c": b"old c", "d": b"of the atlas"} == await contents(then, "atlas")


async def test_a_rebase_brings_the_changes_of_the_parent(harness: Harness, client: AsyncTigrisHTTP) -> None:
    await forked(client)
    await client.rebase_fork("lab")
    assert {"a": b"of the lab", "c": b"old c", "d": b"of the atlas"} == await contents(client, "lab")
    assert {"a": b"old a", "b": b"old b", "c": b"old c", "d": b"of the atlas"} == await contents(client, "atlas")
    await client.merge_fork("atlas", "lab")
    assert await contents(client, "lab") == await contents(client, "atlas")


async def test_only_a_direct_fork_can_be_merged_and_only_a_fork_rebased(
    harness: Harness, client: AsyncTigrisHTTP
) -> None:
    await forked(client)
    await client.create_fork("deeper", "lab")
    for parent, fork in (("atlas", "deeper"), ("lab", "atlas"), ("deeper", "lab")):
        with pytest.raises(ServiceError, match="InvalidArgument"):
            await client.merge_fork(parent, fork)
    with pytest.raises(ServiceError, match="InvalidArgument"):
        await client.rebase_fork("atlas")


@pytest.mark.parametrize("action", ["MergeFork", "RebaseFork"])
async def test_a_merge_that_may_have_taken_effect_is_not_repeated(
    harness: Harness, client: AsyncTigrisHTTP, tigris: Emulator, action: str
) -> None:
    await forked(client)
    tigris.clear_requests()
    tigris.inject(Fault("status", operation=action, status=500))
    with pytest.raises(OutcomeUnknown):
        await (client.merge_fork("atlas", "lab") if action == "MergeFork" else client.rebase_fork("lab"))
    assert [action] == [request.operation for request in tigris.requests]
