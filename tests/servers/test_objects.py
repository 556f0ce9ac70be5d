"""Put, get, copy and delete objects in all forms, and under conditions."""

from __future__ import annotations

import hashlib
import io
import os
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Literal

import pytest

from tigris_http import (
    AsyncTigrisHTTP,
    BodyMismatch,
    NotFound,
    NotModified,
    PreconditionFailed,
    RangeNotSatisfiable,
    ServiceError,
    TigrisHTTP,
)

from .differences import servers_with

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from tigris_http._wire.http import Content

    from .third_party import Server

pytestmark = pytest.mark.anyio

OTHER = "0" * 32
"""An etag that no object here has."""


def md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


async def bytes_of(client: AsyncTigrisHTTP, bucket: str, key: str) -> bytes:
    async with client.get_object(bucket, key) as body:
        return await body.read()


# -- put ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["bytes", "bytearray", "memoryview", "path", "file", "pipe", "pieces"])
async def test_any_kind_of_body_is_stored_whole(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str], tmp_path: Path, kind: str
) -> None:
    value = os.urandom(300_000)
    path = tmp_path / "value"
    path.write_bytes(value)
    with path.open("rb") as file, path.open("rb") as other:
        bodies: dict[str, Content] = {
            "bytes": value,
            "bytearray": bytearray(value),
            "memoryview": memoryview(b"before" + value + b"after")[6:-5],
            "path": path,
            "file": file,
            "pipe": _Unseekable(other),
            "pieces": iter([value[:1], b"", value[1:100_000], value[100_000:]]),
        }
        length = len(value) if kind == "pieces" else None
        stored = await client.put_object(bucket, key_in("k"), bodies[kind], length=length)
    assert md5(value) == stored.etag
    assert value == await bytes_of(client, bucket, key_in("k"))


