"""Permutations: each number once, the same everywhere, and no order more likely than another."""

from __future__ import annotations

import hashlib
import struct
from collections import Counter
from itertools import islice, pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tigris_http.manifests import permutation
from tigris_http.manifests.permutation import Permutation, seed_of, shuffle, words


@given(st.integers(0, 2_000), st.binary(max_size=8))
def test_a_permutation_has_each_number_once(count: int, seed: bytes) -> None:
    order = Permutation(count, seed)
    found = [order[position] for position in range(count)]
    assert sorted(found) == list(range(count))
    assert [order.index(number) for number in found[:50]] == list(range(min(count, 50)))


@pytest.mark.parametrize("count", [65_535, 65_536, 65_537, 100_000, 131_071, 131_072, 131_073])
def test_a_large_permutation_has_each_number_once(count: int) -> None:
    order = Permutation(count, b"seed")
    found = [order[position] for position in range(count)]
    assert set(found) == set(range(count))
    assert all(order.index(found[position]) == position for position in range(0, count, 997))


@given(st.integers(1 << 17, 1 << 64), st.data())
@settings(max_examples=50)
def test_of_any_number_the_position_is_found_again(count: int, data: st.DataObject) -> None:
    order = Permutation(count, b"seed")
    position = data.draw(st.integers(0, count - 1))
    number = order[position]
    assert 0 <= number < count
    assert position == order.index(number)


def test_a_small_network_is_turned_back_at_each_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permutation, "MOST_IN_A_TABLE", 0)
    for count in range(1, 140):
        order = Permutation(count, b"%d" % count)
        found = [order[position] for position in range(count)]
        assert sorted(found) == list(range(count))
        assert [order.index(number) for number in found] == list(range(count))


def test_a_table_has_65_536_numbers_and_a_network_more() -> None:
    """The page says so: another program draws the same orders."""
    table = list(range(65_536))
    shuffle(table, b"seed")
    order = Permutation(65_536, b"seed")
    assert table == [order[position] for position in range(65_536)]


def test_without_a_seed_numbers_are_in_their_own_order() -> None:
    order = Permutation(1 << 40, None)
    assert (0, 12_345_678_901, 5) == (order[0], order[12_345_678_901], order.index(5))


@pytest.mark.parametrize(("count", "seed"), [(0, b"a"), (5, b"a"), (5, None), (100_000, b"a")])
def test_a_position_beyond_the_end_is_refused(count: int, seed: bytes | None) -> None:
    with pytest.raises(IndexError):
        _ = Permutation(count, seed)[count]


def test_words_are_those_of_shake_256() -> None:
    """Written as the page has it, so that another program can follow it."""
    expected: list[int] = []
    for number in range(2):
        data = hashlib.shake_256(b"a seed/" + str(number).encode()).digest(8_192)
        expected += [struct.unpack("<Q", data[place : place + 8])[0] for place in range(0, 8_192, 8)]
    assert expected == list(islice(words(b"a seed"), 2_048))


def network(position: int, count: int, seed: bytes) -> int:
    """Permute a position as the page has it."""
    bits = len(f"{count:b}")
    keys = [word | 1 for word in islice(words(seed), 6)]
    number = position
    while True:
        text = f"{number:0{bits}b}"
        upper, lower = text[: bits - bits // 2], text[bits - bits // 2 :]
        for key in keys:
            mixed = (int(lower, 2) * key + (key >> 7)) % 2**64
            mixed = (mixed ^ (mixed >> 32)) * 0x9E3779B97F4A7C15 % 2**64
            other = int(upper, 2) ^ int(f"{mixed:064b}"[: len(upper)], 2)
            upper, lower = lower, f"{other:0{len(upper)}b}"
        number = int(upper + lower, 2)
        if number < count:
            return number


@pytest.mark.parametrize("count", [65_537, 131_071, 131_072, 1_000_000, 10**12])
def test_a_network_is_that_of_the_page(count: int) -> None:
    order = Permutation(count, b"seed")
    for position in (0, 1, 2, 1_000, count // 2, count - 1):
        assert network(position, count, b"seed") == order[position]


def test_known_orders_stay_what_they_are() -> None:
    """A resumed run of another version or machine goes on in the same order."""
    small, large = Permutation(12, b"seed"), Permutation(100_000_000, b"seed")
    assert KNOWN_SMALL == [small[position] for position in range(12)]
    assert KNOWN_LARGE == [large[position] for position in range(5)]
    assert b"keys 7 3" == seed_of("keys", 7, 3)


KNOWN_SMALL = [5, 7, 6, 2, 11, 8, 3, 4, 0, 10, 9, 1]
KNOWN_LARGE = [18674654, 73655442, 12140446, 92053385, 82736514]


@pytest.mark.parametrize("table", [1 << 16, 0], ids=["table", "network"])
def test_no_order_of_few_is_much_more_likely(monkeypatch: pytest.MonkeyPatch, table: int) -> None:
    """4 numbers from 4,800 seeds in a table: each order comes about 200 times. In a network: each place of 1,000."""
    monkeypatch.setattr(permutation, "MOST_IN_A_TABLE", table)
    if table:
        every = Counter(tuple(Permutation(4, b"%d" % seed)[at] for at in range(4)) for seed in range(4_800))
        assert set(permutations(range(4))) == set(every)
    else:
        every = Counter((Permutation(1_000, b"%d" % seed)[500] // 40,) for seed in range(5_000))
        assert 25 == len(every)
    # Five standard deviations around the mean.
    assert all(130 < times < 270 for times in every.values())


def test_neighbours_are_torn_apart() -> None:
    """In a large permutation the distance of neighbours is a third of the whole on average, as for any random order."""
    order = Permutation(1_000_000, b"seed")
    found = [order[position] for position in range(20_001)]
    mean = sum(abs(one - other) for one, other in pairwise(found)) / 20_000
    assert 325_000 < mean < 342_000


def test_a_shuffle_keeps_what_it_shuffles() -> None:
    items = ["a", "b", "b", "c"] * 50
    shuffled = list(items)
    shuffle(shuffled, b"seed")
    assert items != shuffled
    assert sorted(items) == sorted(shuffled)
