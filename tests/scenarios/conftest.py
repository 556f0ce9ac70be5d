"""The stage of the stories: each test that is a coroutine is played by both clients, on asyncio and on trio."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

from tigris_http.emulator import Emulator

from .stage import MODES, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http import AsyncTigrisHTTP


@pytest.fixture
def tigris() -> Iterator[Emulator]:
    """An emulator of this story's own, in memory."""
    with Emulator() as emulator:
        yield emulator


@pytest.fixture(params=MODES)
def stage(request: pytest.FixtureRequest, tigris: Emulator) -> Stage:
    return Stage(request.param, tigris)


@pytest.fixture
def client(stage: Stage) -> AsyncTigrisHTTP:
    """A client of `tigris` that retries without waiting."""
    return stage.client()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Play a story on its stage."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters}
    stage = pyfuncitem.funcargs["stage"]
    assert isinstance(stage, Stage)
    stage.play(lambda: pyfuncitem.obj(**arguments))
    return True
