"""An array of 2,000 small chunks, read by zarr: `TigrisStore` beside s3fs (`FsspecStore`) and obstore (`ObjectStore`).

    python3 -m venv .venv-bench-zarr
    .venv-bench-zarr/bin/pip install -q -e '.[zarr]' s3fs obstore
    .venv-bench-zarr/bin/python -m tests.benchmarks.bench_zarr

Each reader is a fresh process that reads the array for a CPU second at least. The server, a process of its own, sends
prepared answers. zarr reads 10 chunks at once by default, and more if it is told so. The figures are the reader's CPU
time (user and system) and elapsed time for a chunk: the median of the rounds. The readers alternate. Without a store,
from memory, zarr itself takes what the first row says.
"""

from __future__ import annotations

import asyncio
import importlib
import io
import json
import multiprocessing
import os
import re
import statistics
import subprocess
import sys
import tarfile
import time
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

ROUNDS = 3
COUNT, SIZE = 2000, 4096
ID, SECRET = "tid_EXAMPLEACCESSKEY", "tsec_EXAMPLEsecretEXAMPLEsecret"
MEMORY, OURS, S3FS, OBSTORE = "memory", "tigris_http", "s3fs", "obstore"
AT_ONCE = (10, 64, 256)
PACKAGES = {MEMORY: "zarr", OURS: "tigris-http", S3FS: "s3fs", OBSTORE: "obstore"}
PREFIX = "array.zarr"


class Row(NamedTuple):
    """One measured figure: by which store, chunks at once, microseconds of CPU and of time for a chunk."""

    subject: str
    at_once: int
    cpu: float
    elapsed: float


