"""Every exchange of `fixtures/exchanges`: the client sends exactly this request, and reads exactly this from the
answer.

`tests/cases` has for each the operation and the expected result, or the fields of the error. `exchanges` reads the
messages with h11, so no code of the client judges itself.
"""

from __future__ import annotations

import inspect
import io
import re
import tarfile
from dataclasses import fields
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import canonicalize

import pytest

from tests import exchanges
from tests.against_botocore.request_pairs import REQUESTS
from tests.bundles import Answers, plan
from tests.cases import CASES, FIRST
from tests.cases.expected import Archived, Broken, Bundled, Opened, Refused
from tests.guards import ADD_A_CASE, ADD_A_NAME, none_left
from tigris_http import operations
from tigris_http._bundle.response import BundleMember, BundleResponse, BundleSkipped
from tigris_http._client.help.parameter_docs import OF_EVERY_CALL
from tigris_http._transport.request_body.prepare import prepare
from tigris_http._wire.address import DEFAULT_ENDPOINT, Endpoint, locate
from tigris_http._wire.error_documents import refusal
from tigris_http._wire.http import Head, Headers, Response
from tigris_http.errors import (
    BundleError,
)
from tigris_http.operations import (
    BundleArchive,
    BundleObjects,
    BundleRequest,
    GetObject,
    Operation,
    StreamOperation,
)

if TYPE_CHECKING:
    from tigris_http.operations._base import AnyOperation

TIGRIS = Endpoint.parse(DEFAULT_ENDPOINT)


class Source:
    """An open body that arrives in chunks of an odd size."""

    remaining: int | None = None

    def __init__(self, body: bytes, trailers: Headers) -> None:
        self._left, self._trailers = body, trailers
        self.closed = False

    def readinto(self, buffer: memoryview, /) -> int:
        piece = self._left[: min(len(buffer), 977)]
        buffer[: len(piece)] = piece
        self._left = self._left[len(piece) :]
        return len(piece)

    @property
    def trailers(self) -> Headers:
        return self._trailers

    def close(self) -> None:
        self.closed = True


def result_of(operation: AnyOperation, answer: exchanges.SentResponse) -> object:
    """Return the result that an operation reads from an answer, as the clients do."""
    head = Head(answer.status, answer.headers)
    if not 200 <= answer.status < 300:
        raise refusal(head, answer.body)
    if isinstance(operation, Operation):
        return operation.parse(Response(head, answer.body))
    source = Source(answer.body, answer.trailers)
    if isinstance(operation, GetObject):
        with operation.open(head, source) as body:
            return Opened(body.info, body.read())
    if isinstance(operation, BundleArchive):
        with operation.open(head, source) as archive:
            content = io.BytesIO(archive.read())
        with tarfile.open(fileobj=content) as tar:
            return Archived(tuple(tar.getnames()), archive.counts, str(archive.compression))
    assert isinstance(operation, BundleRequest)
    client = Answers(lambda _: source)
    bundle_options = BundleObjects[None](operation.bucket, operation.keys, compression=operation.compression)
    with BundleResponse[Any](client, bundle_options, plan(), connections=1) as bundle:
        found = list(bundle)
    assert [operation.keys] == [sent.keys for sent in client.operations]
    members = tuple((member.key, member.read()) for member in found if isinstance(member, BundleMember))
    assert (len(members), sum(len(data) for _, data in members)) == (bundle.stats.delivered, bundle.stats.bytes)
    return Bundled(members, tuple(skipped for skipped in found if isinstance(skipped, BundleSkipped)))


def test_every_exchange_has_a_case_and_every_case_an_exchange() -> None:
    found = set(exchanges.names())
    none_left(found - CASES.keys(), "add an entry of this name to CASES in a module of tests/cases")
    none_left(CASES.keys() - found, "add request.http and response.http to fixtures/exchanges/<operation>/<case>")


def test_every_operation_has_a_case_that_succeeds_and_one_that_fails() -> None:
    known = {
        kind
        for kind in (getattr(operations, name) for name in operations.__all__)
        if isinstance(kind, type) and issubclass(kind, (Operation, StreamOperation)) and not inspect.isabstract(kind)
    }
    failing = {type(operation) for operation, expected in CASES.values() if isinstance(expected, (Refused, Broken))}
    succeeding = {
        type(operation) for operation, expected in CASES.values() if not isinstance(expected, (Refused, Broken))
    }
    none_left((succeeding | failing) - known, ADD_A_NAME)
    none_left(known - succeeding, ADD_A_CASE)
    none_left(known - failing, "add a case that is `Refused` or `Broken` to tests/cases and fixtures/exchanges")


