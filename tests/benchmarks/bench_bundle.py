"""A bundle from the socket to the objects' bytes: our two clients beside tigris-boto3-ext with `tarfile`, in one run.

    python -m tests.benchmarks.bench_bundle

Each reader is a fresh process, `bundle_readers`, that reads the same bundle several times. The server, a process of its
own, sends prepared chunks. The figures are the reader's CPU time (user and system) for the reads alone, and its peak
memory: the median of the rounds. The readers alternate.
"""

from __future__ import annotations

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
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks.bundle_readers import EXTENSION, READERS, names
from tests.benchmarks.serving import CERTIFICATE

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

ROUNDS = 5
SHAPES = {"5,000 x 4 KiB": (5000, 4096, 4), "1,000 x 110 KiB": (1000, 112_640, 1), "16 x 64 MiB": (16, 1 << 26, 1)}
"""Members, bytes of each, and the number of times that a process reads it all."""
CHUNKS = (2048, 32 * 1024, 256 * 1024)


class Row(NamedTuple):
    """One measured figure: the bundle, the reader, CPU seconds a GB and the peak memory of the process in MB."""

    case: str
    subject: str
    seconds: float
    megabytes: float


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
                command = [sys.executable, "-m", "tests.benchmarks.bundle_readers", arguments]
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
    main()
