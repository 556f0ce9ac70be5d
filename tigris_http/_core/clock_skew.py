"""How far the service's clock is ahead of ours: learned when an answer says that it matters, kept for all calls.

Contract: no clock in here; times are arguments. Threads may read and learn at once: the latest word counts.
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
        """Return our time `now` put right by what was learned."""
        ahead = self.seconds
        return now + timedelta(seconds=ahead) if ahead else now

    def caused(self, error: AccessDenied, head: Head, signed_at: datetime) -> bool:
        """Return whether a request was refused for the time it was signed at.

        That time is an argument: another call may have put the clock right since.
        """
        if error.code == "RequestTimeTooSkewed":
            return True
        # The answer to a HEAD has no body to name its reason: the clocks have to tell.
        theirs = date_of(head) if error.code == "AccessDenied" else None
        return theirs is not None and abs((theirs - signed_at).total_seconds()) > _ALLOWED

    def learn(self, head: Head, now: datetime) -> bool:
        """Note the difference from the answer's own Date; return whether it told."""
        theirs = date_of(head)
        if theirs is None:
            return False
        self.seconds = (theirs - now).total_seconds()
        return True


def date_of(head: Head) -> datetime | None:
    """Return the time of the service's clock at which it answered; None if it does not say."""
    try:
        return from_http_date(head.get("date") or "")
    except MalformedResponse:
        return None