class _Unseekable(io.RawIOBase):
    """A one-shot file, such as a pipe."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1, /) -> bytes:
        return self._file.read(size)


async def test_a_file_is_sent_from_its_position_and_left_open(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str], tmp_path: Path
) -> None:
    path = tmp_path / "value"
    path.write_bytes(b"0123456789")
    with path.open("rb") as file:
        file.seek(4)
        await client.put_object(bucket, key_in("k"), file)
        assert not file.closed
    assert b"456789" == await bytes_of(client, bucket, key_in("k"))


async def test_an_async_iterable_is_stored_whole(server: Server, bucket: str, key_in: Callable[[str], str]) -> None:
    client = AsyncTigrisHTTP(server.endpoint, server.credentials, region=server.region, addressing_style="path")
    async with client:
        await client.put_object(bucket, key_in("known"), _pieces(), length=6)
        await client.put_object(bucket, key_in("streamed"), _pieces(), length=6, sha256="UNSIGNED-PAYLOAD")
        await client.put_object(bucket, key_in("unknown"), _pieces())
        found = [await bytes_of(client, bucket, key_in(name)) for name in ("known", "streamed", "unknown")]
    assert [b"abcdef"] * 3 == found


async def test_an_async_iterable_is_refused_by_the_blocking_client(
    blocking: TigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    with pytest.raises(TypeError, match="async"):
        blocking.put_object(bucket, key_in("k"), _pieces())  # type: ignore[arg-type]


async def _pieces() -> AsyncIterator[bytes]:
    for piece in (b"ab", b"cde", b"f"):
        yield piece


async def test_an_unsigned_payload_streams_and_is_stored_whole(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    """The client hashes and keeps nothing: it sends the chunks as they come."""
    pieces = (bytes([number]) * 50_000 for number in range(10))
    await client.put_object(bucket, key_in("k"), pieces, length=500_000, sha256="UNSIGNED-PAYLOAD")
    assert b"".join(bytes([n]) * 50_000 for n in range(10)) == await bytes_of(client, bucket, key_in("k"))


@pytest.mark.parametrize("sha256", [None, "UNSIGNED-PAYLOAD"])
@pytest.mark.parametrize("length", [2, 4])
async def test_a_body_of_another_length_than_announced_stores_nothing(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str], length: int, sha256: str | None
) -> None:
    with pytest.raises(BodyMismatch):
        await client.put_object(bucket, key_in("k"), iter([b"a", b"b", b"c"]), length=length, sha256=sha256)
    with pytest.raises(NotFound):
        await client.head_object(bucket, key_in("k"))


async def test_a_body_that_fails_before_its_first_byte_stores_none_of_it(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str], server: Server
) -> None:
    """The client has sent the head by then; servers differ in their reaction to a head alone."""
    with pytest.raises(BodyMismatch):
        await client.put_object(bucket, key_in("k"), iter([b"abc"]), length=2, sha256="UNSIGNED-PAYLOAD")
    # SeaweedFS stores it a moment before or after this check.
    possible = {(), (0,)} if server.differs.keeps_a_head_without_its_body else {()}
    assert tuple([entry.size async for entry in client.list_objects_v2(bucket, prefix=key_in("k"))]) in possible


async def test_a_given_hash_is_used_unchanged(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    await client.put_object(bucket, key_in("k"), b"value", sha256=hashlib.sha256(b"value").hexdigest())
    assert b"value" == await bytes_of(client, bucket, key_in("k"))


async def test_an_object_may_be_empty(client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]) -> None:
    assert md5(b"") == (await client.put_object(bucket, key_in("k"), b"")).etag
    async with client.get_object(bucket, key_in("k")) as body:
        assert (0, 0, b"", b"") == (body.info.size, body.info.content_length, await body.read(), await body.read(1))
    with pytest.raises(RangeNotSatisfiable):
        await client.get_object(bucket, key_in("k"), range=(0, None))


async def test_twenty_mebibytes_come_back_byte_for_byte(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str], tmp_path: Path
) -> None:
    value = os.urandom(20 * 1024 * 1024 + 1)
    path = tmp_path / "value"
    path.write_bytes(value)
    await client.put_object(bucket, key_in("k"), path)
    found = bytearray(len(value))
    async with client.get_object(bucket, key_in("k")) as body, _reading(found) as target:
        at = 0
        while size := await body.readinto(target[at:]):
            at += size
    assert len(value) == at
    assert value == found
    async with client.get_object(bucket, key_in("k"), range=(19_000_000, 20_000_000)) as body:
        assert value[19_000_000:20_000_001] == b"".join([chunk async for chunk in body])
    await client.delete_object(bucket, key_in("k"))


class _reading:  # noqa: N801  # used as a statement
    """A context manager for a buffer, released at the end."""

    def __init__(self, buffer: bytearray) -> None:
        self._view = memoryview(buffer)

    async def __aenter__(self) -> memoryview:
        return self._view

    async def __aexit__(self, *failed: object) -> None:
        self._view.release()


# -- properties --------------------------------------------------------------------------------------------------


async def test_content_headers_and_metadata_are_returned(
    client: AsyncTigrisHTTP, server: Server, bucket: str, key_in: Callable[[str], str]
) -> None:
    await client.put_object(
        bucket,
        key_in("k"),
        b"not really gzip",
        content_type="text/x-poem; charset=utf-8",
        content_encoding="gzip",
        content_disposition='attachment; filename="a b.txt"',
        content_language="de, en",
        cache_control="max-age=60, private",
        expires=datetime(2030, 1, 2, 3, 4, 5, tzinfo=timezone.utc),
        metadata={"Author": "N. N.", "lines": "14"},
    )
    head = await client.head_object(bucket, key_in("k"))
    async with client.get_object(bucket, key_in("k")) as body:
        got = body.info
        assert b"not really gzip" == await body.read()
    for info in (head, got):
        assert "text/x-poem; charset=utf-8" == info.content_type
        assert "gzip" == info.content_encoding
        assert 'attachment; filename="a b.txt"' == info.content_disposition
        assert "de, en" == info.content_language
        assert "max-age=60, private" == info.cache_control
        assert ("Wed, 02 Jan 2030 03:04:05 GMT" if server.differs.keeps_expires else None) == info.expires
        assert {"author": "N. N.", "lines": "14"} == info.metadata
        assert (15, 15, md5(b"not really gzip")) == (info.size, info.content_length, info.etag)
        assert info.last_modified is not None
        assert abs(datetime.now(timezone.utc) - info.last_modified) < timedelta(minutes=1)


@pytest.mark.parametrize("storage_class", ["STANDARD", "STANDARD_IA", "GLACIER_IR"])
async def test_an_object_has_the_storage_class_it_was_given(
    client: AsyncTigrisHTTP,
    bucket: str,
    key_in: Callable[[str], str],
    storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER_IR"],
) -> None:
    await client.put_object(bucket, key_in("k"), b"value", storage_class=storage_class)
    assert storage_class == (await client.head_object(bucket, key_in("k"))).storage_class


@servers_with("access")
async def test_an_acl_is_stored_if_the_server_has_acls(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str], server: Server
) -> None:
    if server.differs.takes_object_acls:
        await client.put_object(bucket, key_in("k"), b"value", acl="public-read")
        assert b"value" == await bytes_of(client, bucket, key_in("k"))
    else:
        with pytest.raises(ServiceError) as refused:
            await client.put_object(bucket, key_in("k"), b"value", acl="public-read")
        assert (400, "AccessControlListNotSupported") == (refused.value.status, refused.value.code)


# -- get ---------------------------------------------------------------------------------------------------------


async def test_a_body_is_read_in_parts_in_chunks_and_into_a_buffer(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    value = os.urandom(200_000)
    await client.put_object(bucket, key_in("k"), value)
    async with client.get_object(bucket, key_in("k")) as body:
        assert [value[:10], value[10:100_000]] == [await body.read(10), await body.read(99_990)]
        assert value[100_000:] == b"".join([chunk async for chunk in body])
        assert b"" == await body.read()
    buffer = bytearray(7)
    async with client.get_object(bucket, key_in("k")) as body:
        size = await body.readinto(buffer)
        assert 1 <= size <= 7
        assert value[:size] == buffer[:size]


@pytest.mark.parametrize(
    ("requested", "value", "answered"),
    [
        ((0, 1), b"01", (0, 1)),
        ((3, None), b"3456789", (3, 9)),
        ((-3, None), b"789", (7, 9)),
        ((9, 9), b"9", (9, 9)),
        ((8, 100), b"89", (8, 9)),
        ((-100, None), b"0123456789", (0, 9)),
    ],
)
async def test_a_range_returns_its_bytes_and_the_whole_size(
    client: AsyncTigrisHTTP,
    server: Server,
    bucket: str,
    key_in: Callable[[str], str],
    requested: tuple[int, int | None],
    value: bytes,
    answered: tuple[int, int],
) -> None:
    await client.put_object(bucket, key_in("k"), b"0123456789")
    if requested[0] < -10 and not server.differs.ranges_reach_before_the_front:
        with pytest.raises(RangeNotSatisfiable):
            await client.get_object(bucket, key_in("k"), range=requested)
        return
    async with client.get_object(bucket, key_in("k"), range=requested) as body:
        assert value == await body.read()
        info = body.info
    assert (10, len(value), answered) == (info.size, info.content_length, info.content_range)


async def test_a_range_past_the_end_cannot_be_satisfied(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    await client.put_object(bucket, key_in("k"), b"0123456789")
    with pytest.raises(RangeNotSatisfiable) as refused:
        await client.get_object(bucket, key_in("k"), range=(10, None))
    assert (416, "InvalidRange") == (refused.value.status, refused.value.code)


async def test_a_missing_object_is_not_found(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    with pytest.raises(NotFound) as getting:
        await client.get_object(bucket, key_in("k"))
    with pytest.raises(NotFound) as heading:
        await client.head_object(bucket, key_in("k"))
    assert ["NoSuchKey", "NotFound"] == [getting.value.code, heading.value.code]
    assert (bucket, key_in("k")) == (getting.value.bucket, getting.value.key)


@servers_with("conditions")
async def test_a_read_holds_to_its_conditions(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    key = key_in("k")
    etag = (await client.put_object(bucket, key, b"value")).etag
    info = await client.head_object(bucket, key)
    assert info.last_modified is not None
    before, now = info.last_modified - timedelta(days=1), info.last_modified
    assert etag == (await client.head_object(bucket, key, if_match=etag, if_unmodified_since=now)).etag
    async with client.get_object(bucket, key, if_none_match=OTHER, if_match=etag) as body:
        assert b"value" == await body.read()
    async with client.get_object(bucket, key, if_modified_since=before) as body:
        assert b"value" == await body.read()
    for read in (client.get_object, client.head_object):
        with pytest.raises(NotModified):
            await read(bucket, key, if_none_match=etag)
        with pytest.raises(NotModified):
            await read(bucket, key, if_modified_since=now)
        with pytest.raises(PreconditionFailed):
            await read(bucket, key, if_match=OTHER)
        with pytest.raises(PreconditionFailed):
            await read(bucket, key, if_unmodified_since=before)


@servers_with("conditions")
async def test_a_write_holds_to_its_conditions(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    key = key_in("k")
    first = await client.put_object(bucket, key, b"first", if_none_match="*")
    with pytest.raises(PreconditionFailed):
        await client.put_object(bucket, key, b"other", if_none_match="*")
    with pytest.raises(PreconditionFailed):
        await client.put_object(bucket, key, b"other", if_match=OTHER)
    assert b"first" == await bytes_of(client, bucket, key)
    await client.put_object(bucket, key, b"second", if_match=first.etag)
    assert b"second" == await bytes_of(client, bucket, key)
    with pytest.raises(PreconditionFailed):
        await client.delete_object(bucket, key, if_match=first.etag)
    await client.delete_object(bucket, key, if_match=md5(b"second"))
    with pytest.raises(NotFound):
        await client.head_object(bucket, key)


# -- delete ------------------------------------------------------------------------------------------------------


async def test_deleting_a_missing_object_is_no_error(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    await client.put_object(bucket, key_in("k"), b"value")
    found = [await client.delete_object(bucket, key_in("k")) for _ in range(2)]
    assert [(False, None)] * 2 == [(result.delete_marker, result.version_id) for result in found]


# -- copy --------------------------------------------------------------------------------------------------------


@servers_with("copies with other metadata")
async def test_a_copy_keeps_metadata_unless_it_is_given_other(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str], server: Server
) -> None:
    source = key_in("a b+c%2F?#ü")
    await client.put_object(bucket, source, b"value", content_type="text/a", metadata={"a": "1"}, cache_control="no")
    copied = await client.copy_object(bucket, key_in("kept"), bucket, source)
    assert md5(b"value") == copied.etag
    assert copied.last_modified is not None
    await client.copy_object(bucket, key_in("new"), bucket, source, metadata={"b": "2"}, content_type="text/b")
    await client.copy_object(bucket, key_in("bare"), bucket, source, metadata={})
    kept, new, bare = [await client.head_object(bucket, key_in(name)) for name in ("kept", "new", "bare")]
    assert ("text/a", "no", {"a": "1"}) == (kept.content_type, kept.cache_control, kept.metadata)
    assert ("text/b", None, {"b": "2"}) == (new.content_type, new.cache_control, new.metadata)
    content_type = "text/a" if server.differs.keeps_content_type_without_metadata else "binary/octet-stream"
    assert (content_type, {}) == (bare.content_type, bare.metadata)
    assert [b"value"] * 3 == [await bytes_of(client, bucket, key_in(name)) for name in ("kept", "new", "bare")]


async def test_a_copy_goes_to_another_bucket(
    client: AsyncTigrisHTTP, bucket: str, new_bucket: str, key_in: Callable[[str], str]
) -> None:
    await client.put_object(bucket, key_in("k"), b"value")
    await client.copy_object(new_bucket, "there", bucket, key_in("k"))
    assert b"value" == await bytes_of(client, new_bucket, "there")


@servers_with("conditions")
async def test_a_copy_holds_to_conditions_on_its_source(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    source, copy = key_in("source"), key_in("copy")
    etag = (await client.put_object(bucket, source, b"value")).etag
    modified = (await client.head_object(bucket, source)).last_modified
    assert modified is not None
    before = modified - timedelta(days=1)
    with pytest.raises(PreconditionFailed):
        await client.copy_object(bucket, copy, bucket, source, source_if_match=OTHER)
    with pytest.raises(PreconditionFailed):
        await client.copy_object(bucket, copy, bucket, source, source_if_none_match=etag)
    with pytest.raises(PreconditionFailed):
        await client.copy_object(bucket, copy, bucket, source, source_if_unmodified_since=before)
    with pytest.raises(PreconditionFailed):
        await client.copy_object(bucket, copy, bucket, source, source_if_modified_since=modified)
    with pytest.raises(NotFound):
        await client.copy_object(bucket, copy, bucket, key_in("absent"))
    done = await client.copy_object(bucket, copy, bucket, source, source_if_match=etag, source_if_modified_since=before)
    assert etag == done.etag


@servers_with("conditions")
async def test_a_copy_holds_to_conditions_on_its_destination_if_the_server_knows_them(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str], server: Server
) -> None:
    await client.put_object(bucket, key_in("source"), b"new")
    await client.put_object(bucket, key_in("copy"), b"old")
    for if_match, if_none_match in ((OTHER, None), (None, "*")):
        copying = client.copy_object(
            bucket, key_in("copy"), bucket, key_in("source"), if_match=if_match, if_none_match=if_none_match
        )
        if server.differs.checks_copy_destination:
            with pytest.raises(PreconditionFailed):
                await copying
        else:
            assert md5(b"new") == (await copying).etag
    expected = b"old" if server.differs.checks_copy_destination else b"new"
    assert expected == await bytes_of(client, bucket, key_in("copy"))
    await client.copy_object(bucket, key_in("copy"), bucket, key_in("source"), if_match=md5(expected))
    assert b"new" == await bytes_of(client, bucket, key_in("copy"))


@servers_with("copies with other metadata")
async def test_a_copy_onto_itself_changes_metadata_or_is_refused(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str], server: Server
) -> None:
    key = key_in("k")
    await client.put_object(bucket, key, b"value", metadata={"a": "1"})
    await client.copy_object(bucket, key, bucket, key, metadata={"b": "2"})
    assert {"b": "2"} == (await client.head_object(bucket, key)).metadata
    if server.differs.copies_onto_itself:
        assert md5(b"value") == (await client.copy_object(bucket, key, bucket, key)).etag
    else:
        with pytest.raises(ServiceError) as refused:
            await client.copy_object(bucket, key, bucket, key)
        assert (400, "InvalidRequest") == (refused.value.status, refused.value.code)
