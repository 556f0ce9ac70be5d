"""A full disk: puts are refused with a clear error, deletions free space, and the emulator goes on."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http.emulator import Emulator
from tigris_http.emulator.store import blobs, folder
from tigris_http.emulator.store.clock import Clock
from tigris_http.emulator.store.folder import DiskFull, Folder
from tigris_http.emulator.store.store import Store

from . import wire

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path


class Disk:
    """The disk below the data: `full` makes every new byte an error, as ENOSPC does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
        self.full = False
        real_open, disk = folder.private_opener, self

        class Full:
            """A file whose writes fail once it has `at` bytes; what was buffered fails again when it is closed."""

            def __init__(self, file: Any) -> None:
                self.file, self.written, self.failed = file, 0, False

            def write(self, data: bytes) -> int:
                self.written += len(data)
                if self.written > at:
                    self.failed = True
                    raise OSError(errno.ENOSPC, "No space left on device")
                return int(self.file.write(data))

            def close(self) -> None:
                self.file.close()
                if self.failed:
                    raise OSError(errno.ENOSPC, "No space left on device")

        def opened(file: Any, mode: str, opener: Any) -> Any:
            real = open(file, mode, opener=real_open)  # noqa: SIM115 - the class closes it
            return Full(real) if disk.full else real

        monkeypatch.setattr(blobs, "open", opened, raising=False)
        monkeypatch.setattr(folder, "open", opened, raising=False)


def files(data: Path) -> set[str]:
    return {str(path.relative_to(data)) for path in (data / "blobs").glob("*/*")}


@pytest.fixture
def tigris(tmp_path: Path) -> Iterator[Emulator]:
    with Emulator(data=tmp_path, minimum_part_size=0) as emulator:
        assert 200 == wire.send(emulator, "PUT", "/plain").status
        assert 200 == wire.send(emulator, "PUT", "/plain/old", b"old").status
        yield emulator


@pytest.mark.parametrize("at", [0, 300_000])
def test_a_put_on_a_full_disk_is_refused_and_leaves_nothing(
    tigris: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, at: int
) -> None:
    disk, before = Disk(monkeypatch, at), files(tmp_path)
    disk.full = True
    reply = wire.send(tigris, "PUT", "/plain/new", bytes(400_000))
    assert (507, "InsufficientStorage") == (reply.status, reply.code)
    assert b"disk of the emulator is full" in reply.body
    assert before == files(tmp_path)
    assert (404, b"old") == (wire.send(tigris, "GET", "/plain/new").status, wire.send(tigris, "GET", "/plain/old").body)
    disk.full = False
    assert 200 == wire.send(tigris, "PUT", "/plain/new", bytes(400_000)).status
    assert ["PUT /plain/new failed: [Errno 28] No space left on device"] == [
        each.getMessage() for each in caplog.records
    ]


@pytest.mark.parametrize(
    ("method", "target", "headers"),
    [
        ("PUT", "/plain/part?uploadId={id}&partNumber=1", {}),
        ("PUT", "/plain/part?uploadId={id}&partNumber=1", {"x-amz-copy-source": "/plain/old"}),
    ],
)
def test_a_part_on_a_full_disk_is_refused_and_leaves_nothing(
    tigris: Emulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    target: str,
    headers: dict[str, str],
) -> None:
    begun = wire.send(tigris, "POST", "/plain/part?uploads").body.decode()
    upload = begun.partition("<UploadId>")[2].partition("<")[0]
    disk, before = Disk(monkeypatch, 0), files(tmp_path)
    disk.full = True
    body = b"" if headers else b"part"
    assert 507 == wire.send(tigris, method, target.format(id=upload), body, headers).status
    assert before == files(tmp_path)


def test_a_database_that_is_full_refuses_a_put_and_goes_on(tigris: Emulator, tmp_path: Path) -> None:
    db = tigris._alive()[0].db  # pyright: ignore[reportPrivateUsage]
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {pages + 3}")
    statuses = [wire.send(tigris, "PUT", f"/plain/{n:0300}", b"new").status for n in range(60)]
    assert {200, 507} == set(statuses)
    kept = statuses.count(200)
    assert kept + 1 == len(files(tmp_path))
    assert 204 == wire.send(tigris, "DELETE", f"/plain/{0:0300}").status
    assert kept == len(files(tmp_path))
    db.execute("PRAGMA max_page_count = 1000000")
    assert 200 == wire.send(tigris, "PUT", "/plain/new", b"new").status


