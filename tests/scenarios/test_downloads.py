"""Downloads that break and resume: against the emulator, and against bytes on a socket."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from tests.rawserver import STALL, WEAK, Answer, RawServer, cut, error, ok, page, reply, stalled
from tigris_http import (
    Attempt,
    ConnectionFailed,
    CorruptBody,
    IncompleteBody,
    ObjectChanged,
    RetryPolicy,
    TigrisError,
    TimedOut,
    Timeouts,
)
from tigris_http.emulator import Emulator, Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http import AsyncObjectBody, AsyncTigrisHTTP

    from .harness import Harness

RANDOM = random.Random(4)
DATA = RANDOM.randbytes(300_000)
KEYS = ("tid_a", "tsec_b")
QUICK = RetryPolicy(base=0.001, cap=0.002)


async def prepared(client: AsyncTigrisHTTP, tigris: Emulator, content: bytes = DATA, **options: Any) -> None:
    await client.create_bucket("atlas", **options)
    await client.put_object("atlas", "k", content)
    tigris.clear_requests()


async def pieces(body: AsyncObjectBody, most: int, seed: int) -> bytes:
    """Read a body to its end in steps of random sizes and kinds."""
    drawn, found = random.Random(seed), b""
    while True:
        size, kind = drawn.randint(1, most), drawn.randrange(3)
        if kind == 0:
            piece = await body.read(size)
        elif kind == 1:
            buffer = bytearray(size)
            piece = bytes(buffer[: await body.readinto(buffer)])
        else:
            piece = b""
            async for chunk in body:
                piece = chunk
                break
        if not piece:
            return found
        found += piece


@pytest.mark.parametrize("seed", range(12))
async def test_a_download_survives_breaks_anywhere(client: AsyncTigrisHTTP, tigris: Emulator, seed: int) -> None:
    drawn = random.Random(seed)
    await prepared(client, tigris)
    client = client.with_options(retry=RetryPolicy(20, base=0.001, cap=0.002))
    for _ in range(4):
        for _ in range(drawn.randint(1, 6)):
            tigris.inject(
                Fault(
                    drawn.choice(["cut_body", "cut_body", "lose_answer", "drop_request", "status"]),
                    "GetObject",
                    after=drawn.choice([0, 1, drawn.randrange(len(DATA)), drawn.randrange(1000)]),
                    abort=drawn.random() < 0.5,
                )
            )
        first = drawn.randrange(len(DATA))
        span: Any = drawn.choice(
            [None, (first, None), (first, drawn.randrange(first, len(DATA) + 99)), (-first - 1, None)]
        )
        last = None if span is None or span[1] is None else span[1] + 1
        expected = DATA if span is None else DATA[span[0] : last]
        tigris.clear_requests()
        async with client.get_object("atlas", "k", range=span) as body:
            assert expected == await pieces(body, drawn.choice([700, 70_000, 400_000]), seed)
        tigris.clear_faults()
        assert 1 + body.resumed <= len(tigris.requests)


async def test_a_broken_body_resumes_at_its_next_byte(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await prepared(client, tigris)
    tigris.inject(Fault("cut_body", "GetObject", after=1000), Fault("cut_body", "GetObject", after=0))
    async with client.get_object("atlas", "k") as body:
        assert DATA == await body.read()
    assert 2 == body.resumed
    headers_sent = [dict(request.headers) for request in tigris.requests]
    assert [None, "bytes=1000-299999", "bytes=1000-299999"] == [_get(headers, "range") for headers in headers_sent]
    assert [None, f'"{body.info.etag}"'] == [_get(headers, "if-match") for headers in headers_sent[:2]]


def _get(headers: dict[str, str], name: str) -> str | None:
    return {key.lower(): value for key, value in headers.items()}.get(name)


@pytest.mark.parametrize("retry", [RetryPolicy(max_attempts=1), QUICK])
async def test_a_body_does_not_resume_unless_it_is_read(harness: Harness, tigris: Emulator, retry: RetryPolicy) -> None:
    client = harness.client(retry=retry)
    await prepared(client, tigris)
    tigris.inject(Fault("cut_body", "GetObject", after=1000))
    with pytest.raises((IncompleteBody, ConnectionFailed)) as caught:
        async with client.get_object("atlas", "k", resume=retry.max_attempts == 1) as body:
            await body.read()
    assert ("GetObject", "atlas", "k") == (caught.value.operation, caught.value.bucket, caught.value.key)
    assert (1, 0) == (len(tigris.requests), body.resumed)


async def test_versions_and_snapshots_resume(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await prepared(client, tigris, snapshot_enabled=True)
    version = (await client.head_object("atlas", "k")).version_id
    snapshot = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "k", b"another")
    for which in ({"version_id": version}, {"snapshot_version": snapshot}):
        tigris.inject(Fault("cut_body", "GetObject", after=1000, times=3))
        async with client.get_object("atlas", "k", **which) as body:
            assert DATA == await body.read()
        assert 3 == body.resumed


@pytest.mark.parametrize("how", ["replaced", "replaced by as many bytes", "deleted"])
async def test_an_object_that_changes_under_a_broken_download_is_an_error(
    client: AsyncTigrisHTTP, tigris: Emulator, how: str
) -> None:
    await prepared(client, tigris)
    tigris.inject(Fault("cut_body", "GetObject", after=100_000))
    async with client.get_object("atlas", "k") as body:
        assert DATA[:1000] == await body.read(1000)
        if how == "deleted":
            await client.delete_object("atlas", "k")
        else:
            await client.put_object("atlas", "k", b"new" if how == "replaced" else DATA[::-1])
        with pytest.raises(ObjectChanged) as caught:
            await body.read()
    assert ("GetObject", "atlas", "k") == (caught.value.operation, caught.value.bucket, caught.value.key)


async def test_a_silent_service_is_abandoned_and_asked_again(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(timeouts=Timeouts(read=0.2), retry=QUICK)
    await prepared(client, tigris)
    tigris.inject(Fault("stall_body", "GetObject", after=1000, seconds=9), Fault("stall_body", "GetObject", seconds=9))
    start = time.monotonic()
    async with client.get_object("atlas", "k") as body:
        assert DATA == await body.read()
    assert 0.4 <= time.monotonic() - start < 4
    assert 2 == body.resumed


async def test_a_lasting_silence_is_a_timeout(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(timeouts=Timeouts(read=0.1), retry=RetryPolicy(max_attempts=3, base=0))
    await prepared(client, tigris)
    tigris.inject(Fault("stall_body", "GetObject", after=0, seconds=9, times=9))
    with pytest.raises(TimedOut):
        async with client.get_object("atlas", "k") as body:
            await body.read()
    assert (3, 2) == (len(tigris.requests), body.resumed)


async def test_reading_may_take_longer_than_the_time_of_the_call(harness: Harness, tigris: Emulator) -> None:
    """The time of a call ends when its body is open, also when it is opened again."""
    client = harness.client(retry=QUICK)
    await prepared(client, tigris)
    tigris.inject(Fault("cut_body", "GetObject", after=1000))
    async with client.get_object("atlas", "k", timeout=0.5) as body:
        assert DATA[:10] == await body.read(10)
        time.sleep(0.6)  # noqa: ASYNC251  # no other task runs
        assert DATA[10:] == await body.read()


async def test_hooks_see_the_break_and_each_request(harness: Harness, tigris: Emulator) -> None:
    requests, retries = list[Attempt](), list[Attempt]()
    client = harness.client(on_request=requests.append, on_retry=retries.append)
    await prepared(client, tigris)
    requests.clear()
    tigris.inject(Fault("cut_body", "GetObject", after=1000, times=2))
    async with client.get_object("atlas", "k") as body:
        assert DATA == await body.read()
    assert 3 == len(requests)
    assert ["GetObject", "GetObject"] == [attempt.operation for attempt in retries]
    assert all(isinstance(attempt.error, TigrisError) for attempt in retries)


async def test_nothing_is_left_open_by_a_download_that_broke(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(max_connections=1, timeouts=Timeouts(pool=2), retry=QUICK)
    await prepared(client, tigris)
    for _ in range(3):
        tigris.inject(Fault("cut_body", "GetObject", after=1000, times=4))
        async with client.get_object("atlas", "k") as body:
            assert DATA[:200_000] == await body.read(200_000)
    assert (await client.head_object("atlas", "k")).size == len(DATA)


@pytest.mark.parametrize("act", ["read", "readinto", "wait to read on", "open again", "a file"])
async def test_a_cancelled_read_releases_its_connection(harness: Harness, act: str) -> None:
    if harness.mode == "blocking":
        return
    whole = ok(DATA, TAG)
    halves: dict[str, bytes | Answer] = {"read": stalled(whole[:1000]), "a file": ok(DATA[:10], TAG)}
    first = halves.get(act, stalled(whole[:1000]) if act == "readinto" else cut(whole[:1000]))
    seconds: dict[str, bytes | Answer] = {"open again": STALL, "a file": STALL}
    second = seconds.get(act, ok(b"after", TAG))
    with RawServer(first, second, ok(b"after", TAG)) as server:
        slow = RetryPolicy(base=9, cap=9, jitter=lambda: 1.0) if act == "wait to read on" else QUICK
        client = harness.client(server.endpoint, KEYS, retry=slow, max_connections=1, timeouts=Timeouts(pool=2))
        if act == "a file":
            with anyio.move_on_after(0.2) as scope:
                async with client.open_object("atlas", "k") as file:
                    assert DATA[:10] == await file.read()
                async with client.open_object("atlas", "k") as file:
                    await file.read()
        else:
            with anyio.move_on_after(0.2) as scope:
                async with client.get_object("atlas", "k") as body:
                    await (body.readinto(bytearray(len(DATA))) if act == "readinto" else body.read())
                    await body.read()
        assert scope.cancelled_caught
        async with client.get_object("atlas", "k") as body:
            assert b"after" == await body.read()
        await client.aclose()


# -- bytes on a socket ---------------------------------------------------------------------------------------------

TEN = b"0123456789"
TAG = 'ETag: "t"'


def part(first: int, last: int, *headers: str, tag: str = TAG, size: int = 10) -> bytes:
    return reply(206, TEN[first : last + 1], tag, f"Content-Range: bytes {first}-{last}/{size}", *headers)


def broken(keep: int, *headers: str) -> Answer:
    whole = ok(TEN, *headers)
    return cut(whole[: len(whole) - 10 + keep])


async def outcome(
    harness: Harness, *answers: bytes | Answer, retry: RetryPolicy = QUICK
) -> tuple[bytes, Any, list[str]]:
    """Return the bytes read, the error at their end, and the ranges requested."""
    found, met = b"", None
    with RawServer(*answers) as server:
        client = harness.client(server.endpoint, KEYS, retry=retry, timeouts=Timeouts(read=5))
        try:
            async with client.get_object("atlas", "k") as body:
                async for chunk in body:
                    found += chunk
        except TigrisError as error:
            met = type(error)
        ranges = [request.get("range") or "" for request in server.requests]
        await client.aclose()
    return found, met, ranges


@pytest.mark.parametrize("keep", range(11))
async def test_a_body_resumes_from_every_offset(harness: Harness, keep: int) -> None:
    found = await outcome(harness, broken(keep, TAG), part(keep, 9) if keep < 10 else b"")
    assert (TEN, None, ["", f"bytes={keep}-9"][: 1 + (keep < 10)]) == found


NOT_THAT: dict[str, tuple[Callable[[], bytes], type[TigrisError]]] = {
    "the whole": (lambda: ok(TEN, TAG), CorruptBody),
    "from the front": (lambda: part(0, 5), CorruptBody),
    "a byte later": (lambda: part(5, 9), CorruptBody),
    "too short": (lambda: part(4, 8), CorruptBody),
    "of another size": (lambda: part(4, 9, size=11), CorruptBody),
    "of another object": (lambda: part(4, 9, tag='ETag: "u"'), ObjectChanged),
    "without a tag": (lambda: part(4, 9, tag="X-Other: 1"), CorruptBody),
    "a proxy's page": (page, CorruptBody),
    "another object as a whole": (lambda: ok(b"other", 'ETag: "u"'), ObjectChanged),
    "changed": (lambda: error(412, "PreconditionFailed"), ObjectChanged),
    "gone": (lambda: error(404, "NoSuchKey"), ObjectChanged),
    "shorter now": (lambda: error(416, "InvalidRange"), ObjectChanged),
}


@pytest.mark.parametrize("how", NOT_THAT)
async def test_only_the_rest_is_appended(harness: Harness, how: str) -> None:
    answer, kind = NOT_THAT[how]
    found, met, _ = await outcome(harness, broken(4, TAG), answer(), retry=RetryPolicy(max_attempts=3, base=0))
    assert (TEN[:4], kind) == (found, met)


async def test_with_a_weak_tag_nothing_is_requested_again(harness: Harness) -> None:
    assert (TEN[:4], IncompleteBody, [""]) == await outcome(harness, broken(4, WEAK), part(4, 9))


async def test_a_stall_is_a_break_too(harness: Harness) -> None:
    whole = ok(TEN, TAG)
    with RawServer(stalled(whole[:-4]), part(6, 9)) as server:
        client = harness.client(server.endpoint, KEYS, retry=QUICK, timeouts=Timeouts(read=0.2))
        async with client.get_object("atlas", "k") as body:
            assert TEN == await body.read()
        await client.aclose()
