"""Listings: the uploads of a bucket, the parts of an upload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import datetime

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.checksums import CHECKSUMS, NONE, Checksums
from tigris_http._wire.error_documents import document
from tigris_http._wire.http import Query, Request, Response
from tigris_http._wire.schema import (
    BOOLEAN,
    ETAG,
    HERE,
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
class ListedPart:
    """A stored part of an upload. `complete_multipart_upload` takes it."""

    part_number: int
    size: int
    """Bytes."""
    etag: str
    """Entity tag without quotes."""
    last_modified: datetime | None = None
    """Time of the upload; None if the service sent none that can be read."""
    checksums: Checksums = NONE
    """The checksum that the service checked, if it was given one."""
    extra: Mapping[str, object] = field(default=NO_EXTRA, kw_only=True, repr=False, compare=False)
    """Unreadable values, as the service sent them, by their names there. Their fields are None."""


@dataclass(frozen=True, slots=True)
class PartPage:
    """One page of an upload's parts."""

    parts: tuple[ListedPart, ...]
    is_truncated: bool = False
    next_part_number_marker: int | None = None
    storage_class: str = "STANDARD"
    owner_id: str | None = None
    owner_display_name: str | None = None
    initiator_id: str | None = None
    """The identity that began the upload."""
    initiator_display_name: str | None = None


_PEOPLE = (
    *OWNER,
    Part("Initiator/ID", "initiator_id", TEXT),
    Part("Initiator/DisplayName", "initiator_display_name", TEXT),
)


_PART = Shape(
    ListedPart,
    Part("PartNumber", "part_number", INTEGER),
    Part("Size", "size", INTEGER),
    Part("ETag", "etag", ETAG),
    Part("LastModified", "last_modified", MOMENT, cosmetic=True),
    Part(HERE, "checksums", CHECKSUMS),
    extra=True,
)
_PARTS = Shape(
    PartPage,
    Part("Part", "parts", _PART, many=True),
    Part("IsTruncated", "is_truncated", BOOLEAN),
    Part("NextPartNumberMarker", "next_part_number_marker", INTEGER),
    Part("StorageClass", "storage_class", TEXT),
    *_PEOPLE,
)


@dataclass(frozen=True, slots=True)
class ListParts(PagedOperation[PartPage, ListedPart]):
    """List the stored parts of an upload, in order of their numbers.

    Raises `NotFound` if there is no such upload.
    """

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    upload_id: str
    """The upload, as `create_multipart_upload` returned it."""
    _: KW_ONLY
    max_parts: int = MAX_PAGE
    """Parts a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page."""
    part_number_marker: int | None = None
    """Begin after this part's number."""

    def request(self) -> Request:
        """Return `GET /{bucket}/{key}?uploadId=`."""
        if not arguments.text("upload_id", self.upload_id):
            raise ValueError("upload_id must not be empty")
        query: Query = (
            ("uploadId", self.upload_id),
            ("max-parts", page_size("max_parts", self.max_parts)),
        )
        if self.part_number_marker is not None:
            query += (("part-number-marker", arguments.count("part_number_marker", self.part_number_marker)),)
        return Request("GET", check_bucket_name(self.bucket), check_key(self.key), query)

    def parse(self, response: Response) -> PartPage:
        page = document(response.head, response.body, "ListPartsResult").read(_PARTS)
        if page.is_truncated and not page.next_part_number_marker:
            raise MalformedResponse("the listing goes on but names no part number marker")
        return page

    def after(self, page: PartPage) -> ListParts | None:
        if not page.is_truncated:
            return None
        if page.next_part_number_marker == self.part_number_marker:
            raise MalformedResponse("the listing repeats its marker and would never end")
        return replace(self, part_number_marker=page.next_part_number_marker)

    def items(self, page: PartPage) -> tuple[ListedPart, ...]:
        return page.parts


