"""Presigned URLs, used without credentials."""

from __future__ import annotations

import http.client
import json
import pickle
import traceback
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

import tigris_http
from tests.rawserver import RawServer, ok
from tigris_http import (
    Credentials,
    CredentialsError,
    MalformedResponse,
    NotFound,
    SessionToken,
    TigrisError,
    TigrisSnapshot,
)
from tigris_http.emulator import Emulator, EmulatorCredentials
from tigris_http.operations import (
    BundleRequest,
    CreateSnapshot,
    DeleteObject,
    DeleteObjects,
    GetObject,
    HeadObject,
    ListObjectsV2,
    PutObject,
    UploadPart,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tigris_http import AsyncTigrisHTTP, PresignedURL

    from .harness import Harness

ODD_KEYS = ["a//b", "../x", "./y", "a%2Fb", "a?b#c", "a b+c", "é\U0001f600", "/lead", "a\r\n\0b", "&=;", "dots.../.."]


def use(
    presigned: PresignedURL,
    body: bytes | None = None,
    *,
    method: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, bytes]:
    """Send the URL's request with the standard library alone; return status and body."""
    parts = urlsplit(presigned.url)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=10)
    try:
        target = presigned.url.split(parts.netloc, 1)[1]
        connection.putrequest(method or presigned.method, target, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", parts.netloc)
        for name, value in dict(presigned.headers if headers is None else headers).items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def followed(url: str) -> tuple[str, str, bytes]:
    """Return the type, disposition and content that a browser would get."""
    with urlopen(url, timeout=10) as answer:
        return answer.headers["content-type"], answer.headers["content-disposition"], answer.read()


@pytest.mark.parametrize("key", ["plain.txt", *ODD_KEYS])
async def test_a_url_writes_reads_and_deletes_any_key_without_credentials(
    client: AsyncTigrisHTTP, tigris: Emulator, key: str
) -> None:
    await client.create_bucket("atlas")
    assert 200 == use(client.presigned_url(PutObject("atlas", key, b"")), b"content")[0]
    assert (200, b"content") == use(client.presigned_url(GetObject("atlas", key)))
    assert (200, b"") == use(client.presigned_url(HeadObject("atlas", key)))
    assert [key] == [entry.key async for entry in client.list_objects_v2("atlas")]
    assert 204 == use(client.presigned_url(DeleteObject("atlas", key)))[0]
    assert 404 == use(client.presigned_url(GetObject("atlas", key)))[0]
    assert all(request.header("authorization") is None for request in tigris.requests if "X-Amz" in request.target)


async def test_presigning_sends_nothing_and_hides_the_signature(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    signed = client.presigned_url(GetObject("atlas", "k"), expires=60)
    assert () == tigris.requests
    assert abs(signed.expires_at - datetime.now(timezone.utc) - timedelta(seconds=60)) < timedelta(seconds=5)
    assert "X-Amz-Expires=60&" in signed.url
    assert "Signature" not in repr(signed)


async def test_a_url_works_until_it_expires(harness: Harness) -> None:
    with Emulator(clock_skew=600) as tigris:  # ten minutes later than the client thinks
        client = harness.client(tigris.endpoint)
        await client.create_bucket("atlas")
        await client.put_object("atlas", "k", b"x")
        assert (200, b"x") == use(client.presigned_url(GetObject("atlas", "k"), expires=900))
        status, body = use(client.presigned_url(GetObject("atlas", "k"), expires=300))
        assert 403 == status
        assert b"<Code>AccessDenied</Code>" in body
        await client.aclose()


@pytest.mark.parametrize("expires", [0, -1, 90 * 24 * 3600 + 1])
async def test_a_lifetime_beyond_90_days_is_refused(client: AsyncTigrisHTTP, expires: int) -> None:
    with pytest.raises(ValueError, match="expires"):
        client.presigned_url(GetObject("atlas", "k"), expires=expires)


async def test_a_url_may_live_for_90_days(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"x")
    assert (200, b"x") == use(client.presigned_url(GetObject("atlas", "k"), expires=90 * 24 * 3600))


async def test_a_url_is_valid_for_its_request_only(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"x")
    signed = client.presigned_url(GetObject("atlas", "k"))
    assert 403 == use(signed, method="DELETE")[0]
    changed = type(signed)(signed.url.replace("/k?", "/other?"), signed.method, signed.headers, signed.expires_at)
    assert 403 == use(changed)[0]


async def test_a_url_is_pinned_to_a_version_or_a_snapshot(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    first = (await client.put_object("atlas", "k", b"one")).version_id
    await client.put_object("atlas", "k", b"two")
    moment = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "k", b"three")
    assert (200, b"one") == use(client.presigned_url(GetObject("atlas", "k", version_id=first)))
    pinned = client.presigned_url(GetObject("atlas", "k", snapshot_version=moment))
    assert (("x-tigris-snapshot-version", moment),) == pinned.headers
    assert (200, b"two") == use(pinned)
    with TigrisSnapshot(client, "atlas", moment) as past:
        assert (200, b"two") == use(past.presigned_url(GetObject("atlas", "k")))
        with pytest.raises(ValueError, match="atlas"):
            past.presigned_url(PutObject("atlas", "k", b""))
    assert (200, b"three") == use(client.presigned_url(GetObject("atlas", "k")))


async def test_a_url_of_a_snapshot_needs_no_header(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    version = (await client.put_object("atlas", "k", b"one", content_type="text/plain")).version_id
    moment = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "k", b"two", content_type="text/plain")
    read = GetObject("atlas", "k", snapshot_version=moment, response_content_disposition="inline")
    signed = await client.pinned_url(read, expires=60)
    assert ((), True, True) == (signed.headers, f"versionId={version}" in signed.url, "X-Amz-Expires=60&" in signed.url)
    assert ("text/plain", "inline", b"one") == followed(signed.url)
    assert (200, b"") == use(await client.pinned_url(HeadObject("atlas", "k", snapshot_version=moment)))
    with TigrisSnapshot(client, "atlas", moment) as past:
        assert (200, b"one") == use(await past.pinned_url(GetObject("atlas", "k")))
    with pytest.raises(NotFound):
        await client.pinned_url(GetObject("atlas", "gone", snapshot_version=moment))
    tigris.clear_requests()
    with pytest.raises(ValueError, match="snapshot_version"):
        await client.pinned_url(GetObject("atlas", "k"))
    with pytest.raises(ValueError, match="pinned by its version_id already"):
        await client.pinned_url(GetObject("atlas", "k", version_id=version))
    assert () == tigris.requests


async def test_an_operation_without_versions_cannot_be_pinned(harness: Harness) -> None:
    with RawServer(ok(b"")) as server:
        client = harness.client(server.endpoint)
        with pytest.raises(MalformedResponse, match=r"HeadObject atlas/k: .* nothing to pin to"):
            await client.pinned_url(GetObject("atlas", "k", snapshot_version="1792493847118382304"))


async def test_headers_that_were_signed_must_be_sent(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    put = client.presigned_url(PutObject("atlas", "k", b"", content_type="text/css", metadata={"n": "1"}))
    assert {"content-type": "text/css", "x-amz-meta-n": "1"} == dict(put.headers)
    assert 403 == use(put, b"x", headers={})[0]
    assert 403 == use(put, b"x", headers={"content-type": "text/html", "x-amz-meta-n": "1"})[0]
    assert 200 == use(put, b"x")[0]
    info = await client.head_object("atlas", "k")
    assert ("text/css", {"n": "1"}) == (info.content_type, info.metadata)
    moment = (await client.create_snapshot("atlas")).version
    pinned = client.presigned_url(GetObject("atlas", "k", snapshot_version=moment))
    assert 403 == use(pinned, headers={})[0]


async def test_a_listing_and_a_range_can_be_presigned(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a b/é", b"0123456789")
    status, body = use(client.presigned_url(ListObjectsV2("atlas", prefix="a b/")))
    assert 200 == status
    assert b"<Key>a%20b/%C3%A9</Key>" in body
    ranged = client.presigned_url(GetObject("atlas", "a b/é", range=(2, 4)))
    assert (206, b"234") == use(ranged)


async def test_a_url_is_valid_for_the_host_that_its_user_reaches(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    outside = f"http://localhost:{tigris.port}"
    assert 200 == use(client.presigned_url(PutObject("atlas", "a//../b", b""), endpoint=outside), b"x")[0]
    signed = client.presigned_url(GetObject("atlas", "a//../b"), endpoint=outside)
    assert signed.url.startswith(f"{outside}/atlas/a//../b?")
    assert (200, b"x") == use(signed)
    swapped = replace(signed, url=signed.url.replace("localhost", "127.0.0.1"))
    assert 403 == use(swapped)[0]


async def test_a_browser_gets_the_content_headers_of_the_url(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"x", content_type="text/plain")
    get = GetObject(
        "atlas", "k", response_content_type="text/css", response_content_disposition='attachment; filename="a b.css"'
    )
    assert ("text/css", 'attachment; filename="a b.css"', b"x") == followed(client.presigned_url(get).url)
    async with client.get_object("atlas", "k", response_content_type="text/css") as body:
        assert "text/css" == body.info.content_type
    assert "text/plain" == (await client.head_object("atlas", "k")).content_type


async def test_an_operation_with_its_own_body_cannot_be_presigned(client: AsyncTigrisHTTP) -> None:
    for operation in (DeleteObjects("atlas", ["k"]), BundleRequest("atlas", ("k",))):
        with pytest.raises(ValueError, match="presigned"):
            client.presigned_url(operation)


async def test_the_parts_of_one_object_are_uploaded_without_credentials(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    upload = (await client.create_multipart_upload("atlas", "a b/é")).upload_id
    contents = [b"a" * (5 << 20), b"the rest"]
    urls = [client.presigned_url(UploadPart("atlas", "a b/é", upload, n, b"")) for n in (1, 2)]
    assert [200, 200] == [use(url, content)[0] for url, content in zip(urls, contents, strict=True)]
    parts = [part async for part in client.list_parts("atlas", "a b/é", upload)]
    await client.complete_multipart_upload("atlas", "a b/é", upload, parts)
    async with client.get_object("atlas", "a b/é") as body:
        assert b"".join(contents) == await body.read()


async def test_a_snapshot_can_be_taken_by_a_url(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    signed = client.presigned_url(CreateSnapshot("atlas", "by url"))
    assert 200 == use(signed, b"")[0]
    assert ["by url"] == [entry.name async for entry in client.list_snapshots("atlas")]


async def test_temporary_credentials_put_their_token_into_the_url(harness: Harness) -> None:
    with Emulator(credentials=[EmulatorCredentials("tid_temp", "tsec_temp", "to/ken+=")]) as tigris:
        client = harness.client(tigris.endpoint, Credentials("tid_temp", "tsec_temp", "to/ken+="))
        await client.create_bucket("atlas")
        assert 200 == use(client.presigned_url(PutObject("atlas", "k", b"")), b"x")[0]
        assert (200, b"x") == use(client.presigned_url(GetObject("atlas", "k")))
        await client.aclose()


async def test_a_url_in_virtual_host_style_names_the_bucket_in_its_host(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(f"http://localhost:{tigris.port}", addressing_style="virtual")
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a//../b", b"x")
    signed = client.presigned_url(GetObject("atlas", "a//../b"))
    assert signed.url.startswith(f"http://atlas.localhost:{tigris.port}/a//../b?")
    assert (200, b"x") == use(signed)


# -- signed by the service --------------------------------------------------------------------------------------------

SERVED = "https://atlas.t3.tigrisfiles.io/k?X-Amz-Date=20261020T105730Z&X-Amz-Expires=600&X-Amz-Signature=hidden"
ANSWER = {"bucket": "atlas", "key": "k", "key_secret": "tsec_hidden", "url": SERVED, "custom_domain_url": ""}


async def test_the_service_signs_with_the_key_of_the_client(harness: Harness) -> None:
    given: list[Credentials] = []

    def provider() -> Credentials:
        given.append(Credentials(f"tid_{len(given)}", "tsec_own"))
        return given[-1]

    with RawServer(ok(json.dumps(ANSWER).encode())) as server:
        client = harness.client(server.endpoint, provider)
        assert SERVED == (await client.presign("atlas", "k", expires=600)).url
        await client.presign("atlas", "k", method="put", access_key_id="tid_other")
    assert [
        {"bucket": "atlas", "key": "k", "key_id": "tid_0", "type": "get", "expires_in": 600},
        {"bucket": "atlas", "key": "k", "key_id": "tid_other", "type": "put", "expires_in": 3600},
    ] == [json.loads(request.body) for request in server.requests]
    assert {b"/?func=presign"} == {request.target for request in server.requests}


async def test_a_client_without_a_key_names_the_one_that_signs(harness: Harness) -> None:
    with RawServer(ok(json.dumps(ANSWER).encode())) as server:
        client = harness.client(server.endpoint, SessionToken("e.y.J", "org_1"))
        with pytest.raises(CredentialsError, match="a session of org_1"):
            await client.presign("atlas", "k")
        assert SERVED == (await client.presign("atlas", "k", access_key_id="tid_other")).url
    assert ["tid_other"] == [json.loads(request.body)["key_id"] for request in server.requests]


def held_by_frames(error: BaseException) -> str:
    """Return the local variables of our own code in the traceback of an error."""
    trace = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [frame for frame in trace.stack if Path(frame.filename).is_relative_to(Path(tigris_http.__file__).parent)]
    return "\n".join(str(value) for frame in ours for value in (frame.locals or {}).values())


async def test_the_secret_in_an_answer_is_not_kept(harness: Harness) -> None:
    """It is in no result, and in no error with its frames and their variables."""
    for answer in ({**ANSWER, "url": None}, {**ANSWER, "custom_domain_url": 7}, {**ANSWER, "status": "error"}):
        with RawServer(ok(json.dumps(answer).encode())) as server:
            with pytest.raises(TigrisError) as caught:
                await harness.client(server.endpoint).presign("atlas", "k")
            held = held_by_frames(caught.value)
            assert "Presign(bucket='atlas'" in held
            assert "tsec_hidden" not in held + str(caught.value) + repr(vars(caught.value))
    with RawServer(ok(json.dumps(ANSWER).encode())) as server:
        signed = await harness.client(server.endpoint).presign("atlas", "k")
    assert b"hidden" not in pickle.dumps(signed).replace(SERVED.encode(), b"")
    assert "hidden" not in repr(signed)
