"""Runs of pytest in a folder of their own, with warnings as errors. The test modules load pytest's `pytester`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from tigris_http import TigrisHTTP
from tigris_http.emulator import Emulator


class Libraries:
    """The libraries that inner runs load. `pytester` drops them, and lazy imports of the package break."""

    def __init__(self) -> None:
        self.modules: dict[str, ModuleType] = {}

    def pytest_unconfigure(self) -> None:
        self.modules |= {name: each for name, each in sys.modules.items() if name not in ("conftest", "test_inner")}

    def restore(self) -> None:
        sys.modules.update(self.modules)


class Inner:
    """Runs pytest on one file of tests."""

    def __init__(self, pytester: pytest.Pytester, libraries: Libraries) -> None:
        self.pytester, self._libraries = pytester, libraries

    def run(self, source: str, *arguments: str, conftest: str = "") -> pytest.RunResult:
        """Run it in this process."""
        command = self._command(source, conftest)
        result = self.pytester.runpytest_inprocess(*command, *arguments, plugins=[self._libraries])
        self._libraries.restore()
        return result

    def run_apart(self, source: str, *arguments: str, conftest: str = "") -> pytest.RunResult:
        """Run it in a process of its own."""
        return self.pytester.runpytest_subprocess(*self._command(source, conftest), *arguments, timeout=120)

    def _command(self, source: str, conftest: str) -> tuple[str, ...]:
        self.pytester.makepyfile(test_inner=source)
        if conftest:
            self.pytester.makeconftest(conftest)
        return "-W", "error", "-p", "no:cacheprovider", "--strict-markers", "-ra"


@pytest.fixture
def libraries() -> Iterator[Libraries]:
    loaded = Libraries()
    yield loaded
    loaded.restore()


@pytest.fixture
def inner(libraries: Libraries, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Inner:
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_XDIST_TESTRUNUID"):
        monkeypatch.delenv(name, raising=False)
    return Inner(pytester, libraries)


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An emulator in the part of a real service. The environment has its keys."""
    with Emulator() as emulator:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", emulator.credentials.access_key_id)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", emulator.credentials.secret_access_key)
        yield emulator


@pytest.fixture
def account(beside: Emulator) -> Iterator[TigrisHTTP]:
    """A client of `beside`."""
    with TigrisHTTP(beside.endpoint, beside.credentials) as client:
        yield client
