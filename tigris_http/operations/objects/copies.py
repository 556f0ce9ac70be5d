"""Copies: copy and rename an object.

Reference: https://www.tigrisdata.com/docs/objects/object-rename/.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import KW_ONLY, dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import quote

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.checksums import CHECKSUMS, NONE, Checksums, check_algorithm
from tigris_http._wire.error_documents import document
from tigris_http._wire.http import Head, Headers, Request, Response
from tigris_http._wire.schema import ETAG, HERE, MOMENT, Part, Shape
from tigris_http.errors import AccessDenied, MalformedResponse, OutcomeUnknown, TigrisError
from tigris_http.operations._base import Doubt, Operation, Questions, Settled
from tigris_http.operations._features import check_copied_at, not_supported, source_at
from tigris_http.operations.access._tags import tagging_header
from tigris_http.operations.objects._object_headers import (
    CopySettings,
    condition_headers,
    content_headers,
    metadata_headers,
    placement_headers,
)
from tigris_http.operations.objects._object_info import ObjectInfo
from tigris_http.operations.objects.reads import HeadObject


@dataclass(frozen=True, slots=True)
class CopyObjectResult:
    """Properties of the new object."""

    etag: str | None = None
    """Entity tag without quotes."""
    last_modified: datetime | None = None
    version_id: str | None = None
    """Version of the new object, on snapshot buckets."""
    checksums: Checksums = NONE
    """Checksums of the object, if the service has some."""


_COPIED = Shape(
    CopyObjectResult,
    Part("ETag", "etag", ETAG),
    Part("LastModified", "last_modified", MOMENT, cosmetic=True),
    Part(HERE, "checksums", CHECKSUMS),
)


def copy_source(bucket: str, key: str, version_id: str | None = None, *, argument: str = "source_bucket") -> str:
    """Return the `x-amz-copy-source` header value."""
    check_bucket_name(bucket, argument=argument)
    check_key(key, argument="source_key")
    # The key is percent-encoded once, slashes kept, so that spaces, + and ? survive.
    source = f"{bucket}/{quote(key, safe='/~')}"
    if version_id is not None:
        source += f"?versionId={quote(arguments.version_id('source_version_id', version_id), safe='~')}"
    return source


def _parse(response: Response) -> CopyObjectResult:
    copied = document(response.head, response.body, "CopyObjectResult").read(_COPIED)
    return replace(copied, version_id=response.head.get("x-amz-version-id"))


@dataclass(frozen=True, slots=True)
class CopyObject(Operation[CopyObjectResult], CopySettings):
    """Copy an object of up to 5 GiB within the service, with its content headers, metadata and tags.

    Any given `metadata` or content header replaces them all, but not the tags (S3's directive REPLACE). `copy_file`
    copies objects of any size.

    Raises `PreconditionFailed` if a condition does not hold, `OutcomeUnknown` if an earlier attempt may have made the
    copy.
    """

    _: KW_ONLY
    if_modified_since: datetime | None = None
    """Aware datetime: copy only over an object that was stored since."""
    if_unmodified_since: datetime | None = None
    """Aware datetime: copy only over an object that was not stored since."""
    source_if_none_match: str | None = None
    """Entity tag: copy only if the source has another."""
    source_if_modified_since: datetime | None = None
    """Aware datetime: copy only if the source was stored since."""
    source_if_unmodified_since: datetime | None = None
    """Aware datetime: copy only if the source was not stored since."""

    def request(self) -> Request:
        """Return `PUT /{bucket}/{key}` with `x-amz-copy-source`."""
        source = copy_source(self.source_bucket, self.source_key, self.source_version_id)
        arguments.check_version_or_snapshot(self.source_version_id, self.snapshot_version, argument="source_version_id")
        headers: Headers = (("x-amz-copy-source", source),)
        if self.replaces:
            headers += (("x-amz-metadata-directive", "REPLACE"), *content_headers(self))
        if self.metadata is not None:
            headers += metadata_headers(self.metadata)
        headers += placement_headers(self.storage_class, self.acl, self.server_side_encryption)
        if self.checksum_algorithm is not None:
            algorithm = check_algorithm("checksum_algorithm", self.checksum_algorithm)
            headers += (("x-amz-checksum-algorithm", algorithm.upper()),)
        if self.tagging is not None:
            headers += (("x-amz-tagging-directive", "REPLACE"), *tagging_header(self.tagging))
        headers += condition_headers(
            self.if_match, self.if_none_match, self.if_modified_since, self.if_unmodified_since
        )
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
        return Request("PUT", check_bucket_name(self.bucket), check_key(self.key), (), headers)

    def parse(self, response: Response) -> CopyObjectResult:
        return _parse(response)

    def feature(self) -> str | None:
        return None if self.snapshot_version is None else "copies from snapshots"

    def ensure(self) -> Questions[bool]:
        return source_at(HeadObject(self.source_bucket, self.source_key, snapshot_version=self.snapshot_version))

    def check_heard(self, head: Head, result: object) -> None:
        if self.snapshot_version is not None:
            check_copied_at(self.snapshot_version, head)


@dataclass(frozen=True, slots=True)
class _Seen:
    source: ObjectInfo | None
    destination: ObjectInfo | None


def _is_same(one: ObjectInfo | None, other: ObjectInfo | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.last_modified == other.last_modified and one.version_id == other.version_id and _is_like(one, other)


def _is_like(one: ObjectInfo, other: ObjectInfo) -> bool:
    """Return whether one may be the other under another key: times and versions may differ."""
    return (one.etag, one.size, dict(one.metadata)) == (other.etag, other.size, dict(other.metadata))


@dataclass(frozen=True, slots=True)
class RenameObject(Operation[CopyObjectResult]):
    """Give an object another key in the same bucket. It replaces the object under the new key.

    No data is rewritten. Two HEADs first look at both keys. After a lost response the client looks again:

    - It reports success if the source is gone, and the destination is new and has the source's etag, size and metadata.
    - It sends the rename again if the source is unchanged, or nothing new is at the destination.
    - All else is `OutcomeUnknown`.

    If several workers rename one object, each to its own key, one succeeds. With one key for all, none can tell whose
    rename it was.

    With `verify_features=False`, or once the endpoint is known to rename, a client with `max_attempts=1` sends the
    rename alone. A lost response is `OutcomeUnknown` then.
    """

    REPEATABLE = False

    bucket: str
    """Name of the bucket."""
    source_key: str
    """Present key of the object."""
    key: str
    """New key: at most 1,024 bytes as UTF-8, other than `source_key`."""

    def __post_init__(self) -> None:
        if self.source_key == self.key:
            raise ValueError("key must differ from source_key: an object cannot be renamed onto itself")

    def request(self) -> Request:
        """Return `PUT /{bucket}/{key}` with `x-amz-copy-source` and `x-tigris-rename`."""
        source = copy_source(self.bucket, self.source_key, argument="bucket")
        headers = (("x-amz-copy-source", source), ("x-tigris-rename", "true"))
        return Request("PUT", check_bucket_name(self.bucket), check_key(self.key), (), headers)

    def parse(self, response: Response) -> CopyObjectResult:
        return _parse(response)

    def look(self) -> Questions[_Seen | None]:
        """Look at both keys; None if access is denied."""
        # The destination, too: an earlier rename's object may be as empty as this one, and times have whole seconds.
        source = yield self._at(self.source_key)
        destination = yield self._at(self.key)
        for found in (source, destination):
            if isinstance(found, TigrisError) and not isinstance(found, AccessDenied):
                raise found
        if isinstance(source, AccessDenied) or isinstance(destination, AccessDenied):
            return None
        return _Seen(_described(source), _described(destination))

    def _at(self, key: str) -> HeadObject:
        return HeadObject(self.bucket, key, consistent=True if self.consistent is None else self.consistent)

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[CopyObjectResult] | None] | None:
        return self._compared(doubt.before) if isinstance(doubt.before, _Seen) else None

    def _compared(self, before: _Seen) -> Generator[Operation[object], object, Settled[CopyObjectResult] | None]:
        source = _described((yield self._at(self.source_key)))
        if source is not None and (before.source is None or _is_same(source, before.source)):
            return None
        there = _described((yield self._at(self.key)))
        was = before.destination
        if there is None:
            return None
        like = before.source is not None and _is_like(there, before.source)
        if _is_same(there, was) and (there.version_id is not None or not like):
            return None
        if like and not _is_same(there, was):
            return Settled(CopyObjectResult(there.etag, there.last_modified, there.version_id))
        gone = "the source is gone" if source is None else "another object is under the key of the source"
        seen = "an object of before, equal to the source," if like else "another object"
        raise OutcomeUnknown(f"the answer was lost, {gone}, and {seen} is under the new key: look which one it is")

    def feature(self) -> str:
        return "rename"

    def confirm(self, head: Head, result: object, before: object) -> Questions[bool]:
        again = yield self._at(self.source_key)
        if again is None:
            return True
        was = before.source if isinstance(before, _Seen) else None
        if not isinstance(again, ObjectInfo) or was is None or not _is_same(again, was):
            return False  # written again since, or nothing is known
        copied = result.last_modified if isinstance(result, CopyObjectResult) else None
        if again.served_from or again.read_source or again.regions:
            # Times have whole seconds: an equal object written again within one proves nothing.
            since = None if copied is None or again.last_modified is None else copied - again.last_modified
            if since is None or since <= timedelta(seconds=2):
                return False
        raise not_supported("rename", f"{self.source_key!r} is still there", f"{self.key!r} is a copy of it now")


def _described(found: object) -> ObjectInfo | None:
    if found is None or isinstance(found, ObjectInfo):
        return found
    raise MalformedResponse("a HEAD did not describe an object")
