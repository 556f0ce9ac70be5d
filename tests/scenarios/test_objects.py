"""Objects written and read: every kind of body, every header, ranges."""

from __future__ import annotations

import hashlib
import io
import time
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import BodyMismatch, NotFound, RangeNotSatisfiable, ServiceError

from .contents import LARGE, md5, read

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

    from .harness import Harness


def await_records(tigris: Emulator, operation: str) -> list[int]:
    """Return the statuses of an operation's requests, once the emulator's threads have noted one."""
    for _ in range(500):
        if found := [request.status for request in tigris.requests if request.operation == operation]:
            return found
        time.sleep(0.01)
    return []


# -- bodies --------------------------------------------------------------------------------------------------------


def pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), 70_000):
        yield data[start : start + 70_000]


class Pipe(io.RawIOBase):
    """A binary file that can neither seek nor tell."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._data.readinto(buffer)


BODIES: dict[str, Callable[[bytes, Path], Any]] = {
    "bytes": lambda data, _: data,
    "bytearray": lambda data, _: bytearray(data),
    "memoryview": lambda data, _: memoryview(data),
    "memoryview of other items": lambda data, _: memoryview(data).cast("I"),
    "strided memoryview": lambda data, _: memoryview(bytes(b for byte in data for b in (byte, 0)))[::2],
    "path": lambda _, path: path,
    "file": lambda _, path: path.open("rb"),
    "BytesIO": lambda data, _: io.BytesIO(data),
    "BytesIO from its position": lambda data, _: _advanced(io.BytesIO(b"skipped" + data), 7),
    "pipe": lambda data, _: Pipe(data),
    "generator": lambda data, _: pieces(data),
    "list": lambda data, _: list(pieces(data)),
    "list of views of other items": lambda data, _: [memoryview(data).cast("I")],
}


def _advanced(file: io.BytesIO, by: int) -> io.BytesIO:
    file.seek(by)
    return file


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("data", [b"", b"\0", LARGE], ids=["empty", "one byte", "large"])
async def test_a_body_of_any_kind_is_stored_whole(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path, kind: str, data: bytes
) -> None:
    if "other items" in kind and len(data) % 4:
        data = b"four"
    path = tmp_path / "body"
    path.write_bytes(data)
    body = BODIES[kind](data, path)
    await client.create_bucket("atlas")
    result = await client.put_object("atlas", "k", body)
    sent = tigris.requests[-1]
    if isinstance(body, io.IOBase):
        assert not body.closed
        body.close()
    assert (md5(data), None) == (result.etag, result.version_id)
    # No aws-chunked, no trailers, a real length and a real hash.
    assert (str(len(data)), hashlib.sha256(data).hexdigest()) == (
        sent.header("content-length"),
        sent.header("x-amz-content-sha256"),
    )
    assert (None, None) == (sent.header("transfer-encoding"), sent.header("content-encoding"))
    assert data == await read(client, "atlas", "k")


async def test_an_async_iterable_is_stored_whole(harness: Harness, client: AsyncTigrisHTTP) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for piece in pieces(LARGE):
            yield piece

    await client.create_bucket("atlas")
    if harness.mode == "blocking":
        with pytest.raises(TypeError, match="async"):
            await client.put_object("atlas", "k", chunks())
    else:
        await client.put_object("atlas", "k", chunks())
        assert LARGE == await read(client, "atlas", "k")


async def test_a_body_of_known_length_streams_unsigned(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", pieces(LARGE), length=len(LARGE), sha256="UNSIGNED-PAYLOAD")
    assert "UNSIGNED-PAYLOAD" == tigris.requests[-1].header("x-amz-content-sha256")
    assert LARGE == await read(client, "atlas", "k")


async def test_a_given_hash_is_not_computed_but_checked_by_the_service(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"abc", sha256=hashlib.sha256(b"abc").hexdigest())
    assert b"abc" == await read(client, "atlas", "k")
    with pytest.raises(ServiceError) as caught:
        await client.put_object("atlas", "k", b"abc", sha256=hashlib.sha256(b"other").hexdigest())
    assert "XAmzContentSHA256Mismatch" == caught.value.code


@pytest.mark.parametrize("length", [2, 4])
@pytest.mark.parametrize("sha256", [None, "UNSIGNED-PAYLOAD"])
async def test_a_body_of_another_length_than_announced_stores_nothing(
    client: AsyncTigrisHTTP, tigris: Emulator, length: int, sha256: str | None
) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(BodyMismatch):
        await client.put_object("atlas", "k", iter([b"a", b"b", b"c"]), length=length, sha256=sha256)
    if sha256 is not None:  # it was streamed, and the service saw it break off
        assert [0] == await_records(tigris, "PutObject")
    with pytest.raises(NotFound):
        await client.head_object("atlas", "k")


@pytest.mark.parametrize("body", ["text", ["text"], 3, None])
async def test_a_body_that_is_not_bytes_is_refused_before_a_request(
    client: AsyncTigrisHTTP, tigris: Emulator, body: Any
) -> None:
    with pytest.raises(TypeError, match="bytes"):
        await client.put_object("atlas", "k", body)
    assert () == tigris.requests


# -- the properties of an object -------------------------------------------------------------------------------------


async def test_content_headers_and_metadata_are_returned_unchanged(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    expires = datetime(2031, 5, 6, 7, 8, 9, tzinfo=timezone.utc)
    await client.put_object(
        "atlas",
        "k",
        b"payload",
        content_type="text/plain; charset=utf-8",
        content_encoding="br",
        content_disposition='attachment; filename="a b.txt"',
        content_language="de-DE",
        cache_control="max-age=60, no-transform",
        expires=expires,
        metadata={"Author": "Ana  Two Spaces", "empty": "", "a.b-c_d": 'quo"te'},
        storage_class="GLACIER_IR",
    )
    async with client.get_object("atlas", "k") as body:
        info = body.info
        assert b"payload" == await body.read()
    assert (
        "text/plain; charset=utf-8",
        "br",
        'attachment; filename="a b.txt"',
        "de-DE",
        "max-age=60, no-transform",
        "Tue, 06 May 2031 07:08:09 GMT",
        {"author": "Ana  Two Spaces", "empty": "", "a.b-c_d": 'quo"te'},
        "GLACIER_IR",
    ) == (
        info.content_type,
        info.content_encoding,
        info.content_disposition,
        info.content_language,
        info.cache_control,
        info.expires,
        info.metadata,
        info.storage_class,
    )
    assert ("atlas", "k", 7, 7, md5(b"payload"), "fra") == (
        info.bucket,
        info.key,
        info.size,
        info.content_length,
        info.etag,
        info.served_from,
    )
    head = await client.head_object("atlas", "k")
    assert (info.etag, info.metadata, info.last_modified) == (head.etag, head.metadata, head.last_modified)
    assert head.last_modified is not None
    assert abs(datetime.now(timezone.utc) - head.last_modified) < timedelta(minutes=1)
    assert head.request_id


async def test_a_compressed_object_is_returned_as_stored(client: AsyncTigrisHTTP) -> None:
    import gzip

    stored = gzip.compress(b"text" * 1000)
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k.gz", stored, content_encoding="gzip")
    assert stored == await read(client, "atlas", "k.gz")
    assert stored[5:9] == await read(client, "atlas", "k.gz", range=(5, 8))


async def test_an_acl_of_an_object_shows_if_the_bucket_allows_it(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", object_acl=True)
    await client.put_object("atlas", "open", b"x", acl="public-read")
    await client.put_object("atlas", "inherits", b"x")
    assert "public-read" == (await client.head_object("atlas", "open")).acl
    assert (await client.head_object("atlas", "inherits")).acl is None


async def test_an_archived_object_is_described_but_not_read(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "cold", b"x", storage_class="GLACIER")
    assert "GLACIER" == (await client.head_object("atlas", "cold")).storage_class
    with pytest.raises(ServiceError) as caught:
        await read(client, "atlas", "cold")
    assert (403, "InvalidObjectState") == (caught.value.status, caught.value.code)


async def test_a_missing_key_is_not_found_by_get_and_head(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(NotFound) as by_get:
        await client.get_object("atlas", "gone")
    with pytest.raises(NotFound) as by_head:
        await client.head_object("atlas", "gone")
    assert ("NoSuchKey", "GetObject", "gone") == (by_get.value.code, by_get.value.operation, by_get.value.key)
    assert (404, "HeadObject", "gone") == (by_head.value.status, by_head.value.operation, by_head.value.key)
    assert by_head.value.request_id


# -- reading -------------------------------------------------------------------------------------------------------


async def test_a_body_is_read_in_portions_of_any_size(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", LARGE)
    async with client.get_object("atlas", "k") as body:
        start = await body.read(10)
        buffer = bytearray(100_000)
        filled = await body.readinto(buffer)
        chunk = await anext(body)
        rest = await body.read()
        assert b"" == await body.read(1)
    assert 10 == len(start)
    assert 0 < filled <= 100_000
    assert LARGE == start + buffer[:filled] + chunk + rest
    async with client.get_object("atlas", "k") as body:
        assert LARGE == b"".join([piece async for piece in body])
    async with client.get_object("atlas", "k") as body:
        assert LARGE == await body.read(len(LARGE) + 1)


async def test_a_body_closed_early_leaves_the_client_usable(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", LARGE)
    for _ in range(3):
        async with client.get_object("atlas", "k") as body:
            assert LARGE[:3] == await body.read(3)
    body = await client.get_object("atlas", "k")
    await body.aclose()
    await body.aclose()
    with pytest.raises(ValueError, match="closed"):
        await body.read()
    assert LARGE == await read(client, "atlas", "k")


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((0, 0), (0, 0)),
        ((2, 5), (2, 5)),
        ((5, None), (5, 9)),
        ((9, None), (9, 9)),
        ((0, 99), (0, 9)),
        ((-3, None), (7, 9)),
        ((-99, None), (0, 9)),
    ],
)
async def test_a_range_returns_exactly_its_bytes(
    client: AsyncTigrisHTTP, span: tuple[int, int | None], expected: tuple[int, int]
) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"0123456789")
    async with client.get_object("atlas", "k", range=span) as body:
        assert b"0123456789"[expected[0] : expected[1] + 1] == await body.read()
    assert (expected, 10, expected[1] - expected[0] + 1) == (
        body.info.content_range,
        body.info.size,
        body.info.content_length,
    )
    assert expected == (await client.head_object("atlas", "k", range=span)).content_range


@pytest.mark.parametrize(
    ("size", "span"), [(10, (10, None)), (10, (10, 20)), (0, (0, None)), (0, (-1, None)), (0, (0, 0))]
)
async def test_a_range_outside_the_object_is_not_satisfiable(
    client: AsyncTigrisHTTP, size: int, span: tuple[int, int | None]
) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", bytes(size))
    with pytest.raises(RangeNotSatisfiable) as caught:
        await client.get_object("atlas", "k", range=span)
    assert (416, "InvalidRange") == (caught.value.status, caught.value.code)


@pytest.mark.parametrize("span", [(5, 2), (-3, 4), (-3, -1), (0, -1)])
async def test_an_impossible_range_is_refused_before_a_request(
    client: AsyncTigrisHTTP, tigris: Emulator, span: tuple[int, int | None]
) -> None:
    with pytest.raises(ValueError, match="range"):
        await client.head_object("atlas", "k", range=span)
    assert () == tigris.requests
