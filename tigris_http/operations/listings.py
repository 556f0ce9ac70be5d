"""Listings of a bucket: objects, and all their versions.

Every listing is asked for with `encoding-type=url`, because XML 1.0 cannot carry control characters and turns a
carriage return into a line feed, and both are ordinary parts of keys.
Reference: the S3 API pages ListObjectsV2 and ListObjectVersions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from tigris_http import _xml
from tigris_http._address import check_bucket_name
from tigris_http._http import Headers, Query, Request, Response
from tigris_http._refusal import document
from tigris_http._shapes import BOOLEAN, ETAG, INTEGER, MOMENT, SOME_TEXT, TEXT, URL_TEXT, Kind, Part, Shape
from tigris_http.errors import MalformedResponse
from tigris_http.operations import _checks
from tigris_http.operations._operation import PagedOperation

PageT = TypeVar("PageT")
MAX_KEYS = 1000
"""The most entries that a page has; a larger wish is cut by the service."""


def _in_both(shape: Callable[[Kind[str]], Shape[PageT]]) -> Mapping[bool, Shape[PageT]]:
    """Return a page's shape for an answer in URL encoding (True), and one as it is: a service may ignore the wish."""
    return {True: shape(URL_TEXT), False: shape(TEXT)}


def _page(response: Response, shapes: Mapping[bool, Shape[PageT]], *roots: str) -> PageT:
    root = document(response.head, response.body, *roots)
    return _xml.read(shapes[_xml.text_of(root, "EncodingType") == "url"], root)


def _listing_query(flags: Query, **given: str | None) -> Query:
    """Return a listing's query: the flags, then the texts that are given."""
    checked = ((name, _checks.text(name, value)) for name, value in given.items() if value is not None)
    return (*flags, *((name.replace("_", "-"), value) for name, value in checked))


@dataclass(frozen=True, slots=True)
class ListedObject:
    """An object as a listing shows it."""

    key: str
    size: int
    """Bytes."""
    etag: str | None = None
    """Entity tag without quotes."""
    last_modified: datetime | None = None
    storage_class: str = "STANDARD"
    owner_id: str | None = None
    """The owner, where it was asked for."""


@dataclass(frozen=True, slots=True)
class ObjectPage:
    """One page of a listing of objects, in order of the UTF-8 bytes of their keys."""

    objects: tuple[ListedObject, ...]
    common_prefixes: tuple[str, ...]
    """What is shared up to and including the delimiter, in place of the objects below it."""
    is_truncated: bool = False
    next_continuation_token: str | None = None


def _object_page(name: Kind[str]) -> Shape[ObjectPage]:
    entry = Shape(
        ListedObject,
        Part("Key", "key", name),
        Part("Size", "size", INTEGER),
        Part("ETag", "etag", ETAG),
        Part("LastModified", "last_modified", MOMENT),
        Part("StorageClass", "storage_class", TEXT),
        Part("Owner/ID", "owner_id", TEXT),
    )
    return Shape(
        ObjectPage,
        Part("Contents", "objects", entry, many=True),
        Part("CommonPrefixes/Prefix", "common_prefixes", name, many=True),
        Part("IsTruncated", "is_truncated", BOOLEAN),
        Part("NextContinuationToken", "next_continuation_token", SOME_TEXT),
    )


_OBJECT_PAGE = _in_both(_object_page)


@dataclass(frozen=True, slots=True)
class ListObjectsV2(PagedOperation[ObjectPage, ListedObject]):
    """List the objects of a bucket, `max_keys` a page (default and most: 1,000).

    `prefix` limits the keys, `delimiter` folds what lies below it into `common_prefixes` of the page,
    `start_after` begins behind a key, `fetch_owner` adds the owners, `snapshot_version` lists the bucket as it was
    then.
    """

    bucket: str
    _: KW_ONLY
    prefix: str | None = None
    delimiter: str | None = None
    start_after: str | None = None
    max_keys: int = MAX_KEYS
    fetch_owner: bool = False
    snapshot_version: str | None = None
    continuation_token: str | None = None

    def request(self) -> Request:
        """Return `GET /{bucket}?list-type=2`."""
        flags: Query = (
            ("list-type", "2"),
            ("encoding-type", "url"),
            ("max-keys", _checks.count("max_keys", self.max_keys, least=1)),
        )
        if _checks.flag("fetch_owner", self.fetch_owner):
            flags += (("fetch-owner", "true"),)
        query = _listing_query(
            flags,
            prefix=self.prefix,
            delimiter=self.delimiter,
            start_after=self.start_after,
            continuation_token=self.continuation_token,
        )
        headers: Headers = ()
        if self.snapshot_version is not None:
            version = _checks.snapshot_version("snapshot_version", self.snapshot_version)
            headers = (("x-tigris-snapshot-version", version),)
        return Request("GET", check_bucket_name(self.bucket), query=query, headers=headers)

    def parse(self, response: Response) -> ObjectPage:
        """Read a `ListBucketResult`."""
        page = _page(response, _OBJECT_PAGE, "ListBucketResult")
        if page.is_truncated and page.next_continuation_token is None:
            raise MalformedResponse("the listing goes on but names no continuation token")
        return page

    def after(self, page: ObjectPage) -> ListObjectsV2 | None:
        """Return the next page's operation."""
        if not page.is_truncated:
            return None
        if page.next_continuation_token == self.continuation_token:
            raise MalformedResponse("the listing repeats its continuation token and would never end")
        return replace(self, continuation_token=page.next_continuation_token)

    def items(self, page: ObjectPage) -> tuple[ListedObject, ...]:
        """Return the page's objects."""
        return page.objects


