"""All that a service can do wrong on a connection, as named values, and what must come of each.

A fault is a `Script` and its `allowed` outcomes for each kind of use: classes of errors, and `RIGHT` where the right
result may come or `ANY` where some result may. What is not listed must not happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, get_args

from tigris_http import (
    ConnectionFailed,
    IncompleteBody,
    MalformedResponse,
    OutcomeUnknown,
    TimedOut,
)

from .good import Good
from .server import Move, Script
from .uses import Kind

RIGHT: Final = "right"
ANY: Final = "any"
Allowed: TypeAlias = tuple[Any, ...]
Moves: TypeAlias = Iterable[Move]
Spoil: TypeAlias = Callable[[Good], Moves]

BROKEN: Final = (ConnectionFailed, IncompleteBody)
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True)
class Fault:
    """One way to misbehave."""

    name: str
    script: Script
    allowed: Mapping[Kind, Allowed]
    waits: bool = False
    """Whether the client can only wait until its time is over."""
    only: Kind | None = None
    """The one kind that it is tried on, one after the other: where much is sent."""
    read: float = field(default=5.0)
    """Seconds that the client waits for the next bytes."""


def every(*allowed: Any, **but: Allowed) -> dict[Kind, Allowed]:
    """Return what may come of a fault for all kinds, those excepted that are named."""
    known: dict[Kind, Allowed] = {kind: but.get(kind, allowed) for kind in KINDS}
    # A part of an object that is not as long as its range is malformed, where a whole one is just another object.
    if "streamed" in but:
        known["ranged"] = (*known["streamed"], MalformedResponse)
    # What is missing in such an answer, or unknown, is no reason to doubt the status.
    known["answered"] = (*known["document"], *known["noted"])
    # First a body that is read whole, then an answer that is noted: whichever goes wrong. A write whose answer got lost
    # is looked into.
    lost = any(error in known["noted"] for error in (*BROKEN, TimedOut))
    known["updated"] = (*known["ranged"], *known["noted"], *((OutcomeUnknown,) if lost else ()))
    return known


FAULTS: dict[str, Fault] = {}
"""All of them, once `faults` was imported."""


def fault(
    name: str,
    spoil: Spoil | Moves,
    allowed: Mapping[Kind, Allowed],
    *,
    reads: Any = "all",
    waits: bool = False,
    only: Kind | None = None,
) -> None:
    """Add a fault to the table."""
    if name in FAULTS:
        raise ValueError(f"two faults have the name {name!r}")
    script = Script(spoil if callable(spoil) else lambda _: spoil, reads)
    FAULTS[name] = Fault(name, script, allowed, waits, only, 0.2 if waits else 5.0)


def instead(body: bytes, *fields: bytes, status: int | None = None, ending: Move = "keep") -> Spoil:
    """Return a script that answers with another body, status, or further fields."""
    return lambda good: (good.instead(body, *fields, status=status), ending)


def same(data: bytes, ending: Move = "close") -> Spoil:
    """Return a script that answers these bytes whatever was asked."""
    return lambda _: (data, ending)


CUT = every(*BROKEN, told=(RIGHT,), noted=(*BROKEN, RIGHT))
"""A body that breaks off: a HEAD has none, and for most that is only noted there is none either."""
LATE: Final = every(TimedOut)
