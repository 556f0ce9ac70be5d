"""The code on the pages of the documentation site runs, and prints what the page shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guards import none_left
from tests.pages import blocks, pages
from tests.systems import needs_posix

ROOT = Path(__file__).parents[2]
PAGES = pages()
SUITES = ROOT / "tests" / "integrations"
IN_SUITES = {
    name.replace("-", "_").lower()
    for file in SUITES.glob("*/requirements.txt")
    for name in re.findall(r"^[A-Za-z0-9._-]+", file.read_text("utf-8"), re.MULTILINE)
}
HERE = {"tigris_http", "fsspec", "opentelemetry", "pytest", "httpx", "boto3"}


def run(page: Path) -> set[str]:
    """Run a page in a process of its own; return the libraries that it imported."""
    command = [sys.executable, "-W", "error", "-m", "tests.pages", str(page)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert (0, "") == (done.returncode, done.stderr)
    return set(done.stdout.split())


@needs_posix
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_code_of_a_page_runs(page: Path) -> None:
    assert ("tigris_http" in run(page)) == any(block.is_runnable() for block in blocks(page))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_is_not_run_here_is_run_by_a_suite_of_its_library(page: Path) -> None:
    libraries = set().union(*(block.libraries() for block in blocks(page)))
    none_left(libraries - HERE - IN_SUITES, "no suite in tests/integrations requires it, so its code is never run")
