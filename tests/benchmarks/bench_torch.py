"""Samples a second in a PyTorch loader: 1,000 objects of 4 to 100 KiB by bundles, beside s3torchconnector.

    python3 -m venv .venv-torch
    .venv-torch/bin/pip install -q --no-compile -e '.[test]' -r tests/integrations/torch/requirements.txt
    .venv-torch/bin/pip install -q s3torchconnector
    .venv-torch/bin/python -m tests.benchmarks.bench_torch

The server is the emulator, a process of its own. Each reader is a fresh process with a `DataLoader` of batches of 64.
It reads one epoch to warm up, then whole epochs for at least two seconds. The figures are the samples for a second of
time, the median of the rounds. The readers alternate. Workers persist, so that their start does not count. Two more
rows pin the data set to a snapshot. A peer that is not installed has a line that says so.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.benchmarks.serving import is_installed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

ROUNDS = 3
COUNT, BATCH = 1000, 64
SIZES = [4096 + (number * 7919) % 98_305 for number in range(COUNT)]
"""4 to 100 KiB, in no order."""
BUCKET, PREFIX = "training", "train/"
MAP, STREAM, PINNED, PINNED_BUNDLE = "map", "iterable", "map, pinned", "map, pinned, snapshot_via='bundle'"
CONNECTOR = "s3torchconnector map"
SUBJECTS = (MAP, STREAM, PINNED, PINNED_BUNDLE, CONNECTOR)
GOALS = {0: 5, 2: 4}
"""For a number of workers, how many times the samples of the connector a bundle should read."""


class Row(NamedTuple):
    """One measured figure: the reader, its number of workers, and samples a second."""

    subject: str
    workers: int
    samples: float


def serve(ready: Connection) -> None:
    """Be the server, with a snapshot of all objects, until the other end closes."""
    from tigris_http import TigrisHTTP
    from tigris_http.emulator import Emulator

    with Emulator(bundle_snapshots=True, log_limit=0) as emulator:
        keys = (emulator.credentials.access_key_id, emulator.credentials.secret_access_key)
        with TigrisHTTP(emulator.endpoint, keys) as client:
            client.create_bucket(BUCKET, snapshot_enabled=True)
            for number, size in enumerate(SIZES):
                client.put_object(BUCKET, f"{PREFIX}{number:06}.jpg", bytes(size))
            ready.send((emulator.endpoint, *keys, client.create_snapshot(BUCKET).version))
        ready.poll(None)


@contextmanager
def serving() -> Iterator[list[str]]:
    """Run the server; yield its endpoint, the two parts of a key, and the version of the snapshot."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    theirs.close()
    try:
        yield list(ours.recv())
    finally:
        server.terminate()
        server.join()


def length_of(member: Any) -> int:
    """Return the sample of an object: all its bytes are there, and little goes through the queue of a worker."""
    return len(member.read())


def dataset_of(subject: str, endpoint: str, access: str, secret: str, version: str) -> Any:
    """Return the data set of a reader."""
    if subject == CONNECTOR:
        from s3torchconnector import (  # type: ignore[import-not-found]  # pyright: ignore[reportMissingImports]
            S3ClientConfig,
            S3MapDataset,
        )

        os.environ.update(AWS_ACCESS_KEY_ID=access, AWS_SECRET_ACCESS_KEY=secret)
        return S3MapDataset.from_prefix(
            f"s3://{BUCKET}/{PREFIX}",
            region="auto",
            endpoint=endpoint,
            transform=length_of,
            s3client_config=S3ClientConfig(force_path_style=True),
        )
    from tigris_http import TigrisHTTP
    from tigris_http.torch import BundleIterableDataset, BundleMapDataset

    client = TigrisHTTP(endpoint, (access, secret))
    if subject == STREAM:
        return BundleIterableDataset(client, BUCKET, prefix=PREFIX, transform=length_of, shuffle=True)
    return BundleMapDataset(
        client,
        BUCKET,
        prefix=PREFIX,
        transform=length_of,
        snapshot_version=None if subject == MAP else version,
        snapshot_via="bundle" if subject == PINNED_BUNDLE else "get",
    )


def read(subject: str, workers: int, *server: str) -> None:
    """Be a reader: print the samples a second."""
    from torch.utils.data import DataLoader

    dataset = dataset_of(subject, *server)
    loader: DataLoader[int] = DataLoader(
        dataset,
        batch_size=BATCH,
        shuffle=None if subject == STREAM else True,
        num_workers=workers,
        persistent_workers=workers > 0,
        collate_fn=sum,
    )
    epochs, start = -1, 0.0
    while epochs < 1 or time.perf_counter() - start < 2:
        if sum(loader) != sum(SIZES):
            raise AssertionError("read something else")
        epochs += 1
        if not epochs:
            start = time.perf_counter()
    print(json.dumps(epochs * COUNT / (time.perf_counter() - start)))


def main() -> list[Row]:
    """Print the table, with each figure's ratio to the connector's; return the figures."""
    subjects = [subject for subject in SUBJECTS if subject != CONNECTOR or is_installed("s3torchconnector")]
    found: dict[tuple[str, int], list[float]] = {(subject, n): [] for n in GOALS for subject in subjects}
    with serving() as server:
        for _ in range(ROUNDS):
            for (subject, workers), figures in found.items():
                command = [
                    sys.executable,
                    "-m",
                    "tests.benchmarks.bench_torch",
                    json.dumps([subject, workers, *server]),
                ]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                figures.append(json.loads(done.stdout))
    rows = [Row(subject, workers, statistics.median(figures)) for (subject, workers), figures in found.items()]
    reference = {row.workers: row.samples for row in rows if row.subject == CONNECTOR}
    if not reference:
        print("s3torchconnector is not installed: pip install s3torchconnector")
    print(f"{'data set':40}{'workers':>8}{'samples/s':>11}{'ratio':>8}")
    for row in rows:
        ratio = f"{row.samples / reference[row.workers]:8.2f}" if reference else ""
        goal = f"  (goal: {GOALS[row.workers]})" if row.subject in {MAP, STREAM} else ""
        print(f"{row.subject:40}{row.workers:>8}{row.samples:>11,.0f}{ratio}{goal}", flush=True)
    return rows


if __name__ == "__main__":
    if len(sys.argv) > 1:
        read(*json.loads(sys.argv[1]))
    else:
        main()
