"""Bundles: every key has a result or a reason, in any form of the stream."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tigris_http import (
    BundleError,
    BundleSkipped,
    BundleStats,
    ConnectionFailed,
    IncompleteBody,
    NotFound,
    RetryPolicy,
    TigrisSnapshot,
    TimedOut,
    Timeouts,
)
from tigris_http.emulator import Emulator, Fault

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP

    from .conftest import Crowd
    from .harness import Harness

    Compression = Literal["none", "gzip", "zstd"]

COMPRESSIONS = ["none", "gzip", "zstd"]
MANIFEST = "__bundle_errors.json"
SKIPPED: list[BundleSkipped[Any]] = []
NOISE = random.Random(1).randbytes(1_200_017)
CONTENTS = {
    "a": b"first",
    "empty": b"",
    "dir/" + "long" * 60: b"long name",
    "é/\U0001f600 + 100%": b"not ASCII",
    "../x//./y": b"dots",
    "512": bytes(512),
    "large": NOISE,  # larger than the buffer of small members
    "last\r\n": b"end",
}


async def filled(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    for key, content in CONTENTS.items():
        await client.put_object("atlas", key, content)


async def collected(bundle: Any) -> list[tuple[str, bytes]]:
    """Return the members, and record the skipped keys."""
    found, SKIPPED[:] = [], []
    async for member in bundle:
        if isinstance(member, BundleSkipped):
            SKIPPED.append(member)
        else:
            found.append((member.key, await member.read()))
    return found


def skipped() -> list[tuple[str, str | None]]:
    """Return the skipped keys and reasons of the last bundle."""
    return [(entry.key, entry.reason) for entry in SKIPPED]


@pytest.mark.parametrize("compression", COMPRESSIONS)
async def test_members_come_in_the_order_of_the_keys_with_their_bytes(
    client: AsyncTigrisHTTP, tigris: Emulator, compression: Compression
) -> None:
    await filled(client)
    keys = [*reversed(CONTENTS)]
    async with client.bundle_objects("atlas", keys, compression=compression) as bundle:
        assert [(key, CONTENTS[key]) for key in keys] == await collected(bundle)
    expected = BundleStats(
        requested=len(keys),
        delivered=len(keys),
        skipped=0,
        bytes=sum(map(len, CONTENTS.values())),
        requests=1,
        resumed=0,
        fallback_gets=0,
        trailers=bundle.stats.trailers,
    )
    assert (expected, len(keys)) == (bundle.stats, bundle.position)
    sent = tigris.requests[-1]
    assert ("POST", "/atlas?bundle", "tar", compression, "skip") == (
        sent.method,
        sent.target,
        sent.header("x-tigris-bundle-format"),
        sent.header("x-tigris-bundle-compression"),
        sent.header("x-tigris-bundle-on-error"),
    )


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize(
    ("chunk", "names"), [(1, "pax"), (1, "gnu"), (511, "gnu"), (512, "pax"), (513, "gnu"), (100_000, "pax")]
)
async def test_the_stream_may_have_chunks_of_any_size_and_any_variant_of_tar(
    harness: Harness, chunk: int, names: Literal["pax", "gnu"], compression: Compression
) -> None:
    small = {key: content[:40] for key, content in CONTENTS.items()} if chunk == 1 else CONTENTS
    with Emulator(bundle_chunk=chunk, bundle_long_names=names) as tigris:
        client = harness.client(tigris.endpoint)
        await client.create_bucket("atlas")
        for key, content in small.items():
            await client.put_object("atlas", key, content)
        async with client.bundle_objects("atlas", ["gone", *small], compression=compression) as bundle:
            assert list(small.items()) == await collected(bundle)
        assert [("gone", "NoSuchKey")] == skipped()
        await client.aclose()


async def test_a_member_is_read_in_any_way(client: AsyncTigrisHTTP) -> None:
    await filled(client)
    async with client.bundle_objects("atlas", ["large", "a", "large", "a", "512"], on_skipped="raise") as bundle:
        large = await anext(bundle)
        assert len(NOISE) == large.size
        buffer = bytearray(1_000_000)
        assert len(buffer) == await large.readinto(buffer)
        assert NOISE[: len(buffer)] == buffer
        small = await anext(bundle)
        assert (b"first", True) == (bytes(small.data), small.data.readonly)
        again = await anext(bundle)
        assert NOISE == b"".join([bytes(view) async for view in again.views()])
        assert [b"first"] == [bytes(view) async for view in (await anext(bundle)).views()]
        assert 512 == (await anext(bundle)).size
        with pytest.raises(StopAsyncIteration):
            await anext(bundle)
    assert b"first" == bytes(small.data)
    assert (5, 2 * len(NOISE) + 2 * 5 + 512) == (bundle.stats.delivered, bundle.stats.bytes)


async def test_a_repeated_key_arrives_twice(client: AsyncTigrisHTTP) -> None:
    await filled(client)
    async with client.bundle_objects("atlas", ["a", "a", "gone", "a", "gone"]) as bundle:
        assert [("a", b"first")] * 3 == await collected(bundle)
    assert [("gone", "NoSuchKey")] * 2 == skipped()


@pytest.mark.parametrize("compression", COMPRESSIONS)
async def test_missing_keys_are_named_in_order_and_are_no_members(
    client: AsyncTigrisHTTP, compression: Compression
) -> None:
    await filled(client)
    await client.put_object("atlas", "cold", b"x", storage_class="GLACIER")
    keys = ["gone 1", "a", "gone\n2", "cold", "empty", "gone é"]
    async with client.bundle_objects("atlas", keys, compression=compression) as bundle:
        assert [("a", b"first"), ("empty", b"")] == await collected(bundle)
    assert [
        ("gone 1", "NoSuchKey"),
        ("gone\n2", "NoSuchKey"),
        ("cold", "InvalidObjectState"),
        ("gone é", "NoSuchKey"),
    ] == skipped()
    assert (2, 5, 4) == (bundle.stats.delivered, bundle.stats.bytes, bundle.stats.skipped)


async def test_a_bundle_of_missing_objects_is_empty(client: AsyncTigrisHTTP) -> None:
    await filled(client)
    async with client.bundle_objects("atlas", ["gone", "also gone"]) as bundle:
        assert [] == await collected(bundle)
    assert [("gone", "NoSuchKey"), ("also gone", "NoSuchKey")] == skipped()


@pytest.mark.parametrize("compression", COMPRESSIONS)
async def test_in_fail_mode_missing_keys_are_an_error_that_names_them(
    client: AsyncTigrisHTTP, compression: Compression
) -> None:
    await filled(client)
    with pytest.raises(BundleError) as caught:
        await client.bundle_objects("atlas", ["a", "gone", "z & <y>"], on_error="fail", compression=compression)
    error = caught.value
    assert (404, "BundleKeyNotFound", ("gone", "z & <y>")) == (error.status, error.code, error.missing_keys)
    assert ("BundleObjects", "atlas", 1, True) == (
        error.operation,
        error.bucket,
        error.attempts,
        bool(error.request_id),
    )
    async with client.bundle_objects("atlas", ["a"], on_error="fail", compression=compression) as bundle:
        assert [("a", b"first")] == await collected(bundle)


@pytest.mark.parametrize("others", [[], ["gone"], ["a"], ["gone", "a"]])
async def test_an_object_with_the_name_of_the_manifest_is_an_object(client: AsyncTigrisHTTP, others: list[str]) -> None:
    await filled(client)
    content = json.dumps({"skipped": [{"key": "a", "reason": "NoSuchKey"}]}).encode()
    await client.put_object("atlas", MANIFEST, content)
    for keys in ([MANIFEST, *others], [*others, MANIFEST]):
        async with client.bundle_objects("atlas", keys) as bundle:
            found = await collected(bundle)
        there = {"a": b"first", MANIFEST: content}
        assert [(key, there[key]) for key in keys if key in there] == found
        assert [(key, "NoSuchKey") for key in keys if key == "gone"] == skipped()


async def test_a_missing_key_with_the_name_of_the_manifest_is_skipped(client: AsyncTigrisHTTP) -> None:
    await filled(client)
    for keys in ([MANIFEST], ["a", MANIFEST], [MANIFEST, "a"]):
        async with client.bundle_objects("atlas", keys) as bundle:
            assert [("a", b"first")] * keys.count("a") == await collected(bundle)
        assert [(MANIFEST, "NoSuchKey")] == skipped()


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("after", [0, 1, 600, 1_000_000])
@pytest.mark.parametrize("abort", [False, True])
async def test_without_retries_a_stream_cut_anywhere_is_an_error_and_never_a_shorter_bundle(
    harness: Harness, tigris: Emulator, compression: Compression, after: int, abort: bool
) -> None:
    client = harness.client(retry=RetryPolicy(max_attempts=1))
    await filled(client)
    tigris.inject(Fault("cut_body", "BundleObjects", after=after, abort=abort))
    with pytest.raises((IncompleteBody, ConnectionFailed)) as caught:
        async with client.bundle_objects("atlas", CONTENTS, compression=compression) as bundle:
            await collected(bundle)
    assert ("BundleObjects", "atlas") == (caught.value.operation, caught.value.bucket)
    assert b"first" == await (await client.get_object("atlas", "a")).read()


async def test_without_retries_a_stream_that_stalls_is_a_timeout(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(timeouts=Timeouts(read=0.3), retry=RetryPolicy(max_attempts=1))
    await filled(client)
    tigris.inject(Fault("stall_body", "BundleObjects", after=5000, seconds=2))
    with pytest.raises(TimedOut):
        async with client.bundle_objects("atlas", CONTENTS) as bundle:
            await collected(bundle)


async def test_a_bundle_refused_at_first_is_requested_again(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await filled(client)
    tigris.inject(
        Fault("status", "BundleObjects", status=503),
        Fault("drop_request", "BundleObjects"),
        Fault("lose_answer", "BundleObjects"),
    )
    async with client.bundle_objects("atlas", ["a"]) as bundle:
        assert [("a", b"first")] == await collected(bundle)


@pytest.mark.parametrize("compression", COMPRESSIONS)
async def test_a_bundle_left_early_leaves_the_client_usable(client: AsyncTigrisHTTP, compression: Compression) -> None:
    await filled(client)
    for _ in range(3):
        async with client.bundle_objects("atlas", ["large", "a"], compression=compression, on_skipped="drop") as bundle:
            member = await anext(bundle)
            assert 10 == await member.readinto(bytearray(10))
    with pytest.raises(ValueError, match="closed"):
        await anext(bundle)
    with pytest.raises(ValueError, match="closed"):
        await member.read()
    async with client.bundle_objects("atlas", ["large", "a"], compression=compression) as again:
        assert [("large", NOISE), ("a", b"first")] == await collected(again)


async def test_a_bundle_of_an_unknown_bucket_is_not_found(client: AsyncTigrisHTTP) -> None:
    with pytest.raises(NotFound) as caught:
        await client.bundle_objects("nowhere", ["a"])
    assert ("NoSuchBucket", "nowhere") == (caught.value.code, caught.value.bucket)


@pytest.mark.parametrize(
    ("keys", "error"),
    [
        ([], ValueError),
        ([""], ValueError),
        (["x" * 1025], ValueError),
        ("one key", TypeError),
        ([b"bytes"], TypeError),
        ([None], TypeError),
    ],
    ids=["none", "empty", "too long", "a str", "bytes", "None"],
)
async def test_keys_that_no_bundle_takes_are_refused_before_a_request(
    client: AsyncTigrisHTTP, tigris: Emulator, keys: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match="key"):
        client.bundle_objects("atlas", keys)
    assert () == tigris.requests


@pytest.mark.parametrize("compression", COMPRESSIONS)
async def test_5000_objects_arrive_in_one_stream(crowd: Crowd, compression: Compression) -> None:
    crowd.tigris.clear_requests()
    wanted = crowd.contents
    async with crowd.client.bundle_objects(
        crowd.bucket, iter(wanted), compression=compression, on_skipped="raise"
    ) as bundle:
        found = {member.key: bytes(member.data) async for member in bundle}
    assert wanted == found
    assert list(wanted) == list(found)
    stats = bundle.stats
    assert (5000, sum(map(len, wanted.values())), 0) == (stats.delivered, stats.bytes, stats.skipped)
    assert 1 == len(crowd.tigris.requests)


async def test_a_fork_bundles_the_objects_of_its_parent(crowd: Crowd) -> None:
    fork = await crowd.fork()
    await crowd.client.put_object(fork, crowd.keys[1], b"changed")
    await crowd.client.delete_object(fork, crowd.keys[2])
    async with crowd.client.bundle_objects(fork, crowd.keys[:4]) as bundle:
        found = dict(await collected(bundle))
    assert {
        crowd.keys[0]: crowd.contents[crowd.keys[0]],
        crowd.keys[1]: b"changed",
        crowd.keys[3]: crowd.contents[crowd.keys[3]],
    } == found
    assert [(crowd.keys[2], "NoSuchKey")] == skipped()


async def changed(client: AsyncTigrisHTTP) -> str:
    """Return the version of a snapshot, and change everything afterwards."""
    await filled(client)
    version = (await client.create_snapshot("atlas")).version
    for key in CONTENTS:
        await client.put_object("atlas", key, b"changed")
    await client.delete_object("atlas", "a")
    await client.put_object("atlas", "new", b"was not there then")
    return version


async def test_a_snapshot_is_bundled_by_single_gets_unless_bundles_are_trusted_to_honour_it(
    client: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    version = await changed(client)
    keys = [(key, number) for number, key in enumerate([*CONTENTS, "new", "a"])]
    async with TigrisSnapshot(client, "atlas", version) as past, past.bundle_objects("atlas", keys) as bundle:
        found = [
            (entry.key, entry.tag, entry.reason if isinstance(entry, BundleSkipped) else await entry.read())
            async for entry in bundle
        ]
    assert [(key, tag, CONTENTS.get(key, "NoSuchKey")) for key, tag in keys] == found
    stats = bundle.stats
    assert (len(keys), len(keys) - 1, 1, 0) == (stats.requested, stats.delivered, stats.skipped, stats.requests)
    assert "POST" not in {sent.method for sent in tigris.requests[-len(keys) :]}
    with pytest.raises(BundleError) as caught:
        async with client.bundle_objects("atlas", ["new"], snapshot_version=version, on_error="fail") as strict:
            await anext(strict)
    assert (404, "NoSuchKey", ("new",)) == (caught.value.status, caught.value.code, caught.value.missing_keys)


@pytest.mark.parametrize("on_error", ["skip", "fail"])
async def test_archived_objects_are_skipped_and_bundles_go_on(
    client: AsyncTigrisHTTP, tigris: Emulator, on_error: Literal["skip", "fail"]
) -> None:
    """They exist, but cannot be read: no sign of members in another order."""
    await filled(client)
    await client.put_object("atlas", "cold", b"frozen", storage_class="GLACIER")
    tigris.clear_requests()
    for _ in range(2):
        if on_error == "fail":
            with pytest.raises(BundleError) as caught:
                await collected(await client.bundle_objects("atlas", ["a", "cold", "512"], on_error="fail"))
            assert ("cold",) == caught.value.missing_keys
            continue
        async with client.bundle_objects("atlas", ["a", "cold", "512"]) as bundle:
            assert [("a", b"first"), ("512", bytes(512))] == await collected(bundle)
        assert ([("cold", "InvalidObjectState")], 1, 0) == (
            skipped(),
            bundle.stats.requests,
            bundle.stats.fallback_gets,
        )
    assert 2 == [each.operation for each in tigris.requests].count("BundleObjects")


async def test_archived_objects_are_missing_if_single_gets_replace_fail_mode(
    client: AsyncTigrisHTTP,
) -> None:
    await filled(client)
    await client.put_object("atlas", "cold", b"frozen", storage_class="GLACIER")
    version = (await client.create_snapshot("atlas")).version
    bundle = await client.bundle_objects("atlas", ["a", "cold", "gone"], on_error="fail", snapshot_version=version)
    with pytest.raises(BundleError) as caught:
        await collected(bundle)
    assert (("cold", "gone"), "InvalidObjectState") == (caught.value.missing_keys, caught.value.code)


@pytest.mark.parametrize("honoured", [True, False])
async def test_a_snapshot_is_bundled_in_one_stream_if_the_service_is_trusted(harness: Harness, honoured: bool) -> None:
    with Emulator(bundle_snapshots=honoured) as tigris:
        client = harness.client(tigris.endpoint)
        version = await changed(client)
        tigris.clear_requests()
        async with client.bundle_objects(
            "atlas", ["a", "512"], snapshot_version=version, snapshot_via="bundle"
        ) as bundle:
            found = await collected(bundle)
        # "a" was deleted since: if a bundle skips it, a HEAD shows that this is no bundle of the snapshot.
        assert [("a", b"first"), ("512", bytes(512))] == found
        assert (0 if honoured else 2) == bundle.stats.fallback_gets
        sent, *others = tigris.requests
        assert ([] if honoured else ["HeadObject", "GetObject", "GetObject"]) == [each.operation for each in others]
        assert version == sent.header("x-tigris-snapshot-version")
        await client.aclose()
