"""One object: put, get, head, delete.

Reference: the S3 API pages PutObject, GetObject, HeadObject, DeleteObject
(https://docs.aws.amazon.com/AmazonS3/latest/API/) and https://www.tigrisdata.com/docs/api/s3/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from typing import Literal

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.checksums import (
    NONE,
    Algorithm,
    Check,
    Checksums,
    check_of,
    checksum_headers,
    checksums_in,
    to_compute,
)
from tigris_http._wire.http import AsyncByteSource, ByteSource, Content, Head, Request, Response
from tigris_http._wire.schema import boolean, etag
from tigris_http._wire.success import DESCRIBED, NO_BODY, OBJECT, STORED
from tigris_http.errors import MalformedResponse
from tigris_http.operations._base import Action, Operation, StreamOperation
from tigris_http.operations._features import check_read_at
from tigris_http.operations.access._tags import tagging_header
from tigris_http.operations.objects._object_body import AsyncObjectBody, ObjectBody
from tigris_http.operations.objects._object_headers import (
    condition_headers,
    content_headers,
    metadata_headers,
    placement_headers,
    response_overrides,
)
from tigris_http.operations.objects._object_info import ObjectInfo, object_info


@dataclass(frozen=True, slots=True)
class PutObjectResult:
    """Properties of a stored object."""

    etag: str
    """Entity tag without quotes: the MD5 of the bytes in hex for a plain put."""
    version_id: str | None
    """Version of the object, on snapshot buckets."""
    checksums: Checksums = NONE
    """The checksum that the service checked, if it was given one."""


@dataclass(frozen=True, slots=True)
class PutObject(Operation[PutObjectResult]):
    """Store an object. It replaces the object under the key.

    If a condition fails, nothing was stored. The client repeats an attempt whose answer was lost. If the repetition
    fails a condition, perhaps because the first attempt was stored, the call ends with `OutcomeUnknown`.

    Raises `PreconditionFailed` if a condition does not hold, `OutcomeUnknown` as above, and `ServiceError`
    (`BadDigest`) if the bytes that arrive do not match `checksums`.
    """

    SUCCESS = STORED

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
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
    content_type: str | None = None
    """`Content-Type` of the object, such as `"image/png"`. None sends no header."""
    content_encoding: str | None = None
    """`Content-Encoding`, such as `"gzip"`. The client neither compresses nor decompresses."""
    content_disposition: str | None = None
    """`Content-Disposition`, such as `'attachment; filename="map.png"'`."""
    content_language: str | None = None
    """`Content-Language`, such as `"en"`."""
    cache_control: str | None = None
    """`Cache-Control`, such as `"max-age=3600"`."""
    expires: datetime | None = None
    """`Expires`, an aware datetime: when caches drop their copy. The object stays."""
    metadata: Mapping[str, str] | None = None
    """User metadata: names to printable ASCII, at most 2,048 bytes in all, or values from `ObjectInfo.metadata`."""
    tagging: Mapping[str, str] | None = None
    """Tags: keys to values, at most 10."""
    storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None
    """`"STANDARD"`, `"STANDARD_IA"`, `"GLACIER"` or `"GLACIER_IR"`. None: the bucket's default."""
    acl: Literal["private", "public-read"] | None = None
    """`"private"` or `"public-read"`. None: the bucket's."""
    server_side_encryption: Literal["AES256"] | None = None
    """`"AES256"`. The service encrypts so in any case."""
    checksums: Checksums | Algorithm | None = None
    """An algorithm to compute (`"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"`, `"sha256"`), or `Checksums` with one
    known value. The service checks the bytes against it and notes it. None: no checksum."""
    if_match: str | None = None
    """Entity tag: store only over the object that has it."""
    if_none_match: str | None = None
    """`"*"`: store only if there is no object under the key."""
    if_modified_since: datetime | None = None
    """Aware datetime: store only over an object that was stored since."""
    if_unmodified_since: datetime | None = None
    """Aware datetime: store only over an object that was not stored since."""

    def request(self) -> Request:
        """Return `PUT /{bucket}/{key}`."""
        headers = content_headers(self) + placement_headers(self.storage_class, self.acl, self.server_side_encryption)
        if self.metadata is not None:
            headers += metadata_headers(self.metadata)
        headers += tagging_header(self.tagging)
        headers += checksum_headers("checksums", self.checksums)
        headers += condition_headers(
            self.if_match, self.if_none_match, self.if_modified_since, self.if_unmodified_since
        )
        if self.length is not None:
            arguments.count("length", self.length)
        if self.sha256 is not None:
            arguments.sha256("sha256", self.sha256)
        bucket, key = check_bucket_name(self.bucket), check_key(self.key)
        computed = to_compute("checksums", self.checksums)
        return Request("PUT", bucket, key, (), headers, self.body, self.length, self.sha256, computed)

    def parse(self, response: Response) -> PutObjectResult:
        """Read the entity tag and version."""
        head = response.head
        tag = head.get("etag")
        if tag is None:
            # A captive portal answers 200 to anything: without an ETag, assume nothing was stored.
            raise MalformedResponse("a success without an entity tag: nothing may have been stored")
        return PutObjectResult(etag(tag), head.get("x-amz-version-id"), checksums_in(head))


