"""Features of Tigris on stores without them: each ends in an error, never in other data."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tigris_http import FeatureNotSupported, MalformedResponse, ServiceError
from tigris_http.operations import CORSRule

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Awaitable, Callable

    from tigris_http import AsyncTigrisHTTP

    from .third_party import Server

pytestmark = pytest.mark.anyio


async def test_no_feature_of_tigris_passes_for_one_of_plain_s3(
    client: AsyncTigrisHTTP, server: Server, new_bucket: str, key_in: Callable[[str], str]
) -> None:
    key, to = key_in("a"), key_in("b")
    await client.put_object(new_bucket, key, b"live")
    before = f"{time.time_ns() - 60_000_000_000:019}"
    others = [f"lab-{uuid4().hex[:12]}" for _ in range(4)]

    async def read() -> object:
        async with client.get_object(new_bucket, key, snapshot_version=before) as body:
            return await body.read()

    def listed(listing: AsyncIterable[object]) -> Callable[[], Awaitable[object]]:
        async def read_listing() -> object:
            return [each async for each in listing]

        return read_listing

    uses: dict[str, Callable[[], Awaitable[object]]] = {
        "get_object": read,
        "head_object": lambda: client.head_object(new_bucket, key, snapshot_version=before),
        "list_objects_v2": listed(client.list_objects_v2(new_bucket, snapshot_version=before)),
        "list_objects_v2 by a query": listed(client.list_objects_v2(new_bucket, query='WHERE `key` = "none"')),
        "list_snapshots": listed(client.list_snapshots(new_bucket)),
        "list_forks": listed(client.list_forks(new_bucket)),
        "list_deleted_objects": listed(client.list_deleted_objects(new_bucket)),
        "list_deleted_object_versions": listed(client.list_deleted_object_versions(new_bucket)),
        "copy_object": lambda: client.copy_object(new_bucket, to, new_bucket, key, snapshot_version=before),
        "create_snapshot": lambda: client.create_snapshot(new_bucket),
        "delete_snapshot": lambda: client.delete_snapshot(new_bucket, before),
        "create_fork": lambda: client.create_fork(others[0], new_bucket),
        "create_bucket with snapshots": lambda: client.create_bucket(others[1], snapshot_enabled=True),
        "create_bucket with soft delete": lambda: client.create_bucket(others[2], soft_delete=30),
        "merge_fork": lambda: client.merge_fork(new_bucket, others[3]),
        "has_snapshot_enabled": lambda: client.has_snapshot_enabled(new_bucket),
        "restore_deleted_object": lambda: client.restore_deleted_object(new_bucket, key),
        "purge_bucket": lambda: client.purge_bucket(new_bucket),
        "rename_object": lambda: client.rename_object(new_bucket, key, to),
    }
    if not server.has("versions"):
        # The server itself refuses the listing that would show them.
        with pytest.raises(ServiceError, match="501 NotImplemented"):
            await uses.pop("list_deleted_object_versions")()
    for name, use in uses.items():
        with pytest.raises(FeatureNotSupported) as caught:
            await use()
        assert "does not speak" in str(caught.value), name
    async with client.get_object(new_bucket, key) as body:
        assert b"live" == await body.read()
    with pytest.raises((FeatureNotSupported, ServiceError)):
        await client.restore_bucket(new_bucket)


async def test_a_feature_that_a_server_lacks_is_an_error_and_never_an_empty_answer(
    client: AsyncTigrisHTTP, server: Server, new_bucket: str
) -> None:
    """rclone ignores most queries: it answers with a listing, with the object, or with the creation of a bucket."""
    await client.put_object(new_bucket, "k", b"live")
    asks: dict[str, list[Callable[[], Awaitable[object]]]] = {
        "tags": [lambda: client.get_object_tagging(new_bucket, "k"), lambda: client.get_bucket_tagging(new_bucket)],
        "access": [lambda: client.get_object_acl(new_bucket, "k"), lambda: client.get_bucket_acl(new_bucket)],
        "bucket documents": [
            lambda: client.get_bucket_cors(new_bucket),
            lambda: client.get_bucket_lifecycle_configuration(new_bucket),
            lambda: client.get_bucket_ownership_controls(new_bucket),
            lambda: client.get_bucket_notification_configuration(new_bucket),
            lambda: client.put_bucket_cors(new_bucket, [CORSRule(("*",), ("GET",))]),
        ],
    }
    for feature in asks.keys() & server.differs.lacks:
        for ask in asks[feature]:
            with pytest.raises((MalformedResponse, ServiceError)):
                await ask()
    async with client.get_object(new_bucket, "k") as body:
        assert b"live" == await body.read()
