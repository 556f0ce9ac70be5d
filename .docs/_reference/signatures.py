"""Signatures and types, with the full names of classes of this package: Sphinx links them, and shows them short."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from functools import cache
from typing import Any, ForwardRef

from _reference.names import targets

NOT_ATTRIBUTES = {"bytes": "~builtins.bytes", "date": "~datetime.date"}
"""Types that Sphinx would take for attributes of the same names."""


def typed(note: object) -> list[str]:
    """Return the option that shows a type."""
    return [] if note is None else [f"   :type: {bare(note)}"]


def annotation(owner: type, name: str) -> object:
    for kind in owner.__mro__:
        if name in getattr(kind, "__annotations__", {}):
            return kind.__annotations__[name]
    return None


def constructor(value: type) -> str:
    named = hasattr(value, "_fields")
    if issubclass(value, BaseException) or (inspect.getattr_static(value, "__init__") is object.__init__ and not named):
        return ""
    try:
        return signature(value)
    except ValueError:
        return ""


class Bare(str):
    """An annotation that a signature shows without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def signature(function: Callable[..., Any]) -> str:
    """Return a signature without `self`, with the full names of this package's classes."""
    found = inspect.signature(function)
    parameters = list(found.parameters.values())
    if parameters and parameters[0].name in {"self", "cls"}:
        parameters = parameters[1:]
    shown = [each.replace(annotation=bare(each.annotation), default=_steady(each.default)) for each in parameters]
    returned = found.empty if isinstance(function, type) else found.return_annotation
    return str(inspect.Signature(shown, return_annotation=bare(returned)))


def _steady(default: object) -> object:
    """Return a default whose text is the same in every run."""
    return Bare(f"frozenset({sorted(default)})") if isinstance(default, frozenset) else default


def bare(note: object) -> object:
    if note is inspect.Parameter.empty:
        return note
    if isinstance(note, ForwardRef):
        note = note.__forward_arg__
    return Bare(qualified(note if isinstance(note, str) else inspect.formatannotation(note)))


@cache
def _full_names() -> dict[str, str]:
    return {name: full for name, full in targets().items() if name[0].isupper()} | NOT_ATTRIBUTES


def qualified(text: str) -> str:
    """Return an annotation with the full names of this package's public classes."""
    full = _full_names()
    return re.sub(r"(?<![\w.\"'])[A-Za-z]\w+", lambda found: full.get(found[0], found[0]), text)
