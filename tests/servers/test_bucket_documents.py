"""The documents of a bucket, on third-party servers: CORS, lifecycle, ownership, acceleration, encryption."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from hashlib import md5
from typing import TYPE_CHECKING

import httpx
import pytest

from tigris_http import MalformedResponse, NotFound, ServiceError
from tigris_http.operations import CORSRule, Expiration, LifecycleRule, PutBucketCors, Transition

from .differences import servers_with

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP

    from .third_party import Server

pytestmark = [pytest.mark.anyio, servers_with("bucket documents")]

CORS = (
    CORSRule(("https://*.a.example", "https://b.example"), ("GET", "PUT"), ("*",), ("ETag",), 600, "first"),
    CORSRule(("https://c.example",), ("HEAD",), max_age_seconds=5),
)
EXPIRING = (
    LifecycleRule("short", True, "tmp/é & <x>", (), Expiration(1)),
    LifecycleRule("long", False, None, (), Expiration(365)),
)
MOVING = (LifecycleRule("logs", True, "logs/", (Transition("GLACIER", 30),), Expiration(date=date(2030, 1, 1))),)


def preflight(server: Server, bucket: str, origin: str, method: str) -> dict[str, str]:
    """Return the answer to a browser's preflight request from `origin`."""
    headers = {"origin": origin, "access-control-request-method": method}
    answer = httpx.options(f"{server.endpoint}/{bucket}/k", headers=headers, trust_env=False)
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


async def test_cors_rules_are_stored_applied_and_deleted(
    client: AsyncTigrisHTTP, server: Server, new_bucket: str
) -> None:
    with pytest.raises(NotFound) as never_set:
        await client.get_bucket_cors(new_bucket)
    assert "NoSuchCORSConfiguration" == never_set.value.code
    await client.put_bucket_cors(new_bucket, CORS)
    assert CORS == await client.get_bucket_cors(new_bucket)
    answer = preflight(server, new_bucket, "https://x.a.example", "PUT")
    assert ("https://x.a.example", "600") == (
        answer["access-control-allow-origin"],
        answer["access-control-max-age"],
    )
    # A browser goes on if the answer names its method.
    assert "HEAD" == preflight(server, new_bucket, "https://c.example", "HEAD")["access-control-allow-methods"]
    assert "access-control-allow-methods" not in preflight(server, new_bucket, "https://c.example", "PUT")
    await client.put_bucket_cors(new_bucket, [CORSRule(("*",), ("GET",))])
    (rule,) = await client.get_bucket_cors(new_bucket)
    assert CORSRule(("*",), ("GET",), max_age_seconds=server.differs.age_of_cors_rules_without) == rule
    await client.delete_bucket_cors(new_bucket)
    await client.delete_bucket_cors(new_bucket)
    with pytest.raises(NotFound):
        await client.get_bucket_cors(new_bucket)


async def test_a_document_may_have_its_md5(client: AsyncTigrisHTTP, new_bucket: str) -> None:
    """The client sends none by default and signs a given one. (Neither server compares it with the document.)"""
    body = PutBucketCors(new_bucket, CORS).request().body
    assert isinstance(body, bytes)
    digest = b64encode(md5(body).digest()).decode()
    await client.put_bucket_cors(new_bucket, CORS, extra_headers={"content-md5": digest})
    assert CORS == await client.get_bucket_cors(new_bucket)


async def test_lifecycle_rules_are_stored_and_deleted(client: AsyncTigrisHTTP, server: Server, new_bucket: str) -> None:
    with pytest.raises(NotFound) as never_set:
        await client.get_bucket_lifecycle_configuration(new_bucket)
    assert "NoSuchLifecycleConfiguration" == never_set.value.code
    await client.put_bucket_lifecycle_configuration(new_bucket, EXPIRING)
    assert EXPIRING == await client.get_bucket_lifecycle_configuration(new_bucket)
    if server.differs.moves_objects_to_other_tiers:
        await client.put_bucket_lifecycle_configuration(new_bucket, MOVING)
        assert MOVING == await client.get_bucket_lifecycle_configuration(new_bucket)
    else:
        with pytest.raises(ServiceError) as refused:
            await client.put_bucket_lifecycle_configuration(new_bucket, MOVING)
        assert "NotImplemented" == refused.value.code
    await client.delete_bucket_lifecycle(new_bucket)
    with pytest.raises(NotFound):
        await client.get_bucket_lifecycle_configuration(new_bucket)


