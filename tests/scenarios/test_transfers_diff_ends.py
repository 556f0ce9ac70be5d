"""Comparisons that end early: closed, dropped, cancelled or broken, they leave no thread, task or connection."""

from __future__ import annotations

import gc
import threading
import time
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from tests.modes import NO_RETRY
from tests.scenarios.harness import MODES
from tigris_http import AccessDenied, AsyncTigrisHTTP, Timeouts
from tigris_http.emulator import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.scenarios.conftest import Crowd
    from tests.scenarios.harness import Harness
    from tigris_http.emulator import Emulator
    from tigris_http.errors import Attempt

PATIENT = Timeouts(read=3600)


@pytest.fixture
def stalling(crowded: tuple[Emulator, dict[str, bytes]]) -> Iterator[Emulator]:
    emulator, _ = crowded
    yield emulator
    emulator.clear_faults()


def after_the_first_page(emulator: Emulator, bucket: str, fault: Fault) -> Callable[[Attempt], None]:
    """Return a hook that injects a fault when the first page of a bucket has come."""
    came = threading.Event()

    def inject(attempt: Attempt) -> None:
        if attempt.bucket == bucket and not came.is_set():
            came.set()
            emulator.inject(fault)

    return inject


def stall(bucket: str) -> Fault:
    return Fault("stall_body", operation="ListObjectsV2", bucket=bucket, after=100, times=100)


async def begun(crowd: Crowd, harness: Harness, fault: Callable[[str], Fault]) -> Any:
    """Return the differences of a fork; its pages after the first one have a fault."""
    fork = await crowd.fork()
    await crowd.client.put_object(fork, "part/00000", b"other")
    hook = after_the_first_page(crowd.tigris, fork, fault(fork))
    client = harness.client(
        crowd.tigris.endpoint, crowd.tigris.credentials, timeouts=PATIENT, retry=NO_RETRY, on_response=hook
    )
    return client.diff(crowd.bucket, other_bucket=fork)


def working() -> list[str]:
    """Return the threads that are left, after those that end have ended."""
    gc.collect()
    ends = time.monotonic() + 10
    while True:
        found = [each.name for each in threading.enumerate() if each.name == "tigris_http job"]
        if not found or time.monotonic() > ends:
            return found
        time.sleep(0.01)


async def read_all(changes: Any, found: list[str]) -> None:
    async for change in changes:
        found.append(change.key)  # noqa: PERF401  # those before an error count


@pytest.mark.usefixtures("stalling")
async def test_closed_items_end_their_stalled_listings(crowd: Crowd, harness: Harness) -> None:
    changes = await begun(crowd, harness, stall)
    async with changes:
        assert "part/00000" == (await anext(aiter(changes))).key
    assert [] == working()
    with pytest.raises(ValueError, match="closed"):
        await read_all(changes, [])
    await changes.aclose()


@pytest.mark.usefixtures("stalling")
async def test_items_dropped_open_warn_and_end_their_listings(crowd: Crowd, harness: Harness) -> None:
    changes = await begun(crowd, harness, stall)
    assert "part/00000" == (await anext(aiter(changes))).key
    dropped = [changes]
    del changes
    with pytest.warns(ResourceWarning, match=r"unclosed (Async)?Items"):
        dropped.clear()
    assert [] == working()


async def test_items_that_were_not_begun_or_have_ended_are_dropped_without_a_warning(crowd: Crowd) -> None:
    fork = await crowd.fork()
    not_begun, ended = (crowd.client.diff(crowd.bucket, other_bucket=fork) for _ in range(2))
    found: list[str] = []
    await read_all(ended, found)
    del not_begun, ended
    gc.collect()
    assert [] == found


@pytest.mark.usefixtures("stalling")
async def test_an_error_comes_out_after_the_items_before_it(crowd: Crowd, harness: Harness) -> None:
    def refuse(fork: str) -> Fault:
        return Fault("status", operation="ListObjectsV2", bucket=fork, times=100, status=403, code="AccessDenied")

    changes = await begun(crowd, harness, refuse)
    found: list[str] = []
    with pytest.raises(AccessDenied) as met:
        await read_all(changes, found)
    assert ["part/00000"] == found
    assert "ListObjectsV2" == met.value.operation
    assert [] == working()


@pytest.mark.parametrize("mode", MODES[1:])
def test_a_cancelled_task_leaves_nothing(stalling: Emulator, mode: str) -> None:
    found: list[str] = []

    async def main() -> None:
        async with AsyncTigrisHTTP(stalling.endpoint, stalling.credentials) as filler:
            fork = f"cancelled-{mode}"
            await filler.create_fork(fork, "crowd")
            await filler.put_object(fork, "part/00000", b"other")
        hook = after_the_first_page(stalling, fork, stall(fork))
        async with AsyncTigrisHTTP(
            stalling.endpoint, stalling.credentials, timeouts=PATIENT, retry=NO_RETRY, on_response=hook
        ) as client:
            with anyio.CancelScope() as scope:
                async with client.diff("crowd", other_bucket=fork) as changes:
                    async for change in changes:
                        found.append(change.key)
                        scope.deadline = anyio.current_time() + 0.2
            assert scope.cancelled_caught

    anyio.run(main, backend=mode)
    assert ["part/00000"] == found
