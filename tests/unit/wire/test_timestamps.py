"""Instants: every form of the wire, its limits, and anything at all."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._wire.timestamps import from_http_date, from_rfc3339, from_version, to_http_date
from tigris_http.errors import MalformedResponse

UTC = timezone.utc
SECOND = datetime(2026, 10, 14, 13, 56, 39, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZONES = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=ZONES)  # noqa: DTZ001  # the zone follows


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("2026-10-14T13:56:39Z", 0),
        ("2026-10-14T13:56:39.3Z", 300000),
        ("2026-10-14T13:56:39.39Z", 390000),
        ("2026-10-14T13:56:39.395Z", 395000),
        ("2026-10-14T13:56:39.3956Z", 395600),
        ("2026-10-14T13:56:39.39563Z", 395630),
        ("2026-10-14T13:56:39.395637Z", 395637),
        ("2026-10-14T13:56:39.3956370Z", 395637),
        ("2026-10-14T13:56:39.39563707Z", 395637),
        ("2026-10-14T13:56:39.395637075Z", 395637),
        ("2026-10-14T13:56:39.999999999Z", 999999),
        ("2026-10-14T13:56:39.000000001Z", 0),
        ("2026-10-14t13:56:39z", 0),
        ("2026-10-14 13:56:39Z", 0),
        ("2026-10-14T13:56:39+00:00", 0),
        ("2026-10-14T13:56:39-00:00", 0),
        ("2026-10-14T15:56:39+02:00", 0),
        ("2026-10-14T08:26:39-05:30", 0),
        ("2026-10-15T13:55:39.5+23:59", 500000),
    ],
)
def test_a_timestamp_of_0_to_9_digits_and_any_offset_is_read(text: str, micros: int) -> None:
    """Digits beyond microseconds are cut: rounding would move a moment into the future."""
    read = from_rfc3339(text)
    assert SECOND.replace(microsecond=micros) == read
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("0001-01-01T00:00:00Z", datetime.min.replace(tzinfo=UTC)),
        ("9999-12-31T23:59:59.999999Z", datetime.max.replace(tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_the_first_and_the_last_moment_are_read(text: str, moment: datetime) -> None:
    assert moment == from_rfc3339(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Z",
        "2026-10-14",
        "2026-10-14T13:56:39",
        "2026-10-14T13:56Z",
        "2026-10-14T13:56:39.Z",
        "2026-10-14T13:56:39.3956370751Z",
        "2026-10-14T13:56:39,5Z",
        "2026-10-14T13:56:60Z",
        "2016-12-31T23:59:60Z",
        "2026-10-14T24:00:00Z",
        "2026-13-14T13:56:39Z",
        "2026-00-14T13:56:39Z",
        "2026-02-29T13:56:39Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "12026-10-14T13:56:39Z",
        "+2026-10-14T13:56:39Z",
        "2026-10-14T13:56:39+0200",
        "2026-10-14T13:56:39+02",
        "2026-10-14T13:56:39Z\n",
        " 2026-10-14T13:56:39Z",
        "٢٠٢٦-10-14T13:56:39Z",
        "1792493847",
        "2026-10-14T13:56:39Z" * 1000,
    ],
)
def test_malformed_timestamps_are_shown_in_part(text: str) -> None:
    """The leap second too: Python has no name for it, and S3 never sends one."""
    with pytest.raises(MalformedResponse, match="not a timestamp") as caught:
        from_rfc3339(text)
    assert len(str(caught.value)) < 200


@given(MOMENTS)
def test_timestamps_of_python_are_read_back(moment: datetime) -> None:
    assert moment == from_rfc3339(moment.isoformat())


@given(st.text() | st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", fullmatch=True))
def test_any_text_is_a_timestamp_or_malformed(text: str) -> None:
    try:
        read = from_rfc3339(text)
    except MalformedResponse:
        return
    assert timedelta(0) == read.utcoffset()


@given(MOMENTS)
def test_http_dates_of_the_standard_library_are_read_and_written(moment: datetime) -> None:
    utc = moment.astimezone(UTC).replace(microsecond=0)
    assert format_datetime(utc, usegmt=True) == to_http_date(moment)
    assert utc == from_http_date(to_http_date(moment))


@given(MOMENTS)
def test_http_dates_of_c_are_read(moment: datetime) -> None:
    utc = moment.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    assert utc.replace(tzinfo=UTC) == from_http_date(utc.ctime())


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        # RFC 9110, 5.6.7: the three forms of one moment.
        ("Sun, 06 Nov 1994 08:49:37 GMT", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
        ("Sunday, 06-Nov-94 08:49:37 GMT", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
        ("Sun Nov  6 08:49:37 1994", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
        ("Wednesday, 20-Oct-69 10:57:30 GMT", datetime(2069, 10, 20, 10, 57, 30, tzinfo=UTC)),
        ("Thursday, 01-Jan-70 00:00:00 GMT", datetime(1970, 1, 1, tzinfo=UTC)),
        ("Sat, 31 Dec 2016 23:59:60 GMT", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        # Near misses: nothing else can be meant.
        *(
            (text, datetime(2026, 10, 5, 9, 57, 30, tzinfo=UTC))
            for text in (
                "Mon, 5 Oct 2026 09:57:30 GMT",
                "Mon, 05 Oct 2026 9:57:30 GMT",
                "Mon 05 Oct 2026 09:57:30 GMT",
                "05 Oct 2026 09:57:30 GMT",
                "mon, 05 oct 2026 09:57:30 gmt",
                "Mon, 05-Oct-2026 09:57:30 GMT",
                "Mon, 05 Oct 26 09:57:30 GMT",
                "Mon, 05 Oct 2026 09:57:30 UTC",
                "Mon, 05 Oct 2026 09:57:30 +0000",
                "Mon, 05 Oct 2026 09:57:30",
                " Mon, 05 Oct 2026 09:57:30 GMT ",
                "Mon Oct 5 09:57:30 2026",
                "Mon Oct 05 09:57:30 2026 GMT",
            )
        ),
    ],
)
def test_old_forms_and_near_misses_of_an_http_date_are_read(text: str, moment: datetime) -> None:
    assert moment == from_http_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tue, 20 Oct 2026 10:57:30 PST",
        "Tue, 20 Oct 2026 10:57:30 +0100",
        "Tue, 20 Oct 2026 10:57:61 GMT",
        "Tue, 20 Oct 2026 10:57 GMT",
        "Tue, 20 Oct 26 10:57:30 AM",
        "Tue, 20 Oct 2026 10:57:30 GMT, Tue, 20 Oct 2026 10:57:30 GMT",
        "Tue, 20 Oct 2026 10:57:30" + " " * 64,
        "Tue, 32 Oct 2026 10:57:30 GMT",
        "Tue, 20 Okt 2026 10:57:30 GMT",
        "Tue, 20 Oct 0000 10:57:30 GMT",
        "Tuesday, 32-Oct-26 10:57:30 GMT",
        "Tuesday, 20-Oct-126 10:57:30 GMT",
        "Tue Oct 32 10:57:30 2026",
        "Tue Oct 20 10:57:30 26",
        "2026-10-20T10:57:30Z",
    ],
)
def test_anything_but_an_http_date_is_malformed(text: str) -> None:
    with pytest.raises(MalformedResponse, match="not an HTTP date"):
        from_http_date(text)


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", fullmatch=True))
def test_any_text_is_an_http_date_or_malformed(text: str) -> None:
    try:
        read = from_http_date(text)
    except MalformedResponse:
        return
    assert timedelta(0) == read.utcoffset()


@pytest.mark.parametrize(
    ("version", "moment"),
    [
        ("1792493847118382304", datetime(2026, 10, 20, 10, 57, 27, 118382, UTC)),
        ("0", EPOCH),
        ("999", EPOCH),
        ("1000", EPOCH + timedelta(microseconds=1)),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("abc", None),
        ("٣", None),
        (" 1", None),
        ("9" * 24, None),
        ("9" * 5000, None),
    ],
)
def test_a_version_in_nanoseconds_has_a_time(version: str, moment: datetime | None) -> None:
    assert moment == from_version(version)


@given(st.text() | st.integers(0).map(str))
def test_any_text_is_a_moment_or_none(version: str) -> None:
    moment = from_version(version)
    assert moment is None or moment >= EPOCH
