"""The bytes of an open body that are still to come, for both bodies."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tigris_http.errors import CorruptBody, IncompleteBody, MalformedResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http._annotations import Buffer
    from tigris_http._wire.checksums import Check
    from tigris_http.operations.objects._object_info import ObjectInfo


class Countdown:
    """Count down from the declared length. Without one, the framing of the body tells its end."""

    tell: Callable[[BaseException | None], None] | None = None
    """Called with the error of a failed read, else with None, when the body ends. Perhaps repeatedly."""

    def __init__(self, info: ObjectInfo) -> None:
        self._has_length = info.content_length >= 0
        self.left = info.content_length if self._has_length else sys.maxsize
        self._ended = False
        self._failed: str | None = None

    def fail(self, error: BaseException) -> None:
        self._failed = type(error).__name__
        if self.tell is not None:
            self.tell(error)

    @property
    def is_under_way(self) -> bool:
        return self.left > 0 and self._failed is None

    def check(self) -> None:
        if self._failed is not None:
            raise IncompleteBody(f"an earlier read of this body ended with {self._failed}: open the object again")

    @property
    def must_end(self) -> bool:
        return not (self.left or self._ended)

    @property
    def closed(self) -> bool:
        return self._ended

    def __str__(self) -> str:
        return f"{self.left} bytes to come" if self._has_length or not self.left else "of unknown length"

    def end(self) -> None:
        """Note that the end was checked and the source is closed."""
        self._ended = True
        if self.tell is not None:
            self.tell(None)

    def leave(self) -> None:
        """Note that nothing more will be read."""
        if self.tell is not None:
            self.tell(None)

    def room(self, size: int) -> int:
        """Return the bytes to read for a request of `size`, negative for all."""
        return self.left if size < 0 else min(size, self.left)

    def arrived(self, size: int, *, of: int) -> int:
        """Count `size` bytes that arrived in room for `of`; return `size`."""
        if size == 0 and of > 0:
            if not self._has_length:
                self.left = 0
                return 0
            raise IncompleteBody(f"the body ended {self.left} bytes before its declared end")
        self.left -= size
        return size


def check_end(size: int) -> None:
    """Raise if bytes follow the declared end."""
    if size:
        raise MalformedResponse("the body goes on beyond its declared end")


def verify_checksum(info: ObjectInfo, check: Check | None) -> None:
    problem = None if check is None else check.problem()
    if problem is not None:
        raise CorruptBody(f"the body is not the object: {problem}").located("GetObject", info.bucket, info.key, 1)


def writable(buffer: Buffer) -> memoryview:
    """Return the bytes of a buffer to fill."""
    view = memoryview(buffer)
    if view.readonly:
        raise TypeError("the buffer must be writable")
    return view.cast("B")
