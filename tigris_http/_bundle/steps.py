"""The steps that only the bundle engine asks of its driver; `tigris_http.operations._steps` has the others.

Contract: a `list` is no step: it is a run of results for the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tigris_http.operations._steps import Work


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
class Start:
    """Begin work of its own in the background: something to `Wait` for."""

    work: Work


@dataclass(slots=True)
class Wait:
    """Wait for work begun: its result, or its error."""

    job: Any
