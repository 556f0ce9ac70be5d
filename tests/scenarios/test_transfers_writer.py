"""`write_object`: what is written is stored at the end, as boto3 stores it, or not at all."""

from __future__ import annotations

import gc
import pickle
import random
import threading
import time
import warnings
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from tests.scenarios.harness import MODES, Harness
from tigris_http import (
    BodyMismatch,
    NotFound,
    PreconditionFailed,
    ServiceError,
    Timeouts,
    Unavailable,
)
from tigris_http._client.scopes import AtSnapshot
from tigris_http.emulator import Fault
from tigris_http.transfers import Progress, TransferOptions, UploadedFile, WriteObject
from tigris_http.transfers.files import writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

PART = 5 << 20
CONTENT = random.Random(7).randbytes(2 * PART + 1234)
IN_PARTS = TransferOptions(part_size=PART, concurrency=2)


def pieces(content: bytes, size: int) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


async def read(client: AsyncTigrisHTTP, key: str = "k") -> bytes:
    async with client.get_object("atlas", key) as body:
        return await body.read()


async def left(client: AsyncTigrisHTTP) -> list[str]:
    uploads = [f"upload {each.key}" async for each in client.list_multipart_uploads("atlas")]
    return [*uploads, *[each.key async for each in client.list_objects_v2("atlas")]]


def working() -> list[str]:
    """Return the threads of parts, once those that end have ended."""
    until = time.monotonic() + 10
    while found := [each.name for each in threading.enumerate() if each.name == "tigris_http job"]:
        if time.monotonic() > until:
            break
        gc.collect()
    return found


