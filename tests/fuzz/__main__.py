"""Run the coverage-guided fuzzer: `python -m tests.fuzz [TARGET...] [--seconds 10]`, after `pip install -e .[fuzz]`.

Each target runs in a process of its own for that many seconds. It begins with its seeds and with the inputs of earlier
runs (in `--corpus`, by default a temporary folder). An input that breaks a claim is written to `found/TARGET/` beside
this file, and the command fails. The suite tries the inputs found there. `every` tries all targets in turn, for short
runs. A long run is

    nice python -m tests.fuzz --seconds 1800 --corpus ~/.cache/tigris-http-fuzz
"""

from __future__ import annotations

import argparse
import importlib
import re
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

EVERY = "every"
FOUND = Path(__file__).parent / "found"


def fuzz(target: str, seconds: int, corpus: Path) -> None:
    """Fuzz one target in this process, and end the process."""
    # Imported through a string: type checkers look for modules that are not installed.
    atheris: Any = importlib.import_module("atheris")
    # Modules imported before are not instrumented, so the fuzzer is blind to them.
    if "tigris_http" in sys.modules:
        raise RuntimeError("too late to instrument")
    found = FOUND / target
    with atheris.instrument_imports(include=["tigris_http", "h11"]):
        from tests.fuzz import seeds, targets
    corpus.mkdir(parents=True, exist_ok=True)
    found.mkdir(parents=True, exist_ok=True)
    is_every = target == EVERY
    for seed in seeds.seeds_of_every() if is_every else seeds.seeds(target):
        (corpus / sha256(seed).hexdigest()[:24]).write_bytes(seed)
    bounds = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=1500", "-max_len=20000"]
    shown = [f"-artifact_prefix={found}/", "-print_final_stats=1"]
    tried = targets.every if is_every else targets.TARGETS[target]
    atheris.Setup([sys.argv[0], *bounds, *shown, str(corpus)], tried)
    atheris.Fuzz()


def main() -> int:
    """Run the targets one after the other; return the number of those that broke."""
    if sys.argv[1:2] == ["--alone"]:
        fuzz(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    from tests.fuzz.targets import TARGETS

    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz, coverage-guided.")
    parser.add_argument(
        "targets", nargs="*", metavar="TARGET", help=f"of {', '.join([*TARGETS, EVERY])}; each but the last without any"
    )
    parser.add_argument("--seconds", type=int, default=10, help="for each target")
    parser.add_argument("--corpus", type=Path, help="where inputs are kept from run to run")
    arguments = parser.parse_args()
    if unknown := set(arguments.targets) - {*TARGETS, EVERY}:
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    broken = 0
    with tempfile.TemporaryDirectory() as scratch:
        for target in arguments.targets or TARGETS:
            corpus = (arguments.corpus or Path(scratch)) / target
            command = [sys.executable, "-m", "tests.fuzz", "--alone", target, str(arguments.seconds), str(corpus)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            executed = re.search(r"number_of_executed_units: (\d+)", done.stderr)
            coverage = re.findall(r"cov: (\d+)", done.stderr)
            print(f"{target}: {executed[1] if executed else '?'} inputs, coverage {coverage[-1] if coverage else '?'}")
            if done.returncode:
                broken += 1
                print(done.stdout[-3000:], done.stderr[-3000:])
    return broken


if __name__ == "__main__":
    sys.exit(main())
