"""An exchange settles a lost answer of a rename, a bucket, or a conditional write."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tigris_http._core.messages import (
    Reply,
)
from tigris_http._core.retry import RetryPolicy
from tigris_http.errors import (
    AccessDenied,
    Conflict,
    NotFound,
    OutcomeUnknown,
    PreconditionFailed,
    TigrisError,
)
from tigris_http.operations import (
    CompletedUpload,
    CompleteMultipartUpload,
    CopyObject,
    CreateBucket,
    CreateBucketResult,
    CreateSnapshot,
    DeleteObject,
    HeadObject,
    Operation,
    PutObject,
)

from .exchanging import COPIED, LOST, NOW, OBJECT, RENAME, play, refused, reply

# -- what became of a lost answer -------------------------------------------------------------------------------------


SOURCE, FREE = reply(200, b"", *OBJECT), reply(404)


def test_a_rename_looks_at_both_keys_before_it_is_sent() -> None:
    played = play(RENAME, SOURCE, FREE, reply(200, COPIED))
    assert ["HEAD old", "HEAD new", "PUT new"] == played.methods
    assert all(("x-tigris-consistent", "true") in send.headers for send in played.sends[:2])


def test_a_rename_that_was_done_is_found_done() -> None:
    played = play(RENAME, SOURCE, FREE, LOST("a"), FREE, SOURCE)
    assert ["HEAD old", "HEAD new", "PUT new", "HEAD old", "HEAD new"] == played.methods
    assert "e" == getattr(played.result, "etag", None)


def test_the_time_of_an_attempt_does_not_have_the_looks_before_it_in_it() -> None:
    clock = iter(range(0, 10_000, 10))
    busy, policy = refused(503, "SlowDown"), RetryPolicy(max_attempts=2, deadline=None)
    played = play(RENAME, SOURCE, FREE, busy, busy, policy=policy, monotonic=lambda: float(next(clock)))
    assert isinstance(played.result, TigrisError)
    assert [10.0] == [attempt.seconds for attempt in played.result.earlier]


def test_a_rename_that_was_not_done_is_asked_for_again() -> None:
    played = play(RENAME, SOURCE, FREE, LOST("a"), SOURCE, reply(200, COPIED))
    assert ["PUT new", "HEAD old", "PUT new"] == played.methods[2:]
    assert "e" == getattr(played.result, "etag", None)


def test_a_rename_done_by_its_first_attempt_while_the_second_was_under_way_is_found_done() -> None:
    played = play(RENAME, SOURCE, FREE, LOST("a"), SOURCE, refused(404, "NoSuchKey"), FREE, SOURCE)
    assert ["PUT new", "HEAD old", "PUT new", "HEAD old", "HEAD new"] == played.methods[2:]
    assert "e" == getattr(played.result, "etag", None)


def test_a_rename_of_what_never_was_says_so() -> None:
    played = play(RENAME, FREE, FREE, refused(404, "NoSuchKey"))
    assert isinstance(played.result, NotFound)


def test_a_rename_of_what_others_took_says_so_also_after_a_lost_answer() -> None:
    played = play(RENAME, SOURCE, FREE, LOST("a"), FREE, FREE, refused(404, "NoSuchKey"), FREE, FREE)
    assert isinstance(played.result, NotFound)


def test_an_outcome_that_cannot_be_known_is_an_error_that_says_so_and_comes_from_the_lost_one() -> None:
    lost, other = LOST("a"), reply(200, b"", ("content-length", "3"), ("etag", '"other"'))
    played = play(RENAME, SOURCE, FREE, lost, FREE, other)
    error = played.result
    assert isinstance(error, OutcomeUnknown)
    assert ("RenameObject", "new", 1, lost) == (error.operation, error.key, error.attempts, error.__cause__)


def assert_unknown(result: object, lost: TigrisError) -> OutcomeUnknown:
    assert isinstance(result, OutcomeUnknown)
    assert lost is result.__cause__
    assert f"the answer was lost ({lost.message}), and a second request might do it twice" in str(result)
    return result


def test_where_nothing_can_be_found_out_the_outcome_is_unknown() -> None:
    lost = LOST("the answer got lost")
    unknown = assert_unknown(play(RENAME, SOURCE, FREE, lost, refused(403, "AccessDenied")).result, lost)
    assert isinstance(unknown.__context__, AccessDenied)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(reply(502, b"<html>Bad gateway</html>"), "502"), (refused(500, "InternalError"), "500 InternalError")],
)
def test_an_unknown_outcome_names_the_status_of_the_answer(answer: Reply[Any], reason: str) -> None:
    once = play(CreateSnapshot("bucket"), answer).result
    assert f"the answer was lost ({reason}), and a second request might do it twice" in str(once)
    put = PutObject("bucket", "key", b"", if_none_match="*")
    refused_then = play(put, answer, refused(412, "PreconditionFailed")).result
    assert f"was lost ({reason}), and the last attempt was refused (412 PreconditionFailed)" in str(refused_then)


def test_a_rename_that_may_not_look_is_sent_once() -> None:
    lost, denied = LOST("a"), refused(403, "AccessDenied")
    assert_unknown(play(RENAME, denied, FREE, lost).result, lost)


def test_a_rename_by_a_client_of_one_attempt_is_the_rename_alone() -> None:
    lost = LOST("a")
    played = play(RENAME, lost, policy=RetryPolicy(max_attempts=1))
    assert ["PUT new"] == played.methods
    assert_unknown(played.result, lost)


def metadata(created: str) -> Reply[Any]:
    return reply(200, json.dumps({"created_at": created}).encode())


@pytest.mark.parametrize(
    ("created", "kind"),
    [("2026-10-20T10:57:30.5Z", CreateBucketResult), ("2026-10-20T10:57:28.9Z", Conflict)],
    ids=["since", "before"],
)
def test_a_bucket_made_since_a_lost_attempt_is_no_conflict_and_one_of_before_is(created: str, kind: type) -> None:
    """The service's own clock tells: it answered at 10:57:40, ten seconds after the first attempt was sent."""
    create, times = CreateBucket("bucket"), iter([0.0, 0.1, 10.0, 10.0, 10.1, 10.1])
    taken = refused(409, "BucketAlreadyExists", ("date", "Tue, 20 Oct 2026 10:57:40 GMT"))
    policy = RetryPolicy(max_attempts=2)
    played = play(create, LOST("a"), taken, metadata(created), policy=policy, monotonic=lambda: next(times, 10.1))
    assert ["PUT None", "PUT None", "GET None"] == played.methods
    assert isinstance(played.result, kind)


