"""If this machine runs out of a resource, the error names it, and the client works once the resource is back."""

from __future__ import annotations

import socket
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.systems import needs_linux
from tigris_http import TimedOut, Timeouts

from .good import good
from .running import MODES, descriptors, eventually, open_connections, run_all
from .server import HostileServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileServer]:
    with HostileServer(good) as server:
        yield server


@pytest.mark.parametrize("mode", MODES)
@needs_linux
def test_a_service_that_takes_no_more_connections_is_waited_for_as_long_as_connecting_may_take(mode: str) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(8)]
        try:
            for each in waiting:  # the queue is full with the first of them or the second
                each.setblocking(False)
                each.connect_ex(address)
            before = descriptors()
            outcomes = run_all(mode, f"http://127.0.0.1:{address[1]}", timeouts=Timeouts(connect=0.3)).outcomes
        finally:
            for each in waiting:
                each.close()
        for outcome in outcomes.values():
            assert isinstance(outcome.error, TimedOut)
            assert (False, True) == (outcome.error.sent, 0.3 <= outcome.seconds < 8)
        assert before - len(waiting) >= eventually(
            lambda: max(0, descriptors() - before + len(waiting)) and descriptors()
        )


def in_child(story: str, *arguments: str) -> str:
    """Run a scenario in a process with its own limits."""
    script = textwrap.dedent(story)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout


@pytest.mark.parametrize("mode", MODES)
def test_without_a_free_file_descriptor_no_connection_is_made_and_with_one_it_is(
    hostile: HostileServer, mode: str
) -> None:
    hostile.behave()
    output = in_child(
        """
        import resource, sys
        from tests.hostile.running import at_once, ONCE, KEYS
        from tests.scenarios.harness import AsyncFacade
        from tigris_http import AsyncTigrisHTTP, ConnectionFailed, TigrisHTTP
        import anyio

        mode, endpoint = sys.argv[1:]

        def taken():
            files = []
            try:
                while True:
                    files.append(open("/dev/null"))
            except OSError:
                return files

        async def story(client):
            async with client:
                named = client.with_options(extra_headers={"x-use": "head_object"})
                await named.head_object("atlas-data", "k")          # all that is imported is imported
                named = named.with_options(retry=ONCE)
                for bucket in ("b-%d" % number for number in range(2)):
                    files = taken()
                    other = kind(endpoint, KEYS, retry=ONCE, extra_headers={"x-use": "head_object"})
                    other = AsyncFacade(other) if mode == "blocking" else other
                    async with other:
                        try:
                            await other.head_object(bucket, "k")
                        except ConnectionFailed as error:
                            print("failed", error.sent)
                        for each in files:
                            each.close()
                        print((await other.head_object(bucket, "k")).size)

        kind = TigrisHTTP if mode == "blocking" else AsyncTigrisHTTP
        client = kind(endpoint, KEYS)
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        if mode == "blocking":
            at_once(story(AsyncFacade(client)))
        else:
            anyio.run(story, client, backend=mode)
        """,
        mode,
        hostile.endpoint,
    )
    assert ["failed False", "3"] * 2 == output.splitlines()
    assert 0 == eventually(lambda: open_connections(hostile.port))


@pytest.mark.parametrize("mode", MODES)
def test_a_full_disk_while_a_body_is_spooled_is_the_systems_error_and_nothing_is_sent(
    hostile: HostileServer, mode: str, tmp_path: Path
) -> None:
    hostile.behave()
    hostile.forget()
    output = in_child(
        """
        import os, resource, signal, sys, tempfile
        from tests.hostile.running import at_once, KEYS
        from tests.scenarios.harness import AsyncFacade
        from tigris_http import AsyncTigrisHTTP, TigrisHTTP
        import anyio

        mode, endpoint, tempfile.tempdir = sys.argv[1:]
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10 << 20, 10 << 20))

        async def story(client):
            async with client:
                files = len(os.listdir("/dev/fd"))
                try:
                    await client.put_object("atlas-data", "k", (bytes(1 << 20) for _ in range(20)))
                except OSError as error:
                    print(type(error).__name__, error.strerror)
                print(len(os.listdir("/dev/fd")) - files, os.listdir(tempfile.tempdir))

        kind = TigrisHTTP if mode == "blocking" else AsyncTigrisHTTP
        client = kind(endpoint, KEYS, extra_headers={"x-use": "put_object"})
        if mode == "blocking":
            at_once(story(AsyncFacade(client)))
        else:
            anyio.run(story, client, backend=mode)
        """,
        mode,
        hostile.endpoint,
        str(tmp_path),
    )
    error, left = output.splitlines()
    assert error.startswith("OSError File too large (a body that can be read only once is written to a temporary file")
    assert "0 []" == left
    assert [] == hostile.requests
