"""A background job gives its result once, closes one that is not taken, and can be ended at any time."""

from __future__ import annotations

import asyncio
import gc
import inspect
import random
import socket
import sys
import threading
import time
import weakref
from collections.abc import Callable
from functools import partial
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from tests.modes import NO_RETRY, close, in_all_modes, play
from tests.rawserver import STALL, RawServer, error, ok
from tests.systems import needs_posix
from tests.unit.transport.leaks import in_child, no_leak
from tests.unit.transport.test_handoff import TlsRelay, chunked, trusted
from tigris_http import ConnectionFailed, NotFound, TigrisHTTP, Timeouts
from tigris_http._concurrency import cancel
from tigris_http._concurrency.cancel import Aborted, Token
from tigris_http._concurrency.jobs import AsyncJob, Job
from tigris_http._wire.http import AsyncByteSource, ByteSource

from .waiting import PATIENT, Gated, Raw, begun, came, ended, is_aborted, nothing_left, until

__all__ = ["no_leak", "nothing_left", "pytest_generate_tests", "trusted"]


pytest_generate_tests = in_all_modes


# -- results and errors -----------------------------------------------------------------------------------------------


def test_a_result_is_given_once_and_is_whose_who_took_it(mode: str) -> None:
    def story(c: Any) -> Any:
        job = begun(c)
        body = yield job.wait()
        yield ended(job)
        assert b"hello" == (yield body.read())
        with pytest.raises(RuntimeError, match="taken already"):
            yield job.wait()
        yield c.head_bucket("bucket")

    with RawServer(ok(b"hello"), ok()) as server:
        play(mode, server.endpoint, story)
        assert (2, 1) == (len(server.requests), server.connections)


def test_an_error_is_raised_to_who_waits(mode: str) -> None:
    def story(c: Any) -> Any:
        job = begun(c)
        with pytest.raises(NotFound) as caught:
            yield job.wait()
        assert "GetObject" == caught.value.operation
        assert "begun" not in [frame.name for frame in caught.traceback]
        with pytest.raises(RuntimeError, match="taken already"):
            yield job.wait()
        yield ended(job)

    with RawServer(error(404, "NoSuchKey")) as server:
        play(mode, server.endpoint, story)


def test_whatever_work_raises_is_raised_to_who_waits_and_to_nobody_else(mode: str) -> None:
    class Mine(BaseException):
        pass

    def blocking() -> None:
        raise Mine

    async def work() -> None:
        raise Mine

    async def main() -> None:
        with pytest.raises(Mine):
            await AsyncJob(work, close).wait()

    if mode == "blocking":
        with pytest.raises(Mine):
            Job(blocking, close).wait()
    else:
        anyio.run(main, backend=mode)


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_work_that_nobody_ends_is_done_as_in_the_foreground(mode: str, tls: bool, framing: str) -> None:
    content = random.Random(1).randbytes(1_500_000)

    def whole(source: ByteSource) -> tuple[bytes, bytes]:
        buffer, found = bytearray(100_000), b""
        while size := source.readinto(memoryview(buffer)):
            found += buffer[:size]
        source.close()
        return found, b""

    async def awhole(source: AsyncByteSource) -> tuple[bytes, bytes]:
        buffer, found = bytearray(100_000), b""
        while size := await source.readinto(memoryview(buffer)):
            found += buffer[:size]
        await source.aclose()
        return found, b""

    def story(c: Any) -> Any:
        for _ in range(2):
            job = begun(c, Raw(), whole if mode == "blocking" else awhole)
            assert (content, b"") == (yield job.wait())
        yield c.head_bucket("bucket")

    async def relayed(port: int) -> None:
        async with TlsRelay(port) as tls_port:
            await asyncio.to_thread(play, mode, f"https://localhost:{tls_port}", story)

    answer = ok(content) if framing == "length" else chunked(content, 30_000)
    with RawServer(answer, answer, ok()) as server:
        if tls:
            asyncio.run(relayed(server.port))
        else:
            play(mode, server.endpoint, story)
        assert (3, 1) == (len(server.requests), server.connections)


