"""The form of a browser: the fields of a `multipart/form-data` body (RFC 7578), and its file as a stream.

Contract: any other body raises `ErrorResponse`. The file is the last field ("`file` last"). Of the file, memory holds
only bytes that may begin the boundary after it.
"""

from __future__ import annotations

from email import message_from_string, policy
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.http.errors import ErrorResponse

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_FIELDS: Final = (
    20 * 1024
)  # S3: "the form data and boundaries (excluding the contents of the file) cannot exceed 20KB"


class Form:
    """A form with its fields read and its file unread."""

    def __init__(self, pieces: Iterator[bytes], content_type: str) -> None:
        self._pieces = pieces
        self._buffer = bytearray(b"\r\n")  # the first boundary has no CRLF before it
        self._delimiter = b"\r\n--" + _boundary(content_type)
        self._left = _MAX_FIELDS
        self.fields: Final[dict[str, str]] = {}
        """Names in lower case; the last value of a repeated name."""
        self._until(self._delimiter)
        name, filename = self._part()
        while name != "file":
            self.fields[name] = self._text(self._until(self._delimiter))
            name, filename = self._part()
        self.filename: Final = filename

    def file(self) -> Iterator[bytes]:
        """Yield the bytes of the file, then read the rest of the body."""
        keep = len(self._delimiter) - 1
        while (end := self._buffer.find(self._delimiter)) < 0:
            if len(self._buffer) > keep:
                yield bytes(self._buffer[:-keep])
                del self._buffer[:-keep]
            self._more()
        yield bytes(self._buffer[:end])
        for _ in self._pieces:
            pass

    def _part(self) -> tuple[str, str]:
        if self._until(b"\r\n").strip() != b"":
            raise _malformed("it ends before its field `file`")
        head = message_from_string(self._text(self._until(b"\r\n\r\n")), policy=policy.HTTP)
        disposition = head.get("content-disposition")
        named: dict[str, str] = {} if disposition is None else dict(disposition.params)
        if not named.get("name"):
            raise _malformed("a part has no name")
        return named["name"].lower(), named.get("filename", "")

    def _until(self, mark: bytes) -> bytes:
        while (end := self._buffer.find(mark)) < 0:
            if len(self._buffer) > self._left:
                raise ErrorResponse("MaxPostPreDataLengthExceeded")
            self._more()
        found = bytes(self._buffer[:end])
        del self._buffer[: end + len(mark)]
        self._left -= end
        return found

    def _more(self) -> None:
        piece = next(self._pieces, None)
        if piece is None:
            raise _malformed("it ends early")
        self._buffer += piece

    @staticmethod
    def _text(value: bytes) -> str:
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise _malformed("a field is not UTF-8") from None


def _boundary(content_type: str) -> bytes:
    head = message_from_string(f"Content-Type: {content_type}\r\n\r\n", policy=policy.HTTP)
    boundary = head.get_boundary()
    if head.get_content_type() != "multipart/form-data" or not boundary:
        raise ErrorResponse("PreconditionFailed", "Bucket POST must be of the enclosure-type multipart/form-data")
    return boundary.encode("utf-8", "replace")


def _malformed(why: str) -> ErrorResponse:
    return ErrorResponse("MalformedPOSTRequest", f"The body is not a form: {why}.")
