"""What an exchange does about its credentials: the steps it asks for, and what it makes of their outcome."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.unit.core.exchanging import plan
from tigris_http._auth.refresh import (
    Keys,
    Refresh,
)
from tigris_http._core.exchange import Exchange, ask
from tigris_http._core.messages import (
    NO_PAYLOAD,
    Payload,
    Reply,
    Send,
)
from tigris_http._core.retry import RetryPolicy
from tigris_http._core.steps import Step
from tigris_http._wire.http import Head
from tigris_http.credentials import Credentials, Identity
from tigris_http.errors import ConnectionFailed, CredentialsError, ServiceError, TigrisError
from tigris_http.operations import HeadBucket, ListBuckets

ONE, TWO = Credentials("tid_1", "hidden-one", "t"), Credentials("tid_2", "hidden-two", "t")
FINE: Reply[Any] = Reply(Head(200, ()), b"<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>")


def refused(code: str = "ExpiredToken", status: int = 400) -> Reply[Any]:
    return Reply(Head(status, ()), f"<Error><Code>{code}</Code></Error>".encode())


class Held(Keys):
    """Hands out what a test says."""

    def __init__(self, now: Credentials | None, *, others: bool = True) -> None:
        self.now, self.others = now, others
        self.asked: list[tuple[Identity, str, bool]] = []

    def current(self) -> Credentials | None:
        return self.now

    @property
    def in_doubt(self) -> bool:
        return False

    def clock_was_set(self) -> None:
        raise AssertionError

    def may_have_others(self, refused: Identity, code: str, *, has_no_body: bool) -> bool:
        self.asked.append((refused, code, has_no_body))
        return self.others


class Played:
    """An exchange that is driven by hand."""

    def __init__(self, keys: Held, operation: Any = None, payload: Payload = NO_PAYLOAD, **changes: Any) -> None:
        operation = operation or ListBuckets()
        self.exchange: Exchange[Any, Any] = ask(
            plan(**changes)._replace(keys=keys), operation, operation.request(), payload
        )
        self.steps: list[Step] = []
        self.step(None)

    def step(self, outcome: Any) -> None:
        self.steps.append(self.exchange.send(outcome))

    def ends(self, outcome: Any) -> Any:
        with pytest.raises(StopIteration) as end:
            self.exchange.send(outcome)
        return end.value.value

    def fails(self, outcome: Any) -> TigrisError:
        with pytest.raises(TigrisError) as caught:
            self.exchange.send(outcome)
        return caught.value

    @property
    def signed_with(self) -> list[str]:
        sent = [dict(step.headers)["Authorization"] for step in self.steps if isinstance(step, Send)]
        return [text.partition("Credential=")[2].partition("/")[0] for text in sent]


def test_with_credentials_at_hand_there_is_no_step_for_them() -> None:
    played = Played(Held(ONE))
    assert not played.ends(FINE).buckets
    assert ["tid_1"] == played.signed_with
    assert 1 == len(played.steps)


def test_credentials_that_are_not_there_are_waited_for_before_anything_is_sent() -> None:
    keys = Held(None)
    played = Played(keys)
    assert [Refresh()] == played.steps
    keys.now = ONE
    played.step(None)
    played.ends(FINE)
    assert ["tid_1"] == played.signed_with


def test_the_time_of_the_call_bounds_the_refresh() -> None:
    played = Played(Held(None), ListBuckets(timeout=5))
    assert [Refresh(ends=5.0)] == played.steps


def test_the_time_of_an_attempt_does_not_have_the_wait_for_credentials_in_it() -> None:
    clock = iter(range(0, 1000, 10))
    keys = Held(None)
    played = Played(keys, monotonic=lambda: float(next(clock)), policy=RetryPolicy(max_attempts=2))
    next(clock)
    keys.now = ONE
    played.step(None)
    played.step(ConnectionFailed("gone"))
    played.step(None)
    error = played.fails(ConnectionFailed("gone"))
    assert [10.0] == [attempt.seconds for attempt in error.earlier]


def test_an_error_of_the_refresh_names_the_call_and_its_attempts() -> None:
    keys = Held(None)
    played = Played(keys, HeadBucket("atlas"))
    error = played.fails(CredentialsError("why"))
    assert ("HeadBucket", "atlas", 0, ()) == (error.operation, error.bucket, error.attempts, error.earlier)
    keys = Held(ONE)
    played = Played(keys)
    played.step(ConnectionFailed("gone"))
    keys.now = None
    played.step(None)
    error = played.fails(CredentialsError("why"))
    assert (1, 1) == (error.attempts, len(error.earlier))


def test_each_attempt_signs_with_what_is_current_then() -> None:
    keys = Held(ONE)
    played = Played(keys)
    played.step(ConnectionFailed("gone"))
    keys.now = TWO
    played.step(None)
    played.ends(FINE)
    assert ["tid_1", "tid_2"] == played.signed_with


def test_after_a_refusal_others_are_asked_for_and_sent_with_once() -> None:
    keys = Held(ONE)
    played = Played(keys)
    played.step(refused())
    assert Refresh(ONE) == played.steps[-1]
    keys.now = TWO
    played.step(None)
    assert ["tid_1", "tid_2"] == played.signed_with
    error = played.fails(refused())
    assert ("ExpiredToken", 2, 1) == (getattr(error, "code", ""), error.attempts, len(error.earlier))
    assert [(ONE, "ExpiredToken", False)] == keys.asked


def test_the_same_again_are_not_sent_again() -> None:
    keys = Held(ONE)
    played = Played(keys)
    played.step(refused())
    keys.now = replace(ONE)
    assert 1 == played.fails(None).attempts


def test_a_failed_refresh_is_the_cause_of_the_refusal() -> None:
    played = Played(Held(ONE))
    played.step(refused())
    trouble = CredentialsError("why")
    error = played.fails(trouble)
    assert isinstance(error, ServiceError)
    assert trouble is error.__cause__


def test_a_head_says_that_it_has_no_body() -> None:
    keys = Held(ONE, others=False)
    Played(keys, HeadBucket("atlas")).fails(Reply(Head(403, ())))
    assert [(ONE, "AccessDenied", True)] == keys.asked


@pytest.mark.parametrize("outcome", [refused("NoSuchBucket", 404), refused("Conflict", 409)])
def test_other_refusals_are_no_question_of_credentials(outcome: Reply[Any]) -> None:
    keys = Held(ONE)
    Played(keys).fails(outcome)
    assert [] == keys.asked


def test_nothing_is_asked_where_nothing_could_be_sent_again() -> None:
    keys = Held(ONE)
    Played(keys, payload=Payload(1, "UNSIGNED-PAYLOAD", rereadable=False)).fails(refused())
    assert [] == keys.asked


def test_without_an_attempt_left_the_refusal_is_raised_although_there_are_others() -> None:
    keys = Held(ONE)
    played = Played(keys, policy=RetryPolicy(max_attempts=1))
    played.step(refused())
    keys.now = TWO
    assert "ExpiredToken" == getattr(played.fails(None), "code", "")


def test_the_secrets_of_the_attempt_are_taken_out_of_what_the_service_says() -> None:
    for credentials in (ONE, TWO):
        answer: Reply[Any] = Reply(Head(403, ()), f"you sent {credentials.secret_access_key}".encode())
        assert "hidden" not in str(Played(Held(credentials, others=False)).fails(answer))
