"""Data frames in each format that pandas passes through fsspec."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

from tests.integrations.processes import Runner, Trip
from tests.integrations.remotes import Remote
from tigris_http import TigrisHTTP
from tigris_http.emulator import Emulator

FRAME = pd.DataFrame(
    {
        "number": np.arange(2000),
        "half": np.arange(2000) / 2,
        "word": [f"wörd {number % 17}" for number in range(2000)],
        "absent": [None if number % 5 else f"x{number}" for number in range(2000)],
    }
)


def same(found: pd.DataFrame, expected: pd.DataFrame = FRAME) -> None:
    pd.testing.assert_frame_equal(expected, found, check_dtype=False)


def csv(remote: Remote) -> None:
    FRAME.to_csv(remote.url("a/frame.csv"), index=False, storage_options=remote.options)
    assert FRAME.to_csv(index=False).encode() == remote.get("a/frame.csv"), "the bytes of a local file"
    same(pd.read_csv(remote.url("a/frame.csv"), storage_options=remote.options))
    with pd.read_csv(remote.url("a/frame.csv"), storage_options=remote.options, chunksize=300) as chunks:
        same(pd.concat(chunks))


def compressed_csv(remote: Remote) -> None:
    """The ending of a key names the compression."""
    magic = {"gz": b"\x1f\x8b", "bz2": b"BZh", "xz": b"\xfd7zXZ", "zst": b"\x28\xb5\x2f\xfd", "zip": b"PK"}
    for ending, first in magic.items():
        FRAME.to_csv(remote.url(f"frame.csv.{ending}"), index=False, storage_options=remote.options)
        assert remote.get(f"frame.csv.{ending}").startswith(first)
        same(pd.read_csv(remote.url(f"frame.csv.{ending}"), storage_options=remote.options))


def json_lines(remote: Remote) -> None:
    for key in ("frame.jsonl", "frame.jsonl.gz"):
        FRAME.to_json(remote.url(key), orient="records", lines=True, storage_options=remote.options)
        same(pd.read_json(remote.url(key), orient="records", lines=True, storage_options=remote.options))
    with pd.read_json(remote.url("frame.jsonl"), lines=True, chunksize=999, storage_options=remote.options) as chunks:
        same(pd.concat(chunks))


def parquet(remote: Remote) -> None:
    FRAME.to_parquet(remote.url("frame.parquet"), engine="pyarrow", storage_options=remote.options)
    same(pd.read_parquet(remote.url("frame.parquet"), engine="pyarrow", storage_options=remote.options))
    some = pd.read_parquet(
        remote.url("frame.parquet"),
        columns=["half"],
        filters=[("number", ">=", 1990)],
        storage_options=remote.options,
    )
    assert [number / 2 for number in range(1990, 2000)] == some["half"].tolist()


def partitioned_parquet(remote: Remote) -> None:
    FRAME.to_parquet(remote.url("parts"), partition_cols=["word"], index=False, storage_options=remote.options)
    assert 17 == len({key.split("/")[1] for key in remote.find("parts/")})
    found = pd.read_parquet(remote.url("parts"), storage_options=remote.options).sort_values("number")
    same(found[FRAME.columns].astype({"word": "str"}).reset_index(drop=True))


def feather(remote: Remote) -> None:
    FRAME.to_feather(remote.url("frame.feather"), storage_options=remote.options)
    same(pd.read_feather(remote.url("frame.feather"), storage_options=remote.options))


def pickled(remote: Remote) -> None:
    FRAME.to_pickle(remote.url("frame.pkl.zst"), storage_options=remote.options)
    same(pd.read_pickle(remote.url("frame.pkl.zst"), storage_options=remote.options))


def text(remote: Remote) -> None:
    """A handle in place of a URL, with the encoding and the ends of lines of the caller."""
    with remote.files.open(f"{remote.name}/frame.txt", "w", encoding="utf-16-le", newline="") as file:
        FRAME.to_csv(file, index=False, sep=";", lineterminator="\r\n")
    with remote.files.open(f"{remote.name}/frame.txt", "r", encoding="utf-16-le", newline="") as file:
        same(pd.read_csv(file, sep=";"))


@pytest.mark.parametrize(
    "trip",
    [csv, compressed_csv, json_lines, parquet, partitioned_parquet, feather, pickled, text],
    ids=lambda trip: trip.__name__,
)
def test_a_frame_comes_back(trip: Trip, run: Runner, remote: Remote) -> None:
    run(trip, remote)


@pytest.mark.parametrize("protocol", ["t3", "tigris"])
def test_both_protocols_are_known_without_an_import(protocol: str, remote: Remote) -> None:
    FRAME.to_csv(remote.url("frame.csv", protocol), storage_options=remote.options)
    same(pd.read_csv(remote.url("frame.csv", protocol), index_col=0, storage_options=remote.options))


@pytest.mark.parametrize("protocol", ["t3", "tigris"])
def test_a_snapshot_in_the_url_reads_the_past(protocol: str, client: TigrisHTTP, remote: Remote) -> None:
    earlier, later = FRAME[:1000], FRAME[1000:].reset_index(drop=True)
    for frame, key in ((earlier, "frame.parquet"), (earlier, "gone.parquet")):
        frame.to_parquet(remote.url(key), storage_options=remote.options)
    version = client.create_snapshot(remote.name).version
    later.to_parquet(remote.url("frame.parquet"), storage_options=remote.options)
    client.delete_object(remote.name, "gone.parquet")
    past = f"{protocol}://{remote.name}@{version}"
    same(pd.read_parquet(f"{past}/frame.parquet", storage_options=remote.options), earlier)
    same(pd.read_parquet(f"{past}/gone.parquet", storage_options=remote.options), earlier)
    same(pd.read_parquet(remote.url("frame.parquet"), storage_options=remote.options), later)
    with pytest.raises(OSError, match=r"."):
        later.to_parquet(f"{past}/frame.parquet", storage_options=remote.options)
    same(pd.read_parquet(remote.url("frame.parquet"), storage_options=remote.options), later)


@pytest.mark.usefixtures("environment")
def test_the_environment_takes_the_place_of_storage_options(remote: Remote) -> None:
    FRAME.to_parquet(remote.url("frame.parquet"))
    same(pd.read_parquet(remote.url("frame.parquet")))


def test_an_absent_key_is_a_missing_file(remote: Remote) -> None:
    for read in (pd.read_csv, pd.read_parquet, pd.read_feather):
        with pytest.raises(FileNotFoundError):
            read(remote.url("nothing"), storage_options=remote.options)


def test_a_frame_that_cannot_be_written_leaves_no_object(remote: Remote) -> None:
    broken = pd.DataFrame({"mixed": [1, "one", object()]})
    with pytest.raises((TypeError, ValueError), match="mixed"):
        broken.to_parquet(remote.url("frame.parquet"), storage_options=remote.options)
    assert [] == remote.find()


def test_one_column_of_a_large_file_is_read_by_ranges(tigris: Emulator, remote: Remote) -> None:
    wide = pd.DataFrame({f"column {number}": np.random.default_rng(number).random(50_000) for number in range(20)})
    wide.to_parquet(remote.url("wide.parquet"), storage_options=remote.options)
    size = remote.files.size(f"{remote.name}/wide.parquet")
    tigris.clear_requests()
    with remote.files.open(f"{remote.name}/wide.parquet", block_size=64 * 1024) as file:
        found = pd.read_parquet(file, columns=["column 7"])
    same(found, wide[["column 7"]])
    ranges = [dict(request.headers)["range"] for request in tigris.requests if request.operation == "GetObject"]
    spans = [[int(number) for number in span.removeprefix("bytes=").split("-")] for span in ranges]
    assert 0 < sum(last + 1 - first for first, last in spans) < size / 4


def test_a_large_frame_is_uploaded_in_parts_and_read_by_threads(tigris: Emulator, remote: Remote) -> None:
    large = pd.DataFrame(np.random.default_rng(1).random((200_000, 12)), columns=list("abcdefghijkl"))
    tigris.clear_requests()
    large.to_parquet(remote.url("large.parquet"), row_group_size=20_000, storage_options=remote.options)
    written = Counter(request.operation for request in tigris.requests)
    assert (1, 1, 0) == tuple(
        written[name] for name in ("CreateMultipartUpload", "CompleteMultipartUpload", "PutObject")
    )
    assert 2 <= written["UploadPart"]
    with ThreadPoolExecutor(4) as threads:
        found = threads.map(
            lambda name: pd.read_parquet(remote.url("large.parquet"), columns=[name], storage_options=remote.options),
            large.columns,
        )
        same(pd.concat(found, axis=1), large)
