"""The documents of a bucket, with boto3: ACL, CORS, lifecycle, tags, ownership and the rest."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http.emulator import Emulator

from . import wire
from .test_settings import metadata, patch

EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers"


def refused(code: str, call: Any, **given: Any) -> None:
    with pytest.raises(ClientError) as caught:
        call(Bucket="plain", **given)
    assert code == caught.value.response["Error"]["Code"]


def grants(s3: Any) -> set[tuple[str, str, str]]:
    found = s3.get_bucket_acl(Bucket="plain")
    assert "tid_emulator" == found["Owner"]["ID"]
    return {
        (grant["Grantee"]["Type"], grant["Grantee"].get("ID") or grant["Grantee"]["URI"], grant["Permission"])
        for grant in found["Grants"]
    }


def test_an_acl_is_private_or_public(tigris: Emulator, s3: Any) -> None:
    mine = ("CanonicalUser", "tid_emulator", "FULL_CONTROL")
    assert {mine} == grants(s3)
    assert not s3.get_bucket_policy_status(Bucket="plain")["PolicyStatus"]["IsPublic"]
    s3.put_bucket_acl(Bucket="plain", ACL="public-read")
    assert {mine, ("Group", EVERYBODY, "READ")} == grants(s3)
    assert s3.get_bucket_policy_status(Bucket="plain")["PolicyStatus"]["IsPublic"]
    assert "public-read" == metadata(tigris, "plain")["md"]["X-Amz-Acl"]
    patch(tigris, "plain", {}, {"X-Amz-Acl": "private"})
    assert {mine} == grants(s3)


def test_other_acls_are_refused(tigris: Emulator, s3: Any) -> None:
    refused("InvalidArgument", s3.put_bucket_acl, ACL="public-read-write")
    refused("NotImplemented", s3.put_bucket_acl, GrantRead=f'uri="{EVERYBODY}"')
    found = s3.get_bucket_acl(Bucket="plain")
    policy = {"Owner": found["Owner"], "Grants": found["Grants"]}
    refused("NotImplemented", s3.put_bucket_acl, AccessControlPolicy=policy)
    assert "InvalidArgument" == wire.send(tigris, "PUT", "/plain?acl").code


def test_cors_rules_are_kept(tigris: Emulator, s3: Any) -> None:
    refused("NoSuchCORSConfiguration", s3.get_bucket_cors)
    rules = [
        {
            "ID": "first",
            "AllowedOrigins": ["https://*.example", "https://b.example"],
            "AllowedMethods": ["GET", "PUT"],
            "AllowedHeaders": ["*"],
            "ExposeHeaders": ["ETag", "x-amz-version-id"],
            "MaxAgeSeconds": 600,
        },
        {"AllowedOrigins": ["*"], "AllowedMethods": ["HEAD"]},
    ]
    s3.put_bucket_cors(Bucket="plain", CORSConfiguration={"CORSRules": rules})
    assert rules == s3.get_bucket_cors(Bucket="plain")["CORSRules"]
    seen = metadata(tigris, "plain")["cors"]["rules"]
    assert [["https://*.example", "https://b.example"], ["*"]] == [rule["allowedOrigin"] for rule in seen]
    patch(tigris, "plain", {"cors": {"rules": seen[1:]}})
    assert rules[1:] == s3.get_bucket_cors(Bucket="plain")["CORSRules"]
    s3.delete_bucket_cors(Bucket="plain")
    s3.delete_bucket_cors(Bucket="plain")
    refused("NoSuchCORSConfiguration", s3.get_bucket_cors)
    assert metadata(tigris, "plain")["cors"] is None


def test_lifecycle_rules_are_kept(tigris: Emulator, s3: Any) -> None:
    refused("NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration)
    day = datetime(2030, 1, 31, tzinfo=timezone.utc)
    rules = [
        {
            "ID": "both",
            "Status": "Enabled",
            "Filter": {"Prefix": "logs/"},
            "Transitions": [{"Days": 30, "StorageClass": "GLACIER_IR"}],
            "Expiration": {"Days": 365},
        },
        {
            "ID": "dated",
            "Status": "Disabled",
            "Filter": {"Prefix": ""},
            "Transitions": [{"Date": day, "StorageClass": "GLACIER"}],
        },
    ]
    s3.put_bucket_lifecycle_configuration(Bucket="plain", LifecycleConfiguration={"Rules": rules})
    assert rules == s3.get_bucket_lifecycle_configuration(Bucket="plain")["Rules"]
    seen = metadata(tigris, "plain")["lifecycle_rules"]
    assert [(1, {"days": 365, "enabled": True}), (2, None)] == [(r["status"], r.get("expiration")) for r in seen]
    assert {"storage_class": "GLACIER", "date": "2030-01-31"} == seen[1]["transitions"][0]
    patch(tigris, "plain", {"lifecycle_rules": seen[:1]})
    assert rules[:1] == s3.get_bucket_lifecycle_configuration(Bucket="plain")["Rules"]
    s3.delete_bucket_lifecycle(Bucket="plain")
    refused("NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration)
    assert "lifecycle_rules" not in metadata(tigris, "plain")


def test_lifecycle_days_begin_at_midnight_and_rules_get_names(s3: Any) -> None:
    late = datetime(2030, 1, 31, 23, 59, tzinfo=timezone.utc)
    rule = {"Status": "Enabled", "Filter": {}, "Expiration": {"Date": late}}
    s3.put_bucket_lifecycle_configuration(Bucket="plain", LifecycleConfiguration={"Rules": [rule]})
    (found,) = s3.get_bucket_lifecycle_configuration(Bucket="plain")["Rules"]
    assert {"Date": datetime(2030, 1, 31, tzinfo=timezone.utc)} == found["Expiration"]
    assert 36 == len(found["ID"])


EXPIRING: dict[str, Any] = {"ID": "r", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}


@pytest.mark.parametrize(
    ("code", "rules"),
    [
        ("MalformedXML", []),
        ("MalformedXML", [{**EXPIRING, "Status": "On"}]),
        ("MalformedXML", [{**EXPIRING, "Filter": {"Tag": {"Key": "a", "Value": "b"}}}]),
        ("MalformedXML", [{**EXPIRING, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}}]),
        ("MalformedXML", [{**EXPIRING, "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}]),
        ("MalformedXML", [{**EXPIRING, "Expiration": {"ExpiredObjectDeleteMarker": True}}]),
        ("InvalidArgument", [{**EXPIRING, "ID": f"r{n}"} for n in range(11)]),
        ("InvalidArgument", [{**EXPIRING, "ID": "i" * 37}]),
        ("InvalidArgument", [{**EXPIRING, "Expiration": {"Days": 0}}]),
        ("InvalidArgument", [{"ID": "r", "Status": "Enabled", "Filter": {}}]),
        ("InvalidArgument", [{**EXPIRING, "Transitions": [{"Days": 1, "StorageClass": "DEEP_ARCHIVE"}]}]),
        ("InvalidArgument", [{**EXPIRING, "Transitions": [{"Days": n, "StorageClass": "GLACIER"} for n in (1, 2)]}]),
    ],
)
def test_other_lifecycle_rules_are_refused(s3: Any, code: str, rules: list[dict[str, Any]]) -> None:
    refused(code, s3.put_bucket_lifecycle_configuration, LifecycleConfiguration={"Rules": rules})
    refused("NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration)


def test_snapshot_buckets_have_no_lifecycle(s3: Any) -> None:
    with pytest.raises(ClientError, match="InvalidArgument"):
        s3.put_bucket_lifecycle_configuration(Bucket="atlas", LifecycleConfiguration={"Rules": [EXPIRING]})


def test_tags_are_kept(s3: Any) -> None:
    refused("NoSuchTagSet", s3.get_bucket_tagging)
    tags = [{"Key": "empty", "Value": ""}, {"Key": "team", "Value": "ünï <&>"}]
    s3.put_bucket_tagging(Bucket="plain", Tagging={"TagSet": tags})
    assert tags == s3.get_bucket_tagging(Bucket="plain")["TagSet"]
    refused("InvalidTag", s3.put_bucket_tagging, Tagging={"TagSet": [tags[0], tags[0]]})
    refused("InvalidTag", s3.put_bucket_tagging, Tagging={"TagSet": [{"Key": "k" * 129, "Value": ""}]})
    refused("InvalidTag", s3.put_bucket_tagging, Tagging={"TagSet": [{"Key": "k", "Value": "v" * 257}]})
    assert tags == s3.get_bucket_tagging(Bucket="plain")["TagSet"]
    s3.delete_bucket_tagging(Bucket="plain")
    refused("NoSuchTagSet", s3.get_bucket_tagging)


def test_ownership_controls_are_kept(s3: Any) -> None:
    refused("OwnershipControlsNotFoundError", s3.get_bucket_ownership_controls)
    controls = {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}
    s3.put_bucket_ownership_controls(Bucket="plain", OwnershipControls=controls)
    assert controls == s3.get_bucket_ownership_controls(Bucket="plain")["OwnershipControls"]
    wrong = {"Rules": [{"ObjectOwnership": "Nobody"}]}
    refused("MalformedXML", s3.put_bucket_ownership_controls, OwnershipControls=wrong)
    s3.delete_bucket_ownership_controls(Bucket="plain")
    refused("OwnershipControlsNotFoundError", s3.get_bucket_ownership_controls)


def test_acceleration_is_enabled_and_suspended(s3: Any) -> None:
    assert "Status" not in s3.get_bucket_accelerate_configuration(Bucket="plain")
    for status in ("Enabled", "Suspended"):
        s3.put_bucket_accelerate_configuration(Bucket="plain", AccelerateConfiguration={"Status": status})
        assert status == s3.get_bucket_accelerate_configuration(Bucket="plain")["Status"]
    refused("MalformedXML", s3.put_bucket_accelerate_configuration, AccelerateConfiguration={"Status": "Maybe"})


def test_encryption_is_always_on(s3: Any) -> None:
    def algorithm() -> str:
        found = s3.get_bucket_encryption(Bucket="plain")["ServerSideEncryptionConfiguration"]["Rules"]
        name: str = found[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"]
        return name

    def configured(name: str) -> dict[str, Any]:
        return {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": name}}]}

    assert "AES256" == algorithm()
    s3.put_bucket_encryption(Bucket="plain", ServerSideEncryptionConfiguration=configured("AES256"))
    s3.delete_bucket_encryption(Bucket="plain")
    assert "AES256" == algorithm()
    refused("NotImplemented", s3.put_bucket_encryption, ServerSideEncryptionConfiguration=configured("aws:kms"))


def test_the_rest_can_be_asked(s3: Any) -> None:
    assert "BucketOwner" == s3.get_bucket_request_payment(Bucket="plain")["Payer"]
    assert {"ResponseMetadata"} == set(s3.get_bucket_notification_configuration(Bucket="plain"))
    assert s3.get_bucket_location(Bucket="plain")["LocationConstraint"] is None


DOCUMENTS = ("acl", "cors", "lifecycle", "tagging", "ownershipControls", "accelerate", "encryption")


@pytest.mark.parametrize("name", [*DOCUMENTS, "policyStatus", "requestPayment", "notification", "location"])
def test_a_missing_bucket_has_no_documents(tigris: Emulator, s3: Any, name: str) -> None:
    replies = [wire.send(tigris, "GET", f"/none-such?{name}")]
    if name in DOCUMENTS:
        replies.append(wire.send(tigris, "PUT", f"/none-such?{name}", b"", {"x-amz-acl": "private"}))
    if name in DOCUMENTS and name not in {"acl", "accelerate"}:
        replies.append(wire.send(tigris, "DELETE", f"/none-such?{name}"))
    assert {(404, "NoSuchBucket")} == {(reply.status, reply.code) for reply in replies}
    assert 404 == wire.send(tigris, "HEAD", "/none-such").status


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "acl"])
@pytest.mark.parametrize("body", [b"", b"<Wrong/>", b"<a>", b"{}"])
def test_other_documents_are_refused(tigris: Emulator, s3: Any, name: str, body: bytes) -> None:
    assert "MalformedXML" == wire.send(tigris, "PUT", f"/plain?{name}", body).code


def test_errors_of_documents_come_as_json_if_asked_for(tigris: Emulator, s3: Any) -> None:
    reply = wire.send(tigris, "GET", "/plain?lifecycle", headers={"Accept": "application/json"})
    assert (404, "NoSuchLifecycleConfiguration") == (reply.status, json.loads(reply.body)["Code"])
