"""Errors of the HTTP stack, interruptions, forks, and errors of the caller's body."""

from __future__ import annotations

import asyncio
import io
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest

from tests.modes import KEYS, NO_RETRY, close, in_all_modes, play
from tests.rawserver import CLOSE, WEAK, Answer, RawServer, error, ok, reply, stalled
from tests.systems import needs_posix
from tests.unit.core import exchanging
from tigris_http import (
    AsyncTigrisHTTP,
    ConnectionFailed,
    MalformedResponse,
    RetryPolicy,
    TigrisError,
    TigrisHTTP,
    TimedOut,
    Timeouts,
    Unavailable,
)
from tigris_http._transport import errors
from tigris_http._transport.request_body import chunks
from tigris_http.operations import PutObject

from .leaks import in_child, no_leak

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["no_leak"]


pytest_generate_tests = in_all_modes


# -- errors of the HTTP stack -----------------------------------------------------------------------------------------


SEND = exchanging.play(exchanging.HEAD, exchanging.reply(404)).sends[0]


def every(kind: type[BaseException]) -> set[type[BaseException]]:
    return {kind}.union(*map(every, kind.__subclasses__()))


def test_every_exception_of_httpx_becomes_one_of_ours() -> None:
    for kind in every(httpx.HTTPError):
        if issubclass(kind, httpx.HTTPStatusError):
            met: Exception = kind("why", request=httpx.Request("GET", "http://x"), response=httpx.Response(200))
        else:
            met = kind("why")  # type: ignore[assignment]
        for in_body in (False, True):
            assert isinstance(errors.translate(met, SEND, in_body=in_body), TigrisError), kind


def test_whether_anything_was_sent_is_told_of_every_exception() -> None:
    unsent = {
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.ProxyError,
        httpx.UnsupportedProtocol,
    }
    told = {kind: errors.translate(kind("why"), SEND) for kind in every(httpx.TransportError)}  # type: ignore[arg-type]
    assert unsent == {kind for kind, met in told.items() if not getattr(met, "sent", True)}
    assert {True} == {
        isinstance(met, TimedOut) for kind, met in told.items() if issubclass(kind, httpx.TimeoutException)
    }


def test_a_full_pool_is_a_time_out_with_nothing_sent(mode: str) -> None:
    def story(c: Any) -> Any:
        body = yield c.get_object("bucket", "key")
        with pytest.raises(TimedOut, match="PoolTimeout") as caught:
            yield c.create_snapshot("bucket")
        assert not caught.value.sent
        yield close(body)

    with RawServer(ok(b"x" * 1_000_000)) as server:
        play(mode, server.endpoint, story, max_connections=1, retry=NO_RETRY, timeouts=Timeouts(pool=0.1))
        assert 1 == len(server.requests)


# -- interruptions ----------------------------------------------------------------------------------------------------


@needs_posix
@pytest.mark.parametrize("reading", [False, True], ids=["in a put", "in a read"])
def test_an_interrupted_call_leaves_the_pool_usable(reading: bool) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    answers: list[bytes | Answer] = [
        ok(),
        stalled(reply(200, b"abc", WEAK, length=10)) if reading else Answer(then="stall", read_body=False),
        ok(),
    ]
    try:
        with (
            RawServer(*answers) as server,
            TigrisHTTP(server.endpoint, KEYS, max_connections=1, timeouts=Timeouts(pool=2)) as client,
        ):
            # Loading modules and hashing take longer than the call that the test interrupts.
            client.head_bucket("bucket")
            body = client.get_object("bucket", "key") if reading else io.BytesIO()
            put = PutObject("bucket", "key", bytes(50_000_000), sha256="UNSIGNED-PAYLOAD")
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            with pytest.raises(KeyboardInterrupt):
                _ = body.read() if reading else client.send(put)
            body.close()
            assert "bucket" == client.head_bucket("bucket").bucket
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("reading", [False, True], ids=["in a put", "in a read"])
def test_a_cancelled_call_leaves_the_pool_usable(loop: str, reading: bool) -> None:
    answers: list[bytes | Answer] = [
        ok(),
        stalled(reply(200, b"abc", WEAK, length=10)) if reading else Answer(then="stall", read_body=False),
        ok(),
    ]

    async def main(endpoint: str) -> str:
        options = {"max_connections": 1, "timeouts": Timeouts(pool=2)}
        async with AsyncTigrisHTTP(endpoint, KEYS, **options) as client:  # type: ignore[arg-type]
            # The first request loads modules, which takes longer than the call that the test cancels.
            await client.head_bucket("bucket")
            with anyio.move_on_after(0.2) as scope:
                if reading:
                    async with client.get_object("bucket", "key") as body:
                        await body.read()
                else:
                    await client.put_object("bucket", "key", bytes(50_000_000), sha256="UNSIGNED-PAYLOAD")
            assert scope.cancelled_caught
            return (await client.head_bucket("bucket")).bucket

    with RawServer(*answers) as server:
        assert "bucket" == anyio.run(main, server.endpoint, backend=loop)


# -- threads and processes --------------------------------------------------------------------------------------------


