"""Concurrent tasks and cancellation, for the async client alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import pytest

from tigris_http.emulator import Fault

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

    from .harness import Harness

pytestmark = pytest.mark.parametrize("harness", ["asyncio", "trio"], indirect=True)
LARGE = bytes(range(256)) * 8000


async def read(client: AsyncTigrisHTTP, key: str) -> bytes:
    async with client.get_object("atlas", key) as body:
        return await body.read()


async def test_48_tasks_get_their_own_answers_through_8_connections(harness: Harness) -> None:
    client = harness.client(max_connections=8)
    await client.create_bucket("atlas", snapshot_enabled=True)
    right: list[int] = []

    async def work(number: int) -> None:
        content = b"%d;" % number * (number * 500)
        await client.put_object("atlas", f"{number}", content)
        assert content == await read(client, f"{number}")
        async with client.bundle_objects("atlas", [f"{number}", "gone"], on_skipped="drop") as bundle:
            assert [content] == [await member.read() async for member in bundle]
        await client.rename_object("atlas", f"{number}", f"moved/{number}")
        right.append(number)

    async with anyio.create_task_group() as group:
        for number in range(48):
            group.start_soon(work, number)
    assert list(range(48)) == sorted(right)
    assert 48 == len([entry async for entry in client.list_objects_v2("atlas", prefix="moved/")])


@pytest.mark.parametrize("what", ["head", "body", "bundle", "page", "put"])
async def test_cancelled_calls_leave_the_client_usable(harness: Harness, tigris: Emulator, what: str) -> None:
    client = harness.client(max_connections=1)
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", LARGE)
    for _ in range(3):
        operation = {"bundle": "BundleObjects", "page": "ListObjectsV2", "put": "PutObject"}.get(what, "GetObject")
        fault = Fault("status", operation, retry_after=30) if what in ("head", "put") else None
        tigris.inject(fault or Fault("stall_body", operation, after=100, seconds=3))
        with anyio.move_on_after(0.15) as scope:
            match what:
                case "bundle":
                    async with client.bundle_objects("atlas", ["k", "k"], on_skipped="raise") as bundle:
                        assert [LARGE] == [await member.read() async for member in bundle]
                case "page":
                    assert [] == [entry async for entry in client.list_objects_v2("atlas")]
                case "put":
                    await client.put_object("atlas", "k", b"other")
                case _:
                    assert b"" == await read(client, "k")
        assert scope.cancelled_caught
        with anyio.fail_after(5):
            assert LARGE == await read(client, "k")


async def test_a_bundle_left_in_the_middle_is_closed_by_its_with(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", LARGE)
    async with client.bundle_objects("atlas", ["k", "k"], on_skipped="raise") as bundle:
        async for member in bundle:
            async for view in member.views():
                assert LARGE[: len(view)] == view
                break
            break
    assert LARGE == await read(client, "k")
