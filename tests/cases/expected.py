"""The expected results of the recorded exchanges: the classes and values that the cases of all families use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from tigris_http._bundle.response import BundleCounts, BundleSkipped
from tigris_http._wire.checksums import Checksums
from tigris_http.errors import ServiceError, TigrisError
from tigris_http.operations.objects._object_info import ObjectInfo

MD5 = "900150983cd24fb0d6963f7d28e17f72"
CHECKSUMS = Checksums(sha256="ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
"""Of `abc`, as MD5 is."""
MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e"
REQUEST_ID = "1791986200643024440"
SNAPSHOT = "1792493847118382304"
VERSION = "1792493846000000007"
MISSING_KEY = "The specified key does not exist."
MISSING_BUCKET = "The specified bucket does not exist."
CONDITION = "At least one of the pre-conditions you specified did not hold"
SLOW_DOWN = "Please reduce your request rate."
INTERNAL = "We encountered an internal error. Please try again."
NO_REASON = "the answer gives no reason"


def utc(hour: int, minute: int, second: int, micros: int = 0, *, month: int = 10, day: int = 20) -> datetime:
    return datetime(2026, month, day, hour, minute, second, micros, timezone.utc)


NOW = utc(10, 57, 29)
OWNER = "tid_EXAMPLEACCESSKEY"


@dataclass(frozen=True)
class Refused:
    """An error response of the service."""

    kind: type[ServiceError]
    status: int
    code: str
    message: str
    request_id: str | None = REQUEST_ID
    missing_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Broken:
    """An error of this client for an answer that is no valid S3."""

    kind: type[TigrisError]
    message: str


@dataclass(frozen=True)
class Opened:
    """An open object and its bytes."""

    info: ObjectInfo
    body: bytes


@dataclass(frozen=True)
class Archived:
    """The members of an open archive."""

    names: tuple[str, ...]
    counts: BundleCounts | None
    compression: str = "none"


@dataclass(frozen=True)
class Bundled:
    """The members of an open bundle."""

    members: tuple[tuple[str, bytes], ...]
    skipped: tuple[BundleSkipped[None], ...] = ()


def info(key: str = "a.txt", **fields: Any) -> ObjectInfo:
    """Return an object's properties from the headers that most answers here have."""
    common: dict[str, Any] = {
        "size": 3,
        "content_length": 3,
        "etag": MD5,
        "last_modified": NOW,
        "content_type": "text/plain",
        "regions": "fra",
        "served_from": "fra",
        "read_source": "tigris",
        "request_id": REQUEST_ID,
    }
    return ObjectInfo(bucket="atlas-data", key=key, **{**common, **fields})
