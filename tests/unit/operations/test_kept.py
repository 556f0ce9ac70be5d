"""The properties that an update reads of an object and writes back, with plain values."""

from __future__ import annotations

import pytest

from tigris_http._wire.http import Head, Headers
from tigris_http.errors import MalformedResponse
from tigris_http.operations.objects._object_info import MARK
from tigris_http.operations.updates._kept import checksum, kept, size_of_metadata, tagging

STANDARD = ("x-amz-storage-class", "STANDARD")


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ((), (STANDARD,)),
        ((("x-amz-storage-class", "GLACIER_IR"),), (("x-amz-storage-class", "GLACIER_IR"),)),
        ((("Content-Type", "text/plain"), ("ETag", '"e"')), (("content-type", "text/plain"), STANDARD)),
        ((("content-language", ""), ("x-amz-meta-a", "")), (("x-amz-meta-a", ""), STANDARD)),
        (((MARK, "mine"), ("x-amz-meta-b", "1"), ("x-amz-missing-meta", "0")), (("x-amz-meta-b", "1"), STANDARD)),
    ],
)
def test_headers_of_a_get_that_mean_the_same_on_a_put_are_kept(read: Headers, written: Headers) -> None:
    assert written == kept(Head(200, read))


@pytest.mark.parametrize(
    ("read", "named"),
    [
        (("x-amz-meta-a", "1\x012"), "x-amz-meta-a cannot be written back"),
        (("x-amz-meta-a(b)", "1"), r"x-amz-meta-a\(b\) cannot be written back"),
        (("x-amz-missing-meta", "2"), "2 entries of the object's metadata"),
    ],
)
def test_properties_that_would_be_lost_are_an_error_with_their_name(read: tuple[str, str], named: str) -> None:
    with pytest.raises(MalformedResponse, match=named):
        kept(Head(200, (read,)))


def test_metadata_are_counted_as_s3_counts_them() -> None:
    assert 5 == size_of_metadata((("x-amz-meta-ab", "123"), ("content-type", "text/plain")))


def test_tags_are_written_as_a_query_and_no_tags_as_no_header() -> None:
    assert (("x-amz-tagging", "a%20b=%26&c="),) == tagging({"a b": "&", "c": ""})
    assert () == tagging({})


def test_a_checksum_is_kept_and_a_lock_requires_one() -> None:
    lock: Headers = (("x-amz-object-lock-mode", "GOVERNANCE"),)
    assert "sha1" == checksum(Head(200, (("x-amz-checksum-sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00="),)), lock)
    assert "crc32" == checksum(Head(200, ()), lock)
    assert checksum(Head(200, ()), (STANDARD,)) is None
