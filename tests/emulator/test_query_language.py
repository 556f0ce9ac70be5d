"""Filters of notifications and listings: valid ones are parsed, others are errors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http.emulator.rules.query_language import Condition, Filter, parse

SINCE = "2026-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('WHERE `Event-Type` = "OBJECT_DELETED"', Filter((Condition("Event-Type", "=", ("OBJECT_DELETED",)),))),
        (r'`key` REGEXP "^img/\d+\.png$"', Filter((Condition("key", "REGEXP", (r"^img/\d+\.png$",)),))),
        (r'where key = "a \"b\" \\ c"', Filter((Condition("key", "=", (r'a "b" \ c',)),))),
        (
            (
                f'WHERE `Last-Modified` > "{SINCE}" AND `Content-Length` >= 1048576 '
                'AND `Content-Type` IN ("image/png", "image/jpeg") ORDER BY `Last-Modified` DESC'
            ),
            Filter(
                (
                    Condition("Last-Modified", ">", (SINCE,)),
                    Condition("Content-Length", ">=", (1048576,)),
                    Condition("Content-Type", "IN", ("image/png", "image/jpeg")),
                ),
                "Last-Modified",
                descending=True,
            ),
        ),
        (
            '`key` NOT IN ("a")AND`key`!="b" ORDER BY key ASC',
            Filter((Condition("key", "NOT IN", ("a",)), Condition("key", "!=", ("b",))), "key"),
        ),
    ],
)
def test_filters_are_taken_apart(text: str, expected: Filter) -> None:
    assert expected == parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "WHERE",
        "WHERE key",
        'WHERE key "a"',
        "WHERE key =",
        "WHERE key = a",
        'WHERE key == "a"',
        'WHERE key = "a',
        'WHERE `key = "a"',
        'WHERE size = "a"',
        'WHERE "key" = "a"',
        'WHERE key = "a" OR key = "b"',
        'WHERE key = "a" AND',
        'WHERE key = "a" LIMIT 3',
        'WHERE key = "a" ORDER key',
        'WHERE key = "a" ORDER BY',
        'WHERE key IN "a"',
        "WHERE key IN ()",
        'WHERE key IN ("a" "b")',
        'WHERE key IN ("a",',
        'WHERE key NOT "a"',
        "WHERE key REGEXP 7",
        'WHERE key REGEXP "["',
        "WHERE `Content-Length` > 1e6",
        "WHERE `Content-Length` > 12345678901234567890",
        'WHERE key = "a"; DROP TABLE',
    ],
)
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)


@given(st.lists(st.sampled_from(["WHERE", "AND", "ORDER", "BY", "key", "IN", "NOT", "(", ")", ",", "=", '"a"', "7"])))
def test_any_words_are_a_filter_or_an_error_that_says_why(words: list[str]) -> None:
    try:
        found = parse(" ".join(words))
    except ValueError as problem:
        assert str(problem)  # noqa: PT017 - most words are no filter, and a few are
    else:
        assert {"key"} == {condition.field for condition in found.conditions}
