"""Run a soak: mixed work of threads and tasks, then a look at leaks. Exits with 0 if all is well.

    python -m tests.soak --minutes 30 --seed 1

Every object read is compared. At the end memory, files, sockets and threads must be as they were at the start.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from tests.concurrency.mixed import prepared
from tests.soak.work import LARGE, Soaked, Tasks
from tigris_http import RetryPolicy, TigrisHTTP, Timeouts

THREADS = 12
KEYS = ("tid_emulator", "tsec_emulator")
SETTINGS: dict[str, Any] = {
    "max_connections": 16,
    "retry": RetryPolicy(max_attempts=8, base=0.01, cap=0.5),
    "timeouts": Timeouts(connect=10, read=2, write=10, pool=60),
}
GROWTH = 24 << 20
"""Bytes of memory that the process may gain after the first fifth: an allocator keeps some."""


@dataclass(frozen=True)
class State:
    """The resources of the process."""

    memory: int
    files: int
    threads: int


def state() -> State:
    """Collect garbage, then measure this process."""
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123  # a file of the kernel's
        pages = int(statm.read().split()[1])
    return State(pages * os.sysconf("SC_PAGE_SIZE"), len(os.listdir("/proc/self/fd")), threading.active_count())  # noqa: PTH208


def main() -> int:
    """Run it; return the exit code."""
    options = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    options.add_argument("--minutes", type=float, default=30.0)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    command = [sys.executable, "-m", "tests.soak.service", str(given.seed)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as service:
        if service.stdin is None or service.stdout is None:
            raise RuntimeError("the service has no pipes")
        endpoint = service.stdout.readline().strip()
        before = state()
        warm, problems, calls, errors = soak(endpoint, given.seed, given.minutes * 60)
        after = settled(before)
        output, _ = service.communicate()
    print(json.dumps(dict(errors.most_common())))
    counted = json.loads(output)
    problems += judged(before, warm, after)
    for problem in problems:
        print(problem)
    print(
        f"soak of {given.minutes:g} minutes, seed {given.seed}: {calls} calls in {counted['requests']} requests,"
        f" {counted['faults']} faults, {sum(errors.values())} errors; memory {warm.memory >> 20} MiB after a fifth,"
        f" {after.memory >> 20} at the end; files {before.files} and {after.files}, threads {before.threads} and"
        f" {after.threads}: {'NOT WELL' if problems else 'all is well'}"
    )
    return 1 if problems else 0


def soak(endpoint: str, seed: int, seconds: float) -> tuple[State, list[str], int, Counter[str]]:
    """Work; return the state after a fifth of the time, the errors, and the counts."""
    failed, problems = threading.Event(), list[str]()
    until = time.monotonic() + seconds

    def is_over() -> bool:
        return failed.is_set() or time.monotonic() > until

    def guarded(work: Callable[[Callable[[], bool]], None]) -> None:
        try:
            work(is_over)
        except BaseException:  # noqa: BLE001  # any error fails the soak
            problems.append(traceback.format_exc())
            failed.set()

    with TigrisHTTP(endpoint, KEYS, **SETTINGS) as client, ThreadPoolExecutor(THREADS + 1) as pool:
        client.create_bucket(LARGE)
        version = prepared(client)
        workers = [Soaked(client, number, version, seed) for number in range(THREADS)]
        tasks = Tasks(endpoint, KEYS, seed, SETTINGS)
        everybody: list[Soaked | Tasks] = [*workers, tasks]
        running: list[Future[None]] = [pool.submit(guarded, each.work) for each in everybody]
        while not is_over() and time.monotonic() < until - seconds * 0.8:
            time.sleep(0.1)
        warm = state()
        for each in running:
            each.result()
    calls = sum(each.calls for each in everybody)
    return warm, problems, calls, sum((each.errors for each in everybody), Counter[str]())


def settled(before: State) -> State:
    """Return the final state, once closed objects are gone."""
    until = time.monotonic() + 10
    while (now := state()).files > before.files or now.threads > before.threads:
        if time.monotonic() > until:
            break
        time.sleep(0.1)
    return now


def judged(before: State, warm: State, after: State) -> list[str]:
    """Return the resources that grew too much."""
    found = list[str]()
    if after.memory > warm.memory + GROWTH:
        found.append(f"memory grew from {warm.memory >> 20} MiB to {after.memory >> 20}")
    if after.files > before.files:
        found.append(f"files and sockets grew from {before.files} to {after.files}")
    if after.threads > before.threads:
        found.append(f"threads grew from {before.threads} to {after.threads}")
    return found


if __name__ == "__main__":
    sys.exit(main())
