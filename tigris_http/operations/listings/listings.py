"""Listings of a bucket's objects.

Every listing is asked for with `encoding-type=url`, because XML 1.0 cannot carry control characters and turns a
carriage return into a line feed, and both are ordinary parts of keys.
Reference: the S3 API page ListObjectsV2; https://www.tigrisdata.com/docs/objects/query-metadata/ for `query`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, TypeVar

from tigris_http._wire import arguments, xml
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.error_documents import document
from tigris_http._wire.http import Head, Query, Request, Response
from tigris_http._wire.schema import (
    BASE64,
    BOOLEAN,
    ETAG,
    INTEGER,
    MOMENT,
    NO_EXTRA,
    SOME_TEXT,
    TEXT,
    URL_TEXT,
    Kind,
    Part,
    Shape,
)
from tigris_http.errors import MalformedResponse
from tigris_http.operations._base import PagedOperation, Questions
from tigris_http.operations._features import check_listed_at, confirmed
from tigris_http.operations.listings.queries import ObjectQuery, query_text

PageT = TypeVar("PageT")
MAX_KEYS = 1000
"""The most entries that a page has; a larger wish is cut by the service."""
OWNER = (Part("Owner/ID", "owner_id", TEXT), Part("Owner/DisplayName", "owner_display_name", TEXT))
"""The parts of an entry that say whose it is."""


def in_both(shape: Callable[[Kind[str]], Shape[PageT]]) -> Mapping[bool, Shape[PageT]]:
    """Return a page's shape for an answer in URL encoding (True), and one as it is: a service may ignore the wish."""
    return {True: shape(URL_TEXT), False: shape(TEXT)}


def page_of(response: Response, shapes: Mapping[bool, Shape[PageT]], *roots: str) -> PageT:
    """Read a page in the encoding in which it came."""
    root = document(response.head, response.body, *roots)
    return xml.read(shapes[xml.text_of(root, "EncodingType") == "url"], root)


def listing_query(flags: Query, **given: str | None) -> Query:
    """Return a listing's query: the flags, then the texts that are given."""
    checked = ((name, arguments.text(name, value)) for name, value in given.items() if value is not None)
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
    owner_display_name: str | None = None
    metadata: Mapping[str, str] | None = None
    """User metadata; None where it was not asked for, or there is none."""
    data: bytes | None = None
    """The object's bytes, where they were asked for and are few; None means "fetch it"."""
    extra: Mapping[str, object] = field(default=NO_EXTRA, kw_only=True, repr=False, compare=False)
    """What could not be read, as the service says it, by its name there; the field for it is None."""


@dataclass(frozen=True, slots=True)
class ObjectPage:
    """One page of a listing of objects, in order of the UTF-8 bytes of their keys."""

    objects: tuple[ListedObject, ...]
    common_prefixes: tuple[str, ...]
    """What is shared up to and including the delimiter, in place of the objects below it."""
    is_truncated: bool = False
    next_continuation_token: str | None = None


def _listed(metadata: tuple[tuple[str, str], ...] = (), **fields: Any) -> ListedObject:  # noqa: ANN401  # of the shape
    return ListedObject(**fields, metadata=dict(metadata) or None)


def _pair(name: str = "", value: str = "") -> tuple[str, str]:
    return name, value


_METADATA = Shape(_pair, Part("Name", "name", TEXT), Part("Value", "value", TEXT))


def listed_object(name: Kind[str]) -> Shape[ListedObject]:
    """Return the shape of an object in a listing whose names are of this kind."""
    return Shape(
        _listed,
        Part("Key", "key", name),
        Part("Size", "size", INTEGER),
        Part("ETag", "etag", ETAG),
        Part("LastModified", "last_modified", MOMENT, cosmetic=True),
        Part("StorageClass", "storage_class", TEXT),
        *OWNER,
        Part("Metadata", "metadata", _METADATA, many=True),
        Part("Data", "data", BASE64, cosmetic=True),
        extra=True,
    )


