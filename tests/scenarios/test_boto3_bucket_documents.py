"""The documents of a bucket beside boto3: each client reads those that the other wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any, Literal

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http import NotFound
from tigris_http.operations import CORSRule, Expiration, LifecycleRule, Transition

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP

OURS_OF_CORS = (
    CORSRule(
        ("https://*.a.example", "https://b.example"), ("GET", "PUT"), ("x-amz-*",), ("ETag", "x-y"), 0, "<first> & é"
    ),
    CORSRule(("*",), ("HEAD",), ("*",)),
)
THEIRS_OF_CORS = [
    {
        "ID": "<first> & é",
        "AllowedOrigins": ["https://*.a.example", "https://b.example"],
        "AllowedMethods": ["GET", "PUT"],
        "AllowedHeaders": ["x-amz-*"],
        "ExposeHeaders": ["ETag", "x-y"],
        "MaxAgeSeconds": 0,
    },
    {"AllowedOrigins": ["*"], "AllowedMethods": ["HEAD"], "AllowedHeaders": ["*"]},
]
OURS_OF_LIFECYCLES = (
    LifecycleRule("down", True, "logs/é & <x>\r\n", (Transition("GLACIER", 30),), Expiration(365)),
    LifecycleRule("later", False, "", (Transition("STANDARD_IA", date=date(2030, 1, 31)),)),
    LifecycleRule("gone", True, "tmp/", (), Expiration(date=date(2031, 12, 1))),
)
THEIRS_OF_LIFECYCLES = [
    {
        "ID": "down",
        "Status": "Enabled",
        "Filter": {"Prefix": "logs/é & <x>\r\n"},
        "Transitions": [{"Days": 30, "StorageClass": "GLACIER"}],
        "Expiration": {"Days": 365},
    },
    {
        "ID": "later",
        "Status": "Disabled",
        "Filter": {"Prefix": ""},
        "Transitions": [{"Date": datetime(2030, 1, 31, tzinfo=timezone.utc), "StorageClass": "STANDARD_IA"}],
    },
    {
        "ID": "gone",
        "Status": "Enabled",
        "Filter": {"Prefix": "tmp/"},
        "Expiration": {"Date": datetime(2031, 12, 1, tzinfo=timezone.utc)},
    },
]


async def test_each_reads_the_cors_rules_that_the_other_wrote(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas")
    await client.put_bucket_cors("atlas", OURS_OF_CORS)
    assert THEIRS_OF_CORS == s3.get_bucket_cors(Bucket="atlas")["CORSRules"]
    s3.put_bucket_cors(Bucket="atlas", CORSConfiguration={"CORSRules": THEIRS_OF_CORS[::-1]})
    assert OURS_OF_CORS[::-1] == await client.get_bucket_cors("atlas")
    await client.delete_bucket_cors("atlas")
    with pytest.raises(ClientError, match="NoSuchCORSConfiguration"):
        s3.get_bucket_cors(Bucket="atlas")


async def test_each_reads_the_lifecycle_rules_that_the_other_wrote(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas")
    await client.put_bucket_lifecycle_configuration("atlas", OURS_OF_LIFECYCLES)
    assert THEIRS_OF_LIFECYCLES == s3.get_bucket_lifecycle_configuration(Bucket="atlas")["Rules"]
    reversed_rules = {"Rules": THEIRS_OF_LIFECYCLES[::-1]}
    s3.put_bucket_lifecycle_configuration(Bucket="atlas", LifecycleConfiguration=reversed_rules)
    assert OURS_OF_LIFECYCLES[::-1] == await client.get_bucket_lifecycle_configuration("atlas")
    s3.delete_bucket_lifecycle(Bucket="atlas")
    with pytest.raises(NotFound, match="NoSuchLifecycleConfiguration"):
        await client.get_bucket_lifecycle_configuration("atlas")


async def test_the_rules_of_documents_are_those_of_the_settings(client: AsyncTigrisHTTP, s3: Any) -> None:
    """Tigris' JSON shows the rules of S3's documents, and the other way round, except for the names of CORS rules."""
    await client.create_bucket("atlas")
    s3.put_bucket_cors(Bucket="atlas", CORSConfiguration={"CORSRules": THEIRS_OF_CORS})
    s3.put_bucket_lifecycle_configuration(Bucket="atlas", LifecycleConfiguration={"Rules": THEIRS_OF_LIFECYCLES})
    seen = await client.get_bucket_metadata("atlas")
    assert tuple(replace(rule, id=None) for rule in OURS_OF_CORS) == seen.cors
    assert OURS_OF_LIFECYCLES == tuple(
        rule if rule.expiration is None else replace(rule, expiration=replace(rule.expiration, enabled=None))
        for rule in seen.lifecycle_rules
    )
    await client.update_bucket("atlas", cors=OURS_OF_CORS[1:], lifecycle_rules=OURS_OF_LIFECYCLES[1:])
    assert THEIRS_OF_CORS[1:] == s3.get_bucket_cors(Bucket="atlas")["CORSRules"]
    assert THEIRS_OF_LIFECYCLES[1:] == s3.get_bucket_lifecycle_configuration(Bucket="atlas")["Rules"]


async def test_settings_take_methods_that_documents_do_not(client: AsyncTigrisHTTP, s3: Any) -> None:
    """The TypeScript SDK sends these methods; both ways read them back unchanged."""
    rule = CORSRule(("https://a.example",), ("PATCH", "OPTIONS"))
    await client.create_bucket("atlas")
    await client.update_bucket("atlas", cors=[rule])
    assert (rule,) == await client.get_bucket_cors("atlas") == (await client.get_bucket_metadata("atlas")).cors
    (seen,) = s3.get_bucket_cors(Bucket="atlas")["CORSRules"]
    assert ["PATCH", "OPTIONS"] == seen["AllowedMethods"]
    with pytest.raises(ClientError, match="InvalidArgument"):
        s3.put_bucket_cors(Bucket="atlas", CORSConfiguration={"CORSRules": [seen]})
    with pytest.raises(ValueError, match="allowed_methods"):
        await client.put_bucket_cors("atlas", [rule])


async def test_each_reads_the_small_documents_that_the_other_wrote(client: AsyncTigrisHTTP, s3: Any) -> None:
    at = {"Bucket": "atlas"}
    await client.create_bucket("atlas")
    for word in ("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"):
        await client.put_bucket_ownership_controls("atlas", word)
        rules = {"Rules": [{"ObjectOwnership": word}]}
        assert rules == s3.get_bucket_ownership_controls(**at)["OwnershipControls"]
        s3.delete_bucket_ownership_controls(**at)
        s3.put_bucket_ownership_controls(**at, OwnershipControls=rules)
        assert word == await client.get_bucket_ownership_controls("atlas")
    await client.delete_bucket_ownership_controls("atlas")
    with pytest.raises(ClientError, match="OwnershipControlsNotFoundError"):
        s3.get_bucket_ownership_controls(**at)
    states: tuple[Literal["Enabled", "Suspended"], ...] = ("Enabled", "Suspended")
    for ours, theirs in zip(states, reversed(states), strict=True):
        await client.put_bucket_accelerate_configuration("atlas", ours)
        assert ours == s3.get_bucket_accelerate_configuration(**at)["Status"]
        s3.put_bucket_accelerate_configuration(**at, AccelerateConfiguration={"Status": theirs})
        assert theirs == await client.get_bucket_accelerate_configuration("atlas")


async def test_both_read_the_same_facts(client: AsyncTigrisHTTP, s3: Any) -> None:
    at = {"Bucket": "atlas"}
    await client.create_bucket("atlas")
    for acl in ("private", "public-read"):
        await client.put_bucket_acl("atlas", acl)
        public = s3.get_bucket_policy_status(**at)["PolicyStatus"]["IsPublic"]
        assert public == await client.get_bucket_policy_status("atlas") == (acl == "public-read")
    assert s3.get_bucket_location(**at)["LocationConstraint"] == await client.get_bucket_location("atlas")
    assert s3.get_bucket_request_payment(**at)["Payer"] == await client.get_bucket_request_payment("atlas")
    (rule,) = s3.get_bucket_encryption(**at)["ServerSideEncryptionConfiguration"]["Rules"]
    ours = await client.get_bucket_encryption("atlas")
    assert {"SSEAlgorithm": ours.sse_algorithm} == rule["ApplyServerSideEncryptionByDefault"]
    assert rule["BucketKeyEnabled"] == ours.bucket_key_enabled
    boto3_answer = s3.get_bucket_notification_configuration(**at)
    assert {"ResponseMetadata"} == set(boto3_answer)
    assert () == (await client.get_bucket_notification_configuration("atlas")).targets
