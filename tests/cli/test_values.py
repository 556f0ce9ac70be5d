"""Values of options, sides and records."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http.cli import values
from tigris_http.cli.failures import UsageError, exit_code, line_of
from tigris_http.cli.output import visible
from tigris_http.cli.records import KINDS, plain, record, rfc3339
from tigris_http.cli.uris import Local, Remote, Stream, bucket, side
from tigris_http.errors import ConnectionFailed, IncompleteBody, NotFound, TigrisError
from tigris_http.operations import CORSRule

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", 0), ("1000", 1000), ("10k", 10240), ("10K", 10240), ("1.5GiB", 3 << 29), ("2 MB", 2 << 20), ("3b", 3),
     ("1T", 1 << 40)],
)  # fmt: skip
def test_sizes_are_read(text: str, expected: int) -> None:
    assert expected == values.size(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("90", 90), ("15m", 900), ("12h", 43200), ("7d", 604800), ("2w", 1209600)]
)
def test_durations_are_read(text: str, expected: int) -> None:
    assert expected == values.duration(text)


def test_times_are_read() -> None:
    assert datetime(2026, 1, 31, 12, tzinfo=timezone.utc) == values.moment("2026-01-31T12:00Z")
    assert datetime(2026, 1, 31, 10, tzinfo=timezone.utc) == values.moment("2026-01-31T12:00+02:00")
    assert datetime(2026, 1, 31).astimezone() == values.moment("2026-01-31")
    assert timedelta(hours=23) < datetime.now(timezone.utc) - values.moment("1d") < timedelta(hours=25)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (values.size, "-1"), (values.size, "1x"), (values.size, ""), (values.size, "1e9"),
        (values.duration, "1y"), (values.duration, "-5"), (values.duration, "\u0661"),
        (values.moment, "yesterday"), (values.moment, "999999999d"),
        (values.pair, "=v"), (values.pair, "n"),
        (values.count, "-1"), (values.count, "1.0"), (values.at_least_one, "0"),
        (values.switch, "true"), (values.retention, "some"),
        (values.byte_range, "-"), (values.byte_range, "1"), (values.byte_range, "1-2-3"), (values.byte_range, "a-"),
    ],
)  # fmt: skip
def test_other_texts_are_refused(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        read(text)


@given(st.text())
def test_no_text_breaks_a_reader(text: str) -> None:
    for read in (values.size, values.duration, values.moment, values.pair, values.byte_range, values.retention):
        try:
            read(text)
        except ArgumentTypeError as error:
            assert str(error)  # noqa: PT017  # most texts raise, some do not


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-", Stream()),
        ("a/b", Local("a/b")),
        ("./t3:", Local("./t3:")),
        ("dir/t3://x", Local("dir/t3://x")),
        ("t3://photos/a b", Remote("photos", "a b")),
        ("tigris://photos@17/a@b", Remote("photos", "a@b", "17")),
    ],
)
def test_a_side_is_a_path_a_stream_or_a_place(text: str, expected: object) -> None:
    assert expected == side("SOURCE", text)


def test_a_bucket_is_a_name_or_a_uri() -> None:
    assert ["photos"] * 4 == [bucket("BUCKET", text) for text in ("photos", "t3://photos", "s3://photos/", "photos/")]
    with pytest.raises(UsageError, match="BUCKET"):
        bucket("BUCKET", "photos/a")


def test_a_record_has_exactly_the_fields_of_its_kind() -> None:
    kinds = {kind: fields.split() for kind, (_, fields) in KINDS.items()}
    assert all(len(fields) == len(set(fields)) for fields in kinds.values())
    found = json.loads(record("bucket", {"created_at": None, "bucket": "b"}))
    assert ["type", "bucket", "created_at"] == list(found)
    for wrong in ({"bucket": "b"}, {"bucket": "b", "created_at": None, "more": 1}):
        with pytest.raises(KeyError):
            record("bucket", wrong)


def test_values_of_the_library_become_json() -> None:
    moment = datetime(2026, 1, 31, 12, tzinfo=timezone(timedelta(hours=2)))
    assert ["2026-01-31T10:00:00Z", {"a": [1, None]}] == plain((moment, {"a": (1, None)}))
    assert "2026-01-31T10:00:00.500000Z" == rfc3339(moment.replace(microsecond=500_000))
    rule = plain(CORSRule(("https://a.example",), ("GET",)))
    assert isinstance(rule, dict)
    assert (["https://a.example"], ["GET"]) == (rule["allowed_origins"], rule["allowed_methods"])


@given(st.text())
def test_a_shown_name_ends_no_line(text: str) -> None:
    for terminal in (True, False):
        shown = visible(text, terminal=terminal)
        assert 1 >= len(shown.splitlines())
        assert "\x1b" not in shown
        assert shown.isprintable() or not terminal


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotFound("x", status=404), 3),
        (ConnectionFailed("x"), 6),
        (IncompleteBody("x"), 6),
        (TigrisError("x"), 1),
        (UsageError("x"), 2),
        (ValueError("x"), 2),
        (FileNotFoundError("x"), 3),
        (PermissionError("x"), 1),
        (KeyboardInterrupt(), 130),
        (RuntimeError("x"), 1),
    ],
)
def test_errors_have_their_codes(error: BaseException, code: int) -> None:
    assert code == exit_code(error)
    assert "\n" not in line_of(error)


def test_an_error_is_one_line_that_says_what_to_do() -> None:
    assert "2\\n3. Check the name with `tigris-http ls`" in line_of(NotFound("1 2\n3", status=404))
    assert "a -> b: No such file" == line_of(OSError(2, "No such file", "a", None, "b"))
    assert line_of(RuntimeError("odd")).startswith("internal error: RuntimeError: odd")
