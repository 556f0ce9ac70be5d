"""The suite of an integration names all libraries that it imports: its environment has these and the extra `test`."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.integrations.libraries import missing, requirements, unbuilt

HERE = Path(__file__).parents[1] / "integrations"
SUITES = sorted(file.parent for file in HERE.glob("*/requirements.txt"))
IN_THE_EXTRA = {"anyio", "boto3", "botocore", "fsspec", "httpx", "hypothesis", "packaging", "pytest", "trio"}
"""Libraries of the extra `test`, which each environment has."""

suites = pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)


def imported(suite: Path) -> Iterator[tuple[str, str]]:
    """Yield the file and the top-level name of each import that is not relative."""
    for file in sorted(suite.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((file.name, alias.name.partition(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield file.name, node.module.partition(".")[0]


@suites
def test_a_suite_requires_each_library_that_it_imports(suite: Path) -> None:
    known = {canonicalize_name(each.name) for each in requirements(suite)} | IN_THE_EXTRA | {"tests", "tigris-http"}
    unnamed = {
        f"{name} ({file})"
        for file, name in imported(suite)
        if canonicalize_name(name) not in known and name not in sys.stdlib_module_names
    }
    assert not unnamed, f"add to {suite.name}/requirements.txt: {', '.join(sorted(unnamed))}"


@suites
def test_a_suite_has_bounds_and_a_package_of_tests(suite: Path) -> None:
    assert all(each.specifier for each in requirements(suite)), "each requirement has a lower bound"
    assert (suite / "__init__.py").exists()
    assert list(suite.glob("test_*.py"))


def test_libraries_that_are_absent_old_or_without_a_build_are_told_apart(tmp_path: Path) -> None:
    lines = ["pytest>=8", "absent>=1", "pytest<1", 'absent>=2; python_version < "3"', "httpx[http2]>=0.1"]
    (tmp_path / "requirements.txt").write_text("\n".join(lines), "utf-8")
    assert ["absent>=1", "pytest<1"] == missing(tmp_path)
    assert ["absent>=2"] == unbuilt(tmp_path)
    assert [] == missing(tmp_path / "none") == unbuilt(tmp_path / "none")
