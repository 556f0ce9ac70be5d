"""An update keeps the properties of its object, or refuses to run."""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from tests.rawserver import RawServer, ok, reply
from tigris_http import (
    AsyncTigrisHTTP,
    MalformedResponse,
    RetryPolicy,
)
from tigris_http._wire.http import HeaderText
from tigris_http.operations import UpdateObject

from .updating import MARK, counted, read

if TYPE_CHECKING:
    from tigris_http.emulator import Emulator

    from .harness import Harness


# -- the properties of the object ------------------------------------------------------------------------------------


async def test_an_object_keeps_its_acl_its_tags_and_its_class(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", object_acl=True, storage_class="STANDARD_IA")
    tags = {"a b": "c&d=e", "é": ""}
    properties: dict[str, Any] = {"acl": "public-read", "storage_class": "STANDARD", "server_side_encryption": "AES256"}
    await client.put_object("atlas", "n", b"1", tagging=tags, checksums="crc32c", **properties)
    for _ in range(2):
        await client.update_object("atlas", "n", counted)
    info = await client.head_object("atlas", "n", checksum_mode=True)
    assert properties["acl"] == info.acl
    assert "STANDARD" == info.storage_class
    assert (await client.get_object_acl("atlas", "n")).is_public
    assert tags == (await client.get_object_tagging("atlas", "n")).tags
    assert info.checksums.crc32c is not None


FOREIGN = {
    "a tab": "tab\there",
    "UTF-8": "caf\u00e9 \u00e0 la carte".encode().decode("latin-1"),
    "latin-1": "caf\u00e9",
    "white space in UTF-8": "\u0085 \u00a0".encode().decode("latin-1") + "x",
}


@pytest.mark.parametrize("value", FOREIGN.values(), ids=FOREIGN)
async def test_headers_written_by_others_are_written_back_byte_for_byte(harness: Harness, value: str) -> None:
    raw = value.encode("latin-1")
    head = b'HTTP/1.1 200 OK\r\nETag: "a"\r\nContent-Length: 1\r\nExpires: tomorrow\r\nX-Amz-Storage-Class: SNOW\r\n'
    head += b"Content-Disposition: %b\r\nX-Amz-Meta-A: %b\r\n\r\n" % (raw, raw)
    with RawServer(head + b"1", ok(b"", 'ETag: "b"')) as server:
        await harness.client(server.endpoint).update_object("atlas", "n", counted)
        put = server.requests[1].head
    for line in (b"content-disposition: %b" % raw, b"x-amz-meta-a: %b" % raw):
        assert line in put.split(b"\r\n")
    assert b"expires: tomorrow" in put
    assert b"x-amz-storage-class: SNOW" in put


@pytest.mark.parametrize("value", FOREIGN.values(), ids=FOREIGN)
async def test_every_header_that_was_read_can_be_written(client: AsyncTigrisHTTP, value: str) -> None:
    """The emulator checks the signature over the bytes that arrive."""
    await client.create_bucket("atlas")
    text = HeaderText(value)
    await client.put_object("atlas", "a", b"1", metadata={"a": text}, content_disposition=text)
    info = await client.head_object("atlas", "a")
    assert (value, value) == (getattr(info.metadata["a"], "raw", info.metadata["a"]), info.content_disposition)
    await client.put_object("atlas", "b", b"1", metadata=info.metadata, content_disposition=info.content_disposition)
    again = await client.head_object("atlas", "b")
    assert (info.metadata, info.content_disposition) == (again.metadata, again.content_disposition)
    with pytest.raises(ValueError, match="printable ASCII"):
        await client.put_object("atlas", "b", b"1", metadata={"a": str(value) + "é"})


async def test_kms_encryption_and_locks_are_written_back_with_the_checksum_that_locks_require(harness: Harness) -> None:
    kept = [
        "x-amz-server-side-encryption: aws:kms",
        "x-amz-server-side-encryption-aws-kms-key-id: arn:aws:kms:1",
        "x-amz-website-redirect-location: /elsewhere",
        "x-amz-object-lock-legal-hold: ON",
    ]
    with RawServer(ok(b"1", 'ETag: "a"', *kept), ok(b"", 'ETag: "b"')) as server:
        await harness.client(server.endpoint).update_object("atlas", "n", counted)
        put = server.requests[1]
    assert set(kept) <= set(put.head.decode().split("\r\n"))
    assert base64.b64encode(zlib.crc32(b"2").to_bytes(4, "big")).decode() == put.get("x-amz-checksum-crc32")


async def test_metadata_beyond_the_limit_of_s3_are_written_back_to_a_store_that_holds_them(harness: Harness) -> None:
    large = "x" * 3000
    found = ok(b"1", 'ETag: "a"', f"x-amz-meta-a: {large}")
    with RawServer(found, ok(b"", 'ETag: "b"')) as server:
        client = harness.client(server.endpoint)
        await client.update_object("atlas", "n", counted)
        assert (large, None) == (server.requests[1].get("x-amz-meta-a"), server.requests[1].get(MARK))
    with RawServer(found, ok(b"", 'ETag: "b"')) as server:
        client = harness.client(server.endpoint)
        async with client.get_object("atlas", "n") as body:
            info = body.info
        await client.put_object("atlas", "n", b"1", metadata=info.metadata)
        assert large == server.requests[1].get("x-amz-meta-a")


@pytest.mark.parametrize("size", [2048 - 1 - 20, 2047, 1500, 10])
async def test_metadata_leave_the_mark_the_room_that_is_left(client: AsyncTigrisHTTP, size: int) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "n", b"0", metadata={"a": "x" * size})
    for number in range(1, 4):
        await client.update_object("atlas", "n", counted)
        assert b"%d" % number == await read(client)
    assert {"a": "x" * size} == (await client.head_object("atlas", "n")).metadata


