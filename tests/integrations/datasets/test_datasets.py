"""Data sets of HuggingFace: streamed, loaded, saved to disk and loaded from it, all on `t3://`."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import datasets
import pytest
from datasets import Dataset, DatasetDict, load_dataset, load_from_disk

from tests.integrations.processes import Runner, Trip
from tests.integrations.remotes import Remote
from tigris_http import TigrisHTTP

ROWS = [{"number": number, "word": f"wörd {number % 7}"} for number in range(500)]


def lines(rows: list[dict[str, object]]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def streamed(remote: Remote) -> None:
    remote.put("data/0.jsonl", lines(ROWS[:200]))
    remote.put("data/1.jsonl.gz", gzip.compress(lines(ROWS[200:])))
    found = load_dataset(
        "json",
        data_files=[remote.url("data/0.jsonl"), remote.url("data/1.jsonl.gz")],
        storage_options=remote.options,
        split="train",
        streaming=True,
    )
    assert ROWS == list(found)
    assert ROWS[250:260] == list(found.skip(250).take(10))


def streamed_by_pattern(remote: Remote) -> None:
    for number in range(5):
        rows = Dataset.from_list(ROWS[number * 100 : number * 100 + 100])
        rows.to_parquet(remote.url(f"table/part-{number}.parquet"), storage_options=remote.options)
    found = load_dataset(
        "parquet",
        data_files={"train": remote.url("table/part-[0-3].parquet"), "test": remote.url("table/*-4.parquet")},
        storage_options=remote.options,
        streaming=True,
    )
    assert (ROWS[:400], ROWS[400:]) == (list(found["train"]), list(found["test"]))


def saved(remote: Remote) -> None:
    whole = Dataset.from_list(ROWS)
    whole.save_to_disk(remote.url("saved"), num_shards=3, storage_options=remote.options)
    assert [
        *(f"saved/data-0000{number}-of-00003.arrow" for number in range(3)),
        "saved/dataset_info.json",
        "saved/state.json",
    ] == remote.find("saved/")
    assert ROWS == load_from_disk(remote.url("saved"), storage_options=remote.options).to_list()


def saved_splits(remote: Remote) -> None:
    splits = DatasetDict({"train": Dataset.from_list(ROWS[:400]), "test": Dataset.from_list(ROWS[400:])})
    splits.save_to_disk(remote.url("splits"), storage_options=remote.options)
    found = load_from_disk(remote.url("splits"), storage_options=remote.options)
    assert {"train": ROWS[:400], "test": ROWS[400:]} == {name: part.to_list() for name, part in found.items()}


def exported(remote: Remote) -> None:
    whole = Dataset.from_list(ROWS)
    whole.to_parquet(remote.url("export/rows.parquet"), storage_options=remote.options)
    whole.to_json(remote.url("export/rows.jsonl"), storage_options=remote.options)
    whole.to_csv(remote.url("export/rows.csv"), storage_options=remote.options)
    assert ROWS == [json.loads(line) for line in remote.get("export/rows.jsonl").splitlines()]
    for ending in ("parquet", "csv"):
        found = load_dataset(
            ending,
            data_files=remote.url(f"export/rows.{ending}"),
            storage_options=remote.options,
            split="train",
            streaming=True,
        )
        assert ROWS == list(found)


@pytest.mark.parametrize(
    "trip", [streamed, streamed_by_pattern, saved, saved_splits, exported], ids=lambda trip: trip.__name__
)
def test_rows_come_back(trip: Trip, run: Runner, remote: Remote) -> None:
    run(trip, remote)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Downloads go there. The library calls nothing online but the bucket, which its offline mode forbids, too."""
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(datasets.config, "HF_UPDATE_DOWNLOAD_COUNTS", False)
    return tmp_path / "cache"


def test_a_data_set_is_downloaded_into_the_cache(cache: Path, remote: Remote) -> None:
    def load(**options: str) -> object:
        url = remote.url("rows.jsonl")
        found = load_dataset(
            "json", data_files=url, split="train", storage_options=remote.options, cache_dir=str(cache), **options
        )
        return found.to_list()

    remote.put("rows.jsonl", lines(ROWS[:100]))
    assert ROWS[:100] == load()
    downloaded = [file for file in (cache / "downloads").iterdir() if not file.suffix]
    assert [lines(ROWS[:100])] == [file.read_bytes() for file in downloaded]
    remote.put("rows.jsonl", lines(ROWS[100:]))
    assert ROWS[100:] == load(download_mode="force_redownload")


def test_saved_by_several_processes(remote: Remote) -> None:
    Dataset.from_list(ROWS).save_to_disk(remote.url("saved"), num_proc=2, storage_options=remote.options)
    assert 2 == sum(key.endswith(".arrow") for key in remote.find("saved/"))
    assert ROWS == load_from_disk(remote.url("saved"), storage_options=remote.options).to_list()


def test_options_of_other_file_systems_are_ignored(remote: Remote) -> None:
    remote.put("rows.jsonl", lines(ROWS))
    options = {**remote.options, "hf": {"token": None}, "block_size": 2**20, "client_kwargs": {"trust_env": True}}
    found = load_dataset(
        "json", data_files=remote.url("rows.jsonl"), storage_options=options, split="train", streaming=True
    )
    assert ROWS == list(found)


def test_a_snapshot_in_the_url_reads_the_past(client: TigrisHTTP, remote: Remote) -> None:
    Dataset.from_list(ROWS).save_to_disk(remote.url("saved"), storage_options=remote.options)
    version = client.create_snapshot(remote.name).version
    remote.files.rm(f"{remote.name}/saved", recursive=True)
    past = load_from_disk(f"tigris://{remote.name}@{version}/saved", storage_options=remote.options)
    assert ROWS == past.to_list()
    with pytest.raises(FileNotFoundError):
        load_from_disk(remote.url("saved"), storage_options=remote.options)


def test_two_workers_share_the_files_of_a_stream(remote: Remote) -> None:
    for number in range(4):
        remote.put(f"data/{number}.jsonl", lines(ROWS[number * 125 : number * 125 + 125]))
    found = load_dataset(
        "json", data_files=remote.url("data/*.jsonl"), storage_options=remote.options, split="train", streaming=True
    )
    assert 4 == found.num_shards
    halves = [list(found.shard(2, index)) for index in range(2)]
    assert [250, 250] == [len(half) for half in halves]
    assert ROWS == sorted(halves[0] + halves[1], key=lambda row: row["number"])
