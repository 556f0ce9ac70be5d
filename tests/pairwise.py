"""Few cases in place of a full product: each pair of values of any two axes occurs in one case at least.

    @pytest.mark.pairwise(mode=("blocking", "asyncio"), fault=FAULTS, slot=SLOTS)
    def test_it_recovers(mode: str, fault: str, slot: str) -> None: ...

They find each fault that two values cause together. The number of cases is about the product of the two longest axes.
`pytest --full` runs the whole product. `unless` leaves out combinations that make no sense.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeAlias

Case: TypeAlias = tuple[Any, ...]
_Pair: TypeAlias = tuple[int, int, int, int]


def product(axes: Sequence[Collection[Any]], unless: Callable[..., bool] | None = None) -> list[Case]:
    """Return all cases in order, except those for which `unless` is true."""
    return [case for case in itertools.product(*axes) if unless is None or not unless(*case)]


def pairwise(axes: Sequence[Collection[Any]], unless: Callable[..., bool] | None = None) -> list[Case]:
    """Return a few of the cases, in order, that hold every pair of values found in any case.

    The choice is deterministic: the first of the cases that add the most new pairs.
    """
    cases = product(axes, unless)
    numbers = [{value: number for number, value in enumerate(axis)} for axis in axes]
    left = [(case, _pairs(case, numbers)) for case in cases]
    missing = {pair for _, pairs in left for pair in pairs}
    chosen = set[int]()
    while missing:
        best = max(range(len(left)), key=lambda index: (len(left[index][1] & missing), -index))
        chosen.add(best)
        missing -= left[best][1]
    return [cases[index] for index in sorted(chosen)]


def _pairs(case: Case, numbers: Sequence[dict[Any, int]]) -> frozenset[_Pair]:
    at = [(axis, numbers[axis][value]) for axis, value in enumerate(case)]
    # A single axis has no pairs: each of its values is one.
    return frozenset((a, x, b, y) for (a, x), (b, y) in itertools.combinations(at if len(at) > 1 else at * 2, 2))
