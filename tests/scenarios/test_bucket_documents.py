"""The documents of a bucket that S3 knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tigris_http import NotFound, ServiceError
from tigris_http.operations import BucketEncryption, CORSRule, Expiration, LifecycleRule, Transition

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP

CORS = (
    CORSRule(("https://a.example",), ("GET", "PUT"), ("*",), ("ETag",), 600, "first"),
    CORSRule(("*",), ("HEAD",)),
)
RULES = (
    LifecycleRule("logs", True, "logs/", (Transition("GLACIER", 30),), Expiration(365)),
    LifecycleRule("all", False, None, (), Expiration(date=date(2030, 1, 1))),
)


async def test_cors_rules_are_stored_in_order_and_removed(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(NotFound) as never_set:
        await client.get_bucket_cors("atlas")
    assert "NoSuchCORSConfiguration" == never_set.value.code
    await client.put_bucket_cors("atlas", CORS)
    assert CORS == await client.get_bucket_cors("atlas")
    await client.put_bucket_cors("atlas", iter(CORS[1:]))
    assert CORS[1:] == await client.get_bucket_cors("atlas")
    await client.delete_bucket_cors("atlas")
    await client.delete_bucket_cors("atlas")
    with pytest.raises(NotFound):
        await client.get_bucket_cors("atlas")


async def test_lifecycle_rules_are_stored_and_get_an_id(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(NotFound) as never_set:
        await client.get_bucket_lifecycle_configuration("atlas")
    assert "NoSuchLifecycleConfiguration" == never_set.value.code
    await client.put_bucket_lifecycle_configuration("atlas", RULES)
    found = await client.get_bucket_lifecycle_configuration("atlas")
    assert RULES == tuple(replace(rule, prefix=rule.prefix or None) for rule in found)
    await client.put_bucket_lifecycle_configuration("atlas", [LifecycleRule(expiration=Expiration(1))])
    (rule,) = await client.get_bucket_lifecycle_configuration("atlas")
    assert rule.id
    await client.delete_bucket_lifecycle("atlas")
    with pytest.raises(NotFound):
        await client.get_bucket_lifecycle_configuration("atlas")


async def test_a_snapshot_bucket_has_no_lifecycle(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    with pytest.raises(ServiceError) as refused:
        await client.put_bucket_lifecycle_configuration("atlas", RULES)
    assert 400 == refused.value.status


async def test_the_small_documents_are_stored_and_removed(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(NotFound) as not_set:
        await client.get_bucket_ownership_controls("atlas")
    assert "OwnershipControlsNotFoundError" == not_set.value.code
    await client.put_bucket_ownership_controls("atlas", "BucketOwnerPreferred")
    assert "BucketOwnerPreferred" == await client.get_bucket_ownership_controls("atlas")
    await client.delete_bucket_ownership_controls("atlas")
    with pytest.raises(NotFound):
        await client.get_bucket_ownership_controls("atlas")

    assert await client.get_bucket_accelerate_configuration("atlas") is None
    await client.put_bucket_accelerate_configuration("atlas", "Enabled")
    assert "Enabled" == await client.get_bucket_accelerate_configuration("atlas")

    await client.put_bucket_encryption("atlas")
    await client.delete_bucket_encryption("atlas")
    assert BucketEncryption("AES256", None, False) == await client.get_bucket_encryption("atlas")


async def test_documents_that_can_only_be_read(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    assert not await client.get_bucket_policy_status("atlas")
    await client.put_bucket_acl("atlas", "public-read")
    assert await client.get_bucket_policy_status("atlas")
    assert await client.get_bucket_location("atlas") in {None, "auto"}
    assert "BucketOwner" == await client.get_bucket_request_payment("atlas")
    assert () == (await client.get_bucket_notification_configuration("atlas")).targets
    with pytest.raises(NotFound):
        await client.get_bucket_policy_status("missing")
