"""A job that waits ends at once, and its waiter decides about its result."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
import time
from contextlib import suppress
from functools import partial
from typing import Any

import anyio
import anyio.lowlevel
import pytest
import trio

from tests.modes import KEYS, NO_RETRY, close, in_all_modes, play
from tests.rawserver import STALL, WEAK, RawServer, error, ok, reply, stalled
from tests.systems import needs_posix
from tests.unit.transport.leaks import no_leak
from tests.unit.transport.test_handoff import chunked, trusted
from tigris_http import ConnectionFailed, TigrisHTTP, TimedOut, Timeouts
from tigris_http._concurrency.cancel import Aborted
from tigris_http._concurrency.jobs import AsyncJob, Job
from tigris_http._wire.http import AsyncByteSource, ByteSource

from .waiting import (
    PATIENT,
    Gated,
    Raw,
    Silent,
    begun,
    black_hole,
    came,
    connecting,
    ended,
    in_loop,
    is_aborted,
    nothing_left,
    soon,
    until,
)

__all__ = ["no_leak", "nothing_left", "pytest_generate_tests", "trusted"]


pytest_generate_tests = in_all_modes


def test_a_connection_that_nobody_takes_is_given_up(mode: str) -> None:
    def story(c: Any) -> Any:
        for _ in range(2):
            job = begun(c)
            yield until(c, lambda: connecting(port))
            with soon():
                yield ended(job)
            assert (yield is_aborted(job))
            yield until(c, lambda: not connecting(port))

    with black_hole() as port:
        play(mode, f"http://127.0.0.1:{port}", story, timeouts=PATIENT, max_connections=1)


def test_a_connection_that_nobody_takes_is_a_time_out_with_and_without_a_job(mode: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(TimedOut, match="ConnectTimeout"):
            yield begun(c).wait()
        with pytest.raises(TimedOut, match="ConnectTimeout"):
            yield c.head_bucket("bucket")

    with black_hole() as port:
        play(mode, f"http://127.0.0.1:{port}", story, timeouts=Timeouts(connect=0.3), retry=NO_RETRY)


def test_a_handshake_that_is_never_answered_is_given_up(mode: str) -> None:
    def story(c: Any) -> Any:
        for number in (1, 2):
            job = begun(c)
            yield until(c, partial(server.has_seen, number))
            with soon():
                yield ended(job)
            assert (yield is_aborted(job))
            yield until(c, lambda: not server._open)

    with Silent() as server:
        play(mode, f"https://127.0.0.1:{server.port}", story, timeouts=PATIENT, max_connections=1)


def test_an_answer_that_never_comes_is_given_up_and_its_connection_closed(mode: str) -> None:
    def story(c: Any) -> Any:
        job = begun(c)
        yield until(c, lambda: server.requests)
        with soon():
            yield ended(job)
        assert (yield is_aborted(job))
        yield until(c, lambda: not server._open)
        yield c.head_bucket("bucket")

    with RawServer(STALL, ok()) as server:
        play(mode, server.endpoint, story, timeouts=PATIENT, max_connections=1)
        assert (2, 2) == (len(server.requests), server.connections)


def test_a_request_that_nobody_reads_is_given_up(mode: str) -> None:
    def story(c: Any) -> Any:
        if mode == "blocking":
            job: Any = Job(lambda: c.put_object("bucket", "key", bytes(50_000_000)), close)
        else:
            job = AsyncJob(lambda: c.put_object("bucket", "key", bytes(50_000_000)), close)
        yield until(c, lambda: server.requests)
        with soon():
            yield ended(job)
        yield until(c, lambda: not server._open)

    class Deaf(RawServer):
        def _one(self, connection: socket.socket, reader: object, number: int) -> bool:
            self.requests += [object()]  # type: ignore[list-item]
            end = time.monotonic() + 30
            while time.monotonic() < end:
                with suppress(OSError):
                    connection.send(b"HTTP/1.1 100 Continue\r\n\r\n")
                    time.sleep(0.01)
                    continue
                break
            return False

    with Deaf() as server:
        play(mode, server.endpoint, story, timeouts=PATIENT, max_connections=1)


def test_a_wait_between_two_attempts_is_cut_short(mode: str) -> None:
    def story(c: Any) -> Any:
        job = begun(c)
        yield until(c, lambda: server.requests)
        time.sleep(0.1)
        yield until(c, lambda: True)
        with soon():
            yield ended(job)
        assert (yield is_aborted(job))
        yield c.head_bucket("bucket")

    with RawServer(error(503, "SlowDown", "Retry-After: 30"), ok()) as server:
        play(mode, server.endpoint, story, max_connections=1)
        assert 2 == len(server.requests)


@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_a_body_that_stalls_is_given_up(mode: str, framing: str) -> None:
    read = []

    def whole(source: ByteSource) -> None:
        try:
            while size := source.readinto(memoryview(bytearray(100_000))):
                read.append(size)
        finally:
            source.close()

    async def awhole(source: AsyncByteSource) -> None:
        try:
            while size := await source.readinto(memoryview(bytearray(100_000))):
                read.append(size)
        finally:
            await source.aclose()

    def story(c: Any) -> Any:
        job = begun(c, Raw(), whole if mode == "blocking" else awhole)
        yield until(c, lambda: 90_000 <= sum(read))
        with soon():
            yield ended(job)
        assert (yield is_aborted(job))
        yield until(c, lambda: not server._open)
        yield c.head_bucket("bucket")

    answer = reply(200, bytes(100_000), WEAK, length=10**7) if framing == "length" else chunked(bytes(500_000), 10_000)
    with RawServer(stalled(answer[:100_000]), ok()) as server:
        play(mode, server.endpoint, story, timeouts=PATIENT, max_connections=1)


def test_who_waits_for_a_free_connection_sends_nothing_any_more(mode: str) -> None:
    def story(c: Any) -> Any:
        body = yield c.get_object("bucket", "key")
        job = begun(c)
        time.sleep(0.1)
        yield until(c, lambda: True)
        job.abort()
        yield close(body)
        with soon():
            yield ended(job)
        yield c.head_bucket("bucket")

    with RawServer(ok(bytes(1_000_000)), ok()) as server:
        play(mode, server.endpoint, story, timeouts=PATIENT, max_connections=1)
        assert [b"GET", b"HEAD"] == [seen.head.split()[0] for seen in server.requests]


def test_work_that_is_called_off_at_once_is_hardly_begun(mode: str) -> None:
    def story(c: Any) -> Any:
        for _ in range(20):
            job = begun(c)
            job.abort()
            with soon():
                yield ended(job)
            assert (yield is_aborted(job))
        yield c.head_bucket("bucket")

    with RawServer(ok()) as server:
        play(mode, server.endpoint, story, timeouts=PATIENT, max_connections=1)
        assert mode == "blocking" or 1 == len(server.requests)


# -- who waits, and how -----------------------------------------------------------------------------------------------


@needs_posix
def test_an_interrupted_wait_takes_nothing() -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with Gated(ok(b"hello")) as server, TigrisHTTP(server.endpoint, KEYS) as client:
            job = begun(client)
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            with pytest.raises(KeyboardInterrupt):
                job.wait()
            server.gate.set()
            with job.wait() as body:
                assert b"hello" == body.read()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_an_abort_by_another_thread_ends_the_wait() -> None:
    with RawServer(STALL) as server, TigrisHTTP(server.endpoint, KEYS, timeouts=PATIENT) as client:
        job = begun(client)
        timer = threading.Timer(0.1, job.abort)
        timer.start()
        with soon(), pytest.raises(Aborted):
            job.wait()
        timer.join()


def test_a_cancelled_wait_takes_nothing_and_the_work_goes_on(loop: str) -> None:
    gate: list[Any] = []

    async def work() -> str:
        gate.append(anyio.Event())
        await gate[0].wait()
        return "result"

    async def main() -> None:
        job = AsyncJob(work, close)
        with anyio.move_on_after(0.05):
            await job.wait()
        gate[0].set()
        assert "result" == await job.wait()
        with anyio.CancelScope() as scope:
            scope.cancel()
            other = AsyncJob(work, close)
            await other.wait()
        other.abort()
        await other.join()

    in_loop(main, loop)


@pytest.mark.parametrize(("library", "native"), [("asyncio", False), ("asyncio", True), ("trio", False)])
def test_who_joins_stays_to_the_end_and_is_cancelled_then(library: str, native: bool) -> None:
    """A native cancellation is asyncio's own, which no shield of anyio's holds back."""
    steps: list[str] = []

    async def work() -> str:
        return "result"

    async def slowly(result: str) -> None:
        await anyio.sleep(0.2)
        steps.append("closed")

    async def joins(job: AsyncJob[str], scope: anyio.CancelScope) -> None:
        with scope:
            job.abort()
            try:
                await job.join()
                await anyio.lowlevel.checkpoint()
            except anyio.get_cancelled_exc_class():
                steps.append("cancelled")
                raise

    async def main() -> None:
        job, scope = AsyncJob(work, slowly), anyio.CancelScope()
        while not came(job):
            await anyio.lowlevel.checkpoint()
        if native:
            task = asyncio.create_task(joins(job, scope))
            await asyncio.sleep(0.05)
            task.cancel()
            await asyncio.wait([task])
            assert task.cancelled()
        else:
            async with anyio.create_task_group() as group:
                group.start_soon(joins, job, scope)
                await anyio.sleep(0.05)
                scope.cancel()
        assert ["closed", "cancelled"] == steps

    in_loop(main, library)


def test_work_that_is_called_off_before_its_first_step_never_begins(loop: str) -> None:
    begun: list[str] = []

    async def work() -> str:
        begun.append("it")
        return "result"

    async def main() -> None:
        job = AsyncJob(work, close)
        job.abort()
        await job.join()
        assert [] == begun

    in_loop(main, loop)


def test_an_abort_may_come_from_any_thread(loop: str) -> None:
    async def main() -> None:
        job = AsyncJob(anyio.sleep_forever, close)
        await anyio.sleep(0.01)
        thread = threading.Thread(target=job.abort)
        thread.start()
        with soon():
            await job.join()
        thread.join()

    in_loop(main, loop)


def test_who_has_joined_finds_no_task_any_more(loop: str) -> None:
    def living() -> int:
        return len(asyncio.all_tasks()) if loop == "asyncio" else trio.lowlevel.current_statistics().tasks_living

    async def result() -> str:
        return "result"

    async def fails() -> str:
        raise ConnectionFailed("why")

    async def noted(_: str) -> None:
        await anyio.lowlevel.checkpoint()

    async def main() -> None:
        before = living()
        for work in (result, fails, anyio.sleep_forever):
            for steps in range(4):
                job: AsyncJob[Any] = AsyncJob(work, noted)
                for _ in range(steps):
                    await anyio.lowlevel.checkpoint()
                job.abort()
                await job.join()
                assert before == living()

    in_loop(main, loop)


@pytest.mark.parametrize("steps", [0, 1, 5])
def test_a_loop_that_ends_ends_its_jobs_and_closes_what_came(loop: str, steps: int) -> None:
    closed: list[str] = []
    jobs: list[Any] = []

    async def work() -> str:
        return "result"

    async def noted(result: str) -> None:
        await anyio.lowlevel.checkpoint()
        closed.append(result)

    async def main() -> None:
        jobs.extend([AsyncJob(work, noted), AsyncJob(anyio.sleep_forever, close)])
        for _ in range(steps):
            await anyio.lowlevel.checkpoint()

    in_loop(main, loop)
    assert closed == ["result"] if steps == 5 else closed in ([], ["result"])
    for job in jobs:
        job.abort()


def test_a_task_that_others_cancel_is_called_off() -> None:
    async def main() -> None:
        jobs = [AsyncJob(anyio.sleep_forever, close) for _ in range(2)]
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        for job in jobs:
            with pytest.raises(Aborted):
                await job.wait()

    in_loop(main, "asyncio")
