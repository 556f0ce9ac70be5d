"""A lost answer is never settled by the work of others, or by an older state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import Conflict, NotFound, PreconditionFailed
from tigris_http.emulator import Emulator, Fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tigris_http import AsyncTigrisHTTP

    from .harness import Harness

LOST = [
    Fault("drop_request", "CreateBucket"),
    Fault("status", "CreateBucket", status=502, body="Bad gateway"),
    Fault("status", "CreateBucket", status=503),
]
faults = pytest.mark.parametrize("fault", LOST, ids=["dropped", "502", "503"])


@faults
async def test_nothing_is_concluded_from_a_bucket_of_another_kind(
    client: AsyncTigrisHTTP, tigris: Emulator, fault: Fault
) -> None:
    await client.create_bucket("old")
    await client.create_bucket("src", snapshot_enabled=True)
    versions = [(await client.create_snapshot("src")).version for _ in range(2)]
    await client.create_fork("fork", "src", versions[0])
    await client.create_bucket("other", snapshot_enabled=True)
    calls: list[Callable[[], Any]] = [
        lambda: client.create_bucket("old", snapshot_enabled=True),
        lambda: client.create_bucket("old", fork_source="src"),
        lambda: client.create_bucket("old", soft_delete=True),
        lambda: client.create_fork("old", "src"),
        lambda: client.create_fork("fork", "src", versions[1]),
        lambda: client.create_fork("fork", "other"),
        lambda: client.create_bucket("fork", snapshot_enabled=True),
    ]
    for call in calls:
        tigris.inject(fault)
        with pytest.raises(Conflict) as caught:
            await call()
        assert 2 == caught.value.attempts


@faults
@pytest.mark.parametrize("options", [{}, {"snapshot_enabled": True}, {"soft_delete": 30}], ids=str)
async def test_a_bucket_of_yesterday_is_not_the_one_just_requested_even_if_it_matches(
    harness: Harness, tmp_path: Path, fault: Fault, options: dict[str, Any]
) -> None:
    with Emulator(data=tmp_path / "data", clock_skew=-86400) as yesterday:
        await harness.client(yesterday.endpoint).create_bucket("old", **options)
    with Emulator(data=tmp_path / "data") as today:
        client = harness.client(today.endpoint)
        today.inject(fault)
        with pytest.raises(Conflict):
            await client.create_bucket("old", **options)


@pytest.mark.parametrize("skew", [-600.0, 0.0, 600.0])
async def test_a_bucket_with_a_lost_answer_is_found_created_whatever_the_local_clock_says(
    harness: Harness, skew: float
) -> None:
    with Emulator(clock_skew=skew) as tigris:
        client = harness.client(tigris.endpoint)
        kept: dict[str, Any] = {"snapshot_enabled": True, "soft_delete": 30, "regions": "iad"}
        for name, options in (("plain", dict[str, Any]()), ("kept", kept)):
            tigris.inject(Fault("lose_answer", "CreateBucket"))
            assert name == (await client.create_bucket(name, **options)).bucket
        version = (await client.create_snapshot("kept")).version
        for name, at in (("now", None), ("then", version)):
            tigris.inject(Fault("lose_answer", "CreateBucket"))
            assert name == (await client.create_fork(name, "kept", at)).bucket


async def test_a_live_bucket_is_not_purged_and_no_success_is_reported(
    client: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    await client.create_bucket("live", soft_delete=True)
    tigris.inject(Fault("drop_request", "PurgeBucket"))
    with pytest.raises(PreconditionFailed, match="the bucket is live"):
        await client.purge_bucket("live")
    assert "live" == (await client.head_bucket("live")).bucket


async def test_a_purge_with_a_lost_answer_is_found_done(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("gone", soft_delete=True)
    await client.delete_bucket("gone")
    tigris.inject(Fault("lose_answer", "PurgeBucket"))
    await client.purge_bucket("gone")
    with pytest.raises(NotFound):
        await client.restore_bucket("gone")
