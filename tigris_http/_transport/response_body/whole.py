"""Bodies that are read whole, with a bound. Pure; shared by all senders."""

from __future__ import annotations

from tigris_http._wire.http import Head
from tigris_http._wire.http11.framing import Counted, Framing, framing_of
from tigris_http.errors import MalformedResponse

MAX_WHOLE_BODY = 64 * 1024 * 1024
"""Bytes of a response read whole. A page of 1,000 entries with the longest keys, fully escaped, fits well."""
MAX_ERROR_BODY = 1024 * 1024
"""Bytes of an error response to read. The rest is dropped with the connection."""


def is_success(head: Head) -> bool:
    return 200 <= head.status < 300


def response_framing(method: str, head: Head) -> Framing:
    framing = framing_of(head)  # a head that contradicts itself is refused in any response
    return Counted(0) if has_no_body(method, head) else framing


def has_no_body(method: str, head: Head) -> bool:
    """Return whether the response ends with its head, without regard to its fields (RFC 9112, 6.3)."""
    return method == "HEAD" or head.status in {204, 304}


class WholeBody:
    """Collects a body, bounded: a server's size is not trusted."""

    def __init__(self, head: Head, *, stream: bool) -> None:
        # If the body should have been handed out open, a body read here is an error response.
        self._success = is_success(head) and not stream
        self._limit = MAX_WHOLE_BODY if self._success else MAX_ERROR_BODY
        self._size, self._parts = 0, list[bytes]()

    def add(self, part: bytes) -> bool:
        """Add a part; return True to stop. A result that is too large raises; an error response is cut."""
        self._size += len(part)
        self._parts.append(part)
        if self._size <= self._limit:
            return False
        if self._success:
            raise MalformedResponse(f"the response is larger than {self._limit} bytes")
        return True

    def body(self) -> bytes:
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
