"""A call ends in its time whatever it does: `timeout=` counts from the call, over its body and all its requests."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.modes import in_all_modes, play
from tests.rawserver import STALL, RawServer, ok
from tests.systems import needs_posix
from tigris_http import TimedOut, Timeouts
from tigris_http.operations import HeadBucket
from tigris_http.operations._steps import ActionSteps, ask, sleep, within

pytest_generate_tests = in_all_modes

STORED = ok(b"", 'ETag: "e"')
IN_TIME = pytest.mark.parametrize("options", [{"timeout": 0.2}, {}], ids=["of the call", "of the client"])


def pieces() -> Iterator[bytes]:
    for _ in range(400):
        yield b"piece"
        time.sleep(0.02)


async def apieces() -> AsyncIterator[bytes]:
    yield b"piece"
    await anyio.sleep(8)


@IN_TIME
@pytest.mark.parametrize("kind", ["iterable", "async iterable"])
def test_reading_the_body_is_part_of_the_time(mode: str, kind: str, options: dict[str, float]) -> None:
    body: Any = apieces if kind == "async iterable" and mode != "blocking" else pieces

    def story(c: Any) -> Any:
        why = r"PutObject bucket/key: reading the body took longer than the 0\.2 seconds of this call"
        with pytest.raises(TimedOut, match=why) as met:
            yield c.put_object("bucket", "key", body(), **options)
        assert (False, 0) == (met.value.sent, met.value.attempts)

    with RawServer(STORED) as server:
        play(mode, server.endpoint, story, timeouts=Timeouts(total=None if options else 0.2))
        assert [] == server.requests


@needs_posix
def test_a_pipe_that_says_nothing_is_not_waited_for(loop: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    def story(c: Any) -> Any:
        with pytest.raises(TimedOut, match="reading the body"):
            yield c.put_object("bucket", "key", tmp_path / "pipe", timeout=0.2)
        (tmp_path / "pipe").open("wb", buffering=0).close()  # lets the thread end

    with RawServer(STORED) as server:
        play(loop, server.endpoint, story)
        assert [] == server.requests


def test_a_time_out_of_the_callers_own_body_is_raised_as_it_is(loop: str) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b""
        raise TimeoutError("the caller's")

    def story(c: Any) -> Any:
        with pytest.raises(TimeoutError, match="the caller's"):
            yield c.put_object("bucket", "key", body(), timeout=5)

    with RawServer(STORED) as server:
        play(loop, server.endpoint, story)


def test_a_body_that_was_read_in_time_leaves_the_rest_to_the_requests(mode: str) -> None:
    def story(c: Any) -> Any:
        yield c.put_object("bucket", "key", iter([b"a", b"b"]), timeout=30)
        with pytest.raises(TimedOut, match="no answer in"):
            yield c.put_object("bucket", "key", iter([b"a", b"b"]), timeout=0.5)

    with RawServer(STORED, STALL) as server:
        play(mode, server.endpoint, story)
        assert [b"ab", b"ab"] == [seen.body for seen in server.requests]


# -- actions of several requests --------------------------------------------------------------------------------------


@IN_TIME
def test_the_requests_of_an_update_share_its_time(mode: str, options: dict[str, float]) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(TimedOut) as met:
            yield c.update_object("bucket", "key", late, **options)
        assert ("no time is left for this call", False) == (met.value.message, met.value.sent)
        assert "bucket/key" in str(met.value)

    def late(_: bytes | None) -> bytes:
        time.sleep(0.6)
        return b"new"

    with RawServer(ok(b"old", "Last-Modified: Mon, 02 Nov 2026 11:00:00 GMT")) as server:
        play(mode, server.endpoint, story, timeouts=Timeouts(total=None if options else 0.5))
        assert 1 == len(server.requests)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_each_request_gets_the_time_that_is_left_and_a_wait_no_more() -> None:
    clock, given = Clock(), list[Any]()

    def steps() -> ActionSteps[str]:
        for _ in range(3):
            outcome = yield from ask(HeadBucket("bucket", timeout=77))
            given.append(outcome)
            yield from sleep(4)
        return "done"

    timed = within(steps(), 110.0, clock)
    assert 10.0 == next(timed).operation.timeout  # type: ignore[union-attr]
    clock.now += 3
    assert 4 == timed.send("first").seconds  # type: ignore[union-attr]
    clock.now += 4
    assert 3.0 == timed.send(None).operation.timeout  # type: ignore[union-attr]
    clock.now += 2
    assert 1.0 == timed.send("second").seconds  # type: ignore[union-attr]
    clock.now += 1
    assert 0.0 == timed.send(None).seconds  # type: ignore[union-attr]
    with pytest.raises(StopIteration) as end:
        timed.send(None)
    assert "done" == end.value.value
    assert ["first", "second"] == given[:2]
    assert isinstance(given[2], TimedOut)
    assert ("HeadBucket", "bucket", None, False) == (given[2].operation, given[2].bucket, given[2].key, given[2].sent)


def test_steps_that_are_given_up_are_closed() -> None:
    closed = []

    def steps() -> ActionSteps[None]:
        try:
            yield from sleep(1)
        finally:
            closed.append(True)

    timed = within(steps(), 110.0, Clock())
    next(timed)
    timed.close()
    assert closed
