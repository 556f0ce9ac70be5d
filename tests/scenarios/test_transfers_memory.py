"""A large transfer holds the parts under way and little else, as the kernel counts it."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.systems import needs_linux
from tigris_http import TigrisHTTP
from tigris_http.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
MEBI = 1 << 20
SIZE = 256 * MEBI
PART = 8 * MEBI
CONCURRENCY = 4
ALLOCATOR = 8 * MEBI
"""Freed memory that glibc keeps: some 2 MiB in the arena of each thread."""
SCRIPT = """
    import asyncio, re, sys
    from pathlib import Path
    from tigris_http import AsyncTigrisHTTP, TigrisHTTP
    from tigris_http.transfers import DownloadFile, TransferOptions, UploadFile

    endpoint, mode, what, warm, large = sys.argv[1:]
    keys = ("tid_emulator", "tsec_emulator")

    def now(name):
        return int(re.search(rf"{name}:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) << 10

    def pieces(path):
        with open(path, "rb") as file:
            while piece := file.read(1 << 20):
                yield piece

    def action(path, part):
        transfer = TransferOptions(part_size=part, threshold=5 << 20, concurrency=4)
        key = Path(path).name
        if what.startswith("download"):
            return DownloadFile("atlas", key, path + ".down", transfer=transfer, resume=what.endswith("resume"))
        source = pieces(path) if what.endswith("stream") else path
        return UploadFile("atlas", key, source, transfer=transfer)

    def measured():
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins again
        return now("VmRSS")

    def blocking():
        with TigrisHTTP(endpoint, keys) as client:
            client.send(action(warm, 5 << 20))
            before = measured()
            client.send(action(large, 8 << 20))
            return now("VmHWM") - before

    async def awaited():
        async with AsyncTigrisHTTP(endpoint, keys) as client:
            await client.send(action(warm, 5 << 20))
            before = measured()
            await client.send(action(large, 8 << 20))
            return now("VmHWM") - before

    print(blocking() if mode == "blocking" else asyncio.run(awaited()))
"""


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Emulator, Path]]:
    """An emulator on the disk with a small and a large object, and a folder with the same files."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "warm").write_bytes(os.urandom(11 * MEBI))
    with (folder / "large").open("wb") as file:
        file.truncate(SIZE)
    with Emulator(data=folder / "data") as tigris, TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket("atlas")
        for name in ("warm", "large"):
            client.upload_file("atlas", name, folder / name)
        yield tigris, folder


@needs_linux
@pytest.mark.parametrize("mode", ["blocking", "asyncio"])
@pytest.mark.parametrize("what", ["upload", "upload of a stream", "download", "download to resume"])
def test_a_transfer_holds_its_parts_under_way(stored: tuple[Emulator, Path], mode: str, what: str) -> None:
    tigris, folder = stored
    command = [sys.executable, "-c", textwrap.dedent(SCRIPT), tigris.endpoint, mode, what]
    files = [str(folder / name) for name in ("warm", "large")]
    done = subprocess.run([*command, *files], stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True)
    # A download holds 1 MiB for each part.
    held = CONCURRENCY * (PART if what.startswith("upload") else MEBI)
    assert int(done.stdout) <= held + 8 * MEBI + ALLOCATOR
    if what.startswith("download"):
        assert SIZE == (folder / "large.down").stat().st_size
