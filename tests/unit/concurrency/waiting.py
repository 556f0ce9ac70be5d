"""Servers that keep a job waiting, and the same words for the jobs of both clients."""

from __future__ import annotations

import gc
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from tests.modes import close
from tests.rawserver import RawServer
from tigris_http import TigrisHTTP, Timeouts
from tigris_http._concurrency import jobs as _jobs
from tigris_http._concurrency.cancel import Aborted
from tigris_http._concurrency.jobs import AsyncJob, Job
from tigris_http._concurrency.threads import NAME
from tigris_http._wire.http import AsyncByteSource, ByteSource, Head, Request
from tigris_http.operations import GetObject
from tigris_http.operations._base import StreamOperation

GET = GetObject("bucket", "key")
SOON = 5.0
"""Seconds: far more than an abort takes on a slow machine, far less than what it ends would take by itself."""
PATIENT = Timeouts(connect=60, read=60, write=60, pool=60)


class Silent(RawServer):
    """Takes connections and bytes, and answers nothing."""

    def has_seen(self, connections: int) -> bool:
        return connections == self.connections

    def _serve(self, connection: socket.socket, number: int) -> None:
        with connection, suppress(OSError):
            while connection.recv(65536):
                continue
        with self._lock:
            self._open.remove(connection)


class Gated(RawServer):
    """Answers when its `gate` is open."""

    def __init__(self, *answers: bytes) -> None:
        super().__init__(*answers)
        self.gate = threading.Event()

    def _one(self, connection: socket.socket, reader: object, number: int) -> bool:
        wrapped = Waiting(connection, self.gate)
        return super()._one(wrapped, reader, number)  # type: ignore[arg-type]


class Waiting:
    """A connection that sends nothing until the gate is open."""

    def __init__(self, connection: socket.socket, gate: threading.Event) -> None:
        self._connection, self._gate = connection, gate

    def sendall(self, data: bytes) -> None:
        assert self._gate.wait(30)
        self._connection.sendall(data)


@dataclass(frozen=True)
class Raw(StreamOperation[ByteSource, AsyncByteSource]):
    """Any answer, its body as it comes."""

    def request(self) -> Request:
        return Request("GET", "bucket", "key")

    def open(self, head: Head, source: ByteSource) -> ByteSource:
        return source

    def open_async(self, head: Head, source: AsyncByteSource) -> AsyncByteSource:
        return source


# -- the same words for both clients ----------------------------------------------------------------------------------


def begun(c: Any, operation: Any = GET, then: Any = None) -> Any:
    """A job that opens the operation's answer, or that does `then` with it."""
    if isinstance(c, TigrisHTTP):
        return Job((lambda: then(c.stream(operation))) if then else (lambda: c.stream(operation)), close)

    async def work() -> Any:
        opened = await c.opening(operation)
        return await then(opened) if then else opened

    return AsyncJob(work, close)


def until(c: Any, is_so: Callable[[], Any]) -> Any:
    """Wait until `is_so`; to be yielded."""
    end = time.monotonic() + 30

    def early() -> bool:
        assert time.monotonic() < end, "it never came"
        return not is_so()

    async def polling() -> None:
        while early():  # noqa: ASYNC110  # what is waited for happens in a server's thread
            await anyio.sleep(0.002)

    if not isinstance(c, TigrisHTTP):
        return polling()
    while early():
        time.sleep(0.002)
    return None


def ended(job: Any) -> Any:
    """Abort, and wait for the end of it; to be yielded."""

    async def joined() -> None:
        await job.join()

    job.abort()
    if isinstance(job, AsyncJob):
        return joined()
    assert job.join(30)
    return None


def is_aborted(job: Any) -> Any:
    """Whether waiting raises `Aborted`; to be yielded."""

    async def waiting() -> bool:
        try:
            await job.wait()
        except Aborted:
            return True
        return False

    if isinstance(job, AsyncJob):
        return waiting()
    try:
        job.wait()
    except Aborted:
        return True
    return False


def came(job: Any) -> bool:
    return bool(job._run.came.is_set())


@contextmanager
def soon() -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < SOON


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """No test leaves a thread or a task."""
    yield
    end = time.monotonic() + 10
    while (threads := [t.name for t in threading.enumerate() if t.name == NAME]) and time.monotonic() < end:
        gc.collect()
        time.sleep(0.01)
    assert ([], set()) == (threads, _jobs._TASKS)


# -- ending what waits ------------------------------------------------------------------------------------------------


@contextmanager
def black_hole() -> Iterator[int]:
    """A port whose queue is full: who connects to it waits."""
    if not Path("/proc/net/tcp").exists():
        pytest.skip("a full queue, and who waits for it, can only be made out on Linux")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        time.sleep(0.05)
        for filler in fillers:
            if connecting(address[1], filler.getsockname()[1]):
                filler.close()
        try:
            yield address[1]
        finally:
            for filler in fillers:
                filler.close()


def connecting(port: int, local: int | None = None) -> bool:
    """Whether a socket of this machine waits for a connection with the port."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    return any(
        f"0100007F:{port:04X}" == row[2] and row[3] == "02" and (local is None or row[1].endswith(f":{local:04X}"))
        for row in rows
    )


def in_loop(main: Callable[[], Awaitable[Any]], loop: str) -> None:
    anyio.run(main, backend=loop)
    gc.collect()
