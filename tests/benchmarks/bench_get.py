"""CPU microseconds of one small GET: the bare httpx transport, our clients on it, and boto3, all in one run.

    python -m tests.benchmarks.bench_get

The server is a process of its own that answers every request with the same prepared bytes. What counts is the
client's CPU time (user and system): it hardly depends on what else the machine does. The median of the rounds counts,
and the rounds alternate.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
import statistics
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

import boto3  # type: ignore[import-untyped]
import httpx
from botocore.config import Config  # type: ignore[import-untyped]

from tigris_http import AsyncTigrisHTTP, TigrisHTTP

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

ROUNDS = 9
CALLS = 400
BODY = b"x" * 4096
ANSWER = (
    b"HTTP/1.1 200 OK\r\nAccept-Ranges: bytes\r\nContent-Length: 4096\r\nContent-Type: image/jpeg\r\n"
    b'ETag: "900150983cd24fb0d6963f7d28e17f72"\r\nLast-Modified: Tue, 20 Oct 2026 10:57:30 GMT\r\n'
    b"X-Tigris-Served-From: fra\r\nX-Tigris-Regions: fra\r\nServer-Timing: total;dur=4\r\n"
    b"x-amz-request-id: 1791986200643024441\r\n\r\n" + BODY
)
TRANSPORT, OURS, ASYNC, BOTO3 = "httpx.HTTPTransport", "tigris_http", "tigris_http async", "boto3"
ID, SECRET = "tid_EXAMPLEACCESSKEY", "tsec_EXAMPLEsecretEXAMPLEsecret"


class Row(NamedTuple):
    """One measured figure: by whom, and the median CPU microseconds of one call."""

    subject: str
    microseconds: float


def serve(ready: Connection) -> None:
    """Answer every request head on every connection, for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    ready.send(listener.getsockname()[1])

    def answer(connection: socket.socket) -> None:
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            held = b""
            while data := connection.recv(65536):
                held += data
                while b"\r\n\r\n" in held:
                    held = held.partition(b"\r\n\r\n")[2]
                    connection.sendall(ANSWER)

    while True:
        threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()


def bare(endpoint: str) -> Callable[[], None]:
    """Return a round with nothing but the transport: a ready URL and headers, no signature, no parsing."""
    transport = httpx.HTTPTransport()
    headers = {"Host": endpoint.removeprefix("http://"), "Accept-Encoding": "identity"}

    def run() -> None:
        for _ in range(CALLS):
            request = httpx.Request("GET", f"{endpoint}/my-bucket/data/part-00017.jpg", headers=headers)
            response = transport.handle_request(request)
            if response.read() != BODY:
                raise AssertionError("another body")
            response.close()

    return run


def blocking(endpoint: str) -> Callable[[], None]:
    """Return a round of our blocking client."""
    client = TigrisHTTP(endpoint, (ID, SECRET))

    def run() -> None:
        for _ in range(CALLS):
            with client.get_object("my-bucket", "data/part-00017.jpg") as body:
                if body.read() != BODY:
                    raise AssertionError("another body")

    return run


def by_boto3(endpoint: str) -> Callable[[], None]:
    """Return a round of boto3."""
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=ID,
        aws_secret_access_key=SECRET,
        region_name="auto",
        config=Config(s3={"addressing_style": "path"}),
    )

    def run() -> None:
        for _ in range(CALLS):
            if client.get_object(Bucket="my-bucket", Key="data/part-00017.jpg")["Body"].read() != BODY:
                raise AssertionError("another body")

    return run


def by_async(endpoint: str) -> Callable[[], None]:
    """Return a round of our async client, one request at a time."""

    async def gets() -> None:
        async with AsyncTigrisHTTP(endpoint, (ID, SECRET)) as client:
            for _ in range(CALLS):
                async with client.get_object("my-bucket", "data/part-00017.jpg") as body:
                    if await body.read() != BODY:
                        raise AssertionError("another body")

    return lambda: asyncio.run(gets())


def rows() -> list[Row]:
    """Return all figures of this file."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    try:
        endpoint = f"http://127.0.0.1:{ours.recv()}"
        subjects = {
            TRANSPORT: bare(endpoint),
            OURS: blocking(endpoint),
            ASYNC: by_async(endpoint),
            BOTO3: by_boto3(endpoint),
        }
        times: dict[str, list[float]] = {subject: [] for subject in subjects}
        for round_number in range(ROUNDS + 1):
            for subject, run in subjects.items():
                start = time.process_time()
                run()
                if round_number:  # the first one warms up
                    times[subject].append((time.process_time() - start) / CALLS * 1e6)
        return [Row(subject, statistics.median(found)) for subject, found in times.items()]
    finally:
        server.terminate()
        server.join()


def main() -> None:
    """Print the figures, what each adds to the bare transport, and its ratio to boto3."""
    found = rows()
    figures = dict(found)
    print(f"{'4 KiB GET':22}{'CPU us a call':>14}{'over transport':>16}{'x boto3':>9}")
    for row in found:
        over = row.microseconds - figures[TRANSPORT]
        print(f"{row.subject:22}{row.microseconds:14.0f}{over:16.0f}{row.microseconds / figures[BOTO3]:9.2f}")


if __name__ == "__main__":
    main()
