"""Faults before a body: connections, malformed heads, statuses."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tigris_http import (
    AccessDenied,
    ConnectionFailed,
    MalformedResponse,
    ServiceError,
    TimedOut,
    Unavailable,
)

from .fault import BROKEN, CUT, LATE, RIGHT, Allowed, Spoil, every, fault, instead, same
from .server import Drip, Ending, Endless
from .uses import Kind

# -- connections -----------------------------------------------------------------------------------------------------

LOST = every(ConnectionFailed)

fault("closed before the request was read", ("close",), LOST, reads="nothing")
fault("reset before the request was read", ("reset",), LOST, reads="nothing")
fault("accepted, then silence", ("stall",), LATE, reads="nothing", waits=True)
fault("closed behind the head of the request", ("close",), LOST, reads="head")
fault("reset behind the head of the request", ("reset",), LOST, reads="head")
fault("closed without an answer", ("close",), LOST)
fault("reset without an answer", ("reset",), LOST)
fault("no answer", ("stall",), LATE, waits=True)


def cut(size: int, ending: Ending) -> Spoil:
    """Return a script that ends within the head."""
    return lambda good: (good.head()[:size], ending)


ENDINGS: dict[Ending, Mapping[Kind, Allowed]] = {"close": LOST, "reset": LOST, "stall": LATE}
for size in (1, 5, 10, 20, 40):
    for ending, allowed in ENDINGS.items():
        fault(
            f"{ending} behind {size} bytes of the head",
            cut(size, ending),
            allowed,
            waits=ending == "stall",
        )

fault("closed behind the head", lambda good: (good.head(),), CUT)
fault("reset behind the head", lambda good: (good.head(), "reset"), CUT | {"head": (RIGHT, *BROKEN)})
fault("closed in the body", lambda good: (good.head() + good.body[: len(good.body) // 2],), CUT)
fault("reset in the body", lambda good: (good.head() + good.body[:2], "reset"), CUT | {"head": (RIGHT, *BROKEN)})
STALLED = every(TimedOut, head=(RIGHT, TimedOut), ack=(RIGHT, TimedOut))
fault("silence behind the head", lambda good: (good.head(), "stall"), STALLED, waits=True)
fault("silence in the body", lambda good: (good.head() + good.body[:2], "stall"), STALLED, waits=True)

# -- malformed heads --------------------------------------------------------------------------------------------------

GARBAGE = every(MalformedResponse, ConnectionFailed)
for name, data in {
    "a word": b"hello\r\n\r\n",
    "noise": random.Random(4).randbytes(3000) + b"\r\n\r\n",
    "NULs": bytes(4096),
    "line ends": b"\r\n" * 100,
    "bytes above 127": b"\xff\xfe" * 500 + b"\r\n\r\n",
    "another protocol's greeting": b"220 ready\r\n",
    "an SSH greeting": b"SSH-2.0-OpenSSH_9.6\r\n",
    "a TLS alert": b"\x15\x03\x01\x00\x02\x02\x28",
    "HTTP/2 settings": b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64" + bytes(12),
    "the HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/0.9": b"<html><body>hello</body></html>",
    "a request": b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "ICY": b"ICY 200 OK\r\nContent-Length: 0\r\n\r\n",
    "a word for a status": b"HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n",
    "no status": b"HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
    "status 0": b"HTTP/1.1 0 OK\r\nContent-Length: 0\r\n\r\n",
    "status 20": b"HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n",
    "status 2000": b"HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
    "status -200": b"HTTP/1.1 -200 OK\r\nContent-Length: 0\r\n\r\n",
    "a field without a colon": b"HTTP/1.1 200 OK\r\nContent-Length 0\r\n\r\n",
    "a field without a name": b"HTTP/1.1 200 OK\r\n: 0\r\n\r\n",
    "a space before the colon": b"HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n",
    "a NUL in a name": b"HTTP/1.1 200 OK\r\nA\0B: 0\r\nContent-Length: 0\r\n\r\n",
    "a NUL in a value": b"HTTP/1.1 200 OK\r\nETag: a\0b\r\nContent-Length: 0\r\n\r\n",
    "a carriage return in a value": b"HTTP/1.1 200 OK\r\nETag: a\rb\r\nContent-Length: 0\r\n\r\n",
    "a folded first field": b"HTTP/1.1 200 OK\r\n more\r\nContent-Length: 0\r\n\r\n",
    "contradicting lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "two lengths in one": b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\nab",
    "a length below zero": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    "a length with a sign": b"HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na",
    "a length in hex": b"HTTP/1.1 200 OK\r\nContent-Length: 0x1\r\n\r\na",
    "a length that is a word": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\na",
    "no length": b"HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
    "a length of 40 digits": b"HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n" % (b"9" * 40),
    "an unknown transfer coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: rot13\r\n\r\n",
    "a transfer coding twice": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "a compressed transfer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
}.items():
    fault(f"in place of a head {name}", same(data), GARBAGE)
fault("another protocol", lambda _: (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "close"), GARBAGE)

HEAD_TOO_LONG = every(MalformedResponse, ConnectionFailed)
fault("an endless status line", lambda _: (b"HTTP/1.1 200 ", Endless(b"x" * 4096)), HEAD_TOO_LONG)
fault("an endless field", lambda _: (b"HTTP/1.1 200 OK\r\nETag: ", Endless(b"x" * 4096)), HEAD_TOO_LONG)
fault("endless fields", lambda _: (b"HTTP/1.1 200 OK\r\n", Endless(b"A: b\r\n" * 500)), HEAD_TOO_LONG)
fault("endless garbage", lambda _: (Endless(b"x" * 4096),), HEAD_TOO_LONG)
fault("endless line ends", lambda _: (Endless(b"\r\n" * 2000),), HEAD_TOO_LONG)
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\n"
fault(
    "endless interim answers",
    lambda _: (Endless(INTERIM * 100),),
    every(TimedOut, MalformedResponse, ConnectionFailed),
    waits=True,
)
fault("interim answers now and then", lambda _: (Endless(INTERIM, pause=0.05),), LATE, waits=True)
fault("a head byte by byte", lambda good: (Drip(good.head() + b"x" * 200, pause=0.04),), LATE, waits=True)
fault("a field now and then", lambda _: (b"HTTP/1.1 200 OK\r\n", Endless(b"A: b\r\n", pause=0.05)), LATE, waits=True)

# -- statuses --------------------------------------------------------------------------------------------------------

for status in (300, 301, 302, 303, 305, 307, 308, 399, 402, 407, 418, 426, 505, 600, 999):
    fault(f"status {status}", instead(b"", status=status), every(ServiceError))
for status in (102, 199):
    final = every(MalformedResponse, ConnectionFailed)
    fault(f"status {status} and no more", instead(b"", status=status, ending="close"), final)
asking = b'WWW-Authenticate: Basic realm="a"'
fault("401 that asks for a password", instead(b"", asking, status=401), every(AccessDenied))
fault("503 for a year", instead(b"", b"Retry-After: 31536000", status=503), every(Unavailable))
fault("503 until nonsense", instead(b"", b"Retry-After: soon", status=503), every(Unavailable))
SKEWED = b"<Error><Code>RequestTimeTooSkewed</Code></Error>"
for date in ("Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "Tue, 99 Foo 2026 99:99:99 GMT", ""):
    fault(
        f"a clock that says {date or 'nothing'}",
        instead(SKEWED, b"Date: " + date.encode(), status=403),
        every(AccessDenied),
    )
fault(
    "a refusal before the body was read",
    instead(b"<Error><Code>EntityTooLarge</Code></Error>", status=413, ending="close"),
    every(ServiceError, ConnectionFailed),
    reads="head",
)
fault(
    "an answer before the request",
    lambda _: (b"HTTP/1.1 503 Go away\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "close"),
    every(Unavailable, ConnectionFailed, MalformedResponse),
    reads="nothing",
)
