"""Hooks and logs of real calls, and the headers and time limit of one call, on every client."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from tigris_http import AsyncTigrisHTTP, Attempt, NotFound, RetryPolicy, TimedOut, Timeouts, Unavailable
from tigris_http.emulator import Emulator, Fault

if TYPE_CHECKING:
    from .harness import Harness


class Diary:
    """Hooks that record their arguments."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str, int, int | None]] = []

    def request(self, attempt: Attempt) -> None:
        self._note("request", attempt)

    def response(self, attempt: Attempt) -> None:
        self._note("response", attempt)

    def retry(self, attempt: Attempt) -> None:
        self._note("retry", attempt)

    def _note(self, hook: str, attempt: Attempt) -> None:
        self.events.append((hook, attempt.operation, attempt.number, attempt.status))


def watched(harness: Harness, diary: Diary) -> AsyncTigrisHTTP:
    return harness.client(on_request=diary.request, on_response=diary.response, on_retry=diary.retry)


async def test_hooks_see_each_attempt_of_a_call(harness: Harness, tigris: Emulator) -> None:
    diary = Diary()
    client = watched(harness, diary)
    await client.create_bucket("bucket")
    diary.events.clear()
    tigris.inject(Fault("status", status=503), Fault("drop_request"))
    await client.put_object("bucket", "key", b"x")
    assert [
        ("request", "PutObject", 1, None),
        ("response", "PutObject", 1, 503),
        ("retry", "PutObject", 1, 503),
        ("request", "PutObject", 2, None),
        ("response", "PutObject", 2, None),
        ("retry", "PutObject", 2, None),
        ("request", "PutObject", 3, None),
        ("response", "PutObject", 3, 200),
    ] == diary.events


async def test_a_view_has_its_own_hooks(harness: Harness) -> None:
    ours, theirs = Diary(), Diary()
    client = watched(harness, ours)
    view = client.with_options(on_request=theirs.request)
    with pytest.raises(NotFound):
        await view.head_bucket("nowhere")
    assert ([("response", "HeadBucket", 1, 404)], [("request", "HeadBucket", 1, None)]) == (ours.events, theirs.events)


async def test_a_hook_that_raises_leaves_no_connection_behind(harness: Harness) -> None:
    def refuse(attempt: Attempt) -> None:
        if attempt.operation == "GetObject":
            raise LookupError(attempt.number)

    client = harness.client(on_response=refuse, max_connections=1, timeouts=Timeouts(pool=5.0))
    await client.create_bucket("bucket")
    await client.put_object("bucket", "key", b"x" * 1_000_000)
    for _ in range(3):
        with pytest.raises(LookupError):
            await client.get_object("bucket", "key")
    assert 1_000_000 == (await client.head_object("bucket", "key")).size


async def test_hooks_see_that_a_bundle_resumes(
    harness: Harness, tigris: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    diary = Diary()
    client = watched(harness, diary)
    await client.create_bucket("bucket")
    keys = [f"k{number}" for number in range(20)]
    for key in keys:
        await client.put_object("bucket", key, b"x" * 4096)
    diary.events.clear()
    caplog.set_level(logging.DEBUG, "tigris_http.bundle")
    tigris.inject(Fault("cut_body", operation="BundleObjects", after=30_000))
    async with client.bundle_objects("bucket", keys) as bundle:
        assert keys == [member.key async for member in bundle]
    assert 1 == len([event for event in diary.events if event[:2] == ("retry", "BundleObjects")])
    assert ["tigris_http.bundle"] == [record.name for record in caplog.records if "again in" in record.getMessage()]


async def test_a_call_adds_headers_which_are_signed(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(extra_headers={"x-amz-meta-of": "client", "X-Tigris-Consistent": "false"})
    await client.create_bucket("bucket")
    extra = {"x-tigris-consistent": "true", "x-amz-meta-by": "call"}
    await client.put_object("bucket", "key", b"x", extra_headers=extra)
    assert {"of": "client", "by": "call"} == (await client.head_object("bucket", "key")).metadata
    pages = [entry.key async for entry in client.list_objects_v2("bucket", extra_headers=extra)]
    assert ["key"] == pages


async def test_a_call_ends_when_its_time_is_over(harness: Harness, tigris: Emulator) -> None:
    client = harness.client()
    await client.create_bucket("bucket")
    tigris.inject(Fault("stall_body", operation="ListObjectsV2", seconds=30.0, times=9))
    with pytest.raises(TimedOut) as caught:
        [entry async for entry in client.list_objects_v2("bucket", timeout=0.3)]
    assert ("ListObjectsV2", "bucket") == (caught.value.operation, caught.value.bucket)


async def test_an_error_has_the_attempts_before(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(retry=RetryPolicy(max_attempts=3, base=0))
    tigris.inject(Fault("status", status=500, times=2), Fault("status", status=503))
    with pytest.raises(Unavailable) as caught:
        await client.head_bucket("bucket")
    assert (503, [500, 500]) == (caught.value.status, [attempt.status for attempt in caught.value.earlier])
