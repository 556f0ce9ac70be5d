"""A suite whose libraries are missing is skipped. With `--require-libraries`, as in `.ci/run`, it fails instead.

A requirement with a marker that rules this Python out has no build for it: the suite is then skipped in any case.
The fixtures `client` and `bucket` serve all suites; `remote`, and `run` for each kind of process, serve the libraries
that go through fsspec.
"""

from __future__ import annotations

import itertools
import platform
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from tests.systems import needs_posix
from tigris_http import RetryPolicy, TigrisHTTP
from tigris_http.emulator import Emulator

from .libraries import missing, unbuilt
from .processes import Runner, forked, here, spawned
from .remotes import Remote

HERE = Path(__file__).parent
QUICK = RetryPolicy(base=0.001, cap=0.01)
_NUMBERS = itertools.count()


class WithoutLibraries(pytest.Module):
    """A test module that is not imported, since its imports would fail."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        suite = self.path.parent
        if unbuilt(suite):
            pytest.skip(
                f"not for Python {platform.python_version()}: {', '.join(unbuilt(suite))}", allow_module_level=True
            )
        lacking = ", ".join(missing(suite))
        if self.config.getoption("require_libraries"):
            pytest.fail(f"{lacking} is not installed", pytrace=False)
        file = f"tests/integrations/{suite.name}/requirements.txt"
        pytest.skip(f"needs {lacking}: pip install -r {file}", allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    suite = module_path.parent
    if suite == HERE or not (unbuilt(suite) or missing(suite)):
        return None
    module: pytest.Module = WithoutLibraries.from_parent(parent, path=module_path)
    return module


@pytest.fixture
def tigris() -> Iterator[Emulator]:
    """An emulator in memory, for parts of any size. It is new for each test: it may log a cancelled request late."""
    with Emulator(minimum_part_size=0) as emulator:
        yield emulator
    fsspec.get_filesystem_class("t3").clear_instance_cache()


@pytest.fixture
def client(tigris: Emulator) -> Iterator[TigrisHTTP]:
    """A blocking client of the emulator, to look at it from outside."""
    with TigrisHTTP(tigris.endpoint, tigris.credentials, retry=QUICK) as client:
        yield client


@pytest.fixture
def bucket(client: TigrisHTTP, tigris: Emulator) -> str:
    """A new bucket, which takes snapshots. No request is recorded yet."""
    name = f"bucket-{next(_NUMBERS)}"
    client.create_bucket(name, snapshot_enabled=True)
    tigris.clear_requests()
    return name


@pytest.fixture
def remote(tigris: Emulator, bucket: str) -> Remote:
    """A bucket with its storage options."""
    options = {
        "endpoint_url": tigris.endpoint,
        "key": tigris.credentials.access_key_id,
        "secret": tigris.credentials.secret_access_key,
    }
    return Remote(bucket, options, fsspec.filesystem("t3", **options))


@pytest.fixture
def environment(tigris: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables in the place of storage options. A file system made without options reads them once."""
    fsspec.get_filesystem_class("t3").clear_instance_cache()
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", tigris.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", tigris.credentials.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", tigris.credentials.secret_access_key)


@pytest.fixture(scope="module")
def spawned_process() -> Iterator[Runner]:
    with spawned() as run:
        yield run


@pytest.fixture(scope="module")
def forking_process() -> Iterator[Runner]:
    with spawned(forked) as run:
        yield run


PROCESSES = ["here", pytest.param("forked", marks=needs_posix), "spawned"]


@pytest.fixture(params=PROCESSES)
def run(request: pytest.FixtureRequest) -> Runner:
    """Make a round trip in one kind of process."""
    if request.param == "spawned":
        run: Runner = request.getfixturevalue("spawned_process")
        return run
    return {"here": here, "forked": forked}[request.param]


@pytest.fixture(params=PROCESSES)
def careful_run(request: pytest.FixtureRequest) -> Runner:
    """Fork a process that has used the file system alone: the threads of some libraries do not survive a fork."""
    if request.param == "here":
        return here
    run: Runner = request.getfixturevalue({"forked": "forking_process", "spawned": "spawned_process"}[request.param])
    return run
