"""A manifest in place of keys: its parts have every key once, and a task carries its name, not its index."""

from __future__ import annotations

import pickle

import pytest

from tests.unit.readers.world import BUCKET, stored
from tigris_http import TigrisHTTP
from tigris_http._readers.client_options import ClientOptions
from tigris_http._readers.parts import Reading
from tigris_http._readers.planning import Plan, plan
from tigris_http.emulator import Emulator
from tigris_http.manifests import Manifest, write_manifest


def planned(
    options: ClientOptions, manifest: Manifest, wanted: int | None = None, snapshot_version: str | None = None
) -> Plan:
    return plan(Reading(BUCKET, options, snapshot_version, "get", "raise"), manifest, None, wanted)


def read(found: Plan) -> list[tuple[str, bytes]]:
    parts = pickle.loads(pickle.dumps(found.parts))
    return [(member.key, member.read()) for part in parts for member in part.members()]


@pytest.mark.parametrize("wanted", [None, 1, 2, 7, 200])
def test_the_parts_of_a_manifest_have_every_object_once(
    client: TigrisHTTP, options: ClientOptions, wanted: int | None
) -> None:
    contents = stored(client, {f"a/{n:03}": n % 7 * 400 for n in range(90)})
    found = planned(options, write_manifest(client, BUCKET, "a/", block_keys=16), wanted)
    assert read(found) == list(contents.items())
    assert len(found.parts) == (wanted or 1)
    assert found.size == sum(map(len, contents.values()))
    # Each object counts for 1 KiB more.
    assert sum(part.size or 0 for part in found.parts) == found.size + 90 * 1024


@pytest.mark.parametrize("block_keys", [1, 2, 3, 8])
@pytest.mark.parametrize("wanted", [2, 4, 8])
def test_an_object_that_begins_where_a_part_ends_belongs_to_the_next_one(
    client: TigrisHTTP, options: ClientOptions, wanted: int, block_keys: int
) -> None:
    contents = stored(client, dict.fromkeys("abcdefgh", 100))
    found = planned(options, write_manifest(client, BUCKET, block_keys=block_keys), wanted)
    assert [len(list(part.members())) for part in found.parts] == [8 // wanted] * wanted
    assert read(found) == list(contents.items())


def test_a_part_within_one_large_object_is_empty(client: TigrisHTTP, options: ClientOptions) -> None:
    contents = stored(client, {"a": 1, "b": 1 << 20, "c": 1})
    found = planned(options, write_manifest(client, BUCKET), 9)
    assert [[member.key for member in part.members()] for part in found.parts] == [["a", "b"], *[[]] * 7, ["c"]]
    assert read(found) == list(contents.items())


def test_a_task_reads_its_own_blocks_and_does_not_carry_the_index(
    tigris: Emulator, client: TigrisHTTP, options: ClientOptions
) -> None:
    stored(client, {f"a/{n:03}": 100 for n in range(96)})
    manifest = write_manifest(client, BUCKET, "a/", block_keys=2)
    found = planned(options, manifest, 12)
    assert all(len(pickle.dumps(part)) < 1500 for part in found.parts)
    tigris.clear_requests()
    assert len(list(found.parts[5].members())) == 8
    assert [each.operation for each in tigris.requests] == ["GetObject"] * 5 + ["BundleObjects"]  # the index, 4 blocks
    assert len(list(found.parts[6].members())) == 8
    assert [each.operation for each in tigris.requests][6:] == ["GetObject"] * 4 + ["BundleObjects"]


def test_a_manifest_of_a_snapshot_is_read_at_that_snapshot(client: TigrisHTTP, options: ClientOptions) -> None:
    contents = stored(client, {"a": 5, "b": 6})
    version = client.create_snapshot(BUCKET).version
    client.delete_object(BUCKET, "a")
    client.put_object(BUCKET, "b", b"later")
    manifest = write_manifest(client, BUCKET, snapshot_version=version)
    assert read(planned(options, manifest)) == list(contents.items())
    other = client.create_snapshot(BUCKET).version
    with pytest.raises(ValueError, match=f"snapshot_version: the manifest lists the snapshot {version}, not {other}"):
        planned(options, manifest, snapshot_version=other)


def test_a_manifest_of_another_bucket_is_refused(client: TigrisHTTP, options: ClientOptions) -> None:
    client.create_bucket("other")
    client.put_object("other", "a", b"")
    with pytest.raises(ValueError, match="keys: the manifest lists the bucket other, not atlas"):
        planned(options, write_manifest(client, "other"))


def test_a_manifest_that_was_replaced_is_refused_by_the_task(client: TigrisHTTP, options: ClientOptions) -> None:
    stored(client, {"a": 5})
    found = planned(options, write_manifest(client, BUCKET))
    client.put_object(BUCKET, "b", b"new")
    write_manifest(client, BUCKET)
    with pytest.raises(ValueError, match="was replaced after this read began: begin it again"):
        read(found)
