"""One object: put, delete.

Reference: https://www.tigrisdata.com/docs/api/s3/.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.checksums import (
    NONE,
    Algorithm,
    Checksums,
    checksum_headers,
    checksums_in,
    to_compute,
)
from tigris_http._wire.http import Content, Request, Response
from tigris_http._wire.schema import boolean, etag
from tigris_http._wire.success import NO_BODY, STORED
from tigris_http.errors import MalformedResponse
from tigris_http.operations._base import Operation
from tigris_http.operations.objects._object_headers import ObjectSettings, condition_headers, settings_headers


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
class PutObject(Operation[PutObjectResult], ObjectSettings):
    """Store an object. It replaces the object under the key.

    Raises `PreconditionFailed` if a condition does not hold: nothing was stored. Raises `OutcomeUnknown` if a response
    was lost and the repetition fails a condition: the first attempt may have been stored. Raises `ServiceError`
    (`BadDigest`) if the bytes that arrive do not match `checksums`.
    """

    SUCCESS = STORED

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
    if_match: str | None = None
    """Entity tag: store only over the object that has it, else `PreconditionFailed`, or `NotFound` if there is none."""
    if_none_match: str | None = None
    """`"*"`: store only if there is no object under the key."""
    if_modified_since: datetime | None = None
    """Aware datetime: store only over an object that was stored since."""
    if_unmodified_since: datetime | None = None
    """Aware datetime: store only over an object that was not stored since."""

    def request(self) -> Request:
        """Return `PUT /{bucket}/{key}`."""
        headers = settings_headers(self)
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
        head = response.head
        tag = head.named.get("etag")
        if tag is None:
            # A captive portal answers 200 to anything: without an ETag, assume nothing was stored.
            raise MalformedResponse("a success without an entity tag: nothing may have been stored")
        return PutObjectResult(etag(tag), head.get("x-amz-version-id"), checksums_in(head))


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

    On a snapshot bucket this adds a delete marker, a repeated attempt perhaps another one. Earlier versions stay
    readable through snapshots.

    Raises `PreconditionFailed` if a condition does not hold. Raises `OutcomeUnknown` if a response was lost and the
    repetition fails a condition or finds nothing: the first attempt may have deleted the object.
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
        marker = response.head.get("x-amz-delete-marker")
        return DeleteObjectResult(
            delete_marker=marker is not None and boolean(marker),
            version_id=response.head.get("x-amz-version-id"),
        )