async def written_until_it_fails(file: Any, piece: bytes = b"x") -> None:
    """Write, until the error of a part comes out."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        await file.write(piece)
    raise AssertionError("no write failed")


async def broken_off(file: Any, error: BaseException, content: bytes) -> None:
    async with file:
        await file.write(content)
        raise error


@pytest.mark.parametrize("size", [0, 1, (1 << 20) + 1, PART - 1, PART, PART + 1, 2 * PART, len(CONTENT)])
@pytest.mark.parametrize("piece", [1 << 16, 3 * PART])
async def test_an_object_is_stored_as_boto3_stores_it(client: AsyncTigrisHTTP, s3: Any, size: int, piece: int) -> None:
    from io import BytesIO

    from boto3.s3.transfer import TransferConfig  # type: ignore[import-untyped]  # boto3 ships no types

    await client.create_bucket("atlas")
    async with client.write_object("atlas", "k", transfer=IN_PARTS) as file:
        for each in pieces(CONTENT[:size], piece):
            assert len(each) == await file.write(each)
        assert [] == await left(client) or size > PART
    config = TransferConfig(multipart_threshold=PART + 1, multipart_chunksize=PART)
    s3.upload_fileobj(BytesIO(CONTENT[:size]), "atlas", "boto3", Config=config)
    theirs = await client.head_object("atlas", "boto3")
    parts = 0 if size <= PART else -(-size // PART)
    assert UploadedFile(theirs.etag, None, size, parts) == file.result
    assert CONTENT[:size] == await read(client)
    assert ["boto3", "k"] == await left(client)


async def test_the_bytes_are_copied_so_a_buffer_can_be_used_again(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    buffer = bytearray(1 << 20)
    async with client.write_object("atlas", "k", transfer=IN_PARTS) as file:
        for each in pieces(CONTENT, len(buffer)):
            buffer[: len(each)] = each
            await file.write(memoryview(buffer)[: len(each)])
            buffer[:] = bytes(len(buffer))
        await file.write(memoryview(b"a-b-c")[::2])
        await file.write(memoryview(bytes(8)).cast("Q"))
    assert CONTENT + b"abc" + bytes(8) == await read(client)


@pytest.mark.parametrize("size", [9, len(CONTENT)])
async def test_settings_and_checksums_are_stored(client: AsyncTigrisHTTP, size: int) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    write = WriteObject(
        "atlas",
        "k",
        content_type="text/css",
        metadata={"a": "b"},
        tagging={"c": "d"},
        storage_class="STANDARD_IA",
        checksums="crc32c",
        transfer=IN_PARTS,
    )
    async with client.stream(write) as file:
        await file.write(CONTENT[:size])
    info = await client.head_object("atlas", "k", checksum_mode=True)
    assert ("text/css", {"a": "b"}, 1, "STANDARD_IA") == (
        info.content_type,
        info.metadata,
        info.tag_count,
        info.storage_class,
    )
    assert info.checksums.crc32c is not None
    assert (info.etag, info.version_id, size) == (file.result.etag, file.result.version_id, file.result.size)


@pytest.mark.parametrize("size", [9, len(CONTENT)])
async def test_a_condition_holds_for_the_whole_object(client: AsyncTigrisHTTP, size: int) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"first")
    with pytest.raises(PreconditionFailed):
        async with client.write_object("atlas", "k", if_none_match="*", transfer=IN_PARTS) as file:
            await file.write(CONTENT[:size])
    with pytest.raises(PreconditionFailed):  # again: a caller must not think it is stored
        await file.close()
    assert (b"first", ["k"]) == (await read(client), await left(client))


@pytest.mark.parametrize("size", [9, len(CONTENT)])
@pytest.mark.parametrize("way", ["error", "interrupt", "abort", "abort and close"])
async def test_an_error_in_the_with_and_abort_store_nothing(client: AsyncTigrisHTTP, size: int, way: str) -> None:
    await client.create_bucket("atlas")
    kind = {"error": LookupError, "interrupt": KeyboardInterrupt}.get(way)
    if kind is not None:
        file = await client.write_object("atlas", "k", transfer=IN_PARTS)
        with pytest.raises(kind):
            await broken_off(file, kind(), CONTENT[:size])
    else:
        async with client.write_object("atlas", "k", transfer=IN_PARTS) as file:
            await file.write(CONTENT[:size])
            await file.abort()
            if way == "abort and close":
                await file.close()
    assert file.closed
    with pytest.raises(ValueError, match=r"^nothing is stored$"):
        _ = file.result
    with pytest.raises(ValueError, match="this writer is closed: write inside its with"):
        await file.write(b"x")
    assert ([], []) == (await left(client), working())


async def test_close_stores_once(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    file = await client.write_object("atlas", "k")
    with pytest.raises(ValueError, match="nothing is stored yet: ask after the with statement"):
        _ = file.result
    await file.write(b"ab")
    await file.flush()
    assert [] == await left(client)
    for _ in range(2):
        await file.close()
        await file.aclose()
    await file.abort()
    assert (2, b"ab") == (file.result.size, await read(client))
    assert ["PutObject"] == [each.operation for each in tigris.requests if each.operation == "PutObject"]


@pytest.mark.parametrize(("status", "times"), [(403, 1), (503, 50)])
@pytest.mark.parametrize("concurrency", [1, 2, 8])
async def test_the_error_of_a_part_comes_out_of_a_later_write(
    client: AsyncTigrisHTTP, tigris: Emulator, status: int, times: int, concurrency: int
) -> None:
    await client.create_bucket("atlas")
    tigris.inject(Fault("status", operation="UploadPart", status=status, times=times))
    expected = Unavailable if status == 503 else ServiceError
    options = TransferOptions(part_size=PART, concurrency=concurrency)
    file = await client.write_object("atlas", "k", transfer=options)
    await file.write(CONTENT[:PART])
    with pytest.raises(expected) as failed:
        await written_until_it_fails(file)
    assert (None, "UploadPart") == (failed.value.upload_id, failed.value.operation)
    with pytest.raises(expected):
        await file.write(CONTENT)
    with pytest.raises(expected):
        await file.close()
    assert ([], []) == (await left(client), working())


@pytest.mark.parametrize("operation", ["UploadPart", "CompleteMultipartUpload", "CreateMultipartUpload", "PutObject"])
async def test_an_error_at_the_end_comes_out_of_close(
    client: AsyncTigrisHTTP, tigris: Emulator, operation: str
) -> None:
    await client.create_bucket("atlas")
    tigris.inject(Fault("status", operation=operation, status=403, times=9))
    size = 9 if operation == "PutObject" else 2 * PART
    with pytest.raises(ServiceError) as failed:
        async with client.write_object("atlas", "k", transfer=IN_PARTS) as file:
            await file.write(CONTENT[:size])
    assert (None, operation) == (failed.value.upload_id, failed.value.operation)
    assert ([], []) == (await left(client), working())


async def test_a_swallowed_error_is_raised_by_the_end_of_the_with(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    tigris.inject(Fault("status", operation="CreateMultipartUpload", status=403))

    async def swallowing() -> None:
        async with client.write_object("atlas", "k", transfer=IN_PARTS) as file:
            with pytest.raises(ServiceError):
                await file.write(CONTENT)
            assert file.closed

    with pytest.raises(ServiceError):
        await swallowing()
    assert [] == await left(client)


async def test_an_upload_that_could_not_be_aborted_is_named(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    tigris.inject(Fault("status", operation="CompleteMultipartUpload", status=403))
    tigris.inject(Fault("status", operation="AbortMultipartUpload", status=403, times=3))
    with pytest.raises(ServiceError) as failed:
        async with client.write_object("atlas", "k", transfer=IN_PARTS) as file:
            await file.write(CONTENT)
    assert failed.value.upload_id is not None
    file = await client.write_object("atlas", "k", transfer=IN_PARTS)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with pytest.raises(LookupError):
            await broken_off(file, LookupError(), CONTENT)
    assert "could not be aborted, and abort_multipart_upload drops the parts" in str(seen[0].message)
    async with client.write_object("atlas", "k", transfer=IN_PARTS) as file:
        await file.write(CONTENT)
        with pytest.raises(ServiceError) as failed:
            await file.abort()
    assert failed.value.upload_id is not None
    assert ["upload k"] * 3 == await left(client)


async def test_a_forgotten_writer_stores_nothing_and_names_its_upload(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    for size in (9, len(CONTENT)):
        file = await client.write_object("atlas", "k", transfer=IN_PARTS)
        await file.write(CONTENT[:size])
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            del file
            gc.collect()
        uploads = [each.upload_id async for each in client.list_multipart_uploads("atlas")]
        (warning,) = [each for each in seen if each.category is ResourceWarning]
        assert f"ObjectWriter atlas/k, {size} bytes>: nothing is stored" in str(warning.message)
        assert size == 9 or f"drops the parts of its upload {uploads[0]!r}" in str(warning.message)
    assert (["upload k"], []) == (await left(client), working())


async def test_progress_grows_by_each_part_once(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    seen: list[Progress] = []
    async with client.write_object("atlas", "k", transfer=IN_PARTS, progress=seen.append) as file:
        await file.write(CONTENT)
    assert [PART, PART, 1234, 0] == sorted((each.advanced for each in seen), reverse=True)
    assert sorted(each.done for each in seen) == [each.done for each in seen]
    assert [None, None, None, len(CONTENT)] == [each.total for each in seen]


async def test_an_error_of_progress_comes_out_and_nothing_is_stored(client: AsyncTigrisHTTP) -> None:
    def refuse(state: Progress) -> None:
        raise LookupError(state.key)

    await client.create_bucket("atlas")
    with pytest.raises(LookupError, match="k"):
        async with client.write_object("atlas", "k", transfer=IN_PARTS, progress=refuse) as file:
            await file.write(CONTENT)
    assert ([], []) == (await left(client), working())


async def test_a_writer_is_not_used_from_its_own_progress(harness: Harness) -> None:
    client = harness.client()
    await client.create_bucket("atlas")
    files: list[Any] = []

    def again(_: Progress) -> Any:
        return files[0]._inner.write(b"x") if harness.mode == "blocking" else files[0].write(b"x")

    files.append(await client.write_object("atlas", "k", transfer=IN_PARTS, progress=again))
    with pytest.raises(RuntimeError, match="this writer is in use"):
        await files[0].write(CONTENT + CONTENT)
    assert [] == await left(client)


async def test_more_parts_than_an_object_may_have_are_refused(
    client: AsyncTigrisHTTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    await client.create_bucket("atlas")
    monkeypatch.setattr(writing, "MAX_PARTS", 2)
    with pytest.raises(BodyMismatch, match="WriteObject atlas/k: the object has more than 2 parts of 5242880 bytes"):
        async with client.write_object("atlas", "k", transfer=IN_PARTS) as file:
            await file.write(CONTENT)
    assert [] == await left(client)


async def test_a_reader_of_the_same_client_has_a_connection(harness: Harness) -> None:
    client = harness.client(max_connections=2, timeouts=Timeouts(pool=0.01))
    await client.create_bucket("atlas")
    await client.put_object("atlas", "source", CONTENT)
    options = TransferOptions(part_size=PART, concurrency=8)
    async with (
        client.get_object("atlas", "source") as body,
        client.write_object("atlas", "k", transfer=options) as file,
    ):
        while data := await body.read(1 << 20):
            await file.write(data)
    assert CONTENT == await read(client)


async def test_an_open_writer_does_not_pickle(harness: Harness) -> None:
    client = harness.client()
    await client.create_bucket("atlas")
    async with client.write_object("atlas", "k") as file:
        given = file._inner if harness.mode == "blocking" else file  # type: ignore[attr-defined]
        with pytest.raises(TypeError, match="an open writer can be neither pickled nor copied"):
            pickle.dumps(given)
        await file.abort()
    with pytest.raises(NotFound):
        await client.head_object("atlas", "k")


@pytest.mark.parametrize("loop", MODES[1:])
def test_a_cancelled_writer_leaves_nothing(loop: str, tigris: Emulator) -> None:
    harness = Harness(loop, tigris)
    found: list[object] = []

    async def story() -> None:
        client = harness.client(timeouts=Timeouts(read=3600))
        await client.create_bucket("atlas")
        with anyio.CancelScope() as scope:
            async with client.write_object("atlas", "k", transfer=IN_PARTS) as file:
                await file.write(CONTENT)
                scope.cancel()
                await file.write(CONTENT)
        found.extend((scope.cancelled_caught, file.closed, await left(client)))

    harness.play(story)
    assert [True, True, []] == found


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"transfer": 5}, TypeError, "transfer must be a TransferOptions, not int"),
        ({"progress": 5}, TypeError, "progress must be a function"),
        ({"bucket": ""}, ValueError, "bucket"),
        ({"key": ""}, ValueError, "key"),
        ({"checksums": "md5"}, ValueError, "checksums must be one of"),
        ({"if_match": 5}, TypeError, "if_match"),
        ({"metadata": {"a": 5}}, TypeError, "metadata"),
        ({"tagging": {"": "1"}}, ValueError, "a key of tagging"),
        ({"storage_class": "COLD"}, ValueError, "storage_class"),
        ({"expires": 5}, TypeError, "expires"),
    ],
)
async def test_bad_arguments_are_refused_before_anything_is_sent(
    client: AsyncTigrisHTTP, tigris: Emulator, arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"^{message}"):
        client.write_object(**{"bucket": "atlas", "key": "k"} | arguments)
    assert () == tuple(tigris.requests)


@pytest.mark.parametrize("data", ["text", 5, None, ["a"]])
async def test_a_write_of_no_bytes_is_refused_and_the_file_stays_open(client: AsyncTigrisHTTP, data: Any) -> None:
    await client.create_bucket("atlas")
    async with client.write_object("atlas", "k") as file:
        with pytest.raises(TypeError, match=r"write\(\) takes bytes, not \w+: encode text"):
            await file.write(data)
        await file.write(b"bytes")
    assert b"bytes" == await read(client)


async def test_a_view_that_only_reads_opens_no_writer(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    past = client.scoped(AtSnapshot("atlas", "1"))
    with pytest.raises(ValueError, match="WriteObject cannot be done at a snapshot of 'atlas'"):
        await past.write_object("atlas", "k")
    assert () == tuple(tigris.requests)


async def test_send_names_the_way_to_open_a_writer(client: AsyncTigrisHTTP) -> None:
    with pytest.raises(TypeError, match=r"^WriteObject streams: use stream\(\)$"):
        await client.send(WriteObject("atlas", "k"))  # type: ignore[arg-type]
