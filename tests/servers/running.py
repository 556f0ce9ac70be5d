"""A server in a process that cannot outlive the tests, on ports that were free a moment ago."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

# This process is the server's parent, not pytest. It stops the server when its own standard input ends, which the
# system ensures even if pytest is killed.
_KEEPER = """
import os, subprocess, sys, threading
server = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
def wait():
    code = server.wait()
    os._exit(code if code >= 0 else 128 - code)
threading.Thread(target=wait, daemon=True).start()
print(server.pid, flush=True)
sys.stdin.buffer.read()
# Its data are temporary: nothing is worth waiting for while it shuts down in order (SeaweedFS takes five seconds).
server.kill()
server.wait()
os._exit(0)
"""


class StartFailed(Exception):
    """The server ended, or did not answer in time; the message ends with its output."""


def free_ports(count: int) -> list[int]:
    """Return ports that are all free on the loopback address now."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]


@contextmanager
def running(
    command: Sequence[str], folder: Path, settings: Mapping[str, str], is_ready: Callable[[], bool], *, timeout: float
) -> Iterator[int]:
    """Run a server until the end of the block; yield its process id once `is_ready`.

    `settings` are the environment beside PATH: no credentials or proxies of the machine reach the server.
    """
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": os.fspath(folder), **settings}
    log = folder / "log.txt"
    with log.open("wb") as written:
        keeper = subprocess.Popen(
            [sys.executable, "-c", _KEEPER, *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=written,
            # Ctrl-C is for pytest, which then ends this block in order.
            start_new_session=True,
        )
    try:
        output = keeper.stdout
        if output is None:
            raise StartFailed("the keeper has no output")
        first = output.readline()
        if not first.strip().isdigit():
            raise StartFailed(f"{command[0]} did not start:\n{_end_of(log)}")
        deadline = time.monotonic() + timeout
        while not is_ready():
            if keeper.poll() is not None:
                raise StartFailed(f"{command[0]} ended with {keeper.returncode}:\n{_end_of(log)}")
            if time.monotonic() > deadline:
                raise StartFailed(f"{command[0]} was not ready after {timeout} seconds:\n{_end_of(log)}")
            time.sleep(0.1)
        yield int(first)
    finally:
        _stop(keeper)


def _stop(keeper: subprocess.Popen[bytes]) -> None:
    for pipe in (keeper.stdin, keeper.stdout):
        if pipe is not None:
            pipe.close()
    try:
        keeper.wait(15)
    except subprocess.TimeoutExpired:
        keeper.kill()
        keeper.wait()


def _end_of(log: Path) -> str:
    return log.read_text("utf-8", errors="replace")[-4000:]
