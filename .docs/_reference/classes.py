"""The entries of a page: one for each public name."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from types import FunctionType

from _reference.names import CLIENTS, Page, actions, members, methods, public, targets
from _reference.signatures import annotation, constructor, qualified, signature, typed
from _reference.sources import field_docs, value_doc
from _reference.text import PARAMETERS, blocks, described, indented, linked, text_of


class Writer:
    """Writes one page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._module = importlib.import_module(page.module)

    def lines(self) -> Iterator[str]:
        yield from (self._page.module, "=" * len(self._page.module), "", linked(self._page.about), "")
        yield from (f".. py:module:: {self._page.module}", "")
        for title, names in self._groups():
            yield from (title, "-" * len(title), "")
            for name in names:
                yield from self._entry(name, getattr(self._module, name))

    def _groups(self) -> Iterator[tuple[str, list[str]]]:
        everything = (*CLIENTS, *(name for name in public(self._page.module) if name not in CLIENTS))
        names = [name for name in everything if self._is_first(name)]
        if not names:
            raise ValueError(f"the page of {self._page.module} would be empty")
        sorts: dict[str, list[str]] = {
            "Clients": [],
            "Actions": [],
            "Classes": [],
            "Errors": [],
            "Functions and values": [],
        }
        for name in names:
            sorts[self._sort(name, getattr(self._module, name))].append(name)
        yield from ((title, members) for title, members in sorts.items() if members)

    def _is_first(self, name: str) -> bool:
        """Return whether no page before this one has the same object."""
        if name not in public(self._page.module):
            return False
        home = targets()[name].rpartition(".")[0]
        return home == self._page.module or getattr(sys.modules[home], name) is not getattr(self._module, name)

    def _sort(self, name: str, value: object) -> str:
        if name in CLIENTS:
            return "Clients"
        if not isinstance(value, type):
            return "Functions and values"
        if issubclass(value, BaseException):
            return "Errors"
        return "Actions" if f"{self._page.module}.{name}" in methods() else "Classes"

    def _entry(self, name: str, value: object) -> Iterator[str]:
        full = f"{self._page.module}.{name}"
        if isinstance(value, type):
            yield from self._class(name, value, full)
        elif callable(value):
            yield from (f".. py:function:: {name}{signature(value)}", "")
            yield from indented(described(text_of(value), full))
        else:
            yield from (f".. py:data:: {name}", f"   :type: {qualified(type(value).__name__)}")
            yield from (f"   :value: {value!r}", "") if isinstance(value, (int, str)) else ("",)
            yield from indented(blocks(value_doc(self._module, name), full))

    def _class(self, name: str, value: type, full: str) -> Iterator[str]:
        kind = "exception" if issubclass(value, BaseException) else "class"
        yield from (f".. py:{kind}:: {name}{constructor(value)}", "")
        yield from indented(self._inside(value, full))

    def _inside(self, value: type, full: str) -> Iterator[str]:
        bases = [each.__name__ for each in value.__bases__ if each.__name__ in targets()]
        if bases:
            yield from (f"Bases: {', '.join(f':py:obj:`{base} <{targets()[base]}>`' for base in bases)}", "")
        yield from described(text_of(value), full)
        made = value.__init__.__doc__ or ""  # type: ignore[misc]
        if PARAMETERS.search(made):
            yield from described(inspect.cleandoc(made).partition("\n")[2], full)
        if method := methods().get(full):
            yield from (f"Its parameters are those of :py:obj:`{method} <tigris_http.TigrisHTTP.{method}>`.", "")
            return
        docs = field_docs(value)
        of_families = {name for family in actions().values() for name in family} if value.__name__ in CLIENTS else set()
        for name, member in members(value):
            if name in of_families:
                continue
            yield from self._member(value, name, member, docs, full)

    def _member(self, owner: type, name: str, member: object, docs: Mapping[str, str], full: str) -> Iterator[str]:
        inside = f"{full}.{name}"
        function: object = getattr(member, "__func__", member)
        if isinstance(member, (property, cached_property)):
            getter = member.fget if isinstance(member, property) else member.func
            yield from (f".. py:property:: {name}", *typed(getter.__annotations__.get("return")), "")
            yield from indented(blocks(inspect.getdoc(member) or "", inside))
        elif isinstance(function, FunctionType):
            flags = [
                f"   :{flag}:"
                for flag, holds in (
                    ("classmethod", isinstance(member, classmethod)),
                    ("staticmethod", isinstance(member, staticmethod)),
                    ("async", inspect.iscoroutinefunction(function)),
                )
                if holds
            ]
            yield from (f".. py:method:: {name}{signature(getattr(owner, name))}", *flags, "")
            yield from indented(described(inspect.getdoc(function) or "", inside))
        elif text := docs.get(name):
            yield from (f".. py:attribute:: {name}", *typed(annotation(owner, name)), "")
            yield from indented(blocks(text, inside))
