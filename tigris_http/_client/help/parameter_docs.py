"""The documentation of a method's parameters: the docstrings beside the fields of its action, read from the source."""

from __future__ import annotations

import inspect
import re
import sys
from dataclasses import fields, is_dataclass

OF_EVERY_CALL = ("extra_headers", "timeout", "consistent")
"""Parameters that all actions inherit. They come last in a signature."""
_FIELD_WITH_DOC = re.compile(
    r'^    (\w+): [^\n]+\n(?:        [^\n]+\n|    \)[^\n]*\n)*    """(?=\S)(.*?)"""$', re.MULTILINE | re.DOTALL
)


def described(action: type) -> str:
    """Return the docstring of a client method: its action's, then a paragraph for each parameter."""
    from textwrap import indent

    text = inspect.cleandoc(action.__doc__ or "")
    docs = parameter_docs(action)
    if not docs:
        return text
    listed = "\n".join(f"{name}:\n{indent(doc, '    ')}" for name, doc in docs.items())
    return f"{text}\n\nParameters:\n\n{indent(listed, '    ')}"


def parameter_docs(action: type) -> dict[str, str]:
    """Return the docstrings beside an action's fields, in the order of a signature; empty without the source."""
    from textwrap import dedent

    given = sorted(
        (each for each in fields(action) if each.init), key=lambda each: (each.name in OF_EVERY_CALL, each.kw_only)
    )
    found: dict[str, str] = {}
    for kind in action.__mro__:
        if is_dataclass(kind):
            for name, doc in _FIELD_WITH_DOC.findall(_source(kind)):
                first, _, rest = doc.partition("\n")
                found.setdefault(name, f"{first}\n{dedent(rest)}".rstrip() if rest else first)
    return {each.name: found[each.name] for each in given if each.name in found}


def _source(kind: type) -> str:
    loader = getattr(sys.modules[kind.__module__], "__loader__", None)
    if loader is None or not hasattr(loader, "get_data"):
        return ""
    try:
        text = loader.get_data(sys.modules[kind.__module__].__file__).decode()
    except (OSError, TypeError):
        return ""
    _, *after = re.split(rf"\nclass {kind.__name__}[(:]", text, maxsplit=1)
    return re.split(r"\n(?=[^ \n)])", after[0], maxsplit=1)[0] if after else ""
