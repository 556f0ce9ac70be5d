"""How far an open body was read: what the blocking and the async one both have to know.

Contract: plain counting. A body that ended early, went on too long, or whose reading failed is an error each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.errors import CorruptBody, IncompleteBody, MalformedResponse

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from tigris_http._wire.checksums import Check
    from tigris_http.operations.objects._object_info import ObjectInfo


class Countdown:
    """How much of the declared length is still to come."""

    def __init__(self, info: ObjectInfo) -> None:
        self.left = info.content_length
        self._ended = False
        self._failed: str | None = None

    def fail(self, error: BaseException) -> None:
        """Note what ended a read; it was the last one."""
        self._failed = type(error).__name__

    @property
    def is_under_way(self) -> bool:
        """Whether bytes are still to come on an open connection."""
        return self.left > 0 and self._failed is None

    def check(self) -> None:
        """Raise where an earlier read failed."""
        if self._failed is not None:
            raise IncompleteBody(f"an earlier read of this body ended with {self._failed}: open the object anew")

    def ends_now(self) -> bool:
        """Return True once: the first time that nothing is left."""
        if self.left or self._ended:
            return False
        self._ended = True
        return True

    def room(self, size: int) -> int:
        """Return how much to read at once for a wish of `size` bytes, negative for all."""
        return self.left if size < 0 else min(size, self.left)

    def arrived(self, size: int, *, of: int) -> int:
        """Count what arrived where there was room `of` so many bytes; return it."""
        if size == 0 and of > 0:
            raise IncompleteBody(f"the body ended {self.left} bytes before its declared end")
        self.left -= size
        return size


def check_end(size: int) -> None:
    """Raise where more arrived than was declared."""
    if size:
        raise MalformedResponse("the body goes on beyond its declared end")


def verify_checksum(info: ObjectInfo, check: Check | None) -> None:
    """Raise where the bytes are not those that the service stored."""
    problem = None if check is None else check.problem()
    if problem is not None:
        raise CorruptBody(f"the body is not the object: {problem}").located("GetObject", info.bucket, info.key, 1)


def writable(buffer: Buffer) -> memoryview:
    """Return the bytes of a buffer to fill."""
    view = memoryview(buffer)
    if view.readonly:
        raise TypeError("the buffer must be writable")
    return view.cast("B")
