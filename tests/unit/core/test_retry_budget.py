"""The budget of retries counts exactly in threads, signal handlers and forked children."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from tests.systems import needs_posix
from tigris_http import ConnectionFailed
from tigris_http._core.retry import cost_of_retry
from tigris_http._core.retry_budget import RetryBudget

LOST = ConnectionFailed("lost")
COST = cost_of_retry(LOST)


def test_a_retry_is_paid_in_full_or_not_at_all() -> None:
    budget = RetryBudget(COST * 2 + 1)
    assert [COST, COST, 0, 0] == [budget.take(LOST) for _ in range(4)]
    assert 1 == budget.left
    budget.give(COST)
    assert (COST, 1) == (budget.take(LOST), budget.left)


def test_the_budget_is_never_more_than_full() -> None:
    budget = RetryBudget(10)
    budget.give(5)
    assert 10 == budget.left
    budget.take(LOST)
    budget.give(100)
    assert 10 == budget.left


def test_threads_lose_and_make_no_token() -> None:
    budget = RetryBudget(COST * 50)
    paid = [0] * 8

    def work(number: int) -> None:
        for _ in range(2000):
            cost = budget.take(LOST)
            paid[number] += cost > 0
            budget.give(cost)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert COST * 50 == budget.left
    assert all(paid)


@needs_posix
def test_a_signal_handler_counts_while_its_thread_counts() -> None:
    budget, calls = RetryBudget(10_000), [0]

    def handler(*_: object) -> None:
        calls[0] += 1
        budget.give(budget.take(LOST))

    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
    try:
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            budget.give(budget.take(LOST))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert calls[0] > 10
    assert 10_000 == budget.left


@needs_posix
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_child_that_forks_while_other_threads_count_may_retry() -> None:
    budget, stop = RetryBudget(), threading.Event()

    def work() -> None:
        while not stop.is_set():
            budget.give(budget.take(LOST))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(50):
            child = os.fork()
            if not child:
                signal.alarm(10)
                os._exit(0 if budget.take(LOST) == COST else 1)
            assert 0 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    finally:
        stop.set()
        for thread in threads:
            thread.join()
