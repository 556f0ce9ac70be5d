"""Data frames of polars.

A URL goes through fsspec where polars does not use its own readers in Rust, which know no file system of Python:
with `use_pyarrow`, and in streams of IPC. Open files and data sets of pyarrow serve all of polars.
"""

from __future__ import annotations

import polars as pl
import pyarrow.dataset as ds
import pytest
from polars.testing import assert_frame_equal

from tests.integrations.processes import Runner, Trip
from tests.integrations.remotes import Remote
from tigris_http import TigrisHTTP

FRAME = pl.DataFrame(
    {
        "number": range(2000),
        "half": [number / 2 for number in range(2000)],
        "word": [f"wörd {number % 17}" for number in range(2000)],
        "absent": [None if number % 5 else f"x{number}" for number in range(2000)],
    }
)


def csv_by_url(remote: Remote) -> None:
    full = FRAME.drop("absent")
    remote.put("frame.csv", full.write_csv().encode())
    assert_frame_equal(full, pl.read_csv(remote.url("frame.csv"), use_pyarrow=True, storage_options=remote.options))


def parquet_by_url(remote: Remote) -> None:
    FRAME.write_parquet(remote.url("frame.parquet"), use_pyarrow=True, pyarrow_options={"filesystem": remote.files})
    found = pl.read_parquet(remote.url("frame.parquet"), use_pyarrow=True, storage_options=remote.options)
    assert_frame_equal(FRAME, found)
    found = pl.read_parquet(
        remote.url("frame.parquet"), columns=["word"], use_pyarrow=True, storage_options=remote.options
    )
    assert_frame_equal(FRAME.select("word"), found)


def ipc_by_url(remote: Remote) -> None:
    with remote.files.open(f"{remote.name}/frame.arrow", "wb") as file:
        FRAME.write_ipc(file)
    found = pl.read_ipc(remote.url("frame.arrow"), use_pyarrow=True, storage_options=remote.options)
    assert_frame_equal(FRAME, found)
    with remote.files.open(f"{remote.name}/frame.arrows", "wb") as file:
        FRAME.write_ipc_stream(file)
    for use_pyarrow in (False, True):
        found = pl.read_ipc_stream(remote.url("frame.arrows"), use_pyarrow=use_pyarrow, storage_options=remote.options)
        assert_frame_equal(FRAME, found)


def files(remote: Remote) -> None:
    """An open file takes the place of a path, with the readers and writers of polars itself."""
    ways = {
        "csv": (FRAME.write_csv, pl.read_csv),
        "ndjson": (FRAME.write_ndjson, pl.read_ndjson),
        "json": (FRAME.write_json, pl.read_json),
        "parquet": (FRAME.write_parquet, pl.read_parquet),
        "arrow": (FRAME.write_ipc, pl.read_ipc),
    }
    for ending, (write, read) in ways.items():
        path = f"{remote.name}/files/frame.{ending}"
        with remote.files.open(path, "wb") as file:
            write(file)
        with remote.files.open(path, "rb") as file:
            assert_frame_equal(FRAME, read(file))
    assert [f"files/frame.{ending}" for ending in sorted(ways)] == remote.find("files/")


def lazily(remote: Remote) -> None:
    with remote.files.open(f"{remote.name}/lazy.parquet", "wb") as file:
        FRAME.lazy().filter(pl.col("number") >= 1000).sink_parquet(file)
    with remote.files.open(f"{remote.name}/lazy.parquet", "rb") as file:
        query = pl.scan_parquet(file).filter(pl.col("number") < 1010).select(pl.col("half").sum())
        assert sum(number / 2 for number in range(1000, 1010)) == query.collect().item()


def partitioned(remote: Remote) -> None:
    """Written by `partition_cols` of pyarrow, scanned with filters that pyarrow takes over."""
    FRAME.write_parquet(
        f"{remote.name}/parts",
        use_pyarrow=True,
        pyarrow_options={"partition_cols": ["word"], "filesystem": remote.files},
    )
    assert 17 == len({key.split("/")[1] for key in remote.find("parts/")})
    lazy = pl.scan_pyarrow_dataset(ds.dataset(f"{remote.name}/parts", filesystem=remote.files, partitioning="hive"))
    found = lazy.select(FRAME.columns).sort("number").collect()
    assert_frame_equal(FRAME, found)
    few = lazy.filter(pl.col("word") == "wörd 3").select("number").sort("number").collect()
    assert list(range(3, 2000, 17)) == few["number"].to_list()


@pytest.mark.parametrize(
    "trip",
    [csv_by_url, parquet_by_url, ipc_by_url, files, lazily, partitioned],
    ids=lambda trip: trip.__name__,
)
def test_a_frame_comes_back(trip: Trip, careful_run: Runner, remote: Remote) -> None:
    careful_run(trip, remote)


def test_a_snapshot_in_the_url_reads_the_past(client: TigrisHTTP, remote: Remote) -> None:
    with remote.files.open(f"{remote.name}/frame.arrows", "wb") as file:
        FRAME.write_ipc_stream(file)
    version = client.create_snapshot(remote.name).version
    remote.put("frame.arrows", b"later")
    past = f"tigris://{remote.name}@{version}/frame.arrows"
    assert_frame_equal(FRAME, pl.read_ipc_stream(past, storage_options=remote.options))
    assert b"later" == remote.get("frame.arrows")


def test_an_absent_key_is_a_missing_file(remote: Remote) -> None:
    with pytest.raises(FileNotFoundError):
        pl.read_parquet(remote.url("none"), use_pyarrow=True, storage_options=remote.options)
