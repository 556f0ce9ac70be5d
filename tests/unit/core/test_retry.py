"""The retry decision, as plain values: each row of the table in `_retry`, the schedule, the deadline, the budget."""

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._core.retry import (
    RetryPolicy,
    retry_after_seconds,
    wait_before_next,
)
from tigris_http._core.retry_budget import RetryBudget
from tigris_http._wire.lost_responses import is_lost_response
from tigris_http.errors import (
    AccessDenied,
    Conflict,
    ConnectionFailed,
    IncompleteBody,
    MalformedResponse,
    NotFound,
    PreconditionFailed,
    ServiceError,
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
    ServiceError("x", status=501),
    ServiceError("x", status=511),
]


def wait(error: TigrisError, policy: RetryPolicy | None = None, **given: object) -> float | None:
    values: dict[str, object] = {"attempts": 1, "elapsed": 0.0, "fraction": 1.0, "repeatable": True, **given}
    return wait_before_next(policy or RetryPolicy(), error, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [*UNSENT, *REFUSED], ids=repr)
def test_what_was_certainly_not_done_is_asked_again_by_every_operation(error: TigrisError) -> None:
    assert not is_lost_response(error)
    assert (0.1, 0.1) == (wait(error), wait(error, repeatable=False))


@pytest.mark.parametrize("error", LOST, ids=repr)
def test_what_may_have_been_done_is_asked_again_only_where_it_may_be_repeated(error: TigrisError) -> None:
    assert is_lost_response(error)
    assert (0.1, None) == (wait(error), wait(error, repeatable=False))


@pytest.mark.parametrize("error", FINAL, ids=repr)
def test_a_final_answer_is_final_and_no_lost_one(error: TigrisError) -> None:
    assert wait(error) is None
    assert not is_lost_response(error)


@pytest.mark.parametrize(("status", "seconds"), [(502, 0.1), (505, None), (512, None), (520, None), (522, None)])
def test_any_failure_of_a_gateway_may_be_a_lost_answer(status: int, seconds: float | None) -> None:
    error = ServiceError("x", status=status)
    assert (True, seconds) == (is_lost_response(error), wait(error))


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


@given(st.floats(0, 1), st.floats(0, 100))
def test_retry_after_is_waited_for_in_full_and_then_up_to_half_as_long_again(fraction: float, asked: float) -> None:
    """Clients that were told the same time must not return together."""
    seconds = wait(REFUSED[0], RetryPolicy(deadline=None), retry_after=asked, fraction=fraction)
    assert seconds is not None
    assert asked <= seconds <= asked + max(asked / 2, 0.1)


def test_clients_that_were_told_the_same_time_are_spread() -> None:
    waits = [wait(REFUSED[0], retry_after=2.0, fraction=number / 31) or 0.0 for number in range(32)]
    assert (2.0, 3.0) == (min(waits), max(waits))
    assert 32 == len(set(waits))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3", 3.0),
        ("0", 0.0),
        (None, None),
        ("-1", None),
        ("soon", None),
        ("9" * 10, 9999999999.0),
        ("Tue, 20 Oct 2026 10:57:37 GMT", 7.0),
        ("Tue, 20 Oct 2026 10:57:00 GMT", 0.0),
        ("Tuesday, 20-Oct-26 10:57:37 GMT", 7.0),
        ("Tue Oct 20 10:57:37 2026", 7.0),
        ("1.5", 1.5),
        (" 3 ", 3.0),
        ("1.5.2", None),
        ("1e3", None),
        ("inf", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_or_nothing(text: str | None, seconds: float | None) -> None:
    assert seconds == retry_after_seconds(text, datetime(2026, 10, 20, 10, 57, 30, tzinfo=timezone.utc))


def test_nobody_waits_longer_than_an_hour_even_without_a_deadline() -> None:
    endless = RetryPolicy(deadline=None)
    assert (3600.0, None) == (
        wait(REFUSED[0], endless, retry_after=3600.0, fraction=0.0),
        wait(REFUSED[0], endless, retry_after=3601.0, fraction=0.0),
    )


@pytest.mark.parametrize(
    ("error", "asked_again", "blindly"),
    [
        (Conflict("x", status=409, code="OperationAborted"), True, True),
        (ServiceError("x", status=418), True, True),
        (Unavailable("x", status=599, code="Hm"), True, False),
        (Unavailable("x", status=503), False, False),
    ],
    ids=repr,
)
def test_which_answers_are_worth_another_attempt_is_up_to_the_policy(
    error: TigrisError, asked_again: bool, blindly: bool
) -> None:
    policy = RetryPolicy(statuses=frozenset({418, 599}), codes=frozenset({"OperationAborted"}))
    found = (wait(error, policy) is not None, wait(error, policy, repeatable=False) is not None)
    assert (asked_again, blindly) == found


@pytest.mark.parametrize("wrong", [{"jitter": 0.5}, {"codes": "SlowDown"}, {"statuses": 503}], ids=repr)
def test_a_policy_of_other_types_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        RetryPolicy(**wrong)  # type: ignore[arg-type]


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
