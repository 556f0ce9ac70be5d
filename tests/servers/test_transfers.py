"""Transfers on third-party servers: whole and in parts, resumed and aborted, and read back by boto3."""

from __future__ import annotations

import hashlib
import os
import random
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.systems import needs_posix
from tigris_http import (
    AsyncTigrisHTTP,
    ConnectionFailed,
    NotFound,
    ObjectChanged,
    PreconditionFailed,
    RangeNotSatisfiable,
    RetryPolicy,
    TimedOut,
)
from tigris_http.transfers import DownloadedFile, Progress, TransferOptions

from .cutting import CuttingProxy
from .differences import servers_with
from .third_party import boto

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from tigris_http import Attempt

    from .conftest import Connect
    from .third_party import Server

pytestmark = pytest.mark.anyio

PART = 5 << 20
CONTENT = random.Random(5).randbytes(2 * PART + 1234)
IN_PARTS = TransferOptions(part_size=PART, threshold=PART, concurrency=3)
ONE_BY_ONE = TransferOptions(part_size=PART, threshold=PART, concurrency=1)
QUICK = RetryPolicy(base=0.001, cap=0.01)
SETTINGS: dict[str, Any] = {"content_type": "text/x-poem", "cache_control": "no-store", "metadata": {"a": "b  c"}}


@pytest.fixture
def s3(server: Server) -> Iterator[Any]:
    with closing(boto("s3", server.port, server.region, server.credentials)) as client:
        yield client


def tag(content: bytes) -> str:
    """Return the entity tag of an object in parts."""
    digests = [hashlib.md5(content[start : start + PART]).digest() for start in range(0, len(content), PART)]
    return f"{hashlib.md5(b''.join(digests)).hexdigest()}-{len(digests)}"


def read(s3: Any, bucket: str, key: str) -> dict[str, Any]:
    """Return an object with its properties, as boto3 sees it."""
    answer: dict[str, Any] = s3.get_object(Bucket=bucket, Key=key)
    with answer["Body"] as body:
        # rclone writes the names of headers in its own case.
        metadata = {name.lower(): value for name, value in answer["Metadata"].items()}
        return {**answer, "Body": body.read(), "Metadata": metadata}


def uploads(s3: Any, bucket: str, key: str) -> list[str]:
    found = s3.list_multipart_uploads(Bucket=bucket, Prefix=key).get("Uploads", [])
    return [each["UploadId"] for each in found if each["Key"] == key]


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def pieces() -> Iterator[bytes]:
    for start in range(0, len(CONTENT), 1_000_003):
        yield CONTENT[start : start + 1_000_003]


async def async_pieces() -> AsyncIterator[bytes]:
    for piece in pieces():
        yield piece


@pytest.mark.parametrize("kind", ["path", "bytes", "pieces", pytest.param("pipe", marks=needs_posix)])
async def test_a_source_of_any_kind_is_stored_in_parts(
    client: AsyncTigrisHTTP,
    server: Server,
    s3: Any,
    bucket: str,
    key_in: Callable[[str], str],
    tmp_path: Path,
    kind: str,
) -> None:
    key, path = key_in("a b+c%é"), tmp_path / "source"
    writer = threading.Thread(target=path.write_bytes, args=(CONTENT,))
    if kind == "pipe":
        os.mkfifo(path)
    writer.start()
    if kind != "pipe":
        writer.join()
    pieced = async_pieces() if type(client) is AsyncTigrisHTTP else pieces()
    source: Any = {"bytes": CONTENT, "pieces": pieced}.get(kind, path)
    stored = await client.upload_file(bucket, key, source, transfer=IN_PARTS, **SETTINGS)
    writer.join()
    assert (tag(CONTENT), len(CONTENT), 3, 0) == (stored.etag, stored.size, stored.parts, stored.reused_parts)
    found = read(s3, bucket, key)
    assert found["Body"] == CONTENT
    assert ("text/x-poem", "no-store") == (found["ContentType"], found["CacheControl"])
    nanoseconds = path.stat().st_mtime_ns
    mtime = {"mtime": f"{nanoseconds // 10**9}.{nanoseconds % 10**9:09d}"} if kind == "path" else {}
    assert {"a": "b  c", **mtime} == found["Metadata"]
    expected = tag(CONTENT) if server.differs.tells_etag_of_uploads else hashlib.md5(CONTENT).hexdigest()
    assert f'"{expected}"' == found["ETag"]
    assert [] == uploads(s3, bucket, key)


