"""Impossible CORS rules, lifecycle rules and small documents of a bucket are refused by the parameter's name."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._wire import json
from tigris_http._wire.documents import xml
from tigris_http._wire.http import Head, Response
from tigris_http.operations import (
    CORSRule,
    Expiration,
    GetBucketLifecycleConfiguration,
    LifecycleRule,
    PutBucketAccelerateConfiguration,
    PutBucketCors,
    PutBucketEncryption,
    PutBucketLifecycleConfiguration,
    PutBucketOwnershipControls,
    Transition,
)
from tigris_http.operations.bucket_config.cors import CORS_RULE, CORS_RULE_JSON, checked_cors
from tigris_http.operations.bucket_config.lifecycle import (
    LIFECYCLE_RULE,
    LIFECYCLE_RULE_JSON,
    checked_lifecycle,
    with_switches,
)

ANY = ("*",)
ONE_DAY = Expiration(1)

WRONG_CORS: list[tuple[Any, type[Exception], str]] = [
    ([], ValueError, "rules"),
    (5, TypeError, "rules"),
    ("rule", TypeError, "rules"),
    ([{"AllowedOrigins": ["*"]}], TypeError, "rules"),
    ([CORSRule(ANY, ("GET",))] * 101, ValueError, "rules"),
    ([CORSRule((), ("GET",))], ValueError, "allowed_origins"),
    ([CORSRule(ANY, ())], ValueError, "allowed_methods"),
    ([CORSRule(("*", "https://a.example"), ("GET",))], ValueError, "allowed_origins"),
    ([CORSRule(ANY, ("GET", "*"))], ValueError, "allowed_methods"),
    ([CORSRule(ANY, ("get",))], ValueError, "allowed_methods"),
    ([CORSRule(ANY, ("PATCH",))], ValueError, "allowed_methods"),
    ([CORSRule("https://a.example", ("GET",))], TypeError, "allowed_origins"),  # type: ignore[arg-type]
    ([CORSRule(ANY, "GET")], TypeError, "allowed_methods"),  # type: ignore[arg-type]
    ([CORSRule(ANY, ("GET",), (5,))], TypeError, "allowed_headers"),  # type: ignore[arg-type]
    ([CORSRule(ANY, ("GET",), ("x", "*"))], ValueError, "allowed_headers"),
    ([CORSRule(ANY, ("GET",), (), ("a\nb",))], ValueError, "expose_headers"),
    ([CORSRule(ANY, ("GET",), (), ("",))], ValueError, "expose_headers"),
    ([CORSRule(ANY, ("GET",), (), ("*-a-*",))], ValueError, "expose_headers"),
    ([CORSRule(ANY, ("GET",), ("x-**",))], ValueError, "allowed_headers"),
    ([CORSRule(ANY, ("GET",), ("x a",))], ValueError, "allowed_headers"),
    ([CORSRule(("https://*.*.example",), ("GET",))], ValueError, "allowed_origins"),
    ([CORSRule(("https://a.example https://b.example",), ("GET",))], ValueError, "allowed_origins"),
    ([CORSRule(("https://é.example",), ("GET",))], ValueError, "allowed_origins"),
    ([CORSRule(ANY, ("GET",), max_age_seconds=2**31)], ValueError, "max_age_seconds"),
    ([CORSRule(ANY, ("GET",), id="\x00")], ValueError, "id"),
    ([CORSRule(ANY, ("GET",), max_age_seconds=-1)], ValueError, "max_age_seconds"),
    ([CORSRule(ANY, ("GET",), max_age_seconds=1.5)], TypeError, "max_age_seconds"),  # type: ignore[arg-type]
    ([CORSRule(ANY, ("GET",), id="")], ValueError, "id"),
    ([CORSRule(ANY, ("GET",), id="i" * 256)], ValueError, "id"),
]
WRONG_RULES: list[tuple[Any, type[Exception], str]] = [
    ([], ValueError, "rules"),
    (None, TypeError, "rules"),
    (["rule"], TypeError, "rules"),
    ([LifecycleRule(f"r{n}", expiration=ONE_DAY) for n in range(11)], ValueError, "rules"),
    ([LifecycleRule("r", expiration=ONE_DAY)] * 2, ValueError, "different ids"),
    ([LifecycleRule("i" * 37, expiration=ONE_DAY)], ValueError, "id"),
    ([LifecycleRule("", expiration=ONE_DAY)], ValueError, "id"),
    ([LifecycleRule()], ValueError, "transition or an expiration"),
    ([LifecycleRule(expiration=ONE_DAY, says_more=True)], ValueError, "says_more"),
    ([LifecycleRule(expiration=ONE_DAY, says_more=1)], TypeError, "says_more"),  # type: ignore[arg-type]
    ([LifecycleRule(enabled=1, expiration=ONE_DAY)], TypeError, "enabled"),  # type: ignore[arg-type]
    ([LifecycleRule(prefix=5, expiration=ONE_DAY)], TypeError, "prefix"),  # type: ignore[arg-type]
    ([LifecycleRule(prefix="é" * 513, expiration=ONE_DAY)], ValueError, "prefix"),
    ([LifecycleRule(prefix="\x00", expiration=ONE_DAY)], ValueError, "prefix"),
    ([LifecycleRule(id="\x00", expiration=ONE_DAY)], ValueError, "id"),
    ([LifecycleRule(transitions=(Transition("GLACIER", 2**31),))], ValueError, "days"),
    ([LifecycleRule(expiration=Expiration(1.0))], TypeError, "days"),  # type: ignore[arg-type]
    ([LifecycleRule(transitions=(Transition("GLACIER", 1),) * 2)], ValueError, "transitions"),
    ([LifecycleRule(transitions=Transition("GLACIER", 1))], TypeError, "transitions"),  # type: ignore[arg-type]
    ([LifecycleRule(transitions=(Transition("STANDARD", 1),))], ValueError, "storage_class"),
    ([LifecycleRule(transitions=(Transition("GLACIER"),))], ValueError, "days or a date"),
    ([LifecycleRule(transitions=(Transition("GLACIER", 1, date(2027, 1, 1)),))], ValueError, "days or a date"),
    ([LifecycleRule(transitions=(Transition("GLACIER", 0),))], ValueError, "days"),
    ([LifecycleRule(expiration=Expiration())], ValueError, "days or a date"),
    ([LifecycleRule(expiration=Expiration(-1))], ValueError, "days"),
    ([LifecycleRule(expiration=Expiration(True))], TypeError, "days"),
    ([LifecycleRule(expiration=Expiration(date=datetime(2027, 1, 1, tzinfo=timezone.utc)))], TypeError, "date"),
    ([LifecycleRule(expiration=Expiration(date="2027-01-01"))], TypeError, "date"),  # type: ignore[arg-type]
    ([LifecycleRule(expiration=5)], TypeError, "expiration"),  # type: ignore[arg-type]
    ([LifecycleRule(expiration=Expiration(1, enabled="no"))], TypeError, "enabled"),  # type: ignore[arg-type]
    ([LifecycleRule(expiration=Expiration(1, enabled=False))], ValueError, "switch"),
]


@pytest.mark.parametrize(("rules", "error", "name"), WRONG_CORS, ids=str)
def test_impossible_cors_rules_are_refused(rules: Any, error: type[Exception], name: str) -> None:
    with pytest.raises(error, match=name):
        PutBucketCors("bucket", rules).request()


@pytest.mark.parametrize(("rules", "error", "name"), WRONG_RULES, ids=str)
def test_impossible_lifecycle_rules_are_refused(rules: Any, error: type[Exception], name: str) -> None:
    with pytest.raises(error, match=name):
        PutBucketLifecycleConfiguration("bucket", rules).request()


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        (PutBucketOwnershipControls("bucket", "Me"), "object_ownership"),  # type: ignore[arg-type]
        (PutBucketAccelerateConfiguration("bucket", "enabled"), "status"),  # type: ignore[arg-type]
        (PutBucketEncryption("bucket", "aws:kms"), "sse_algorithm"),  # type: ignore[arg-type]
    ],
    ids=lambda value: getattr(value, "action", ""),
)
def test_words_that_s3_does_not_know_are_refused(operation: Any, name: str) -> None:
    with pytest.raises(ValueError, match=name):
        operation.request()


WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=9).filter(
    lambda word: word != "*" and word.count("*") < 2
)
WORD_LISTS = st.lists(WORDS, max_size=3).map(tuple)
CORS_RULES = st.builds(
    CORSRule,
    st.lists(WORDS, min_size=1, max_size=3).map(tuple),
    st.lists(st.sampled_from(["GET", "PUT", "HEAD"]), min_size=1, max_size=3).map(tuple),
    WORD_LISTS,
    WORD_LISTS,
    st.none() | st.integers(0, 10**9),
)
DUE: Any = st.builds(dict, days=st.integers(1, 9999)) | st.builds(dict, date=st.dates())
RULES = st.builds(
    LifecycleRule,
    st.none() | WORDS,
    st.booleans(),
    st.none() | WORDS,
    st.just(()) | DUE.map(lambda due: (Transition("GLACIER", **due),)),
    DUE.map(lambda due: Expiration(**due)),
)


@given(CORS_RULES)
def test_a_cors_rule_is_the_same_in_xml_and_in_json(rule: CORSRule) -> None:
    assert (rule,) == checked_cors("rules", [rule])
    assert rule == json.read(CORS_RULE_JSON, json.written(CORS_RULE_JSON, rule))
    assert rule == xml.read(CORS_RULE, xml.parse(xml.written("CORSRule", CORS_RULE, rule)))


@given(RULES)
def test_a_lifecycle_rule_is_the_same_in_xml_and_in_json(rule: LifecycleRule) -> None:
    assert (rule,) == checked_lifecycle("rules", [rule])
    assert rule == json.read(LIFECYCLE_RULE_JSON, json.written(LIFECYCLE_RULE_JSON, rule))
    assert rule == xml.read(LIFECYCLE_RULE, xml.parse(xml.written("Rule", LIFECYCLE_RULE, rule)))


@pytest.mark.parametrize(
    "where", ["<Filter>{}</Filter>", "{}", "<Filter><And>{}<Tag><Key>k</Key><Value>v</Value></Tag></And></Filter>"]
)
def test_a_rule_applies_to_its_prefix_in_either_place(where: str) -> None:
    """S3's older documents have it beside the filter; without it the rule would apply to all keys."""
    rule = f"<Rule><ID>r</ID>{where.format('<Prefix>logs/</Prefix>')}<Status>Enabled</Status></Rule>"
    answer = Response(Head(200), f"<LifecycleConfiguration>{rule}</LifecycleConfiguration>".encode())
    expected = LifecycleRule("r", True, "logs/", says_more="Tag" in where)
    assert (expected,) == GetBucketLifecycleConfiguration("bucket").parse(answer)


