"""A bundle from the socket to the objects' bytes: our two clients beside tigris-boto3-ext with `tarfile`, in one run.

    python -m tests.benchmarks.bench_bundle

Each reader is a fresh process that reads the same bundle several times. The server, a process of its own, sends
prepared chunks. The figures are the reader's CPU time (user and system) for the reads alone, and its peak memory: the
median of the rounds. The readers alternate.
"""

from __future__ import annotations

import asyncio
import io
import json
import multiprocessing
import socket
import ssl
import statistics
import subprocess
import sys
import tarfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

ROUNDS = 5
SHAPES = {"5,000 x 4 KiB": (5000, 4096, 4), "1,000 x 110 KiB": (1000, 112_640, 1), "16 x 64 MiB": (16, 1 << 26, 1)}
"""Members, bytes of each, and the number of times that a process reads it all."""
CHUNKS = (2048, 32 * 1024, 256 * 1024)
OURS, ASYNC, EXTENSION = "tigris_http", "tigris_http async", "tigris-boto3-ext"
CERTIFICATE = Path(__file__).parents[2] / "fixtures" / "tls" / "localhost.pem"
ID, SECRET = "tid_EXAMPLEACCESSKEY", "tsec_EXAMPLEsecretEXAMPLEsecret"


class Row(NamedTuple):
    """One measured figure: the bundle, the reader, CPU seconds a GB and the peak memory of the process in MB."""

    case: str
    subject: str
    seconds: float
    megabytes: float


def names(count: int) -> list[str]:
    """Return the keys of a bundle."""
    return [f"data/train/{number:06}.jpg" for number in range(count)]


def member(name: str, size: int) -> bytes:
    """Return the header of a member."""
    info = tarfile.TarInfo(name)
    info.size = size
    return info.tobuf(tarfile.USTAR_FORMAT)


def framed(count: int, size: int, chunk: int) -> list[bytes]:
    """Return the body of an answer as pieces to send, in chunks of `chunk` bytes with trailers."""
    archive = io.BytesIO()
    content = bytes(size) + bytes(-size % 512)
    for name in names(count):
        archive.write(member(name, size) + content)
    archive.write(bytes(1024))
    whole = archive.getbuffer()
    pieces, held = [], io.BytesIO()
    for at in range(0, len(whole), chunk):
        part = whole[at : at + chunk]
        held.write(b"%x\r\n%s\r\n" % (len(part), part))
        if held.tell() >= 1 << 20:
            pieces.append(held.getvalue())
            held = io.BytesIO()
    held.write(b"0\r\nX-Tigris-Bundle-Count: %d\r\nX-Tigris-Bundle-Skipped: 0\r\n\r\n" % count)
    return [*pieces, held.getvalue()]


def serve(ready: Connection, count: int, size: int, chunk: int, tls: bool) -> None:
    """Answer every request with the bundle, without end."""
    body = framed(count, size, chunk)
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/x-tar\r\nTransfer-Encoding: chunked\r\n"
        b"Trailer: X-Tigris-Bundle-Count, X-Tigris-Bundle-Skipped\r\n\r\n"
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    listener = socket.create_server(("127.0.0.1", 0))
    ready.send(listener.getsockname()[1])

    def answer(connection: socket.socket) -> None:
        try:
            peer = context.wrap_socket(connection, server_side=True) if tls else connection
            with peer, peer.makefile("rb") as reader:
                while line := reader.readline():
                    length = 0
                    while line not in {b"\r\n", b""}:
                        if line.lower().startswith(b"content-length:"):
                            length = int(line.split(b":")[1])
                        line = reader.readline()
                    reader.read(length)
                    peer.sendall(head)
                    for piece in body:
                        peer.sendall(piece)
        except OSError:
            return

    while True:
        threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()


def check(total: int, count: int, size: int) -> None:
    """Raise if a reader read something else."""
    if total != count * size:
        raise AssertionError(f"read {total} bytes of {count * size}")


def by_ours(endpoint: str, keys: list[str], size: int) -> None:
    """Read by the blocking client: members that fit the buffer as `data`, larger ones as views."""
    from tigris_http import TigrisHTTP
    from tigris_http._archive.tar import BUFFER_SIZE

    with TigrisHTTP(endpoint, (ID, SECRET)) as client:
        bundle = client.bundle_objects("bucket", keys, on_skipped="raise")
        if size <= BUFFER_SIZE:
            check(sum(len(found.data) for found in bundle), len(keys), size)
        else:
            check(sum(len(view) for found in bundle for view in found.views()), len(keys), size)


