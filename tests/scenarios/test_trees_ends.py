"""Trees that fail, are interrupted, or are cancelled end soon and leave nothing behind."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from tests.modes import NO_RETRY
from tests.scenarios.harness import MODES, Harness
from tests.scenarios.interrupting import interrupted
from tests.systems import needs_posix
from tests.trees import found, lay
from tigris_http import AccessDenied, BodyMismatch, Timeouts
from tigris_http.emulator import Fault
from tigris_http.transfers import Progress, TransferOptions
from tigris_http.transfers._local import look

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

pytestmark = needs_posix
MIB = 1 << 20
PART = 5 * MIB
IN_PARTS = TransferOptions(part_size=PART, threshold=PART, concurrency=2)
PATIENT = Timeouts(read=3600)
_RANDOM = random.Random(5)
LARGE = {f"large{number}": _RANDOM.randbytes(3 * PART + number) for number in range(2)}
SMALL = {f"small{number}": _RANDOM.randbytes(number * 100) for number in range(20)}
CONTENTS = {**LARGE, **SMALL}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    lay(tmp_path / "source", CONTENTS)
    return tmp_path / "source"


@pytest.fixture(autouse=True)
def nothing_left(tmp_path: Path, tigris: Emulator) -> Iterator[None]:
    yield
    gc.collect()
    left = [each.name for each in threading.enumerate() if each.name.startswith("tigris_http")]
    assert [] == [*left, *[each.name for each in tmp_path.rglob(".tigris-*")]]


async def uploads(client: AsyncTigrisHTTP) -> list[str]:
    return [each.key async for each in client.list_multipart_uploads("atlas")]


async def test_large_files_go_in_parts_one_after_the_other(client: AsyncTigrisHTTP, source: Path) -> None:
    await client.create_bucket("atlas")
    for way in ("up", "down"):
        seen: list[Progress] = []
        if way == "up":
            result = await client.upload_tree(source, "atlas", transfer=IN_PARTS, progress=seen.append)
        else:
            result = await client.download_tree("atlas", "", source / "x", transfer=IN_PARTS, progress=seen.append)
        result.raise_for_failures()
        done = [each.done for each in seen]
        assert done == sorted(done)
        total = sum(map(len, CONTENTS.values()))
        assert (total, total, len(CONTENTS)) == (seen[-1].done, seen[-1].total, seen[-1].files_done)
        parts = [each.key for each in seen if each.advanced and each.key in LARGE]
        assert parts == sorted(parts)
        assert len(parts) >= 6
        assert [] == await uploads(client)
    assert CONTENTS == found(source / "x")


@pytest.mark.parametrize("on_error", ["collect", "raise"])
async def test_a_failed_part_leaves_no_upload(
    client: AsyncTigrisHTTP, tigris: Emulator, source: Path, on_error: Any
) -> None:
    await client.create_bucket("atlas")
    tigris.inject(Fault("status", operation="UploadPart", key="large0", status=403))
    if on_error == "raise":
        with pytest.raises(AccessDenied):
            await client.upload_tree(source, "atlas", transfer=IN_PARTS, on_error="raise")
    else:
        result = await client.upload_tree(source, "atlas", transfer=IN_PARTS)
        assert ["large0"] == [each.key for each in result.failed]
        assert len(CONTENTS) - 1 == len(result.sent)
    assert [] == await uploads(client)


async def test_a_comparison_of_tags_ends_within_a_block(
    harness: Harness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of terabytes would be read for hours."""
    blocks, begun, closed = list[None](), list[None](), list[None]()

    def endless(*_: object) -> Generator[None, None, bool]:
        begun.append(None)
        try:
            while True:
                blocks.append(None)
                yield
        finally:
            closed.append(None)

    monkeypatch.setattr(look, "tag_check", endless)
    client = harness.client()
    await client.create_bucket("atlas")
    lay(tmp_path / "source", {"a": b"1", "b": b"2"})
    for key in ("a", "b"):
        await client.put_object("atlas", key, b"x")
    await interrupted(
        harness, lambda: client.upload_tree(tmp_path / "source", "atlas", compare="etag"), lambda: len(blocks) > 9
    )
    deadline = time.monotonic() + 30
    while begun != closed and time.monotonic() < deadline:  # a thread may be within a block
        gc.collect()
        if harness.mode == "blocking":
            time.sleep(0.01)  # noqa: ASYNC251
        else:
            await anyio.sleep(0.01)
    assert begun == closed


