"""Versions, snapshots and forks, one by one, and their costs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import tigris_boto3_ext as extension

from tigris_http.emulator import Emulator
from tigris_http.emulator.store.catalog import Catalog
from tigris_http.emulator.store.clock import Clock
from tigris_http.emulator.store.rows import Content, Details
from tigris_http.emulator.store.settings import Settings
from tigris_http.emulator.store.store import Store
from tigris_http.emulator.store.versions import Objects
from tigris_http.emulator.store.walk import walk

from . import wire

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store(None, Clock())
    yield opened
    opened.close()


def filled(store: Store, count: int) -> Catalog:
    """A bucket `b` with `count` objects."""
    catalog = Catalog(store)
    bucket = catalog.create("b", Settings(), keeps_versions=True)
    rows = ((bucket.id, b"k%07d" % n, store.clock.tick(), 0, None, n, "e", "STANDARD", "{}") for n in range(count))
    with store.write() as db:
        db.executemany("INSERT INTO versions VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return catalog


def work(store: Store, action: Any) -> int:
    """Count the steps of SQLite's machine that an action costs, in tens: as time, without its noise."""
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    store.db.set_progress_handler(step, 10)
    action()
    store.db.set_progress_handler(None, 10)
    return steps


def costs(count: int) -> dict[str, int]:
    """Return the costs of a snapshot and a fork of a bucket with `count` objects."""
    store = Store(None, Clock())
    catalog = filled(store, count)
    bucket = catalog.find("b")
    before = store.db.total_changes
    steps = {"snapshot": work(store, lambda: catalog.take_snapshot(bucket, "name"))}
    assert 1 == store.db.total_changes - before
    steps["fork"] = work(store, lambda: catalog.create("f", Settings(), keeps_versions=True, parent=bucket))
    assert 3 == store.db.total_changes - before  # the fork, and the snapshot it takes
    store.close()
    return steps


def test_a_snapshot_of_100_000_objects_takes_the_time_of_one() -> None:
    one, many = costs(1), costs(100_000)
    for action in one:
        assert one[action] + 5 >= many[action], action


def test_a_page_costs_what_it_holds(store: Store) -> None:
    catalog = filled(store, 100_000)
    for n in range(3):
        catalog.create(f"f{n}", Settings(), keeps_versions=True, parent=catalog.find("b" if n == 0 else f"f{n - 1}"))
    levels = catalog.levels(catalog.find("f2"))

    def page() -> None:
        walker = walk(store, levels, b"k0050000")
        assert [50_000, 50_001, 50_002] == [next(walker).size for _ in range(3)]

    assert 500 >= work(store, page)  # a walk over all objects takes more than 100,000


def test_snapshots_are_immutable(s3: Any, tigris: Emulator) -> None:
    s3.put_object(Bucket="atlas", Key="stays", Body=b"1")
    s3.put_object(Bucket="atlas", Key="goes", Body=b"2")
    version = wire.send(tigris, "PUT", "/atlas", headers={"X-Tigris-Snapshot": "true"}).headers[
        "X-Tigris-Snapshot-Version"
    ]
    s3.put_object(Bucket="atlas", Key="stays", Body=b"changed")
    s3.delete_object(Bucket="atlas", Key="goes")
    s3.put_object(Bucket="atlas", Key="comes", Body=b"3")
    at = {"X-Tigris-Snapshot-Version": version}
    assert b"1" == wire.send(tigris, "GET", "/atlas/stays", headers=at).body
    assert b"2" == wire.send(tigris, "GET", "/atlas/goes", headers=at).body
    assert "NoSuchKey" == wire.send(tigris, "GET", "/atlas/comes", headers=at).code
    for query in ("?list-type=2", ""):
        listed = wire.send(tigris, "GET", f"/atlas{query}", headers=at).body
        assert (True, True, False) == tuple(
            f"<Key>{key}</Key>".encode() in listed for key in ("stays", "goes", "comes")
        )
    assert 404 == wire.send(tigris, "HEAD", "/atlas/stays", headers={"X-Tigris-Snapshot-Version": "1"}).status
    assert 400 == wire.send(tigris, "GET", "/atlas/stays", headers={"X-Tigris-Snapshot-Version": "soon"}).status
    assert 400 == wire.send(tigris, "GET", "/plain/stays", headers=at).status


def test_versions_order_all_events(s3: Any, tigris: Emulator) -> None:
    numbers: list[int] = []
    for n in range(20):
        numbers.append(int(s3.put_object(Bucket="atlas", Key="k", Body=b"%d" % n)["VersionId"]))
        taken = wire.send(tigris, "PUT", "/atlas", headers={"X-Tigris-Snapshot": "true"})
        numbers.append(int(taken.headers["X-Tigris-Snapshot-Version"]))
    assert sorted(set(numbers)) == numbers


