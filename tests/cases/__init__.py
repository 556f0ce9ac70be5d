"""For each exchange of `fixtures/exchanges` the operation and, written out, what its answer means.

One module a family; a new module here is found by itself. An operation's first case that succeeds (of a listing one
that is a last page) is also what the other tests of all operations know of it: the hostile ones, and those of pickles.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from tigris_http.operations import PagedOperation

from .expected import Broken, Refused

if TYPE_CHECKING:
    from tigris_http.operations._base import AnyOperation

Case: TypeAlias = "tuple[AnyOperation, object]"
"""The operation, and its result, or the error in the words of `expected`."""


def _found() -> dict[str, Case]:
    cases: dict[str, Case] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name != "expected":
            family: dict[str, Case] = import_module(f"{__name__}.{module.name}").CASES
            twice = cases.keys() & family.keys()
            if twice:
                raise ValueError(f"cases that stand in two families: {sorted(twice)}")
            cases.update(family)
    return cases


def _is_good(operation: object, means: Any) -> bool:
    """Return whether a case ends well and with its first answer."""
    if isinstance(means, (Refused, Broken)):
        return False
    return not isinstance(operation, PagedOperation) or operation.after(means) is None


CASES = _found()
FIRST: dict[type, tuple[str, AnyOperation]] = {}
"""For each class of operations its first case that succeeds: its name, and the operation."""
for _name, (_operation, _means) in CASES.items():
    if _is_good(_operation, _means):
        FIRST.setdefault(type(_operation), (_name, _operation))
