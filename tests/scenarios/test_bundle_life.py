"""An open bundle, in every state: closed, cancelled, forgotten, forked and shared.

The servers here stall as long as a client waits: an end within `SOON` is the client's doing.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import multiprocessing.forkserver
import multiprocessing.resource_tracker
import os
import pickle
import random
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.bundles import archive, closing, following
from tests.modes import KEYS, in_all_modes, play
from tests.rawserver import RawServer, Seen, error, ok
from tests.unit.transport.test_handoff import chunked
from tests.unit.transport.test_transport import in_child, no_leak
from tigris_http import (
    AsyncTigrisHTTP,
    BundleKey,
    BundleSkipped,
    RetryPolicy,
    TigrisHTTP,
    Timeouts,
)
from tigris_http.emulator import Emulator, Fault

__all__ = ["no_leak"]

pytest_generate_tests = in_all_modes
ROOT = Path(__file__).parent.parent.parent
SOON = 2.0
"""Seconds: far more than ending takes on a slow machine, far less than any timeout here."""
LONG = RetryPolicy(base=2000, cap=2000, deadline=None)
"""Waits for a quarter of an hour on average."""
LARGE = random.Random(3).randbytes(3_000_000)
WANTED = [BundleKey(f"key/{number:02}", size=100) for number in range(20)]
"""With `max_bytes=2000` and one request ahead, two requests of ten keys each."""


# -- a server that stalls on demand -----------------------------------------------------------------------------------

STALL = None
Script = Callable[[Seen, int], "list[bytes | None]"]


class ScriptedServer(RawServer):
    """Sends `script`'s answer to each request, by its number; at `STALL` it waits until the client leaves."""

    def __init__(self, script: Script) -> None:
        super().__init__(b"")
        self.script = script
        self.stalled = 0
        """The number of stalled answers."""

    def _one(self, connection: socket.socket, reader: Any, number: int) -> bool:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = reader.readline()
            if not line:
                return False
            head += line
        length = int(dict(Seen(0, head[:-4], b"").fields).get("content-length", "0"))
        seen = Seen(number, head[:-4], reader.read(length))
        with self._lock:
            self.requests.append(seen)
            count = len(self.requests)
        for part in self.script(seen, count):
            if part is STALL:
                self._stall(connection)
                return False
            connection.sendall(part)
        return not seen.get("x-close")

    def _stall(self, connection: socket.socket) -> None:
        with self._lock:
            self.stalled += 1
        try:
            with suppress(OSError):
                while connection.recv(65536):
                    continue
        finally:
            with self._lock:
                self.stalled -= 1


def requested_keys(seen: Seen) -> list[str]:
    keys: list[str] = json.loads(seen.body)["keys"]
    return keys


def content(key: str) -> bytes:
    return LARGE if key.startswith("large") else key.encode() * 10


def bundled(seen: Seen, *, upto: int | None = None) -> bytes:
    """Return the answer to a bundle request, or the beginning of it."""
    body = chunked(archive([(key, content(key)) for key in requested_keys(seen)]), 16_384)
    return body[:upto]


def is_bundle(seen: Seen) -> bool:
    return seen.request_line.startswith(b"POST")


def key_of(seen: Seen) -> str:
    return seen.target.decode().removeprefix("/bucket/")


def head_length() -> int:
    return chunked(b"", 1).index(b"\r\n\r\n") + 4


def no_answer(_seen: Seen, _count: int) -> list[bytes | None]:
    return [STALL]


def no_body(seen: Seen, _count: int) -> list[bytes | None]:
    return [bundled(seen, upto=head_length()), STALL]


def second_unanswered(seen: Seen, _count: int) -> list[bytes | None]:
    return [bundled(seen)] if "key/00" in requested_keys(seen) else [STALL]


def second_without_body(seen: Seen, _count: int) -> list[bytes | None]:
    return [bundled(seen)] if "key/00" in requested_keys(seen) else [bundled(seen, upto=head_length()), STALL]


def in_a_large_member(seen: Seen, _count: int) -> list[bytes | None]:
    return [bundled(seen, upto=1_600_000), STALL]


def first_get_answered(seen: Seen, _count: int) -> list[bytes | None]:
    return [ok(content(key_of(seen)), 'ETag: "1"')] if key_of(seen) == "key/00" else [STALL]


