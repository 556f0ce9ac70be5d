"""Entity tags that are empty, weak, quoted oddly or of no form at all: what can be read, revalidated and completed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.rawserver import Answer, RawServer, cut, error, ok, reply
from tigris_http import IncompleteBody, MalformedResponse, NotModified

if TYPE_CHECKING:
    from .harness import Harness

ODD = ["", '""', 'W/"a"', '"W/"a""', 'W/""', '"a"b"', "*", '"*"', '"caf\xe9"', '" a"']
"""Tags by which `If-Match` names no state of an object, or not the same one to every service."""
TEN = b"0123456789"
LARGE = bytes(300_000)


def answer(status: int, tag: str, body: bytes, *headers: str, declared: int | None = None) -> bytes:
    head = reply(status, b"", f"ETag: {tag}", *headers, length=len(body) if declared is None else declared)
    return head.decode("utf-8").encode("latin-1") + body


@pytest.mark.parametrize("tag", ODD)
async def test_a_broken_body_ends_with_the_break(harness: Harness, tag: str) -> None:
    """Nothing else tells that the rest is of the same object."""
    with RawServer(cut(answer(200, tag, TEN[:4], declared=10)), answer(206, tag, TEN[4:])) as server:
        async with harness.client(server.endpoint).get_object("atlas", "k") as body:
            with pytest.raises(IncompleteBody, match=r"^GetObject atlas/k: "):
                await body.read()
        assert 1 == len(server.requests)


@pytest.mark.parametrize("tag", ['"a"', "a", '""a""', '"a,b"', "'a'", '"a b"', '"a\\b"'])
async def test_a_body_is_read_on_by_a_tag_of_another_dress(harness: Harness, tag: str) -> None:
    rest = answer(206, tag, TEN[4:], "Content-Range: bytes 4-9/10")
    with RawServer(cut(answer(200, tag, TEN[:4], declared=10)), rest) as server:
        async with harness.client(server.endpoint).get_object("atlas", "k") as body:
            assert TEN == await body.read()
        assert f'"{tag.strip(chr(34))}"' == server.requests[1].get("if-match")


@pytest.mark.parametrize("tag", ODD)
async def test_a_file_needs_a_tag_only_if_it_is_read_in_parts(harness: Harness, tag: str) -> None:
    small = answer(206, tag, TEN, "Content-Range: bytes 0-9/10")
    with RawServer(small) as server:
        async with harness.client(server.endpoint).open_object("atlas", "k") as file:
            assert TEN == await file.read()
    part = answer(206, tag, LARGE[: 1 << 17], f"Content-Range: bytes 0-{(1 << 17) - 1}/{len(LARGE)}")
    with RawServer(part) as server, pytest.raises(MalformedResponse, match=r"GetObject atlas/k.* in parts"):
        await harness.client(server.endpoint).open_object("atlas", "k")


@pytest.mark.parametrize("tag", ODD)
async def test_an_object_whose_state_has_no_name_is_not_updated(harness: Harness, tag: str) -> None:
    with RawServer(answer(200, tag, TEN)) as server:
        with pytest.raises(MalformedResponse, match=r"^GetObject atlas/k: .*cannot be updated safely"):
            await harness.client(server.endpoint).update_object("atlas", "k", lambda old: b"new")
        assert [b"GET"] == [seen.head[:3] for seen in server.requests]


async def test_a_success_without_a_tag_is_no_object_for_an_update(harness: Harness) -> None:
    with RawServer(reply(200, TEN)) as server, pytest.raises(MalformedResponse, match=r"^GetObject atlas/k: "):
        await harness.client(server.endpoint).update_object("atlas", "k", lambda old: b"new")


@pytest.mark.parametrize("tag", ODD)
async def test_a_large_object_of_a_bundle_ends_with_its_break(harness: Harness, tag: str) -> None:
    broken = Answer(answer(200, tag, LARGE, declared=2 << 20), "close")
    with RawServer(error(405, "MethodNotAllowed"), broken) as server:
        bundle = await harness.client(server.endpoint).bundle_objects("atlas", ["k"])
        async with bundle:
            member: Any = await bundle.__anext__()
            with pytest.raises(IncompleteBody, match=r"^\w+ atlas/k: "):
                await member.read()
        assert [b"POST", b"GET "] == [seen.head[:4] for seen in server.requests]


async def test_a_copy_is_revalidated_by_the_tag_that_came_with_it(harness: Harness) -> None:
    """RFC 9110, 13.1.2: If-None-Match compares weakly. nginx weakens tags of answers that it compresses."""
    with RawServer(ok(b"", 'ETag: W/"a"'), reply(304)) as server:
        client = harness.client(server.endpoint)
        tag = (await client.head_object("atlas", "k")).etag
        with pytest.raises(NotModified):
            await client.get_object("atlas", "k", if_none_match=tag)
        assert ('W/"a"', 'W/"a"') == (tag, server.requests[1].get("if-none-match"))


async def test_a_part_is_completed_by_its_tag_in_any_dress(harness: Harness) -> None:
    done = b"<CompleteMultipartUploadResult><ETag>e-3</ETag></CompleteMultipartUploadResult>"
    parts = [answer(200, tag, b"") for tag in ('W/"a"', '""b""', "c")]
    with RawServer(*parts, reply(200, done)) as server:
        client = harness.client(server.endpoint)
        stored = [await client.upload_part("atlas", "k", "u", number, b"1") for number in (1, 2, 3)]
        assert "e-3" == (await client.complete_multipart_upload("atlas", "k", "u", stored)).etag
        for tag in (b'"a"', b'"b"', b'"c"'):
            assert b"<ETag>%b</ETag>" % tag in server.requests[-1].body


@pytest.mark.parametrize("tag", ["", '""', 'W/""'])
async def test_a_part_without_a_tag_cannot_be_completed(harness: Harness, tag: str) -> None:
    with RawServer(answer(200, tag, b"")) as server:
        client = harness.client(server.endpoint)
        stored = await client.upload_part("atlas", "k", "u", 1, b"1")
        with pytest.raises(ValueError, match="list_parts may tell that of part 1"):
            await client.complete_multipart_upload("atlas", "k", "u", [stored])
        assert 1 == len(server.requests)