def _object_page(name: Kind[str]) -> Shape[ObjectPage]:
    return Shape(
        ObjectPage,
        Part("Contents", "objects", listed_object(name), many=True),
        Part("CommonPrefixes/Prefix", "common_prefixes", name, many=True),
        Part("IsTruncated", "is_truncated", BOOLEAN),
        Part("NextContinuationToken", "next_continuation_token", SOME_TEXT),
    )


_OBJECT_PAGE = in_both(_object_page)


@dataclass(frozen=True, slots=True)
class ListObjectsV2(PagedOperation[ObjectPage, ListedObject]):
    """List the objects of a bucket, `max_keys` a page (default and most: 1,000).

    `prefix` limits the keys, `delimiter` folds what lies below it into `common_prefixes` of the page,
    `start_after` begins behind a key, `fetch_owner` adds the owners, `snapshot_version` lists the bucket as it was
    then.

    `query` lists only the objects that fit, in the order it asks for: an `ObjectQuery`, or its text. A page may be
    empty and others follow. `with_metadata` adds the user metadata of each object, `with_content` also the bytes of
    small ones. `prefetch` has the listed objects brought into the cache of your region. `source` lists one side of a
    bucket that migrates: `"tigris"` what is here already, `"shadow"` what the other store has.
    """

    bucket: str
    _: KW_ONLY
    prefix: str | None = None
    delimiter: str | None = None
    start_after: str | None = None
    max_keys: int = MAX_KEYS
    fetch_owner: bool = False
    snapshot_version: str | None = None
    query: str | ObjectQuery | None = None
    with_metadata: bool = False
    with_content: bool = False
    prefetch: bool = False
    source: Literal["tigris", "shadow"] | None = None
    continuation_token: str | None = None

    def request(self) -> Request:
        """Return `GET /{bucket}?list-type=2`."""
        flags: Query = (
            ("list-type", "2"),
            ("encoding-type", "url"),
            ("max-keys", arguments.count("max_keys", self.max_keys, least=1)),
        )
        if arguments.flag("fetch_owner", self.fetch_owner):
            flags += (("fetch-owner", "true"),)
        query = listing_query(
            flags,
            prefix=self.prefix,
            delimiter=self.delimiter,
            start_after=self.start_after,
            continuation_token=self.continuation_token,
        )
        return Request("GET", check_bucket_name(self.bucket), query=query, headers=tuple(self._headers()))

    def _headers(self) -> Iterator[tuple[str, str]]:
        if self.snapshot_version is not None:
            yield "x-tigris-snapshot-version", arguments.snapshot_version("snapshot_version", self.snapshot_version)
        if self.query is not None:
            yield "x-tigris-query", query_text("query", self.query)
        # The service gives contents only together with metadata (wire reference 2.17).
        content = arguments.flag("with_content", self.with_content)
        if arguments.flag("with_metadata", self.with_metadata) or content:
            yield "x-tigris-list-metadata", "true"
        if content:
            yield "x-tigris-list-content", "true"
        if arguments.flag("prefetch", self.prefetch):
            yield "x-tigris-prefetch", "true"
        if self.source is not None:
            yield "x-tigris-list-source", arguments.one_of("source", self.source, ("tigris", "shadow"))

    def parse(self, response: Response) -> ObjectPage:
        """Read a `ListBucketResult`."""
        page = page_of(response, _OBJECT_PAGE, "ListBucketResult")
        if page.is_truncated and page.next_continuation_token is None:
            raise MalformedResponse("the listing goes on but names no continuation token")
        return page

    def check_heard(self, head: Head, result: object) -> None:
        """Raise if an object is listed that was written after the snapshot."""
        if self.snapshot_version is not None and isinstance(result, ObjectPage):
            check_listed_at(self.snapshot_version, ((each.key, each.last_modified) for each in result.objects))

    def feature(self) -> str | None:
        """Return the feature that the headers ask for."""
        if self.snapshot_version is not None:
            return "snapshots"
        asked = self.query is not None or self.source is not None or self.with_metadata or self.with_content
        return "queries, contents and sources of listings" if asked else None

    def confirm(self, head: Head, result: object, before: object) -> Questions[bool]:
        """Raise unless the endpoint speaks of Tigris: other objects, or fewer, may be listed."""
        return confirmed(self.feature() or "", head, self.bucket)

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
