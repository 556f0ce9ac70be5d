"""A data set of 10 million keys, or 100 million, and 1,024 workers: one manifest, and the shards of an epoch.

    python -m tests.benchmarks.bench_manifest [--keys 100_000_000] [--shards 1024] [--workers 4] [--window 10_000]

A process writes the manifest of a generated listing into a file, and another serves the file's ranges. A few workers
then run, each a process of its own: it opens the manifest, and reads its shard. The last process plays all shards, one
after the other, reads each key of each, and counts in an array how often each came. The program fails unless every key
came once, each worker stayed below 200 MB at its peak, and its first batch took at most 5 seconds of CPU and the
requests for the index and one window. The elapsed seconds are printed only: they depend on what else runs.

100 million keys take some 10 minutes, 1 GB of disk, and 150 MB of memory.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import mmap
import re
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.benchmarks.serving import BUCKET, ID, SECRET
from tigris_http import TigrisHTTP
from tigris_http.manifests import Shard, open_manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

KEYS = 10_000_000
SHARDS = 1_024
WORKERS = 4
WINDOW = 10_000
BLOCK_KEYS = 4_096
BATCH = 256
PAGE = 1_000
KEY = ".manifests/keys.manifest"
MOST_MEGABYTES = 200
MOST_SECONDS = 5.0
DIGITS = 12


class Row(NamedTuple):
    """One measured process: its part, seconds, those to its first batch, elapsed and CPU, the requests before it,
    keys, peak memory in MB.
    """

    part: str
    seconds: float
    first: float | None
    first_cpu: float | None
    first_requests: int | None
    keys: int
    megabytes: float


# -- the processes ----------------------------------------------------------------------------------------------------


def page_of(first: int, end: int) -> tuple[list[str], list[int]]:
    """Return entries of the data set, in order."""
    numbers = range(first, end)
    keys = [f"train/class-{number // 10_000:06}/{number:0{DIGITS}}.jpg" for number in numbers]
    return keys, [4_096 + number * 2_654_435_761 % 98_304 for number in numbers]


def write(path: str, count: int, block_keys: int) -> int:
    """Write the manifest of the whole data set."""
    from tigris_http.manifests.encoder import Encoder

    encoder = Encoder(BUCKET, "train/", block_keys=block_keys)
    with open(path, "wb") as file:  # noqa: PTH123
        file.writelines(encoder.add(*page_of(first, min(first + PAGE, count))) for first in range(0, count, PAGE))
        rest, description = encoder.end()
        file.write(rest)
    return description.count


def serve(path: str) -> None:
    """Answer ranges of a file on every connection, without end. Print the port."""
    with open(path, "rb") as file:  # noqa: PTH123
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    class Serving(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport: Any = transport
            self.held = b""

        def data_received(self, data: bytes) -> None:
            *ended, self.held = (self.held + data).split(b"\r\n\r\n")
            for head in ended:
                self.transport.write(answer(head))

    def answer(head: bytes) -> bytes:
        found = re.search(rb"(?i)\r\nrange: bytes=(\d*)-(\d*)", head)
        if found is None:
            raise AssertionError("a request names no range")
        first, last = found.groups()
        size = len(data)
        start, end = (int(first), min(int(last) + 1, size)) if first else (max(size - int(last), 0), size)
        lines = (
            "HTTP/1.1 206 Partial Content",
            f"Content-Length: {end - start}",
            f"Content-Range: bytes {start}-{end - 1}/{size}",
            'ETag: "900150983cd24fb0d6963f7d28e17f72"',
            "Last-Modified: Tue, 20 Oct 2026 10:57:30 GMT",
            "x-amz-request-id: 1791986200643024441",
            "\r\n",
        )
        return "\r\n".join(lines).encode() + data[start:end]

    async def main() -> None:
        server = await asyncio.get_running_loop().create_server(Serving, "127.0.0.1", 0, backlog=256)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(main())


def number_of(key: str) -> int:
    return int(key[-4 - DIGITS : -4])


def work(endpoint: str, shard: int, shards: int, window: int, path: str) -> tuple[float, float, int, float, int]:
    """Be a worker: read a shard. Return the seconds to the first batch, its CPU seconds and requests, the seconds to a
    batch in the middle, and the number of keys.

    The numbers of the keys go into a file, for the check against the count of all shards.
    """
    begun, used = time.perf_counter(), time.process_time()
    sent: list[object] = []
    with TigrisHTTP(endpoint, (ID, SECRET), on_request=sent.append) as client:
        mine = Shard(
            open_manifest(client, BUCKET, KEY), shard=shard, shards=shards, seed=7, epoch=3, shuffle=True, window=window
        )
        keys = mine.keys(client)
        batch = list(islice(keys, BATCH))
        first, first_cpu, requests = time.perf_counter() - begun, time.process_time() - used, len(sent)
        found = 0
        with open(path, "w", encoding="ascii") as file:  # noqa: PTH123
            while batch:
                found += len(batch)
                file.writelines(f"{number_of(key)}\n" for key in batch)
                batch = list(islice(keys, BATCH))
        begun = time.perf_counter()
        list(islice(mine.keys(client, len(mine) // 2), BATCH))
        return first, first_cpu, requests, time.perf_counter() - begun, found


def count(endpoint: str, keys: int, shards: int, window: int, worked: dict[str, str]) -> int:
    """Read the keys of all shards. Return how many came exactly once. Workers must have read the same, in order."""
    seen = bytearray(keys)
    with TigrisHTTP(endpoint, (ID, SECRET)) as client:
        manifest = open_manifest(client, BUCKET, KEY)
        for number in range(shards):
            shard = Shard(manifest, shard=number, shards=shards, seed=7, epoch=3, shuffle=True, window=window)
            path = worked.get(str(number))
            if path is None:
                for key in shard.keys(client):
                    seen[number_of(key)] += 1
                continue
            with open(path, encoding="ascii") as file:  # noqa: PTH123
                for key, line in zip(shard.keys(client), file, strict=True):
                    if number_of(key) != int(line):
                        raise AssertionError(f"worker {number} read {line.strip()} in place of {key}")
                    seen[int(line)] += 1
    return seen.count(1)


# -- the program ------------------------------------------------------------------------------------------------------


def process(part: str, *arguments: object) -> tuple[list[float], float, float]:
    """Run a part in a process of its own. Return its result, its seconds, and its peak memory in MB."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "tests.benchmarks.bench_manifest", json.dumps([part, *arguments])]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    found, peak = json.loads(done.stdout)
    return found, time.perf_counter() - begun, peak