UNRECORDED = {
    # Nothing in the request shows it.
    *("PutObject.length", "PutObject.sha256", "UploadPart.length", "UploadPart.sha256", "GetObject.resume"),
    # It has one value.
    "PutBucketEncryption.sse_algorithm",
    # `with_content` implies it.
    "ListObjectsV2.with_metadata",
    # `tests/scenarios` and `test_soft_delete.py` have it.
    *("BundleRequest.snapshot_version", "ListDeletedObjects.continuation_token", "ListDeletedObjectVersions.delimiter"),
}
"""Parameters without a recorded request. `test_conditions.py` has those of conditions."""


def test_every_parameter_is_in_a_recorded_request_or_in_one_of_botocore() -> None:
    recorded = {
        f"{type(operation).__name__}.{field.name}"
        for operation in (*(operation for operation, _ in CASES.values()), *(row[0] for row in REQUESTS))
        for field in fields(operation)
        if field.init and getattr(operation, field.name) != field.default
    }
    known = {
        f"{kind.__name__}.{field.name}"
        for kind in FIRST
        for field in fields(kind)
        if field.init and field.name not in OF_EVERY_CALL and not field.name.startswith(("if_", "source_if_"))
    }
    none_left(
        known - recorded - UNRECORDED,
        "add a case with this argument to tests/cases and fixtures/exchanges, or, if botocore has it, a row to "
        "REQUESTS in tests/against_botocore/request_pairs.py",
    )
    none_left(UNRECORDED - (known - recorded), "recorded, or no parameter: remove it from UNRECORDED")


@pytest.mark.parametrize("name", CASES)
def test_the_folder_of_a_case_has_the_name_of_its_operation(name: str) -> None:
    action = CASES[name][0].action
    assert name.partition("/")[0] == re.sub(r"(?<=[a-z])(?=[A-Z])", "_", action).lower()


@pytest.mark.parametrize("name", exchanges.names())
def test_the_messages_are_readable_files_and_exact_on_the_wire(name: str) -> None:
    """A request must keep its carriage returns through git and editors."""
    raw_request, raw_response = exchanges.raw(name)
    for message in (raw_request, raw_response):
        head, separator, _ = message.partition(b"\r\n\r\n")
        assert separator
        assert b"\n" not in head.replace(b"\r\n", b"")
        assert head.isascii()
        assert b"authorization" not in head.lower()


@pytest.mark.parametrize("name", CASES)
def test_the_client_sends_exactly_this_request(name: str) -> None:
    operation, _ = CASES[name]
    expected = exchanges.load(name).request
    request = operation.request()
    address = locate(TIGRIS, "auto", request.bucket, request.key, request.query, path_style=request.path_style)
    upload = prepare(request)
    body = b"".join(upload.chunks())
    headers = [("host", address.authority), *request.headers]
    if body or request.method in {"PUT", "POST", "PATCH"}:
        headers.append(("content-length", str(upload.payload.size)))
    upload.close()

    assert (expected.method, expected.target, expected.host) == (request.method, address.target, address.authority)
    if request.headers and ("content-type", "application/xml") in request.headers:
        # The declaration and the quotes of a document do not matter.
        assert canonicalize(expected.body.decode()) == canonicalize(body.decode())
        headers = [(name, str(len(expected.body)) if name == "content-length" else value) for name, value in headers]
    else:
        assert expected.body == body
    assert sorted(expected.headers) == sorted(headers)


@pytest.mark.parametrize("name", CASES)
def test_the_client_reads_exactly_this_from_the_answer(name: str) -> None:
    operation, expected = CASES[name]
    answer = exchanges.load(name).response
    if isinstance(expected, Refused):
        with pytest.raises(expected.kind) as refused:
            result_of(operation, answer)
        error = refused.value
        missing = error.missing_keys if isinstance(error, BundleError) else ()
        assert expected == Refused(type(error), error.status, error.code, error.message, error.request_id, missing)
    elif isinstance(expected, Broken):
        with pytest.raises(expected.kind, match=re.escape(expected.message)) as broken:
            result_of(operation, answer)
        assert expected.kind is broken.type
    else:
        assert expected == result_of(operation, answer)
