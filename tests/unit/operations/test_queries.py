"""Queries: values are quoted and stay values; impossible ones are refused."""

from __future__ import annotations

import pickle
import re
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http.operations import (
    CONTENT_LENGTH,
    CONTENT_TYPE,
    EVENT_TYPE,
    KEY,
    LAST_MODIFIED,
    ListObjectsV2,
    ObjectQuery,
)

MOMENT = datetime(2026, 1, 1, tzinfo=timezone.utc)
PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ('WHERE `key` = "a"', KEY.equals("a")),
        ('WHERE `key` != "a"', KEY.differs_from("a")),
        ('WHERE `Last-Modified` > "2026-01-01T00:00:00Z"', LAST_MODIFIED.after(MOMENT)),
        (
            'WHERE `Last-Modified` < "2026-01-01T00:00:00.000001Z"',
            LAST_MODIFIED.before(MOMENT + timedelta(microseconds=1)),
        ),
        ("WHERE `Content-Length` >= 1048576", CONTENT_LENGTH.at_least(1 << 20)),
        ("WHERE `Content-Length` <= 0", CONTENT_LENGTH.at_most(0)),
        ('WHERE `Content-Type` IN ("image/png", "image/jpeg")', CONTENT_TYPE.one_of("image/png", "image/jpeg")),
        ("WHERE `Content-Length` NOT IN (1)", CONTENT_LENGTH.none_of(1)),
        (r'WHERE `key` REGEXP "^img/.*\.png$"', KEY.matches(r"^img/.*\.png$")),
        ('WHERE `Event-Type` = "OBJECT_DELETED"', EVENT_TYPE.equals("OBJECT_DELETED")),
        (
            'WHERE `key` > "a" AND `Content-Length` > 1 AND `key` < "b" ORDER BY `Last-Modified` DESC',
            (KEY.after("a") & CONTENT_LENGTH.after(1).ordered_by(LAST_MODIFIED, descending=True)) & KEY.before("b"),
        ),
        ('WHERE `key` = "a" ORDER BY `key` ASC', KEY.equals("a").ordered_by(KEY)),
    ],
)
def test_a_query_is_written_as_documented(text: str, query: ObjectQuery) -> None:
    assert text == str(query)
    assert ("x-tigris-query", text) in ListObjectsV2("bucket", query=query).request().headers
    assert query == pickle.loads(pickle.dumps(query))


def test_a_time_of_another_zone_is_written_in_utc() -> None:
    east = datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))
    assert str(LAST_MODIFIED.after(MOMENT)) == str(LAST_MODIFIED.after(east))


def unquoted(literal: str) -> str:
    """Read a literal like a lexer for which a backslash escapes a quote or a backslash, and is literal otherwise."""
    assert re.fullmatch(r'"(?:[^"\\]|\\.)*"', literal), literal
    return re.sub(r'\\(["\\])', r"\1", literal[1:-1])


@given(PRINTABLE)
def test_no_value_is_ever_read_as_a_part_of_the_query(value: str) -> None:
    text = str(KEY.equals(value))
    assert text.startswith("WHERE `key` = ")
    assert value == unquoted(text.removeprefix("WHERE `key` = "))


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("é", ValueError),
        ("a\nb", ValueError),
        ("\x00", ValueError),
        (None, TypeError),
        (1.5, TypeError),
        (True, TypeError),
    ],
)
def test_an_impossible_value_of_a_query_is_refused(value: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        KEY.equals(value)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        LAST_MODIFIED.after(datetime(2026, 1, 1))  # noqa: DTZ001  # that is the point


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (KEY.one_of, ValueError),
        (CONTENT_LENGTH.none_of, ValueError),
        (lambda: KEY.equals("a").ordered_by("key"), TypeError),  # type: ignore[arg-type]
        (lambda: KEY.equals("a").ordered_by(KEY, descending="yes"), TypeError),  # type: ignore[arg-type]
        (lambda: KEY.equals("a") & "b", TypeError),  # type: ignore[operator]
        (lambda: KEY.equals("a").ordered_by(KEY) & KEY.equals("b").ordered_by(KEY), ValueError),
    ],
)
def test_an_impossible_query_is_refused(wrong: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        wrong()


@pytest.mark.parametrize(
    ("parameter", "value", "error"),
    [
        ("query", "", ValueError),
        ("query", "key = 'é'", ValueError),
        ("query", "a\r\nx-evil: 1", ValueError),
        ("query", 5, TypeError),
        ("with_metadata", 1, TypeError),
        ("with_content", "yes", TypeError),
        ("prefetch", None, TypeError),
        ("source", "both", ValueError),
    ],
)
def test_a_listing_refuses_impossible_parameters(parameter: str, value: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=parameter):
        ListObjectsV2("bucket", **{parameter: value}).request()


def test_a_query_written_by_the_caller_is_sent_unchanged() -> None:
    own = 'WHERE key = "a" AND `Content-Length` > 5'
    assert (("x-tigris-query", own),) == ListObjectsV2("bucket", query=own).request().headers
