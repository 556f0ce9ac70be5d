"""The retries that all calls of one client may still make.

Contract: thread-safe. It is the token bucket of AWS' standard retry mode: a client whose service is down does not
multiply its load.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tigris_http._core.retry import cost_of_retry

if TYPE_CHECKING:
    from tigris_http.errors import TigrisError

CAPACITY = 500


class RetryBudget:
    """Starts full. A retry that succeeds returns its cost, a first attempt that succeeds returns 1."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._left = capacity
        self._lock = threading.Lock()

    @property
    def left(self) -> int:
        return self._left

    def take(self, error: TigrisError) -> int:
        """Pay for a retry after `error`; return its cost, 0 if too few tokens are left."""
        cost = cost_of_retry(error)
        with self._lock:
            if self._left < cost:
                return 0
            self._left -= cost
            return cost

    def give(self, tokens: int) -> None:
        if self._left < self._capacity:
            with self._lock:
                self._left = min(self._capacity, self._left + tokens)
