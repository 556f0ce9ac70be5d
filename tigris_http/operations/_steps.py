"""What a plan of several requests asks of whoever drives it.

Contract: a plan is a generator that yields steps and is sent what came of each; blocking and async drivers do them
(`_doing`, `_bundle.io`). Of errors only `TigrisError` is an outcome; all else ends the plan where it is met.
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
    """Send an operation: its open answer, or the error."""

    operation: StreamOperation[Any, Any]


@dataclass(slots=True)
class Ask:
    """Send an operation: its result, or the error."""

    operation: Operation[Any]


@dataclass(slots=True)
class Apply:
    """Call a function of the caller's, for the async client also one that is to be awaited: what it returns.

    What it raises ends the plan.
    """

    function: Callable[[Any], Any]
    argument: Any


@dataclass(slots=True)
class Draw:
    """Draw so many random bytes."""

    size: int


@dataclass(slots=True)
class Receive:
    """Receive into `buffer`: how many bytes, 0 at the end; or the error."""

    source: Any
    buffer: memoryview


@dataclass(slots=True)
class Close:
    """Close an open answer, unless it is closed: None."""

    source: Any


@dataclass(slots=True)
class Sleep:
    """Sleep for so many seconds: None."""

    seconds: float


Work: TypeAlias = "Generator[Any, Any, Any]"
"""Steps in a row; what they come to is returned."""


class SteppedAction(Action, Generic[ResultT_co]):
    """An action that takes several requests, of which each depends on what came of those before."""

    __slots__ = ()

    @abstractmethod
    def steps(self) -> Generator[Ask | Apply | Draw | Sleep, object, ResultT_co]:
        """Yield what to do, be sent what came of it (a `TigrisError` where it failed), and return the result.

        What is asked for carries the parameters of every action on: `common(self)` has them.
        """
