"""Snapshots and forks."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import AccessDenied, Conflict, ConnectionFailed, NotFound, OutcomeUnknown, ServiceError
from tigris_http.emulator import Fault
from tigris_http.operations import DeleteSnapshot

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator


async def read(client: AsyncTigrisHTTP, bucket: str, key: str, **options: Any) -> bytes:
    async with client.get_object(bucket, key, **options) as body:
        return await body.read()


async def keys(client: AsyncTigrisHTTP, bucket: str, **options: Any) -> list[str]:
    return [entry.key async for entry in client.list_objects_v2(bucket, **options)]


# -- snapshots -----------------------------------------------------------------------------------------------------


async def test_a_snapshot_has_a_version_a_name_and_a_time(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    plain = await client.create_snapshot("atlas")
    named = await client.create_snapshot("atlas", "before import 1.0_x-y")
    assert ("atlas", None) == (plain.bucket, plain.name)
    assert "true; name=before import 1.0_x-y" == tigris.requests[-1].header("x-tigris-snapshot")
    assert "before import 1.0_x-y" == named.name
    assert int(plain.version) < int(named.version)
    assert named.created_at is not None
    assert abs(named.created_at - datetime.now(timezone.utc)) < timedelta(minutes=1)


async def test_snapshots_are_listed_with_versions_and_names(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    taken = [await client.create_snapshot("atlas", name) for name in (None, "same", "same", "last")]
    found = [entry async for entry in client.list_snapshots("atlas")]
    assert {(entry.version, entry.name) for entry in taken} == {(entry.version, entry.name) for entry in found}
    assert all(entry.bucket == "atlas" and entry.created_at for entry in found)
    assert [2, 2] == [len(page.snapshots) async for page in client.list_snapshots("atlas", max_buckets=2).pages()][:2]
    assert found == [entry async for entry in client.list_snapshots("atlas", max_buckets=1)]


async def test_a_bucket_without_snapshots_lists_none(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.create_bucket("plain")
    assert [] == [entry async for entry in client.list_snapshots("atlas")]
    assert [] == [entry async for entry in client.list_snapshots("plain")]


async def test_a_plain_bucket_has_no_snapshots(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("plain")
    with pytest.raises(ServiceError) as caught:
        await client.create_snapshot("plain")
    assert (400, "CreateSnapshot") == (caught.value.status, caught.value.operation)
    with pytest.raises(NotFound):
        await client.create_snapshot("nowhere")


@pytest.mark.parametrize("name", ["", "a;b", "a\r\nb", "é", "x" * 65, " a", "a "])
async def test_a_name_that_no_header_carries_is_refused_before_a_request(
    client: AsyncTigrisHTTP, tigris: Emulator, name: str
) -> None:
    with pytest.raises(ValueError, match="name"):
        await client.create_snapshot("atlas", name)
    assert () == tigris.requests


async def test_objects_are_read_as_of_a_snapshot(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "changed", b"old", metadata={"n": "1"})
    before = await client.put_object("atlas", "deleted", b"there")
    version = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "changed", b"newer")
    await client.delete_object("atlas", "deleted")
    await client.put_object("atlas", "added", b"")
    assert b"old" == await read(client, "atlas", "changed", snapshot_version=version)
    assert b"there" == await read(client, "atlas", "deleted", snapshot_version=version)
    info = await client.head_object("atlas", "changed", snapshot_version=version)
    assert (3, {"n": "1"}) == (info.size, info.metadata)
    assert before.version_id == (await client.head_object("atlas", "deleted", snapshot_version=version)).version_id
    assert ["changed", "deleted"] == await keys(client, "atlas", snapshot_version=version)
    for act in (client.head_object, client.get_object):
        with pytest.raises(NotFound):
            await act("atlas", "added", snapshot_version=version)
    assert b"ld" == await read(client, "atlas", "changed", snapshot_version=version, range=(1, 2))
    assert ["added", "changed"] == await keys(client, "atlas")


async def test_objects_are_read_as_of_any_time(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    first = (await client.put_object("atlas", "k", b"one")).version_id
    second = (await client.put_object("atlas", "k", b"two")).version_id
    assert first is not None
    assert second is not None
    assert b"one" == await read(client, "atlas", "k", snapshot_version=str(int(second) - 1))
    assert b"two" == await read(client, "atlas", "k", snapshot_version=second)


@pytest.mark.parametrize("version", ["", "latest", "-5", "1.5", "0", "1" * 21, 5, "١٢٣"])
async def test_a_version_that_is_not_digits_is_refused_before_a_request(
    client: AsyncTigrisHTTP, tigris: Emulator, version: Any
) -> None:
    with pytest.raises((ValueError, TypeError), match="snapshot_version"):
        await client.head_object("atlas", "k", snapshot_version=version)
    with pytest.raises((ValueError, TypeError), match="snapshot_version"):
        await client.delete_snapshot("atlas", version)
    assert () == tigris.requests


async def test_a_snapshot_is_deleted_and_the_objects_stay(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "k", b"x")
    first, second = [await client.create_snapshot("atlas") for _ in range(2)]
    await client.delete_snapshot("atlas", first.version)
    assert [second.version] == [entry.version async for entry in client.list_snapshots("atlas")]
    assert b"x" == await read(client, "atlas", "k")
    with pytest.raises(ServiceError) as caught:
        await client.delete_snapshot("atlas", first.version)
    assert 400 <= caught.value.status < 500
    assert ["atlas"] == [bucket.name async for bucket in client.list_buckets()]


@pytest.mark.parametrize("version", ["", " ", None])
def test_deleting_a_snapshot_requires_its_version(version: Any) -> None:
    """Without its header the same request deletes the bucket."""
    with pytest.raises((ValueError, TypeError), match="snapshot_version"):
        DeleteSnapshot("atlas", version)


async def test_a_snapshot_under_a_fork_is_deleted_and_the_fork_reads_on(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "k", b"then")
    version = (await client.create_snapshot("atlas")).version
    await client.create_fork("lab", "atlas", version)
    await client.put_object("atlas", "k", b"now")
    await client.delete_snapshot("atlas", version)
    assert [] == [entry async for entry in client.list_snapshots("atlas")]
    async with client.get_object("lab", "k") as body:
        assert b"then" == await body.read()


async def test_a_snapshot_with_a_lost_answer_is_not_taken_twice(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    tigris.inject(Fault("lose_answer", "CreateSnapshot"))
    with pytest.raises(OutcomeUnknown, match="look before you ask again") as caught:
        await client.create_snapshot("atlas", "once")
    assert 1 == caught.value.attempts
    assert isinstance(caught.value.__cause__, ConnectionFailed)
    assert ["once"] == [entry.name async for entry in client.list_snapshots("atlas")]


# -- forks ---------------------------------------------------------------------------------------------------------


async def test_a_fork_of_now_starts_with_all_objects(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "k", b"x", metadata={"n": "1"}, content_type="text/css")
    created = await client.create_fork("lab", "atlas")
    assert ("lab", "/lab") == (created.bucket, created.location)
    assert b"x" == await read(client, "lab", "k")
    info = await client.head_object("lab", "k")
    assert ({"n": "1"}, "text/css") == (info.metadata, info.content_type)
    origin = await client.get_bucket_info("lab")
    assert (True, "atlas") == (origin.snapshot_enabled, origin.fork_source_bucket)
    assert origin.fork_source_snapshot is not None
    assert origin.fork_source_snapshot.isdigit()
    assert (await client.get_bucket_info("atlas")).is_fork_parent


async def test_a_fork_of_a_snapshot_starts_with_its_objects(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "k", b"then")
    await client.put_object("atlas", "gone", b"then")
    version = (await client.create_snapshot("atlas", "base")).version
    await client.put_object("atlas", "k", b"now")
    await client.delete_object("atlas", "gone")
    await client.create_fork("lab", "atlas", version)
    assert ["gone", "k"] == await keys(client, "lab")
    assert b"then" == await read(client, "lab", "k")
    assert version == (await client.get_bucket_info("lab")).fork_source_snapshot


async def test_writes_on_either_side_never_show_on_the_other(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    for key in ("both", "parent deletes", "fork deletes", "renamed"):
        await client.put_object("atlas", key, b"x")
    await client.create_fork("lab", "atlas")
    await client.put_object("atlas", "both", b"parent")
    await client.put_object("lab", "both", b"fork")
    await client.delete_object("atlas", "parent deletes")
    await client.delete_object("lab", "fork deletes")
    await client.rename_object("lab", "renamed", "new name")
    await client.put_object("atlas", "only parent", b"")
    await client.put_object("lab", "only fork", b"")
    assert ["both", "fork deletes", "only parent", "renamed"] == await keys(client, "atlas")
    assert ["both", "new name", "only fork", "parent deletes"] == await keys(client, "lab")
    assert (b"parent", b"fork") == (await read(client, "atlas", "both"), await read(client, "lab", "both"))


async def test_a_fork_of_a_fork_has_the_whole_lineage(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "k", b"1")
    base = await client.create_snapshot("atlas", "base")
    await client.create_fork("lab", "atlas", base.version)
    await client.put_object("lab", "k", b"2")
    middle = (await client.create_snapshot("lab")).version
    await client.put_object("lab", "k", b"3")
    await client.create_fork("bench", "lab", middle)
    assert [b"1", b"3", b"2"] == [await read(client, bucket, "k") for bucket in ("atlas", "lab", "bench")]
    (lab,) = [fork async for fork in client.list_forks("atlas")]
    assert ("lab", True) == (lab.name, lab.is_fork_parent)
    assert [("atlas", base.version, "base")] == [
        (parent.bucket, parent.snapshot_version, parent.snapshot_name) for parent in lab.parents
    ]
    (bench,) = [fork async for fork in client.list_forks("lab")]
    assert ("bench", False) == (bench.name, bench.is_fork_parent)
    assert [("lab", middle), ("atlas", base.version)] == [
        (parent.bucket, parent.snapshot_version) for parent in bench.parents
    ]
    assert bench.created_at is not None
    assert bench.created_at == bench.parents[0].forked_at


async def test_forks_are_listed_in_pages(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    assert [] == [fork async for fork in client.list_forks("atlas")]
    for number in range(5):
        await client.create_fork(f"lab-{number}", "atlas")
    assert [f"lab-{number}" for number in range(5)] == sorted(
        [fork.name async for fork in client.list_forks("atlas", max_buckets=2)]
    )


async def test_a_bucket_that_cannot_be_forked_is_refused(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("plain")
    with pytest.raises(ServiceError) as caught:
        await client.create_fork("lab", "plain")
    assert 400 == caught.value.status
    with pytest.raises((NotFound, AccessDenied)):
        await client.create_fork("lab", "nowhere")
    with pytest.raises(AccessDenied):
        _ = [fork async for fork in client.list_forks("nowhere")]
    assert ["plain"] == [bucket.name async for bucket in client.list_buckets()]


async def test_a_bucket_with_forks_is_not_deleted(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.create_fork("lab", "atlas")
    with pytest.raises(Conflict):
        await client.delete_bucket("atlas", force=True)
    await client.delete_bucket("lab")
    await client.delete_bucket("atlas", force=True)
    assert [] == [bucket.name async for bucket in client.list_buckets()]


@pytest.mark.parametrize("kind", ["lose_answer", "drop_request"])
async def test_a_fork_with_a_lost_answer_exists_once(client: AsyncTigrisHTTP, tigris: Emulator, kind: Any) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "k", b"x")
    tigris.inject(Fault(kind, "CreateBucket"))
    created = await client.create_fork("lab", "atlas")
    assert ("lab", "/lab") == (created.bucket, created.location)
    assert b"x" == await read(client, "lab", "k")
    assert 1 == len([fork async for fork in client.list_forks("atlas")])


@pytest.mark.parametrize("kind", ["lose_answer", "drop_request"])
async def test_a_bucket_with_a_lost_answer_exists(client: AsyncTigrisHTTP, tigris: Emulator, kind: Any) -> None:
    tigris.inject(Fault(kind, "CreateBucket"))
    created = await client.create_bucket("atlas", snapshot_enabled=True)
    assert "/atlas" == created.location
    assert await client.has_snapshot_enabled("atlas")


async def test_after_a_lost_answer_an_unrelated_bucket_does_not_pass_for_the_fork(
    client: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    """A bucket of this name existed before: the error response of the repetition stands."""
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.create_bucket("lab")
    tigris.inject(Fault("drop_request", "CreateBucket"))
    with pytest.raises(Conflict):
        await client.create_fork("lab", "atlas")


async def test_times_and_paths_name_snapshots(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("named", snapshot_enabled=True)
    names = ["2026-10-20T10:57:29+02:00", "s3/import=a,b (1) 100%"]
    taken = [await client.create_snapshot("named", name) for name in names]
    listed = {each.version: each.name async for each in client.list_snapshots("named")}
    assert dict(zip((each.version for each in taken), names, strict=True)) == listed
