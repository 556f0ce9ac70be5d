"""Parameters of operations on objects: those that several share, and all as request headers and queries.

Contract: None adds nothing. A wrong parameter raises `ValueError` or `TypeError` with its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import Literal, Protocol, TypedDict

from tigris_http._wire import arguments
from tigris_http._wire.checksums import Algorithm
from tigris_http._wire.http import Headers, HeaderText, Query
from tigris_http._wire.signed_headers import TOKEN
from tigris_http.operations._base import Action
from tigris_http.operations.access._tags import tagging_header

MAX_METADATA = 2048
"""Limit of user metadata in bytes: names and values together."""
_META = "x-amz-meta-"


def condition_headers(
    if_match: str | None,
    if_none_match: str | None,
    if_modified_since: datetime | None,
    if_unmodified_since: datetime | None,
    *,
    on_source: bool = False,
) -> Headers:
    """Return the conditions of RFC 9110 section 13.1, or S3's for a copy's source; all must hold."""
    headers: list[tuple[str, str]] = []
    header, argument = ("x-amz-copy-source-", "source_") if on_source else ("", "")
    if if_match is not None:
        headers.append((f"{header}if-match", arguments.entity_tags(f"{argument}if_match", if_match)))
    if if_none_match is not None:
        tags = arguments.entity_tags(f"{argument}if_none_match", if_none_match, weak=True)
        headers.append((f"{header}if-none-match", tags))
    if if_modified_since is not None:
        date = arguments.http_date(f"{argument}if_modified_since", if_modified_since)
        headers.append((f"{header}if-modified-since", date))
    if if_unmodified_since is not None:
        date = arguments.http_date(f"{argument}if_unmodified_since", if_unmodified_since)
        headers.append((f"{header}if-unmodified-since", date))
    return tuple(headers)


@dataclass(frozen=True, slots=True)
class ObjectSettings(Action):
    """The settings of an object that is stored, whole or in parts."""

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    _: KW_ONLY
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


@dataclass(frozen=True, slots=True)
class CopySettings(ObjectSettings):
    """The source and the settings of a copy."""

    bucket: str
    """Bucket of the copy."""
    key: str
    """Key of the copy: at most 1,024 bytes as UTF-8."""
    source_bucket: str
    """Bucket of the source."""
    source_key: str
    """Key of the source."""
    _: KW_ONLY
    source_version_id: str | None = None
    """Copy this version of the source. None: the current one. Excludes `snapshot_version`."""
    snapshot_version: str | None = None
    """Version of a snapshot, a str of digits: copy the source as it was then. Excludes `source_version_id`."""
    content_type: str | None = None
    """`Content-Type` of the copy. Any content header replaces all content headers and metadata of the source."""
    metadata: Mapping[str, str] | None = None
    """User metadata, in place of all content headers and metadata of the source: names to printable ASCII, at most
    2,048 bytes in all, or values from `ObjectInfo.metadata`."""
    tagging: Mapping[str, str] | None = None
    """Tags, in place of those of the source: keys to values, at most 10."""
    storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None
    """`"STANDARD"`, `"STANDARD_IA"`, `"GLACIER"` or `"GLACIER_IR"`. None: left to the service."""
    acl: Literal["private", "public-read"] | None = None
    """`"private"` or `"public-read"`. None: left to the service."""
    checksum_algorithm: Algorithm | None = None
    """Have the service compute a checksum of the copy: `"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"` or `"sha256"`."""
    if_match: str | None = None
    """Entity tag: copy only over the object that has it."""
    if_none_match: str | None = None
    """`"*"`: copy only if there is no object under the key."""
    source_if_match: str | None = None
    """Entity tag: copy only if the source has it."""

    @property
    def replaces(self) -> bool:
        """True if content headers and metadata are given: none of the source's are kept."""
        return self.metadata is not None or bool(content_headers(self))


def content_headers(operation: ObjectSettings) -> Headers:
    given = (
        ("content_type", operation.content_type),
        ("content_encoding", operation.content_encoding),
        ("content_disposition", operation.content_disposition),
        ("content_language", operation.content_language),
        ("cache_control", operation.cache_control),
    )
    headers = [
        (name.replace("_", "-"), arguments.content_text(name, value)) for name, value in given if value is not None
    ]
    if operation.expires is not None:
        headers.append(("expires", arguments.http_date("expires", operation.expires)))
    return tuple(headers)


