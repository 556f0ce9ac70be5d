"""CPU milliseconds of the emulator's process for one operation, beside those of moto and MiniStack, all in one run.

    python -m tests.benchmarks.peers
    python -m tests.benchmarks.bench_emulator

Each server is a process of its own, with its data in memory. One client of ours drives them all. A figure is the
server's CPU time (user and system, all threads), the median of the rounds. The servers alternate. The emulator and
MiniStack check signatures, moto does not. The forced deletion of a large bucket is Tigris' own, and measured once: it
takes minutes to fill the bucket. Needs Linux.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks.peers import interpreter
from tests.benchmarks.serving import alternated
from tests.servers.running import free_ports, running
from tigris_http import RetryPolicy, TigrisError, TigrisHTTP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROUNDS = 5
OURS, MOTO, MINISTACK = "emulator", "moto", "ministack"
KEYS = [f"data/train/{number:06}.jpg" for number in range(1000)]
BODY = b"x" * 4096
READS, LISTINGS = 300, 5
"""The GETs and HEADs, and the listings, of one round."""
LARGE = 100_000
"""Objects of the bucket that is deleted by force."""
PUT, GET, HEAD, LIST, DELETE, FORCED = (
    *("PUT of 4 KiB", "GET of 4 KiB", "HEAD", "LIST of 1,000"),
    *("DeleteObjects of 1,000 keys", f"forced delete of {LARGE:,}"),
)
ROOT = Path(__file__).parents[2]


class Row(NamedTuple):
    """One measured figure: the operation, the server, and the median CPU milliseconds of one operation."""

    operation: str
    subject: str
    milliseconds: float


class Running(NamedTuple):
    """A server and a client of it."""

    process: int
    client: TigrisHTTP


def cpu_seconds(process: int) -> float:
    """Return the CPU time of a process and its children, with that of threads that ended."""
    clock = ~process << 3 | 2  # as `clock_getcpuclockid` makes it: time.pthread_getcpuclockid is for threads
    children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    return time.clock_gettime(clock) + sum(cpu_seconds(int(child)) for child in children)


@contextmanager
def client_of(endpoint: str, credentials: tuple[str, str], region: str) -> Iterator[TigrisHTTP]:
    """Connect to a server."""
    with TigrisHTTP(
        endpoint, credentials, region=region, addressing_style="path", proxy=False, retry=RetryPolicy(max_attempts=1)
    ) as client:
        yield client


@contextmanager
def own_process(command: list[str], credentials: tuple[str, str], region: str, port: int) -> Iterator[Running]:
    """Run a server that answers at `port`."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        client_of(f"http://127.0.0.1:{port}", credentials, region) as client,
    ):

        def is_ready() -> bool:
            try:
                list(client.list_buckets())
            except TigrisError:
                return False
            return True

        with running(command, Path(folder), {"PYTHONPATH": os.fspath(ROOT)}, is_ready, timeout=60) as process:
            yield Running(process, client)


@contextmanager
def emulator() -> Iterator[Running]:
    """Run the emulator."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "tigris_http.emulator", "--port", str(port)]
    with own_process(command, ("tid_emulator", "tsec_emulator"), "auto", port) as found:
        yield found


@contextmanager
def moto() -> Iterator[Running]:
    """Run moto's server."""
    (port,) = free_ports(1)
    command = [interpreter("moto[server]") or sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with own_process(command, ("any", "any"), "us-east-1", port) as found:
        yield found


@contextmanager
def ministack() -> Iterator[Running]:
    """Run MiniStack."""
    from tests.servers.third_party import started

    with (
        started("ministack") as server,
        client_of(server.endpoint, server.credentials, server.region) as client,
    ):
        yield Running(server.process, client)


SERVERS = {OURS: emulator, MOTO: moto, MINISTACK: ministack}
NEEDS = {MOTO: "moto[server]", MINISTACK: "ministack"}


def is_installed(subject: str) -> bool:
    """Return true if this server can be run."""
    return subject == OURS or interpreter(NEEDS[subject]) is not None


def measured(server: Running, work: Callable[[TigrisHTTP], None], times: int) -> Callable[[], float]:
    """Return a round of `times` operations, which returns the server's CPU milliseconds of one."""

    def run() -> float:
        start = cpu_seconds(server.process)
        work(server.client)
        return (cpu_seconds(server.process) - start) / times * 1e3

    return run


def put(client: TigrisHTTP) -> None:
    """Store all objects."""
    for key in KEYS:
        client.put_object("bench", key, BODY)


def get(client: TigrisHTTP) -> None:
    """Read some objects."""
    for key in KEYS[:READS]:
        with client.get_object("bench", key) as body:
            if body.read() != BODY:
                raise AssertionError("another body")


def head(client: TigrisHTTP) -> None:
    """Ask for some objects."""
    for key in KEYS[:READS]:
        client.head_object("bench", key)


def listed(client: TigrisHTTP) -> None:
    """List all objects a few times."""
    for _ in range(LISTINGS):
        if [entry.key for entry in client.list_objects_v2("bench")] != KEYS:
            raise AssertionError("another listing")


def delete(client: TigrisHTTP) -> None:
    """Delete all objects in one request."""
    if client.delete_objects("bench", KEYS).errors:
        raise AssertionError("not deleted")


WORK = {PUT: (put, len(KEYS)), GET: (get, READS), HEAD: (head, READS), LIST: (listed, LISTINGS), DELETE: (delete, 1)}
"""What a round does, in this order, and the number of operations in it."""


def forced(server: Running) -> float:
    """Fill a large bucket, delete it by force, and return the server's CPU milliseconds."""
    server.client.create_bucket("large")
    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(lambda number: server.client.put_object("large", f"{number:06}", b""), range(LARGE)):
            pass
    return measured(server, lambda client: client.delete_bucket("large", force=True), 1)()


def rows() -> list[Row]:
    """Return all figures of this file."""
    with ExitStack() as stack:
        servers = {name: stack.enter_context(run()) for name, run in SERVERS.items() if is_installed(name)}
        cases: dict[tuple[str, str], Callable[[], float]] = {}
        for name, server in servers.items():
            server.client.create_bucket("bench")
            cases |= {(operation, name): measured(server, *work) for operation, work in WORK.items()}
        found = [Row(*case, figure) for case, figure in alternated(cases, ROUNDS).items()]
        return [*found, Row(FORCED, OURS, forced(servers[OURS]))]


def main() -> list[Row]:
    """Print the table, with ratios to the emulator; return the figures."""
    found = rows()
    figures = {row[:2]: row.milliseconds for row in found}
    subjects = [subject for subject in SERVERS if (PUT, subject) in figures]
    print(f"{'CPU ms of the server':32}" + "".join(f"{subject:>20}" for subject in subjects))
    for operation in (*WORK, FORCED):
        shown = [figures.get((operation, subject)) for subject in subjects]
        ours = figures[operation, OURS]
        cells = ("" if each is None else f"{each:.2f} ({each / ours:.1f} x)" for each in shown)
        print(f"{operation:32}" + "".join(f"{cell:>20}" for cell in cells), flush=True)
    for subject in SERVERS.keys() - subjects:
        print(f"{subject}: not installed")
    return found


if __name__ == "__main__":
    main()