@pytest.mark.parametrize("size", [0, PART])
async def test_a_small_source_is_stored_whole(
    client: AsyncTigrisHTTP, s3: Any, bucket: str, key_in: Callable[[str], str], size: int
) -> None:
    content = CONTENT[:size]
    for name, source in (("bytes", content), ("pieces", iter([content]))):
        stored = await client.upload_file(bucket, key_in(name), source, transfer=IN_PARTS, **SETTINGS)
        # A stream shows its end only after its first part.
        in_parts = name == "pieces" and size == PART
        assert (size, int(in_parts)) == (stored.size, stored.parts)
        assert (tag(content) if in_parts else hashlib.md5(content).hexdigest()) == stored.etag
        found = read(s3, bucket, key_in(name))
        assert (content, "text/x-poem", {"a": "b  c"}) == (found["Body"], found["ContentType"], found["Metadata"])


@pytest.mark.parametrize("size", [0, PART, len(CONTENT)])
async def test_an_object_of_boto3_becomes_the_same_file(
    client: AsyncTigrisHTTP, s3: Any, bucket: str, key_in: Callable[[str], str], tmp_path: Path, size: int
) -> None:
    from boto3.s3.transfer import TransferConfig  # type: ignore[import-untyped]

    (tmp_path / "source").write_bytes(CONTENT[:size])
    config = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART)
    extra = {"Metadata": {"mtime": "1700000000.5"}}
    s3.upload_file(str(tmp_path / "source"), bucket, key_in("k"), Config=config, ExtraArgs=extra)
    target = tmp_path / "target"
    done = await client.download_file(bucket, key_in("k"), target, transfer=IN_PARTS, fsync=True)
    assert CONTENT[:size] == target.read_bytes()
    assert 1_700_000_000_500_000_000 == target.stat().st_mtime_ns
    etag = s3.head_object(Bucket=bucket, Key=key_in("k"))["ETag"].strip('"')
    assert DownloadedFile(target, size, etag, None) == done
    assert ["source", "target"] == names(tmp_path)


async def test_a_missing_object_writes_no_file(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str], tmp_path: Path
) -> None:
    with pytest.raises(NotFound):
        await client.download_file(bucket, key_in("gone"), tmp_path / "target")
    assert [] == names(tmp_path)


@pytest.mark.parametrize("coalesce", [0, 1000])
async def test_ranges_come_in_their_order(
    client: AsyncTigrisHTTP, s3: Any, bucket: str, key_in: Callable[[str], str], coalesce: int
) -> None:
    s3.put_object(Bucket=bucket, Key=key_in("k"), Body=CONTENT[:90_000])
    wanted = [(80_000, 89_999), (0, 0), (500, 1499), (1400, 1600), (89_999, 10**6), (40_000, 40_000)]
    found = await client.get_ranges(bucket, key_in("k"), wanted, coalesce=coalesce)
    assert [CONTENT[:90_000][first : last + 1] for first, last in wanted] == found
    with pytest.raises(RangeNotSatisfiable):
        await client.get_ranges(bucket, key_in("k"), [(0, 1), (90_000, 90_001)], coalesce=coalesce)


async def test_ranges_of_a_replaced_object_are_not_mixed(
    connect: Connect, s3: Any, bucket: str, key_in: Callable[[str], str]
) -> None:
    """A server that ignores `If-Match` answers with the bytes of the other object."""
    s3.put_object(Bucket=bucket, Key=key_in("k"), Body=CONTENT[:9000])
    seen: list[Attempt] = []

    def replace(attempt: Attempt) -> None:
        if attempt.operation == "GetObject" and not seen:
            s3.put_object(Bucket=bucket, Key=key_in("k"), Body=CONTENT[9000:18_000])
            seen.append(attempt)

    client = await connect(on_response=replace)
    with pytest.raises(ObjectChanged):
        await client.get_ranges(bucket, key_in("k"), [(0, 9), (4000, 4009)], coalesce=0)


async def test_a_download_of_a_replaced_object_leaves_no_file(
    client: AsyncTigrisHTTP, s3: Any, bucket: str, key_in: Callable[[str], str], tmp_path: Path
) -> None:
    s3.put_object(Bucket=bucket, Key=key_in("k"), Body=CONTENT)

    def replace(_: Progress) -> None:
        s3.put_object(Bucket=bucket, Key=key_in("k"), Body=CONTENT[::-1])

    with pytest.raises(ObjectChanged):
        await client.download_file(bucket, key_in("k"), tmp_path / "a", transfer=ONE_BY_ONE, progress=replace)
    assert [] == names(tmp_path)


async def test_an_object_exists_from_its_upload_to_its_deletion(
    client: AsyncTigrisHTTP, s3: Any, bucket: str, key_in: Callable[[str], str]
) -> None:
    assert not await client.exists(bucket, key_in("k"))
    assert not await client.exists("no-such-bucket", "k")
    with pytest.raises(TimedOut):
        await client.wait_until_exists(bucket, key_in("k"), within=0)
    s3.put_object(Bucket=bucket, Key=key_in("k"), Body=b"123")
    assert await client.exists(bucket, key_in("k"))
    assert 3 == (await client.wait_until_exists(bucket, key_in("k"))).size
    s3.delete_object(Bucket=bucket, Key=key_in("k"))
    assert not await client.exists(bucket, key_in("k"))