def gets_put_off(seen: Seen, _count: int) -> list[bytes | None]:
    if key_of(seen) == "key/00":
        return [ok(content(key_of(seen)), 'ETag: "1"')]
    return [error(503, "SlowDown", "Retry-After: 600")]


def cut_short(seen: Seen, _count: int) -> list[bytes | None]:
    """Answer with four members and nothing after them: the client waits before its next request."""
    if "key/00" not in requested_keys(seen):
        return [STALL]
    body = archive([(key, content(key)) for key in requested_keys(seen)[:4]])[: 4 * 1024]
    return [chunked(body, 16_384)]


class State:
    """A state of a bundle: the steps to it, and the requests that the server has seen by then."""

    def __init__(self, script: Script, taken: int, requests: int, **options: Any) -> None:
        self.script = script
        self.taken = taken
        """The number of results before it."""
        self.requests = requests
        self.options: dict[str, Any] = {"keys": WANTED, "max_bytes": 2000, "min_bundle": 1} | options


SNAPSHOT = {"snapshot_version": "1700"}
STATES = {
    "before the first result": State(no_body, 0, 1, prefetch=0),
    "with a request ahead that is not answered": State(second_unanswered, 10, 2),
    "with an answer ahead that stalls": State(second_without_body, 10, 2),
    "in a large member": State(in_a_large_member, 0, 1, keys=["large", "b"]),
    "during single GETs": State(first_get_answered, 1, 8, **SNAPSHOT),
    "while single GETs wait to be sent again": State(gets_put_off, 1, 8, **SNAPSHOT),
    "while the rest waits to be asked for": State(cut_short, 4, 1, prefetch=0, keys=WANTED[:10]),
}


ALL_STATES = {"before the answer": State(no_answer, 0, 1)} | STATES


@contextmanager
def telling(state: State) -> Iterator[ScriptedServer]:
    """Serve a state; other requests are answered well."""

    def script(seen: Seen, count: int) -> list[bytes | None]:
        if seen.target.startswith(b"/bucket/fine") or seen.request_line.startswith(b"HEAD"):
            return [ok()]
        return state.script(seen, count)

    with ScriptedServer(script) as server:
        yield server


def jobs() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "tigris_http job"]


def eventually(holds: Callable[[], bool], what: str = "it never came to that") -> None:
    end = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.01)


def pause(mode: str, seconds: float = 0.01) -> Any:
    """Wait; the caller awaits the result of an async wait."""
    return threading.Event().wait(seconds) if mode == "blocking" else anyio.sleep(seconds)


def nothing_is_left(server: ScriptedServer) -> None:
    eventually(lambda: not jobs(), "a thread was left behind")
    eventually(lambda: not server.stalled, "a connection was left behind")


# -- closed ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STATES)
def test_closing_ends_everything_at_once_and_the_client_stays_usable(mode: str, name: str) -> None:
    state = STATES[name]

    def story(c: Any) -> Generator[Any, Any, None]:
        found = yield c.bundle_objects("bucket", **state.options)
        for _ in range(min(state.taken, 1)):
            yield following(found)
        if name == "in a large member":
            member = yield following(found)
            assert 1000 == (yield member.readinto(bytearray(1000)))
        # Requests begun in the background have reached the server by then.
        for _ in range(500):
            if len(server.requests) >= state.requests:
                break
            yield pause(mode)
        assert state.requests <= len(server.requests)
        begun = time.monotonic()
        yield closing(found)
        assert time.monotonic() - begun < SOON
        assert not jobs()
        with pytest.raises(ValueError, match="closed"):
            yield following(found)
        yield c.head_object("bucket", "fine")
        yield closing(found)

    with telling(state) as server:
        play(mode, server.endpoint, story, retry=LONG)
        nothing_is_left(server)


# -- cancelled --------------------------------------------------------------------------------------------------------


async def stuck(client: AsyncTigrisHTTP, state: State) -> None:
    """Read until no result is left."""
    async with client.bundle_objects("bucket", **state.options) as found:
        async for result in found:
            assert not isinstance(result, BundleSkipped)
            await result.read()
    raise AssertionError("it came to an end")


def tasks_left() -> list[str]:
    import asyncio

    with suppress(RuntimeError):
        return [task.get_name() for task in asyncio.all_tasks() if task.get_name() == "tigris_http job"]
    return []


