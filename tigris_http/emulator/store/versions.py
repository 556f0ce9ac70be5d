"""Objects and their versions.

Contract: a bucket with snapshots keeps every version and writes delete markers. A plain bucket keeps the current
version only, above those from a time with snapshots ("existing versions and snapshots survive"). Every change takes its
number from the one clock, inside its transaction: a snapshot lies between changes, never across one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.store.later_changes import LaterChange, LaterChanges
from tigris_http.emulator.store.rows import COLUMNS, TRANSPARENT, Content, Details, Version
from tigris_http.emulator.store.soft_deleted import SoftDeleted
from tigris_http.emulator.store.store import FOREVER

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from tigris_http.emulator.store.catalog import Bucket, Catalog
    from tigris_http.emulator.store.later_changes import Value, What
    from tigris_http.emulator.store.store import Store

_INSERT: Final = f"INSERT INTO versions({COLUMNS}) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Objects:
    """The objects of one emulator."""

    def __init__(self, store: Store, catalog: Catalog) -> None:
        self._store = store
        self._catalog = catalog
        self.soft_deleted: Final = SoftDeleted(store)
        self.later_changes: Final = LaterChanges(store)

    def look(self, bucket: Bucket, key: bytes, at: int = FOREVER) -> Version | None:
        """Return the version or delete marker of `key` current at `at`, or None."""
        with self._store.lock:
            levels = self._catalog.levels(bucket, at)
            for number, cap in levels:
                row = self._store.db.execute(
                    f"SELECT {COLUMNS} FROM versions WHERE bucket = ? AND key = ? AND version <= ?"  # noqa: S608 - constant columns
                    " ORDER BY version DESC LIMIT 1",
                    (number, key, cap),
                ).fetchone()
                if row is not None and row[3] != TRANSPARENT:
                    return self.later_changes.applied(Version(*row), levels)
        return None

    def current(self, bucket: Bucket, key: bytes, at: int = FOREVER) -> Version | None:
        """Return the object current at `at`, or None if it is missing or deleted."""
        found = self.look(bucket, key, at)
        return None if found is None or found.marker else found

    def exact(self, bucket: Bucket, key: bytes, version: int) -> Version | None:
        """Return one version of `key`, inherited ones too, or None."""
        with self._store.lock:
            levels = self._catalog.levels(bucket)
            for number, cap in levels:
                row = self._store.db.execute(
                    f"SELECT {COLUMNS} FROM versions WHERE bucket = ? AND key = ? AND version = ? AND marker < 2",  # noqa: S608 - constant columns
                    (number, key, version),
                ).fetchone()
                if row is not None and version <= cap:
                    return self.later_changes.applied(Version(*row), levels)
        return None

    def own(self, bucket: Bucket, since: int = 0, until: int = FOREVER) -> list[Version]:
        """Return the newest version or marker of each key last changed in this very bucket within a span."""
        newest = (
            f"SELECT {COLUMNS} FROM versions WHERE bucket = :bucket AND marker < 2 AND version > :since"  # noqa: S608 - constant columns
            " AND version <= :until AND version ="
            " (SELECT max(version) FROM versions AS v WHERE v.bucket = :bucket AND v.key = versions.key)"
        )
        with self._store.lock:
            rows = self._store.db.execute(newest, {"bucket": bucket.id, "since": since, "until": until}).fetchall()
        levels = self._catalog.levels(bucket)
        return [self.later_changes.applied(Version(*row), levels) for row in rows]

    def show_parent(self, fork: Bucket, until: int) -> None:
        """Let the parent's version count again, for each key that the fork did not change after `until`."""
        with self._store.write() as db:
            for version in self.own(fork, until=until):
                through = Version(fork.id, version.key, self._store.clock.tick(), TRANSPARENT, None, 0, "", "", "{}")
                self._insert(db, fork, through)

    def adopt(self, bucket: Bucket, version: Version) -> None:
        """Make a version of another bucket current in this one; the bytes are shared."""
        with self._store.write() as db:
            self._insert(db, bucket, replace(version, bucket=bucket.id, version=self._store.clock.tick()))

    def change_in_place(self, bucket: Bucket, version: Version, what: What, value: Value) -> None:
        """Change the tags, the ACL or the restore times of a version, as this bucket sees it from now on."""
        self.later_changes.note(bucket.id, LaterChange(version.key, version.version, what, value))

    def put(
        self,
        bucket_name: str,
        key: bytes,
        content: Content,
        storage_class: str | None,
        details: Details,
        check: Callable[[Version | None], None] | None = None,
    ) -> tuple[Bucket, Version]:
        """Make `content` the current version. `check` sees the current version and may raise."""
        with self._store.write() as db:
            bucket = self._catalog.find(bucket_name)
            if check is not None:
                check(self.current(bucket, key))
            return bucket, self._insert(
                db,
                bucket,
                Version(
                    bucket.id,
                    key,
                    self._store.clock.tick(),
                    0,
                    content.blob,
                    content.size,
                    content.etag,
                    storage_class or bucket.settings.storage_class,
                    details.json(),
                ),
            )

    def _insert(self, db: sqlite3.Connection, bucket: Bucket, version: Version) -> Version:
        # Before clearing: an object copied onto itself would lose its bytes.
        self._store.use(version.blob)
        if not bucket.keeps_versions:
            self._clear(db, bucket, version.key)
        db.execute(
            _INSERT,
            (
                version.bucket,
                version.key,
                version.version,
                version.marker,
                version.blob,
                version.size,
                version.etag,
                version.storage_class,
                version.raw_details,
            ),
        )
        return version

    def _clear(self, db: sqlite3.Connection, bucket: Bucket, key: bytes) -> None:
        """Remove the only version of `key` that a plain bucket wrote."""
        wanted = "SELECT version, blob FROM versions WHERE bucket = ? AND key = ? AND version > ?"
        rows = db.execute(wanted, (bucket.id, key, bucket.settings.unversioned_since)).fetchall()
        for version, blob in rows:
            db.execute("DELETE FROM versions WHERE bucket = ? AND key = ? AND version = ?", (bucket.id, key, version))
            self.later_changes.drop(key, version)
            self._store.disuse(blob)

    def copy(
        self,
        source: Version,
        bucket_name: str,
        key: bytes,
        storage_class: str | None,
        details: Details,
        check: Callable[[Version | None], None] | None = None,
    ) -> tuple[Bucket, Version]:
        """Make `key` a new object that shares the bytes of `source`."""
        if source.blob is None:
            raise ErrorResponse("NoSuchKey")
        content = Content(source.blob, source.size, source.etag)
        return self.put(bucket_name, key, content, storage_class, details, check)

    def rename(self, bucket_name: str, old: bytes, new: bytes, check: Callable[[Version | None], None]) -> Version:
        """Rename an object without rewriting its data."""
        with self._store.write() as db:
            bucket = self._catalog.find(bucket_name)
            check(self.current(bucket, new))
            source = self.current(bucket, old)
            if source is None:
                raise ErrorResponse("NoSuchKey", extra=[("Key", old.decode("utf-8", "replace"))])
            renamed = replace(source, bucket=bucket.id, key=new, version=self._store.clock.tick())
            self._insert(db, bucket, renamed)
            self._delete_current(db, bucket, old, source, soft=False)
            return renamed

    def delete(
        self, bucket: Bucket, key: bytes, check: Callable[[Version | None], None] | None = None
    ) -> Version | None:
        """Delete the current object; return the delete marker if the bucket keeps versions.

        Read `bucket` in the same transaction.
        """
        with self._store.write() as db:
            current = self.current(bucket, key)
            if check is not None:
                check(current)
            return self._delete_current(db, bucket, key, current, soft=True)

    def _delete_current(
        self, db: sqlite3.Connection, bucket: Bucket, key: bytes, current: Version | None, *, soft: bool
    ) -> Version | None:
        if bucket.keeps_versions:
            return self._mark(db, bucket, key)
        if current is not None:
            if soft and bucket.settings.retention_days is not None:
                # "`VersionId` is the deletion time in ns"
                self.soft_deleted.keep(bucket, replace(current, version=self._store.clock.tick()))
            self._clear(db, bucket, key)
            may_show_older = bucket.parent is not None or bucket.settings.unversioned_since
            if may_show_older and self.current(bucket, key) is not None:
                self._mark(db, bucket, key)
        return None

    def _mark(self, db: sqlite3.Connection, bucket: Bucket, key: bytes) -> Version:
        marker = Version(bucket.id, key, self._store.clock.tick(), 1, None, 0, "", "STANDARD", "{}")
        return self._insert(db, bucket, marker)

    def delete_version(
        self, bucket: Bucket, key: bytes, version: int, check: Callable[[Version | None], None] | None = None
    ) -> Version | None:
        """Remove and return one version; with soft delete, keep it until its retention ends.

        Read `bucket` in the same transaction.
        """
        with self._store.write() as db:
            found = self.exact(bucket, key, version)
            if check is not None:
                check(None if found is None or found.marker else found)
            if found is None:
                if self.soft_deleted.find(bucket, key, version) is not None:
                    # Its deletion needs the header of soft deletes.
                    raise ErrorResponse("InvalidArgument", "The version is soft-deleted.")
                return None
            if found.bucket != bucket.id:
                raise ErrorResponse("InvalidArgument", "The version belongs to the parent of this fork.")
            db.execute("DELETE FROM versions WHERE bucket = ? AND key = ? AND version = ?", (bucket.id, key, version))
            self.later_changes.drop(key, version)
            if not found.marker:
                self.soft_deleted.keep(bucket, found)
            self._store.disuse(found.blob)
            return found

    def purge(self, bucket_name: str, key: bytes, version: int, check: Callable[[Version | None], None]) -> None:
        """Remove a soft-deleted version, unrecoverably."""
        with self._store.write():
            found = self.soft_deleted.find(self._catalog.find(bucket_name), key, version)
            check(found)
            if found is None:
                raise ErrorResponse("NoSuchVersion")
            self.soft_deleted.drop(found)

    def undelete(self, bucket_name: str, key: bytes, version: int | None) -> Version:
        """Make a soft-deleted version (None: the most recent) the live object again."""
        with self._store.write() as db:
            bucket = self._catalog.find(bucket_name)
            found = self.soft_deleted.find(bucket, key, version)
            if found is None:
                raise ErrorResponse("NoSuchKey" if version is None else "NoSuchVersion")
            restored = self._insert(db, bucket, replace(found, version=self._store.clock.tick()))
            self.soft_deleted.drop(found)
            return restored
