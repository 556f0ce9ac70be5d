"""The database of an emulator: its tables, its lock, its transactions.

Contract: one SQLite connection, in memory or in `<data>/tigris.sqlite`, under one lock. All changes happen inside `with
store.write()`, which is one transaction. Blobs that lost their last user are freed after the commit, never before. Keys
are BLOBs, so SQLite sorts them bytewise, as S3 does.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.store.blobs import Blobs, FileBlobs, MemoryBlobs
from tigris_http.emulator.store.folder import Folder, full_disk_named

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tigris_http.emulator.store.clock import Clock

FOREVER: Final = 2**63 - 1

# `versions` descends in version: the newest at or before v is the first row of a seek.
_OBJECT_COLUMNS: Final = """
    bucket INTEGER NOT NULL, key BLOB NOT NULL, version INTEGER NOT NULL,
    marker INTEGER NOT NULL, blob INTEGER, size INTEGER NOT NULL, etag TEXT NOT NULL,
    class TEXT NOT NULL, details TEXT NOT NULL"""
_SCHEMA: Final = f"""
CREATE TABLE IF NOT EXISTS buckets(
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, modified INTEGER NOT NULL,
    keeps_versions INTEGER NOT NULL, settings TEXT NOT NULL, parent INTEGER, moment INTEGER, deleted INTEGER);
