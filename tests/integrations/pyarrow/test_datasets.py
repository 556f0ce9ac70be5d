"""Tables, files and partitioned data sets of pyarrow, on `PyFileSystem(FSSpecHandler(fs))`."""

from __future__ import annotations

from typing import Any

import fsspec
import pyarrow.csv
import pyarrow.dataset as ds
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest
from pyarrow.fs import FileSelector, FileType, FSSpecHandler, PyFileSystem

from tests.integrations.processes import Runner, Trip
from tests.integrations.remotes import Remote
from tigris_http import TigrisHTTP

pa: Any = pyarrow  # its stub here has what the package uses

ROWS = 3000
TABLE = pa.table(
    {
        "number": pa.array(range(ROWS), pa.int64()),
        "color": [("red", "green", "blue")[number % 3] for number in range(ROWS)],
        "year": pa.array([2020 + number % 2 for number in range(ROWS)], pa.int32()),
        "words": [["a"] * (number % 4) for number in range(ROWS)],
    }
)
PARTITIONS = pa.schema([("year", pa.int32()), ("color", pa.string())])


def arrow(remote: Remote) -> PyFileSystem:
    return PyFileSystem(FSSpecHandler(remote.files))


def parquet(remote: Remote) -> None:
    pq.write_table(TABLE, f"{remote.name}/table.parquet", filesystem=arrow(remote), row_group_size=500)
    assert TABLE == pq.read_table(f"{remote.name}/table.parquet", filesystem=arrow(remote))
    some = pq.read_table(
        f"{remote.name}/table.parquet",
        columns=["words"],
        filters=[("number", ">=", 2900)],
        filesystem=arrow(remote),
    )
    assert TABLE.slice(2900).select(["words"]) == some
    with pq.ParquetFile(f"{remote.name}/table.parquet", filesystem=arrow(remote), pre_buffer=True) as file:
        assert TABLE.slice(1000, 500) == file.read_row_group(2)


def partitioned(remote: Remote) -> None:
    root = f"{remote.name}/parts"
    ds.write_dataset(
        TABLE, root, filesystem=arrow(remote), format="parquet", partitioning=ds.partitioning(PARTITIONS, flavor="hive")
    )
    assert [
        f"parts/year={year}/color={color}/part-0.parquet" for year in (2020, 2021) for color in ("blue", "green", "red")
    ] == remote.find("parts/")
    found = ds.dataset(
        root, filesystem=arrow(remote), format="parquet", partitioning=ds.partitioning(PARTITIONS, flavor="hive")
    )
    assert TABLE == found.to_table(columns=TABLE.column_names).sort_by("number")
    few = found.to_table(columns=["number"], filter=(ds.field("color") == "red") & (ds.field("year") == 2021))
    assert [number for number in range(ROWS) if number % 3 == 0 and number % 2] == few["number"].to_pylist()
    fragments = list(found.get_fragments(filter=ds.field("color") == "green"))
    assert [f"{root}/year={year}/color=green/part-0.parquet" for year in (2020, 2021)] == [f.path for f in fragments]


def rewritten(remote: Remote) -> None:
    """A partition that is written once more replaces its own old files only."""
    for year, rows in ((2020, 3), (2021, 4), (2020, 1)):
        ds.write_dataset(
            pa.table({"year": pa.array([year] * rows, pa.int32()), "number": list(range(rows))}),
            f"{remote.name}/again",
            filesystem=arrow(remote),
            format="feather",
            partitioning=["year"],
            existing_data_behavior="delete_matching",
        )
    assert ["again/2020/part-0.feather", "again/2021/part-0.feather"] == remote.find("again/")
    found = ds.dataset(f"{remote.name}/again", filesystem=arrow(remote), format="feather").to_table()
    assert [0, 0, 1, 2, 3] == sorted(found["number"].to_pylist())


def csv_and_feather(remote: Remote) -> None:
    flat = TABLE.drop_columns(["words"])
    with arrow(remote).open_output_stream(f"{remote.name}/table.csv.gz") as file:  # compressed by its ending
        pyarrow.csv.write_csv(flat, file)
    assert remote.get("table.csv.gz").startswith(b"\x1f\x8b")
    found = ds.dataset(f"{remote.name}/table.csv.gz", filesystem=arrow(remote), format="csv").to_table()
    assert flat.cast(found.schema) == found
    with arrow(remote).open_output_stream(f"{remote.name}/table.feather") as file:
        feather.write_feather(TABLE, file, compression="zstd")
    with arrow(remote).open_input_file(f"{remote.name}/table.feather") as file:
        assert TABLE.select(["color"]) == feather.read_table(file, columns=["color"])


