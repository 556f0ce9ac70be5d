"""One object becomes another: copy and rename.

Reference: the S3 API page CopyObject and https://www.tigrisdata.com/docs/objects/object-rename/.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import datetime
from urllib.parse import quote

from tigris_http import _xml
from tigris_http._address import check_bucket_name, check_key
from tigris_http._checksums import CHECKSUMS, NONE, Checksums, check_algorithm
from tigris_http._http import Headers, Request, Response
from tigris_http._object_info import ObjectInfo
from tigris_http._refusal import document
from tigris_http._shapes import ETAG, HERE, MOMENT, Part, Shape
from tigris_http.errors import MalformedResponse
from tigris_http.operations import _checks
from tigris_http.operations._operation import Operation, Settled
from tigris_http.operations._tags import tagging_header
from tigris_http.operations.objects import HeadObject


@dataclass(frozen=True, slots=True)
class CopyObjectResult:
    """What the service noted of the new object."""

    etag: str | None = None
    last_modified: datetime | None = None
    version_id: str | None = None
    checksums: Checksums = NONE
    """Of the object, where the service has some."""


_COPIED = Shape(
    CopyObjectResult,
    Part("ETag", "etag", ETAG),
    Part("LastModified", "last_modified", MOMENT),
    Part(HERE, "checksums", CHECKSUMS),
)


def copy_source(bucket: str, key: str, version_id: str | None = None, *, argument: str = "source_bucket") -> str:
    """Return the `x-amz-copy-source` header value."""
    check_bucket_name(bucket, argument=argument)
    check_key(key, argument="source_key")
    # The key is percent-encoded once, slashes kept (wire reference 1.3), so that spaces, + and ? survive.
    source = f"{bucket}/{quote(key, safe='/~')}"
    if version_id is not None:
        source += f"?versionId={quote(_checks.version_id('source_version_id', version_id), safe='~')}"
    return source


def _parse(response: Response) -> CopyObjectResult:
    copied = _xml.read(_COPIED, document(response.head, response.body, "CopyObjectResult"))
    return replace(copied, version_id=response.head.get("x-amz-version-id"))


@dataclass(frozen=True, slots=True)
class CopyObject(Operation[CopyObjectResult]):
    """Copy an object of up to 5 GiB within the service.

    The copy has the source's content headers and metadata, unless `metadata` or a content header is given: then it has
    just the given ones (S3's directive REPLACE); likewise its tags, unless `tagging` is given. `snapshot_version`
    copies the source as it was then, `source_version_id` one version of it. `checksum_algorithm` has the service
    compute such a checksum of the copy. `source_if_...` are conditions on the source, `if_...` on the destination:
    `PreconditionFailed` when one does not hold.
    """

    bucket: str
    key: str
    source_bucket: str
    source_key: str
    _: KW_ONLY
    source_version_id: str | None = None
    snapshot_version: str | None = None
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
    checksum_algorithm: str | None = None
    if_match: str | None = None
    if_none_match: str | None = None
    if_modified_since: datetime | None = None
    if_unmodified_since: datetime | None = None
    source_if_match: str | None = None
    source_if_none_match: str | None = None
    source_if_modified_since: datetime | None = None
    source_if_unmodified_since: datetime | None = None

    def request(self) -> Request:
        """Return `PUT /{bucket}/{key}` with `x-amz-copy-source`."""
        source = copy_source(self.source_bucket, self.source_key, self.source_version_id)
        _checks.one_moment(self.source_version_id, self.snapshot_version, argument="source_version_id")
        headers: Headers = (("x-amz-copy-source", source),)
        described = _checks.content_headers(self)
        if described or self.metadata is not None:
            headers += (("x-amz-metadata-directive", "REPLACE"), *described)
        if self.metadata is not None:
            headers += _checks.metadata(self.metadata)
        headers += _checks.placement(self.storage_class, self.acl, self.server_side_encryption)
        if self.checksum_algorithm is not None:
            algorithm = check_algorithm("checksum_algorithm", self.checksum_algorithm)
            headers += (("x-amz-checksum-algorithm", algorithm.upper()),)
        if self.tagging is not None:
            headers += (("x-amz-tagging-directive", "REPLACE"), *tagging_header(self.tagging))
        headers += _checks.conditions(
            self.if_match, self.if_none_match, self.if_modified_since, self.if_unmodified_since
        )
        headers += _checks.conditions(
            self.source_if_match,
            self.source_if_none_match,
            self.source_if_modified_since,
            self.source_if_unmodified_since,
            on_source=True,
        )
        if self.snapshot_version is not None:
            version = _checks.snapshot_version("snapshot_version", self.snapshot_version)
            headers += (("x-tigris-snapshot-version", version),)
        return Request("PUT", check_bucket_name(self.bucket), check_key(self.key), (), headers)

    def parse(self, response: Response) -> CopyObjectResult:
        """Read the `CopyObjectResult`; an `<Error>` in its place is raised."""
        return _parse(response)


@dataclass(frozen=True, slots=True)
class RenameObject(Operation[CopyObjectResult]):
    """Give an object another key in the same bucket; no data is rewritten, whatever is under the new key goes.

    Sent once: where the answer is lost, the client looks whether the source is gone and the destination there, and
    only asks again when the source still stands.
    """

    REPEATABLE = False

    bucket: str
    source_key: str
    key: str

    def __post_init__(self) -> None:
        if self.source_key == self.key:
            raise ValueError("key must differ from source_key: an object cannot be renamed onto itself")

    def request(self) -> Request:
        """Return `PUT /{bucket}/{key}` with `x-amz-copy-source` and `x-tigris-rename`."""
        source = copy_source(self.bucket, self.source_key, argument="bucket")
        headers = (("x-amz-copy-source", source), ("x-tigris-rename", "true"))
        return Request("PUT", check_bucket_name(self.bucket), check_key(self.key), (), headers)

    def parse(self, response: Response) -> CopyObjectResult:
        """Read the `CopyObjectResult`; an `<Error>` in its place is raised."""
        return _parse(response)

    def settle(self) -> Generator[Operation[object], object, Settled[CopyObjectResult] | None]:
        """Return the result where the source is gone and the destination is there, else None."""
        if (yield HeadObject(self.bucket, self.source_key)) is not None:
            return None
        there = yield HeadObject(self.bucket, self.key)
        if there is None:
            return None
        if not isinstance(there, ObjectInfo):
            raise MalformedResponse("a HEAD of the destination did not describe an object")
        return Settled(CopyObjectResult(there.etag, there.last_modified, there.version_id))
