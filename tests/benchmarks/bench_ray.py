"""5,000 objects of 10 KiB in a Ray dataset and in a Dask bag, beside the readers that Ray and Dask bring, in one run.

    python3 -m venv .venv-ray
    .venv-ray/bin/pip install -e '.[test]' -r tests/integrations/ray/requirements.txt 'dask>=2024.8' distributed s3fs
    .venv-ray/bin/python -m tests.benchmarks.bench_ray

Each reader lists the prefix and reads all objects, on two worker processes that are started before. The server is an
emulator in a process of its own: it answers a GET and a bundle with the same code, and takes most of the time of the
single GETs. The figures are seconds from the call to the last byte, the median of the rounds, after a round to warm
up. The readers alternate. `read_binary_files` has pyarrow's file system for S3, `read_bytes` has s3fs. A library that
is not installed has a line that says so.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.benchmarks.serving import alternated, is_installed
from tigris_http import TigrisHTTP
from tigris_http.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

ROUNDS = 5
COUNT, SIZE = 5000, 10 * 1024
BUCKET = "bench-ray"
WORKERS = 2
GOAL = 5
ID, SECRET = "tid_emulator", "tsec_emulator"
OURS_RAY, RAY, OURS_DASK, DASK = "tigris_http.ray", "ray.data", "tigris_http.dask", "dask"
NEEDS = {
    OURS_RAY: ("ray", "pyarrow"),
    RAY: ("ray", "pyarrow"),
    OURS_DASK: ("distributed",),
    DASK: ("distributed", "s3fs"),
}
WAYS = {
    OURS_RAY: "read_objects",
    RAY: "read_binary_files",
    OURS_DASK: "read_objects",
    DASK: "bytes.read_bytes",
}
PEER_OF = {OURS_RAY: RAY, OURS_DASK: DASK}


class Row(NamedTuple):
    """One measured figure: by whom, how, seconds for all objects."""

    subject: str
    way: str
    seconds: float


def serve(ready: Connection) -> None:
    """Serve until the other end closes."""
    with Emulator(log_limit=0) as tigris:
        ready.send(tigris.endpoint)
        ready.poll(None)


@contextmanager
def served() -> Iterator[str]:
    """Run an emulator that holds the objects; yield its endpoint."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    theirs.close()
    try:
        endpoint = ours.recv()
        with TigrisHTTP(endpoint, (ID, SECRET)) as client, ThreadPoolExecutor(8) as pool:
            client.create_bucket(BUCKET)
            content = os.urandom(SIZE)
            for put in [pool.submit(client.put_object, BUCKET, f"data/{n:05}.bin", content) for n in range(COUNT)]:
                put.result()
        yield endpoint
    finally:
        ours.close()
        server.terminate()
        server.join()


def keys() -> tuple[str, str]:
    """Return the keys of the emulator, in the workers."""
    return ID, SECRET


def check(count: int, size: int) -> None:
    """Raise unless all objects were read."""
    if (count, size) != (COUNT, COUNT * SIZE):
        raise AssertionError(f"{count} objects of {size} bytes were read")


def with_ray(endpoint: str, subject: str) -> float:
    """Read by a Ray dataset."""
    import ray.data
    from pyarrow.fs import S3FileSystem

    from tigris_http.ray import ClientOptions, read_objects

    begun = perf_counter()
    dataset: Any
    if subject == OURS_RAY:
        dataset = read_objects(BUCKET, prefix="data/", client_options=ClientOptions(endpoint, credentials=keys))
    else:
        host = endpoint.removeprefix("http://")
        files = S3FileSystem(
            endpoint_override=host, scheme="http", access_key=ID, secret_key=SECRET, region="us-east-1"
        )
        dataset = ray.data.read_binary_files(f"{BUCKET}/data/", filesystem=files)
    count = size = 0
    for batch in dataset.iter_batches(batch_size=None, batch_format="pyarrow"):
        count += batch.num_rows
        size += sum(len(content.as_buffer()) for content in batch["bytes"])
    seconds = perf_counter() - begun
    check(count, size)
    return seconds


def with_dask(endpoint: str, scheduler: Any, subject: str) -> float:  # a client of `distributed`
    """Read by a Dask bag."""
    import dask.bag
    import dask.bytes

    from tigris_http.dask import ClientOptions, read_objects

    begun = perf_counter()
    if subject == OURS_DASK:
        bag = read_objects(BUCKET, prefix="data/", client_options=ClientOptions(endpoint, credentials=keys))
        sizes = bag.map(lambda row: len(row["bytes"]))
    else:
        options: dict[str, Any] = {"key": ID, "secret": SECRET, "endpoint_url": endpoint}
        _, blocks = dask.bytes.read_bytes(f"s3://{BUCKET}/data/*", blocksize=None, sample=False, **options)
        sizes = dask.bag.from_delayed([dask.delayed(lambda data: [len(data)])(each) for (each,) in blocks])
    found = sizes.compute(scheduler=scheduler)
    seconds = perf_counter() - begun
    check(len(found), sum(found))
    return seconds


def readers(endpoint: str, stack: ExitStack) -> dict[str, Callable[[], float]]:
    """Start the workers; return the readers whose libraries are installed."""
    found: dict[str, Callable[[], float]] = {}
    if all(map(is_installed, NEEDS[RAY])):
        import ray

        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="ray"))
        os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_AUTH_MODE="disabled", RAY_TMPDIR=folder)
        ray.init(num_cpus=WORKERS, include_dashboard=False, object_store_memory=200_000_000, log_to_driver=False)
        stack.callback(ray.shutdown)
        ray.data.DataContext.get_current().enable_progress_bars = False
        ray.data.DataContext.get_current().print_on_execution_start = False
        found |= {subject: partial(with_ray, endpoint, subject) for subject in (OURS_RAY, RAY)}
    if is_installed("distributed"):
        from distributed import Client, LocalCluster

        cluster = LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=":0")
        workers = stack.enter_context(Client(stack.enter_context(cluster)))
        subjects = [subject for subject in (OURS_DASK, DASK) if all(map(is_installed, NEEDS[subject]))]
        found |= {subject: partial(with_dask, endpoint, workers, subject) for subject in subjects}
    return found


def main() -> list[Row]:
    """Print the table, with the ratio of each peer to ours and the goal; return the figures."""
    print(f"{COUNT:,} objects of {SIZE // 1024} KiB, {WORKERS} workers")
    print(f"{'subject':20}{'way':20}{'seconds':>10}{'objects/s':>12}{'ratio':>8}")
    with served() as endpoint, ExitStack() as stack:
        cases = readers(endpoint, stack)
        medians = alternated(cases, ROUNDS)
    rows = [Row(subject, WAYS[subject], seconds) for subject, seconds in medians.items()]
    for row in rows:
        peer = medians.get(PEER_OF.get(row.subject, ""))
        ratio = "" if peer is None else f"{peer / row.seconds:8.1f} (goal: {GOAL})"
        print(f"{row.subject:20}{row.way:20}{row.seconds:10.2f}{COUNT / row.seconds:12,.0f}{ratio}", flush=True)
    for subject in NEEDS.keys() - cases.keys():
        print(f"{subject:20}not installed: {', '.join(NEEDS[subject])}")
    return rows


if __name__ == "__main__":
    main()
