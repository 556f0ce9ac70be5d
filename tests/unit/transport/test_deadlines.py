"""How long anything takes at most: a call with all that is under way in it, and the head of an answer."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from tests.modes import NO_RETRY, close, in_all_modes, play
from tests.rawserver import STALL, WEAK, Answer, RawServer, ok, reply, stalled
from tests.unit.transport.leaks import no_leak
from tigris_http import MalformedResponse, RetryPolicy, TigrisError, TimedOut, Timeouts

pytest_generate_tests = in_all_modes
__all__ = ["no_leak"]

SHORT = 0.3
"""Seconds of a call in these tests."""
LATE = 2.5
"""Seconds after which it is over at the latest, on a busy machine."""


class Dripping(RawServer):
    """Sends its response byte by byte, then the end of it without a stop."""

    def __init__(self, *parts: bytes, pause: float = 0.02) -> None:
        super().__init__(ok())
        self._parts, self._pause = parts, pause

    def _one(self, connection: socket.socket, reader: Any, number: int) -> bool:
        if not reader.readline():
            return False
        first, *again = self._parts
        connection.sendall(first)
        while True:
            for part in again:
                connection.sendall(part)
                if self._pause:
                    time.sleep(self._pause)


class DeafToBodies(RawServer):
    """Reads heads, and nothing else until `stop` is set."""

    def __init__(self, *answers: bytes) -> None:
        super().__init__(*answers)
        self.stop = threading.Event()

    def _one(self, connection: socket.socket, reader: Any, number: int) -> bool:
        while reader.readline() not in {b"\r\n", b""}:
            pass
        self.stop.wait(10)
        return False


@contextmanager
def deaf() -> Iterator[int]:
    """A port whose connections the kernel takes, and no program accepts."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        port: int = listener.getsockname()[1]
        clients = []
        for _ in range(4):  # until the queue is full, and the kernel does not answer
            client = socket.socket()
            client.setblocking(False)
            with suppress(BlockingIOError):
                client.connect(("127.0.0.1", port))
            clients.append(client)
        time.sleep(0.05)
        yield port
        for client in clients:
            client.close()


def timed_out(begun: float, error: TigrisError, *, sent: bool) -> None:
    took = time.monotonic() - begun
    assert isinstance(error, TimedOut)
    assert SHORT - 0.05 <= took <= LATE, f"took {took} s"
    assert sent is error.sent


PATIENT = Timeouts(connect=60, read=60, write=60, pool=60, total=SHORT)


def call(mode: str, endpoint: str, ask: Any, *, sent: bool, **options: Any) -> None:
    def story(c: Any) -> Any:
        begun = time.monotonic()
        with pytest.raises(TigrisError) as caught:
            yield ask(c)
        timed_out(begun, caught.value, sent=sent)

    play(mode, endpoint, story, **{"retry": NO_RETRY, "timeouts": PATIENT, **options})


def head(c: Any) -> Any:
    return c.head_bucket("bucket")


def test_a_call_ends_while_it_connects(mode: str) -> None:
    with deaf() as port:
        call(mode, f"http://127.0.0.1:{port}", head, sent=False)


def test_a_call_ends_while_it_connects_to_one_address_after_the_other(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **k: real("127.0.0.1", *a, **k) * 5)
    with deaf() as port:
        call(mode, f"http://store.example:{port}", head, sent=False)