def test_versions_can_be_read_copied_and_removed(s3: Any) -> None:
    first = s3.put_object(Bucket="atlas", Key="k", Body=b"1")["VersionId"]
    marker = s3.delete_object(Bucket="atlas", Key="k")
    assert marker["DeleteMarker"]
    assert b"1" == s3.get_object(Bucket="atlas", Key="k", VersionId=first)["Body"].read()
    s3.copy_object(Bucket="atlas", Key="k", CopySource={"Bucket": "atlas", "Key": "k", "VersionId": first})
    assert b"1" == s3.get_object(Bucket="atlas", Key="k")["Body"].read()
    s3.delete_object(Bucket="atlas", Key="k", VersionId=first)
    listed = s3.list_object_versions(Bucket="atlas")
    assert (1, 1) == (len(listed["Versions"]), len(listed["DeleteMarkers"]))
    s3.delete_object(Bucket="atlas", Key="k", VersionId=listed["Versions"][0]["VersionId"])
    s3.delete_object(Bucket="atlas", Key="k", VersionId=marker["VersionId"])
    assert "Versions" not in s3.list_object_versions(Bucket="atlas")


def test_markers_say_what_they_are(tigris: Emulator, s3: Any) -> None:
    s3.put_object(Bucket="atlas", Key="k", Body=b"1")
    made = wire.send(tigris, "DELETE", "/atlas/k")
    marker = made.headers["x-amz-version-id"]
    assert (204, "true") == (made.status, made.headers["x-amz-delete-marker"])
    for method in ("GET", "HEAD"):
        gone = wire.send(tigris, method, "/atlas/k")
        assert (404, "true", marker) == (
            gone.status,
            gone.headers["x-amz-delete-marker"],
            gone.headers["x-amz-version-id"],
        )
        itself = wire.send(tigris, method, f"/atlas/k?versionId={marker}")
        assert (405, "true", "DELETE") == (
            itself.status,
            itself.headers["x-amz-delete-marker"],
            itself.headers["Allow"],
        )
        assert itself.headers["Last-Modified"]
    (listed,) = s3.list_object_versions(Bucket="atlas")["DeleteMarkers"]
    (version,) = s3.list_object_versions(Bucket="atlas")["Versions"]
    assert (marker, True, False) == (listed["VersionId"], listed["IsLatest"], version["IsLatest"])
    assert listed["Owner"] == version["Owner"] == s3.list_buckets()["Owner"]
    removed = wire.send(tigris, "DELETE", f"/atlas/k?versionId={marker}")
    assert (204, "true", marker) == (
        removed.status,
        removed.headers["x-amz-delete-marker"],
        removed.headers["x-amz-version-id"],
    )
    assert b"1" == wire.send(tigris, "GET", "/atlas/k").body


def test_a_copy_takes_its_source_as_of_a_snapshot(tigris: Emulator, s3: Any) -> None:
    old = s3.put_object(Bucket="atlas", Key="k", Body=b"1")["VersionId"]
    taken = wire.send(tigris, "PUT", "/atlas", headers={"X-Tigris-Snapshot": "true"}).headers
    s3.delete_object(Bucket="atlas", Key="k")
    upload = s3.create_multipart_upload(Bucket="plain", Key="in parts")["UploadId"]
    at = {"X-Amz-Copy-Source": "atlas/k", "X-Tigris-Snapshot-Version": taken["X-Tigris-Snapshot-Version"]}
    for target in ("/plain/copy", "/atlas/k", f"/plain/in%20parts?partNumber=1&uploadId={upload}"):
        assert "NoSuchKey" == wire.send(tigris, "PUT", target, headers={"X-Amz-Copy-Source": "atlas/k"}).code
        done = wire.send(tigris, "PUT", target, headers=at)
        assert (200, old) == (done.status, done.headers["x-amz-copy-source-version-id"])
        s3.delete_object(Bucket="atlas", Key="k")
    assert b"1" == s3.get_object(Bucket="plain", Key="copy")["Body"].read()
    assert "InvalidArgument" == wire.send(tigris, "PUT", "/plain/new", headers={**at, "X-Tigris-Rename": "true"}).code


def test_plain_buckets_keep_the_current_version_only(s3: Any) -> None:
    for body in (b"1", b"2"):
        assert "VersionId" not in s3.put_object(Bucket="plain", Key="k", Body=body)
    assert [("k", "null")] == [
        (entry["Key"], entry["VersionId"]) for entry in s3.list_object_versions(Bucket="plain")["Versions"]
    ]
    assert b"2" == s3.get_object(Bucket="plain", Key="k", VersionId="null")["Body"].read()


