"""Requests that only Tigris has: objects by their metadata, URLs signed by the service, sessions."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tigris_http import AccessDenied, ServiceError, SessionToken
from tigris_http.emulator import EmulatorSession
from tigris_http.operations import CONTENT_LENGTH, CONTENT_TYPE, KEY, LAST_MODIFIED

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

    from .harness import Harness

ODD = "a b+c//é?#.txt"


async def filled(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    for key, size in (("b.png", 3), ("a.png", 2), ("c.txt", 1), ('"q"\\.', 4)):
        kind = "image/png" if key.endswith("png") else "text/plain"
        await client.put_object("atlas", key, b"x" * size, content_type=kind, metadata={"size": str(size)})


async def test_objects_are_found_by_their_metadata(client: AsyncTigrisHTTP) -> None:
    await filled(client)
    images = CONTENT_TYPE.equals("image/png") & CONTENT_LENGTH.at_least(2)
    assert ["a.png", "b.png"] == [each.key async for each in client.list_objects_v2("atlas", query=images)]
    largest = images.ordered_by(CONTENT_LENGTH, descending=True)
    listing = client.list_objects_v2("atlas", query=largest, max_keys=1)
    assert [["b.png"], ["a.png"]] == [[each.key for each in page.objects] async for page in listing.pages()]
    quoted = client.list_objects_v2("atlas", query=KEY.equals('"q"\\.'))
    assert ['"q"\\.'] == [each.key async for each in quoted]
    matching = client.list_objects_v2("atlas", query=KEY.matches(r"^[ab]\.png$"), prefix="a")
    assert ["a.png"] == [each.key async for each in matching]


async def test_a_time_from_a_listing_can_be_queried(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a", b"")
    (entry,) = [each async for each in client.list_objects_v2("atlas")]
    assert entry.last_modified is not None
    for query, found in ((LAST_MODIFIED.equals(entry.last_modified), 1), (LAST_MODIFIED.after(entry.last_modified), 0)):
        assert found == len([each async for each in client.list_objects_v2("atlas", query=query)])


async def test_a_malformed_query_is_an_error_of_the_service(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(ServiceError) as refused:
        [each async for each in client.list_objects_v2("atlas", query="anything at all")]
    assert (400, "InvalidArgument") == (refused.value.status, refused.value.code)


async def test_a_listing_brings_metadata_and_small_objects(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await filled(client)
    await client.put_object("atlas", "empty", b"")
    await client.put_object("atlas", "large", bytes(5000))
    plain = {each.key: each async for each in client.list_objects_v2("atlas")}
    assert {None} == {each.metadata for each in plain.values()} | {each.data for each in plain.values()}
    listed = {each.key: each async for each in client.list_objects_v2("atlas", with_metadata=True, prefetch=True)}
    assert ({"size": "3"}, None, None) == (listed["b.png"].metadata, listed["b.png"].data, listed["empty"].metadata)
    assert "true" == tigris.requests[-1].header("x-tigris-prefetch")
    whole = {each.key: each async for each in client.list_objects_v2("atlas", with_content=True)}
    assert ({"size": "3"}, b"xxx", b"", None) == (
        whole["b.png"].metadata,
        whole["b.png"].data,
        whole["empty"].data,
        whole["large"].data,
    )


def fetched(url: str, method: str = "GET", body: bytes | None = None) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    connection.request(method, url.split(parts.netloc, 1)[1], body)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


async def test_the_service_signs_urls_that_work(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    put = await client.presign("atlas", ODD, method="put", expires=60)
    assert 200 == fetched(put.url, "PUT", b"old")[0]
    old = (await client.head_object("atlas", ODD)).version_id
    await client.put_object("atlas", ODD, b"new")
    assert (200, b"new") == fetched((await client.presign("atlas", ODD)).url)
    pinned = await client.presign("atlas", ODD, version_id=old)
    assert ((200, b"old"), None) == (fetched(pinned.url), pinned.custom_domain_url)
    assert pinned.expires_at is not None
    await client.update_bucket("atlas", custom_domain="files.example.com")
    own = (await client.presign("atlas", ODD)).custom_domain_url
    assert own is not None
    assert own.startswith("https://files.example.com/a%20b%2Bc//%C3%A9%3F%23.txt?")


async def test_a_session_sends_queries_without_a_signature(
    harness: Harness, client: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    tigris.add_session(EmulatorSession("e.y.J", "org_1"))
    session = harness.client(credentials=SessionToken("e.y.J", "org_1"))
    await session.create_bucket("atlas")
    await session.put_object("atlas", ODD, b"abc")
    async with session.get_object("atlas", ODD) as body:
        assert b"abc" == await body.read()
    assert [ODD] == [each.key async for each in client.list_objects_v2("atlas")]
    assert "org_1" == tigris.requests[-2].header("x-tigris-namespace")
    assert tigris.requests[-2].header("authorization") is None
    signed = await session.presign("atlas", ODD, access_key_id=tigris.credentials.access_key_id)
    assert (200, b"abc") == fetched(signed.url)
    with pytest.raises(AccessDenied):
        await harness.client(credentials=SessionToken("e.y.J", "org_2")).head_object("atlas", ODD)
    with pytest.raises(AccessDenied) as unknown:
        await harness.client(credentials=SessionToken("other", "org_1")).get_bucket_acl("atlas")
    assert "InvalidToken" == unknown.value.code