def files(remote: Remote) -> None:
    """What pyarrow asks a file system for, beside its formats."""
    system, root = arrow(remote), remote.name
    for key in ("tree/a", "tree/b/c", "tree/b/d"):
        with system.open_output_stream(f"{root}/{key}") as out:
            out.write(key.encode())
    found = system.get_file_info(FileSelector(f"{root}/tree", recursive=True))
    named = {info.path.removeprefix(f"{root}/"): (info.type, info.size) for info in found}
    kept = {key: (FileType.File, len(key)) for key in ("tree/a", "tree/b/c", "tree/b/d")}
    assert {**kept, "tree/b": (FileType.Directory, named["tree/b"][1])} == named
    assert [FileType.NotFound, FileType.Directory] == [
        info.type for info in system.get_file_info([f"{root}/none", f"{root}/tree"])
    ]
    with system.open_input_file(f"{root}/tree/b/c") as file:
        file.seek(5)
        assert (b"b/c", 8, 8) == (file.read(), file.tell(), file.size())
        assert b"ee" == file.read_at(2, 2)
    system.copy_file(f"{root}/tree/a", f"{root}/copy")
    system.move(f"{root}/tree/b/d", f"{root}/moved")
    system.delete_dir_contents(f"{root}/tree/b")
    system.delete_file(f"{root}/tree/a")
    assert ["copy", "moved"] == [key for key in remote.find() if "fork" not in key]
    assert {"copy": b"tree/a", "moved": b"tree/b/d"} == {key: remote.get(key) for key in ("copy", "moved")}


@pytest.mark.parametrize(
    "trip", [parquet, partitioned, rewritten, csv_and_feather, files], ids=lambda trip: trip.__name__
)
def test_a_table_comes_back(trip: Trip, run: Runner, remote: Remote) -> None:
    run(trip, remote)


@pytest.mark.usefixtures("environment")
def test_a_url_names_the_file_system(remote: Remote) -> None:
    pq.write_table(TABLE, f"fsspec+{remote.url('table.parquet')}")
    assert ["table.parquet"] == remote.find()
    for protocol in ("t3", "tigris"):
        assert TABLE == pq.read_table(f"fsspec+{remote.url('table.parquet', protocol)}")
    assert ROWS == ds.dataset(f"fsspec+{remote.url('table.parquet')}").count_rows()


def test_a_file_system_of_fsspec_needs_no_wrapper(remote: Remote) -> None:
    pq.write_table(TABLE, f"{remote.name}/table.parquet", filesystem=remote.files)
    assert TABLE == ds.dataset(f"{remote.name}/table.parquet", filesystem=remote.files).to_table()
    assert arrow(remote).type_name.startswith("py::fsspec+")


def test_a_data_set_of_a_snapshot_is_the_past(client: TigrisHTTP, remote: Remote) -> None:
    system = arrow(remote)
    for number in range(3):
        pq.write_table(TABLE.slice(number * 1000, 1000), f"{remote.name}/parts/{number}.parquet", filesystem=system)
    version = client.create_snapshot(remote.name).version
    remote.files.rm(f"{remote.name}/parts", recursive=True)
    pq.write_table(TABLE.slice(0, 1), f"{remote.name}/parts/9.parquet", filesystem=system)
    past = ds.dataset(f"{remote.name}@{version}/parts", filesystem=system)
    assert TABLE == past.to_table().sort_by("number")
    assert 1 == ds.dataset(f"{remote.name}/parts", filesystem=system).count_rows()


def test_file_systems_of_the_same_options_are_equal(remote: Remote) -> None:
    same, other = (fsspec.filesystem("t3", **remote.options, **more) for more in ({}, {"default_block_size": 2**20}))
    assert arrow(remote).equals(PyFileSystem(FSSpecHandler(same)))
    assert not arrow(remote).equals(PyFileSystem(FSSpecHandler(other)))


def test_an_absent_file_is_a_missing_file(remote: Remote) -> None:
    with pytest.raises(FileNotFoundError):
        pq.read_table(f"{remote.name}/none.parquet", filesystem=arrow(remote))
    with pytest.raises(FileNotFoundError):
        arrow(remote).open_input_file(f"{remote.name}/none")
