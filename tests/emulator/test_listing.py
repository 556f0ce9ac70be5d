"""Listings and their pages, through boto3's paginators against sorted lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from . import wire

if TYPE_CHECKING:
    from tigris_http.emulator import Emulator

KEYS = sorted(
    [*(f"{top}/{n}" for top in ("a", "b+c", "d e") for n in range(4)), "a", "a//x", "b", "z", "é/1", "é/2"],
    key=lambda key: key.encode(),
)


@pytest.fixture
def listed(s3: Any) -> Any:
    for key in reversed(KEYS):
        s3.put_object(Bucket="plain", Key=key, Body=b"")
    return s3


@pytest.mark.parametrize("prefix", ["\n", "d e", "é/", "b+c", "%41"])
def test_the_prefix_comes_back_as_sent(listed: Any, prefix: str) -> None:
    """boto3 always asks for encoding, and does not decode the prefix of the first form."""
    for call in (listed.list_objects, listed.list_objects_v2, listed.list_object_versions):
        assert prefix == call(Bucket="plain", Prefix=prefix)["Prefix"]


def rolled_up(prefix: str, delimiter: str) -> tuple[list[str], list[str]]:
    keys: list[str] = []
    prefixes: list[str] = []
    for key in KEYS:
        if key.startswith(prefix):
            end = key.find(delimiter, len(prefix)) if delimiter else -1
            if end < 0:
                keys.append(key)
            elif key[: end + len(delimiter)] not in prefixes:
                prefixes.append(key[: end + len(delimiter)])
    return keys, prefixes


@pytest.mark.parametrize("operation", ["list_objects", "list_objects_v2", "list_object_versions"])
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize(
    ("prefix", "delimiter"), [("", ""), ("", "/"), ("a/", "/"), ("b", ""), ("é", "/"), ("none", "/"), ("", "//")]
)
def test_pages_add_up_to_the_whole(listed: Any, operation: str, size: int, prefix: str, delimiter: str) -> None:
    keys: list[str] = []
    prefixes: list[str] = []
    pages = listed.get_paginator(operation).paginate(
        Bucket="plain", Prefix=prefix, Delimiter=delimiter, PaginationConfig={"PageSize": size}
    )
    for page in pages:
        entries = page.get("Contents", []) + page.get("Versions", [])
        common = page.get("CommonPrefixes", [])
        assert size >= len(entries) + len(common)
        keys += [entry["Key"] for entry in entries]
        prefixes += [entry["Prefix"] for entry in common]
    assert rolled_up(prefix, delimiter) == (keys, prefixes)


def test_start_after_and_markers_are_exclusive(listed: Any) -> None:
    for key in KEYS:
        rest = KEYS[KEYS.index(key) + 1 :]
        v2 = listed.list_objects_v2(Bucket="plain", StartAfter=key)
        assert rest == [entry["Key"] for entry in v2.get("Contents", [])]
        v1 = listed.list_objects(Bucket="plain", Marker=key)
        assert rest == [entry["Key"] for entry in v1.get("Contents", [])]


def test_the_first_form_has_a_marker_and_owners(tigris: Emulator, s3: Any) -> None:
    for key in ("a b/1", "a b/2", "c+", "d"):
        s3.put_object(Bucket="plain", Key=key, Body=b"")
    query = "encoding-type=url&max-keys=2&marker=%20&delimiter=%2F"
    body = wire.send(tigris, "GET", f"/plain?{query}").body.decode()
    for part in ("<Marker>%20</Marker>", "<NextMarker>c%2B</NextMarker>", "<Prefix>a%20b/</Prefix>", "<Key>c%2B</Key>"):
        assert part in body
    assert "<IsTruncated>true</IsTruncated>" in body
    page = s3.list_objects(Bucket="plain", MaxKeys=1, Delimiter="/")
    assert ("a b/", "a b/") == (page["NextMarker"], page["CommonPrefixes"][0]["Prefix"])
    rest = s3.list_objects(Bucket="plain", Marker=page["NextMarker"], Delimiter="/")
    assert (["c+", "d"], "CommonPrefixes" in rest) == ([entry["Key"] for entry in rest["Contents"]], False)
    # Without a delimiter the last key is the marker, and is not repeated.
    page = s3.list_objects(Bucket="plain", MaxKeys=1)
    assert (True, False) == (page["IsTruncated"], "NextMarker" in page)
    assert {"tid_emulator"} == {entry["Owner"]["ID"] for entry in s3.list_objects(Bucket="plain")["Contents"]}


def test_pages_of_versions_are_encoded_and_go_on_inside_a_key(tigris: Emulator, s3: Any) -> None:
    made = [s3.put_object(Bucket="atlas", Key="a b", Body=b"x")["VersionId"] for _ in range(3)][::-1]
    query = f"versions&encoding-type=url&max-keys=1&key-marker=a%20b&version-id-marker={made[0]}"
    body = wire.send(tigris, "GET", f"/atlas?{query}").body.decode()
    for part in (
        "<KeyMarker>a%20b</KeyMarker>",
        f"<VersionIdMarker>{made[0]}</VersionIdMarker>",
        "<NextKeyMarker>a%20b</NextKeyMarker>",
        f"<NextVersionIdMarker>{made[1]}</NextVersionIdMarker>",
        f"<Key>a%20b</Key><VersionId>{made[1]}</VersionId><IsLatest>false</IsLatest>",
    ):
        assert part in body
    assert "Versions" not in s3.list_object_versions(Bucket="atlas", KeyMarker="a b")
    assert "InvalidArgument" == wire.send(tigris, "GET", f"/atlas?versions&version-id-marker={made[0]}").code


def test_no_keys_are_no_page(listed: Any) -> None:
    page = listed.list_objects_v2(Bucket="plain", MaxKeys=0)
    assert (False, 0, 0) == (page["IsTruncated"], page["KeyCount"], page["MaxKeys"])
    assert 1000 == listed.list_objects_v2(Bucket="plain", MaxKeys=5000)["MaxKeys"]


def test_owners_are_shown_on_request(listed: Any) -> None:
    assert "Owner" not in listed.list_objects_v2(Bucket="plain")["Contents"][0]
    assert "tid_emulator" == listed.list_objects_v2(Bucket="plain", FetchOwner=True)["Contents"][0]["Owner"]["ID"]


@pytest.mark.parametrize("query", ["max-keys=-1", "max-keys=x", "encoding-type=base64", "continuation-token=%21"])
def test_bad_listing_parameters_are_refused(tigris: Emulator, s3: Any, query: str) -> None:
    assert "InvalidArgument" == wire.send(tigris, "GET", f"/plain?list-type=2&{query}").code


def test_queries_decode_plus_and_percent_20(tigris: Emulator, listed: Any) -> None:
    """Both are the same query, so both have the signature of the encoded form."""
    headers = wire.signed_headers(tigris, "GET", "/plain?list-type=2&prefix=d%20e")
    for space in ("+", "%20"):
        reply = wire.send_as_is(tigris, "GET", f"/plain?list-type=2&prefix=d{space}e", b"", headers)
        assert b"<KeyCount>4</KeyCount>" in reply.body


def test_url_encoding_covers_what_xml_cannot_carry(tigris: Emulator, s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="a\x01 +é", Body=b"")
    body = wire.send(tigris, "GET", "/plain?list-type=2&encoding-type=url").body
    assert b"<Key>a%01%20%2B%C3%A9</Key>" in body
    assert b"<EncodingType>url</EncodingType>" in body
    assert "<Key>a\ufffd +é</Key>".encode() in wire.send(tigris, "GET", "/plain?list-type=2").body


def test_buckets_are_listed_in_pages(s3: Any, tigris: Emulator) -> None:
    names = [f"bucket-{n:02}" for n in range(7)]
    for name in names:
        s3.create_bucket(Bucket=name)
    found: list[str] = []
    token: dict[str, str] = {}
    while True:
        page = s3.list_buckets(MaxBuckets=3, Prefix="bucket-", **token)
        found += [bucket["Name"] for bucket in page["Buckets"]]
        if "ContinuationToken" not in page:
            break
        token = {"ContinuationToken": page["ContinuationToken"]}
    assert names == found


def test_a_missing_bucket_is_missing_everywhere(s3: Any) -> None:
    for call, more in (
        (s3.list_objects_v2, {}),
        (s3.list_object_versions, {}),
        (s3.get_bucket_location, {}),
        (s3.put_object, {"Key": "k"}),
        (s3.delete_object, {"Key": "k"}),
        (s3.delete_bucket, {}),
        (s3.list_multipart_uploads, {}),
    ):
        with pytest.raises(ClientError, match="NoSuchBucket"):
            call(Bucket="none-such", **more)
