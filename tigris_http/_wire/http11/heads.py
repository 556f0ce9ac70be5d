"""HTTP/1.1 heads: write a request's, read an answer's.

Pure and strict (RFC 9112 and RFC 9110): no socket, clock or HTTP library. `request_head` refuses what HTTP cannot
carry. `HeadReader` takes an answer's bytes in any pieces and gives its `AnswerHead`, or raises `MalformedResponse`.
Interim answers (1xx) are skipped. All heads of an answer together are bounded in bytes and in fields.

The reader is stricter than RFC 9112 allows a client to be: a line ends with CRLF, no field is folded over lines, and a
length that is stated twice is no length. A lenient reader and a strict one disagree about where an answer ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from tigris_http._wire.http import Head
from tigris_http.errors import MalformedResponse

RawHeaders = list[tuple[bytes, bytes]]
"""Names and values of header fields as bytes, in the order of the wire."""

MAX_HEAD: Final = 128 * 1024
"""Bytes of an answer's head, interim answers included."""
MAX_FIELDS: Final = 4_096
"""Fields of an answer's head, interim answers included."""

_NAME: Final = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_is_token = re.compile(_NAME.encode("ascii")).fullmatch
_is_target = re.compile(rb"[!-~]+").fullmatch
_can_be_sent = re.compile(rb"(?![ \t])[\t -~\x80-\xff]*(?<![ \t])").fullmatch

# RFC 9112, 4: `status-line = HTTP-version SP status-code SP [ reason-phrase ]`. Stores without a reason leave out
# the second space.
_status_line = re.compile(r"HTTP/1\.([01]) ([1-9][0-9]{2})(?: ([\t -~\x80-\xff]*))?\r\n", re.ASCII).match
# RFC 9112, 5: `field-line = field-name ":" OWS field-value OWS`. Each match is a whole line.
_fields = re.compile(rf"(?<=\n)({_NAME}):([\t -~\x80-\xff]*)\r\n").findall


class AnswerHead(NamedTuple):
    """Status line and header fields of an answer."""

    head: Head
    """The status and the fields as text: each byte of a value is a character."""
    version: bytes
    """`HTTP/1.1` or `HTTP/1.0`."""
    reason: bytes

    @property
    def status(self) -> int:
        return self.head.status

    @property
    def headers(self) -> RawHeaders:
        """The fields in the bytes of the wire."""
        return [(name.encode("ascii"), value.encode("latin-1")) for name, value in self.head.headers]

    @property
    def keeps_alive(self) -> bool:
        """True if the server keeps the connection open for another request (RFC 9112, 9.3)."""
        connection = self.head.named.get("connection")
        if connection is None:
            return self.version == b"HTTP/1.1"
        options = [option.strip().lower() for option in connection.split(",")]
        return "close" not in options and (self.version == b"HTTP/1.1" or "keep-alive" in options)


def request_head(method: bytes, target: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the bytes of a request's head, the empty line included.

    Raises `ValueError` if the method or a name is no token, if the target has a space or a byte beyond ASCII, or if a
    value has a control character or white space at an end.
    """
    if _is_token(method) is None:
        raise ValueError(f"an HTTP method cannot be {method!r}")
    if _is_target(target) is None:
        raise ValueError("an HTTP request target is visible ASCII only")
    lines = [b"%b %b HTTP/1.1" % (method, target)]
    for name, value in headers:
        line = _prefix(name) + value
        if _can_be_sent(value) is None:
            raise ValueError(
                f"the value of header {name.decode('ascii')} has a control character or white space at an end"
            )
        lines.append(line)
    lines.append(b"\r\n")
    return b"\r\n".join(lines)


@lru_cache(maxsize=1024)
def _prefix(name: bytes) -> bytes:
    if _is_token(name) is None:
        raise ValueError(f"an HTTP header name cannot be {name[:80]!r}")
    return name + b": "


class HeadReader:
    """Reads the head of one answer. Not to be used after it raised."""

    __slots__ = ("_data", "_fields", "_size", "rest")

    def __init__(self) -> None:
        self._data = bytearray()
        self._size = 0
        self._fields = 0
        self.rest = b""
        """The bytes received after the head: the start of the body."""

    @property
    def begun(self) -> bool:
        return self._size > 0

    def feed(self, received: bytes) -> AnswerHead | None:
        """Take the next bytes; return the head once it is complete.

        Raises `MalformedResponse` as early as the end of the line at fault.
        """
        data: bytes | bytearray = received
        seen = len(self._data)
        if seen:
            self._data += received
            data = self._data
        self._size += len(received)
        while True:
            end = data.find(b"\r\n\r\n", max(seen - 3, 0)) + 4
            if end == 3:
                self._refuse_early(data, seen)
                if data is not self._data:
                    self._data = bytearray(data)
                return None
            head = self._parse(bytes(data[:end]))
            data, seen = data[end:], 0
            if head.status >= 200:
                if self._size - len(data) > MAX_HEAD:
                    raise _too_large()
                self.rest = bytes(data)
                return head
            # RFC 9110, 15.2: any number of interim answers may come before the final one. A 101 answers an Upgrade,
            # which is never asked for.
            if head.status == 101:
                raise MalformedResponse("the server switched to another protocol (101) without being asked")

    def _refuse_early(self, data: bytes | bytearray, seen: int) -> None:
        """Refuse an incomplete head that cannot become one, before the server falls silent."""
        if self._size > MAX_HEAD:
            raise _too_large()
        if not b"HTTP/1.1 "[: len(data)] == data[:9] and not b"HTTP/1.0 "[: len(data)] == data[:9]:
            raise _no_status_line(data)
        last = data.rfind(b"\n", seen)
        if last >= 0 and data[last - 1 : last] != b"\r":
            raise MalformedResponse("a line of the answer's head ends without CRLF")

    def _parse(self, data: bytes) -> AnswerHead:
        text = data.decode("latin-1")
        found = _status_line(text)
        if found is None:
            raise _no_status_line(data)
        minor, status, reason = found.groups("")
        lines = text[found.end() - 1 : -2]
        fields = _fields(lines)
        if len(fields) != lines.count("\n") - 1:
            raise MalformedResponse(f"a header field of the answer is malformed: {_first_bad(lines)!r}")
        self._fields += len(fields)
        if self._fields > MAX_FIELDS:
            raise MalformedResponse(f"the answer's head has more than {MAX_FIELDS} fields")
        head = Head(int(status), tuple([(name, value.strip(" \t")) for name, value in fields]))
        # RFC 9112, 6.1: a Transfer-Encoding in an HTTP/1.0 message is faulty framing.
        if minor == "0" and "transfer-encoding" in head.named:
            raise MalformedResponse("an HTTP/1.0 answer with Transfer-Encoding")
        return AnswerHead(head, b"HTTP/1.1" if minor == "1" else b"HTTP/1.0", reason.encode("latin-1"))


def _too_large() -> MalformedResponse:
    return MalformedResponse(f"the answer's head is larger than {MAX_HEAD} bytes")


def _no_status_line(data: bytes | bytearray) -> MalformedResponse:
    line = bytes(data[:80]).partition(b"\n")[0]
    return MalformedResponse(f"the answer does not begin with an HTTP/1 status line: {line!r}")


def _first_bad(lines: str) -> bytes:
    for line in lines[1:].split("\r\n"):
        if not _fields(f"\n{line}\r\n"):
            return line[:80].encode("latin-1")
    return lines[1:81].encode("latin-1")
