"""The header fields that a signature covers, and checks of all fields.

Contract: plain functions. They stand apart from `sigv4`, so that unsigned requests do not load the signing package.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from tigris_http._wire.http import HeaderText

if TYPE_CHECKING:
    from tigris_http._wire.http import Headers

UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""Values of `x-amz-content-sha256`: for a body outside the signature, and for no body."""

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_READ = re.compile(r"[\t -~\x80-\xff]*")  # RFC 9110, 5.5: the characters of a received header
# The signature writes these: a caller's copy would be sent twice or contradict it.
_RESERVED = frozenset(
    ("authorization", "host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"),
)
# Set by the transport after signing, or changed by intermediaries (RFC 9110, 7.6.1).
_UNSIGNED = frozenset(
    (
        "connection",
        "content-length",
        "expect",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "transfer-encoding",
        "upgrade",
        "user-agent",
    )
)


def signed_fields(headers: Headers) -> Headers:
    """Return the fields to sign. Raises `ValueError` or `TypeError` for a field that cannot be sent."""
    signed: list[tuple[str, str]] = []
    for field in headers:
        name, value = field
        to_sign = _is_signed(name)
        _check_value(name, value)
        if to_sign:
            signed.append(field)
    return tuple(signed)


@lru_cache(maxsize=1024)
def _is_signed(name: object) -> bool:
    if not isinstance(name, str):
        raise TypeError(f"a header name must be str, not {type(name).__name__}")
    if not TOKEN.fullmatch(name):
        raise ValueError(f"header name {name!r} is not a token of HTTP")
    name = name.lower()
    if name in _RESERVED:
        raise ValueError(f"header {name!r} is written by the signature itself")
    return name not in _UNSIGNED and not name.startswith("accept")


def _check_value(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise TypeError(f"header {name!r} must be str, not {type(value).__name__}")
    is_plain = value.isascii() and value.isprintable()
    if not is_plain and isinstance(value, HeaderText) and _READ.fullmatch(value) and value.strip(" \t") == value:
        return
    if not value.isascii():
        raise ValueError(f"header {name!r} has a value outside ASCII; encode it first (percent, base64)")
    if not is_plain:
        raise ValueError(f"header {name!r} has a value with control characters")
    # RFC 9110, 5.5: white space around a value does not arrive.
    if value[:1] == " " or value[-1:] == " ":
        raise ValueError(f"header {name!r} has a value with white space at its ends")
