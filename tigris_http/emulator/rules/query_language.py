r"""Parses the one-line filters of notifications and listings.

Contract: `parse` returns a `Filter` or raises ValueError. Nothing is evaluated here.

    query     := ["WHERE"] condition { "AND" condition } [ "ORDER BY" field [ "ASC" | "DESC" ] ]
    condition := field op value | field ["NOT"] "IN" list | field "REGEXP" string
    op        := "=" | "!=" | ">" | "<" | ">=" | "<="
    list      := "(" value { "," value } ")"

"Field names in backticks, strings in double quotes (backslash escapes such as `\.` occur in patterns). No `OR`, no
`LIMIT`." Backticks around `key` are optional.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

FIELDS: Final = frozenset({"Last-Modified", "Content-Type", "Content-Length", "key", "Event-Type"})
_TOKEN: Final = re.compile(
    r"\s*(?:`(?P<field>[^`]*)`"
    r'|"(?P<string>(?:[^"\\]|\\.)*)"'
    r"|(?P<number>\d{1,18})(?![\w-])"
    r"|(?P<op>!=|>=|<=|[=<>(),])"
    r"|(?P<word>[A-Za-z][A-Za-z-]*))",
    re.ASCII,
)
_OPERATORS: Final = frozenset({"=", "!=", ">", "<", ">=", "<="})

Value = str | int


@dataclass(frozen=True)
class Condition:
    """One condition; `operator` is a comparison, `IN`, `NOT IN` or `REGEXP`. Only lists have several values."""

    field: str
    operator: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Filter:
    """Conditions that must all hold, and the order of the results."""

    conditions: tuple[Condition, ...]
    order_by: str | None = None
    descending: bool = False


def parse(text: str) -> Filter:
    """Parse a filter. Raises ValueError."""
    return _Parser(_tokens(text)).filter()


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        token = _TOKEN.match(text, at, end)
        if token is None or token.lastgroup is None:
            raise ValueError(f"cannot read {text[at : at + 20]!r}")
        found.append((token.lastgroup, token[token.lastgroup]))
        at = token.end()
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    def filter(self) -> Filter:
        self._keyword("WHERE")
        conditions = [self._condition()]
        while self._keyword("AND"):
            conditions.append(self._condition())
        order_by, descending = None, False
        if self._keyword("ORDER"):
            if not self._keyword("BY"):
                raise ValueError("ORDER needs BY")
            order_by = self._field()
            descending = self._keyword("DESC") or (self._keyword("ASC") and False)
        if self._at < len(self._tokens):
            raise ValueError(f"nothing may follow the end: {self._tokens[self._at][1]!r}")
        return Filter(tuple(conditions), order_by, descending)

    def _condition(self) -> Condition:
        field = self._field()
        kind, value = self._next()
        if kind == "op" and value in _OPERATORS:
            return Condition(field, value, (self._value(),))
        word = value.upper() if kind == "word" else ""
        if word == "REGEXP":
            pattern = self._value()
            if not isinstance(pattern, str):
                raise ValueError("REGEXP needs a string")
            try:
                re.compile(pattern)
            except re.error as problem:
                raise ValueError(f"{pattern!r} is not a pattern: {problem}") from problem
            return Condition(field, "REGEXP", (pattern,))
        if word == "NOT" and self._keyword("IN"):
            return Condition(field, "NOT IN", self._list())
        if word == "IN":
            return Condition(field, "IN", self._list())
        raise ValueError(f"{field} needs an operator, not {value!r}")

    def _list(self) -> tuple[Value, ...]:
        if self._next() != ("op", "("):
            raise ValueError("IN needs a list in parentheses")
        values = [self._value()]
        while (token := self._next()) == ("op", ","):
            values.append(self._value())
        if token != ("op", ")"):
            raise ValueError("a list ends with )")
        return tuple(values)

    def _field(self) -> str:
        kind, value = self._next()
        if kind not in {"field", "word"} or value not in FIELDS:
            raise ValueError(f"{value!r} is not a field")
        return value

    def _value(self) -> Value:
        kind, value = self._next()
        if kind == "number":
            return int(value)
        if kind == "string":
            # only the quote and the backslash need escaping; `\.` belongs to a pattern and stays
            return re.sub(r'\\(["\\])', r"\1", value)
        raise ValueError(f"{value!r} is not a value")

    def _keyword(self, word: str) -> bool:
        if self._at == len(self._tokens) or self._tokens[self._at][0] != "word":
            return False
        found = self._tokens[self._at][1].upper() == word
        self._at += found
        return found

    def _next(self) -> tuple[str, str]:
        if self._at == len(self._tokens):
            raise ValueError("it ends early")
        self._at += 1
        return self._tokens[self._at - 1]