async def test_a_failed_range_leaves_no_file(client: AsyncTigrisHTTP, tigris: Emulator, source: Path) -> None:
    await client.create_bucket("atlas")
    await client.upload_tree(source, "atlas", transfer=IN_PARTS)
    lay(source.parent / "target", {"large0": b"old"})
    tigris.inject(Fault("slow_body", operation="GetObject", key="large0", rate=1e9))
    tigris.inject(Fault("status", operation="GetObject", key="large0", status=403))
    result = await client.download_tree("atlas", "", source.parent / "target", transfer=IN_PARTS)
    assert ["large0"] == [each.key for each in result.failed]
    assert {**CONTENTS, "large0": b"old"} == found(source.parent / "target")


async def test_a_file_that_changes_leaves_no_upload(client: AsyncTigrisHTTP, source: Path) -> None:
    await client.create_bucket("atlas")

    def change(state: Progress) -> None:
        if state.key == "large0" and state.advanced:
            with (source / "large0").open("ab") as file:
                file.write(b"more")

    result = await client.upload_tree(source, "atlas", transfer=IN_PARTS, progress=change)
    assert ["large0"] == [each.key for each in result.failed]
    assert isinstance(result.failed[0].error, BodyMismatch)
    assert [] == await uploads(client)
    assert "large0" not in {each.key async for each in client.list_objects_v2("atlas")}


def trees(client: AsyncTigrisHTTP, source: Path) -> dict[str, Callable[..., Any]]:
    return {
        "up": partial(client.upload_tree, source, "atlas"),
        "down": partial(client.download_tree, "atlas", "", source.parent / "x"),
    }


def interrupt(state: Progress) -> None:
    if state.key in LARGE:
        raise KeyboardInterrupt


@pytest.mark.parametrize("way", ["up", "down"])
@pytest.mark.parametrize("mode", MODES)
def test_an_interrupted_tree_ends_soon(mode: str, tigris: Emulator, source: Path, way: str) -> None:
    left: list[str] = []
    seconds: list[float] = []

    async def story() -> None:
        client = harness.client(timeouts=PATIENT, retry=NO_RETRY)
        await client.create_bucket("atlas")
        if way == "down":
            await client.upload_tree(source, "atlas", transfer=IN_PARTS)
            tigris.inject(Fault("stall_body", operation="GetObject", after=PART // 2, key="large0"))
            tigris.inject(Fault("stall_body", operation="BundleObjects", after=1_000))
        begun = time.monotonic()
        run = trees(client, source)[way]
        with pytest.raises(KeyboardInterrupt):
            await run(transfer=IN_PARTS, progress=interrupt)
        seconds.append(time.monotonic() - begun)
        left.extend(await uploads(client))

    harness = Harness(mode, tigris)
    harness.play(story)
    assert [] == left
    assert seconds[0] < 4  # a stalled answer would take an hour


@pytest.mark.parametrize("way", ["up", "down"])
@pytest.mark.parametrize("loop", MODES[1:])
def test_a_cancelled_tree_leaves_nothing(loop: str, tigris: Emulator, source: Path, way: str) -> None:
    left: list[str] = []

    async def story() -> None:
        client = harness.client(timeouts=PATIENT)
        await client.create_bucket("atlas")
        if way == "down":
            await client.upload_tree(source, "atlas", transfer=IN_PARTS)
            tigris.inject(Fault("stall_body", operation="GetObject", after=PART // 2, key="large0"))
        with anyio.CancelScope() as scope:

            def cancel(state: Progress) -> None:
                if state.key in LARGE:
                    scope.cancel()

            await trees(client, source)[way](transfer=IN_PARTS, progress=cancel)
        assert scope.cancelled_caught
        left.extend(await uploads(client))
        if loop == "asyncio":
            left.extend(each.get_name() for each in asyncio.all_tasks() if each.get_name().startswith("tigris_http"))

    harness = Harness(loop, tigris)
    harness.play(story)
    assert [] == left


async def test_connections_are_free_after_failures(
    harness: Harness, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = harness.client(max_connections=4, timeouts=Timeouts(pool=0.5), retry=NO_RETRY)
    await client.create_bucket("atlas")
    await client.upload_tree(source, "atlas", transfer=IN_PARTS)
    for number in range(6):
        with monkeypatch.context() as patch:
            patch.setattr(os, "pwrite", _full)
            result = await client.download_tree(
                "atlas", "", source.parent / f"x{number}", transfer=IN_PARTS, include=["large*"]
            )
        assert (0, 2) == (len(result.sent), len(result.failed))
    result = await client.download_tree("atlas", "", source.parent / "x", transfer=IN_PARTS)
    result.raise_for_failures()
    assert CONTENTS == found(source.parent / "x")


def _full(*_: object) -> int:
    raise OSError(28, "No space left on device")
