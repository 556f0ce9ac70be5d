"""Faults in the first, a middle and the last part of a transfer: it heals, or leaves all as it was.

`resume` keeps what arrived, and a second transfer continues from there.
"""

from __future__ import annotations

import asyncio
import errno
import os
import random
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import anyio
import pytest
import trio

from tests.systems import needs_posix
from tigris_http import (
    BodyMismatch,
    ConnectionFailed,
    IncompleteBody,
    RetryPolicy,
    TigrisError,
    TimedOut,
    Timeouts,
    Unavailable,
)
from tigris_http.emulator import Fault
from tigris_http.transfers import Progress, TransferOptions, options

from .killing import Relay

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

    from .harness import Harness

PART = 128 << 10
CONTENT = random.Random(1).randbytes(3 * PART - 1000)
PARTS = pytest.mark.parametrize("part", [0, 1, 2], ids=["first", "middle", "last"])
RESUME = pytest.mark.parametrize("resume", [False, True], ids=["once", "resume"])
KEPT = [".a.tigris.part", ".a.tigris.record"]
SOON = Timeouts(read=0.8, write=0.8, pool=5)
PATIENT = Timeouts(pool=5)


def tasks(harness: Harness) -> int:
    match harness.mode:
        case "asyncio":
            return len(asyncio.all_tasks())
        case "trio":
            return trio.lowlevel.current_statistics().tasks_living
        case _:
            return 0


class Trial:
    """A transfer over an old object or file, with a fault in one part."""

    def __init__(self, harness: Harness, tigris: Emulator, folder: Path, *, upload: bool, resume: bool) -> None:
        self.harness, self.tigris, self.folder, self.upload, self.resume = harness, tigris, folder, upload, resume
        self.transfer = TransferOptions(part_size=PART, threshold=PART, concurrency=1)
        self.other = harness.client()
        self.client = self.other
        self.source, self.target = folder / "source", folder / "a"

    async def prepare(self, endpoint: str | None = None, timeouts: Timeouts = PATIENT, attempts: int = 5) -> None:
        """Make the old state, and the client for the transfer."""
        self.client = self.harness.client(
            endpoint, max_connections=2, timeouts=timeouts, retry=RetryPolicy(attempts, base=0)
        )
        await self.other.create_bucket("atlas")
        await self.other.put_object("atlas", "k", b"old" if self.upload else CONTENT)
        (self.source if self.upload else self.target).write_bytes(CONTENT if self.upload else b"old")
        self.before = tasks(self.harness)

    async def run(self, progress: Callable[[Progress], object] | None = None) -> Any:
        given: dict[str, Any] = {"resume": self.resume, "transfer": self.transfer, "progress": progress}
        if self.upload:
            return await self.client.upload_file("atlas", "k", self.source, **given)
        return await self.client.download_file("atlas", "k", self.target, **given)

    async def run_with(self, part: int, act: Callable[[], object]) -> Any:
        """Run the transfer, and `act` when the part is about to begin."""
        seen: list[Progress] = []

        def progress(state: Progress) -> None:
            seen.append(state)
            if len(seen) == part:
                act()

        if not part:
            act()
        return await self.run(progress)

    async def read(self) -> bytes:
        if not self.upload:
            return self.target.read_bytes()
        async with self.other.get_object("atlas", "k") as body:
            return await body.read()

    async def left(self) -> list[str]:
        """Return everything that is there beside the old or the new state."""
        self.tigris.clear_faults()
        assert self.before == tasks(self.harness)
        # All connections can be used again.
        first, second = [await self.client.get_object("atlas", "k") for _ in range(2)]
        assert await first.read() == await second.read()
        name = self.source.name if self.upload else self.target.name
        return [
            *sorted(each.name for each in self.folder.iterdir() if each.name != name),
            *[f"upload {each.key}" async for each in self.other.list_multipart_uploads("atlas")],
            *[f"object {each.key}" async for each in self.other.list_objects_v2("atlas") if each.key != "k"],
            *[each.name for each in threading.enumerate() if each.name == "tigris_http job"],
        ]

    async def check_healed(self) -> None:
        assert CONTENT == await self.read()
        assert [] == await self.left()

    async def check_failed(self, parts: int) -> None:
        """Check that the old state is untouched, and that `parts` parts are continued if they may be."""
        assert b"old" == await self.read()
        kept = [] if not self.resume else ["upload k"] if self.upload else KEPT if parts else []
        assert kept == await self.left()
        self.client = self.other
        done = await self.run()
        parts = parts if self.resume else 0
        # Another part may have ended before the end came.
        kept_parts = (parts, parts + self.resume)
        if self.upload:
            assert done.reused_parts in kept_parts
        else:
            # The last byte is read in any case.
            assert done.resumed_bytes in {min(number * PART, len(CONTENT) - 1) for number in kept_parts}
        await self.check_healed()


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "LEAST_PART", PART)


