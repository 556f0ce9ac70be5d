"""An update of an object, step by step, with plain answers."""

from __future__ import annotations

from typing import Any

from tigris_http._wire.http import Head, Response
from tigris_http.errors import NotFound, PreconditionFailed
from tigris_http.operations import UpdateObject, UpdateObjectResult
from tigris_http.operations._steps import Apply, Ask, Draw
from tigris_http.operations.objects._object_info import MARK
from tigris_http.operations.updates._requests import ReadObject

MISSING = NotFound("no such key", status=404, code="NoSuchKey")
REFUSED = PreconditionFailed("a condition failed", status=412, code="PreconditionFailed")


def test_a_write_that_a_proxy_sent_twice_is_no_conflict() -> None:
    """The second copy was refused, and its answer returned. The object has the mark of the first."""
    steps = UpdateObject("bucket", "k", lambda _: b"1").steps()
    stored: list[dict[str, str]] = []
    outcome: Any = None
    result: object = None
    while result is None:
        try:
            wanted = steps.send(outcome)
        except StopIteration as end:
            result = end.value
            continue
        if isinstance(wanted, Apply):
            outcome = wanted.function(wanted.argument)
        elif isinstance(wanted, Draw):
            outcome = bytes(wanted.size)
        else:
            assert isinstance(wanted, Ask)
            if isinstance(wanted.operation, ReadObject):
                fields = (("content-length", "1"), ("etag", '"e"'), *((MARK, each[MARK]) for each in stored))
                outcome = wanted.operation.parse(Response(Head(200, fields), b"1")) if stored else MISSING
            else:
                stored.append(dict(wanted.operation.request().headers))
                outcome = REFUSED
    assert UpdateObjectResult(True, "e", None, 0) == result
    assert ["*"] == [each["if-none-match"] for each in stored]
