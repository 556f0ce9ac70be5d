"""botocore's parser and this client's read the same bytes, and find the same: samples, made answers, the emulator's."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import exchanges
from tests.cases import CASES
from tests.cases.meaning import Broken
from tests.guards import none_left
from tigris_http import operations as ops
from tigris_http._wire.error_documents import is_refusal, refusal
from tigris_http._wire.http import Head, Response
from tigris_http.emulator import Emulator
from tigris_http.operations._base import AnyOperation
from tigris_http.operations.bucket_config.bucket_facts import NotificationTarget

from .agreed import ROWS
from .made import answers, refusals
from .row import BEYOND, UNREAD
from .story import Teller, tell
from .told import Raw, Told, is_known, parsed

if TYPE_CHECKING:
    from collections.abc import Callable


def _is_read_by_both(name: str) -> bool:
    # Of a refusal without a body botocore says nothing but its status, and JSON is Tigris' own.
    answer = exchanges.load(name).response
    return answer.body[:1] != b"{" and (answer.status < 300 or bool(answer.body))


SAMPLES = [
    name
    for name, (operation, means) in CASES.items()
    if operation.action in ROWS and not isinstance(means, Broken) and _is_read_by_both(name)
]


KINDS: dict[type, Callable[[Any], Any]] = {
    ops.ObjectVersion: lambda version: version.is_delete_marker,
    NotificationTarget: lambda target: ("Topic", "Queue", "CloudFunction").index(target.kind),
}
"""What botocore tells apart by kind, and then no longer knows in which order it came."""


def shared(value: Any) -> Any:
    """Return a result without what botocore does not know of, and in its order."""
    if isinstance(value, tuple):
        found = [shared(one) for one in value]
        kind = KINDS.get(type(found[0])) if found else None
        return tuple(found if kind is None else sorted(found, key=kind))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, ops.Bucket):
        # With Tigris S3's `CreationDate` is that of the last change, and the real one has a name that is Tigris' own.
        value = replace(value, created_at=value.modified_at or value.created_at)
    beyond = BEYOND.get(type(value), ())
    changed = {
        field.name: field.default if field.name in beyond else shared(getattr(value, field.name))
        for field in fields(value)
        if field.name not in beyond or field.default is not MISSING
    }
    return replace(value, **changed)


def agree(action: str, answer: Raw) -> None:
    """Compare what both read of an answer."""
    row = ROWS[action]
    told = parsed(action, answer)
    metadata = told.pop("ResponseMetadata")
    head = Head(answer.status, answer.headers)
    if is_refusal(head, answer.body):
        ours = refusal(head, answer.body)
        error = told["Error"]
        # White space around a code is none of its own: programs compare codes.
        assert (error["Code"].strip(), error["Message"]) == (ours.code, ours.message)
        assert metadata.get("RequestId") == ours.request_id
        return
    looked = Told(told)
    expected = row.means(looked)
    assert expected == shared(row.operation.parse(Response(head, answer.body)))
    known = (*UNREAD, *row.unread)
    unread = {name for name in looked.unseen() if not any(fnmatchcase(name, pattern) for pattern in known)}
    assert set() == unread


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_read_as_botocore_reads_them(name: str) -> None:
    answer = exchanges.load(name).response
    agree(CASES[name][0].action, Raw(answer.status, answer.headers, answer.body))


@pytest.mark.parametrize("action", ROWS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_answers_of_any_content_are_read_as_botocore_reads_them(action: str, data: st.DataObject) -> None:
    agree(action, data.draw(answers(action, ROWS[action].root)))


@pytest.mark.parametrize("action", ROWS)
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_answers_that_say_all_there_is_are_read_whole(action: str, data: st.DataObject) -> None:
    agree(action, data.draw(answers(action, ROWS[action].root, full=True)))


@settings(max_examples=100, deadline=None)
@given(refusals())
def test_refusals_of_any_content_are_read_as_botocore_reads_them(answer: Raw) -> None:
    agree("ListObjectsV2", answer)


def test_answers_of_the_emulator_are_read_as_botocore_reads_them() -> None:
    """Each operation that has a row, once at least."""
    compared = set()

    def compare(action: str, answer: Raw) -> None:
        if action in ROWS:
            agree(action, answer)
            compared.add(action)

    with Emulator() as emulator:
        tell(Teller(emulator, compare))
    assert set(ROWS) == compared


WITHOUT_ROWS = {
    # The answer says nothing beyond its status, or in headers of Tigris alone.
    *("AbortMultipartUpload", "CreateBucket", "DeleteBucket", "DeleteBucketCors", "DeleteBucketEncryption"),
    *("DeleteBucketLifecycle", "DeleteBucketOwnershipControls", "DeleteBucketTagging", "DeleteObjectTagging"),
    *("HeadBucket", "PutBucketAccelerateConfiguration", "PutBucketAcl", "PutBucketCors", "PutBucketEncryption"),
    *("PutBucketLifecycleConfiguration", "PutBucketOwnershipControls", "PutBucketTagging", "PutObjectAcl"),
    *("PutObjectTagging", "RestoreObject"),
    # A body that streams: what its head says is what `HeadObject` says.
    "GetObject",
    # Not read by the parser of botocore, but by one of its handlers.
    "GetBucketLocation",
    # Another operation of this name, that of S3 Express.
    "RenameObject",
}


def test_every_operation_that_botocore_knows_is_compared() -> None:
    names = (getattr(ops, name) for name in ops.__all__)
    ours = {kind.__name__ for kind in names if isinstance(kind, type) and issubclass(kind, AnyOperation)}
    known, compared = {name for name in ours if is_known(name)}, set(ROWS) | WITHOUT_ROWS
    none_left(
        known - compared,
        "botocore knows it: add a Row to tests/against_botocore/of_*.py, or add it to WITHOUT_ROWS in test_parsers.py",
    )
    none_left(compared - known, "no such operation: remove it from tests/against_botocore")
    assert set() == set(ROWS) & WITHOUT_ROWS
