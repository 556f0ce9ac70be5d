"""Conditions, versions and deletes of objects."""

from __future__ import annotations

import io
import os
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest

from tigris_http import NotFound, NotModified, PreconditionFailed, ServiceError

from .contents import HOUR, md5, read

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator


# -- conditions ----------------------------------------------------------------------------------------------------


async def test_a_read_is_conditional_on_the_entity_tag(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    etag = (await client.put_object("atlas", "k", b"x")).etag
    assert etag is not None
    assert b"x" == await read(client, "atlas", "k", if_match=etag)
    assert b"x" == await read(client, "atlas", "k", if_match=f'"{etag}"')
    assert b"x" == await read(client, "atlas", "k", if_none_match="0" * 32)
    with pytest.raises(PreconditionFailed):
        await client.get_object("atlas", "k", if_match="0" * 32)
    with pytest.raises(NotModified) as caught:
        await client.get_object("atlas", "k", if_none_match=etag)
    assert (304, "k") == (caught.value.status, caught.value.key)
    with pytest.raises(NotModified):
        await client.head_object("atlas", "k", if_none_match=etag)
    with pytest.raises(PreconditionFailed):
        await client.head_object("atlas", "k", if_match="0" * 32)


async def test_a_read_is_conditional_on_the_time_of_the_last_change(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"x")
    now = datetime.now(timezone.utc)
    assert b"x" == await read(client, "atlas", "k", if_modified_since=now - HOUR, if_unmodified_since=now + HOUR)
    with pytest.raises(NotModified):
        await client.get_object("atlas", "k", if_modified_since=(await client.head_object("atlas", "k")).last_modified)
    with pytest.raises(PreconditionFailed):
        await client.get_object("atlas", "k", if_unmodified_since=now - HOUR)


async def test_a_write_is_conditional_on_the_stored_object(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    first = await client.put_object("atlas", "k", b"1", if_none_match="*")
    with pytest.raises(PreconditionFailed):
        await client.put_object("atlas", "k", b"2", if_none_match="*")
    assert first.etag is not None
    second = await client.put_object("atlas", "k", b"2", if_match=first.etag)
    with pytest.raises(PreconditionFailed):
        await client.put_object("atlas", "k", b"3", if_match=first.etag)
    with pytest.raises(PreconditionFailed):
        await client.delete_object("atlas", "k", if_match=first.etag)
    assert b"2" == await read(client, "atlas", "k")
    assert second.etag is not None
    await client.delete_object("atlas", "k", if_match=second.etag)
    with pytest.raises(NotFound):
        await client.head_object("atlas", "k")


# -- versions and deletes ------------------------------------------------------------------------------------------


async def test_each_write_to_a_snapshot_bucket_has_a_version(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    one = (await client.put_object("atlas", "k", b"one")).version_id
    two = (await client.put_object("atlas", "k", b"two")).version_id
    assert one is not None
    assert two is not None
    assert int(one) < int(two)
    assert b"one" == await read(client, "atlas", "k", version_id=one)
    assert two == (await client.head_object("atlas", "k")).version_id
    with pytest.raises(NotFound) as caught:
        await client.get_object("atlas", "k", version_id="12345")
    assert "NoSuchVersion" == caught.value.code


async def test_a_delete_on_a_snapshot_bucket_leaves_a_marker(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    version = (await client.put_object("atlas", "k", b"x")).version_id
    assert version is not None
    marker = await client.delete_object("atlas", "k")
    assert marker.delete_marker
    assert marker.version_id is not None
    with pytest.raises(NotFound):
        await client.head_object("atlas", "k")
    assert b"x" == await read(client, "atlas", "k", version_id=version)
    with pytest.raises(ServiceError) as caught:
        await client.get_object("atlas", "k", version_id=marker.version_id)
    assert 405 == caught.value.status
    gone = await client.delete_object("atlas", "k", version_id=marker.version_id)
    assert (True, marker.version_id) == (gone.delete_marker, gone.version_id)
    assert b"x" == await read(client, "atlas", "k")
    await client.delete_object("atlas", "k", version_id=version)
    with pytest.raises(NotFound):
        await read(client, "atlas", "k", version_id=version)


async def test_a_delete_on_a_plain_bucket_leaves_nothing(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("plain")
    await client.put_object("plain", "k", b"x")
    result = await client.delete_object("plain", "k")
    assert (False, None) == (result.delete_marker, result.version_id)
    assert result == await client.delete_object("plain", "k")


ODD_KEYS = [
    "a\rb",
    "a\nb",
    "a\r\nb",
    "\tb",
    "a&b",
    "a<b>c",
    '"quo\'te"',
    "]]>",
    "&amp;",
    "a b",
    " a ",
    "é",
    "\U0001f600",
    "/x//y/",
    "../x",
    "<!--",
]


async def test_odd_keys_are_deleted_in_one_request(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    for key in [*ODD_KEYS, "ab", "a\r", "stays"]:
        await client.put_object("atlas", key, b"x")
    tigris.clear_requests()
    result = await client.delete_objects("atlas", ODD_KEYS)
    assert ["DeleteObjects"] == [request.operation for request in tigris.requests]
    assert () == result.errors
    assert ODD_KEYS == [entry.key for entry in result.deleted]
    assert ["a\r", "ab", "stays"] == [entry.key async for entry in client.list_objects_v2("atlas")]


@pytest.mark.parametrize("key", ["a\0b", "\x01", "\x1b[31m", "\ufffe"])
async def test_a_key_that_xml_cannot_carry_is_refused_by_name_and_deleted_alone(
    client: AsyncTigrisHTTP, tigris: Emulator, key: str
) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", key, b"x")
    tigris.clear_requests()
    with pytest.raises(ValueError, match="delete_object"):
        await client.delete_objects("atlas", ["fine", key])
    assert () == tigris.requests
    await client.delete_object("atlas", key)
    assert [] == [entry.key async for entry in client.list_objects_v2("atlas")]


async def test_deleting_many_names_the_versions_and_the_failures(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    version = (await client.put_object("atlas", "a", b"x")).version_id
    await client.put_object("atlas", "b", b"x")
    result = await client.delete_objects("atlas", [("a", version), "b", ("a", "no version"), "never was"])
    assert [("a", version, False), ("b", None, True), ("never was", None, True)] == [
        (entry.key, entry.version_id, entry.delete_marker) for entry in result.deleted if entry.key != "never was"
    ] + [("never was", None, True)]
    assert [("a", "no version")] == [(failure.key, failure.version_id) for failure in result.errors]
    assert result.errors[0].code
    marker = next(entry for entry in result.deleted if entry.key == "b").delete_marker_version_id
    assert marker is not None
    await client.delete_object("atlas", "b", version_id=marker)
    assert b"x" == await read(client, "atlas", "b")


async def test_deleting_nothing_sends_nothing(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    result = await client.delete_objects("atlas", [])
    assert ((), ()) == (result.deleted, result.errors)
    assert () == tigris.requests


async def test_a_put_repeated_after_a_lost_answer_keeps_the_bytes(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    from tigris_http.emulator import Fault

    await client.create_bucket("atlas")
    tigris.inject(Fault("lose_answer", "PutObject"))
    data = os.urandom(100_000)
    result = await client.put_object("atlas", "k", io.BytesIO(data))
    assert md5(data) == result.etag
    assert data == await read(client, "atlas", "k")
