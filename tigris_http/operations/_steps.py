"""The steps of actions that take several requests, as typed generators.

Contract: an action yields steps and receives the outcome of each: its result, or the `TigrisError` that it raised. Any
other error ends the action. `yield from ask(operation)` is typed by its operation. `_core.steps` has the steps of
downloads and bundles, and the loops that run generators of steps.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from tigris_http.errors import TigrisError
from tigris_http.operations._base import Action, ResultT_co

if TYPE_CHECKING:
    from tigris_http.operations._base import Operation

ArgumentT = TypeVar("ArgumentT")
T = TypeVar("T")


@dataclass(slots=True)
class Ask:
    """Send an operation. Outcome: its result."""

    operation: Operation[object]


@dataclass(slots=True)
class Apply:
    """Call a function of the caller. The async client also awaits its result. Outcome: its return value."""

    function: Callable[[Any], object]
    argument: object


@dataclass(slots=True)
class Draw:
    """Draw `size` random bytes. Outcome: the bytes."""

    size: int


@dataclass(slots=True)
class Sleep:
    """Sleep for `seconds`. Outcome: None."""

    seconds: float


ActionStep: TypeAlias = Ask | Apply | Draw | Sleep
ActionSteps: TypeAlias = Generator[ActionStep, Any, T]
"""Yields steps and returns a result."""


def result_of(outcome: T | TigrisError) -> T:
    """Return the result of a step; raise its error."""
    if isinstance(outcome, TigrisError):
        raise outcome
    return outcome


def ask(operation: Operation[T]) -> ActionSteps[T | TigrisError]:
    """Send an operation; return its outcome."""
    outcome: T | TigrisError = yield Ask(operation)
    return outcome


def apply(function: Callable[[ArgumentT], T | Awaitable[T]], argument: ArgumentT) -> ActionSteps[T]:
    """Call a function of the caller; return its result, or raise its error."""
    outcome: T | TigrisError = yield Apply(function, argument)
    return result_of(outcome)


def draw(size: int) -> ActionSteps[bytes]:
    """Draw random bytes."""
    drawn: bytes = yield Draw(size)
    return drawn


def sleep(seconds: float) -> ActionSteps[None]:
    """Sleep."""
    yield Sleep(seconds)


class SteppedAction(Action, Generic[ResultT_co]):
    """An action of several requests, each of which depends on the outcomes before it."""

    __slots__ = ()

    @abstractmethod
    def steps(self) -> ActionSteps[ResultT_co]:
        """Yield steps, receive the outcome of each, and return the result.

        Give the parameters of every action to each operation: `common(self)` has them.
        """
