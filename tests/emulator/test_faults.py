"""Misbehaviour, as a plain socket sees it."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import pytest

from tigris_http.emulator import Emulator, Fault

from . import wire

BODY = b"0123456789" * 1000


@pytest.fixture
def stocked(tigris: Emulator, s3: Any) -> Emulator:
    s3.put_object(Bucket="plain", Key="k", Body=BODY)
    tigris.clear_requests()
    return tigris


def raw(tigris: Emulator, method: str = "GET", target: str = "/plain/k", body: bytes = b"") -> bytes:
    headers = wire.signed_headers(tigris, method, target, body)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"{method} {target} HTTP/1.1\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body
    return wire.exchange(tigris, request)


def test_a_dropped_request_is_not_carried_out(stocked: Emulator) -> None:
    stocked.inject(Fault("drop_request", operation="PutObject"))
    assert b"" == raw(stocked, "PUT", "/plain/new", b"x")
    assert [("PutObject", 0)] == [(record.operation, record.status) for record in stocked.requests]
    assert 404 == wire.send(stocked, "GET", "/plain/new").status


def test_a_lost_answer_is_carried_out(stocked: Emulator) -> None:
    stocked.inject(Fault("lose_answer", operation="PutObject"), Fault("lose_answer", operation="PutObject", after=12))
    assert b"" == raw(stocked, "PUT", "/plain/new", b"x")
    assert b"HTTP/1.1 200" == raw(stocked, "PUT", "/plain/new", b"y")
    assert b"y" == wire.send(stocked, "GET", "/plain/new").body
    assert () == stocked.faults


@pytest.mark.parametrize("after", [0, 1, 9_999])
def test_a_cut_body_ends_after_the_given_bytes(stocked: Emulator, after: int) -> None:
    stocked.inject(Fault("cut_body", after=after))
    head, _, body = raw(stocked).partition(b"\r\n\r\n")
    assert b"Content-Length: 10000" in head
    assert BODY[:after] == body
    assert BODY == wire.send(stocked, "GET", "/plain/k").body


def test_a_reset_is_a_reset(stocked: Emulator) -> None:
    stocked.inject(Fault("drop_request", abort=True))
    headers = wire.signed_headers(stocked, "GET", "/plain/k")
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection(("127.0.0.1", stocked.port), timeout=10) as sock:
        sock.sendall(f"GET /plain/k HTTP/1.1\r\n{lines}\r\n".encode())
        with pytest.raises(ConnectionResetError):
            sock.recv(100)


@pytest.mark.parametrize(("status", "code"), [(503, "SlowDown"), (500, "InternalError"), (429, "TooManyRequests")])
def test_a_status_comes_as_often_as_asked(stocked: Emulator, status: int, code: str) -> None:
    stocked.inject(Fault("status", operation="GetObject", status=status, times=2, retry_after=3))
    for _ in range(2):
        reply = wire.send(stocked, "GET", "/plain/k")
        assert (status, code, "3") == (reply.status, reply.code, reply.headers["Retry-After"])
        assert 200 == wire.send(stocked, "HEAD", "/plain/k").status
    assert 200 == wire.send(stocked, "GET", "/plain/k").status


def test_a_proxy_answers_in_plain_text(stocked: Emulator) -> None:
    stocked.inject(Fault("status", status=502, body="bad gateway"))
    reply = wire.send(stocked, "GET", "/plain/k")
    assert (502, b"bad gateway", "text/plain") == (reply.status, reply.body, reply.headers["Content-Type"])


def test_an_error_can_hide_in_a_200(stocked: Emulator) -> None:
    stocked.inject(Fault("error_in_200", operation="CopyObject", code="SlowDown"))
    reply = wire.send(stocked, "PUT", "/plain/copy", headers={"X-Amz-Copy-Source": "plain/k"})
    assert (200, "SlowDown") == (reply.status, reply.code)
    assert 404 == wire.send(stocked, "GET", "/plain/copy").status


def test_a_skewed_clock_is_reported(stocked: Emulator) -> None:
    stocked.inject(Fault("clock_skewed"))
    reply = wire.send(stocked, "GET", "/plain/k")
    assert (403, "RequestTimeTooSkewed") == (reply.status, reply.code)
    assert b"<ServerTime>" in reply.body


def test_a_slow_body_takes_its_time(stocked: Emulator) -> None:
    stocked.inject(Fault("slow_body", rate=50_000))
    began = time.monotonic()
    assert BODY == wire.send(stocked, "GET", "/plain/k").body
    assert 0.15 < time.monotonic() - began < 5


def test_a_stalled_body_goes_on(stocked: Emulator) -> None:
    stocked.inject(Fault("stall_body", after=5000, seconds=0.3))
    began = time.monotonic()
    assert BODY == wire.send(stocked, "GET", "/plain/k").body
    assert 0.3 <= time.monotonic() - began < 5


def test_a_stall_does_not_outlive_the_emulator() -> None:
    with Emulator() as tigris:
        wire.send(tigris, "PUT", "/plain")
        wire.send(tigris, "PUT", "/plain/k", BODY)
        tigris.inject(Fault("stall_body", after=10))
        thread = threading.Thread(target=raw, args=(tigris,))
        thread.start()
        while not tigris.requests or tigris.requests[-1].operation != "GetObject":
            time.sleep(0.01)
        began = time.monotonic()
    thread.join(5)
    assert time.monotonic() - began < 3


def test_a_wrong_length_is_too_long(stocked: Emulator) -> None:
    stocked.inject(Fault("long_length", after=7))
    head, _, body = raw(stocked).partition(b"\r\n\r\n")
    assert b"Content-Length: 10007" in head
    assert BODY == body


def test_a_truncated_tar_lacks_its_end(stocked: Emulator) -> None:
    form = {"X-Tigris-Bundle-Format": "tar"}
    stocked.inject(Fault("truncate_tar"))
    cut = wire.send(stocked, "POST", "/plain?bundle", b'{"keys":["k"]}', form).body
    whole = wire.send(stocked, "POST", "/plain?bundle", b'{"keys":["k"]}', form).body
    assert cut + bytes(1024) == whole


def test_a_closed_idle_connection_says_nothing(stocked: Emulator) -> None:
    stocked.inject(Fault("close_idle"))
    headers = wire.signed_headers(stocked, "GET", "/plain/k")
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection(("127.0.0.1", stocked.port), timeout=10) as sock:
        sock.sendall(f"GET /plain/k HTTP/1.1\r\n{lines}\r\n".encode())
        received = b"".join(iter(lambda: sock.recv(65536), b""))
    assert BODY == received.partition(b"\r\n\r\n")[2]
    assert b"connection: close" not in received.lower()


def test_faults_wait_for_the_request_they_are_meant_for(stocked: Emulator) -> None:
    stocked.inject(
        Fault("status", bucket="other"), Fault("status", key="other"), Fault("status", key=b"k", operation="HeadObject")
    )
    assert 200 == wire.send(stocked, "GET", "/plain/k").status
    assert 503 == wire.send(stocked, "HEAD", "/plain/k").status
    assert ["other", None] == [fault.bucket for fault in stocked.faults]
    stocked.clear_faults()
    assert () == stocked.faults


@pytest.mark.parametrize("wrong", [{"kind": "none"}, {"times": 0}, {"after": -1}, {"rate": 0}, {"status": 99}])
def test_a_fault_must_make_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"fault|above|between"):
        Fault(**{"kind": "status", **wrong})


def test_faults_are_counted_down_once_each(stocked: Emulator) -> None:
    stocked.inject(Fault("status", times=20))
    found: list[int] = []

    def ask() -> None:
        found.extend(wire.send(stocked, "GET", "/plain/k").status for _ in range(10))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (20, 60) == (found.count(503), found.count(200))
