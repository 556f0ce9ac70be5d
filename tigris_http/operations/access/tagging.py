"""Tags of objects and buckets: read, replace, remove."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.documents import xml
from tigris_http._wire.error_documents import document
from tigris_http._wire.http import Query, Request, Response
from tigris_http._wire.schema import TEXT, Part, Shape
from tigris_http.operations._base import Operation, Silent
from tigris_http.operations.access._tags import MAX_BUCKET_TAGS, checked_tags


@dataclass(frozen=True, slots=True)
class _Tag:
    key: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class _Tagging:
    tags: tuple[_Tag, ...]


_TAGGING = Shape(
    _Tagging, Part("TagSet/Tag", "tags", Shape(_Tag, Part("Key", "key", TEXT), Part("Value", "value", TEXT)), many=True)
)


def _written(tags: Mapping[str, str]) -> bytes:
    return xml.written("Tagging", _TAGGING, _Tagging(tuple(_Tag(key, value) for key, value in tags.items())))


def _read(response: Response) -> dict[str, str]:
    found = document(response.head, response.body, "Tagging").read(_TAGGING)
    return {tag.key: tag.value for tag in found.tags}


def _version(version_id: str | None) -> Query:
    if version_id is None:
        return (("tagging", ""),)
    return (("tagging", ""), ("versionId", arguments.version_id("version_id", version_id)))


@dataclass(frozen=True, slots=True)
class ObjectTagging:
    """The tags of an object."""

    tags: Mapping[str, str]
    version_id: str | None = None
    """The version of the object, in a snapshot bucket."""


@dataclass(frozen=True, slots=True)
class GetObjectTagging(Operation[ObjectTagging]):
    """Return an object's tags."""

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object."""
    _: KW_ONLY
    version_id: str | None = None
    """Version of the object, in a snapshot bucket; None for the live object."""

    def request(self) -> Request:
        """Return `GET /{bucket}/{key}?tagging`."""
        return Request("GET", check_bucket_name(self.bucket), check_key(self.key), _version(self.version_id))

    def parse(self, response: Response) -> ObjectTagging:
        return ObjectTagging(_read(response), response.head.get("x-amz-version-id"))


@dataclass(frozen=True, slots=True)
class PutObjectTagging(Silent):
    """Replace all tags of an object."""

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object."""
    tags: Mapping[str, str]
    """Up to 10; keys of 1 to 128 characters, values of up to 256."""
    _: KW_ONLY
    version_id: str | None = None
    """Version of the object, in a snapshot bucket; None for the live object."""

    def request(self) -> Request:
        """Return `PUT /{bucket}/{key}?tagging`."""
        body = _written(checked_tags("tags", self.tags))
        headers = (("content-type", "application/xml"),)
        query = _version(self.version_id)
        return Request("PUT", check_bucket_name(self.bucket), check_key(self.key), query, headers, body)


@dataclass(frozen=True, slots=True)
class DeleteObjectTagging(Silent):
    """Remove an object's tags. No error if it has none."""

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object."""
    _: KW_ONLY
    version_id: str | None = None
    """Version of the object, in a snapshot bucket; None for the live object."""

    def request(self) -> Request:
        """Return `DELETE /{bucket}/{key}?tagging`."""
        return Request("DELETE", check_bucket_name(self.bucket), check_key(self.key), _version(self.version_id))


@dataclass(frozen=True, slots=True)
class GetBucketTagging(Operation[Mapping[str, str]]):
    """Return a bucket's tags; `NotFound` (`NoSuchTagSet`) if it has none."""

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `GET /{bucket}?tagging`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("tagging", ""),))

    def parse(self, response: Response) -> Mapping[str, str]:
        return _read(response)


@dataclass(frozen=True, slots=True)
class PutBucketTagging(Silent):
    """Replace all tags of a bucket."""

    bucket: str
    """Name of the bucket."""
    tags: Mapping[str, str]
    """Up to 50; keys of 1 to 128 characters, values of up to 256."""

    def request(self) -> Request:
        """Return `PUT /{bucket}?tagging`."""
        body = _written(checked_tags("tags", self.tags, most=MAX_BUCKET_TAGS))
        headers = (("content-type", "application/xml"),)
        return Request("PUT", check_bucket_name(self.bucket), None, (("tagging", ""),), headers, body)


@dataclass(frozen=True, slots=True)
class DeleteBucketTagging(Silent):
    """Remove a bucket's tags. No error if it has none."""

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `DELETE /{bucket}?tagging`."""
        return Request("DELETE", check_bucket_name(self.bucket), query=(("tagging", ""),))
