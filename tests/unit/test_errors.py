"""The errors: a tree that pickles, names the attempt and its object, and holds no secret."""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import TYPE_CHECKING

import pytest

from tests.guards import none_left
from tigris_http import errors
from tigris_http._core.retry import (
    RetryPolicy,
    wait_before_next,
)
from tigris_http._wire.error_documents import refusal
from tigris_http._wire.http import Head
from tigris_http._wire.lost_responses import is_lost_response
from tigris_http.errors import (
    AccessDenied,
    BodyMismatch,
    BundleError,
    ConfigurationError,
    Conflict,
    ConnectionFailed,
    CorruptBody,
    CredentialsError,
    FeatureNotSupported,
    IncompleteBody,
    MalformedResponse,
    NotFound,
    NotModified,
    ObjectChanged,
    OutcomeUnknown,
    PreconditionFailed,
    RangeNotSatisfiable,
    ServiceError,
    TigrisError,
    TimedOut,
    Unavailable,
    service_error_class,
)

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY: list[TigrisError] = [
    TigrisError("why"),
    ConnectionFailed("why", sent=False),
    TimedOut("why", sent=False),
    CredentialsError("why"),
    ConfigurationError("why"),
    BodyMismatch("why"),
    MalformedResponse("why"),
    IncompleteBody("why"),
    CorruptBody("why"),
    ObjectChanged("why"),
    OutcomeUnknown("why"),
    FeatureNotSupported("why"),
    BundleError("why", status=404, code="BundleKeyNotFound", request_id="17", missing_keys=("a", "b"), body="<Error/>"),
    *(
        kind("why", status=kind.STATUSES[0] if kind.STATUSES else 400, code="Code", request_id="17")
        for kind in (
            ServiceError,
            NotModified,
            AccessDenied,
            NotFound,
            Conflict,
            PreconditionFailed,
            RangeNotSatisfiable,
            Unavailable,
        )
    ),
]


def test_the_list_above_has_every_class() -> None:
    classes = {kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Exception)}
    none_left(classes - set(map(type, EVERY)), "add an error of this class to EVERY in tests/unit/test_errors.py")
    none_left(set(map(type, EVERY)) - classes, "not in tigris_http/errors.py: remove it from tests/unit/test_errors.py")


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes() -> None:
    drawn = [line for line in (errors.__doc__ or "").splitlines() if "──" in line or line.strip() == "TigrisError"]
    parents: dict[int, str] = {}
    found: dict[str, str] = {}
    for line in drawn:
        depth = max(line.find("──") // 4, 0) if "──" in line else 0
        name = line.split("──")[-1].split()[0]
        if "──" in line:
            found[name] = parents[depth - 1]
        parents[depth] = name
    expected = {type(error).__name__: type(error).__bases__[0].__name__ for error in EVERY[1:]}
    assert expected == found


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize(
    "again",
    [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy],
    ids=["pickle", "copy", "deepcopy"],
)
def test_an_error_pickles_with_all_its_fields(error: TigrisError, again: Callable[[TigrisError], TigrisError]) -> None:
    """Worker processes send their errors to their parent."""
    located = copy.copy(error).located("GetObject", "photos", "a.jpg", 3)
    back = again(located)
    assert (type(located), str(located), located.args, located.__dict__) == (
        type(back),
        str(back),
        back.args,
        back.__dict__,
    )
    assert back is not located


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_protocol_of_pickle_works(protocol: int) -> None:
    for error in EVERY:
        assert error.__dict__ == pickle.loads(pickle.dumps(error, protocol)).__dict__


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_an_error_names_the_attempt_its_object_and_the_answer(error: TigrisError) -> None:
    located = copy.copy(error).located("GetObject", "photos", "a.jpg", 3)
    assert str(located).startswith("GetObject photos/a.jpg: ")
    assert str(located).endswith(" (after 3 attempts)")
    assert "why" in str(located)
    assert type(error).__name__ in repr(located)
    assert str(located) in repr(located)


@pytest.mark.parametrize(
    ("bucket", "key", "attempts", "text"),
    [
        (None, None, 1, "ListBuckets: why"),
        ("photos", None, 1, "ListBuckets photos: why"),
        ("photos", "a", 1, "ListBuckets photos/a: why"),
        ("photos", "a", 2, "ListBuckets photos/a: why (after 2 attempts)"),
    ],
)
def test_the_text_names_as_much_as_is_known(bucket: str | None, key: str | None, attempts: int, text: str) -> None:
    assert text == str(TigrisError("why").located("ListBuckets", bucket, key, attempts))


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("no such key in our records.", "no such key in our records. Check the id"),
        ("no such key in our records", "no such key in our records. Check the id"),
        ("who is this?", "who is this? Check the id"),
    ],
)
def test_the_hint_is_a_sentence_after_that_of_the_message(message: str, text: str) -> None:
    error = TigrisError(message)
    error.hint = "Check the id"
    assert text == str(error)
    assert f"GetObject b/k: {text}" == str(error.located("GetObject", "b", "k", 1))


