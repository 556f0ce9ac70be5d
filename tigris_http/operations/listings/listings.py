"""Listings of a bucket's objects.

Every listing asks for `encoding-type=url`: XML 1.0 cannot carry control characters and turns a carriage return into a
line feed. Keys may contain both. Reference for `query`: https://www.tigrisdata.com/docs/objects/query-metadata/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import datetime
from typing import Literal, TypeVar

from tigris_http._wire import arguments
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
from tigris_http.operations.listings._page_size import MAX_PAGE, page_size
from tigris_http.operations.listings.queries import ObjectQuery, query_text

PageT = TypeVar("PageT")
OWNER = (Part("Owner/ID", "owner_id", TEXT), Part("Owner/DisplayName", "owner_display_name", TEXT))
"""The parts of an entry about its owner."""


def in_both(shape: Callable[[Kind[str]], Shape[PageT]]) -> Mapping[bool, Shape[PageT]]:
    """Return a page's shapes for URL-encoded names (True) and plain ones: services may ignore `encoding-type`."""
    return {True: shape(URL_TEXT), False: shape(TEXT)}


def page_of(response: Response, shapes: Mapping[bool, Shape[PageT]], *roots: str) -> PageT:
    """Read a page in its own encoding."""
    page = document(response.head, response.body, *roots)
    return page.read(shapes[page.text_of("EncodingType") == "url"])


def listing_query(flags: Query, **given: str | None) -> Query:
    """Return the flags, then each given text."""
    checked = ((name, arguments.text(name, value)) for name, value in given.items() if value is not None)
    return (*flags, *((name.replace("_", "-"), value) for name, value in checked))


@dataclass(frozen=True, slots=True)
class ListedObject:
    """An object in a listing."""

    key: str
    size: int
    """Bytes."""
    etag: str | None = None
    """Entity tag without quotes."""
    last_modified: datetime | None = None
    """Time of the last write. Tigris always sends it; None if it cannot be read."""
    storage_class: str = "STANDARD"
    owner_id: str | None = None
    """The owner, if asked for."""
    owner_display_name: str | None = None
    metadata: Mapping[str, str] | None = None
    """User metadata; None if not asked for, or if the object has none."""
    data: bytes | None = None
    """The object's bytes, if asked for and few; None means "fetch it"."""
    extra: Mapping[str, object] = field(default=NO_EXTRA, kw_only=True, repr=False, compare=False)
    """Values that could not be read, as sent, by the service's names. Their fields are None."""


@dataclass(frozen=True, slots=True)
class ObjectPage:
    """One page of objects."""

    objects: tuple[ListedObject, ...]
    common_prefixes: tuple[str, ...]
    """Shared beginnings of keys, each up to and including the delimiter. They stand in place of the objects below
    them."""
    is_truncated: bool = False
    """Whether another page follows."""
    next_continuation_token: str | None = None
    """`continuation_token` of the next page; None on the last."""


def _pair(name: str = "", value: str = "") -> tuple[str, str]:
    return name, value


def _metadata(pairs: Iterable[tuple[str, str]]) -> dict[str, str] | None:
    return dict(pairs) or None


_METADATA = Shape(_pair, Part("Name", "name", TEXT), Part("Value", "value", TEXT))


def listed_object(name: Kind[str]) -> Shape[ListedObject]:
    """Return the shape of a listed object."""
    return Shape(
        ListedObject,
        Part("Key", "key", name),
        Part("Size", "size", INTEGER),
        Part("ETag", "etag", ETAG),
        Part("LastModified", "last_modified", MOMENT, cosmetic=True),
        Part("StorageClass", "storage_class", TEXT),
        *OWNER,
        Part("Metadata", "metadata", _METADATA, many=True, gathered=_metadata),
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
    """List the objects of a bucket, page by page, in order of the UTF-8 bytes of their keys.

    With `query` they come in its order, and a page may be empty and others follow.

    With `snapshot_version`, `query`, `source`, `with_metadata` or `with_content`: `FeatureNotSupported` unless the
    endpoint is Tigris.

        for entry in client.list_objects_v2("bucket", prefix="logs/"):
            print(entry.key, entry.size)
    """

    bucket: str
    """Name of the bucket."""
    _: KW_ONLY
    prefix: str | None = None
    """List only keys that begin with this text."""
    delimiter: str | None = None
    """Group keys that share the text up to the first delimiter after `prefix` into the page's `common_prefixes`.
    Usually `"/"`."""
    start_after: str | None = None
    """List only keys after this one."""
    max_keys: int = MAX_PAGE
    """Entries a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page."""
    fetch_owner: bool = False
    """Add the owner to each object."""
    snapshot_version: str | None = None
    """List the bucket as of this snapshot; None for now."""
    query: str | ObjectQuery | None = None
    """List only matching objects, in the query's order: an `ObjectQuery`, or its text."""
    with_metadata: bool = False
    """Add the user metadata to each object."""
    with_content: bool = False
    """Add the metadata to each object, and the bytes to small ones."""
    prefetch: bool = False
    """Bring the listed objects into the cache of your region."""
    source: Literal["tigris", "shadow"] | None = None
    """One side of a migrating bucket: `"tigris"` for objects that are here already, `"shadow"` for those of the other
    store. None for both."""
    continuation_token: str | None = None
    """`next_continuation_token` of a page: start with the next page. None starts at the beginning."""

    def request(self) -> Request:
        """Return `GET /{bucket}?list-type=2`."""
        flags: Query = (
            ("list-type", "2"),
            ("encoding-type", "url"),
            ("max-keys", page_size("max_keys", self.max_keys)),
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
        # tigrisfs, the only known user, asks for contents only together with metadata (`core/backend_s3.go`).
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
        page = page_of(response, _OBJECT_PAGE, "ListBucketResult")
        if page.is_truncated and page.next_continuation_token is None:
            raise MalformedResponse("the listing goes on but names no continuation token")
        return page

    def check_heard(self, head: Head, result: object) -> None:
        if self.snapshot_version is not None and isinstance(result, ObjectPage):
            check_listed_at(self.snapshot_version, ((each.key, each.last_modified) for each in result.objects))

    def feature(self) -> str | None:
        if self.snapshot_version is not None:
            return "snapshots"
        asked = self.query is not None or self.source is not None or self.with_metadata or self.with_content
        return "queries, contents and sources of listings" if asked else None

    def confirm(self, head: Head, result: object, before: object) -> Questions[bool]:
        return confirmed(self.feature() or "", head, self.bucket)

    def after(self, page: ObjectPage) -> ListObjectsV2 | None:
        if not page.is_truncated:
            return None
        if page.next_continuation_token == self.continuation_token:
            raise MalformedResponse("the listing repeats its continuation token and would never end")
        return replace(self, continuation_token=page.next_continuation_token)

    def items(self, page: ObjectPage) -> tuple[ListedObject, ...]:
        return page.objects
