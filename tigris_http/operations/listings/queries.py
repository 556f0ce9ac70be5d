"""Queries over the metadata of objects, for listings and notifications.

    query = (CONTENT_LENGTH.at_least(1 << 20) & CONTENT_TYPE.equals("image/png")).ordered_by(LAST_MODIFIED)

Contract: values are quoted, so none is read as part of the query. Values that the text cannot carry are refused.
Reference: https://www.tigrisdata.com/docs/objects/query-metadata/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from tigris_http._wire import arguments
from tigris_http._wire.timestamps import to_rfc3339

ValueT = TypeVar("ValueT", str, int, datetime)
# A quote ends a string, and a backslash may escape the next character. Documented patterns have single ones, as in
# `\.`, so a backslash is doubled only before a quote, a backslash or the end.
_TO_ESCAPE = re.compile(r'"|\\(?=["\\]|$)')


def _literal(value: str | int | datetime) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, datetime)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"a query compares with str, int or datetime, not {type(value).__name__}")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        arguments.http_date("a datetime of a query", value)
        return f'"{to_rfc3339(value)}"'
    if not (value.isascii() and (value.isprintable() or not value)):
        # The reference does not say how the header carries other text.
        raise ValueError("text in a query must be printable ASCII")
    return '"' + _TO_ESCAPE.sub(lambda found: "\\" + found[0], value) + '"'


@dataclass(frozen=True, slots=True)
class ObjectQuery:
    """Conditions that must all hold, and an order, built from fields. `str(query)` is its text."""

    conditions: tuple[str, ...]
    """The text of each."""
    order: str | None = None
    """A field and `ASC` or `DESC`; None for the service's order."""

    def __and__(self, other: ObjectQuery) -> ObjectQuery:
        if not isinstance(other, ObjectQuery):  # pyright: ignore[reportUnnecessaryIsInstance]
            return NotImplemented
        if self.order is not None and other.order is not None:
            raise ValueError("a query has one order")
        return ObjectQuery(self.conditions + other.conditions, self.order or other.order)

    def ordered_by(self, field: Field[str] | Field[int] | Field[datetime], *, descending: bool = False) -> ObjectQuery:
        """Return the query with its results ordered by a field."""
        if not isinstance(field, Field):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"field must be one of the fields of this module, not {type(field).__name__}")
        direction = "DESC" if arguments.flag("descending", descending) else "ASC"
        return replace(self, order=f"{field.quoted} {direction}")

    def __str__(self) -> str:
        order = "" if self.order is None else f" ORDER BY {self.order}"
        return f"WHERE {' AND '.join(self.conditions)}{order}"


@dataclass(frozen=True, slots=True)
class Field(Generic[ValueT]):
    """A field of objects, to compare with values."""

    name: str
    """The service's name of the field."""

    @property
    def quoted(self) -> str:
        """Name as a query writes it."""
        return f"`{self.name}`"

    def _is(self, operator: str, value: ValueT) -> ObjectQuery:
        return ObjectQuery((f"{self.quoted} {operator} {_literal(value)}",))

    def _among(self, operator: str, values: tuple[ValueT, ...]) -> ObjectQuery:
        if not values:
            raise ValueError("values must be at least one")
        return ObjectQuery((f"{self.quoted} {operator} ({', '.join(map(_literal, values))})",))

    def equals(self, value: ValueT) -> ObjectQuery:
        """Match this value."""
        return self._is("=", value)

    def differs_from(self, value: ValueT) -> ObjectQuery:
        """Match every other value."""
        return self._is("!=", value)

    def after(self, value: ValueT) -> ObjectQuery:
        """Match values that are later, larger, or after it in order."""
        return self._is(">", value)

    def before(self, value: ValueT) -> ObjectQuery:
        """Match values that are earlier, smaller, or before it in order."""
        return self._is("<", value)

    def at_least(self, value: ValueT) -> ObjectQuery:
        """Match this value and those after it."""
        return self._is(">=", value)

    def at_most(self, value: ValueT) -> ObjectQuery:
        """Match this value and those before it."""
        return self._is("<=", value)

    def one_of(self, *values: ValueT) -> ObjectQuery:
        """Match any of these values."""
        return self._among("IN", values)

    def none_of(self, *values: ValueT) -> ObjectQuery:
        """Match every value but these."""
        return self._among("NOT IN", values)

    def matches(self: Field[str], pattern: str) -> ObjectQuery:
        """Match values in which a regular expression (RE2, in Go's syntax) is found."""
        return self._is("REGEXP", pattern)


LAST_MODIFIED: Field[datetime] = Field("Last-Modified")
"""The time an object was stored: the only indexed field. Restrict it in a query of many objects."""
CONTENT_TYPE: Field[str] = Field("Content-Type")
CONTENT_LENGTH: Field[int] = Field("Content-Length")
"""Bytes."""
KEY: Field[str] = Field("key")
EVENT_TYPE: Field[str] = Field("Event-Type")
"""For filters of notifications only: `OBJECT_CREATED_PUT`, `OBJECT_DELETED` and others."""


def query_text(name: str, value: str | ObjectQuery) -> str:
    """Return the text of a query. Of text only the characters are checked."""
    if not isinstance(value, (str, ObjectQuery)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{name} must be a str or an ObjectQuery, not {type(value).__name__}")
    found = arguments.header_text(name, str(value))
    if not found:
        raise ValueError(f"{name} must not be empty")
    return found
