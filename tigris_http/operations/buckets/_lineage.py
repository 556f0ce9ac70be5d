"""Lineage and placement of a bucket, in shapes of several documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tigris_http._wire.http import Head
from tigris_http._wire.schema import BOOLEAN, MOMENT, TEXT, Kind, Part, Shape, json_text


@dataclass(frozen=True, slots=True)
class ForkParent:
    """A parent of a fork, and the snapshot that the fork started from."""

    bucket: str
    snapshot_version: str | None
    snapshot_name: str | None
    snapshot_created_at: datetime | None
    forked_at: datetime | None


@dataclass(frozen=True, slots=True)
class ForkInfo:
    """The lineage of a bucket."""

    has_children: bool | None = False
    """Whether it has forks; trails by seconds. None if that cannot be read."""
    parents: tuple[ForkParent, ...] = ()
    """Its ancestry, the nearest first; empty if the bucket is no fork."""


def split_label(text: str) -> tuple[str, str | None]:
    """Return version and name of `<version>[; name=<name>]`."""
    version, _, name = text.partition("; name=")
    return version.partition(";")[0].strip(), name or None


def version_in(head: Head, header: str) -> str | None:
    """Return the version in a header, without its name; None if it is missing."""
    return split_label(head.get(header) or "")[0] or None


def _parent(
    bucket: str = "", label: str = "", snapshot_created_at: datetime | None = None, forked_at: datetime | None = None
) -> ForkParent:
    version, name = split_label(label)
    return ForkParent(bucket, version or None, name, snapshot_created_at, forked_at)


PARENT = Shape(
    _parent,
    Part("BucketName", "bucket", TEXT),
    Part("Snapshot", "label", TEXT),
    Part("SnapshotCreatedAt", "snapshot_created_at", MOMENT, cosmetic=True),
    Part("ForkCreatedAt", "forked_at", MOMENT, cosmetic=True),
)
FORK_INFO = Shape(
    ForkInfo,
    Part("HasChildren", "has_children", BOOLEAN, cosmetic=True),
    Part("Parents", "parents", PARENT, many=True),
)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in text.split(",") if code.strip())


REGIONS = Kind["tuple[str, ...]"](_codes, ",".join, lambda value: _codes(json_text(value)), ",".join)
"""A comma list of region codes; empty for a global bucket."""
