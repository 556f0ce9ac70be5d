"""Sockets and waits that behave as on Windows and on macOS, imitated here."""

from __future__ import annotations

import asyncio
import select
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from tests.modes import KEYS, NO_RETRY, in_all_modes, play
from tests.rawserver import RESET, STALL, WEAK, RawServer, ok, reply, stalled
from tests.scenarios.stalling_bundles import LONG, STATES, eventually, jobs, nothing_is_left, telling
from tests.systems import SYSTEMS, imitate
from tests.unit.transport.leaks import no_leak
from tigris_http import AsyncTigrisHTTP, ConnectionFailed, TigrisHTTP, Timeouts
from tigris_http._concurrency import slices
from tigris_http._concurrency.cancel import Aborted
from tigris_http._concurrency.jobs import Job
from tigris_http._transport.sockets.readiness import READ, WRITE, by_poll, by_select
from tigris_http.operations import HeadBucket

__all__ = ["no_leak"]
pytest_generate_tests = in_all_modes
PATIENT = Timeouts(connect=600, read=600, write=600, pool=600)


@pytest.fixture(params=SYSTEMS)
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    imitate(request.param, monkeypatch)
    return str(request.param)


def test_requests_work_on_each(system: str, mode: str) -> None:
    def story(c: Any) -> Any:
        yield c.put_object("bucket", "key", b"x" * 300_000)
        yield c.head_bucket("bucket")

    with RawServer(ok()) as server:
        play(mode, server.endpoint, story)
        assert (2, 1) == (len(server.requests), server.connections)


@pytest.mark.usefixtures("system")
def test_closing_a_client_wakes_a_thread_that_reads() -> None:
    with (
        RawServer(stalled(reply(200, b"abc", WEAK, length=10_000))) as server,
        TigrisHTTP(server.endpoint, KEYS, retry=NO_RETRY, timeouts=PATIENT) as client,
        ThreadPoolExecutor(1) as threads,
    ):
        body = client.get_object("bucket", "key", resume=False)
        reading = threads.submit(body.read)
        time.sleep(0.1)
        client.close()
        with pytest.raises(ConnectionFailed, match="the client closed this connection"):
            reading.result(30)
        body.close()


@pytest.mark.usefixtures("system")
def test_a_job_that_waits_for_an_answer_can_be_aborted() -> None:
    with RawServer(STALL) as server, TigrisHTTP(server.endpoint, KEYS, timeouts=PATIENT) as client:
        job = Job(lambda: client.send(HeadBucket("bucket")), lambda _: None)
        eventually(lambda: bool(server.requests))
        job.abort()
        assert job.join(30)
        with pytest.raises(Aborted):
            job.wait()


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("name", STATES)
def test_a_bundle_with_requests_under_way_closes(name: str) -> None:
    state = STATES[name]
    with telling(state) as server, TigrisHTTP(server.endpoint, KEYS, retry=LONG, timeouts=PATIENT) as client:
        bundle = client.bundle_objects("bucket", **state.options)
        for _ in range(min(state.taken, 1)):
            next(iter(bundle))
        eventually(lambda: len(server.requests) >= state.requests)
        bundle.close()
        assert not jobs()
        nothing_is_left(server)


# -- waits of Windows -------------------------------------------------------------------------------------------------


class _NoEvents(threading.Event):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.asked.append(timeout)
        if len(self.asked) == 3:
            raise KeyboardInterrupt
        return False


def test_a_wait_is_made_of_slices_between_which_an_interrupt_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICE", 0.01)
    endless, long = _NoEvents(), _NoEvents()
    for event, seconds in ((endless, None), (long, 60.0)):
        with pytest.raises(KeyboardInterrupt):
            slices.wait(event, seconds)
        assert [0.01, 0.01, 0.01] == event.asked


@pytest.mark.parametrize("seconds", [-1.0, 0.0, 0.004, 0.025])
def test_slices_are_as_long_together_as_the_wait(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    now = 100.0
    monkeypatch.setattr(slices, "SLICE", 0.01)
    monkeypatch.setattr(time, "monotonic", lambda: now)
    parts = []
    for part in slices.slices(seconds):
        assert part is not None
        parts.append(part)
        now += part
    assert max(seconds, 0) == pytest.approx(sum(parts))
    assert 1 <= len(parts) <= 4
    assert max(parts) <= 0.01


def test_a_wait_is_one_where_interrupts_end_it() -> None:
    assert [60.0] == list(slices.slices(60.0))
    assert [None] == list(slices.slices(None))


def test_a_thread_that_has_ended_is_joined_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICE", 0.01)
    gate = threading.Event()
    thread = threading.Thread(target=gate.wait)
    thread.start()
    assert not slices.join(thread, 0.03)
    gate.set()
    assert slices.join(thread, 30)


def test_select_is_asked_in_slices_between_which_an_interrupt_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []

    def nothing(_r: object, _w: object, _x: object, seconds: float) -> tuple[list[int], list[int], list[int]]:
        asked.append(seconds)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return [], [], []

    monkeypatch.setattr(slices, "SLICE", 0.01)
    monkeypatch.setattr(select, "select", nothing)
    one, other = socket.socketpair()
    with one, other, pytest.raises(KeyboardInterrupt):
        by_select([one], READ, 60)
    assert [0.01, 0.01, 0.01] == asked


def test_a_socket_closed_by_another_thread_ends_a_wait_by_select(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICE", 0.01)
    one, other = socket.socketpair()
    with other, ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(by_select, [one], READ, 60)
        time.sleep(0.03)
        one.close()
        assert [(0, READ)] == waiting.result(30)


# -- select and poll --------------------------------------------------------------------------------------------------


@contextmanager
def _fresh() -> Iterator[tuple[socket.socket, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        near = socket.create_connection(listener.getsockname())
        far, _ = listener.accept()
        with near, far:
            yield near, far


def _nothing(near: socket.socket, far: socket.socket) -> None:
    """Both open."""


def _bytes(near: socket.socket, far: socket.socket) -> None:
    far.send(b"x")


def _end(near: socket.socket, far: socket.socket) -> None:
    far.close()


def _reset(near: socket.socket, far: socket.socket) -> None:
    far.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    far.close()


def _closed(near: socket.socket, far: socket.socket) -> None:
    near.close()


@pytest.mark.parametrize("events", [READ, WRITE, READ | WRITE])
@pytest.mark.parametrize("happens", [_nothing, _bytes, _end, _reset, _closed])
def test_select_says_of_a_socket_as_poll_does(events: int, happens: Any) -> None:
    with _fresh() as (near, far):
        happens(near, far)
        time.sleep(0.01)
        assert by_poll([near], events, 0) == by_select([near], events, 0)


def test_a_loop_without_readers_waits_in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the default loop of Windows."""
    imitate("windows", monkeypatch)

    class Proactor(asyncio.SelectorEventLoop):
        def add_reader(self, *_: Any) -> None:  # type: ignore[override]
            raise NotImplementedError

        def add_writer(self, *_: Any) -> None:  # type: ignore[override]
            raise NotImplementedError

    async def main(endpoint: str) -> None:
        async with AsyncTigrisHTTP(endpoint, KEYS) as client:
            await client.put_object("bucket", "key", b"x" * 300_000)

    loop = Proactor()
    try:
        with RawServer(ok()) as server:
            loop.run_until_complete(main(server.endpoint))
            assert 1 == len(server.requests)
        loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        loop.close()
