"""The first form of object listings, which goes on from a key: for services and habits that know no other.

Reference: the S3 API page ListObjects.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.http import Head, Headers, Query, Request, Response
from tigris_http._wire.schema import BOOLEAN, TEXT, Kind, Part, Shape
from tigris_http.errors import MalformedResponse
from tigris_http.operations._base import PagedOperation, Questions
from tigris_http.operations._features import check_listed_at, confirmed
from tigris_http.operations.listings.listings import (
    MAX_KEYS,
    ListedObject,
    in_both,
    listed_object,
    listing_query,
    page_of,
)


@dataclass(frozen=True, slots=True)
class ObjectPageV1:
    """One page of a listing of objects, in order of the UTF-8 bytes of their keys."""

    objects: tuple[ListedObject, ...]
    common_prefixes: tuple[str, ...]
    """What is shared up to and including the delimiter, in place of the objects below it."""
    is_truncated: bool = False
    next_marker: str | None = None
    """Where the next page begins: behind this key, or behind all that begins with this prefix."""


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
    # S3 names a marker only where there is a delimiter; else it is the last entry (S3 API page ListObjects). And
    # SeaweedFS encodes all names but this.
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
    """List the objects of a bucket with their owners, `max_keys` a page (default and most: 1,000).

    `prefix` limits the keys, `delimiter` folds what lies below it into `common_prefixes` of the page, `marker` begins
    behind a key, `snapshot_version` lists the bucket as it was then, `prefetch` has the listed objects brought into the
    cache of your region. `list_objects_v2` does all this and more.
    """

    bucket: str
    _: KW_ONLY
    prefix: str | None = None
    delimiter: str | None = None
    marker: str | None = None
    max_keys: int = MAX_KEYS
    snapshot_version: str | None = None
    prefetch: bool = False

    def request(self) -> Request:
        """Return `GET /{bucket}`."""
        flags: Query = (
            ("encoding-type", "url"),
            ("max-keys", arguments.count("max_keys", self.max_keys, least=1)),
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
        """Read a `ListBucketResult`."""
        return page_of(response, _OBJECT_PAGE, "ListBucketResult")

    def check_heard(self, head: Head, result: object) -> None:
        """Raise if an object is listed that was written after the snapshot."""
        if self.snapshot_version is not None and isinstance(result, ObjectPageV1):
            check_listed_at(self.snapshot_version, ((each.key, each.last_modified) for each in result.objects))

    def feature(self) -> str | None:
        """Return the feature that the headers ask for."""
        return None if self.snapshot_version is None else "snapshots"

    def confirm(self, head: Head, result: object, before: object) -> Questions[bool]:
        """Raise unless the endpoint speaks of Tigris: keys that were deleted since may be missing."""
        return confirmed("snapshots", head, self.bucket)

    def after(self, page: ObjectPageV1) -> ListObjects | None:
        """Return the next page's operation."""
        if not page.is_truncated:
            return None
        if page.next_marker == self.marker:
            raise MalformedResponse("the listing repeats its marker and would never end")
        return replace(self, marker=page.next_marker)

    def items(self, page: ObjectPageV1) -> tuple[ListedObject, ...]:
        """Return the page's objects."""
        return page.objects