@pytest.mark.parametrize("name", ALL_STATES)
def test_a_cancelled_reader_leaves_nothing_and_the_client_stays_usable(loop: str, name: str) -> None:
    state = ALL_STATES[name]

    async def story() -> None:
        async with AsyncTigrisHTTP(server.endpoint, KEYS, retry=LONG) as client:
            begun = time.monotonic()
            with anyio.move_on_after(0.3) as scope:
                await stuck(client, state)
            assert scope.cancelled_caught
            assert time.monotonic() - begun < 0.3 + SOON
            assert state.requests <= len(server.requests)
            assert [] == tasks_left()
            await client.head_object("bucket", "fine")
            await anyio.to_thread.run_sync(nothing_is_left, server)

    with telling(state) as server:
        anyio.run(story, backend=loop)


READER = """
    import pickle, signal, sys
    from tigris_http import AsyncTigrisHTTP, TigrisHTTP

    signal.signal(signal.SIGINT, signal.default_int_handler)
    endpoint, keys, retry, options = pickle.loads(bytes.fromhex(sys.argv[1]))
    if sys.argv[2] == "blocking":
        with TigrisHTTP(endpoint, keys, retry=retry) as client:
            with client.bundle_objects("bucket", **options) as found:
                for result in found:
                    result.read()
    else:
        import asyncio

        async def main():
            async with AsyncTigrisHTTP(endpoint, keys, retry=retry) as client:
                async with client.bundle_objects("bucket", **options) as found:
                    async for result in found:
                        await result.read()

        asyncio.run(main())
"""


@pytest.mark.skipif(os.name != "posix", reason="interrupts are signals")
@pytest.mark.parametrize("how", ["blocking", "asyncio"])
def test_ctrl_c_ends_a_reader_in_any_state(how: str) -> None:
    """All states at once, a process each: their start takes most of the time."""
    running: list[tuple[str, ScriptedServer, subprocess.Popen[str]]] = []
    with ExitStack() as stack:
        for name, state in ALL_STATES.items():
            server = stack.enter_context(telling(state))
            what = pickle.dumps((server.endpoint, KEYS, LONG, state.options)).hex()
            command = [sys.executable, "-c", textwrap.dedent(READER), what, how]
            running.append((name, server, subprocess.Popen(command, stderr=subprocess.PIPE, text=True)))
        ends: dict[str, tuple[int, str]] = {}
        for name, server, process in running:
            end = time.monotonic() + 30
            while (
                len(server.requests) < ALL_STATES[name].requests and time.monotonic() < end and process.poll() is None
            ):
                time.sleep(0.01)
        time.sleep(0.3)
        for name, _, process in running:
            begun = time.monotonic()
            process.send_signal(signal.SIGINT)
            try:
                _, output = process.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                _, output = process.communicate()
                output = f"it hung for {time.monotonic() - begun:.1f} s: {output}"
            ends[name] = (process.returncode, output.strip().splitlines()[-1] if output.strip() else "")
    assert dict.fromkeys(ALL_STATES, (-signal.SIGINT, "KeyboardInterrupt")) == ends


# -- forgotten ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STATES)
def test_a_forgotten_bundle_warns_and_the_next_use_of_the_client_clears_it(mode: str, name: str) -> None:
    state = STATES[name]

    def story(c: Any) -> Generator[Any, Any, None]:
        found = yield c.bundle_objects("bucket", **state.options)
        for _ in range(min(state.taken, 1)):
            yield following(found)
        for _ in range(500):
            if len(server.requests) >= state.requests:
                break
            yield pause(mode)
        yield pause(mode)  # the runner of this scenario refers to the last value yielded
        unnamed = [found]
        del found
        with pytest.warns(ResourceWarning, match="unclosed (Async)?BundleResponse"):
            unnamed.clear()
        for _ in range(200):
            yield c.head_object("bucket", "fine")
            if not server.stalled and not jobs():
                break
            yield pause(mode)
        nothing_is_left(server)

    with telling(state) as server:
        play(mode, server.endpoint, story, retry=LONG)


def test_a_loop_needs_no_name_for_its_bundle_and_leaves_nothing() -> None:
    with Emulator() as tigris, TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        filled(client)
        for _ in range(3):
            assert SMALL == [found.key for found in client.bundle_objects("atlas", iter(SMALL))]
        gc.collect()
        assert not jobs()


