"""The faults of a service on a connection, as named values, and the outcomes that each allows.

A fault is a `Script` and its `allowed` outcomes for each kind of use: classes of errors, `RIGHT` if the right result is
possible, `ANY` if any result is. Every other outcome fails the test.
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
    """True if the client can only wait for its timeout."""
    only: Kind | None = None
    """The only kind to try, one use after the other: the fault sends much."""
    read: float = field(default=5.0)
    """Seconds that the client waits for the next bytes."""


def every(*allowed: Any, **but: Allowed) -> dict[Kind, Allowed]:
    """Return the allowed outcomes of a fault for all kinds, with exceptions by kind."""
    known: dict[Kind, Allowed] = {kind: but.get(kind, allowed) for kind in KINDS}
    # A part of an object whose length differs from its range is malformed; a whole one is just another object.
    if "streamed" in but:
        known["ranged"] = (*known["streamed"], MalformedResponse)
    # In such an answer missing or unknown documents are no reason to doubt the status.
    known["json"] = (*known["document"], *known["ack"])
    # A body read whole, then an answer of which only the head counts: either may go wrong. A lost answer of a write is
    # settled.
    lost = any(error in known["ack"] for error in (*BROKEN, TimedOut))
    known["updated"] = (*known["ranged"], *known["ack"], *((OutcomeUnknown,) if lost else ()))
    return known


FAULTS: dict[str, Fault] = {}
"""All faults, once `faults` is imported."""


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
    """Return a script that answers with another body, status, or added fields."""
    return lambda good: (good.instead(body, *fields, status=status), ending)


def same(data: bytes, ending: Move = "close") -> Spoil:
    """Return a script that answers any request with these bytes."""
    return lambda _: (data, ending)


CUT = every(*BROKEN, head=(RIGHT,), ack=(*BROKEN, RIGHT))
"""A body that breaks off. A HEAD has none, and most uses that read only the head have none either."""
LATE: Final = every(TimedOut)