@pytest.mark.parametrize(
    "more",
    [
        "<Filter><Tag><Key>k</Key><Value>v</Value></Tag></Filter>",
        "<Filter><And><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan></And></Filter>",
        "<Filter><ObjectSizeLessThan>5</ObjectSizeLessThan></Filter>",
        "<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>",
        "<AbortIncompleteMultipartUpload/>",
    ],
)
def test_a_rule_that_was_not_read_whole_is_not_written_back(more: str) -> None:
    """A rule of another service: without its tags an expiring rule would delete more than before."""
    rule = f"<Rule><ID>r</ID><Status>Enabled</Status><Expiration><Days>1</Days></Expiration>{more}</Rule>"
    answer = Response(Head(200), f"<LifecycleConfiguration>{rule}</LifecycleConfiguration>".encode())
    rules = GetBucketLifecycleConfiguration("bucket").parse(answer)
    assert (LifecycleRule("r", True, expiration=ONE_DAY, says_more=True),) == rules
    with pytest.raises(ValueError, match="says_more"):
        PutBucketLifecycleConfiguration("bucket", rules).request()


def test_the_json_of_rules_is_as_tigris_documents_it() -> None:
    rule = LifecycleRule("r1", True, "logs/", (Transition("STANDARD_IA", 30),), Expiration(365))
    ((switched),) = with_switches((rule,))
    assert {
        "id": "r1",
        "status": 1,
        "filter": {"prefix": "logs/"},
        "transitions": [{"storage_class": "STANDARD_IA", "days": 30}],
        "expiration": {"days": 365, "enabled": True},
    } == json.written(LIFECYCLE_RULE_JSON, switched)
    until = LifecycleRule("r2", False, expiration=Expiration(date=date(2027, 1, 1)))
    assert {
        "id": "r2",
        "status": 2,
        "transitions": [],
        "expiration": {"date": "2027-01-01", "enabled": False},
    } == json.written(LIFECYCLE_RULE_JSON, with_switches((until,))[0])


def test_a_rule_of_a_newer_service_is_read() -> None:
    read = json.read(
        LIFECYCLE_RULE_JSON,
        {
            "id": "i" * 99,
            "status": 3,
            "new": 1,
            "transitions": [{"storage_class": "DEEP", "days": 0}, {"storage_class": "DEEPER", "hours": 1}],
        },
    )
    transitions = (Transition("DEEP", 0), Transition("DEEPER"))
    assert LifecycleRule("i" * 99, None, None, transitions, says_more=True) == read
