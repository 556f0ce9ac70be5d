"""CPU microseconds of one small GET: ours and its peers, one by one and many in flight, all in one run.

    python -m tests.benchmarks.bench_get

The server is a process of its own that answers every request with the same prepared bytes. A figure is the client's
CPU time (user and system), which hardly depends on other work of the machine: the median of the rounds. The clients
alternate. A peer that is not installed is left out.
"""

from __future__ import annotations

import asyncio
import importlib
import multiprocessing
import statistics
import time
from contextlib import ExitStack, closing
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx

from tigris_http import AsyncTigrisHTTP, TigrisHTTP

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from multiprocessing.connection import Connection

ROUNDS = 9
CALLS = 384
BODY = b"x" * 4096
ANSWER = (
    b"HTTP/1.1 200 OK\r\nAccept-Ranges: bytes\r\nContent-Length: 4096\r\nContent-Type: image/jpeg\r\n"
    b'ETag: "900150983cd24fb0d6963f7d28e17f72"\r\nLast-Modified: Tue, 20 Oct 2026 10:57:30 GMT\r\n'
    b"X-Tigris-Served-From: fra\r\nX-Tigris-Regions: fra\r\nServer-Timing: total;dur=4\r\n"
    b"x-amz-request-id: 1791986200643024441\r\n\r\n" + BODY
)
TRANSPORT, OURS, BOTO3, MINIO = "httpx.HTTPTransport", "tigris_http", "boto3", "minio"
ASYNC, AIOBOTOCORE = "tigris_http async", "aiobotocore"
IN_FLIGHT = (1, 16, 64)
BUCKET, KEY = "my-bucket", "data/part-00017.jpg"
ID, SECRET = "tid_EXAMPLEACCESSKEY", "tsec_EXAMPLEsecretEXAMPLEsecret"
GOALS = (
    (OURS, TRANSPORT, 60.0, "us over"),
    (OURS, BOTO3, 0.27, "of"),
    (OURS, MINIO, 1.0, "of"),
    (f"{ASYNC}, 16", f"{AIOBOTOCORE}, 16", 0.5, "of"),
    (f"{ASYNC}, 64", f"{AIOBOTOCORE}, 64", 0.5, "of"),
)
"""The highest ratio of one figure to another, by their readers."""


class Row(NamedTuple):
    """One measured figure: the client, and the median CPU microseconds of one call."""

    subject: str
    microseconds: float


class Serving(asyncio.Protocol):
    """A connection that answers each request head."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to write to."""
        self.transport: Any = transport
        self.held = b""

    def data_received(self, data: bytes) -> None:
        """Answer as many heads as ended."""
        *ended, self.held = (self.held + data).split(b"\r\n\r\n")
        self.transport.write(ANSWER * len(ended))


def serve(ready: Connection) -> None:
    """Answer every request head on every connection, without end."""

    async def main() -> None:
        server = await asyncio.get_running_loop().create_server(Serving, "127.0.0.1", 0, backlog=256)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def check(body: bytes) -> None:
    """Raise if this is not the requested object."""
    if body != BODY:
        raise AssertionError("another body")


def repeated(get: Callable[[], bytes]) -> Callable[[], None]:
    """Return a round of calls, one after the other."""

    def run() -> None:
        for _ in range(CALLS):
            check(get())

    return run


def bare(endpoint: str, stack: ExitStack) -> Callable[[], None]:
    """Return a round of the transport alone: a ready URL and headers, no signature, no parsing."""
    transport = stack.enter_context(httpx.HTTPTransport())
    headers = {"Host": endpoint.removeprefix("http://"), "Accept-Encoding": "identity"}

    def get() -> bytes:
        request = httpx.Request("GET", f"{endpoint}/{BUCKET}/{KEY}", headers=headers)
        response = transport.handle_request(request)
        body = response.read()
        response.close()
        return body

    return repeated(get)


def by_httpx(endpoint: str, stack: ExitStack) -> Callable[[], None]:
    """Return a round of httpx's own client, unsigned."""
    client = stack.enter_context(httpx.Client(trust_env=False))
    return repeated(lambda: client.get(f"{endpoint}/{BUCKET}/{KEY}").content)


def by_ours(endpoint: str, stack: ExitStack) -> Callable[[], None]:
    """Return a round of our blocking client."""
    client = stack.enter_context(TigrisHTTP(endpoint, (ID, SECRET), proxy=False))

    def get() -> bytes:
        with client.get_object(BUCKET, KEY) as body:
            return body.read()

    return repeated(get)


def settings(endpoint: str) -> dict[str, Any]:
    """Return the settings of the clients on botocore."""
    keys = {"aws_access_key_id": ID, "aws_secret_access_key": SECRET}
    return {"service_name": "s3", "endpoint_url": endpoint, "region_name": "auto", **keys}


