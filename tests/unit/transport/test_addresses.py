"""A host with several addresses is reached at the first that answers, and remembered (RFC 8305)."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from tests.modes import in_all_modes, play
from tests.rawserver import CLOSE, RawServer, ok
from tests.unit.transport.leaks import no_leak
from tigris_http import ConnectionFailed, RetryPolicy, TimedOut, Timeouts
from tigris_http._transport.sockets import connect

pytest_generate_tests = in_all_modes
__all__ = ["no_leak"]

DEAD = "127.0.0.2"


@contextmanager
def dead(port: int) -> Iterator[None]:
    """The same port on another address, where the kernel answers no connection attempt."""
    with socket.create_server((DEAD, port), backlog=0):
        clients = []
        for _ in range(4):
            client = socket.socket()
            client.setblocking(False)
            with suppress(BlockingIOError):
                client.connect((DEAD, port))
            clients.append(client)
        time.sleep(0.05)
        yield
        for client in clients:
            client.close()


def resolve(monkeypatch: pytest.MonkeyPatch, *hosts: str) -> None:
    """Let the name `store.example` have these addresses."""
    real = socket.getaddrinfo

    def found(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host != "store.example":
            return real(host, port, *rest, **more)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in hosts]

    monkeypatch.setattr(socket, "getaddrinfo", found)


def test_a_dead_first_address_costs_a_moment_once_and_is_then_tried_last(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    took: list[float] = []

    def story(c: Any) -> Any:
        for _ in range(3):
            begun = time.monotonic()
            yield c.head_bucket("bucket")
            took.append(time.monotonic() - begun)

    with RawServer(ok(b"", "Connection: close")) as server, dead(server.port):
        resolve(monkeypatch, DEAD, "127.0.0.1")
        play(
            mode,
            f"http://store.example:{server.port}",
            story,
            addressing_style="path",
            retry=RetryPolicy(1),
            timeouts=Timeouts(connect=8),
        )
        assert 3 == server.connections
    assert took[0] < 4, "half of the time to connect was spent on the dead address"
    assert max(took[1:]) < connect.STAGGER, "the address that worked was not tried first"


def test_an_address_that_refuses_is_left_at_once(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, "127.0.0.3", "127.0.0.1")

    def story(c: Any) -> Any:
        yield c.head_bucket("bucket")

    with RawServer(ok()) as server:
        play(mode, f"http://store.example:{server.port}", story, addressing_style="path", retry=RetryPolicy(1))
        assert 1 == server.connections


def test_all_addresses_dead_is_a_timeout_of_connecting(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(TimedOut) as caught:
            yield c.head_bucket("bucket")
        assert not caught.value.sent

    with RawServer(CLOSE) as server, dead(server.port):
        resolve(monkeypatch, DEAD, DEAD)
        play(
            mode,
            f"http://store.example:{server.port}",
            story,
            addressing_style="path",
            retry=RetryPolicy(1),
            timeouts=Timeouts(connect=0.6),
        )


def test_a_name_without_addresses_is_a_connection_that_failed(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch)

    def story(c: Any) -> Any:
        with pytest.raises(ConnectionFailed, match="no address"):
            yield c.head_bucket("bucket")

    play(mode, "http://store.example", story, addressing_style="path", retry=RetryPolicy(1))


def test_families_take_turns_and_the_address_that_worked_is_first() -> None:
    six, four = int(socket.AF_INET6), int(socket.AF_INET)
    found = [connect.Address(family, 1, 6, "", name) for family, name in ((six, "a"), (six, "b"), (four, "c"))]
    assert ["a", "c", "b"] == [each.address for each in connect._ordered(found, None)]
    assert ["b", "a", "c"] == [each.address for each in connect._ordered(found, "b")]
