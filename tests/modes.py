"""Stories told once and played by the blocking client, and by the async one on asyncio and on trio.

A story is a generator function of one client: what it yields is done, awaited where that is needed, and sent back;
an error comes out of the `yield`. `yield c.get_object(...)` gives an open body, `yield close(body)` closes it.
"""

from __future__ import annotations

import gc
import inspect
from collections.abc import Callable, Generator
from typing import Any, TypeAlias

import anyio
import pytest

from tigris_http import AsyncTigrisHTTP, RetryPolicy, TigrisHTTP, Timeouts

KEYS = ("tid_EXAMPLE", "tsec_EXAMPLEsecret")
AT_ONCE = RetryPolicy(base=0)
NO_RETRY = RetryPolicy(max_attempts=1)
SOON = Timeouts(connect=5, read=0.3, write=5, pool=5)
MODES = ("blocking", "asyncio", "trio")


def in_all_modes(metafunc: pytest.Metafunc) -> None:
    """As `pytest_generate_tests` of a module: a test of a `mode` is run in all, one of a `loop` in the async ones."""
    if "mode" in metafunc.fixturenames:
        metafunc.parametrize("mode", MODES)
    if "loop" in metafunc.fixturenames:
        metafunc.parametrize("loop", MODES[1:])


Story: TypeAlias = Callable[[Any], Generator[Any, Any, Any]]


def play(mode: str, endpoint: str, story: Story, **options: Any) -> Any:
    """Play a story with a client of its own, which is closed at its end; return what the story returns."""
    options.setdefault("retry", AT_ONCE)
    if mode == "blocking":
        with TigrisHTTP(endpoint, KEYS, **options) as client:
            result = _blocking(story(client))
    else:
        result = anyio.run(_async, story, endpoint, options, backend=mode)
    gc.collect()
    return result


def close(body: Any) -> Any:
    return body.aclose() if hasattr(body, "aclose") else body.close()


def _blocking(steps: Generator[Any, Any, Any]) -> Any:
    value = None
    while True:
        try:
            value = steps.send(value)
        except StopIteration as end:
            return end.value


async def _async(story: Story, endpoint: str, options: dict[str, Any]) -> Any:
    async with AsyncTigrisHTTP(endpoint, KEYS, **options) as client:
        steps = story(client)
        value: Any = None
        error: BaseException | None = None
        while True:
            try:
                step = steps.send(value) if error is None else steps.throw(error)
            except StopIteration as end:
                return end.value
            value = error = None
            try:
                value = await step if inspect.isawaitable(step) else step
            except Exception as met:  # noqa: BLE001  # it goes on in the story
                error = met