CREATE TABLE IF NOT EXISTS grounds(
    fork INTEGER NOT NULL, until INTEGER NOT NULL, moment INTEGER NOT NULL, PRIMARY KEY(fork, until)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS merges(fork INTEGER PRIMARY KEY, version INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS forks ON buckets(parent) WHERE parent IS NOT NULL;
CREATE TABLE IF NOT EXISTS snapshots(
    bucket INTEGER NOT NULL, version INTEGER NOT NULL, name TEXT, PRIMARY KEY(bucket, version)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS versions({_OBJECT_COLUMNS}, PRIMARY KEY(bucket, key, version DESC)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS later_changes(
    key BLOB NOT NULL, version INTEGER NOT NULL, bucket INTEGER NOT NULL, at INTEGER NOT NULL, what TEXT NOT NULL,
    value TEXT NOT NULL, PRIMARY KEY(key, version, bucket, at)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS later_change_order ON later_changes(bucket, at);
CREATE TABLE IF NOT EXISTS soft_deleted({_OBJECT_COLUMNS}, expires INTEGER NOT NULL,
    PRIMARY KEY(bucket, key, version DESC)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS uploads(
    id TEXT PRIMARY KEY, bucket INTEGER NOT NULL, key BLOB NOT NULL, initiated INTEGER NOT NULL,
    class TEXT NOT NULL, details TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS upload_order ON uploads(bucket, key, id);
CREATE TABLE IF NOT EXISTS parts(
    upload TEXT NOT NULL, number INTEGER NOT NULL, blob INTEGER NOT NULL, size INTEGER NOT NULL,
    etag TEXT NOT NULL, modified INTEGER NOT NULL, checksums TEXT NOT NULL, PRIMARY KEY(upload, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS completed(
    id TEXT PRIMARY KEY, bucket INTEGER NOT NULL, key BLOB NOT NULL, parts TEXT NOT NULL, version INTEGER NOT NULL,
    etag TEXT NOT NULL, details TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blobs(id INTEGER PRIMARY KEY, users INTEGER NOT NULL);
"""

_TIMES: Final = (
    ("version", "versions"),
    ("version", "soft_deleted"),
    ("version", "snapshots"),
    ("at", "later_changes"),
    ("modified", "buckets"),
)
"""Columns with times. The clock starts after all of them."""
_OLD_TABLES: Final = {"graves": "soft_deleted", "amendments": "later_changes"}
"""Old table names, and the present ones."""


class Store:
    """The database and the blobs of one emulator."""

    def __init__(self, data: Path | None, clock: Clock) -> None:
        self.clock: Final = clock
        self.folder: Final = None if data is None else Folder(data)
        self.blobs: Final[Blobs] = MemoryBlobs() if self.folder is None else FileBlobs(self.folder)
        self.lock: Final = threading.RLock()
        self._unused: list[int] = []
        self.db: Final = sqlite3.connect(
            ":memory:" if self.folder is None else self.folder.database,
            isolation_level=None,
            check_same_thread=False,
            timeout=1,
        )
        try:
            if self.folder is not None:
                self._acquire(self.folder)
            self._open()
        except BaseException:
            self.db.close()
            raise

    def _acquire(self, folder: Folder) -> None:
        """Lock the database: a second emulator on it would share the clock."""
        try:
            for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=NORMAL"):
                self.db.execute(f"PRAGMA {pragma}").fetchall()
            self.db.executescript("BEGIN IMMEDIATE; COMMIT;")
        except sqlite3.OperationalError as problem:
            if "locked" in str(problem):
                raise sqlite3.OperationalError(folder.in_use()) from problem
            raise
        folder.take()

    def _open(self) -> None:
        self._rename_old_tables()
        self.db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
        for column, table in _TIMES:
            (last,) = self.db.execute(f"SELECT coalesce(max({column}), 0) FROM {table}").fetchone()  # noqa: S608 - constant names
            self.clock.move_past(last)
        self.blobs.open(frozenset(blob for (blob,) in self.db.execute("SELECT id FROM blobs")))

    def _rename_old_tables(self) -> None:
        for (table,) in self.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table in _OLD_TABLES:
                self.db.execute(f"ALTER TABLE {table} RENAME TO {_OLD_TABLES[table]}")

    @contextmanager
    def write(self) -> Generator[sqlite3.Connection, None, None]:
        """Hold the lock and a transaction; commit at the end, or roll back on an exception. Raises DiskFull."""
        with self.lock:
            if self.db.in_transaction:  # the outer `write` commits
                yield self.db
                return
            try:
                with full_disk_named():
                    self.db.execute("BEGIN IMMEDIATE")
                    yield self.db
                    self.db.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise
            unused, self._unused = self._unused, []
            self.blobs.free_all(unused)

    def _roll_back(self) -> None:
        self._unused.clear()
        if self.db.in_transaction:  # SQLite itself rolls back on a full disk
            self.db.execute("ROLLBACK")

    def use(self, blob: int | None) -> None:
        """Count one more user of `blob`, inside a transaction."""
        if blob is not None:
            self.db.execute(
                "INSERT INTO blobs(id, users) VALUES(?, 1) ON CONFLICT(id) DO UPDATE SET users = users + 1",
                (blob,),
            )

    def disuse(self, blob: int | None) -> None:
        """Count one user of `blob` less, inside a transaction; free it after the last."""
        if blob is None:
            return
        if self.db.execute("DELETE FROM blobs WHERE id = ? AND users = 1", (blob,)).rowcount:
            self._unused.append(blob)
        else:
            self.db.execute("UPDATE blobs SET users = users - 1 WHERE id = ?", (blob,))

    def disuse_all(self, users: str, values: tuple[int, ...]) -> None:
        """Count one user of a blob less for each row of the query `users`, inside a transaction."""
        self.db.execute("CREATE TEMP TABLE gone(blob INTEGER PRIMARY KEY, users INTEGER NOT NULL)")
        self.db.execute(
            "INSERT INTO temp.gone SELECT blob, count(*) FROM"  # noqa: S608 - constant queries
            f" ({users}) WHERE blob IS NOT NULL GROUP BY blob",
            values,
        )
        self.db.execute(
            "UPDATE blobs SET users = users - (SELECT gone.users FROM temp.gone WHERE gone.blob = blobs.id)"
            " WHERE id IN (SELECT blob FROM temp.gone)"
        )
        self._unused += [blob for (blob,) in self.db.execute("SELECT id FROM blobs WHERE users = 0")]
        self.db.execute("DELETE FROM blobs WHERE users = 0")
        self.db.execute("DROP TABLE temp.gone")

    def close(self) -> None:
        """Close the database."""
        self.blobs.close()
        with self.lock:
            if self.folder is not None:
                self.folder.leave()
            self.db.close()
