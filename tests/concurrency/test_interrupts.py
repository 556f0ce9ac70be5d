"""Ctrl-C in the middle of any call: it is raised unchanged, leaks nothing, and the client stays usable.

Real signals at random moments, by a timer, in the thread that works: Python decides at which bytecode they are seen.
The service is a process of its own, so that all files, sockets and threads here are the client's.
"""

from __future__ import annotations

import gc
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import pytest

from tests.rawserver import STALL, RawServer, ok
from tests.systems import needs_posix
from tigris_http import BundleMember, RetryPolicy, TigrisHTTP, Timeouts
from tigris_http.emulator import Emulator, Fault

if TYPE_CHECKING:
    from typing_extensions import Self

pytestmark = needs_posix

ROOT = Path(__file__).parents[2]
CREDENTIALS = ("tid_emulator", "tsec_emulator")
VALUE = bytes(range(256)) * 400
SERVICE = """
    import sys
    from tigris_http.emulator import Emulator
    with Emulator() as tigris:
        print(tigris.endpoint, flush=True)
        sys.stdin.read()
"""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    command = [sys.executable, "-c", textwrap.dedent(SERVICE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as service:
        assert service.stdout is not None
        found = service.stdout.readline().strip()
        with TigrisHTTP(found, CREDENTIALS) as client:
            client.create_bucket("bucket")
            client.put_object("bucket", "key", VALUE)
        yield found
        service.communicate()


def put(client: TigrisHTTP) -> None:
    client.put_object("bucket", "other", VALUE)


def get(client: TigrisHTTP) -> None:
    with client.get_object("bucket", "key") as body:
        assert body.read(10) + body.read() == VALUE


def read_by_pieces(client: TigrisHTTP) -> None:
    with client.get_object("bucket", "key") as body:
        assert b"".join(body) == VALUE


def listed(client: TigrisHTTP) -> None:
    assert {"key"} <= {entry.key for entry in client.list_objects_v2("bucket")}


def bundled(client: TigrisHTTP) -> None:
    with client.bundle_objects("bucket", ["key"] * 9 + ["gone"], prefetch=1) as bundle:
        contents = [found.read() for found in bundle if isinstance(found, BundleMember)]
    assert [VALUE] * 9 == contents


class Timer:
    """Interrupts the body of its `with` statement, once, after some seconds."""

    def __init__(self) -> None:
        self._armed = False
        self.lost = 0
        """Interrupts that Python could not raise, because they arrived while an object was being collected."""

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGALRM, self._ring)
        self._hook, sys.unraisablehook = sys.unraisablehook, self._unraisable
        return self

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.unraisablehook = self._hook
        signal.signal(signal.SIGALRM, self._before)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if self._armed:
            self._armed = False
            raise KeyboardInterrupt

    def _unraisable(self, met: Any) -> None:
        if isinstance(met.exc_value, KeyboardInterrupt):
            self.lost += 1
        else:
            self._hook(met)

    def interrupts(self, work: Callable[[], None], seconds: float) -> BaseException | None:
        """Return the error that `work` raised; None if it ended first."""
        met: BaseException | None = None
        try:
            self._armed = True
            signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-6))
            work()
            self._armed = False
        except BaseException as error:  # noqa: BLE001  # the caller inspects it
            met = error
        return met


def open_files() -> int:
    return len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0  # noqa: PTH208  # a number


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # of objects not yet bound to a variable
@pytest.mark.parametrize("work", [put, get, read_by_pieces, listed, bundled])
def test_an_interrupt_at_any_moment_is_raised_and_takes_no_connection_with_it(
    endpoint: str, work: Callable[[TigrisHTTP], None]
) -> None:
    chance = random.Random(work.__name__)
    settings: dict[str, Any] = {"max_connections": 64, "timeouts": Timeouts(pool=2), "retry": RetryPolicy(1)}
    with TigrisHTTP(endpoint, CREDENTIALS, **settings) as client:
        work(client)
        begun = time.perf_counter()
        for _ in range(10):
            work(client)
        usual = (time.perf_counter() - begun) / 10
    gc.collect()
    files, threads = open_files(), threading.active_count()
    met = Counter[str]()
    with Timer() as timer, TigrisHTTP(endpoint, CREDENTIALS, **settings) as client:
        for _ in range(100):
            begun = time.perf_counter()
            error = timer.interrupts(lambda: work(client), chance.uniform(0, usual * 1.2))
            if error is None:  # the machine may have been slower before
                usual = min(usual, time.perf_counter() - begun)
            met[type(error).__name__] += 1
            del error
        gc.collect()  # an error is in a cycle with the frames that it went through, and their variables
        # The places of the pool are still there.
        bodies = [client.get_object("bucket", "key") for _ in range(60)]
        for body in bodies:
            assert VALUE == body.read()
        work(client)
        bodies.clear()
        del body
    assert {"KeyboardInterrupt", "NoneType"} >= met.keys()
    assert met["KeyboardInterrupt"] >= 20, met
    until = time.monotonic() + 3
    while (open_files() > files or threading.active_count() > threads) and time.monotonic() < until:
        gc.collect()
        time.sleep(0.01)
    assert (files, threads) >= (open_files(), threading.active_count())