def first_of(client: TigrisHTTP) -> str:
    for found in client.bundle_objects("atlas", SMALL):
        return found.key
    raise AssertionError("there are some")


def test_a_loop_that_is_left_warns_and_the_client_stays_usable() -> None:
    with Emulator() as tigris, TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        filled(client)
        with pytest.warns(ResourceWarning, match="unclosed BundleResponse"):
            assert SMALL[0] == first_of(client)
        assert SMALL == [found.key for found in client.bundle_objects("atlas", SMALL)]


# -- other processes --------------------------------------------------------------------------------------------------

SMALL = [f"small/{number:03}" for number in range(60)]
SIZED = [BundleKey(key, size=100) for key in SMALL]


def filled(client: TigrisHTTP) -> None:
    client.create_bucket("atlas", snapshot_enabled=True)
    for key in SMALL:
        client.put_object("atlas", key, content(key))
    client.put_object("atlas", "large", LARGE)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_reads_its_own_bundle_and_leaves_its_parents_alone() -> None:
    with Emulator() as tigris, TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        filled(client)
        keys = [*SIZED[:20], BundleKey("large", size=len(LARGE)), *SIZED[20:]]
        names = [key.key for key in keys]
        with client.bundle_objects("atlas", keys, max_bytes=8 << 20, prefetch=2, on_skipped="raise") as bundle:
            first = [next(bundle) for _ in range(20)]
            large = next(bundle)
            head = bytearray(100_000)
            assert len(head) == large.readinto(head)

            def child() -> bool:
                with pytest.raises(RuntimeError, match="another process"):
                    large.readinto(bytearray(len(LARGE)))
                with client.bundle_objects("atlas", keys, max_bytes=8 << 20, prefetch=2) as own:
                    return names == [found.key for found in own]

            def reading() -> bool:
                with pytest.raises(RuntimeError, match="another process"):
                    for _ in bundle:
                        pass
                bundle.close()
                return True

            assert 0 == in_child(child)
            assert 0 == in_child(reading)
            tail = bytearray(len(LARGE))
            assert len(LARGE) - len(head) == large.readinto(tail)
            assert LARGE == bytes(head) + bytes(tail[: len(LARGE) - len(head)])
            assert names[21:] == [found.key for found in bundle]
        assert [content(key) for key in SMALL[:20]] == [bytes(found.data) for found in first]
        assert 0 == bundle.stats.resumed


@pytest.fixture(scope="module", autouse=True)
def helpers() -> None:
    """Processes of `multiprocessing` that stay, and are no leak of a test."""
    multiprocessing.resource_tracker.ensure_running()
    if "forkserver" in multiprocessing.get_all_start_methods():
        multiprocessing.forkserver.ensure_running()


def second_half(client: TigrisHTTP, keys: list[tuple[str, int]], position: int) -> list[tuple[str, int, bytes]]:
    """Go on from another process's position, as a worker of a data loader does."""
    with client.bundle_objects("atlas", keys[position:], on_skipped="drop") as bundle:
        return [(found.key, found.tag, found.read()) for found in bundle]


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_another_process_goes_on_after_the_position(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip("no such method here")
    monkeypatch.syspath_prepend(str(ROOT))
    with Emulator() as tigris, TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        filled(client)
        keys = [(key, number) for number, key in enumerate(["gone", *SMALL[:30], "gone too", *SMALL[30:], "large"])]
        expected = [(key, tag, content(key)) for key, tag in keys if not key.startswith("gone")]
        with client.bundle_objects("atlas", keys, on_skipped="drop") as bundle:
            first = [(found.key, found.tag, found.read()) for found in islice(bundle, 25)]
        assert (26, 25, 1) == (bundle.position, bundle.stats.delivered, bundle.stats.skipped)
        assert expected[:25] == first
        with multiprocessing.get_context(method).Pool(1) as pool:
            assert expected[25:] == pool.apply(second_half, (client, keys, bundle.position))


# -- shared ---------------------------------------------------------------------------------------------------------


def read_all(client: TigrisHTTP, keys: list[Any], **options: Any) -> list[tuple[str, bytes]]:
    opened: Any = client.bundle_objects("atlas", keys, **options)
    with opened as bundle:
        return [(found.key, found.read()) for found in bundle]


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
