"""The loops that run steps: outcomes of the service are returned, errors of the caller's own code end the steps."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from typing import Any

import pytest

from tigris_http import NotFound
from tigris_http._core.steps import drive, drive_async
from tigris_http.operations._steps import Apply, Draw, Sleep

MISSING = NotFound("no such key", status=404, code="NoSuchKey")


def fails(step: object) -> object:
    raise MISSING


async def afails(step: object) -> object:
    raise MISSING


def noted(first: object, seen: list[object]) -> Generator[Any, Any, str]:
    seen.append((yield first))
    return "done"


@pytest.mark.parametrize("step", [Sleep(0.0), Draw(1)], ids=lambda step: type(step).__name__)
def test_an_error_of_a_step_is_its_outcome(step: object) -> None:
    seen: list[object] = []
    assert "done" == drive(noted(step, seen), fails)
    assert "done" == asyncio.run(drive_async(noted(step, seen), afails))
    assert [MISSING, MISSING] == seen


def test_an_error_of_the_callers_function_ends_the_steps_even_if_it_is_one_of_ours() -> None:
    """A function that reads another object, say, and does not find it."""
    seen: list[object] = []
    step = Apply(lambda _: None, None)
    with pytest.raises(NotFound) as caught:
        drive(noted(step, seen), fails)
    with pytest.raises(NotFound) as awaited:
        asyncio.run(drive_async(noted(step, seen), afails))
    assert MISSING is caught.value is awaited.value
    assert [] == seen