def test_an_address_that_is_dead_leaves_time_for_the_next(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def both(host: str, port: int, *rest: Any, **more: Any) -> Any:
        return real("127.0.0.1", dead, *rest, **more) + real("127.0.0.1", server.port, *rest, **more)

    def story(c: Any) -> Any:
        return (yield c.head_bucket("bucket"))

    with RawServer(ok()) as server, deaf() as dead:
        monkeypatch.setattr(socket, "getaddrinfo", both)
        play(mode, f"http://store.example:{server.port}", story, timeouts=Timeouts(connect=2), retry=NO_RETRY)
        assert 1 == len(server.requests)


def test_a_call_ends_in_the_middle_of_a_handshake(mode: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        call(mode, f"https://127.0.0.1:{listener.getsockname()[1]}", head, sent=False)


def test_a_call_ends_while_it_waits_for_an_answer(mode: str) -> None:
    with RawServer(STALL) as server:
        call(mode, server.endpoint, head, sent=True)


def test_a_call_ends_while_it_sends(mode: str) -> None:
    # Some megabytes fit into the sockets; a server that does not read gets no more.
    with DeafToBodies(ok()) as server:
        call(mode, server.endpoint, lambda c: c.put_object("bucket", "key", bytes(50_000_000)), sent=True)
        server.stop.set()


def test_a_call_ends_in_the_middle_of_a_body_that_is_read_whole_however_steadily_it_drips(mode: str) -> None:
    with Dripping(reply(200, b"", WEAK, length=10**6), b"x") as server:
        call(mode, server.endpoint, lambda c: c.copy_object("bucket", "key", "bucket", "source"), sent=True)


def test_a_call_ends_between_its_attempts(mode: str) -> None:
    def story(c: Any) -> Any:
        begun = time.monotonic()
        with pytest.raises(TigrisError):
            yield c.head_bucket("bucket")
        assert time.monotonic() - begun <= LATE

    with RawServer(reply(503)) as server:
        play(mode, server.endpoint, story, retry=RetryPolicy(max_attempts=100, base=0.05), timeouts=PATIENT)
        assert 1 < len(server.requests) < 100


def test_an_open_body_is_no_longer_in_a_hurry(mode: str) -> None:
    def story(c: Any) -> Any:
        body = yield c.get_object("bucket", "key")
        time.sleep(SHORT + 0.1)
        got = yield body.read()
        yield close(body)
        # Nor the next request on the connection.
        yield c.with_options(timeouts=Timeouts()).head_bucket("bucket")
        return got

    with RawServer(ok(b"x" * 5_000_000)) as server:
        assert b"x" * 5_000_000 == play(mode, server.endpoint, story, timeouts=PATIENT, retry=NO_RETRY)
        assert 1 == server.connections


def test_a_call_that_is_over_leaves_no_trace_in_the_pool(mode: str) -> None:
    def story(c: Any) -> Any:
        for _ in range(3):
            with pytest.raises(TimedOut):
                yield c.head_bucket("bucket", timeout=0.1)
        yield c.head_bucket("bucket")

    with RawServer(STALL, STALL, STALL, ok()) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY, max_connections=1)


# -- heads ------------------------------------------------------------------------------------------------------------

QUICK = Timeouts(read=SHORT)


def test_a_head_that_drips_is_over_when_its_time_is(mode: str) -> None:
    with Dripping(b"HTTP/1.1 200 OK\r\nX-Endless: ", b"x") as server:
        call(mode, server.endpoint, head, sent=True, timeouts=QUICK)


def test_interim_answers_buy_no_time(mode: str) -> None:
    with Dripping(b"", b"HTTP/1.1 102 Processing\r\n\r\n") as server:
        call(mode, server.endpoint, head, sent=True, timeouts=QUICK)


@pytest.mark.parametrize("part", [b"HTTP/1.1 102 Processing\r\n\r\n" * 100, b"X: " + b"x" * 1000 + b"\r\n"])
def test_a_head_without_end_is_no_head(mode: str, part: bytes) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(MalformedResponse, match="not HTTP"):
            yield c.head_bucket("bucket")

    first = b"" if part.startswith(b"HTTP") else b"HTTP/1.1 200 OK\r\n"
    with Dripping(first, part, pause=0) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY, timeouts=Timeouts(read=20))


def test_the_time_for_a_head_begins_anew_with_each_request(mode: str) -> None:
    def story(c: Any) -> Any:
        for _ in range(3):
            yield c.head_bucket("bucket")
            time.sleep(SHORT)

    with RawServer(ok()) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY, timeouts=QUICK)
        assert 1 == server.connections


def test_a_body_may_take_as_long_as_its_pieces_come(mode: str) -> None:
    class Slow(RawServer):
        def _one(self, connection: socket.socket, reader: Any, number: int) -> bool:
            while (line := reader.readline()) != b"\r\n":
                if not line:
                    return False
            connection.sendall(reply(200, b"", WEAK, length=8))
            for _ in range(8):
                time.sleep(SHORT / 3)
                connection.sendall(b"x")
            return True

    def story(c: Any) -> Any:
        body = yield c.get_object("bucket", "key", resume=False)
        assert b"xxxxxxxx" == (yield body.read())

    with Slow(ok()) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY, timeouts=QUICK)


def test_a_head_that_stalls_after_its_beginning_ends_too(mode: str) -> None:
    with RawServer(stalled(b"HTTP/1.1 200 OK\r\n")) as server:
        call(mode, server.endpoint, head, sent=True, timeouts=QUICK)


# -- the message --


@pytest.mark.parametrize("answer", [STALL, stalled(b"HTTP/1.1 200 OK\r\n"), stalled(ok(b"abc")[:-1])])
def test_a_time_out_names_the_setting_that_ended_it(mode: str, answer: Answer) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(TimedOut, match=r"no answer in time \(ReadTimeout: (.*, )?Timeouts\.read is 0\.3 s\)$"):
            yield c.copy_object("bucket", "key", "bucket", "source", timeout=10)
        with pytest.raises(TimedOut, match=r"the time for this call"):
            yield c.copy_object("bucket", "key", "bucket", "source", timeout=0.1)

    with RawServer(answer) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY, timeouts=Timeouts(read=SHORT))


def test_a_body_that_stalls_after_the_time_of_its_call_names_the_time_of_each_read(mode: str) -> None:
    def story(c: Any) -> Any:
        body = yield c.get_object("bucket", "key", timeout=SHORT / 3)
        with pytest.raises(TimedOut, match=r"\(ReadTimeout: Timeouts\.read is 0\.3 s\)$"):
            yield body.read()
        yield close(body)

    with RawServer(stalled(reply(200, b"abc", WEAK, length=10))) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY, timeouts=Timeouts(read=SHORT))
