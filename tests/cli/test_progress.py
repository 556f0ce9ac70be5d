"""The progress line: pure text, and a writer that leaves terminals and pipes clean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http.cli.progress import CLEAR, Meter, State, clock, human, render

COUNTS = st.integers(0, 10**15)
MAYBE = st.none() | COUNTS
STATES = st.builds(State, COUNTS, MAYBE, COUNTS, MAYBE, MAYBE)


@pytest.mark.parametrize(
    ("state", "line"),
    [
        (State(0, None, 0, 1, None), "0 B"),
        (State(512, 2048, 0, 1, None), " 25%  512 B of 2.0 KiB"),
        (State(2048, 2048, 1, 1, 1024.0), "100%  2.0 KiB of 2.0 KiB  1.0 KiB/s  0:00 left"),
        (
            State(1 << 20, 1 << 30, 3, 1200, 1 << 20),
            "  0%  1.0 MiB of 1.0 GiB  3 of 1,200 files  1.0 MiB/s  17:03 left",
        ),
        (State(5, None, 1234, None, 2.5), "5 B  1,234 files  2 B/s"),
        (State(10, 5, 0, 1, 0.0), "10 B  0 B/s"),
    ],
)
def test_the_line_says_bytes_files_rate_and_time_left(state: State, line: str) -> None:
    assert line == render(state, 80)


@given(STATES, st.integers(1, 200))
def test_the_line_never_wraps(state: State, width: int) -> None:
    line = render(state, width)
    assert len(line) <= width
    assert line.isprintable()
    assert render(state, 200).startswith(line[: len(line.rstrip())])


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (1023 * 1024, "1.0 MiB"),
        (1 << 40, "1.0 TiB"),
        (10**21, "867.4 EiB"),
    ],
)
def test_sizes_are_in_iec_units(size: int, text: str) -> None:
    assert text == human(size)


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (59.6, "1:00"), (3599, "59:59"), (7325, "2:02:05")])
def test_times_are_short(seconds: float, text: str) -> None:
    assert text == clock(seconds)


class Clock:
    time = 0.0

    def __call__(self) -> float:
        return self.time


def test_the_rate_is_that_of_the_last_seconds() -> None:
    now = Clock()
    meter = Meter(now=now)
    meter.begin(size=10_000)
    assert meter.state().rate is None
    for _ in range(30):
        now.time += 1
        meter.advance(100)
        assert meter.state().rate == pytest.approx(100)
    for _ in range(20):
        now.time += 1
        meter.advance(10)
        meter.state()
    assert meter.state().rate == pytest.approx(10)


def test_a_terminal_is_left_clean_and_a_log_ends_with_the_sum() -> None:
    written: list[str] = []
    meter = Meter(written.append, terminal=True)
    meter.begin(files=2, size=10)
    meter.advance(10, files=2)
    meter._visible = True
    meter.close()
    meter.close()
    assert [CLEAR] == written
    written.clear()
    log = Meter(written.append)
    log.begin(files=2, size=10)
    log.advance(10, files=2)
    log.close()
    assert 1 == len(written)
    assert written[0].startswith("100%  10 B of 10 B  2 of 2 files")
    assert written[0].endswith("\n")


def test_nothing_is_written_without_a_writer() -> None:
    meter = Meter()
    meter.begin(files=1)
    meter.advance(5)
    meter.close()
    assert (5, False) == (meter.state().bytes_done, meter.shows)
