"""The retries that all calls of one client may still make.

Contract: the token bucket of AWS' standard retry mode, which keeps clients from multiplying the load of a failing
service. `retry` decides the cost of a retry. There is no lock: each token is an entry of a deque, whose single steps
are atomic. So a signal handler may count while its thread counts, and a fork leaves no lock behind.
"""

from __future__ import annotations

from collections import deque
from itertools import repeat
from typing import TYPE_CHECKING

from tigris_http._core.retry import cost_of_retry

if TYPE_CHECKING:
    from tigris_http.errors import TigrisError

CAPACITY = 500


class RetryBudget:
    """Starts full. A retry that succeeds returns its cost; a success at the first attempt returns 1."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._tokens: deque[None] = deque(repeat(None, capacity), capacity)

    @property
    def left(self) -> int:
        return len(self._tokens)

    def take(self, error: TigrisError) -> int:
        """Pay for a retry after `error`. Returns its cost, 0 if too few tokens are left."""
        cost = cost_of_retry(error)
        for taken in range(cost):
            try:
                self._tokens.pop()
            except IndexError:
                self.give(taken)
                return 0
        return cost

    def give(self, tokens: int) -> None:
        if tokens and len(self._tokens) < (self._tokens.maxlen or 0):
            self._tokens.extend(repeat(None, tokens))
