"""Objects whose constructor failed: tracebacks with locals and `unittest --locals` ask for their `repr`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any


def shown(function: Callable[[Any], str]) -> Callable[[Any], str]:
    """Let a `__repr__` or `__str__` work before the attributes are set."""

    @wraps(function)
    def text(self: object) -> str:
        try:
            return function(self)
        except AttributeError:
            return f"<{type(self).__name__} without its attributes: it was not made>"

    return text
