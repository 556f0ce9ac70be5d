"""Changes of an object without a new version: its tags, its ACL, its restores from the archive.

Contract: the row of a version is never rewritten. Each change is a row of its own, with its bucket and its moment. So a
fork does not see later changes of its parent, nor the parent those of its fork, and a snapshot shows the tags of its
time ("snapshots are immutable"; "writes on either side never show on the other"). Restores are the exception: they make
the bytes readable at any moment.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tigris_http.emulator.store.rows import Version
    from tigris_http.emulator.store.store import Store

What = Literal["tags", "acl", "restored"]
Value = list[list[str]] | str | list[int]


@dataclass(frozen=True)
class LaterChange:
    """One change of a version."""

    key: bytes
    version: int
    what: What
    value: Value


class LaterChanges:
    """All changes of one emulator."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, bucket: int, change: LaterChange) -> None:
        """Record a change made in a bucket."""
        with self._store.write() as db:
            row = (change.key, change.version, bucket, self._store.clock.tick(), change.what, json.dumps(change.value))
            db.execute("INSERT INTO later_changes(key, version, bucket, at, what, value) VALUES(?, ?, ?, ?, ?, ?)", row)

    def applied(self, version: Version, levels: Sequence[tuple[int, int]]) -> Version:
        """Return a version as a bucket sees it: the nearest of its levels with a change decides."""
        wanted = "SELECT bucket, at, what, value FROM later_changes WHERE key = ? AND version = ? ORDER BY at"
        with self._store.lock:
            rows = self._store.db.execute(wanted, (version.key, version.version)).fetchall()
        if not rows:
            return version
        details = json.loads(version.raw_details)
        for number, cap in reversed(levels):
            for bucket, at, what, value in rows:
                if bucket == number and (at <= cap or what == "restored"):
                    details[what] = json.loads(value)
        return replace(version, raw_details=json.dumps(details))

    def since(self, bucket: int, at: int) -> list[LaterChange]:
        """Return the changes of tags and ACLs made in a bucket after a moment, oldest first."""
        wanted = (
            "SELECT key, version, what, value FROM later_changes"
            " WHERE bucket = ? AND at > ? AND what <> 'restored' ORDER BY at"
        )
        with self._store.lock:
            rows = self._store.db.execute(wanted, (bucket, at)).fetchall()
        return [LaterChange(key, version, what, json.loads(value)) for key, version, what, value in rows]

    def drop(self, key: bytes, version: int) -> None:
        """Delete the changes of a removed version."""
        with self._store.write() as db:
            db.execute("DELETE FROM later_changes WHERE key = ? AND version = ?", (key, version))
