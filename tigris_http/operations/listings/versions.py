"""Versions of objects in a snapshot bucket.

Reference: https://www.tigrisdata.com/docs/buckets/snapshots-and-forks/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import datetime
from functools import partial

from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.http import Request, Response
from tigris_http._wire.schema import (
    BOOLEAN,
    ETAG,
    INTEGER,
    MOMENT,
    NO_EXTRA,
    SOME_TEXT,
    TEXT,
    Kind,
    Part,
    Shape,
)
from tigris_http.errors import MalformedResponse
from tigris_http.operations._base import PagedOperation
from tigris_http.operations.listings._page_size import MAX_PAGE, page_size
from tigris_http.operations.listings.listings import OWNER, in_both, listing_query, page_of


@dataclass(frozen=True, slots=True)
class ObjectVersion:
    """A version of an object, or a delete marker."""

    key: str
    version_id: str
    is_latest: bool
    is_delete_marker: bool = False
    size: int = 0
    """Bytes; 0 for a delete marker."""
    etag: str | None = None
    """Entity tag without quotes."""
    last_modified: datetime | None = None
    """Time of the last write. Tigris always sends it; None if it cannot be read."""
    storage_class: str = "STANDARD"
    soft_deleted: bool = False
    """Whether it is kept only for its retention after a delete."""
    owner_id: str | None = None
    owner_display_name: str | None = None
    extra: Mapping[str, object] = field(default=NO_EXTRA, kw_only=True, repr=False, compare=False)
    """What could not be read, as the service says it, by its name there; the field for it is None."""


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One page of versions: keys ascend, each key's versions from the newest to the oldest."""

    versions: tuple[ObjectVersion, ...]
    """Versions and delete markers, in the service's order."""
    common_prefixes: tuple[str, ...]
    """Shared beginnings of keys, each up to and including the delimiter. They stand in place of the objects below
    them."""
    is_truncated: bool = False
    """Whether another page follows."""
    next_key_marker: str | None = None
    """`key_marker` of the next page."""
    next_version_id_marker: str | None = None
    """`version_id_marker` of the next page."""


def _version_page(name: Kind[str]) -> Shape[VersionPage]:
    parts = (
        Part("Key", "key", name),
        Part("VersionId", "version_id", TEXT),
        Part("IsLatest", "is_latest", BOOLEAN),
        Part("Size", "size", INTEGER),
        Part("ETag", "etag", ETAG),
        Part("LastModified", "last_modified", MOMENT, cosmetic=True),
        Part("StorageClass", "storage_class", TEXT),
        Part("SoftDeleted", "soft_deleted", BOOLEAN),
        *OWNER,
    )
    marker = partial(ObjectVersion, is_delete_marker=True)
    return Shape(
        VersionPage,
        Part("Version", "versions", Shape(ObjectVersion, *parts, extra=True), many=True),
        Part("DeleteMarker", "versions", Shape(marker, *parts, extra=True), many=True),
        Part("CommonPrefixes/Prefix", "common_prefixes", name, many=True),
        Part("IsTruncated", "is_truncated", BOOLEAN),
        Part("NextKeyMarker", "next_key_marker", name),
        Part("NextVersionIdMarker", "next_version_id_marker", SOME_TEXT),
    )


_VERSION_PAGE = in_both(_version_page)


@dataclass(frozen=True, slots=True)
class ListObjectVersions(PagedOperation[VersionPage, ObjectVersion]):
    """List all versions and delete markers of a snapshot bucket, page by page."""

    bucket: str
    """Name of the bucket."""
    _: KW_ONLY
    prefix: str | None = None
    """List only keys that begin with this text."""
    delimiter: str | None = None
    """Group keys that share the text up to the first delimiter after `prefix` into the page's `common_prefixes`.
    Usually `"/"`."""
    max_keys: int = MAX_PAGE
    """Entries a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page."""
    key_marker: str | None = None
    """Start after this key; with `version_id_marker` inside its versions. `next_key_marker` of a page."""
    version_id_marker: str | None = None
    """Start after this version of `key_marker`, which it needs. `next_version_id_marker` of a page."""

    def request(self) -> Request:
        """Return `GET /{bucket}?versions`."""
        if self.version_id_marker is not None and self.key_marker is None:
            raise ValueError("version_id_marker needs key_marker")
        query = listing_query(
            (
                ("versions", ""),
                ("encoding-type", "url"),
                ("max-keys", page_size("max_keys", self.max_keys)),
            ),
            prefix=self.prefix,
            delimiter=self.delimiter,
            key_marker=self.key_marker,
            version_id_marker=self.version_id_marker,
        )
        return Request("GET", check_bucket_name(self.bucket), query=query)

    def parse(self, response: Response) -> VersionPage:
        page = page_of(response, _VERSION_PAGE, "ListVersionsResult", "ListObjectVersionsResult")
        if page.is_truncated and not page.next_key_marker:
            raise MalformedResponse("the listing goes on but names no key marker")
        return page if page.next_key_marker else replace(page, next_key_marker=None)

    def after(self, page: VersionPage) -> ListObjectVersions | None:
        if not page.is_truncated:
            return None
        markers = (page.next_key_marker, page.next_version_id_marker)
        if markers == (self.key_marker, self.version_id_marker):
            raise MalformedResponse("the listing repeats its markers and would never end")
        return replace(self, key_marker=markers[0], version_id_marker=markers[1])

    def items(self, page: VersionPage) -> tuple[ObjectVersion, ...]:
        return page.versions
