"""The claims of tigris-boto3-ext's integration tests, checked with boto3 and the extension, and with this client."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from typing import TYPE_CHECKING, Any

import pytest
import tigris_boto3_ext as ext
import zstandard
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http import (
    BundleSkipped,
    Conflict,
    NotFound,
    ServiceError,
    TigrisFork,
    TigrisRename,
    TigrisSnapshot,
    TigrisSnapshotEnabled,
    forked_from,
    snapshot_enabled,
    with_snapshot,
)

from .extension_results import status_and_code

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP


# -- results that both must agree on ----------------------------------------------------------------------------------


async def content(client: AsyncTigrisHTTP, s3: Any, bucket: str, key: str) -> bytes:
    """Return an object once both read the same."""
    async with client.get_object(bucket, key) as body:
        ours = await body.read()
    with s3.get_object(Bucket=bucket, Key=key)["Body"] as body:
        assert ours == body.read()
    return ours


async def keys(client: AsyncTigrisHTTP, s3: Any, bucket: str) -> list[str]:
    """Return the keys of a bucket once both list the same."""
    ours = [entry.key async for entry in client.list_objects_v2(bucket)]
    assert ours == [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    return ours


async def buckets(client: AsyncTigrisHTTP, s3: Any) -> dict[str, bool]:
    """Return all buckets with their kind, once both read the same."""
    ours = {entry.name: await client.has_snapshot_enabled(entry.name) async for entry in client.list_buckets()}
    theirs = [entry["Name"] for entry in s3.list_buckets()["Buckets"]]
    assert ours == {name: ext.has_snapshot_enabled(s3, name) for name in theirs}
    return ours


def version_of(answer: dict[str, Any]) -> str:
    version = ext.get_snapshot_version(answer)
    assert version is not None
    return version


# -- buckets and contexts ------------------------------------------------------------------------------------------


async def test_a_bucket_gets_snapshots_by_argument_context_and_decorator(client: AsyncTigrisHTTP, s3: Any) -> None:
    @snapshot_enabled
    async def make(view: AsyncTigrisHTTP, name: str) -> str | None:
        return (await view.create_bucket(name)).location

    @ext.snapshot_enabled
    def theirs(s3: Any, name: str) -> str:
        location: str = s3.create_bucket(Bucket=name)["Location"]
        return location

    assert "/ours-1" == (await client.create_bucket("ours-1", snapshot_enabled=True)).location
    async with TigrisSnapshotEnabled(client) as view:
        assert "/ours-2" == (await view.create_bucket("ours-2")).location
    assert "/ours-3" == await make(client, "ours-3")
    assert "/theirs-1" == ext.create_snapshot_bucket(s3, "theirs-1")["Location"]
    with ext.TigrisSnapshotEnabled(s3):
        assert "/theirs-2" == s3.create_bucket(Bucket="theirs-2")["Location"]
    assert "/theirs-3" == theirs(s3, "theirs-3")
    await client.create_bucket("plain")
    kinds = {f"{whose}-{number}": True for whose in ("ours", "theirs") for number in (1, 2, 3)}
    assert {**kinds, "plain": False} == await buckets(client, s3)


async def test_contexts_and_decorated_functions_may_be_used_again(client: AsyncTigrisHTTP, s3: Any) -> None:
    enabled, their_enabled = TigrisSnapshotEnabled(client), ext.TigrisSnapshotEnabled(s3)
    for number in (1, 2):
        async with enabled as view:
            await view.create_bucket(f"ours-{number}")
        with their_enabled:
            s3.create_bucket(Bucket=f"theirs-{number}")
    fork, their_fork = TigrisFork(client, "ours-1"), ext.TigrisFork(s3, "ours-1")
    decorated: Any = ext.forked_from("ours-1")(lambda s3, name: s3.create_bucket(Bucket=name))
    for number in (1, 2):
        async with fork as view:
            await view.create_bucket(f"our-fork-{number}")
        with their_fork:
            s3.create_bucket(Bucket=f"their-fork-{number}")
        decorated(s3, f"decorated-{number}")
        await forked_from("ours-1")(_create)(client, f"our-decorated-{number}")
    assert {True} == set((await buckets(client, s3)).values())
    kinds = ("decorated", "our-decorated", "our-fork", "their-fork")
    wanted = {f"{kind}-{number}" for kind in kinds for number in (1, 2)}
    assert wanted == {fork.name async for fork in client.list_forks("ours-1")}
    assert wanted == {fork["name"] for fork in ext.list_forks(s3, "ours-1")["buckets"]}


async def _create(view: AsyncTigrisHTTP, name: str) -> None:
    await view.create_bucket(name)


async def test_a_context_ends_with_an_error(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("taken")
    with pytest.raises(Conflict):
        async with TigrisSnapshotEnabled(client) as view:
            await view.create_bucket("taken")
    with pytest.raises(ClientError, match="BucketAlreadyExists"), ext.TigrisSnapshotEnabled(s3):
        s3.create_bucket(Bucket="taken")
    await client.create_bucket("ours")
    s3.create_bucket(Bucket="theirs")
    assert {"ours": False, "taken": False, "theirs": False} == await buckets(client, s3)


async def test_contexts_nest(client: AsyncTigrisHTTP, s3: Any) -> None:
    async with TigrisSnapshotEnabled(client) as outer:
        await outer.create_bucket("ours")
        async with TigrisSnapshotEnabled(outer) as inner, TigrisFork(inner, "ours") as fork:
            await inner.create_bucket("ours-inner")
            await fork.create_bucket("ours-fork")
        async with TigrisSnapshot(outer, "ours") as listing:
            assert 1 == len([entry async for entry in listing.list_buckets()])
        await outer.create_bucket("ours-too")
    with ext.TigrisSnapshotEnabled(s3):
        s3.create_bucket(Bucket="theirs")
        with ext.TigrisSnapshotEnabled(s3):
            s3.create_bucket(Bucket="theirs-inner")
        with ext.TigrisFork(s3, "theirs"):
            s3.create_bucket(Bucket="theirs-fork")
        with ext.TigrisSnapshot(s3, "theirs"):
            assert 1 == len(s3.list_buckets()["Buckets"])
        s3.create_bucket(Bucket="theirs-too")
    assert {
        f"{whose}{rest}": True for whose in ("ours", "theirs") for rest in ("", "-inner", "-fork", "-too")
    } == await buckets(client, s3)
    for whose in ("ours", "theirs"):
        assert whose == (await client.get_bucket_info(f"{whose}-fork")).fork_source_bucket
        assert whose == ext.get_bucket_info(s3, f"{whose}-fork")["fork_source_bucket"]


async def test_objects_are_written_in_a_context_as_without_one(client: AsyncTigrisHTTP, s3: Any) -> None:
    async with TigrisSnapshotEnabled(client) as view:
        await view.create_bucket("atlas")
        for number in (1, 2, 3):
            await view.put_object("atlas", f"ours-{number}", b"x")
    with ext.TigrisSnapshotEnabled(s3):
        for number in (1, 2, 3):
            s3.put_object(Bucket="atlas", Key=f"theirs-{number}", Body=b"x")
    assert [f"{whose}-{number}" for whose in ("ours", "theirs") for number in (1, 2, 3)] == await keys(
        client, s3, "atlas"
    )


@pytest.mark.parametrize("snapshots", [False, True], ids=["plain", "snapshots"])
async def test_a_snapshot_context_without_a_version_reads_the_present(
    client: AsyncTigrisHTTP, s3: Any, snapshots: bool
) -> None:
    await client.create_bucket("atlas", snapshot_enabled=snapshots)
    await client.put_object("atlas", "k", b"now")

    @with_snapshot("atlas")
    async def ours(view: AsyncTigrisHTTP) -> tuple[list[str], bytes, list[str]]:
        async with view.get_object("atlas", "k") as body:
            content = await body.read()
        listed = [entry.name async for entry in view.list_buckets()]
        return [entry.key async for entry in view.list_objects_v2("atlas")], content, listed

    @ext.with_snapshot("atlas")
    def theirs(s3: Any) -> tuple[list[str], bytes, list[str]]:
        with s3.get_object(Bucket="atlas", Key="k")["Body"] as body:
            content = body.read()
        listed = [entry["Name"] for entry in s3.list_buckets().get("Buckets", [])]
        return [entry["Key"] for entry in s3.list_objects_v2(Bucket="atlas")["Contents"]], content, listed

    assert (["k"], b"now", []) == await ours(client) == theirs(s3)
    if snapshots:
        version = (await client.create_snapshot("atlas", "base")).version
        assert (["k"], b"now", [f"{version}; name=base"]) == await ours(client) == theirs(s3)


# -- snapshots and forks -------------------------------------------------------------------------------------------


async def test_snapshots_are_listed_with_name_and_time_and_found_by_name(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    assert [] == [entry async for entry in client.list_snapshots("atlas")]
    assert [] == ext.list_snapshots(s3, "atlas").get("Buckets", [])
    versions = {
        "v1": (await client.create_snapshot("atlas", "v1")).version,
        "v2": version_of(ext.create_snapshot(s3, "atlas", snapshot_name="v2")),
        "v3": (await client.create_snapshot("atlas", "v3")).version,
    }
    ours = [entry async for entry in client.list_snapshots("atlas")]
    theirs = ext.list_snapshots(s3, "atlas")["Buckets"]
    assert all(version.isdecimal() for version in versions.values())
    assert versions == {entry.name: entry.version for entry in ours}
    assert versions == {name: version for version, _, name in (each["Name"].partition("; name=") for each in theirs)}
    assert None not in [entry.created_at for entry in ours]
    assert [entry.created_at for entry in ours] == [entry["CreationDate"] for entry in theirs]
    assert (await client.get_bucket_info("atlas")).snapshot_enabled
    assert ext.get_bucket_info(s3, "atlas")["snapshot_enabled"]


async def test_deleting_a_snapshot_leaves_the_others_and_the_bucket(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "k", b"x")
    first, second, third = [(await client.create_snapshot("atlas")).version for _ in range(3)]
    await client.delete_snapshot("atlas", first)
    ext.delete_snapshot(s3, "atlas", second)
    assert [third] == [entry.version async for entry in client.list_snapshots("atlas")]
    assert [third] == [entry["Name"] for entry in ext.list_snapshots(s3, "atlas")["Buckets"]]
    assert b"x" == await content(client, s3, "atlas", "k")
    with pytest.raises(ServiceError) as ours:
        await client.delete_snapshot("atlas", first)
    with pytest.raises(ClientError) as theirs:
        ext.delete_snapshot(s3, "atlas", first)
    assert status_and_code(ours.value) == status_and_code(theirs.value)
    assert ours.value.status in (400, 404)


async def test_forks_of_one_snapshot_are_independent_of_each_other_and_of_their_source(
    client: AsyncTigrisHTTP, s3: Any
) -> None:
    await client.create_bucket("base", snapshot_enabled=True)
    await client.put_object("base", "shared", b"then")
    version = (await client.create_snapshot("base", "checkpoint")).version
    await client.put_object("base", "shared", b"now")
    forks = [f"base-fork-{version}-{number}" for number in range(4)]
    for number, fork in enumerate(forks):
        if number % 2:
            assert f"/{fork}" == ext.create_fork(s3, fork, "base", snapshot_version=version)["Location"]
        else:
            assert f"/{fork}" == (await client.create_fork(fork, "base", version)).location
        assert b"then" == await content(client, s3, fork, "shared")
    for fork in forks[:2]:
        await client.put_object(fork, "shared", fork.encode())
        s3.put_object(Bucket=fork, Key=f"only-{fork}", Body=b"x")
    for fork in forks[:2]:
        assert fork.encode() == await content(client, s3, fork, "shared")
        assert [f"only-{fork}", "shared"] == await keys(client, s3, fork)
    assert b"then" == await content(client, s3, forks[2], "shared")
    assert (["shared"], b"now") == (await keys(client, s3, "base"), await content(client, s3, "base", "shared"))
    for fork in (*forks, "base"):
        ours, theirs = await client.get_bucket_info(fork), ext.get_bucket_info(s3, fork)
        expected = (None, None) if fork == "base" else ("base", version)
        assert (True, *expected) == (ours.snapshot_enabled, ours.fork_source_bucket, ours.fork_source_snapshot)
        assert (True, *expected) == tuple(
            theirs[name] for name in ("snapshot_enabled", "fork_source_bucket", "fork_source_snapshot")
        )
    await client.delete_bucket(forks[0], force=True)
    ext.force_delete_bucket(s3, forks[1])
    assert {*forks[2:], "base"} == set(await buckets(client, s3))


async def test_a_fork_of_now_names_the_snapshot_that_was_taken_for_it(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("base", snapshot_enabled=True)
    await client.put_object("base", "shared", b"x")
    await client.create_fork("ours", "base")
    ext.create_fork(s3, "theirs", "base")
    for fork in ("ours", "theirs"):
        version = (await client.get_bucket_info(fork)).fork_source_snapshot
        assert version == ext.get_bucket_info(s3, fork)["fork_source_snapshot"]
        assert version in [entry.version async for entry in client.list_snapshots("base")]
        assert b"x" == await content(client, s3, fork, "shared")


# -- renames -------------------------------------------------------------------------------------------------------


async def test_after_a_rename_context_copies_are_copies(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "dir/a +#.txt", b"x")
    async with TigrisRename(client) as view:
        await view.copy_object("atlas", "dir/b", "atlas", "dir/a +#.txt")
    await client.copy_object("atlas", "ours", "atlas", "dir/b")
    with ext.TigrisRename(s3):
        s3.copy_object(Bucket="atlas", Key="c", CopySource="atlas/dir/b")
    s3.copy_object(Bucket="atlas", Key="theirs", CopySource="atlas/c")
    assert ["c", "ours", "theirs"] == await keys(client, s3, "atlas")
    assert b"x" == await content(client, s3, "atlas", "theirs")


# -- bundles -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("compression", ["none", "gzip"])
async def test_a_bundle_is_read_as_it_arrives(client: AsyncTigrisHTTP, s3: Any, compression: Any) -> None:
    await client.create_bucket("atlas")
    contents = {f"img/{number}": b"%d" % number for number in range(5)}
    for key, data in contents.items():
        await client.put_object("atlas", key, data)
    wanted = [*reversed(contents), "missing"]
    theirs: list[tuple[str, bytes]] = []
    with ext.bundle_objects(s3, "atlas", wanted, compression=compression) as response:
        stream: Any = response
        with gzip.open(stream) if compression == "gzip" else stream as opened, tarfile.open(None, "r|", opened) as tar:
            for member in tar:
                file = tar.extractfile(member)
                assert file is not None
                theirs.append((member.name, file.read()))
    name, manifest = theirs.pop()
    assert ("__bundle_errors.json", ["missing"]) == (name, [each["key"] for each in json.loads(manifest)["skipped"]])
    async with client.bundle_objects("atlas", wanted, compression=compression) as bundle:
        *ours, last = [
            found if isinstance(found, BundleSkipped) else (found.key, await found.read()) async for found in bundle
        ]
    assert [(key, contents[key]) for key in reversed(contents)] == theirs == ours
    assert isinstance(last, BundleSkipped)
    assert ("missing", 5, 1) == (last.key, bundle.stats.delivered, bundle.stats.skipped)
    assert response.object_count in (None, 5)  # urllib3 drops trailers


async def test_a_small_zstd_bundle_is_decompressed_in_one_call(client: AsyncTigrisHTTP, s3: Any) -> None:
    """That call requires frames with the size of their content."""
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"zstd")
    with ext.bundle_objects(s3, "atlas", ["k"], compression="zstd") as response:
        archive = zstandard.ZstdDecompressor().decompress(response.read())
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r|") as tar:
        for member in tar:
            file = tar.extractfile(member)
            assert file is not None
            assert ("k", b"zstd") == (member.name, file.read())
    async with client.bundle_objects("atlas", ["k"], compression="zstd", on_skipped="drop") as bundle:
        assert [b"zstd"] == [await member.read() async for member in bundle]


async def test_the_first_member_of_a_bundle_is_read_before_it_is_closed(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"context")
    with ext.bundle_objects(s3, "atlas", ["k"]) as response:
        stream: Any = response
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            file = tar.extractfile(next(iter(tar)))
            assert file is not None
            theirs = file.read()
    async with client.bundle_objects("atlas", ["k"], on_skipped="drop") as bundle:
        async for member in bundle:
            assert theirs == await member.read() == b"context"
            break


# -- soft delete ---------------------------------------------------------------------------------------------------


async def test_of_a_snapshot_bucket_the_deleted_version_is_listed_and_the_live_one_is_not(
    client: AsyncTigrisHTTP, s3: Any
) -> None:
    await client.create_bucket("ours", snapshot_enabled=True, soft_delete=8)
    with ext.TigrisSnapshotEnabled(s3), ext.TigrisSoftDeleteEnabled(s3, retention_days=8):
        s3.create_bucket(Bucket="theirs")
    for bucket in ("ours", "theirs"):
        assert 8 == ext.get_bucket_metadata(s3, bucket)["soft_delete"]["retention_days"]
        old = (await client.put_object(bucket, "k", b"v1")).version_id
        assert old is not None
        s3.put_object(Bucket=bucket, Key="k", Body=b"v2")
        await client.delete_object(bucket, "k", version_id=old)
        assert [("k", old)] == [
            (entry.key, entry.version_id) async for entry in client.list_deleted_object_versions(bucket)
        ]
        listed = ext.list_deleted_object_versions(s3, bucket)["Versions"]
        assert [("k", old)] == [(entry["Key"], entry["VersionId"]) for entry in listed]
        assert b"v2" == await content(client, s3, bucket, "k")


@pytest.mark.parametrize("soft_delete", [False, True], ids=["plain", "soft-delete"])
async def test_a_bucket_with_objects_is_deleted_by_force_only(
    client: AsyncTigrisHTTP, s3: Any, soft_delete: bool
) -> None:
    for bucket in ("ours", "theirs"):
        await client.create_bucket(bucket, soft_delete=soft_delete)
        await client.put_object(bucket, "k", b"x")
    with pytest.raises(Conflict) as refused:
        await client.delete_bucket("ours")
    with pytest.raises(ClientError) as theirs:
        s3.delete_bucket(Bucket="theirs")
    assert (409, "BucketNotEmpty") == status_and_code(refused.value) == status_and_code(theirs.value)
    await client.delete_bucket("ours", force=True)
    ext.force_delete_bucket(s3, "theirs")
    for bucket in ("ours", "theirs"):
        with pytest.raises(NotFound):
            await client.head_bucket(bucket)
        with pytest.raises(ClientError) as gone:
            s3.head_bucket(Bucket=bucket)
        assert 404 == status_and_code(gone.value)[0]
