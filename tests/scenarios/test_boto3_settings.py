"""A bucket's settings beside tigris-boto3-ext: each client reads the other's, and sends the same request for them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import tigris_boto3_ext as ext
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http import ServiceError
from tigris_http.operations import (
    EVENT_TYPE,
    KEY,
    BucketNotifications,
    MigrationSource,
    SetBucketMigration,
    SetBucketNotifications,
    SoftDelete,
    UpdateBucket,
)

from .extension_results import extension_metadata, sent, status_and_code, without_raw

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator
    from tigris_http.operations._base import Operation

HOOK = "https://hooks.example.com/t"
FILTER = EVENT_TYPE.equals("OBJECT_DELETED") & KEY.matches(r"^img/.*\.png$")
SOURCE = MigrationSource("legacy", "https://s3.example.org", "AK", "SK", "us-east-1", True)


def digest_of_theirs(tigris: Emulator) -> str | None:
    """The hash of the body that the extension sent last."""
    return tigris.requests[-1].header("x-amz-content-sha256")


def digest_in_their_spacing(operation: Operation[object]) -> str:
    """The hash of an operation's JSON, spaced as the extension's."""
    body = operation.request().body
    assert isinstance(body, bytes)
    return hashlib.sha256(json.dumps(json.loads(body)).encode()).hexdigest()


SETTINGS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"acl": "public-read", "public_list_objects": True}, {"access": "public", "public_list_objects": True}),
    ({"acl": "private", "public_list_objects": False}, {"access": "private", "public_list_objects": False}),
    ({"object_acl": True}, {"allow_object_acl": True}),
    ({"object_acl": False}, {"allow_object_acl": False}),
    ({"storage_class": "STANDARD_IA"}, {"default_storage_class": "STANDARD_IA"}),
    ({"regions": "fra"}, {"regions": "fra"}),
    ({"regions": ("iad", "sjc")}, {"regions": ["iad", "sjc"]}),
    ({"regions": ()}, {"regions": []}),
    ({"cache_control": "max-age=60"}, {"cache_control": "max-age=60"}),
    ({"cache_control": ""}, {"cache_control": ""}),
    ({"custom_domain": "files.example.com"}, {"custom_domain": "files.example.com"}),
    ({"custom_domain": ""}, {"custom_domain": ""}),
    ({"nosniff": True}, {"nosniff": True}),
    ({"nosniff": False}, {"nosniff": False}),
    ({"snapshot_enabled": True}, {"snapshot_enabled": True}),
    ({"snapshot_enabled": False}, {"snapshot_enabled": False}),
]


async def test_both_send_the_same_for_a_setting_and_read_it_alike(
    client: AsyncTigrisHTTP, s3: Any, tigris: Emulator
) -> None:
    await client.create_bucket("atlas")
    for ours, theirs in SETTINGS:
        tigris.clear_requests()
        await client.update_bucket("atlas", **ours)
        our_request = sent(tigris)
        seen = ext.get_bucket_metadata(s3, "atlas")
        assert without_raw(seen) == extension_metadata(await client.get_bucket_metadata("atlas"))
        tigris.clear_requests()
        answer = ext.update_bucket(s3, "atlas", **theirs)
        assert digest_of_theirs(tigris) == digest_in_their_spacing(UpdateBucket("atlas", **ours))
        assert our_request == sent(tigris)
        assert {"Bucket": "atlas", "Update": "success"} == answer["raw"]
        assert seen == ext.get_bucket_metadata(s3, "atlas")


async def test_each_reads_and_removes_the_retention_that_the_other_set(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas")
    for days, expected in ((None, 7), (7, 7), (90, 90)):
        await client.set_bucket_soft_delete("atlas", True, retention_days=days)
        there = {"enabled": True, "retention_days": expected}
        assert there == ext.get_bucket_metadata(s3, "atlas")["soft_delete"]
        ext.set_bucket_soft_delete(s3, "atlas", enabled=False)
        assert not ((await client.get_bucket_metadata("atlas")).soft_delete or SoftDelete()).enabled
        ext.set_bucket_soft_delete(s3, "atlas", enabled=True, retention_days=days)
        assert SoftDelete(True, expected) == (await client.get_bucket_metadata("atlas")).soft_delete
        await client.set_bucket_soft_delete("atlas", False)
        assert not ext.get_bucket_metadata(s3, "atlas")["soft_delete"]["enabled"]


HOOKS: list[tuple[BucketNotifications, dict[str, Any]]] = [
    (BucketNotifications(HOOK), {}),
    (BucketNotifications(HOOK, enabled=False), {"enabled": False}),
    (BucketNotifications(HOOK, FILTER, token="t0"), {"event_filter": str(FILTER), "token": "t0"}),
    (
        BucketNotifications(HOOK, enabled=False, basic_user="hook", basic_pass="p4"),
        {"enabled": False, "username": "hook", "password": "p4"},
    ),
]


@pytest.mark.parametrize(("ours", "theirs"), HOOKS, ids=["open", "paused", "token", "basic"])
async def test_each_reads_the_notifications_that_the_other_set(
    client: AsyncTigrisHTTP, s3: Any, tigris: Emulator, ours: BucketNotifications, theirs: dict[str, Any]
) -> None:
    await client.create_bucket("atlas")
    tigris.clear_requests()
    await client.set_bucket_notifications("atlas", ours)
    our_request, secrets = sent(tigris), tigris.secrets("atlas")
    seen = ext.get_bucket_metadata(s3, "atlas")
    assert without_raw(seen) == extension_metadata(await client.get_bucket_metadata("atlas"))
    await client.set_bucket_notifications("atlas", None)
    nothing = {"enabled": False, "url": None, "filter": None, "auth": None}
    assert nothing == ext.get_bucket_metadata(s3, "atlas")["notifications"]
    tigris.clear_requests()
    ext.set_bucket_notifications(s3, "atlas", HOOK, **theirs)
    assert digest_of_theirs(tigris) == digest_in_their_spacing(SetBucketNotifications("atlas", ours))
    assert (our_request, secrets) == (sent(tigris), tigris.secrets("atlas"))
    found = (await client.get_bucket_metadata("atlas")).notifications
    filter_text = None if ours.filter is None else str(ours.filter)
    masked = replace(ours, filter=filter_text, token=ours.token and "****", basic_pass=ours.basic_pass and "****")
    assert masked == found
    ext.set_bucket_notifications(s3, "atlas", None)
    assert (await client.get_bucket_metadata("atlas")).notifications is None


async def test_each_reads_and_removes_the_migration_source_that_the_other_set(
    client: AsyncTigrisHTTP, s3: Any, tigris: Emulator
) -> None:
    await client.create_bucket("atlas")
    tigris.clear_requests()
    await client.set_bucket_migration("atlas", SOURCE)
    our_request, secrets = sent(tigris), tigris.secrets("atlas")
    seen = ext.get_bucket_metadata(s3, "atlas")["raw"]["shadow_bucket"]
    ext.set_bucket_migration(s3, "atlas", None)
    assert (await client.get_bucket_metadata("atlas")).migration_source is None
    tigris.clear_requests()
    ext.set_bucket_migration(
        s3,
        "atlas",
        "legacy",
        endpoint="https://s3.example.org",
        region="us-east-1",
        access_key="AK",
        secret_key="SK",
        write_through=True,
    )
    assert digest_of_theirs(tigris) == digest_in_their_spacing(SetBucketMigration("atlas", SOURCE))
    assert (our_request, secrets) == (sent(tigris), tigris.secrets("atlas"))
    found = (await client.get_bucket_metadata("atlas")).migration_source
    assert replace(SOURCE, secret_key="****") == found
    assert found is not None
    assert {name: getattr(found, name) for name in seen} == seen
    await client.set_bucket_migration("atlas", None)
    assert "shadow_bucket" not in ext.get_bucket_metadata(s3, "atlas")["raw"]


async def test_both_read_the_same_sizes_and_lineage(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    for content in (b"1", b"22"):
        await client.put_object("atlas", "k", content)
    version = (await client.create_snapshot("atlas", "base")).version
    ext.create_fork(s3, "lab", "atlas", snapshot_version=version)
    await client.create_fork("lab-of-lab", "lab")
    for bucket in ("atlas", "lab", "lab-of-lab"):
        found = await client.get_bucket_metadata(bucket, with_size=True)
        seen = ext.get_bucket_metadata(s3, bucket, with_size=True)
        assert without_raw(seen) == extension_metadata(found, with_size=True)
        assert seen["raw"]["tier_sizes"] == found.tier_sizes


async def test_both_get_the_same_status_and_code_for_refused_settings(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.create_fork("lab", "atlas")
    source: dict[str, Any] = {
        "endpoint": "https://s3.example.org",
        "region": "r",
        "access_key": "AK",
        "secret_key": "SK",
    }
    both: dict[str, tuple[Callable[[], Awaitable[object]], Callable[[], object]]] = {
        "region": (
            lambda: client.update_bucket("atlas", regions="xyz"),
            lambda: ext.update_bucket(s3, "atlas", regions="xyz"),
        ),
        "metadata": (lambda: client.get_bucket_metadata("gone"), lambda: ext.get_bucket_metadata(s3, "gone")),
        "update": (
            lambda: client.update_bucket("gone", nosniff=True),
            lambda: ext.update_bucket(s3, "gone", nosniff=True),
        ),
        "hook": (
            lambda: client.set_bucket_notifications("gone", BucketNotifications(HOOK)),
            lambda: ext.set_bucket_notifications(s3, "gone", HOOK),
        ),
        "filter": (
            lambda: client.set_bucket_notifications("atlas", BucketNotifications(HOOK, "WHERE `Moon` = 1")),
            lambda: ext.set_bucket_notifications(s3, "atlas", HOOK, event_filter="WHERE `Moon` = 1"),
        ),
        "source": (
            lambda: client.set_bucket_migration("gone", SOURCE),
            lambda: ext.set_bucket_migration(s3, "gone", "legacy", **source),
        ),
        "to regular": (
            lambda: client.update_bucket("lab", snapshot_enabled=False),
            lambda: ext.update_bucket(s3, "lab", snapshot_enabled=False),
        ),
        "retention": (
            lambda: client.set_bucket_soft_delete("gone", True),
            lambda: ext.set_bucket_soft_delete(s3, "gone", enabled=True),
        ),
        "live": (lambda: client.restore_bucket("atlas"), lambda: ext.restore_bucket(s3, "atlas")),
        "unknown": (lambda: client.restore_bucket("gone"), lambda: ext.restore_bucket(s3, "gone")),
        "forks": (
            lambda: client.delete_bucket("atlas", force=True),
            lambda: ext.force_delete_bucket(s3, "atlas"),
        ),
    }
    for action, (ours, theirs) in both.items():
        with pytest.raises((ClientError, ext.TigrisAPIError)) as refused:
            theirs()
        with pytest.raises(ServiceError) as caught:
            await ours()
        assert (action, *status_and_code(refused.value)) == (action, caught.value.status, caught.value.code)
