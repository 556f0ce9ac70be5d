"""CPU microseconds of one GET of 4 KiB by async clients, with 1, 16 and 64 in flight, all in one run.

    pip install -e '.[dev,bench]'
    python -m tests.benchmarks.peers
    python -m tests.benchmarks.bench_async

Each reader is a process that keeps one client; aiobotocore's runs in an environment of its own if it is not installed
beside this package. The server is another process and answers with prepared bytes. A figure is the reader's CPU time
(user and system, all threads), the median of the rounds. The readers alternate. aiohttp signs nothing: it is a floor.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.benchmarks.serving import BUCKET, ID, KEY, SECRET, alternated, check, is_installed, serving, settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    Fetch = Callable[[], Awaitable[bytes]]

ROUNDS = 9
CALLS = 384
IN_FLIGHT = (1, 16, 64)
OURS, AIOBOTOCORE, OBSTORE, AIOHTTP = "tigris_http", "aiobotocore", "obstore", "aiohttp"
GOALS = ((16, 0.5), (64, 0.5))
"""The calls in flight, and the highest ratio of our figure to aiobotocore's."""


class Row(NamedTuple):
    """One measured figure: the client, the calls in flight, and the median CPU microseconds of one call."""

    subject: str
    in_flight: int
    microseconds: float


async def by_ours(endpoint: str, number: int) -> Fetch:
    """Return a GET by our async client."""
    tigris_http: Any = importlib.import_module("tigris_http")
    client = tigris_http.AsyncTigrisHTTP(endpoint, (ID, SECRET), proxy=False, max_connections=number)

    async def fetch() -> bytes:
        async with client.get_object(BUCKET, KEY) as body:
            read: bytes = await body.read()
            return read

    return fetch


async def by_aiobotocore(endpoint: str, number: int) -> Fetch:
    """Return a GET by aiobotocore, as its documentation shows."""
    session: Any = importlib.import_module("aiobotocore.session")
    config: Any = importlib.import_module("aiobotocore.config")
    options = config.AioConfig(s3={"addressing_style": "path"}, max_pool_connections=number)
    client: Any = await session.get_session().create_client(**settings(endpoint), config=options).__aenter__()

    async def fetch() -> bytes:
        response = await client.get_object(Bucket=BUCKET, Key=KEY)
        async with response["Body"] as stream:
            read: bytes = await stream.read()
            return read

    return fetch


async def by_obstore(endpoint: str, _: int) -> Fetch:
    """Return a GET by obstore."""
    stores: Any = importlib.import_module("obstore.store")
    keys = {"access_key_id": ID, "secret_access_key": SECRET}
    plain = {"virtual_hosted_style_request": False, "client_options": {"allow_http": True}}
    store = stores.S3Store(BUCKET, endpoint=endpoint, region="auto", **keys, **plain)

    async def fetch() -> bytes:
        return bytes(await (await store.get_async(KEY)).bytes_async())

    return fetch


async def by_aiohttp(endpoint: str, number: int) -> Fetch:
    """Return a GET by aiohttp alone, unsigned."""
    aiohttp: Any = importlib.import_module("aiohttp")
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=number))

    async def fetch() -> bytes:
        async with session.get(f"{endpoint}/{BUCKET}/{KEY}") as response:
            read: bytes = await response.read()
            return read

    return fetch


BY: dict[str, Callable[[str, int], Coroutine[Any, Any, Fetch]]] = {
    OURS: by_ours,
    AIOBOTOCORE: by_aiobotocore,
    OBSTORE: by_obstore,
    AIOHTTP: by_aiohttp,
}


async def in_flight(number: int, fetch: Fetch) -> None:
    """Do a round of calls by so many tasks, each with its share."""

    async def share() -> None:
        for _ in range(CALLS // number):
            check(await fetch())

    await asyncio.gather(*(share() for _ in range(number)))


def read(subject: str, number: int, endpoint: str) -> None:
    """Be a reader: for each line of standard input do a round, and print the CPU microseconds of a call."""
    with closing(asyncio.new_event_loop()) as loop:
        fetch = loop.run_until_complete(BY[subject](endpoint, number))
        for _ in sys.stdin:
            start = time.process_time()
            loop.run_until_complete(in_flight(number, fetch))
            print((time.process_time() - start) / CALLS * 1e6, flush=True)
        os._exit(0)  # obstore's threads may abort while the interpreter ends, and the clients are still open


def reader(python: str, subject: str, number: int, endpoint: str, stack: ExitStack) -> Callable[[], float]:
    """Start a reader; return the function that lets it do a round."""
    arguments = json.dumps([subject, number, endpoint])
    command = [python, "-m", "tests.benchmarks.bench_async", arguments]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    stack.callback(process.wait)
    ask, told = process.stdin, process.stdout
    if ask is None or told is None:
        raise RuntimeError("the reader has no pipes")
    stack.callback(told.close)
    stack.callback(ask.close)

    def run() -> float:
        ask.write("round\n")
        return float(told.readline())

    return run


def interpreter(subject: str) -> str | None:
    """Return the interpreter that can measure this client; None if there is none."""
    if subject == AIOBOTOCORE:
        from tests.benchmarks import peers

        return peers.interpreter(subject)
    return sys.executable if is_installed(subject) else None


def rows() -> list[Row]:
    """Return all figures of this file."""
    with ExitStack() as stack:
        endpoint = stack.enter_context(serving())
        cases = {
            (subject, number): reader(python, subject, number, endpoint, stack)
            for subject in BY
            for python in (interpreter(subject),)
            if python is not None
            for number in IN_FLIGHT
        }
        return [Row(*case, figure) for case, figure in alternated(cases, ROUNDS).items()]


def main() -> list[Row]:
    """Print the figures, each with its ratio to aiobotocore, and the goals; return the figures."""
    found = rows()
    figures = {row[:2]: row.microseconds for row in found}
    print(f"{'GET of 4 KiB, in flight':28}{'CPU us a call':>14}{'x aiobotocore':>15}")
    for subject in BY:
        if (subject, 1) not in figures:
            print(f"{subject:28} not installed")
            continue
        for number in IN_FLIGHT:
            figure = figures[subject, number]
            ratio = figure / figures.get((AIOBOTOCORE, number), float("nan"))
            print(f"{f'{subject}, {number}':28}{figure:14.0f}{ratio:15.2f}")
    for number, goal in GOALS:
        if (AIOBOTOCORE, number) in figures:
            ratio = figures[OURS, number] / figures[AIOBOTOCORE, number]
            print(f"{number} in flight: {ratio:.2f} of aiobotocore (goal: at most {goal:g})", flush=True)
    return found


if __name__ == "__main__":
    if len(sys.argv) > 1:
        read(*json.loads(sys.argv[1]))
    else:
        main()