def run(part: str, *arguments: Any) -> None:
    """Be a process of the program: print the result, and the peak memory in MB."""
    if part == "serve":
        serve(*arguments)
        return
    parts: dict[str, Callable[..., Any]] = {"write": write, "work": work, "count": count}
    found = parts[part](*arguments)
    status = Path("/proc/self/status").read_text("ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1_024
    print(json.dumps([found if isinstance(found, tuple) else [found], peak]))


def main(
    keys: int = KEYS,
    shards: int = SHARDS,
    workers: int = WORKERS,
    window: int = WINDOW,
    *,
    block_keys: int = BLOCK_KEYS,
) -> list[Row]:
    """Print the table; return the figures. Raises `AssertionError` if a goal is missed."""
    rows: list[Row] = []

    def note(row: Row) -> None:
        rows.append(row)
        first, used = ("" if each is None else f"{each:.3f}" for each in (row.first, row.first_cpu))
        asked = "" if row.first_requests is None else str(row.first_requests)
        print(
            f"{row.part:32}{row.seconds:10.2f}{first:>15}{used:>8}{asked:>10}{row.keys:14,}{row.megabytes:10.0f}",
            flush=True,
        )

    title = f"{keys:,} keys, {shards:,} shards"
    print(f"{title:32}{'seconds':>10}{'first batch s':>15}{'CPU s':>8}{'requests':>10}{'keys':>14}{'peak MB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "manifest"))
        (written,), seconds, peak = process("write", path, keys, block_keys)
        note(Row(f"write {Path(path).stat().st_size / 1e6:,.1f} MB", seconds, None, None, None, round(written), peak))
        for row in _read(folder, path, keys, shards, workers, window):
            note(row)
    once = rows[-1].keys
    if once != keys:
        raise AssertionError(f"{once:,} of {keys:,} keys came once")
    # Two requests for the index, and the blocks of a window, cut at both ends.
    most = 2 + 2 + -(-window // block_keys)
    for row in rows[1:-1]:
        if row.megabytes > MOST_MEGABYTES or (row.first_cpu or 0) > MOST_SECONDS or (row.first_requests or 0) > most:
            raise AssertionError(
                f"{row}: a worker may take {MOST_MEGABYTES} MB, and {MOST_SECONDS} s of CPU and {most} requests first"
            )
    print(
        f"every key once an epoch; workers below {MOST_MEGABYTES} MB, first batches within {MOST_SECONDS:g} s of CPU "
        f"and {most} requests"
    )
    return rows


def _read(folder: str, path: str, keys: int, shards: int, workers: int, window: int) -> Iterator[Row]:
    with served(path) as endpoint:
        worked: dict[str, str] = {}
        for number in range(workers):
            # The first shard, the last one, and some between.
            shard = number * (shards - 1) // max(workers - 1, 1)
            worked[str(shard)] = str(Path(folder, f"worker-{shard}"))
            (first, used, asked, middle, found), seconds, peak = process(
                "work", endpoint, shard, shards, window, worked[str(shard)]
            )
            yield Row(f"worker {shard}", seconds, max(first, middle), used, round(asked), round(found), peak)
        (once,), seconds, peak = process("count", endpoint, keys, shards, window, worked)
        yield Row("all shards, counted", seconds, None, None, None, round(once), peak)


@contextmanager
def served(path: str) -> Generator[str]:
    """Serve a file by a process of its own. Yields the endpoint."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_manifest", json.dumps(["serve", path])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            port = server.stdout.readline().strip()  # type: ignore[union-attr]
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1].startswith("["):
        run(*json.loads(sys.argv[1]))
    else:
        parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_manifest", description=__doc__)
        parser.add_argument("--keys", type=int, default=KEYS)
        parser.add_argument("--shards", type=int, default=SHARDS)
        parser.add_argument("--workers", type=int, default=WORKERS)
        parser.add_argument("--window", type=int, default=WINDOW)
        parser.add_argument("--block-keys", type=int, default=BLOCK_KEYS)
        given = parser.parse_args()
        main(given.keys, given.shards, given.workers, given.window, block_keys=given.block_keys)
