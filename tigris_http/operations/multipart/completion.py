"""End an upload in parts: complete or abort it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Generator, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from itertools import pairwise

from tigris_http._wire import arguments
from tigris_http._wire.checksums import CHECKSUMS, NONE, Checksums
from tigris_http._wire.documents import xml
from tigris_http._wire.error_documents import document
from tigris_http._wire.http import Headers, Request, Response
from tigris_http._wire.schema import ETAG, HERE, INTEGER, TEXT, Part, Shape, etag
from tigris_http.errors import OutcomeUnknown
from tigris_http.operations._base import Doubt, Operation, Settled, Silent
from tigris_http.operations.multipart.multipart import MAX_PARTS, UploadedPart, of_upload
from tigris_http.operations.multipart.uploads import ListedPart, ListParts
from tigris_http.operations.objects._object_headers import condition_headers
from tigris_http.operations.objects._object_info import ObjectInfo
from tigris_http.operations.objects.reads import HeadObject

_MD5 = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class _NamedPart:
    number: int
    tag: str
    checksums: Checksums = NONE


@dataclass(frozen=True, slots=True)
class _Completion:
    parts: tuple[_NamedPart, ...]


_NAMED = Shape(
    _NamedPart, Part("PartNumber", "number", INTEGER), Part("ETag", "tag", ETAG), Part(HERE, "checksums", CHECKSUMS)
)
_COMPLETION = Shape(_Completion, Part("Part", "parts", _NAMED, many=True))


@dataclass(frozen=True, slots=True)
class CompletedUpload:
    """The object made of the parts."""

    bucket: str
    key: str
    etag: str | None
    """Entity tag without quotes: a hash of the parts' tags, a hyphen, their number."""
    location: str | None = None
    """A URL of the object, as the service names it."""
    version_id: str | None = None
    """Version of the object, on snapshot buckets."""
    checksums: Checksums = NONE
    """Checksum of the parts' checksums, if the service sends it."""


@dataclass(frozen=True, slots=True)
class _Answer:
    etag: str | None = None
    location: str | None = None
    checksums: Checksums = NONE


_ANSWER = Shape(
    _Answer, Part("ETag", "etag", ETAG), Part("Location", "location", TEXT), Part(HERE, "checksums", CHECKSUMS)
)


@dataclass(frozen=True, slots=True)
class CompleteMultipartUpload(Operation[CompletedUpload]):
    """Join the parts of an upload into the object.

    Raises `NotFound` if there is no such upload, as after it was completed or aborted, and `PreconditionFailed` if a
    condition does not hold. After a lost response the client looks whether the object is there and made of these parts:
    `OutcomeUnknown` if the object does not tell.
    """

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    upload_id: str
    """The upload, as `create_multipart_upload` returned it."""
    parts: Iterable[UploadedPart | ListedPart | tuple[int, str]]
    """Results of `upload_part` or `list_parts`, or pairs (number, etag), in order of their numbers. Other stored parts
    do not matter."""
    _: KW_ONLY
    if_match: str | None = None
    """Entity tag: make the object only in place of the one that has it."""
    if_none_match: str | None = None
    """`"*"`: make the object only if there is none under the key."""

    def __post_init__(self) -> None:
        try:
            # Read once: an iterator would be empty at the second attempt.
            parts = tuple(self.parts)
        except TypeError:
            raise TypeError(f"parts must be an iterable of parts, not {type(self.parts).__name__}") from None
        object.__setattr__(self, "parts", tuple(map(_part, parts)))

    @property
    def _named_parts(self) -> tuple[_NamedPart, ...]:
        return tuple(map(_named, map(_part, self.parts)))

    def request(self) -> Request:
        """Return `POST /{bucket}/{key}?uploadId=`."""
        bucket, key, upload = of_upload(self.bucket, self.key, self.upload_id)
        parts = self._named_parts
        if not 1 <= len(parts) <= MAX_PARTS:
            raise ValueError(f"parts must be 1 to {MAX_PARTS:,}, not {len(parts):,}")
        for before, after in pairwise(parts):
            if before.number >= after.number:
                raise ValueError(f"parts must ascend by their numbers: {after.number} stands after {before.number}")
        headers: Headers = (("content-type", "application/xml"),)
        headers += condition_headers(self.if_match, self.if_none_match, None, None)
        body = xml.written("CompleteMultipartUpload", _COMPLETION, _Completion(parts))
        return Request("POST", bucket, key, (upload,), headers, body)

    def parse(self, response: Response) -> CompletedUpload:
        # The service answers 200 before it joins the parts. The body may still hold an error.
        answer = document(response.head, response.body, "CompleteMultipartUploadResult").read(_ANSWER)
        version = response.head.get("x-amz-version-id")
        return CompletedUpload(self.bucket, self.key, answer.etag, answer.location, version, answer.checksums)

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[CompletedUpload] | None]:
        there = yield HeadObject(self.bucket, self.key)
        if not isinstance(there, ObjectInfo) or there.etag is None:
            return None
        expected = self._expected_tag()
        if expected is None:
            raise OutcomeUnknown(
                "the answer of an earlier attempt was lost, and the entity tags of the parts do not tell whether the "
                "object that is there is made of them: compare it with your parts before you upload again"
            )
        if there.etag != expected:
            return None
        return Settled(CompletedUpload(self.bucket, self.key, there.etag, None, there.version_id))

    def _expected_tag(self) -> str | None:
        tags = [part.tag for part in self._named_parts]
        if not all(map(_MD5.fullmatch, tags)):
            return None
        whole = hashlib.md5(b"".join(map(bytes.fromhex, tags)), usedforsecurity=False)
        return f"{whole.hexdigest()}-{len(tags)}"


def _part(part: UploadedPart | ListedPart | tuple[int, str]) -> UploadedPart:
    if isinstance(part, ListedPart):
        part = UploadedPart(part.part_number, part.etag, checksums=part.checksums)
    elif not isinstance(part, UploadedPart):
        given: object = part
        if isinstance(given, (str, bytes, Mapping)):
            kind = type(given).__name__
            raise TypeError(f"parts must be parts, or pairs of a number and an etag; one is {kind}")
        try:
            number, tag = part
        except (TypeError, ValueError):
            raise TypeError("parts must be parts, or pairs of a number and an etag") from None
        part = UploadedPart(number, tag)
    arguments.count("a part's number", part.part_number, least=1, most=MAX_PARTS)
    # A proxy that compresses marks a tag as weak. For the service it is the same part.
    tag = etag(arguments.text("a part's etag", part.etag).removeprefix("W/"))
    if not tag:
        raise ValueError(f"a part's etag must not be empty: list_parts may tell that of part {part.part_number}")
    return replace(part, etag=tag)


def _named(part: UploadedPart) -> _NamedPart:
    return _NamedPart(part.part_number, part.etag, part.checksums)


@dataclass(frozen=True, slots=True)
class AbortMultipartUpload(Silent):
    """End an upload and drop its parts. Raises `NotFound` if there is no such upload.

    A part under way may still be stored: list the parts, and abort again if there are any.
    """

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    upload_id: str
    """The upload, as `create_multipart_upload` returned it."""

    def request(self) -> Request:
        """Return `DELETE /{bucket}/{key}?uploadId=`."""
        # Without its upload the same request deletes the object.
        bucket, key, upload = of_upload(self.bucket, self.key, self.upload_id)
        return Request("DELETE", bucket, key, (upload,))

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[None] | None]:
        there = yield ListParts(self.bucket, self.key, self.upload_id, max_parts=1)
        return Settled(None) if there is None else None
