"""What contributors read names files that exist."""

from __future__ import annotations

import re
from pathlib import Path

from tests.guards import none_left

ROOT = Path(__file__).parents[2]
CONTRIBUTING = (ROOT / ".github" / "CONTRIBUTING.md").read_text("utf-8")
MADE_UP = ("fixtures/exchanges/get_bucket_motto/",)
UNREACHABLE = re.compile("wire[ _-]reference|\N{SECTION SIGN}", re.IGNORECASE)
"""Notes that are not in the repository, and sections of documents that a citation does not name."""
READ = ("tigris_http", "tests", "fixtures", "examples", ".github", ".ci", "README.md", "pyproject.toml")


def test_every_file_that_it_names_exists() -> None:
    named = set(re.findall(r"`([\w./]*[\w]/[\w./]+|\.[\w/.-]+|\w+\.md)`", CONTRIBUTING)) - set(MADE_UP)
    assert {"_core/exchange.py", "tests/cases", ".ci/run", "tests/README.md"} <= named
    homes = (ROOT, ROOT / "tigris_http", ROOT / ".github")
    gone = {name for name in named if not any((home / name).exists() for home in homes)}
    none_left(gone - {".venv", ".pyi"}, "no such file: mend .github/CONTRIBUTING.md")


def test_the_path_of_a_get_is_ten_lines_that_each_name_a_file() -> None:
    section = CONTRIBUTING.partition("## The path of a GET\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^\d+\. (.*)", section, re.MULTILINE)
    assert 10 == len(lines)
    assert all(re.search(r"`[\w/]+\.py`", line) for line in lines)


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", CONTRIBUTING)
    assert len(links) >= 2
    assert [] == [link for link in links if not (ROOT / ".github" / link).is_file()]


def test_what_checks_a_change_elsewhere_runs_the_scripts_of_the_repository() -> None:
    for name, script in ((".github/workflows/ci.yml", ".ci/run"), (".pre-commit-config.yaml", ".ci/write_stubs")):
        assert script in (ROOT / name).read_text("utf-8")
        assert (ROOT / script).is_file()


def test_nothing_cites_a_document_that_readers_do_not_have() -> None:
    homes = [ROOT / name for name in READ]
    files = [file for home in homes for file in (home.rglob("*") if home.is_dir() else [home]) if file.is_file()]
    texts = [file for file in files if file != Path(__file__) and "__pycache__" not in file.parts]
    found = {
        f"{file.relative_to(ROOT)}:{number}"
        for file in texts
        for number, line in enumerate(file.read_text("utf-8", errors="replace").splitlines(), 1)
        if UNREACHABLE.search(line)
    }
    none_left(found, "cite a public page, an RFC, or fixtures/exchanges/README.md")
