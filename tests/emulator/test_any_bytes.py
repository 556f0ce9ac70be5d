"""Any bytes lead to an answer or a closed connection, and to nothing in the log."""

from __future__ import annotations

import json
import logging
import re
import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tigris_http.emulator import Emulator

from . import wire

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert [] == [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.WARNING]


@pytest.fixture(scope="module")
def shared() -> Iterator[Emulator]:
    with Emulator() as emulator:
        wire.send(emulator, "PUT", "/plain")
        wire.send(emulator, "PUT", "/plain/k", b"x")
        yield emulator


@pytest.fixture(scope="module")
def victim() -> Iterator[Emulator]:
    """One for requests that are carried out: they may well delete its buckets."""
    with Emulator() as emulator:
        wire.send(emulator, "PUT", "/plain")
        yield emulator


def statuses(answer: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/3.0\r\nHost: x\r\n\r\n",
        b"GET relative HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://other/plain HTTP/1.1\r\nHost: x\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"PUT /b HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"PUT /b HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"PUT /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"PUT /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"GET /%zz?%=%&&=& HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /plain/k?X-Amz-Signature=1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /plain HTTP/1.1\r\nHost: :::::\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        (
            b"GET / HTTP/1.1\r\nHost: x\r\n"
            b"Authorization: AWS4-HMAC-SHA256 Credential=////, SignedHeaders=;, Signature=0\r\n\r\n"
        ),
    ],
)
def test_a_strange_request_is_refused(shared: Emulator, request_bytes: bytes) -> None:
    found = statuses(wire.exchange(shared, request_bytes))
    assert all(400 <= status < 600 for status in found)
    assert 500 not in found


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    data=st.binary(max_size=200),
    head=st.sampled_from([b"", b"GET /", b"PUT /plain/k?", b"GET / HTTP/1.1\r\nHost: x\r\n"]),
)
def test_any_bytes_get_an_answer_or_a_close(shared: Emulator, head: bytes, data: bytes) -> None:
    assert all(400 <= status <= 501 for status in statuses(wire.exchange(shared, head + data + b"\r\n\r\n")))


TEXT = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=40).map(str.strip)
NAMES = st.sampled_from(
    [
        "Range", "If-Match", "If-Modified-Since", "If-Unmodified-Since", "x-amz-copy-source", "X-Tigris-Rename",
        "X-Tigris-Snapshot-Version", "X-Tigris-Snapshot", "x-amz-tagging", "Content-MD5", "x-amz-checksum-crc32",
        "X-Tigris-Fork-Source-Bucket", "X-Tigris-Soft-Delete", "X-Tigris-Bundle-Format", "x-amz-trailer", "Accept",
        "x-amz-decoded-content-length", "x-amz-copy-source-range", "x-amz-acl", "Content-Encoding",
        "x-amz-storage-class", "Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers",
    ]
)  # fmt: skip
TARGETS = st.sampled_from(
    [
        "/", "/plain", "/plain/k", "/plain/other", "/plain?bundle", "/plain?delete", "/plain?list-type=2",
        "/plain?versions", "/plain?uploads", "/plain/k?uploads", "/plain/k?uploadId=x&partNumber=1", "/plain?metadata",
        "/plain/k?versionId=7", "/plain?restore", "/plain?location", "/new-one", "/plain?acl", "/plain?cors",
        "/plain?lifecycle", "/plain?tagging", "/plain?ownershipControls", "/plain?accelerate", "/plain?encryption",
    ]
)  # fmt: skip


DOCUMENTS = (
    b"<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin></CORSRule></CORSConfiguration>",
    b"<LifecycleConfiguration><Rule><Status>Enabled</Status><Expiration/></Rule></LifecycleConfiguration>",
    b"<Tagging><TagSet><Tag><Key/></Tag></TagSet></Tagging>",
    b"<OwnershipControls><Rule/></OwnershipControls>",
    b"<AccelerateConfiguration/>",
    b"<ServerSideEncryptionConfiguration><Rule/></ServerSideEncryptionConfiguration>",
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 99) | st.sampled_from(["", "*", "a", "https://a.test", "2030-01-01"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                [
                    "enabled", "retention_days", "web_hook", "filter", "auth", "token", "rules", "allowedOrigin",
                    "allowedMethods", "maxAge", "id", "expiration", "transitions", "date", "team_id", "role", "name",
                    "domain_name", "endpoint", "days", "protected", "allow_object_acl", "storage_class", "prefix",
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)  # fmt: skip
SETTINGS = st.dictionaries(
    st.sampled_from(
        [
            "acl_settings", "storage_class", "object_regions", "cache_control", "website", "additional_http_headers",
            "type", "soft_delete", "protection", "object_notifications", "shadow_bucket", "lifecycle_rules", "cors",
            "shares", "acl_list_objects",
        ]
    ),
    ANY_JSON,
    max_size=2,
).map(lambda body: json.dumps(body).encode())  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    method=st.sampled_from(["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"]),
    target=TARGETS,
    query=st.dictionaries(
        st.sampled_from(["max-keys", "marker", "continuation-token", "key-marker", "version-id-marker", "prefix"]),
        TEXT,
        max_size=3,
    ),
    headers=st.dictionaries(NAMES, TEXT, max_size=4),
    body=st.one_of(
        st.binary(max_size=60), st.sampled_from([b"<Delete/>", b"{}", b"<a>", b'{"keys":[]}', b"[[[[", *DOCUMENTS])
    ),
)
def test_signed_nonsense_is_never_a_mistake_of_ours(
    victim: Emulator, method: str, target: str, query: dict[str, str], headers: dict[str, str], body: bytes
) -> None:
    extra = "&".join(f"{name}={quote(value, safe='')}" for name, value in sorted(query.items()))
    target += ("&" if "?" in target else "?") + extra if extra else ""
    if method in {"GET", "HEAD"}:
        body = b""
    assert 500 != wire.send(victim, method, target, body, headers).status


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=SETTINGS)
def test_any_settings_are_taken_or_refused(shared: Emulator, body: bytes) -> None:
    assert wire.send(shared, "PATCH", "/plain", body).status in {200, 400}
    assert 200 == wire.send(shared, "GET", "/plain?metadata").status


