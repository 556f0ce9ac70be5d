"""Tags, access and the archive beside boto3: each client reads the other's changes, with the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import tigris_boto3_ext as ext

from tigris_http.operations.objects._object_info import ObjectInfo
from tigris_http.operations.objects.archive import restore_info

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP

TAGS = {"project": "a&b <c>", "empty": "", "é": "ü +/="}


def tag_set(tags: dict[str, str]) -> dict[str, list[dict[str, str]]]:
    return {"TagSet": [{"Key": key, "Value": value} for key, value in sorted(tags.items())]}


async def test_each_reads_the_tags_that_the_other_wrote(client: AsyncTigrisHTTP, s3: Any) -> None:
    at = {"Bucket": "atlas", "Key": "k"}
    await client.create_bucket("atlas", snapshot_enabled=True)
    old = await client.put_object("atlas", "k", b"1", tagging=TAGS)
    assert tag_set(TAGS)["TagSet"] == s3.get_object_tagging(**at)["TagSet"]
    s3.put_object(**at, Body=b"2", Tagging="a=b%26c&d=")
    assert {"a": "b&c", "d": ""} == (await client.get_object_tagging("atlas", "k")).tags
    s3.put_object_tagging(**at, VersionId=old.version_id, Tagging=tag_set({"x": "y"}))
    assert {"x": "y"} == (await client.get_object_tagging("atlas", "k", version_id=old.version_id)).tags
    await client.put_object_tagging("atlas", "k", TAGS)
    assert tag_set(TAGS)["TagSet"] == s3.get_object_tagging(**at)["TagSet"]
    s3.copy_object(Bucket="atlas", Key="kept", CopySource=at)
    assert TAGS == (await client.get_object_tagging("atlas", "kept")).tags
    await client.copy_object("atlas", "other", "atlas", "k", tagging={"n": "1"})
    assert tag_set({"n": "1"})["TagSet"] == s3.get_object_tagging(Bucket="atlas", Key="other")["TagSet"]
    assert 1 == s3.head_object(Bucket="atlas", Key="other")["TagCount"]
    await client.delete_object_tagging("atlas", "k")
    assert [] == s3.get_object_tagging(**at)["TagSet"]
    s3.delete_object_tagging(Bucket="atlas", Key="kept")
    assert {} == (await client.get_object_tagging("atlas", "kept")).tags
    await client.put_bucket_tagging("atlas", TAGS)
    assert tag_set(TAGS)["TagSet"] == s3.get_bucket_tagging(Bucket="atlas")["TagSet"]
    s3.put_bucket_tagging(Bucket="atlas", Tagging=tag_set({"n": "1"}))
    assert {"n": "1"} == await client.get_bucket_tagging("atlas")


async def test_each_reads_the_access_that_the_other_gave(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas", object_acl=True)
    await client.put_object("atlas", "k", b"1", acl="public-read")
    for acl in ("private", "public-read"):
        s3.put_bucket_acl(Bucket="atlas", ACL=acl)
        s3.put_object_acl(Bucket="atlas", Key="k", ACL=acl)
        assert (acl == "public-read") == (await client.get_bucket_acl("atlas")).is_public
        assert (acl == "public-read") == (await client.get_object_acl("atlas", "k")).is_public
    await client.put_object_acl("atlas", "k", "private")
    assert 1 == len(s3.get_object_acl(Bucket="atlas", Key="k")["Grants"])
    ours, theirs = await client.get_bucket_acl("atlas"), s3.get_bucket_acl(Bucket="atlas")
    assert 2 == len(theirs["Grants"])
    assert [
        (grant["Permission"], grant["Grantee"]["Type"], grant["Grantee"].get("ID"), grant["Grantee"].get("URI"))
        for grant in theirs["Grants"]
    ] == [(grant.permission, grant.grantee_type, grant.grantee_id, grant.grantee_uri) for grant in ours.grants]
    assert theirs["Owner"] == {"ID": ours.owner_id, "DisplayName": ours.owner_display_name}


async def test_both_read_the_same_archive_state(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas")
    for key in ("ours", "theirs"):
        await client.put_object("atlas", key, b"1", storage_class="GLACIER")
    await client.put_object("atlas", "warm", b"1")

    async def alike(key: str) -> str | None:
        theirs = ext.get_restore_info(s3, "atlas", key)
        ours = await client.get_restore_info("atlas", key)
        assert theirs == (None if ours is None else {"status": ours.status, "expires_at": ours.expires_at})
        return None if ours is None else ours.status

    assert ["archived", "archived", None] == [await alike(key) for key in ("ours", "theirs", "warm")]
    await client.restore_object("atlas", "ours", days=2)
    ext.restore_object(s3, "atlas", "theirs", 2)
    states = [await alike(key) for key in ("ours", "theirs")]
    assert states[0] == states[1] != "archived"


class Head:
    """A boto3 client that has just one answer."""

    def __init__(self, **answer: str) -> None:
        self._answer = {name: value for name, value in answer.items() if value}

    def head_object(self, **_: object) -> dict[str, str]:
        return self._answer


@pytest.mark.parametrize("storage_class", ["", "STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"])
@pytest.mark.parametrize(
    "restore",
    [
        "",
        'ongoing-request="true"',
        'ongoing-request="false"',
        'ongoing-request="false", expiry-date="Wed, 07 Oct 2026 00:00:00 GMT"',
        'ongoing-request="false", expiry-date="Wed 07 Oct 2026 00:00:00 GMT"',
        'expiry-date="Thu, 31 Dec 2099 23:59:59 GMT", ongoing-request="false"',
        'ongoing-request="true", expiry-date="Thu, 31 Dec 2099 23:59:59 GMT"',
    ],
)
def test_every_archive_state_in_a_head_means_the_same_to_both(restore: str, storage_class: str) -> None:
    client: Any = Head(Restore=restore, StorageClass=storage_class)
    theirs = ext.get_restore_info(client, "atlas", "k")
    ours = restore_info(
        ObjectInfo("atlas", "k", 0, 0, storage_class=storage_class or "STANDARD", restore=restore or None)
    )
    assert theirs == (None if ours is None else {"status": ours.status, "expires_at": ours.expires_at})
