"""What the bundle engine asks of whoever drives it.

Contract: the engine is a generator that yields steps and is sent what came of each; a blocking and an async driver do
them. Of errors only `TigrisError` is an outcome; all else ends the bundle where it is met. A `list` is no step: it is
a run of results for the caller.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from tigris_http.operations._operation import Operation, StreamOperation


@dataclass(slots=True)
class Pull:
    """Take up to `most` items of the caller's keys: `Pulled`."""

    most: int


@dataclass(slots=True)
class Pulled:
    """What was taken, and whether the keys ended there, or broke off with an error of their own."""

    items: list[object]
    ended: bool
    error: Exception | None = None


@dataclass(slots=True)
class Open:
    """Send an operation: its open answer, or the error."""

    operation: StreamOperation[Any, Any]


@dataclass(slots=True)
class Ask:
    """Send an operation: its result, or the error."""

    operation: Operation[Any]


@dataclass(slots=True)
class Start:
    """Begin work of its own in the background: something to `Wait` for."""

    work: Work


@dataclass(slots=True)
class Wait:
    """Wait for work begun: its result, or its error."""

    job: Any


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
