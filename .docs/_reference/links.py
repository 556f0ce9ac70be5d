"""Names in the guides: the first one in a section leads to its entry in the reference."""

from __future__ import annotations

import re

from _reference.text import DECORATORS, target

_PARTS = re.compile(r"^```.*?^```$|^<!--.*?-->$|^#[^\n]*$|(?<![`\[\w])`[^`<\n]+`(?![`\]\w])", re.MULTILINE | re.DOTALL)
_CALL = re.compile(r"client\.(\w+)\(")
_NAME = re.compile(r"([A-Za-z][\w.]*?)(\([^()]*\))?$")
_UNCLEAR = DECORATORS | {"read_objects", "write_objects"}
"""Functions with the names of parameters, or of functions of another module."""


def with_links(page: str, *, only_calls: bool = False) -> str:
    """Return a page of MyST with links in place of public names. Code blocks, headings and link texts stay.

    With `only_calls`, names that stand alone are those of another package.
    """
    seen: set[str] = set()

    def replaced(found: re.Match[str]) -> str:
        part = found[0]
        if part.startswith("#"):
            seen.clear()
        full = _leads_to(part.strip("`"), only_calls)
        if full is None or full in seen:
            return part
        seen.add(full)
        return f"{{py:obj}}`{part.strip('`')} <{full}>`"

    return _PARTS.sub(replaced, page)


def _leads_to(code: str, only_calls: bool) -> str | None:
    if call := _CALL.match(code):
        return target(call[1])
    name = _NAME.match(code)
    if name is None or only_calls or name[1] in _UNCLEAR:
        return None
    is_distinct = len(name[2] or "()") > 2 or re.search(r"[A-Z_]", name[1])
    return target(name[1]) if is_distinct else None
