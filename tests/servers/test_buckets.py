"""Create, inspect, list and delete buckets."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tigris_http import Conflict, FeatureNotSupported, NotFound

from .differences import servers_with

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP

    from .third_party import Server

pytestmark = pytest.mark.anyio


async def test_a_bucket_is_created_listed_and_deleted(client: AsyncTigrisHTTP, server: Server) -> None:
    name = f"life-{uuid4().hex[:12]}"
    with pytest.raises(NotFound):
        await client.head_bucket(name)
    assert name == (await client.create_bucket(name)).bucket
    info = await client.head_bucket(name)
    assert (name, None, None) == (info.bucket, info.snapshot_enabled, info.fork_source_bucket)
    assert info.region == (server.region if server.differs.tells_region else None)
    with pytest.raises(FeatureNotSupported):
        await client.has_snapshot_enabled(name)
    (entry,) = [bucket async for bucket in client.list_buckets() if bucket.name == name]
    assert entry.created_at is not None
    assert abs(datetime.now(timezone.utc) - entry.created_at) < timedelta(minutes=1)
    await client.delete_bucket(name)
    with pytest.raises(NotFound) as gone:
        await client.delete_bucket(name)
    assert gone.value.code == "NoSuchBucket"


async def test_creating_a_bucket_again_is_a_conflict_if_the_server_says_so(
    client: AsyncTigrisHTTP, new_bucket: str, server: Server
) -> None:
    if server.differs.refuses_own_bucket is None:
        assert new_bucket == (await client.create_bucket(new_bucket)).bucket
    else:
        with pytest.raises(Conflict) as refused:
            await client.create_bucket(new_bucket)
        assert server.differs.refuses_own_bucket == refused.value.code


async def test_a_bucket_with_objects_is_not_deleted(client: AsyncTigrisHTTP, new_bucket: str) -> None:
    await client.put_object(new_bucket, "key", b"value")
    with pytest.raises(Conflict) as refused:
        await client.delete_bucket(new_bucket)
    assert (409, "BucketNotEmpty") == (refused.value.status, refused.value.code)
    await client.delete_object(new_bucket, "key")
    await client.delete_bucket(new_bucket)
    assert new_bucket not in [bucket.name async for bucket in client.list_buckets()]


@servers_with("pages of buckets")
async def test_buckets_are_listed_page_by_page(client: AsyncTigrisHTTP) -> None:
    names = [f"page-{number}-{uuid4().hex[:8]}" for number in range(5)]
    for name in names:
        await client.create_bucket(name)
    sizes = [len(page.buckets) async for page in client.list_buckets(max_buckets=2).pages()]
    assert set(sizes[:-1]) == {2}
    listed = [bucket.name async for bucket in client.list_buckets(max_buckets=2)]
    assert listed == sorted(listed)
    assert names == [name for name in listed if name in names]
    for name in names:
        await client.delete_bucket(name)


async def test_a_missing_bucket_is_not_found(client: AsyncTigrisHTTP, server: Server) -> None:
    absent = f"absent-{uuid4().hex[:12]}"
    with pytest.raises(NotFound) as getting:
        await client.get_object(absent, "key")
    with pytest.raises(NotFound) as listing:
        [_ async for _ in client.list_objects_v2(absent)]
    assert {"NoSuchBucket"} == {getting.value.code, listing.value.code}
    if server.differs.puts_into_missing_buckets:
        await client.put_object(absent, "key", b"value")
        assert (await client.head_object(absent, "key")).size == 5
    else:
        with pytest.raises(NotFound):
            await client.put_object(absent, "key", b"value")
