"""Start of the command line: `--help`, and `ls` of a small bucket, beside bare Python, s5cmd and the command of AWS.

    python -m tests.benchmarks.bench_command

Each figure is the median over fresh processes, elapsed and of CPU (user and system), the interpreter's own start
included. The rounds alternate. The service is an emulator in a process of its own.
"""

from __future__ import annotations

import compileall
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import tigris_http
from tests.benchmarks import peers
from tests.emulator.program import program
from tigris_http import TigrisHTTP

ROUNDS = 9
OBJECTS = 10
BARE, HELP, LIST, PEER = "python -c pass", "tigris-http --help", "tigris-http ls", "s5cmd ls"


class Row(NamedTuple):
    """One measured figure: the command, milliseconds, those of CPU."""

    case: str
    milliseconds: float
    cpu: float


def commands() -> dict[str, list[str]]:
    """Return the commands, those of peers only if they are installed."""
    ours = [sys.executable, "-m", "tigris_http"]
    found = {BARE: [sys.executable, "-c", "pass"], HELP: [*ours, "--help"], LIST: [*ours, "ls", "s3://small"]}
    if peer := peers.command("s5cmd"):
        found[PEER] = [*peer, "ls", "s3://small"]
    if aws := peers.command("awscli"):
        found["aws s3 ls"] = [*aws, "s3", "ls", "s3://small"]
    return found


def measured(command: list[str], settings: dict[str, str]) -> tuple[float, float]:
    """Return elapsed seconds and those of CPU of one process."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL, check=True)
    seconds, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def rows() -> list[Row]:
    """Return all figures of this file."""
    # As in an installation: if Python may not write byte code, it compiles a checkout at each start.
    compileall.compile_dir(Path(tigris_http.__file__).parent, quiet=1)
    found: dict[str, list[tuple[float, float]]] = {case: [] for case in commands()}
    with program() as running:
        with TigrisHTTP(running.endpoint, running.credentials) as client:
            client.create_bucket("small")
            for number in range(OBJECTS):
                client.put_object("small", f"key {number}", b"")
        settings = {**running.settings, "S3_ENDPOINT_URL": running.endpoint, "AWS_ENDPOINT_URL": running.endpoint}
        for round_number in range(ROUNDS + 1):
            for case, command in commands().items():
                figures = measured(command, settings)
                if round_number:  # the first one fills the file cache
                    found[case].append(figures)
    return [
        Row(case, 1000 * statistics.median(elapsed), 1000 * statistics.median(cpu))
        for case, (elapsed, cpu) in ((case, [*zip(*runs, strict=True)]) for case, runs in found.items())
    ]


def main() -> list[Row]:
    """Print the table and the goals; return the figures."""
    figures = rows()
    times = {row.case: row.milliseconds for row in figures}
    print(f"{'start of a command':24}{'ms':>8}{'CPU ms':>8}")
    for row in figures:
        print(f"{row.case:24}{row.milliseconds:8.1f}{row.cpu:8.1f}")
    print(f"{HELP}: {times[HELP] - times[BARE]:.0f} ms over {BARE} (goal: at most 150 ms)")
    if PEER in times:
        print(f"{LIST}: {times[LIST] / times[PEER]:.1f} times {PEER} (goal: at most 1.5)", flush=True)
    else:
        print(f"{PEER}: not installed: python -m tests.benchmarks.peers", flush=True)
    return figures


if __name__ == "__main__":
    main()
