"""One strictly increasing clock for all versions.

Contract: thread-safe. `Clock.tick()` never returns the same or a smaller number, so versions compare as events in time
("one shared number space: comparing them as integers orders events in time"). The unit is nanoseconds since 1970, UTC.
`skew` shifts the whole clock, to play a server with a wrong one.
"""

from __future__ import annotations

import threading
import time
from datetime import datetime, timezone
from email.utils import formatdate, parsedate_to_datetime

SECOND = 1_000_000_000


class Clock:
    """A wall clock in nanoseconds with distinct ticks."""

    def __init__(self, skew: float = 0.0, after: int = 0) -> None:
        self._skew = round(skew * SECOND)
        self._last = after
        self._lock = threading.Lock()

    def now(self) -> int:
        """Return the time in ns; it may repeat."""
        return time.time_ns() + self._skew

    def tick(self) -> int:
        """Return a number larger than every one before it, close to the time."""
        with self._lock:
            self._last = max(self._last + 1, self.now())
            return self._last

    def move_past(self, version: int) -> None:
        """Make later ticks larger than `version`, for data from an earlier run."""
        with self._lock:
            self._last = max(self._last, version)


def rfc3339(version: int) -> str:
    """Write up to nine fractional digits without trailing zeros, as in JSON bodies."""
    seconds, nanos = divmod(version, SECOND)
    fraction = f".{nanos:09d}".rstrip("0") if nanos else ""
    return f"{_date(seconds)}{fraction}Z"


def milliseconds(version: int) -> str:
    """Write three fractional digits, as in S3's listings."""
    seconds, nanos = divmod(version, SECOND)
    return f"{_date(seconds)}.{nanos // 1_000_000:03d}Z"


def whole_seconds(version: int) -> str:
    """Write no fraction, as in the bucket list."""
    return f"{_date(version // SECOND)}Z"


def stamp(version: int) -> str:
    """Write the form of signatures, `YYYYMMDDTHHMMSSZ`."""
    moment = datetime.fromtimestamp(version // SECOND, timezone.utc)
    return f"{moment.year:04d}{moment:%m%dT%H%M%SZ}"


def http_date(version: int) -> str:
    """Write an IMF-fixdate, in whole seconds."""
    return formatdate(version // SECOND, usegmt=True)


def date_seconds(text: str) -> int:
    """Read a date of an HTTP header, in seconds since 1970. Raises ValueError."""
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, OverflowError) as problem:  # a zone of a million hours, for example
        raise ValueError(f"{text} is not a date") from problem
    if moment.tzinfo is None:  # "-0000", or no zone at all: HTTP has UTC only
        moment = moment.replace(tzinfo=timezone.utc)
    return int(moment.timestamp())


def _date(seconds: int) -> str:
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S")