def by_boto3(endpoint: str, stack: ExitStack) -> Callable[[], None]:
    """Return a round of boto3."""
    boto3: Any = importlib.import_module("boto3")
    config: Any = importlib.import_module("botocore.config")
    client = boto3.client(**settings(endpoint), config=config.Config(s3={"addressing_style": "path"}))
    stack.callback(client.close)

    def get() -> bytes:
        body: bytes = client.get_object(Bucket=BUCKET, Key=KEY)["Body"].read()
        return body

    return repeated(get)


def by_minio(endpoint: str, _: ExitStack) -> Callable[[], None]:
    """Return a round of minio-py."""
    minio: Any = importlib.import_module("minio")
    client = minio.Minio(
        endpoint.removeprefix("http://"), access_key=ID, secret_key=SECRET, secure=False, region="us-east-1"
    )

    def get() -> bytes:
        response = client.get_object(BUCKET, KEY)
        try:
            body: bytes = response.read()
            return body
        finally:
            response.close()
            response.release_conn()

    return repeated(get)


async def in_flight(number: int, fetch: Callable[[], Awaitable[bytes]]) -> None:
    """Do a round of calls by so many tasks, each with its share."""

    async def share() -> None:
        for _ in range(CALLS // number):
            check(await fetch())

    await asyncio.gather(*(share() for _ in range(number)))


def by_async(endpoint: str, stack: ExitStack, number: int) -> Callable[[], None]:
    """Return a round of our async client."""
    loop = stack.enter_context(closing(asyncio.new_event_loop()))
    client = AsyncTigrisHTTP(endpoint, (ID, SECRET), proxy=False)
    stack.callback(lambda: loop.run_until_complete(client.aclose()))

    async def fetch() -> bytes:
        async with client.get_object(BUCKET, KEY) as body:
            return await body.read()

    return lambda: loop.run_until_complete(in_flight(number, fetch))


def by_aiobotocore(endpoint: str, stack: ExitStack, number: int) -> Callable[[], None]:
    """Return a round of aiobotocore, as its documentation shows."""
    session: Any = importlib.import_module("aiobotocore.session")
    config: Any = importlib.import_module("aiobotocore.config")
    options = config.AioConfig(s3={"addressing_style": "path"}, max_pool_connections=number)
    loop = stack.enter_context(closing(asyncio.new_event_loop()))
    creating: Any = session.get_session().create_client(**settings(endpoint), config=options)
    client: Any = loop.run_until_complete(creating.__aenter__())
    stack.callback(lambda: loop.run_until_complete(creating.__aexit__(None, None, None)))

    async def fetch() -> bytes:
        response = await client.get_object(Bucket=BUCKET, Key=KEY)
        async with response["Body"] as stream:
            body: bytes = await stream.read()
            return body

    return lambda: loop.run_until_complete(in_flight(number, fetch))


SUBJECTS: dict[str, Callable[[str, ExitStack], Callable[[], None]]] = {
    TRANSPORT: bare,
    "httpx.Client": by_httpx,
    OURS: by_ours,
    BOTO3: by_boto3,
    MINIO: by_minio,
    **{f"{ASYNC}, {number}": partial(by_async, number=number) for number in IN_FLIGHT},
    **{f"{AIOBOTOCORE}, {number}": partial(by_aiobotocore, number=number) for number in IN_FLIGHT},
}
NEEDS = {BOTO3: "boto3", MINIO: "minio", AIOBOTOCORE: "aiobotocore"}


def is_installed(subject: str) -> bool:
    """Return true if this package is installed."""
    needed = NEEDS.get(subject.partition(",")[0])
    return needed is None or find_spec(needed) is not None


def rows() -> list[Row]:
    """Return all figures of this file."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    try:
        endpoint = f"http://127.0.0.1:{ours.recv()}"
        with ExitStack() as stack:
            subjects = {subject: make(endpoint, stack) for subject, make in SUBJECTS.items() if is_installed(subject)}
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


def main() -> list[Row]:
    """Print the figures, what each adds to the bare transport, its ratio to boto3, the goals; return the figures."""
    found = rows()
    figures = dict(found)
    reference = figures.get(BOTO3, float("nan"))
    print(f"{'4 KiB GET':28}{'CPU us a call':>14}{'over transport':>16}{'x boto3':>9}")
    for row in found:
        over = row.microseconds - figures[TRANSPORT]
        print(f"{row.subject:28}{row.microseconds:14.0f}{over:16.0f}{row.microseconds / reference:9.2f}")
    for subject, other, goal, how in GOALS:
        if other not in figures:
            print(f"{subject}: {other} is not installed")
            continue
        mine, theirs = figures[subject], figures[other]
        value = f"{mine - theirs:.0f}" if how == "us over" else f"{mine / theirs:.2f}"
        print(f"{subject}: {value} {how} {other} (goal: at most {goal:g})")
    return found


if __name__ == "__main__":
    main()
