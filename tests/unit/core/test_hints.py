"""An error says the next step if the service's message does not."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from tigris_http._auth.keyring_sync import BlockingKeyring
from tigris_http._core.messages import Reply
from tigris_http._core.retry_budget import RetryBudget
from tigris_http.credentials import ANONYMOUS
from tigris_http.errors import TigrisError
from tigris_http.operations import (
    CopyObject,
    CreateFork,
    DeleteSnapshot,
    GetObjectTagging,
    HeadBucket,
    HeadObject,
    ListObjectsV2,
    Operation,
    PutObject,
)

from .exchanging import HEAD, LOST, NOW, play, refused, reply

PUT = PutObject("bucket", "key", b"x")
TAGGING = GetObjectTagging("bucket", "key")
FORK = CreateFork("fork", "bucket")


def said(operation: Operation[Any], *outcomes: Reply[Any] | TigrisError, **changes: Any) -> TigrisError:
    error = play(operation, *outcomes, **changes).result
    assert isinstance(error, TigrisError)
    return error


def message(text: str) -> Reply[Any]:
    return reply(400, f"<Error><Code>InvalidArgument</Code><Message>{text}</Message></Error>".encode())


@pytest.mark.parametrize(
    ("operation", "status", "hint"),
    [
        (HEAD, 403, "Answers to HEAD carry none: wrong key id, secret or clock, or not yours. A GET says which"),
        (HeadBucket("bucket"), 403, "Answers to HEAD carry none: wrong key id, secret or clock, or not yours."),
        (HEAD, 401, "Answers to HEAD carry none: wrong key id, secret or clock"),
        (HEAD, 404, "Answers to HEAD carry none: no such bucket, key or version. A GET says which"),
        (HEAD, 400, "Answers to HEAD carry none; a GET says it"),
    ],
)
def test_a_refused_head_says_that_a_get_has_the_reason(operation: Operation[Any], status: int, hint: str) -> None:
    assert f": the answer gives no reason. {hint}" in str(said(operation, reply(status)))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 422])
@pytest.mark.parametrize("body", [b"<html><title>nginx</title></html>", b"404 page not found", b'{"error": "no"}'])
def test_an_answer_of_a_server_that_is_no_store_leads_to_the_endpoint(status: int, body: bytes) -> None:
    error = said(PUT, reply(status, body))
    assert str(error).endswith(". This is no error document of S3: check the endpoint, and any proxy")


@pytest.mark.parametrize("operation", [HEAD, PUT])
def test_a_proxy_that_wants_a_password_is_named(operation: Operation[Any]) -> None:
    assert str(said(operation, reply(407))).endswith(". A proxy wants a user and a password: give them in its URL")


@pytest.mark.parametrize(
    ("operation", "answer", "hint"),
    [
        (
            PUT,
            refused(400, "XAmzContentSHA256Mismatch"),
            "The body was changed while it was sent, or sha256= is wrong",
        ),
        (PUT, refused(400, "BadDigest"), "The body was changed while it was sent, or its checksum is wrong"),
        (
            TAGGING,
            refused(403, "InvalidAccessKeyId"),
            "Check the access key id, and that the endpoint belongs to its service",
        ),
        (TAGGING, refused(403, "RequestTimeTooSkewed"), "Check the clock of this computer"),
        (TAGGING, refused(403, "SignatureDoesNotMatch"), "Check the secret access key"),
        (TAGGING, refused(400, "ExpiredToken"), "Give the client new credentials, or a function that returns them"),
        (
            FORK,
            message("Source bucket must be of snapshot type"),
            "Snapshots and forks need a bucket that was made with snapshot_enabled=True",
        ),
    ],
)
def test_an_error_response_says_the_next_step(operation: Operation[Any], answer: Reply[Any], hint: str) -> None:
    error = said(operation, answer)
    assert str(error).endswith(f". {hint}")
    assert str(error) == str(pickle.loads(pickle.dumps(error)))  # our own


@pytest.mark.parametrize(
    ("operation", "answer"),
    [
        (HEAD, reply(304)),
        (HEAD, reply(412)),
        (TAGGING, reply(404, b"no such page", ("x-amz-request-id", "17919"))),
        (FORK, reply(501, b"<html>Bad gateway</html>")),
        (TAGGING, refused(403, "AccessDenied")),
        (FORK, message("A bucket with snapshots cannot have lifecycle rules.")),
    ],
)
def test_an_answer_that_says_all_gets_no_hint(operation: Operation[Any], answer: Reply[Any]) -> None:
    assert "" == said(operation, answer).hint


def test_a_clock_that_stays_wrong_is_named() -> None:
    error = said(TAGGING, refused(403, "RequestTimeTooSkewed"))
    assert str(error).endswith(". Check the clock of this computer")


@pytest.mark.parametrize(
    ("operation", "answer"),
    [(TAGGING, refused(403, "AccessDenied")), (HEAD, reply(403)), (HEAD, reply(401))],
)
def test_an_anonymous_request_that_is_denied_asks_for_credentials(
    operation: Operation[Any], answer: Reply[Any]
) -> None:
    error = said(operation, answer, keys=BlockingKeyring(ANONYMOUS, lambda: NOW))
    assert str(error).endswith(". The request was anonymous: give the client credentials")


AT: Any = {"snapshot_version": "1765889000506396762"}
OF_SNAPSHOT = "This is the bucket at the snapshot 1765889000506396762: list_snapshots shows them"


@pytest.mark.parametrize(
    ("operation", "answer"),
    [
        (HeadObject("bucket", "key", **AT), reply(404)),
        (ListObjectsV2("bucket", **AT), refused(404, "NoSuchSnapshot")),
        (CopyObject("bucket", "new", "bucket", "key", **AT), refused(404, "NoSuchKey")),
    ],
)
def test_an_object_that_a_snapshot_lacks_is_named_with_the_snapshot(
    operation: Operation[Any], answer: Reply[Any]
) -> None:
    assert str(said(operation, answer)).endswith(f". {OF_SNAPSHOT}")


@pytest.mark.parametrize(
    ("operation", "answer"),
    [
        (ListObjectsV2("bucket", **AT), refused(404, "NoSuchBucket")),
        (DeleteSnapshot("bucket", AT["snapshot_version"]), refused(404, "NoSuchSnapshot")),
        (HEAD, reply(404)),
    ],
)
def test_another_error_does_not_name_a_snapshot(operation: Operation[Any], answer: Reply[Any]) -> None:
    assert OF_SNAPSHOT not in str(said(operation, answer))


def test_a_call_that_the_budget_ends_says_so_and_one_without_attempts_left_does_not() -> None:
    spent = said(HEAD, refused(503, "SlowDown"), budget=RetryBudget(4))
    assert str(spent).endswith("Not retried: this client's retry budget is spent; successful calls fill it again")
    assert 1 == spent.attempts
    lost = said(HEAD, LOST("no connection"), budget=RetryBudget(4))
    assert "Not retried: this client's retry budget is spent" in str(lost)
    assert "" == said(HEAD, *[refused(503, "SlowDown")] * 5).hint
