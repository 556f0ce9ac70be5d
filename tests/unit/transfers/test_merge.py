"""Two streams of entries joined by key: every key once, in order, from streams in pages of any size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._core.steps import drive
from tigris_http.errors import MalformedResponse
from tigris_http.transfers._trees.merge import Merged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tigris_http._core.steps import Step, Steps

KEYS = st.text(alphabet="a/b\u00e9\U0001f600\ufffd0", max_size=4)


@dataclass(frozen=True)
class Named:
    key: str
    side: str


class Paged:
    """Entries in pages of the given sizes, over and over."""

    def __init__(self, keys: Sequence[str], sizes: Sequence[int] = (2,), side: str = "left") -> None:
        self._left = [Named(key, side) for key in keys]
        self._sizes = list(sizes)
        self.asked_after_the_end = 0

    def page(self) -> Steps[list[Named]]:
        yield from ()
        if not self._left:
            self.asked_after_the_end += 1
        size = self._sizes[0]
        self._sizes.append(self._sizes.pop(0))
        page, self._left = self._left[:size], self._left[size:]
        return page


def pages_of(merged: Merged[Named, Named]) -> list[list[tuple[Named | None, Named | None]]]:
    found: list[list[tuple[Named | None, Named | None]]] = []
    while page := drive(merged.page(), unperformed):
        found.append(page)
    return found


def unperformed(step: Step) -> object:
    raise AssertionError(f"unexpected {step}")


SIZES = st.lists(st.integers(1, 5), min_size=1, max_size=4)


@given(st.sets(KEYS), st.sets(KEYS), SIZES, SIZES)
def test_each_key_comes_once_with_its_entry_of_each_side(
    left: set[str], right: set[str], left_sizes: list[int], right_sizes: list[int]
) -> None:
    order = sorted(left | right, key=str.encode)
    expected = [
        (Named(key, "left") if key in left else None, Named(key, "right") if key in right else None) for key in order
    ]
    ours = Paged(sorted(left, key=str.encode), left_sizes)
    theirs = Paged(sorted(right, key=str.encode), right_sizes, "right")
    merged: Merged[Named, Named] = Merged(ours, theirs)
    assert [pair for page in pages_of(merged) for pair in page] == expected
    assert pages_of(merged) == []
    assert max(ours.asked_after_the_end, theirs.asked_after_the_end) <= 1


@pytest.mark.parametrize(("keys", "named"), [("acbd", "'b' came after 'c'"), ("abbc", "'b' came after 'b'")])
@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize("swapped", [False, True])
def test_a_stream_out_of_order_is_an_error_that_names_both_keys(
    keys: str, named: str, size: int, *, swapped: bool
) -> None:
    bad, good = Paged(keys, [size]), Paged("abcdef", [3])
    merged: Merged[Named, Named] = Merged(good, bad) if swapped else Merged(bad, good)
    with pytest.raises(MalformedResponse, match=f"two sides cannot be compared, .* out of order: {named}"):
        pages_of(merged)
