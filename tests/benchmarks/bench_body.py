"""CPU seconds for a GB of one large object, read into the reader's own memory: ours, httpx, http.client, bare sockets.

    python -m tests.benchmarks.bench_body

The server is a process of its own, plain and with TLS. A figure is the reader's CPU time (user and system), the median
of the rounds. The readers alternate. All read into one buffer of 1 MiB, except httpx, which returns its own chunks.
"""

from __future__ import annotations

import asyncio
import http.client
import multiprocessing
import socket
import ssl
import statistics
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import httpx

from tigris_http import AsyncTigrisHTTP, TigrisHTTP

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

ROUNDS = 7
SIZE = 256 * 1024 * 1024
CERTIFICATE = Path(__file__).parent.parent.parent / "fixtures" / "tls" / "localhost.pem"
ID, SECRET = "tid_EXAMPLEACCESSKEY", "tsec_EXAMPLEsecretEXAMPLEsecret"
RAW = "socket.recv_into"


class Row(NamedTuple):
    """One measured figure: the reader, TLS or not, and the median CPU seconds for a GB."""

    subject: str
    tls: bool
    seconds: float


def serve(ready: Connection, tls: bool) -> None:
    """Answer every request head with the object, without end."""
    head = b'HTTP/1.1 200 OK\r\nContent-Length: %d\r\nETag: "900150983cd24fb0d6963f7d28e17f72"\r\n\r\n' % SIZE
    piece = bytes(range(256)) * 4096
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    listener = socket.create_server(("127.0.0.1", 0))
    ready.send(listener.getsockname()[1])

    def answer(connection: socket.socket) -> None:
        try:
            peer = context.wrap_socket(connection, server_side=True) if tls else connection
            with peer, peer.makefile("rb") as reader:
                while line := reader.readline():
                    while line not in {b"\r\n", b""}:
                        line = reader.readline()
                    peer.sendall(head)
                    for _ in range(SIZE // len(piece)):
                        peer.sendall(piece)
        except OSError:
            return

    while True:
        threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()


def context_of(tls: bool) -> ssl.SSLContext | None:
    """Return the context of a reader."""
    return ssl.create_default_context(cafile=str(CERTIFICATE)) if tls else None


def endpoint_of(port: int, tls: bool) -> str:
    """Return the URL of a server."""
    return f"{'https' if tls else 'http'}://localhost:{port}"


def read(readinto: Callable[[memoryview], int]) -> int:
    """Read all into one buffer."""
    buffer, total = memoryview(bytearray(1 << 20)), 0
    while size := readinto(buffer):
        total += size
    return total


def by_ours(port: int, tls: bool) -> int:
    """Read by the blocking client."""
    verify = context_of(tls) or True
    with (
        TigrisHTTP(endpoint_of(port, tls), (ID, SECRET), verify=verify, proxy=False) as client,
        client.get_object("bucket", "key") as body,
    ):
        return read(body.readinto)


def by_async(port: int, tls: bool) -> int:
    """Read by the async client."""

    async def main() -> int:
        buffer, total, verify = memoryview(bytearray(1 << 20)), 0, context_of(tls) or True
        async with (
            AsyncTigrisHTTP(endpoint_of(port, tls), (ID, SECRET), verify=verify, proxy=False) as client,
            client.get_object("bucket", "key") as body,
        ):
            while size := await body.readinto(buffer):
                total += size
        return total

    return asyncio.run(main())


def by_httpx(port: int, tls: bool) -> int:
    """Read chunks as httpx gives them."""
    verify = context_of(tls) or True
    url = f"{endpoint_of(port, tls)}/bucket/key"
    with httpx.Client(verify=verify, trust_env=False) as client, client.stream("GET", url) as response:
        return sum(map(len, response.iter_raw()))


def by_http_client(port: int, tls: bool) -> int:
    """Read by the standard library."""
    context = context_of(tls)
    opened_connection = http.client.HTTPSConnection("localhost", port, context=context) if context else None
    connection = opened_connection or http.client.HTTPConnection("localhost", port)
    connection.request("GET", "/bucket/key")
    total = read(connection.getresponse().readinto)
    connection.close()
    return total


def by_socket(port: int, tls: bool) -> int:
    """Receive, and discard."""
    context = context_of(tls)
    with socket.create_connection(("127.0.0.1", port)) as plain:
        peer = context.wrap_socket(plain, server_hostname="localhost") if context else plain
        peer.sendall(b"GET /bucket/key HTTP/1.1\r\nHost: localhost\r\n\r\n")
        buffer, total = memoryview(bytearray(1 << 20)), -len(b"\r\n\r\n")
        while total < SIZE:
            size = peer.recv_into(buffer)
            if total < 0:
                total = size - bytes(buffer[:size]).index(b"\r\n\r\n") - 4
            else:
                total += size
        return total


READERS: dict[str, Callable[[int, bool], int]] = {
    "tigris_http readinto": by_ours,
    "tigris_http async readinto": by_async,
    "httpx iter_raw": by_httpx,
    "http.client readinto": by_http_client,
    RAW: by_socket,
}


def rows() -> list[Row]:
    """Return all figures of this file."""
    servers, cases = [], dict[tuple[str, bool], "Callable[[], int]"]()
    for tls in (False, True):
        ours, theirs = multiprocessing.Pipe()
        server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, tls), daemon=True)
        server.start()
        servers.append(server)
        port = ours.recv()
        cases |= {(subject, tls): partial(reader, port, tls) for subject, reader in READERS.items()}
    times: dict[tuple[str, bool], list[float]] = {case: [] for case in cases}
    try:
        for round_number in range(ROUNDS + 1):
            for case, run in cases.items():
                start = time.process_time()
                if run() != SIZE:
                    raise AssertionError("another size")
                if round_number:  # the first one warms up
                    times[case].append((time.process_time() - start) / SIZE * 1e9)
        return [Row(*case, statistics.median(found)) for case, found in times.items()]
    finally:
        for server in servers:
            server.terminate()
            server.join()


def main() -> list[Row]:
    """Print the table, with each figure's ratio to the cost of a bare socket; return the figures."""
    measured = rows()
    found = {(row.subject, row.tls): row.seconds for row in measured}
    print(f"{f'one object of {SIZE >> 20} MiB':30}{'CPU s/GB':>10}{'x socket':>10}{'TLS':>10}{'x socket':>10}")
    for subject in READERS:
        figures = [(found[subject, tls], found[subject, tls] / found[RAW, tls]) for tls in (False, True)]
        print(f"{subject:30}" + "".join(f"{seconds:10.2f}{ratio:10.2f}" for seconds, ratio in figures))
    return measured


if __name__ == "__main__":
    main()
