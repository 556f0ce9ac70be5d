"""Doing the steps of a plan that reads one object, or of an action of several requests: blocking and async, as twins.

Contract: errors of the service and the network are what came of a step. Everything else goes through, and what was
open then is closed. (The bundle engine, which has more open at once, brings drivers of its own.)
"""

from __future__ import annotations

from inspect import isawaitable, iscoroutine
from os import urandom
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tigris_http._concurrency.cancel import sleep
from tigris_http._concurrency.event_loop import sleep as asleep
from tigris_http.errors import TigrisError
from tigris_http.operations._steps import (
    Apply,
    Close,
    Draw,
    Open,
    Receive,
    Sleep,
)

if TYPE_CHECKING:
    from tigris_http.operations._base import (
        Operation,
        StreamOperation,
    )
    from tigris_http.operations._steps import SteppedAction, Work

R = TypeVar("R")


class Opens(Protocol):
    """Sends an operation for a blocking plan, and returns what is open of it."""

    def __call__(self, operation: StreamOperation[Any, Any], /) -> Any: ...  # noqa: ANN401  # of any operation


class AsyncOpens(Protocol):
    """Sends an operation for an async plan, and returns what is open of it."""

    async def __call__(self, operation: StreamOperation[Any, Any], /) -> Any: ...  # noqa: ANN401


class Sends(Protocol):
    """Sends an operation for a blocking action of several steps, and returns its result."""

    def __call__(self, operation: Operation[Any], /) -> Any: ...  # noqa: ANN401  # of any operation


class AsyncSends(Protocol):
    """Sends an operation for an async action of several steps, and returns its result."""

    async def __call__(self, operation: Operation[Any], /) -> Any: ...  # noqa: ANN401


def run_action(action: SteppedAction[R], sends: Sends) -> R:
    """Do the steps of an action; return what it comes to."""
    steps, outcome = action.steps(), None
    while True:
        try:
            step = steps.send(outcome)
        except StopIteration as end:
            result: R = end.value
            return result
        if isinstance(step, Apply):
            outcome = step.function(step.argument)
            if isawaitable(outcome):
                if iscoroutine(outcome):
                    outcome.close()
                raise TypeError("a function that is to be awaited is for the async client")
            continue
        if isinstance(step, Draw):
            outcome = urandom(step.size)
            continue
        if isinstance(step, Sleep):
            sleep(step.seconds)
            outcome = None
            continue
        try:
            outcome = sends(step.operation)
        except TigrisError as error:
            outcome = error


async def run_action_async(action: SteppedAction[R], sends: AsyncSends) -> R:
    """Do the steps of an action; return what it comes to."""
    steps, outcome = action.steps(), None
    while True:
        try:
            step = steps.send(outcome)
        except StopIteration as end:
            result: R = end.value
            return result
        if isinstance(step, Apply):
            outcome = step.function(step.argument)
            if isawaitable(outcome):
                outcome = await outcome
            continue
        if isinstance(step, Draw):
            outcome = urandom(step.size)
            continue
        if isinstance(step, Sleep):
            await asleep(step.seconds)
            outcome = None
            continue
        try:
            outcome = await sends(step.operation)
        except TigrisError as error:
            outcome = error


def run_steps(work: Work, opens: Opens) -> Any:  # noqa: ANN401  # whatever the work comes to
    """Do the steps of `work`; return what it comes to."""
    outcome: Any = None
    opened: Any = None
    try:
        while True:
            try:
                step = work.send(outcome)
            except StopIteration as end:
                return end.value
            outcome = None
            try:
                if isinstance(step, Receive):
                    outcome = step.source.readinto(step.buffer)
                elif isinstance(step, Open):
                    outcome = opened = opens(step.operation)
                elif isinstance(step, Close):
                    step.source.close()
                elif isinstance(step, Sleep):
                    sleep(step.seconds)
                else:
                    raise TypeError(f"no step: {type(step).__name__}")
            except TigrisError as error:
                outcome = error
    except BaseException:
        if opened is not None:
            opened.close()
        raise


async def run_steps_async(work: Work, opens: AsyncOpens) -> Any:  # noqa: ANN401
    """Do the steps of `work`; return what it comes to."""
    outcome: Any = None
    opened: Any = None
    try:
        while True:
            try:
                step = work.send(outcome)
            except StopIteration as end:
                return end.value
            outcome = None
            try:
                if isinstance(step, Receive):
                    outcome = await step.source.readinto(step.buffer)
                elif isinstance(step, Open):
                    outcome = opened = await opens(step.operation)
                elif isinstance(step, Close):
                    await step.source.aclose()
                elif isinstance(step, Sleep):
                    await asleep(step.seconds)
                else:
                    raise TypeError(f"no step: {type(step).__name__}")
            except TigrisError as error:
                outcome = error
    except BaseException:
        if opened is not None:
            await opened.aclose()
        raise
