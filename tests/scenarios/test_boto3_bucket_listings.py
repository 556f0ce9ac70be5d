"""Buckets beside tigris-boto3-ext: either client lists, counts, creates, deletes and restores them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest
import tigris_boto3_ext as ext
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http import Conflict

from .extension_results import extension_entry, extension_metadata, sent, status_and_code, without_raw

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

OPTIONS = ("include_regions", "include_type", "include_visibility", "include_fork_info", "include_owner")


async def test_both_list_the_same_buckets_in_the_same_pages(client: AsyncTigrisHTTP, s3: Any, tigris: Emulator) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True, regions="iad", acl="public-read", soft_delete=9)
    ext.create_fork(s3, "lab", "atlas")
    ext.create_bucket(s3, "plain", regions=["ams", "fra"])
    await client.put_object("atlas", "k", b"four")
    for chosen in ((), *((option,) for option in OPTIONS), OPTIONS):
        flags: dict[str, Any] = dict.fromkeys(chosen, True)
        ours = [bucket async for bucket in client.list_buckets(include_stats=True, **flags)]
        expected = [extension_entry(bucket, with_regions="include_regions" in flags) for bucket in ours]
        assert ext.list_buckets(s3, include_stats=True, **flags)["buckets"] == expected
    for name, theirs in (("only_forked", "only_forks"), ("owned_by", "owned_by")):
        value: Any = "no-one@example.com" if name == "owned_by" else True
        listed: dict[str, Any] = {name: value}
        assert [entry["name"] for entry in ext.list_buckets(s3, **{theirs: value})["buckets"]] == [
            bucket.name async for bucket in client.list_buckets(**listed)
        ]
    # Each goes on from the other's page with the same request.
    first = ext.list_buckets(s3, include_type=True, max_buckets=1)
    token = first["continuation_token"]
    tigris.clear_requests()
    listing = client.list_buckets(include_type=True, max_buckets=1, continuation_token=token)
    pages = [page async for page in listing.pages()]
    assert [["lab"], ["plain"]] == [[bucket.name for bucket in page.buckets] for page in pages]
    our_targets = [record.target for record in tigris.requests]
    tigris.clear_requests()
    for page in pages:
        seen = ext.list_buckets(s3, include_type=True, max_buckets=1, continuation_token=token)
        token = seen["continuation_token"]
        assert (token, seen["owner"]) == (
            page.continuation_token,
            {"id": page.owner_id, "display_name": page.owner_display_name},
        )
    assert [sorted(parse_qsl(target.partition("?")[2])) for target in our_targets] == [
        sorted(parse_qsl(record.target.partition("?")[2])) for record in tigris.requests
    ]


async def test_both_read_the_same_statistics(client: AsyncTigrisHTTP, s3: Any) -> None:
    assert ext.get_stats(s3) == asdict(await client.get_stats())
    for number in range(52):
        await client.create_bucket(f"bucket-{number:02}", snapshot_enabled=number == 0)
    for bucket, content in (("bucket-00", b"four"), ("bucket-00", b"fives"), ("bucket-51", b"x")):
        s3.put_object(Bucket=bucket, Key="k", Body=content)
    stats = await client.get_stats()
    assert ext.get_stats(s3) == asdict(stats)
    assert (52, 3, 2) == (stats.active_buckets, stats.total_objects, stats.total_unique_objects)


# -- created, deleted, restored --------------------------------------------------------------------------------------


async def test_both_create_the_same_bucket_from_the_same_options(
    client: AsyncTigrisHTTP, s3: Any, tigris: Emulator
) -> None:
    tigris.clear_requests()
    await client.create_bucket("ours", acl="public-read", regions=["iad", "sjc"], storage_class="GLACIER_IR")
    await client.create_bucket("kept", soft_delete=True)
    await client.create_bucket("long", soft_delete=30)
    await client.create_bucket("open", acl="public-read", public_list_objects=True)
    ours = [each for each in sent(tigris) if each[0] == "PUT"]  # without the requests that check them
    seen = [without_raw(ext.get_bucket_metadata(s3, name)) for name in ("ours", "kept", "long", "open")]
    for name in ("ours", "kept", "long", "open"):
        await client.delete_bucket(name, force=True)
    for name in ("kept", "long"):
        await client.purge_bucket(name)
    tigris.clear_requests()
    ext.create_bucket(s3, "ours", access="public", regions=["iad", "sjc"], default_storage_class="GLACIER_IR")
    ext.create_soft_delete_bucket(s3, "kept")
    ext.create_soft_delete_bucket(s3, "long", retention_days=30)
    ext.create_bucket(s3, "open", access="public", public_list_objects=True)
    assert ours == [(method, target, without_type(headers)) for method, target, headers in sent(tigris)]
    for before in seen:
        found = extension_metadata(await client.get_bucket_metadata(before["name"]))
        assert {**before, "created_at": found["created_at"]} == found


def without_type(headers: dict[str, str]) -> dict[str, str]:
    # boto3 sends a content type with an empty body.
    return {name: value for name, value in headers.items() if name != "content-type"}


async def test_each_restores_the_buckets_that_the_other_deleted(client: AsyncTigrisHTTP, s3: Any) -> None:
    for name in ("by-us", "by-them"):
        await client.create_bucket(name, soft_delete=9)
        s3.put_object(Bucket=name, Key="k", Body=b"1")
    await client.delete_bucket("by-us", force=True)
    ext.force_delete_bucket(s3, "by-them")
    listed = ext.list_deleted_buckets(s3)["buckets"]
    ours = [bucket async for bucket in client.list_deleted_buckets()]
    assert ["by-them", "by-us"] == [bucket.name for bucket in ours]
    assert [
        (entry["name"], entry["created_at"], entry["modified_at"], entry["retention_days"]) for entry in listed
    ] == [
        (each.name, each.created_at, each.modified_at, each.soft_delete and each.soft_delete.retention_days)
        for each in ours
    ]
    first = ext.list_deleted_buckets(s3, max_buckets=1)
    rest = client.list_deleted_buckets(continuation_token=first["continuation_token"])
    assert ["by-us"] == [bucket.name async for bucket in rest]
    ext.restore_bucket(s3, "by-us")
    await client.restore_bucket("by-them")
    async with client.get_object("by-us", "k") as body:
        assert b"1" == await body.read()
    with s3.get_object(Bucket="by-them", Key="k")["Body"] as stream:
        assert b"1" == stream.read()
    ext.force_delete_bucket(s3, "by-them")
    await client.purge_bucket("by-them")
    assert [] == ext.list_deleted_buckets(s3)["buckets"]
    ext.create_bucket(s3, "by-them")


async def test_a_bucket_under_soft_delete_is_taken_for_both(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas", soft_delete=True)
    ext.force_delete_bucket(s3, "atlas")
    with pytest.raises(ClientError) as refused:
        ext.create_bucket(s3, "atlas")
    with pytest.raises(Conflict) as caught:
        await client.create_bucket("atlas")
    assert status_and_code(refused.value) == (caught.value.status, caught.value.code)
