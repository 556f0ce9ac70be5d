"""A suite whose libraries are missing is skipped. With `--require-libraries`, as in `.ci/run`, it fails instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def missing(folder: Path) -> list[str]:
    """Return the distributions of a folder's requirements that are not installed."""
    return [name for name in _named(folder / "requirements.txt") if not _is_installed(name)]


def _named(file: Path) -> Iterator[str]:
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        if found := re.match(r"[A-Za-z0-9._-]+", line):
            yield found[0]


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


class WithoutLibraries(pytest.Module):
    """A test module that is not imported, since its imports would fail."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        lacking = ", ".join(missing(self.path.parent))
        if self.config.getoption("require_libraries"):
            pytest.fail(f"{lacking} is not installed", pytrace=False)
        file = f"tests/integrations/{self.path.parent.name}/requirements.txt"
        pytest.skip(f"needs {lacking}: pip install -r {file}", allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    if module_path.parent == HERE or not missing(module_path.parent):
        return None
    module: pytest.Module = WithoutLibraries.from_parent(parent, path=module_path)
    return module