def _read_request(method: str, operation: GetObject | HeadObject) -> Request:
    headers = condition_headers(
        operation.if_match,
        operation.if_none_match,
        operation.if_modified_since,
        operation.if_unmodified_since,
    )
    if operation.range is not None:
        headers += (("range", arguments.byte_range(operation.range)),)
    arguments.check_version_or_snapshot(operation.version_id, operation.snapshot_version)
    if operation.snapshot_version is not None:
        version = arguments.snapshot_version("snapshot_version", operation.snapshot_version)
        headers += (("x-tigris-snapshot-version", version),)
    query: tuple[tuple[str, str], ...] = ()
    if operation.version_id is not None:
        query = (("versionId", arguments.version_id("version_id", operation.version_id)),)
    query += response_overrides(operation)
    if arguments.flag("checksum_mode", operation.checksum_mode):
        headers += (("x-amz-checksum-mode", "ENABLED"),)
    return Request(method, check_bucket_name(operation.bucket), check_key(operation.key), query, headers)


@dataclass(frozen=True, slots=True)
class GetObject(StreamOperation[ObjectBody, AsyncObjectBody]):
    """Open an object for reading.

    If the body breaks off, the client reads on from the next byte of the same object (`Range` with `If-Match`), under
    its retry policy. A break counts as a failed attempt. The count starts again when bytes have arrived.

    Raises `NotModified` or `PreconditionFailed` if a condition does not hold, and `MalformedResponse` if a page came
    in place of the object, or other bytes than those of `range`. Reading raises the error that broke the body if it
    cannot go on, and `ObjectChanged` if the object was replaced or deleted meanwhile.

        with client.get_object("bucket", "key") as body:
            print(body.info.content_type, body.read())
    """

    SUCCESS = OBJECT

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    _: KW_ONLY
    range: tuple[int, int | None] | None = None
    """(first, last) byte, both included, from 0; (first, None) to the end; (-n, None) for the last n. None: all."""
    version_id: str | None = None
    """Read this version. None: the current one. Excludes `snapshot_version`."""
    snapshot_version: str | None = None
    """Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`."""
    if_match: str | None = None
    """Entity tag: the object must have it, else `PreconditionFailed`."""
    if_none_match: str | None = None
    """Entity tag: the object must have another, else `NotModified`."""
    if_modified_since: datetime | None = None
    """Aware datetime: the object must have been stored since, else `NotModified`."""
    if_unmodified_since: datetime | None = None
    """Aware datetime: the object must not have been stored since, else `PreconditionFailed`."""
    response_content_type: str | None = None
    """Set `Content-Type` of the answer. Not available to anonymous requests, like the other `response_...`
    parameters."""
    response_content_encoding: str | None = None
    """Set `Content-Encoding` of the answer."""
    response_content_disposition: str | None = None
    """Set `Content-Disposition` of the answer, such as `'attachment; filename="map.png"'`: browsers that follow a
    presigned URL obey it."""
    response_content_language: str | None = None
    """Set `Content-Language` of the answer."""
    response_cache_control: str | None = None
    """Set `Cache-Control` of the answer."""
    response_expires: datetime | None = None
    """Set `Expires` of the answer: an aware datetime."""
    checksum_mode: bool = False
    """Ask for the checksums that the service noted (`info.checksums`), and check the bytes against one: `CorruptBody`
    in place of the last bytes if it does not match. Ranges are not checked, nor objects in parts with a checksum of
    their parts' checksums; `body.checked_by` tells."""
    resume: bool = True
    """Read on after a break. False: the break is raised."""

    def request(self) -> Request:
        """Return `GET /{bucket}/{key}`."""
        arguments.flag("resume", self.resume)
        return _read_request("GET", self)

    def check_heard(self, head: Head, result: object) -> None:
        """Raise if the object was written after the snapshot."""
        if self.snapshot_version is not None:
            check_read_at(self.snapshot_version, head)

    def open(self, head: Head, source: ByteSource) -> ObjectBody:
        """Return the open body."""
        return ObjectBody(self._info(head), source, self._check(head))

    def open_async(self, head: Head, source: AsyncByteSource) -> AsyncObjectBody:
        """Return the open body."""
        return AsyncObjectBody(self._info(head), source, self._check(head))

    def _info(self, head: Head) -> ObjectInfo:
        """Return the properties in the head; raise if the body is not the requested range."""
        info = object_info(head, self.bucket, self.key)
        last = info.size - 1
        answered = info.content_range or (0, last)
        if self.range is None:
            asked = (0, last)
            if answered == asked or any(name.lower() == "range" for name in self.extra_headers or ()):
                return info
        else:
            first, end = self.range
            asked = (max(info.size + first, 0), last) if first < 0 else (first, last if end is None else min(end, last))
        # Some services answer a range of an empty object with the whole, empty object.
        if answered == asked or not info.size:
            return info
        raise MalformedResponse(
            f"bytes {asked[0]} to {asked[1]} of {info.size} were asked for, but {answered[0]} to {answered[1]} answered"
        )

    def _check(self, head: Head) -> Check | None:
        return check_of(head) if self.checksum_mode else None


