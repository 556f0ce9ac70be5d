"""Buckets, snapshots and keys in paths. Plain functions.

A path is `bucket/key` or `bucket@snapshot/key`, with or without a protocol. A key is opaque: any text after the first
slash, `a//b` and `./z` too.

The path of a directory has no slash at its end, as everywhere in fsspec, unless its own name is empty: the keys `a//b`
are in the directory `bucket/a//`.
"""

from __future__ import annotations

import os
from typing import NamedTuple

PROTOCOLS = ("t3", "tigris")
_BEGINNINGS = tuple(f"{each}{mark}" for each in (*PROTOCOLS, "s3", "s3a") for mark in ("://", "::"))
"""Those of s3fs too: the class may be registered for them."""


class Place(NamedTuple):
    """The parts of a path."""

    bucket: str
    key: str
    snapshot: str | None
    head: str
    """The bucket as in the path, with its snapshot."""

    @property
    def prefix(self) -> str:
        """The beginning of the keys in the directory of this name."""
        return self.key if not self.key or self.key.endswith("/") else f"{self.key}/"

    def file(self, key: str) -> str:
        """Return the path of another key."""
        return f"{self.head}/{key}"

    def directory(self, prefix: str) -> str:
        """Return the path of the directory of keys that begin with `prefix`, which ends with a slash or is empty."""
        path = f"{self.head}/{prefix[:-1]}" if prefix else self.head
        return f"{path}/" if path.endswith("/") else path


def without_protocol(path: str | os.PathLike[str]) -> str:
    """Return a path without protocol and leading slashes. All else stays."""
    text = os.fspath(path)
    for beginning in _BEGINNINGS:
        if text.startswith(beginning):
            text = text[len(beginning) :]
            break
    return text.lstrip("/")


def stripped(path: str | os.PathLike[str]) -> str:
    """Return a path without protocol, and without the slash at its end unless the last name is empty."""
    text = without_protocol(path)
    return text[:-1] if text.endswith("/") and not text.endswith("//") else text


def parent(path: str) -> str:
    """Return the path of the directory that has a path; empty for a bucket."""
    text = stripped(path)
    if text.endswith("/"):
        return stripped(text[:-1])
    above = text.rpartition("/")[0]
    return f"{above}/" if above.endswith("/") else above


def above(path: str) -> list[str]:
    """Return the paths of all directories that have a path, its bucket included."""
    found: list[str] = []
    while path := parent(path):
        found.append(path)
    return found


def placed(path: str | os.PathLike[str]) -> Place:
    """Return the parts of a path. Raises `ValueError` for a snapshot that is no version."""
    head, _, key = without_protocol(path).partition("/")
    bucket, at, snapshot = head.partition("@")
    if at and not (snapshot.isascii() and snapshot.isdigit()):
        raise ValueError(
            f"{head!r} must be a bucket, or bucket@snapshot with the version of a snapshot, as in "
            "atlas@1764582000000000000: list_snapshots() has the versions"
        )
    return Place(bucket, key, snapshot or None, head)


def last_name(path: str) -> str:
    """Return the name of a path in its directory."""
    return "" if path.endswith("/") else path.rpartition("/")[2]
