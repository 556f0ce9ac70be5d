"""What changes beside an object without making a new version: its tags, its access, its stay outside the archive.

Contract: a version's row is never rewritten; each change is a row of its own, with its bucket and its moment. So a
fork does not see what its parent changes later, a parent nothing of what its fork changes, and a snapshot shows the
tags of its time ("snapshots are immutable"; "writes on either side never show on the other"). A restore is no such
change: it brings the bytes within reach, whatever moment they are read of.
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
    """One change beside a version."""

    key: bytes
    version: int
    what: What
    value: Value


class LaterChanges:
    """The changes of one emulator."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, bucket: int, change: LaterChange) -> None:
        """Remember a change that was made in a bucket."""
        with self._store.write() as db:
            row = (change.key, change.version, bucket, self._store.clock.tick(), change.what, json.dumps(change.value))
            db.execute("INSERT INTO later_changes(key, version, bucket, at, what, value) VALUES(?, ?, ?, ?, ?, ?)", row)

    def applied(self, version: Version, levels: Sequence[tuple[int, int]]) -> Version:
        """Return a version as it looks from a bucket; the nearest of its levels that changed something decides it."""
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
        """Return the changes of tags and access that were made in a bucket after a moment, oldest first."""
        wanted = (
            "SELECT key, version, what, value FROM later_changes"
            " WHERE bucket = ? AND at > ? AND what <> 'restored' ORDER BY at"
        )
        with self._store.lock:
            rows = self._store.db.execute(wanted, (bucket, at)).fetchall()
        return [LaterChange(key, version, what, json.loads(value)) for key, version, what, value in rows]

    def drop(self, key: bytes, version: int) -> None:
        """Forget the changes beside a version that is gone."""
        with self._store.write() as db:
            db.execute("DELETE FROM later_changes WHERE key = ? AND version = ?", (key, version))
