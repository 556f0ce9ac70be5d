"""Buckets, snapshots and forks.

Contract: a snapshot is one row with a moment; a fork is a bucket with a parent and a moment. Neither touches objects,
so both cost the same for one object and for a million. `levels` resolves forks: the bucket's own writes, then its
parent's up to the moment of the fork, and so on, each level capped by those before it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.store.clock import SECOND
from tigris_http.emulator.store.settings import Settings
from tigris_http.emulator.store.store import FOREVER

if TYPE_CHECKING:
    from tigris_http.emulator.store.store import Store

DAY: Final = 24 * 3600 * SECOND
_BUCKET_COLUMNS: Final = "id, name, created, modified, keeps_versions, settings, parent, moment, deleted"


@dataclass(frozen=True)
class Bucket:
    """One row of the catalogue."""

    id: int
    name: str
    created: int
    modified: int
    keeps_versions: bool
    settings: Settings
    parent: int | None
    moment: int | None
    deleted: int | None
    """The time of its soft deletion (ns), or None for a live bucket."""


@dataclass(frozen=True)
class Snapshot:
    """A named moment of a bucket."""

    version: int
    name: str | None

    @property
    def label(self) -> str:
        """The name in listings: `<version>` or `<version>; name=<name>`."""
        return str(self.version) if self.name is None else f"{self.version}; name={self.name}"


def _bucket(row: tuple[Any, ...]) -> Bucket:
    return Bucket(row[0], row[1], row[2], row[3], bool(row[4]), Settings.load(row[5]), row[6], row[7], row[8])


class Catalog:
    """The buckets of one emulator."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, name: str) -> Bucket:
        """Return the live bucket called `name`. Raises NoSuchBucket."""
        bucket = self.look(name)
        if bucket is None or bucket.deleted is not None:
            raise ErrorResponse("NoSuchBucket", extra=[("BucketName", name)])
        return bucket

    def look(self, name: str) -> Bucket | None:
        """Return the live or soft-deleted bucket called `name`, or None."""
        with self._store.lock:
            row = self._store.db.execute(f"SELECT {_BUCKET_COLUMNS} FROM buckets WHERE name = ?", (name,)).fetchone()  # noqa: S608 - constant columns
            bucket = None if row is None else _bucket(row)
            if bucket is not None and self._expired(bucket):
                self._drop(bucket)
                return None
            return bucket

    def by_id(self, bucket: int) -> Bucket:
        """Return a bucket by its number."""
        with self._store.lock:
            return _bucket(
                self._store.db.execute(f"SELECT {_BUCKET_COLUMNS} FROM buckets WHERE id = ?", (bucket,)).fetchone()  # noqa: S608 - constant columns
            )

    def page(
        self, after: str, limit: int, *, prefix: str = "", deleted: bool = False, forks_only: bool = False
    ) -> list[Bucket]:
        """Return up to `limit` buckets after the name `after`, in order of name."""
        if deleted:
            self._drop_expired()
        wanted = (
            f"SELECT {_BUCKET_COLUMNS} FROM buckets"  # noqa: S608 - constant columns
            " WHERE name > ? AND substr(name, 1, ?) = ? AND (deleted IS NOT NULL) = ?"
            " AND (parent IS NOT NULL OR NOT ?) ORDER BY name LIMIT ?"
        )
        with self._store.lock:
            rows = self._store.db.execute(wanted, (after, len(prefix), prefix, deleted, forks_only, limit)).fetchall()
        return [_bucket(row) for row in rows]

    def create(
        self,
        name: str,
        settings: Settings,
        *,
        keeps_versions: bool,
        parent: Bucket | None = None,
        moment: int | None = None,
    ) -> Bucket:
        """Create a bucket, or a fork of `parent` as of `moment` (None: of a new snapshot)."""
        with self._store.write() as db:
            if self.look(name) is not None:
                raise ErrorResponse("BucketAlreadyExists", extra=[("BucketName", name)])
            if parent is not None and moment is None:
                moment = self.take_snapshot(parent, None).version
            now = self._store.clock.tick()
            row = (name, now, now, keeps_versions, settings.dump(), parent and parent.id, moment)
            db.execute(
                "INSERT INTO buckets(name, created, modified, keeps_versions, settings, parent, moment)"
                " VALUES(?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            return self.find(name)

    def change(self, bucket: Bucket, settings: Settings, *, keeps_versions: bool) -> None:
        """Replace the settings and the type of a bucket. Versions and snapshots stay."""
        with self._store.write() as db:
            now = self._store.clock.tick()
            if bucket.keeps_versions and not keeps_versions:
                settings = replace(settings, unversioned_since=now)
            row = (settings.dump(), keeps_versions, now, bucket.id)
            db.execute("UPDATE buckets SET settings = ?, keeps_versions = ?, modified = ? WHERE id = ?", row)

    def delete(self, bucket: Bucket, *, force: bool) -> None:
        """Delete a bucket; with soft delete, move it to the deleted list."""
        with self._store.write() as db:
            if self.forks(bucket, "", 1):
                raise ErrorResponse("Conflict", "The bucket has forks; delete them first.")
            if not force and not self._is_empty(bucket):
                raise ErrorResponse("BucketNotEmpty", extra=[("BucketName", bucket.name)])
            if bucket.settings.retention_days is None:
                self._drop(bucket)
            else:
                now = self._store.clock.tick()
                db.execute("UPDATE buckets SET deleted = ?, modified = ? WHERE id = ?", (now, now, bucket.id))

    def restore(self, bucket: Bucket) -> None:
        """Restore a soft-deleted bucket."""
        with self._store.write() as db:
            now = self._store.clock.tick()
            db.execute("UPDATE buckets SET deleted = NULL, modified = ? WHERE id = ?", (now, bucket.id))

    def purge(self, bucket: Bucket) -> None:
        """Remove a soft-deleted bucket before its time."""
        self._drop(bucket)

    def _drop_expired(self, parent: int | None = None) -> None:
        """Remove expired soft-deleted buckets: of all, or of the forks of `parent`."""
        wanted = f"SELECT {_BUCKET_COLUMNS} FROM buckets WHERE deleted IS NOT NULL AND (? IS NULL OR parent = ?)"  # noqa: S608 - constant columns
        with self._store.lock:
            rows = self._store.db.execute(wanted, (parent, parent)).fetchall()
            for bucket in map(_bucket, rows):
                if self._expired(bucket):
                    self._drop(bucket)

    def _expired(self, bucket: Bucket) -> bool:
        days = bucket.settings.retention_days
        return bucket.deleted is not None and days is not None and bucket.deleted + days * DAY < self._store.clock.now()

    def _is_empty(self, bucket: Bucket) -> bool:
        """Return whether no object is live; old versions, markers and uploads do not count."""
        from tigris_http.emulator.store.walk import walk  # the walk reads levels from here

        return next(walk(self._store, self.levels(bucket)), None) is None

    def _drop(self, bucket: Bucket) -> None:
        with self._store.write() as db:
            parts = "upload IN (SELECT id FROM uploads WHERE bucket = ?)"
            blobs = (
                "SELECT blob FROM versions WHERE bucket = ? UNION ALL SELECT blob FROM soft_deleted WHERE bucket = ?"  # noqa: S608 - constant condition
                f" UNION ALL SELECT blob FROM parts WHERE {parts}"
            )
            self._store.disuse_all(blobs, (bucket.id, bucket.id, bucket.id))
            db.execute(f"DELETE FROM parts WHERE {parts}", (bucket.id,))  # noqa: S608 - constant condition
            for table in ("versions", "soft_deleted", "uploads", "completed", "snapshots", "later_changes"):
                db.execute(f"DELETE FROM {table} WHERE bucket = ?", (bucket.id,))  # noqa: S608 - constant names
            for table in ("grounds", "merges"):
                db.execute(f"DELETE FROM {table} WHERE fork = ?", (bucket.id,))  # noqa: S608 - constant names
            db.execute("DELETE FROM buckets WHERE id = ?", (bucket.id,))

    def take_snapshot(self, bucket: Bucket, name: str | None) -> Snapshot:
        """Record the present moment of `bucket`, in one row."""
        with self._store.write() as db:
            snapshot = Snapshot(self._store.clock.tick(), name)
            db.execute(
                "INSERT INTO snapshots(bucket, version, name) VALUES(?, ?, ?)",
                (bucket.id, snapshot.version, name),
            )
            return snapshot

    def snapshots(self, bucket: Bucket, before: int, limit: int) -> list[Snapshot]:
        """Return up to `limit` snapshots older than `before`, newest first ("docs show newest first")."""
        wanted = "SELECT version, name FROM snapshots WHERE bucket = ? AND version < ? ORDER BY version DESC LIMIT ?"
        with self._store.lock:
            return [Snapshot(*row) for row in self._store.db.execute(wanted, (bucket.id, before, limit))]

    def snapshot_at(self, bucket: int, version: int) -> Snapshot:
        """Return the snapshot with this version, or a nameless one: any moment can be forked."""
        wanted = "SELECT version, name FROM snapshots WHERE bucket = ? AND version = ?"
        with self._store.lock:
            row = self._store.db.execute(wanted, (bucket, version)).fetchone()
        return Snapshot(version, None) if row is None else Snapshot(*row)

    def delete_snapshot(self, bucket: Bucket, version: int) -> None:
        """Remove the row. The versions stay, for the forks of the snapshot."""
        with self._store.write() as db:
            if not db.execute("DELETE FROM snapshots WHERE bucket = ? AND version = ?", (bucket.id, version)).rowcount:
                raise ErrorResponse("NoSuchSnapshot")

    def forks(self, bucket: Bucket, after: str, limit: int) -> list[Bucket]:
        """Return up to `limit` direct forks after the name `after`, in order of name, soft-deleted ones too."""
        self._drop_expired(bucket.id)
        wanted = f"SELECT {_BUCKET_COLUMNS} FROM buckets WHERE parent = ? AND name > ? ORDER BY name LIMIT ?"  # noqa: S608 - constant columns
        with self._store.lock:
            return [_bucket(row) for row in self._store.db.execute(wanted, (bucket.id, after, limit))]

    def ancestry(self, bucket: Bucket) -> list[tuple[Bucket, Bucket]]:
        """Return (fork, parent) pairs from `bucket` upwards, nearest parent first."""
        pairs: list[tuple[Bucket, Bucket]] = []
        with self._store.lock:
            while bucket.parent is not None:
                parent = self.by_id(bucket.parent)
                pairs.append((bucket, parent))
                bucket = parent
        return pairs

    def levels(self, bucket: Bucket, at: int = FOREVER) -> list[tuple[int, int]]:
        """Return (bucket number, newest version that counts), from the bucket up its ancestry."""
        levels = [(bucket.id, at)]
        for fork, parent in self.ancestry(bucket):
            at = min(at, self._ground(fork, at))
            levels.append((parent.id, at))
        return levels

    def _ground(self, fork: Bucket, at: int) -> int:
        """Return the moment of its parent that `fork` was based on at `at`: a rebase keeps the fork's past."""
        wanted = "SELECT moment FROM grounds WHERE fork = ? AND until > ? ORDER BY until LIMIT 1"
        with self._store.lock:
            row: tuple[int] | None = self._store.db.execute(wanted, (fork.id, at)).fetchone()
        if row is not None:
            return row[0]
        return FOREVER if fork.moment is None else fork.moment

    def rebase(self, fork: Bucket, moment: int) -> None:
        """Move a fork to another moment of its parent, from now on."""
        with self._store.write() as db:
            now = self._store.clock.tick()
            db.execute("INSERT INTO grounds(fork, until, moment) VALUES(?, ?, ?)", (fork.id, now, fork.moment))
            db.execute("UPDATE buckets SET moment = ?, modified = ? WHERE id = ?", (moment, now, fork.id))

    def merged(self, fork: Bucket) -> int:
        """Return the snapshot of the last merge of `fork` into its parent, or 0."""
        with self._store.lock:
            row = self._store.db.execute("SELECT version FROM merges WHERE fork = ?", (fork.id,)).fetchone()
        return 0 if row is None else int(row[0])

    def note_merge(self, fork: Bucket, version: int) -> None:
        """Record a merge of `fork` as of this snapshot."""
        with self._store.write() as db:
            db.execute("INSERT OR REPLACE INTO merges(fork, version) VALUES(?, ?)", (fork.id, version))
