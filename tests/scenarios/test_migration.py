"""Buckets that migrate from another store, here a second emulator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import tigris_boto3_ext as ext

from tigris_http import ANONYMOUS, AccessDenied, NotFound, TigrisHTTP, Unavailable
from tigris_http.emulator import Emulator
from tigris_http.operations import MigrationSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http import AsyncTigrisHTTP

    from .harness import Harness

ODD = "a b+c%2F?#&=é~'()*"


@pytest.fixture
def old() -> Iterator[Emulator]:
    """The other store, with two objects in its bucket."""
    with Emulator() as emulator, TigrisHTTP(emulator.endpoint, emulator.credentials) as there:
        there.create_bucket("old-atlas")
        there.put_object("old-atlas", ODD, b"123", content_type="text/x-a", metadata={"by": "me"})
        there.put_object("old-atlas", "b", b"b")
        yield emulator


def source_at(old: Emulator, *, write_through: bool = False, name: str = "old-atlas") -> MigrationSource:
    keys = old.credentials
    return MigrationSource(name, old.endpoint, keys.access_key_id, keys.secret_access_key, write_through=write_through)


async def read(client: AsyncTigrisHTTP, key: str) -> bytes:
    async with client.get_object("atlas", key) as body:
        return await body.read()


async def keys(client: AsyncTigrisHTTP, source: object = None) -> list[str]:
    return [entry.key async for entry in client.list_objects_v2("atlas", source=source, max_keys=1)]  # type: ignore[arg-type]  # the words are tried below


async def test_an_object_migrates_when_it_is_read(harness: Harness, client: AsyncTigrisHTTP, old: Emulator) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(NotFound):
        await client.head_object("atlas", ODD)
    await client.set_bucket_migration("atlas", source_at(old))
    info = await client.head_object("atlas", ODD)
    assert ("text/x-a", {"by": "me"}, 3, "block_shadow") == (
        info.content_type,
        info.metadata,
        info.size,
        info.read_source,
    )
    assert not await client.is_object_migrated("atlas", ODD)
    assert [] == await keys(client)
    assert [ODD, "b"] == await keys(client, "shadow")
    assert b"123" == await read(client, ODD)
    assert await client.is_object_migrated("atlas", ODD)
    after = await client.head_object("atlas", ODD)
    assert (info.etag, info.metadata) == (after.etag, after.metadata)
    assert [ODD] == await keys(client)
    assert [ODD] == await keys(client, "tigris")
    with pytest.raises(NotFound):
        await client.head_object("atlas", "nowhere")
    with pytest.raises(NotFound):
        await read(client, "nowhere")


async def test_an_object_migrates_without_being_read(harness: Harness, client: AsyncTigrisHTTP, old: Emulator) -> None:
    await client.create_bucket("atlas")
    await client.set_bucket_migration("atlas", source_at(old))
    assert "block_shadow" == (await client.migrate_object("atlas", "b")).read_source
    assert await client.is_object_migrated("atlas", "b")
    await client.set_bucket_migration("atlas", None)
    assert b"b" == await read(client, "b")


async def test_writes_stay_here_or_go_through(harness: Harness, client: AsyncTigrisHTTP, old: Emulator) -> None:
    await client.create_bucket("atlas")
    with TigrisHTTP(old.endpoint, old.credentials) as there:
        await client.set_bucket_migration("atlas", source_at(old))
        await client.put_object("atlas", "new", b"here")
        await client.delete_object("atlas", "new")
        assert [ODD, "b"] == [entry.key for entry in there.list_objects_v2("old-atlas")]
        await client.set_bucket_migration("atlas", source_at(old, write_through=True))
        await client.put_object("atlas", "new", b"both", content_type="text/x-b", metadata={"c": "d"})
        await client.copy_object("atlas", "copy", "atlas", "new")
        await client.rename_object("atlas", "copy", "renamed")
        there_too = there.head_object("old-atlas", "new")
        assert ("text/x-b", {"c": "d"}, 4) == (there_too.content_type, there_too.metadata, there_too.size)
        assert [ODD, "b", "new", "renamed"] == await keys(client)
        assert ["new", "renamed"] == await keys(client, "tigris")
        await client.delete_object("atlas", "new")
        assert [ODD, "b", "renamed"] == [entry.key for entry in there.list_objects_v2("old-atlas")]


async def test_a_source_that_fails_does_not_pass_for_empty(
    harness: Harness, client: AsyncTigrisHTTP, old: Emulator
) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "here", b"1")
    await client.set_bucket_migration("atlas", source_at(old))
    old.remove_credentials(old.credentials.access_key_id)
    with pytest.raises(Unavailable, match="it answered 403"):
        await read(client, "b")
    old.stop()
    with pytest.raises(Unavailable, match="it cannot be reached"):
        await keys(client, "shadow")
    assert b"1" == await read(client, "here")


async def test_anonymous_callers_do_not_see_the_objects_of_the_source(
    harness: Harness, client: AsyncTigrisHTTP, old: Emulator
) -> None:
    await client.create_bucket("atlas")
    await client.set_bucket_migration("atlas", source_at(old))
    anonymous = harness.client(credentials=ANONYMOUS)
    with pytest.raises(AccessDenied):
        await anonymous.head_object("atlas", "b")


async def test_tigris_boto3_ext_sees_the_same_of_a_migration(
    harness: Harness, client: AsyncTigrisHTTP, old: Emulator, s3: Any
) -> None:
    await client.create_bucket("atlas")
    await client.set_bucket_migration("atlas", source_at(old))
    assert not ext.is_object_migrated(s3, "atlas", ODD)
    for source in ("tigris", "shadow"):
        theirs = ext.list_objects_from_source(s3, "atlas", source).get("Contents", [])
        assert await keys(client, source) == [entry["Key"] for entry in theirs]
    ext.migrate_object(s3, "atlas", "b")
    assert await client.is_object_migrated("atlas", "b")
    await client.migrate_object("atlas", ODD)
    assert ext.is_object_migrated(s3, "atlas", ODD)
    assert b"123" == s3.get_object(Bucket="atlas", Key=ODD)["Body"].read()
    assert [ODD, "b"] == await keys(client, "tigris")
