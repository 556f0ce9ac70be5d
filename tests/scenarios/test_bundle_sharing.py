"""Threads share a client and its few connections for bundles, and a slow reader stalls no other request."""

from __future__ import annotations

import json
import pickle
import random
import socket
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest

from tests.bundles import archive, following
from tests.modes import in_all_modes, play
from tests.rawserver import RawServer, Seen
from tests.unit.transport.leaks import no_leak
from tests.unit.transport.test_handoff import chunked
from tigris_http import (
    AsyncTigrisHTTP,
    Attempt,
    BundleKey,
    RetryPolicy,
    TigrisHTTP,
    Timeouts,
)
from tigris_http.emulator import Emulator, Fault

from .stalling_bundles import SIZED, SMALL, WANTED, ScriptedServer, bundled, content, filled, head_length, jobs, pause

__all__ = ["no_leak"]


pytest_generate_tests = in_all_modes


# -- shared ---------------------------------------------------------------------------------------------------------


def read_all(client: TigrisHTTP, keys: list[Any], **options: Any) -> list[tuple[str, bytes]]:
    opened: Any = client.bundle_objects("atlas", keys, **options)
    with opened as bundle:
        return [(found.key, found.read()) for found in bundle]


REFUSED = "another thread or task is reading this bundle: give each a bundle of its own"


def test_a_second_thread_at_a_bundle_is_refused_and_the_first_loses_nothing() -> None:
    opened: list[Any] = []

    def reads_too(_: Attempt) -> None:
        for bundle in opened:
            for read in (bundle.__next__, bundle.next_results):
                with pytest.raises(RuntimeError, match=REFUSED):
                    other.submit(read).result(10)
                refused.append(read)

    refused: list[object] = []
    with (
        Emulator() as tigris,
        TigrisHTTP(tigris.endpoint, tigris.credentials, on_request=reads_too) as client,
        ThreadPoolExecutor(1) as other,
    ):
        filled(client)
        with client.bundle_objects("atlas", SIZED, max_bytes=2000, prefetch=0) as bundle:
            opened.append(bundle)
            assert SMALL == [found.key for found in bundle]
    assert refused


def test_a_second_task_at_a_bundle_is_refused_and_the_first_loses_nothing(loop: str) -> None:
    opened: list[Any] = []
    refused: list[object] = []

    def reads_too(_: Attempt) -> None:
        for bundle in opened:
            for read in (bundle.__anext__, bundle.next_results):
                with pytest.raises(RuntimeError, match=REFUSED):
                    read().send(None)
                refused.append(read)

    async def work() -> list[str]:
        async with (
            AsyncTigrisHTTP(tigris.endpoint, tigris.credentials, on_request=reads_too) as client,
            client.bundle_objects("atlas", SIZED, max_bytes=2000, prefetch=0) as bundle,
        ):
            opened.append(bundle)
            return [found.key async for found in bundle]

    with Emulator() as tigris, TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        filled(client)
        assert SMALL == anyio.run(work, backend=loop)
    assert refused


def test_threads_that_take_turns_share_a_bundle() -> None:
    with Emulator() as tigris, TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        filled(client)
        bundle = client.bundle_objects("atlas", SMALL)
        readers = [iter(bundle), iter(bundle)]
        read = [next(readers[number % 2]).key for number in range(len(SMALL))]
        assert SMALL == read
        assert [None, None] == [next(each, None) for each in readers]


def test_8_threads_read_a_bundle_each_of_one_client() -> None:
    def work(number: int) -> bool:
        keys = random.Random(number).sample([*SMALL, "large"], 50)
        options = {"compression": ("none", "gzip", "zstd")[number % 3], "prefetch": number % 3}
        return [(key, content(key)) for key in keys] == read_all(client, keys, **options)

    with Emulator() as tigris, TigrisHTTP(tigris.endpoint, tigris.credentials) as client, ThreadPoolExecutor(8) as pool:
        filled(client)
        assert [True] * 32 == list(pool.map(work, range(32)))
        assert not jobs()


SCARCE = Timeouts(pool=5, read=2)
"""httpcore may close a connection that another thread has just taken, if threads queue for few."""
FAULTS = {
    "nothing": [],
    "a cut": [Fault("cut_body", "BundleObjects", after=2000), Fault("cut_body", "GetObject", after=50)],
    "a reset": [Fault("cut_body", "BundleObjects", after=2000, abort=True)],
    "a cut in a large member": [Fault("cut_body", after=1_500_000, times=3)],
}


