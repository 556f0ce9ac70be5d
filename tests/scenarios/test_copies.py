"""Copies and renames."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import (
    Attempt,
    ConnectionFailed,
    NotFound,
    OutcomeUnknown,
    PreconditionFailed,
    RetryPolicy,
    ServiceError,
    TigrisHTTP,
    TimedOut,
    Timeouts,
    Unavailable,
)
from tigris_http.emulator import Fault

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

    from .harness import Harness

ODD_KEYS = ["old name+1.txt", "a//b", "../x", "./y", "a%2Fb", "a?b#c", "é\U0001f600", "/lead", "a\r\nb", "a&b=c", "\0"]
HOUR = timedelta(hours=1)


async def read(client: AsyncTigrisHTTP, bucket: str, key: str, **options: Any) -> bytes:
    async with client.get_object(bucket, key, **options) as body:
        return await body.read()


async def keys(client: AsyncTigrisHTTP, bucket: str) -> list[str]:
    return [entry.key async for entry in client.list_objects_v2(bucket)]


def operations(tigris: Emulator) -> list[str]:
    return [request.operation for request in tigris.requests]


LOOKS = ["HeadObject", "HeadObject"]
"""The requests before a rename: a HEAD of both keys. A client's first rename looks at the source twice."""


# -- copies --------------------------------------------------------------------------------------------------------


