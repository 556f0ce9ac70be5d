"""The headers of an object: all of them, none of them, and any values."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guards import none_left
from tigris_http._wire.checksums import Checksums
from tigris_http._wire.http import Head
from tigris_http.errors import MalformedResponse
from tigris_http.operations.objects._object_info import _FIELDS, ObjectInfo, object_info

EVERY = (
    ("Content-Length", "10"),
    ("Content-Range", "bytes 5-14/100"),
    ("ETag", '"abc-2"'),
    ("Last-Modified", "Tue, 20 Oct 2026 10:57:30 GMT"),
    ("Content-Type", "text/plain"),
    ("Content-Encoding", "gzip"),
    ("Content-Disposition", "attachment"),
    ("Content-Language", "de"),
    ("Cache-Control", "max-age=60"),
    ("Expires", "0"),
    ("X-Amz-Meta-Camera", "X100"),
    ("x-amz-meta-", "nameless"),
    ("x-amz-mp-parts-count", "2"),
    ("x-amz-storage-class", "GLACIER"),
    ("x-amz-version-id", "7"),
    ("x-amz-delete-marker", "true"),
    ("x-amz-restore", 'ongoing-request="true"'),
    ("X-Amz-Acl", "public-read"),
    ("x-amz-tagging-count", "3"),
    ("x-amz-checksum-crc32", "EcqKZg=="),
    ("x-amz-checksum-sha256", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
    ("x-amz-server-side-encryption", "AES256"),
    ("X-Tigris-Regions", "fra"),
    ("X-Tigris-Served-From", "ams"),
    ("X-Tigris-Read-Source", "block_shadow"),
    ("x-amz-request-id", "1791986200643024440"),
    ("Server-Timing", "total;dur=4"),
)
INFO = ObjectInfo(
    bucket="b",
    key="k",
    size=100,
    content_length=10,
    etag="abc-2",
    last_modified=datetime(2026, 10, 20, 10, 57, 30, tzinfo=timezone.utc),
    content_type="text/plain",
    content_encoding="gzip",
    content_disposition="attachment",
    content_language="de",
    cache_control="max-age=60",
    expires="0",
    content_range=(5, 14),
    parts_count=2,
    metadata={"camera": "X100", "": "nameless"},
    storage_class="GLACIER",
    version_id="7",
    delete_marker=True,
    restore='ongoing-request="true"',
    acl="public-read",
    tag_count=3,
    checksums=Checksums(crc32="EcqKZg==", sha256="ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
    server_side_encryption="AES256",
    regions="fra",
    served_from="ams",
    read_source="block_shadow",
    request_id="1791986200643024440",
)


@pytest.mark.parametrize("case", [str, str.lower, str.upper], ids=["as sent", "lower", "upper"])
def test_every_field_is_read_in_any_case_of_its_header(case: type[str]) -> None:
    assert INFO == object_info(Head(206, tuple((case(name), value) for name, value in EVERY)), "b", "k")


def test_the_sample_has_every_header_and_every_field() -> None:
    none_left(
        set(_FIELDS) - {name.lower() for name, _ in EVERY},
        "add the header to EVERY in tests/unit/operations/test_object_info.py",
    )
    defaults = ObjectInfo("b", "k", 100, 10)
    same = [f.name for f in dataclasses.fields(INFO) if getattr(INFO, f.name) == getattr(defaults, f.name)]
    none_left(
        set(same) - {"bucket", "key", "size", "content_length", "extra"},
        "give the field a value in INFO, and its header in EVERY, in tests/unit/operations/test_object_info.py",
    )


PLAIN = tuple((name, value) for name, value in EVERY if "-meta-" not in name.lower())
"""The headers of a service, without the user's."""


def test_an_empty_header_is_as_absent_as_a_missing_one() -> None:
    """Some gateways write every header, with or without a value. Metadata may be empty."""
    empty = tuple((name, "" if name.lower() != "content-length" else "3") for name, _ in PLAIN)
    assert ObjectInfo("b", "k", 3, 3) == object_info(Head(200, empty), "b", "k")
    head = Head(200, (("content-length", "3"), ("x-amz-meta-a", "")))
    assert ObjectInfo("b", "k", 3, 3, metadata={"a": ""}) == object_info(head, "b", "k")


def test_an_empty_header_hides_none_that_follows() -> None:
    found = object_info(Head(200, (("content-length", "1"), ("content-type", ""), ("etag", '"e"'))), "b", "k")
    assert ObjectInfo("b", "k", 1, 1, "e") == found


def test_unreadable_headers_are_given_by_name_alone() -> None:
    values = [getattr(INFO, each.name) for each in dataclasses.fields(ObjectInfo) if each.name != "extra"]
    assert INFO == ObjectInfo(*values)
    with pytest.raises(TypeError, match="positional"):
        ObjectInfo(*values, {})  # type: ignore[call-arg]


