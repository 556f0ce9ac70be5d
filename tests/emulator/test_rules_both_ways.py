"""CORS and lifecycle rules from the client to the emulator and back, in both written forms: none is refused or lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tigris_http._wire import json
from tigris_http._wire.http import Head, Response
from tigris_http.emulator.http import xml
from tigris_http.emulator.rules import cors, lifecycle
from tigris_http.operations import (
    CORSRule,
    Expiration,
    GetBucketCors,
    GetBucketLifecycleConfiguration,
    LifecycleRule,
    PutBucketCors,
    PutBucketLifecycleConfiguration,
    Transition,
)
from tigris_http.operations.bucket_config.cors import CORS_RULE_JSON
from tigris_http.operations.bucket_config.lifecycle import LIFECYCLE_RULE_JSON, with_switches

PLAIN = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="*"), min_size=1, max_size=6)
ANY_TEXT = st.text(max_size=6) | st.sampled_from(["*", "**", "a*b*", "x y", "\r", "\x00"])
LISTS = st.one_of(
    st.lists(PLAIN | st.sampled_from(["https://*.a", "x-amz-*"]), max_size=3).map(tuple),
    st.just(("*",)),
    st.lists(ANY_TEXT, max_size=2).map(tuple),
)
"""Most can be; the client says which."""
CORS_RULES = st.builds(
    CORSRule,
    LISTS,
    st.sampled_from([("GET",), ("PUT", "HEAD"), ("*",), ("get",), ()]),
    LISTS,
    LISTS,
    st.sampled_from([None, 0, 600, 2**31 - 1, 2**31]),
    st.none() | ANY_TEXT | st.sampled_from(["i" * 255, "é" * 255, "é" * 256]),
)
DUE: Any = st.one_of(
    st.sampled_from([1, 2**31 - 1, 2**31]).map(lambda days: {"days": days}), st.dates().map(lambda day: {"date": day})
)
LIFECYCLE_RULES = st.builds(
    LifecycleRule,
    st.none() | ANY_TEXT | st.sampled_from(["é" * 36, "i" * 37]),
    st.booleans(),
    st.none() | st.text(),
    st.lists(DUE.map(lambda due: Transition("GLACIER", **due)), max_size=1).map(tuple),
    st.none() | DUE.map(lambda due: Expiration(**due)),
)


def body_of(put: PutBucketCors | PutBucketLifecycleConfiguration) -> bytes | None:
    """Return the body, or None if the client raises."""
    try:
        body = put.request().body
    except ValueError:
        return None
    assert isinstance(body, bytes)
    return body


def answered(root: str, children: xml.Children) -> Response:
    return Response(Head(200, ()), xml.document(root, children))


@settings(max_examples=500, deadline=None)
@given(CORS_RULES)
def test_cors_rules_come_back_as_they_were_sent(rule: CORSRule) -> None:
    body = body_of(PutBucketCors("bucket", [rule]))
    if body is None:
        return
    kept = cors.from_xml(xml.read(body, "CORSConfiguration"))
    assert (rule,) == GetBucketCors("bucket").parse(answered("CORSConfiguration", cors.to_xml(kept)))
    sent = {"rules": [json.written(CORS_RULE_JSON, rule)]}
    shown: Any = cors.to_json(cors.from_json(sent))
    # Names are S3's alone.
    assert replace(rule, id=None) == json.read(CORS_RULE_JSON, shown["rules"][0])


@settings(max_examples=300, deadline=None)
@given(LIFECYCLE_RULES)
def test_lifecycle_rules_come_back_as_they_were_sent(rule: LifecycleRule) -> None:
    body = body_of(PutBucketLifecycleConfiguration("bucket", [rule]))
    if body is None:
        return
    kept = lifecycle.from_xml(xml.read(body, "LifecycleConfiguration"))
    (back,) = GetBucketLifecycleConfiguration("bucket").parse(
        answered("LifecycleConfiguration", lifecycle.to_xml(kept))
    )
    # Defaults: the emulator makes a name, and no prefix is an empty one.
    expected = replace(rule, id=rule.id or back.id, prefix=rule.prefix or "")
    assert expected == back
    (switched,) = with_switches((expected,))
    shown = lifecycle.to_json(lifecycle.from_json([json.written(LIFECYCLE_RULE_JSON, switched)]))
    assert switched == json.read(LIFECYCLE_RULE_JSON, shown[0])
