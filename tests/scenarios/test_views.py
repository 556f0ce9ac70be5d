"""Scoped clients, decorators, options, and operations written by a user."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import (
    AsyncTigrisHTTP,
    NotFound,
    Request,
    TigrisFork,
    TigrisHTTP,
    TigrisRename,
    TigrisSnapshot,
    TigrisSnapshotEnabled,
    forked_from,
    snapshot_enabled,
    with_rename,
    with_snapshot,
)
from tigris_http.operations import CopyObject, HeadBucket, ListedSnapshot, ListObjectsV2, Operation, StreamOperation

if TYPE_CHECKING:
    from tigris_http import Head, Response
    from tigris_http._wire.http import AsyncByteSource, ByteSource
    from tigris_http.emulator import Emulator


async def read(client: AsyncTigrisHTTP, bucket: str, key: str, **options: Any) -> bytes:
    async with client.get_object(bucket, key, **options) as body:
        return await body.read()


async def keys(client: AsyncTigrisHTTP, bucket: str) -> list[str]:
    return [entry.key async for entry in client.list_objects_v2(bucket)]


async def two_pasts(client: AsyncTigrisHTTP) -> tuple[str, str]:
    """Create `atlas`, whose `k` was "one", then "two", and is "three" now; return the versions of both snapshots."""
    await client.create_bucket("atlas", snapshot_enabled=True)
    versions: list[str] = []
    for content in (b"one", b"two"):
        await client.put_object("atlas", "k", content)
        versions.append((await client.create_snapshot("atlas")).version)
    await client.put_object("atlas", "k", b"three")
    await client.put_object("atlas", "new", b"")
    return versions[0], versions[1]


# -- views ---------------------------------------------------------------------------------------------------------


async def test_a_snapshot_view_reads_the_past_and_the_client_the_present(client: AsyncTigrisHTTP) -> None:
    one, _ = await two_pasts(client)
    async with TigrisSnapshot(client, "atlas", one) as past:
        assert b"one" == await read(past, "atlas", "k")
        assert 3 == (await past.head_object("atlas", "k")).size
        assert ["k"] == await keys(past, "atlas")
        assert b"three" == await read(client, "atlas", "k")
        with pytest.raises(NotFound):
            await past.head_object("atlas", "new")
        assert (await past.head_bucket("atlas")).snapshot_enabled
    assert ["k", "new"] == await keys(client, "atlas")


async def test_of_nested_views_the_inner_one_wins_and_an_argument_wins_over_both(client: AsyncTigrisHTTP) -> None:
    one, two = await two_pasts(client)
    with TigrisSnapshot(client, "atlas", one) as outer, TigrisSnapshot(outer, "atlas", two) as inner:
        assert b"two" == await read(inner, "atlas", "k")
        assert b"one" == await read(outer, "atlas", "k")
        assert b"one" == await read(inner, "atlas", "k", snapshot_version=one)


async def test_a_snapshot_view_refuses_to_write_its_bucket_and_leaves_others_alone(
    client: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    one, _ = await two_pasts(client)
    await client.create_bucket("other")
    tigris.clear_requests()
    with TigrisSnapshot(client, "atlas", one) as past:
        for act in (
            lambda: past.put_object("atlas", "k", b"x"),
            lambda: past.delete_object("atlas", "k"),
            lambda: past.delete_objects("atlas", ["k"]),
            lambda: past.delete_bucket("atlas", force=True),
            lambda: past.rename_object("atlas", "k", "m"),
            lambda: past.copy_object("atlas", "m", "atlas", "k"),
            lambda: past.create_snapshot("atlas"),
        ):
            with pytest.raises(ValueError, match="atlas"):
                await act()
        assert () == tigris.requests
        await past.copy_object("other", "k", "atlas", "k")
        await past.put_object("other", "m", b"x")
        assert ["k", "m"] == await keys(past, "other")
        assert b"one" == await read(past, "other", "k")


async def test_a_view_without_a_version_lists_the_snapshots_and_changes_nothing_else(client: AsyncTigrisHTTP) -> None:
    one, two = await two_pasts(client)
    named = (await client.create_snapshot("atlas", "before import")).version
    async with TigrisSnapshot(client, "atlas") as view:
        found = [entry async for entry in view.list_buckets(max_buckets=1)]
        assert [f"{named}; name=before import", two, one] == [entry.name for entry in found]
        assert [(named, "before import"), (two, None), (one, None)] == [
            (entry.version, entry.label) for entry in found if isinstance(entry, ListedSnapshot)
        ]
        assert [entry.created_at async for entry in client.list_snapshots("atlas")] == [
            entry.created_at for entry in found
        ]
        assert [named, two, one] == [entry.version async for entry in view.list_snapshots("atlas")]
        assert b"three" == await read(view, "atlas", "k")
        await view.put_object("atlas", "k", b"four")
        assert ["atlas"] == [entry.name async for entry in view.list_buckets(include_type=True)]
        assert 1 == (await view.get_stats()).active_buckets
        async with TigrisSnapshot(view, "atlas", one) as past:
            assert b"one" == await read(past, "atlas", "k")
    assert ["atlas"] == [entry.name async for entry in client.list_buckets()]
    with TigrisSnapshot(client, "no-such-bucket") as nowhere, pytest.raises(NotFound) as caught:
        [entry async for entry in nowhere.list_buckets()]
    assert "ListSnapshots" == caught.value.operation


async def test_a_view_creates_snapshot_buckets(client: AsyncTigrisHTTP) -> None:
    async with TigrisSnapshotEnabled(client) as creating:
        await creating.create_bucket("atlas")
        await creating.create_bucket("plain", snapshot_enabled=False)
    await client.create_bucket("other")
    assert [True, False, False] == [await client.has_snapshot_enabled(name) for name in ("atlas", "plain", "other")]


async def test_a_view_creates_forks(client: AsyncTigrisHTTP) -> None:
    one, two = await two_pasts(client)
    async with TigrisFork(client, "atlas") as now, TigrisFork(now, "atlas", one) as then:
        await now.create_bucket("lab-now")
        await then.create_bucket("lab-one")
        await then.create_bucket("lab-two", fork_source="atlas", fork_source_snapshot=two)
    assert [b"three", b"one", b"two"] == [await read(client, f"lab-{name}", "k") for name in ("now", "one", "two")]


async def test_a_view_of_both_kinds_does_both(client: AsyncTigrisHTTP) -> None:
    one, _ = await two_pasts(client)
    with TigrisFork(client, "atlas", one) as forking, TigrisSnapshotEnabled(forking) as both:
        await both.create_bucket("lab")
    info = await client.head_bucket("lab")
    assert (True, "atlas", one) == (info.snapshot_enabled, info.fork_source_bucket, info.fork_source_snapshot)


async def test_a_rename_view_turns_copies_into_renames(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.create_bucket("other")
    await client.put_object("atlas", "a", b"x")
    async with TigrisRename(client) as renaming:
        result = await renaming.copy_object("atlas", "b", "atlas", "a")
        assert result.etag
        await client.copy_object("atlas", "c", "atlas", "b")
        for options in ({"metadata": {"n": "1"}}, {"if_none_match": "*"}, {"storage_class": "GLACIER"}):
            with pytest.raises(ValueError, match="rename"):
                await renaming.copy_object("atlas", "d", "atlas", "b", **options)
        with pytest.raises(ValueError, match="rename"):
            await renaming.copy_object("other", "b", "atlas", "b")
    assert ["b", "c"] == await keys(client, "atlas")


async def test_a_rename_view_refuses_transfers_that_keep_their_sources(
    client: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "old/a", b"x")
    version = (await client.create_snapshot("atlas")).version
    tigris.clear_requests()
    async with TigrisRename(client) as renaming:
        for act in (
            lambda: renaming.copy_file("atlas", "b", "atlas", "old/a"),
            lambda: renaming.copy_prefix("atlas", "new/", "atlas", "old/"),
            lambda: renaming.restore_prefix("atlas", "old/", version),
        ):
            with pytest.raises(ValueError, match=r"copies of this view are renames: use rename_object or move_prefix"):
                await act()
        assert () == tigris.requests
        (await renaming.move_prefix("atlas", "new/", "atlas", "old/")).raise_for_failures()
    assert ["new/a"] == await keys(client, "atlas")


async def test_a_view_settles_a_lost_rename_too(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    from tigris_http.emulator import Fault

    await client.create_bucket("atlas")
    await client.put_object("atlas", "a", b"x")
    tigris.inject(Fault("lose_answer", "RenameObject"))
    async with TigrisRename(client) as renaming:
        assert (await renaming.copy_object("atlas", "b", "atlas", "a")).etag
    assert ["b"] == await keys(client, "atlas")


async def test_decorators_give_a_function_a_view(client: AsyncTigrisHTTP) -> None:
    one, two = await two_pasts(client)

    @with_snapshot("atlas", one)
    async def then(view: AsyncTigrisHTTP, key: str, *, suffix: bytes = b"") -> bytes:
        """Read a key as of a snapshot."""
        return await read(view, "atlas", key) + suffix

    @with_snapshot("atlas")
    async def snapshots(view: AsyncTigrisHTTP) -> list[str]:
        return [entry.name async for entry in view.list_buckets()]

    @snapshot_enabled
    async def make(view: AsyncTigrisHTTP, name: str) -> None:
        await view.create_bucket(name)

    @forked_from("atlas", two)
    async def fork(view: AsyncTigrisHTTP, name: str) -> None:
        await view.create_bucket(name)

    @with_rename
    async def move(view: AsyncTigrisHTTP, source: str, key: str) -> None:
        await view.copy_object("atlas", key, "atlas", source)

    assert b"one!" == await then(client, "k", suffix=b"!")
    assert ("then", "Read a key as of a snapshot.") == (then.__name__, then.__doc__)
    assert [two, one] == await snapshots(client)
    await make(client, "versioned")
    await fork(client, "lab")
    await move(client, "new", "newer")
    assert await client.has_snapshot_enabled("versioned")
    assert b"two" == await read(client, "lab", "k")
    assert ["k", "newer"] == await keys(client, "atlas")
    assert b"three" == await read(client, "atlas", "k")


def test_threads_copy_while_another_renames(tigris: Emulator) -> None:
    """tigris-boto3-ext's rename context affects the copies of all threads; a view affects no other thread."""
    rounds = 25
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket("atlas")
        for number in range(rounds):
            client.put_object("atlas", f"old/{number}", b"renamed")
        for thread in range(8):
            client.put_object("atlas", f"source/{thread}", b"%d" % thread)
        begin = threading.Barrier(9)

        def rename() -> None:
            begin.wait()
            with TigrisRename(client) as renaming:
                for number in range(rounds):
                    renaming.copy_object("atlas", f"new/{number}", "atlas", f"old/{number}")

        def copy(thread: int) -> None:
            begin.wait()
            for number in range(rounds):
                client.copy_object("atlas", f"copy/{thread}/{number}", "atlas", f"source/{thread}")

        with ThreadPoolExecutor(9) as pool:
            for done in [pool.submit(rename), *(pool.submit(copy, thread) for thread in range(8))]:
                done.result()
        found = {entry.key for entry in client.list_objects_v2("atlas")}
        assert {
            *(f"new/{number}" for number in range(rounds)),
            *(f"source/{thread}" for thread in range(8)),
            *(f"copy/{thread}/{number}" for thread in range(8) for number in range(rounds)),
        } == found