@pytest.fixture(scope="module")
def settled() -> Iterator[tuple[Emulator, str]]:
    """An emulator whose objects are old enough for a large one to resume, and a snapshot of them."""
    with Emulator() as tigris:
        with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
            filled(client)
            version = client.create_snapshot("atlas").version
        time.sleep(3.1)
        yield tigris, version


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("connections", [1, 2])
def test_few_connections_are_enough_for_a_bundle_even_if_it_breaks(
    settled: tuple[Emulator, str], connections: int, fault: str
) -> None:
    """Requests ahead, repeated keys and retries: none waits for a connection that it holds itself."""
    tigris, version = settled
    keys = [*SMALL[:20], "large", "large", *SMALL[20:], "large", SMALL[3]]
    expected = [(key, content(key)) for key in keys]
    sized = [BundleKey(key, size=len(content(key))) for key in keys]
    options: dict[str, Any] = {"max_connections": connections, "timeouts": SCARCE, "retry": RetryPolicy(base=0)}
    begun = time.monotonic()
    with TigrisHTTP(tigris.endpoint, tigris.credentials, **options) as client:
        variants: list[tuple[list[Any], dict[str, Any]]] = [
            (keys, {}),
            (sized, {"max_bytes": 10_000}),
            (keys, {"snapshot_version": version}),
        ]
        for chosen, how in variants:
            tigris.inject(*FAULTS[fault])
            assert expected == read_all(client, chosen, **how)
            tigris.clear_faults()
    assert time.monotonic() - begun < 5  # seconds, after which a wait for a connection ends


def test_2_connections_serve_4_threads() -> None:
    def work(number: int) -> bool:
        keys = [BundleKey(key, size=100) for key in random.Random(number).sample(SMALL, 40)]
        return [(key.key, content(key.key)) for key in keys] == read_all(client, keys, max_bytes=2000)

    options: dict[str, Any] = {"max_connections": 2, "timeouts": SCARCE}
    with (
        Emulator() as tigris,
        TigrisHTTP(tigris.endpoint, tigris.credentials, **options) as client,
        ThreadPoolExecutor(4) as pool,
    ):
        filled(client)
        assert [True] * 12 == list(pool.map(work, range(12)))


# -- slow consumers --------------------------------------------------------------------------------------------------


def test_an_answer_ahead_may_wait_for_long(mode: str) -> None:
    """An answer that the reader leaves alone for longer than the read timeout is not a late answer."""

    def script(seen: Seen, _count: int) -> list[bytes | None]:
        return [bundled(seen)]

    def story(c: Any) -> Generator[Any, Any, None]:
        found = yield c.bundle_objects("bucket", [*WANTED[:5], "large", *WANTED[5:]], max_bytes=2000)
        for number in range(21):
            member = yield following(found)
            if number in (0, 6):
                yield pause(mode, 0.4)
            assert content(member.key) == (yield member.read())
        with pytest.raises((StopIteration, StopAsyncIteration)):
            yield following(found)
        assert (0, 0, 21) == (found.stats.resumed, found.stats.fallback_gets, found.stats.delivered)

    with ScriptedServer(script) as server:
        play(mode, server.endpoint, story, timeouts=Timeouts(read=0.2))


class Flood(RawServer):
    """Answers a bundle with all its members, and counts the bytes it could send."""

    def __init__(self) -> None:
        super().__init__(b"")
        self.sent = 0

    def _one(self, connection: socket.socket, reader: Any, number: int) -> bool:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = reader.readline()
            if not line:
                return False
            head += line
        length = int(dict(Seen(0, head[:-4], b"").fields)["content-length"])
        keys: list[str] = json.loads(reader.read(length))["keys"]
        with self._lock:
            self.requests.append(Seen(number, head[:-4], b""))
        member = bytes(PIECE)
        connection.sendall(chunked(b"", 1)[: head_length()])
        for key in keys:
            block = archive([(key, member)])[: 512 + PIECE]
            connection.sendall(b"%x\r\n%s\r\n" % (len(block), block))
            self.sent += len(block)
        connection.sendall(b"400\r\n" + bytes(1024) + b"\r\n0\r\n\r\n")
        return True


PIECE = 512 * 1024


def test_a_server_cannot_send_far_ahead_of_a_slow_consumer(mode: str) -> None:
    """Answers ahead wait in the sockets' buffers, received bytes in one window."""
    keys = [BundleKey(f"key/{number}", size=PIECE) for number in range(240)]

    def story(c: Any) -> Generator[Any, Any, None]:
        found = yield c.bundle_objects("bucket", keys, max_bytes=120 * PIECE, prefetch=1)
        yield following(found)
        before = -1
        while before != server.sent:
            before = server.sent
            yield pause(mode, 0.3)
        assert 2 == len(server.requests)
        # Two connections: the buffers of a kernel for each, 4 MiB on one side and 6 on the other, and the client's own.
        assert server.sent <= 2 * (10 << 20) + (2 << 20)
        assert 2 * 60 * PIECE > 2 * server.sent
        for number in range(1, 240):
            member = yield following(found)
            assert (f"key/{number}", PIECE) == (member.key, member.size)
        with pytest.raises((StopIteration, StopAsyncIteration)):
            yield following(found)
        assert (0, 240) == (found.stats.resumed, found.stats.delivered)

    with Flood() as server:
        play(mode, server.endpoint, story)


def test_positions_and_clients_pickle_and_an_open_bundle_does_not() -> None:
    with Emulator() as tigris, TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        filled(client)
        with client.bundle_objects("atlas", SMALL) as bundle:
            next(bundle)
            with pytest.raises(TypeError, match="does not pickle"):
                pickle.dumps(bundle)
            again, keys, position = pickle.loads(pickle.dumps((client, SMALL, bundle.position)))
        with again:
            assert SMALL[1:] == [found.key for found in again.bundle_objects("atlas", keys[position:])]
