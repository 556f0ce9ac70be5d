"""The tasks of a dataset, without a cluster: their number, their blocks, and their early end."""

from __future__ import annotations

from typing import Any, cast

import pyarrow as pa
import pytest

from tests.integrations.ray.world import BUCKET, options_for, stored
from tigris_http import BundleKey, TigrisHTTP, Timeouts
from tigris_http._readers.client_options import client_of
from tigris_http.emulator import Emulator
from tigris_http.ray import BundleDatasource, read_objects
from tigris_http.ray.datasource import BLOCK_BYTES

MIB = 1 << 20


def test_a_block_has_at_most_64_mib_and_a_larger_object_a_block_of_its_own(
    tigris: Emulator, client: TigrisHTTP
) -> None:
    contents = stored(client, {"a": 40 * MIB, "b": 20 * MIB, "c": 5 * MIB, "d": 65 * MIB, "e": 1, "f": 2})
    source = BundleDatasource(BUCKET, prefix="", client_options=options_for(tigris), override_num_blocks=1)
    (task,) = source.get_read_tasks(200)
    blocks: list[Any] = list(task())
    assert [block["key"].to_pylist() for block in blocks] == [["a", "b"], ["c"], ["d"], ["e", "f"]]
    assert all(block.schema.field("bytes").type == pa.large_binary() for block in blocks)
    assert {row["key"]: row["bytes"] for block in blocks for row in block.to_pylist()} == contents
    assert BLOCK_BYTES == 64 * MIB


def test_a_task_reads_about_128_mib_whatever_parallelism_ray_wants(tigris: Emulator, client: TigrisHTTP) -> None:
    keys = [BundleKey(f"{n}", size=30 * MIB) for n in range(40)]
    source = BundleDatasource(BUCKET, keys, client_options=options_for(tigris))
    tasks = source.get_read_tasks(200)
    assert [task.metadata.size_bytes for task in tasks] == [120 * MIB] * 10
    assert (source.num_blocks, source.estimate_inmemory_data_size()) == (10, 1200 * MIB)
    assert not tigris.requests


def test_closing_the_blocks_of_a_task_releases_its_connection(tigris: Emulator, client: TigrisHTTP) -> None:
    stored(client, {f"{n}": 40 * MIB for n in range(3)})
    options = options_for(tigris, max_connections=1, timeouts=Timeouts(connect=5, read=5))
    (task,) = BundleDatasource(BUCKET, prefix="", client_options=options).get_read_tasks(1)
    blocks: Any = task()
    assert next(blocks).num_rows == 1
    blocks.close()
    assert client_of(options).head_object(BUCKET, "0").size == 40 * MIB


def test_a_limit_of_rows_asks_for_these_keys_only(tigris: Emulator, client: TigrisHTTP) -> None:
    stored(client, {f"{n:03}": 9 for n in range(500)})
    source = BundleDatasource(BUCKET, prefix="", client_options=options_for(tigris))
    (task,) = source.get_read_tasks(1, per_task_row_limit=5)
    tigris.clear_requests()
    assert [cast("Any", block)["key"].to_pylist() for block in task()] == [["000", "001", "002", "003", "004"]]
    assert task.metadata.num_rows == 5
    (request,) = tigris.requests
    assert int(request.header("content-length") or 0) < 100


def test_keys_that_may_be_missing_are_not_counted_unread(tigris: Emulator, client: TigrisHTTP) -> None:
    for arguments in ({"keys": ["a"]}, {"prefix": "", "on_missing": "drop"}):
        client.put_object(BUCKET, "a", b"")
        (task,) = BundleDatasource(BUCKET, client_options=options_for(tigris), **arguments).get_read_tasks(1)
        assert task.metadata.num_rows is None


@pytest.mark.parametrize("rows", [[{"a": 1}, {"b": 2}], [{"a": 1}, {"a": 1, "b": 2}]])
def test_a_transform_whose_rows_differ_in_columns_is_refused(
    tigris: Emulator, client: TigrisHTTP, rows: list[dict[str, int]]
) -> None:
    stored(client, {"a": 1, "b": 2})
    left = iter(rows)
    source = BundleDatasource(BUCKET, prefix="", client_options=options_for(tigris), transform=lambda _: next(left))
    with pytest.raises(ValueError, match=r"transform must return the same columns for each object: \['a'\], then"):
        list(source.get_read_tasks(1)[0]())


def test_a_transform_that_returns_no_mapping_is_refused(tigris: Emulator, client: TigrisHTTP) -> None:
    stored(client, {"a": 1})
    wrong: Any = len
    source = BundleDatasource(BUCKET, prefix="", client_options=options_for(tigris), transform=lambda _: wrong)
    with pytest.raises(TypeError, match="transform must return a mapping of columns, not builtin_function_or_method"):
        list(source.get_read_tasks(1)[0]())


def test_wrong_arguments_are_refused_before_anything_is_sent(tigris: Emulator, client: TigrisHTTP) -> None:
    options = options_for(tigris)
    wrong: Any = 0
    with pytest.raises(ValueError, match="override_num_blocks must be at least 1, not 0"):
        read_objects(BUCKET, prefix="", client_options=options, override_num_blocks=wrong)
    with pytest.raises(ValueError, match="give either keys or prefix"):
        read_objects(BUCKET, client_options=options)
    with pytest.raises(ValueError, match="columns must be one or both of"):
        read_objects(BUCKET, prefix="", client_options=options, columns=["etag"])
    assert not tigris.requests
