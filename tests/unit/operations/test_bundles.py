"""Bundles: the form of one request, the cut of many keys into requests, the arguments refused at once."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http.operations import BundleObjects, BundleRequest
from tigris_http.operations.bundles._bundle_keys import Batch, Batches, BundleKey


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40), min_size=1, max_size=5))
def test_any_keys_are_requested_in_their_order(keys: list[str]) -> None:
    body = BundleRequest("abc", tuple(keys)).request().body
    assert isinstance(body, bytes)
    assert {"keys": keys} == json.loads(body)


def test_the_format_is_always_sent() -> None:
    """The header is required: https://www.tigrisdata.com/docs/objects/bundle/."""
    request = BundleRequest("abc", ("a", "ä"), compression="gzip", on_error="fail").request()
    assert ("POST", "abc", None, (("bundle", ""),)) == (request.method, request.bucket, request.key, request.query)
    assert (
        ("content-type", "application/json"),
        ("x-tigris-bundle-format", "tar"),
        ("x-tigris-bundle-compression", "gzip"),
        ("x-tigris-bundle-on-error", "fail"),
    ) == request.headers
    assert '{"keys":["a","ä"]}'.encode() == request.body


@pytest.mark.parametrize(
    ("keys", "error", "argument"),
    [
        ("abc", TypeError, "keys"),
        (b"abc", TypeError, "keys"),
        (5, TypeError, "keys"),
        (None, TypeError, "keys"),
        ([], ValueError, "keys"),
        ([b"a"], TypeError, "keys"),
        (["a", 5], TypeError, "keys"),
        ([("a", 1), None], TypeError, "keys"),
        ([("a", 1, 2)], TypeError, "keys"),
        ([(5, 1)], TypeError, "key"),
        (["k"] * 7000 + [""], ValueError, "key"),
        ({"k": 1, "": 2}, ValueError, "key"),
        (["k", "\ud800"], ValueError, "key"),
        (["k", "é" * 513], ValueError, "key"),
        ([""], ValueError, "key"),
        (["k" * 1025], ValueError, "key"),
        (["\ud800"], ValueError, "key"),
    ],
    ids=[
        "str",
        "bytes",
        "int",
        "None",
        "none",
        "bytes key",
        "int key",
        "None item",
        "triple",
        "int with a tag",
        "late",
        "in a dict",
        "late surrogate",
        "long in bytes",
        "empty",
        "long",
        "surrogate",
    ],
)
def test_anything_but_a_list_of_keys_is_refused_at_construction(
    keys: Any, error: type[Exception], argument: str
) -> None:
    with pytest.raises(error, match=rf"^{argument} ") as caught:
        BundleObjects[Any]("abc", keys)
    assert error is caught.type


def test_5_000_keys_are_not_too_many_for_one_request_and_5_001_are() -> None:
    keys = tuple(f"k{n}" for n in range(5001))
    assert keys[:5000] == BundleRequest("abc", keys[:5000]).keys
    with pytest.raises(ValueError, match="keys must be 1 to 5000, not 5001"):
        BundleRequest("abc", keys)
    with pytest.raises(ValueError, match="keys must be 1 to 5000, not 0"):
        BundleRequest("abc", ())


def test_a_body_may_have_5_mb_and_not_a_byte_more() -> None:
    """The body is `{"keys":[`, the keys, each with its quotes, commas between them, and `]}`."""
    keys = [f"{n:04}" + "k" * 993 for n in range(4999)]
    frame = len('{"keys":[') + len("]}") + 4999 * (997 + 3) + 2
    last = "k" * (5_000_000 - frame)
    body = BundleRequest("abc", (*keys, last)).request().body
    assert isinstance(body, bytes)
    assert len(body) == 5_000_000
    with pytest.raises(ValueError, match=r"^keys make a request of 5000001 bytes"):
        BundleRequest("abc", (*keys, last + "k"))
    assert [[*keys, last]] == [list(batch.keys) for batch in cut([*keys, last])]
    assert [keys, [last + "k"]] == [list(batch.keys) for batch in cut([*keys, last + "k"])]


def test_a_snapshot_is_sent_if_one_is_given() -> None:
    request = BundleRequest("abc", ("a",), snapshot_version="1792493847118382304").request()
    assert ("x-tigris-snapshot-version", "1792493847118382304") == request.headers[-1]


def cut(items: Iterable[object], max_bytes: int = 1 << 30) -> list[Batch]:
    """Cut items as the engine does."""
    left, batches, found = iter(items), Batches(max_bytes), list[Batch]()
    while True:
        if batches.wanted:
            part = list(islice(left, batches.wanted))
            batches.feed(part, None, ended=not part)
        batch = batches.cut()
        if batch is None:
            return found
        found.append(batch)


