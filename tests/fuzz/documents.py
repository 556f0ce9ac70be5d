"""Targets: the documents and header fields of answers."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Final
from unittest import mock

from tests.cases import FIRST
from tigris_http import operations as ops
from tigris_http._core.clock_skew import Skew
from tigris_http._core.retry import retry_after_seconds
from tigris_http._wire import json as _json
from tigris_http._wire import timestamps as _timestamps
from tigris_http._wire.documents import xml as _xml
from tigris_http._wire.error_documents import refusal
from tigris_http._wire.http import Head, Response
from tigris_http._wire.schema import BOOLEAN, ETAG, INTEGER, MOMENT, SOME_TEXT, TEXT, Part, Shape
from tigris_http.errors import AccessDenied, FeatureNotSupported, MalformedResponse, ServiceError
from tigris_http.operations.objects._object_info import object_info

from .claims import claim, fields_of

NOW: Final = datetime(2026, 10, 20, 10, 57, 30, tzinfo=timezone.utc)

OPERATIONS: Final[dict[str, ops.Operation[Any]]] = {
    kind.__name__: operation for kind, (_, operation) in FIRST.items() if isinstance(operation, ops.Operation)
}


def _parsed(operation: ops.Operation[Any], response: Response) -> object:
    try:
        result = operation.parse(response)
        if isinstance(operation, ops.PagedOperation):
            list(operation.items(result))
            following = operation.after(result)
            if following is not None:
                try:
                    following.request()
                except ValueError:
                    # A marker that no request can carry; it is refused by name before a request.
                    return result
    except (FeatureNotSupported, MalformedResponse, ServiceError) as error:
        claim(len(str(error)) < 3000, "an error that goes on and on")
        str(error).encode()
        return type(error), str(error)
    return result


def answers(data: bytes) -> None:
    """Every operation reads any body, and any header fields; by layouts the same as by the tree."""
    fields, _, body = data.partition(b"\n\n")
    if not _:
        fields, body = b"", data
    head = Head(200, fields_of(fields))
    for operation in OPERATIONS.values():
        response = Response(head, body)
        with mock.patch.object(_xml, "LEAST_BYTES", 0):
            by_layouts = _parsed(operation, response)
        claim(by_layouts == _parsed(operation, response), "the same bytes were read differently")


def xml(data: bytes) -> None:
    """A document is an element or malformed; releasing it does not overflow the stack."""
    try:
        root = _xml.parse(data)
    except MalformedResponse:
        return
    _xml.local(root.tag)
    for each in root.iter():
        _xml.text_of(each, "Key")


def json(data: bytes) -> None:
    """A document is an object or malformed, and its members can be read as any type."""
    try:
        found = _json.parse_object(data)
    except MalformedResponse:
        return
    for name in found:
        for of in (TEXT, SOME_TEXT, ETAG, INTEGER, BOOLEAN, MOMENT, Shape(dict[str, object])):
            for many in (False, True):
                try:
                    _json.read(Shape(dict[str, object], Part("a", "a", of, many)), {"a": found[name]})
                except MalformedResponse as error:
                    claim(str(error), "an error without words")


def refusals(data: bytes) -> None:
    """An answer other than a success is an error of the service, with any content; it can be printed and pickled."""
    status = 200 + data[0] % 300 if data else 500
    fields, _, body = data[1:].partition(b"\n\n")
    head = Head(status, fields_of(fields))
    error = refusal(head, body)
    claim(status == error.status, "another status")
    str(error).encode("utf-8", "surrogatepass")
    claim(len(error.message) < 2000, "a message that goes on and on")
    retry_after_seconds(head.get("retry-after"), NOW)
    skew = Skew()
    blamed = isinstance(error, AccessDenied) and skew.caused(error, head, NOW)
    if blamed and skew.learn(head, NOW):
        skew.applied(NOW)
        skew.applied(NOW.replace(year=NOW.year + 1))


def objects(data: bytes) -> None:
    """The head of an object's answer is an `ObjectInfo` or malformed."""
    status = 206 if data[:1] == b"6" else 200
    try:
        info = object_info(Head(status, fields_of(data[1:])), "bucket", "key")
    except MalformedResponse:
        return
    claim(min(info.content_length, info.size) >= 0, "a size below zero")
    claim(info.content_range is not None or status == 200, "a part that is not told")
    repr(info)


def timestamps(data: bytes) -> None:
    """Text is an aware time in UTC or malformed, and a time that was read is written back."""
    value = data.decode("latin-1")
    for read in (_timestamps.from_rfc3339, _timestamps.from_http_date):
        try:
            found = read(value)
        except MalformedResponse:
            continue
        claim(found.utcoffset() is not None, "a time of nowhere")
        claim(
            found.replace(microsecond=0) == _timestamps.from_http_date(_timestamps.to_http_date(found)), "another time"
        )
    when = _timestamps.from_version(value)
    claim(when is None or when.tzinfo is not None, "a time of nowhere")
