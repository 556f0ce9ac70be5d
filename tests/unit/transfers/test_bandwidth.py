"""The limit of bytes a second: an invented clock, and the pauses of whole transfers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http.transfers import TransferOptions
from tigris_http.transfers._work.bandwidth import SPARE, TokenBucket

TAKES = st.lists(st.tuples(st.floats(0, 20), st.integers(0, 5_000)), min_size=1, max_size=30)
"""Seconds since the last take, and bytes."""
RATES = st.floats(1, 10_000)


def granted(rate: float, takes: list[tuple[float, int]]) -> list[tuple[float, int]]:
    """Return the moment and the size of each grant. The bucket is made at 100 seconds."""
    bucket, now = TokenBucket(rate, 100.0), 100.0
    found: list[tuple[float, int]] = []
    for pause, size in takes:
        now += pause
        bucket, wait = bucket.taken(size, now)
        assert wait >= 0
        found.append((now + wait, size))
    return found


@given(RATES, TAKES)
def test_no_span_has_more_than_its_rate_and_what_was_spared(rate: float, takes: list[tuple[float, int]]) -> None:
    grants = granted(rate, takes)
    for first in range(len(grants)):
        for last in range(first, len(grants)):
            # The bytes of the first grant were paid for before the span.
            size = sum(size for _, size in grants[first + 1 : last + 1])
            seconds = grants[last][0] - grants[first][0]
            assert size <= rate * (seconds + SPARE) * (1 + 1e-9) + 1e-6


@given(RATES, TAKES)
def test_nothing_is_granted_before_it_is_paid_for(rate: float, takes: list[tuple[float, int]]) -> None:
    size = 0
    for moment, each in granted(rate, takes):
        size += each
        assert size <= rate * (moment - 100) * (1 + 1e-9) + 1e-6


@given(RATES, st.lists(st.integers(0, 5_000), min_size=1, max_size=30))
def test_who_takes_without_a_pause_gets_the_whole_rate(rate: float, sizes: list[int]) -> None:
    grants = granted(rate, [(0, size) for size in sizes])
    assert sum(sizes) / rate == pytest.approx(grants[-1][0] - 100)
    # The same if each waits for its grant before the next take.
    bucket, now = TokenBucket(rate, 100.0), 100.0
    for size in sizes:
        bucket, wait = bucket.taken(size, now)
        now += wait
    assert sum(sizes) / rate == pytest.approx(now - 100)


@given(RATES, st.integers(1, 1 << 20))
def test_a_read_is_a_second_long_but_not_tiny(rate: float, most: int) -> None:
    chunk = TokenBucket(rate, 0).chunk(most)
    assert 1 <= chunk <= most
    assert chunk == most or chunk in {16 << 10, int(rate)}


@pytest.mark.parametrize("value", [0, -1, 0.5, float("nan"), float("inf"), -float("inf")])
def test_a_bandwidth_without_sense_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match=f"^bandwidth must be at least 1 byte a second and finite, not {value}"):
        TransferOptions(bandwidth=value)


@pytest.mark.parametrize("value", ["1", True, b"1", [1]])
def test_a_bandwidth_of_another_type_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match=r"^bandwidth must be a number of bytes a second or None, not \w+"):
        TransferOptions(bandwidth=value)  # type: ignore[arg-type]
