"""Several jobs at once: results in the order of their ends, and one end for all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

import anyio
import anyio.lowlevel
import pytest

from tigris_http._concurrency import cancel, slices
from tigris_http._concurrency.crew import AsyncCrew, Crew


def test_results_come_in_the_order_of_their_ends() -> None:
    crew: Crew[int] = Crew()
    gates: list[SimpleQueue[int]] = [SimpleQueue() for _ in range(3)]
    for gate in gates:
        crew.start(gate.get)
    found: list[int] = []
    for index in (2, 0, 1):
        gates[index].put(index)
        found.append(crew.wait())
    assert [2, 0, 1] == found


def test_the_error_of_a_job_comes_out_while_others_run() -> None:
    crew: Crew[float] = Crew()
    started = threading.Event()

    def slow() -> float:
        started.set()
        cancel.sleep(600)
        return 600

    crew.start(slow)
    assert started.wait(5)
    crew.start(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        crew.wait()
    crew.abort()
    crew.join(5)
    assert [] == [each for each in threading.enumerate() if each.name == "tigris_http job"]


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.001)


def running() -> int:
    return len([each for each in threading.enumerate() if each.name == "tigris_http job"])


def test_a_thread_that_is_idle_is_used_again() -> None:
    crew: Crew[int] = Crew()
    names: set[int] = set()

    def work() -> int:
        names.add(threading.get_ident())
        return 1

    crew.start(work)
    for _ in range(50):
        crew.wait()
        until(lambda: not crew._threads._idle.empty())  # pyright: ignore[reportPrivateUsage]
        crew.start(work)
    assert (1, 1, 1) == (crew.wait(), len(names), running())
    crew.join(5)
    assert running() == 0


def test_a_crew_that_is_dropped_leaves_no_thread() -> None:
    crew: Crew[int] = Crew()
    crew.start(lambda: 1)
    assert crew.wait() == 1
    del crew
    until(lambda: running() == 0)


def test_an_interrupted_wait_leaves_the_job_to_be_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    crew: Crew[int] = Crew()
    crew.start(lambda: 1)
    real = slices.wait

    def interrupted(event: threading.Event, seconds: float | None = None) -> bool:
        real(event, seconds)
        raise KeyboardInterrupt

    monkeypatch.setattr(slices, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        crew.wait()
    monkeypatch.undo()
    crew.abort()
    until(lambda: running() == 0)


def test_a_job_tells_values_before_its_end() -> None:
    crew: Crew[int] = Crew()

    def work() -> int:
        crew.tell(1)
        crew.tell(2)
        return 3

    crew.start(work)
    assert [1, 2, 3] == [crew.wait() for _ in range(3)]
    crew.join(5)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_task_tells_values_before_its_end(backend: str) -> None:
    async def story() -> list[int]:
        crew: AsyncCrew[int] = AsyncCrew()

        async def work() -> int:
            crew.tell(1)
            await anyio.lowlevel.checkpoint()
            crew.tell(2)
            return 3

        crew.start(work)
        found = [await crew.wait() for _ in range(3)]
        await crew.join()
        return found

    assert [1, 2, 3] == anyio.run(story, backend=backend)


def test_without_threads_the_waiting_one_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    crew: Crew[int] = Crew()
    crew.start(lambda: 1)
    crew.start(lambda: 2)
    assert {1, 2} == {crew.wait(), crew.wait()}


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_tasks_do_the_same(backend: str) -> None:
    async def story() -> list[int]:
        crew: AsyncCrew[int] = AsyncCrew()
        gates = [anyio.Event() for _ in range(3)]

        async def work(index: int) -> int:
            await gates[index].wait()
            return index

        for index in range(3):
            crew.start(lambda index=index: work(index))  # type: ignore[misc]
        found: list[int] = []
        for index in (2, 0):
            gates[index].set()
            found.append(await crew.wait())
        crew.abort()
        await crew.join()
        return found

    assert [2, 0] == anyio.run(story, backend=backend)


def test_an_aborted_crew_ends_the_crews_of_its_jobs() -> None:
    crew: Crew[None] = Crew()
    started, ended = threading.Event(), threading.Event()

    def inner() -> None:
        started.set()
        try:
            cancel.sleep(3600)
        finally:
            ended.set()

    def outer() -> None:
        below: Crew[None] = Crew()
        below.start(inner)
        below.wait()

    crew.start(outer)
    assert started.wait(5)
    crew.abort()
    assert ended.wait(5)
    crew.join(5)


@pytest.mark.parametrize("loop", ["asyncio", "trio"])
def test_a_cancelled_wait_for_an_ended_job_ends(loop: str) -> None:
    async def story() -> bool:
        crew: AsyncCrew[int] = AsyncCrew()

        async def work() -> int:
            return 1

        crew.start(work)
        for _ in range(10):
            await anyio.lowlevel.checkpoint()
        with anyio.CancelScope() as scope:
            scope.cancel()
            await crew.wait()
        crew.abort()
        await crew.join()
        return scope.cancelled_caught

    assert anyio.run(story, backend=loop)
