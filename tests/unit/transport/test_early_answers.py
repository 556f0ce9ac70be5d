"""A service that answers before it has read the body, and reads no further, is heard at once."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.modes import in_all_modes, play
from tests.rawserver import RawServer, cut, error, ok
from tests.unit.transport.leaks import no_leak
from tigris_http import AccessDenied, NotFound, RetryPolicy, ServiceError, TimedOut, Timeouts
from tigris_http._transport.response_body import body

pytest_generate_tests = in_all_modes
__all__ = ["no_leak"]

CERTIFICATE = Path(__file__).parents[3] / "fixtures" / "tls" / "localhost.pem"
LARGE = bytes(30_000_000)


@contextmanager
def answering(answer: bytes, *, reads: bool = False, tls: bool = False) -> Iterator[tuple[int, list[int]]]:
    """A server that answers as soon as it has a head; it reads bodies only if `reads`. Yields port and connections."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    stop, connections = threading.Event(), list[int]()

    def serve(connection: socket.socket) -> None:
        with suppress(OSError), context.wrap_socket(connection, server_side=True) if tls else connection as peer:
            seen = b""
            while b"\r\n\r\n" not in seen:
                data = peer.recv(4096)
                if not data:
                    return
                seen += data
            peer.sendall(answer)
            while reads and peer.recv(1 << 16):
                pass
            stop.wait(20)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connections.append(connection.fileno())
            threads.append(threading.Thread(target=serve, args=(connection,)))
            threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threads = [threading.Thread(target=accept)]
        threads[0].start()
        try:
            yield listener.getsockname()[1], connections
        finally:
            stop.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join(10)


def put(answer: bytes, mode: str, **options: Any) -> tuple[ServiceError, float, int]:
    """Put a large object; return the error, the seconds and the number of connections."""
    begun = time.monotonic()

    def story(c: Any) -> Any:
        with pytest.raises(ServiceError) as caught:
            yield c.put_object("bucket", "key", LARGE)
        return caught.value

    with answering(answer) as (port, connections):
        found = play(mode, f"http://127.0.0.1:{port}", story, timeouts=Timeouts(write=10, read=10), **options)
        return found, time.monotonic() - begun, len(connections)


@pytest.mark.parametrize(("status", "code"), [(403, "AccessDenied"), (413, "EntityTooLarge")])
def test_an_early_refusal_is_the_result_at_once(mode: str, status: int, code: str) -> None:
    found, took, connections = put(error(status, code), mode, retry=RetryPolicy(3, base=0.01))
    assert (status, code, 1) == (found.status, found.code, connections)
    assert took < 8, "the write time-out was waited for"


@pytest.mark.parametrize("left_out", [3, 60])
def test_an_early_refusal_whose_body_does_not_end_is_the_result_soon(
    mode: str, left_out: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "EARLY_ERROR_SECONDS", 0.2)
    whole = error(403, "AccessDenied")
    found, took, connections = put(whole[:-left_out], mode, retry=RetryPolicy(3, base=0.01))
    assert (AccessDenied, 403, 1) == (type(found), found.status, connections)
    assert took < 8, "the read time-out was waited for"


def test_a_refusal_of_a_whole_request_that_breaks_off_is_asked_for_again(mode: str) -> None:
    # Its code decides: a wrong clock, say, is mended by another attempt.
    def story(c: Any) -> Any:
        with pytest.raises(NotFound) as caught:
            yield c.delete_object("bucket", "key")
        return caught.value

    whole = error(404, "NoSuchKey")
    with RawServer(cut(whole[:-3]), whole) as server:
        found = play(mode, server.endpoint, story, retry=RetryPolicy(3, base=0.01))
        assert ("NoSuchKey", 2) == (found.code, len(server.requests))


def test_an_early_success_does_not_end_the_upload(mode: str) -> None:
    def story(c: Any) -> Any:
        result = yield c.put_object("bucket", "key", LARGE)
        assert "e" == result.etag

    with answering(ok(), reads=True) as (port, _):
        play(mode, f"http://127.0.0.1:{port}", story, timeouts=Timeouts(write=10, read=10))


def test_interim_answers_do_not_end_the_upload(mode: str) -> None:
    def story(c: Any) -> Any:
        result = yield c.put_object("bucket", "key", LARGE)
        assert "e" == result.etag

    with answering(b"HTTP/1.1 100 Continue\r\n\r\n" + ok(), reads=True) as (port, _):
        play(mode, f"http://127.0.0.1:{port}", story, timeouts=Timeouts(write=10, read=10))


def test_an_early_refusal_is_heard_through_tls(mode: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(AccessDenied):
            yield c.put_object("bucket", "key", LARGE)

    trusting = ssl.create_default_context(cafile=CERTIFICATE)
    with answering(error(403, "AccessDenied"), tls=True) as (port, connections):
        play(
            mode,
            f"https://localhost:{port}",
            story,
            verify=trusting,
            addressing_style="path",
            timeouts=Timeouts(write=10, read=10),
            retry=RetryPolicy(3, base=0.01),
        )
        assert 1 == len(connections)


def test_a_service_that_neither_reads_nor_answers_times_out(mode: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(TimedOut):
            yield c.put_object("bucket", "key", LARGE)

    with answering(b"") as (port, _):
        play(
            mode,
            f"http://127.0.0.1:{port}",
            story,
            retry=RetryPolicy(1),
            timeouts=Timeouts(write=0.4, read=0.4),
        )