@dataclass(frozen=True, slots=True)
class ListedUpload:
    """An upload that has not ended."""

    key: str
    upload_id: str
    initiated: datetime | None = None
    storage_class: str = "STANDARD"
    owner_id: str | None = None
    owner_display_name: str | None = None
    initiator_id: str | None = None
    """The identity that began the upload."""
    initiator_display_name: str | None = None
    extra: Mapping[str, object] = field(default=NO_EXTRA, kw_only=True, repr=False, compare=False)
    """Unreadable values, as the service sent them, by their names there. Their fields are None."""


@dataclass(frozen=True, slots=True)
class UploadPage:
    """One page of a bucket's uploads: keys ascend."""

    uploads: tuple[ListedUpload, ...]
    common_prefixes: tuple[str, ...]
    """Prefixes up to and including the delimiter, in place of the uploads below them."""
    is_truncated: bool = False
    next_key_marker: str | None = None
    next_upload_id_marker: str | None = None


def _upload_page(name: Kind[str]) -> Shape[UploadPage]:
    entry = Shape(
        ListedUpload,
        Part("Key", "key", name),
        Part("UploadId", "upload_id", TEXT),
        Part("Initiated", "initiated", MOMENT, cosmetic=True),
        Part("StorageClass", "storage_class", TEXT),
        *_PEOPLE,
        extra=True,
    )
    return Shape(
        UploadPage,
        Part("Upload", "uploads", entry, many=True),
        Part("CommonPrefixes/Prefix", "common_prefixes", name, many=True),
        Part("IsTruncated", "is_truncated", BOOLEAN),
        Part("NextKeyMarker", "next_key_marker", name),
        Part("NextUploadIdMarker", "next_upload_id_marker", SOME_TEXT),
    )


_UPLOAD_PAGE = in_both(_upload_page)


@dataclass(frozen=True, slots=True)
class ListMultipartUploads(PagedOperation[UploadPage, ListedUpload]):
    """List the uploads of a bucket that have not ended. Abort forgotten ones: they stay, and cost storage."""

    bucket: str
    """Name of the bucket."""
    _: KW_ONLY
    prefix: str | None = None
    """Only uploads whose keys begin with it."""
    delimiter: str | None = None
    """Fold the keys below it into `common_prefixes` of the page."""
    max_uploads: int = MAX_PAGE
    """Uploads a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page."""
    key_marker: str | None = None
    """Begin after this key."""
    upload_id_marker: str | None = None
    """Begin after this upload of `key_marker`, which it needs."""

    def request(self) -> Request:
        """Return `GET /{bucket}?uploads`."""
        if self.upload_id_marker is not None and self.key_marker is None:
            raise ValueError("upload_id_marker needs key_marker")
        query = listing_query(
            (
                ("uploads", ""),
                ("encoding-type", "url"),
                ("max-uploads", page_size("max_uploads", self.max_uploads)),
            ),
            prefix=self.prefix,
            delimiter=self.delimiter,
            key_marker=self.key_marker,
            upload_id_marker=self.upload_id_marker,
        )
        return Request("GET", check_bucket_name(self.bucket), query=query)

    def parse(self, response: Response) -> UploadPage:
        page = page_of(response, _UPLOAD_PAGE, "ListMultipartUploadsResult")
        if page.is_truncated and not page.next_key_marker:
            raise MalformedResponse("the listing goes on but names no key marker")
        return page if page.next_key_marker else replace(page, next_key_marker=None)

    def after(self, page: UploadPage) -> ListMultipartUploads | None:
        if not page.is_truncated:
            return None
        markers = (page.next_key_marker, page.next_upload_id_marker)
        if markers == (self.key_marker, self.upload_id_marker):
            raise MalformedResponse("the listing repeats its markers and would never end")
        return replace(self, key_marker=markers[0], upload_id_marker=markers[1])

    def items(self, page: UploadPage) -> tuple[ListedUpload, ...]:
        return page.uploads