def test_the_hint_follows_the_number_of_attempts() -> None:
    error = TigrisError("no answer.").located("GetObject", "b", "k", 2)
    error.hint = "Check the id"
    assert "GetObject b/k: no answer. (after 2 attempts). Check the id" == str(error)


def test_the_innermost_note_of_the_attempt_stays() -> None:
    error = TigrisError("why").located("HeadObject", "a", "b", 1).located("RenameObject", "c", "d", 5)
    assert ("HeadObject", "a", "b", 1) == (error.operation, error.bucket, error.key, error.attempts)


def test_an_error_response_shows_status_code_and_request_id() -> None:
    error = NotFound("gone", status=404, code="NoSuchKey", request_id="17")
    assert "404 NoSuchKey: gone [request id 17]" == str(error)
    assert "404: gone" == str(NotFound("gone", status=404))


def test_the_status_has_the_name_that_the_extension_gives_it() -> None:
    assert 404 == NotFound("gone", status=404).status_code
    missing = BundleError("a key is missing", status=200, missing_keys=("a",))
    assert (200, "") == (missing.status_code, missing.body)


def test_a_bundle_error_names_some_of_many_missing_keys() -> None:
    error = BundleError("gone", status=404, missing_keys=tuple(f"k{n}" for n in range(5000)))
    assert "404: gone (5000 missing: 'k0', 'k1', 'k2', ...)" == str(error)


SECRET = "tsec_EXAMPLEsecretEXAMPLEsecret"


def test_the_signature_in_an_error_response_is_not_shown() -> None:
    """S3 answers a wrong signature with all that it computed."""
    body = (
        "<Error><Code>SignatureDoesNotMatch</Code><Message>no match</Message><AWSAccessKeyId>tid_x</AWSAccessKeyId>"
        f"<StringToSign>{SECRET}</StringToSign><SignatureProvided>{SECRET}</SignatureProvided></Error>"
    )
    error = refusal(Head(403, (("x-amz-security-token", SECRET),)), body.encode())
    for shown in (str(error), repr(error), repr(error.__dict__), repr(error.args)):
        assert SECRET not in shown


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (304, NotModified),
        (400, ServiceError),
        (401, AccessDenied),
        (403, AccessDenied),
        (404, NotFound),
        (405, ServiceError),
        (409, Conflict),
        (411, ServiceError),
        (412, PreconditionFailed),
        (416, RangeNotSatisfiable),
        (417, ServiceError),
        (429, Unavailable),
        (500, Unavailable),
        (501, ServiceError),
        (502, Unavailable),
        (503, Unavailable),
        (504, Unavailable),
        (599, ServiceError),
        (301, ServiceError),
        (0, ServiceError),
    ],
)
def test_each_status_has_its_class(status: int, kind: type[ServiceError]) -> None:
    assert kind is service_error_class(status)


@pytest.mark.parametrize(
    ("status", "code", "once_more", "lost"),
    [
        (200, "SlowDown", True, False),
        (200, "InternalError", True, True),
        (200, "ServiceUnavailable", True, True),
        (200, "RequestTimeout", True, True),
        (200, "NoSuchKey", False, False),
        (200, "AccessDenied", False, False),
        (200, "SomethingNew", False, False),
        (400, "RequestTimeout", True, True),
        (400, "InvalidArgument", False, False),
        (403, "SlowDown", True, False),
        (404, "NoSuchKey", False, False),
        (409, "RestoreAlreadyInProgress", False, False),
        (429, "", True, False),
        (500, "InternalError", True, True),
        (501, "NotImplemented", False, False),
        (502, "", True, True),
        (503, "SlowDown", True, False),
        (503, "ServiceUnavailable", True, True),
        (504, "", True, True),
    ],
)
def test_status_and_code_decide_on_another_attempt(status: int, code: str, once_more: bool, lost: bool) -> None:
    error = refusal(Head(status), f"<Error><Code>{code}</Code></Error>".encode())
    policy = RetryPolicy()
    wait = wait_before_next(policy, error, attempts=1, elapsed=0, fraction=1, repeatable=True)
    blind = wait_before_next(policy, error, attempts=1, elapsed=0, fraction=1, repeatable=False)
    assert (once_more, once_more and not lost, lost) == (wait is not None, blind is not None, is_lost_response(error))


def test_a_key_with_line_ends_makes_one_line_of_an_error() -> None:
    error = NotFound("no", status=404).located("GetObject", "bucket", "a\nroot: logged in", 1)
    assert "GetObject bucket/a\\nroot: logged in: 404: no" == str(error)
