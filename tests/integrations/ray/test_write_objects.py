"""Datasets written as objects on a cluster: exact counts, also after a worker died, and every error raised."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import ray.data

from tests.integrations.ray.world import BUCKET, ON_A_CLUSTER, die_once, options_for, stored
from tests.systems import needs_posix
from tigris_http import AccessDenied, TigrisHTTP
from tigris_http.emulator import Emulator, Fault
from tigris_http.ray import Written, read_objects, write_objects

pytestmark = ON_A_CLUSTER


def contents_of(client: TigrisHTTP, prefix: str) -> dict[str, bytes]:
    found = {}
    for entry in client.list_objects_v2(BUCKET, prefix=prefix):
        with client.get_object(BUCKET, entry.key) as body:
            found[entry.key.removeprefix(prefix)] = body.read()
    return found


def test_a_dataset_is_written_and_counted(client: TigrisHTTP) -> None:
    contents = stored(client, {f"a/{n:02}": n * 10 for n in range(60)})
    dataset = read_objects(BUCKET, prefix="a/", override_num_blocks=3)
    assert write_objects(dataset, BUCKET, prefix="copy/") == Written(60, 17_700)
    assert contents_of(client, "copy/") == contents


def test_rows_of_other_sources_and_columns_are_written(tigris: Emulator, client: TigrisHTTP) -> None:
    rows: list[dict[str, Any]] = [{"name": "x", "body": b"1"}, {"name": "y", "body": b""}]
    dataset = ray.data.from_items(rows)
    options = options_for(tigris)
    names: dict[str, Any] = {"key_column": "name", "bytes_column": "body"}
    written = write_objects(dataset, BUCKET, client_options=options, content_type="text/plain", **names)
    assert written == Written(2, 1)
    assert contents_of(client, "") == {"x": b"1", "y": b""}
    assert client.head_object(BUCKET, "x").content_type == "text/plain"


@needs_posix
def test_a_worker_that_is_killed_in_the_middle_writes_the_same_objects_again(
    tigris: Emulator, client: TigrisHTTP, tmp_path: Path
) -> None:
    contents = stored(client, {f"a/{n:02}": n * 10 for n in range(60)})
    marker = tmp_path / "died"

    def dying(row: dict[str, Any]) -> dict[str, Any]:
        if row["key"] == "a/25":
            die_once(marker)
        return row

    options = options_for(tigris)
    dataset = read_objects(BUCKET, prefix="a/", client_options=options, override_num_blocks=3).map(dying)
    assert write_objects(dataset, BUCKET, prefix="copy/", client_options=options) == Written(60, 17_700)
    assert marker.exists()
    assert contents_of(client, "copy/") == contents


def test_an_error_of_an_upload_is_raised(tigris: Emulator, client: TigrisHTTP) -> None:
    stored(client, {f"a/{n}": 9 for n in range(9)})
    tigris.inject(Fault("status", status=403, operation="PutObject", key="copy/a/3", times=9))
    dataset = read_objects(BUCKET, prefix="a/", client_options=options_for(tigris))
    with pytest.raises(AccessDenied, match="copy/a/3"):
        write_objects(dataset, BUCKET, prefix="copy/", client_options=options_for(tigris))


@pytest.mark.parametrize(
    ("rows", "error", "text"),
    [
        ([{"key": "a", "bytes": "text"}], TypeError, "bytes must be bytes in each row, not str, as for 'a'"),
        ([{"key": 7, "bytes": b""}], TypeError, "key must be str in each row, not int"),
        ([{"name": "a", "bytes": b""}], ValueError, "a block has no column 'key', only 'name', 'bytes'"),
        ([{"key": "a", "bytes": b""}] * 2, ValueError, "key: two rows have the key 'a', one would be lost"),
    ],
)
def test_a_row_that_cannot_be_an_object_is_refused(
    client: TigrisHTTP, rows: list[dict[str, Any]], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        write_objects(ray.data.from_items(rows, override_num_blocks=1), BUCKET)


def test_rows_that_are_no_dataset_are_refused() -> None:
    rows: Any = [{"key": "a", "bytes": b""}]
    with pytest.raises(TypeError, match=r"dataset must be a Dataset of Ray, not list: ray\.data\.from_items makes one"):
        write_objects(rows, BUCKET)
