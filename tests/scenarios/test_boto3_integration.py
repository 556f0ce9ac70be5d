"""The claims of tigris-boto3-ext's integration tests, checked with boto3 and the extension, and with this client.

`CASES` names, for each case of the extension, the tests here that make the same claim of both.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from importlib import import_module
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


# -- the table -----------------------------------------------------------------------------------------------------

NO_KEYS = "access keys are made by another host, which this client does not speak to"
NO_NAMES = "a snapshot is named by its version alone, here as in the extension today"

READ_AT_A_SNAPSHOT = "test_boto3.test_each_reads_the_past_by_the_snapshots_of_the_other"
READ_IN_A_CONTEXT = "test_boto3_contexts.test_reads_in_a_context_are_those_of_a_version"
CREATED_ALIKE = "test_boto3_contexts.test_buckets_created_in_a_context_are_those_created_by_parameters"
KNOWN_ALIKE = "test_boto3.test_both_read_the_same_of_a_bucket"
RENAMED = "test_boto3.test_each_copies_renames_and_deletes_the_objects_of_the_other"
RENAMED_IN_A_CONTEXT = "test_boto3_contexts.test_copies_in_a_context_are_renames"
ARCHIVED = "test_boto3.test_the_extensions_archive_has_the_members_of_our_bundle"
DELETED = "test_boto3_soft_delete.test_both_list_the_same_deleted_objects"
BROUGHT_BACK = "test_boto3_soft_delete.test_each_restores_and_purges_the_objects_that_the_other_deleted"
RETAINED = "test_boto3_settings.test_each_reads_and_removes_the_retention_that_the_other_set"
NOTIFIED = "test_boto3_settings.test_each_reads_the_notifications_that_the_other_set"
AGED = "test_boto3_bucket_documents.test_each_reads_the_lifecycle_rules_that_the_other_wrote"
CREATED = "test_a_bucket_gets_snapshots_by_argument_context_and_decorator"
AGAIN = "test_contexts_and_decorated_functions_may_be_used_again"
NESTED = "test_contexts_nest"
WRITTEN = "test_objects_are_written_in_a_context_as_without_one"
PRESENT = "test_a_snapshot_context_without_a_version_reads_the_present"
LISTED = "test_snapshots_are_listed_with_name_and_time_and_found_by_name"
FORKED = "test_forks_of_one_snapshot_are_independent_of_each_other_and_of_their_source"
FORKED_NOW = "test_a_fork_of_now_names_the_snapshot_that_was_taken_for_it"
FORCED = "test_a_bucket_with_objects_is_deleted_by_force_only"
BUNDLED = "test_a_bundle_is_read_as_it_arrives"

CASES: dict[str, dict[str, tuple[str, ...]]] = {
    "test_snapshots": {
        "create_snapshot_enabled_bucket_with_helper": (CREATED,),
        "create_snapshot_enabled_bucket_with_context_manager": (CREATED,),
        "create_snapshot_with_name": (LISTED,),
        "list_snapshots": (LISTED,),
        "list_snapshots_with_context": (PRESENT, READ_IN_A_CONTEXT),
        "delete_snapshot": ("test_deleting_a_snapshot_leaves_the_others_and_the_bucket",),
        "delete_unknown_snapshot": ("test_deleting_a_snapshot_leaves_the_others_and_the_bucket",),
        "get_object_from_snapshot_helper": (READ_AT_A_SNAPSHOT,),
        "list_objects_from_snapshot_helper": (READ_AT_A_SNAPSHOT,),
        "head_object_from_snapshot_helper": (READ_AT_A_SNAPSHOT,),
        "snapshot_context_with_version": (READ_IN_A_CONTEXT,),
        "create_snapshot_helper": (CREATED,),
        "create_named_snapshot_helper": (LISTED,),
        "list_snapshots_helper": (LISTED,),
        "snapshot_data_operations_helpers": (READ_AT_A_SNAPSHOT,),
        "snapshot_context_with_helpers": (CREATED,),
    },
    "test_forks": {
        "create_fork_from_existing_bucket": (FORKED_NOW,),
        "create_fork_with_context_manager": (AGAIN, CREATED_ALIKE),
        "create_fork_from_snapshot_version": (FORKED,),
        "fork_contains_source_data": (FORKED, FORKED_NOW),
        "modifications_are_independent": (FORKED,),
        "create_fork_with_helper": (FORKED_NOW,),
        "fork_context_with_helper": (AGAIN,),
        "fork_with_snapshot_version_helper": (FORKED,),
        "create_multiple_forks_from_source": (FORKED, FORKED_NOW),
    },
    "test_bucket_info": {
        "has_snapshot_enabled_on_snapshot_bucket": (CREATED, KNOWN_ALIKE),
        "has_snapshot_enabled_on_regular_bucket": (CREATED, KNOWN_ALIKE),
        "get_bucket_info_snapshot_enabled": (KNOWN_ALIKE,),
        "get_bucket_info_regular_bucket": (KNOWN_ALIKE,),
        "get_bucket_info_forked_bucket": (FORKED,),
        "get_bucket_info_fork_parent": (FORKED,),
        "get_bucket_info_forked_from_current_state": (FORKED_NOW,),
        "bucket_info_with_multiple_snapshots": (LISTED,),
    },
    "test_context_managers_integration": {
        "snapshot_enabled_creates_bucket": (CREATED,),
        "snapshot_enabled_reusable": (AGAIN,),
        "snapshot_enabled_with_exception": ("test_a_context_ends_with_an_error",),
        "snapshot_context_lists_buckets": (PRESENT,),
        "snapshot_context_with_operations": (PRESENT,),
        "fork_context_creates_bucket": (AGAIN, CREATED_ALIKE),
        "fork_context_reusable": (AGAIN,),
        "nested_snapshot_contexts": (NESTED,),
        "mixed_context_nesting": (NESTED,),
        "put_get_in_snapshot_context": (PRESENT,),
        "multiple_operations_in_context": (WRITTEN,),
    },
    "test_decorators_integration": {
        "decorator_creates_bucket": (CREATED,),
        "decorator_with_multiple_operations": (CREATED, WRITTEN),
        "decorator_reusable": (AGAIN,),
        "decorator_lists_snapshots": (PRESENT,),
        "decorator_accesses_objects": (PRESENT,),
        "decorator_with_snapshot_version": (PRESENT, READ_IN_A_CONTEXT),
        "decorator_creates_fork": (AGAIN, CREATED_ALIKE),
        "decorator_fork_isolation": (FORKED,),
        "decorator_multiple_forks": (AGAIN,),
        "snapshot_then_fork": (AGAIN,),
        "multiple_decorated_functions": (CREATED,),
    },
    "test_rename": {
        "rename_moves_object_to_new_key": (RENAMED,),
        "rename_works_with_nested_keys": (RENAMED,),
        "rename_works_with_special_character_keys": (RENAMED,),
        "copy_object_inside_context_renames": (RENAMED_IN_A_CONTEXT,),
        "copy_object_outside_context_still_copies": ("test_after_a_rename_context_copies_are_copies",),
        "decorator_renames_inside_function": (RENAMED_IN_A_CONTEXT,),
    },
    "test_bundle": {
        "bundle_single_object": ("test_the_first_member_of_a_bundle_is_read_before_it_is_closed",),
        "bundle_multiple_objects": (BUNDLED, ARCHIVED),
        "bundle_preserves_request_ordering": (BUNDLED,),
        "bundle_gzip_compression": (BUNDLED, ARCHIVED),
        "bundle_zstd_compression": ("test_a_small_zstd_bundle_is_decompressed_in_one_call", ARCHIVED),
        "skip_mode_omits_missing_keys": (BUNDLED, ARCHIVED),
        "fail_mode_raises_on_missing_key": ("test_boto3.test_both_get_an_error_for_a_bundle_with_a_missing_key",),
        "response_has_object_count": (BUNDLED,),
        "response_context_manager": ("test_the_first_member_of_a_bundle_is_read_before_it_is_closed",),
    },
    "test_soft_delete": {
        "deleted_object_is_recoverable": (DELETED,),
        "custom_retention_window": (
            RETAINED,
            "test_of_a_snapshot_bucket_the_deleted_version_is_listed_and_the_live_one_is_not",
        ),
        "purged_version_leaves_the_soft_delete_view": (BROUGHT_BACK,),
        "restores_a_specific_version": (BROUGHT_BACK,),
        "restores_most_recent_version_without_an_id": (BROUGHT_BACK,),
        "lists_only_deleted_keys_and_versions": (DELETED,),
        "snapshot_bucket_view_excludes_live_versions": (
            "test_of_a_snapshot_bucket_the_deleted_version_is_listed_and_the_live_one_is_not",
        ),
        "removes_a_non_empty_bucket": (FORCED,),
        "removes_a_non_empty_soft_delete_bucket": (FORCED,),
    },
    # Tests of features that the extension no longer has; the claims stay.
    "test_snapshot_name": {
        "get_snapshot_version_by_name_found": (LISTED,),
        "get_snapshot_version_by_name_not_found": (LISTED,),
        "get_snapshot_version_by_name_multiple_snapshots": (LISTED,),
        "create_fork_with_snapshot_name": (LISTED, FORKED),
        "create_fork_with_both_params_raises_error": (NO_NAMES,),
        "create_fork_with_nonexistent_snapshot_name_raises_error": (NO_NAMES,),
        "forked_from_decorator_with_snapshot_name": (LISTED, CREATED_ALIKE),
        "forked_from_decorator_both_params_raises_error": (NO_NAMES,),
        "forked_from_decorator_nonexistent_snapshot_raises_error": (NO_NAMES,),
    },
    "test_client_integration": {
        "client_initialization": (CREATED,),
        "client_delegates_list_buckets": (KNOWN_ALIKE,),
        "client_delegates_standard_operations": ("test_boto3.test_each_reads_the_objects_of_the_other",),
        "client_create_snapshot": (LISTED,),
        "client_create_snapshot_with_name": (LISTED,),
        "client_list_snapshots": (LISTED,),
        "client_snapshot_data_operations": (WRITTEN,),
        "client_create_fork": (FORKED_NOW,),
        "client_create_fork_with_version": (FORKED,),
        "client_fork_data_isolation": (FORKED,),
        "client_snapshot_enabled_context": (CREATED,),
        "client_snapshot_context": (PRESENT,),
        "client_fork_context": (AGAIN,),
        "client_nested_contexts": (NESTED,),
        "complete_snapshot_workflow": (READ_AT_A_SNAPSHOT,),
        "complete_fork_workflow": (FORKED,),
        "mixed_operations_workflow": (WRITTEN,),
    },
    "test_agent_kit": {
        "create_basic_workspace": (CREATED,),
        "create_workspace_default_enables_snapshots": (CREATED,),
        "create_workspace_disable_snapshots": (CREATED,),
        "create_workspace_with_snapshots": (CREATED,),
        "create_workspace_with_ttl": (AGED,),
        "teardown_workspace_deletes_bucket": (FORCED,),
        "teardown_workspace_force_deletes_non_empty_bucket": (FORCED,),
        "workspace_with_credentials_round_trip": (NO_KEYS,),
        "create_forks_creates_n_buckets": (FORKED,),
        "default_fork_prefix_uses_snapshot_id": (FORKED,),
        "forks_are_isolated": (FORKED,),
        "create_forks_with_credentials": (NO_KEYS,),
        "teardown_forks_deletes_all": (FORKED,),
        "teardown_forks_force_deletes_non_empty": (FORKED,),
        "checkpoint_returns_snapshot_id": (LISTED,),
        "restore_creates_new_fork": (FORKED,),
        "list_checkpoints_returns_all": (LISTED,),
        "set_and_clear": (NOTIFIED,),
        "setup_and_teardown": (NOTIFIED,),
    },
}
"""For each integration case of the extension our tests of the same claim, or the reason for none."""


def test_every_case_of_the_extension_names_an_existing_test() -> None:
    claims = [claim for file in CASES.values() for claimed in file.values() for claim in claimed]
    for claim in claims:
        if claim not in (NO_KEYS, NO_NAMES):
            home, _, name = claim.rpartition(".")
            module = import_module(f"{__package__}.{home}") if home else import_module(__name__)
            assert callable(getattr(module, name))
    own = {name for name, value in globals().items() if name.startswith("test_") and callable(value)}
    assert own - set(claims) == {test_every_case_of_the_extension_names_an_existing_test.__name__}
