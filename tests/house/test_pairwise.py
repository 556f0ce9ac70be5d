"""The thinning of products loses no pair: else claims would go untested unseen."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.pairwise import pairwise, product

AXES = [("blocking", "asyncio", "trio"), ("none", "gzip", "zstd"), tuple(range(11)), ("once", "thrice")]


def pairs(cases: list[tuple[Any, ...]]) -> set[tuple[tuple[int, Any], ...]]:
    return {pair for case in cases for pair in itertools.combinations(enumerate(case), 2)}


def odd(mode: str, compression: str, place: int, times: str) -> bool:
    return compression == "none" and place > 7


@pytest.mark.parametrize("unless", [None, odd])
def test_each_pair_of_the_product_is_in_one_of_few_cases(unless: Any) -> None:
    everything, few = product(AXES, unless), pairwise(AXES, unless)
    assert pairs(everything) == pairs(few)
    assert set(few) < set(everything)
    assert len(few) < len(everything) / 4


def test_the_cases_are_the_same_each_time_and_in_order() -> None:
    few, everything = pairwise(AXES), product(AXES)
    assert few == pairwise(AXES)
    assert few == sorted(few, key=everything.index)


def test_a_single_axis_is_tried_whole() -> None:
    assert [("a",), ("b",)] == pairwise([("a", "b")])


@pytest.mark.pairwise(first=AXES[0], second=AXES[1])
def test_the_marker_gives_each_value_to_its_argument(first: str, second: str) -> None:
    assert first in AXES[0]
    assert second in AXES[1]
