"""A listing of 100,000 keys: page by page, and by listings side by side, beside boto3's paginator, all in one run.

    pip install -e '.[dev,bench]'
    python -m tests.benchmarks.bench_listing [COUNT [ROUNDS [SET ...]]]

Each reader is a fresh process that lists the bucket once. The server, a process of its own, writes each page from a
sorted list of keys, at once or after 20 ms. The keys are hashes, or files of days; `numbers` is a third set.
The figures are elapsed seconds, CPU seconds of the reader (user and system, all threads), its peak memory, and its
requests: the median of the rounds. The readers alternate. A peer that is not installed has a line that says so.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib
import json
import os
import statistics
import subprocess
import sys
import time
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, quote

from tests.benchmarks.bench_many import started
from tests.benchmarks.peers import interpreter
from tests.benchmarks.serving import BUCKET, ID, SECRET, settings
from tests.unit.transfers.listed import Listed
from tigris_http import TigrisHTTP
from tigris_http.operations import ListObjectsV2
from tigris_http.transfers._work.items import Items

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection

ROUNDS = 3
COUNT = 100_000
PAGE = 1000
LATENCIES = (0, 20)
"""Milliseconds before an answer."""
SETS = ("hashes", "days")
PAGES, PREFETCHED, BOTO3 = "pages", "next page ahead", "boto3"
LANES = {PREFETCHED: 1, "4 side by side": 4, "8 side by side": 8}
WAYS = (PAGES, *LANES, BOTO3)


class Row(NamedTuple):
    """One measured figure: the keys, latency in ms, the way, elapsed and CPU seconds, peak memory in MB, requests."""

    keys: str
    latency: int
    way: str
    seconds: float
    cpu_seconds: float
    megabytes: float
    requests: int


def keys_of(name: str, count: int) -> list[str]:
    """Return the keys of a set, in order."""
    if name == "numbers":
        return [f"data/train/{number:09}.jpg" for number in range(count)]
    if name == "hashes":
        return sorted(hashlib.sha256(b"%d" % number).hexdigest() for number in range(count))
    days = ((number // 700 % 28 + 1, number // 19_600 % 12 + 1, number // 235_200) for number in range(count))
    return [f"logs/{2000 + y}-{m:02}-{d:02}/{number % 700:04}.gz" for number, (d, m, y) in enumerate(days)]


def page_of(keys: list[str], query: str) -> bytes:
    """Return an answer to `ListObjectsV2`."""
    given = {name: values[0] for name, values in parse_qs(query).items()}
    after = given.get("continuation-token", given.get("start-after", ""))
    place = bisect_right(keys, after)
    page = keys[place : place + PAGE]
    more = place + PAGE < len(keys)
    entries = "".join(
        f"<Contents><Key>{key}</Key><LastModified>2026-10-20T10:57:30.000Z</LastModified>"
        f"<ETag>&quot;900150983cd24fb0d6963f7d28e17f72&quot;</ETag><Size>4096</Size>"
        f"<StorageClass>STANDARD</StorageClass></Contents>"
        for key in page
    )
    token = f"<NextContinuationToken>{quote(page[-1])}</NextContinuationToken>" if more else ""
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        f"<Name>{BUCKET}</Name><Prefix></Prefix><KeyCount>{len(page)}</KeyCount><MaxKeys>{PAGE}</MaxKeys>"
        f"<EncodingType>url</EncodingType><IsTruncated>{'true' if more else 'false'}</IsTruncated>{token}{entries}"
        "</ListBucketResult>"
    ).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n" % len(document)
    return head + b"x-amz-request-id: 1791986200643024441\r\n\r\n" + document


def serve(ready: Connection, name: str, count: int, latency: int) -> None:
    """Answer listings on every connection, without end."""
    keys = keys_of(name, count)

    class Serving(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport: Any = transport
            self.held = b""

        def data_received(self, data: bytes) -> None:
            *ended, self.held = (self.held + data).split(b"\r\n\r\n")
            for head in ended:
                target = head.split(b" ", 2)[1].decode()
                answer = page_of(keys, target.partition("?")[2])
                if latency:
                    asyncio.get_running_loop().call_later(latency / 1000, self.transport.write, answer)
                else:
                    self.transport.write(answer)

    async def main() -> None:
        server = await asyncio.get_running_loop().create_server(Serving, "127.0.0.1", 0, backlog=256)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def listed(way: str, endpoint: str) -> Iterator[int]:
    """Yield the requests that were sent, one by one, then the number of keys."""
    if way == BOTO3:
        boto3: Any = importlib.import_module("boto3")
        config: Any = importlib.import_module("botocore.config")
        s3 = boto3.client(**settings(endpoint), config=config.Config(s3={"addressing_style": "path"}))
        found = 0
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
            yield 1
            found += len(page["Contents"])
        yield found
        return
    sent: list[object] = []
    with TigrisHTTP(endpoint, (ID, SECRET), on_request=sent.append) as client:
        if way == PAGES:
            found = sum(1 for _ in client.list_objects_v2(BUCKET))
        else:
            found = sum(1 for _ in Items(client, Listed(ListObjectsV2(BUCKET), lanes=LANES[way]), 64))
    yield from [1] * len(sent)
    yield found


def read(way: str, endpoint: str, count: int) -> None:
    """Be a reader: print elapsed and CPU seconds, peak memory in MB, and the number of requests."""
    begun, used = time.perf_counter(), time.process_time()
    *requests, found = listed(way, endpoint)
    elapsed, used = time.perf_counter() - begun, time.process_time() - used
    if found != count:
        raise AssertionError(f"{found} keys of {count}")
    status = Path("/proc/self/status").read_text("ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps([elapsed, used, peak, len(requests)]), flush=True)
    os._exit(0)  # without the time to close


def measured(name: str, latency: int, count: int, rounds: int) -> dict[str, list[float]]:
    """Return the medians of every reader that is installed."""
    server, endpoint = started(serve, name, count, latency)
    ways = [way for way in WAYS if interpreter(BOTO3 if way == BOTO3 else "tigris_http")]
    runs: dict[str, list[list[float]]] = {way: [] for way in ways}
    try:
        for _ in range(rounds):
            for way, found in runs.items():
                arguments = json.dumps([way, endpoint, count])
                python = interpreter(BOTO3) if way == BOTO3 else None
                command = [python or sys.executable, "-m", "tests.benchmarks.bench_listing", arguments]
                found.append(json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout))
    finally:
        server.terminate()
        server.join()
    return {way: [statistics.median(figures) for figures in zip(*found, strict=True)] for way, found in runs.items()}


def main(count: int = COUNT, rounds: int = 0, *, names: Sequence[str] = SETS) -> list[Row]:
    """Print the tables; return the figures."""
    rows: list[Row] = []
    for name in names:
        for latency in LATENCIES:
            print(f"{f'{count:,} {name}, {latency} ms':28}{'seconds':>9}{'CPU s':>9}{'peak MB':>9}{'requests':>10}")
            found = measured(name, latency, count, rounds or ROUNDS)
            for way in WAYS:
                if way not in found:
                    print(f"{way:28} not installed")
                    continue
                seconds, used, peak, requests = found[way]
                print(f"{way:28}{seconds:9.2f}{used:9.2f}{peak:9.0f}{requests:10.0f}", flush=True)
                rows.append(Row(name, latency, way, seconds, used, peak, round(requests)))
    return rows


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1].startswith("["):
        read(*json.loads(sys.argv[1]))
    else:
        main(*map(int, sys.argv[1:3]), names=sys.argv[3:] or SETS)
