"""`upload_file`: sources of every kind, whole and in parts, and the state of the service after a failure."""

from __future__ import annotations

import array
import ctypes
import gzip
import io
import os
import random
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.systems import needs_posix
from tigris_http import BodyMismatch, NotFound, PreconditionFailed, ServiceError, Unavailable
from tigris_http.emulator import Fault
from tigris_http.transfers import Progress, TransferOptions, UploadedFile, UploadFile

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.scenarios.harness import Harness
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

PART = 5 << 20
CONTENT = random.Random(1).randbytes(2 * PART + 1234)
IN_PARTS = TransferOptions(part_size=PART, threshold=PART, concurrency=2)


async def read(client: AsyncTigrisHTTP, key: str = "k") -> bytes:
    async with client.get_object("atlas", key) as body:
        return await body.read()


async def uploads(client: AsyncTigrisHTTP) -> list[str]:
    return [each.key async for each in client.list_multipart_uploads("atlas")]


def file_of(folder: Path, content: bytes = CONTENT) -> Path:
    path = folder / "source"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 1])
async def test_a_file_is_stored_as_boto3_stores_it(client: AsyncTigrisHTTP, s3: Any, tmp_path: Path, size: int) -> None:
    from boto3.s3.transfer import TransferConfig  # type: ignore[import-untyped]  # boto3 ships no types

    await client.create_bucket("atlas")
    path = file_of(tmp_path, CONTENT[:size])
    stored = await client.upload_file("atlas", "k", path, transfer=IN_PARTS)
    config = TransferConfig(multipart_threshold=PART + 1, multipart_chunksize=PART)
    s3.upload_file(str(path), "atlas", "boto3", Config=config)
    theirs = await client.head_object("atlas", "boto3")
    parts = 0 if size <= PART else -(-size // PART)
    assert UploadedFile(theirs.etag, None, size, parts) == stored
    assert CONTENT[:size] == await read(client)
    assert [] == await uploads(client)


async def test_memory_of_any_layout_is_a_source(client: AsyncTigrisHTTP) -> None:
    """With gaps, in the other byte order, and empty."""
    await client.create_bucket("atlas")
    foreign = ctypes.c_int32.__ctype_le__ if sys.byteorder == "big" else ctypes.c_int32.__ctype_be__
    memories: list[Any] = [
        memoryview(CONTENT)[::-2],
        memoryview((foreign * 3)(1, 2, 3)),
        array.array("d", [1.5]),
        array.array("I"),
    ]
    for memory in memories:
        content = memoryview(memory).tobytes()
        for source in (memory, [memory, memory]):
            await client.upload_file("atlas", "k", source, transfer=IN_PARTS)
            assert content * (2 if isinstance(source, list) else 1) == await read(client)
        async with client.write_object("atlas", "k", transfer=IN_PARTS) as file:
            assert len(content) == await file.write(memory)
        assert content == await read(client)


async def test_every_kind_of_source_is_read_from_its_position(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    await client.create_bucket("atlas")
    path = file_of(tmp_path)
    (tmp_path / "zipped").write_bytes(gzip.compress(CONTENT, 1))

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(CONTENT), 1_000_003):
            yield CONTENT[start : start + 1_000_003]

    with path.open("rb") as plain, path.open("rb", buffering=0) as raw, gzip.open(tmp_path / "zipped") as unzipped:
        plain.seek(7)
        raw.seek(PART + 7)
        sources: list[tuple[Any, int]] = [
            (str(path), 0),
            (plain, 7),
            (raw, PART + 7),
            (unzipped, 0),
            (io.BytesIO(CONTENT), 0),
            (pieces(), 0),
            (memoryview(CONTENT), 0),
            (bytearray(CONTENT), 0),
        ]
        for source, start in sources:
            stored = await client.upload_file("atlas", "k", source, transfer=IN_PARTS)
            assert len(CONTENT) - start == stored.size, source
            assert CONTENT[start:] == await read(client), source


@needs_posix
async def test_a_pipe_is_read_to_its_end(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    await client.create_bucket("atlas")
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(CONTENT,))
    writer.start()
    stored = await client.upload_file("atlas", "k", path, transfer=IN_PARTS)
    writer.join()
    assert (len(CONTENT), 3) == (stored.size, stored.parts)
    assert CONTENT == await read(client)


async def test_the_async_client_takes_an_async_iterable(harness: Harness) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield CONTENT[:PART]
        yield CONTENT[PART:]

    client = harness.client()
    await client.create_bucket("atlas")
    if harness.mode == "blocking":
        with pytest.raises(TypeError, match="source must not be an async iterable: only the async client takes one"):
            await client.upload_file("atlas", "k", pieces(), transfer=IN_PARTS)
    else:
        await client.upload_file("atlas", "k", pieces(), transfer=IN_PARTS)
        assert CONTENT == await read(client)


@pytest.mark.parametrize("size", [9, len(CONTENT)])
async def test_settings_checksums_and_the_time_of_change_are_stored(
    client: AsyncTigrisHTTP, tmp_path: Path, size: int
) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    path = file_of(tmp_path, CONTENT[:size])
    os.utime(path, ns=(0, 1_700_000_000_123_456_700))
    upload = UploadFile(
        "atlas", "k", path, content_type="text/css", metadata={"a": "b"}, checksums="crc32c", transfer=IN_PARTS
    )
    stored = await client.send(upload)
    info = await client.head_object("atlas", "k", checksum_mode=True)
    assert ("text/css", {"a": "b", "mtime": "1700000000.123456700"}) == (info.content_type, info.metadata)
    assert info.checksums.crc32c is not None
    assert (info.etag, info.version_id) == (stored.etag, stored.version_id)
    await client.upload_file("atlas", "k", path, metadata={"mtime": "1"}, transfer=IN_PARTS)
    assert {"mtime": "1"} == (await client.head_object("atlas", "k")).metadata


@pytest.mark.parametrize("size", [9, len(CONTENT)])
async def test_a_condition_holds_for_the_whole_object(client: AsyncTigrisHTTP, size: int) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"first")
    with pytest.raises(PreconditionFailed):
        await client.upload_file("atlas", "k", CONTENT[:size], if_none_match="*", transfer=IN_PARTS)
    assert b"first" == await read(client)
    assert [] == await uploads(client)


