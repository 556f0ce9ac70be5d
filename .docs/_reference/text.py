"""Docstrings as reStructuredText: names in backticks become links."""

from __future__ import annotations

import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from _reference.names import CLIENTS, members, targets

PARAMETERS = re.compile(r"^( *)(Parameters[^\n]*):\n\n?((?:\1    .*\n|\n)*)", re.MULTILINE)
"""The part of a docstring that documents parameters: its indentation, its title, its lines."""
DECORATORS = {"forked_from", "snapshot_enabled", "with_rename", "with_snapshot"}
"""Functions with the names of parameters, which the texts mean."""


def linked(text: str, inside: str = "") -> str:
    """Return a docstring's text as reStructuredText: known names in backticks are links, other marks are escaped."""
    parts = re.split(r"(``.+?``|`[^`]+`)", text, flags=re.DOTALL)
    shown = [_code(part, inside) if number % 2 else _escaped(part) for number, part in enumerate(parts)]
    # Markup ends before a letter only with an escaped space.
    return re.sub(r"(`)\0(?=\w)", r"\1\\ ", "\0".join(shown)).replace("\0", "")


def _code(part: str, inside: str) -> str:
    words = " ".join(part.strip("`").split())
    name = words.removesuffix("()")
    if name not in DECORATORS and (full := target(name)) is not None and full != inside:
        return f":py:obj:`{name} <{full}>`"
    return f"``{words}``" if words else part


def target(name: str) -> str | None:
    """Return the full name of a public name, or of a member of a public class."""
    owner, _, attribute = name.rpartition(".")
    if owner in targets() and attribute in dict(_members_of(owner)):
        return f"{targets()[owner]}.{attribute}"
    return targets().get(name)


def _members_of(owner: str) -> Iterable[tuple[str, Any]]:
    module, _, name = targets()[owner].rpartition(".")
    value = getattr(sys.modules.get(module), name, None)
    return members(value) if isinstance(value, type) and owner not in CLIENTS else ()


def _escaped(text: str) -> str:
    return re.sub(r"([*|\\])|(?<=\w)(_)(?!\w)", r"\\\1\2", text)


def text_of(value: type | Callable[..., Any]) -> str:
    """Return the docstring of a class or function. Code below its first line keeps its indentation."""
    first, *rest = (value.__doc__ or inspect.getdoc(value) or "").split("\n")
    return "\n".join((first, *(line.removeprefix("    ") for line in rest))).strip()


def blocks(text: str, inside: str = "") -> Iterator[str]:
    """Yield the lines of a docstring as reStructuredText: paragraphs, lists, and code that is indented."""
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        lines = paragraph.split("\n")
        if lines[0].startswith("```"):
            yield from ("", ".. code-block:: python", "", *indented(lines[1:-1]), "")
        elif all(line.startswith("    ") for line in lines):
            yield from ("", ".. code-block:: python", "", *lines, "")
        elif lines[0].startswith("- "):
            for item in re.split(r"\n(?=- )", paragraph):
                words = " ".join(item[2:].split())
                yield f"- {linked(words, inside)}"
            yield ""
        else:
            yield from (*linked(paragraph, inside).split("\n"), "")


def described(text: str, inside: str) -> Iterator[str]:
    """Yield a docstring: its text, then its parameters as a list."""
    found = PARAMETERS.search(f"{text}\n")
    if found is None:
        yield from blocks(text, inside)
        return
    before, after = text[: found.start()], text[found.end() :]
    yield from blocks(before, inside)
    if "," in found[2]:
        yield from blocks(f"{found[2]}:", inside)
    yield from listed(dict(_split(textwrap.dedent(found[3]))), inside)
    yield from blocks(after, inside)


def _split(parameters: str) -> Iterator[tuple[str, str]]:
    for name, text in re.findall(r"^([\w, ]+):\n((?:    .*\n?|\n)*)", parameters, re.MULTILINE):
        yield name, textwrap.dedent(text).strip("\n")


def listed(docs: Mapping[str, str], inside: str) -> Iterator[str]:
    for names, text in docs.items():
        name, *others = names.split(", ")
        first, *rest = list(blocks(text, inside)) or [""]
        yield f":param {name}: {first}"
        yield from indented(rest)
        yield from (f":param {other}: See ``{name}``." for other in others)
    if docs:
        yield ""


def indented(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield f"   {line}" if line else ""
