"""Every exchange of `fixtures/exchanges` with its operation and the expected result.

Each module is a family, found by itself. An operation's first successful case (of a listing, one that is a last page)
also represents it in the tests of all operations, such as the hostile ones and those of pickles.
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
"""The operation and its result, or the error in the classes of `expected`."""


def _found() -> dict[str, Case]:
    cases: dict[str, Case] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name != "expected":
            family: dict[str, Case] = import_module(f"{__name__}.{module.name}").CASES
            twice = cases.keys() & family.keys()
            if twice:
                raise ValueError(
                    f"{sorted(twice)}: in two modules of tests/cases: remove it from one, such as {module.name}.py"
                )
            cases.update(family)
    return cases


def _is_good(operation: object, means: Any) -> bool:
    """Return true for a success that needs no further request."""
    if isinstance(means, (Refused, Broken)):
        return False
    return not isinstance(operation, PagedOperation) or operation.after(means) is None


CASES = _found()
FIRST: dict[type, tuple[str, AnyOperation]] = {}
"""For each class of operations the name and the operation of its first successful case."""
for _name, (_operation, _means) in CASES.items():
    if _is_good(_operation, _means):
        FIRST.setdefault(type(_operation), (_name, _operation))
