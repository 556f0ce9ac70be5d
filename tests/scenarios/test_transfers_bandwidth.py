"""`bandwidth`: the pauses of a transfer add up to its bytes at that rate. The clock is invented."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING

import anyio
import pytest

from tests.scenarios.harness import MODES, Harness
from tigris_http._concurrency import cancel
from tigris_http._download import perform
from tigris_http.transfers import TransferOptions
from tigris_http.transfers._work import pace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

PART = 5 << 20
CONTENT = random.Random(3).randbytes(2 * PART + 1234)
RATE = 700_000.5


class Clock:
    """Stands still but for the sleeps."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def monotonic(self) -> float:
        with self._lock:
            return sum(self.slept)

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pace, "time", clock)
    monkeypatch.setattr(cancel, "sleep", clock.sleep)
    monkeypatch.setattr(perform, "asleep", clock.asleep)
    return clock


def at(concurrency: int, threshold: int = PART) -> TransferOptions:
    return TransferOptions(part_size=PART, threshold=threshold, concurrency=concurrency, bandwidth=RATE)


@pytest.mark.parametrize("threshold", [PART, 64 << 20], ids=["in parts", "whole"])
async def test_the_pauses_of_an_upload_are_its_bytes_at_the_rate(
    client: AsyncTigrisHTTP, clock: Clock, threshold: int
) -> None:
    await client.create_bucket("atlas")
    content = CONTENT if threshold == PART else CONTENT[:PART]
    await client.upload_file("atlas", "k", content, transfer=at(1, threshold))
    assert len(content) / RATE == pytest.approx(sum(clock.slept))
    assert max(clock.slept) <= 1


@pytest.mark.parametrize("size", [0, 1, PART, len(CONTENT)])
async def test_the_pauses_of_a_download_are_its_bytes_at_the_rate(
    client: AsyncTigrisHTTP, clock: Clock, tmp_path: Path, size: int
) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", CONTENT[:size])
    await client.download_file("atlas", "k", tmp_path / "a", transfer=at(1))
    assert size / RATE == pytest.approx(sum(clock.slept))
    assert CONTENT[:size] == (tmp_path / "a").read_bytes()


@pytest.mark.parametrize("size", [0, 9, PART, len(CONTENT)])
async def test_the_pauses_of_a_writer_are_its_bytes_at_the_rate(
    client: AsyncTigrisHTTP, clock: Clock, size: int
) -> None:
    await client.create_bucket("atlas")
    async with client.write_object("atlas", "k", transfer=at(1)) as file:
        for start in range(0, size, 1 << 20):
            await file.write(CONTENT[start : min(start + (1 << 20), size)])
    assert size / RATE == pytest.approx(sum(each for each in clock.slept if each))
    assert size == file.result.size


async def test_parts_at_once_share_the_bandwidth(client: AsyncTigrisHTTP, clock: Clock, tmp_path: Path) -> None:
    await client.create_bucket("atlas")
    await client.upload_file("atlas", "k", CONTENT, transfer=at(4))
    # Pauses of parts at once overlap: the last one ends no sooner than the rate allows, and no sleep is left out.
    assert sum(clock.slept) >= len(CONTENT) / RATE - 1e-6
    del clock.slept[:]
    await client.download_file("atlas", "k", tmp_path / "a", transfer=at(4))
    assert sum(clock.slept) >= len(CONTENT) / RATE - 1e-6


async def test_without_a_bandwidth_nothing_pauses(client: AsyncTigrisHTTP, clock: Clock, tmp_path: Path) -> None:
    await client.create_bucket("atlas")
    options = TransferOptions(part_size=PART, threshold=PART)
    await client.upload_file("atlas", "k", CONTENT, transfer=options)
    await client.download_file("atlas", "k", tmp_path / "a", transfer=options)
    assert [] == clock.slept


SLOW = TransferOptions(part_size=PART, threshold=PART, concurrency=2, bandwidth=1)
"""A part waits for two months."""


async def test_a_pausing_part_ends_with_its_transfer(client: AsyncTigrisHTTP) -> None:
    def pieces() -> Iterator[bytes]:
        yield CONTENT[:PART]
        raise LookupError

    await client.create_bucket("atlas")
    with pytest.raises(LookupError):
        await client.upload_file("atlas", "k", pieces(), transfer=SLOW)
    assert [] == [each.key async for each in client.list_multipart_uploads("atlas")]
    assert [] == [each.name for each in threading.enumerate() if each.name == "tigris_http job"]


@pytest.mark.parametrize("loop", MODES[1:])
def test_a_cancelled_pause_ends_at_once(loop: str, tigris: Emulator) -> None:
    harness = Harness(loop, tigris)
    left: list[str] = []

    async def story() -> None:
        client = harness.client()
        await client.create_bucket("atlas")
        with anyio.CancelScope() as scope:

            async def pieces() -> AsyncIterator[bytes]:
                yield CONTENT[:PART]
                scope.cancel()
                yield b"x"

            await client.upload_file("atlas", "k", pieces(), transfer=SLOW)
        assert scope.cancelled_caught
        left.extend([each.key async for each in client.list_multipart_uploads("atlas")])
        left.append("end")

    harness.play(story)
    assert ["end"] == left
