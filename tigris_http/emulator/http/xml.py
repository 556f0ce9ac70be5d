"""Reads and writes the XML documents of S3.

Contract: `document` escapes as Go's encoding/xml does, as Tigris does ("XML bodies escape quotes in ETags as `&#34;`").
Characters that XML 1.0 cannot hold become U+FFFD; a carriage return becomes a character reference. `read` takes any
bytes and returns an element or raises `ValueError`: no DTD, no entities.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Union
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAMESPACE: Final = "http://s3.amazonaws.com/doc/2006-03-01/"

_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True)
class Typed:
    """The children of an element with an `xsi:type`, such as a `Grantee`."""

    type: str
    children: Children


Value = Union[str, int, bool, Typed, "Children"]
Children = Sequence[tuple[str, Value]]

_ESCAPES: Final = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&#34;",
    "'": "&#39;",
    "\t": "&#x9;",
    "\n": "&#xA;",
    "\r": "&#xD;",
}
_SPECIAL: Final = re.compile("[&<>\"'\x00-\x1f\ud800-\udfff\ufffe\uffff]")


def escape(text: str) -> str:
    """Escape `text` as the content of an element."""
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], "\ufffd"), text)


def document(root: str, children: Children, namespace: str | None = NAMESPACE) -> bytes:
    """Write a whole document with its declaration; `children` are (name, value) pairs in order."""
    out = ['<?xml version="1.0" encoding="UTF-8"?>\n<', root]
    if namespace is not None:
        out.append(f' xmlns="{namespace}"')
    out.append(">")
    _write(out, children)
    out.append(f"</{root}>")
    return "".join(out).encode()


def _write(out: list[str], children: Children) -> None:
    for name, value in children:
        if isinstance(value, str):
            out.append(f"<{name}>{escape(value)}</{name}>")
        elif isinstance(value, bool):
            out.append(f"<{name}>{'true' if value else 'false'}</{name}>")
        elif isinstance(value, int):
            out.append(f"<{name}>{value}</{name}>")
        elif isinstance(value, Typed):
            out.append(f'<{name} xmlns:xsi="{_INSTANCE}" xsi:type="{value.type}">')
            _write(out, value.children)
            out.append(f"</{name}>")
        else:
            out.append(f"<{name}>")
            _write(out, value)
            out.append(f"</{name}>")


def read(body: bytes, root: str) -> Element:
    """Parse `body`, whose root element must be `root`, in S3's namespace or none.

    Raises ValueError otherwise. (The errors of defusedxml are ValueErrors.)
    """
    try:
        element = ElementTree.fromstring(body, forbid_dtd=True)
    except (ParseError, LookupError) as problem:  # LookupError: an unknown encoding
        raise ValueError(f"not well formed: {problem}") from problem
    if name(element) != root:
        raise ValueError(f"expected <{root}>, got <{name(element)}>")
    return element


def copied(element: Element) -> Children:
    """Return the children of `element` for `document`, without namespaces."""
    return [(name(child), copied(child) if len(child) else child.text or "") for child in element]


def name(element: Element) -> str:
    """Return the name of `element` without its namespace."""
    return element.tag.rpartition("}")[2]


def text(element: Element, child: str) -> str | None:
    """Return the text of the first child called `child` ("" if empty), or None."""
    for candidate in element:
        if name(candidate) == child:
            return candidate.text or ""
    return None


def children(element: Element, child: str) -> list[Element]:
    """Return the children called `child`, in order."""
    return [candidate for candidate in element if name(candidate) == child]


def child(element: Element, wanted: str) -> Element | None:
    """Return the first child called `wanted`, or None."""
    return next((candidate for candidate in element if name(candidate) == wanted), None)


def texts(element: Element, child: str) -> tuple[str, ...]:
    """Return the texts of the children called `child`, in order."""
    return tuple(candidate.text or "" for candidate in children(element, child))


def number(element: Element, child: str) -> int | None:
    """Return the first `child` as a whole number, or None. Raises ValueError for other text."""
    value = text(element, child)
    if value is None:
        return None
    if not re.fullmatch("[0-9]{1,10}", value.strip()):
        raise ValueError(f"<{child}> is not a whole number")
    return int(value)


def only(element: Element, *allowed: str) -> None:
    """Raise ValueError for a child with another name."""
    for candidate in element:
        if name(candidate) not in allowed:
            raise ValueError(f"<{name(element)}> may not have <{name(candidate)}>")
