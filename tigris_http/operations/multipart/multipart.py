"""Objects stored in parts: begin an upload, and give it its parts."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.checksums import (
    CHECKSUMS,
    NONE,
    Algorithm,
    Checksums,
    check_algorithm,
    checksum_headers,
    checksums_in,
    to_compute,
)
from tigris_http._wire.error_documents import document
from tigris_http._wire.http import Content, Head, Headers, Query, Request, Response
from tigris_http._wire.schema import ETAG, HERE, MOMENT, TEXT, Part, Shape, etag
from tigris_http._wire.success import STORED
from tigris_http.errors import MalformedResponse
from tigris_http.operations._base import Operation, Questions
from tigris_http.operations._features import check_copied_at, source_at
from tigris_http.operations.objects._object_headers import ObjectSettings, condition_headers, settings_headers
from tigris_http.operations.objects.copies import copy_source
from tigris_http.operations.objects.reads import HeadObject

MAX_PARTS = arguments.MAX_PARTS
_MD5 = re.compile("[0-9a-f]{32}")


def of_upload(bucket: str, key: str, upload_id: str) -> tuple[str, str, tuple[str, str]]:
    """Return bucket, key, and the query parameter of the upload."""
    if not arguments.text("upload_id", upload_id):
        raise ValueError("upload_id must not be empty")
    return check_bucket_name(bucket), check_key(key), ("uploadId", upload_id)


@dataclass(frozen=True, slots=True)
class MultipartUpload:
    """An upload that was begun."""

    bucket: str
    key: str
    upload_id: str
    """Name of the upload, for parts, completion and abort."""


@dataclass(frozen=True, slots=True)
class _Begun:
    upload_id: str = ""


_BEGUN = Shape(_Begun, Part("UploadId", "upload_id", TEXT))


@dataclass(frozen=True, slots=True)
class CreateMultipartUpload(Operation[MultipartUpload], ObjectSettings):
    """Begin an upload in parts, with the object's headers, metadata, tags, tier and ACL.

    The object appears when the upload is completed. A repetition after a lost response may leave behind an upload
    without parts, and so may a cancellation: `list_multipart_uploads` shows it, `abort_multipart_upload` drops it.
    """

    _: KW_ONLY
    checksum_algorithm: Algorithm | None = None
    """Announce that parts come with `checksums` of this kind: `"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"` or
    `"sha256"`."""

    def request(self) -> Request:
        """Return `POST /{bucket}/{key}?uploads`."""
        headers = settings_headers(self)
        if self.checksum_algorithm is not None:
            algorithm = check_algorithm("checksum_algorithm", self.checksum_algorithm)
            headers += (("x-amz-checksum-algorithm", algorithm.upper()),)
        return Request("POST", check_bucket_name(self.bucket), check_key(self.key), (("uploads", ""),), headers)

    def parse(self, response: Response) -> MultipartUpload:
        # rclone names the root `InitiateMultipartUpload`. The id counts.
        begun = document(response.head, response.body).read(_BEGUN)
        if not begun.upload_id:
            raise MalformedResponse("the answer names no upload id")
        # Bucket and key are those of the request: XML cannot carry every key.
        return MultipartUpload(self.bucket, self.key, begun.upload_id)


@dataclass(frozen=True, slots=True)
class UploadedPart:
    """A stored part."""

    part_number: int
    etag: str
    """Entity tag without quotes: the MD5 of the part's bytes in hex."""
    last_modified: datetime | None = None
    """When it was copied; None for an uploaded part."""
    checksums: Checksums = NONE
    """The checksum that the service checked, if it was given one."""


@dataclass(frozen=True, slots=True)
class UploadPart(Operation[UploadedPart]):
    """Store one part of an upload, in place of the part with its number.

    A part is 5 MiB to 5 GiB; only the last may be smaller. Raises `ServiceError` (`BadDigest`) if the bytes that arrive
    do not match `checksums`.
    """

    SUCCESS = STORED

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    upload_id: str
    """The upload, as `create_multipart_upload` returned it."""
    part_number: int
    """Number of the part, 1 to 10,000. Parts are joined in the order of their numbers."""
    body: Content = field(repr=False)
    """Bytes-like, a path, a binary file, or an iterable of bytes. Encode a str first: it is refused. A file is read
    from its position to its end and never closed. An iterable of more than 8 MiB goes to a temporary file, to be hashed
    and to be sent again if needed."""
    _: KW_ONLY
    length: int | None = None
    """Size of `body` in bytes. Give it for an iterable if you know it."""
    sha256: str | None = None
    """Hex SHA-256 of `body` if you know it, or `"UNSIGNED-PAYLOAD"` to leave the bytes out of the signature. None:
    computed."""
    checksums: Checksums | Algorithm | None = None
    """An algorithm to compute (`"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"`, `"sha256"`), or `Checksums` with one
    known value. The service checks the bytes against it and notes it. None: no checksum."""

    def request(self) -> Request:
        """Return `PUT /{bucket}/{key}?partNumber=&uploadId=`."""
        bucket, key, upload = of_upload(self.bucket, self.key, self.upload_id)
        number = arguments.count("part_number", self.part_number, least=1, most=MAX_PARTS)
        if self.length is not None:
            arguments.count("length", self.length)
        if self.sha256 is not None:
            arguments.sha256("sha256", self.sha256)
        query: Query = (("partNumber", number), upload)
        headers = checksum_headers("checksums", self.checksums)
        computed = to_compute("checksums", self.checksums)
        return Request("PUT", bucket, key, query, headers, self.body, self.length, self.sha256, computed)

    def parse(self, response: Response) -> UploadedPart:
        tag = response.head.named.get("etag")
        if tag is None:
            raise MalformedResponse("a success without an entity tag: nothing may have been stored")
        return UploadedPart(self.part_number, etag(tag), checksums=checksums_in(response.head))


