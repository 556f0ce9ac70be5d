"""Identities: anonymous callers, who read public objects, and sessions, which have only a token."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.rawserver import RawServer, error, ok
from tigris_http import ANONYMOUS, AccessDenied, AsyncTigrisHTTP, CredentialsError, SessionToken, TigrisHTTP

if TYPE_CHECKING:
    from tigris_http.credentials import Secrets
    from tigris_http.emulator import Emulator

    from .harness import Harness

PROOFS = {"authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token", "x-tigris-namespace"}
STORED = {"a b/é": b"one", "b//../c": b"two"}


def by_virtual_host(harness: Harness, tigris: Emulator, who: Secrets | None = None) -> AsyncTigrisHTTP:
    return harness.client(f"http://localhost:{tigris.port}", who, addressing_style="virtual")


@pytest.fixture
def guest(harness: Harness, tigris: Emulator) -> AsyncTigrisHTTP:
    """An anonymous client."""
    return by_virtual_host(harness, tigris, ANONYMOUS)


async def filled(
    harness: Harness,
    tigris: Emulator,
    bucket: str,
    *,
    listed: bool | None = None,
    acl: Literal["private", "public-read"] | None,
) -> None:
    """Create a bucket with an object; forget the requests for it."""
    owner = by_virtual_host(harness, tigris)
    await owner.create_bucket(bucket, acl=acl, public_list_objects=listed)
    for key, content in STORED.items():
        await owner.put_object(bucket, key, content)
    tigris.clear_requests()


async def test_an_anonymous_caller_reads_a_public_bucket(
    harness: Harness, tigris: Emulator, guest: AsyncTigrisHTTP
) -> None:
    await filled(harness, tigris, "atlas", acl="public-read", listed=True)
    assert sorted(STORED) == [entry.key async for entry in guest.list_objects_v2("atlas")]
    for key, content in STORED.items():
        async with guest.get_object("atlas", key, range=(0, 9)) as body:
            assert content == await body.read()
        assert len(content) == (await guest.head_object("atlas", key)).size
    async with guest.bundle_objects("atlas", list(STORED), min_bundle=1, on_skipped="raise") as bundle:
        assert list(STORED.items()) == [(member.key, bytes(member.data)) async for member in bundle]
    names = {name.lower() for request in tigris.requests for name, _ in request.headers}
    assert not names & PROOFS
    assert {None} == {request.access_key_id for request in tigris.requests}
    assert {"ListObjectsV2", "GetObject", "HeadObject", "BundleObjects"} == {each.operation for each in tigris.requests}


async def test_an_anonymous_caller_lists_a_bucket_only_if_it_allows_listing(
    harness: Harness, tigris: Emulator, guest: AsyncTigrisHTTP
) -> None:
    await filled(harness, tigris, "atlas", acl="public-read")
    assert 3 == (await guest.head_object("atlas", "a b/é")).size
    with pytest.raises(AccessDenied, match="ListObjectsV2 atlas"):
        _ = [entry async for entry in guest.list_objects_v2("atlas")]


async def test_an_anonymous_caller_reads_nothing_private_and_writes_nothing(
    harness: Harness, tigris: Emulator, guest: AsyncTigrisHTTP
) -> None:
    await filled(harness, tigris, "atlas", acl=None)
    await filled(harness, tigris, "public", acl="public-read")
    with pytest.raises(AccessDenied):
        await guest.head_object("atlas", "a b/é")
    with pytest.raises(AccessDenied):
        await guest.get_object("atlas", "a b/é")
    with pytest.raises(AccessDenied):
        await guest.put_object("public", "new", b"x")
    with pytest.raises(AccessDenied):
        await guest.delete_object("public", "a b/é")
    # Once each: a second attempt cannot help an anonymous caller.
    assert ["HeadObject", "GetObject", "PutObject", "DeleteObject"] == [each.operation for each in tigris.requests]


async def test_an_anonymous_caller_is_refused_by_path(harness: Harness, tigris: Emulator) -> None:
    await filled(harness, tigris, "atlas", acl="public-read")
    with pytest.raises(AccessDenied):
        await harness.client(credentials=ANONYMOUS).head_object("atlas", "a b/é")


# -- sessions ---------------------------------------------------------------------------------------------------------


async def test_a_session_sends_its_token_and_signs_nothing(harness: Harness) -> None:
    with RawServer(ok(b"", 'ETag: "1"')) as server:
        client = harness.client(server.endpoint, SessionToken("e.y.J", "org_1"))
        await client.put_object("atlas", "k", b"x", content_type="text/css")
    fields = dict(server.requests[0].fields)
    assert {"x-amz-security-token", "x-tigris-namespace"} == PROOFS & fields.keys()
    assert ("e.y.J", "org_1", "text/css") == tuple(
        fields[name] for name in ("x-amz-security-token", "x-tigris-namespace", "content-type")
    )
    assert b"x" == server.requests[0].body


async def test_a_session_comes_from_the_environment(harness: Harness) -> None:
    kind: Any = TigrisHTTP if harness.mode == "blocking" else AsyncTigrisHTTP
    with RawServer(ok(b"", 'ETag: "1"')) as server:
        client = harness.own(
            kind.from_env(
                {
                    "TIGRIS_SESSION_TOKEN": "e.y.J",
                    "TIGRIS_ORGANIZATION_ID": "org_1",
                    "TIGRIS_STORAGE_ENDPOINT": server.endpoint,
                    "TIGRIS_STORAGE_ACCESS_KEY_ID": "tid_hidden",
                    "TIGRIS_STORAGE_SECRET_ACCESS_KEY": "tsec_hidden",
                }
            )
        )
        await client.put_object("atlas", "k", b"x")
    fields = dict(server.requests[0].fields)
    assert ("e.y.J", "org_1") == (fields["x-amz-security-token"], fields["x-tigris-namespace"])
    assert "tid_hidden" not in str(server.requests[0])


async def test_an_expired_session_is_replaced_by_its_provider(harness: Harness) -> None:
    given: list[SessionToken] = []

    def login() -> SessionToken:
        given.append(SessionToken(f"token-{len(given)}", "org_1"))
        return given[-1]

    with RawServer(error(403, "ExpiredToken"), ok(b"", 'ETag: "1"'), ok(b"", 'ETag: "1"')) as server:
        client = harness.client(server.endpoint, login)
        await client.put_object("atlas", "k", b"x")
        await client.put_object("atlas", "k", b"x")
    assert ["token-0", "token-1", "token-1"] == [each.get("x-amz-security-token") for each in server.requests]


async def test_a_fixed_session_fails_when_it_expires(harness: Harness) -> None:
    with RawServer(error(403, "ExpiredToken")) as server:
        client = harness.client(server.endpoint, SessionToken("hidden-token", "org_1"))
        with pytest.raises(AccessDenied, match="ExpiredToken") as caught:
            await client.delete_object("atlas", "k")
    assert "hidden" not in str(caught.value)
    assert 1 == len(server.requests)


async def test_a_session_that_was_expired_from_the_start_is_refused_and_replaced_once(harness: Harness) -> None:
    calls: list[str] = []

    def login() -> SessionToken:
        calls.append("asked")
        return SessionToken("hidden-token", "org_1", datetime(2020, 1, 1, tzinfo=timezone.utc))

    with RawServer(error(403, "AccessDenied")) as server:
        with pytest.raises(AccessDenied) as caught:
            await harness.client(server.endpoint, login).delete_object("atlas", "k")
        assert (1, 2) == (len(server.requests), len(calls))
    assert isinstance(caught.value.__cause__, CredentialsError)
    assert "2020-01-01 00:00:00 UTC" in str(caught.value.__cause__)
    assert "hidden" not in f"{caught.value}{caught.value.__cause__}"


async def test_a_valid_session_works_with_a_clock_that_is_ahead(harness: Harness) -> None:
    calls: list[str] = []

    def login() -> SessionToken:
        calls.append("asked")
        return SessionToken("token", "org_1", datetime.now(timezone.utc) - timedelta(minutes=30))

    an_hour_ago = format_datetime(datetime.now(timezone.utc) - timedelta(hours=1), usegmt=True)
    with RawServer(ok(b"", 'ETag: "1"', f"Date: {an_hour_ago}"), ok(b"", 'ETag: "1"')) as server:
        client = harness.client(server.endpoint, login)
        await client.put_object("atlas", "k", b"x")
        await client.put_object("atlas", "k", b"x")
    assert ["asked"] == calls
