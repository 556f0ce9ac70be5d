"""Conditions of every operation that takes some: the header of each, and the values refused."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import FIRST
from tests.guards import none_left

if TYPE_CHECKING:
    from tigris_http.operations._base import AnyOperation

NOON = datetime(2026, 10, 20, 12, 0, 0, 999_999, timezone(timedelta(hours=2)))
SENT: dict[str, list[tuple[Any, str]]] = {
    "match": [
        *(("abc", '"abc"'), ('"abc"', '"abc"'), ("*", "*"), ('"*"', "*"), ("a-2", '"a-2"'), ("a, b", '"a, b"')),
        *(('"a","b"', '"a", "b"'), ('"a,b" , "c"', '"a,b", "c"')),
    ],
    "none_match": [
        *(("abc", '"abc"'), ('"abc"', '"abc"'), ("*", "*"), ('"a", "b"', '"a", "b"')),
        *(('W/"abc"', 'W/"abc"'), ('W/"a",W/"b", "c"', 'W/"a", W/"b", "c"')),
    ],
    "modified_since": [(NOON, "Tue, 20 Oct 2026 10:00:00 GMT")],
    "unmodified_since": [(NOON, "Tue, 20 Oct 2026 10:00:00 GMT")],
}
"""By the end of a condition's name, a value for it and the header it sends."""
TAKING = {
    "CompleteMultipartUpload": {"if_match", "if_none_match"},
    "CopyObject": {f"{whose}if_{what}" for whose in ("", "source_") for what in SENT},
    "DeleteObject": {f"if_{what}" for what in SENT},
    "GetObject": {f"if_{what}" for what in SENT},
    "HeadObject": {f"if_{what}" for what in SENT},
    "PutObject": {f"if_{what}" for what in SENT},
    "UploadPartCopy": {f"source_if_{what}" for what in SENT},
}
"""The conditions of each operation.

https://www.tigrisdata.com/docs/objects/conditionals/ and the S3 API page CompleteMultipartUpload.
"""
BAD: dict[str, list[tuple[Any, type[Exception]]]] = {
    "match": [
        *(("", ValueError), ('"', ValueError), ('""', ValueError), ('"a" "b"', ValueError), ('"a", b', ValueError)),
        *(('W/""', ValueError), ('w/"a"', ValueError), ('"a",', ValueError), ('"a", *', ValueError)),
        *(("é", ValueError), ("a\r\nb", ValueError), (5, TypeError)),
    ],
    "since": [(NOON.replace(tzinfo=None), ValueError), ("Tue, 20 Oct 2026 10:00:00 GMT", TypeError), (0, TypeError)],
}
EACH = [(operation, argument) for operation, arguments in TAKING.items() for argument in sorted(arguments)]


def plain(name: str) -> AnyOperation:
    """Return an operation of this name without conditions."""
    (operation,) = (known for kind, (_, known) in FIRST.items() if kind.__name__ == name)
    return replace(operation, **dict.fromkeys(TAKING[name]))


def conditions(operation: AnyOperation) -> dict[str, str]:
    return {name: value for name, value in operation.request().headers if "if-" in name}


def test_operations_take_the_conditions_that_the_service_knows() -> None:
    found = {
        kind.__name__: names
        for kind in FIRST
        if (names := {field.name for field in fields(kind) if field.name.startswith(("if_", "source_if_"))})
    }
    taking = {(name, argument) for name, arguments in TAKING.items() for argument in arguments}
    taken = {(name, argument) for name, arguments in found.items() for argument in arguments}
    none_left(
        (f"{name}({argument}=)" for name, argument in taken - taking),
        "if the service knows it, add it to TAKING in tests/unit/operations/test_conditions.py",
    )
    none_left(
        (f"{name}({argument}=)" for name, argument in taking - taken),
        "no such parameter: add it to the operation, or remove it from TAKING in "
        "tests/unit/operations/test_conditions.py",
    )


@pytest.mark.parametrize(("name", "argument"), EACH)
def test_a_condition_is_sent_as_its_header_alone(name: str, argument: str) -> None:
    operation = plain(name)
    assert {} == conditions(operation)
    whose, what = argument.split("if_")
    header = f"{'x-amz-copy-source-' if whose else ''}if-{what.replace('_', '-')}"
    for given, sent in SENT[what]:
        assert {header: sent} == conditions(replace(operation, **{argument: given}))


@pytest.mark.parametrize(("name", "argument"), EACH)
def test_an_impossible_condition_is_refused_by_name(name: str, argument: str) -> None:
    for bad, error in BAD[argument.rpartition("_")[2]]:
        with pytest.raises(error, match=rf"^{argument} ") as caught:
            replace(plain(name), **{argument: bad}).request()
        assert error is caught.type


@pytest.mark.parametrize("tags", ['W/"abc"', '"a", W/"b"'])
@pytest.mark.parametrize(("name", "argument"), [each for each in EACH if each[1].endswith("if_match")])
def test_a_weak_tag_never_matches_and_is_refused(name: str, argument: str, tags: Any) -> None:
    """RFC 9110, 13.1.1: If-Match compares strongly. If-None-Match compares weakly (13.1.2)."""
    with pytest.raises(ValueError, match=f"^{argument} must be a strong etag"):
        replace(plain(name), **{argument: tags}).request()


@pytest.mark.parametrize("name", TAKING)
def test_all_conditions_may_be_given_at_once(name: str) -> None:
    all_of_them: dict[str, Any] = {argument: SENT[argument.split("if_")[1]][0][0] for argument in TAKING[name]}
    assert len(TAKING[name]) == len(conditions(replace(plain(name), **all_of_them)))
