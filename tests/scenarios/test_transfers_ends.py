"""Interrupted and cancelled transfers end at once and leave nothing, although a part of them stands still."""

from __future__ import annotations

import gc
import random
import threading
from typing import TYPE_CHECKING

import anyio
import pytest

from tests.modes import NO_RETRY
from tests.scenarios.harness import MODES, Harness
from tigris_http import Timeouts
from tigris_http.emulator import Fault
from tigris_http.transfers import Progress, TransferOptions

if TYPE_CHECKING:
    from pathlib import Path

    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

PART = 5 << 20
CONTENT = random.Random(1).randbytes(3 * PART)
IN_PARTS = TransferOptions(part_size=PART, threshold=PART, concurrency=2)
PATIENT = Timeouts(read=3600)


def interrupt(_: Progress) -> None:
    raise KeyboardInterrupt


async def stalled(harness: Harness) -> AsyncTigrisHTTP:
    """Return a client of a bucket with an object whose second range stands still."""
    client = harness.client(timeouts=PATIENT)
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", CONTENT)
    return client


def working() -> list[str]:
    gc.collect()
    return [each.name for each in threading.enumerate() if each.name == "tigris_http job"]


async def test_an_interrupted_download_ends_its_stalled_ranges(
    harness: Harness, tigris: Emulator, tmp_path: Path
) -> None:
    client = await stalled(harness)
    tigris.inject(Fault("stall_body", operation="GetObject", after=PART // 2))
    with pytest.raises(KeyboardInterrupt):
        await client.download_file("atlas", "k", tmp_path / "a", transfer=IN_PARTS, progress=interrupt)
    assert [] == [*tmp_path.iterdir(), *working()]  # noqa: ASYNC240
    # The connections of the stalled ranges are not used again.
    assert len(CONTENT) == (await client.head_object("atlas", "k")).size


async def test_an_interrupted_upload_is_aborted(harness: Harness) -> None:
    client = harness.client(timeouts=PATIENT)
    await client.create_bucket("atlas")
    with pytest.raises(KeyboardInterrupt):
        await client.upload_file("atlas", "k", CONTENT, transfer=IN_PARTS, progress=interrupt)
    assert [] == working()
    assert [] == [each.key async for each in client.list_multipart_uploads("atlas")]


async def test_parts_do_not_wait_for_connections(harness: Harness, tmp_path: Path) -> None:
    client = harness.client(max_connections=1, timeouts=Timeouts(pool=0.01), retry=NO_RETRY)
    await client.create_bucket("atlas")
    await client.upload_file("atlas", "k", CONTENT, transfer=IN_PARTS)
    await client.download_file("atlas", "k", tmp_path / "a", transfer=IN_PARTS)
    assert CONTENT == (tmp_path / "a").read_bytes()
    assert [CONTENT[:1], CONTENT[-1:]] == await client.get_ranges(
        "atlas", "k", [(0, 0), (len(CONTENT) - 1, len(CONTENT) - 1)]
    )


@pytest.mark.parametrize("loop", MODES[1:])
def test_a_cancelled_transfer_leaves_nothing(loop: str, tigris: Emulator, tmp_path: Path) -> None:
    harness = Harness(loop, tigris)
    left: list[str] = []

    async def story() -> None:
        left.extend(await cancelled(harness, tigris, tmp_path))

    harness.play(story)
    assert ["object k"] == left


async def cancelled(harness: Harness, tigris: Emulator, folder: Path) -> list[str]:
    client = await stalled(harness)
    for transfer in ("download", "upload"):
        with anyio.CancelScope() as scope:

            def cancel(_: Progress, scope: anyio.CancelScope = scope) -> None:
                scope.cancel()

            if transfer == "download":
                tigris.inject(Fault("stall_body", operation="GetObject", after=PART // 2))
                await client.download_file("atlas", "k", folder / "a", transfer=IN_PARTS, progress=cancel)
            else:
                await client.upload_file("atlas", "new", CONTENT, transfer=IN_PARTS, progress=cancel)
        assert scope.cancelled_caught
    return [
        *(f"file {each.name}" for each in folder.iterdir()),  # noqa: ASYNC240
        *[f"upload {each.key}" async for each in client.list_multipart_uploads("atlas")],
        *[f"object {each.key}" async for each in client.list_objects_v2("atlas")],
    ]