# -- options -------------------------------------------------------------------------------------------------------


async def test_extra_headers_are_sent_and_signed_by_the_view_alone(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    consistent = client.with_options(extra_headers={"X-Tigris-Consistent": "true"})
    await consistent.put_object("atlas", "k", b"x")
    assert ("true", ()) == (tigris.requests[-1].header("x-tigris-consistent"), tigris.requests[-1].unsigned)
    await client.head_object("atlas", "k")
    assert tigris.requests[-1].header("x-tigris-consistent") is None


async def test_requests_say_who_sends_them(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    _ = [bucket async for bucket in client.list_buckets()]
    sent = tigris.requests[-1]
    assert str(sent.header("user-agent")).startswith("tigris-http/")
    assert ("identity", None) == (sent.header("accept-encoding"), sent.header("expect"))


# -- operations written by a user ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GetBucketLocation(Operation[str]):
    """An operation that the package does not have."""

    bucket: str

    def request(self) -> Request:
        return Request("GET", self.bucket, query=(("location", ""),))

    def parse(self, response: Response) -> str:
        return response.body.decode()


@dataclass(frozen=True)
class FirstBytes(StreamOperation["Opened", "Opened"]):
    """A streaming operation that the package does not have."""

    bucket: str
    key: str

    def request(self) -> Request:
        return Request("GET", self.bucket, self.key, headers=(("range", "bytes=0-3"),))

    def open(self, head: Head, source: ByteSource) -> Opened:
        return Opened(head, source, None)

    def open_async(self, head: Head, source: AsyncByteSource) -> Opened:
        return Opened(head, None, source)


@dataclass
class Opened:
    head: Head
    source: ByteSource | None
    async_source: AsyncByteSource | None

    async def first(self) -> bytes:
        buffer = bytearray(16)
        if self.source is not None:
            return bytes(buffer[: self.source.readinto(memoryview(buffer))])
        assert self.async_source is not None
        return bytes(buffer[: await self.async_source.readinto(memoryview(buffer))])

    def close(self) -> None:
        if self.source is not None:
            self.source.close()

    async def aclose(self) -> None:
        if self.async_source is not None:
            await self.async_source.aclose()
        self.close()


async def test_an_operation_of_a_user_is_sent_like_any_other(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    from tigris_http.emulator import Fault

    await client.create_bucket("atlas")
    tigris.inject(Fault("status", status=503))
    assert "LocationConstraint" in await client.send(GetBucketLocation("atlas"))
    assert "/atlas?location" == tigris.requests[-1].target
    with pytest.raises(NotFound) as caught:
        await client.send(GetBucketLocation("nowhere"))
    assert ("GetBucketLocation", "nowhere", "NoSuchBucket") == (
        caught.value.operation,
        caught.value.bucket,
        caught.value.code,
    )


async def test_a_streaming_operation_of_a_user_is_opened_like_any_other(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"0123456789")
    opened = await client.stream(FirstBytes("atlas", "k"))
    assert (206, b"0123") == (opened.head.status, await opened.first())
    await opened.aclose()
    with pytest.raises(NotFound) as caught:
        await client.stream(FirstBytes("atlas", "gone"))
    assert ("FirstBytes", "gone") == (caught.value.operation, caught.value.key)


async def test_methods_and_send_send_the_same(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a", b"x")
    assert (await client.head_bucket("atlas")) == await client.send(HeadBucket("atlas"))
    assert (await client.send(CopyObject("atlas", "b", "atlas", "a"))).etag
    page = await client.send(ListObjectsV2("atlas", max_keys=1))
    assert (["a"], True) == ([entry.key for entry in page.objects], page.is_truncated)


# -- threads -------------------------------------------------------------------------------------------------------


def test_8_threads_get_their_own_answers(tigris: Emulator) -> None:
    with TigrisHTTP(tigris.endpoint, tigris.credentials, max_connections=8) as client:
        client.create_bucket("atlas", snapshot_enabled=True)

        def work(thread: int) -> None:
            mine = [f"{thread}/{number}" for number in range(12)]
            for key in mine:
                content = key.encode() * (1 + len(key) * thread * 97)
                client.put_object("atlas", key, content, metadata={"key": key})
                with client.get_object("atlas", key) as body:
                    assert (content, key) == (body.read(), body.info.metadata["key"])
                assert len(content) == client.head_object("atlas", key).size
            version = client.create_snapshot("atlas").version
            assert sorted(mine) == [entry.key for entry in client.list_objects_v2("atlas", prefix=f"{thread}/")]
            with client.bundle_objects("atlas", mine, on_skipped="raise") as bundle:
                assert [(key, key.encode()) for key in mine] == [
                    (member.key, bytes(member.data[: len(member.key)])) for member in bundle
                ]
            with pytest.raises(NotFound) as caught:
                client.head_object("atlas", f"{thread}/gone")
            assert f"{thread}/gone" == caught.value.key
            client.rename_object("atlas", mine[0], f"{thread}/renamed")
            client.delete_objects("atlas", mine[1:6])
            left = sorted([*mine[6:], f"{thread}/renamed"])
            assert left == [entry.key for entry in client.list_objects_v2("atlas", prefix=f"{thread}/")]
            then = client.list_objects_v2("atlas", prefix=f"{thread}/", snapshot_version=version)
            assert sorted(mine) == [entry.key for entry in then]

        with ThreadPoolExecutor(8) as pool:
            for done in [pool.submit(work, thread) for thread in range(8)]:
                done.result()
        assert 8 * 7 == sum(1 for _ in client.list_objects_v2("atlas"))
