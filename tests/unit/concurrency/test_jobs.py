"""Background work: what comes of it, and that it can be ended wherever it waits, with nothing left of it."""

from __future__ import annotations

import asyncio
import gc
import inspect
import random
import signal
import socket
import sys
import threading
import time
import weakref
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import pytest
import trio

from tests.modes import KEYS, NO_RETRY, close, in_all_modes, play
from tests.rawserver import STALL, WEAK, RawServer, error, ok, reply, stalled
from tests.unit.transport.test_handoff import TlsRelay, chunked, trusted
from tests.unit.transport.leaks import in_child, no_leak
from tigris_http import ConnectionFailed, NotFound, TigrisHTTP, TimedOut, Timeouts
from tigris_http._concurrency import cancel
from tigris_http._concurrency import jobs as _jobs
from tigris_http._concurrency.cancel import Aborted, Token
from tigris_http._concurrency.jobs import AsyncJob, Job
from tigris_http._wire.http import AsyncByteSource, ByteSource, Head, Request
from tigris_http.operations import GetObject
from tigris_http.operations._base import StreamOperation

__all__ = ["no_leak", "pytest_generate_tests", "trusted"]

pytest_generate_tests = in_all_modes
GET = GetObject("bucket", "key")
SOON = 5.0
"""Seconds: far more than an abort takes on a slow machine, far less than what it ends would take by itself."""
PATIENT = Timeouts(connect=60, read=60, write=60, pool=60)


class Silent(RawServer):
    """Takes connections and bytes, and answers nothing."""

    def has_seen(self, connections: int) -> bool:
        return connections == self.connections

    def _serve(self, connection: socket.socket, number: int) -> None:
        with connection, suppress(OSError):
            while connection.recv(65536):
                continue
        with self._lock:
            self._open.remove(connection)


class Gated(RawServer):
    """Answers when its `gate` is open."""

    def __init__(self, *answers: bytes) -> None:
        super().__init__(*answers)
        self.gate = threading.Event()

    def _one(self, connection: socket.socket, reader: object, number: int) -> bool:
        wrapped = Waiting(connection, self.gate)
        return super()._one(wrapped, reader, number)  # type: ignore[arg-type]


class Waiting:
    """A connection that sends nothing until the gate is open."""

    def __init__(self, connection: socket.socket, gate: threading.Event) -> None:
        self._connection, self._gate = connection, gate

    def sendall(self, data: bytes) -> None:
        assert self._gate.wait(30)
        self._connection.sendall(data)


@dataclass(frozen=True)
class Raw(StreamOperation[ByteSource, AsyncByteSource]):
    """Any answer, its body as it comes."""

    def request(self) -> Request:
        return Request("GET", "bucket", "key")

    def open(self, head: Head, source: ByteSource) -> ByteSource:
        return source

    def open_async(self, head: Head, source: AsyncByteSource) -> AsyncByteSource:
        return source


# -- the same words for both clients ----------------------------------------------------------------------------------


def begun(c: Any, operation: Any = GET, then: Any = None) -> Any:
    """A job that opens the operation's answer, or that does `then` with it."""
    if isinstance(c, TigrisHTTP):
        return Job((lambda: then(c.stream(operation))) if then else (lambda: c.stream(operation)), close)

    async def work() -> Any:
        opened = await c.opening(operation)
        return await then(opened) if then else opened

    return AsyncJob(work, close)


def until(c: Any, is_so: Callable[[], Any]) -> Any:
    """Wait until `is_so`; to be yielded."""
    end = time.monotonic() + 30

    def early() -> bool:
        assert time.monotonic() < end, "it never came"
        return not is_so()

    async def polling() -> None:
        while early():  # noqa: ASYNC110  # what is waited for happens in a server's thread
            await anyio.sleep(0.002)

    if not isinstance(c, TigrisHTTP):
        return polling()
    while early():
        time.sleep(0.002)
    return None


def ended(job: Any) -> Any:
    """Abort, and wait for the end of it; to be yielded."""

    async def joined() -> None:
        await job.join()

    job.abort()
    if isinstance(job, AsyncJob):
        return joined()
    assert job.join(30)
    return None


def is_aborted(job: Any) -> Any:
    """Whether waiting raises `Aborted`; to be yielded."""

    async def waiting() -> bool:
        try:
            await job.wait()
        except Aborted:
            return True
        return False

    if isinstance(job, AsyncJob):
        return waiting()
    try:
        job.wait()
    except Aborted:
        return True
    return False


def came(job: Any) -> bool:
    return bool(job._run.came.is_set())


@contextmanager
def soon() -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < SOON


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """No test leaves a thread or a task."""
    yield
    end = time.monotonic() + 10
    while (threads := [t.name for t in threading.enumerate() if t.name == _jobs._NAME]) and time.monotonic() < end:
        gc.collect()
        time.sleep(0.01)
    assert ([], set()) == (threads, _jobs._TASKS)


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


# -- ending what waits ------------------------------------------------------------------------------------------------


@contextmanager
def black_hole() -> Iterator[int]:
    """A port whose queue is full: who connects to it waits."""
    if not Path("/proc/net/tcp").exists():
        pytest.skip("a full queue, and who waits for it, can only be made out on Linux")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        time.sleep(0.05)
        for filler in fillers:
            if connecting(address[1], filler.getsockname()[1]):
                filler.close()
        try:
            yield address[1]
        finally:
            for filler in fillers:
                filler.close()


def connecting(port: int, local: int | None = None) -> bool:
    """Whether a socket of this machine waits for a connection with the port."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    return any(
        f"0100007F:{port:04X}" == row[2] and row[3] == "02" and (local is None or row[1].endswith(f":{local:04X}"))
        for row in rows
    )


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


# -- who waits, and how -----------------------------------------------------------------------------------------------


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


def in_loop(main: Callable[[], Awaitable[Any]], loop: str) -> None:
    anyio.run(main, backend=loop)
    gc.collect()


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
