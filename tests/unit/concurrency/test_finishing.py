"""Work that an interruption lets end, and threads that an interruption meets while they start."""

from __future__ import annotations

import threading
from collections.abc import Callable

import anyio
import anyio.lowlevel
import pytest

from tests.unit.concurrency.waiting import SOON
from tigris_http._concurrency.cancel import Aborted, sleep
from tigris_http._concurrency.crew import Crew
from tigris_http._concurrency.finishing import to_its_end, to_its_end_async
from tigris_http._concurrency.jobs import Job
from tigris_http._concurrency.threads import NAME


def working() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name == NAME]


def wait_for_ever() -> None:
    sleep(3600)


@pytest.fixture
def interrupted_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Ctrl-C meet each thread as soon as it runs."""
    start = threading.Thread.start

    def interrupted(thread: threading.Thread) -> None:
        start(thread)
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "start", interrupted)


def start_in_crew() -> None:
    crew: Crew[None] = Crew()
    try:
        crew.start(wait_for_ever)
    finally:
        crew.abort()
        crew.join(SOON)


def start_job() -> None:
    Job(wait_for_ever, lambda _: None)


@pytest.mark.usefixtures("interrupted_start")
@pytest.mark.parametrize("begin", [start_in_crew, start_job])
def test_an_interrupt_while_a_thread_starts_ends_its_work(begin: Callable[[], None]) -> None:
    with pytest.raises(KeyboardInterrupt) as raised:
        begin()
    for thread in threading.enumerate():
        if thread.name == NAME:
            thread.join(SOON)
    # The error keeps the frames, and so the jobs.
    assert ([], KeyboardInterrupt) == (working(), raised.type)


@pytest.mark.usefixtures("interrupted_start")
def test_work_does_not_begin_if_an_interrupt_meets_its_start() -> None:
    begun: list[None] = []
    with pytest.raises(KeyboardInterrupt):
        to_its_end(lambda: begun.append(None), SOON)
    for thread in threading.enumerate():
        if thread.name == NAME:
            thread.join(SOON)
    assert ([], []) == (begun, working())


def test_a_result_and_an_error_come_out() -> None:
    assert "done" == to_its_end(lambda: "done", SOON)
    with pytest.raises(ZeroDivisionError):
        to_its_end(lambda: 1 / 0, SOON)
    assert [] == working()


@pytest.mark.parametrize("ends", [True, False])
def test_an_abort_of_the_waiting_thread_lets_it_end_for_a_while(ends: bool) -> None:
    begun, may_end, noted = threading.Event(), threading.Event(), list[str]()

    def work() -> None:
        begun.set()
        if ends:
            may_end.wait(SOON)
        else:
            sleep(3600)
        noted.append("ended")

    job = Job(lambda: to_its_end(work, SOON if ends else 0.01), lambda _: None)
    assert begun.wait(SOON)
    job.abort()
    may_end.set()
    with pytest.raises(Aborted):
        job.wait()
    assert job.join(SOON)
    assert (["ended"] if ends else [], []) == (noted, working())


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("ends", [True, False])
def test_a_cancellation_lets_it_end_for_a_while(backend: str, ends: bool) -> None:
    noted: list[str] = []

    async def story() -> None:
        begun, may_end = anyio.Event(), anyio.Event()

        async def work() -> None:
            begun.set()
            await may_end.wait()
            noted.append("ended")

        async def release() -> None:
            await begun.wait()
            group.cancel_scope.cancel()
            if ends:
                with anyio.CancelScope(shield=True):
                    await anyio.lowlevel.checkpoint()
                    may_end.set()

        async with anyio.create_task_group() as group:
            group.start_soon(to_its_end_async, work, SOON if ends else 0.01)
            group.start_soon(release)
        assert group.cancel_scope.cancel_called

    anyio.run(story, backend=backend)
    assert (["ended"] if ends else []) == noted


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_async_result_and_an_error_come_out(backend: str) -> None:
    async def one() -> str:
        return "done"

    async def broken() -> None:
        raise ZeroDivisionError

    async def story() -> str:
        with pytest.raises(ZeroDivisionError):
            await to_its_end_async(broken, SOON)
        return await to_its_end_async(one, SOON)

    assert "done" == anyio.run(story, backend=backend)
