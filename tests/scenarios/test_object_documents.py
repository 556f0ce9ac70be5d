"""Tags, access and the archive tier."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from tigris_http import AccessDenied, Conflict, NotFound, ServiceError
from tigris_http.emulator import Emulator, Fault
from tigris_http.operations import Grant, RestoreInfo

from .harness import Harness

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP

TAGS = {"project": "a&b <c>", "empty": "", "é": "ü"}


async def test_tags_are_read_replaced_and_removed(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    old = await client.put_object("atlas", "a", b"1", tagging=TAGS)
    assert TAGS == (await client.get_object_tagging("atlas", "a")).tags
    new = await client.put_object("atlas", "a", b"2")
    await client.put_object_tagging("atlas", "a", {"k": "v"}, version_id=old.version_id)
    found = await client.get_object_tagging("atlas", "a", version_id=old.version_id)
    assert ({"k": "v"}, old.version_id) == (found.tags, found.version_id)
    assert ({}, new.version_id) == (
        (await client.get_object_tagging("atlas", "a")).tags,
        (await client.head_object("atlas", "a")).version_id,
    )
    await client.delete_object_tagging("atlas", "a", version_id=old.version_id)
    assert 0 == (await client.head_object("atlas", "a", version_id=old.version_id)).tag_count


async def test_a_copy_keeps_its_tags_or_gets_others(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a", b"1", tagging=TAGS)
    await client.copy_object("atlas", "kept", "atlas", "a")
    await client.copy_object("atlas", "others", "atlas", "a", tagging={"k": "v"})
    await client.copy_object("atlas", "none", "atlas", "a", tagging={})
    tags = [(await client.get_object_tagging("atlas", key)).tags for key in ("kept", "others", "none")]
    assert [TAGS, {"k": "v"}, {}] == tags


async def test_a_bucket_has_its_own_tags(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(NotFound) as never_set:
        await client.get_bucket_tagging("atlas")
    assert "NoSuchTagSet" == never_set.value.code
    await client.put_bucket_tagging("atlas", TAGS)
    assert TAGS == await client.get_bucket_tagging("atlas")
    await client.delete_bucket_tagging("atlas")
    with pytest.raises(NotFound):
        await client.get_bucket_tagging("atlas")


async def test_access_is_that_of_the_bucket_or_of_the_object(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", object_acl=True)
    await client.put_object("atlas", "a", b"1")
    assert not (await client.get_bucket_acl("atlas")).is_public
    await client.put_bucket_acl("atlas", "public-read")
    policy = await client.get_bucket_acl("atlas")
    assert (True, ["FULL_CONTROL", "READ"]) == (policy.is_public, [grant.permission for grant in policy.grants])
    assert isinstance(policy.grants[0], Grant)
    assert ("CanonicalUser", policy.owner_id) == (policy.grants[0].grantee_type, policy.grants[0].grantee_id)
    assert (await client.get_object_acl("atlas", "a")).is_public
    await client.put_object_acl("atlas", "a", "private")
    assert (False, "private") == (
        (await client.get_object_acl("atlas", "a")).is_public,
        (await client.head_object("atlas", "a")).acl,
    )
    await client.create_bucket("closed")
    await client.put_object("closed", "a", b"1")
    with pytest.raises(ServiceError) as refused:
        await client.put_object_acl("closed", "a", "public-read")
    assert 400 == refused.value.status


async def test_an_archived_object_is_restored(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "cold", b"1", storage_class="GLACIER")
    past = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "cold", b"2", storage_class="GLACIER")
    with pytest.raises(AccessDenied) as archived:
        await client.get_object("atlas", "cold")
    assert "InvalidObjectState" == archived.value.code
    assert RestoreInfo("archived") == await client.get_restore_info("atlas", "cold")
    assert not (await client.restore_object("atlas", "cold", days=2, snapshot_version=past)).already_restored
    info = await client.get_restore_info("atlas", "cold", snapshot_version=past)
    assert info is not None
    assert info.expires_at is not None
    assert ("restored", True) == (
        info.status,
        timedelta(days=2) <= info.expires_at - datetime.now(timezone.utc) <= timedelta(days=3),
    )
    async with client.get_object("atlas", "cold", snapshot_version=past) as body:
        assert b"1" == await body.read()
    assert RestoreInfo("archived") == await client.get_restore_info("atlas", "cold")
    assert (await client.restore_object("atlas", "cold", snapshot_version=past)).already_restored
    await client.put_object("atlas", "warm", b"")
    assert await client.get_restore_info("atlas", "warm") is None


async def test_a_restore_under_way_is_a_conflict_unless_it_is_the_callers_own(harness: Harness) -> None:
    with Emulator(restore_seconds=3600) as slow:
        client = harness.client(slow.endpoint, slow.credentials)
        await client.create_bucket("atlas")
        await client.put_object("atlas", "cold", b"1", storage_class="GLACIER")
        slow.inject(Fault("lose_answer", "RestoreObject"))
        assert not (await client.restore_object("atlas", "cold")).already_restored
        assert RestoreInfo("in-progress") == await client.get_restore_info("atlas", "cold")
        with pytest.raises(Conflict) as running:
            await client.restore_object("atlas", "cold")
        assert "RestoreAlreadyInProgress" == running.value.code
