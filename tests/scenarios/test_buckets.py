"""Buckets created, listed and deleted."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import Conflict, NotFound

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator


async def test_a_new_bucket_exists_and_has_its_location(client: AsyncTigrisHTTP) -> None:
    created = await client.create_bucket("atlas")
    assert ("atlas", "/atlas") == (created.bucket, created.location)
    info = await client.get_bucket_info("atlas")
    assert (False, None, None, False) == (
        info.snapshot_enabled,
        info.fork_source_bucket,
        info.fork_source_snapshot,
        info.is_fork_parent,
    )
    assert info == await client.head_bucket("atlas")


@pytest.mark.parametrize(
    ("options", "header", "value"),
    [
        ({"snapshot_enabled": True}, "x-tigris-enable-snapshot", "true"),
        ({"regions": "iad"}, "x-tigris-regions", "iad"),
        ({"regions": ("iad", "sjc")}, "x-tigris-regions", "iad,sjc"),
        ({"regions": iter(["iad", "sjc"])}, "x-tigris-regions", "iad,sjc"),
        ({"storage_class": "STANDARD_IA"}, "x-amz-storage-class", "STANDARD_IA"),
        ({"acl": "public-read"}, "x-amz-acl", "public-read"),
        ({"public_list_objects": True, "acl": "public-read"}, "x-amz-acl-public-list-objects-enabled", "true"),
        ({"public_list_objects": False}, "x-amz-acl-public-list-objects-enabled", "false"),
        ({"soft_delete": True}, "x-tigris-soft-delete", "true"),
        ({"soft_delete": 90}, "x-tigris-soft-delete", "90"),
        ({"object_acl": True}, "x-tigris-enable-object-acl", "true"),
    ],
)
async def test_each_option_of_a_new_bucket_is_sent_in_its_header(
    client: AsyncTigrisHTTP, tigris: Emulator, options: dict[str, Any], header: str, value: str
) -> None:
    if header == "x-tigris-regions":  # an iterator can be read once, and the three modes share the parameters
        options = {"regions": options["regions"] if isinstance(options["regions"], str) else ("iad", "sjc")}
    await client.create_bucket("atlas", **options)
    request = tigris.requests[0]
    assert ("PUT", "/atlas", 200) == (request.method, request.target, request.status)
    assert value == request.header(header)
    assert () == request.unsigned


async def test_all_options_may_be_combined(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("source", snapshot_enabled=True)
    version = (await client.create_snapshot("source")).version
    await client.create_bucket(
        "atlas",
        fork_source="source",
        fork_source_snapshot=version,
        regions=["iad", "sjc"],
        storage_class="GLACIER_IR",
        acl="public-read",
        public_list_objects=True,
        soft_delete=30,
        object_acl=True,
    )
    created = next(request for request in tigris.requests if request.method == "PUT" and request.target == "/atlas")
    sent = {name: value for name, value in created.headers if "tigris" in name or "acl" in name}
    assert {
        "x-tigris-fork-source-bucket": "source",
        "x-tigris-fork-source-bucket-snapshot": version,
        "x-tigris-regions": "iad,sjc",
        "x-tigris-soft-delete": "30",
        "x-tigris-enable-object-acl": "true",
        "x-amz-acl": "public-read",
        "x-amz-acl-public-list-objects-enabled": "true",
    } == sent
    info = await client.get_bucket_info("atlas")
    assert (True, "source", version) == (info.snapshot_enabled, info.fork_source_bucket, info.fork_source_snapshot)


async def test_the_default_tier_of_a_bucket_is_that_of_its_objects(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", storage_class="STANDARD_IA")
    await client.put_object("atlas", "k", b"x")
    assert "STANDARD_IA" == (await client.head_object("atlas", "k")).storage_class


async def test_only_a_snapshot_bucket_has_the_header_of_one(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("plain")
    await client.create_bucket("atlas", snapshot_enabled=True)
    assert await client.has_snapshot_enabled("plain") is False
    assert await client.has_snapshot_enabled("atlas") is True


async def test_a_name_that_is_taken_is_a_conflict(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(Conflict) as caught:
        await client.create_bucket("atlas")
    assert (409, "BucketAlreadyExists", 1) == (caught.value.status, caught.value.code, caught.value.attempts)


@pytest.mark.parametrize("action", ["head_bucket", "get_bucket_info", "has_snapshot_enabled", "delete_bucket"])
async def test_an_unknown_bucket_is_not_found(client: AsyncTigrisHTTP, action: str) -> None:
    with pytest.raises(NotFound) as caught:
        await getattr(client, action)("nowhere")
    assert (404, "nowhere", None) == (caught.value.status, caught.value.bucket, caught.value.key)


async def test_a_bucket_with_objects_is_deleted_by_force_only(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"x")
    with pytest.raises(Conflict) as caught:
        await client.delete_bucket("atlas")
    assert "BucketNotEmpty" == caught.value.code
    await client.delete_bucket("atlas", force=True)
    # Published clients spell the header in two ways, and no documentation decides: the client sends both.
    sent = tigris.requests[-1]
    assert ("true", "true") == (sent.header("x-tigris-force-delete"), sent.header("tigris-force-delete"))
    assert [] == [bucket.name async for bucket in client.list_buckets()]


async def test_an_empty_bucket_is_deleted_without_force(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    await client.delete_bucket("atlas")
    assert tigris.requests[-1].header("x-tigris-force-delete") is None
    with pytest.raises(NotFound):
        await client.head_bucket("atlas")


async def test_buckets_are_listed_in_pages_and_in_order(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    names = [f"bucket-{number:02}" for number in range(11)]
    for name in reversed(names):
        await client.create_bucket(name)
    tigris.clear_requests()
    found = [bucket async for bucket in client.list_buckets(max_buckets=4)]
    assert names == [bucket.name for bucket in found]
    now = datetime.now(timezone.utc)
    assert all(bucket.created_at and abs(now - bucket.created_at) < timedelta(minutes=1) for bucket in found)
    assert [4, 4, 3] == [len(page.buckets) async for page in client.list_buckets(max_buckets=4).pages()]
    assert {"tid_emulator"} == {page.owner_id async for page in client.list_buckets(max_buckets=4).pages()}


async def test_a_full_last_page_of_buckets_ends_the_listing(client: AsyncTigrisHTTP) -> None:
    for name in ("one", "two", "three", "four"):
        await client.create_bucket(name)
    assert ["four", "one", "three", "two"] == [bucket.name async for bucket in client.list_buckets(max_buckets=2)]


async def test_a_listing_of_no_buckets_is_empty_and_can_be_repeated(client: AsyncTigrisHTTP) -> None:
    listing = client.list_buckets()
    assert [] == [bucket async for bucket in listing]
    await client.create_bucket("atlas")
    assert ["atlas"] == [bucket.name async for bucket in listing]


async def test_a_listing_sends_nothing_before_it_is_read(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    client.list_buckets()
    assert () == tigris.requests