def values() -> Any:
    """Return the numbers in the array."""
    np: Any = importlib.import_module("numpy")
    return np.arange(COUNT * SIZE // 4, dtype="i4")


def stored() -> dict[str, bytes]:
    """Return the objects of the array, by their keys: those of an array that zarr wrote into memory."""
    zarr: Any = importlib.import_module("zarr")
    objects: dict[str, Any] = {}
    store = importlib.import_module("zarr.storage").MemoryStore(objects)
    numbers = values()
    array = zarr.create_array(store, shape=numbers.shape, chunks=(SIZE // 4,), dtype="i4", compressors=None)
    array[:] = numbers
    return {f"{PREFIX}/{key}": value.to_bytes() for key, value in objects.items()}


class Serving(asyncio.Protocol):
    """A connection that answers GETs of objects, and bundles of them."""

    def __init__(self, objects: dict[str, bytes], members: dict[str, bytes]) -> None:
        self._objects, self._members = objects, members

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to write to."""
        self.transport: Any = transport
        self.held = b""

    def data_received(self, data: bytes) -> None:
        """Answer as many requests as ended."""
        self.held += data
        while b"\r\n\r\n" in self.held:
            head, rest = self.held.split(b"\r\n\r\n", 1)
            length = re.search(rb"(?i)content-length: *(\d+)", head)
            size = int(length[1]) if length else 0
            if len(rest) < size:
                return
            self.held = rest[size:]
            self.transport.write(self._answer(head, rest[:size]))

    def _answer(self, head: bytes, body: bytes) -> bytes:
        method, target, _ = head.split(b" ", 2)
        if method == b"POST":
            return self._bundle(json.loads(body)["keys"])
        value = self._objects.get(target.decode().partition("?")[0].removeprefix("/bucket/"))
        if value is None:
            error = b"<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>"
            return b"HTTP/1.1 404 Not Found\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n%s" % (
                len(error),
                b"" if method == b"HEAD" else error,
            )
        return (
            b'HTTP/1.1 200 OK\r\nAccept-Ranges: bytes\r\nETag: "900150983cd24fb0d6963f7d28e17f72"\r\n'
            b"Last-Modified: Tue, 20 Oct 2026 10:57:30 GMT\r\nContent-Type: binary/octet-stream\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(value), b"" if method == b"HEAD" else value)
        )

    def _bundle(self, keys: list[str]) -> bytes:
        archive = b"".join([self._members[key] for key in keys]) + bytes(1024)
        chunks = [archive[at : at + 32768] for at in range(0, len(archive), 32768)]
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/x-tar\r\nTransfer-Encoding: chunked\r\n"
            b"Trailer: X-Tigris-Bundle-Count, X-Tigris-Bundle-Skipped\r\n\r\n"
            + b"".join([b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks])
            + b"0\r\nX-Tigris-Bundle-Count: %d\r\nX-Tigris-Bundle-Skipped: 0\r\n\r\n" % len(keys)
        )


def member(key: str, content: bytes) -> bytes:
    """Return a member of a tar archive."""
    info = tarfile.TarInfo(key)
    info.size = len(content)
    written = io.BytesIO(info.tobuf(tarfile.USTAR_FORMAT))
    written.seek(0, io.SEEK_END)
    written.write(content + bytes(-len(content) % 512))
    return written.getvalue()


def serve(ready: Connection) -> None:
    """Answer every request on every connection, without end."""
    objects = stored()
    members = {key: member(key, content) for key, content in objects.items()}

    async def main() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Serving(objects, members), "127.0.0.1", 0, backlog=256)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def from_memory(endpoint: str) -> Any:
    """Return a store in memory with the array."""
    store: Any = importlib.import_module("zarr.storage")
    buffer: Any = importlib.import_module("zarr.core.buffer.cpu")
    objects = {key.removeprefix(f"{PREFIX}/"): buffer.Buffer.from_bytes(value) for key, value in stored().items()}
    return store.MemoryStore(objects, read_only=True)


def by_ours(endpoint: str) -> Any:
    """Return our store."""
    ours: Any = importlib.import_module("tigris_http.zarr")
    client = importlib.import_module("tigris_http").TigrisHTTP(endpoint, (ID, SECRET))
    return ours.TigrisStore("bucket", PREFIX, client=client, read_only=True)


def by_s3fs(endpoint: str) -> Any:
    """Return zarr's store on s3fs, as zarr's documentation shows."""
    s3fs: Any = importlib.import_module("s3fs")
    options = {"key": ID, "secret": SECRET, "endpoint_url": endpoint, "asynchronous": True}
    files = s3fs.S3FileSystem(**options, config_kwargs={"max_pool_connections": max(AT_ONCE)})
    return importlib.import_module("zarr.storage").FsspecStore(files, path=f"bucket/{PREFIX}", read_only=True)


def by_obstore(endpoint: str) -> Any:
    """Return zarr's store on obstore."""
    stores: Any = importlib.import_module("obstore.store")
    keys = {"access_key_id": ID, "secret_access_key": SECRET, "region": "auto", "prefix": PREFIX}
    plain = {"virtual_hosted_style_request": False, "client_options": {"allow_http": True}}
    store = stores.S3Store("bucket", endpoint=endpoint, **keys, **plain)
    return importlib.import_module("zarr.storage").ObjectStore(store, read_only=True)


BY: dict[str, Callable[[str], Any]] = {MEMORY: from_memory, OURS: by_ours, S3FS: by_s3fs, OBSTORE: by_obstore}


def read(subject: str, at_once: int, endpoint: str) -> None:
    """Be a reader: read to warm up and to compare, then print the microseconds for a chunk."""
    zarr: Any = importlib.import_module("zarr")
    np: Any = importlib.import_module("numpy")
    with zarr.config.set({"async.concurrency": at_once}):
        array = zarr.open_array(BY[subject](endpoint), mode="r", zarr_format=3)
        if not np.array_equal(array[:], values()):
            raise AssertionError(f"{subject} read other numbers")
        times, started, begun = 0, time.process_time(), time.perf_counter()
        while time.process_time() - started < 1:
            array[:]
            times += 1
        cpu, elapsed = time.process_time() - started, time.perf_counter() - begun
    print(json.dumps([1e6 * each / COUNT / times for each in (cpu, elapsed)]), flush=True)
    os._exit(0)  # the stores are still open


def measured() -> list[Row]:
    """Return the figures of every reader that is installed."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    theirs.close()  # so that `recv` ends if the process dies
    endpoint = f"http://127.0.0.1:{ours.recv()}"
    subjects = [subject for subject, package in PACKAGES.items() if subject == OURS or find_spec(package)]
    found: dict[tuple[str, int], list[list[float]]] = {
        (subject, at_once): [] for subject in subjects for at_once in AT_ONCE
    }
    try:
        for _ in range(ROUNDS):
            for reader, runs in found.items():
                command = [sys.executable, "-m", "tests.benchmarks.bench_zarr", json.dumps([*reader, endpoint])]
                runs.append(json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout))
    finally:
        server.terminate()
        server.join()
    return [
        Row(*reader, *(statistics.median(run[number] for run in runs) for number in (0, 1)))
        for reader, runs in found.items()
    ]


def main() -> list[Row]:
    """Print the table, with each figure's ratio to ours; return the figures."""
    rows = measured()
    best = {subject: min((row.cpu for row in rows if row.subject == subject), default=0) for subject in PACKAGES}
    print(f"{f'{COUNT:,} x {SIZE // 1024} KiB':16}{'at once':>8}{'CPU us/chunk':>14}{'us/chunk':>10}{'ours is':>10}")
    ours = {row.at_once: row.cpu for row in rows if row.subject == OURS}
    for row in rows:
        ratio = row.cpu / ours[row.at_once]
        print(f"{row.subject:16}{row.at_once:8}{row.cpu:14,.0f}{row.elapsed:10,.0f}{ratio:8.1f} x", flush=True)
    for subject in (S3FS, OBSTORE):
        times = f"{best[subject] / best[OURS]:.1f} times its best ({version(subject)})" if best[subject] else "missing"
        print(f"ours beside {subject}: {times} (goal: 1)", flush=True)
    return rows


if __name__ == "__main__":
    if len(sys.argv) > 1:
        read(*json.loads(sys.argv[1]))
    else:
        main()
