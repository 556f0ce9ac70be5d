"""Shards partition the keys exactly, whatever the numbers; the order depends on the arguments alone."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tigris_http import TigrisHTTP
from tigris_http.manifests import Manifest, Shard, permutation
from tigris_http.manifests import format as formats
from tigris_http.manifests.manifest import Blocks, Entry, ReadBlock

from .test_format import written

COUNTS = st.integers(0, 130)


def manifest_of(count: int, block_keys: int) -> Manifest:
    """Return a manifest of `count` keys that lies nowhere."""
    data, _ = written([(key_of(number), number) for number in range(count)], block_keys=block_keys)
    tail = formats.parse_tail(data, len(data))
    index, about = formats.parse_end(data[-tail.size :], tail)
    return Manifest(
        bucket="atlas",
        prefix="",
        snapshot_version=None,
        manifest_bucket="atlas",
        key="m",
        etag="e",
        count=count,
        total_size=about.total_size,
        block_keys=block_keys,
        digest=about.digest,
        blocks=Blocks(index, count, block_keys),
    )


def key_of(number: int) -> str:
    return f"{number:04}"


class Reader(TigrisHTTP):
    """A client that knows the blocks of `manifest_of`, and counts those it was asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def send(self, operation: Any) -> Any:
        assert isinstance(operation, ReadBlock)
        self.asked.append(operation.number)
        first = operation.number * operation.manifest.block_keys
        end = min(first + operation.manifest.block_keys, operation.manifest.count)
        return tuple(Entry(key_of(number), number) for number in range(first, end))


SHARDS = st.fixed_dictionaries(
    {
        "shards": st.integers(1, 40),
        "seed": st.integers(0, 5),
        "epoch": st.integers(0, 5),
        "shuffle": st.booleans(),
        "window": st.sampled_from([0, 1, 3, 10, 500]),
        "drop_uneven": st.booleans(),
    }
)


