"""Many small objects: one bundle of 5,000 x 10 KiB beside concurrent single GETs of as many, all in one run.

    pip install -e '.[dev,bench]'
    python -m tests.benchmarks.peers
    python -m tests.benchmarks.bench_many

Each reader is a fresh process. The server, a process of its own, sends prepared bytes: the bundle in chunks of 32 KiB
with trailers, or an object to each GET, on any number of connections. Each reader keeps one client, warms up, and then
reads all objects repeatedly for at least a second of CPU time. The figures are the objects read for a second of its
CPU time (user and system, all threads), and its peak memory: the median of the rounds. The readers alternate.
Concurrent readers divide the keys beforehand, so the figures show the client and little else. A peer that is not
installed has a line that says so.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.benchmarks import bench_bundle
from tests.benchmarks.bundle_readers import ASYNC, OURS, check, names
from tests.benchmarks.peers import interpreter, version
from tests.benchmarks.serving import ID, SECRET, settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    Read = Callable[[Sequence[str]], int]

ROUNDS = 5
COUNT, SIZE = 5000, 10 * 1024
HEAD = (
    b"HTTP/1.1 200 OK\r\nAccept-Ranges: bytes\r\nContent-Length: %d\r\nContent-Type: image/jpeg\r\n"
    b'ETag: "900150983cd24fb0d6963f7d28e17f72"\r\nLast-Modified: Tue, 20 Oct 2026 10:57:30 GMT\r\n'
    b"x-amz-request-id: 1791986200643024441\r\n\r\n" % SIZE
)
BOTO3, AIOBOTOCORE, OBSTORE, OBSTORE_ASYNC = "boto3", "aiobotocore", "obstore", "obstore async"
AT_ONCE = {
    OURS: (0, 1, 16),
    ASYNC: (0, 16, 64),
    BOTO3: (1, 16),
    AIOBOTOCORE: (16, 64),
    OBSTORE: (4, 16),
    OBSTORE_ASYNC: (16, 64),
}
"""The number of objects that each requests at once; 0 is one bundle. A peer has its best number."""
GOALS = {BOTO3: " (goal: 20)", AIOBOTOCORE: "", OBSTORE: " (goal: 8)"}
"""The peers, and how many times as many objects a bundle should read."""


class Row(NamedTuple):
    """One measured figure: by whom, how, objects for a CPU second and the peak memory of the process in MB."""

    subject: str
    way: str
    objects: float
    megabytes: float


class Reader(NamedTuple):
    """A reader, and its number of objects at once."""

    subject: str
    at_once: int

    @property
    def package(self) -> str:
        """The package to install."""
        return self.subject.partition(" ")[0]

    @property
    def way(self) -> str:
        """The function that reads."""
        if self.at_once < 2:
            return "GETs, one by one" if self.at_once else "one bundle"
        return f"GETs, {self.at_once} {'threads' if self.subject in {OURS, BOTO3, OBSTORE} else 'in flight'}"


READERS = [Reader(subject, at_once) for subject, numbers in AT_ONCE.items() for at_once in numbers]


class Serving(asyncio.Protocol):
    """A connection that answers each request head with the object."""

    answer = HEAD + bytes(SIZE)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to write to."""
        self.transport: Any = transport
        self.held = b""

    def data_received(self, data: bytes) -> None:
        """Answer as many heads as ended."""
        *ended, self.held = (self.held + data).split(b"\r\n\r\n")
        self.transport.write(self.answer * len(ended))


def serve_objects(ready: Connection) -> None:
    """Answer every GET on every connection, without end."""

    async def main() -> None:
        server = await asyncio.get_running_loop().create_server(Serving, "127.0.0.1", 0, backlog=256)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def threads(fetch: Callable[[str], int], count: int) -> Read:
    """Return a reader of many objects by threads, each with its share."""
    pool = ThreadPoolExecutor(count)
    return lambda keys: sum(pool.map(lambda start: sum(map(fetch, keys[start::count])), range(count)))


def tasks(run: Callable[[Awaitable[int]], int], fetch: Callable[[str], Awaitable[int]], count: int) -> Read:
    """Return a reader of many objects by tasks, each with its share."""

    async def share(keys: Sequence[str]) -> int:
        total = 0
        for key in keys:
            total += await fetch(key)
        return total

    async def everything(keys: Sequence[str]) -> int:
        return sum(await asyncio.gather(*(share(keys[start::count]) for start in range(count))))

    return lambda keys: run(everything(keys))


def by_ours(endpoint: str, at_once: int) -> Read:
    """Read by the blocking client."""
    from tigris_http import TigrisHTTP

    client: Any = TigrisHTTP(endpoint, (ID, SECRET), max_connections=max(at_once, 1))

    def bundle(keys: Sequence[str]) -> int:
        total = 0
        with client.bundle_objects("bucket", keys) as found:
            for member in found:
                total += len(member.data)
        return total

    def fetch(key: str) -> int:
        with client.get_object("bucket", key) as body:
            return len(body.read())

    return threads(fetch, at_once) if at_once else bundle


def by_async(endpoint: str, at_once: int) -> Read:
    """Read by the async client."""
    from tigris_http import AsyncTigrisHTTP

    run = asyncio.new_event_loop().run_until_complete
    client: Any = AsyncTigrisHTTP(endpoint, (ID, SECRET), max_connections=max(at_once, 1))

    async def bundle(keys: Sequence[str]) -> int:
        total = 0
        async with client.bundle_objects("bucket", keys) as found:
            async for member in found:
                total += len(member.data)
        return total

    async def fetch(key: str) -> int:
        async with client.get_object("bucket", key) as body:
            return len(await body.read())

    return tasks(run, fetch, at_once) if at_once else lambda keys: run(bundle(keys))


