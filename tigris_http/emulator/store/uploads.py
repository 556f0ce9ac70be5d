"""Multipart uploads in progress.

Contract: each part is a blob of its own. Completion joins them into one blob and one version; an abort frees them.
"Re-uploading a part replaces it." For a day, a completed upload is known with its parts and its version.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.store.catalog import DAY
from tigris_http.emulator.store.rows import Content, Details, Version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tigris_http.emulator.rules.checksums import Digester
    from tigris_http.emulator.store.catalog import Bucket
    from tigris_http.emulator.store.store import Store

_UPLOAD_COLUMNS: Final = "id, bucket, key, initiated, class, details"
_PART_COLUMNS: Final = "upload, number, blob, size, etag, modified, checksums"


@dataclass(frozen=True)
class Upload:
    """One upload in progress."""

    id: str
    bucket: int
    key: bytes
    initiated: int
    storage_class: str
    raw_details: str

    @property
    def details(self) -> Details:
        """The headers and metadata of the later object."""
        return Details(**json.loads(self.raw_details))


@dataclass(frozen=True)
class Part:
    """One part of an upload."""

    upload: str
    number: int
    blob: int
    size: int
    etag: str
    modified: int
    raw_checksums: str

    @property
    def checksums(self) -> dict[str, str]:
        """Algorithm -> base64, verified at the upload of the part."""
        found: dict[str, str] = json.loads(self.raw_checksums)
        return found


@dataclass(frozen=True)
class Completed:
    """A completed upload."""

    parts: list[tuple[int, str]]
    """Number and etag of each."""
    version: Version
    """Without bytes: the object may be gone."""


class Uploads:
    """The multipart uploads of one emulator."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, bucket: Bucket, key: bytes, storage_class: str, details: Details) -> Upload:
        """Open an upload."""
        upload = Upload(secrets.token_hex(16), bucket.id, key, self._store.clock.tick(), storage_class, details.json())
        with self._store.write() as db:
            db.execute(
                f"INSERT INTO uploads({_UPLOAD_COLUMNS}) VALUES(?, ?, ?, ?, ?, ?)",
                (upload.id, bucket.id, key, upload.initiated, storage_class, upload.raw_details),
            )
        return upload

    def find(self, bucket: Bucket, key: bytes, upload: str) -> Upload:
        """Return an upload. Raises NoSuchUpload."""
        with self._store.lock:
            row = self._store.db.execute(
                f"SELECT {_UPLOAD_COLUMNS} FROM uploads WHERE id = ? AND bucket = ? AND key = ?",  # noqa: S608 - constant columns
                (upload, bucket.id, key),
            ).fetchone()
        if row is None:
            raise ErrorResponse("NoSuchUpload", extra=[("UploadId", upload)])
        return Upload(*row)

    def add(self, bucket: Bucket, upload: Upload, number: int, content: Content, checksums: dict[str, str]) -> Part:
        """Add or replace part `number`."""
        with self._store.write() as db:
            self.find(bucket, upload.key, upload.id)  # it may have been completed meanwhile
            part = Part(
                upload.id,
                number,
                content.blob,
                content.size,
                content.etag,
                self._store.clock.tick(),
                json.dumps(checksums),
            )
            old = db.execute("SELECT blob FROM parts WHERE upload = ? AND number = ?", (upload.id, number)).fetchone()
            db.execute(
                f"INSERT OR REPLACE INTO parts({_PART_COLUMNS}) VALUES(?, ?, ?, ?, ?, ?, ?)",
                (
                    part.upload,
                    part.number,
                    part.blob,
                    part.size,
                    part.etag,
                    part.modified,
                    part.raw_checksums,
                ),
            )
            self._store.use(content.blob)
            if old is not None:
                self._store.disuse(old[0])
            return part

    def parts(self, upload: Upload, after: int = 0, limit: int = 10_000) -> list[Part]:
        """Return up to `limit` parts with numbers above `after`, in order."""
        with self._store.lock:
            rows = self._store.db.execute(
                f"SELECT {_PART_COLUMNS} FROM parts WHERE upload = ? AND number > ? ORDER BY number LIMIT ?",  # noqa: S608 - constant columns
                (upload.id, after, limit),
            ).fetchall()
        return [Part(*row) for row in rows]

    def join(self, parts: Sequence[Part], etag: str, digester: Digester) -> Content:
        """Write the bytes of `parts` as one blob, and feed them to `digester`."""
        writer = self._store.blobs.writer()
        try:
            for part in parts:
                for piece in self._store.blobs.read(part.blob, 0, part.size):
                    data = bytes(piece)
                    digester.update(data)
                    writer.write(data)
            return Content(writer.commit(), sum(part.size for part in parts), etag)
        except BaseException:
            writer.discard()
            raise

    def complete(self, upload: Upload, parts: Sequence[tuple[int, str]], version: Version) -> None:
        """End an upload whose parts (number, etag) became a version."""
        with self._store.write() as db:
            self.end(upload)
            db.execute("DELETE FROM completed WHERE version < ?", (version.version - DAY,))
            row = (upload.id, upload.bucket, upload.key, json.dumps(parts), version.version, version.etag)
            db.execute(
                "INSERT INTO completed(id, bucket, key, parts, version, etag, details) VALUES(?, ?, ?, ?, ?, ?, ?)",
                (*row, version.raw_details),
            )

    def completed(self, bucket: Bucket, key: bytes, upload: str) -> Completed | None:
        """Return a completed upload, or None."""
        with self._store.lock:
            row = self._store.db.execute(
                "SELECT parts, version, etag, details FROM completed WHERE id = ? AND bucket = ? AND key = ?",
                (upload, bucket.id, key),
            ).fetchone()
        if row is None:
            return None
        parts, version, etag, details = row
        made = Version(bucket.id, key, version, 0, None, 0, etag, bucket.settings.storage_class, details)
        return Completed([(number, etag) for number, etag in json.loads(parts)], made)

    def end(self, upload: Upload) -> None:
        """Delete an upload and free its parts."""
        with self._store.write() as db:
            for (blob,) in db.execute("SELECT blob FROM parts WHERE upload = ?", (upload.id,)).fetchall():
                self._store.disuse(blob)
            db.execute("DELETE FROM parts WHERE upload = ?", (upload.id,))
            db.execute("DELETE FROM uploads WHERE id = ?", (upload.id,))

    def page(self, bucket: Bucket, key: bytes, upload: str, prefix: bytes, limit: int) -> list[Upload]:
        """Return up to `limit` uploads after (`key`, `upload`), in order of key and id."""
        with self._store.lock:
            rows = self._store.db.execute(
                f"SELECT {_UPLOAD_COLUMNS} FROM uploads WHERE bucket = ? AND (key > ? OR (key = ? AND id > ?))"  # noqa: S608 - constant columns
                " AND substr(key, 1, ?) = ? ORDER BY key, id LIMIT ?",
                (bucket.id, key, key, upload, len(prefix), prefix, limit),
            ).fetchall()
        return [Upload(*row) for row in rows]
