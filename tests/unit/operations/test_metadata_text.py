"""Metadata in UTF-8 or RFC 2047 is shown as text, and stored again byte for byte."""

from __future__ import annotations

import pickle
from email.header import Header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._wire.http import Head, decoded
from tigris_http.operations import CopyObject, PutObject
from tigris_http.operations.objects._object_info import ObjectInfo, object_info


def info_of(raw: str) -> ObjectInfo:
    head = Head(200, (("content-length", "0"), ("etag", '"e"'), ("x-amz-meta-a", raw)))
    return object_info(head, "bucket", "key")


def utf8(text: str) -> str:
    return text.encode().decode("latin-1")


@pytest.mark.parametrize(
    ("shown", "raw"),
    [
        ("café", utf8("café")),
        ("日本", utf8("日本")),
        ("é", "=?UTF-8?B?w6k=?="),
        ("café au lait", "=?utf-8?q?caf=C3=A9_au_lait?="),
        ("ab", "=?utf-8?Q?a?= =?UTF-8?B?Yg==?="),
        ("café", "caf\xe9"),  # latin-1, and no UTF-8
        ("plain", "plain"),
        ("a =?UTF-8?B?w6k=?=", "a =?UTF-8?B?w6k=?="),
        ("=?UTF-8?B?w6k=?=b", "=?UTF-8?B?w6k=?=b"),
        ("=?ISO-8859-1?Q?=E9?=", "=?ISO-8859-1?Q?=E9?="),
        ("=?UTF-8?Q?=E9?=", "=?UTF-8?Q?=E9?="),  # no UTF-8
        ("=?UTF-8?B?w6k?=", "=?UTF-8?B?w6k?="),  # no base64
        ("=?UTF-8?Q?a=0Ab?=", "=?UTF-8?Q?a=0Ab?="),  # a line end would forge a line of a log
        (utf8("a\u0085b"), utf8("a\u0085b")),
    ],
)
def test_a_value_whose_encoding_is_clear_is_decoded(shown: str, raw: str) -> None:
    info = info_of(raw)
    assert {"a": shown} == info.metadata
    for found in (info, pickle.loads(pickle.dumps(info))):
        for again in (
            PutObject("bucket", "key", b"", metadata=found.metadata),
            CopyObject("bucket", "key", "bucket", "other", metadata=found.metadata),
        ):
            assert raw == dict(again.request().headers)["x-amz-meta-a"]


@given(st.text(st.characters(min_codepoint=0xA1, exclude_categories=["C", "Z"]), min_size=1, max_size=40))
def test_text_of_the_standard_library_is_read(text: str) -> None:
    assert text == decoded(utf8(text))
    assert text == decoded(Header(text, "utf-8", maxlinelen=10_000).encode())


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF), max_size=40))
def test_any_value_is_sent_as_it_was_read(raw: str) -> None:
    shown = decoded(raw)
    assert raw == getattr(shown, "raw", shown)
    assert shown.isprintable() or shown == raw


def test_metadata_beyond_the_limit_can_be_stored_again() -> None:
    raw = utf8("é" * 1500)
    info = info_of(raw)
    assert {"a": "é" * 1500} == info.metadata
    put = PutObject("bucket", "key", b"", metadata=info.metadata)
    assert raw == dict(put.request().headers)["x-amz-meta-a"]
