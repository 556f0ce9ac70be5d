"""Whether a failed request may have been carried out."""

from __future__ import annotations

from tigris_http.errors import (
    ConnectionFailed,
    CorruptBody,
    IncompleteBody,
    ServiceError,
    TigrisError,
    TimedOut,
    Unavailable,
)

BROKEN_BODY = (ConnectionFailed, TimedOut, IncompleteBody, CorruptBody)
"""Errors of a body that breaks. None of them is an error response."""
THROTTLING_CODES = frozenset(
    {
        "BandwidthLimitExceeded",
        "RequestLimitExceeded",
        "RequestThrottled",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequests",
    }
)
"""Codes of requests that were refused because there were too many."""


def is_lost_response(error: TigrisError) -> bool:
    """Return whether the service may have carried out the request despite this error."""
    if isinstance(error, (ConnectionFailed, TimedOut)):
        return error.sent
    if isinstance(error, ServiceError):
        failed = isinstance(error, Unavailable) or error.status > 501
        # 511 comes from an "intercepting proxy", never from the service (RFC 6585 section 6).
        return failed and error.status not in {429, 511} and error.code not in THROTTLING_CODES
    return isinstance(error, BROKEN_BODY)
