"""HTTP/1.1 body framing, decoded in place: received bytes go in, payload stays at the front of the same buffer.

Contract: `decode(buffer, n)` looks at the first `n` bytes of `buffer`, which came next on the connection, moves their
payload to the front and returns how much it is; what lies behind is scratch. `done` says that the body's end was
seen, `trailers` what was said there. `receive_limit(n)` bounds what to receive, so that nothing after the end is taken.
`receive_eof()` is told that the peer closed. Any bytes give payload or `CorruptBody`; a body that ends early is
`IncompleteBody`. No socket, clock, thread or loop is known here.

RFC 9112 section 6 (message body length) and 7.1 (chunked coding) are the rules quoted below.
"""

from __future__ import annotations

import re
from typing import Final, Protocol

from tigris_http._wire.http import Head, Headers
from tigris_http.errors import CorruptBody, IncompleteBody, MalformedResponse

MAX_LINE: Final = 8 * 1024
"""Bytes of one line of a chunk size with its extensions, or of one trailer field."""
MAX_TRAILERS: Final = 64 * 1024
"""Bytes of all trailer fields together."""

_HEX: Final = frozenset(b"0123456789abcdefABCDEF")
_TOKEN: Final = frozenset(b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_next_size = re.compile(rb"\r\n([1-9A-Fa-f][0-9A-Fa-f]{0,7})\r\n").match
_blank_line = re.compile(rb"\n\r?\n").search
_END_OF_DATA, _SIZE, _TRAILER = range(3)  # what the next line must be


class Framing(Protocol):
    """How the length of a body is found."""

    @property
    def done(self) -> bool:
        """Whether the end of the body was seen."""
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
        """Return how many bytes of room for `size` may be received into."""
        ...

    def decode(self, buffer: memoryview, size: int) -> int:
        """Move the payload of the first `size` bytes to the front; return how much it is."""
        ...

    def receive_eof(self) -> None:
        """Be told that the connection was closed by the peer."""
        ...


def framing_of(head: Head) -> Framing:
    """Return the framing that the head of a reply with a body announces."""
    codings = [value for name, value in head.headers if name.lower() == "transfer-encoding"]
    if codings:
        # "If a Transfer-Encoding header field is present and the chunked transfer coding is the final encoding ...";
        # S3 knows no other one, and a client that took one for another would misread the whole body.
        if len(codings) > 1 or codings[0].strip().lower() != "chunked":
            raise MalformedResponse(f"an answer with Transfer-Encoding {', '.join(codings)[:80]!r}")
        return Chunked()
    lengths = {value.strip() for name, value in head.headers if name.lower() == "content-length"}
    if not lengths:
        return UntilClose()
    length = lengths.pop()
    if lengths or not (length.isascii() and length.isdigit() and len(length) <= 20):
        raise MalformedResponse("an answer whose Content-Length is not one number")
    return Counted(int(length))


class Counted:
    """A body of known length: "the message body length is the value of Content-Length"."""

    trailers: Headers = ()

    def __init__(self, length: int) -> None:
        self.remaining = length

    @property
    def done(self) -> bool:
        """Whether all bytes came."""
        return self.remaining == 0

    def receive_limit(self, size: int) -> int:
        """Return no more than what is left."""
        return min(size, self.remaining)

    def decode(self, buffer: memoryview, size: int) -> int:
        """Count; all bytes are payload."""
        if size > self.remaining:
            raise CorruptBody("the body goes on beyond its declared end")
        self.remaining -= size
        return size

    def receive_eof(self) -> None:
        """Raise where bytes are missing."""
        if self.remaining:
            raise IncompleteBody(f"the connection ended {self.remaining} bytes before the body's declared end")


class UntilClose:
    """A body that ends with the connection: "the number of octets received prior to the server closing"."""

    trailers: Headers = ()

    def __init__(self) -> None:
        self.done = False

    @property
    def remaining(self) -> int | None:
        """0 once `done`, else None."""
        return 0 if self.done else None

    def receive_limit(self, size: int) -> int:
        """Return `size`."""
        return size

    def decode(self, buffer: memoryview, size: int) -> int:
        """Take all for payload."""
        return size

    def receive_eof(self) -> None:
        """Note the end."""
        self.done = True


class Chunked:
    """A chunked body: `chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF`, then `0`, trailer fields, CRLF."""

    def __init__(self) -> None:
        self.done = False
        self._data = 0  # bytes of the current chunk still to come
        self._expected = _SIZE  # what the line is that comes after them
        self._line = b""  # what came of a line that is not all here
        self._error: CorruptBody | None = None  # what is wrong behind the payload given last
        self._trailer_bytes = 0
        self._fields: list[tuple[str, str]] = []

    @property
    def remaining(self) -> int | None:
        """0 once `done`, else None."""
        return 0 if self.done else None

    @property
    def trailers(self) -> Headers:
        """The trailer fields, once `done`."""
        return tuple(self._fields) if self.done else ()

    def receive_limit(self, size: int) -> int:
        """Return `size`: the end shows only when it is there, and nothing is sent behind it unasked."""
        self._check()
        return size

    def receive_eof(self) -> None:
        """Raise unless the last chunk came."""
        self._check()
        if not self.done:
            raise IncompleteBody("the connection ended inside a chunked body")

    def decode(self, buffer: memoryview, size: int) -> int:
        """Move the payload of the first `size` bytes to the front; return how much it is."""
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
                # Most often the next chunk's size follows in one piece; all else goes line by line.
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
                # What came before is payload all the same, and goes out first.
                self._error, self.done = error, False
                break
            data = self._data
        self._data = data
        return kept

    def _check_end(self, at: int, size: int) -> None:
        if self.done and at < size:
            raise CorruptBody("the connection goes on behind the end of a chunked body")

    def _check(self) -> None:
        # What was wrong behind the payload given last comes out before more is received.
        if self._error is not None:
            raise self._error

    def _consume_line(self, buffer: memoryview, at: int, size: int) -> int:
        """Take bytes up to the end of the line, or all of them; return where that is."""
        # In small pieces: what follows a size line is data, which must not be copied to look for a line's end.
        part = bytes(buffer[at : min(size, at + 64)])
        end = part.find(b"\n") + 1
        if not end:
            self._line += part
            if len(self._line) > MAX_LINE:
                raise CorruptBody("an endless line in the framing of a chunked body")
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
                raise CorruptBody(f"a chunk size {digits[:40]!r}")
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
            raise CorruptBody("a trailer that is no field, or too many of them")
        self._fields.append((name.decode("ascii"), value.strip(b" \t").decode("latin-1")))


class HeadSplitter:
    """Cuts what is received behind the head of an answer, so that whoever reads heads never holds bytes of a body.

    `begin()` says that a request goes out; `split(data)` returns how much of `data` still belongs to the answer's
    head, interim answers (1xx) included. After the head, everything is body until the next `begin()`.
    """

    def __init__(self) -> None:
        self.in_head = False
        """Whether the head of an answer is being waited for, or read."""
        self.size = 0
        """Bytes of the head so far, interim answers included."""
        self._seen = b""  # the end of what was let through, where a blank line may have begun
        self._start = b""  # the beginning of the head, which tells an interim answer

    def begin(self) -> None:
        """Wait for the next answer's head."""
        self.in_head, self.size, self._seen, self._start = True, 0, b"", b""

    def split(self, data: bytes) -> int:
        """Return where in `data` the body begins, or the length of `data`."""
        if not self.in_head:
            return len(data)
        at = 0
        while True:
            self._start = (self._start + data[at : at + 12])[:12]
            window = self._seen + data[at:]
            # As lenient as h11 is about bare line feeds, which sees the same bytes and must see the same end.
            found = _blank_line(window)
            if found is None:
                self._seen = window[-3:]
                self.size += len(data)
                return len(data)
            end = at + found.end() - len(self._seen)
            interim = self._start[:5] == b"HTTP/" and self._start[8:10] == b" 1"
            self._seen = self._start = b""
            if not interim:
                self.in_head = False
                self.size += end
                return end
            at = end
