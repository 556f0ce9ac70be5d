"""Sizes, times and entity tags of two sides, against tables and tags made with hashlib."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tigris_http.transfers import TransferOptions
from tigris_http.transfers._local.target import mtime_of
from tigris_http.transfers._trees.compare import Compare, part_sizes, reason_to_skip, tag_check, times_agree
from tigris_http.transfers._work import plan

MIB = 1 << 20
T = 1_700_000_000_123_456_789
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("compare", "sizes", "times", "expected"),
    [
        ("quick", True, True, "size and time agree"),
        ("quick", False, True, None),
        ("quick", True, False, None),
        ("size", True, False, "size agrees"),
        ("size", False, True, None),
        ("etag", True, True, None),
        ("missing", False, False, "is there already"),
        ("always", True, True, None),
    ],
)
def test_an_item_is_skipped_for_a_reason(compare: Compare, sizes: bool, times: bool, expected: str | None) -> None:
    assert expected == reason_to_skip(compare, sizes=sizes, times=times)


@pytest.mark.parametrize(
    ("local", "text", "expected"),
    [
        (T, "1700000000.123456789", True),
        (T + 1, "1700000000.123456789", False),
        (T - 1, "1700000000.123456789", False),
        (T, " 1700000000.123456789 ", True),
        (T, "1700000000.1234567891", True),
        (T, "1700000000.123456", True),
        (T, "1700000000.123457", True),
        (T, "1700000000.123458", False),
        (T, "1700000000.123455", False),
        (T, "1700000000.123", True),
        (T, "1700000000.124", False),
        (T, "1700000000", True),
        (T, "1700000001", False),
        (T, "1699999999", False),
        (1_700_000_000_123_456_700, "1700000000.123456789", True),
        (1_700_000_000_123_456_600, "1700000000.123456789", False),
        (1_700_000_000_123_456_000, "1700000000.123456789", True),
        (1_700_000_000_123_000_000, "1700000000.123456789", True),
        (1_700_000_000_000_000_000, "1700000000.123456789", True),
        (1_700_000_001_000_000_000, "1700000000.123456789", False),
        (-1_500_000_001, "-1.500000001", True),
        (-1_500_000_001, "1.500000001", False),
        (0, "0", True),
        (0, "-0.000000000", True),
        (T, "1e9", False),
        (T, "", False),
        (T, "tomorrow", False),
    ],
)
def test_a_time_of_metadata_is_compared_as_precisely_as_both_sides_are(local: int, text: str, expected: bool) -> None:
    assert expected == times_agree(local, text, None)


@pytest.mark.parametrize("text", [None, "tomorrow"])
def test_without_metadata_the_time_is_that_of_a_listing_or_of_a_get(text: str | None) -> None:
    changed = EPOCH + timedelta(seconds=1_700_000_000, milliseconds=123)
    assert times_agree(1_700_000_000_123_000_000, text, changed)
    assert times_agree(1_700_000_000_000_000_000, text, changed)
    for other in (T, T - 1, 1_700_000_000_124_000_000, 1_700_000_001_000_000_000, 1_699_999_999_000_000_000):
        assert not times_agree(other, text, changed)
    assert not times_agree(T, text, None)


def test_metadata_goes_before_last_modified() -> None:
    changed = EPOCH + timedelta(seconds=1_700_000_000)
    assert not times_agree(T, "1700000009.5", changed)


@given(st.integers(-(10**18), 10**20 - 1), st.integers(-2, 2))
def test_a_time_agrees_with_its_own_text_alone(time: int, off: int) -> None:
    time = time * 100 + 11  # no precision to lose
    sign, (whole, rest) = "-" if time < 0 else "", divmod(abs(time), 10**9)
    text = f"{sign}{whole}.{rest:09d}"
    if whole < 10**11:
        assert mtime_of(text, None) == time
        assert times_agree(time + off, text, None) == (off == 0)


@given(st.integers(0, 10**20 - 1), st.sampled_from([10**9, 10**6, 10**3, 100, 1]))
def test_a_file_system_may_keep_less_of_a_time(time: int, precision: int) -> None:
    text = f"{time // 10**9}.{time % 10**9:09d}"
    assert times_agree(time - time % precision, text, None)


def tag(data: bytes, part: int | None = None) -> str:
    if part is None:
        return hashlib.md5(data).hexdigest()
    pieces = [data[start : start + part] for start in range(0, len(data), part)]
    return f"{hashlib.md5(b''.join(hashlib.md5(piece).digest() for piece in pieces)).hexdigest()}-{len(pieces)}"


def etag_of(read: Callable[[int, int], bytes], size: int, etag: str, part_size_candidates: Iterable[int]) -> bool:
    check = tag_check(read, size, etag, part_size_candidates)
    while True:
        try:
            next(check)
        except StopIteration as end:
            return bool(end.value)


def reader(data: bytes, most: int = 1 << 30) -> Callable[[int, int], bytes]:
    def read(start: int, size: int) -> bytes:
        assert 0 <= start < start + size
        return data[start : start + min(size, most)]

    return read


def test_known_tags() -> None:
    assert etag_of(reader(b""), 0, "d41d8cd98f00b204e9800998ecf8427e", ())
    assert etag_of(reader(b"abc"), 3, '"900150983CD24FB0D6963F7D28E17F72"', ())
    # One part of `abc`, and no bytes in one part.
    assert etag_of(reader(b"abc"), 3, "af5da9f45af7a300e3aded972f8ff687-1", (5 * MIB,))
    assert etag_of(reader(b""), 0, "59adb24ef3cdbe0297f05b395827453f-1", (5 * MIB,))


@example(b"abcdef", 3, 1)
@given(st.binary(min_size=1, max_size=60), st.integers(1, 70), st.integers(1, 5))
def test_a_tag_in_parts_is_found_by_their_size(data: bytes, part: int, most: int) -> None:
    read = reader(data, most)
    assert etag_of(read, len(data), tag(data), ())
    assert etag_of(read, len(data), tag(data, part), range(1, 80))
    assert etag_of(read, len(data), tag(data, part), [part])
    assert not etag_of(read, len(data), tag(data, part), [])
    other = bytes([data[0] ^ 1]) + data[1:]
    assert not etag_of(reader(other), len(data), tag(data, part), range(1, 80))
    assert not etag_of(reader(other), len(data), tag(data), range(1, 80))


def test_only_part_sizes_that_give_so_many_parts_are_tried() -> None:
    data = bytes(range(10))
    asked: list[tuple[int, int]] = []

    def read(start: int, size: int) -> bytes:
        asked.append((start, size))
        return data[start : start + size]

    assert not etag_of(read, 10, f"{'0' * 32}-2", [1, 4, 5, 5, 7, 10, 20, 0, -1])
    assert [(0, 5), (5, 5), (0, 7), (7, 3)] == asked


def test_a_tag_of_one_part_is_tried_once_for_all_larger_sizes() -> None:
    asked: list[int] = []

    def read(start: int, size: int) -> bytes:
        asked.append(start)
        return b"abc"[start : start + size]

    assert not etag_of(read, 3, f"{'0' * 32}-1", [3, 4, 5, 6])
    assert [0] == asked


@pytest.mark.parametrize("etag", ["", "abc", "0" * 31, "0" * 33, f"{'0' * 32}-", f"{'0' * 32}-0", f"{'g' * 32}", "W/x"])
def test_a_tag_that_is_no_md5_fits_nothing(etag: str) -> None:
    assert not etag_of(reader(b"abc"), 3, etag, [1, 2, 3])
    assert [] == list(part_sizes(3, etag))


def test_a_file_that_became_shorter_has_another_tag() -> None:
    data = b"abcdefgh"
    assert not etag_of(reader(data[:5]), 8, tag(data), ())
    assert not etag_of(reader(data[:5]), 8, tag(data, 4), [4])


@pytest.mark.parametrize(
    ("size", "part"),
    [
        (20 * MIB, 5 * MIB),
        (20 * MIB + 1, 8 * MIB),
        (100 * MIB, 15 * MIB),
        (40 * MIB, 16 * MIB),
        (1_000 * MIB, 100 * MIB),
        (200_000 * MIB, 20 * MIB),
        (300_000 * MIB, plan.part_size(TransferOptions(), 300_000 * MIB)),
        (90_000 * MIB, 9 * MIB),
    ],
)
def test_the_part_sizes_of_clients_are_candidates(size: int, part: int) -> None:
    assert part in part_sizes(size, f"{'0' * 32}-{-(-size // part)}")


@pytest.mark.parametrize(
    "mebibytes", [5, 8, 10, 15, 16, 20, 25, 32, 50, 64, 100, 128, 200, 250, 256, 500, 512, 1_000, 1_024, 2_048]
)
def test_a_usual_part_size_is_a_candidate_for_any_size(mebibytes: int) -> None:
    size = 2 * mebibytes * MIB + 1
    assert mebibytes * MIB in part_sizes(size, f"{'0' * 32}-3")


def test_a_tag_without_parts_has_no_part_sizes() -> None:
    assert [] == list(part_sizes(20 * MIB, "0" * 32))
