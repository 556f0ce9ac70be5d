"""A bucket's settings, changed, read and cleared; its deletion and restoration."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tigris_http import NotFound, PreconditionFailed, ServiceError
from tigris_http.emulator import Fault
from tigris_http.operations import (
    CLEAR,
    EVENT_TYPE,
    KEY,
    BucketNotifications,
    BucketShare,
    CORSRule,
    Expiration,
    LifecycleRule,
    MigrationSource,
    SoftDelete,
)

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

HOOK = BucketNotifications(
    "https://hooks.example.com/t", str(EVENT_TYPE.equals("OBJECT_DELETED") & KEY.matches(r"^img/.*\.png$")), token="t0"
)
SOURCE = MigrationSource("legacy", "https://s3.example.org", "AK", "SK", "us-east-1", True)
CORS = CORSRule(("https://a.example",), ("GET",), ("*",), ("ETag",), 600)
RULE = LifecycleRule("r", True, "logs/", (), Expiration(30))
SHARES = (BucketShare("ReadOnly", "all"), BucketShare("Editor", None, "u1"))


async def test_all_settings_are_read_back_as_they_were_written(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    await client.update_bucket(
        "atlas",
        acl="public-read",
        public_list_objects=True,
        object_acl=True,
        storage_class="STANDARD_IA",
        regions=("iad", "sjc"),
        cache_control="max-age=60",
        custom_domain="files.example.com",
        nosniff=True,
        soft_delete=30,
        delete_protection=True,
        notifications=HOOK,
        migration_source=SOURCE,
        lifecycle_rules=[RULE],
        cors=[CORS],
        shares=SHARES,
    )
    found = await client.get_bucket_metadata("atlas")
    assert ("STANDARD_IA", ("iad", "sjc"), "max-age=60", "files.example.com") == (
        found.storage_class,
        found.regions,
        found.cache_control,
        found.domain_name,
    )
    assert (True, "nosniff", True, SoftDelete(True, 30)) == (
        found.allow_object_acl,
        found.content_type_options,
        found.protected,
        found.soft_delete,
    )
    assert (replace(HOOK, token="****"), replace(SOURCE, secret_key="****")) == (
        found.notifications,
        found.migration_source,
    )
    assert ((CORS,), SHARES) == (found.cors, found.shares)
    (rule,) = found.lifecycle_rules
    assert replace(RULE, expiration=Expiration(30, enabled=True)) == rule
    assert (CORS,) == await client.get_bucket_cors("atlas")
    assert (await client.get_bucket_acl("atlas")).is_public
    assert {"t0", "SK"} <= set(map(str, tigris.secrets("atlas").values()))


async def test_each_setting_is_cleared_and_the_others_stay(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.update_bucket("atlas", cache_control="max-age=60", notifications=HOOK, cors=[CORS], nosniff=True)
    await client.update_bucket("atlas", cache_control="", cors=())
    found = await client.get_bucket_metadata("atlas")
    assert (None, (), "nosniff") == (found.cache_control, found.cors, found.content_type_options)
    assert found.notifications is not None
    await client.update_bucket("atlas", notifications=CLEAR, nosniff=False, regions="")
    found = await client.get_bucket_metadata("atlas")
    assert (None, None, ()) == (found.notifications, found.content_type_options, found.regions)


async def test_notifications_are_set_paused_and_removed(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    basic = BucketNotifications("https://hooks.example.com/t", basic_user="hook", basic_pass="p4ss")
    await client.set_bucket_notifications("atlas", basic)
    found = (await client.get_bucket_metadata("atlas")).notifications
    assert replace(basic, basic_pass="****") == found
    assert found is not None
    with pytest.raises(ValueError, match="basic_pass is the mask"):
        await client.set_bucket_notifications("atlas", replace(found, enabled=False))
    await client.set_bucket_notifications("atlas", replace(basic, enabled=False))
    paused = (await client.get_bucket_metadata("atlas")).notifications
    assert paused is not None
    assert not paused.enabled
    assert "p4ss" in tigris.secrets("atlas").values()
    await client.set_bucket_notifications("atlas", None)
    assert (await client.get_bucket_metadata("atlas")).notifications is None


async def test_a_migration_source_is_set_and_removed(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.set_bucket_migration("atlas", SOURCE)
    assert replace(SOURCE, secret_key="****") == (await client.get_bucket_metadata("atlas")).migration_source
    await client.set_bucket_migration("atlas", None)
    assert (await client.get_bucket_metadata("atlas")).migration_source is None


async def test_a_bucket_becomes_a_snapshot_bucket_if_allowed(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.update_bucket("atlas", lifecycle_rules=[RULE])
    with pytest.raises(ServiceError) as refused:
        await client.update_bucket("atlas", snapshot_enabled=True)
    assert (400, "InvalidArgument") == (refused.value.status, refused.value.code)
    await client.delete_bucket_lifecycle("atlas")
    await client.update_bucket("atlas", snapshot_enabled=True)
    assert (await client.get_bucket_metadata("atlas")).snapshot_enabled
    assert await client.has_snapshot_enabled("atlas")


async def test_metadata_show_sizes_and_lineage(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    for content in (b"1", b"22"):
        await client.put_object("atlas", "a", content)
    snapshot = await client.create_snapshot("atlas", "base")
    await client.create_fork("lab", "atlas", snapshot.version)
    found = await client.get_bucket_metadata("atlas", with_size=True)
    assert (1, 2, 2) == (found.estimated_unique_rows, found.estimated_rows, found.estimated_size)
    assert {"STANDARD": 2} == found.tier_sizes
    assert found.fork_info is not None
    assert found.fork_info.has_children
    fork = (await client.get_bucket_metadata("lab")).fork_info
    assert fork is not None
    (parent,) = fork.parents
    assert ("atlas", snapshot.version, "base") == (parent.bucket, parent.snapshot_version, parent.snapshot_name)
    with pytest.raises(NotFound):
        await client.get_bucket_metadata("missing")


async def test_a_listing_adds_the_requested_fields(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True, regions="iad", acl="public-read", soft_delete=9)
    await client.create_fork("lab", "atlas")
    plain = [bucket async for bucket in client.list_buckets()]
    assert [("atlas", None, None), ("lab", None, None)] == [(each.name, each.type, each.is_public) for each in plain]
    metadata = [
        bucket
        async for bucket in client.list_buckets(
            include_regions=True, include_type=True, include_visibility=True, include_owner=True, include_fork_info=True
        )
    ]
    assert [("atlas", "Snapshot", True, ("iad",)), ("lab", "Snapshot", False, None)] == [
        (each.name, each.type, each.is_public, each.regions) for each in metadata
    ]
    assert SoftDelete(True, 9) == metadata[0].soft_delete
    assert all(each.owner_email for each in metadata)
    assert metadata[1].fork_info is not None
    assert ["atlas"] == [parent.bucket for parent in metadata[1].fork_info.parents]
    assert ["lab"] == [bucket.name async for bucket in client.list_buckets(only_forked=True)]
    assert [] == [bucket.name async for bucket in client.list_buckets(owned_by="no-one@example.com")]


async def test_statistics_cover_all_buckets(client: AsyncTigrisHTTP) -> None:
    for number in range(53):
        await client.create_bucket(f"bucket-{number:02}")
    for number in (0, 52):
        await client.put_object(f"bucket-{number:02}", "a", b"four")
    found = await client.get_stats()
    assert (53, 2, 2, 8) == (
        found.active_buckets,
        found.total_objects,
        found.total_unique_objects,
        found.total_storage_bytes,
    )


async def test_a_deleted_bucket_is_restored_or_purged(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    for name in ("back", "gone"):
        await client.create_bucket(name, soft_delete=True)
        await client.put_object(name, "a", b"1")
        await client.delete_bucket(name, force=True)
    deleted = [bucket async for bucket in client.list_deleted_buckets(max_buckets=1)]
    assert [("back", SoftDelete(True, 7)), ("gone", SoftDelete(True, 7))] == [
        (each.name, each.soft_delete) for each in deleted
    ]
    assert all(each.modified_at is not None for each in deleted)
    tigris.inject(Fault("lose_answer", "RestoreBucket"), Fault("lose_answer", "PurgeBucket"))
    await client.restore_bucket("back")
    async with client.get_object("back", "a") as body:
        assert b"1" == await body.read()
    await client.purge_bucket("gone")
    assert [] == [bucket async for bucket in client.list_deleted_buckets()]
    with pytest.raises(ServiceError) as live:
        await client.restore_bucket("back")
    assert (400, "InvalidArgument") == (live.value.status, live.value.code)
    tigris.clear_requests()
    with pytest.raises(PreconditionFailed, match="live, not soft-deleted"):
        await client.purge_bucket("back")
    assert "PurgeBucket" not in {record.operation for record in tigris.requests}
    assert ["back"] == [bucket.name async for bucket in client.list_buckets()]
    with pytest.raises(NotFound):
        await client.restore_bucket("gone")


async def test_soft_delete_is_enabled_and_disabled(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.set_bucket_soft_delete("atlas", True, retention_days=30)
    assert SoftDelete(True, 30) == (await client.get_bucket_metadata("atlas")).soft_delete
    await client.put_object("atlas", "a", b"1")
    await client.delete_object("atlas", "a")
    await client.set_bucket_soft_delete("atlas", False)
    assert not ((await client.get_bucket_metadata("atlas")).soft_delete or SoftDelete()).enabled
    await client.restore_deleted_object("atlas", "a")
    await client.delete_object("atlas", "a")
    assert [] == [each async for each in client.list_deleted_objects("atlas")]
