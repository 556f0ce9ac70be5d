"""The frame of the benchmarks of single calls: a server of prepared answers, and rounds that alternate.

The server is a process of its own. It answers each GET, HEAD, PUT and listing at once, plain or with TLS. It imports
none of the measured packages.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import ssl
import statistics
import time
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from multiprocessing.connection import Connection

CaseT = TypeVar("CaseT")

CERTIFICATE = Path(__file__).parents[2] / "fixtures" / "tls" / "localhost.pem"
ID, SECRET = "tid_EXAMPLEACCESSKEY", "tsec_EXAMPLEsecretEXAMPLEsecret"
BUCKET, KEY = "my-bucket", "data/part-00017.jpg"
BODY = b"x" * 4096
ENTRIES = 1000
"""Entries of a listing."""
_NAMED = (
    b'ETag: "900150983cd24fb0d6963f7d28e17f72"\r\nLast-Modified: Tue, 20 Oct 2026 10:57:30 GMT\r\n'
    b"X-Tigris-Served-From: fra\r\nX-Tigris-Regions: fra\r\nServer-Timing: total;dur=4\r\n"
    b"x-amz-request-id: 1791986200643024441\r\n"
)
_OBJECT = b"HTTP/1.1 200 OK\r\nAccept-Ranges: bytes\r\nContent-Length: 4096\r\nContent-Type: image/jpeg\r\n" + _NAMED


def name_of(number: int) -> str:
    """Return the key of an entry."""
    return f"data/train/{number:06}.jpg"


def _listing() -> bytes:
    entries = "".join(
        f"<Contents><Key>{name_of(number)}</Key><LastModified>2026-10-20T10:57:30.000Z</LastModified>"
        f"<ETag>&quot;900150983cd24fb0d6963f7d28e17f72&quot;</ETag><Size>4096</Size>"
        f"<StorageClass>STANDARD</StorageClass></Contents>"
        for number in range(ENTRIES)
    )
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        f"<Name>{BUCKET}</Name><Prefix></Prefix><KeyCount>{ENTRIES}</KeyCount><MaxKeys>1000</MaxKeys>"
        f"<IsTruncated>false</IsTruncated>{entries}</ListBucketResult>"
    ).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n" % len(document)
    return head + b"x-amz-request-id: 1791986200643024441\r\n\r\n" + document


class Serving(asyncio.Protocol):
    """A connection that answers each request."""

    answers: ClassVar = {
        b"GET": _OBJECT + b"\r\n" + BODY,
        b"HEAD": _OBJECT + b"\r\n",
        b"PUT": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + _NAMED + b"\r\n",
        b"LIST": _listing(),
    }

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to write to."""
        self.transport: Any = transport
        self.held = b""
        self.left = 0
        """Bytes of a body still to come."""

    def data_received(self, data: bytes) -> None:
        """Answer as many requests as ended."""
        self.held += data
        while True:
            if self.left:
                taken = min(self.left, len(self.held))
                self.held, self.left = self.held[taken:], self.left - taken
                if self.left:
                    return
                self.transport.write(self.answers[b"PUT"])
            head, ended, rest = self.held.partition(b"\r\n\r\n")
            if not ended:
                return
            self.held = rest
            method, target, _ = head.split(b" ", 2)
            if method == b"PUT":
                fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
                if b"expect" in fields:
                    self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                self.left = int(fields[b"content-length"])
            else:
                self.transport.write(self.answers[b"LIST" if b"list-type=2" in target else method])


def serve(ready: Connection, tls: bool) -> None:
    """Answer every request on every connection, without end."""

    async def main() -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server = await asyncio.get_running_loop().create_server(
            Serving, "127.0.0.1", 0, backlog=256, ssl=context if tls else None
        )
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


@contextmanager
def serving(*, tls: bool = False) -> Iterator[str]:
    """Run the server in a process of its own; yield its endpoint."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, tls), daemon=True)
    server.start()
    theirs.close()  # so that `recv` ends if the process dies
    try:
        yield f"https://localhost:{ours.recv()}" if tls else f"http://127.0.0.1:{ours.recv()}"
    finally:
        server.terminate()
        server.join()


def check(body: bytes) -> None:
    """Raise if this is not the requested object."""
    if body != BODY:
        raise AssertionError("another body")


def settings(endpoint: str) -> dict[str, Any]:
    """Return the settings of the clients on botocore."""
    keys = {"aws_access_key_id": ID, "aws_secret_access_key": SECRET}
    verify = {"verify": str(CERTIFICATE)} if endpoint.startswith("https") else {}
    return {"service_name": "s3", "endpoint_url": endpoint, "region_name": "auto", **keys, **verify}


def is_installed(package: str) -> bool:
    """Return true if this interpreter can import the package."""
    return find_spec(package) is not None


def alternated(cases: Mapping[CaseT, Callable[[], float]], rounds: int) -> dict[CaseT, float]:
    """Run all cases in turn, `rounds` times and once before to warm up; return the median figure of each."""
    found: dict[CaseT, list[float]] = {case: [] for case in cases}
    for number in range(rounds + 1):
        for case, run in cases.items():
            figure = run()
            if number:
                found[case].append(figure)
    return {case: statistics.median(figures) for case, figures in found.items()}


def _timed(call: Callable[[], None], calls: int) -> float:
    start = time.process_time()
    for _ in range(calls):
        call()
    return (time.process_time() - start) / calls * 1e6


def timed(call: Callable[[], None], calls: int) -> Callable[[], float]:
    """Return a round of calls, which returns the CPU microseconds of one."""
    return partial(_timed, call, calls)
