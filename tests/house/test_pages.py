"""The code on the pages of the documentation site runs, and prints what the page shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guards import none_left
from tests.pages import DOCS, INCLUDE, blocks, pages
from tests.systems import needs_posix

ROOT = Path(__file__).parents[2]
PAGES = pages()
SUITES = ROOT / "tests" / "integrations"
IN_SUITES = {
    name.replace("-", "_").lower()
    for file in SUITES.glob("*/requirements.txt")
    for name in re.findall(r"^[A-Za-z0-9._-]+", file.read_text("utf-8"), re.MULTILINE)
}
COLUMNS = 84
"""Columns of code that the site shows beside its navigation without a scroll bar."""
FENCED = re.compile(r"^```(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"(?:^\|.*\n)+", re.MULTILINE)
SHOWN = sorted(DOCS.glob("*.md"))
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
    libraries = {library for block in blocks(page) for library in block.libraries()}
    none_left(libraries - HERE - IN_SUITES, "no suite in tests/integrations requires it, so its code is never run")


def shown(page: Path) -> str:
    """Return the text of a page and of the files that it includes."""
    text = page.read_text("utf-8")
    return "\n".join((text, *((page.parent / name).read_text("utf-8") for name, _ in INCLUDE.findall(text))))


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.stem)
def test_code_fits_into_the_column_of_the_site(page: Path) -> None:
    code = "".join(code for language, code in FENCED.findall(shown(page)) if language in {"", "python", "sh"})
    lines = code.splitlines()
    none_left([line for line in lines if len(line) > COLUMNS], f"more than {COLUMNS} columns: break the line")


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.stem)
def test_a_row_of_a_table_has_the_cells_of_its_head(page: Path) -> None:
    cut: list[str] = []
    for table in TABLE.findall(shown(page)):
        head, *rows = table.splitlines()
        cut += [row for row in rows if len(cells(row)) != len(cells(head))]
    none_left(cut, r"escape a bar in a cell as \|, also in code: the site drops what follows it")


def cells(row: str) -> list[str]:
    return re.split(r"(?<!\\)\|", row)
