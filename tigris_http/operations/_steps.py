"""The steps of actions that take several requests, as typed generators.

Contract: an action yields steps and receives the outcome of each: its result, or the `TigrisError` that it raised. Any
other error ends the action. `_core.steps` has more steps, and the loops that run them.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

from tigris_http.errors import TigrisError, TimedOut
from tigris_http.operations._base import Action, ResultT_co

if TYPE_CHECKING:
    from tigris_http.operations._base import Operation

ArgumentT = TypeVar("ArgumentT")
T = TypeVar("T")


class Ask(NamedTuple):
    operation: Operation[object]


class Apply(NamedTuple):
    """Call a function of the caller. The async client also awaits its result."""

    function: Callable[[Any], object]
    argument: object


class Draw(NamedTuple):
    """Draw `size` random bytes."""

    size: int


class Sleep(NamedTuple):
    seconds: float


ActionStep: TypeAlias = Ask | Apply | Draw | Sleep
ActionSteps: TypeAlias = Generator[ActionStep, Any, T]
"""Yields steps and returns a result."""


def result_of(outcome: T | TigrisError) -> T:
    if isinstance(outcome, TigrisError):
        raise outcome
    return outcome


def ask(operation: Operation[T]) -> ActionSteps[T | TigrisError]:
    """Send an operation and return its outcome, typed by the operation."""
    outcome: T | TigrisError = yield Ask(operation)
    return outcome


def apply(function: Callable[[ArgumentT], T | Awaitable[T]], argument: ArgumentT) -> ActionSteps[T]:
    """Call a function of the caller. Raises its error."""
    outcome: T | TigrisError = yield Apply(function, argument)
    return result_of(outcome)


def draw(size: int) -> ActionSteps[bytes]:
    drawn: bytes = yield Draw(size)
    return drawn


def sleep(seconds: float) -> ActionSteps[None]:
    yield Sleep(seconds)


def within(steps: ActionSteps[T], ends: float, monotonic: Callable[[], float]) -> ActionSteps[T]:
    """Yield `steps`, whose requests and waits share the time up to `ends`. After it a request is a `TimedOut`."""
    outcome: object = None
    try:
        while True:
            try:
                step = steps.send(outcome)
            except StopIteration as end:
                result: T = end.value
                return result
            left = ends - monotonic()
            if isinstance(step, Ask):
                if left <= 0:
                    request = step.operation.request()
                    error = TimedOut("no time is left for this call", sent=False)
                    outcome = error.located(step.operation.action, request.bucket, request.key, 0)
                    continue
                step = Ask(replace(step.operation, timeout=left))
            elif isinstance(step, Sleep):
                step = Sleep(min(step.seconds, max(left, 0.0)))
            outcome = yield step
    finally:
        steps.close()


class SteppedAction(Action, Generic[ResultT_co]):
    """An action of several requests, each depending on the outcomes before it."""

    __slots__ = ()

    @abstractmethod
    def steps(self) -> ActionSteps[ResultT_co]:
        """Yield steps and return the result. Pass `**common(self)` to each operation."""