def pairs(batches: list[Batch]) -> list[tuple[str, object]]:
    """Return the keys of all entries in order, with their tags."""
    return [
        (batch.keys[place if batch.places is None else batch.places[place]], batch.tags and batch.tags[place])
        for batch in batches
        for place in range(batch.count)
    ]


_keys = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40) | st.sampled_from("ab")


@given(
    st.lists(_keys | st.tuples(_keys, st.integers()) | st.builds(BundleKey[Any], _keys, st.none(), st.integers(0, 9)))
)
def test_every_cut_has_all_keys_and_tags_in_order(items: list[Any]) -> None:
    def row(item: Any) -> tuple[str, object]:
        if isinstance(item, BundleKey):
            return item.key, item.tag
        return item if isinstance(item, tuple) else (item, None)

    batches = cut(items, max_bytes=10)
    assert [row(item) for item in items] == pairs(batches)
    assert all(len(set(batch.keys)) == len(batch.keys) for batch in batches)


def test_requests_are_cut_at_5_000_keys() -> None:
    keys = [f"k{n}" for n in range(12_000)]
    assert [5000, 5000, 2000] == [batch.count for batch in cut(iter(keys))]
    assert [(key, None) for key in keys] == pairs(cut(keys))


def test_requests_are_cut_by_size_and_one_object_is_never_too_large() -> None:
    keys = [BundleKey(f"k{n}", n, size) for n, size in enumerate([4, 4, 4, 100, None, 1, 9, 0, 0])]
    assert [["k0", "k1"], ["k2"], ["k3"], ["k4", "k5", "k6", "k7", "k8"]] == [
        list(batch.keys) for batch in cut(keys, max_bytes=10)
    ]


def test_a_repeated_key_is_requested_once() -> None:
    (batch,) = cut([("a", 1), ("b", 2), ("a", 3), ("c", 4), ("b", 5)])
    assert (("a", "b", "c"), [0, 1, 0, 2, 1], [1, 2, 3, 4, 5]) == (batch.keys, batch.places, batch.tags)


def test_items_before_a_wrong_one_are_kept() -> None:
    batches = Batches(1 << 30)
    batches.feed(["a", "b", b"c", "d"], None, ended=False)
    batch = batches.cut()
    assert batch is not None
    assert (("a", "b"), True, True) == (batch.keys, batches.faulty, batches.ended)
    assert isinstance(batches.error, TypeError)


@pytest.mark.parametrize(("size", "error"), [(-1, ValueError), (1.5, TypeError), (True, TypeError), ("1", TypeError)])
def test_a_size_is_a_number_of_bytes(size: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="size"):
        BundleKey("k", None, size)


@pytest.mark.parametrize(
    ("options", "argument"),
    [
        ({"compression": "zip"}, "compression"),
        ({"compression": None}, "compression"),
        ({"compression": "gzip\r\n"}, "compression"),
        ({"on_error": "ignore"}, "on_error"),
        ({"on_error": None}, "on_error"),
        ({"on_error": True}, "on_error"),
        ({"on_skipped": "ignore"}, "on_skipped"),
        ({"snapshot_via": "put"}, "snapshot_via"),
    ],
)
def test_an_unknown_option_is_refused_at_construction(options: dict[str, Any], argument: str) -> None:
    with pytest.raises(ValueError, match=rf"^{argument} must be one of"):
        BundleObjects[Any]("abc", ["a"], **options)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"prefetch": -1}, ValueError),
        ({"prefetch": 65}, ValueError),
        ({"prefetch": 1.0}, TypeError),
        ({"prefetch": True}, TypeError),
        ({"connections": 0}, ValueError),
        ({"connections": 1.0}, TypeError),
        ({"min_bundle": 0}, ValueError),
        ({"max_bytes": 0}, ValueError),
        ({"max_bytes": None}, TypeError),
        ({"snapshot_version": "yesterday"}, ValueError),
    ],
    ids=repr,
)
def test_a_number_out_of_range_is_refused_at_construction(options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error, match=f"^{next(iter(options))} must"):
        BundleObjects[Any]("abc", ["a"], **options)


def test_bundles_are_values_that_pickle_and_copy() -> None:
    options = BundleObjects("abc", ["a", "b"], on_error="fail")
    assert options == pickle.loads(pickle.dumps(options))
    assert BundleObjects("abc", ["c"], on_error="fail") == replace(options, keys=["c"])
    operation = BundleRequest("abc", ("a", "b"), on_error="fail")
    assert operation == pickle.loads(pickle.dumps(operation))
    assert operation.request() == pickle.loads(pickle.dumps(operation)).request()
    assert BundleRequest("abc", ("c",)).request().body == replace(operation, keys=("c",)).request().body
    assert ("BundleObjects", "BundleObjects") == (options.action, operation.action)