def by_async(endpoint: str, keys: list[str], size: int) -> None:
    """Read by the async client: members that fit the buffer as `data`, larger ones as views."""
    from tigris_http import AsyncTigrisHTTP
    from tigris_http._archive.tar import BUFFER_SIZE

    async def main() -> None:
        async with AsyncTigrisHTTP(endpoint, (ID, SECRET)) as client:
            total = 0
            async with client.bundle_objects("bucket", keys, on_skipped="raise") as bundle:
                async for found in bundle:
                    if size <= BUFFER_SIZE:
                        total += len(found.data)
                    else:
                        async for view in found.views():
                            total += len(view)
            check(total, len(keys), size)

    asyncio.run(main())


def by_extension(endpoint: str, keys: list[str], size: int) -> None:
    """Read by tigris-boto3-ext and `tarfile`, as its documentation shows."""
    import boto3  # type: ignore[import-untyped]
    from botocore.config import Config  # type: ignore[import-untyped]
    from tigris_boto3_ext import bundle_objects

    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=ID,
        aws_secret_access_key=SECRET,
        region_name="auto",
        verify=str(CERTIFICATE),
        config=Config(s3={"addressing_style": "path"}),
    )
    total = 0
    response: Any = bundle_objects(client, "bucket", keys)
    with tarfile.open(fileobj=response, mode="r|") as tar:
        for info in tar:
            file = tar.extractfile(info)
            if file is not None:
                total += len(file.read())
    check(total, len(keys), size)


READERS = {OURS: by_ours, ASYNC: by_async, EXTENSION: by_extension}


def read(subject: str, endpoint: str, count: int, size: int, times: int) -> None:
    """Be a reader: read once to warm up, then print the CPU seconds a GB and the peak memory."""
    if subject != EXTENSION and endpoint.startswith("https"):
        from tigris_http._transport.sockets import certificates

        context = ssl.create_default_context(cafile=str(CERTIFICATE))
        certificates.context = lambda verify: context
    reader, keys = READERS[subject], names(count)
    reader(endpoint, keys, size)
    start = time.process_time()
    for _ in range(times):
        reader(endpoint, keys, size)
    seconds = (time.process_time() - start) / (times * count * size / 1e9)
    status = Path("/proc/self/status").read_text("ascii")  # getrusage returns the parent's peak if that was larger
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps([seconds, peak]))


def case(shape: str, chunk: int, *, tls: bool) -> list[Row]:
    """Measure one shape of bundle."""
    count, size, times = SHAPES[shape]
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    server = context.Process(target=serve, args=(theirs, count, size, chunk, tls), daemon=True)
    server.start()
    try:
        endpoint = f"{'https' if tls else 'http'}://localhost:{ours.recv()}"
        found: dict[str, list[list[float]]] = {subject: [] for subject in READERS}
        for _ in range(ROUNDS):
            for subject, runs in found.items():
                arguments = json.dumps([subject, endpoint, count, size, times])
                command = [sys.executable, "-m", "tests.benchmarks.bench_bundle", arguments]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                runs.append(json.loads(done.stdout))
    finally:
        server.terminate()
        server.join()
    name = f"{shape}, {chunk // 1024} KiB chunks{', TLS' if tls else ''}"
    return [
        Row(name, subject, statistics.median(run[0] for run in runs), max(run[1] for run in runs))
        for subject, runs in found.items()
    ]


def main() -> list[Row]:
    """Print the table, with each figure's ratio to the extension's; return the figures."""
    rows: list[Row] = []
    print(f"{'bundle':40}{'reader':20}{'CPU s/GB':>10}{'ratio':>8}{'peak MB':>9}")
    plain = [(shape, chunk, False) for shape in SHAPES for chunk in CHUNKS if chunk == CHUNKS[1] or shape[0] == "5"]
    for shape, chunk, tls in [*plain, *((shape, CHUNKS[1], True) for shape in SHAPES)]:
        found = case(shape, chunk, tls=tls)
        rows += found
        reference = {row.subject: row.seconds for row in found}[EXTENSION]
        for row in found:
            ratio = row.seconds / reference
            print(f"{row.case:40}{row.subject:20}{row.seconds:10.2f}{ratio:8.3f}{row.megabytes:9.0f}", flush=True)
    return rows


if __name__ == "__main__":
    if len(sys.argv) > 1:
        read(*json.loads(sys.argv[1]))
    else:
        main()
