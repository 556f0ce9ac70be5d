"""The wait before the next attempt, or None.

Contract: plain values. The elapsed time and a random fraction are arguments. The schedule is exponential with full
jitter (AWS Architecture Blog, "Exponential Backoff And Jitter").

    failure                                              repeatable          not repeatable
    no connection was made                               again               again
    the service says it did nothing: 429, SlowDown ...   again               again
    500, 502, 503, 504, an InternalError inside a 200    again               unknown
    connection broke, no answer in time, damaged body    again               unknown
    403 RequestTimeTooSkewed, once                       again, clock set    again, clock set
    anything else                                        error               error

An operation that is not repeatable is checked first, and sent again if it was not carried out. If nothing tells, the
outcome is unknown: `OutcomeUnknown`. `RetryPolicy.statuses` and `.codes` list the statuses and codes. A one-shot body
is sent again only if no connection was made.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tigris_http._wire import arguments
from tigris_http._wire.lost_responses import BROKEN_BODY, THROTTLING_CODES, is_lost_response
from tigris_http._wire.timestamps import from_http_date
from tigris_http.errors import (
    ConnectionFailed,
    MalformedResponse,
    ServiceError,
    TigrisError,
    TimedOut,
)

STATUSES = frozenset({429, 500, 502, 503, 504})
CODES = THROTTLING_CODES | {"InternalError", "RequestTimeout", "ServiceUnavailable"}
_LONGEST = 3600.0
"""Seconds of the longest `Retry-After` to wait for, with any deadline."""
_SECONDS = re.compile(r"\s*\d+(?:\.\d*)?\s*", re.ASCII)
"""RFC 9110 has whole seconds; some services send parts of one."""
_COST = 5
_COST_OF_TIMEOUT = 10


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """When and how often a client retries.

    The wait before attempt n + 2 is drawn evenly from 0 to `min(cap, base * 2**n)` seconds. A longer `Retry-After` of
    the service is waited for in full.
    """

    max_attempts: int = 5
    """Attempts in all, with the first. 1 turns retries off."""
    deadline: float | None = 60.0
    """Seconds from the first attempt in which others may begin. None: no limit."""
    base: float = 0.1
    """Upper bound of the first wait, in seconds."""
    cap: float = 20.0
    """Upper bound of any drawn wait, in seconds."""
    jitter: Callable[[], float] | None = None
    """Returns the fractions from 0 to 1 that draw the waits. None: `random.random`."""
    statuses: frozenset[int] = STATUSES
    """HTTP statuses worth another attempt."""
    codes: frozenset[str] = CODES
    """S3 error codes worth another attempt with any status, 200 included."""

    def __post_init__(self) -> None:
        arguments.count("max_attempts", self.max_attempts, least=1)
        if self.deadline != math.inf:
            arguments.seconds("deadline", self.deadline, zero=True)
        arguments.seconds("base", self.base, zero=True, or_none=False)
        arguments.seconds("cap", self.cap, zero=True, or_none=False)
        if self.jitter is not None and not callable(self.jitter):
            raise TypeError("jitter must be a function that returns a number from 0 to 1")
        object.__setattr__(self, "statuses", frozenset(arguments.several("statuses", self.statuses, int)))
        object.__setattr__(self, "codes", frozenset(arguments.several("codes", self.codes, str)))

    def is_worth_another(self, error: TigrisError) -> bool:
        if isinstance(error, ServiceError):
            return error.status in self.statuses or error.code in self.codes
        return isinstance(error, BROKEN_BODY) and not (isinstance(error, ConnectionFailed) and error.final)


def cost_of_retry(error: TigrisError) -> int:
    """Return the tokens that a retry after `error` costs."""
    return _COST_OF_TIMEOUT if isinstance(error, TimedOut) else _COST


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
    """Return the seconds to wait before the next attempt; None for no other attempt.

    `attempts` were made in `elapsed` seconds. `fraction` is random, from 0 to 1. A `repeatable` operation may be done
    twice. `retry_after` is the service's own wait in seconds.
    """
    if not policy.is_worth_another(error):
        return None
    if attempts >= policy.max_attempts or (is_lost_response(error) and not repeatable):
        return None
    # 2**n overflows no float below n = 1024, far beyond any sensible number of attempts.
    wait = fraction * min(policy.cap, policy.base * 2.0 ** min(attempts - 1, 64))
    if retry_after is not None:
        if retry_after > _LONGEST:
            return None
        # Clients that were told the same time must not return together: up to half as long again.
        wait = retry_after + max(wait, fraction * retry_after / 2)
    if policy.deadline is not None and elapsed + wait > policy.deadline:
        return None
    return wait


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """Read a `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date after `now`. None if it is neither."""
    if value is None:
        return None
    if _SECONDS.fullmatch(value):
        # A long number stays long: `wait_before_next` then gives up.
        return float(value.strip()[:15])
    try:
        return max(0.0, (from_http_date(value) - now).total_seconds())
    except MalformedResponse:
        return None