def check_partition(source: Any, options: dict[str, Any]) -> None:
    count, shards = len(source), options["shards"]
    every: list[str] = []
    sizes: list[int] = []
    for number in range(shards):
        shard = Shard(source, shard=number, **options)
        keys = list(shard.keys(Reader()))
        assert len(shard) == len(keys)
        sizes.append(len(keys))
        every += keys
    whole = [key_of(number) for number in range(count)]
    if options["drop_uneven"]:
        assert {count // shards} == set(sizes)
        assert len(every) == len(set(every))
        assert set(every) <= set(whole)
    else:
        assert whole == sorted(every)
        assert max(sizes) - min(sizes) <= 1


@given(COUNTS, st.integers(1, 20), SHARDS)
@settings(max_examples=150)
def test_shards_of_a_manifest_have_each_key_once(count: int, block_keys: int, options: dict[str, Any]) -> None:
    check_partition(manifest_of(count, block_keys), options)


@given(COUNTS, SHARDS)
def test_shards_of_a_list_have_each_key_once(count: int, options: dict[str, Any]) -> None:
    check_partition([key_of(number) for number in range(count)], options)


@pytest.mark.parametrize("count", [1, 2, 33, 130])
def test_shards_have_each_key_once_if_there_are_too_many_for_a_table(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the blocks of a billion keys are."""
    monkeypatch.setattr(permutation, "MOST_IN_A_TABLE", 0)
    for shards, window in product((1, 3, 40), (0, 7)):
        options = {"shards": shards, "seed": 1, "epoch": 2, "shuffle": True, "window": window, "drop_uneven": False}
        check_partition(manifest_of(count, 4), options)
        check_partition([key_of(number) for number in range(count)], options)


@given(COUNTS, st.integers(1, 20), SHARDS, st.data())
@settings(max_examples=150)
def test_a_shard_goes_on_at_any_position(
    count: int, block_keys: int, options: dict[str, Any], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, options["shards"] - 1))
    for source in (manifest_of(count, block_keys), [key_of(each) for each in range(count)]):
        shard = Shard(source, shard=number, **options)
        keys = list(shard.keys(Reader()))
        start = data.draw(st.integers(0, len(keys)))
        assert keys[start:] == list(shard.keys(Reader(), start))


@given(COUNTS, st.integers(1, 20), SHARDS, st.data())
def test_a_shard_reads_only_its_own_blocks(
    count: int, block_keys: int, options: dict[str, Any], data: st.DataObject
) -> None:
    """Each block of a shard is read once. From a position on, those before its window are not read."""
    manifest = manifest_of(count, block_keys)
    shard = Shard(manifest, shard=data.draw(st.integers(0, options["shards"] - 1)), **options)
    start = data.draw(st.integers(0, len(shard)))
    client = Reader()
    keys = list(shard.keys(client, start))
    window = options["window"] if options["shuffle"] else 0
    begun = start - (start % window if window else 0)
    assert len(client.asked) == len(set(client.asked))
    assert len(client.asked) <= max(-(-(len(shard) - begun) // block_keys) + 2, 0)
    holding = {int(key) // block_keys for key in list(shard.keys(Reader(), begun))}
    assert holding == set(client.asked)
    assert len(shard) - start == len(keys)


@pytest.mark.parametrize("shuffle", [False, True])
def test_pieces_are_the_entries_of_each_block_once_and_none_is_empty(shuffle: bool) -> None:
    for count, epoch in product(range(36), range(4)):
        manifest = manifest_of(count, 7)
        found: list[int] = []
        for number in range(5):
            shard = Shard(manifest, shard=number, shards=5, epoch=epoch, shuffle=shuffle)
            pieces = list(shard.pieces())
            assert all(piece.first < piece.end for piece in pieces)
            assert len(shard) == sum(piece.end - piece.first for piece in pieces)
            found += [7 * piece.block + entry for piece in pieces for entry in range(piece.first, piece.end)]
            for start in range(1, len(shard) + 1):
                later = list(shard.pieces(start))
                assert len(shard) - start == sum(piece.end - piece.first for piece in later)
                assert all(piece.first < piece.end for piece in later)
        assert list(range(count)) == (sorted(found) if shuffle else found)


def test_the_first_key_needs_one_block() -> None:
    client = Reader()
    shard = Shard(manifest_of(1_000, 10), shard=1, shards=2, shuffle=True)
    assert next(shard.keys(client, 250))
    assert 1 == len(client.asked)


def test_a_window_holds_no_more_than_its_keys_and_a_block() -> None:
    client = Reader()
    keys = Shard(manifest_of(1_000, 10), shard=0, shards=1, shuffle=True, window=25).keys(client)
    for _ in range(25):
        next(keys)
    assert 3 == len(client.asked)


def test_without_shuffle_a_manifest_is_read_in_order_and_a_list_is_dealt_in_turn() -> None:
    manifest, client = manifest_of(10, 4), Reader()
    halves = [list(Shard(manifest, shard=number, shards=2, window=3).keys(client)) for number in (0, 1)]
    assert [["0000", "0001", "0002", "0003", "0004"], ["0005", "0006", "0007", "0008", "0009"]] == halves
    assert ["b", "d"] == list(Shard(["a", "b", "c", "d", "e"], shard=1, shards=2).keys(None))


def test_seed_and_epoch_change_the_order_and_the_shards() -> None:
    def found(source: Any, seed: int, epoch: int, window: int) -> tuple[str, ...]:
        return tuple(
            Shard(source, shard=1, shards=3, seed=seed, epoch=epoch, shuffle=True, window=window).keys(Reader())
        )

    for source in (manifest_of(1_000, 10), [key_of(number) for number in range(1_000)]):
        orders = [found(source, seed, epoch, 50) for seed in (0, 1) for epoch in (0, 1)]
        assert 4 == len(set(orders)) == len({frozenset(each) for each in orders})
        assert orders[0] == found(source, 0, 0, 50)


def test_a_window_mixes_the_keys_of_its_blocks_and_no_others() -> None:
    options: dict[str, Any] = {"shard": 0, "shards": 2, "seed": 1, "shuffle": True}
    manifest = manifest_of(1_000, 10)
    plain = list(Shard(manifest, **options).keys(Reader()))
    mixed = list(Shard(manifest, **options, window=100).keys(Reader()))
    assert plain != mixed
    for first in range(0, 500, 100):
        assert sorted(plain[first : first + 100]) == sorted(mixed[first : first + 100])
    # Ten blocks of ten keys in a row: hardly any key stands after the one before it.
    followed = sum(int(after) - int(before) == 1 for before, after in pairwise(mixed))
    assert followed < 30


def test_the_short_last_block_comes_anywhere() -> None:
    manifest = manifest_of(25, 10)
    places: set[int] = set()
    for epoch in range(30):
        keys = list(Shard(manifest, shard=0, shards=1, epoch=epoch, shuffle=True).keys(Reader()))
        places.add(keys.index("0020"))
    assert {0, 10, 20} == places


def test_known_orders_stay_what_they_are() -> None:
    manifest = manifest_of(23, 5)
    shard = Shard(manifest, shard=1, shards=3, seed=7, epoch=2, shuffle=True, window=4)
    assert KNOWN_OF_MANIFEST.split() == [str(int(key)) for key in shard.keys(Reader())]
    listed = Shard([str(number) for number in range(10)], shard=0, shards=2, seed=7, epoch=2, shuffle=True)
    assert KNOWN_OF_LIST.split() == list(listed.keys(None))


KNOWN_OF_MANIFEST = "13 5 14 12 7 8 9 6"
KNOWN_OF_LIST = "7 9 4 2 1"


def test_the_order_does_not_depend_on_the_hashes_of_the_process() -> None:
    program = (
        "from tigris_http.manifests import Shard\n"
        "print(*Shard(list('abcdefghijkl'), shard=0, shards=1, seed=3, shuffle=True).keys(None))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }
    assert 1 == len(found)
    assert 12 == len(found.pop().split())


GOOD: dict[str, Any] = {"shard": 0, "shards": 2}


@pytest.mark.parametrize(
    ("options", "error", "name"),
    [
        ({"shards": 0}, ValueError, "shards"),
        ({"shard": 2}, ValueError, "shard"),
        ({"shard": -1}, ValueError, "shard"),
        ({"shard": True}, TypeError, "shard"),
        ({"seed": -1}, ValueError, "seed"),
        ({"seed": "1"}, TypeError, "seed"),
        ({"epoch": 0.5}, TypeError, "epoch"),
        ({"window": -1}, ValueError, "window"),
        ({"shuffle": 1}, TypeError, "shuffle"),
        ({"drop_uneven": None}, TypeError, "drop_uneven"),
    ],
)
def test_a_wrong_argument_is_refused_by_its_name(options: dict[str, Any], error: type[Exception], name: str) -> None:
    with pytest.raises(error, match=f"^{name} "):
        Shard(["a"], **GOOD | options)


def test_a_text_is_no_list_of_keys() -> None:
    with pytest.raises(TypeError, match="source must be a list of keys or a Manifest, not str"):
        Shard("abc", **GOOD)


def test_a_start_beyond_the_shard_is_refused_at_once() -> None:
    for source in (["a", "b", "c"], manifest_of(3, 2)):
        shard = Shard(source, **GOOD)
        for start in (-1, len(shard) + 1):
            with pytest.raises(ValueError, match="start"):
                shard.keys(Reader(), start)
        assert [] == list(shard.keys(Reader(), len(shard)))


def test_a_manifest_needs_a_client_and_a_list_has_no_pieces() -> None:
    with pytest.raises(TypeError, match="client must be a TigrisHTTP"):
        Shard(manifest_of(3, 2), **GOOD).keys(None)
    with pytest.raises(TypeError, match="a list of keys has no blocks"):
        Shard(["a"], **GOOD).pieces()
