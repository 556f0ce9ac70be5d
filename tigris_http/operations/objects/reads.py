"""One object: get, open as a file, head.

Reference: https://www.tigrisdata.com/docs/api/s3/.
"""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from datetime import datetime

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.checksums import (
    Check,
    check_of,
)
from tigris_http._wire.http import AsyncByteSource, ByteSource, Head, Request, Response
from tigris_http._wire.success import DESCRIBED, OBJECT
from tigris_http.errors import MalformedResponse
from tigris_http.operations._base import Action, AnyOperation, Operation, StreamOperation
from tigris_http.operations.objects._object_body import AsyncObjectBody, ObjectBody
from tigris_http.operations.objects._object_headers import condition_headers, response_overrides
from tigris_http.operations.objects._object_info import ObjectInfo, object_info

_SEVERAL_PARTS = re.compile("-([2-9]|[1-9][0-9]+)$")
"""The end of an entity tag of an object in several parts."""


@dataclass(frozen=True, slots=True, init=False, repr=False, eq=False)
class ObjectRead(AnyOperation):
    """The part that `GetObject` and `HeadObject` share."""

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    _: KW_ONLY
    range: tuple[int, int | None] | None = None
    """(first, last) byte, both included, from 0; (first, None) to the end; (-n, None) for the last n. None: all."""
    part_number: int | None = None
    """Read this part of an object that was uploaded in parts, from 1; `parts_count` of the result counts them. Excludes
    `range`. An object that was put whole is its part 1."""
    version_id: str | None = None
    """Read this version. None: the current one. Excludes `snapshot_version`."""
    snapshot_version: str | None = None
    """Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`."""
    if_match: str | None = None
    """Entity tag, or several in quotes: the object must have one of them, else `PreconditionFailed`. A weak one never
    matches."""
    if_none_match: str | None = None
    """Entity tag, or several in quotes, weak ones too: the object must have another, else `NotModified`."""
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

    def _request(self, method: str, checksum_mode: bool) -> Request:
        headers = condition_headers(self.if_match, self.if_none_match, self.if_modified_since, self.if_unmodified_since)
        if self.range is not None:
            headers += (("range", arguments.byte_range(self.range)),)
        arguments.check_version_or_snapshot(self.version_id, self.snapshot_version)
        if self.snapshot_version is not None:
            version = arguments.snapshot_version("snapshot_version", self.snapshot_version)
            headers += (("x-tigris-snapshot-version", version),)
        query: tuple[tuple[str, str], ...] = ()
        if self.part_number is not None:
            if self.range is not None:
                raise ValueError("range and part_number exclude each other: give one of them")
            query = (
                ("partNumber", arguments.count("part_number", self.part_number, least=1, most=arguments.MAX_PARTS)),
            )
        if self.version_id is not None:
            query += (("versionId", arguments.version_id("version_id", self.version_id)),)
        query += response_overrides(self)
        if arguments.flag("checksum_mode", checksum_mode):
            headers += (("x-amz-checksum-mode", "ENABLED"),)
        return Request(method, check_bucket_name(self.bucket), check_key(self.key), query, headers)

    def _checked_part(self, info: ObjectInfo) -> ObjectInfo:
        """Raise MalformedResponse if the whole object came in place of one of its parts."""
        if self.part_number is not None and info.content_range is None and info.size:
            several = _SEVERAL_PARTS.search(info.etag or "") is not None
            if self.part_number > 1 or several or (info.parts_count or 1) > 1:
                raise MalformedResponse(
                    f"part {self.part_number} was asked for, but the whole object of {info.size} bytes answered"
                )
        return info

    def check_heard(self, head: Head, result: object) -> None:
        if self.snapshot_version is not None:
            from tigris_http.operations._features import check_read_at

            check_read_at(self.snapshot_version, head)


@dataclass(frozen=True, slots=True)
class GetObject(StreamOperation[ObjectBody, AsyncObjectBody], ObjectRead):
    """Open an object for reading.

    If the body breaks off, the client reads on from the next byte of the same object (`Range` with `If-Match`), under
    its retry policy. A break counts as a failed attempt. The count starts again when bytes have arrived.

    Raises `MalformedResponse` if a page came in place of the object, or other bytes than those of `range`. Reading
    raises the error that broke the body if it cannot go on, and `ObjectChanged` if the object was replaced or deleted
    meanwhile.

        with client.get_object("bucket", "key") as body:
            print(body.info.content_type, body.read())
    """

    SUCCESS = OBJECT

    _: KW_ONLY
    checksum_mode: bool = False
    """Ask for the checksums that the service noted (`info.checksums`), and check the bytes against one: `CorruptBody`
    in place of the last bytes if it does not match. Ranges are not checked, nor objects in parts with a checksum of
    their parts' checksums; `body.checked_by` tells."""
    resume: bool = True
    """Read on after a break. False: the break is raised."""

    def request(self) -> Request:
        """Return `GET /{bucket}/{key}`."""
        arguments.flag("resume", self.resume)
        return self._request("GET", self.checksum_mode)

    def open(self, head: Head, source: ByteSource) -> ObjectBody:
        return ObjectBody(self._info(head), source, self._check(head))

    def open_async(self, head: Head, source: AsyncByteSource) -> AsyncObjectBody:
        return AsyncObjectBody(self._info(head), source, self._check(head))

    def _info(self, head: Head) -> ObjectInfo:
        info = object_info(head, self.bucket, self.key, may_be_unknown=self.range is None and self.part_number is None)
        last = info.size - 1
        answered = info.content_range or (0, last)
        if self.part_number is not None:
            return self._checked_part(info)
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

    All reads are of the version that was opened: `ObjectChanged` if it was replaced since. To read an object once from
    front to end, prefer `get_object`.

        with client.open_object("bucket", "archive.zip") as file:
            print(zipfile.ZipFile(file).namelist())
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
class HeadObject(Operation[ObjectInfo], ObjectRead):
    """Return an object's properties without its bytes."""

    SUCCESS = DESCRIBED

    _: KW_ONLY
    checksum_mode: bool = False
    """Ask for the checksums that the service noted, in `checksums` of the result."""

    def request(self) -> Request:
        """Return `HEAD /{bucket}/{key}`."""
        return self._request("HEAD", self.checksum_mode)

    def parse(self, response: Response) -> ObjectInfo:
        return self._checked_part(object_info(response.head, self.bucket, self.key))
