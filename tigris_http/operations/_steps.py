"""The steps of a plan of several requests.

Contract: a plan is a generator that yields steps and receives the outcome of each. Blocking and async drivers do the
steps (`_download.run_steps`, `_bundle.drivers`). Of errors only `TigrisError` is an outcome; any other ends the plan.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias

from tigris_http.operations._base import Action, ResultT_co

if TYPE_CHECKING:
    from tigris_http.operations._base import Operation, StreamOperation


@dataclass(slots=True)
class Open:
    """Send an operation. Outcome: its open answer, or the error."""

    operation: StreamOperation[Any, Any]


@dataclass(slots=True)
class Ask:
    """Send an operation. Outcome: its result, or the error."""

    operation: Operation[Any]


@dataclass(slots=True)
class Apply:
    """Call a function of the caller; the async client also awaits it. Outcome: its return value.

    An error that it raises ends the plan.
    """

    function: Callable[[Any], Any]
    argument: Any


@dataclass(slots=True)
class Draw:
    """Draw `size` random bytes."""

    size: int


@dataclass(slots=True)
class Receive:
    """Receive into `buffer`. Outcome: the number of bytes, 0 at the end; or the error."""

    source: Any
    buffer: memoryview


@dataclass(slots=True)
class Close:
    """Close an open answer, unless it is closed. Outcome: None."""

    source: Any


@dataclass(slots=True)
class Sleep:
    """Sleep for `seconds`. Outcome: None."""

    seconds: float


Work: TypeAlias = "Generator[Any, Any, Any]"
"""Steps in a row. Returns their result."""


class SteppedAction(Action, Generic[ResultT_co]):
    """An action of several requests, each of which depends on the outcomes before it."""

    __slots__ = ()

    @abstractmethod
    def steps(self) -> Generator[Ask | Apply | Draw | Sleep, object, ResultT_co]:
        """Yield steps, receive the outcome of each (a `TigrisError` if it failed), and return the result.

        Give the parameters of every action to each operation: `common(self)` has them.
        """
