"""Every operation on a bucket or an object refuses an impossible bucket or key, under the parameter's name."""

from __future__ import annotations

import dataclasses
import inspect
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import FIRST
from tests.guards import ADD_A_CASE, ADD_A_NAME, none_left
from tigris_http import operations

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.operations._base import AnyOperation


def _having(field: str) -> dict[type[AnyOperation], Callable[[Any], AnyOperation]]:
    """Return, for each operation with this parameter, a function that builds one with another value of it."""

    def remade(operation: Any) -> Callable[[Any], AnyOperation]:
        if isinstance(operation, operations.PurgeDeletedObject):
            operation = dataclasses.replace(operation, version_id="5")  # a listed version belongs to one key
        return lambda value: dataclasses.replace(operation, **{field: value})

    return {
        kind: remade(operation)
        for kind, (_, operation) in FIRST.items()
        if field in {each.name for each in dataclasses.fields(operation)}
    }


ON_A_BUCKET, ON_AN_OBJECT = _having("bucket"), _having("key")


def concrete() -> dict[str, type]:
    """Return the operations by name."""
    found = {name: getattr(operations, name) for name in operations.__all__}
    return {name: kind for name, kind in found.items() if hasattr(kind, "request") and not inspect.isabstract(kind)}


def test_every_operation_with_a_bucket_or_a_key_is_tried() -> None:
    having = {
        field: {kind for kind in concrete().values() if field in {f.name for f in dataclasses.fields(kind)}}
        for field in ("bucket", "key")
    }
    for field, tried in (("bucket", ON_A_BUCKET), ("key", ON_AN_OBJECT)):
        none_left(having[field] - tried.keys(), ADD_A_CASE)
        none_left(tried.keys() - having[field], ADD_A_NAME)


@pytest.mark.parametrize("kind", ON_A_BUCKET, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(
    ("bucket", "error"),
    [
        (None, TypeError),
        (b"bucket", TypeError),
        (7, TypeError),
        ("", ValueError),
        ("ab", ValueError),
        ("a" * 64, ValueError),
        ("Capital", ValueError),
        ("under_score", ValueError),
        ("sl/ash", ValueError),
        ("new\nline", ValueError),
        ("line\r\nx-evil: 1", ValueError),
        ("a..b", ValueError),
        ("192.168.0.1", ValueError),
        ("bücket", ValueError),
    ],
)
def test_no_operation_takes_an_impossible_bucket(
    kind: type[AnyOperation], bucket: object, error: type[Exception]
) -> None:
    """Above all None: `DELETE /{bucket}/{key}` without its key deletes the bucket."""
    with pytest.raises(error, match=r"^bucket ") as caught:
        ON_A_BUCKET[kind](bucket).request()
    assert error is caught.type


@pytest.mark.parametrize("kind", ON_AN_OBJECT, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(
    ("key", "error"),
    [
        (None, TypeError),
        (b"key", TypeError),
        (7, TypeError),
        ("", ValueError),
        ("k" * 1025, ValueError),
        ("é" * 513, ValueError),
        ("\ud800", ValueError),
    ],
    ids=["None", "bytes", "int", "empty", "1025 bytes", "1026 bytes of UTF-8", "surrogate"],
)
def test_no_operation_takes_an_impossible_key(kind: type[AnyOperation], key: object, error: type[Exception]) -> None:
    """Above all None: without its key `DELETE /{bucket}/{key}` deletes the bucket."""
    with pytest.raises(error, match=r"^key ") as caught:
        ON_AN_OBJECT[kind](key).request()
    assert error is caught.type


IN_THE_TARGET = [
    kind for kind in ON_AN_OBJECT if FIRST[kind][1].request().key is not None
]  # the others have it in a document


@pytest.mark.parametrize("kind", IN_THE_TARGET, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("key", ["k" * 1024, "é" * 512, "../x", "a//b", "/", "\x00", "a\r\nb", " "])
def test_every_operation_takes_odd_keys_unchanged(kind: type[AnyOperation], key: str) -> None:
    assert key == ON_AN_OBJECT[kind](key).request().key