@dataclass(frozen=True, slots=True)
class OpenObject(Action):
    """Open an object as a file that seeks, read by ranged GETs: for zip archives, Parquet and the like.

    All reads are of the version that was opened. To read an object once from front to end, prefer `get_object`.

    Raises `ObjectChanged` from a read if the object was replaced since.

        with client.open_object("bucket", "archive.zip") as file, zipfile.ZipFile(file) as archive:
            print(archive.namelist())
    """

    SENT_BY = "stream"
    RETURNS = ("ObjectFile", "Opening[AsyncObjectFile]")

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    _: KW_ONLY
    read_ahead: int = 8 * 1024 * 1024
    """Bytes that sequential reads fetch ahead, at most: 8 MiB by default. Bounds the memory of the file."""
    version_id: str | None = None
    """Read this version. None: the current one. Excludes `snapshot_version`."""
    snapshot_version: str | None = None
    """Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`."""

    def __post_init__(self) -> None:
        check_bucket_name(self.bucket)
        check_key(self.key)
        arguments.count("read_ahead", self.read_ahead)
        arguments.check_version_or_snapshot(self.version_id, self.snapshot_version)
        if self.version_id is not None:
            arguments.version_id("version_id", self.version_id)
        if self.snapshot_version is not None:
            arguments.snapshot_version("snapshot_version", self.snapshot_version)


