"""Bucket settings through PATCH: each one written, read back, cleared, and refused if it is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import tigris_boto3_ext as extension

from tigris_http.emulator import Emulator

from . import wire

if TYPE_CHECKING:
    from pathlib import Path

JSON = {"Content-Type": "application/json", "Accept": "application/json"}
NOTHING: dict[str, object] = {}
HOOK = "https://hooks.example.com/t"
SOURCE = {
    "name": "legacy",
    "endpoint": "https://s3.example.org",
    "region": "us-east-1",
    "access_key": "AK",
    "secret_key": "SK",
}
CORS_RULE = {
    "allowedOrigin": ["https://a.example"],
    "allowedMethods": ["GET"],
    "allowedHeaders": ["*"],
    "exposeHeaders": [],
    "maxAge": 600,
}
DAY = "2030-01-31"
RULE = {
    "id": "r1",
    "status": 1,
    "filter": {"prefix": "logs/"},
    "transitions": [{"storage_class": "STANDARD_IA", "days": 30}],
    "expiration": {"days": 365, "enabled": True},
}


def patch(tigris: Emulator, bucket: str, body: object, headers: dict[str, str] | None = None) -> wire.Reply:
    return wire.send(tigris, "PATCH", f"/{bucket}", json.dumps(body).encode(), {**JSON, **(headers or {})})


def metadata(tigris: Emulator, bucket: str) -> dict[str, Any]:
    described: dict[str, Any] = json.loads(wire.send(tigris, "GET", f"/{bucket}?metadata", headers=JSON).body)
    return described


def test_the_extension_sets_reads_and_clears_what_it_knows(s3: Any) -> None:
    settings: dict[str, Any] = {
        "allow_object_acl": True,
        "default_storage_class": "STANDARD_IA",
        "regions": ["iad", "sjc"],
        "cache_control": "max-age=60",
        "custom_domain": "files.example.com",
        "nosniff": True,
        "snapshot_enabled": True,
    }
    answer = extension.update_bucket(s3, "plain", access="public", public_list_objects=True, **settings)
    assert {"Bucket": "plain", "Update": "success"} == answer["raw"]
    found = extension.get_bucket_metadata(s3, "plain")
    assert {"X-Content-Type-Options": "nosniff"} == found["raw"]["additional_http_headers"]
    assert {"X-Amz-Acl": "public-read", "x-amz-acl-public-list-objects-enabled": "true"} == found["raw"]["md"]
    written = ("allow_object_acl", "regions", "cache_control", "custom_domain", "snapshot_enabled")
    assert {name: settings[name] for name in written} == {name: found[name] for name in written}
    assert "STANDARD_IA" == found["storage_class"]
    extension.update_bucket(
        s3,
        "plain",
        access="private",
        public_list_objects=False,
        allow_object_acl=False,
        default_storage_class="STANDARD",
        regions="",
        cache_control="",
        custom_domain="",
        nosniff=False,
        snapshot_enabled=False,
    )
    found = extension.get_bucket_metadata(s3, "plain")
    assert (None, None, []) == (found["cache_control"], found["custom_domain"], found["regions"])
    assert (False, False, "STANDARD") == (found["allow_object_acl"], found["snapshot_enabled"], found["storage_class"])
    assert {"X-Amz-Acl": "private", "x-amz-acl-public-list-objects-enabled": "false"} == found["raw"]["md"]
    assert found["raw"]["additional_http_headers"] is None


def test_only_what_is_named_changes(tigris: Emulator, s3: Any) -> None:
    extension.update_bucket(s3, "plain", cache_control="no-cache", nosniff=True, access="public")
    before = metadata(tigris, "plain")
    assert 200 == patch(tigris, "plain", {}).status
    extension.update_bucket(s3, "plain", regions="fra")
    assert {**before, "object_regions": "fra"} == metadata(tigris, "plain")


def test_nothing_changes_unless_all_of_it_may(tigris: Emulator, s3: Any) -> None:
    before = metadata(tigris, "plain")
    assert 400 == patch(tigris, "plain", {"cache_control": "x", "object_regions": "moon"}).status
    assert 400 == patch(tigris, "plain", {"cache_control": "x"}, {"X-Amz-Acl": "public-read-write"}).status
    assert before == metadata(tigris, "plain")


def test_soft_delete_is_switched(s3: Any) -> None:
    for days, expected in ((None, 7), (30, 30)):
        extension.set_bucket_soft_delete(s3, "plain", enabled=True, retention_days=days)
        found = extension.get_bucket_metadata(s3, "plain")["soft_delete"]
        assert {"enabled": True, "retention_days": expected} == found
    extension.set_bucket_soft_delete(s3, "plain", enabled=False)
    assert not extension.get_bucket_metadata(s3, "plain")["soft_delete"]["enabled"]


def test_notifications_are_set_replaced_and_removed(tigris: Emulator, s3: Any) -> None:
    wanted = 'WHERE `Event-Type` IN ("OBJECT_DELETED", "OBJECT_RENAME") AND key REGEXP "^img/.*\\.png$"'
    extension.set_bucket_notifications(s3, "plain", HOOK, event_filter=wanted, token="s3cr3t")
    found = extension.get_bucket_metadata(s3, "plain")
    assert {"enabled": True, "url": HOOK, "filter": wanted, "auth": "token"} == found["notifications"]
    assert {"token": "****"} == found["raw"]["object_notifications"]["auth"]
    extension.set_bucket_notifications(s3, "plain", HOOK, enabled=False, username="hook", password="s3cr3t")
    found = extension.get_bucket_metadata(s3, "plain")
    assert {"enabled": False, "url": HOOK, "filter": None, "auth": "basic"} == found["notifications"]
    assert {"basic_user": "hook", "basic_pass": "****"} == found["raw"]["object_notifications"]["auth"]
    extension.set_bucket_notifications(s3, "plain", HOOK)
    assert extension.get_bucket_metadata(s3, "plain")["notifications"]["auth"] is None
    extension.set_bucket_notifications(s3, "plain", None)
    assert NOTHING == metadata(tigris, "plain")["object_notifications"]


def test_migration_sources_are_set_and_removed(tigris: Emulator, s3: Any) -> None:
    extension.set_bucket_migration(
        s3,
        "plain",
        "legacy",
        endpoint="https://s3.example.org",
        region="us-east-1",
        access_key="AK",
        secret_key="SK",
        write_through=True,
    )
    assert {**SOURCE, "secret_key": "****", "write_through": True} == metadata(tigris, "plain")["shadow_bucket"]
    extension.set_bucket_migration(s3, "plain", None)
    assert "shadow_bucket" not in metadata(tigris, "plain")


def test_a_mask_that_is_written_back_replaces_the_secret(tigris: Emulator, s3: Any) -> None:
    auth = {"token": "s3cr3t"}
    patch(tigris, "plain", {"object_notifications": {"web_hook": HOOK, "auth": auth}, "shadow_bucket": SOURCE})
    assert {"token": "s3cr3t", "secret_key": "SK"} == tigris.secrets("plain")
    read = metadata(tigris, "plain")
    patch(tigris, "plain", {key: read[key] for key in ("object_notifications", "shadow_bucket")})
    assert {"token": "****", "secret_key": "****"} == tigris.secrets("plain")
    basic = {"basic_user": "u", "basic_pass": "p"}
    patch(tigris, "plain", {"object_notifications": {"web_hook": HOOK, "auth": basic}, "shadow_bucket": {}})
    assert {"basic_pass": "p"} == tigris.secrets("plain")
    with pytest.raises(KeyError, match="none-such"):
        tigris.secrets("none-such")


@pytest.mark.parametrize(
    ("key", "value", "cleared", "absent"),
    [
        ("protection", {"protected": True}, {"protected": False}, None),
        ("website", {"domain_name": "a.example.com"}, "", None),
        ("lifecycle_rules", [RULE], [], None),
        (
            "lifecycle_rules",
            [{**RULE, "status": 2, "expiration": {"date": DAY, "enabled": False}}],
            None,
            None,
        ),
        ("cors", {"rules": [CORS_RULE, CORS_RULE]}, None, None),
        ("cors", {"rules": [CORS_RULE]}, {"rules": []}, None),
        ("shares", [{"team_id": "all", "role": "ReadOnly"}, {"user_id": "u", "role": "Editor"}], [], None),
        ("additional_http_headers", {"X-Content-Type-Options": "nosniff"}, None, None),
        ("object_notifications", {"web_hook": "http://h.example", "enabled": False}, {"enabled": False}, NOTHING),
        ("acl_settings", {"allow_object_acl": True}, {"allow_object_acl": False}, {"allow_object_acl": False}),
    ],
)
def test_what_is_written_is_read_and_cleared(
    tigris: Emulator, s3: Any, key: str, value: Any, cleared: object, absent: object
) -> None:
    assert 200 == patch(tigris, "plain", {key: value}).status
    found = metadata(tigris, "plain")[key]
    assert value == (found if isinstance(found, list) else {name: found[name] for name in value})
    assert 200 == patch(tigris, "plain", {key: cleared}).status
    assert absent == metadata(tigris, "plain").get(key)


def test_a_lifecycle_rule_without_an_id_is_given_one(tigris: Emulator, s3: Any) -> None:
    patch(tigris, "plain", {"lifecycle_rules": [{"expiration": {"days": 1}}, {"expiration": {"days": 2}}]})
    first, second = metadata(tigris, "plain")["lifecycle_rules"]
    assert (1, {"prefix": ""}, {"days": 1, "enabled": True}) == (first["status"], first["filter"], first["expiration"])
    assert first["id"] != second["id"]
    assert 36 == len(first["id"])


@pytest.mark.parametrize(
    "body",
    [
        {"object_regions": "moon"},
        {"object_regions": ["iad"]},
        {"storage_class": "COLD"},
        {"storage_class": None},
        {"storage_class": ["STANDARD"]},
        {"cache_control": "a\nb"},
        {"cache_control": None},
        {"acl_settings": {}},
        {"acl_settings": {"allow_object_acl": "true"}},
        {"acl_list_objects": 1},
        {"type": 2},
        {"type": True},
        {"type": "1"},
        {"website": {"domain_name": "no_domain"}},
        {"website": {"domain_name": "-a.example.com"}},
        {"website": {"domain_name": "localhost"}},
        {"website": {"domain": "a.example.com"}},
        {"additional_http_headers": {"X-Content-Type-Options": "sniff"}},
        {"additional_http_headers": {"X-Frame-Options": "DENY"}},
        {"soft_delete": {}},
        {"soft_delete": {"enabled": True, "retention_days": 6}},
        {"soft_delete": {"enabled": True, "retention_days": 91}},
        {"soft_delete": {"enabled": True, "retention_days": "30"}},
        {"soft_delete": {"enabled": True, "retention_days": True}},
        {"soft_delete": {"enabled": False, "retention_days": 30}},
        {"soft_delete": True},
        {"protection": {"protected": 1}},
        {"object_notifications": {"enabled": True}},
        {"object_notifications": {"web_hook": "ftp://h.example"}},
        {"object_notifications": {"web_hook": "https://"}},
        {"object_notifications": {"web_hook": HOOK, "filter": "SELECT *"}},
        {"object_notifications": {"web_hook": HOOK, "filter": 'WHERE `Size` > "1"'}},
        {"object_notifications": {"web_hook": HOOK, "filter": 'WHERE `key` REGEXP "("'}},
        {"object_notifications": {"web_hook": HOOK, "filter": 'WHERE `key` = "a" OR `key` = "b"'}},
        {"object_notifications": {"web_hook": HOOK, "auth": {"token": ""}}},
        {"object_notifications": {"web_hook": HOOK, "auth": {"basic_user": "u"}}},
        {"object_notifications": {"web_hook": HOOK, "auth": {"token": "t", "basic_user": "u", "basic_pass": "p"}}},
        {"object_notifications": {"web_hook": HOOK, "auth": {"key": "k"}}},
        {"shadow_bucket": {"name": "legacy"}},
        {"shadow_bucket": {**SOURCE, "secret_key": ""}},
        {"shadow_bucket": {**SOURCE, "endpoint": "s3.example.org"}},
        {"shadow_bucket": {**SOURCE, "endpoint": "https://t3.storage.dev"}},
        {"shadow_bucket": {**SOURCE, "endpoint": "https://other.t3.storage.dev"}},
        {"shadow_bucket": {**SOURCE, "endpoint": "https://fly.storage.tigris.dev"}},
        {"shadow_bucket": {**SOURCE, "write_through": "true"}},
        {"lifecycle_rules": {}},
        {"lifecycle_rules": [{**RULE, "id": f"r{n}"} for n in range(11)]},
        {"lifecycle_rules": [RULE, RULE]},
        {"lifecycle_rules": [{**RULE, "id": "i" * 37}]},
        {"lifecycle_rules": [{**RULE, "status": 3}]},
        {"lifecycle_rules": [{**RULE, "filter": {"tag": "t"}}]},
        {"lifecycle_rules": [{"id": "r"}]},
        {"lifecycle_rules": [{**RULE, "transitions": [{"storage_class": "GLACIER", "days": n} for n in (1, 2)]}]},
        {"lifecycle_rules": [{**RULE, "transitions": [{"storage_class": "STANDARD", "days": 1}]}]},
        {"lifecycle_rules": [{**RULE, "transitions": [{"days": 1}]}]},
        {"lifecycle_rules": [{**RULE, "expiration": {"days": 0}}]},
        {"lifecycle_rules": [{**RULE, "expiration": {"days": 1, "date": "2030-01-01"}}]},
        {"lifecycle_rules": [{**RULE, "expiration": {"date": "2030-02-30"}}]},
        {"lifecycle_rules": [{**RULE, "expiration": {"enabled": True}}]},
        {"cors": []},
        {"cors": {"rules": [{"allowedMethods": ["GET"]}]}},
        {"cors": {"rules": [{**CORS_RULE, "allowedOrigin": ["*", "https://a.example"]}]}},
        {"cors": {"rules": [{**CORS_RULE, "allowedHeaders": ["x-a", "*"]}]}},
        {"cors": {"rules": [{**CORS_RULE, "allowedMethods": ["BREW"]}]}},
        {"cors": {"rules": [{**CORS_RULE, "allowedOrigin": "https://a.example"}]}},
        {"cors": {"rules": [{**CORS_RULE, "allowedOrigin": ["https://*.*.example"]}]}},
        {"cors": {"rules": [{**CORS_RULE, "maxAge": -1}]}},
        {"shares": [{"team_id": "all"}]},
        {"shares": [{"team_id": "all", "role": "Owner"}]},
        {"shares": [{"team_id": "all", "user_id": "u", "role": "Editor"}]},
        {"shares": [{"role": "Editor"}]},
        {"softdelete": {"enabled": True}},
    ],
    ids=json.dumps,
)
def test_wrong_settings_are_refused(tigris: Emulator, s3: Any, body: dict[str, object]) -> None:
    before = metadata(tigris, "plain")
    reply = patch(tigris, "plain", body)
    assert (400, "InvalidArgument") == (reply.status, json.loads(reply.body)["Code"])
    assert before == metadata(tigris, "plain")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b"[" * 100_000, b"\xff"])
def test_what_is_no_json_object_is_refused(tigris: Emulator, s3: Any, body: bytes) -> None:
    assert 400 == wire.send(tigris, "PATCH", "/plain", body, JSON).status


def test_unknown_buckets_have_no_settings(tigris: Emulator, s3: Any) -> None:
    with pytest.raises(extension.TigrisAPIError) as caught:
        extension.update_bucket(s3, "none-such", cache_control="x")
    assert (404, "NoSuchBucket") == (caught.value.status_code, caught.value.code)
    assert 404 == wire.send(tigris, "GET", "/none-such?metadata", headers=JSON).status


def test_a_public_listing_may_be_asked_for_on_a_private_bucket(tigris: Emulator, s3: Any) -> None:
    assert 200 == patch(tigris, "plain", {}, {"X-Amz-Acl-Public-List-Objects-Enabled": "true"}).status
    assert 400 == patch(tigris, "plain", {}, {"X-Amz-Acl-Public-List-Objects-Enabled": "yes"}).status
    assert {"X-Amz-Acl": "private", "x-amz-acl-public-list-objects-enabled": "true"} == metadata(tigris, "plain")["md"]


def test_snapshots_are_refused_if_rules_or_the_tier_exclude_them(tigris: Emulator, s3: Any) -> None:
    patch(tigris, "plain", {"lifecycle_rules": [RULE]})
    assert 400 == patch(tigris, "plain", {"type": 1}).status
    assert 200 == patch(tigris, "plain", {"type": 1, "lifecycle_rules": []}).status
    assert 400 == patch(tigris, "plain", {"lifecycle_rules": [RULE]}).status
    patch(tigris, "plain", {"type": 0, "storage_class": "GLACIER"})
    assert 400 == patch(tigris, "plain", {"type": 1}).status
    assert 200 == patch(tigris, "plain", {"type": 1, "storage_class": "GLACIER_IR"}).status


def test_snapshots_stay_if_there_are_forks(tigris: Emulator, s3: Any) -> None:
    extension.create_fork(s3, "lab", "atlas")
    refused = [patch(tigris, bucket, {"type": 0}) for bucket in ("atlas", "lab")]
    assert [400, 400] == [reply.status for reply in refused]
    # As the TypeScript SDK sends by itself.
    assert (
        "Bucket type cannot be changed from Snapshot to Regular while it has dependent forks"
        == (json.loads(refused[0].body)["Message"])
    )
    s3.delete_bucket(Bucket="lab")
    assert 200 == patch(tigris, "atlas", {"type": 0}).status


def test_domains_and_source_keys_can_be_restricted() -> None:
    with Emulator(custom_domains=["Good.example.com"], source_keys=["AK"]) as tigris:
        wire.send(tigris, "PUT", "/plain")
        assert 200 == patch(tigris, "plain", {"website": {"domain_name": "good.EXAMPLE.com"}}).status
        assert 200 == patch(tigris, "plain", {"shadow_bucket": SOURCE}).status
        reply = patch(tigris, "plain", {"website": {"domain_name": "bad.example.com"}})
        assert (400, "Failed to verify CNAME for bucket domain") == (reply.status, json.loads(reply.body)["Message"])
        reply = patch(tigris, "plain", {"shadow_bucket": {**SOURCE, "access_key": "other"}})
        refused = json.loads(reply.body)
        assert (403, "InvalidAccessKeyId") == (reply.status, refused["Code"])
        assert refused["Message"].startswith("Shadow bucket:")
        reply = patch(tigris, "plain", {"shadow_bucket": {**SOURCE, "endpoint": tigris.endpoint}})
        assert 400 == reply.status


def test_settings_outlive_the_emulator(tmp_path: Path) -> None:
    everything = {
        "object_notifications": {"web_hook": HOOK, "auth": {"token": "t"}},
        "shadow_bucket": SOURCE,
        "lifecycle_rules": [RULE],
        "cors": {"rules": [CORS_RULE]},
        "shares": [{"team_id": "all", "role": "ReadWrite"}],
        "soft_delete": {"enabled": True, "retention_days": 30},
    }
    with Emulator(data=tmp_path) as tigris:
        wire.send(tigris, "PUT", "/plain")
        assert 200 == patch(tigris, "plain", everything, {"X-Amz-Acl": "public-read"}).status
        before = metadata(tigris, "plain")
    with Emulator(data=tmp_path) as tigris:
        assert before == metadata(tigris, "plain")
        assert {"token": "t", "secret_key": "SK"} == tigris.secrets("plain")


def test_a_protected_bucket_is_not_deleted(tigris: Emulator, s3: Any) -> None:
    patch(tigris, "plain", {"protection": {"protected": True}})
    assert 403 == wire.send(tigris, "DELETE", "/plain", headers={"X-Tigris-Force-Delete": "true"}).status
    patch(tigris, "plain", {"protection": {"protected": False}})
    assert 204 == wire.send(tigris, "DELETE", "/plain").status
