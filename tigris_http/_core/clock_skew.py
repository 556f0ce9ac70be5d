"""The difference between the service's clock and the local one, learned from answers.

Contract: times are arguments. Thread-safe: the latest difference counts.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from tigris_http._wire.http import Head
from tigris_http._wire.timestamps import from_http_date
from tigris_http.errors import AccessDenied, MalformedResponse

_ALLOWED: Final = 15 * 60
"""Seconds that a signature may be off (S3: RequestTimeTooSkewed)."""


class Skew:
    """The difference, shared by all calls of a client."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def applied(self, now: datetime) -> datetime:
        ahead = self.seconds
        return now + timedelta(seconds=ahead) if ahead else now

    def caused(self, error: AccessDenied, head: Head, signed_at: datetime) -> bool:
        """Return whether a request was refused because of its signing time.

        That time is an argument: another call may have learned the difference since.
        """
        if error.code == "RequestTimeTooSkewed":
            return True
        # The answer to a HEAD has no code. Compare the clocks.
        theirs = date_of(head) if error.code == "AccessDenied" else None
        return theirs is not None and abs((theirs - signed_at).total_seconds()) > _ALLOWED

    def learn(self, head: Head, now: datetime) -> bool:
        theirs = date_of(head)
        if theirs is None:
            return False
        self.seconds = (theirs - now).total_seconds()
        return True


def date_of(head: Head) -> datetime | None:
    try:
        return from_http_date(head.get("date") or "")
    except MalformedResponse:
        return None