@dataclass(frozen=True, slots=True)
class _Copied:
    etag: str
    last_modified: datetime | None = None
    checksums: Checksums = NONE


_COPIED = Shape(
    _Copied,
    Part("ETag", "etag", ETAG),
    Part("LastModified", "last_modified", MOMENT, cosmetic=True),
    Part(HERE, "checksums", CHECKSUMS),
)


@dataclass(frozen=True, slots=True)
class UploadPartCopy(Operation[UploadedPart]):
    """Copy an object, or a range of it, as one part of an upload. The client sends no bytes.

    Raises `PreconditionFailed` if a condition on the source does not hold.
    """

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    upload_id: str
    """The upload, as `create_multipart_upload` returned it."""
    part_number: int
    """Number of the part, 1 to 10,000. Parts are joined in the order of their numbers."""
    source_bucket: str
    """Bucket of the source."""
    source_key: str
    """Key of the source."""
    _: KW_ONLY
    source_range: tuple[int, int] | None = None
    """(first, last) byte of the source, both included, from 0. None: all of it."""
    source_version_id: str | None = None
    """Copy this version of the source. None: the current one. Excludes `snapshot_version`."""
    snapshot_version: str | None = None
    """Version of a snapshot, a str of digits: copy the source as it was then. Excludes `source_version_id`."""
    source_if_match: str | None = None
    """Entity tag: copy only if the source has it."""
    source_if_none_match: str | None = None
    """Entity tag: copy only if the source has another."""
    source_if_modified_since: datetime | None = None
    """Aware datetime: copy only if the source was stored since."""
    source_if_unmodified_since: datetime | None = None
    """Aware datetime: copy only if the source was not stored since."""

    def request(self) -> Request:
        """Return `PUT /{bucket}/{key}?partNumber=&uploadId=` with `x-amz-copy-source`."""
        bucket, key, upload = of_upload(self.bucket, self.key, self.upload_id)
        query: Query = (
            ("partNumber", arguments.count("part_number", self.part_number, least=1, most=MAX_PARTS)),
            upload,
        )
        source = copy_source(self.source_bucket, self.source_key, self.source_version_id)
        arguments.check_version_or_snapshot(self.source_version_id, self.snapshot_version, argument="source_version_id")
        headers: Headers = (("x-amz-copy-source", source),)
        if self.source_range is not None:
            headers += (("x-amz-copy-source-range", _source_range(self.source_range)),)
        headers += condition_headers(
            self.source_if_match,
            self.source_if_none_match,
            self.source_if_modified_since,
            self.source_if_unmodified_since,
            on_source=True,
        )
        if self.snapshot_version is not None:
            version = arguments.snapshot_version("snapshot_version", self.snapshot_version)
            headers += (("x-tigris-snapshot-version", version),)
        return Request("PUT", bucket, key, query, headers)

    def parse(self, response: Response) -> UploadedPart:
        copied = document(response.head, response.body, "CopyPartResult").read(_COPIED)
        return UploadedPart(self.part_number, copied.etag, copied.last_modified, copied.checksums)

    def feature(self) -> str | None:
        return None if self.snapshot_version is None else "copies from snapshots"

    def ensure(self) -> Questions[bool]:
        return source_at(HeadObject(self.source_bucket, self.source_key, snapshot_version=self.snapshot_version))

    def check_heard(self, head: Head, result: object) -> None:
        if self.snapshot_version is not None:
            check_copied_at(self.snapshot_version, head)


def _source_range(value: tuple[int, int]) -> str:
    # Unlike a Range, it has both ends (S3 API page UploadPartCopy).
    text = arguments.byte_range(value, argument="source_range")
    if not re.fullmatch(r"bytes=\d+-\d+", text):
        raise ValueError("source_range must have a first and a last byte")
    return text
