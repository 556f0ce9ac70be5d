"""A limit of bytes a second: a token bucket as a plain value.

Contract: pure. Moments are seconds of one clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

SPARE: Final = 1.0
"""Seconds of the rate that an idle bucket saves up."""
_LEAST_CHUNK: Final = 16 << 10


@dataclass(frozen=True, slots=True)
class TokenBucket:
    """Grants bytes at a rate. It begins empty, and a grant may exceed its contents: the next one waits longer."""

    rate: float
    """Bytes a second."""
    paid: float
    """The moment at which the rate has paid for all grants so far."""

    def taken(self, size: int, now: float) -> tuple[TokenBucket, float]:
        """Return the bucket after a grant of `size` bytes, and the seconds from `now` to wait for it."""
        paid = max(self.paid, now - SPARE) + size / self.rate
        return replace(self, paid=paid), max(paid - now, 0.0)

    def chunk(self, most: int) -> int:
        """Return the size of one read, at most `most`: about a second's bytes."""
        return min(most, max(_LEAST_CHUNK, int(min(self.rate, most))))