def test_a_transaction_that_meets_a_full_disk_is_gone(tmp_path: Path) -> None:
    store = Store(tmp_path, Clock())

    def fill() -> None:
        with store.write() as db:
            db.execute("INSERT INTO blobs(id, users) VALUES(7, 1)")
            db.execute("PRAGMA max_page_count = 1")
            db.execute("CREATE TABLE large AS SELECT zeroblob(100000)")

    with pytest.raises(DiskFull):
        fill()
    with store.write() as db:
        assert [] == db.execute("SELECT id FROM blobs").fetchall()
    store.close()


def test_a_commit_that_fails_leaves_no_transaction_open(tmp_path: Path) -> None:
    store = Store(tmp_path, Clock())
    store.db.execute("PRAGMA foreign_keys = ON")
    store.db.execute("CREATE TABLE children(blob REFERENCES blobs(id) DEFERRABLE INITIALLY DEFERRED)")

    def orphan() -> None:
        with store.write() as db:
            db.execute("INSERT INTO children(blob) VALUES(7)")  # only the commit finds it

    with pytest.raises(sqlite3.IntegrityError):
        orphan()
    with store.write() as db:
        db.execute("INSERT INTO blobs(id, users) VALUES(8, 1)")
    assert not store.db.in_transaction
    assert [(8,)] == store.db.execute("SELECT id FROM blobs").fetchall()
    store.close()


def test_a_deletion_uses_the_reserve_and_no_put_takes_it(
    tigris: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Store.write
    reserve = tmp_path / "reserve"
    assert reserve.stat().st_size >= 1024 * 1024

    @contextmanager
    def write(store: Store) -> Generator[sqlite3.Connection, None, None]:
        if reserve.exists():  # no space but that of the reserve
            raise DiskFull("database or disk is full")
        with real(store) as db:
            yield db

    monkeypatch.setattr(Store, "write", write)
    assert 507 == wire.send(tigris, "PUT", "/plain/new", b"new").status
    assert 204 == wire.send(tigris, "DELETE", "/plain/old").status
    assert set() == files(tmp_path)

    def no_space(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Folder, "_write", no_space)
    assert 507 == wire.send(tigris, "PUT", "/plain/new", b"new").status
    assert not reserve.exists()
    monkeypatch.undo()
    assert 200 == wire.send(tigris, "PUT", "/plain/new", b"new").status
    assert reserve.exists()


def test_an_emulator_starts_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Emulator(data=tmp_path) as tigris:
        wire.send(tigris, "PUT", "/plain")
    (tmp_path / "reserve").unlink()

    def no_space(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Folder, "_write", no_space)
    with Emulator(data=tmp_path) as tigris:
        assert 200 == wire.send(tigris, "HEAD", "/plain").status


def test_only_the_owner_can_read_the_data(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    old_mask = os.umask(0)
    try:
        with Emulator(data=data) as tigris:
            wire.send(tigris, "PUT", "/plain")
            wire.send(tigris, "PUT", "/plain/k", b"value")
            found = {path: path.stat().st_mode & 0o777 for path in [data, *data.rglob("*")]}
    finally:
        os.umask(old_mask)
    assert {0o700} == {mode for path, mode in found.items() if path.is_dir()}
    assert {0o600} == {mode for path, mode in found.items() if path.is_file()}
    assert {"tigris.sqlite", "reserve", "emulator.pid", "1"} <= {path.name for path in found}


def test_data_of_an_older_emulator_is_closed_to_others(tmp_path: Path) -> None:
    with Emulator(data=tmp_path):
        pass
    (tmp_path / "tigris.sqlite").chmod(0o644)
    (tmp_path / "blobs").chmod(0o755)
    with Emulator(data=tmp_path):
        modes = [(tmp_path / name).stat().st_mode & 0o777 for name in ("tigris.sqlite", "blobs")]
    assert [0o600, 0o700] == modes


def test_an_unreadable_note_of_the_holder_still_makes_a_clear_error(tmp_path: Path) -> None:
    with Emulator(data=tmp_path):
        (tmp_path / "emulator.pid").write_text("?", "ascii")
        with pytest.raises(sqlite3.OperationalError, match="a process that did not note its number: stop it"):
            Emulator(data=tmp_path).start()
    assert not (tmp_path / "emulator.pid").exists()
