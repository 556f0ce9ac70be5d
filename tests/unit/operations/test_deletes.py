"""DeleteObjects: the request, the arguments refused, the result for each object."""

from __future__ import annotations

import pickle
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._wire.http import Head, Response
from tigris_http.errors import AccessDenied, MalformedResponse, Unavailable
from tigris_http.operations import DeletedObject, DeleteFailure, DeleteObjects, DeleteObjectsResult

WRITABLE = st.text(
    st.characters(exclude_categories=["Cs"]).filter(lambda c: c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff")),
    min_size=1,
    max_size=50,
)


def result(inner: str) -> Response:
    return Response(Head(200), f"<DeleteResult>{inner}</DeleteResult>".encode())


@given(st.lists(WRITABLE, min_size=1, max_size=5))
def test_any_key_that_xml_can_carry_arrives_unchanged(keys: list[str]) -> None:
    """Above all a carriage return: written literally it would be read as a line feed, another key."""
    body = DeleteObjects("abc", keys).request().body
    assert isinstance(body, bytes)
    name = "{http://s3.amazonaws.com/doc/2006-03-01/}Key"
    assert keys == [element.text for element in ET.fromstring(body).iter(name)]  # written a line above


def test_versions_are_named_beside_their_keys() -> None:
    body = DeleteObjects("abc", ["a", ("b", "7"), ("c", None)]).request().body
    expected = (
        b"<?xml version='1.0' encoding='utf-8'?>\n"
        b'<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key>a</Key></Object>'
        b"<Object><Key>b</Key><VersionId>7</VersionId></Object><Object><Key>c</Key></Object></Delete>"
    )
    assert expected == body


@pytest.mark.parametrize(
    ("keys", "error", "argument"),
    [
        ("abc", TypeError, "keys"),
        (b"abc", TypeError, "keys"),
        (5, TypeError, "keys"),
        (None, TypeError, "keys"),
        ([b"ab"], TypeError, "keys"),
        ([b"abc"], TypeError, "keys"),
        ([5], TypeError, "keys"),
        ([None], TypeError, "keys"),
        ([("a",)], TypeError, "keys"),
        ([("a", "1", "2")], TypeError, "keys"),
        ([{"Key": "a", "VersionId": "1"}], TypeError, "keys"),
        ([["a", "1"]], TypeError, "keys"),
        ([(5, "1")], TypeError, "key"),
        ([""], ValueError, "key"),
        (["k" * 1025], ValueError, "key"),
        (["\x00"], ValueError, "key"),
        (["\ufffe"], ValueError, "key"),
        (["\ud800"], ValueError, "key"),
        ([("a", "")], ValueError, "version_id"),
        ([("a", "1\n")], ValueError, "version_id"),
        ([("a", 1)], TypeError, "version_id"),
    ],
)
def test_anything_but_a_list_of_keys_is_refused_at_construction(
    keys: Any, error: type[Exception], argument: str
) -> None:
    """A mapping as boto3 takes it would otherwise become the key "Key" and the version "VersionId"."""
    with pytest.raises(error, match=rf"^{argument} ") as caught:
        DeleteObjects("abc", keys)
    assert error is caught.type


def test_one_request_names_1_000_objects_at_most() -> None:
    keys = [f"k{n}" for n in range(1001)]
    assert b"" != DeleteObjects("abc", keys[:1000]).request().body
    for wrong in ([], keys):
        with pytest.raises(ValueError, match=r"^keys must be 1 to 1000"):
            DeleteObjects("abc", wrong).request()


@pytest.mark.parametrize(
    ("size", "sizes"), [(0, []), (1, [1]), (1000, [1000]), (1001, [1000, 1]), (2500, [1000, 1000, 500])]
)
def test_any_number_of_objects_goes_in_batches(size: int, sizes: list[int]) -> None:
    keys = [f"k{n}" for n in range(size)]
    batches = [tuple(batch.keys) for batch in DeleteObjects("abc", iter(keys)).batches()]
    assert sizes == [len(batch) for batch in batches]
    assert [(key, None) for key in keys] == [entry for batch in batches for entry in batch]


def test_the_results_of_all_batches_are_joined() -> None:
    first = DeleteObjectsResult((DeletedObject("a"),), ())
    second = DeleteObjectsResult((DeletedObject("b"),), (DeleteFailure("c"),))
    expected = DeleteObjectsResult((DeletedObject("a"), DeletedObject("b")), (DeleteFailure("c"),))
    assert expected == DeleteObjects.joined(iter([first, second]))


def test_failed_deletes_are_reported_beside_the_successful_ones() -> None:
    inner = (
        "<Deleted><Key>a</Key><DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>8</DeleteMarkerVersionId></Deleted>"
        "<Error><Key>b</Key><VersionId>7</VersionId><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>"
        "<Deleted><Key>c</Key><VersionId>7</VersionId></Deleted><Error><Key>d</Key></Error>"
    )
    expected = DeleteObjectsResult(
        deleted=(DeletedObject("a", None, True, "8"), DeletedObject("c", "7")),
        errors=(DeleteFailure("b", "AccessDenied", "Access Denied.", "7"), DeleteFailure("d")),
    )
    assert expected == DeleteObjects("abc", ["a", ("b", "7"), ("c", "7"), "d"]).parse(result(inner))


NOT_NAMED = "the answer does not name this object: it may be there still. Delete it again"


@pytest.mark.parametrize(
    ("keys", "inner", "missing"),
    [
        (["a", "b"], "", ["a", "b"]),
        (["a", "b"], "<Deleted><Key>a</Key></Deleted>", ["b"]),
        (["a", "b"], "<Deleted><Key>a</Key></Deleted><Error><Key>b</Key><Code>X</Code></Error>", []),
        (["a"], "<Deleted><Key>of another</Key></Deleted>", ["a"]),
        (["a", "a"], "<Deleted><Key>a</Key></Deleted>", []),
        ([("a", "1"), "b"], "<Deleted><Key>b</Key></Deleted><Deleted><Key>a</Key></Deleted>", []),
        ([("a", "1"), ("a", "2")], "<Deleted><Key>a</Key></Deleted>", [("a", "2")]),
        ([("a", "1"), ("a", "2")], "<Deleted><Key>a</Key><VersionId>2</VersionId></Deleted>", [("a", "1")]),
        ([("a", "1"), ("a", "2")], "<Deleted><Key>a</Key></Deleted><Deleted><Key>a</Key></Deleted>", []),
        (["a\rb", "a\nb"], "<Deleted><Key>a\rb</Key></Deleted>", ["a\rb"]),
        (["a\r\nb"], "<Deleted><Key>a\r\nb</Key></Deleted>", []),
        (["a\rb"], "<Deleted><Key>a&#13;b</Key></Deleted>", []),
    ],
)
def test_an_object_that_the_answer_does_not_name_is_an_error_of_it(
    keys: list[Any], inner: str, missing: list[Any]
) -> None:
    found = DeleteObjects("abc", keys).parse(result(inner)).errors
    pairs = [each if isinstance(each, tuple) else (each, None) for each in missing]
    expected = [DeleteFailure(key, message=NOT_NAMED, version_id=version) for key, version in pairs]
    assert expected == [each for each in found if not each.code]


@pytest.mark.parametrize("mark", ["<DeleteMarker/>", "<DeleteMarker></DeleteMarker>", "<DeleteMarker> </DeleteMarker>"])
def test_an_empty_mark_is_none(mark: str) -> None:
    found = DeleteObjects("abc", ["a"]).parse(result(f"<Deleted><Key>a</Key>{mark}</Deleted>"))
    assert DeleteObjectsResult((DeletedObject("a"),), ()) == found


def test_an_error_instead_of_the_result_is_raised() -> None:
    operation = DeleteObjects("abc", ["a"])
    with pytest.raises(Unavailable, match="SlowDown"):
        operation.parse(Response(Head(200), b"<Error><Code>SlowDown</Code></Error>"))
    with pytest.raises(AccessDenied, match="AccessDenied"):
        operation.parse(Response(Head(200), b"<Error><Code>AccessDenied</Code></Error>"))


@pytest.mark.parametrize(
    "inner",
    [
        "<Deleted/>",
        "<Error/>",
        "<Error><Code>X</Code></Error>",
        "<Deleted><Key>a</Key><DeleteMarker>1</DeleteMarker></Deleted>",
    ],
)
def test_an_incomplete_entry_is_malformed(inner: str) -> None:
    with pytest.raises(MalformedResponse):
        DeleteObjects("abc", ["a"]).parse(result(inner))


def test_the_operation_is_a_value_that_pickles() -> None:
    operation = DeleteObjects("abc", ["a", ("b", "7")])
    assert operation == pickle.loads(pickle.dumps(operation))
