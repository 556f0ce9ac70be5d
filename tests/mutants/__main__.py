"""Change modules in small ways and see if their tests notice. Exits with 0 if no mutant survives.

    python -m tests.mutants _core/retry.py --sample 12 --seed 1

Each mutant is written to a copy of the package in a temporary folder. Tests of its module run there until one fails.
`modules.py` names them. `equivalent.txt` lists the mutants that change nothing.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.integrations.libraries import missing, unbuilt
from tests.mutants.making import Mutant, mutants
from tests.mutants.modules import TESTS

ROOT = Path(__file__).parents[2]
EQUIVALENT = Path(__file__).with_name("equivalent.txt")
COPIED = ("tigris_http", "tests", "fixtures")
PYTEST = ("-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-n", "0")
USAGE_ERROR = 4
"""Exit code of pytest, for a test file that does not exist."""
CONFTEST = """
from hypothesis import Phase, settings

# The first failure is enough.
settings.register_profile("mutants", phases=[Phase.explicit, Phase.generate], database=None)
settings.load_profile("mutants")
"""
LEAST_LIMIT = 20.0
"""Seconds. A slow machine must not kill mutants."""


def equivalents(text: str) -> set[tuple[str, str, str]]:
    """Read the judged mutants: blocks of four lines with the module, its line, the change and the reason."""
    blocks = [block.splitlines() for block in text.split("\n\n") if block.strip() and not block.startswith("#")]
    return {(module, line, change) for module, line, change, _ in blocks}


class Copy:
    """A copy of the package with its tests."""

    def __init__(self, place: Path) -> None:
        self._place = place
        for name in COPIED:
            shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("*.pyi", "found"))
        shutil.copy(ROOT / "pyproject.toml", place)
        (place / "conftest.py").write_text(CONFTEST, "utf-8")

    def run(self, mutant: Mutant | None, tests: tuple[str, ...], limit: float | None) -> str:
        """Run tests with a mutant in place; return "killed", "survived" or "time limit"."""
        if mutant is None:
            return self._outcome(tests, limit, {})
        path = self._place / "tigris_http" / mutant.module
        original = path.read_bytes()
        for old in path.parent.glob(f"__pycache__/{path.stem}.*"):
            old.unlink()  # mutants of one size and one second look alike to the cache
        path.write_text(mutant.text, "utf-8")
        try:
            return self._outcome(tests, limit, {"PYTHONDONTWRITEBYTECODE": "1"})
        finally:
            path.write_bytes(original)

    def _outcome(self, tests: tuple[str, ...], limit: float | None, environment: dict[str, str]) -> str:
        running = subprocess.Popen(
            [sys.executable, *PYTEST, *tests],
            cwd=self._place,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            code = running.wait(limit)
        except subprocess.TimeoutExpired:
            return "time limit"
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()
        if code == USAGE_ERROR:
            raise SystemExit(f"pytest could not run {' '.join(tests)}: mend tests/mutants/modules.py")
        return "killed" if code else "survived"


def lacking_of(module: str) -> str:
    """Return the libraries that the tests of a module need and this Python lacks."""
    suites = {ROOT.joinpath(*Path(test).parts[:3]) for test in TESTS[module] if test.startswith("tests/integrations/")}
    return ", ".join(name for suite in sorted(suites) for name in (*missing(suite), *unbuilt(suite)))


def main() -> int:
    """Run it; return the exit code."""
    options = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    options.add_argument(
        "modules", nargs="*", metavar="MODULE", help="such as _core/retry.py; all of the table if none"
    )
    options.add_argument("--sample", type=int, default=10, help="mutants for each module; 0 for all (10)")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    unknown = [module for module in chosen.modules if module not in TESTS]
    if unknown:
        options.error(f"no tests are named for {', '.join(unknown)}: add a line to tests/mutants/modules.py")
    judged = equivalents(EQUIVALENT.read_text("utf-8"))
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Copy(Path(folder))
        for module in chosen.modules or TESTS:
            lacking = lacking_of(module)
            if lacking and chosen.modules:
                raise SystemExit(f"the tests of {module} need {lacking}")
            if lacking:
                print(f"{module}: not tried, since its tests need {lacking}", flush=True)
                continue
            total += _run_module(copy, module, judged, chosen.sample, chosen.seed)
    print(_figures("all", total))
    return 1 if total["survived"] else 0


def _run_module(copy: Copy, module: str, judged: set[tuple[str, str, str]], most: int, seed: int) -> Counter[str]:
    made = mutants(module, (ROOT / "tigris_http" / module).read_text("utf-8"))
    if 0 < most < len(made):
        made = sorted(random.Random(f"{seed} {module}").sample(made, most), key=lambda each: each.number)
    begun = time.monotonic()
    if copy.run(None, TESTS[module], None) != "survived":
        raise SystemExit(f"the tests of {module} fail without a mutant")
    took = time.monotonic() - begun
    print(f"{module}: {len(made)} mutants, {took:.1f} s for its tests", flush=True)
    limit = max(LEAST_LIMIT, 3 * took)
    found: Counter[str] = Counter()
    for mutant in made:
        outcome = "equivalent" if mutant.key in judged else copy.run(mutant, TESTS[module], limit)
        found[outcome] += 1
        if outcome in ("survived", "time limit"):
            print(f"{outcome}: {mutant.module}:{mutant.number}\n    {mutant.line}\n    {mutant.change}", flush=True)
    print(_figures(module, found), flush=True)
    return found


def _figures(name: str, found: Counter[str]) -> str:
    return f"{name}: {found.total()} mutants, " + ", ".join(
        f"{found[outcome]} {outcome}" for outcome in ("killed", "time limit", "equivalent", "survived")
    )


if __name__ == "__main__":
    sys.exit(main())
