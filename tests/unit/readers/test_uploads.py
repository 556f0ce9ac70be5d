"""Rows written as objects: counted, repeatable, and every error raised."""

from __future__ import annotations

import array
import ctypes
import sys
from typing import Any

import pytest

from tests.unit.readers.world import BUCKET
from tigris_http import AccessDenied, TigrisHTTP
from tigris_http._readers.client_options import ClientOptions
from tigris_http._readers.uploads import Writing, Written
from tigris_http.emulator import Emulator, Fault


def writing(options: ClientOptions, **settings: Any) -> Writing:
    usual = {"prefix": "", "key_column": "key", "bytes_column": "bytes", "content_type": None, "concurrency": 3}
    return Writing(BUCKET, options, **{**usual, **settings})


def contents(client: TigrisHTTP) -> dict[str, bytes]:
    found = {}
    for entry in client.list_objects_v2(BUCKET):
        with client.get_object(BUCKET, entry.key) as body:
            found[entry.key] = body.read()
    return found


def test_each_row_is_an_object_and_counts(client: TigrisHTTP, options: ClientOptions) -> None:
    rows = {f"{n:02}": bytes([n]) * n for n in range(50)}
    assert writing(options, prefix="out/", content_type="image/png").write(iter(rows.items())) == Written(50, 1225)
    assert contents(client) == {f"out/{key}": content for key, content in rows.items()}
    assert client.head_object(BUCKET, "out/07").content_type == "image/png"


def test_a_task_that_is_repeated_leaves_the_same_objects(client: TigrisHTTP, options: ClientOptions) -> None:
    rows = [(f"{n}", memoryview(b"abc")) for n in range(9)]
    assert writing(options).write(rows[:4]) == Written(4, 12)
    assert writing(options).write(rows) == Written(9, 27)
    assert contents(client) == {key: b"abc" for key, _ in rows}


def test_memory_of_any_layout_is_a_content(client: TigrisHTTP, options: ClientOptions) -> None:
    """With gaps, in the other byte order, and empty."""
    foreign = ctypes.c_int32.__ctype_le__ if sys.byteorder == "big" else ctypes.c_int32.__ctype_be__
    memories: list[Any] = [memoryview(b"a-b-c")[::2], (foreign * 3)(1, 2, 3), (ctypes.c_int * 0)(), array.array("I")]
    assert Written(4, 15) == writing(options).write((f"{n}", memory) for n, memory in enumerate(memories))
    assert [memoryview(each).tobytes() for each in memories] == list(contents(client).values())


def test_no_rows_are_no_objects(tigris: Emulator, client: TigrisHTTP, options: ClientOptions) -> None:
    tigris.clear_requests()
    assert writing(options).write([]) == Written(0, 0)
    assert not tigris.requests
    assert contents(client) == {}


def test_an_error_of_one_row_is_raised_and_ends_the_task(
    tigris: Emulator, client: TigrisHTTP, options: ClientOptions
) -> None:
    tigris.inject(Fault("status", status=403, operation="PutObject", key="05"))
    with pytest.raises(AccessDenied) as caught:
        writing(options).write((f"{n:02}", b"x") for n in range(1000))
    assert caught.value.key == "05"
    assert "999" not in contents(client)
    assert len(contents(client)) < 100


@pytest.mark.parametrize(
    ("row", "error", "text"),
    [
        ((None, b""), TypeError, "name must be str in each row, not NoneType"),
        ((7, b""), TypeError, "name must be str in each row, not int"),
        (("a", "text"), TypeError, "body must be bytes in each row, not str, as for 'a'"),
        (("a", None), TypeError, "body must be bytes in each row, not NoneType, as for 'a'"),
        (("", b""), ValueError, "key"),
        (("first", b"again"), ValueError, "name: two rows have the key 'first', one would be lost"),
    ],
)
def test_a_row_that_cannot_be_an_object_is_refused(
    client: TigrisHTTP, options: ClientOptions, row: Any, error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        writing(options, key_column="name", bytes_column="body").write([("first", b"1"), row])
    assert contents(client) in ({}, {"first": b"1"})


def test_wrong_settings_of_a_write_are_refused_by_name(options: ClientOptions) -> None:
    with pytest.raises(ValueError, match="concurrency must be 1 to 64, not 0"):
        writing(options, concurrency=0)
    with pytest.raises(TypeError, match="prefix must be a str"):
        writing(options, prefix=None)
    with pytest.raises(ValueError, match="content_type must be printable ASCII"):
        writing(options, content_type="image/\n")
    assert repr(writing(options, prefix="out/")) == "<objects written to atlas/out/>"
