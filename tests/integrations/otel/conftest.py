"""The fixtures: both clients run each coroutine test, the async one on asyncio and on trio."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.harness import MODES, Harness, played

from .telescope import Telescope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator


@pytest.fixture(params=MODES)
def harness(request: pytest.FixtureRequest, tigris: Emulator) -> Harness:
    return Harness(request.param, tigris)


@pytest.fixture
def telescope() -> Iterator[Telescope]:
    seen = Telescope()
    yield seen
    seen.shutdown()


@pytest.fixture
def client(harness: Harness, telescope: Telescope) -> AsyncTigrisHTTP:
    """An instrumented client of `tigris` that retries without waiting."""
    return telescope.of(harness)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    return played(pyfuncitem)
