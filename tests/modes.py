"""Run one scenario with the blocking client, and with the async client on asyncio and on trio.

A scenario ("story") is a generator function of one client. The runner awaits each value it yields if necessary, sends
the result back, and raises errors out of the `yield`. `yield c.get_object(...)` gives an open body, `yield close(body)`
closes it.
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
    """Parametrize a module's tests: a `mode` by all modes, a `loop` by the async ones.

    Use it as the module's `pytest_generate_tests`.
    """
    if "mode" in metafunc.fixturenames:
        metafunc.parametrize("mode", MODES)
    if "loop" in metafunc.fixturenames:
        metafunc.parametrize("loop", MODES[1:])


Story: TypeAlias = Callable[[Any], Generator[Any, Any, Any]]


def play(mode: str, endpoint: str, story: Story, **options: Any) -> Any:
    """Run a scenario with a new client, close the client, and return the scenario's result."""
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
            except Exception as met:  # noqa: BLE001  # raised again inside the scenario
                error = met
