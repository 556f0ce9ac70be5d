"""Whether a request that ended in an error may have been carried out."""

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
"""What an open body may end with that the service never meant to send."""
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
"""Codes by which a service says that it did nothing, since it was asked too often."""


def is_lost_response(error: TigrisError) -> bool:
    """Return whether the service may have done what was asked although there is this error."""
    if isinstance(error, (ConnectionFailed, TimedOut)):
        return error.sent
    if isinstance(error, ServiceError):
        failed = isinstance(error, Unavailable) or error.status > 501
        # 511 comes from an "intercepting proxy", never from the service (RFC 6585 section 6).
        return failed and error.status not in {429, 511} and error.code not in THROTTLING_CODES
    return isinstance(error, BROKEN_BODY)
