"""Manifests that fail: nothing is stored, nothing is left, and other bytes are never taken for the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
import pytest

from tests.scenarios.harness import MODES, Harness
from tests.scenarios.manifests import block, entries, keys, opened, plain, write
from tigris_http import (
    AccessDenied,
    CorruptBody,
    NotFound,
    ObjectChanged,
    TigrisError,
    TigrisHTTP,
    Unavailable,
    manifests,
)
from tigris_http.emulator import Fault
from tigris_http.manifests import Shard, default_key
from tigris_http.transfers import Progress
from tigris_http.transfers._work import plan

if TYPE_CHECKING:
    from tests.scenarios.conftest import Crowd
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator


async def fill(client: AsyncTigrisHTTP, count: int) -> list[str]:
    await client.create_bucket("photos")
    found = [f"{number:04}" for number in range(count)]
    for key in found:
        await client.put_object("photos", key, b"1")
    return found


async def left(client: AsyncTigrisHTTP, bucket: str) -> list[str]:
    """Return the uploads under way, and the manifests."""
    uploads = [f"upload {each.key}" async for each in client.list_multipart_uploads(bucket)]
    return [*uploads, *[each.key async for each in client.list_objects_v2(bucket, prefix=".manifests/")]]


@pytest.mark.parametrize("page", [1, 3])
async def test_a_failed_listing_writes_nothing(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch, page: int, harness: Harness
) -> None:
    """With parts of some bytes, so that an upload in parts is under way when it fails."""
    monkeypatch.setattr(plan, "USUAL_PART", 1_000)
    bucket = await crowd.fork()
    client = harness.client(crowd.tigris.endpoint)
    crowd.tigris.clear_requests()
    for _ in range(page - 1):
        crowd.tigris.inject(Fault("slow_body", operation="ListObjectsV2", rate=1e9))
    crowd.tigris.inject(Fault("status", operation="ListObjectsV2", status=403))
    with pytest.raises(AccessDenied) as caught:
        await write(client, bucket, block_keys=20, lanes=1)
    asked = [each.operation for each in crowd.tigris.requests]
    assert (page > 1) == ("CreateMultipartUpload" in asked) == ("AbortMultipartUpload" in asked)
    assert caught.value.upload_id is None
    assert [] == await left(client, bucket)
    crowd.tigris.clear_faults()


async def test_an_upload_in_parts_is_the_same_manifest(
    client: AsyncTigrisHTTP, monkeypatch: pytest.MonkeyPatch, tigris: Emulator
) -> None:
    every = await fill(client, 300)
    whole = await write(client, "photos", block_keys=10)
    monkeypatch.setattr(plan, "USUAL_PART", 500)
    states: list[Progress] = []
    in_parts = await write(client, "photos", block_keys=10, key=".manifests/parts", progress=states.append)
    assert (whole.digest, whole.blocks) == (in_parts.digest, in_parts.blocks)
    assert "UploadPart" in {each.operation for each in tigris.requests}
    assert [(key, 1) for key in every] == await entries(client, in_parts)
    assert in_parts == await opened(client, "photos", ".manifests/parts")
    info = await client.head_object("photos", ".manifests/parts")
    assert (info.size, 1) == (states[-1].done, states[-1].files_done)
    assert len(states) > 5


@pytest.mark.parametrize("operation", ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"])
async def test_a_failed_upload_leaves_the_manifest_that_was_there(
    client: AsyncTigrisHTTP, monkeypatch: pytest.MonkeyPatch, tigris: Emulator, operation: str
) -> None:
    every = await fill(client, 200)
    before = await write(client, "photos")
    await client.put_object("photos", "new", b"")
    monkeypatch.setattr(plan, "USUAL_PART", 500)
    tigris.inject(Fault("status", operation=operation, status=403, times=50))
    with pytest.raises(AccessDenied) as caught:
        await write(client, "photos", block_keys=10)
    assert ("photos", before.key) == (caught.value.bucket, caught.value.key)
    tigris.clear_faults()
    assert [before.key] == await left(client, "photos")
    assert [(key, 1) for key in every] == await entries(client, before)


async def test_an_upload_that_cannot_be_aborted_is_named(
    client: AsyncTigrisHTTP, monkeypatch: pytest.MonkeyPatch, tigris: Emulator
) -> None:
    await fill(client, 200)
    monkeypatch.setattr(plan, "USUAL_PART", 500)
    tigris.inject(Fault("status", operation="CompleteMultipartUpload", status=403))
    tigris.inject(Fault("status", operation="AbortMultipartUpload", status=403, times=9))
    with pytest.raises(AccessDenied) as caught:
        await write(client, "photos", block_keys=10)
    uploads = [each.upload_id async for each in client.list_multipart_uploads("photos")]
    assert [caught.value.upload_id] == uploads


async def test_a_replaced_manifest_is_not_read_on(client: AsyncTigrisHTTP) -> None:
    every = await fill(client, 30)
    manifest = await write(client, "photos", block_keys=10)
    shard = Shard(manifest, shard=0, shards=1)
    await client.put_object("photos", "0000+", b"1")
    await write(client, "photos", block_keys=10)
    with pytest.raises(ObjectChanged, match="the manifest was replaced since it was opened") as caught:
        await keys(client, shard)
    assert ("photos", manifest.key) == (caught.value.bucket, caught.value.key)
    await client.delete_object("photos", "0000+")
    # The same bytes are the same manifest.
    await write(client, "photos", block_keys=10)
    assert every == await keys(client, shard)
    await client.delete_object("photos", manifest.key)
    with pytest.raises(NotFound):
        await block(client, manifest, 0)


async def test_a_manifest_replaced_while_it_is_opened_is_not_mixed(crowd: Crowd, harness: Harness) -> None:
    """The second request, for the rest of the index, meets another object."""
    bucket = await crowd.fork()
    manifest = await write(crowd.client, bucket, block_keys=1)
    crowd.tigris.inject(Fault("slow_body", operation="GetObject", bucket=bucket, rate=1e9))
    crowd.tigris.inject(Fault("status", operation="GetObject", bucket=bucket, status=412, code="PreconditionFailed"))
    with pytest.raises(ObjectChanged):
        await opened(harness.client(crowd.tigris.endpoint), bucket, manifest.key)


@pytest.mark.parametrize("content", [b"", b"short", b"long and no manifest" * 10_000])
async def test_another_object_is_no_manifest(client: AsyncTigrisHTTP, content: bytes) -> None:
    await client.create_bucket("photos")
    await client.put_object("photos", "k", content)
    with pytest.raises(CorruptBody, match="damaged, or no manifest") as caught:
        await opened(client, "photos", "k")
    assert ("OpenManifest", "photos", "k") == (caught.value.operation, caught.value.bucket, caught.value.key)


async def test_a_damaged_block_is_refused_and_others_are_read(client: AsyncTigrisHTTP) -> None:
    every = await fill(client, 30)
    key = (await write(client, "photos", block_keys=10)).key
    async with client.get_object("photos", key) as body:
        data = bytearray(await body.read())
    data[0] ^= 1
    await client.put_object("photos", key, bytes(data))
    manifest = await opened(client, "photos", key)
    with pytest.raises(CorruptBody, match="the checksum of a block does not match"):
        await block(client, manifest, 0)
    assert every[20:] == [entry.key for entry in await block(client, manifest, 2)]


async def test_what_is_missing_is_named(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("photos")
    with pytest.raises(NotFound, match="none"):
        await write(client, "none", to_bucket="photos")
    with pytest.raises(NotFound):
        await write(client, "photos", to_bucket="none")
    with pytest.raises(NotFound) as caught:
        await opened(client, "photos", "none")
    assert "none" == caught.value.key
    assert [] == await left(client, "photos")


async def test_requests_are_retried(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    every = await fill(client, 3)
    for operation in ("ListObjectsV2", "PutObject", "GetObject"):
        tigris.inject(Fault("status", operation=operation, status=503))
    manifest = await write(client, "photos")
    assert [(key, 1) for key in every] == await entries(client, manifest)
    tigris.inject(Fault("status", operation="GetObject", status=503, times=99))
    with pytest.raises(Unavailable):
        await opened(client, "photos", manifest.key)


@pytest.mark.parametrize(
    ("options", "error", "problem"),
    [
        ({"bucket": "No Bucket"}, ValueError, "bucket"),
        ({"prefix": b"a"}, TypeError, "prefix"),
        ({"snapshot_version": "x"}, ValueError, "snapshot_version"),
        ({"block_keys": 0}, ValueError, "block_keys"),
        ({"block_keys": 65_537}, ValueError, "block_keys"),
        ({"lanes": 0}, ValueError, "lanes"),
        ({"to_bucket": "No"}, ValueError, "to_bucket"),
        ({"key": ""}, ValueError, "key"),
        ({"progress": 7}, TypeError, "progress"),
        ({"prefix": "train/", "key": "train/keys"}, ValueError, "key 'train/keys' lies below the prefix 'train/'"),
        ({"key": "keys"}, ValueError, "the next listing would take it for data"),
        ({"prefix": ".manifests/"}, ValueError, "lies below the prefix"),
        ({"prefix": "x" * 1_020}, ValueError, "prefix is too long for a key made of it"),
        ({"prefix": "\ud800"}, ValueError, "prefix"),
    ],
)
async def test_wrong_arguments_are_refused_before_anything_is_sent(
    client: AsyncTigrisHTTP, tigris: Emulator, options: dict[str, Any], error: type[Exception], problem: str
) -> None:
    given = {"bucket": "photos", "prefix": "", **options}
    with pytest.raises(error, match=problem):
        await write(client, **given)
    assert () == tigris.requests


async def test_other_functions_refuse_wrong_arguments_too(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await fill(client, 1)
    manifest, empty = await write(client, "photos", block_keys=1), await write(client, "photos", "none")
    tigris.clear_requests()
    for number in (-1, 1, True):
        with pytest.raises((TypeError, ValueError), match="number"):
            await block(client, manifest, number)
    with pytest.raises(ValueError, match="the manifest has no keys"):
        await block(client, empty, 0)
    with pytest.raises(ValueError, match="manifest_bucket"):
        await opened(client, "No", "k")
    with pytest.raises(ValueError, match="key"):
        await opened(client, "photos", "")
    for function in (manifests.open_manifest, manifests.write_manifest):
        with pytest.raises(TypeError, match="client must be a TigrisHTTP or an AsyncTigrisHTTP, not the class"):
            function(type(plain(client)), "photos", "k")  # type: ignore[call-overload]
    assert () == tigris.requests


def test_the_key_of_each_prefix_is_its_own() -> None:
    every = [default_key(prefix, version) for prefix in ("", "a", "a/", "keys", "keys.") for version in (None, "1")]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("loop", MODES[1:])
def test_a_cancelled_task_leaves_no_upload(loop: str, tigris: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "USUAL_PART", 100)
    harness = Harness(loop, tigris)
    found: list[str] = []

    async def story() -> None:
        client = harness.client()
        await fill(client, 100)
        with anyio.CancelScope() as scope:

            def cancel(state: Progress) -> None:
                scope.cancel()

            await write(client, "photos", block_keys=10, progress=cancel)
        assert scope.cancelled_caught
        found.extend(await left(client, "photos"))

    harness.play(story)
    assert [] == found
    assert "AbortMultipartUpload" in {each.operation for each in tigris.requests}


def test_an_interrupted_program_leaves_no_upload(tigris: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "USUAL_PART", 100)

    def interrupt(state: Progress) -> None:
        raise KeyboardInterrupt

    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket("photos")
        for number in range(100):
            client.put_object("photos", f"{number:04}", b"")
        with pytest.raises(KeyboardInterrupt):
            manifests.write_manifest(client, "photos", block_keys=10, progress=interrupt)
        assert [] == list(client.list_multipart_uploads("photos"))
        assert [] == list(client.list_objects_v2("photos", prefix=".manifests/"))


async def test_an_error_of_the_progress_ends_the_upload(
    client: AsyncTigrisHTTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(client, 100)
    monkeypatch.setattr(plan, "USUAL_PART", 100)

    def progress(state: Progress) -> None:
        raise TigrisError("enough")

    with pytest.raises(TigrisError, match="enough"):
        await write(client, "photos", block_keys=10, progress=progress)
    assert [] == await left(client, "photos")