async def test_a_copy_has_the_bytes_and_properties_of_its_source(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.create_bucket("other")
    await client.put_object("atlas", "a", b"x", content_type="text/css", metadata={"n": "1"})
    result = await client.copy_object("other", "b", "atlas", "a")
    info = await client.head_object("other", "b")
    assert b"x" == await read(client, "other", "b")
    assert ("text/css", {"n": "1"}, result.etag) == (info.content_type, info.metadata, info.etag)
    assert result.last_modified is not None
    assert abs(result.last_modified - datetime.now(timezone.utc)) < timedelta(minutes=1)
    assert ["a"] == await keys(client, "atlas")


async def test_a_copy_with_new_metadata_has_only_those(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a", b"x", content_type="text/css", cache_control="no-store", metadata={"n": "1"})
    await client.copy_object("atlas", "b", "atlas", "a", metadata={"m": "2"}, content_type="text/html")
    info = await client.head_object("atlas", "b")
    assert ("text/html", None, {"m": "2"}) == (info.content_type, info.cache_control, info.metadata)
    await client.copy_object("atlas", "c", "atlas", "a", metadata={})
    assert {} == (await client.head_object("atlas", "c")).metadata


async def test_a_copy_onto_itself_must_change_something(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a", b"x")
    with pytest.raises(ServiceError) as caught:
        await client.copy_object("atlas", "a", "atlas", "a")
    assert (400, "InvalidRequest") == (caught.value.status, caught.value.code)
    for _ in range(2):
        await client.copy_object("atlas", "a", "atlas", "a", metadata={"n": "1"}, storage_class="GLACIER_IR")
        info = await client.head_object("atlas", "a")
        assert ("GLACIER_IR", {"n": "1"}) == (info.storage_class, info.metadata)
        assert b"x" == await read(client, "atlas", "a")
    await client.delete_object("atlas", "a")
    assert [] == await keys(client, "atlas")


async def test_a_copy_is_conditional_on_its_source_and_its_destination(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    tag = (await client.put_object("atlas", "a", b"x")).etag
    assert tag is not None
    now = datetime.now(timezone.utc)
    refused: list[dict[str, Any]] = [
        {"source_if_match": "0" * 32},
        {"source_if_none_match": tag},
        {"source_if_modified_since": now + HOUR},
        {"source_if_unmodified_since": now - HOUR},
    ]
    for conditions in refused:
        with pytest.raises(PreconditionFailed):
            await client.copy_object("atlas", "b", "atlas", "a", **conditions)
    with pytest.raises(NotFound, match="NoSuchKey"):
        await client.copy_object("atlas", "b", "atlas", "a", if_match="0" * 32)
    assert ["a"] == await keys(client, "atlas")
    await client.copy_object(
        "atlas", "b", "atlas", "a", source_if_match=tag, source_if_unmodified_since=now + HOUR, if_none_match="*"
    )
    with pytest.raises(PreconditionFailed):
        await client.copy_object("atlas", "b", "atlas", "a", if_none_match="*")
    with pytest.raises(PreconditionFailed):
        await client.copy_object("atlas", "b", "atlas", "a", if_match="0" * 32)


async def test_a_copy_reads_its_source_at_a_snapshot_or_in_a_version(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    first = (await client.put_object("atlas", "a", b"one")).version_id
    await client.put_object("atlas", "a", b"two")
    version = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "a", b"three")
    assert (await client.copy_object("atlas", "at", "atlas", "a", snapshot_version=version)).version_id
    await client.copy_object("atlas", "of", "atlas", "a", source_version_id=first)
    await client.copy_object("atlas", "now", "atlas", "a")
    assert [b"two", b"one", b"three"] == [await read(client, "atlas", key) for key in ("at", "of", "now")]


async def test_a_copy_of_a_missing_object_is_not_found(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(NotFound) as caught:
        await client.copy_object("atlas", "b", "atlas", "gone")
    assert ("NoSuchKey", "CopyObject", "b") == (caught.value.code, caught.value.operation, caught.value.key)
    with pytest.raises(NotFound) as caught:
        await client.copy_object("atlas", "b", "nowhere", "a")
    assert "NoSuchBucket" == caught.value.code


async def test_an_error_inside_a_200_is_no_copy(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a", b"x")
    tigris.inject(Fault("error_in_200", "CopyObject", code="AccessDenied"))
    with pytest.raises(ServiceError) as caught:
        await client.copy_object("atlas", "b", "atlas", "a")
    assert (200, "AccessDenied", 1) == (caught.value.status, caught.value.code, caught.value.attempts)
    tigris.inject(Fault("error_in_200", "CopyObject", code="InternalError"))
    assert (await client.copy_object("atlas", "b", "atlas", "a")).etag
    assert b"x" == await read(client, "atlas", "b")


# -- renames -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ODD_KEYS)
async def test_a_rename_moves_any_key_to_any_key(client: AsyncTigrisHTTP, tigris: Emulator, key: str) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", key, b"x", metadata={"n": "1"})
    tigris.clear_requests()
    result = await client.rename_object("atlas", key, f"new/{key}")
    assert [*LOOKS, "RenameObject", "HeadObject"] == operations(tigris)
    assert () == tigris.requests[2].unsigned
    info = await client.head_object("atlas", f"new/{key}")
    assert (result.etag, {"n": "1"}) == (info.etag, info.metadata)
    await client.rename_object("atlas", f"new/{key}", key)
    assert [key] == await keys(client, "atlas")


async def test_a_rename_replaces_the_object_under_the_new_key(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a", b"new")
    await client.put_object("atlas", "b", b"old")
    await client.rename_object("atlas", "a", "b")
    assert ["b"] == await keys(client, "atlas")
    assert b"new" == await read(client, "atlas", "b")


async def test_a_rename_onto_itself_is_refused_before_a_request(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    with pytest.raises(ValueError, match="itself"):
        await client.rename_object("atlas", "a", "a")
    assert () == tigris.requests


async def test_a_rename_of_a_missing_object_is_not_found_at_once(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "b", b"x")
    tigris.clear_requests()
    with pytest.raises(NotFound) as caught:
        await client.rename_object("atlas", "gone", "b")
    assert ("NoSuchKey", 1) == (caught.value.code, caught.value.attempts)
    assert [*LOOKS, "RenameObject"] == operations(tigris)
    assert b"x" == await read(client, "atlas", "b")


async def test_a_rename_leaves_the_past_and_other_buckets_alone(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "a", b"x")
    version = (await client.create_snapshot("atlas")).version
    assert (await client.rename_object("atlas", "a", "b")).version_id
    assert b"x" == await read(client, "atlas", "a", snapshot_version=version)
    with pytest.raises(NotFound):
        await client.head_object("atlas", "b", snapshot_version=version)


@pytest.mark.parametrize("occupied", [False, True])
async def test_a_rename_with_a_lost_answer_is_found_done(
    client: AsyncTigrisHTTP, tigris: Emulator, occupied: bool
) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    if occupied:
        await client.put_object("atlas", "b", b"old")
    etag = (await client.put_object("atlas", "a", b"x")).etag
    tigris.clear_requests()
    tigris.inject(Fault("lose_answer", "RenameObject"))
    result = await client.rename_object("atlas", "a", "b")
    assert [*LOOKS, "RenameObject", *LOOKS] == operations(tigris)
    info = await client.head_object("atlas", "b")
    assert (etag, info.last_modified, info.version_id) == (result.etag, result.last_modified, result.version_id)
    assert ["b"] == await keys(client, "atlas")
    assert b"x" == await read(client, "atlas", "b")


@pytest.mark.parametrize("occupied", [False, True])
async def test_a_rename_that_never_arrived_is_sent_again(
    client: AsyncTigrisHTTP, tigris: Emulator, occupied: bool
) -> None:
    await client.create_bucket("atlas")
    if occupied:
        await client.put_object("atlas", "b", b"old")
    await client.put_object("atlas", "a", b"x")
    tigris.clear_requests()
    tigris.inject(Fault("drop_request", "RenameObject"))
    await client.rename_object("atlas", "a", "b")
    assert [*LOOKS, "RenameObject", "HeadObject", "RenameObject", "HeadObject"] == operations(tigris)
    assert ["b"] == await keys(client, "atlas")
    assert b"x" == await read(client, "atlas", "b")


async def test_a_rename_dropped_once_and_then_lost_happens_once(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "a", b"x")
    tigris.clear_requests()
    tigris.inject(Fault("drop_request", "RenameObject"), Fault("lose_answer", "RenameObject"))
    assert (await client.rename_object("atlas", "a", "b")).version_id
    versions = [entry async for entry in client.list_object_versions("atlas")]
    assert [("a", True), ("a", False), ("b", False)] == [(entry.key, entry.is_delete_marker) for entry in versions]


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_a_rename_answered_by_a_failing_proxy_is_settled(
    client: AsyncTigrisHTTP, tigris: Emulator, status: int
) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a", b"x")
    tigris.inject(Fault("status", "RenameObject", status=status, body="Bad gateway"))
    await client.rename_object("atlas", "a", "b")
    assert ["b"] == await keys(client, "atlas")


async def test_a_rename_told_to_slow_down_is_repeated_without_settling(
    client: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a", b"x")
    tigris.clear_requests()
    tigris.inject(Fault("status", "RenameObject", status=503, code="SlowDown", times=2))
    await client.rename_object("atlas", "a", "b")
    assert [*LOOKS, *["RenameObject"] * 3, "HeadObject"] == operations(tigris)


async def test_a_rename_that_stays_lost_is_an_error(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(retry=RetryPolicy(max_attempts=1))
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a", b"x")
    tigris.inject(Fault("drop_request", "RenameObject"))
    with pytest.raises(ConnectionFailed) as caught:
        await client.rename_object("atlas", "a", "b")
    assert ("RenameObject", "b", 1) == (caught.value.operation, caught.value.key, caught.value.attempts)
    assert ["a"] == await keys(client, "atlas")


async def test_a_rename_that_cannot_be_settled_is_an_unknown_outcome(harness: Harness, tigris: Emulator) -> None:
    """If settling fails too, the error is about the rename."""
    client = harness.client(retry=RetryPolicy(max_attempts=2, base=0))
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a", b"x")
    tigris.inject(Fault("lose_answer", "RenameObject"))

    def then_no_look(attempt: Attempt) -> None:
        if attempt.operation == "RenameObject":
            tigris.inject(Fault("status", "HeadObject", status=503, times=5))

    with pytest.raises(OutcomeUnknown) as caught:
        await client.with_options(on_request=then_no_look).rename_object("atlas", "a", "b")
    assert "RenameObject" == caught.value.operation
    assert isinstance(caught.value.__cause__, ConnectionFailed)
    assert isinstance(caught.value.__context__, Unavailable)


async def test_a_rename_with_a_stalled_answer_is_found_done(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(timeouts=Timeouts(read=0.3))
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a", b"x")
    tigris.inject(Fault("stall_body", "RenameObject", seconds=2))
    assert (await client.rename_object("atlas", "a", "b")).etag
    assert ["b"] == await keys(client, "atlas")


async def test_a_stalled_copy_without_retries_is_a_timeout(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(timeouts=Timeouts(read=0.2), retry=RetryPolicy(max_attempts=1))
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a", b"x")
    tigris.inject(Fault("stall_body", "CopyObject", seconds=2))
    with pytest.raises(TimedOut):
        await client.copy_object("atlas", "b", "atlas", "a")


async def test_a_rename_of_a_key_that_never_existed_is_not_found_even_after_a_lost_answer(
    client: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "b", b"other")
    for fault in (
        Fault("drop_request", "RenameObject"),
        Fault("status", "RenameObject", status=502, body="Bad gateway"),
    ):
        tigris.inject(fault)
        with pytest.raises(NotFound) as caught:
            await client.rename_object("atlas", "never", "b")
        assert ("RenameObject", "NoSuchKey", 2) == (caught.value.operation, caught.value.code, caught.value.attempts)
    assert b"other" == await read(client, "atlas", "b")


@pytest.mark.parametrize("snapshots", [False, True], ids=["plain", "snapshot bucket"])
async def test_a_worker_does_not_take_an_older_equal_claim_for_its_lost_one(
    harness: Harness, tigris: Emulator, snapshots: bool
) -> None:
    """Markers are empty and written in one second, and the worker has one key for its current job."""
    client, other = harness.client(), harness.client()
    await client.create_bucket("atlas", snapshot_enabled=snapshots)
    await client.put_object("atlas", "claims/me", b"")
    await client.put_object("atlas", "jobs/1", b"")
    tigris.inject(Fault("status", "RenameObject", key="claims/me", status=502, body="Bad gateway"))

    def be_faster(attempt: Attempt) -> None:
        if attempt.error is not None and attempt.number == 1:
            with TigrisHTTP(tigris.endpoint, tigris.credentials) as another:
                another.rename_object("atlas", "jobs/1", "claims/other")

    with pytest.raises((NotFound, OutcomeUnknown)) as caught:
        await client.with_options(on_response=be_faster).rename_object("atlas", "jobs/1", "claims/me")
    assert ["claims/me", "claims/other"] == await keys(other, "atlas")
    # Versions tell the claims apart; whole seconds do not.
    assert (NotFound if snapshots else OutcomeUnknown) is caught.type
