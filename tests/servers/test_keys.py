"""Any key returns as it was: written, read, inspected, listed, copied, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tigris_http import NotFound, ServiceError, TigrisHTTP

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP

    from .differences import Differences
    from .third_party import Server

pytestmark = pytest.mark.anyio

ODD = (
    "a b+c%2F ü~*",
    "%41%2e%00",
    "a?b#c&d=e;f,g:h@i",
    "!\"$'()<>[]^`{|}",
    " inner and outer ",
    "+",
    " ",
    "#",
    "?",
    ":",
    "...",
    "a/.b/..c/d..",
    "e\u0301 is not é",
    "🙂/\U0010ffff/\uffff",
    "\x01\t\r\n\x1f\x7f\x80\x85\u2028",
    "x" * 255,
    "/".join(["ü" * 100] * 5),
)
PATHLIKE = (
    "/lead",
    "//",
    "trail/",
    "a//b",
    "./z",
    "../../etc/passwd",
    "a/./b/../c",
    ".",
    "..",
    "a\\b",
    "nul\x00",
    "x" * 1024,
    "a b+c//d/../e%2F ü~*",
)
"""Keys that a server of paths changes or refuses."""


def is_a_path(key: str) -> bool:
    """Return true if a server of paths keeps this key unchanged."""
    parts = key.split("/")
    small = all(len(part.encode()) <= 255 for part in parts)
    return small and not {"", ".", ".."} & set(parts) and "\\" not in key and "\x00" not in key


async def round_trip(client: AsyncTigrisHTTP, bucket: str, key: str, differs: Differences) -> None:
    value = key.encode()
    await client.put_object(bucket, key, value)
    async with client.get_object(bucket, key) as body:
        assert value == await body.read()
    assert len(value) == (await client.head_object(bucket, key)).size
    assert key in [entry.key async for entry in client.list_objects_v2(bucket)]
    assert key in [entry.key async for entry in client.list_objects_v2(bucket, prefix=key)]
    if len(quote(key)) <= (differs.most_in_copy_source or 4000):
        await client.copy_object(bucket, "the-copy", bucket, key)
        async with client.get_object(bucket, "the-copy") as body:
            assert value == await body.read()
    await client.delete_object(bucket, key)
    with pytest.raises(NotFound):
        await client.head_object(bucket, key)
    await client.put_object(bucket, key, b"again")
    try:
        result = await client.delete_objects(bucket, [key])
    except ValueError:
        # XML cannot carry it; the single form can.
        await client.delete_object(bucket, key)
    else:
        # XML 1.0 section 2.11: a carriage return that is not escaped is read as a line feed.
        answered = key.replace("\r\n", "\n").replace("\r", "\n") if differs.answers_with_bare_returns else key
        assert [answered] == [entry.key for entry in result.deleted]
    with pytest.raises(NotFound):
        await client.head_object(bucket, key)


@pytest.fixture(scope="module")
def key_bucket(server: Server) -> str:
    """An empty bucket: keys start with anything here."""
    name = "only-odd-keys"
    with TigrisHTTP(server.endpoint, server.credentials, region=server.region, addressing_style="path") as client:
        client.create_bucket(name)
    return name


@pytest.mark.parametrize("key", ODD)
async def test_an_odd_key_is_an_ordinary_key(
    client: AsyncTigrisHTTP, key_bucket: str, server: Server, key: str
) -> None:
    await round_trip(client, key_bucket, key, server.differs)
    assert key not in [entry.key async for entry in client.list_objects_v2(key_bucket)]


@pytest.mark.parametrize("key", PATHLIKE)
async def test_a_key_that_looks_like_a_path_is_none_unless_the_server_makes_it_one(
    client: AsyncTigrisHTTP, key_bucket: str, server: Server, key: str
) -> None:
    if not server.differs.keys_are_paths or (server.differs.keeps_backslash_and_nul and {*key} & {"\\", "\x00"}):
        await round_trip(client, key_bucket, key, server.differs)
        assert key not in [entry.key async for entry in client.list_objects_v2(key_bucket)]
        return
    assert not is_a_path(key)
    # It is another key there, or none, but never an error of signature: that would be the client's fault.
    refused: int | None = None
    try:
        await client.put_object(key_bucket, key, b"value")
    except ServiceError as error:
        refused = error.status
    # 409: of slashes alone nothing is left, and a PUT without a key creates the bucket.
    assert refused in {None, 400, 409, 500}
    if refused is None:
        assert key not in [entry.key async for entry in client.list_objects_v2(key_bucket) if entry.size]
        await client.delete_object(key_bucket, key)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
    | st.text(st.sampled_from("/.%+ \\?#&=aé\x00\n"), min_size=1, max_size=20)
)
async def test_any_key_returns_as_it_was(client: AsyncTigrisHTTP, key_bucket: str, server: Server, key: str) -> None:
    if server.differs.keys_are_paths:
        # A key and its prefixes cannot be objects at the same time; the bucket has only the copy beside it.
        assume(is_a_path(key) and key.split("/", maxsplit=1)[0] != "the-copy")
    await round_trip(client, key_bucket, key, server.differs)
    assert key not in [entry.key async for entry in client.list_objects_v2(key_bucket)]
