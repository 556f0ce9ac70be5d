"""The effects of settings: on reads, on pages of other origins, on versions of a bucket that changes its type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import tigris_boto3_ext as extension
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from . import wire

if TYPE_CHECKING:
    from tigris_http.emulator import Emulator

ALLOWED = "Access-Control-Allow-Origin"


def test_a_bucket_says_how_its_objects_may_be_cached(s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="own", CacheControl="no-store")
    s3.put_object(Bucket="plain", Key="none")
    assert "CacheControl" not in s3.head_object(Bucket="plain", Key="none")
    extension.update_bucket(s3, "plain", cache_control="max-age=60")
    assert "max-age=60" == s3.head_object(Bucket="plain", Key="none")["CacheControl"]
    assert "max-age=60" == s3.get_object(Bucket="plain", Key="none")["CacheControl"]
    assert "no-store" == s3.head_object(Bucket="plain", Key="own")["CacheControl"]
    assert "public" == s3.get_object(Bucket="plain", Key="none", ResponseCacheControl="public")["CacheControl"]


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [("image/png", "public, max-age=3600"), ("text/css; charset=utf-8", "public, max-age=3600"), ("text/html", None)],
)
def test_static_public_content_may_be_cached(
    tigris: Emulator, s3: Any, content_type: str, expected: str | None
) -> None:
    s3.put_object(Bucket="plain", Key="k", Body=b"x", ContentType=content_type)
    s3.put_bucket_acl(Bucket="plain", ACL="public-read")
    reply = wire.send_as_is(tigris, "GET", "/k", b"", {"Host": "plain.t3.storage.dev"})
    assert (200, expected) == (reply.status, reply.headers["Cache-Control"])
    assert "CacheControl" not in s3.get_object(Bucket="plain", Key="k")


def test_a_bucket_says_that_types_are_not_to_be_guessed(s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="k")

    def sniffing() -> str | None:
        headers: dict[str, str] = s3.head_object(Bucket="plain", Key="k")["ResponseMetadata"]["HTTPHeaders"]
        return headers.get("x-content-type-options")

    assert sniffing() is None
    extension.update_bucket(s3, "plain", nosniff=True)
    assert "nosniff" == sniffing()
    extension.update_bucket(s3, "plain", nosniff=False)
    assert sniffing() is None


def test_new_objects_take_the_tier_of_their_bucket(s3: Any) -> None:
    extension.update_bucket(s3, "plain", default_storage_class="GLACIER_IR")
    s3.put_object(Bucket="plain", Key="k")
    assert "GLACIER_IR" == s3.head_object(Bucket="plain", Key="k")["StorageClass"]


RULES = [
    {
        "AllowedOrigins": ["https://*.example"],
        "AllowedMethods": ["PUT", "GET"],
        "AllowedHeaders": ["content-type", "x-amz-*"],
        "ExposeHeaders": ["ETag"],
        "MaxAgeSeconds": 600,
    },
    {"AllowedOrigins": ["*"], "AllowedMethods": ["GET"], "AllowedHeaders": ["*"]},
]


@pytest.fixture
def paged(tigris: Emulator, s3: Any) -> Emulator:
    """An emulator whose bucket `plain` has the rules above."""
    s3.put_bucket_cors(Bucket="plain", CORSConfiguration={"CORSRules": RULES})
    s3.put_object(Bucket="plain", Key="k", Body=b"x")
    return tigris


def preflight(tigris: Emulator, target: str, origin: str, method: str, headers: str | None = None) -> wire.Reply:
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    if headers is not None:
        asked["Access-Control-Request-Headers"] = headers
    return wire.send_as_is(tigris, "OPTIONS", target, b"", asked)


def test_a_preflight_is_answered_by_the_first_rule_that_fits(paged: Emulator) -> None:
    first = preflight(paged, "/plain/k?partNumber=1&uploadId=u", "https://a.example", "PUT", "Content-Type, X-Amz-Date")
    assert 200 == first.status
    expected = {
        ALLOWED: "https://a.example",
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Allow-Methods": "PUT, GET",
        "Access-Control-Allow-Headers": "content-type, x-amz-date",
        "Access-Control-Expose-Headers": "ETag",
        "Access-Control-Max-Age": "600",
        "Vary": "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
    }
    assert expected == {name: first.headers[name] for name in expected}
    second = preflight(paged, "/plain/k", "https://a.example", "GET", "x-other")
    assert ("*", None) == (second.headers[ALLOWED], second.headers["Access-Control-Max-Age"])
    assert "*" == preflight(paged, "/plain", "https://b.test", "GET").headers[ALLOWED]


@pytest.mark.parametrize(
    ("status", "code", "target", "origin", "method", "headers"),
    [
        (403, "AccessForbidden", "/plain/k", "https://b.test", "PUT", None),
        (403, "AccessForbidden", "/plain/k", "https://a.example", "DELETE", None),
        (403, "AccessForbidden", "/plain/k", "https://a.example", "PUT", "x-other"),
        (403, "AccessForbidden", "/atlas/k", "https://a.example", "GET", None),
        (404, "NoSuchBucket", "/none-such/k", "https://a.example", "GET", None),
        (400, "BadRequest", "/plain/k", "", "GET", None),
        (400, "BadRequest", "/plain/k", "https://a.example", "", None),
    ],
)
def test_other_preflights_are_refused(
    paged: Emulator, status: int, code: str, target: str, origin: str, method: str, headers: str | None
) -> None:
    reply = preflight(paged, target, origin, method, headers)
    assert (status, code) == (reply.status, reply.code)
    assert reply.headers[ALLOWED] is None


def test_answers_are_opened_to_pages_errors_too(paged: Emulator, s3: Any) -> None:
    for target, status in (("/plain/k", 200), ("/plain/none", 404)):
        reply = wire.send(paged, "GET", target, headers={"Origin": "https://a.example"})
        assert (status, "https://a.example", "ETag") == (
            reply.status,
            reply.headers[ALLOWED],
            reply.headers["Access-Control-Expose-Headers"],
        )
    unsigned = wire.send_as_is(paged, "GET", "/plain/k", b"", {"Origin": "https://b.test"})
    assert (403, "*") == (unsigned.status, unsigned.headers[ALLOWED])
    assert wire.send(paged, "DELETE", "/plain/k", headers={"Origin": "https://a.example"}).headers[ALLOWED] is None
    assert wire.send(paged, "GET", "/plain?list-type=2").headers[ALLOWED] is None
    s3.delete_bucket_cors(Bucket="plain")
    assert wire.send(paged, "GET", "/plain", headers={"Origin": "https://a.example"}).headers[ALLOWED] is None


def versions(s3: Any, bucket: str) -> list[tuple[str, str]]:
    listed = s3.list_object_versions(Bucket=bucket).get("Versions", [])
    return [(entry["Key"], entry["VersionId"]) for entry in listed]


def test_the_past_outlives_a_time_without_snapshots(s3: Any) -> None:
    first = s3.put_object(Bucket="atlas", Key="k", Body=b"1")["VersionId"]
    s3.put_object(Bucket="atlas", Key="gone", Body=b"x")
    snapshot = extension.get_snapshot_version(extension.create_snapshot(s3, "atlas"))
    assert snapshot is not None
    extension.update_bucket(s3, "atlas", snapshot_enabled=False)
    for body in (b"22", b"333"):
        assert "VersionId" not in s3.put_object(Bucket="atlas", Key="k", Body=body)
    s3.delete_object(Bucket="atlas", Key="gone")
    with pytest.raises(ClientError, match="NoSuchKey"):
        s3.get_object(Bucket="atlas", Key="gone")
    assert ["k"] == [entry["Key"] for entry in s3.list_objects_v2(Bucket="atlas")["Contents"]]
    assert [("k", "null")] == versions(s3, "atlas")
    with pytest.raises(ClientError, match="InvalidArgument"):
        extension.get_object_from_snapshot(s3, "atlas", "k", snapshot)
    extension.update_bucket(s3, "atlas", snapshot_enabled=True)
    assert b"1" == extension.get_object_from_snapshot(s3, "atlas", "k", snapshot)["Body"].read()
    assert b"x" == extension.get_object_from_snapshot(s3, "atlas", "gone", snapshot)["Body"].read()
    assert b"333" == s3.get_object(Bucket="atlas", Key="k")["Body"].read()
    assert 2 == len([key for key, _ in versions(s3, "atlas") if key == "k"])  # the one between is gone
    assert ("k", first) in versions(s3, "atlas")


def test_a_plain_bucket_begins_to_keep_versions(s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="k", Body=b"1")
    extension.update_bucket(s3, "plain", snapshot_enabled=True)
    snapshot = extension.get_snapshot_version(extension.create_snapshot(s3, "plain"))
    assert snapshot is not None
    s3.put_object(Bucket="plain", Key="k", Body=b"22")
    assert b"1" == extension.get_object_from_snapshot(s3, "plain", "k", snapshot)["Body"].read()
    assert 2 == len(versions(s3, "plain"))
