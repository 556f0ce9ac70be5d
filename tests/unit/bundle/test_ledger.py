"""The account of a bundle: the members that it names, and those that it must not have."""

from __future__ import annotations

import pytest

from tigris_http._bundle.ledger import Disorder, Ledger

TWICE = "is out of order or came twice"
FOREIGN = "was not asked for"


@pytest.mark.parametrize(
    ("arrived", "last", "what"),
    [
        (["a"], "a", TWICE),
        (["a", "b"], "a", TWICE),
        (["a", "b"], "b", TWICE),
        (["b"], "a", TWICE),
        (["a", "b", "c"], "a", TWICE),
        (["a", "b", "c"], "c", TWICE),
        ([], "d", FOREIGN),
        (["a", "b", "c"], "d", FOREIGN),
    ],
)
def test_a_member_that_comes_twice_is_told_from_one_that_was_not_asked_for(
    arrived: list[str], last: str, what: str
) -> None:
    ledger = Ledger(("a", "b", "c"))
    for name in arrived:
        ledger.arrived(name, 1)
    place, counted = ledger.place, ledger.object_count
    with pytest.raises(Disorder, match=f"^the bundle has a member '{last}' that {what}$"):
        ledger.arrived(last, 1)
    assert (place, counted) == (ledger.place, ledger.object_count)
