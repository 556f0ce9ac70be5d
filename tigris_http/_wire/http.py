"""One HTTP exchange as frozen data: the request of an operation, and its response.

Contract: no socket, no clock, no dependency. An operation makes a `Request` in S3's terms (bucket, key, decoded query).
A response is a `Head` with a whole body (`Response`) or an open one (`ByteSource`, `AsyncByteSource`).
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

from tigris_http._annotations import Buffer

_WORD: Final = r"=\?utf-8\?([BbQq])\?([!->@-~]*)\?="
_WORDS: Final = rf"{_WORD}(?:[ \t]+{_WORD})*"
_FLAGS: Final = re.ASCII | re.IGNORECASE

Headers: TypeAlias = tuple[tuple[str, str], ...]
Query: TypeAlias = tuple[tuple[str, str], ...]
"""Decoded names and values; a bare flag such as `?metadata` has the empty string as its value."""


_KEPT_TWICE = frozenset(
    {"cache-control", "content-encoding", "content-language", "content-length", "transfer-encoding"}
)
"""Lists, of which the same value twice is two members, and a length, which must be stated once."""


def by_name(headers: Headers) -> dict[str, str]:
    """Return the values by their names in lower case.

    The values of a field that came several times are joined by commas (RFC 9110, 5.3). A field with one value, such as
    `ETag`, may be repeated by a proxy: the same value again changes nothing.
    """
    found = {name.lower(): value for name, value in headers}
    return found if len(found) == len(headers) else _joined(headers)


def _joined(headers: Headers) -> dict[str, str]:
    found: dict[str, str] = {}
    for raw_name, value in headers:
        name = raw_name.lower()
        before = found.get(name)
        if before is None:
            found[name] = value
        elif before != value or name in _KEPT_TWICE or name.startswith("x-amz-meta-"):
            found[name] = f"{before}, {value}"
    return found


class HeaderText(str):
    """A header's value as it was read: each character is a byte, and is sent as this byte.

    A caller's own text is a plain `str`: its encoding is unknown.
    """

    __slots__ = ()


def as_read(value: str) -> str:
    return value if value.isascii() and value.isprintable() else HeaderText(value)


class DecodedText(str):
    """The text of a header's value in UTF-8 or RFC 2047. It is sent as `raw`, the value as it was read."""

    __slots__ = ("raw",)

    raw: str

    @classmethod
    def of(cls, text: str, raw: str) -> DecodedText:
        made = cls(text)
        made.raw = raw
        return made


def decoded(raw: str) -> str:
    """Return the text of a value, or the value itself if its encoding is not clear.

    Clear are bytes beyond ASCII that are UTF-8, and values of nothing but encoded words of UTF-8 (RFC 2047, section 2).
    """
    try:
        if not raw.isascii():
            text = raw.encode("latin-1").decode("utf-8")
        elif raw[:2] == "=?" and re.fullmatch(_WORDS, raw, _FLAGS):
            text = "".join([_word(*word.groups()) for word in re.finditer(_WORD, raw, _FLAGS)])
        else:
            return raw
    except ValueError:  # not UTF-8, or not base64
        return raw
    return DecodedText.of(text, raw) if text.isprintable() else raw


def _word(kind: str, text: str) -> str:
    from base64 import b64decode
    from binascii import a2b_qp

    if kind in "bB":
        return b64decode(text, validate=True).decode("utf-8")
    return a2b_qp(text, header=True).decode("utf-8")


class SupportsRead(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


BlockingContent: TypeAlias = Buffer | os.PathLike[str] | SupportsRead | Iterable[bytes]
Content: TypeAlias = BlockingContent | AsyncIterable[bytes]
"""A body to upload: bytes-like, a path, a binary file from its position, or an iterable of bytes."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request, not yet signed."""

    method: str
    bucket: str | None = None
    key: str | None = None
    query: Query = ()
    headers: Headers = ()
    body: Content = b""
    length: int | None = None
    """Size in bytes of a `body` without a length, such as an iterable; checked before or while sending."""
    sha256: str | None = None
    """Hex SHA-256 of the body, or `UNSIGNED-PAYLOAD`; None to compute it."""
    checksum: str | None = None
    """Algorithm of a checksum to compute and send as a header; None for no checksum."""
    path_style: bool = False
    """True if only path style is known to work: `auto` addressing uses it, `virtual` does not."""
    defaults: Headers = ()
    """Further headers, which a caller's header of the same name replaces."""


_set = object.__setattr__


@dataclass(frozen=True, slots=True)
class Head:
    """Status and header fields of a response."""

    status: int
    headers: Headers = ()
    """Names and values as they came."""
    _named: Mapping[str, str] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def named(self) -> Mapping[str, str]:
        """The values by their names in lower case, as `by_name` joins them."""
        named = self._named
        if named is None:
            named = by_name(self.headers)
            _set(self, "_named", named)
        return named

    def get(self, name: str, default: str | None = None) -> str | None:
        """Return the value of header `name` (any case), or `default` if it is absent or empty."""
        return self.named.get(name.lower()) or default


@dataclass(frozen=True, slots=True)
class Response:
    """A whole response: its head and its body."""

    head: Head
    body: bytes = b""

    @property
    def status(self) -> int:
        return self.head.status


class ByteSource(Protocol):
    """An open response body.

    If it is garbage-collected unclosed, it releases its connection itself; wrappers only warn.
    """

    def readinto(self, buffer: memoryview, /) -> int:
        """Receive at least one byte into `buffer`; return the number of bytes, 0 at the end.

        Raises an error of `tigris_http.errors` if the connection breaks before the declared end.
        """
        ...

    @property
    def remaining(self) -> int | None:
        """Bytes still to come: 0 once the connection is released, None if only the end tells."""
        ...

    @property
    def trailers(self) -> Headers:
        """Trailer fields after the end of the body; `()` before it, or if the transport hides them."""
        ...

    def close(self) -> None:
        """Release the connection, or close it if the body was not read to its end. Never raises."""
        ...


class AsyncByteSource(Protocol):
    """The async twin of `ByteSource`."""

    async def readinto(self, buffer: memoryview, /) -> int: ...

    @property
    def remaining(self) -> int | None: ...

    @property
    def trailers(self) -> Headers: ...

    async def aclose(self) -> None: ...