def test_one_client_serves_many_threads() -> None:
    def work(number: int) -> bytes:
        with client.get_object("bucket", f"key{number}") as body:
            return body.read()

    with RawServer(ok(b"hello")) as server, TigrisHTTP(server.endpoint, KEYS) as client, ThreadPoolExecutor(32) as pool:
        assert [b"hello"] * 640 == list(pool.map(work, range(640)))
        assert {f"/bucket/key{n}".encode() for n in range(640)} == {seen.target for seen in server.requests}
        assert server.connections <= 32


@needs_posix
def test_a_forked_child_makes_connections_of_its_own_and_leaves_its_parents_alone() -> None:
    with RawServer(ok(b"hello")) as server, TigrisHTTP(server.endpoint, KEYS) as client:

        def get() -> bool:
            with client.get_object("bucket", "key") as body:
                return body.read() == b"hello"

        def closed() -> bool:
            client.close()
            return True

        assert get()
        assert 0 == in_child(lambda: get() and get())
        assert 0 == in_child(closed)
        assert get()
        assert [1, 2, 2, 1] == [seen.connection for seen in server.requests]


@needs_posix
def test_an_open_body_belongs_to_the_process_that_opened_it() -> None:
    with RawServer(ok(b"x" * 1_000_000)) as server, TigrisHTTP(server.endpoint, KEYS) as client:
        body = client.get_object("bucket", "key")
        assert b"x" == body.read(1)

        def use() -> bool:
            with pytest.raises(RuntimeError, match="another process"):
                body.read()
            body.close()
            return client.head_bucket("bucket").bucket == "bucket"

        assert 0 == in_child(use)
        assert 999_999 == len(body.read())


@needs_posix
def test_a_child_forked_while_the_pool_was_locked_is_not_locked_too() -> None:
    with RawServer(ok()) as server, TigrisHTTP(server.endpoint, KEYS) as client:
        client.head_bucket("bucket")
        with client._transport.senders._lock:
            assert 0 == in_child(lambda: client.head_bucket("bucket").bucket == "bucket")


# -- the caller's own body --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mine",
    [
        httpx.ReadError("mine"),
        ConnectionFailed("mine", sent=False),
        OSError("mine"),
        UnicodeDecodeError("utf-8", b"", 0, 1, "mine"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_a_callers_body_raises_is_raised_to_the_caller_and_not_taken_for_a_broken_connection(
    mode: str, mine: Exception
) -> None:
    def broken() -> Iterator[bytes]:
        yield b"123"
        yield b"456"
        raise mine

    def story(c: Any) -> Any:
        with pytest.raises(type(mine), match="mine") as caught:
            yield c.put_object("bucket", "key", broken(), length=9, sha256="UNSIGNED-PAYLOAD")
        assert mine is caught.value
        yield c.head_bucket("bucket")

    with RawServer(ok()) as server:
        play(mode, server.endpoint, story)
        assert b"HEAD" in [seen.head.split()[0] for seen in server.requests]
        assert all(len(seen.body) < 9 for seen in server.requests)


def test_a_large_body_in_memory_leaves_in_small_pieces(mode: str) -> None:
    """The HTTP layer copies the rest of a piece at each write: sent as one, 256 MiB would be copied a hundred times."""
    large = os.urandom(5_000_001)
    for kind in (bytes, bytearray, memoryview):

        def story(c: Any, kind: Any = kind) -> Any:
            yield c.put_object("bucket", "key", kind(large))

        with RawServer(ok(b"", 'ETag: "t"')) as server:
            play(mode, server.endpoint, story)
            assert large == server.requests[0].body
    sizes = [len(piece) for piece in chunks.split_chunk(memoryview(large))]
    assert (5_000_001, 1024 * 1024) == (sum(sizes), max(sizes))


def test_each_retry_is_signed_and_sent_anew(mode: str) -> None:
    def story(c: Any) -> Any:
        yield c.put_object("bucket", "key", iter([b"123", b"456"]))

    with RawServer(error(503, "SlowDown"), CLOSE, ok(b"", 'ETag: "t"')) as server:
        play(mode, server.endpoint, story)
        assert [b"123456"] * 3 == [seen.body for seen in server.requests]


def test_without_retries_one_request_is_all(mode: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(Unavailable) as caught:
            yield c.head_bucket("bucket")
        assert 1 == caught.value.attempts

    with RawServer(reply(503)) as server:
        play(mode, server.endpoint, story, retry=RetryPolicy(max_attempts=1))
        assert 1 == len(server.requests)


def test_a_call_that_is_called_off_at_any_step_leaves_its_place_in_the_pool() -> None:
    """By asyncio's own cancellation, which knows no shield: httpcore alone loses connections at some steps."""

    async def story(endpoint: str) -> None:
        for steps in range(60):
            async with AsyncTigrisHTTP(endpoint, KEYS, max_connections=1) as client:
                call = asyncio.create_task(client.head_bucket("bucket"))
                for _ in range(steps):
                    await asyncio.sleep(0)
                call.cancel()
                await asyncio.wait([call])
                with anyio.fail_after(5):
                    assert not (await client.head_bucket("bucket")).snapshot_enabled

    with RawServer(ok()) as server:
        asyncio.run(story(server.endpoint))


def test_an_answer_that_is_no_object_names_the_call(mode: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(MalformedResponse) as caught:
            yield c.get_object("bucket", "key")
        assert ("GetObject", "bucket", "key") == (caught.value.operation, caught.value.bucket, caught.value.key)

    with RawServer(reply(200, b"x")) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY)
