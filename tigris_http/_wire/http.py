"""One HTTP exchange as frozen data: what an operation asks, and what came back.

Contract: nothing here opens a socket, reads a clock or knows a dependency. An operation makes a `Request` in
S3's terms (bucket, key, decoded query); `_address` turns it into the exact bytes of the request target, and
nobody encodes anything after that. A reply is a `Head` plus either the whole body (`Response`) or an open
source of bytes (`ByteSource`, `AsyncByteSource`).
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from tigris_http._annotations import Buffer

Headers: TypeAlias = tuple[tuple[str, str], ...]
Query: TypeAlias = tuple[tuple[str, str], ...]
"""Decoded names and values; a bare flag such as `?metadata` has the empty string as its value."""


class HeaderText(str):
    """A header's value as it was read: each character is a byte, and goes back as this byte.

    Text of a caller's own is never taken for one, since it does not say how to encode it.
    """

    __slots__ = ()


def as_read(value: str) -> str:
    """Return a header's value so that it can be sent back unchanged."""
    return value if value.isascii() and value.isprintable() else HeaderText(value)


class SupportsRead(Protocol):
    """A binary file object: all that an upload needs of it."""

    def read(self, size: int = ..., /) -> bytes:
        """Return up to `size` bytes, `b""` at the end."""
        ...


BlockingContent: TypeAlias = Buffer | os.PathLike[str] | SupportsRead | Iterable[bytes]
Content: TypeAlias = BlockingContent | AsyncIterable[bytes]
"""What may be uploaded: bytes-like, a path, a binary file from its position, or an iterable of bytes."""


@dataclass(frozen=True, slots=True)
class Request:
    """What an operation asks of the service, before it has an address and a signature."""

    method: str
    bucket: str | None = None
    key: str | None = None
    query: Query = ()
    headers: Headers = ()
    body: Content = b""
    length: int | None = None
    """Size of `body` in bytes where it cannot be asked for it (an iterable); checked before or while sending."""
    sha256: str | None = None
    """Hex SHA-256 of the body where it is known, or `UNSIGNED-PAYLOAD`; None to have it computed."""
    checksum: str | None = None
    """The algorithm of a checksum of the body that is computed and sent with it, as a header; None for none."""
    path_style: bool = False
    """True if only path style is known to work for this request: `auto` addressing uses it, `virtual` does not."""
    defaults: Headers = ()
    """Further headers; a caller's own header of the same name takes their place."""


@dataclass(frozen=True, slots=True)
class Head:
    """Status line and header fields of a reply."""

    status: int
    headers: Headers = ()

    def get(self, name: str, default: str | None = None) -> str | None:
        """Return the first value of header `name` (any case), or `default`."""
        name = name.lower()
        for field, value in self.headers:
            if field.lower() == name:
                return value
        return default


@dataclass(frozen=True, slots=True)
class Response:
    """A whole reply: its head and all bytes of its body."""

    head: Head
    body: bytes = b""

    @property
    def status(self) -> int:
        """The HTTP status code."""
        return self.head.status


class ByteSource(Protocol):
    """An open reply body. The one primitive is `readinto`; everything that streams is built on it.

    One that is collected without `close` gives its connection back by itself, when that is safe: a finaliser of what
    is built on it only warns.
    """

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill the front of `buffer` with what is there (at least one byte); return how much, 0 at the end.

        Raises an error of `tigris_http.errors` when the connection breaks before the declared end.
        """
        ...

    @property
    def trailers(self) -> Headers:
        """Trailer fields, once the end was reached and where the transport can see them; else `()`."""
        ...

    def close(self) -> None:
        """Give the connection back, or close it when the body was not read to its end. Never raises."""
        ...


class AsyncByteSource(Protocol):
    """The async twin of `ByteSource`."""

    async def readinto(self, buffer: memoryview, /) -> int:
        """Fill the front of `buffer`; return how much, 0 at the end."""
        ...

    @property
    def trailers(self) -> Headers:
        """Trailer fields, once the end was reached and where the transport can see them; else `()`."""
        ...

    async def aclose(self) -> None:
        """Give the connection back, or close it when the body was not read to its end. Never raises."""
        ...
