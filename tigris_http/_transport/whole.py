"""What the head of an answer says of its body, and bodies that are read whole: bounded.

Contract: no socket, no HTTP stack; the same for all that send.
"""

from __future__ import annotations

from tigris_http._wire.framing import Counted, Framing, framing_of
from tigris_http._wire.http import Head
from tigris_http.errors import MalformedResponse

MAX_WHOLE_BODY = 64 * 1024 * 1024
"""Bytes of a reply that is read whole: a page of 1,000 entries with the longest keys, fully escaped, fits well."""
MAX_ERROR_BODY = 1024 * 1024
"""Bytes of an error document that are read; what follows is dropped with the connection."""


def is_success(head: Head) -> bool:
    """Return whether this is the head of what was asked for."""
    return 200 <= head.status < 300


def response_framing(method: str, head: Head) -> Framing:
    """Return how the body behind a head ends."""
    # RFC 9112, 6.3: "Any response to a HEAD request and any response with a 1xx, 204, or 304 status code".
    return Counted(0) if method == "HEAD" or head.status in {204, 304} else framing_of(head)


class WholeBody:
    """Collects a body that is read whole: bounded, since its size is a stranger's word."""

    def __init__(self, head: Head, *, stream: bool) -> None:
        # What is read of a body that should have been handed out open is no result: it says what went wrong.
        self._success = is_success(head) and not stream
        self._limit = MAX_WHOLE_BODY if self._success else MAX_ERROR_BODY
        self._size, self._parts = 0, list[bytes]()

    def add(self, part: bytes) -> bool:
        """Take a part; return whether to stop: a result that is too large is an error, an error document is cut."""
        self._size += len(part)
        self._parts.append(part)
        if self._size <= self._limit:
            return False
        if self._success:
            raise MalformedResponse(f"the answer is larger than {self._limit} bytes")
        return True

    def body(self) -> bytes:
        """Return what came."""
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