def test_where_nobody_listens_no_connection_is_made(mode: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    def story(c: Any) -> Any:
        job = begun(c)
        with pytest.raises(ConnectionFailed, match="ConnectError") as caught:
            yield job.wait()
        assert not caught.value.sent

    play(mode, f"http://127.0.0.1:{port}", story, retry=NO_RETRY)


# -- who closes what came ---------------------------------------------------------------------------------------------


def counted(c: Any, closed: list[object], work: Callable[[], Any] = lambda: "result", error: Any = None) -> Any:
    """A job whose result, were it closed, is noted."""

    def noted(result: object) -> None:
        closed.append(result)
        if error is not None:
            raise error

    async def awork() -> Any:
        await anyio.lowlevel.checkpoint()
        return work()

    async def anoted(result: object) -> None:
        await anyio.lowlevel.checkpoint()
        noted(result)

    return Job(work, noted) if isinstance(c, TigrisHTTP) else AsyncJob(awork, anoted)


UNUSED = "http://127.0.0.1:9"


@pytest.mark.parametrize("error", [None, ConnectionFailed("closing"), OSError("closing")], ids=repr)
def test_a_result_that_came_and_was_not_taken_is_closed_once(mode: str, error: Exception | None) -> None:
    def story(c: Any) -> Any:
        closed: list[object] = []
        job = counted(c, closed, error=error)
        yield until(c, lambda: came(job))
        assert [] == closed
        for _ in range(3):
            yield ended(job)
        assert ["result"] == closed
        assert (yield is_aborted(job))
        assert ["result"] == closed

    play(mode, UNUSED, story)


def test_a_result_that_was_taken_is_not_closed_by_anything(mode: str) -> None:
    def story(c: Any) -> Any:
        closed: list[object] = []
        job = counted(c, closed)
        assert "result" == (yield job.wait())
        yield ended(job)
        del job
        gc.collect()
        yield until(c, lambda: True)
        assert [] == closed

    play(mode, UNUSED, story)


def test_a_job_that_is_forgotten_ends_and_closes_what_came(mode: str) -> None:
    def story(c: Any) -> Any:
        closed: list[object] = []
        job = counted(c, closed)
        yield until(c, partial(came, job))
        job.itself = job  # only the collector finds it
        del job
        # At once or a step later: what was awaited last may still be referred to.
        yield until(c, lambda: (gc.collect(), ["result"] == closed)[1])
        job = begun(c)
        yield until(c, lambda: server.requests)
        del job
        gc.collect()
        yield until(c, lambda: not server._open)

    with RawServer(STALL) as server:
        play(mode, server.endpoint, story, timeouts=PATIENT)


def test_what_work_needed_is_let_go_when_it_has_ended(mode: str) -> None:
    class Large:
        pass

    def story(c: Any) -> Any:
        for takes in (True, False):
            large = Large()
            known = weakref.ref(large)
            job = counted(c, [], partial(str, large))
            del large
            yield until(c, partial(came, job))
            assert known() is None
            if takes:
                yield job.wait()
            yield ended(job)

    play(mode, UNUSED, story)


def test_an_error_of_closing_that_is_none_of_the_network_is_not_hidden(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: reported.append(args.exc_value))
    monkeypatch.setattr(sys, "excepthook", lambda _, error, trace: reported.append(error))
    mistake = ZeroDivisionError("in close")

    def story(c: Any) -> Any:
        if mode == "asyncio":
            asyncio.get_running_loop().set_exception_handler(lambda _, told: reported.append(told["exception"]))
        job = counted(c, [], error=mistake)
        yield until(c, partial(came, job))
        yield ended(job)
        del job
        gc.collect()
        yield until(c, lambda: [mistake] == reported)
        mistake.__traceback__ = None

    play(mode, UNUSED, story)


# -- others are not harmed --------------------------------------------------------------------------------------------


def test_a_late_abort_does_nothing_to_a_connection_that_went_back(mode: str) -> None:
    def story(c: Any) -> Any:
        job = begun(c)
        first = yield job.wait()
        assert 1_000_000 == len((yield first.read()))
        body = yield c.get_object("bucket", "key")
        assert 10 == len((yield body.read(10)))
        yield ended(job)
        del job
        gc.collect()
        assert 999_990 == len((yield body.read()))

    with RawServer(ok(bytes(1_000_000))) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY)
        assert 1 == server.connections


