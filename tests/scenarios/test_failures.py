"""Errors and their attributes, retries and their limits, clocks, keys."""

from __future__ import annotations

import pickle
import socket
import time
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import (
    AccessDenied,
    AsyncTigrisHTTP,
    Conflict,
    ConnectionFailed,
    Credentials,
    CredentialsError,
    IncompleteBody,
    MalformedResponse,
    NotFound,
    RetryPolicy,
    ServiceError,
    TigrisError,
    TigrisHTTP,
    TimedOut,
    Timeouts,
    Unavailable,
)
from tigris_http.emulator import Emulator, EmulatorCredentials, Fault
from tigris_http.emulator import FaultKind as Kind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .harness import Harness

ONCE = RetryPolicy(max_attempts=1)


async def read(client: AsyncTigrisHTTP, bucket: str, key: str) -> bytes:
    async with client.get_object(bucket, key) as body:
        return await body.read()


async def listed(client: AsyncTigrisHTTP) -> object:
    return [entry async for entry in client.list_objects_v2("nowhere")]


# -- the attributes of an error --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operation", "key", "code", "act"),
    [
        ("GetObject", "k", "NoSuchBucket", lambda client: client.get_object("nowhere", "k")),
        ("HeadObject", "k", "NotFound", lambda client: client.head_object("nowhere", "k")),
        ("PutObject", "k", "NoSuchBucket", lambda client: client.put_object("nowhere", "k", b"x")),
        ("DeleteObject", "k", "NoSuchBucket", lambda client: client.delete_object("nowhere", "k")),
        ("DeleteObjects", None, "NoSuchBucket", lambda client: client.delete_objects("nowhere", ["k"])),
        ("CopyObject", "k", "NoSuchBucket", lambda client: client.copy_object("nowhere", "k", "nowhere", "s")),
        ("RenameObject", "k", "NoSuchBucket", lambda client: client.rename_object("nowhere", "s", "k")),
        ("ListObjectsV2", None, "NoSuchBucket", listed),
        ("HeadBucket", None, "NotFound", lambda client: client.head_bucket("nowhere")),
        ("DeleteBucket", None, "NoSuchBucket", lambda client: client.delete_bucket("nowhere")),
        ("CreateSnapshot", None, "NoSuchBucket", lambda client: client.create_snapshot("nowhere")),
        ("DeleteSnapshot", None, "NoSuchBucket", lambda client: client.delete_snapshot("nowhere", "5")),
        ("BundleObjects", None, "NoSuchBucket", lambda client: client.bundle_objects("nowhere", ["k"])),
    ],
)
async def test_every_error_names_the_attempt_its_object_and_the_answer(
    client: AsyncTigrisHTTP,
    operation: str,
    key: str | None,
    code: str,
    act: Callable[[AsyncTigrisHTTP], Awaitable[object]],
) -> None:
    with pytest.raises(NotFound) as caught:
        await act(client)
    error = caught.value
    assert (operation, "nowhere", key, 404, code, 1) == (
        error.operation,
        error.bucket,
        error.key,
        error.status,
        error.code,
        error.attempts,
    )
    assert error.request_id
    assert error.request_id in str(error)
    assert str(error).startswith(f"{operation} nowhere")
    copy = pickle.loads(pickle.dumps(error))
    assert (type(error), str(error), vars(error)) == (type(copy), str(copy), vars(copy))


async def test_an_error_in_json_is_read_like_one_in_xml(client: AsyncTigrisHTTP) -> None:
    with pytest.raises(AccessDenied) as caught:
        _ = [fork async for fork in client.list_forks("nowhere")]
    assert ("ListForks", 403, "AccessDenied", "Access Denied.") == (
        caught.value.operation,
        caught.value.status,
        caught.value.code,
        caught.value.message,
    )
    assert caught.value.request_id


async def test_a_proxys_plain_text_is_the_message(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(retry=ONCE)
    tigris.inject(Fault("status", status=502, body="upstream\r\n  went away"))
    with pytest.raises(Unavailable) as caught:
        await client.head_bucket("atlas")  # a HEAD has no body to read it from
    tigris.inject(Fault("status", status=502, body="upstream\r\n  went away"))
    with pytest.raises(Unavailable) as caught:
        await client.get_object("atlas", "k")
    assert (502, "", "upstream went away") == (caught.value.status, caught.value.code, caught.value.message)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ServiceError),
        (403, AccessDenied),
        (404, NotFound),
        (409, Conflict),
        (418, ServiceError),
        (501, ServiceError),
    ],
)
async def test_a_permanent_error_is_not_retried(
    client: AsyncTigrisHTTP, tigris: Emulator, status: int, kind: type[ServiceError]
) -> None:
    tigris.inject(Fault("status", status=status, code="Odd"))
    with pytest.raises(kind) as caught:
        await client.get_object("atlas", "k")
    assert (kind, "Odd", 1) == (type(caught.value), caught.value.code, caught.value.attempts)
    assert 1 == len(tigris.requests)


