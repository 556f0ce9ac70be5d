"""Properties of an object, read from the headers of a GET or HEAD.

Contract: any headers give an `ObjectInfo` or `MalformedResponse`. Missing and empty headers, and unreadable dates and
counts of tags, are None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tigris_http._wire.checksums import NONE, Checksums, checksums_in
from tigris_http._wire.http import Head, HeaderText, as_read, decoded
from tigris_http._wire.schema import NO_EXTRA, boolean, integer, some_etag
from tigris_http._wire.timestamps import from_http_date
from tigris_http.errors import MalformedResponse
from tigris_http.operations.objects._object_headers import MAX_METADATA

_META = "x-amz-meta-"
MARK = "x-amz-meta-tigris-http-updates"
"""The header in which `update_object` notes its writes; it belongs to one state of one object."""
_CONTENT_RANGE = re.compile(r"bytes[ \t]+(\d{1,20})-(\d{1,20})/(\d{1,20})", re.ASCII | re.IGNORECASE)
"""RFC 9110, 14.4. A range unit is written in any case (14.1)."""


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """Properties of an object."""

    bucket: str
    key: str
    size: int
    """Bytes of the whole object, even if only a range was asked for. -1 if a GET is answered in chunks without a
    length: its body tells the end."""
    content_length: int
    """Bytes of this answer's body: the size of the range, or of the object. -1 like `size`."""
    etag: str | None = None
    """Entity tag without quotes."""
    last_modified: datetime | None = None
    content_type: str | None = None
    content_encoding: str | None = None
    content_disposition: str | None = None
    content_language: str | None = None
    cache_control: str | None = None
    expires: str | None = None
    """The `Expires` header, as stored."""
    content_range: tuple[int, int] | None = None
    """First and last byte of the range in the answer, both included; None for a whole object."""
    parts_count: int | None = None
    """Number of parts of an object that was uploaded in parts, if `part_number` asked for one."""
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])
    """User metadata, names in lower case, without the mark of `update_object`. Values in UTF-8, or in its encoded
    words (RFC 2047), are decoded; others beyond ASCII are shown byte by byte (latin-1).
    `put_object(metadata=info.metadata)` stores all of them unchanged."""
    storage_class: str = "STANDARD"
    """Tier: `STANDARD`, `STANDARD_IA`, `GLACIER`, `GLACIER_IR`, or another word."""
    version_id: str | None = None
    """Version of the object, on snapshot buckets."""
    delete_marker: bool = False
    restore: str | None = None
    """The `x-amz-restore` header: state of an archived object."""
    acl: str | None = None
    """The object's own canned ACL; None if it has the bucket's."""
    tag_count: int | None = 0
    """Number of tags; None if it cannot be read."""
    checksums: Checksums = NONE
    """Checksums noted at the upload, if `checksum_mode` asked for them."""
    server_side_encryption: str | None = None
    regions: str | None = None
    """`X-Tigris-Regions`: the regions that hold the object."""
    served_from: str | None = None
    """`X-Tigris-Served-From`: the region that answered."""
    read_source: str | None = None
    """`X-Tigris-Read-Source`: `cache`, `tigris`, `block_shadow`, or another word."""
    request_id: str | None = None
    extra: Mapping[str, object] = field(default=NO_EXTRA, kw_only=True, repr=False, compare=False)
    """Unreadable headers, such as a date of another form, by their names in lower case. Their fields are None."""


_COSMETIC = frozenset({"last-modified", "x-amz-mp-parts-count", "x-amz-tagging-count"})
"""Headers that an answer can do without."""
_FIELDS: dict[str, tuple[str, Callable[[str], object] | None]] = {
    "etag": ("etag", some_etag),
    "last-modified": ("last_modified", from_http_date),
    "content-type": ("content_type", as_read),
    "content-encoding": ("content_encoding", as_read),
    "content-disposition": ("content_disposition", as_read),
    "content-language": ("content_language", as_read),
    "cache-control": ("cache_control", as_read),
    "expires": ("expires", as_read),
    "x-amz-mp-parts-count": ("parts_count", integer),
    "x-amz-storage-class": ("storage_class", None),
    "x-amz-version-id": ("version_id", None),
    "x-amz-delete-marker": ("delete_marker", boolean),
    "x-amz-restore": ("restore", None),
    "x-amz-acl": ("acl", None),
    "x-amz-tagging-count": ("tag_count", integer),
    "x-amz-server-side-encryption": ("server_side_encryption", None),
    "x-tigris-regions": ("regions", None),
    "x-tigris-served-from": ("served_from", None),
    "x-tigris-read-source": ("read_source", None),
    "x-amz-request-id": ("request_id", None),
}


UNKNOWN = -1
"""Size of an object that comes in chunks, without a length."""


def object_info(head: Head, bucket: str, key: str, *, may_be_unknown: bool = False) -> ObjectInfo:
    """Return the properties in the head of an answer. `may_be_unknown` allows a chunked answer without a length."""
    fields: dict[str, Any] = {}
    metadata: dict[str, str] = {}
    named = head.named
    checked = False
    for name, value in named.items():
        known = _FIELDS.get(name)
        if known is not None:
            if not value:
                continue
            field_name, read = known
            try:
                fields[field_name] = value if read is None else read(value)
            except MalformedResponse:
                if name not in _COSMETIC:
                    raise
                fields[field_name] = None
                fields["extra"] = {**fields.get("extra", {}), name: value}
        elif name[:6] == "x-amz-":
            if name.startswith(_META):
                if name != MARK:
                    metadata[name[len(_META) :]] = as_read(value)
            elif name.startswith("x-amz-checksum-"):
                checked = True
    declared = named.get("content-length")
    content_range = named.get("content-range", "")
    # Some servers answer a range under a 200. It must not pass for the whole object.
    ranged = _CONTENT_RANGE.fullmatch(content_range) if content_range else None
    if declared:
        length = integer(declared)
    elif ranged is not None and head.status == 206:
        length = int(ranged[2]) - int(ranged[1]) + 1  # a chunked answer
    elif may_be_unknown and head.status == 200 and "transfer-encoding" in named:
        length = UNKNOWN
    else:
        raise MalformedResponse("an object without Content-Length")
    if metadata and sum(map(len, metadata)) + sum(map(len, metadata.values())) > MAX_METADATA:
        # Larger than this client allows: marked as read, so that it can be stored again.
        metadata = {name: HeaderText(value) for name, value in metadata.items()}
    if metadata:
        metadata = {name: decoded(value) for name, value in metadata.items()}
    size, span = length, None
    if ranged is not None and length != UNKNOWN:
        first, last, total = map(int, ranged.groups())
        if last - first + 1 == length and last < total:
            size, span = total, (first, last)
        elif head.status == 206 or total != length:
            raise MalformedResponse(f"Content-Range {content_range!r} contradicts Content-Length {length}")
    elif head.status == 206:
        raise MalformedResponse(f"a partial answer with Content-Range {content_range[:64]!r}")
    return ObjectInfo(
        bucket=bucket,
        key=key,
        size=size,
        content_length=length,
        content_range=span,
        metadata=metadata,
        checksums=checksums_in(head) if checked else NONE,
        **fields,  # the table above pairs each field with a reader of its type
    )
