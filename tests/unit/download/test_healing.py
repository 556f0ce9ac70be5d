"""How a policy and a budget decide if a broken stream resumes, and what its error keeps. No source, no clock."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.core.exchanging import plan
from tigris_http import Attempt, ConnectionFailed, RetryPolicy, TigrisError
from tigris_http._core.hooks import Hooks
from tigris_http._core.retry_budget import CAPACITY, RetryBudget
from tigris_http._download.resume import Healing, without_frames

BROKE = ConnectionFailed("reset")


def healing(budget: RetryBudget | None = None, **policy: Any) -> Healing:
    settings = {"base": 0.1, "deadline": None, **policy}
    return Healing(plan(policy=RetryPolicy(**settings), budget=budget or RetryBudget()))


@pytest.mark.parametrize("count_attempts", [True, False])
def test_one_attempt_resumes_nothing_and_two_resume_once(count_attempts: bool) -> None:
    with pytest.raises(ConnectionFailed):
        healing(max_attempts=1).wait(BROKE, gained=True, count_attempts=count_attempts)
    assert 0.1 == healing(max_attempts=2).wait(BROKE, gained=True, count_attempts=count_attempts)


def test_attempts_that_do_not_count_end_with_the_budget() -> None:
    tried = healing(RetryBudget(50), max_attempts=3)
    waits = [tried.wait(BROKE, gained=False, count_attempts=False) for _ in range(10)]
    assert [0.1] + [0.2] * 9 == waits
    with pytest.raises(ConnectionFailed):
        tried.wait(BROKE, gained=False, count_attempts=False)
    assert (11, 11) == (tried.fruitless, tried.breaks)


def test_the_cost_comes_back_once() -> None:
    budget = RetryBudget()
    tried = healing(budget)
    tried.wait(BROKE, gained=False)
    tried.wait(BROKE, gained=False)
    assert CAPACITY - 10 == budget.left
    tried.healed()
    budget.take(BROKE)
    tried.healed()
    assert CAPACITY - 5 == budget.left


@pytest.mark.parametrize(("operation", "method"), [("BundleObjects", "POST"), ("GetObject", "GET")])
def test_a_hook_is_told_of_each_break(operation: str, method: str) -> None:
    told: list[Attempt] = []
    tried = Healing(plan(policy=RetryPolicy(base=0.1), watch=Hooks(None, None, told.append).watch))
    broke = ConnectionFailed("reset").located(operation, "bucket", "k", 1)
    waits = [tried.wait(broke, gained=True), tried.wait(broke, gained=False)]
    expected = [
        Attempt(operation, "bucket", "k", method, n + 1, error=broke, wait=wait) for n, wait in enumerate(waits)
    ]
    assert expected == told


def test_errors_lose_their_frames_also_if_each_is_the_context_of_the_other() -> None:
    def raised(error: TigrisError) -> TigrisError:
        try:
            raise error
        except TigrisError as met:
            return met

    outer, inner, cause = (raised(ConnectionFailed(name)) for name in ("outer", "inner", "cause"))
    outer.__context__, inner.__context__, inner.__cause__ = inner, outer, cause
    assert outer is without_frames(outer)
    assert [None] * 3 == [each.__traceback__ for each in (outer, inner, cause)]