DOWN: dict[str, tuple[Fault, type[TigrisError] | None]] = {
    "cut": (Fault("cut_body", "GetObject", after=1000), None),
    "reset": (Fault("cut_body", "GetObject", after=1000, abort=True), None),
    "always cut": (Fault("cut_body", "GetObject", after=0, times=99), IncompleteBody),
    "no answer": (Fault("lose_answer", "GetObject"), None),
    "unavailable": (Fault("status", "GetObject"), None),
    "always unavailable": (Fault("status", "GetObject", times=99), Unavailable),
}
UP: dict[str, tuple[Fault, type[TigrisError] | None]] = {
    "dropped": (Fault("drop_request", "UploadPart"), None),
    "reset": (Fault("drop_request", "UploadPart", abort=True), None),
    "always dropped": (Fault("drop_request", "UploadPart", times=99), ConnectionFailed),
    "no answer": (Fault("lose_answer", "UploadPart"), None),
    "unavailable": (Fault("status", "UploadPart"), None),
    "always unavailable": (Fault("status", "UploadPart", times=99), Unavailable),
}
FAULTS = [("down", name) for name in DOWN] + [("up", name) for name in UP]


@RESUME
@PARTS
@pytest.mark.parametrize(("way", "name"), FAULTS, ids=[f"{way} {name}" for way, name in FAULTS])
async def test_a_fault_of_the_service_heals_or_leaves_the_old_state(
    harness: Harness, tigris: Emulator, tmp_path: Path, way: str, name: str, part: int, resume: bool
) -> None:
    fault, expected = (UP if way == "up" else DOWN)[name]
    trial = Trial(harness, tigris, tmp_path, upload=way == "up", resume=resume)
    await trial.prepare()
    if expected is None:
        await trial.run_with(part, lambda: tigris.inject(fault))
        await trial.check_healed()
    else:
        with pytest.raises(expected) as met:
            await trial.run_with(part, lambda: tigris.inject(fault))
        assert ("atlas", "k") == (met.value.bucket, met.value.key)
        assert (way == "up" and resume) == (met.value.upload_id is not None)
        await trial.check_failed(part)


