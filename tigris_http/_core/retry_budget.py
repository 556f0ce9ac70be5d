"""The retries that all calls of one client may still make: a count that its threads share.

Contract: the token bucket of AWS' standard retry mode, so that a client whose service is down does not multiply its
load. What a retry costs is decided in `_retry`, out of plain values; here it is only counted.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tigris_http._core.retry import cost_of_retry

if TYPE_CHECKING:
    from tigris_http.errors import TigrisError

CAPACITY = 500


class RetryBudget:
    """Starts full. What a retry cost comes back when it succeeds; every success at the first attempt gives 1 back."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._left = capacity
        self._lock = threading.Lock()

    @property
    def left(self) -> int:
        """How many tokens are left."""
        return self._left

    def take(self, error: TigrisError) -> int:
        """Pay for a retry after `error`; return what it cost, 0 when the budget does not reach."""
        cost = cost_of_retry(error)
        with self._lock:
            if self._left < cost:
                return 0
            self._left -= cost
            return cost

    def give(self, tokens: int) -> None:
        """Put tokens back after a success."""
        if self._left < self._capacity:
            with self._lock:
                self._left = min(self._capacity, self._left + tokens)
