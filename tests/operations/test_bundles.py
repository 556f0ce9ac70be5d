"""BundleObjects: what is sent, and what is refused before anything is."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http.operations import BundleObjects


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40), min_size=1, max_size=5))
def test_any_keys_are_asked_for_in_their_order(keys: list[str]) -> None:
    body = BundleObjects("abc", keys).request().body
    assert isinstance(body, bytes)
    assert {"keys": keys} == json.loads(body)


def test_the_format_is_always_named() -> None:
    """Tigris requires it (wire reference 2.16)."""
    request = BundleObjects("abc", ["a", "ä"], compression="gzip", on_error="fail").request()
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
        (["k"] * 5001, ValueError, "keys"),
        (["k" * 1000] * 4999, ValueError, "keys"),
        ([b"a"], TypeError, "key"),
        ([5], TypeError, "key"),
        ([None], TypeError, "key"),
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
        "5001",
        "5 MB",
        "bytes key",
        "int key",
        "None key",
        "empty",
        "long",
        "surrogate",
    ],
)
def test_what_is_no_list_of_keys_is_refused_when_it_is_made(keys: Any, error: type[Exception], argument: str) -> None:
    with pytest.raises(error, match=rf"^{argument} ") as caught:
        BundleObjects("abc", keys)
    assert error is caught.type


def test_5_000_keys_are_not_too_many() -> None:
    keys = [f"k{n}" for n in range(5000)]
    assert tuple(keys) == BundleObjects("abc", iter(keys)).keys


def test_a_body_may_have_5_mb_and_not_a_byte_more() -> None:
    """The body is `{"keys":[`, the keys, each with its quotes, commas between them, and `]}`."""
    keys = ["k" * 997] * 4999
    frame = len('{"keys":[') + len("]}") + 4999 * (997 + 3) + 2
    body = BundleObjects("abc", [*keys, "k" * (5_000_000 - frame)]).request().body
    assert isinstance(body, bytes)
    assert len(body) == 5_000_000
    with pytest.raises(ValueError, match=r"^keys make a request of 5000001 bytes"):
        BundleObjects("abc", [*keys, "k" * (5_000_001 - frame)])


@pytest.mark.parametrize(
    ("options", "argument"),
    [
        ({"compression": "zip"}, "compression"),
        ({"compression": None}, "compression"),
        ({"compression": "gzip\r\n"}, "compression"),
        ({"on_error": "ignore"}, "on_error"),
        ({"on_error": None}, "on_error"),
        ({"on_error": True}, "on_error"),
    ],
)
def test_an_option_of_another_word_is_refused_when_it_is_made(options: dict[str, Any], argument: str) -> None:
    with pytest.raises(ValueError, match=rf"^{argument} must be one of"):
        BundleObjects("abc", ["a"], **options)


def test_it_is_a_value_that_pickles_and_can_be_made_anew() -> None:
    operation = BundleObjects("abc", ["a", "b"], on_error="fail")
    assert operation == pickle.loads(pickle.dumps(operation))
    assert operation.request() == pickle.loads(pickle.dumps(operation)).request()
    assert BundleObjects("abc", ["c"], on_error="fail") == replace(operation, keys=["c"])
    assert BundleObjects("abc", ["c"]).request().body == replace(operation, keys=["c"]).request().body
