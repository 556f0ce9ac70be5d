"""Fixtures of pytest for code that uses Tigris: an emulator, clients, fresh buckets, forks. Needs pytest 7 or newer.

pytest loads this module by itself, and `-p no:tigris` leaves it out. It imports nothing but pytest until a fixture is
used.

    service      the emulator or the real service, and the buckets that tests make
    removal      deletes a bucket with all it holds
    clients      the async client for tests on any event loop
    environment  the variables that lead other clients to the service
    marker       the arguments of the marker

```python
import pytest
from tigris_http.emulator import Fault


def test_a_report_is_stored(tigris_client, tigris_bucket):
    tigris_client.put_object(tigris_bucket, "today.txt", b"all is well")
    assert tigris_client.head_object(tigris_bucket, "today.txt").size == 11


@pytest.mark.tigris(snapshot_enabled=True, faults=[Fault("status", status=503, operation="CreateSnapshot")])
def test_a_snapshot_is_taken_at_the_second_attempt(tigris_client, tigris_bucket):
    assert tigris_client.create_snapshot(tigris_bucket).version
```
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    from tigris_http import AsyncTigrisHTTP, TigrisHTTP
    from tigris_http.emulator import Emulator
    from tigris_http.pytest_plugin.service import TigrisService

_ENDPOINT: Final = "tigris_endpoint"
_MARKER: Final = (
    "tigris(snapshot_enabled=False, faults=()): make `tigris_bucket` a snapshot bucket; inject these faults "
    "(tigris_http.emulator.Fault) into the emulator while the test runs"
)


class _Endpoint:
    """A real service, with the environment at the start. The plugin manager keeps it for the session."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.environment: Mapping[str, str] = dict(os.environ)

    def pytest_report_header(self) -> str:
        from tigris_http.pytest_plugin.service import PREFIX

        return f"tigris: {self.url}, with buckets named {PREFIX}*"


class _Finder:
    """Finds this package's modules before pytest, which rewrites the assertions of all modules beside a plugin.

    They have none. Rewriting makes each import slower, and fails on some versions of Python if the threads of a test
    and of the emulator parse at once (`SystemError: AST constructor recursion depth mismatch`).
    """

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        return PathFinder.find_spec(name, path, target) if name.startswith("tigris_http.") else None


_FINDER: Final = _Finder()


def pytest_addoption(parser: pytest.Parser) -> None:
    if _FINDER not in sys.meta_path:
        sys.meta_path.insert(0, _FINDER)
    group = parser.getgroup("tigris", "Tigris object storage")
    group.addoption(
        "--tigris-endpoint",
        metavar="URL",
        help="run the tests that use fixtures of Tigris against this service, in place of an emulator. The keys come "
        "from the environment. Buckets get names of their own and are deleted afterwards.",
    )
    parser.addini(_ENDPOINT, "the default of --tigris-endpoint")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARKER)
    url: str = config.getoption(_ENDPOINT) or config.getini(_ENDPOINT)
    if url:
        from tigris_http.pytest_plugin.service import check_endpoint

        check_endpoint(url)
        config.pluginmanager.register(_Endpoint(url), _ENDPOINT)


def pytest_unconfigure() -> None:
    if _FINDER in sys.meta_path:
        sys.meta_path.remove(_FINDER)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("tigris") is None:
            continue
        from tigris_http.pytest_plugin import marker

        mistake = marker.mistake(item)
        if not mistake and marker.faults(item) and isinstance(item, pytest.Function):
            item.fixturenames.append("tigris_emulator")
        if mistake and not hasattr(config, "workerinput"):  # xdist does not show errors of its workers' usage
            raise pytest.UsageError(mistake)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("tigris") is not None:
        from tigris_http.pytest_plugin import marker

        mistake = marker.mistake(item)
        if mistake:
            pytest.fail(mistake, pytrace=False)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    emulator = _emulator_of(item)
    if emulator is not None and item.get_closest_marker("tigris") is not None:
        from tigris_http.pytest_plugin import marker

        emulator.inject(*marker.faults(item))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    emulator = _emulator_of(item)
    if emulator is not None:
        emulator.clear_faults()


def _emulator_of(item: pytest.Item) -> Emulator | None:
    emulator: Emulator | None = getattr(item, "funcargs", {}).get("tigris_emulator")
    return emulator


def _real(request: pytest.FixtureRequest) -> _Endpoint | None:
    endpoint: _Endpoint | None = request.config.pluginmanager.get_plugin(_ENDPOINT)
    return endpoint


