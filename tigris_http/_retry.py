"""How long to wait before the next attempt, or None: a decision made of plain values.

Contract: no clock and no randomness in here; the elapsed time and a random fraction are arguments. The schedule is
exponential with full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter").

Which answers are worth another attempt:

    what happened                                        operation that may    operation that may not
                                                         be repeated           be repeated
    no connection was made                               again                 again
    429, or SlowDown: the service says it did nothing    again                 again
    500, 502, 503, 504, an InternalError inside a 200    again                 error
    connection broke, no answer in time, damaged body    again                 error
    403 RequestTimeTooSkewed, once                       again, clock set      again, clock set
    anything else                                        error                 error

A body that cannot be read a second time is only sent again where no connection was made, and so none of it read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tigris_http.errors import ConnectionFailed, CorruptBody, IncompleteBody, TigrisError, TimedOut, Unavailable

BROKEN = (ConnectionFailed, TimedOut, IncompleteBody, CorruptBody)
"""What an open body may end with that the service never meant to send."""
WORTH_ANOTHER = (*BROKEN, Unavailable)
_COST = 5
_COST_OF_TIMEOUT = 10


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How stubborn a client is.

    A wait is drawn evenly from 0 to `min(cap, base * 2**n)` seconds before attempt n + 2; a `Retry-After` of the
    service is waited for in full where it is the longer one.
    """

    max_attempts: int = 5
    """Attempts in all, the first included; 1 switches retries off."""
    deadline: float | None = 60.0
    """Seconds from the first attempt after which no further one is begun; None for no such limit."""
    base: float = 0.1
    """Seconds: the upper bound of the first wait."""
    cap: float = 20.0
    """Seconds: the upper bound of any wait drawn."""

    def __post_init__(self) -> None:
        if isinstance(self.max_attempts, bool) or not isinstance(self.max_attempts, int):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("max_attempts must be an int")
        if self.max_attempts < 1:
            raise ValueError("max_attempts must be at least 1")
        for name, value in (("deadline", self.deadline), ("base", self.base), ("cap", self.cap)):
            if value is not None and not value >= 0:
                raise ValueError(f"{name} must not be negative")
        if not (math.isfinite(self.base) and math.isfinite(self.cap)):
            raise ValueError("base and cap must be finite; a deadline of None is no deadline")


def cost_of_retry(error: TigrisError) -> int:
    """Return how many tokens of the budget a retry after `error` takes."""
    return _COST_OF_TIMEOUT if isinstance(error, TimedOut) else _COST


def was_lost(error: TigrisError) -> bool:
    """Return whether the service may have done what was asked although there is this error."""
    if isinstance(error, (ConnectionFailed, TimedOut)):
        return error.sent
    if isinstance(error, Unavailable):
        return not (error.status == 429 or error.code == "SlowDown")
    return isinstance(error, BROKEN)


def wait_before_next(
    policy: RetryPolicy,
    error: TigrisError,
    *,
    attempts: int,
    elapsed: float,
    fraction: float,
    repeatable: bool,
    retry_after: float | None = None,
) -> float | None:
    """Return the seconds to wait before the next attempt, or None when there is to be none.

    `attempts` were made in `elapsed` seconds, `fraction` is a random number from 0 to 1, `repeatable` says that the
    operation may be done twice, `retry_after` is what the service asked for.
    """
    if not isinstance(error, WORTH_ANOTHER):
        return None
    if attempts >= policy.max_attempts or (was_lost(error) and not repeatable):
        return None
    # 2**n overflows no float below n = 1024, far beyond any sensible number of attempts.
    wait = fraction * min(policy.cap, policy.base * 2.0 ** min(attempts - 1, 64))
    if retry_after is not None:
        wait = max(wait, retry_after)
    if policy.deadline is not None and elapsed + wait > policy.deadline:
        return None
    return wait


def retry_after_seconds(value: str | None) -> float | None:
    """Read a `Retry-After` of seconds (RFC 9110 section 10.2.3); the date form and nonsense count as none."""
    if value is None or not (value.isascii() and value.isdigit() and len(value) <= 9):
        return None
    return float(value)
