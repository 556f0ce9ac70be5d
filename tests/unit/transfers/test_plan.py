"""The plan of a transfer: sizes of parts, pieces, joined ranges."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http.transfers import TransferOptions
from tigris_http.transfers._work import plan
from tigris_http.transfers._work.plan import Span

MIB = 1 << 20
SPANS = st.lists(st.builds(Span, st.integers(0, 200), st.integers(1, 40)), max_size=12)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (None, 16 * MIB),
        (0, 16 * MIB),
        (160_000 * MIB, 16 * MIB),
        (160_000 * MIB + 1, 17 * MIB),
        (5 << 40, 525 * MIB),
    ],
)
def test_a_part_is_16_mib_and_more_if_there_would_be_too_many(size: int | None, expected: int) -> None:
    assert expected == plan.part_size(TransferOptions(), size)


@given(st.integers(0, 48 << 40))
def test_the_usual_parts_are_whole_mebibytes_and_at_most_10_000(size: int) -> None:
    part = plan.part_size(TransferOptions(), size)
    assert part % MIB == 0
    assert size <= 10_000 * part


def test_too_many_parts_are_refused_with_the_size_that_fits() -> None:
    options = TransferOptions(part_size=5 * MIB)
    assert 5 * MIB == plan.part_size(options, 50_000 * MIB)
    with pytest.raises(ValueError, match="part_size must be at least 5242881 for 52428800001 bytes, not 5242880"):
        plan.part_size(options, 50_000 * MIB + 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("part_size", 5 * MIB - 1),
        ("part_size", (5 << 30) + 1),
        ("part_size", -1),
        ("threshold", -1),
        ("threshold", (5 << 30) + 1),
        ("concurrency", 0),
        ("concurrency", 1_001),
    ],
)
def test_options_outside_the_limits_are_refused_by_name(name: str, value: int) -> None:
    with pytest.raises(ValueError, match=f"^{name} must be .* not {value}$"):
        TransferOptions(**{name: value})
    with pytest.raises(TypeError, match=f"^{name} must be an int, not float"):
        TransferOptions(**{name: 6.0 * MIB})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("size", "expected"),
    [(0, False), (5 * MIB, False), (8 * MIB - 1, False), (8 * MIB, True), (8 * MIB + 1, True)],
)
def test_the_threshold_is_the_first_size_in_parts(size: int, expected: bool) -> None:
    options = TransferOptions(part_size=5 * MIB, threshold=8 * MIB)
    assert expected == plan.in_parts(options, size, 5 * MIB)


def test_one_part_is_stored_whole_and_memory_is_bounded() -> None:
    assert not plan.in_parts(TransferOptions(part_size=5 * MIB, threshold=0), 5 * MIB, 5 * MIB)
    assert plan.in_parts(TransferOptions(part_size=5 * MIB, concurrency=1), 5 * MIB + 1, 5 * MIB)


@given(st.integers(0, 50), st.integers(0, 500), st.integers(1, 60))
def test_pieces_cover_the_whole_once(start: int, length: int, size: int) -> None:
    pieces = list(plan.spans(start, start + length, size))
    covered = [place for piece in pieces for place in range(piece.start, piece.end)]
    assert list(range(start, start + length)) == covered
    assert all(piece.size == size for piece in pieces[:-1])


@given(SPANS, st.integers(0, 20))
def test_joined_ranges_hold_their_members_and_lie_apart(wanted: list[Span], gap: int) -> None:
    joined = plan.coalesced(wanted, gap)
    assert sorted(index for _, members in joined for index in members) == list(range(len(wanted)))
    for whole, members in joined:
        assert all(whole.start <= wanted[index].start and wanted[index].end <= whole.end for index in members)
    assert all(before.end + gap < after.start for (before, _), (after, _) in pairwise(joined))
