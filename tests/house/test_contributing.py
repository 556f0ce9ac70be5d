"""What contributors read names files that exist."""

from __future__ import annotations

import re
from pathlib import Path

from tests.guards import none_left

ROOT = Path(__file__).parents[2]
CONTRIBUTING = (ROOT / ".github" / "CONTRIBUTING.md").read_text("utf-8")
MADE_UP = ("fixtures/exchanges/get_bucket_motto/",)


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


def test_what_checks_a_change_elsewhere_runs_the_scripts_of_the_repository() -> None:
    for name, script in ((".github/workflows/ci.yml", ".ci/run"), (".pre-commit-config.yaml", ".ci/write_stubs")):
        assert script in (ROOT / name).read_text("utf-8")
        assert (ROOT / script).is_file()
