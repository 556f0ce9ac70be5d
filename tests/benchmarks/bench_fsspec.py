"""fsspec: `cat` of 5,000 objects of 5 KiB and `get` of 1 GiB, by this package, s3fs and obstore.fsspec, in one run.

    pip install -e '.[dev,bench]'
    python -m tests.benchmarks.peers
    python -m tests.benchmarks.bench_fsspec [--size MIB] [--rounds N]

Each file system is a fresh process of an interpreter that has it, with its defaults. The servers, processes of their
own, send prepared bytes. A process warms up, then repeats its task for at least a second. The figures are objects or
MiB for a second of time and for a second of its CPU time (user and system, all threads), and its peak memory: the
median of the rounds. The file systems alternate. A peer that is not installed has a line that says so.
"""

from __future__ import annotations

import argparse
import asyncio
import filecmp
import importlib
import json
import os
import random
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.benchmarks import bench_bundle, bench_many
from tests.benchmarks.bundle_readers import check, names
from tests.benchmarks.peers import interpreter, version
from tests.benchmarks.serving import ID, SECRET
from tests.benchmarks.transfers import large_server

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

OURS, S3FS, OBSTORE = "tigris_http", "s3fs", "obstore"
SUBJECTS = (OURS, S3FS, OBSTORE)
CAT, GET = "cat", "get"
GOALS = {CAT: 20.0, GET: 1.2}
"""How many times s3fs' rate."""
COUNT, SIZE = 5000, 5 * 1024
MIB = 1 << 20


class Row(NamedTuple):
    """One measured figure: the task, by whom, its units for a second and a CPU second, and the peak memory in MB."""

    task: str
    subject: str
    rate: float
    cpu_rate: float
    megabytes: float


class Serving(bench_many.Serving):
    """A connection that answers each request head with an object of 5 KiB."""

    head = bench_many.HEAD.replace(b"%d" % bench_many.SIZE, b"%d" % SIZE)
    body = bytes(SIZE)

    def data_received(self, data: bytes) -> None:
        """Answer as many heads as ended. s3fs also sends HEADs."""
        *ended, self.held = (self.held + data).split(b"\r\n\r\n")
        for each in ended:
            self.transport.write(self.head if each.startswith(b"HEAD") else self.head + self.body)


def serve_objects(ready: Connection) -> None:
    """Answer every GET on every connection, without end."""

    async def main() -> None:
        server = await asyncio.get_running_loop().create_server(Serving, "127.0.0.1", 0, backlog=256)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def file_system(subject: str, endpoint: str) -> Any:
    """Return a file system with its defaults."""
    if subject == OBSTORE:
        stores: Any = importlib.import_module("obstore.fsspec")
        plain = {"virtual_hosted_style_request": False, "client_options": {"allow_http": True}}
        return stores.FsspecStore(
            "s3", endpoint=endpoint, access_key_id=ID, secret_access_key=SECRET, region="auto", **plain
        )
    fsspec: Any = importlib.import_module("fsspec")
    options = {"key": ID, "secret": SECRET, "client_kwargs": {"endpoint_url": endpoint, "region_name": "auto"}}
    return fsspec.filesystem("t3" if subject == OURS else "s3", **options)


def cat(fs: Any) -> Callable[[], int]:
    """Return the task of reading many objects; it returns their number."""
    paths = [f"bucket/{name}" for name in names(COUNT)]

    def read() -> int:
        found = fs.cat(paths)
        check(sum(map(len, found.values())), COUNT, SIZE)
        return COUNT

    return read


def get(fs: Any, target: str) -> Callable[[], int]:
    """Return the task of downloading a file; it returns its MiB."""

    def download() -> int:
        fs.get_file(f"bucket/{large_server.KEY}", target)
        return Path(target).stat().st_size // MIB

    return download


def measure(subject: str, task: str, endpoint: str, target: str) -> None:
    """Be one process: print the units for a second and for a CPU second, and the peak memory."""
    fs = file_system(subject, endpoint)
    run = cat(fs) if task == CAT else get(fs, target)
    run()
    begun, cpu, units = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - begun < 1:
        units += run()
    rates = units / (time.perf_counter() - begun), units / (time.process_time() - cpu)
    peak = int(Path("/proc/self/status").read_text("ascii").partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps([*rates, peak]), flush=True)
    os._exit(0)  # threads and clients are still open


def measured(folder: Path, size: int, rounds: int) -> list[Row]:
    """Return the figures of each file system that is installed."""
    source, target = folder / "source", folder / "target"
    block = bytearray(random.Random(1).randbytes(MIB))
    with source.open("wb") as file:
        for number in range(size):
            block[:8] = number.to_bytes(8, "big")  # no two MiB are alike
            file.write(block)
    bundles = bench_many.started(bench_bundle.serve, COUNT, SIZE, 32 * 1024, False)
    objects = bench_many.started(serve_objects)
    large = bench_many.started(large_server.serve, os.fspath(source))
    found: dict[tuple[str, str], list[list[float]]] = {}
    try:
        for _ in range(rounds):
            for task in (CAT, GET):
                for subject in SUBJECTS:
                    python = interpreter(subject)
                    if python is None:
                        continue
                    server = large if task == GET else bundles if subject == OURS else objects
                    arguments = json.dumps([subject, task, server[1], os.fspath(target)])
                    command = [python, "-m", "tests.benchmarks.bench_fsspec", "--one", arguments]
                    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
                    found.setdefault((task, subject), []).append(json.loads(done.stdout))
                    if task == GET and not filecmp.cmp(source, target, shallow=False):
                        raise AssertionError(f"{subject} made something else of the file")
    finally:
        for process, _ in (bundles, objects, large):
            process.terminate()
            process.join()
    return [
        Row(task, subject, *(statistics.median(run[column] for run in runs) for column in range(3)))
        for (task, subject), runs in found.items()
    ]


def main(size: int = 1024, rounds: int = 5) -> list[Row]:
    """Print the table and the goals; return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        rows = measured(Path(folder), size, rounds)
    by = {(row.task, row.subject): row for row in rows}
    units = {CAT: f"cat {COUNT:,} x {SIZE // 1024} KiB, objects", GET: f"get {size} MiB, MiB"}
    print(f"{'':36}{'':14}{'/s':>10}{'/CPU s':>10}{'peak MB':>9}{'of s3fs':>10}")
    for task, name in units.items():
        for subject in SUBJECTS:
            row, peer = by.get((task, subject)), by.get((task, S3FS))
            if row is None:
                print(f"{name:36}{subject:14} not installed")
                continue
            ratio = f"{row.rate / peer.rate:8.1f} x" if peer else f"{'':10}"
            goal = f" (goal: {GOALS[task]:g}; {version(S3FS)})" if subject == OURS and peer else ""
            print(f"{name:36}{subject:14}{row.rate:10,.0f}{row.cpu_rate:10,.0f}{row.megabytes:9.0f}{ratio}{goal}")
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1024, metavar="MIB", help="size of the file (1024)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds (5)")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        measure(*json.loads(given.one))
    else:
        main(given.size, given.rounds)
