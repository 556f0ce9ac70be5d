"""botocore's parser and this client's read the same fields from the same bytes: samples, generated answers, the
emulator's.
"""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import exchanges
from tests.cases import CASES
from tests.cases.expected import Broken
from tests.guards import none_left
from tigris_http import operations as ops
from tigris_http._wire.error_documents import is_refusal, refusal
from tigris_http._wire.http import Head, Response
from tigris_http.emulator import Emulator
from tigris_http.operations._base import AnyOperation
from tigris_http.operations.bucket_config.bucket_facts import NotificationTarget

from .botocore_parser import ParsedAnswer, Raw, is_known, parse
from .emulator_answers import Recorder, ask_all
from .generated_answers import answers, error_responses
from .row import BEYOND, UNREAD
from .rows import ROWS

if TYPE_CHECKING:
    from collections.abc import Callable


def _is_read_by_both(name: str) -> bool:
    # Of an error response without a body botocore reads only the status; JSON is Tigris' own.
    answer = exchanges.load(name).response
    return answer.body[:1] != b"{" and (answer.status < 300 or bool(answer.body))


SAMPLES = [
    name
    for name, (operation, expected) in CASES.items()
    if operation.action in ROWS and not isinstance(expected, Broken) and _is_read_by_both(name)
]


KINDS: dict[type, Callable[[Any], Any]] = {
    ops.ObjectVersion: lambda version: version.is_delete_marker,
    NotificationTarget: lambda target: ("Topic", "Queue", "CloudFunction").index(target.kind),
}
"""Results that botocore groups by kind, which loses their order, and the key that sorts them so."""


def shared(value: Any) -> Any:
    """Return a result without the fields unknown to botocore, in botocore's order."""
    if isinstance(value, tuple):
        found = [shared(one) for one in value]
        kind = KINDS.get(type(found[0])) if found else None
        return tuple(found if kind is None else sorted(found, key=kind))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, ops.Bucket):
        # Tigris has the last change in S3's `CreationDate`; the creation date has a name of Tigris' own.
        value = replace(value, created_at=value.modified_at or value.created_at)
    beyond = BEYOND.get(type(value), ())
    changed = {
        field.name: field.default if field.name in beyond else shared(getattr(value, field.name))
        for field in fields(value)
        if field.name not in beyond or field.default is not MISSING
    }
    return replace(value, **changed)


def assert_same(action: str, answer: Raw) -> None:
    """Compare the results of both parsers."""
    row = ROWS[action]
    parsed = parse(action, answer)
    metadata = parsed.pop("ResponseMetadata")
    head = Head(answer.status, answer.headers)
    if is_refusal(head, answer.body):
        ours = refusal(head, answer.body)
        error = parsed["Error"]
        # This client strips white space around a code: programs compare codes.
        assert (error["Code"].strip(), error["Message"]) == (ours.code, ours.message)
        assert metadata.get("RequestId") == ours.request_id
        return
    looked = ParsedAnswer(parsed)
    expected = row.expected(looked)
    assert expected == shared(row.operation.parse(Response(head, answer.body)))
    known = (*UNREAD, *row.unread)
    unread = {name for name in looked.unseen() if not any(fnmatchcase(name, pattern) for pattern in known)}
    none_left(
        unread,
        f"botocore reads it of {action}: read it in the Row in tests/against_botocore/of_*.py, "
        "or add it to UNREAD in tests/against_botocore/row.py",
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_read_as_botocore_reads_them(name: str) -> None:
    answer = exchanges.load(name).response
    assert_same(CASES[name][0].action, Raw(answer.status, answer.headers, answer.body))


@pytest.mark.parametrize("action", ROWS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_answers_of_any_content_are_read_as_botocore_reads_them(action: str, data: st.DataObject) -> None:
    assert_same(action, data.draw(answers(action, ROWS[action].root)))


@pytest.mark.parametrize("action", ROWS)
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_answers_with_every_member_are_read_whole(action: str, data: st.DataObject) -> None:
    assert_same(action, data.draw(answers(action, ROWS[action].root, full=True)))


@settings(max_examples=100, deadline=None)
@given(error_responses())
def test_error_responses_of_any_content_are_read_as_botocore_reads_them(answer: Raw) -> None:
    assert_same("ListObjectsV2", answer)


def test_answers_of_the_emulator_are_read_as_botocore_reads_them() -> None:
    """The emulator answers each operation that has a row at least once."""
    compared = set()

    def compare(action: str, answer: Raw) -> None:
        if action in ROWS:
            assert_same(action, answer)
            compared.add(action)

    with Emulator() as emulator:
        ask_all(Recorder(emulator, compare))
    none_left(
        ROWS.keys() - compared,
        "the emulator has not answered it: ask for it in tests/against_botocore/emulator_answers.py",
    )


WITHOUT_ROWS = {
    # The answer has only a status, or headers that only Tigris has.
    *("AbortMultipartUpload", "CreateBucket", "DeleteBucket", "DeleteBucketCors", "DeleteBucketEncryption"),
    *("DeleteBucketLifecycle", "DeleteBucketOwnershipControls", "DeleteBucketTagging", "DeleteObjectTagging"),
    *("HeadBucket", "PutBucketAccelerateConfiguration", "PutBucketAcl", "PutBucketCors", "PutBucketEncryption"),
    *("PutBucketLifecycleConfiguration", "PutBucketOwnershipControls", "PutBucketTagging", "PutObjectAcl"),
    *("PutObjectTagging", "RestoreObject"),
    # A streamed body: its head has the fields of `HeadObject`.
    "GetObject",
    # A handler of botocore reads these, not its parser.
    "GetBucketLocation",
    # Another operation has this name in S3 Express.
    "RenameObject",
}


def test_every_operation_that_botocore_knows_is_compared() -> None:
    names = (getattr(ops, name) for name in ops.__all__)
    ours = {kind.__name__ for kind in names if isinstance(kind, type) and issubclass(kind, AnyOperation)}
    known, compared = {name for name in ours if is_known(name)}, set(ROWS) | WITHOUT_ROWS
    none_left(
        known - compared,
        "botocore knows it: add a Row to tests/against_botocore/of_*.py, or add it to WITHOUT_ROWS in "
        "tests/against_botocore/test_parsers.py",
    )
    none_left(compared - known, "no such operation: remove it from tests/against_botocore")
    assert set() == set(ROWS) & WITHOUT_ROWS
