"""Bags of objects under each scheduler: the exact rows, also after a worker died, and no secret in a log."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dask
import pytest
from distributed import Client, LocalCluster

from tests.systems import needs_posix
from tigris_http import AccessDenied, BundleError, BundleMember, TigrisHTTP, Timeouts
from tigris_http.dask import ClientOptions, Written, read_objects, write_objects
from tigris_http.emulator import Emulator, Fault
from tigris_http.manifests import write_manifest

BUCKET = "atlas"
SECRET = "tsec_NeverInALogOfDask"
SCHEDULERS = ("synchronous", "threads", "processes")


@pytest.fixture(scope="module")
def tigris() -> Iterator[Emulator]:
    with Emulator(access_key="tid_worker", secret_key=SECRET, minimum_part_size=0) as emulator:
        yield emulator


@pytest.fixture
def cluster(tigris: Emulator) -> Iterator[Client]:
    """Two worker processes, which find the keys of the emulator in their environment.

    A cluster of a test's own: distributed may not restart a second worker that was killed.
    """
    before = dict(os.environ)
    os.environ.update(AWS_ENDPOINT_URL_S3=tigris.endpoint, AWS_ACCESS_KEY_ID="tid_worker", AWS_SECRET_ACCESS_KEY=SECRET)
    settings = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0", "memory_limit": 0}
    try:
        # Not as the default scheduler: each test names its own.
        with LocalCluster(processes=True, **settings) as workers, Client(workers, set_as_default=False) as client:
            yield client
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def client(tigris: Emulator) -> Iterator[TigrisHTTP]:
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket(BUCKET, snapshot_enabled=True)
        tigris.clear_requests()
        yield client
        tigris.clear_faults()
        client.delete_bucket(BUCKET, force=True)


@pytest.fixture
def options(tigris: Emulator) -> ClientOptions:
    """Options whose provider encloses the secret."""
    secret = SECRET
    return ClientOptions(tigris.endpoint, credentials=lambda: ("tid_worker", secret))


def stored(client: TigrisHTTP, sizes: dict[str, int]) -> list[dict[str, Any]]:
    """Put objects of these sizes; return their rows."""
    rows: list[dict[str, Any]] = [{"key": key, "bytes": (key.encode() * n)[:n]} for key, n in sizes.items()]
    for row in rows:
        client.put_object(BUCKET, row["key"], row["bytes"])
    return rows


def contents_of(client: TigrisHTTP, prefix: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for entry in client.list_objects_v2(BUCKET, prefix=prefix):
        with client.get_object(BUCKET, entry.key) as body:
            found.append({"key": entry.key.removeprefix(prefix), "bytes": body.read()})
    return found


def die_once(marker: Path) -> None:
    """Kill this process by SIGKILL, unless one died before."""
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_a_bag_has_a_row_for_each_object_in_order(client: TigrisHTTP, options: ClientOptions, scheduler: str) -> None:
    rows = stored(client, {f"a/{n:02}": n * 50 for n in range(60)})
    stored(client, {"b": 1})
    bag = read_objects(BUCKET, prefix="a/", client_options=options, override_num_blocks=3)
    assert bag.npartitions == 3
    with dask.config.set(scheduler=scheduler):
        assert bag.compute() == rows
        assert write_objects(bag, BUCKET, prefix="copy/", client_options=options) == Written(60, 88_500)
    assert contents_of(client, "copy/") == rows


def test_a_cluster_reads_and_writes_with_keys_from_its_environment(client: TigrisHTTP, cluster: Client) -> None:
    rows = stored(client, {f"a/{n:02}": n * 50 for n in range(60)})
    with cluster.as_current():
        bag = read_objects(BUCKET, prefix="a/", override_num_blocks=4, include_size=True)
        assert bag.compute(scheduler=cluster) == [{**row, "size": len(row["bytes"])} for row in rows]
        with dask.config.set(scheduler=cluster):
            assert write_objects(bag, BUCKET, prefix="copy/") == Written(60, 88_500)
    assert contents_of(client, "copy/") == rows


@needs_posix
def test_a_worker_that_is_killed_in_the_middle_loses_and_repeats_no_row(
    client: TigrisHTTP, options: ClientOptions, cluster: Client, tmp_path: Path
) -> None:
    rows = stored(client, {f"{n:03}": n * 50 for n in range(90)})
    marker = tmp_path / "died"

    def transform(member: BundleMember[None]) -> dict[str, object]:
        if member.key == "040":
            die_once(marker)
        return {"key": member.key, "bytes": member.read()}

    bag = read_objects(BUCKET, prefix="", client_options=options, override_num_blocks=5, transform=transform)
    assert bag.compute(scheduler=cluster) == rows
    assert marker.exists()


@needs_posix
def test_a_worker_that_is_killed_while_it_writes_writes_the_same_objects_again(
    client: TigrisHTTP, options: ClientOptions, cluster: Client, tmp_path: Path
) -> None:
    rows = stored(client, {f"a/{n:02}": n * 10 for n in range(60)})
    marker = tmp_path / "died"

    def dying(row: dict[str, Any]) -> dict[str, Any]:
        if row["key"] == "a/25":
            die_once(marker)
        return row

    bag = read_objects(BUCKET, prefix="a/", client_options=options, override_num_blocks=3).map(dying)
    with dask.config.set(scheduler=cluster):
        assert write_objects(bag, BUCKET, prefix="copy/", client_options=options) == Written(60, 17_700)
    assert marker.exists()
    assert contents_of(client, "copy/") == [{**row, "key": row["key"]} for row in rows]


def test_two_users_of_a_bag_each_have_all_rows(client: TigrisHTTP, options: ClientOptions) -> None:
    stored(client, {f"{n}": n for n in range(9)})
    bag = read_objects(BUCKET, prefix="", client_options=options, override_num_blocks=2)
    sizes, keys = bag.map(lambda row: len(row["bytes"])), bag.map(lambda row: row["key"])
    assert dask.compute(sizes.sum(), keys, scheduler="threads") == (36, [f"{n}" for n in range(9)])


def test_a_take_reads_no_more_than_its_rows_and_leaves_the_connection_free(
    tigris: Emulator, client: TigrisHTTP
) -> None:
    rows = stored(client, {f"{n:02}": 400_000 for n in range(30)})
    options = ClientOptions(
        tigris.endpoint,
        credentials=lambda: ("tid_worker", SECRET),
        max_connections=1,
        timeouts=Timeouts(connect=5, read=5),
    )
    made: list[str] = []

    def noted(member: BundleMember[None]) -> str:
        made.append(member.key)
        return member.key

    bag = read_objects(BUCKET, prefix="", client_options=options, override_num_blocks=1, transform=noted)
    with dask.config.set(scheduler="synchronous"):
        assert bag.take(5) == ("00", "01", "02", "03", "04")
        assert made == ["00", "01", "02", "03", "04"]
        assert bag.compute() == [row["key"] for row in rows]


def test_missing_objects_raise_or_are_dropped_with_a_warning(
    client: TigrisHTTP, options: ClientOptions, cluster: Client
) -> None:
    rows = stored(client, {f"{n}": 3 for n in range(9)})
    keys = [*(row["key"] for row in rows), "gone"]
    with pytest.raises(BundleError, match="gone"):
        read_objects(BUCKET, keys, client_options=options).compute(scheduler=cluster)
    bag = read_objects(BUCKET, keys, client_options=options, on_missing="drop")
    with pytest.warns(RuntimeWarning, match="10 keys of atlas>: dropped 1 missing objects, the first is gone"):
        assert bag.compute(scheduler="synchronous") == rows


def test_a_bag_of_a_snapshot_does_not_change_and_a_manifest_is_read_in_blocks(
    client: TigrisHTTP, options: ClientOptions
) -> None:
    rows = stored(client, {f"{n:02}": n for n in range(50)})
    version = client.create_snapshot(BUCKET).version
    manifest = write_manifest(client, BUCKET, snapshot_version=version, block_keys=8)
    client.put_object(BUCKET, "03", b"later")
    client.delete_object(BUCKET, "04")
    settings: dict[str, Any] = {"client_options": options, "override_num_blocks": 3}
    assert read_objects(BUCKET, prefix="", snapshot_version=version, **settings).compute(scheduler="threads") == rows
    assert read_objects(BUCKET, manifest, **settings).compute(scheduler="threads") == rows


def test_an_error_of_a_write_and_a_wrong_row_are_raised(
    tigris: Emulator, client: TigrisHTTP, options: ClientOptions
) -> None:
    stored(client, {f"a/{n}": 9 for n in range(9)})
    tigris.inject(Fault("status", status=403, operation="PutObject", key="copy/a/3", times=9))
    bag = read_objects(BUCKET, prefix="a/", client_options=options)
    with dask.config.set(scheduler="threads"):
        with pytest.raises(AccessDenied, match="copy/a/3"):
            write_objects(bag, BUCKET, prefix="copy/", client_options=options)
        with pytest.raises(ValueError, match="a row has no 'name', only 'key', 'bytes'"):
            write_objects(bag, BUCKET, key_column="name", client_options=options)


def test_rows_that_are_no_bag_are_refused() -> None:
    rows: Any = [{"key": "a", "bytes": b""}]
    with pytest.raises(TypeError, match=r"bag must be a Bag of Dask, not list: dask\.bag\.from_sequence makes one"):
        write_objects(rows, BUCKET)


def test_no_secret_is_in_a_graph_a_name_an_error_or_a_log(
    client: TigrisHTTP,
    options: ClientOptions,
    cluster: Client,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    stored(client, {"a": 3})
    bag = read_objects(BUCKET, prefix="", client_options=options)
    with caplog.at_level(logging.DEBUG):
        bag.compute(scheduler=cluster)
        with pytest.raises(BundleError) as caught:
            read_objects(BUCKET, ["gone"], client_options=options).compute(scheduler=cluster)
    graph = dict(bag.__dask_graph__())
    logs = [*cluster.get_worker_logs().values(), cluster.get_scheduler_logs()]
    assert "Compute Failed" in repr(logs)
    shown = [repr(bag), repr(graph), repr(caught.value), repr(logs), caplog.text, *capfd.readouterr()]
    assert "read_objects-" in repr(graph)
    assert [text for text in shown if SECRET in text] == []


def test_wrong_arguments_are_refused_before_anything_is_sent(tigris: Emulator, client: TigrisHTTP) -> None:
    wrong: Any = ("tid_a", SECRET)
    with pytest.raises(TypeError, match="credentials must be a function"):
        ClientOptions(tigris.endpoint, credentials=wrong)
    with pytest.raises(ValueError, match="override_num_blocks must be at least 1, not 0"):
        read_objects(BUCKET, prefix="", override_num_blocks=0)
    lock = threading.Lock()
    unpicklable = ClientOptions(tigris.endpoint, credentials=lambda: (str(lock), SECRET))
    with pytest.raises(TypeError, match="cannot be pickled for the workers"):
        read_objects(BUCKET, prefix="", client_options=unpicklable)
    assert not tigris.requests
