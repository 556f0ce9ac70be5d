"""Times as S3 and Tigris write them, to and from aware UTC datetimes.

Contract: any text gives a datetime or `MalformedResponse`. There are three forms: RFC 3339 with 0 to 9 fractional
digits (XML and JSON), dates of HTTP (headers, RFC 9110 section 5.6.7), and decimal nanoseconds since the epoch
(versions). Digits below a microsecond are cut, not rounded. Dates of HTTP are written as IMF-fixdate. Their two older
forms are read too, as section 5.6.7 requires, and near misses: another case, no weekday, `UTC` for `GMT`.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from tigris_http.errors import MalformedResponse

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTH_NUMBER = {name: number for number, name in enumerate(_MONTHS, 1)}
_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))", re.ASCII
)
_is_millis = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII).fullmatch
_IMF_FIXDATE = re.compile(r"[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT", re.ASCII)
_ZONE = r"(?:[ \t]*(?:GMT|UTC|UT|Z|[+-]0000))?[ \t]*"
_WEEKDAY = r"[ \t]*(?:[a-z]{3,9},?[ \t]+)?"
_DAY_FIRST = _WEEKDAY + r"(\d{1,2})[ -]([a-z]{3})[ -](\d{4}|\d\d)[ \t]+(\d{1,2}):(\d\d):(\d\d)" + _ZONE
"""`Sunday, 06-Nov-94 08:49:37 GMT` of RFC 850, and its kin."""
_ASCTIME = _WEEKDAY + r"([a-z]{3})[ ]{1,2}(\d{1,2})[ ](\d{1,2}):(\d\d):(\d\d)[ ](\d{4})" + _ZONE
"""`Sun Nov  6 08:49:37 1994` of C's `asctime`."""
_LONGEST = 64
"""Characters of the longest date to read."""
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def from_rfc3339(text: str) -> datetime:
    # The form of almost all services, of which listings have thousands: `2026-10-14T13:56:39.395Z`.
    if _is_millis(text):
        try:
            return datetime.fromisoformat(text[:-1] + "000+00:00")
        except ValueError:
            raise MalformedResponse(f"not a timestamp: {text[:64]!r}") from None
    found = _RFC3339.fullmatch(text)
    if found is None:
        raise MalformedResponse(f"not a timestamp: {text[:64]!r}")
    year, month, day, hour, minute, second, fraction, sign, off_hours, off_minutes = found.groups()
    micros = int(fraction[:6].ljust(6, "0")) if fraction else 0
    try:
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), micros, timezone.utc)
        if sign:
            offset = timedelta(hours=int(off_hours), minutes=int(off_minutes))
            moment = moment - offset if sign == "+" else moment + offset
    except (ValueError, OverflowError):
        raise MalformedResponse(f"not a timestamp: {text[:64]!r}") from None
    return moment


def to_rfc3339(moment: datetime) -> str:
    """Write `2026-10-14T13:56:39.395637Z`, whole seconds without a fraction."""
    utc = moment.astimezone(timezone.utc)
    return utc.replace(tzinfo=None).isoformat() + "Z"


def from_http_date(text: str) -> datetime:
    found = _IMF_FIXDATE.fullmatch(text)
    day, month, year, hour, minute, second = _of_other_form(text) if found is None else found.groups()
    try:
        # RFC 9110, 5.6.7: a leap second is 60.
        whole = 59 if second == "60" else int(second)
        return datetime(int(year), _MONTH_NUMBER[month], int(day), int(hour), int(minute), whole, 0, timezone.utc)
    except (ValueError, KeyError):
        raise MalformedResponse(f"not an HTTP date: {text[:64]!r}") from None


def _of_other_form(text: str) -> tuple[str, ...]:
    if len(text) <= _LONGEST:
        found = re.fullmatch(_DAY_FIRST, text, re.ASCII | re.IGNORECASE)
        if found is not None:
            day, month, year, *time = found.groups()
            if len(year) == 2:
                # No service is older than the epoch.
                year = f"{19 if year >= '70' else 20}{year}"
            return day, month.capitalize(), year, *time
        found = re.fullmatch(_ASCTIME, text, re.ASCII | re.IGNORECASE)
        if found is not None:
            month, day, *time, year = found.groups()
            return day, month.capitalize(), year, *time
    raise MalformedResponse(f"not an HTTP date: {text[:64]!r}")


def to_http_date(moment: datetime) -> str:
    utc = moment.astimezone(timezone.utc)
    return (
        f"{_DAYS[utc.weekday()]}, {utc.day:02} {_MONTHS[utc.month - 1]} {utc.year:04} "
        f"{utc.hour:02}:{utc.minute:02}:{utc.second:02} GMT"
    )


def from_version(version: str) -> datetime | None:
    """Read a version; None for any other text."""
    if not (version.isascii() and version.isdigit()):
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(version) // 1000)
    except (OverflowError, ValueError):
        return None