def settings_headers(of: ObjectSettings) -> Headers:
    headers = content_headers(of) + placement_headers(of.storage_class, of.acl, of.server_side_encryption)
    if of.metadata is not None:
        headers += metadata_headers(of.metadata)
    return headers + tagging_header(of.tagging)


class Settings(TypedDict):
    """The settings as parameters, for the operations of an action that stores an object."""

    content_type: str | None
    content_encoding: str | None
    content_disposition: str | None
    content_language: str | None
    cache_control: str | None
    expires: datetime | None
    metadata: Mapping[str, str] | None
    tagging: Mapping[str, str] | None
    storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None
    acl: Literal["private", "public-read"] | None
    server_side_encryption: Literal["AES256"] | None


def settings(of: ObjectSettings, metadata: Mapping[str, str] | None) -> Settings:
    """Return the settings of an action with the metadata to store."""
    return {
        "content_type": of.content_type,
        "content_encoding": of.content_encoding,
        "content_disposition": of.content_disposition,
        "content_language": of.content_language,
        "cache_control": of.cache_control,
        "expires": of.expires,
        "metadata": metadata,
        "tagging": of.tagging,
        "storage_class": of.storage_class,
        "acl": of.acl,
        "server_side_encryption": of.server_side_encryption,
    }


class Overriding(Protocol):
    @property
    def response_content_type(self) -> str | None: ...
    @property
    def response_content_encoding(self) -> str | None: ...
    @property
    def response_content_disposition(self) -> str | None: ...
    @property
    def response_content_language(self) -> str | None: ...
    @property
    def response_cache_control(self) -> str | None: ...
    @property
    def response_expires(self) -> datetime | None: ...


def response_overrides(operation: Overriding) -> Query:
    """Return the query parameters that set response headers."""
    given = (
        ("response_content_type", operation.response_content_type),
        ("response_content_encoding", operation.response_content_encoding),
        ("response_content_disposition", operation.response_content_disposition),
        ("response_content_language", operation.response_content_language),
        ("response_cache_control", operation.response_cache_control),
    )
    query: list[tuple[str, str]] = []
    for name, value in given:
        if value is not None:
            if not arguments.header_text(name, value):
                raise ValueError(f"{name} must not be empty: it cannot remove a header")
            query.append((name.replace("_", "-"), value))
    if operation.response_expires is not None:
        query.append(("response-expires", arguments.http_date("response_expires", operation.response_expires)))
    return tuple(query)


def placement_headers(storage_class: str | None, acl: str | None, server_side_encryption: str | None = None) -> Headers:
    """Return the headers of tier, canned ACL and encryption."""
    headers: list[tuple[str, str]] = []
    if storage_class is not None:
        known = arguments.one_of("storage_class", storage_class, arguments.STORAGE_CLASSES)
        headers.append(("x-amz-storage-class", known))
    if acl is not None:
        headers.append(("x-amz-acl", arguments.one_of("acl", acl, arguments.CANNED_ACLS)))
    if server_side_encryption is not None:
        known = arguments.one_of("server_side_encryption", server_side_encryption, arguments.ENCRYPTIONS)
        headers.append(("x-amz-server-side-encryption", known))
    return tuple(headers)


def metadata_headers(value: Mapping[str, str]) -> Headers:
    """Return user metadata as `x-amz-meta-` headers. Names come back in lower case."""
    if not isinstance(value, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"metadata must be a mapping of names to text, not {type(value).__name__}")
    headers: dict[str, str] = {}
    total, was_read = 0, False
    for name, content in value.items():
        if not TOKEN.fullmatch(arguments.text("a name of metadata", name)):
            raise ValueError(f"metadata name {name[:80]!r} cannot be a header name")
        field = _META + name.lower()
        if field in headers:
            raise ValueError(f"metadata has two names that differ only in case: {name!r}")
        headers[field] = sent = arguments.content_text(f"metadata[{name!r}]", content)
        total += len(name) + len(sent)
        was_read = was_read or isinstance(sent, HeaderText)
    if total > MAX_METADATA and not was_read:
        raise ValueError(f"metadata must be at most {MAX_METADATA:,} bytes in all, not {total:,}")
    return tuple(headers.items())
