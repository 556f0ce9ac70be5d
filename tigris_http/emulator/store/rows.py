"""One row of the objects: a version or a delete marker, and what is stored with it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Final

TRANSPARENT: Final = 2
"""A marker of a fork which says that of this key the parent's version counts again."""
COLUMNS: Final = "bucket, key, version, marker, blob, size, etag, class, details"


@dataclass(frozen=True)
class Details:
    """What is stored with the bytes of an object, besides their number and hash."""

    headers: dict[str, str] = field(default_factory=dict[str, str])
    """What comes back as it was sent, lower-case names: content-type, x-amz-server-side-encryption, ..."""
    metadata: dict[str, str] = field(default_factory=dict[str, str])
    """User metadata, the names without `x-amz-meta-`."""
    checksums: dict[str, str] = field(default_factory=dict[str, str])
    """Algorithm -> base64; of an upload in progress: the announced algorithm -> the kind its object shall have."""
    acl: str | None = None
    tags: list[list[str]] = field(default_factory=list["list[str]"])
    restored: list[int] | None = None
    """Of an archived object that was restored: from when and until when it can be read, in ns."""

    def json(self) -> str:
        """Write for the database."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Version:
    """One row: a version of an object, or (`marker` 1) a delete marker; TRANSPARENT rows are found by nobody."""

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
    """Bytes that were received and belong to no version yet."""

    blob: int
    size: int
    etag: str