def test_the_values_of_a_repeated_header_are_joined() -> None:
    headers = (
        ("Cache-Control", "no-cache"),
        ("x-amz-meta-tag", "a"),
        ("Content-Length", "3"),
        ("X-Amz-Meta-Tag", "b"),
        ("cache-control", "max-age=0"),
        ("ETag", '"e"'),
        ("etag", '"e"'),
    )
    expected = ObjectInfo("b", "k", 3, 3, etag="e", cache_control="no-cache, max-age=0", metadata={"tag": "a, b"})
    assert expected == object_info(Head(200, headers), "b", "k")


@pytest.mark.parametrize("name", ["Last-Modified", "x-amz-tagging-count"])
def test_two_values_of_a_header_that_has_one_are_unreadable(name: str) -> None:
    values = {"Last-Modified": ("Tue, 20 Oct 2026 10:57:30 GMT", "Wed, 21 Oct 2026 10:57:30 GMT")}.get(name, ("1", "2"))
    info = object_info(Head(200, (("Content-Length", "3"), *((name, value) for value in values))), "b", "k")
    assert (None, {name.lower(): ", ".join(values)}) == (
        info.last_modified if name == "Last-Modified" else info.tag_count,
        info.extra,
    )


@pytest.mark.parametrize("unit", ["bytes", "Bytes", "BYTES", "bytes "])
def test_a_range_unit_is_read_in_any_case(unit: str) -> None:
    head = Head(206, (("content-length", "3"), ("content-range", f"{unit} 0-2/9")))
    assert ObjectInfo("b", "k", 9, 3, content_range=(0, 2)) == object_info(head, "b", "k")


def test_a_service_may_send_only_the_length() -> None:
    assert ObjectInfo("b", "k", 3, 3) == object_info(Head(200, (("content-length", "3"),)), "b", "k")


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, ()),
        (200, (("content-length", ""),)),
        (200, (("content-length", "-1"),)),
        (200, (("content-length", "3.0"),)),
        (200, (("content-length", "9" * 21),)),
        (200, (("content-length", "٣"),)),
        (200, (("content-length", "3"), ("x-amz-delete-marker", "1"))),
        (206, (("content-length", "3"),)),
        (206, (("content-length", "3"), ("content-range", "bytes 0-2/*"))),
        (206, (("content-length", "3"), ("content-range", "bytes */3"))),
        (206, (("content-length", "3"), ("content-range", "bytes 0-3/9"))),
        (206, (("content-length", "3"), ("content-range", "bytes 0-2/2"))),
        (206, (("content-length", "3"), ("content-range", "bytes 4-2/9"))),
        (206, (("content-length", "3"), ("content-range", "items 0-2/9"))),
        (206, (("content-length", "3"), ("content-range", "bytes 0-2/9, bytes 4-5/9"))),
        (206, (("content-length", "3"), ("content-range", f"bytes 0-2/{'9' * 21}"))),
        (200, (("content-length", "3"), ("content-range", "bytes 0-3/9"))),
        (200, (("content-length", "3"), ("content-range", "bytes 0-2/2"))),
    ],
)
def test_headers_that_contradict_themselves_are_malformed(status: int, headers: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(MalformedResponse):
        object_info(Head(status, headers), "b", "k")


def test_a_range_that_was_not_honoured_is_the_whole_object() -> None:
    head = Head(200, (("content-length", "9"), ("content-range", "bytes 0-2/9")))
    assert ObjectInfo("b", "k", 9, 9) == object_info(head, "b", "k")


@pytest.mark.parametrize(("length", "span"), [("3", (0, 2)), ("9", (0, 8)), ("1", (8, 8))])
def test_a_range_is_one_under_a_200_too(length: str, span: tuple[int, int]) -> None:
    """`rclone serve s3` answers so. Taken for the whole object, the first range of a download would be its last."""
    head = Head(200, (("content-length", length), ("content-range", f"bytes {span[0]}-{span[1]}/9")))
    assert ObjectInfo("b", "k", 9, int(length), content_range=span) == object_info(head, "b", "k")


def test_a_chunked_answer_under_a_200_needs_no_content_range() -> None:
    head = Head(200, (("transfer-encoding", "chunked"), ("content-range", "bytes 0-2/9")))
    assert ObjectInfo("b", "k", -1, -1) == object_info(head, "b", "k", may_be_unknown=True)
    with pytest.raises(MalformedResponse, match="without Content-Length"):
        object_info(head, "b", "k")


NAMES = st.sampled_from([name for name, _ in EVERY]) | st.text(max_size=20)
VALUES = st.sampled_from([value for _, value in EVERY]) | st.text(max_size=30) | st.integers().map(str)


@given(st.sampled_from([200, 204, 206]), st.lists(st.tuples(NAMES, VALUES), max_size=12).map(tuple))
def test_any_headers_give_an_info_or_are_malformed(status: int, headers: tuple[tuple[str, str], ...]) -> None:
    try:
        info = object_info(Head(status, headers), "b", "k")
    except MalformedResponse:
        return
    assert 0 <= info.content_length <= info.size
