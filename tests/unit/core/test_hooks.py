"""Attempts, seen by whoever wants to know: hooks, errors and logs, in the pure exchange; and what a call may add."""

from __future__ import annotations

import logging
import pickle
from dataclasses import replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.core.exchanging import HEAD, LOST, OBJECT, Played, drive, plan, refused, reply
from tigris_http import Attempt, RetryPolicy, TigrisError, TimedOut, Timeouts, Unavailable
from tigris_http._auth.keyring_sync import BlockingKeyring
from tigris_http._core.exchange import ask
from tigris_http._core.hooks import Hooks
from tigris_http._core.messages import NO_PAYLOAD
from tigris_http.credentials import Credentials
from tigris_http.operations import HeadObject, RenameObject

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    """Goes on by `step` seconds at each look."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 100.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def play(operation: Any, *outcomes: Any, **changes: Any) -> Played:
    return drive(ask(plan(**changes), operation, operation.request(), NO_PAYLOAD), *outcomes)


class Told:
    def __init__(self) -> None:
        self.calls: list[tuple[str, Attempt]] = []

    def hooks(self) -> Hooks:
        return Hooks(self._as("request"), self._as("response"), self._as("retry"))

    def _as(self, name: str) -> Callable[[Attempt], None]:
        return lambda attempt: self.calls.append((name, attempt))


def test_hooks_are_told_of_every_attempt_and_what_came_of_it() -> None:
    told = Told()
    done = reply(200, b"", *OBJECT, ("x-amz-request-id", "42"))
    play(HEAD, refused(503, "SlowDown"), LOST("gone"), done, watch=told.hooks().watch, monotonic=Clock(0.5))
    assert ["request", "response", "retry"] * 2 + ["request", "response"] == [name for name, _ in told.calls]
    attempts = [attempt for _, attempt in told.calls]
    assert [1, 1, 1, 2, 2, 2, 3, 3] == [attempt.number for attempt in attempts]
    assert {("HeadObject", "bucket", "key", "HEAD")} == {(a.operation, a.bucket, a.key, a.method) for a in attempts}
    assert [None, 503, 503, None, None, None, None, 200] == [attempt.status for attempt in attempts]
    assert [False, True, True, False, True, True, False, False] == [a.error is not None for a in attempts]
    assert [None, None, 0.1, None, None, 0.2, None, None] == [attempt.wait for attempt in attempts]
    assert "42" == attempts[-1].request_id
    assert all((attempt.seconds or 0) > 0 for name, attempt in told.calls if name != "request")


def test_an_error_knows_the_attempts_before_its_last() -> None:
    played = play(HEAD, refused(503, "SlowDown"), LOST("gone"), refused(403, "AccessDenied"))
    error = played.result
    assert isinstance(error, TigrisError)
    assert (3, 2) == (error.attempts, len(error.earlier))
    assert ["Unavailable", "ConnectionFailed"] == [type(attempt.error).__name__ for attempt in error.earlier]
    assert [0.1, 0.2] == [attempt.wait for attempt in error.earlier]
    again = pickle.loads(pickle.dumps(error))
    assert [str(attempt) for attempt in error.earlier] == [str(attempt) for attempt in again.earlier]


def test_a_clock_that_was_put_right_is_an_attempt_too() -> None:
    told = Told()
    skewed = refused(403, "RequestTimeTooSkewed", ("date", "Tue, 20 Oct 2026 12:00:00 GMT"))
    play(HEAD, skewed, reply(200, b"", *OBJECT), watch=told.hooks().watch)
    assert [0.0] == [attempt.wait for name, attempt in told.calls if name == "retry"]


@pytest.mark.parametrize("name", ["on_request", "on_response", "on_retry"])
def test_what_a_hook_raises_ends_the_call(name: str) -> None:
    def hook(attempt: Attempt) -> None:
        raise LookupError(attempt.operation)

    hooks = replace(Hooks(), **{name: hook})
    with pytest.raises(LookupError, match="HeadObject"):
        play(HEAD, refused(503, "SlowDown"), reply(200, b"", *OBJECT), watch=hooks.watch)


async def _waits(attempt: Attempt) -> None:
    raise AssertionError(attempt)


@pytest.mark.parametrize("wrong", [3, "name", _waits])
def test_hooks_that_cannot_be_called_at_once_are_refused(wrong: Any) -> None:
    with pytest.raises(TypeError, match="on_retry must be a"):
        Hooks(on_retry=wrong)


def test_nobody_is_told_where_nobody_listens(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tigris_http")
    assert Hooks().watch() is None
    play(HEAD, refused(503, "SlowDown"), reply(200, b"", *OBJECT), watch=Hooks().watch)
    assert [] == caplog.records


def test_attempts_are_logged_at_debug_and_retries_by_a_logger_of_their_own(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "tigris_http")
    play(HEAD, refused(503, "SlowDown"), reply(200, b"", *OBJECT), watch=Hooks().watch)
    assert [
        ("tigris_http", "HeadObject bucket/key: attempt 1, HEAD"),
        ("tigris_http", "HeadObject bucket/key: attempt 1, HEAD, 503 after 0.000 s"),
        ("tigris_http.retry", "HeadObject bucket/key: 503 SlowDown: m; again in 0.100 s"),
        ("tigris_http", "HeadObject bucket/key: attempt 2, HEAD"),
        ("tigris_http", "HeadObject bucket/key: attempt 2, HEAD, 200 after 0.000 s"),
    ] == [(record.name, record.getMessage()) for record in caplog.records]
    assert {logging.DEBUG} == {record.levelno for record in caplog.records}


def test_a_key_cannot_forge_lines_of_the_log() -> None:
    told = Told()
    play(HeadObject("bucket", "a\nb"), reply(200, b"", *OBJECT), watch=told.hooks().watch)
    assert "HeadObject bucket/a\\nb: attempt 1, HEAD" == str(told.calls[0][1])


# -- the time of a whole call -----------------------------------------------------------------------------------------


def test_every_attempt_is_told_when_the_call_must_be_over() -> None:
    ends = Timeouts(total=30.0)
    played = play(HEAD, LOST("x"), reply(200, b"", *OBJECT), timeouts=ends, monotonic=Clock(1.0))
    assert [131.0, 131.0] == [send.deadline for send in played.sends]
    assert [None] == [send.deadline for send in play(HEAD, reply(200, b"", *OBJECT)).sends]


def test_a_call_has_its_own_time_in_place_of_the_clients() -> None:
    quick = HeadObject("bucket", "key", timeout=2.0)
    played = play(quick, reply(200, b"", *OBJECT), timeouts=Timeouts(total=30.0), monotonic=lambda: 5.0)
    assert [7.0] == [send.deadline for send in played.sends]


def test_nothing_is_waited_for_beyond_the_end_of_the_call() -> None:
    played = play(HEAD, LOST("x"), timeouts=Timeouts(total=0.1), monotonic=lambda: 5.0)
    assert isinstance(played.result, LOST)
    assert [] == played.waits


def test_questions_after_a_lost_answer_take_of_the_same_time() -> None:
    rename = RenameObject("bucket", "old", "new", timeout=10.0)
    looked = (reply(200, b"", *OBJECT), reply(404))
    played = play(
        rename,
        *looked,
        LOST("x"),
        TimedOut("y"),
        TimedOut("z"),
        monotonic=Clock(0.0),
        policy=RetryPolicy(max_attempts=2),
    )
    assert [110.0] * 5 == [round(send.deadline or 0) for send in played.sends]


@pytest.mark.parametrize("wrong", [0, -1.0, float("nan"), float("inf"), "3", True])
def test_a_time_that_cannot_be_waited_for_is_refused(wrong: Any) -> None:
    with pytest.raises((ValueError, TypeError), match="timeout must be"):
        play(HeadObject("bucket", "key", timeout=wrong))
    with pytest.raises((ValueError, TypeError), match="total must be"):
        Timeouts(total=wrong)


# -- header fields of a call ------------------------------------------------------------------------------------------


def test_a_calls_headers_are_signed_and_win_over_the_clients() -> None:
    operation = HeadObject("bucket", "key", extra_headers={"X-Tigris-Consistent": "true", "x-a": "call"})
    played = play(operation, reply(200, b"", *OBJECT), extra_headers=(("user-agent", "ours"), ("X-A", "client")))
    sent = [(name.lower(), value) for name, value in played.sends[0].headers]
    assert [("x-tigris-consistent", "true"), ("x-a", "call"), ("user-agent", "ours")] == sent[:3]
    assert "host;x-a;x-amz-content-sha256;x-amz-date;x-tigris-consistent" in dict(sent)["authorization"]


@pytest.mark.parametrize("name", ["Range", "range", "x-tigris-snapshot-version"])
def test_what_an_operation_says_itself_nobody_says_again(name: str) -> None:
    operation = HeadObject("bucket", "key", range=(0, 1), snapshot_version="1", extra_headers={name: "x"})
    with pytest.raises(ValueError, match="written by the operation itself"):
        play(operation)


def test_operations_inherit_the_parameters_of_every_call_without_showing_them() -> None:
    operation = HeadObject("bucket", "key", extra_headers={"authorization-of-mine": "SECRET"}, timeout=3)
    assert "SECRET" not in repr(operation)
    assert replace(operation, timeout=None) != operation


# -- what a service repeats -------------------------------------------------------------------------------------------


def test_what_a_service_repeats_of_our_secrets_does_not_reach_an_error() -> None:
    token = "session-token-of-mine"
    key = Credentials("tid_a", "tsec_b_is_long_enough", token)
    generator: Any = ask(
        plan(keys=BlockingKeyring(key, lambda: datetime.now(timezone.utc))), HEAD, HEAD.request(), NO_PAYLOAD
    )
    signature = next(generator).headers[-1][1].rpartition("=")[2]
    body = f"<Error><Code>Bad</Code><Message>{token} {signature} {key.secret_access_key}</Message></Error>".encode()
    with pytest.raises(TigrisError) as caught:
        generator.send(reply(400, body, ("x-amz-request-id", token)))
    assert "*** *** ***" == caught.value.message
    for secret in (token, signature, key.secret_access_key):
        assert secret not in str(caught.value)
        assert secret.encode() not in pickle.dumps(caught.value)


def test_retries_are_drawn_by_the_policys_own_jitter() -> None:
    from tigris_http import TigrisHTTP

    client = TigrisHTTP("http://127.0.0.1:1", ("tid_a", "tsec_b"), retry=RetryPolicy(jitter=lambda: 0.25))
    assert 0.25 == client._plan.random()


def test_what_is_not_worth_another_attempt_is_not_made_again() -> None:
    policy = RetryPolicy(statuses=frozenset())
    assert isinstance(play(HEAD, reply(500), policy=policy).result, Unavailable)