async def test_the_small_documents_are_stored_and_deleted(
    client: AsyncTigrisHTTP, server: Server, new_bucket: str
) -> None:
    differs = server.differs
    assert "BucketOwnerEnforced" == await client.get_bucket_ownership_controls(new_bucket)
    await client.put_bucket_ownership_controls(new_bucket, "ObjectWriter")
    assert "ObjectWriter" == await client.get_bucket_ownership_controls(new_bucket)
    await client.delete_bucket_ownership_controls(new_bucket)
    if differs.falls_back_on_an_ownership:
        assert "BucketOwnerEnforced" == await client.get_bucket_ownership_controls(new_bucket)
    else:
        with pytest.raises(NotFound) as removed:
            await client.get_bucket_ownership_controls(new_bucket)
        assert "OwnershipControlsNotFoundError" == removed.value.code

    await client.put_bucket_encryption(new_bucket)
    assert "AES256" == (await client.get_bucket_encryption(new_bucket)).sse_algorithm
    await client.delete_bucket_encryption(new_bucket)
    if differs.encrypts_always:
        assert "AES256" == (await client.get_bucket_encryption(new_bucket)).sse_algorithm
    else:
        with pytest.raises(NotFound) as off:
            await client.get_bucket_encryption(new_bucket)
        assert "ServerSideEncryptionConfigurationNotFoundError" == off.value.code

    if differs.knows_acceleration:
        assert await client.get_bucket_accelerate_configuration(new_bucket) is None
        for status in ("Enabled", "Suspended"):
            await client.put_bucket_accelerate_configuration(new_bucket, status)
            assert status == await client.get_bucket_accelerate_configuration(new_bucket)
    else:
        assert "Suspended" == await client.get_bucket_accelerate_configuration(new_bucket)


async def test_documents_that_can_only_be_read(client: AsyncTigrisHTTP, server: Server, bucket: str) -> None:
    differs = server.differs
    assert () == (await client.get_bucket_notification_configuration(bucket)).targets
    # An answer without the document is an error, even under a status of success.
    if differs.says_where_a_bucket_is:
        assert await client.get_bucket_location(bucket) is None
    else:
        with pytest.raises(MalformedResponse, match="LocationConstraint"):
            await client.get_bucket_location(bucket)
    if differs.answers_unknown_queries_with_a_listing:
        with pytest.raises(MalformedResponse, match="RequestPaymentConfiguration"):
            await client.get_bucket_request_payment(bucket)
        with pytest.raises(MalformedResponse, match="PolicyStatus"):
            await client.get_bucket_policy_status(bucket)
    else:
        assert "BucketOwner" == await client.get_bucket_request_payment(bucket)
        with pytest.raises(NotFound) as no_policy:
            await client.get_bucket_policy_status(bucket)
        assert "NoSuchBucketPolicy" == no_policy.value.code


async def test_a_missing_bucket_is_not_found(client: AsyncTigrisHTTP, server: Server) -> None:
    for method in (
        client.get_bucket_cors,
        client.get_bucket_lifecycle_configuration,
        client.get_bucket_ownership_controls,
        client.get_bucket_tagging,
        client.get_bucket_acl,
        client.get_bucket_location,
    ):
        with pytest.raises(NotFound) as missing:
            await method("no-such-bucket")
        assert "NoSuchBucket" == missing.value.code
    with pytest.raises(NotFound) as missing:
        await client.get_bucket_encryption("no-such-bucket")
    # SeaweedFS looks for the encryption setting before the bucket.
    says = "NoSuchBucket" if server.differs.encrypts_always else "ServerSideEncryptionConfigurationNotFoundError"
    assert says == missing.value.code
