"""URIs of objects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http.transfers import ObjectURI, parse_uri

KEYS = st.text(st.characters(codec="utf-8"))


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("t3://photos/a/b.png", ObjectURI("photos", "a/b.png")),
        ("s3://photos/a//b@c%20?#", ObjectURI("photos", "a//b@c%20?#")),
        ("tigris://photos/a", ObjectURI("photos", "a")),
        ("tigris://photos@1700000000000000000/", ObjectURI("photos", "", "1700000000000000000")),
        ("t3://photos", ObjectURI("photos", "")),
        ("t3://photos/", ObjectURI("photos", "")),
        ("t3://photos@1700000000000000000/a", ObjectURI("photos", "a", "1700000000000000000")),
    ],
)
def test_a_uri_names_bucket_key_and_snapshot(uri: str, expected: ObjectURI) -> None:
    assert expected == parse_uri(uri)


@given(KEYS, st.none() | st.integers(10**18, 2 * 10**18).map(str))
def test_a_written_uri_is_read_back(key: str, snapshot: str | None) -> None:
    uri = ObjectURI("photos", key, snapshot)
    assert uri == parse_uri(str(uri))


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("photos/a", "uri must begin with t3://, tigris:// or s3://"),
        ("https://photos/a", "uri must begin with t3://, tigris:// or s3://"),
        ("t3:///a", "uri must name a bucket"),
        ("t3://@17/a", "uri must name a bucket"),
        ("t3://photos@/a", "the snapshot of uri"),
        ("t3://photos@now/a", "the snapshot of uri"),
        ("t3://a b/c", "bucket"),
    ],
)
def test_other_texts_are_refused(uri: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_uri(uri)


def test_bytes_are_refused() -> None:
    with pytest.raises(TypeError, match="uri must be a str, not bytes: decode it"):
        parse_uri(b"t3://a/b")  # type: ignore[arg-type]
