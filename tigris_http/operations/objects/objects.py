"""One object: put, get, head, delete.

Reference: the S3 API pages PutObject, GetObject, HeadObject, DeleteObject
(https://docs.aws.amazon.com/AmazonS3/latest/API/) and https://www.tigrisdata.com/docs/api/s3/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.checksums import (
    NONE,
    Check,
    Checksums,
    check_of,
    checksum_headers,
    checksums_in,
    to_compute,
)
from tigris_http._wire.http import AsyncByteSource, ByteSource, Content, Head, Request, Response
from tigris_http._wire.schema import boolean, etag
from tigris_http._wire.success import DESCRIBED, NOTHING, OBJECT, STORED
from tigris_http.errors import MalformedResponse
from tigris_http.operations._base import Action, Operation, StreamOperation
from tigris_http.operations._features import check_read_at
from tigris_http.operations.access._tags import tagging_header
from tigris_http.operations.objects._object_body import AsyncObjectBody, ObjectBody
from tigris_http.operations.objects._object_info import ObjectInfo, object_info


@dataclass(frozen=True, slots=True)
class PutObjectResult:
    """What the service noted of an object it stored."""

    etag: str
    """Entity tag without quotes: the MD5 of the bytes in hex for a plain put."""
    version_id: str | None
    """Version of the object, on snapshot buckets."""
    checksums: Checksums = NONE
    """What the service found, where it was given one to check."""


@dataclass(frozen=True, slots=True)
class PutObject(Operation[PutObjectResult]):
    """Store an object, replacing what is under the key.

    `body` is bytes-like, a path, a binary file (read from its position to its end, never closed), or an iterable of
    bytes, best with its size in `length` (an iterable is written to a temporary file beyond 8 MiB, to be hashed and to
    be sent again where needed). A str is refused: encode it. `sha256` is the body's hex digest where it is known
    already, or `"UNSIGNED-PAYLOAD"` to leave the bytes out of the signature. `checksums` is one that is computed, such
    as `"crc32c"`, or one whose value is known: the service checks the bytes against it (`ServiceError`, `BadDigest`)
    and notes it. `metadata` maps names to printable ASCII, or to what `ObjectInfo.metadata` has; `tagging` keys to
    values, up to 10. `server_side_encryption` may be `"AES256"`, which is so in any case. `if_none_match="*"` stores
    only where nothing is; `if_match=etag` only over that object, `if_modified_since` and `if_unmodified_since` only
    over one that was or was not stored since, else `PreconditionFailed`: nothing was stored. If the answer of an
    attempt was lost and a repetition fails a condition, perhaps because the first one was stored, it is
    `OutcomeUnknown`.
    """

    SUCCESS = STORED

    bucket: str
    key: str
    body: Content = field(repr=False)
    _: KW_ONLY
    length: int | None = None
    sha256: str | None = None
    content_type: str | None = None
    content_encoding: str | None = None
    content_disposition: str | None = None
    content_language: str | None = None
    cache_control: str | None = None
    expires: datetime | None = None
    metadata: Mapping[str, str] | None = None
    tagging: Mapping[str, str] | None = None
    storage_class: str | None = None
    acl: str | None = None
    server_side_encryption: str | None = None
    checksums: Checksums | str | None = None
    if_match: str | None = None
    if_none_match: str | None = None
    if_modified_since: datetime | None = None
    if_unmodified_since: datetime | None = None

    def request(self) -> Request:
        """Return `PUT /{bucket}/{key}`."""
        headers = arguments.content_headers(self) + arguments.placement(
            self.storage_class, self.acl, self.server_side_encryption
        )
        if self.metadata is not None:
            headers += arguments.metadata(self.metadata)
        headers += tagging_header(self.tagging)
        headers += checksum_headers("checksums", self.checksums)
        headers += arguments.conditions(
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
            # Whoever says yes to anything, as the page of a network one has to log in to, has stored nothing.
            raise MalformedResponse("a success without an entity tag: nothing may have been stored")
        return PutObjectResult(etag(tag), head.get("x-amz-version-id"), checksums_in(head))


def _read_request(method: str, operation: GetObject | HeadObject) -> Request:
    headers = arguments.conditions(
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
    query += arguments.response_overrides(operation)
    if arguments.flag("checksum_mode", operation.checksum_mode):
        headers += (("x-amz-checksum-mode", "ENABLED"),)
    return Request(method, check_bucket_name(operation.bucket), check_key(operation.key), query, headers)


@dataclass(frozen=True, slots=True)
class GetObject(StreamOperation[ObjectBody, AsyncObjectBody]):
    """Open an object for reading.

    `range` is (first, last), both included, in bytes from 0; (first, None) to the end; (-n, None) for the last n.
    `snapshot_version` reads the bucket as it was then; `version_id` reads one version. Conditions: `NotModified` or
    `PreconditionFailed` when they do not hold. The `response_...` arguments set headers of the answer, as a browser
    that follows a presigned URL sees them: `response_content_disposition='attachment; filename="map.png"'`. Nobody who
    is anonymous may. A page in place of the object, and other bytes than those of `range`, are `MalformedResponse`.
    `checksum_mode` asks for the checksums that the service noted, in `info.checksums`, and holds what
    is read to its end against one of them: `CorruptBody` in place of the last bytes where it does not hold. Ranges are
    not checked, nor are objects in parts whose checksum is one of their parts' checksums; `body.checked_by` tells.

    A body that breaks off is read on from its next byte, from the same object (`Range` with `If-Match`), under the
    client's retry policy: a break counts as a failed attempt, and the count begins anew when bytes have arrived. What
    cannot be read on raises what broke it, `ObjectChanged` where the object was replaced or deleted meanwhile.
    `resume=False` leaves that to you.

        with client.get_object("bucket", "key") as body:
            print(body.info.content_type, body.read())
    """

    SUCCESS = OBJECT

    bucket: str
    key: str
    _: KW_ONLY
    range: tuple[int, int | None] | None = None
    version_id: str | None = None
    snapshot_version: str | None = None
    if_match: str | None = None
    if_none_match: str | None = None
    if_modified_since: datetime | None = None
    if_unmodified_since: datetime | None = None
    response_content_type: str | None = None
    response_content_encoding: str | None = None
    response_content_disposition: str | None = None
    response_content_language: str | None = None
    response_cache_control: str | None = None
    response_expires: datetime | None = None
    checksum_mode: bool = False
    resume: bool = True

    def request(self) -> Request:
        """Return `GET /{bucket}/{key}`."""
        arguments.flag("resume", self.resume)
        return _read_request("GET", self)

    def check_heard(self, head: Head, result: object) -> None:
        """Raise if it was written after the snapshot."""
        if self.snapshot_version is not None:
            check_read_at(self.snapshot_version, head)

    def open(self, head: Head, source: ByteSource) -> ObjectBody:
        """Return the open body."""
        return ObjectBody(self._info(head), source, self._check(head))

    def open_async(self, head: Head, source: AsyncByteSource) -> AsyncObjectBody:
        """Return the open body."""
        return AsyncObjectBody(self._info(head), source, self._check(head))

    def _info(self, head: Head) -> ObjectInfo:
        """Return what the head says, if the body behind it is what was asked for."""
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
        # Some services answer a range of an empty object with all of it, which is nothing.
        if answered == asked or not info.size:
            return info
        raise MalformedResponse(
            f"bytes {asked[0]} to {asked[1]} of {info.size} were asked for, but {answered[0]} to {answered[1]} answered"
        )

    def _check(self, head: Head) -> Check | None:
        return check_of(head) if self.checksum_mode else None


@dataclass(frozen=True, slots=True)
class OpenObject(Action):
    """Open an object as a file that seeks, read by ranged GETs: for zip archives, Parquet and their like.

    All reads are of the version that was opened, else `ObjectChanged`. Sequential reads fetch up to `read_ahead` bytes
    ahead, which bounds the memory of the file. `snapshot_version` reads the bucket as it was then; `version_id` reads
    one version. To read an object from front to end, once, `get_object` is the better choice.

        with client.open_object("bucket", "archive.zip") as file, zipfile.ZipFile(file) as archive:
            print(archive.namelist())
    """

    SENT_BY = "stream"
    RETURNS = ("ObjectFile", "Opening[AsyncObjectFile]")

    bucket: str
    key: str
    _: KW_ONLY
    read_ahead: int = 8 * 1024 * 1024
    version_id: str | None = None
    snapshot_version: str | None = None

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
    """Return what is known of an object, without its bytes. Parameters are those of `GetObject`."""

    SUCCESS = DESCRIBED

    bucket: str
    key: str
    _: KW_ONLY
    range: tuple[int, int | None] | None = None
    version_id: str | None = None
    snapshot_version: str | None = None
    if_match: str | None = None
    if_none_match: str | None = None
    if_modified_since: datetime | None = None
    if_unmodified_since: datetime | None = None
    response_content_type: str | None = None
    response_content_encoding: str | None = None
    response_content_disposition: str | None = None
    response_content_language: str | None = None
    response_cache_control: str | None = None
    response_expires: datetime | None = None
    checksum_mode: bool = False

    def request(self) -> Request:
        """Return `HEAD /{bucket}/{key}`."""
        return _read_request("HEAD", self)

    def parse(self, response: Response) -> ObjectInfo:
        """Read the headers."""
        return object_info(response.head, self.bucket, self.key)

    def check_heard(self, head: Head, result: object) -> None:
        """Raise if it was written after the snapshot."""
        if self.snapshot_version is not None:
            check_read_at(self.snapshot_version, head)


@dataclass(frozen=True, slots=True)
class DeleteObjectResult:
    """What deleting came to."""

    delete_marker: bool
    """Whether a delete marker was added (snapshot buckets) or removed: earlier versions are still there."""
    version_id: str | None
    """Version of the marker, or of what was removed."""


@dataclass(frozen=True, slots=True)
class DeleteObject(Operation[DeleteObjectResult]):
    """Delete an object; no error when there is none.

    On a snapshot bucket this adds a delete marker and earlier versions stay readable through snapshots, while with
    `version_id` that version is removed, from all snapshots too. A repeated attempt may add a second marker.
    `if_match=etag` deletes that object alone, `if_modified_since` and `if_unmodified_since` one that was or was not
    stored since, else `PreconditionFailed`. If the answer of an attempt was lost and a repetition fails a condition or
    finds nothing, perhaps because the first one deleted the object, it is `OutcomeUnknown`.
    """

    SUCCESS = NOTHING

    bucket: str
    key: str
    _: KW_ONLY
    version_id: str | None = None
    if_match: str | None = None
    if_none_match: str | None = None
    if_modified_since: datetime | None = None
    if_unmodified_since: datetime | None = None

    def request(self) -> Request:
        """Return `DELETE /{bucket}/{key}`."""
        query: tuple[tuple[str, str], ...] = ()
        if self.version_id is not None:
            query = (("versionId", arguments.version_id("version_id", self.version_id)),)
        headers = arguments.conditions(
            self.if_match, self.if_none_match, self.if_modified_since, self.if_unmodified_since
        )
        return Request("DELETE", check_bucket_name(self.bucket), check_key(self.key), query, headers)

    def parse(self, response: Response) -> DeleteObjectResult:
        """Read the marker headers."""
        marker = response.head.get("x-amz-delete-marker")
        return DeleteObjectResult(
            delete_marker=marker is not None and boolean(marker),
            version_id=response.head.get("x-amz-version-id"),
        )
