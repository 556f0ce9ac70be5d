"""Dask's bytes, bags and data frames through fsspec, on threads, on processes and on a cluster."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

import dask
import dask.bag
import dask.dataframe as dd
import pandas as pd
import pytest
from dask.bytes import read_bytes
from distributed import Client, LocalCluster

from tests.integrations.processes import Runner, Trip
from tests.integrations.remotes import Remote
from tigris_http import TigrisHTTP

db: Any = dask.bag  # its stub here has what the package uses

# Dask itself calls pandas 3.1 so.
pytestmark = pytest.mark.filterwarnings(r"ignore:[\s\S]*The inplace keyword in DataFrame.*_index:DeprecationWarning")

FRAME = pd.DataFrame({"number": range(4000), "word": [f"wörd {number % 7}" for number in range(4000)]})


def same(found: pd.DataFrame, expected: pd.DataFrame = FRAME) -> None:
    ordered = found.sort_values("number").reset_index(drop=True)[["number", "word"]]
    pd.testing.assert_frame_equal(expected, ordered.astype(expected.dtypes.to_dict()))


def parquet(remote: Remote) -> None:
    frame = dd.from_pandas(FRAME, npartitions=4)
    frame.to_parquet(remote.url("frame"), storage_options=remote.options)
    assert [f"frame/part.{number}.parquet" for number in range(4)] == remote.find("frame/")
    found = dd.read_parquet(remote.url("frame"), storage_options=remote.options)
    assert 4 == found.npartitions
    same(found.compute())
    some = dd.read_parquet(
        remote.url("frame/*.parquet"),
        columns=["number"],
        filters=[("number", ">", 3990)],
        storage_options=remote.options,
    )
    assert list(range(3991, 4000)) == sorted(some["number"].compute())


def csv(remote: Remote) -> None:
    """One file is cut into blocks, each read as a range."""
    dd.from_pandas(FRAME, npartitions=3).to_csv(remote.url("parts/*.csv"), index=False, storage_options=remote.options)
    same(dd.read_csv(remote.url("parts/*.csv"), storage_options=remote.options).compute())
    remote.put("whole.csv", FRAME.to_csv(index=False).encode())
    blocks = dd.read_csv(remote.url("whole.csv"), blocksize=9000, storage_options=remote.options)
    assert 3 < blocks.npartitions
    same(blocks.compute())


def bag(remote: Remote) -> None:
    rows = [{"number": number, "word": f"wörd {number}"} for number in range(300)]
    lines = db.from_sequence(rows, npartitions=3).map(json.dumps)
    written = lines.to_textfiles(remote.url("bag/*.jsonl.gz"), storage_options=remote.options)
    assert 3 == len(written)
    assert remote.get("bag/0.jsonl.gz").startswith(b"\x1f\x8b")
    found = db.read_text(remote.url("bag/*.jsonl.gz"), storage_options=remote.options).map(json.loads)
    assert rows == sorted(found.compute(), key=lambda row: row["number"])


def blocks(remote: Remote) -> None:
    content = b"".join(b"line %06d\n" % number for number in range(5000))
    for key in ("a", "b"):
        remote.put(f"bytes/{key}", content)
    sample, parts = read_bytes(remote.url("bytes/*"), delimiter=b"\n", blocksize=13_000, sample=130, **remote.options)
    assert content[:132] == sample, "to the end of the line"
    assert content * 2 == b"".join(b"".join(of_file) for of_file in dask.compute(*parts))


def on_threads(trip: Trip, remote: Remote) -> None:
    with dask.config.set(scheduler="threads", num_workers=2):
        trip(remote)


TRIPS = pytest.mark.parametrize("trip", [parquet, csv, bag, blocks], ids=lambda trip: trip.__name__)


@TRIPS
def test_data_comes_back(trip: Trip, careful_run: Runner, remote: Remote) -> None:
    careful_run(partial(on_threads, trip), remote)


@pytest.fixture(scope="module")
def processes() -> Iterator[ProcessPoolExecutor]:
    """Spawned, as Dask starts its own."""
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        yield pool


@TRIPS
def test_data_comes_back_from_processes(trip: Trip, processes: ProcessPoolExecutor, remote: Remote) -> None:
    with dask.config.set(scheduler="processes", pool=processes):
        trip(remote)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Client]:
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


@TRIPS
def test_data_comes_back_from_a_cluster(trip: Trip, cluster: Client, remote: Remote) -> None:
    with cluster.as_current():
        trip(remote)


def test_a_snapshot_in_the_url_reads_the_past(client: TigrisHTTP, remote: Remote) -> None:
    dd.from_pandas(FRAME, npartitions=2).to_parquet(remote.url("frame"), storage_options=remote.options)
    version = client.create_snapshot(remote.name).version
    dd.from_pandas(FRAME[:9], npartitions=1).to_parquet(
        remote.url("frame"), overwrite=True, storage_options=remote.options
    )
    assert ["frame/part.0.parquet"] == remote.find("frame/")
    same(dd.read_parquet(remote.url("frame"), storage_options=remote.options).compute(), FRAME[:9])
    same(dd.read_parquet(f"t3://{remote.name}@{version}/frame", storage_options=remote.options).compute())
