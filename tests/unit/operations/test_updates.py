"""An update of an object, step by step, with plain answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tigris_http._wire.http import Head, Response
from tigris_http.errors import Conflict, NotFound, PreconditionFailed, TigrisError
from tigris_http.operations import UpdateObject, UpdateObjectResult
from tigris_http.operations._steps import Apply, Ask, Draw
from tigris_http.operations.objects._object_info import MARK
from tigris_http.operations.updates._requests import ReadObject

MISSING = NotFound("no such key", status=404, code="NoSuchKey")
REFUSED = PreconditionFailed("a condition failed", status=412, code="PreconditionFailed")
Stored = list[dict[str, str]]
"""The headers of each write."""


def update(read: Callable[[ReadObject, Stored], object], refusal: TigrisError) -> tuple[object, Stored]:
    """Update an object to `b"1"`; return the result or the error, and the writes. Each of them is refused."""
    steps = UpdateObject("bucket", "k", lambda _: b"1", max_conflicts=2).steps()
    stored: Stored = []
    outcome: Any = None
    while True:
        try:
            wanted = steps.send(outcome)
        except StopIteration as end:
            return end.value, stored
        except TigrisError as error:
            return error, stored
        if isinstance(wanted, Apply):
            outcome = wanted.function(wanted.argument)
        elif isinstance(wanted, Draw):
            outcome = bytes(wanted.size)
        else:
            assert isinstance(wanted, Ask)
            if isinstance(wanted.operation, ReadObject):
                outcome = read(wanted.operation, stored)
            else:
                stored.append(dict(wanted.operation.request().headers))
                outcome = refusal


def test_a_write_that_a_proxy_sent_twice_is_no_conflict() -> None:
    """The second copy was refused, and its answer returned. The object has the mark of the first."""

    def read(operation: ReadObject, stored: Stored) -> object:
        if not stored:
            return MISSING
        fields = (("content-length", "1"), ("etag", '"e"'), (MARK, stored[0][MARK]))
        return operation.parse(Response(Head(200, fields), b"1"))

    result, stored = update(read, REFUSED)
    assert UpdateObjectResult(True, "e", None, 0) == result
    assert ["*"] == [each["if-none-match"] for each in stored]


@pytest.mark.parametrize(
    ("refusal", "writes"),
    [
        (REFUSED, 3),
        (Conflict("two writes met", status=409, code="ConditionalRequestConflict"), 3),
        (Conflict("the bucket is busy", status=409, code="OperationAborted"), 1),
        (NotFound("no such bucket", status=404, code="NoSuchBucket"), 1),
    ],
    ids=repr,
)
def test_only_the_refusals_of_a_faster_writer_are_conflicts(refusal: TigrisError, writes: int) -> None:
    error, stored = update(lambda _operation, _stored: MISSING, refusal)
    assert (refusal, writes) == (error, len(stored))
