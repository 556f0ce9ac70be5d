"""Transfers in processes of their own, and a relay that acts when so many of their bytes have passed.

The processes are forks of one that has imported the client: a new interpreter for each would take most of the time.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

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


class Relay:
    """Forwards to an emulator. When `after` bytes have come up or down, their connection stands still, and `act` runs.

    `act` has the number of the process whose bytes they are. With `cut` the connection is closed.
    """

    def __init__(
        self, tigris: Emulator, way: str, after: int, act: Callable[[int], None] | None = None, *, cut: bool = False
    ) -> None:
        self.keys = (tigris.credentials.access_key_id, tigris.credentials.secret_access_key)
        self.child: list[int] = []
        self.started = threading.Event()
        self._to, self._way, self._left, self._act = tigris.port, way, after, act
        self._cut = cut
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self._listener, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        for each in (self._listener, *self._open):
            each.close()

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self._open.append(near)
                far = socket.create_connection(("127.0.0.1", self._to))
                self._open.append(far)
                self._start(self._pass, near, far, "up")
                self._start(self._pass, far, near, "down")

    def _pass(self, source: socket.socket, target: socket.socket, way: str) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 18):
                allowed, acts = self._counted(len(data)) if way == self._way else (len(data), False)
                target.sendall(data[:allowed])
                if not acts:
                    continue
                if self._act is not None:
                    self.started.wait()
                    self._act(self.child[-1])
                if self._cut:
                    break
                return  # stands still
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _counted(self, size: int) -> tuple[int, bool]:
        """Return how many bytes may pass, and whether the last one of all is among them."""
        with self._lock:
            if self._left <= 0:
                return size, False
            before, self._left = self._left, self._left - size
            return min(before, size), self._left <= 0


def killed(number: int) -> None:
    os.kill(number, signal.SIGKILL)


def interrupted(number: int) -> None:
    os.kill(number, signal.SIGINT)
