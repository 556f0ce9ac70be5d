"""Soft-deleted versions, until their retention ends.

Contract: "Every DELETE of a key makes one soft-deleted version; a key can have many. [...] Retention is fixed per
version at deletion time." An expired version is not found. Its row is deleted when the data is opened again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tigris_http.emulator.store.catalog import DAY
from tigris_http.emulator.store.rows import COLUMNS, Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http.emulator.store.catalog import Bucket
    from tigris_http.emulator.store.store import Store

_ROWS: Final = 256


class SoftDeleted:
    """The soft-deleted versions of one emulator."""

    def __init__(self, store: Store) -> None:
        self._store = store
        with store.write() as db:
            expired = "SELECT bucket, key, version, blob FROM soft_deleted WHERE expires <= ?"
            for *row, blob in db.execute(expired, (store.clock.now(),)).fetchall():
                db.execute("DELETE FROM soft_deleted WHERE bucket = ? AND key = ? AND version = ?", row)
                store.disuse(blob)

    def keep(self, bucket: Bucket, version: Version) -> None:
        """Keep a version that is about to be deleted, if the bucket has soft delete."""
        days = bucket.settings.retention_days
        if days is None:
            return
        with self._store.write() as db:
            db.execute(
                f"INSERT INTO soft_deleted({COLUMNS}, expires) VALUES(?, ?, ?, 0, ?, ?, ?, ?, ?, ?)",
                (
                    bucket.id,
                    version.key,
                    version.version,
                    version.blob,
                    version.size,
                    version.etag,
                    version.storage_class,
                    version.raw_details,
                    self._store.clock.now() + days * DAY,
                ),
            )
            self._store.use(version.blob)

    def find(self, bucket: Bucket, key: bytes, version: int | None) -> Version | None:
        """Return a soft-deleted version of `key` (None: the most recent), or None."""
        with self._store.lock:
            row = self._store.db.execute(
                f"SELECT {COLUMNS} FROM soft_deleted WHERE bucket = ? AND key = ? AND expires > ?"  # noqa: S608 - constant columns
                " AND (? IS NULL OR version = ?) ORDER BY version DESC LIMIT 1",
                (bucket.id, key, self._store.clock.now(), version, version),
            ).fetchone()
        return None if row is None else Version(*row)

    def drop(self, version: Version) -> None:
        """Remove a soft-deleted version."""
        with self._store.write() as db:
            db.execute(
                "DELETE FROM soft_deleted WHERE bucket = ? AND key = ? AND version = ?",
                (version.bucket, version.key, version.version),
            )
            self._store.disuse(version.blob)

    def history(self, bucket: Bucket, key: bytes, before: int, start: bytes) -> Iterator[tuple[Version, bool]]:
        """Yield (version, is it the latest of its key), as `walk.history` does."""
        last: bytes | None = key if before else None
        wanted = (
            f"SELECT {COLUMNS} FROM soft_deleted"  # noqa: S608 - constant columns
            " WHERE bucket = ? AND key >= ? AND (key > ? OR (key = ? AND version < ?))"
            " AND expires > ? ORDER BY key, version DESC LIMIT ?"
        )
        while True:
            asked = (bucket.id, max(start, key), key, key, before, self._store.clock.now(), _ROWS)
            with self._store.lock:
                rows = self._store.db.execute(wanted, asked).fetchall()
            for row in rows:
                version = Version(*row)
                yield version, version.key != last
                last = key = version.key
                before = version.version
            if len(rows) < _ROWS:
                return


class SoftDeletedWalk:
    """Iterates over the keys with soft-deleted versions; yields the most recent version of each."""

    def __init__(self, soft_deleted: SoftDeleted, bucket: Bucket, start: bytes) -> None:
        self._soft_deleted = soft_deleted
        self._bucket = bucket
        self._history = soft_deleted.history(bucket, b"", 0, start)

    def __iter__(self) -> Iterator[Version]:
        return self

    def __next__(self) -> Version:
        return next(version for version, latest in self._history if latest)

    def seek(self, key: bytes) -> None:
        """Go on at the first key that is not less than `key`."""
        self._history = self._soft_deleted.history(self._bucket, b"", 0, key)
