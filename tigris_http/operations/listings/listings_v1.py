"""Version 1 of object listings, with a key as marker."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.http import Head, Headers, Query, Request, Response
from tigris_http._wire.schema import BOOLEAN, TEXT, Kind, Part, Shape
from tigris_http.errors import MalformedResponse
from tigris_http.operations._base import PagedOperation, Questions
from tigris_http.operations._features import check_listed_at, confirmed
from tigris_http.operations.listings._page_size import MAX_PAGE, page_size
from tigris_http.operations.listings.listings import (
    ListedObject,
    in_both,
    listed_object,
    listing_query,
    page_of,
)


@dataclass(frozen=True, slots=True)
class ObjectPageV1:
    """One page of objects."""

    objects: tuple[ListedObject, ...]
    common_prefixes: tuple[str, ...]
    """Shared beginnings of keys, each up to and including the delimiter. They stand in place of the objects below
    them."""
    is_truncated: bool = False
    """Whether another page follows."""
    next_marker: str | None = None
    """`marker` of the next page, which starts after this key or after all keys with this prefix; None on the last
    page."""


def _page(
    objects: tuple[ListedObject, ...],
    common_prefixes: tuple[str, ...],
    is_truncated: bool = False,
    next_marker: str | None = None,
    marker_as_it_is: str | None = None,
) -> ObjectPageV1:
    if not is_truncated:
        return ObjectPageV1(objects, common_prefixes)
    entries = (*(entry.key for entry in objects[-1:]), *common_prefixes[-1:])
    last = max(entries, key=_bytes, default=None)
    # S3 sends a marker only with a delimiter; else the last entry is the marker (S3 API page ListObjects).
    # SeaweedFS encodes all names but this one.
    marker = last if not next_marker or marker_as_it_is == last else next_marker
    if marker is None:
        raise MalformedResponse("the listing goes on but names no marker, and has no entry to go on from")
    return ObjectPageV1(objects, common_prefixes, is_truncated, marker)


def _bytes(name: str) -> bytes:
    # Names that are not UTF-8 hold lone surrogates.
    return name.encode(errors="surrogateescape")


def _object_page(name: Kind[str]) -> Shape[ObjectPageV1]:
    return Shape(
        _page,
        Part("Contents", "objects", listed_object(name), many=True),
        Part("CommonPrefixes/Prefix", "common_prefixes", name, many=True),
        Part("IsTruncated", "is_truncated", BOOLEAN),
        Part("NextMarker", "next_marker", name),
        Part("NextMarker", "marker_as_it_is", TEXT),
    )


_OBJECT_PAGE = in_both(_object_page)


@dataclass(frozen=True, slots=True)
class ListObjects(PagedOperation[ObjectPageV1, ListedObject]):
    """List the objects of a bucket with their owners, page by page. `list_objects_v2` does all this and more.

    With `snapshot_version`: `FeatureNotSupported` unless the endpoint is Tigris.
    """

    bucket: str
    """Name of the bucket."""
    _: KW_ONLY
    prefix: str | None = None
    """List only keys that begin with this text."""
    delimiter: str | None = None
    """Group keys that share the text up to the first delimiter after `prefix` into the page's `common_prefixes`.
    Usually `"/"`."""
    marker: str | None = None
    """List only keys after this one: a key, or `next_marker` of a page."""
    max_keys: int = MAX_PAGE
    """Entries a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page."""
    snapshot_version: str | None = None
    """List the bucket as of this snapshot; None for now."""
    prefetch: bool = False
    """Bring the listed objects into the cache of your region."""

    def request(self) -> Request:
        """Return `GET /{bucket}`."""
        flags: Query = (
            ("encoding-type", "url"),
            ("max-keys", page_size("max_keys", self.max_keys)),
        )
        query = listing_query(flags, prefix=self.prefix, delimiter=self.delimiter, marker=self.marker)
        headers: Headers = ()
        if self.snapshot_version is not None:
            version = arguments.snapshot_version("snapshot_version", self.snapshot_version)
            headers += (("x-tigris-snapshot-version", version),)
        if arguments.flag("prefetch", self.prefetch):
            headers += (("x-tigris-prefetch", "true"),)
        return Request("GET", check_bucket_name(self.bucket), query=query, headers=headers)

    def parse(self, response: Response) -> ObjectPageV1:
        return page_of(response, _OBJECT_PAGE, "ListBucketResult")

    def check_heard(self, head: Head, result: object) -> None:
        if self.snapshot_version is not None and isinstance(result, ObjectPageV1):
            check_listed_at(self.snapshot_version, ((each.key, each.last_modified) for each in result.objects))

    def feature(self) -> str | None:
        return None if self.snapshot_version is None else "snapshots"

    def confirm(self, head: Head, result: object, before: object) -> Questions[bool]:
        return confirmed("snapshots", head, self.bucket)

    def after(self, page: ObjectPageV1) -> ListObjects | None:
        if not page.is_truncated:
            return None
        if page.next_marker == self.marker:
            raise MalformedResponse("the listing repeats its marker and would never end")
        return replace(self, marker=page.next_marker)

    def items(self, page: ObjectPageV1) -> tuple[ListedObject, ...]:
        return page.objects