def test_a_bucket_of_a_service_that_tells_no_time_may_be_of_before() -> None:
    played = play(
        CreateBucket("bucket"), LOST("a"), refused(409, "BucketAlreadyExists"), metadata("2026-10-20T10:57:30Z")
    )
    assert isinstance(played.result, OutcomeUnknown)
    assert isinstance(play(CreateBucket("bucket"), refused(409, "BucketAlreadyExists")).result, Conflict)


# -- conditional writes whose answer was lost -------------------------------------------------------------------------

CONDITIONAL: list[Operation[Any]] = [
    PutObject("bucket", "key", b"", if_none_match="*"),
    PutObject("bucket", "key", b"", if_unmodified_since=NOW),
    CopyObject("bucket", "key", "bucket", "old", if_match="e"),
    CopyObject("bucket", "key", "bucket", "old", source_if_match="e"),
    DeleteObject("bucket", "key", if_match="e"),
]
SAID_NO = [(412, "PreconditionFailed"), (409, "ConditionalRequestConflict")]


@pytest.mark.parametrize("operation", CONDITIONAL, ids=repr)
@pytest.mark.parametrize("said_no", SAID_NO, ids=str)
def test_a_condition_that_fails_after_a_lost_answer_may_be_what_the_first_attempt_changed(
    operation: Operation[Any], said_no: tuple[int, str]
) -> None:
    lost = LOST("the connection broke")
    error = play(operation, lost, refused(*said_no)).result
    assert isinstance(error, OutcomeUnknown)
    assert (lost, operation.action, "key", 2) == (error.__cause__, error.operation, error.key, error.attempts)
    assert "the connection broke" in str(error)
    assert [lost] == [attempt.error for attempt in error.earlier]


@pytest.mark.parametrize("operation", CONDITIONAL, ids=repr)
def test_a_condition_that_fails_after_attempts_that_did_not_arrive_says_that_nothing_was_changed(
    operation: Operation[Any],
) -> None:
    for not_arrived in (LOST("a", sent=False), refused(429, "SlowDown"), refused(503, "SlowDown")):
        assert isinstance(play(operation, not_arrived, refused(*SAID_NO[0])).result, PreconditionFailed)


def test_a_conditional_delete_that_finds_nothing_after_a_lost_answer_may_have_deleted_it() -> None:
    assert isinstance(play(CONDITIONAL[-1], LOST("a"), refused(404, "NoSuchKey")).result, OutcomeUnknown)
    for code in ("NoSuchBucket", "NoSuchKey"):
        operation = CONDITIONAL[-1] if code == "NoSuchBucket" else DeleteObject("bucket", "key")
        assert isinstance(play(operation, LOST("a"), refused(404, code)).result, NotFound)


def test_a_read_whose_condition_fails_after_a_lost_answer_has_changed_nothing() -> None:
    read = HeadObject("bucket", "key", if_match="e")
    assert isinstance(play(read, LOST("a"), reply(412)).result, PreconditionFailed)


def test_a_conditional_completion_is_looked_into_and_else_unknown() -> None:
    part = "0cc175b9c0f1b6a831c399e269772661"
    complete = CompleteMultipartUpload("bucket", "key", "upload", [(1, part)], if_none_match="*")
    for tag, kind in ((complete._expected_tag(), CompletedUpload), ("other", OutcomeUnknown)):
        there = reply(200, b"", ("content-length", "1"), ("etag", f'"{tag}"'))
        assert isinstance(play(complete, LOST("a"), refused(*SAID_NO[0]), there).result, kind)
    assert isinstance(play(complete, LOST("a"), refused(*SAID_NO[0]), reply(403)).result, OutcomeUnknown)


@pytest.mark.parametrize("refusal", [(404, "NoSuchUpload"), (412, "PreconditionFailed")])
def test_a_lost_completion_of_parts_without_md5_tags_is_unknown_and_shows_the_lost_error(
    refusal: tuple[int, str],
) -> None:
    parts = [(1, "0cc175b9c0f1b6a831c399e269772661"), (2, "opaque")]
    lost, there = LOST("the connection broke"), reply(200, b"", ("content-length", "1"), ("etag", '"other-2"'))
    complete = CompleteMultipartUpload("bucket", "key", "upload", parts)
    played = play(complete, lost, refused(*refusal), there)
    assert isinstance(played.result, OutcomeUnknown)
    assert (["POST key", "POST key", "HEAD key"], lost) == (played.methods, played.result.earlier[0].error)