# -- retries -------------------------------------------------------------------------------------------------------


async def prepared(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"0123456789" * 100)
    tigris.clear_requests()


@pytest.mark.parametrize(
    "fault",
    [
        Fault("status", status=429, times=2),
        Fault("status", status=500, times=2),
        Fault("status", status=502, body="Bad gateway", times=2),
        Fault("status", status=503, times=2),
        Fault("status", status=504, body="", times=2),
        Fault("drop_request", times=2),
        Fault("drop_request", times=2, abort=True),
        Fault("lose_answer", times=2),
        Fault("lose_answer", times=2, after=9),
        Fault("lose_answer", times=2, after=40, abort=True),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.status}-{fault.after}{'-reset' * fault.abort}",
)
@pytest.mark.parametrize("action", ["get", "head", "put", "delete", "list", "delete many"])
async def test_a_fault_that_occurs_twice_is_overcome_by_the_third_attempt(
    client: AsyncTigrisHTTP, tigris: Emulator, fault: Fault, action: str
) -> None:
    await prepared(client, tigris)
    tigris.inject(fault)
    match action:
        case "get":
            assert b"0123456789" * 100 == await read(client, "atlas", "k")
        case "head":
            assert 1000 == (await client.head_object("atlas", "k")).size
        case "put":
            assert (await client.put_object("atlas", "new", iter([b"a", b"b"]))).etag
            assert b"ab" == await read(client, "atlas", "new")
        case "delete":
            await client.delete_object("atlas", "k")
        case "list":
            assert ["k"] == [entry.key async for entry in client.list_objects_v2("atlas")]
        case _:
            assert ["k"] == [entry.key for entry in (await client.delete_objects("atlas", ["k"])).deleted]
    assert () == tigris.faults
    assert 3 <= len(tigris.requests) <= 4


@pytest.mark.parametrize("kind", ["cut_body", "long_length"])
@pytest.mark.parametrize("action", ["list", "delete many", "copy"])
async def test_a_document_that_breaks_off_is_requested_again(
    client: AsyncTigrisHTTP, tigris: Emulator, kind: Kind, action: str
) -> None:
    await prepared(client, tigris)
    tigris.inject(Fault(kind, after=30))
    match action:
        case "list":
            assert ["k"] == [entry.key async for entry in client.list_objects_v2("atlas")]
        case "copy":
            assert (await client.copy_object("atlas", "new", "atlas", "k")).etag
        case _:
            assert ["k"] == [entry.key for entry in (await client.delete_objects("atlas", ["k"])).deleted]
    assert 2 == len(tigris.requests)


@pytest.mark.parametrize("kind", ["cut_body", "long_length"])
@pytest.mark.parametrize("after", [0, 1, 500])
async def test_a_body_that_breaks_off_never_passes_for_whole(
    client: AsyncTigrisHTTP, tigris: Emulator, kind: Kind, after: int
) -> None:
    await prepared(client, tigris)
    tigris.inject(Fault(kind, "GetObject", after=after))
    with pytest.raises((IncompleteBody, ConnectionFailed)) as caught:
        async with client.get_object("atlas", "k", resume=False) as body:
            await body.read()
    assert ("GetObject", "atlas", "k") == (caught.value.operation, caught.value.bucket, caught.value.key)
    assert 1 == len(tigris.requests)
    assert b"0123456789" * 100 == await read(client, "atlas", "k")


