"""Listings by the metadata of objects (`X-Tigris-Query`): filter and order.

Contract: all conditions must hold. Entries come in the requested order, by default in that of the keys. Works with a
prefix and a token. Order and delimiter exclude each other here; nothing documents that.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.rules.query_language import Condition, Filter, Value, parse
from tigris_http.emulator.store.clock import SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tigris_http.emulator.store.rows import Version


class Walker(Protocol):
    """The source of a page."""

    def __iter__(self) -> Iterator[Version]: ...
    def seek(self, key: bytes, /) -> None:
        """Go on from this key."""
        ...


_QUERIED_TYPE = "application/octet-stream"


def read_query(text: str) -> Filter:
    """Parse a query of objects. Raises InvalidArgument."""
    try:
        wanted = parse(text)
        for condition in wanted.conditions:
            _check(condition)
    except ValueError as problem:
        raise ErrorResponse("InvalidArgument", f"X-Tigris-Query: {problem}") from problem
    if wanted.order_by == "Event-Type":
        raise ErrorResponse("InvalidArgument", "X-Tigris-Query: objects have no Event-Type")
    return wanted


def _check(condition: Condition) -> None:
    if condition.field == "Event-Type":
        raise ValueError("objects have no Event-Type")
    for value in condition.values:
        if condition.field == "Content-Length" and not isinstance(value, int):
            raise ValueError("Content-Length is compared with integers")
        if condition.field != "Content-Length" and not isinstance(value, str):
            raise ValueError(f"{condition.field} is compared with strings")
        if condition.field == "Last-Modified" and condition.operator != "REGEXP":
            _moment(str(value))


def _moment(text: str) -> int:
    found = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)", text, re.ASCII)
    if found is None:
        raise ValueError(f"{text!r} is not an RFC 3339 time")
    whole = datetime.fromisoformat(found[1] + found[3].replace("Z", "+00:00"))
    return int(whole.timestamp()) * SECOND + int((found[2] or "0").ljust(9, "0"))


def _of(version: Version, field: str) -> Value:
    if field == "Content-Length":
        return version.size
    if field == "Content-Type":
        return version.details.headers.get("content-type", _QUERIED_TYPE)
    return version.key.decode("utf-8", "replace")


def _holds(version: Version, condition: Condition) -> bool:
    found: Value
    values: tuple[Value, ...]
    if condition.field == "Last-Modified" and condition.operator != "REGEXP":
        # Listings show milliseconds, so queries compare milliseconds.
        found = version.version // 1_000_000
        values = tuple(_moment(str(value)) // 1_000_000 for value in condition.values)
    else:
        found, values = _of(version, condition.field), condition.values
    return _OPERATORS[condition.operator](found, values)


_OPERATORS: dict[str, Callable[[Value, tuple[Value, ...]], bool]] = {
    "=": lambda found, values: found == values[0],
    "!=": lambda found, values: found != values[0],
    ">": lambda found, values: _compared(found, values[0]) > 0,
    "<": lambda found, values: _compared(found, values[0]) < 0,
    ">=": lambda found, values: _compared(found, values[0]) >= 0,
    "<=": lambda found, values: _compared(found, values[0]) <= 0,
    "IN": lambda found, values: found in values,
    "NOT IN": lambda found, values: found not in values,
    "REGEXP": lambda found, values: re.search(str(values[0]), str(found)) is not None,
}


def _compared(one: Value, other: Value) -> int:
    if isinstance(one, int) and isinstance(other, int):
        return (one > other) - (one < other)
    return (str(one) > str(other)) - (str(one) < str(other))


def fits(version: Version, wanted: Filter) -> bool:
    """Return whether all conditions hold."""
    return all(_holds(version, condition) for condition in wanted.conditions)


class Matching:
    """A walk over the matching keys."""

    def __init__(self, walker: Walker, wanted: Filter) -> None:
        self._walker, self._wanted = walker, wanted

    def __iter__(self) -> Iterator[Version]:
        return (version for version in self._walker if fits(version, self._wanted))

    def seek(self, key: bytes, /) -> None:
        """Move forward to the first key that is not less than `key`."""
        self._walker.seek(key)


def in_order(versions: Iterable[Version], wanted: Filter) -> list[Version]:
    """Return the matching versions in the requested order, then in order of their keys."""
    found = sorted((version for version in versions if fits(version, wanted)), key=lambda version: version.key)
    field = wanted.order_by or "key"

    def rank(version: Version) -> tuple[int, str]:
        if field == "Last-Modified":
            return version.version, ""
        value = _of(version, field)
        return (value, "") if isinstance(value, int) else (0, value)

    return sorted(found, key=rank, reverse=wanted.descending)
