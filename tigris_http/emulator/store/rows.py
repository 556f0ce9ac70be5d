"""One row of the objects: a version or a delete marker, and its details."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Final

TRANSPARENT: Final = 2
"""A marker in a fork: the parent's version of this key counts again."""
COLUMNS: Final = "bucket, key, version, marker, blob, size, etag, class, details"


@dataclass(frozen=True)
class Details:
    """The headers and metadata stored with an object."""

    headers: dict[str, str] = field(default_factory=dict[str, str])
    """Headers that are returned unchanged, lower-case names: content-type, x-amz-server-side-encryption, ..."""
    metadata: dict[str, str] = field(default_factory=dict[str, str])
    """User metadata, the names without `x-amz-meta-`."""
    checksums: dict[str, str] = field(default_factory=dict[str, str])
    """Algorithm -> base64. For an upload in progress: the announced algorithm -> the kind of its checksum."""
    acl: str | None = None
    tags: list[list[str]] = field(default_factory=list["list[str]"])
    parts: list[int] = field(default_factory=list[int])
    """The sizes of the parts of a multipart upload."""
    restored: list[int] | None = None
    """For a restored object of the archive: the times (ns) from and until which it can be read."""

    def json(self) -> str:
        """Write for the database."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Version:
    """One row: a version of an object, or (`marker` 1) a delete marker. Queries skip TRANSPARENT rows."""

    bucket: int
    key: bytes
    version: int
    marker: int
    blob: int | None
    size: int
    etag: str
    storage_class: str
    raw_details: str

    @property
    def details(self) -> Details:
        """The stored headers and metadata."""
        return Details(**json.loads(self.raw_details))


@dataclass(frozen=True)
class Content:
    """Received bytes that belong to no version yet."""

    blob: int
    size: int
    etag: str
