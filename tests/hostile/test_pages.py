"""A captive portal that answers 200 to anything has carried out nothing: a success must show in the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.rawserver import reply
from tigris_http import FeatureNotSupported, MalformedResponse, PreconditionFailed, ServiceError, TigrisError

from .good import Good, good
from .running import MODES, Outcome, run_all
from .server import Ending, HostileServer, Script
from .uses import USES

if TYPE_CHECKING:
    from collections.abc import Iterator

HTML = b"<html><head><title>Sign in to the network</title></head><body>Please accept.</body></html>"
BELIEVED = {"get_bucket_info", "head_bucket"}
"""The answer to a HEAD of a bucket has only a type that could contradict it."""
NOT_SENT = {
    "delete_snapshot": FeatureNotSupported,
    "has_snapshot_enabled": FeatureNotSupported,
    "purge_bucket": PreconditionFailed,
    "restore_deleted_object": FeatureNotSupported,
}
"""A call that sends such a HEAD first ends with it: the answer has no sign of Tigris, or stands for a live bucket."""


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileServer]:
    with HostileServer(good) as server:
        yield server


def outcomes_of(hostile: HostileServer, mode: str, answer: bytes) -> dict[str, Outcome]:
    """Return the outcome of each use if this answers all requests, without a body to a HEAD."""
    head = answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    hostile.behave(Script(lambda good: (head if good.is_head else answer, "keep")))
    outcomes = run_all(mode, hostile.endpoint).outcomes
    assert {use.name for use in USES} == outcomes.keys()
    return outcomes


def not_refused(outcomes: dict[str, Outcome], kind: type[TigrisError]) -> dict[str, object]:
    return {name: each.error or each.result for name, each in outcomes.items() if not isinstance(each.error, kind)}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (HTML, "text/html"),
        (HTML, "text/html; charset=utf-8"),
        (HTML, "Text/HTML"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html>\n" + HTML, "application/xhtml+xml"),
        (b"", "text/html"),
    ],
    ids=["a page", "with a charset", "in other letters", "in XHTML", "without a byte"],
)
def test_a_page_under_200_is_no_success_of_any_method(
    hostile: HostileServer, mode: str, body: bytes, kind: str
) -> None:
    assert {} == not_refused(outcomes_of(hostile, mode, reply(200, body, f"Content-Type: {kind}")), MalformedResponse)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "answer",
    [
        reply(200, HTML),
        reply(200, b"\xef\xbb\xbf <!-- portal --><!doctype HTML>" + HTML),
        reply(200, b"Please sign in.", "Content-Type: text/plain"),
        reply(200, b'{"captive":true,"user-portal-url":"https://portal.example/"}', "Content-Type: application/json"),
        reply(200, b"<WISPAccessGatewayParam/>", "Content-Type: application/xml"),
    ],
    ids=["a page of no type", "a page behind a comment", "text", "JSON", "XML"],
)
def test_a_success_without_even_the_type_of_a_page_is_no_success_either(
    hostile: HostileServer, mode: str, answer: bytes
) -> None:
    strange = not_refused(outcomes_of(hostile, mode, answer), MalformedResponse)
    kinds = {name: type(outcome) for name, outcome in strange.items() if name not in BELIEVED}
    assert kinds == {name: kind for name, kind in NOT_SENT.items() if name in kinds}


@pytest.mark.parametrize("mode", MODES)
def test_a_page_in_answer_to_the_check_for_tigris_is_a_page(hostile: HostileServer, mode: str) -> None:
    page = reply(200, b"", "Content-Type: text/html")

    def spoil(good: Good) -> tuple[bytes, Ending]:
        plain = tuple(field for field in good.fields if not field.lower().startswith(b"x-tigris-"))
        return page if good.is_head else replace(good, fields=plain).whole, "keep"

    hostile.behave(Script(spoil))
    listings = [use for use in USES if use.name in {"list_snapshots", "list_deleted_objects"}]
    outcomes = run_all(mode, hostile.endpoint, listings).outcomes
    assert 2 == len(outcomes)
    assert {} == not_refused(outcomes, MalformedResponse)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("status", [203, 205, 207, 226])
def test_a_status_that_services_do_not_use_is_no_success(hostile: HostileServer, mode: str, status: int) -> None:
    """203 comes from a proxy that changed the answer (RFC 9110 section 15.3.4)."""

    hostile.behave(Script(lambda answer: (answer.instead(answer.body, status=status), "keep")))
    assert {} == not_refused(run_all(mode, hostile.endpoint).outcomes, MalformedResponse)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("status", [302, 303, 307, 511])
def test_an_error_status_of_a_portal_is_an_error_response(hostile: HostileServer, mode: str, status: int) -> None:
    answer = reply(status, HTML, "Content-Type: text/html", "Location: http://portal.example/")
    assert {} == not_refused(outcomes_of(hostile, mode, answer), ServiceError)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "body",
    [
        b'{"status":"error","message":"no such thing"}',
        b'\n{"message":"no such thing", "status": "error"}',
        b'{"Code":"NoSuchThing","Message":"no such thing","RequestId":"17"}',
        b"<Error><Code>NoSuchThing</Code><Message>no such thing</Message></Error>",
    ],
    ids=["status error", "behind white space", "a code in JSON", "a code in XML"],
)
def test_an_error_document_under_200_is_an_error_response_for_every_method(
    hostile: HostileServer, mode: str, body: bytes
) -> None:
    kind = "xml" if body.startswith(b"<") else "json"
    answer = reply(200, body, f"Content-Type: application/{kind}", "x-amz-request-id: 17")
    # The answer to a HEAD has no body: a call that starts with one gets the error response of its next request.
    hostile.behave(Script(lambda good: (good.whole if good.is_head else answer, "keep")))
    outcomes = run_all(mode, hostile.endpoint).outcomes
    heads = {use.name for use in USES if use.kind == "head"}
    assert heads == not_refused(outcomes, ServiceError).keys()
    for name in outcomes.keys() - heads:
        error = outcomes[name].error
        assert isinstance(error, ServiceError)
        assert ("no such thing", 200, 1) == (error.message, error.status, error.attempts)
