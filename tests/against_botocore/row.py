"""The row of an operation: the result expected of this client, built from botocore's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tigris_http import operations as ops
from tigris_http._wire.checksums import Checksums
from tigris_http.operations.objects._object_info import ObjectInfo

if TYPE_CHECKING:
    from collections.abc import Callable

    from .botocore_parser import ParsedAnswer


@dataclass(frozen=True)
class Row:
    """The expected reading of an operation's answer."""

    operation: ops.Operation[Any]
    """Any operation of the kind; the answers compared belong to other requests."""
    root: str | None
    """The root element, None if all is in the headers."""
    expected: Callable[[ParsedAnswer], object]
    """Builds the expected result from botocore's."""
    unread: tuple[str, ...] = ()
    """Parts without a field in this operation's result: they repeat the request."""


BEYOND: dict[type, tuple[str, ...]] = {
    ops.Bucket: (
        *("modified_at", "soft_delete", "regions", "type", "is_public", "owner_user_id", "owner_email", "fork_info"),
    ),
    ops.ListedObject: ("metadata", "data"),
    ops.ObjectVersion: ("soft_deleted",),
    ObjectInfo: ("regions", "served_from", "read_source", "acl", "request_id", "expires"),
}
"""Fields that only Tigris has, or that botocore does not read."""

UNREAD = (
    # Parts that repeat the request.
    *("Name", "Prefix", "Delimiter", "Marker", "MaxKeys", "EncodingType", "KeyCount"),
    *("ContinuationToken", "StartAfter", "KeyMarker", "VersionIdMarker"),
    # Tigris does not send these: Object Lock, replication, requester pays, KMS keys and keys of the caller.
    *("RequestCharged", "ObjectLock*", "ReplicationStatus", "SSE*", "ServerSideEncryption", "BucketKeyEnabled"),
    *("*Checksum" + other for other in ("Type", "Algorithm", "MD5", "SHA1", "SHA512", "CRC64NVME", "XXHASH*")),
    *("Expiration", "WebsiteRedirectLocation", "AcceptRanges", "ArchiveStatus", "MissingMeta"),
    *("*RestoreStatus*", "Buckets.BucketRegion", "Buckets.BucketArn", "Size"),
    # botocore reads a date or nothing; this client returns the stored text.
    "Expires",
    # No operation here requests these.
    "CopySourceVersionId",
)
"""Parts of botocore's answers that have no field here, as patterns of `fnmatch`."""


def tag(value: str | None) -> str | None:
    """Return an entity tag without its quotes."""
    return None if value is None else value.strip('"')


def prefixes(parsed: ParsedAnswer) -> tuple[str, ...]:
    """Return the common prefixes."""
    return tuple(entry.get("Prefix") for entry in parsed.each("CommonPrefixes"))


def checksums(parsed: ParsedAnswer) -> Checksums:
    """Return the checksums that this client knows."""
    return Checksums(
        *(parsed.get(f"Checksum{algorithm}") for algorithm in ("CRC32", "CRC32C", "SHA256", "SHA1", "CRC64NVME"))
    )
