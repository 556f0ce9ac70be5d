"""Parameters of operations on objects as request headers and queries.

Contract: None adds nothing. A wrong parameter raises `ValueError` or `TypeError` with its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from tigris_http._wire import arguments
from tigris_http._wire.http import Headers, HeaderText, Query
from tigris_http._wire.signed_headers import TOKEN

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


class Described(Protocol):
    @property
    def content_type(self) -> str | None: ...
    @property
    def content_encoding(self) -> str | None: ...
    @property
    def content_disposition(self) -> str | None: ...
    @property
    def content_language(self) -> str | None: ...
    @property
    def cache_control(self) -> str | None: ...
    @property
    def expires(self) -> datetime | None: ...


def content_headers(operation: Described) -> Headers:
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