UNFIT = {
    "ETag": (reply(200, b"1"), "entity tag"),
    "empty ETag": (ok(b"1", 'ETag: ""'), "ETag"),
    "ETag that fits all": (ok(b"1", 'ETag: "*"'), "ETag"),
    "weak ETag": (ok(b"1", 'ETag: W/"a"'), "ETag"),
    "metadata without headers": (ok(b"1", 'ETag: "a"', "x-amz-missing-meta: 2"), "metadata"),
}


@pytest.mark.parametrize("unfit", UNFIT)
async def test_an_object_that_cannot_be_written_back_is_an_error_before_the_function_runs(
    harness: Harness, unfit: str
) -> None:
    answer, word = UNFIT[unfit]
    called: list[bytes | None] = []
    with RawServer(answer) as server, pytest.raises(MalformedResponse, match=word):
        await harness.client(server.endpoint, retry=RetryPolicy(max_attempts=1)).update_object(
            "atlas", "n", called.append
        )
    assert [] == called


async def test_a_given_header_replaces_that_of_the_object(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "n", b"1", cache_control="no-store", metadata={"a": "b"})
    await client.update_object("atlas", "n", counted, extra_headers={"Cache-Control": "max-age=1"})
    info = await client.head_object("atlas", "n")
    assert ("max-age=1", {"a": "b"}) == (info.cache_control, info.metadata)


async def test_the_mark_is_not_shown_and_not_taken_from_the_caller(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    await client.update_object("atlas", "n", counted, metadata={"a": "b"})
    assert {"a": "b"} == (await client.head_object("atlas", "n")).metadata
    assert any(seen.header(MARK) for seen in tigris.requests)
    with pytest.raises(ValueError, match="tigris-http-updates"):
        UpdateObject("atlas", "n", counted, metadata={"tigris-http-updates": "mine"})


@pytest.mark.parametrize(
    ("wrong", "kind", "name"),
    [
        ({"function": b"1"}, TypeError, "function"),
        ({"max_conflicts": -1}, ValueError, "max_conflicts"),
        ({"max_conflicts": True}, TypeError, "max_conflicts"),
        ({"content_type": "a\nb"}, ValueError, "content_type"),
        ({"metadata": {"a b": "c"}}, ValueError, "metadata"),
        ({"bucket": "B"}, ValueError, "bucket"),
        ({"key": ""}, ValueError, "key"),
    ],
    ids=str,
)
def test_impossible_arguments_are_refused(wrong: dict[str, Any], kind: type[Exception], name: str) -> None:
    with pytest.raises(kind, match=name):
        UpdateObject(**{"bucket": "atlas", "key": "n", "function": counted, **wrong})
