"""The head of a response: repeated and empty fields."""

from __future__ import annotations

import asyncio
import pickle

import pytest

from tests.rawserver import RawServer, reply
from tigris_http import AsyncTigrisHTTP, ObjectInfo, TigrisHTTP
from tigris_http._wire.http import Head, Headers, by_name

KEYS = ("tid_example", "tsec_example")


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ((), {}),
        ((("A", "1"), ("B", "2")), {"a": "1", "b": "2"}),
        ((("A", "1"), ("b", "2"), ("a", "3"), ("A", "4")), {"a": "1, 3, 4", "b": "2"}),
        ((("A", ""), ("a", "")), {"a": ""}),
        # One value that a proxy repeats.
        ((("Date", "now"), ("date", "now")), {"date": "now"}),
        # The same member of a list twice: compressed twice.
        ((("Content-Encoding", "gzip"), ("content-encoding", "gzip")), {"content-encoding": "gzip, gzip"}),
        ((("x-amz-meta-a", "1"), ("X-Amz-Meta-A", "1")), {"x-amz-meta-a": "1, 1"}),
    ],
)
def test_the_values_of_a_repeated_field_are_joined_in_their_order(headers: Headers, found: dict[str, str]) -> None:
    assert found == by_name(headers)
    assert found == Head(200, headers).named


def test_an_empty_field_is_absent() -> None:
    head = Head(200, (("A", ""), ("b", "1")))
    assert (None, "default", "1", None) == (head.get("a"), head.get("A", "default"), head.get("B"), head.get("c"))


def test_a_head_that_was_read_equals_one_that_was_not() -> None:
    head, other = Head(200, (("A", "1"),)), Head(200, (("A", "1"),))
    assert {"a": "1"} == head.named
    assert (head, hash(head), repr(head)) == (other, hash(other), repr(other))
    again = pickle.loads(pickle.dumps(head))
    assert (head, head.named) == (again, again.named)


def test_a_repeated_header_is_joined_on_the_wire() -> None:
    async def asked() -> ObjectInfo:
        async with AsyncTigrisHTTP(server.endpoint, KEYS) as client:
            return await client.head_object("bucket", "key")

    answer = reply(200, b"", 'ETag: "e"', "x-amz-meta-a: 1", "X-Amz-Meta-A: 2")
    with RawServer(answer) as server, TigrisHTTP(server.endpoint, KEYS) as client:
        found = [client.head_object("bucket", "key"), asyncio.run(asked())]
    assert [{"a": "1, 2"}] * 2 == [info.metadata for info in found]
