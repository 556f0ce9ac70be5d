"""How an operation's answer is read: what the rows of all families are told in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tigris_http import operations as ops
from tigris_http._wire.checksums import Checksums
from tigris_http.operations.objects._object_info import ObjectInfo

if TYPE_CHECKING:
    from collections.abc import Callable

    from .told import Told


@dataclass(frozen=True)
class Row:
    """How an operation's answer is read."""

    operation: ops.Operation[Any]
    """Any operation of the kind: the answers compared are not its own."""
    root: str | None
    """The document's name."""
    means: Callable[[Told], object]
    """The result that is expected, of what botocore read."""
    unread: tuple[str, ...] = ()
    """Parts that have no field in this operation's result: what was asked, said again."""


BEYOND: dict[type, tuple[str, ...]] = {
    ops.Bucket: (
        *("modified_at", "soft_delete", "regions", "type", "is_public", "owner_user_id", "owner_email", "fork_info"),
    ),
    ops.ListedObject: ("metadata", "data"),
    ops.ObjectVersion: ("soft_deleted",),
    ObjectInfo: ("regions", "served_from", "read_source", "acl", "request_id", "expires"),
}
"""Fields that only Tigris has, or that botocore reads into nothing."""

UNREAD = (
    # What was asked, said again.
    *("Name", "Prefix", "Delimiter", "Marker", "MaxKeys", "EncodingType", "KeyCount"),
    *("ContinuationToken", "StartAfter", "KeyMarker", "VersionIdMarker"),
    # What Tigris says nothing of: Object Lock, replication, requester pays, keys of KMS and of the caller.
    *("RequestCharged", "ObjectLock*", "ReplicationStatus", "SSE*", "ServerSideEncryption", "BucketKeyEnabled"),
    *("*Checksum" + other for other in ("Type", "Algorithm", "MD5", "SHA1", "SHA512", "CRC64NVME", "XXHASH*")),
    *("Expiration", "WebsiteRedirectLocation", "AcceptRanges", "ArchiveStatus", "MissingMeta", "PartsCount"),
    *("*RestoreStatus*", "Buckets.BucketRegion", "Buckets.BucketArn", "Size"),
    # A date or, where it is none, nothing: here it is the text that was stored.
    "Expires",
    # What no operation here asks for.
    "CopySourceVersionId",
)
"""Parts of botocore's answers that have no field here, as patterns of `fnmatch`."""


def tag(value: str | None) -> str | None:
    """Return an entity tag without its quotes."""
    return None if value is None else value.strip('"')


def prefixes(told: Told) -> tuple[str, ...]:
    """Return the common prefixes."""
    return tuple(entry.get("Prefix") for entry in told.each("CommonPrefixes"))


def checksums(told: Told) -> Checksums:
    """Return the checksums that are known here."""
    return Checksums(
        *(told.get(f"Checksum{algorithm}") for algorithm in ("CRC32", "CRC32C", "SHA256", "SHA1", "CRC64NVME"))
    )
