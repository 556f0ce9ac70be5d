"""JSON of Tigris: any bytes give a value of the asked type or one of our errors."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._wire import json as _json
from tigris_http._wire.error_documents import json_object
from tigris_http._wire.http import Head, Response
from tigris_http._wire.schema import BOOLEAN, INTEGER, MAX_DOCUMENT_PARTS, MOMENT, SOME_TEXT, TEXT, Part, Shape
from tigris_http.errors import MalformedResponse, ServiceError, Unavailable
from tigris_http.operations import ForkPage, ListForks

VALID = (
    b'{"Owner":{"ID":"","DisplayName":""},"Buckets":{"Bucket":[{"Name":"lab","CreationDate":'
    b'"2026-10-20T10:57:26.329489182Z","ForkInfo":{"HasChildren":false,"Parents":[{"BucketName":"data",'
    b'"Snapshot":"1792493846320284327; name=base","SnapshotCreatedAt":"2026-10-20T10:57:26.325583353Z",'
    b'"ForkCreatedAt":"2026-10-20T10:57:26.329489182Z"}]}}]},"ContinuationToken":"lab"}'
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Buckets", "Bucket", "Name", "ForkInfo", "Parents", "status", "message"]) | st.text(),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
DEEP = sys.getrecursionlimit() * 100


def read(body: bytes) -> ForkPage | None:
    """Return the page, or None if it is malformed or an error of the service."""
    try:
        return ListForks("abc").parse(Response(Head(200), body))
    except (MalformedResponse, ServiceError):
        return None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"null",
        b"5",
        b'"text"',
        b"[]",
        b"[{}]",
        b"{",
        b"{}{}",
        b"{'a': 1}",
        b'{"a": }',
        b'{"a": 1,}',
        b"{} // c",
        b'{"a": "\n"}',
        b'{"a": "\\x"}',
        b"\xff",
        b'{"a": "\xff"}',
        b"\x00",
        b'{"a": ' + b"9" * 100_000 + b"}",
        b'{"a": ' + b"[" * DEEP + b"]" * DEEP + b"}",
        b'{"a":' * DEEP + b"1" + b"}" * DEEP,
        b"[" * DEEP,
    ],
    ids=lambda body: repr(body[:12]),
)
def test_anything_but_an_object_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedResponse, match="JSON") as caught:
        _json.parse_object(body)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b" {} \r\n", {}),
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b'{"": null}', {"": None}),
        (b'{"a": Infinity}', {"a": float("inf")}),
        (b'{"a": 1e999}', {"a": float("inf")}),
        (b"\xef\xbb\xbf{}", {}),
        ("{}".encode("utf-16"), {}),
        ('{"ü": "ü"}'.encode(), {"ü": "ü"}),
    ],
)
def test_any_object_is_read(body: bytes, value: dict[str, object]) -> None:
    """The last of a repeated name counts, as everywhere in Python."""
    assert value == _json.parse_object(body)


@dataclass(frozen=True)
class Sample:
    """The result of the shapes in these tests."""

    a: Any = None
    tags: tuple[Any, ...] = ()
    extra: dict[str, object] = field(default_factory=dict[str, object])


LEAF = Shape(Sample, Part("b", "a", INTEGER))
READ: list[tuple[Shape[Sample], object, Sample]] = [
    (Shape(Sample, Part("k", "a", TEXT)), "", Sample("")),
    (Shape(Sample, Part("k", "a", TEXT)), "a", Sample("a")),
    (Shape(Sample, Part("k", "a", SOME_TEXT)), "", Sample(None)),
    (Shape(Sample, Part("k", "a", BOOLEAN)), True, Sample(True)),
    (Shape(Sample, Part("k", "a", BOOLEAN)), False, Sample(False)),
    (Shape(Sample, Part("k", "a", INTEGER)), 1792493847118382304, Sample(1792493847118382304)),
    (
        Shape(Sample, Part("k", "a", MOMENT)),
        "2026-10-14T13:56:39.395637075Z",
        Sample(datetime(2026, 10, 14, 13, 56, 39, 395637, timezone.utc)),
    ),
    (Shape(Sample, Part("k", "a", MOMENT)), "", Sample(None)),
    (Shape(Sample, Part("k", "a", LEAF)), {"b": 1}, Sample(Sample(1))),
    (Shape(Sample, Part("k/b", "a", INTEGER)), {"b": 1}, Sample(1)),
    (Shape(Sample, Part("k/b", "a", INTEGER)), {"b": None}, Sample(None)),
    (Shape(Sample, Part("k", "tags", LEAF, many=True)), [{"b": 1}, {}], Sample(tags=(Sample(1), Sample()))),
    (Shape(Sample, Part("k", "tags", LEAF, many=True)), {"b": 1}, Sample(tags=(Sample(1),))),
    (Shape(Sample, Part("k", "tags", LEAF, many=True)), {}, Sample()),
    (Shape(Sample, Part("k", "tags", TEXT, many=True)), [], Sample()),
    (Shape(Sample, Part("k", "tags", TEXT, many=True)), ["x", "y"], Sample(tags=("x", "y"))),
]


@pytest.mark.parametrize(("shape", "given", "sample"), READ, ids=range(len(READ)))
def test_a_member_is_read_by_its_shape(shape: Shape[Sample], given: object, sample: Sample) -> None:
    """A single object may stand for a list of one, and an empty one for none."""
    assert sample == _json.read(shape, {"k": given})


@pytest.mark.parametrize("shape", [shape for shape, _, _ in READ], ids=range(len(READ)))
def test_a_member_that_is_missing_or_null_is_none(shape: Shape[Sample]) -> None:
    """Tigris leaves empty containers out, or writes null: `listing_entries` of tigris-boto3-ext."""
    assert Sample() == _json.read(shape, {})
    assert Sample() == _json.read(shape, {"k": None})


@pytest.mark.parametrize(
    ("of", "many", "wrong"),
    [
        (TEXT, False, [5, True, 1.5, [], {}, float("nan")]),
        (BOOLEAN, False, [0, 1, "true", "", [], {}]),
        (INTEGER, False, [True, 1.0, "1", "", [], {}]),
        (MOMENT, False, [0, "now", "2026", True, []]),
        (LEAF, False, [[], "", "x", 0, False, [{}]]),
        (LEAF, True, ["", "x", 0, False, [None], [[]], ["x"], [0]]),
        (TEXT, True, [0, False, [None], [[]], [0]]),
    ],
)
def test_a_member_of_another_type_is_malformed_and_named(of: Any, many: bool, wrong: list[object]) -> None:
    for value in wrong:
        with pytest.raises(MalformedResponse, match=r"\bk\b"):
            _json.read(Shape(Sample, Part("k", "tags" if many else "a", of, many=many)), {"k": value})


def test_unknown_members_are_kept_if_the_shape_has_a_field_for_them() -> None:
    document = {"k": "v", "new": [1, {"deep": None}], "ForkInfo": {"HasChildren": True}}
    parts = (Part("k", "a", TEXT), Part("ForkInfo/HasChildren", "tags", BOOLEAN, many=True))
    assert Sample("v", (True,), {"new": [1, {"deep": None}]}) == _json.read(Shape(Sample, *parts, extra=True), document)
    assert Sample("v", (True,)) == _json.read(Shape(Sample, *parts), document)


def test_written_documents_are_read_back() -> None:
    shape = Shape(Sample, Part("outer/k", "a", MOMENT), Part("outer/tags", "tags", LEAF, many=True))
    sample = Sample(datetime(2026, 10, 20, tzinfo=timezone.utc), (Sample(1), Sample()))
    document = _json.written(shape, sample)
    assert {"outer": {"k": "2026-10-20T00:00:00Z", "tags": [{"b": 1}, {}]}} == document
    assert sample == _json.read(shape, document)


def test_text_that_utf_8_cannot_express_is_malformed() -> None:
    """A lone surrogate could be neither printed nor sent back as a token."""
    with pytest.raises(MalformedResponse, match="surrogate"):
        _json.read(Shape(Sample, Part("k", "a", TEXT)), {"k": "\ud800"})


@given(st.binary() | VALUES.map(json.dumps).map(str.encode))
def test_any_bytes_give_a_page_or_one_of_our_errors(body: bytes) -> None:
    page = read(body)
    assert page is None or isinstance(page, ForkPage)


@given(st.data())
def test_a_spoilt_document_gives_a_page_or_one_of_our_errors(data: st.DataObject) -> None:
    body = bytearray(VALID)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(at, min(len(body), at + 20)))
        body[at:end] = data.draw(
            st.binary(max_size=8) | st.sampled_from([b"null", b"[]", b"{}", b'"x"', b"NaN", b"9" * 30])
        )
    page = read(bytes(body))
    assert page is None or isinstance(page, ForkPage)


@given(VALUES)
def test_the_next_page_can_be_requested_after_any_page(value: Any) -> None:
    operation = ListForks("abc")
    page = read(json.dumps({"Buckets": {"Bucket": {"Name": "lab"}}, "ContinuationToken": value}).encode())
    following = None if page is None else operation.after(page)
    if isinstance(value, str) and value and page is not None:
        assert following is not None
        assert ("continuation-token", value) in following.request().query
    else:
        assert following is None


def test_every_cut_of_a_document_is_malformed() -> None:
    assert read(VALID) is not None
    assert [None] * len(VALID) == [read(VALID[:size]) for size in range(len(VALID))]


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ('"no such thing"', "no such thing"),
        ('""', "the answer gives no reason"),
        ("null", "the answer gives no reason"),
        ('"' + "x" * 5000 + '"', "x" * 500),
    ],
)
def test_a_200_that_says_error_is_one(message: str, shown: str) -> None:
    head = Head(200, (("x-amz-request-id", "17"),))
    with pytest.raises(ServiceError) as caught:
        json_object(head, f'{{"status": "error", "message": {message}}}'.encode())
    assert (shown, 200, "", "17") == (
        caught.value.message,
        caught.value.status,
        caught.value.code,
        caught.value.request_id,
    )


@given(VALUES)
def test_an_error_inside_a_200_is_the_error_with_any_message(message: object) -> None:
    with pytest.raises(ServiceError) as caught:
        json_object(Head(200), json.dumps({"status": "error", "message": message}).encode())
    assert 0 < len(caught.value.message) <= 500


@pytest.mark.parametrize("status", ['"success"', '"ok"', "null", "5", '["error"]'])
def test_another_status_is_none_of_our_business(status: str) -> None:
    assert {"status"} == set(json_object(Head(200), f'{{"status": {status}}}'.encode()))


@pytest.mark.parametrize(
    "document",
    [
        b'{"a":[' + b"{}," * MAX_DOCUMENT_PARTS + b"{}]}",
        b'{"a":' + b"[" * MAX_DOCUMENT_PARTS,
        b'{"a":' * (MAX_DOCUMENT_PARTS + 1),
        b'{"a":[' + b"1," * MAX_DOCUMENT_PARTS + b"1]}",
    ],
    ids=["objects", "arrays in arrays", "objects in objects", "numbers"],
)
def test_a_document_of_nothing_but_parts_is_refused_before_it_is_built(document: bytes) -> None:
    with pytest.raises(MalformedResponse, match="262,144 parts"):
        _json.parse_object(document)


@pytest.mark.parametrize("digits", [41, 5_000, 1_000_000])
def test_an_integer_that_is_none_of_a_services_is_never_worked_on(digits: int) -> None:
    with pytest.raises(MalformedResponse):
        _json.parse_object(b'{"a":' + b"9" * digits + b"}")


def test_an_error_in_xml_in_the_place_of_a_listing_is_that_error() -> None:
    body = b"<?xml version='1.0'?><Error><Code>InternalError</Code><Message>Again.</Message></Error>"
    with pytest.raises(Unavailable, match="Again") as caught:
        ListForks("bucket").parse(Response(Head(200), body))
    assert ("InternalError", 200) == (caught.value.code, caught.value.status)
    with pytest.raises(MalformedResponse):
        ListForks("bucket").parse(Response(Head(200), b"<html><Code>InternalError</Code></html>"))
