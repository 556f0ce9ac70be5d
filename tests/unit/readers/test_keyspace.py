"""The cut of keys: each key in exactly one part, in order, and no part much larger than 128 MiB."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tigris_http import BundleKey, TigrisHTTP
from tigris_http._readers import keyspace
from tigris_http._readers.keyspace import (
    OVERHEAD,
    TASK_BYTES,
    UNKNOWN_SIZE,
    Interval,
    KeyList,
    cut_blocks,
    cut_keys,
    weight_of,
)

MIB = 1 << 20
SIZES = st.lists(st.one_of(st.none(), st.integers(0, 400 * MIB), st.just(0)), max_size=60)
WANTED = st.one_of(st.none(), st.integers(1, 90))


@given(SIZES, WANTED)
def test_slices_have_every_object_once_and_in_order(sizes: list[int | None], wanted: int | None) -> None:
    cuts = list(cut_keys(sizes, wanted))
    assert [place for low, high in cuts for place in range(low, high)] == list(range(len(sizes)))
    assert all(low < high for low, high in cuts)
    assert wanted is None or len(cuts) <= wanted


@given(SIZES)
def test_a_slice_has_at_most_128_mib_and_one_object(sizes: list[int | None]) -> None:
    for low, high in cut_keys(sizes, None):
        cost = [(UNKNOWN_SIZE if size is None else size) + OVERHEAD for size in sizes[low:high]]
        assert sum(cost[:-1]) <= TASK_BYTES


def test_equal_objects_are_cut_evenly_and_into_the_wanted_number() -> None:
    assert [high - low for low, high in cut_keys([1000] * 100, 8)] == [13, 12, 13, 12, 13, 12, 13, 12]
    assert len(list(cut_keys([0] * 5, 5))) == 5
    assert list(cut_keys([7], 40)) == [(0, 1)]
    assert list(cut_keys([], None)) == []


def test_objects_of_unknown_size_are_about_two_thousand_a_task() -> None:
    cuts = list(cut_keys([None] * 10_000, None))
    assert [high - low for low, high in cuts] == [2000] * 5


@settings(max_examples=200)
@given(st.lists(st.lists(st.integers(0, 300 * MIB), min_size=1, max_size=12), max_size=12), WANTED)
def test_intervals_of_blocks_have_every_object_once_and_in_order(blocks: list[list[int]], wanted: int | None) -> None:
    def read(part: Interval) -> list[tuple[int, int]]:
        """Read as a task does: it knows no block but its own."""
        found, at = [], part.start
        for number in range(part.first, part.last + 1):
            for place, size in enumerate(blocks[number]):
                if part.low <= at < part.high:
                    found.append((number, place))
                at += weight_of(size)
        return found

    cuts = list(cut_blocks((weight_of(sum(block), len(block)) for block in blocks), wanted))
    expected = [(number, place) for number, block in enumerate(blocks) for place in range(len(block))]
    assert [each for part in cuts for each in read(part)] == expected
    assert wanted is None or len(cuts) <= wanted
    assert all(part.high - part.low <= TASK_BYTES for part in cuts) or wanted is not None


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), max_size=30))
def test_a_packed_list_gives_the_same_keys(keys: list[str]) -> None:
    with TigrisHTTP("http://127.0.0.1:1", ("tid_a", "tsec_b")) as client:
        assert list(KeyList.of(keys).keys(client)) == keys


def test_a_packed_list_of_a_full_task_is_small() -> None:
    keys = [f"train/{number:08}/image.jpg" for number in range(131_072)]
    assert len(KeyList.of(keys).packed) < 1 << 20


def test_keys_may_come_with_sizes() -> None:
    assert keyspace.given(["a", BundleKey("b", size=3), "c"]) == (["a", "b", "c"], [None, 3, None])
    assert keyspace.given(iter(["a"])) == (["a"], [None])


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("a/b", "keys must be an iterable of keys or a Manifest, not str: put a single one into a list"),
        (7, "keys must be an iterable of keys or a Manifest, not int"),
        ([b"a"], "keys must be str or BundleKey; one is bytes: decode it"),
        ([("a", 1)], "keys must be str or BundleKey; one is tuple"),
    ],
)
def test_other_keys_are_refused(keys: Any, text: str) -> None:
    with pytest.raises(TypeError) as caught:
        keyspace.given(keys)
    assert str(caught.value) == text


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(ValueError, match="key"):
        keyspace.given(["a", ""])