def test_aborts_at_any_moment_harm_no_other_request(mode: str) -> None:
    """Connections go from one to the other all the time, and nothing may be tried again."""
    chance = random.Random(17)

    def whole(c: Any) -> Any:
        body = yield c.get_object("bucket", "key")
        assert 30_000 == len((yield body.read()))
        yield close(body)

    def story(c: Any) -> Any:
        for _ in range(150):
            job = begun(c)
            if chance.random() < 0.7:
                yield pause(c, chance.random() * 0.004)
            job.abort()
            yield from whole(c)
            yield ended(job)

    def pause(c: Any, seconds: float) -> Any:
        return time.sleep(seconds) if isinstance(c, TigrisHTTP) else anyio.sleep(seconds)

    with RawServer(ok(bytes(30_000))) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY, timeouts=Timeouts(read=20, pool=20), max_connections=3)


@needs_posix
def test_a_forked_child_can_do_nothing_to_a_job(mode: str) -> None:
    def story(c: Any) -> Any:
        taken, job, come = begun(c), begun(c), begun(c)
        yield until(c, lambda: 3 == len(server.requests))

        def child() -> bool:
            nonlocal taken
            with pytest.raises(RuntimeError, match="another process"):
                _ = job.wait().send(None) if isinstance(job, AsyncJob) else job.wait()
            job.abort()
            if isinstance(job, AsyncJob):
                with pytest.raises(StopIteration):
                    job.join().send(None)
            else:
                assert job.join(60)
            taken = None
            gc.collect()
            return True

        assert 0 == in_child(child)
        server.gate.set()
        yield until(c, lambda: came(come))
        assert 0 == in_child(child)
        for each in (taken, job, come):
            body = yield each.wait()
            assert 300_000 == len((yield body.read()))

    with Gated(ok(bytes(300_000))) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY, timeouts=PATIENT)


# -- tokens -----------------------------------------------------------------------------------------------------------


def test_a_sleep_is_a_sleep_where_nobody_ends_it() -> None:
    start = time.monotonic()
    cancel.sleep(0.02)
    with Token():
        cancel.sleep(0.02)
    assert 0.04 <= time.monotonic() - start
    assert cancel.BOUND.token is None


def test_an_aborted_token_lets_nothing_begin() -> None:
    token = Token()
    token.abort()
    ours, theirs = socket.socketpair()
    with ours, theirs, token:
        with pytest.raises(Aborted):
            cancel.sleep(60)
        with pytest.raises(Aborted), cancel.Watched(ours):
            pytest.fail("it began")
        theirs.sendall(b"x")
        assert b"x" == ours.recv(1)


@pytest.mark.parametrize(("met", "raised"), [(OSError, Aborted), (KeyboardInterrupt, KeyboardInterrupt)])
def test_what_a_call_meets_does_not_hide_the_abort_but_an_interrupt_stays_one(
    met: type[BaseException], raised: type[BaseException]
) -> None:
    token = Token()
    ours, theirs = socket.socketpair()

    def call() -> None:
        with cancel.Watched(ours):
            token.abort()
            raise met

    with ours, theirs, token:
        with pytest.raises(raised) as caught:
            call()
        assert isinstance(caught.value.__cause__, OSError) == (raised is Aborted)
        assert b"" == theirs.recv(1)


def test_an_abort_amid_the_tokens_own_steps_waits_for_nothing() -> None:
    """As one of a finaliser does, which runs in the thread that holds the lock."""
    token = Token()
    with token._lock:
        token.abort()
    assert token.aborted


def test_the_twins_have_the_same_words() -> None:
    words = {name for name in vars(Job) if not name.startswith("_")}
    assert words == {name for name in vars(AsyncJob) if not name.startswith("_")}
    for name in words - {"join"}:
        assert inspect.signature(getattr(Job, name)).parameters == inspect.signature(getattr(AsyncJob, name)).parameters