@dataclass(frozen=True, slots=True)
class ObjectVersion:
    """One version of an object, or a delete marker."""

    key: str
    version_id: str
    is_latest: bool
    is_delete_marker: bool = False
    size: int = 0
    """Bytes; 0 for a delete marker."""
    etag: str | None = None
    """Entity tag without quotes."""
    last_modified: datetime | None = None
    storage_class: str = "STANDARD"
    soft_deleted: bool = False
    """Whether it is kept only for its retention after a delete."""


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One page of versions: keys ascend, the versions of a key from the newest to the oldest."""

    versions: tuple[ObjectVersion, ...]
    """Versions and delete markers, in the service's order."""
    common_prefixes: tuple[str, ...]
    is_truncated: bool = False
    next_key_marker: str | None = None
    next_version_id_marker: str | None = None


def _version_page(name: Kind[str]) -> Shape[VersionPage]:
    parts = (
        Part("Key", "key", name),
        Part("VersionId", "version_id", TEXT),
        Part("IsLatest", "is_latest", BOOLEAN),
        Part("Size", "size", INTEGER),
        Part("ETag", "etag", ETAG),
        Part("LastModified", "last_modified", MOMENT),
        Part("StorageClass", "storage_class", TEXT),
        Part("SoftDeleted", "soft_deleted", BOOLEAN),
    )
    marker = partial(ObjectVersion, is_delete_marker=True)
    return Shape(
        VersionPage,
        Part("Version", "versions", Shape(ObjectVersion, *parts), many=True),
        Part("DeleteMarker", "versions", Shape(marker, *parts), many=True),
        Part("CommonPrefixes/Prefix", "common_prefixes", name, many=True),
        Part("IsTruncated", "is_truncated", BOOLEAN),
        Part("NextKeyMarker", "next_key_marker", name),
        Part("NextVersionIdMarker", "next_version_id_marker", SOME_TEXT),
    )


_VERSION_PAGE = _in_both(_version_page)


@dataclass(frozen=True, slots=True)
class ListObjectVersions(PagedOperation[VersionPage, ObjectVersion]):
    """List all versions and delete markers of a snapshot bucket, `max_keys` a page (default and most: 1,000)."""

    bucket: str
    _: KW_ONLY
    prefix: str | None = None
    delimiter: str | None = None
    max_keys: int = MAX_KEYS
    key_marker: str | None = None
    version_id_marker: str | None = None

    def request(self) -> Request:
        """Return `GET /{bucket}?versions`."""
        if self.version_id_marker is not None and self.key_marker is None:
            raise ValueError("version_id_marker needs key_marker")
        query = _listing_query(
            (
                ("versions", ""),
                ("encoding-type", "url"),
                ("max-keys", _checks.count("max_keys", self.max_keys, least=1)),
            ),
            prefix=self.prefix,
            delimiter=self.delimiter,
            key_marker=self.key_marker,
            version_id_marker=self.version_id_marker,
        )
        return Request("GET", check_bucket_name(self.bucket), query=query)

    def parse(self, response: Response) -> VersionPage:
        """Read a `ListVersionsResult`."""
        page = _page(response, _VERSION_PAGE, "ListVersionsResult", "ListObjectVersionsResult")
        if page.is_truncated and not page.next_key_marker:
            raise MalformedResponse("the listing goes on but names no key marker")
        return page if page.next_key_marker else replace(page, next_key_marker=None)

    def after(self, page: VersionPage) -> ListObjectVersions | None:
        """Return the next page's operation."""
        if not page.is_truncated:
            return None
        markers = (page.next_key_marker, page.next_version_id_marker)
        if markers == (self.key_marker, self.version_id_marker):
            raise MalformedResponse("the listing repeats its markers and would never end")
        return replace(self, key_marker=markers[0], version_id_marker=markers[1])

    def items(self, page: VersionPage) -> tuple[ObjectVersion, ...]:
        """Return the page's versions."""
        return page.versions