async def test_progress_grows_by_each_part_once(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    tigris.inject(Fault("status", operation="UploadPart"))
    seen: list[Progress] = []
    await client.upload_file("atlas", "k", CONTENT, transfer=IN_PARTS, progress=seen.append)
    assert [PART, PART, 1234, 0] == sorted((each.advanced for each in seen), reverse=True)
    done = 0
    for each in seen:
        done += each.advanced
        assert (done, len(CONTENT)) == (each.done, each.total)
    assert [0, 0, 0, 1] == [each.files_done for each in seen]


async def test_an_error_of_progress_comes_out_and_the_upload_is_gone(client: AsyncTigrisHTTP) -> None:
    def refuse(state: Progress) -> None:
        raise LookupError(state.key)

    await client.create_bucket("atlas")
    with pytest.raises(LookupError, match="k"):
        await client.upload_file("atlas", "k", CONTENT, transfer=IN_PARTS, progress=refuse)
    assert [] == await uploads(client)
    with pytest.raises(NotFound):
        await client.head_object("atlas", "k")
    assert [] == [each.name for each in threading.enumerate() if each.name == "tigris_http job"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault("status", operation="UploadPart", times=50), Unavailable),
        (Fault("status", operation="CompleteMultipartUpload", status=400, code="InvalidPart"), ServiceError),
        (Fault("status", operation="UploadPart", status=403), ServiceError),
    ],
    ids=["part", "completion", "refused"],
)
async def test_a_failed_upload_leaves_nothing(
    client: AsyncTigrisHTTP, tigris: Emulator, fault: Fault, expected: type[Exception]
) -> None:
    await client.create_bucket("atlas")
    tigris.inject(fault)
    with pytest.raises(expected) as failed:
        await client.upload_file("atlas", "k", CONTENT, transfer=IN_PARTS)
    assert None is failed.value.upload_id  # type: ignore[attr-defined]
    assert [] == await uploads(client)
    with pytest.raises(NotFound):
        await client.head_object("atlas", "k")


async def test_an_upload_that_could_not_be_aborted_is_named(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    tigris.inject(Fault("status", operation="UploadPart", status=403))
    tigris.inject(Fault("status", operation="AbortMultipartUpload", status=403))
    with pytest.raises(ServiceError) as failed:
        await client.upload_file("atlas", "k", CONTENT, transfer=IN_PARTS)
    assert failed.value.upload_id is not None
    await client.abort_multipart_upload("atlas", "k", failed.value.upload_id)


@pytest.mark.parametrize("content", [CONTENT[:99], CONTENT], ids=["whole", "in parts"])
@pytest.mark.parametrize("change", ["shorter", "longer", "touched"])
async def test_a_file_that_changes_is_a_mismatch(
    client: AsyncTigrisHTTP, tmp_path: Path, content: bytes, change: str
) -> None:
    await client.create_bucket("atlas")
    path = file_of(tmp_path, content)

    def changed(_: Progress) -> None:
        if change == "touched":
            os.utime(path, ns=(0, 1))
        else:
            os.truncate(path, 5 if change == "shorter" else len(CONTENT) + 5)

    one_by_one = TransferOptions(part_size=PART, threshold=PART, concurrency=1)
    if content is CONTENT:
        with pytest.raises(BodyMismatch, match=r"(changed|became shorter) while it was read") as failed:
            await client.upload_file("atlas", "k", path, transfer=one_by_one, progress=changed)
        assert "UploadFile" in str(failed.value)
        assert [] == await uploads(client)
    else:
        assert 99 == (await client.upload_file("atlas", "k", path, transfer=one_by_one, progress=changed)).size


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"source": 5}, TypeError, "source must be a path"),
        ({"source": io.StringIO("a")}, TypeError, "source must be a path"),
        ({"source": ["a"]}, TypeError, "source must give bytes, not str"),
        ({"transfer": 5}, TypeError, "transfer must be a TransferOptions, not int"),
        ({"progress": 5}, TypeError, "progress must be a function"),
        ({"bucket": ""}, ValueError, "bucket"),
        ({"bucket": "map.png", "key": "atlas/x", "source": "k"}, FileNotFoundError, "k"),
        ({"bucket": "/srv/map.png", "key": "atlas", "source": "k"}, ValueError, "bucket '/srv/map.png' must"),
        ({"key": ""}, ValueError, "key"),
        ({"checksums": "md5"}, ValueError, "checksums must be one of"),
        ({"if_match": 5}, TypeError, "if_match"),
    ],
)
async def test_bad_arguments_are_refused_before_anything_is_sent(
    client: AsyncTigrisHTTP, tigris: Emulator, arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    given: dict[str, Any] = {"bucket": "atlas", "key": "k", "source": b""} | arguments
    with pytest.raises(error, match=message):
        await client.upload_file(**given)
    with pytest.raises(FileNotFoundError):
        await client.upload_file("atlas", "k", "/nowhere/at/all")
    assert () == tuple(tigris.requests)