def _service_of(request: pytest.FixtureRequest) -> TigrisService:
    """Return the service of a test. The emulator starts only if it is that."""
    from tigris_http.pytest_plugin.service import TigrisService

    real = _real(request)
    if real is not None:
        return TigrisService.at(real.url, real.environment)
    return TigrisService.of(request.getfixturevalue("tigris_emulator"))


@pytest.fixture(scope="session")
def tigris_emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """Run an emulator of Tigris in memory, one for all tests (of a worker of xdist).

    Its `endpoint` and `credentials` go into a client; `requests` shows the received requests. Faults that a test
    injects are removed after it. Override this fixture for other settings, or with function scope for an empty
    emulator in each test: the other fixtures use yours. With --tigris-endpoint, tests that need it fail.
    """
    real = _real(request)
    if real is not None:
        pytest.fail(
            f"the fixture tigris_emulator, and faults of the marker tigris, need the emulator, but --tigris-endpoint "
            f"names {real.url}: leave this test out, or run it without the option",
            pytrace=False,
        )
    from tigris_http.emulator import Emulator

    with Emulator() as emulator:
        yield emulator


@pytest.fixture(scope="session")
def tigris_service(request: pytest.FixtureRequest) -> Iterator[TigrisService]:
    """Give fixtures of a wider scope than one test the emulator, or the service at --tigris-endpoint.

    It has `endpoint`, `credentials`, a blocking `client`, and `make_bucket(**settings)`, which returns the name of a
    new bucket: deleted at the end of the session. The settings are those of `create_bucket`.
    """
    with _service_of(request) as service:
        yield service


@pytest.fixture
def _tigris_service_of_test(request: pytest.FixtureRequest) -> Iterator[TigrisService]:
    with _service_of(request) as service:
        yield service


@pytest.fixture
def tigris_client(_tigris_service_of_test: TigrisService) -> Iterator[TigrisHTTP]:
    """Open a blocking client (`TigrisHTTP`) of the emulator, or of --tigris-endpoint."""
    with _tigris_service_of_test.new_client() as client:
        yield client


@pytest.fixture
def async_tigris_client(_tigris_service_of_test: TigrisService) -> Iterator[AsyncTigrisHTTP]:
    """Open an async client (`AsyncTigrisHTTP`) of the emulator, or of --tigris-endpoint.

    It needs no plugin for async tests and works with each, and with `asyncio.run` in a test. Unlike other async
    clients it may be used on several event loops; its connections close with their loop.
    """
    from tigris_http.pytest_plugin.clients import closing_on_each_loop

    with closing_on_each_loop(_tigris_service_of_test) as client:
        yield client


@pytest.fixture
def tigris_bucket(request: pytest.FixtureRequest, _tigris_service_of_test: TigrisService) -> Iterator[str]:
    """Create an empty bucket and return its name. After the test it is gone, with all it holds and its forks.

    The marker `@pytest.mark.tigris(snapshot_enabled=True)` makes it a snapshot bucket.
    """
    from tigris_http.pytest_plugin import marker

    with _tigris_service_of_test.bucket(snapshot_enabled=marker.snapshot_enabled(request.node) or None) as name:
        yield name


@pytest.fixture(scope="session")
def tigris_prepared() -> str:
    """Return the name of the bucket that `tigris_fork` forks. Override it with a fixture that fills one.

    @pytest.fixture(scope="session")
    def tigris_prepared(tigris_service):
        bucket = tigris_service.make_bucket(snapshot_enabled=True)
        tigris_service.client.put_object(bucket, "users/ana.json", b"{}")
        return bucket
    """
    pytest.fail(
        "tigris_fork needs a bucket to fork: define a fixture tigris_prepared, in conftest.py or the test's module, "
        "that returns the name of a filled snapshot bucket. `pytest --fixtures -v` shows an example",
        pytrace=False,
    )


@pytest.fixture
def tigris_fork(_tigris_service_of_test: TigrisService, tigris_prepared: str) -> Iterator[str]:
    """Fork the bucket `tigris_prepared` and return the name of the fork: the same contents, for this test alone.

    After the test the fork is gone.
    """
    with _tigris_service_of_test.bucket(fork_source=tigris_prepared) as name:
        yield name


@pytest.fixture
def tigris_env(_tigris_service_of_test: TigrisService, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, str]]:
    """Lead clients to the emulator, or to --tigris-endpoint, by the environment: `from_env`, boto3 and any other.

    It sets the endpoint, keys and region of AWS_ and TIGRIS_ variables and removes all others of these families. For
    the emulator it also hides proxies. Profile files and the metadata service of EC2 are hidden. It returns what it
    set.
    """
    from tigris_http.pytest_plugin.environment import leading_to

    with leading_to(_tigris_service_of_test, monkeypatch) as variables:
        yield variables