async def test_retries_end_with_the_error_and_its_attempts(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(retry=RetryPolicy(max_attempts=4, base=0))
    tigris.inject(Fault("status", status=503, times=9))
    with pytest.raises(Unavailable) as caught:
        await client.get_object("atlas", "k")
    assert (503, "SlowDown", 4) == (caught.value.status, caught.value.code, caught.value.attempts)
    assert "after 4 attempts" in str(caught.value)
    assert 4 == len(tigris.requests)
    tigris.clear_faults()
    tigris.inject(Fault("drop_request", times=9))
    with pytest.raises(ConnectionFailed) as broken:
        await client.head_object("atlas", "k")
    assert ("HeadObject", "atlas", "k", 4) == (
        broken.value.operation,
        broken.value.bucket,
        broken.value.key,
        broken.value.attempts,
    )


async def test_retry_after_is_respected(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await prepared(client, tigris)
    tigris.inject(Fault("status", status=503, retry_after=1))
    start = time.monotonic()
    await client.head_object("atlas", "k")
    assert 1.0 <= time.monotonic() - start < 5


async def test_a_retry_after_beyond_the_deadline_is_not_respected(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(retry=RetryPolicy(deadline=5))
    tigris.inject(Fault("status", status=503, retry_after=3600))
    start = time.monotonic()
    with pytest.raises(Unavailable) as caught:
        await client.head_object("atlas", "k")
    assert 1 == caught.value.attempts
    assert time.monotonic() - start < 2


async def test_a_connection_closed_while_idle_causes_no_error(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await prepared(client, tigris)
    for _ in range(3):
        tigris.inject(Fault("close_idle", "GetObject"))
        assert b"0123456789" * 100 == await read(client, "atlas", "k")
        assert (await client.put_object("atlas", "k", b"0123456789" * 100)).etag


async def test_a_put_of_a_one_shot_stream_is_not_repeated(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await prepared(client, tigris)
    tigris.inject(Fault("drop_request", "PutObject"))
    with pytest.raises(ConnectionFailed) as caught:
        await client.put_object("atlas", "new", iter([b"ab"]), length=2, sha256="UNSIGNED-PAYLOAD")
    assert 1 == caught.value.attempts
    assert ["k"] == [entry.key async for entry in client.list_objects_v2("atlas")]


async def test_a_stalled_answer_is_a_timeout(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(timeouts=Timeouts(read=0.2), retry=ONCE)
    await prepared(client, tigris)
    tigris.inject(Fault("stall_body", after=100, seconds=2))
    start = time.monotonic()
    with pytest.raises(TimedOut) as caught:
        await read(client, "atlas", "k")
    assert ("GetObject", "k") == (caught.value.operation, caught.value.key)
    assert 0.2 <= time.monotonic() - start < 1.5
    tigris.inject(Fault("stall_body", "ListObjectsV2", after=10, seconds=2))
    with pytest.raises(TimedOut) as caught:
        _ = [entry async for entry in client.list_objects_v2("atlas")]
    assert ("ListObjectsV2", 1) == (caught.value.operation, caught.value.attempts)
    patient = client.with_options(retry=RetryPolicy(base=0))
    tigris.inject(Fault("stall_body", "ListObjectsV2", after=10, seconds=2))
    assert ["k"] == [entry.key async for entry in patient.list_objects_v2("atlas")]


async def test_a_slow_answer_is_not_a_stalled_one(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(timeouts=Timeouts(read=0.3), retry=ONCE)
    await prepared(client, tigris)
    tigris.inject(Fault("slow_body", rate=2000))
    assert b"0123456789" * 100 == await read(client, "atlas", "k")


async def test_a_closed_port_is_a_failed_connection(harness: Harness) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        client = harness.client(f"http://127.0.0.1:{bound.getsockname()[1]}", retry=RetryPolicy(max_attempts=2, base=0))
        with pytest.raises(ConnectionFailed) as caught:
            await client.create_snapshot("atlas")  # never sent, so any operation is retried
    assert ("CreateSnapshot", 2, False) == (caught.value.operation, caught.value.attempts, caught.value.sent)


async def test_a_page_in_answer_to_a_listing_is_malformed(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    for body in ("", "hello", "<html><body>sign in</body></html>", '{"a":1}', "<!DOCTYPE x []><ListBucketResult/>"):
        tigris.inject(Fault("status", status=200, body=body))
        with pytest.raises(MalformedResponse) as caught:
            _ = [entry async for entry in client.list_objects_v2("atlas")]
        assert ("ListObjectsV2", "atlas", 1) == (caught.value.operation, caught.value.bucket, caught.value.attempts)


# -- clocks and keys -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("skew", [3600.0, -3600.0])
async def test_a_wrong_clock_costs_one_more_attempt(harness: Harness, skew: float) -> None:
    with Emulator(clock_skew=skew) as tigris:
        client = harness.client(tigris.endpoint)
        await client.create_bucket("atlas")
        assert [403, 200] == [request.status for request in tigris.requests]
        await client.put_object("atlas", "k", b"x")
        await client.head_object("atlas", "k")
        async with client.with_options(timeouts=Timeouts(read=9)).get_object("atlas", "k") as body:
            assert b"x" == await body.read()
        assert [403, 200, 200, 200, 200] == [request.status for request in tigris.requests]
        await client.aclose()


async def test_without_retries_the_refusal_still_corrects_the_clock(harness: Harness) -> None:
    with Emulator(clock_skew=3600) as tigris:
        client = harness.client(tigris.endpoint, retry=ONCE)
        with pytest.raises(AccessDenied):
            await client.create_bucket("atlas")
        await client.create_bucket("atlas")
        await client.aclose()


async def test_every_operation_is_repeated_after_a_clock_error(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    tigris.inject(Fault("clock_skewed", "CreateSnapshot"))
    await client.create_snapshot("atlas")
    assert 1 == len([entry async for entry in client.list_snapshots("atlas")])
    tigris.inject(Fault("clock_skewed", "HeadBucket", times=2))
    with pytest.raises(AccessDenied):
        await client.head_bucket("atlas")


async def test_temporary_credentials_sign_with_their_token(harness: Harness) -> None:
    temporary = EmulatorCredentials("tid_temp", "tsec_temp", "to/ken+=")
    with Emulator(credentials=[temporary]) as tigris:
        client = harness.client(tigris.endpoint, ("tid_temp", "tsec_temp", "to/ken+="))
        await client.create_bucket("atlas")
        await client.put_object("atlas", "k", b"x")
        assert b"x" == await read(client, "atlas", "k")
        assert {"tid_temp"} == {request.access_key_id for request in tigris.requests}
        for wrong in (("tid_temp", "tsec_temp"), ("tid_temp", "tsec_temp", "other")):
            with pytest.raises(AccessDenied) as caught:
                await harness.client(tigris.endpoint, wrong).get_object("atlas", "k")
            assert "InvalidToken" == caught.value.code
        await client.aclose()


@pytest.mark.parametrize(
    ("credentials", "code"),
    [
        (("tid_emulator", "wrong"), "SignatureDoesNotMatch"),
        (("tid_nobody", "tsec_emulator"), "InvalidAccessKeyId"),
    ],
)
async def test_a_wrong_key_is_denied_and_shows_no_secret(
    harness: Harness, tigris: Emulator, credentials: tuple[str, str], code: str
) -> None:
    client = harness.client(credentials=credentials)
    with pytest.raises(AccessDenied) as caught:
        _ = [bucket async for bucket in client.list_buckets()]
    assert (403, code, 1) == (caught.value.status, caught.value.code, caught.value.attempts)
    assert 1 == len(tigris.requests)
    assert credentials[1] not in f"{caught.value!s} {caught.value!r} {client!r} {vars(caught.value)}"


@pytest.mark.parametrize("family", ["AWS", "TIGRIS"])
async def test_a_client_comes_from_the_environment(
    harness: Harness, tigris: Emulator, monkeypatch: pytest.MonkeyPatch, family: str
) -> None:
    for name in ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    names = {
        "AWS": ("AWS_ENDPOINT_URL_S3", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
        "TIGRIS": (
            "TIGRIS_STORAGE_ENDPOINT",
            "TIGRIS_STORAGE_ACCESS_KEY_ID",
            "TIGRIS_STORAGE_SECRET_ACCESS_KEY",
        ),
    }[family]
    values = (tigris.endpoint, tigris.credentials.access_key_id, tigris.credentials.secret_access_key)
    for name, value in zip(names, values, strict=True):
        monkeypatch.setenv(name, value)
    kind: Any = TigrisHTTP if harness.mode == "blocking" else AsyncTigrisHTTP
    client = harness.own(kind.from_env())
    await client.create_bucket("atlas")
    assert ["atlas"] == [bucket.name async for bucket in client.list_buckets()]


@pytest.mark.parametrize("kind", [TigrisHTTP, AsyncTigrisHTTP])
def test_an_environment_without_a_key_pair_names_the_variables(kind: Any) -> None:
    with pytest.raises(CredentialsError, match="AWS_SECRET_ACCESS_KEY") as caught:
        kind.from_env({"AWS_ACCESS_KEY_ID": "tid_x", "TIGRIS_STORAGE_SECRET_ACCESS_KEY": "tsec_x"})
    assert isinstance(caught.value, TigrisError)
    assert "tsec_x" not in str(caught.value)


async def test_credentials_of_any_form_are_accepted(harness: Harness, tigris: Emulator) -> None:
    keys = tigris.credentials
    for form in (
        Credentials(keys.access_key_id, keys.secret_access_key),
        (keys.access_key_id, keys.secret_access_key),
        keys,
    ):
        assert [] == [bucket async for bucket in harness.client(credentials=form).list_buckets()]
