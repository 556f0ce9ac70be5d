"""The retry decision, as plain values: each row of the table in `_retry`, the schedule, the deadline, the budget."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._budget import RetryBudget
from tigris_http._retry import RetryPolicy, retry_after_seconds, wait_before_next, was_lost
from tigris_http.errors import (
    AccessDenied,
    ConnectionFailed,
    IncompleteBody,
    MalformedResponse,
    NotFound,
    PreconditionFailed,
    TigrisError,
    TimedOut,
    Unavailable,
)

UNSENT = [ConnectionFailed("x", sent=False), TimedOut("x", sent=False)]
REFUSED = [Unavailable("x", status=429), Unavailable("x", status=503, code="SlowDown")]
LOST = [
    ConnectionFailed("x"),
    TimedOut("x"),
    IncompleteBody("x"),
    *(Unavailable("x", status=status) for status in (500, 502, 503, 504)),
    Unavailable("x", status=200, code="InternalError"),
]
FINAL = [
    NotFound("x", status=404),
    AccessDenied("x", status=403),
    PreconditionFailed("x", status=412),
    MalformedResponse("x"),
]


def wait(error: TigrisError, policy: RetryPolicy | None = None, **given: object) -> float | None:
    values: dict[str, object] = {"attempts": 1, "elapsed": 0.0, "fraction": 1.0, "repeatable": True, **given}
    return wait_before_next(policy or RetryPolicy(), error, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [*UNSENT, *REFUSED], ids=repr)
def test_what_was_certainly_not_done_is_asked_again_by_every_operation(error: TigrisError) -> None:
    assert not was_lost(error)
    assert (0.1, 0.1) == (wait(error), wait(error, repeatable=False))


@pytest.mark.parametrize("error", LOST, ids=repr)
def test_what_may_have_been_done_is_asked_again_only_where_it_may_be_repeated(error: TigrisError) -> None:
    assert was_lost(error)
    assert (0.1, None) == (wait(error), wait(error, repeatable=False))


@pytest.mark.parametrize("error", FINAL, ids=repr)
def test_a_final_answer_is_final(error: TigrisError) -> None:
    assert wait(error) is None


def test_waits_double_up_to_the_cap() -> None:
    policy = RetryPolicy(max_attempts=12, base=0.5, cap=3.0, deadline=None)
    assert [0.5, 1.0, 2.0, 3.0, 3.0] == [wait(LOST[0], policy, attempts=n) for n in range(1, 6)]


@given(st.floats(0, 1), st.integers(1, 10_000))
def test_a_wait_is_drawn_evenly_below_its_bound_for_any_number_of_attempts(fraction: float, attempts: int) -> None:
    policy = RetryPolicy(max_attempts=20_000, deadline=None)
    assert wait(LOST[0], policy, attempts=attempts, fraction=fraction) == pytest.approx(
        fraction * min(20.0, 0.1 * 2.0 ** min(attempts - 1, 64))
    )


def test_the_last_attempt_is_the_last() -> None:
    policy = RetryPolicy(max_attempts=3)
    assert (True, True, False) == tuple(wait(LOST[0], policy, attempts=n) is not None for n in (1, 2, 3))


def test_no_attempt_begins_behind_the_deadline() -> None:
    policy = RetryPolicy(deadline=10.0)
    assert 0.1 == wait(LOST[0], policy, elapsed=9.8)
    assert wait(LOST[0], policy, elapsed=9.95) is None
    assert wait(LOST[0], policy, retry_after=11.0) is None


def test_the_services_wish_is_waited_for_in_full_where_it_is_the_longer_one() -> None:
    assert 7.0 == wait(REFUSED[0], retry_after=7.0)
    assert 0.1 == wait(REFUSED[0], retry_after=0.0)


@pytest.mark.parametrize(
    ("text", "seconds"), [("3", 3.0), ("0", 0.0), (None, None), ("-1", None), ("soon", None), ("9" * 10, None)]
)
def test_retry_after_is_seconds_or_nothing(text: str | None, seconds: float | None) -> None:
    assert seconds == retry_after_seconds(text)


@pytest.mark.parametrize(
    "wrong",
    [{"max_attempts": 0}, {"base": -1.0}, {"cap": float("nan")}, {"deadline": -0.1}, {"base": float("inf")}],
    ids=repr,
)
def test_a_policy_that_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(wrong))}|finite"):
        RetryPolicy(**wrong)  # type: ignore[arg-type]


def test_a_budget_runs_dry_and_fills_again_by_successes() -> None:
    budget = RetryBudget(12)
    assert (10, 0, 2) == (budget.take(TimedOut("x")), budget.take(ConnectionFailed("x")), budget.left)
    budget.give(3)
    assert (5, 0) == (budget.take(ConnectionFailed("x")), budget.left)
    budget.give(100)
    assert 12 == budget.left