def by_boto3(endpoint: str, at_once: int) -> Read:
    """Read by boto3, whose clients may be shared by threads."""
    boto3: Any = importlib.import_module("boto3")
    config: Any = importlib.import_module("botocore.config")
    options = config.Config(s3={"addressing_style": "path"}, max_pool_connections=at_once)
    client = boto3.client(**settings(endpoint), config=options)

    return threads(lambda key: len(client.get_object(Bucket="bucket", Key=key)["Body"].read()), at_once)


def by_aiobotocore(endpoint: str, at_once: int) -> Read:
    """Read by aiobotocore, as its documentation shows."""
    session: Any = importlib.import_module("aiobotocore.session")
    config: Any = importlib.import_module("aiobotocore.config")
    options = config.AioConfig(s3={"addressing_style": "path"}, max_pool_connections=at_once)
    run = asyncio.new_event_loop().run_until_complete
    client: Any = run(session.get_session().create_client(**settings(endpoint), config=options).__aenter__())

    async def fetch(key: str) -> int:
        response = await client.get_object(Bucket="bucket", Key=key)
        async with response["Body"] as stream:
            return len(await stream.read())

    return tasks(run, fetch, at_once)


def by_obstore(endpoint: str, at_once: int, *, wait: bool = True) -> Read:
    """Read by obstore: its blocking calls, which let other threads run, or its async ones."""
    stores: Any = importlib.import_module("obstore.store")
    keys = {"access_key_id": ID, "secret_access_key": SECRET}
    plain = {"virtual_hosted_style_request": False, "client_options": {"allow_http": True}}
    store = stores.S3Store("bucket", endpoint=endpoint, region="auto", **keys, **plain)

    async def fetch(key: str) -> int:
        return len(await (await store.get_async(key)).bytes_async())

    if wait:
        return threads(lambda key: len(store.get(key).bytes()), at_once)
    return tasks(asyncio.new_event_loop().run_until_complete, fetch, at_once)


BY: dict[str, Callable[[str, int], Read]] = {
    OURS: by_ours,
    ASYNC: by_async,
    BOTO3: by_boto3,
    AIOBOTOCORE: by_aiobotocore,
    OBSTORE: by_obstore,
    OBSTORE_ASYNC: partial(by_obstore, wait=False),
}


def read(subject: str, at_once: int, endpoint: str) -> None:
    """Be a reader: read to warm up, then print the objects for a CPU second and the peak memory."""
    keys = names(COUNT)
    warm = keys[: COUNT // 10] if at_once else keys
    run = BY[subject](endpoint, at_once)
    check(run(warm), len(warm), SIZE)
    start, times, seconds = time.process_time(), 0, 0.0
    while seconds < 1:
        check(run(keys), COUNT, SIZE)
        times, seconds = times + 1, time.process_time() - start
    status = Path("/proc/self/status").read_text("ascii")  # getrusage returns the parent's peak if that was larger
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps([COUNT * times / seconds, peak]), flush=True)
    os._exit(0)  # obstore's threads may abort while the interpreter ends, and the clients are still open


def started(serve: Callable[..., None], *arguments: Any) -> tuple[BaseProcess, str]:
    """Return a server in a process of its own, and its endpoint."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()  # so that `recv` ends if the process dies
    return process, f"http://127.0.0.1:{ours.recv()}"


def measured() -> dict[Reader, tuple[float, float]]:
    """Return the objects for a CPU second and the peak memory in MB of every reader that is installed."""
    servers = [started(bench_bundle.serve, COUNT, SIZE, 32 * 1024, False), started(serve_objects)]
    found: dict[Reader, list[list[float]]] = {reader: [] for reader in READERS if interpreter(reader.package)}
    try:
        for _ in range(ROUNDS):
            for reader, runs in found.items():
                arguments = json.dumps([*reader, servers[reader.at_once > 0][1]])
                python = interpreter(reader.package) or sys.executable
                command = [python, "-m", "tests.benchmarks.bench_many", arguments]
                runs.append(json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout))
    finally:
        for server, _ in servers:
            server.terminate()
            server.join()
    return {
        reader: (statistics.median(run[0] for run in runs), max(run[1] for run in runs))
        for reader, runs in found.items()
    }


def main() -> list[Row]:
    """Print the table, the gain of a bundle by our blocking client, and the goals; return the figures."""
    found = measured()
    bundle, _ = found[READERS[0]]
    print(f"{f'{COUNT:,} x {SIZE // 1024} KiB':20}{'way':20}{'objects/CPU s':>14}{'bundle is':>11}{'peak MB':>9}")
    for reader in READERS:
        objects, peak = found.get(reader, (0, 0))
        figures = f"{objects:14,.0f}{bundle / objects:9.1f} x{peak:9.0f}" if objects else " not installed"
        print(f"{reader.subject:20}{reader.way:20}{figures}")
    for package, goal in GOALS.items():
        peers = [objects for reader, (objects, _) in found.items() if reader.package == package]
        ratio = f"{bundle / max(peers):.1f} times its best ({version(package)})" if peers else "not installed"
        print(f"one bundle beside {package}: {ratio}{goal}", flush=True)
    return [Row(reader.subject, reader.way, *figures) for reader, figures in found.items()]


if __name__ == "__main__":
    if len(sys.argv) > 1:
        read(*json.loads(sys.argv[1]))
    else:
        main()
