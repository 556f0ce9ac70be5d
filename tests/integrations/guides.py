"""The pages of the documentation site, run where the library of a suite is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(page: str, *libraries: str) -> None:
    """Run the code of a page of `.docs`. It must import these libraries."""
    command = [sys.executable, "-m", "tests.pages", f".docs/{page}.md"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert set(libraries) <= set(done.stdout.split()), "the page does not import them"
