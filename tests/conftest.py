"""Settings of all tests: worker processes, and the marker that reduces products of cases."""

from __future__ import annotations

import gc
import os
import signal
from typing import Any

import pytest

from tests.pairwise import pairwise, product


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="all combinations of cases, in place of all pairs of them")
    missing = "fail, in place of a skip, if the libraries of an integration's suite are missing"
    parser.addoption("--require-libraries", action="store_true", help=missing)


def pytest_configure(config: pytest.Config) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell makes background processes ignore Ctrl-C, which some tests send.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line("markers", "pairwise(**axes): parametrize by all pairs of values of these axes")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marker = metafunc.definition.get_closest_marker("pairwise")
    if marker is not None:
        axes = dict(marker.kwargs)
        unless = axes.pop("unless", None)
        chosen = product if metafunc.config.getoption("full") else pairwise
        cases = chosen(list(axes.values()), unless)
        ids = ["-".join(map(str, case)) for case in cases]
        metafunc.parametrize(list(axes), cases, ids=ids)


def _has_workers(config: pytest.Config) -> bool:
    return config.pluginmanager.hasplugin("xdist")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Run the whole suite on all processors, and named or debugged tests in this process."""
    options: Any = config.option
    if not _has_workers(config) or "PYTEST_XDIST_WORKER" in os.environ:  # a worker has no workers of its own
        return
    named = config.args_source is not pytest.Config.ArgsSource.TESTPATHS
    if not named and options.numprocesses is None and not options.usepdb:
        options.numprocesses = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        options.dist = "loadgroup"


_COSTLY = ("server", "crowded", "others")
"""Session fixtures that take seconds: all tests of one run in the same worker."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not _has_workers(config):
        return
    for item in items:
        for fixture in _COSTLY:
            if fixture in getattr(item, "fixturenames", ()):
                group = f"{fixture} {_parameter(item, fixture)}"
                item.add_marker(pytest.mark.xdist_group(group))


def _parameter(item: pytest.Item, fixture: str) -> object:
    callspec: Any = getattr(item, "callspec", None)
    return "" if callspec is None else callspec.params.get(fixture, "")


def pytest_collection_finish() -> None:
    import hypothesis  # noqa: F401  # its imports must not be among the frozen objects

    # Many tests collect garbage. With ten thousand tests in memory each collection takes half a second, so freeze all
    # objects that exist now.
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def frozen_past() -> None:
    """Keep the objects of earlier modules out of the collections: a worker runs thousands of tests."""
    gc.collect()
    gc.freeze()