def test_expect_is_answered_before_the_body(shared: Emulator) -> None:
    headers = wire.signed_headers(shared, "PUT", "/plain/e", b"body")
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"PUT /plain/e HTTP/1.1\r\n{lines}Content-Length: 4\r\nExpect: 100-continue\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", shared.port), timeout=10) as sock:
        sock.sendall(head)
        assert b"HTTP/1.1 100 Continue\r\n\r\n" == sock.recv(1000)
        sock.sendall(b"body")
        assert sock.recv(1000).startswith(b"HTTP/1.1 200 ")
    wrong = head.replace(b"Signature=", b"Signature=0")
    assert [403] == statuses(wire.exchange(shared, wrong))
    assert [417] == statuses(wire.exchange(shared, head.replace(b"100-continue", b"a-miracle")))


@pytest.mark.parametrize("value", ["", " "])
def test_an_empty_expect_is_ignored(shared: Emulator, value: str) -> None:
    assert 200 == wire.send(shared, "PUT", "/plain/e", b"body", {"Expect": value}).status


def test_connections_are_kept_and_requests_may_queue(shared: Emulator) -> None:
    wire.send(shared, "PUT", "/plain/kept", b"x")
    headers = wire.signed_headers(shared, "GET", "/plain/kept")
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    good = f"GET /plain/kept HTTP/1.1\r\n{lines}\r\n".encode()
    missing = good.replace(b"/plain/kept", b"/plain/z")
    assert [200, 403, 200] == statuses(wire.exchange(shared, good + missing + good))


def test_http_1_0_is_answered_and_closed(shared: Emulator) -> None:
    wire.send(shared, "PUT", "/plain/old", b"x")
    body = b'{"keys":["old"]}'
    headers = wire.signed_headers(shared, "POST", "/plain?bundle", body, {"X-Tigris-Bundle-Format": "tar"})
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"POST /plain?bundle HTTP/1.0\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body
    head, _, archive = wire.exchange(shared, request).partition(b"\r\n\r\n")
    assert b"chunked" not in head
    assert 512 + 512 + 1024 == len(archive)


def test_a_large_body_that_is_refused_still_gets_its_answer(shared: Emulator) -> None:
    headers = wire.signed_headers(shared, "PUT", "/none-such/k", b"x")
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"PUT /none-such/k HTTP/1.1\r\n{lines}Content-Length: 20000000\r\n\r\n".encode() + bytes(20_000_000)
    assert [404] == statuses(wire.exchange(shared, request))


def test_a_body_that_ends_early_stores_nothing(shared: Emulator) -> None:
    headers = wire.signed_headers(shared, "PUT", "/plain/half", b"whole body")
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    wire.exchange(shared, f"PUT /plain/half HTTP/1.1\r\n{lines}Content-Length: 10\r\n\r\nwhole".encode())
    assert 404 == wire.send(shared, "GET", "/plain/half").status


def test_silent_connections_are_closed() -> None:
    with Emulator(idle_timeout=0.2) as tigris, socket.create_connection(("127.0.0.1", tigris.port), timeout=5) as sock:
        began = time.monotonic()
        assert b"" == sock.recv(1)
        assert 0.1 < time.monotonic() - began < 4


def test_a_connection_too_many_is_answered_when_its_request_is_there() -> None:
    with Emulator(max_connections=1) as tigris:
        address = ("127.0.0.1", tigris.port)
        with (
            socket.create_connection(address, timeout=5) as first,
            socket.create_connection(address, timeout=5) as second,
            socket.create_connection(address, timeout=5) as in_the_backlog,
        ):
            first.sendall(b"G")
            second.settimeout(0.2)
            with pytest.raises(TimeoutError):
                second.recv(1)
            second.settimeout(5)
            second.sendall(b"PUT /b/k HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12345")
            answer = b"".join(iter(lambda: second.recv(1000), b""))
            assert answer.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
            assert b"<Code>ServiceUnavailable</Code>" in answer
            assert {b"retry-after: 1", b"connection: close"} <= set(answer.lower().split(b"\r\n"))
            in_the_backlog.sendall(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
            head = b"".join(iter(lambda: in_the_backlog.recv(1000), b""))
            assert head.startswith(b"HTTP/1.1 503 ")
            assert head.endswith(b"\r\n\r\n")
        assert () == tigris.requests


def test_a_connection_too_many_is_served_once_another_has_ended() -> None:
    with Emulator(max_connections=1) as tigris:
        address = ("127.0.0.1", tigris.port)
        with socket.create_connection(address, timeout=5) as first:
            first.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            with socket.create_connection(address, timeout=5) as second:
                assert [403] == statuses(b"".join(iter(lambda: first.recv(1000), b"")))
                first.close()
                time.sleep(0.5)  # until the emulator has seen the end of the first
                second.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                assert [403] == statuses(b"".join(iter(lambda: second.recv(1000), b"")))
