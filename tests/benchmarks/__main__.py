"""The benchmarks, one table after the other: all of them, or those named.

    python -m tests.benchmarks [NAME ...] [--rounds N] [--json FILE]

`--json` also writes the figures to a file, after each program, with the date, the machine, its
load before the first program, and the versions. `python -m tests.benchmarks.peers` installs the
peers that need an environment of their own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sys
from collections.abc import Mapping
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TypeAlias

from tests.benchmarks import (
    bench_async,
    bench_body,
    bench_bundle,
    bench_calls,
    bench_command,
    bench_emulator,
    bench_listing,
    bench_many,
    bench_signing,
    bench_start,
    bench_tar,
    bench_transfers,
    peers,
)

Row: TypeAlias = dict[str, object]

ALL = {
    bench.__name__.rpartition(".")[2]: bench
    for bench in (
        *(bench_start, bench_calls, bench_async, bench_bundle, bench_many, bench_emulator),
        *(bench_transfers, bench_body, bench_signing, bench_tar, bench_listing, bench_command),
    )
}
PACKAGES = ("tigris-http", "httpx", "boto3", "botocore", "tigris-boto3-ext", "minio", "obstore", "aiohttp")


def processor() -> str:
    """Return the model name of the processor."""
    found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text("ascii"), re.MULTILINE)
    return found[1] if found else platform.machine()


def versions() -> dict[str, str]:
    """Return the versions of the measured packages that are installed."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found | {name.partition("[")[0]: peers.version(name) for name in peers.VERSIONS if peers.interpreter(name)}


def written(found: Mapping[str, object], figures: dict[str, list[Row]]) -> str:
    """Return the file: what was measured on, then one figure on each line."""
    tables = []
    for name, rows in figures.items():
        lines = ",\n".join(f"   {json.dumps({key: rounded(value) for key, value in row.items()})}" for row in rows)
        tables.append(f'  "{name}": [\n{lines}\n  ]')
    head = json.dumps(found, indent=1).removesuffix("\n}")
    return head + ',\n "figures": {\n' + ",\n".join(tables) + "\n }\n}\n"


def rounded(value: object) -> object:
    """Return a number with four significant digits; anything else as it is."""
    return float(f"{value:.4g}") if isinstance(value, float) else value


def main(arguments: list[str]) -> None:
    """Run the benchmarks that the command names."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="Run benchmarks.",
        epilog="Peers: pip install -e '.[bench]', and python -m tests.benchmarks.peers for those with environments of "
        "their own. A peer that is not installed is left out.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(ALL)}; all if none is named")
    parser.add_argument("--rounds", type=int, help="rounds of each benchmark; its median counts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to this file")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(ALL):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    machine = {"processor": processor(), "cores": os.cpu_count(), "python": platform.python_version()}
    load = round(os.getloadavg()[0], 1)
    date = datetime.now(timezone.utc).date().isoformat()
    rounds: dict[str, int] = {}
    figures: dict[str, list[Row]] = {}
    for name in options.names or ALL:
        bench = ALL[name]
        if options.rounds:
            vars(bench)["ROUNDS"] = options.rounds
        rounds[name] = bench.ROUNDS
        figures[name] = [row._asdict() for row in bench.main()]
        print(flush=True)
        if options.json:
            found = {"date": date, "machine": machine, "load": load, "versions": versions(), "rounds": rounds}
            options.json.write_text(written(found, figures), "utf-8")


main(sys.argv[1:])
