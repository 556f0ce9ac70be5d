"""`get_ranges`, `exists` and `wait_until_exists`."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.rawserver import RawServer, reply
from tigris_http import (
    AccessDenied,
    NotFound,
    ObjectChanged,
    PreconditionFailed,
    RangeNotSatisfiable,
    TigrisSnapshot,
    TimedOut,
)
from tigris_http.emulator import Fault
from tigris_http.transfers import TransferOptions

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scenarios.harness import Harness
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

CONTENT = random.Random(1).randbytes(5000)
WANTED = [(4000, 4009), (0, 3), (10, 19), (5, 14), (4990, 6000), (2000, 2000)]


async def stored(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "k", CONTENT)


@pytest.mark.parametrize(("coalesce", "requests"), [(0, 5), (1, 4), (5000, 1)])
async def test_ranges_come_in_their_order_and_close_ones_together(
    client: AsyncTigrisHTTP, tigris: Emulator, coalesce: int, requests: int
) -> None:
    await stored(client)
    found = await client.get_ranges("atlas", "k", WANTED, coalesce=coalesce)
    assert [CONTENT[first : last + 1] for first, last in WANTED] == found
    assert requests == len([each for each in tigris.requests if each.operation == "GetObject"])
    assert [] == await client.get_ranges("atlas", "k", [])


async def test_the_past_is_read_by_ranges(client: AsyncTigrisHTTP) -> None:
    await stored(client)
    version = (await client.head_object("atlas", "k")).version_id
    snapshot = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "k", b"later")
    past: list[dict[str, Any]] = [{"version_id": version}, {"snapshot_version": snapshot}]
    for options in past:
        assert [CONTENT[4:6], CONTENT[4000:4002]] == await client.get_ranges(
            "atlas", "k", [(4, 5), (4000, 4001)], coalesce=0, **options
        )


@pytest.mark.parametrize("coalesce", [0, 10_000])
async def test_a_range_beyond_the_end_is_refused(client: AsyncTigrisHTTP, coalesce: int) -> None:
    await stored(client)
    with pytest.raises(RangeNotSatisfiable):
        await client.get_ranges("atlas", "k", [(0, 1), (5000, 5001)], coalesce=coalesce)


async def test_all_ranges_are_of_one_object(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await stored(client)
    await client.get_ranges("atlas", "k", WANTED, coalesce=0, transfer=TransferOptions(concurrency=1))
    conditions = [dict(each.headers).get("if-match") for each in tigris.requests if each.operation == "GetObject"]
    assert [True, *[False] * 4] == [each is None for each in conditions]
    tigris.inject(Fault("cut_body", operation="GetObject", after=1))
    assert [CONTENT[:4]] == await client.get_ranges("atlas", "k", [(0, 3)])
    with pytest.raises(PreconditionFailed):
        await client.get_ranges("atlas", "k", WANTED, if_match="0" * 32)


async def test_an_object_that_was_replaced_is_not_mixed(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await stored(client)
    tigris.inject(Fault("stall_body", operation="GetObject", seconds=0))
    tigris.inject(Fault("status", operation="GetObject", status=412))
    with pytest.raises(ObjectChanged, match="GetRanges"):
        await client.get_ranges("atlas", "k", [(0, 3), (4000, 4001)], coalesce=0)


@pytest.mark.parametrize(("etag", "size"), [("b", 9), ("a", 8)])
async def test_ranges_are_not_mixed_by_a_server_without_conditions(harness: Harness, etag: str, size: int) -> None:
    first = reply(206, b"ab", 'ETag: "a"', "Content-Range: bytes 0-1/9")
    other = reply(206, b"xy", f'ETag: "{etag}"', f"Content-Range: bytes 4-5/{size}")
    with RawServer(first, other) as server:
        client = harness.client(server.endpoint)
        with pytest.raises(ObjectChanged, match="GetRanges"):
            await client.get_ranges("atlas", "k", [(0, 1), (4, 5)], coalesce=0)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"ranges": [(3, 2)]}, ValueError, "the last byte of ranges must be at least 3, not 2"),
        ({"ranges": [(-1, 2)]}, ValueError, "the first byte of ranges must be at least 0, not -1"),
        ({"ranges": [(0, None)]}, TypeError, "the last byte of ranges must be an int"),
        ({"ranges": [5]}, TypeError, "ranges must be pairs of ints"),
        ({"coalesce": -1}, ValueError, "coalesce must be at least 0, not -1"),
        ({"transfer": 5}, TypeError, "transfer must be a TransferOptions"),
        ({"key": ""}, ValueError, "key"),
    ],
)
async def test_bad_ranges_are_refused_before_anything_is_sent(
    client: AsyncTigrisHTTP, tigris: Emulator, arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    given: dict[str, Any] = {"bucket": "atlas", "key": "k", "ranges": [(0, 1)]} | arguments
    with pytest.raises(error, match=message):
        await client.get_ranges(**given)
    assert () == tuple(tigris.requests)


async def test_an_object_exists_or_not(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    assert not await client.exists("atlas", "k")
    await client.create_bucket("atlas", snapshot_enabled=True)
    before = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "k", b"")
    version = (await client.head_object("atlas", "k")).version_id
    assert await client.exists("atlas", "k")
    assert await client.exists("atlas", "k", version_id=version)
    assert not await client.exists("atlas", "k", snapshot_version=before)
    await client.delete_object("atlas", "k")
    assert not await client.exists("atlas", "k")
    tigris.inject(Fault("status", operation="HeadObject", status=403))
    with pytest.raises(AccessDenied):
        await client.exists("atlas", "k")


async def test_a_wait_ends_when_the_object_is_there(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await stored(client)
    tigris.inject(Fault("status", operation="HeadObject", status=404, times=2))
    info = await client.wait_until_exists("atlas", "k", interval=0.01)
    assert (5000, 3) == (info.size, len([each for each in tigris.requests if each.operation == "HeadObject"]))


async def test_a_wait_without_an_object_ends_in_time(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(TimedOut, match=r"the object has not appeared within 0\.05 seconds") as failed:
        await client.wait_until_exists("atlas", "k", within=0.05, interval=0.02)
    assert ("atlas", "k") == (failed.value.bucket, failed.value.key)
    assert isinstance(failed.value.__cause__, NotFound)
    for name in ("within", "interval"):
        with pytest.raises(ValueError, match=f"{name} must be"):
            await client.wait_until_exists("atlas", "k", **{name: -1})  # type: ignore[arg-type]


async def test_a_view_of_a_snapshot_reads_by_every_transfer_and_writes_by_none(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path
) -> None:
    await stored(client)
    version = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "k", b"later")
    async with TigrisSnapshot(client, "atlas", version) as view:
        assert [CONTENT[4000:4001]] == await view.get_ranges("atlas", "k", [(4000, 4000)])
        assert await view.exists("atlas", "k")
        assert 5000 == (await view.download_file("atlas", "k", tmp_path / "a")).size
        before = len(tigris.requests)
        for content in (b"small", bytes(11 << 20)):
            with pytest.raises(ValueError, match="cannot be done at a snapshot of 'atlas'"):
                await view.upload_file("atlas", "k", content, transfer=TransferOptions(part_size=5 << 20, threshold=0))
        assert before == len(tigris.requests)
