"""Connections return to the pool after each answer, and threads share a client."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tigris_http import AsyncTigrisHTTP, TigrisHTTP, Timeouts

from .clients import awaitable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from .third_party import Server

pytestmark = pytest.mark.anyio


@dataclass
class Relay:
    """A proxy to the server that counts its connections."""

    port: int
    connections: int = 0
    threads: list[threading.Thread] = field(default_factory=list)


def passed_on(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


@contextmanager
def relay_to(server: Server) -> Iterator[Relay]:
    listening = socket.create_server(("127.0.0.1", 0))
    relay = Relay(listening.getsockname()[1])
    ends: list[socket.socket] = []

    def accept() -> None:
        while True:
            try:
                near, _ = listening.accept()
            except OSError:
                return
            relay.connections += 1
            far = socket.create_connection(("127.0.0.1", server.port))
            ends.extend((near, far))
            for pair in ((near, far), (far, near)):
                thread = threading.Thread(target=passed_on, args=pair, daemon=True)
                thread.start()
                relay.threads.append(thread)

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield relay
    finally:
        # A shutdown wakes threads that wait on the socket; a close alone does not.
        for one in (listening, *ends):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        for thread in (accepting, *relay.threads):
            thread.join(5)
        for one in (listening, *ends):
            one.close()


@pytest.fixture
def relay(server: Server) -> Iterator[Relay]:
    with relay_to(server) as relay:
        yield relay


@pytest.fixture(params=["blocking", "async"])
async def relayed(relay: Relay, server: Server, request: pytest.FixtureRequest) -> AsyncIterator[AsyncTigrisHTTP]:
    """A client behind the proxy, with a single connection that must be free within a second."""
    kind = AsyncTigrisHTTP if request.param == "async" else TigrisHTTP
    client = kind(
        f"http://127.0.0.1:{relay.port}",
        server.credentials,
        region=server.region,
        max_connections=1,
        timeouts=Timeouts(pool=1),
    )
    if isinstance(client, AsyncTigrisHTTP):
        async with client:
            yield client
    else:
        with client:
            yield awaitable(client)


async def test_one_connection_serves_all_requests_of_one_caller(
    relayed: AsyncTigrisHTTP, relay: Relay, bucket: str, key_in: Callable[[str], str]
) -> None:
    """A new connection for each object costs more than a small object itself."""
    for name, value in (("long", b"value" * 100_000), ("short", b"v"), ("none", b"")):
        await relayed.put_object(bucket, key_in(name), value)
        for _ in range(3):
            async with relayed.get_object(bucket, key_in(name)) as body:
                assert await body.read() == value
        await relayed.head_object(bucket, key_in(name))
    assert relay.connections == 1


@pytest.mark.parametrize("value", [b"value", b""])
async def test_a_body_that_was_read_to_its_end_holds_no_connection(
    relayed: AsyncTigrisHTTP, relay: Relay, bucket: str, key_in: Callable[[str], str], value: bytes
) -> None:
    """Even if the caller does not close it: the last byte is the end."""
    await relayed.put_object(bucket, key_in("k"), value)
    body = await relayed.get_object(bucket, key_in("k"))
    assert await body.read() == value
    assert (await relayed.head_object(bucket, key_in("k"))).size == len(value)
    assert relay.connections == 1
    await body.aclose()


async def test_a_body_that_is_left_early_costs_its_connection_only(
    relayed: AsyncTigrisHTTP, relay: Relay, bucket: str, key_in: Callable[[str], str]
) -> None:
    await relayed.put_object(bucket, key_in("k"), b"value" * 200_000)
    async with relayed.get_object(bucket, key_in("k")) as body:
        assert await body.read(5) == b"value"
    async with relayed.get_object(bucket, key_in("k"), range=(5, 9)) as body:
        assert await body.read() == b"value"
    assert relay.connections == 2


def test_eight_threads_share_one_client(blocking: TigrisHTTP, bucket: str, key_in: Callable[[str], str]) -> None:
    def work(thread: int) -> list[bytes]:
        found = []
        for number in range(25):
            key = key_in(f"{thread}/{number}")
            blocking.put_object(bucket, key, key.encode() * (number + 1))
            with blocking.get_object(bucket, key) as body:
                found.append(body.read())
        return found

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(work, range(8)))
    expected = [[key_in(f"{t}/{n}").encode() * (n + 1) for n in range(25)] for t in range(8)]
    assert expected == results
    listed = {entry.key for entry in blocking.list_objects_v2(bucket, prefix=key_in(""))}
    assert listed == {key_in(f"{t}/{n}") for t in range(8) for n in range(25)}