@dataclass(frozen=True, slots=True)
class HeadObject(Operation[ObjectInfo]):
    """Return an object's properties without its bytes.

    Raises `NotModified` or `PreconditionFailed` if a condition does not hold.
    """

    SUCCESS = DESCRIBED

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    _: KW_ONLY
    range: tuple[int, int | None] | None = None
    """(first, last) byte, both included, from 0; (first, None) to the end; (-n, None) for the last n. None: all."""
    version_id: str | None = None
    """Read this version. None: the current one. Excludes `snapshot_version`."""
    snapshot_version: str | None = None
    """Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`."""
    if_match: str | None = None
    """Entity tag: the object must have it, else `PreconditionFailed`."""
    if_none_match: str | None = None
    """Entity tag: the object must have another, else `NotModified`."""
    if_modified_since: datetime | None = None
    """Aware datetime: the object must have been stored since, else `NotModified`."""
    if_unmodified_since: datetime | None = None
    """Aware datetime: the object must not have been stored since, else `PreconditionFailed`."""
    response_content_type: str | None = None
    """Set `Content-Type` of the answer. Not available to anonymous requests, like the other `response_...`
    parameters."""
    response_content_encoding: str | None = None
    """Set `Content-Encoding` of the answer."""
    response_content_disposition: str | None = None
    """Set `Content-Disposition` of the answer, such as `'attachment; filename="map.png"'`: browsers that follow a
    presigned URL obey it."""
    response_content_language: str | None = None
    """Set `Content-Language` of the answer."""
    response_cache_control: str | None = None
    """Set `Cache-Control` of the answer."""
    response_expires: datetime | None = None
    """Set `Expires` of the answer: an aware datetime."""
    checksum_mode: bool = False
    """Ask for the checksums that the service noted, in `checksums` of the result."""

    def request(self) -> Request:
        """Return `HEAD /{bucket}/{key}`."""
        return _read_request("HEAD", self)

    def parse(self, response: Response) -> ObjectInfo:
        """Read the headers."""
        return object_info(response.head, self.bucket, self.key)

    def check_heard(self, head: Head, result: object) -> None:
        """Raise if the object was written after the snapshot."""
        if self.snapshot_version is not None:
            check_read_at(self.snapshot_version, head)


@dataclass(frozen=True, slots=True)
class DeleteObjectResult:
    """Outcome of a delete."""

    delete_marker: bool
    """True if a delete marker was added (snapshot buckets) or removed: earlier versions are still there."""
    version_id: str | None
    """The marker's version, or the removed version."""


@dataclass(frozen=True, slots=True)
class DeleteObject(Operation[DeleteObjectResult]):
    """Delete an object. Deleting a missing object is no error.

    On a snapshot bucket this adds a delete marker; earlier versions stay readable through snapshots. A repeated
    attempt may add a second marker.

    Raises `PreconditionFailed` if a condition does not hold. Raises `OutcomeUnknown` if an answer was lost and the
    repetition fails a condition or finds nothing, perhaps because the first attempt deleted the object.
    """

    SUCCESS = NO_BODY

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    _: KW_ONLY
    version_id: str | None = None
    """Remove this version, from all snapshots too. None: delete the current object."""
    if_match: str | None = None
    """Entity tag: delete only the object that has it."""
    if_none_match: str | None = None
    """Entity tag: delete only an object that has another."""
    if_modified_since: datetime | None = None
    """Aware datetime: delete only an object that was stored since."""
    if_unmodified_since: datetime | None = None
    """Aware datetime: delete only an object that was not stored since."""

    def request(self) -> Request:
        """Return `DELETE /{bucket}/{key}`."""
        query: tuple[tuple[str, str], ...] = ()
        if self.version_id is not None:
            query = (("versionId", arguments.version_id("version_id", self.version_id)),)
        headers = condition_headers(self.if_match, self.if_none_match, self.if_modified_since, self.if_unmodified_since)
        return Request("DELETE", check_bucket_name(self.bucket), check_key(self.key), query, headers)

    def parse(self, response: Response) -> DeleteObjectResult:
        """Read the marker headers."""
        marker = response.head.get("x-amz-delete-marker")
        return DeleteObjectResult(
            delete_marker=marker is not None and boolean(marker),
            version_id=response.head.get("x-amz-version-id"),
        )
