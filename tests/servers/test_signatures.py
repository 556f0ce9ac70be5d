"""The signed request is the sent request, as servers with their own signature code see it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tigris_http import AccessDenied, RetryPolicy

from .differences import servers_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http import AsyncTigrisHTTP, TigrisHTTP

    from .conftest import Connect
    from .third_party import Server

pytestmark = pytest.mark.anyio


async def test_a_wrong_secret_is_refused(connect: Connect, bucket: str) -> None:
    """Without this test no other one here proves anything about signatures."""
    other = await connect(secret="not the secret")
    with pytest.raises(AccessDenied) as listing:
        [_ async for _ in other.list_buckets()]
    with pytest.raises(AccessDenied) as putting:
        await other.put_object(bucket, "key", b"value")
    assert [(403, "SignatureDoesNotMatch")] * 2 == [(e.value.status, e.value.code) for e in (listing, putting)]


async def test_an_unknown_access_key_is_refused(connect: Connect) -> None:
    other = await connect(key_id="AKNOBODY")
    with pytest.raises(AccessDenied) as refused:
        [_ async for _ in other.list_buckets()]
    assert refused.value.code == "InvalidAccessKeyId"


async def test_an_error_response_names_the_attempt_and_its_object(
    connect: Connect, server: Server, bucket: str
) -> None:
    other = await connect(secret="not the secret")
    with pytest.raises(AccessDenied) as refused:
        await other.put_object(bucket, "some key", b"value")
    error = refused.value
    assert ("PutObject", bucket, "some key", 1) == (error.operation, error.bucket, error.key, error.attempts)
    assert server.differs.names_refused_requests == bool(error.request_id)
    assert "not the secret" not in str(error)


async def test_each_given_header_is_signed_as_it_arrives(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    """Canonical headers go wrong at inner spaces, quotes, commas, unbalanced quotes and repeated blanks."""
    values = {
        "plain": "value",
        "spaces": "a  b   c",
        "quoted": 'say "a  b"',
        "unbalanced": 'one " quote',
        "commas": "a,b , c;d=e",
        "signs": "~!@#$%^&*()_+-=[]{}|\\:'<>?/`",
        "numb3r-dash_under": "1",
    }
    await client.put_object(bucket, key_in("k"), b"", metadata=values)
    assert values == (await client.head_object(bucket, key_in("k"))).metadata


async def test_a_header_of_tigris_is_signed_too(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    """No server here knows Tigris' headers, but all check every signed one."""
    await client.put_object(bucket, key_in("k"), b"value")
    async with client.get_object(bucket, key_in("k"), consistent=True) as body:
        assert await body.read() == b"value"


@servers_with("other clocks")
@pytest.mark.parametrize("hours", [-2, 2])
@pytest.mark.parametrize("first", ["list", "head", "put"])
def test_a_wrong_clock_is_corrected_for_all_later_requests(
    blocking: TigrisHTTP, bucket: str, key_in: Callable[[str], str], hours: int, first: str
) -> None:
    """The server answers RequestTimeTooSkewed (a HEAD: nothing) and its Date; the client corrects its clock and tries
    again.
    """
    blocking.put_object(bucket, key_in("k"), b"value")
    blocking._shared.skew.seconds = timedelta(hours=hours).total_seconds()
    twice = blocking.with_options(retry=RetryPolicy(max_attempts=2))
    if first == "list":
        assert [key_in("k")] == [entry.key for entry in twice.list_objects_v2(bucket, prefix=key_in("k"))]
    elif first == "head":
        assert 5 == twice.head_object(bucket, key_in("k")).size
    else:
        assert twice.put_object(bucket, key_in("k"), iter([b"other"])).etag
    assert abs(blocking._shared.skew.seconds) < 60
    # The client knows the difference now: one attempt is enough.
    assert 5 == blocking.head_object(bucket, key_in("k")).size


@servers_with("virtual hosts")
async def test_virtual_host_and_path_style_reach_the_same_object(
    connect: Connect, bucket: str, key_in: Callable[[str], str], server: Server
) -> None:
    by_name, by_path = await connect(style="virtual"), await connect()
    key = key_in("über all+ %2F?#")
    await by_name.put_object(bucket, key, b"value")
    async with by_path.get_object(bucket, key) as body:
        assert await body.read() == b"value"
    assert [key] == [listed.key async for listed in by_name.list_objects_v2(bucket, prefix=key_in(""))]
    assert (await by_name.head_bucket(bucket)).bucket == bucket
