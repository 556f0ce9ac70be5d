"""The exchange as a pure generator: its steps for given answers, without network and clock."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from tests.cases import CASES
from tigris_http._auth.keyring_sync import BlockingKeyring
from tigris_http._auth.refresh import Refresh
from tigris_http._core.clock_skew import Skew
from tigris_http._core.exchange import Exchange, ask, ask_open
from tigris_http._core.messages import (
    NO_PAYLOAD,
    Payload,
    Reply,
    Send,
)
from tigris_http._core.retry import RetryPolicy
from tigris_http._core.retry_budget import RetryBudget
from tigris_http._wire.http import Head, Headers, Request
from tigris_http.credentials import Credentials
from tigris_http.errors import (
    AccessDenied,
    ConnectionFailed,
    MalformedResponse,
    TigrisError,
    TimedOut,
    Unavailable,
)
from tigris_http.operations import (
    CopyObject,
    CreateSnapshot,
    DeleteObjects,
    DeleteObjectsResult,
    GetObject,
    HeadObject,
    Operation,
    PutObject,
)
from tigris_http.operations._base import Silent

from .exchanging import COPIED, HEAD, LOST, NOW, OBJECT, Played, drive, plan, play, refused, reply


def test_a_success_is_parsed_and_asked_for_once() -> None:
    played = play(HEAD, reply(200, b"", *OBJECT))
    assert (["HEAD key"], []) == (played.methods, played.waits)
    assert "e" == getattr(played.result, "etag", None)


def test_a_lost_answer_is_asked_for_again_with_waits_that_grow() -> None:
    played = play(HEAD, LOST("a"), TimedOut("b"), refused(503, "ServiceUnavailable"), reply(200, b"", *OBJECT))
    assert [0.1, 0.2, 0.4] == pytest.approx(played.waits)
    assert "e" == getattr(played.result, "etag", None)


def test_the_error_of_the_last_attempt_says_what_was_attempted_and_how_often() -> None:
    headers = (("x-amz-request-id", "17919"),)
    played = play(HEAD, *[reply(503, b"", *headers)] * 3, policy=RetryPolicy(max_attempts=3))
    error = played.result
    assert isinstance(error, Unavailable)
    assert ("HeadObject", "bucket", "key", 3) == (error.operation, error.bucket, error.key, error.attempts)
    assert (503, "17919") == (error.status, error.request_id)


def test_every_attempt_is_signed_anew() -> None:
    times = iter(NOW + timedelta(seconds=n) for n in range(3))
    played = play(HEAD, LOST("a"), LOST("b"), reply(200, b"", *OBJECT), now=lambda: next(times))
    dates = [dict(send.headers)["x-amz-date"] for send in played.sends]
    assert ["20261020T105730Z", "20261020T105731Z", "20261020T105732Z"] == dates
    assert 3 == len({dict(send.headers)["Authorization"] for send in played.sends})


@pytest.mark.parametrize(("drawn", "waited"), [(0.0, 4.0), (1.0, 6.0)])
def test_retry_after_is_waited_for_and_up_to_half_as_long_again(drawn: float, waited: float) -> None:
    answers = refused(429, "SlowDown", ("retry-after", "4")), reply(200, b"", *OBJECT)
    assert [waited] == play(HEAD, *answers, random=lambda: drawn).waits


def test_an_empty_budget_ends_the_retries() -> None:
    played = play(HEAD, LOST("a"), LOST("b"), budget=RetryBudget(7))
    assert (2, True) == (len(played.sends), isinstance(played.result, ConnectionFailed))


def test_a_success_gives_back_what_its_retries_cost() -> None:
    budget = RetryBudget(500)
    play(HEAD, LOST("a"), reply(200, b"", *OBJECT), budget=budget)
    assert 500 == budget.left


def test_an_error_inside_a_200_is_asked_again_where_it_says_so() -> None:
    copy = CopyObject("bucket", "key", "bucket", "source")
    played = play(copy, refused(200, "SlowDown"), reply(200, COPIED))
    assert (2, "e") == (len(played.sends), getattr(played.result, "etag", None))
    assert isinstance(play(copy, refused(200, "AccessDenied")).result, AccessDenied)


def test_an_answer_that_is_not_s3_is_not_asked_for_again() -> None:
    assert isinstance(play(HEAD, reply(200)).result, MalformedResponse)


def test_a_body_that_can_be_read_once_is_sent_again_only_where_no_connection_was_made() -> None:
    put = PutObject("bucket", "key", iter([b"1"]), length=1, sha256="UNSIGNED-PAYLOAD")
    once = Payload(1, "UNSIGNED-PAYLOAD", rereadable=False)
    assert 1 == len(play(put, LOST("a"), payload=once).sends)
    assert 1 == len(play(put, refused(503, "SlowDown"), payload=once).sends)
    assert 2 == len(play(put, LOST("a", sent=False), reply(), payload=once).sends)


def test_a_snapshot_is_never_asked_for_twice_unless_no_connection_was_made() -> None:
    snapshot = CreateSnapshot("bucket")
    taken = reply(200, b"", ("x-tigris-snapshot-version", "1792493847118382304"))
    for lost in (LOST("a"), TimedOut("a"), refused(500, "InternalError")):
        assert 1 == len(play(snapshot, lost).sends)
    assert 2 == len(play(snapshot, LOST("a", sent=False), taken).sends)
    assert 2 == len(play(snapshot, refused(503, "SlowDown"), taken).sends)


# -- clocks -----------------------------------------------------------------------------------------------------------

THEIRS = (("date", "Tue, 20 Oct 2026 12:57:30 GMT"),)


@pytest.mark.parametrize(
    "date", [THEIRS[0][1], "Tuesday, 20-Oct-26 12:57:30 GMT", "Tue Oct 20 12:57:30 2026"], ids=["new", "old", "oldest"]
)
def test_a_wrong_clock_is_learned_once_and_made_up_for(date: str) -> None:
    skew = Skew()
    played = play(HEAD, refused(403, "RequestTimeTooSkewed", ("date", date)), reply(200, b"", *OBJECT), skew=skew)
    assert "20261020T125730Z" == dict(played.sends[1].headers)["x-amz-date"]
    assert (7200.0, []) == (skew.seconds, played.waits)


def test_a_clock_that_stays_wrong_ends_in_an_error_and_not_in_a_loop() -> None:
    answers = [refused(403, "RequestTimeTooSkewed", *THEIRS)] * 2
    assert isinstance(play(HEAD, *answers).result, AccessDenied)


@pytest.mark.parametrize("headers", [(), (("date", "yesterday"),)], ids=["no date", "no such date"])
def test_without_the_services_time_nothing_is_learned(headers: Headers) -> None:
    skew = Skew()
    played = play(HEAD, refused(403, "RequestTimeTooSkewed", *headers), skew=skew)
    assert (1, 0.0) == (len(played.sends), skew.seconds)


def test_a_head_refused_without_a_reason_is_for_the_clock_where_the_clocks_differ() -> None:
    """The answer to a HEAD has no body: RequestTimeTooSkewed cannot be told from any other 403 by its code."""
    skew = Skew()
    played = play(HEAD, reply(403, b"", *THEIRS), reply(200, b"", *OBJECT), skew=skew)
    assert (2, 7200.0) == (len(played.sends), skew.seconds)
    nearly = (("date", "Tue, 20 Oct 2026 11:12:29 GMT"),)
    assert 1 == len(play(HEAD, reply(403, b"", *nearly)).sends)
    assert 1 == len(play(HEAD, refused(403, "SignatureDoesNotMatch", *THEIRS)).sends)


def test_a_head_is_judged_by_the_time_it_was_signed_at_though_another_call_put_the_clock_right() -> None:
    skew = Skew()
    exchange: Exchange[Any, Any] = ask(plan(skew=skew), HEAD, HEAD.request(), NO_PAYLOAD)
    exchange.send(None)
    skew.learn(Head(403, THEIRS), NOW)
    again = exchange.send(reply(403, b"", *THEIRS))
    assert isinstance(again, Send)
    assert "20261020T125730Z" == dict(again.headers)["x-amz-date"]
    with pytest.raises(AccessDenied):
        exchange.send(reply(403, b"", *THEIRS))


def test_any_answer_tells_the_time_while_it_is_in_doubt_whether_keys_have_expired() -> None:
    skew = Skew()
    keys = BlockingKeyring(lambda: Credentials("tid_a", "tsec_b", "t", NOW), lambda: skew.applied(NOW))
    assert keys.refresh(Refresh()) is None
    earlier = (("date", "Tue, 20 Oct 2026 10:50:30 GMT"),)
    play(HEAD, reply(200, b"", *OBJECT, *earlier), skew=skew, keys=keys)
    assert (-420.0, False) == (skew.seconds, keys.in_doubt)
    play(HEAD, reply(200, b"", *OBJECT, *THEIRS), skew=skew, keys=keys)
    assert -420.0 == skew.seconds


def test_one_attempt_is_one_also_for_a_wrong_clock_which_is_learned_all_the_same() -> None:
    skew = Skew()
    once = RetryPolicy(max_attempts=1)
    played = play(HEAD, refused(403, "RequestTimeTooSkewed", *THEIRS), skew=skew, policy=once)
    assert (1, 7200.0) == (len(played.sends), skew.seconds)


def test_a_wrong_clock_is_learned_from_a_body_that_cannot_be_sent_again() -> None:
    skew, once = Skew(), Payload(1, "UNSIGNED-PAYLOAD", rereadable=False)
    put = PutObject("bucket", "key", iter([b"1"]), length=1, sha256="UNSIGNED-PAYLOAD")
    played = play(put, refused(403, "RequestTimeTooSkewed", *THEIRS), payload=once, skew=skew)
    assert (1, 7200.0) == (len(played.sends), skew.seconds)


def test_the_deadline_counts_from_the_first_attempt() -> None:
    times = iter([0.0, 1.0, 1.1, 59.95])
    played = play(HEAD, LOST("a"), LOST("b"), monotonic=lambda: next(times))
    assert ([0.1], True) == (played.waits, isinstance(played.result, ConnectionFailed))


def test_waits_are_drawn_with_full_jitter() -> None:
    drawn = iter([0.0, 0.5])
    played = play(HEAD, LOST("a"), LOST("b"), reply(200, b"", *OBJECT), random=lambda: next(drawn))
    assert [0.0, 0.1] == pytest.approx(played.waits)


# -- what is sent -----------------------------------------------------------------------------------------------------


def test_an_open_reply_is_returned_as_it_is() -> None:
    get, open_reply = GetObject("bucket", "key"), Reply(Head(200), source="the source")
    played = drive(ask_open(plan(), get, get.request(), NO_PAYLOAD), open_reply)
    assert open_reply is played.result
    assert played.sends[0].stream


@pytest.mark.parametrize(
    ("operation", "payload", "length"),
    [
        (PutObject("bucket", "key", b"abc"), Payload(3, "a" * 64), "3"),
        (PutObject("bucket", "key", b""), NO_PAYLOAD, "0"),
        (CreateSnapshot("bucket"), NO_PAYLOAD, "0"),
        (HEAD, NO_PAYLOAD, None),
    ],
    ids=["put", "empty put", "snapshot", "head"],
)
def test_what_has_a_body_says_its_length(operation: Operation[Any], payload: Payload, length: str | None) -> None:
    exchange: Generator[Any, Any, Any] = ask(plan(), operation, operation.request(), payload)
    assert length == dict(next(exchange).headers).get("content-length")


@pytest.mark.parametrize("name", ["Content-Length", "Transfer-Encoding", "Host", "Authorization", "X-Amz-Date"])
def test_headers_that_the_client_writes_are_refused_among_extra_ones(name: str) -> None:
    extra: Callable[[], Played] = lambda: play(HEAD, extra_headers=((name, "1"),))  # noqa: E731
    with pytest.raises(ValueError, match="(?i)" + name):
        extra()


def test_a_send_shows_no_secret() -> None:
    (send,) = play(HEAD, reply(200, b"", *OBJECT)).sends
    assert "Signature" not in repr(send)
    assert "tsec_b" not in repr(plan())


@pytest.mark.parametrize("prolog", ["", " \n", '<?xml version="1.0" encoding="UTF-8"?>\n'])
@pytest.mark.parametrize("operation", [PutObject("bucket", "key", b""), HEAD, CopyObject("bucket", "b", "bucket", "a")])
def test_an_error_behind_a_status_that_says_yes_is_an_error_for_every_operation(
    operation: Operation[Any], prolog: str
) -> None:
    said_no = reply(200, f"{prolog}<Error><Code>SlowDown</Code><Message>m</Message></Error>".encode(), *OBJECT)
    played = play(operation, said_no, reply(200, COPIED, *OBJECT))
    assert ([0.1], True) == (played.waits, played.result is not None)
    assert not isinstance(played.result, TigrisError)


def test_a_document_that_only_holds_errors_is_none() -> None:
    found = b"<DeleteResult><Error><Key>k</Key><Code>AccessDenied</Code></Error></DeleteResult>"
    played = play(DeleteObjects("bucket", ["k"]), reply(200, found))
    assert isinstance(played.result, DeleteObjectsResult)
    assert "AccessDenied" == played.result.errors[0].code


# -- reading what was written last, anywhere --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of_call", "of_client", "asked"),
    [(None, False, False), (None, True, True), (True, False, True), (False, True, False)],
)
def test_every_verb_asks_for_the_latest_state_where_the_call_or_else_the_client_says_so(
    of_call: bool | None, of_client: bool, asked: bool
) -> None:
    for operation, _ in CASES.values():
        asking: Any = replace(operation, consistent=of_call)
        send: Any = next(ask_open(plan(consistent=of_client), asking, operation.request(), NO_PAYLOAD))
        assert asked is (("x-tigris-consistent", "true") in send.headers)
        signed = dict(send.headers)["Authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
        assert asked is ("x-tigris-consistent" in signed)


def test_what_is_no_bool_is_not_taken_for_one() -> None:
    with pytest.raises(TypeError, match="consistent must be a bool, not str"):
        play(HeadObject("bucket", "k", consistent="false"))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Doubtful(Silent):
    """A request whose question finds an answer that it cannot use."""

    def request(self) -> Request:
        return Request("DELETE", "bucket", "key")

    def precondition(self) -> Generator[Operation[object], object, None]:
        yield HEAD
        raise MalformedResponse("the answer has no end")


def test_an_error_of_a_question_names_its_call() -> None:
    played = play(Doubtful(), reply(200, b"", *OBJECT))
    assert "Doubtful bucket/key: the answer has no end" == str(played.result)
