"""Many objects are removed at little cost; on a slow disk after the answer, or at the next start."""

from __future__ import annotations

import os
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
import tigris_boto3_ext as extension

from tigris_http.emulator import Emulator
from tigris_http.emulator.store import blobs
from tigris_http.emulator.store.blobs import FileBlobs
from tigris_http.emulator.store.folder import Folder
from tigris_http.emulator.store.settings import Settings

from . import wire

if TYPE_CHECKING:
    from pathlib import Path

REAL_UNLINK = os.unlink


def stored(folder: Path, count: int) -> FileBlobs:
    kept = FileBlobs(Folder(folder))
    kept.open(frozenset())
    for _ in range(count):
        writer = kept.writer()
        writer.write(b"x")
        writer.commit()
    return kept


def left(folder: Path) -> set[int]:
    return {int(file.name) for file in (folder / "blobs").glob("*/*")}


def test_a_slow_disk_delays_no_deletion_of_a_bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "_REMOVED_AT_ONCE", 1)
    answered, removed = threading.Event(), threading.Event()

    def slow(file: str) -> None:
        if threading.current_thread().name == "tigris-emulator-remove":
            assert answered.wait(20)
            removed.set()
        REAL_UNLINK(file)

    monkeypatch.setattr(os, "unlink", slow)
    with Emulator(data=tmp_path) as tigris:
        assert 200 == wire.send(tigris, "PUT", "/plain").status
        for key in "abc":
            assert 200 == wire.send(tigris, "PUT", f"/plain/{key}", b"x").status
        assert 204 == wire.send(tigris, "DELETE", "/plain", headers={"X-Tigris-Force-Delete": "true"}).status
        assert 2 == len(left(tmp_path))
        answered.set()
        assert removed.wait(20)
    with Emulator(data=tmp_path):
        assert set() == left(tmp_path)


def test_the_next_opening_goes_on_with_the_removal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = stored(tmp_path, 5)
    kept.close()
    monkeypatch.setattr(blobs, "_REMOVED_AT_ONCE", 2)
    kept.free_all([1, 2, 3, 4, 5])
    kept.close()
    assert {3, 4, 5} == left(tmp_path)
    again = FileBlobs(Folder(tmp_path))
    (tmp_path / "blobs" / "00000" / "9.part").write_bytes(b"half")
    (tmp_path / "blobs" / "00000" / "99999").write_bytes(b"in the wrong folder")
    again.open(frozenset({4}))
    assert {4} == left(tmp_path)
    assert 6 == again.number()  # no number is used while its file may be removed


def test_without_a_thread_the_removal_is_done_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = stored(tmp_path, 5)
    monkeypatch.setattr(blobs, "_REMOVED_AT_ONCE", 2)

    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    kept.free_all([1, 2, 3, 4, 5])
    assert set() == left(tmp_path)
    kept.close()


def test_a_held_blob_outlives_the_removal_of_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = stored(tmp_path, 4)
    monkeypatch.setattr(blobs, "_REMOVED_AT_ONCE", 0)
    kept.hold(3)
    kept.free_all([1, 2, 3, 4])
    for thread in threading.enumerate():
        if thread.name == "tigris-emulator-remove":
            thread.join()
    assert {3} == left(tmp_path)
    assert b"x" == b"".join(kept.read(3, 0, 1))
    kept.release(3)
    assert set() == left(tmp_path)
    kept.close()


def test_bytes_that_another_object_has_stay(tigris: Emulator, s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="a", Body=b"shared")
    s3.create_bucket(Bucket="other")
    for bucket, key in (("plain", "b"), ("plain", "c"), ("other", "a")):
        s3.copy_object(Bucket=bucket, Key=key, CopySource="plain/a")
    number = s3.create_multipart_upload(Bucket="plain", Key="parts")["UploadId"]
    s3.upload_part(Bucket="plain", Key="parts", UploadId=number, PartNumber=1, Body=b"part")
    extension.force_delete_bucket(s3, "plain")
    assert b"shared" == s3.get_object(Bucket="other", Key="a")["Body"].read()
    db = tigris._alive()[0].db  # pyright: ignore[reportPrivateUsage]
    assert [1] == [users for (users,) in db.execute("SELECT users FROM blobs")]
    s3.delete_object(Bucket="other", Key="a")
    assert [] == db.execute("SELECT * FROM blobs").fetchall()


def statements(tigris: Emulator, s3: Any, count: int) -> Counter[str]:
    """Count the statements of one deletion of `count` keys, by their first words."""
    for n in range(count):
        s3.put_object(Bucket="plain", Key=f"k{n}", Body=b"x")
    seen: Counter[str] = Counter()
    db = tigris._alive()[0].db  # pyright: ignore[reportPrivateUsage]
    db.set_trace_callback(
        lambda text: seen.update([" ".join(text.split()[:2]), *(["bucket"] if "buckets" in text else [])])
    )
    try:
        reply = s3.delete_objects(Bucket="plain", Delete={"Objects": [{"Key": f"k{n}"} for n in range(count)]})
        assert count == len(reply["Deleted"])
    finally:
        db.set_trace_callback(None)
    return seen


def test_a_deletion_of_many_keys_reads_the_bucket_once(tigris: Emulator, s3: Any) -> None:
    few, many = statements(tigris, s3, 1), statements(tigris, s3, 100)
    assert (1, 1) == (few["BEGIN IMMEDIATE"], many["BEGIN IMMEDIATE"])
    assert few["bucket"] == many["bucket"]
    assert 700 > sum(many.values()) - sum(few.values())


def test_equal_settings_are_read_once() -> None:
    text = Settings(tags=(("a", "b"),)).dump()
    assert Settings.load(text) is Settings.load(text)
