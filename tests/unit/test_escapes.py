"""Texts of the service in messages, logs and reprs: none can forge a line, or rewrite one."""

from __future__ import annotations

import asyncio
import json
import logging
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rawserver import RawServer, reply
from tigris_http import AsyncTigrisHTTP, Credentials, ObjectInfo, RetryPolicy, TigrisHTTP
from tigris_http._wire.error_documents import refusal
from tigris_http._wire.http import Head
from tigris_http.errors import Attempt, CredentialsError, MalformedResponse, ServiceError, TigrisError, escaped
from tigris_http.operations.objects._object_body import AsyncObjectBody, ObjectBody

KEYS = ("tid_example", "tsec_example")
ONCE, TWICE = RetryPolicy(max_attempts=1), RetryPolicy(max_attempts=2, base=0)
MARKS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
"""Marks of direction: they reorder the rest of a line."""
EVIL = f"a\nFAKE root logged in\r\u2028\u2029\x85b\x9b31m{MARKS}\x7f"
"""Line ends, a C1 control sequence, DEL, and every mark of direction."""
XML = f"<Error><Code>{EVIL}</Code><Message>{EVIL}</Message><RequestId>{EVIL}</RequestId><Key>{EVIL}</Key></Error>"
JSON = json.dumps({"Code": EVIL, "Message": f"\x1b[2J{EVIL}", "RequestId": EVIL})
TEXT = f"\x1b]0;title\x07{EVIL}\x08"


def is_one_plain_line(text: str) -> bool:
    return len(text.splitlines()) == 1 and all(unicodedata.category(each)[0] != "C" for each in text)


def answer(body: str) -> bytes:
    return reply(503, body.replace("\r", "&#13;").encode() if body.startswith("<") else body.encode())


@pytest.mark.parametrize("body", [XML, JSON, TEXT], ids=["xml", "json", "text"])
def test_no_text_of_an_error_response_leaves_its_line(body: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "tigris_http")

    async def asked(endpoint: str) -> ServiceError:
        async with AsyncTigrisHTTP(endpoint, KEYS, retry=TWICE) as client:
            with pytest.raises(ServiceError) as caught:
                await client.get_object("bucket", "key")
        return caught.value

    with RawServer(answer(body)) as server:
        with TigrisHTTP(server.endpoint, KEYS, retry=TWICE) as client, pytest.raises(ServiceError) as caught:
            client.get_object("bucket", "key")
        errors = [caught.value, asyncio.run(asked(server.endpoint))]
    for error in errors:
        assert "FAKE" in str(error)
        assert is_one_plain_line(str(error))
        assert is_one_plain_line(repr(error))
    logged = [record.getMessage() for record in caplog.records]
    assert any("FAKE" in line and "again in" in line for line in logged)
    assert all(map(is_one_plain_line, logged))


def test_the_attributes_of_an_error_are_the_texts_themselves() -> None:
    error = refusal(Head(400), JSON.encode())
    assert (EVIL.strip(), f"\x1b[2J{EVIL}", EVIL.strip()) == (error.code, error.message, error.request_id)


def test_a_header_of_c1_controls_is_escaped() -> None:
    """A head refuses C0 controls. C1 controls are bytes that it allows."""
    error = refusal(Head(403, (("x-amz-request-id", "id\x9b31m\x85next"),)), b"")
    assert "403 AccessDenied: the answer gives no reason [request id id\\x9b31m\\x85next]" == str(error)


@pytest.mark.parametrize("kind", [MalformedResponse, CredentialsError])
def test_every_error_is_one_line(kind: type[TigrisError]) -> None:
    assert "a\\nb\\x1b[2J\\u202e" == str(kind("a\nb\x1b[2J\u202e"))
    located = kind("a\nb").located("GetObject", "bu\ncket", "k\u202ey", 1)
    assert "GetObject bu\\ncket/k\\u202ey: a\\nb" == str(located)
    assert "a\nb" == located.message


def test_an_attempt_is_one_line() -> None:
    attempt = Attempt("GetObject", "bucket", "key\n", "GET", 1, seconds=1.0, status=503, request_id="id\nFAKE")
    assert "GetObject bucket/key\\n: attempt 1, GET, 503 after 1.000 s [request id id\\nFAKE]" == str(attempt)


def test_the_key_of_an_open_object_is_escaped() -> None:
    info = ObjectInfo("bucket", "a\nb\u202e", 0, 0)
    bodies = (ObjectBody(info, Empty()), AsyncObjectBody(info, AsyncEmpty()))
    assert [
        "<ObjectBody bucket/a\\nb\\u202e, 0 bytes to come>",
        "<AsyncObjectBody bucket/a\\nb\\u202e, 0 bytes to come>",
    ] == list(map(repr, bodies))


def test_the_key_of_an_object_file_is_escaped() -> None:
    answer = reply(206, b"x", 'ETag: "e"', "Content-Range: bytes 0-0/1")
    with RawServer(answer) as server, TigrisHTTP(server.endpoint, KEYS) as client:
        assert "<ObjectFile bucket/a\\nb, 1 bytes>" == repr(client.open_object("bucket", "a\nb"))


def test_the_log_of_failed_credentials_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    def provider() -> Credentials:
        raise CredentialsError("no\nFAKE line")

    caplog.set_level(logging.DEBUG, "tigris_http.credentials")
    with TigrisHTTP("http://localhost:1", provider, retry=ONCE) as client, pytest.raises(CredentialsError):
        client.head_bucket("bucket")
    assert ["no new credentials: no\\nFAKE line"] == [record.getMessage() for record in caplog.records]


@given(st.text())
def test_any_text_is_shown_in_one_line_and_printable_text_unchanged(text: str) -> None:
    shown = escaped(text)
    assert shown.isprintable()
    assert shown == text or not text.isprintable()


class Empty:
    trailers = ()
    remaining = 0

    def readinto(self, buffer: memoryview, /) -> int:
        return 0

    def close(self) -> None: ...


class AsyncEmpty:
    trailers = ()
    remaining = 0

    async def readinto(self, buffer: memoryview, /) -> int:
        return 0

    async def aclose(self) -> None: ...
