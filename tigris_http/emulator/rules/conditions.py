"""Conditional requests.

Contract: all given conditions must hold; dates are in the form of RFC 1123. A read answers 304 or 412, a write or a
copy 412. If the key is missing, `If-Match` is 404 for a write, and its deletion succeeds. Writes understand `*` and
`"*"`, and the older dialect: `If-Match: ""` creates only if absent, `If-None-Match: ""` replaces only if present.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tigris_http.emulator.http.errors import ErrorResponse, NotModified
from tigris_http.emulator.store.clock import SECOND, date_seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.emulator.http.message import Headers
    from tigris_http.emulator.store.rows import Version

_ANY: Final = frozenset({"*", '"*"'})
_NAMES: Final = ("if-match", "if-none-match", "if-modified-since", "if-unmodified-since")
_SOURCE: Final = "x-amz-copy-source-"


def check_read(headers: Headers, version: Version) -> None:
    """Raise NotModified or an ErrorResponse if a GET or HEAD of `version` must not return the object."""
    match, none_match, modified, unmodified = (headers.get(name) for name in _NAMES)
    if match is not None and not _matches(match, version.etag):
        raise _failed("If-Match")
    if unmodified is not None and _is_after(version, unmodified):
        raise _failed("If-Unmodified-Since")
    if none_match is not None and _matches(none_match, version.etag):
        raise NotModified
    if modified is not None and not _is_after(version, modified):
        raise NotModified


def check_source(headers: Headers, version: Version) -> None:
    """Raise an ErrorResponse if the source of a copy does not meet `x-amz-copy-source-if-*`."""
    match, none_match, modified, unmodified = (headers.get(_SOURCE + name) for name in _NAMES)
    if match is not None and not _matches(match, version.etag):
        raise _failed(f"{_SOURCE}If-Match")
    if none_match is not None and _matches(none_match, version.etag):
        raise _failed(f"{_SOURCE}If-None-Match")
    if modified is not None and not _is_after(version, modified):
        raise _failed(f"{_SOURCE}If-Modified-Since")
    if unmodified is not None and _is_after(version, unmodified):
        raise _failed(f"{_SOURCE}If-Unmodified-Since")


def write_check(headers: Headers) -> Callable[[Version | None], None]:
    """Return a check of the version that is current at the write. It raises ErrorResponse."""
    match, none_match, modified, unmodified = (headers.get(name) for name in _NAMES)

    def check(current: Version | None) -> None:
        if match is not None:
            if match.strip() == '""':
                if current is not None:
                    raise _failed("If-Match")
            elif current is None:
                raise ErrorResponse("NoSuchKey")
            elif not _matches(match, current.etag):
                raise _failed("If-Match")
        if none_match is not None:
            if none_match.strip() == '""':
                if current is None:
                    raise _failed("If-None-Match")
            elif current is not None and _matches(none_match, current.etag):
                raise _failed("If-None-Match")
        if current is not None:
            if modified is not None and not _is_after(current, modified):
                raise _failed("If-Modified-Since")
            if unmodified is not None and _is_after(current, unmodified):
                raise _failed("If-Unmodified-Since")

    return check


def delete_check(headers: Headers) -> Callable[[Version | None], None]:
    """Return a check of the version that is current at the deletion. It raises ErrorResponse."""
    check = write_check(headers)
    return lambda current: None if current is None else check(current)


def entry_check(etag: str) -> Callable[[Version | None], None]:
    """Return the check of an entry of DeleteObjects with an `ETag`."""

    def check(current: Version | None) -> None:
        if current is not None and not _matches(etag, current.etag):
            raise _failed("ETag")

    return check


def _matches(header: str, etag: str) -> bool:
    tags = [tag.strip() for tag in header.split(",")]
    return any(tag in _ANY or tag.removeprefix("W/").strip('"') == etag for tag in tags)


def _is_after(version: Version, date: str) -> bool:
    """Return whether `version` is newer than the date, in whole seconds as in HTTP."""
    try:
        return version.version // SECOND > date_seconds(date)
    except ValueError as problem:
        raise ErrorResponse("InvalidArgument", "A date of a condition is not valid.") from problem


def _failed(condition: str) -> ErrorResponse:
    return ErrorResponse("PreconditionFailed", extra=[("Condition", condition)])
