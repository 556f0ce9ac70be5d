"""Transfers in processes of their own, and a relay that acts when so many of their bytes have passed.

The processes are forks of one that has imported the client: a new interpreter for each would take most of the time.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.proxies import Forwarder, Gate, Then, open_gate

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from typing_extensions import Self

    from tigris_http.emulator import Emulator

ROOT = Path(__file__).parents[2]
INTERRUPTED = 130
SCRIPT = """
    import json, os, resource, signal, sys, traceback
    from tigris_http import TigrisHTTP, Timeouts
    from tigris_http.transfers import DownloadFile, TransferOptions, UploadFile

    def work(endpoint, keys, method, given, part, largest):
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
        transfer = TransferOptions(part_size=part, threshold=part, concurrency=2)
        with TigrisHTTP(endpoint, tuple(keys), timeouts=Timeouts(read=3600)) as client:
            getattr(client, method)("atlas", "k", transfer=transfer, **given)

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                work(*json.loads(line))
                status = 0
            except KeyboardInterrupt:
                status = 130
            except OSError as error:
                status = error.errno
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Forks:
    """Runs transfers of the blocking client in forked processes, one after the other."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-c", textwrap.dedent(SCRIPT)]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
        self._process = subprocess.Popen(command, **pipes)  # closed by `__exit__`
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(self, relay: Relay, method: str, part: int, *, largest: int | None = None, **given: object) -> int:
        """Run a transfer to its end; return the exit status, the number of an `OSError`, or a signal's, negative.

        The process writes no file beyond `largest` bytes.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        job = [relay.endpoint, list(relay.keys), method, given, part, largest]
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        relay.child.append(int(self._process.stdout.readline()))
        relay.started.set()
        return int(self._process.stdout.readline())


class Relay(Forwarder):
    """When `after` bytes have come up or down, their connection stands still, and `act` runs.

    `act` has the number of the process whose bytes they are. With `cut` the connection is closed.
    """

    def __init__(
        self, tigris: Emulator, way: str, after: int, act: Callable[[int], None] | None = None, *, cut: bool = False
    ) -> None:
        super().__init__(tigris.port)
        self.keys = (tigris.credentials.access_key_id, tigris.credentials.secret_access_key)
        self.child: list[int] = []
        self.started = threading.Event()
        self._way, self._left, self._act = way, after, act
        self._then: Then = "cut" if cut else "stand still"
        self._lock = threading.Lock()

    def gate(self, way: Literal["up", "down"]) -> Gate:
        return self._counted if way == self._way else open_gate

    def _counted(self, size: int) -> tuple[int, Then]:
        """Let bytes pass until `after` of all connections have."""
        with self._lock:
            if self._left <= 0:
                return size, "go on"
            before, self._left = self._left, self._left - size
            return min(before, size), "go on" if self._left > 0 else self._then

    def stopped(self) -> None:
        if self._act is not None:
            self.started.wait()
            self._act(self.child[-1])


def killed(number: int) -> None:
    os.kill(number, signal.SIGKILL)


def interrupted(number: int) -> None:
    os.kill(number, signal.SIGINT)