async def test_an_upload_continues_after_a_break_and_sends_the_rest_alone(
    connect: Connect, server: Server, s3: Any, bucket: str, key_in: Callable[[str], str], tmp_path: Path
) -> None:
    key, path = key_in("k"), tmp_path / "source"
    path.write_bytes(CONTENT)
    with CuttingProxy(server.port) as proxy:
        proxy.request_cuts.append(2 * PART - 1000)
        breaking = await connect(endpoint=proxy.endpoint)
        with pytest.raises(ConnectionFailed) as broken:
            await breaking.upload_file(bucket, key, path, resume=True, transfer=ONE_BY_ONE, **SETTINGS)
    assert [broken.value.upload_id] == uploads(s3, bucket, key)
    sent: list[Attempt] = []
    client = await connect(on_response=sent.append)
    stored = await client.upload_file(bucket, key, path, resume=True, transfer=ONE_BY_ONE)
    assert (3, 1, 2) == (stored.parts, stored.reused_parts, [each.operation for each in sent].count("UploadPart"))
    found = read(s3, bucket, key)
    assert found["Body"] == CONTENT
    assert ("text/x-poem", "b  c") == (found["ContentType"], found["Metadata"]["a"])
    assert [] == uploads(s3, bucket, key)


async def test_a_broken_upload_is_aborted_and_leaves_the_old_object(
    connect: Connect, server: Server, s3: Any, bucket: str, key_in: Callable[[str], str]
) -> None:
    s3.put_object(Bucket=bucket, Key=key_in("k"), Body=b"old")
    with CuttingProxy(server.port) as proxy:
        proxy.request_cuts.append(2 * PART - 1000)
        client = await connect(endpoint=proxy.endpoint)
        with pytest.raises(ConnectionFailed) as broken:
            await client.upload_file(bucket, key_in("k"), CONTENT, transfer=ONE_BY_ONE)
    assert None is broken.value.upload_id
    assert [] == uploads(s3, bucket, key_in("k"))
    assert read(s3, bucket, key_in("k"))["Body"] == b"old"


async def test_parts_and_ranges_whose_connections_break_are_sent_and_read_again(
    connect: Connect, server: Server, s3: Any, bucket: str, key_in: Callable[[str], str], tmp_path: Path
) -> None:
    seen: list[Progress] = []
    with CuttingProxy(server.port) as proxy:
        client = await connect(endpoint=proxy.endpoint, retry=QUICK)
        proxy.request_cuts += [PART + 100_000, 300_000]
        stored = await client.upload_file(
            bucket, key_in("k"), CONTENT, transfer=ONE_BY_ONE, progress=seen.append, **SETTINGS
        )
        assert (tag(CONTENT), 3) == (stored.etag, stored.parts)
        assert [PART, 2 * PART, len(CONTENT), len(CONTENT)] == [each.done for each in seen]
        assert read(s3, bucket, key_in("k"))["Body"] == CONTENT
    with CuttingProxy(server.port) as proxy:
        client = await connect(endpoint=proxy.endpoint, retry=QUICK)
        proxy.cuts += [PART // 2, PART // 3, 5000]
        await client.download_file(bucket, key_in("k"), tmp_path / "a", transfer=IN_PARTS)
        assert CONTENT == (tmp_path / "a").read_bytes()
        assert [] == proxy.cuts


@servers_with("conditions")
@pytest.mark.parametrize("size", [9, len(CONTENT)])
async def test_a_condition_holds_for_the_whole_object(
    client: AsyncTigrisHTTP, s3: Any, bucket: str, key_in: Callable[[str], str], size: int
) -> None:
    s3.put_object(Bucket=bucket, Key=key_in("k"), Body=b"old")
    with pytest.raises(PreconditionFailed):
        await client.upload_file(bucket, key_in("k"), CONTENT[:size], if_none_match="*", transfer=IN_PARTS)
    assert read(s3, bucket, key_in("k"))["Body"] == b"old"
    assert [] == uploads(s3, bucket, key_in("k"))


@servers_with("checksums")
@pytest.mark.parametrize("size", [9, len(CONTENT)])
async def test_parts_have_checksums_that_the_server_checks(
    client: AsyncTigrisHTTP, s3: Any, bucket: str, key_in: Callable[[str], str], tmp_path: Path, size: int
) -> None:
    await client.upload_file(bucket, key_in("k"), CONTENT[:size], checksums="crc32", transfer=IN_PARTS)
    head = s3.head_object(Bucket=bucket, Key=key_in("k"), ChecksumMode="ENABLED")
    assert "ChecksumCRC32" in head
    await client.download_file(bucket, key_in("k"), tmp_path / "a", checksum_mode=True)
    assert CONTENT[:size] == (tmp_path / "a").read_bytes()