SCRIPT = """
    import gc, os, signal, sys, threading, time
    from tigris_http import AsyncTigrisHTTP, RetryPolicy, TigrisHTTP, Timeouts

    signal.signal(signal.SIGINT, signal.default_int_handler)
    endpoint, how, what = sys.argv[1:]
    settings = {"retry": RetryPolicy(1), "max_connections": 2, "timeouts": Timeouts(pool=2)}
    keys = ("tid_emulator", "tsec_emulator")

    def blocking(client):
        if what == "put":
            client.put_object("bucket", "key", b"value")
        elif what == "get":
            with client.get_object("bucket", "key") as body:
                body.read()
        elif what == "list":
            list(client.list_objects_v2("bucket"))
        else:
            with client.bundle_objects("bucket", ["key"] * 9) as bundle:
                list(bundle)

    async def awaited(client):
        if what == "put":
            await client.put_object("bucket", "key", b"value")
        elif what == "get":
            async with client.get_object("bucket", "key") as body:
                await body.read()
        elif what == "list":
            [entry async for entry in client.list_objects_v2("bucket")]
        else:
            async with client.bundle_objects("bucket", ["key"] * 9) as bundle:
                [found async for found in bundle]

    def left():
        gc.collect()
        return len(os.listdir("/proc/self/fd")), threading.active_count()

    before = left()
    if how == "blocking":
        with TigrisHTTP(endpoint, keys, **settings) as client:
            print("begun", flush=True)
            try:
                blocking(client)
            except KeyboardInterrupt:
                print("interrupted", flush=True)
            blocking(client)
    else:
        async def main():
            async with AsyncTigrisHTTP(endpoint, keys, **settings) as client:
                print("begun", flush=True)
                await awaited(client)

        def run():
            if how == "asyncio":
                import asyncio
                asyncio.run(main())
            else:
                import trio
                trio.run(main)

        try:
            run()
        except KeyboardInterrupt:
            print("interrupted", flush=True)
        run()
    after = left()
    print("clean" if before == after else f"left: {before} {after}", flush=True)
"""


@pytest.mark.parametrize("what", ["put", "get", "list", "bundle"])
@pytest.mark.parametrize("how", ["blocking", "asyncio", "trio"])
def test_ctrl_c_while_the_service_is_silent_ends_the_call_at_once_and_the_next_one_works(how: str, what: str) -> None:
    with ExitStack() as stack:
        if what == "put":
            server: Emulator | RawServer = stack.enter_context(RawServer(STALL, ok(b"", 'ETag: "e"')))
        else:
            operation = {"get": "GetObject", "list": "ListObjectsV2", "bundle": "BundleObjects"}[what]
            server = stack.enter_context(silent(operation))
        command = [sys.executable, "-c", textwrap.dedent(SCRIPT), server.endpoint, how, what]
        pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "cwd": ROOT}
        process = stack.enter_context(subprocess.Popen(command, **pipes))
        until = time.monotonic() + 30
        while not server.requests and time.monotonic() < until and process.poll() is None:
            time.sleep(0.01)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        try:
            output, _ = process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            output, _ = process.communicate()
            output += "it hung"
    begun = ["begun"] if how == "blocking" else ["begun", "begun"]
    assert [*begun, "clean", "interrupted"] == sorted(output.splitlines()), output


@contextmanager
def silent(operation: str) -> Iterator[Emulator]:
    """An emulator that stops in the middle of the first answer of this kind."""
    with Emulator() as tigris:
        with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
            client.create_bucket("bucket")
            client.put_object("bucket", "key", VALUE)
        tigris.clear_requests()
        tigris.inject(Fault("stall_body", operation, after=1))
        yield tigris
