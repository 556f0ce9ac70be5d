"""Walks the keys of a bucket in byte order, through the levels of a fork, as of a moment.

Contract: `walk` yields the current version of each key, without deleted ones, lazily. It seeks in the index from key to
key, so the cost of a page depends on its entries only, not on versions, levels or objects. `Walk.seek` jumps (over a
common prefix). `history` yields every version, newest first within a key.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.store.rows import COLUMNS, TRANSPARENT, Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tigris_http.emulator.store.store import Store

_FIRST_BATCH: Final = 16
_LARGEST_BATCH: Final = 1024

# A loose index scan: the recursive part hops from key to key (one seek each); the outer
# part picks for each key the newest version that counts (one more seek). A key with none comes back with NULLs.
_BATCH: Final = f"""
WITH RECURSIVE hop(key) AS (
    SELECT (SELECT key FROM versions WHERE bucket = :bucket AND key >= :start ORDER BY key LIMIT 1)
    UNION ALL
    SELECT (SELECT key FROM versions WHERE bucket = :bucket AND key > hop.key ORDER BY key LIMIT 1)
    FROM hop WHERE hop.key IS NOT NULL
    LIMIT :limit)
SELECT hop.key, {", ".join(f"v.{column.strip()}" for column in COLUMNS.split(","))} FROM hop LEFT JOIN versions v
    ON v.bucket = :bucket AND v.key = hop.key AND v.version = (
        SELECT version FROM versions WHERE bucket = :bucket AND key = hop.key AND version <= :cap
        ORDER BY version DESC LIMIT 1)
WHERE hop.key IS NOT NULL ORDER BY hop.key
"""  # noqa: S608 - constant columns
_HISTORY: Final = f"""
SELECT {COLUMNS} FROM versions
WHERE bucket = ? AND version <= ? AND marker < 2 AND (key > ? OR (key = ? AND version < ?)) AND key >= ?
ORDER BY key, version DESC LIMIT ?
"""  # noqa: S608 - constant columns


class _Level:
    """One bucket of the chain: a cursor over its keys that fetches in growing batches."""

    def __init__(self, store: Store, bucket: int, cap: int, start: bytes) -> None:
        self._store = store
        self._bucket = bucket
        self._cap = cap
        self._batch: list[Version] = []
        self._at = 0
        self._next: bytes | None = start
        self._size = _FIRST_BATCH

    def head(self) -> Version | None:
        """Return the version or delete marker at the cursor, or None at the end."""
        while self._at >= len(self._batch):
            if self._next is None:
                return None
            self._fetch(self._next)
        return self._batch[self._at]

    def advance(self) -> None:
        self._at += 1

    def seek(self, key: bytes) -> None:
        """Move forward to the first key that is not less than `key`."""
        while self._at < len(self._batch) and self._batch[self._at].key < key:
            self._at += 1
        if self._at == len(self._batch) and self._next is not None and self._next < key:
            self._next = key
            self._size = _FIRST_BATCH

    def _fetch(self, start: bytes) -> None:
        asked = {"bucket": self._bucket, "cap": self._cap, "start": start, "limit": self._size}
        with self._store.lock:
            rows = self._store.db.execute(_BATCH, asked).fetchall()
        # The last row of the hop may be the NULL that ends it, which is filtered: fewer rows mean the end.
        self._next = rows[-1][0] + b"\0" if len(rows) == self._size else None
        self._batch = [Version(*row[1:]) for row in rows if row[1] is not None and row[4] != TRANSPARENT]
        self._at = 0
        self._size = min(self._size * 2, _LARGEST_BATCH)


class Walk:
    """Iterates over the current versions of a chain of levels, in key order."""

    def __init__(self, store: Store, levels: Sequence[tuple[int, int]], start: bytes) -> None:
        self._levels = [_Level(store, bucket, cap, start) for bucket, cap in levels]

    def __iter__(self) -> Iterator[Version]:
        return self

    def __next__(self) -> Version:
        while True:
            best: Version | None = None
            for level in self._levels:
                head = level.head()
                # Strictly less: of equal keys the level nearest to the bucket wins.
                if head is not None and (best is None or head.key < best.key):
                    best = head
            if best is None:
                raise StopIteration
            for level in self._levels:
                head = level.head()
                if head is not None and head.key == best.key:
                    level.advance()
            if not best.marker:
                return best

    def seek(self, key: bytes) -> None:
        """Go on at the first key that is not less than `key`."""
        for level in self._levels:
            level.seek(key)


def walk(store: Store, levels: Sequence[tuple[int, int]], start: bytes = b"") -> Walk:
    """Begin at the first key that is not less than `start`."""
    return Walk(store, levels, start)


def history(
    store: Store, levels: Sequence[tuple[int, int]], key: bytes = b"", before: int = 0, start: bytes = b""
) -> Iterator[tuple[Version, bool]]:
    """Yield (version, is it the latest of its key), keys ascending, newest first.

    Begins at `start`, and after (`key`, `before`); with `before` 0, after all versions of `key`.
    """
    merged = heapq.merge(
        *(_level_history(store, bucket, cap, key, before, start) for bucket, cap in levels),
        key=lambda version: (version.key, -version.version),
    )
    last: bytes | None = None
    latest: int | None = None
    for version in merged:
        if version.key != last:
            last, latest = version.key, _latest(store, levels, version.key)
        yield version, version.version == latest


def _latest(store: Store, levels: Sequence[tuple[int, int]], key: bytes) -> int | None:
    """Return the version of `key` that counts: of the nearest level, though a rebase may bring newer ones below."""
    wanted = (
        "SELECT version, marker FROM versions WHERE bucket = ? AND key = ? AND version <= ?"
        " ORDER BY version DESC LIMIT 1"
    )
    with store.lock:
        found = (store.db.execute(wanted, (bucket, key, cap)).fetchone() for bucket, cap in levels)
        return next((row[0] for row in found if row is not None and row[1] != TRANSPARENT), None)


def _level_history(store: Store, bucket: int, cap: int, key: bytes, before: int, start: bytes) -> Iterator[Version]:
    size = _FIRST_BATCH
    while True:
        with store.lock:
            rows = store.db.execute(_HISTORY, (bucket, cap, key, key, before, max(start, key), size)).fetchall()
        for row in rows:
            version = Version(*row)
            yield version
            key, before = version.key, version.version
        if len(rows) < size:
            return
        size = min(size * 2, _LARGEST_BATCH)


def after_prefix(prefix: bytes) -> bytes | None:
    """Return the smallest key greater than all keys with `prefix`, or None."""
    kept = prefix.rstrip(b"\xff")
    return kept[:-1] + bytes([kept[-1] + 1]) if kept else None
