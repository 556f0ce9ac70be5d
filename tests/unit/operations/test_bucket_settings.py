"""Impossible settings of a bucket are refused by the parameter's name; actions of several steps read what they need."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Literal

import pytest

from tigris_http import MalformedResponse
from tigris_http._wire.http import Head, Response
from tigris_http.operations import (
    CLEAR,
    BucketInfo,
    BucketMetadata,
    BucketNotifications,
    BucketPage,
    BucketShare,
    BucketStats,
    CORSRule,
    CreateBucket,
    Expiration,
    GetStats,
    LifecycleRule,
    ListBuckets,
    ListDeletedBuckets,
    MigrationSource,
    PurgeBucket,
    RestoreBucket,
    SetBucketMigration,
    SetBucketNotifications,
    SetBucketSoftDelete,
    UpdateBucket,
)
from tigris_http.operations._base import Doubt, Settled

HOOK = "https://hooks.example.com/t"
SOURCE = MigrationSource("legacy", "https://s3.example.org", "AK", "SK")
RULE = LifecycleRule(expiration=Expiration(1))

WRONG: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({}, ValueError, "nothing is given"),
    ({"acl": "public"}, ValueError, "acl"),
    ({"public_list_objects": "true"}, TypeError, "public_list_objects"),
    ({"public_list_objects": True, "acl": "private"}, ValueError, "public_list_objects"),
    ({"object_acl": 1}, TypeError, "object_acl"),
    ({"storage_class": "COLD"}, ValueError, "storage_class"),
    ({"regions": "IAD"}, ValueError, "regions"),
    ({"regions": 5}, TypeError, "regions"),
    ({"regions": [5]}, TypeError, "regions"),
    ({"regions": ["iad", "sjc", "iad"]}, ValueError, "regions must name each region once"),
    ({"cache_control": "a\nb"}, ValueError, "cache_control"),
    ({"cache_control": 5}, TypeError, "cache_control"),
    ({"custom_domain": "https://files.example.com"}, ValueError, "custom_domain"),
    ({"custom_domain": "localhost"}, ValueError, "custom_domain"),
    ({"custom_domain": "a_b.example"}, ValueError, "custom_domain"),
    ({"nosniff": "nosniff"}, TypeError, "nosniff"),
    ({"snapshot_enabled": 1}, TypeError, "snapshot_enabled"),
    ({"snapshot_enabled": True, "lifecycle_rules": [RULE]}, ValueError, "lifecycle_rules"),
    ({"snapshot_enabled": True, "storage_class": "GLACIER"}, ValueError, "GLACIER"),
    ({"soft_delete": 6}, ValueError, "soft_delete"),
    ({"soft_delete": 91}, ValueError, "soft_delete"),
    ({"soft_delete": "yes"}, TypeError, "soft_delete"),
    ({"delete_protection": 0}, TypeError, "delete_protection"),
    ({"notifications": HOOK}, TypeError, "notifications"),
    ({"migration_source": "legacy"}, TypeError, "source"),
    ({"lifecycle_rules": RULE}, TypeError, "lifecycle_rules"),
    ({"lifecycle_rules": [LifecycleRule()]}, ValueError, "transition or an expiration"),
    ({"cors": [CORSRule(("*", "a"), ("GET",))]}, ValueError, "allowed_origins"),
    ({"cors": [CORSRule(("*",), ("BREW",))]}, ValueError, "allowed_methods"),
    ({"shares": [BucketShare("Owner", "all")]}, ValueError, "role"),
    ({"shares": [BucketShare("Editor")]}, ValueError, "team_id"),
    ({"shares": [BucketShare("Editor", "all", "u")]}, ValueError, "team_id"),
    ({"shares": [BucketShare("Editor", "")]}, ValueError, "team_id"),
    ({"shares": "all"}, TypeError, "shares"),
    ({"shares": [BucketShare("Editor", "t"), BucketShare("ReadOnly", "t")]}, ValueError, "shares must name each"),
]
WRONG_HOOKS: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"web_hook": ""}, ValueError, "web_hook"),
    ({"web_hook": "ftp://a.example"}, ValueError, "web_hook"),
    ({"web_hook": "https://"}, ValueError, "web_hook"),
    ({"web_hook": "https://a.example:port/"}, ValueError, "web_hook"),
    ({"web_hook": "https://a.example/a b"}, ValueError, "web_hook"),
    ({"web_hook": None}, TypeError, "web_hook"),
    ({"web_hook": "https://hook:p4ss@a.example/"}, ValueError, "web_hook must name no user"),
    ({"filter": ""}, ValueError, "filter"),
    ({"filter": "é"}, ValueError, "filter"),
    ({"filter": 5}, TypeError, "filter"),
    ({"enabled": "no"}, TypeError, "enabled"),
    ({"token": ""}, ValueError, "token"),
    ({"token": "****"}, ValueError, "token is the mask"),
    ({"basic_user": "u", "basic_pass": "****"}, ValueError, "basic_pass is the mask"),
    ({"basic_user": "u"}, ValueError, "basic_pass"),
    ({"basic_pass": "p"}, ValueError, "basic_user"),
    ({"token": "t", "basic_user": "u", "basic_pass": "p"}, ValueError, "token and basic_user"),
]
WRONG_SOURCES: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"name": ""}, ValueError, "name"),
    ({"endpoint": "s3.example.org"}, ValueError, "endpoint"),
    ({"endpoint": "https://t3.storage.dev"}, ValueError, "endpoint"),
    ({"endpoint": "https://T3.Storage.dev.:443/"}, ValueError, "endpoint must be another store's"),
    ({"endpoint": "https://fly.storage.tigris.dev/"}, ValueError, "endpoint"),
    ({"endpoint": "https://AK:SK@s3.example.org"}, ValueError, "endpoint must name no user"),
    ({"region": ""}, ValueError, "region"),
    ({"access_key": ""}, ValueError, "access_key"),
    ({"secret_key": "****"}, ValueError, "secret_key is the mask"),
    ({"secret_key": None}, TypeError, "secret_key"),
    ({"write_through": 1}, TypeError, "write_through"),
]


@pytest.mark.parametrize(("wrong", "error", "name"), WRONG, ids=str)
def test_impossible_settings_are_refused(wrong: Any, error: type[Exception], name: str) -> None:
    with pytest.raises(error, match=name):
        UpdateBucket("bucket", **wrong).request()


@pytest.mark.parametrize(("wrong", "error", "name"), WRONG_HOOKS, ids=str)
def test_impossible_notifications_are_refused(wrong: Any, error: type[Exception], name: str) -> None:
    given = replace(BucketNotifications(HOOK), **wrong)
    for operation in (SetBucketNotifications("bucket", given), UpdateBucket("bucket", notifications=given)):
        with pytest.raises(error, match=name):
            operation.request()


@pytest.mark.parametrize(("wrong", "error", "name"), WRONG_SOURCES, ids=str)
def test_impossible_sources_are_refused(wrong: Any, error: type[Exception], name: str) -> None:
    given = replace(SOURCE, **wrong)
    for operation in (SetBucketMigration("bucket", given), UpdateBucket("bucket", migration_source=given)):
        with pytest.raises(error, match=name):
            operation.request()


@pytest.mark.parametrize("nothing", ["", 0, False, (), {}], ids=repr)
def test_only_none_clears_a_setting(nothing: Any) -> None:
    with pytest.raises(TypeError, match="notifications must be BucketNotifications"):
        SetBucketNotifications("bucket", nothing).request()
    with pytest.raises(TypeError, match="source must be a MigrationSource"):
        SetBucketMigration("bucket", nothing).request()


@pytest.mark.parametrize(
    ("enabled", "days", "error", "name"),
    [
        (False, 30, ValueError, "retention_days"),
        (True, 6, ValueError, "retention_days"),
        (True, 91, ValueError, "retention_days"),
        (True, True, TypeError, "retention_days"),
        ("yes", None, TypeError, "enabled"),
    ],
)
def test_retention_requires_enabling(enabled: Any, days: Any, error: type[Exception], name: str) -> None:
    with pytest.raises(error, match=name):
        SetBucketSoftDelete("bucket", enabled, retention_days=days).request()


@pytest.mark.parametrize(
    ("wrong", "error", "name"),
    [
        *(({name: 1}, TypeError, name) for name in ("include_stats", "include_owner", "only_deleted", "only_forked")),
        ({"owned_by": ""}, ValueError, "owned_by"),
        ({"owned_by": 5}, TypeError, "owned_by"),
        ({"max_buckets": 0}, ValueError, "max_buckets"),
    ],
)
def test_a_listing_of_buckets_refuses_impossible_parameters(wrong: Any, error: type[Exception], name: str) -> None:
    with pytest.raises(error, match=name):
        ListBuckets(**wrong).request()
    if name == "max_buckets":
        with pytest.raises(error, match=name):
            ListDeletedBuckets(**wrong).request()


@pytest.mark.parametrize("acl", [None, "private"])
def test_a_bucket_that_is_not_readable_cannot_be_listed_publicly(acl: Literal["private"] | None) -> None:
    with pytest.raises(ValueError, match="public_list_objects"):
        CreateBucket("bucket", public_list_objects=True, acl=acl).request()


def test_no_secret_is_shown() -> None:
    hook = BucketNotifications(HOOK, token="t0ken", basic_pass="p4ss")
    source = replace(SOURCE, access_key="4K", secret_key="5K")
    update = UpdateBucket("bucket", notifications=hook, migration_source=source)
    for value in (hook, source, update, BucketMetadata("bucket", notifications=hook, migration_source=source)):
        for secret in ("t0ken", "p4ss", "5K"):
            assert secret not in repr(value)
            assert secret not in str(value)


def test_a_request_does_not_leave_without_its_header() -> None:
    """A purge without its header deletes a live bucket."""
    assert ("x-tigris-force-hard-delete", "true") in PurgeBucket("bucket").request().headers


def test_an_iterator_of_rules_is_read_once() -> None:
    update = UpdateBucket("bucket", lifecycle_rules=iter([RULE]), cors=iter([]), regions=iter(["iad", "sjc"]))
    assert update.request() == update.request()
    body = json.loads(bytes(update.request().body))  # type: ignore[arg-type]  # bytes, in fact
    assert ("iad,sjc", 1, None) == (body["object_regions"], len(body["lifecycle_rules"]), body["cors"])


def concluded(question: Any, *answers: object) -> object:
    next(question)
    try:
        for answer in answers:
            question.send(answer)
    except StopIteration as end:
        return end.value
    raise AssertionError("it asks for more")


def test_an_existing_bucket_settles_its_restore_and_a_missing_one_its_purge() -> None:
    assert Settled(None) == concluded(RestoreBucket("bucket").settle(Doubt()), object())
    assert concluded(RestoreBucket("bucket").settle(Doubt()), None) is None
    listed = ListDeletedBuckets().parse(
        answer({"Buckets": {"Bucket": [{"Name": "bucket", "SoftDeleteInfo": {"Enabled": True}}]}})
    )
    assert concluded(PurgeBucket("bucket").settle(Doubt()), None, listed) is None
    assert Settled(None) == concluded(PurgeBucket("other").settle(Doubt()), None, listed)


def test_a_purge_refused_because_the_bucket_is_live_is_not_done() -> None:
    live = BucketInfo("bucket", False, None, None, False, None)
    assert concluded(PurgeBucket("bucket").settle(Doubt()), live) is None


def test_a_bucket_without_soft_delete_is_not_a_deleted_one() -> None:
    buckets = [
        {"Name": "live"},
        {"Name": "off", "SoftDeleteInfo": {"Enabled": False, "RetentionDays": 7}},
        {"Name": "deleted", "SoftDeleteInfo": {"Enabled": True, "RetentionDays": 7}},
    ]
    page = ListDeletedBuckets().parse(answer({"Buckets": {"Bucket": buckets}, "ContinuationToken": "deleted"}))
    assert ["deleted"] == [bucket.name for bucket in page.buckets]


def test_a_page_of_live_buckets_does_not_end_the_listing_and_an_empty_one_does() -> None:
    operation = ListDeletedBuckets()
    live = operation.parse(answer({"Buckets": {"Bucket": [{"Name": "live"}]}, "ContinuationToken": "live"}))
    assert () == live.buckets
    following = operation.after(live)
    assert ListDeletedBuckets(continuation_token="live") == following
    assert following is not None
    assert following.after(live) is None
    assert operation.after(operation.parse(answer({"ContinuationToken": "live"}))) is None


def answer(document: object) -> Response:
    return Response(Head(200), json.dumps(document).encode())


def test_statistics_are_added_up_over_pages_of_50() -> None:
    steps = GetStats(owned_by="ana@example.com", timeout=5).steps()
    step: Any = next(steps)
    assert ListBuckets(max_buckets=50, include_stats=True, owned_by="ana@example.com", timeout=5) == step.operation
    page = step.operation.parse(
        answer({"Buckets": {"Bucket": {"Name": "a"}}, "Stats": {"ActiveBuckets": 2}, "ContinuationToken": "a"})
    )
    following: Any = steps.send(page)
    assert "a" == following.operation.continuation_token
    with pytest.raises(StopIteration) as end:
        steps.send(BucketPage((), stats=BucketStats(1, 2, 3, 4)))
    assert BucketStats(3, 2, 3, 4) == end.value.value


def test_an_account_without_buckets_is_empty_and_a_page_without_statistics_is_malformed() -> None:
    steps = GetStats().steps()
    step: Any = next(steps)
    with pytest.raises(StopIteration) as end:
        steps.send(step.operation.parse(answer({"Buckets": {}})))
    assert BucketStats() == end.value.value
    steps = GetStats().steps()
    step = next(steps)
    with pytest.raises(MalformedResponse, match="statistics"):
        steps.send(step.operation.parse(answer({"Buckets": {"Bucket": [{"Name": "a"}]}})))


def test_both_ways_to_clear_a_setting_send_the_same() -> None:
    assert UpdateBucket("bucket", notifications=CLEAR).request() == SetBucketNotifications("bucket", None).request()
    assert UpdateBucket("bucket", migration_source=CLEAR).request() == SetBucketMigration("bucket", None).request()
