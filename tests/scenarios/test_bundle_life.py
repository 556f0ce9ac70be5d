"""An open bundle, in every state: closed, cancelled, forgotten and forked.

The servers here stall as long as a client waits: an end within `SOON` is the client's doing.
"""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.forkserver
import multiprocessing.resource_tracker
import pickle
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Generator
from contextlib import ExitStack, suppress
from itertools import islice
from typing import Any

import anyio
import pytest

from tests.bundles import closing, following
from tests.modes import KEYS, in_all_modes, play
from tests.systems import needs_posix
from tests.unit.transport.leaks import in_child, no_leak
from tigris_http import (
    AsyncTigrisHTTP,
    BundleKey,
    BundleSkipped,
    TigrisHTTP,
)
from tigris_http.emulator import Emulator

from .stalling_bundles import (
    ALL_STATES,
    LARGE,
    LONG,
    ROOT,
    SIZED,
    SMALL,
    SOON,
    STATES,
    ScriptedServer,
    State,
    content,
    filled,
    jobs,
    nothing_is_left,
    pause,
    telling,
)

__all__ = ["no_leak"]


pytest_generate_tests = in_all_modes


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


@needs_posix
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


@needs_posix
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
