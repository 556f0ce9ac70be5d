"""Values of options as people write them: sizes, durations, moments, pairs.

Contract: pure, but for the clock that `moment` is given. Raises `ArgumentTypeError`, which argparse shows behind the
name of the option.
"""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

_UNITS: Final = {unit: 1024**power for power, unit in enumerate("bkmgtp")}
_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([bkmgtp]?)(?:i?b)?", re.ASCII | re.IGNORECASE)
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_DURATION: Final = re.compile(r"(\d{1,9})([smhdw]?)", re.ASCII)


def size(text: str) -> int:
    """Return bytes: `1000`, `10k`, `1.5GiB`. The units are those of 1024."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise ArgumentTypeError(f"must be a size such as 1000, 10k or 1.5GiB, not {text!r}")
    return (
        int(float(found[1]) * _UNITS[found[2].lower() or "b"])
        if "." in found[1]
        else int(found[1]) * _UNITS[found[2].lower() or "b"]
    )


def duration(text: str) -> int:
    """Return seconds: `90`, `15m`, `12h`, `7d`."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise ArgumentTypeError(f"must be a duration such as 90, 15m, 12h or 7d, not {text!r}")
    return int(found[1]) * _SECONDS[found[2] or "s"]


def moment(text: str) -> datetime:
    """Return a time: an ISO date or time (local without an offset), or an age such as `7d`."""
    from datetime import datetime, timedelta, timezone

    if _DURATION.fullmatch(text.strip()):
        try:
            return datetime.now(timezone.utc) - timedelta(seconds=duration(text))
        except OverflowError:
            raise ArgumentTypeError(f"is longer ago than dates go: {text!r}") from None
    try:
        # Python 3.10 does not read the Z.
        return datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", text.strip())).astimezone(timezone.utc)
    except (ValueError, OverflowError):
        raise ArgumentTypeError(
            f"must be a time such as 2026-01-31T12:00, or an age such as 7d, not {text!r}"
        ) from None


def pair(text: str) -> tuple[str, str]:
    """Return a name and a value: `name=value`."""
    name, mark, value = text.partition("=")
    if not mark or not name:
        raise ArgumentTypeError(f"must be name=value, not {text!r}")
    return name, value


def count(text: str) -> int:
    """Return a whole number, at least 0."""
    if not (text.isascii() and text.isdigit()):
        raise ArgumentTypeError(f"must be a whole number, not {text!r}")
    return int(text)


def at_least_one(text: str) -> int:
    """Return a whole number, at least 1."""
    number = count(text)
    if not number:
        raise ArgumentTypeError("must be at least 1")
    return number


def switch(text: str) -> bool:
    """Return True for `on`, False for `off`."""
    if text not in {"on", "off"}:
        raise ArgumentTypeError(f"must be on or off, not {text!r}")
    return text == "on"


def retention(text: str) -> bool | int:
    """Return days of retention, or False for `off`."""
    return False if text == "off" else count(text)


def byte_range(text: str) -> tuple[int, int | None]:
    """Return the first and last byte: `0-99`, `100-`, `-50` for the last 50."""
    first, mark, last = text.partition("-")
    if (
        not mark
        or not (first or last)
        or not all(not each or (each.isascii() and each.isdigit()) for each in (first, last))
    ):
        raise ArgumentTypeError(f"must be a range of bytes such as 0-99, 100- or -50, not {text!r}")
    if not first:
        return -int(last), None
    return int(first), int(last) if last else None
