"""Datasets of objects on a cluster: the exact rows, also after a worker died, and no secret in a log."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import numpy as np
import pytest

from tests.integrations.ray.world import BUCKET, ON_A_CLUSTER, SECRET, die_once, in_order, options_for, rows_of, stored
from tests.systems import needs_posix
from tigris_http import BundleError, BundleMember, TigrisHTTP, Timeouts
from tigris_http._readers.client_options import client_of
from tigris_http.emulator import Emulator
from tigris_http.manifests import write_manifest
from tigris_http.ray import BundleDatasource, read_objects

pytestmark = ON_A_CLUSTER


def test_a_prefix_is_a_row_for_each_object_with_keys_from_the_workers_environment(
    tigris: Emulator, client: TigrisHTTP
) -> None:
    contents = stored(client, {f"a/{n:03}": n * 50 for n in range(150)})
    stored(client, {"b": 1})
    tigris.clear_requests()
    dataset = read_objects(BUCKET, prefix="a/", override_num_blocks=3)
    assert in_order(dataset.take_all()) == rows_of(contents)
    assert [each.operation for each in tigris.requests] == ["ListObjectsV2"] + ["BundleObjects"] * 3
    assert [str(kind) for kind in dataset.schema().types] == ["string", "large_binary"]


def test_the_size_is_a_column_on_request_and_a_listing_answers_a_count(tigris: Emulator, client: TigrisHTTP) -> None:
    stored(client, {"a": 3, "b": 0})
    dataset = read_objects(BUCKET, prefix="", columns=["key"], include_size=True)
    assert in_order(dataset.take_all()) == [{"key": "a", "size": 3}, {"key": "b", "size": 0}]
    tigris.clear_requests()
    assert dataset.count() == 2
    assert not tigris.requests


@needs_posix
def test_a_worker_that_is_killed_in_the_middle_loses_and_repeats_no_row(
    tigris: Emulator, client: TigrisHTTP, tmp_path: Path
) -> None:
    contents = stored(client, {f"{n:03}": n * 100 for n in range(120)})
    marker = tmp_path / "died"

    def transform(member: BundleMember[None]) -> dict[str, object]:
        if member.key == "030":
            die_once(marker)
        return {"key": member.key, "bytes": member.read()}

    dataset = read_objects(
        BUCKET, prefix="", client_options=options_for(tigris), override_num_blocks=4, transform=transform
    )
    assert in_order(dataset.take_all()) == rows_of(contents)
    assert marker.exists()


def test_a_worker_keeps_one_client_between_its_tasks(tigris: Emulator, client: TigrisHTTP) -> None:
    stored(client, {f"{n:02}": 10 for n in range(24)})
    options = options_for(tigris)

    def sender(_: BundleMember[None]) -> dict[str, object]:
        return {"process": os.getpid(), "client": id(client_of(options))}

    dataset = read_objects(BUCKET, prefix="", client_options=options, override_num_blocks=12, transform=sender)
    senders = {(row["process"], row["client"]) for row in dataset.take_all()}
    assert len(senders) == len({process for process, _ in senders})
    assert os.getpid() not in {process for process, _ in senders}


def test_a_row_limit_reads_no_more_and_leaves_the_worker_its_connection(tigris: Emulator, client: TigrisHTTP) -> None:
    contents = stored(client, {f"{n:02}": 400_000 for n in range(40)})
    options = options_for(tigris, max_connections=1, timeouts=Timeouts(connect=5, read=5))
    dataset = read_objects(BUCKET, prefix="", client_options=options, override_num_blocks=2)
    assert all(contents[row["key"]] == row["bytes"] for row in dataset.take(5))
    assert len(dataset.limit(7).take_all()) == 7
    assert in_order(dataset.take_all()) == rows_of(contents)


def test_a_transform_makes_the_row_also_of_arrays(tigris: Emulator, client: TigrisHTTP) -> None:
    contents = stored(client, {f"{n}": 12 for n in range(6)})

    def decoded(member: BundleMember[None]) -> dict[str, object]:
        return {"key": member.key, "image": np.frombuffer(member.data, np.uint8).reshape(3, 4)}

    dataset = read_objects(BUCKET, prefix="", client_options=options_for(tigris), transform=decoded)
    rows = in_order(dataset.take_all())
    assert [(row["key"], row["image"].shape, row["image"].tobytes()) for row in rows] == [
        (key, (3, 4), content) for key, content in contents.items()
    ]


def test_a_missing_object_ends_the_read_and_names_the_key(tigris: Emulator, client: TigrisHTTP) -> None:
    stored(client, {"a": 3})
    dataset = read_objects(BUCKET, ["a", "gone"], client_options=options_for(tigris))
    with pytest.raises(BundleError, match="gone"):
        dataset.take_all()


def test_a_missing_object_that_is_dropped_is_in_the_log_of_its_worker(
    cluster: Path, tigris: Emulator, client: TigrisHTTP
) -> None:
    contents = stored(client, {f"{n}": 3 for n in range(9)})
    keys = [*contents, "dropped-and-logged"]
    dataset = read_objects(BUCKET, keys, client_options=options_for(tigris), on_missing="drop")
    assert in_order(dataset.take_all()) == rows_of(contents)
    assert dataset.count() == 9
    assert any("dropped 1 missing objects, the first is dropped-and-logged" in text for text in logs(cluster))


def test_a_dataset_of_a_snapshot_does_not_change(tigris: Emulator, client: TigrisHTTP) -> None:
    contents = stored(client, {f"{n}": 3 for n in range(9)})
    version = client.create_snapshot(BUCKET).version
    client.put_object(BUCKET, "3", b"later")
    client.delete_object(BUCKET, "4")
    dataset = read_objects(BUCKET, prefix="", client_options=options_for(tigris), snapshot_version=version)
    assert in_order(dataset.take_all()) == rows_of(contents)


def test_a_manifest_is_read_by_tasks_of_its_blocks(tigris: Emulator, client: TigrisHTTP) -> None:
    contents = stored(client, {f"a/{n:03}": n for n in range(100)})
    manifest = write_manifest(client, BUCKET, "a/", block_keys=8)
    dataset = read_objects(BUCKET, manifest, client_options=options_for(tigris), override_num_blocks=5)
    assert in_order(dataset.take_all()) == rows_of(contents)


def test_a_prefix_without_objects_is_a_dataset_without_rows(client: TigrisHTTP) -> None:
    dataset = read_objects(BUCKET, prefix="none/")
    assert dataset.take_all() == []
    assert dataset.schema().names == ["key", "bytes"]


def test_no_secret_is_in_a_repr_an_error_a_plan_or_a_log(
    cluster: Path, tigris: Emulator, client: TigrisHTTP, caplog: pytest.LogCaptureFixture
) -> None:
    stored(client, {f"{n}": 3 for n in range(9)})
    options = options_for(tigris, extra_headers={"x-token": SECRET})
    source = BundleDatasource(BUCKET, ["gone"], client_options=options)
    with caplog.at_level(logging.DEBUG):
        dataset = read_objects(BUCKET, prefix="", client_options=options)
        materialized = dataset.materialize()
        with pytest.raises(BundleError) as caught:
            read_objects(BUCKET, ["gone"], client_options=options).take_all()
    logged = logs(cluster)
    assert any("ReadBundle" in text for text in logged)
    shown = [repr(options), repr(source), repr(source.get_read_tasks(1)), repr(dataset), materialized.stats()]
    shown += [str(caught.value), repr(caught.value), caplog.text, *logged]
    assert [text for text in shown if SECRET in text] == []


def logs(cluster: Path) -> list[str]:
    """Return all that the processes of the cluster have logged."""
    return [file.read_text("utf-8", "replace") for file in cluster.glob("ray/session_*/logs/**/*") if file.is_file()]
