"""Settings from a newer service: added, missing and renamed parts are no error."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchanges import load
from tigris_http import MalformedResponse
from tigris_http._wire.http import Head, Response
from tigris_http.operations import (
    BucketMetadata,
    BucketNotifications,
    BucketPage,
    BucketShare,
    CORSRule,
    GetBucketMetadata,
    ListBuckets,
    UpdateBucket,
)


def answer(document: object) -> Response:
    return Response(Head(200), json.dumps(document).encode())


def sample(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(load(name).response.body)
    return {part: value for part, value in document.items() if part not in {"next_year", "New"}}


def metadata(document: object) -> BucketMetadata:
    return GetBucketMetadata("bucket").parse(answer(document))


def page(document: object) -> BucketPage:
    return ListBuckets(include_type=True).parse(answer(document))


DOCUMENTS: list[tuple[Callable[[object], object], dict[str, Any]]] = [
    (metadata, sample("get_bucket_metadata/everything")),
    (metadata, sample("get_bucket_metadata/basic_auth")),
    (page, sample("list_buckets/everything_that_tigris_adds")),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 10**19) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
UNKNOWN = st.dictionaries(st.text(min_size=1, max_size=9).map("x-".__add__), JSON, max_size=2)


def grown(value: Any, more: Callable[[], dict[str, Any]], name: str = "") -> Any:
    """Return a document with more members in each object, except sizes by tier and the limits of a rule."""
    if isinstance(value, list):
        return [grown(each, more) for each in value]
    if not isinstance(value, dict) or name in {"tier_sizes", "filter"}:
        return value
    return {**more(), **{key: grown(each, more, key) for key, each in value.items()}}


@given(st.lists(UNKNOWN, min_size=1, max_size=4))
def test_additions_of_a_newer_service_change_nothing(additions: list[dict[str, Any]]) -> None:
    for read, document in DOCUMENTS:
        more = itertools.cycle(additions)
        newer = grown(document, lambda more=more: next(more))  # type: ignore[misc]  # bound to this turn
        plain, found = read(document), read(newer)
        if isinstance(found, BucketMetadata):
            assert additions[0] == found.extra
            found = replace(found, extra={})
        assert plain == found


def paths(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path to each member of each object in a document."""
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if isinstance(key, str):
            yield (*way, key)
        yield from paths(each, (*way, key))


def without(document: dict[str, Any], way: tuple[Any, ...], *, null: bool = False) -> dict[str, Any]:
    copy = deepcopy(document)
    place: Any = copy
    for key in way[:-1]:
        place = place[key]
    place[way[-1]] = None
    if not null:
        del place[way[-1]]
    return copy


NEEDED = {("Bucket", 0, "Name")}
"""The members that an entry needs."""


def test_any_part_may_be_missing_or_null_with_the_same_result() -> None:
    for read, document in DOCUMENTS:
        for way in paths(document):
            if way[-3:] in NEEDED:
                for broken in (without(document, way), without(document, way, null=True)):
                    with pytest.raises(MalformedResponse):
                        read(broken)
            else:
                assert read(without(document, way)) == read(without(document, way, null=True)), way


def test_metadata_without_a_name_belong_to_the_requested_bucket() -> None:
    assert BucketMetadata("bucket") == metadata({}) == metadata({"name": None})


@pytest.mark.parametrize(
    ("newer", "seen"),
    [
        ({"type": 7}, BucketMetadata("bucket", type=7)),
        ({"storage_class": "GLACIER_2"}, BucketMetadata("bucket", storage_class="GLACIER_2")),
        ({"object_regions": "mars, iad"}, BucketMetadata("bucket", regions=("mars", "iad"))),
        (
            {"shares": [{"team_id": "t", "role": "Guest"}]},
            BucketMetadata("bucket", shares=(BucketShare("Guest", "t"),)),
        ),
        ({"tier_sizes": {"NEW": 1, "OLD": None}}, BucketMetadata("bucket", tier_sizes={"NEW": 1})),
        (
            {"object_notifications": {"web_hook": "queue:x", "auth": {"oauth": {"id": 1}}}},
            BucketMetadata("bucket", notifications=BucketNotifications("queue:x")),
        ),
        ({"md": {"X-Amz-Acl": "authenticated-read"}}, BucketMetadata("bucket", acl="authenticated-read")),
        (
            {"cors": {"rules": [{"allowedMethods": ["BREW"]}]}},
            BucketMetadata("bucket", cors=(CORSRule((), ("BREW",)),)),
        ),
    ],
    ids=str,
)
def test_unknown_values_are_returned_unchanged(newer: dict[str, Any], seen: BucketMetadata) -> None:
    assert seen == metadata(newer)


def test_a_rule_limited_by_more_than_a_prefix_is_never_written_back() -> None:
    """Without the unread limit it would delete more objects."""
    rule = {"id": "r", "status": 1, "filter": {"prefix": "logs/"}, "expiration": {"days": 1, "enabled": True}}
    (known,) = metadata({"lifecycle_rules": [rule]}).lifecycle_rules
    assert "PATCH" == UpdateBucket("bucket", lifecycle_rules=[known]).request().method
    for more in ({"tags": {"keep": "no"}}, {"size_over": 5}):
        (newer,) = metadata({"lifecycle_rules": [{**rule, "filter": {"prefix": "logs/", **more}}]}).lifecycle_rules
        assert replace(known, says_more=True) == newer
        with pytest.raises(ValueError, match="says_more"):
            UpdateBucket("bucket", lifecycle_rules=[newer]).request()
    (without_limits,) = metadata(
        {"lifecycle_rules": [{**rule, "filter": {"prefix": "logs/", "tags": {}, "size_over": None}}]}
    ).lifecycle_rules
    assert known == without_limits