def test_a_snapshot_is_deleted_and_the_fork_that_was_made_from_it_stays_readable(tigris: Emulator, s3: Any) -> None:
    s3.put_object(Bucket="atlas", Key="k", Body=b"then")
    version = extension.create_snapshot(s3, "atlas")["ResponseMetadata"]["HTTPHeaders"]["x-tigris-snapshot-version"]
    extension.create_fork(s3, "lab", "atlas", snapshot_version=version)
    s3.put_object(Bucket="atlas", Key="k", Body=b"now")
    extension.delete_snapshot(s3, "atlas", version)
    assert version not in json.dumps(extension.list_snapshots(s3, "atlas"), default=str)
    assert b"then" == s3.get_object(Bucket="lab", Key="k")["Body"].read()
    assert ("atlas", version) == (
        (info := extension.get_bucket_info(s3, "lab"))["fork_source_bucket"],
        info["fork_source_snapshot"],
    )
    assert b"then" == extension.get_object_from_snapshot(s3, "atlas", "k", version)["Body"].read()


def test_a_bucket_that_forks_depend_on_stays(tigris: Emulator, s3: Any) -> None:
    version = wire.send(tigris, "PUT", "/atlas", headers={"X-Tigris-Snapshot": "true"}).headers[
        "X-Tigris-Snapshot-Version"
    ]
    fork = {"X-Tigris-Fork-Source-Bucket": "atlas", "X-Tigris-Fork-Source-Bucket-Snapshot": version}
    assert 200 == wire.send(tigris, "PUT", "/lab", headers=fork).status
    delete = {"X-Tigris-Snapshot-Version": version}
    assert 409 == wire.send(tigris, "DELETE", "/atlas", headers={"X-Tigris-Force-Delete": "true"}).status
    assert 204 == wire.send(tigris, "DELETE", "/lab").status
    assert 204 == wire.send(tigris, "DELETE", "/atlas", headers=delete).status
    assert 404 == wire.send(tigris, "DELETE", "/atlas", headers=delete).status
    assert 400 == wire.send(tigris, "DELETE", "/atlas", headers={"X-Tigris-Snapshot-Version": ""}).status
    assert 200 == wire.send(tigris, "HEAD", "/atlas").status


def test_a_fork_needs_a_source_with_snapshots(tigris: Emulator, s3: Any) -> None:
    reply = wire.send(tigris, "PUT", "/lab", headers={"X-Tigris-Fork-Source-Bucket": "plain"})
    assert (400, True) == (reply.status, b"<Message>Source bucket must be of snapshot type</Message>" in reply.body)
    assert 404 == wire.send(tigris, "PUT", "/lab", headers={"X-Tigris-Fork-Source-Bucket": "none-such"}).status
    assert 400 == wire.send(tigris, "PUT", "/plain", headers={"X-Tigris-Snapshot": "true"}).status


def test_no_version_of_a_blob_is_lost_or_kept_too_long(store: Store) -> None:
    catalog = Catalog(store)
    objects = Objects(store, catalog)
    catalog.create("p", Settings(), keeps_versions=False)

    def content() -> Content:
        writer = store.blobs.writer()
        writer.write(b"x")
        return Content(writer.commit(), 1, "e")

    for _ in range(5):
        objects.put("p", b"k", content(), None, Details())
    current = objects.current(catalog.find("p"), b"k")
    assert current is not None
    objects.copy(current, "p", b"other", None, Details())
    objects.rename("p", b"k", b"renamed", lambda _: None)
    count = "SELECT count(*), coalesce(sum(users), 0) FROM blobs"
    assert (1, 2) == store.db.execute(count).fetchone()
    objects.delete(catalog.find("p"), b"other")
    objects.delete(catalog.find("p"), b"renamed")
    assert (0, 0) == store.db.execute(count).fetchone()


def test_snapshot_names_may_be_any_text(tigris: Emulator, s3: Any) -> None:
    name = "é; name=x & <y>"
    assert 200 == wire.send(tigris, "PUT", "/atlas", headers={"X-Tigris-Snapshot": f"true; name={name}"}).status
    listed = wire.send(tigris, "GET", "/", headers={"X-Tigris-Snapshot": "atlas"}).body.decode()
    assert "; name=é; name=x &amp; &lt;y&gt;</Name>" in listed
    for wrong in ("maybe", "true; label=x", "", "false"):
        assert 400 == wire.send(tigris, "PUT", "/atlas", headers={"X-Tigris-Snapshot": wrong}).status