@PARTS
@pytest.mark.parametrize("way", ["down", "up"])
async def test_a_part_that_stands_still_times_out(
    harness: Harness, tigris: Emulator, tmp_path: Path, way: str, part: int
) -> None:
    trial = Trial(harness, tigris, tmp_path, upload=way == "up", resume=True)
    with Relay(tigris, way, part * PART + PART // 2) as relay:
        await trial.prepare(relay.endpoint, SOON, attempts=1)
        with pytest.raises(TimedOut):
            await trial.run()
        await trial.check_failed(part)


@pytest.mark.parametrize("way", ["down", "up"])
async def test_a_part_that_stood_still_is_asked_for_again(
    harness: Harness, tigris: Emulator, tmp_path: Path, way: str
) -> None:
    trial = Trial(harness, tigris, tmp_path, upload=way == "up", resume=False)
    with Relay(tigris, way, PART + PART // 2) as relay:
        await trial.prepare(relay.endpoint, SOON)
        assert len(CONTENT) == (await trial.run()).size
        await trial.check_healed()


@PARTS
async def test_an_upload_whose_connection_is_cut_in_the_middle_heals(
    harness: Harness, tigris: Emulator, tmp_path: Path, part: int
) -> None:
    trial = Trial(harness, tigris, tmp_path, upload=True, resume=False)
    with Relay(tigris, "up", part * PART + PART // 2, cut=True) as relay:
        await trial.prepare(relay.endpoint)
        assert len(CONTENT) == (await trial.run()).size
        await trial.check_healed()


@needs_posix
@RESUME
@PARTS
async def test_a_full_disk_ends_a_download(
    harness: Harness,
    tigris: Emulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    part: int,
    resume: bool,
) -> None:
    real = os.pwrite

    def pwrite(number: int, view: memoryview, place: int) -> int:
        room = part * PART + 100 - place
        if room <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(number, view[:room], place)

    trial = Trial(harness, tigris, tmp_path, upload=False, resume=resume)
    await trial.prepare()
    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", pwrite)
        with pytest.raises(OSError, match="No space left on device") as met:
            await trial.run()
    assert errno.ENOSPC == met.value.errno
    await trial.check_failed(part)


@needs_posix
@PARTS
@RESUME
@pytest.mark.parametrize("change", ["shorter", "longer", "touched"])
async def test_a_file_that_changes_ends_an_upload(
    harness: Harness,
    tigris: Emulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: str,
    part: int,
    resume: bool,
) -> None:
    real, trial = os.preadv, Trial(harness, tigris, tmp_path, upload=True, resume=resume)

    def preadv(number: int, views: list[memoryview], place: int) -> int:
        if place == part * PART:
            if change == "touched":
                os.utime(trial.source, ns=(0, 1))
            else:
                os.truncate(trial.source, 5 if change == "shorter" else len(CONTENT) + 5)
        return real(number, views, place)

    await trial.prepare()
    with monkeypatch.context() as patch:
        patch.setattr(os, "preadv", preadv)
        with pytest.raises(BodyMismatch, match=r"(changed|became shorter) while it was read"):
            await trial.run()
    trial.source.write_bytes(CONTENT)
    await trial.check_failed(part)


@RESUME
@PARTS
@pytest.mark.parametrize("way", ["down", "up"])
async def test_ctrl_c_or_a_cancellation_ends_a_transfer(
    harness: Harness, tigris: Emulator, tmp_path: Path, way: str, part: int, resume: bool
) -> None:
    trial = Trial(harness, tigris, tmp_path, upload=way == "up", resume=resume)
    await trial.prepare()
    seen: list[Progress] = []
    with ExitStack() as stack:
        if harness.mode == "blocking":
            stack.enter_context(pytest.raises(KeyboardInterrupt))
            scope = None
        else:
            scope = stack.enter_context(anyio.CancelScope())

        def end(state: Progress) -> None:
            seen.append(state)
            if len(seen) == part + 1:
                if scope is None:
                    raise KeyboardInterrupt
                scope.cancel()

        await trial.run(end)
    assert scope is None or scope.cancelled_caught
    await trial.check_failed(part + 1)


@needs_posix
@PARTS
@pytest.mark.parametrize("way", ["down", "up"])
async def test_an_error_of_the_systems_file_is_the_callers(
    harness: Harness, tigris: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, part: int
) -> None:
    trial = Trial(harness, tigris, tmp_path, upload=way == "up", resume=True)

    def broken(number: int, given: Any, place: int) -> Any:
        if place == part * PART:
            raise OSError(errno.EIO, "Input/output error")
        return real(number, given, place)

    name = "preadv" if way == "up" else "pwrite"
    real: Callable[[int, Any, int], Any] = getattr(os, name)
    await trial.prepare()
    with monkeypatch.context() as patch:
        patch.setattr(os, name, broken)
        with pytest.raises(OSError, match="Input/output error"):
            await trial.run()
    await trial.check_failed(part)


@pytest.mark.parametrize("kind", ["file", "stream"])
async def test_memory_that_is_used_again_has_the_bytes_of_its_part(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path, kind: str
) -> None:
    content = random.Random(2).randbytes(12 * PART + 5)
    (tmp_path / "source").write_bytes(content)
    await client.create_bucket("atlas")
    for _ in range(4):
        tigris.inject(Fault("drop_request", "UploadPart"), Fault("lose_answer", "UploadPart"))
    source: Any = tmp_path / "source"
    if kind == "stream":
        source = (content[start : start + 1000] for start in range(0, len(content), 1000))
    in_parts = TransferOptions(part_size=PART, threshold=PART, concurrency=4)
    assert 13 == (await client.upload_file("atlas", "k", source, transfer=in_parts)).parts
    async with client.get_object("atlas", "k") as body:
        assert content == await body.read()
