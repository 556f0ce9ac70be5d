"""HTTP/1.1 body framing (RFC 9112, sections 6 and 7.1), decoded in place. Pure.

Contract: `decode(buffer, n)` takes the next `n` received bytes from the front of `buffer`. It moves their payload to
the front and returns its size; the rest of the buffer is scratch. `receive_limit` keeps a caller from receiving beyond
the body. `receive_eof` reports that the peer closed. Any input yields payload, `CorruptBody` or, if the body ends
early, `IncompleteBody`.
"""

from __future__ import annotations

import re
from typing import Final, Protocol

from tigris_http._wire.http import Head, Headers
from tigris_http.errors import CorruptBody, IncompleteBody, MalformedResponse

MAX_LINE: Final = 8 * 1024
"""Bytes of a chunk-size line with its extensions, or of one trailer field."""
MAX_TRAILERS: Final = 64 * 1024
"""Bytes of all trailer fields together."""

_HEX: Final = frozenset(b"0123456789abcdefABCDEF")
_TOKEN: Final = frozenset(b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_next_size = re.compile(rb"\r\n([1-9A-Fa-f][0-9A-Fa-f]{0,7})\r\n").match
_END_OF_DATA, _SIZE, _TRAILER = range(3)  # kinds of the next line


class Framing(Protocol):
    """Finds the end of a body."""

    @property
    def done(self) -> bool:
        """True once the end of the body was seen."""
        ...

    @property
    def remaining(self) -> int | None:
        """Bytes still to come: 0 once `done`, None if only the end tells."""
        ...

    @property
    def trailers(self) -> Headers:
        """The trailer fields, once `done`."""
        ...

    def receive_limit(self, size: int) -> int:
        """Return the bytes to receive at most, of `size`."""
        ...

    def decode(self, buffer: memoryview, size: int) -> int:
        """Move the payload of the first `size` bytes to the front; return its size."""
        ...

    def receive_eof(self) -> None:
        """Take note that the peer closed. Raises `IncompleteBody` if that is too early."""
        ...


def framing_of(head: Head) -> Framing:
    coding, length = head.named.get("transfer-encoding"), head.named.get("content-length")
    if coding is not None:
        # "If a Transfer-Encoding header field is present and the chunked transfer coding is the final encoding ...";
        # S3 uses no other coding; a wrong guess would misread the whole body.
        if coding.strip().lower() != "chunked":
            raise MalformedResponse(f"an answer with Transfer-Encoding {coding[:80]!r}")
        # RFC 9112, 6.3: both "ought to be handled as an error": two readers would find two ends.
        if length is not None:
            raise MalformedResponse("an answer with both Transfer-Encoding and Content-Length")
        return Chunked()
    if length is None:
        return UntilClose()
    length = length.strip()
    if not (length.isascii() and length.isdigit() and len(length) <= 20):
        raise MalformedResponse(f"an answer whose Content-Length is not one number: {length[:80]!r}")
    return Counted(int(length))


class Counted:
    trailers: Headers = ()

    def __init__(self, length: int) -> None:
        self.remaining = length

    @property
    def done(self) -> bool:
        return self.remaining == 0

    def receive_limit(self, size: int) -> int:
        return min(size, self.remaining)

    def decode(self, buffer: memoryview, size: int) -> int:
        if size > self.remaining:
            raise CorruptBody("the body goes on beyond its declared end")
        self.remaining -= size
        return size

    def receive_eof(self) -> None:
        if self.remaining:
            raise IncompleteBody(f"the connection ended {self.remaining} bytes before the body's declared end")


class UntilClose:
    trailers: Headers = ()

    def __init__(self) -> None:
        self.done = False

    @property
    def remaining(self) -> int | None:
        return 0 if self.done else None

    def receive_limit(self, size: int) -> int:
        return size

    def decode(self, buffer: memoryview, size: int) -> int:
        return size

    def receive_eof(self) -> None:
        self.done = True


class Chunked:
    """A chunked body: `chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF`, then `0`, trailer fields, CRLF."""

    def __init__(self) -> None:
        self.done = False
        self._data = 0  # bytes of the current chunk still to come
        self._expected = _SIZE  # kind of the next line
        self._line = b""  # beginning of a line that is not complete
        self._error: CorruptBody | None = None  # found after the payload returned last
        self._trailer_bytes = 0
        self._fields: list[tuple[str, str]] = []

    @property
    def remaining(self) -> int | None:
        return 0 if self.done else None

    @property
    def trailers(self) -> Headers:
        return tuple(self._fields) if self.done else ()

    def receive_limit(self, size: int) -> int:
        # The end is not known in advance, and an idle server sends nothing after it.
        self._check()
        return size

    def receive_eof(self) -> None:
        self._check()
        if not self.done:
            raise IncompleteBody("the connection ended inside a chunked body")

    def decode(self, buffer: memoryview, size: int) -> int:
        self._check()
        at = kept = 0
        data = self._data
        while at < size:
            if data:
                take = min(data, size - at)
                if kept != at:
                    # A memoryview moves overlapping slices as memmove does.
                    buffer[kept : kept + take] = buffer[at : at + take]
                kept += take
                at += take
                data -= take
                if data:
                    break
                self._expected = _END_OF_DATA
                # Fast path: the next chunk size is here in full. Anything else goes line by line.
                found = _next_size(buffer, at, size)
                if found is not None:
                    data = int(found[1], 16)
                    at = found.end()
                    continue
            self._data = 0
            try:
                at = self._consume_line(buffer, at, size)
                self._check_end(at, size)
            except CorruptBody as error:
                if not kept:
                    raise
                # Return the valid payload first; `_check` raises on the next call.
                self._error, self.done = error, False
                break
            data = self._data
        self._data = data
        return kept

    def _check_end(self, at: int, size: int) -> None:
        if self.done and at < size:
            raise CorruptBody("the connection goes on after the end of a chunked body")

    def _check(self) -> None:
        if self._error is not None:
            raise self._error

    def _consume_line(self, buffer: memoryview, at: int, size: int) -> int:
        """Take bytes to the end of the line, or all of them; return the new position."""
        # 64 bytes at a time: data follows a size line, and is not copied to find the end of the line.
        part = bytes(buffer[at : min(size, at + 64)])
        end = part.find(b"\n") + 1
        if not end:
            self._line += part
            if len(self._line) > MAX_LINE:
                raise CorruptBody(f"a line of more than {MAX_LINE} bytes in the framing of a chunked body")
            return at + len(part)
        line, self._line = self._line + part[:end], b""
        if line[-2:] != b"\r\n":
            raise CorruptBody("a line without CRLF in the framing of a chunked body")
        self._parse_line(line[:-2])
        return at + end

    def _parse_line(self, line: bytes) -> None:
        if self._expected == _END_OF_DATA:
            if line:
                raise CorruptBody("a chunk is longer than its size")
            self._expected = _SIZE
        elif self._expected == _SIZE:
            # "A recipient MUST ignore unrecognized chunk extensions."
            digits = line.partition(b";")[0].rstrip(b" \t")
            if not (1 <= len(digits) <= 16 and _HEX.issuperset(digits)):
                raise CorruptBody(f"the chunk size {digits[:40]!r} is not a hex number")
            self._data = int(digits, 16)
            self._expected = _END_OF_DATA if self._data else _TRAILER
        elif line:
            self._parse_trailer(line)
        else:
            self.done = True

    def _parse_trailer(self, line: bytes) -> None:
        self._trailer_bytes += len(line)
        name, colon, value = line.partition(b":")
        if not (name and colon and _TOKEN.issuperset(name)) or self._trailer_bytes > MAX_TRAILERS:
            raise CorruptBody(f"a malformed trailer, or more than {MAX_TRAILERS} bytes of trailers")
        self._fields.append((name.decode("ascii"), value.strip(b" \t").decode("latin-1")))
