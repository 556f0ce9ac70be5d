"""One value for each event loop and process: made once, ended once, in the right thread."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.systems import needs_posix
from tigris_http._loops import PerLoop
from tigris_http.emulator import Emulator


class Value:
    """Notes the threads in which it ended."""

    def __init__(self) -> None:
        self.ended: list[int] = []

    def end(self) -> None:
        self.ended.append(threading.get_ident())


def values() -> PerLoop[Value]:
    return PerLoop(Value, Value.end)


async def here(loops: PerLoop[Value]) -> Value:
    return loops.here()


@contextmanager
def running() -> Generator[tuple[asyncio.AbstractEventLoop, int], None, None]:
    """Run a loop in another thread; give it and the thread's number."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop, thread.ident or 0
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_a_loop_keeps_its_value_and_another_has_its_own() -> None:
    loops = values()
    with running() as (one, _), running() as (other, _):
        first, again, second = (
            asyncio.run_coroutine_threadsafe(here(loops), loop).result(10) for loop in (one, one, other)
        )
        assert first is again is not second
        assert [] == first.ended == second.ended


def test_outside_of_a_loop_there_is_none() -> None:
    with pytest.raises(RuntimeError, match="no running event loop"):
        values().here()


def test_the_value_of_a_closed_loop_ends_when_the_next_one_is_made() -> None:
    loops = values()
    found = [asyncio.run(here(loops)) for _ in range(3)]
    assert [1, 1, 0] == [len(each.ended) for each in found]


def test_a_dropped_owner_ends_the_value_of_a_running_loop_in_its_thread() -> None:
    loops = values()
    with running() as (loop, thread):
        found = asyncio.run_coroutine_threadsafe(here(loops), loop).result(10)
        del loops
        gc.collect()
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(10)
        assert [thread] == found.ended


def test_a_dropped_owner_ends_the_values_of_loops_that_do_not_run() -> None:
    loops = values()
    paused = asyncio.new_event_loop()
    of_paused, of_closed = paused.run_until_complete(here(loops)), asyncio.run(here(loops))
    del loops
    gc.collect()
    assert [threading.get_ident()] == of_paused.ended == of_closed.ended
    paused.close()


def test_a_value_that_was_taken_is_the_callers_to_end() -> None:
    async def work(loops: PerLoop[Value]) -> tuple[Value, Value | None, Value | None, Value]:
        return loops.here(), loops.taken(), loops.taken(), loops.here()

    loops = values()
    first, taken, nothing, second = asyncio.run(work(loops))
    assert first is taken is not second
    assert nothing is None
    del loops
    gc.collect()
    assert (0, 1) == (len(first.ended), len(second.ended))


def test_eight_threads_with_loops_of_their_own_have_eight_values() -> None:
    loops, start = values(), threading.Barrier(8)

    def work(loops: PerLoop[Value]) -> list[Value]:
        start.wait()
        return [asyncio.run(here(loops)) for _ in range(50)]

    with ThreadPoolExecutor(8) as pool:
        found = [value for each in pool.map(work, [loops] * 8) for value in each]
    assert 400 == len({id(value) for value in found})
    del loops
    gc.collect()
    assert {1} == {len(value.ended) for value in found}


@needs_posix
@pytest.mark.parametrize("use", [True, False])
def test_a_forked_child_leaves_the_values_of_its_parent_alone(use: bool) -> None:
    loops = values()
    loop = asyncio.new_event_loop()
    found = loop.run_until_complete(here(loops))
    child = os.fork()
    if not child:
        status = 1
        try:
            others = [asyncio.run(here(loops)) for _ in range(2 if use else 0)]
            del loops
            gc.collect()
            status = 0 if not found.ended and [1, 1][: len(others)] == [len(each.ended) for each in others] else 2
        finally:
            os._exit(status)
    assert 0 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert found is loop.run_until_complete(here(loops))
    del loops
    gc.collect()
    assert 1 == len(found.ended)
    loop.close()


PROGRAM = """
import asyncio, atexit, sys, threading
from tigris_http import TigrisHTTP
from tigris_http._loops import PerLoop, client_with, closed, config_of

config = config_of(TigrisHTTP(sys.argv[1], (sys.argv[2], sys.argv[3])))
loops = PerLoop(lambda: client_with(config), closed)
loop = asyncio.new_event_loop()
threading.Thread(target=loop.run_forever, daemon=True).start()

async def use():
    return [bucket async for bucket in loops.here().list_buckets()]

def late():
    print(asyncio.run_coroutine_threadsafe(use(), loop).result(30))

atexit.register(late)
for _ in range(3):
    print(asyncio.run(use()))
print(asyncio.run_coroutine_threadsafe(use(), loop).result(30))
"""


def test_a_program_that_closes_nothing_ends_without_a_warning_after_its_functions_of_atexit() -> None:
    with Emulator() as tigris:
        keys = tigris.credentials
        command = [sys.executable, "-W", "error", "-c", PROGRAM]
        command += [tigris.endpoint, keys.access_key_id, keys.secret_access_key]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (0, "", "[]\n" * 5) == (done.returncode, done.stderr, done.stdout)
