"""Keeps a transfer below its bandwidth.

Contract: the parts of a transfer share one pace. Thread-safe.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

from tigris_http.operations._steps import sleep
from tigris_http.transfers._work.bandwidth import TokenBucket

if TYPE_CHECKING:
    from tigris_http._core.steps import Steps

_SLICE: Final = 1.0
"""Longest sleep in seconds."""


class Pace:
    def __init__(self, bandwidth: float | None) -> None:
        self._bucket = None if bandwidth is None else TokenBucket(bandwidth, time.monotonic())
        self._lock = threading.Lock()

    def wait(self, size: int) -> Steps[None]:
        """Sleep until `size` more bytes are within the bandwidth."""
        if self._bucket is None:
            return
        with self._lock:
            self._bucket, left = self._bucket.taken(size, time.monotonic())
        while left > 0:
            yield from sleep(min(left, _SLICE))
            left -= _SLICE

    def chunk(self, most: int) -> int:
        """Return the size of one read, at most `most`."""
        return most if self._bucket is None else self._bucket.chunk(most)
