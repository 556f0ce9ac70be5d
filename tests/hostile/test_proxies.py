"""A failed CONNECT is a failed connection: no request and no key reaches the proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tigris_http import ConnectionFailed, TigrisError, TimedOut, Timeouts

from .good import NOTHING
from .running import KEYS, MODES, descriptors, eventually, open_connections, run_all, threads
from .server import Drip, Endless, HostileServer, Move, Script

if TYPE_CHECKING:
    from collections.abc import Iterator

INTERIM = b"HTTP/1.1 100 Continue\r\n\r\n"
ANSWERS: dict[str, tuple[tuple[Move, ...], type[TigrisError]]] = {
    "nothing": (("close",), ConnectionFailed),
    "a reset": (("reset",), ConnectionFailed),
    "silence": (("stall",), TimedOut),
    "garbage": ((b"hello\r\n\r\n",), ConnectionFailed),
    "half a head": ((b"HTTP/1.1 200 OK\r\nA: b\r\n",), ConnectionFailed),
    "half a head, then silence": ((b"HTTP/1.1 200 OK\r\nA: b\r\n", "stall"), TimedOut),
    "a head byte by byte": ((Drip(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 400, pause=0.05),), TimedOut),
    "a field now and then": ((b"HTTP/1.1 200 OK\r\n", Endless(b"A: b\r\n", pause=0.05)), TimedOut),
    "interim answers now and then": ((Endless(INTERIM, pause=0.05),), TimedOut),
    "an endless field": ((b"HTTP/1.1 200 OK\r\nA: ", Endless(b"x" * 4096)), ConnectionFailed),
    "endless fields": ((b"HTTP/1.1 200 OK\r\n", Endless(b"A: b\r\n" * 500)), ConnectionFailed),
    "a refusal without end": ((b"HTTP/1.1 403 No\r\n\r\n", Endless(b"x" * 4096)), ConnectionFailed),
    "a wish for a password": ((b"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\n\r\n",), ConnectionFailed),
    "a redirect": ((b"HTTP/1.1 302 No\r\nLocation: http://127.0.0.1:1/\r\n\r\n",), ConnectionFailed),
    "a tunnel to nowhere": ((b"HTTP/1.1 200 OK\r\n\r\n", "close"), ConnectionFailed),
    "a tunnel into silence": ((b"HTTP/1.1 200 OK\r\n\r\n", "stall"), TimedOut),
    "a tunnel without TLS": ((b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "close"), ConnectionFailed),
}


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileServer]:
    with HostileServer(lambda *_: NOTHING) as server:
        yield server


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ANSWERS)
def test_a_tunnel_that_fails_is_a_failed_connection_in_time(hostile: HostileServer, mode: str, name: str) -> None:
    moves, expected = ANSWERS[name]
    hostile.forget()
    before = descriptors()
    hostile.behave(Script(lambda _: moves))
    timeouts = Timeouts(connect=0.4 if expected is TimedOut else 5, read=5, write=5, pool=5)
    outcomes = run_all(mode, "https://t3.example", timeouts=timeouts, proxy=hostile.endpoint).outcomes
    seen = "".join(hostile.requests)
    wrong = [
        f"{use}: {outcome.error!r}"
        for use, outcome in outcomes.items()
        if not isinstance(outcome.error, expected) or getattr(outcome.error, "sent", True) or outcome.seconds > 8
    ]
    assert [] == wrong
    assert "CONNECT" in seen
    for secret in (*KEYS, "Authorization", "x-use", "atlas-data/"):
        assert secret not in seen
    assert 0 == eventually(lambda: open_connections(hostile.port))
    assert [] == eventually(threads)
    hostile.forget()
    assert before >= eventually(lambda: max(0, descriptors() - before) and descriptors())
