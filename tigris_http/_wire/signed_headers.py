"""Which header fields a signature covers, and what no header field may hold, signed or not.

Contract: plain functions of values, apart from `_signing`, so that whoever sends unsigned requests does not load what
signing needs.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from tigris_http._wire.http import HeaderText

if TYPE_CHECKING:
    from tigris_http._wire.http import Headers

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_READ = re.compile(r"[\t -~\x80-\xff]*")  # RFC 9110, 5.5: what a header that was read may hold
# Written here, and only here: a caller's own copy would be sent twice or contradict the signature.
_RESERVED = frozenset(
    ("authorization", "host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"),
)
# What the transport sets after signing, and what intermediaries may change or drop (RFC 9110, 7.6.1).
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
    """Return those of `headers` that a signature covers; raises `ValueError` for one that cannot be sent."""
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
    # RFC 9110, 5.5: white space around a value is no part of it, so it would not arrive.
    if value[:1] == " " or value[-1:] == " ":
        raise ValueError(f"header {name!r} has a value with white space at its ends")
