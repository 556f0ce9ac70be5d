"""S3's XML documents: the only door to defusedxml.

Contract: any bytes give a value or `MalformedResponse`, in time and memory that are bounded. A document type
declaration is refused, so neither entities nor external references exist. Namespaces are ignored: Tigris leaves them
out here and there. Unknown elements are ignored. An `<Error>` where a result was expected raises what that error means.

Reading is driven by tables: a `Table` names, for each child element, the field it fills and how its text is read.
Writing goes through a tree, never through string building.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TypeVar
from urllib.parse import unquote_plus
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tigris_http._timestamps import from_rfc3339
from tigris_http.errors import MalformedResponse

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"

MAX_PARTS = 1 << 18
"""Tags and attributes of a document: a page of 1,000 entries with all their parts has a tenth of that. A document of
nothing but tags takes a hundred times the time and memory of as many bytes of text."""
_PART = re.compile(rb"<|=[ \t\r\n]*[\"']")

Reader = Callable[[str], object]
EntryT = TypeVar("EntryT")


def parse(body: bytes, most: int = MAX_PARTS) -> Element:
    """Return the root element of a document of at most so many parts."""
    if _has_more_parts(body, most):
        raise MalformedResponse(f"the answer is XML of more than {most:,} parts")
    try:
        # A DTD is accepted by default; nothing in S3 has one, and every entity attack needs one.
        # Decoded here: S3 writes UTF-8 and nothing else, and Python's codecs are not for a stranger to choose from.
        root: Element = fromstring(body.decode("utf-8"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as why:
        raise MalformedResponse(f"the answer is not the XML it should be: {_kind(why)}") from None
    return root


def _has_more_parts(body: bytes, most: int) -> bool:
    # Counting bytes costs next to nothing, but equals signs may be text: only where there are many is it looked closer.
    if body.count(b"<") + body.count(b"=") <= most:
        return False
    return next(islice(_PART.finditer(body), most, None), None) is not None


def _kind(why: Exception) -> str:
    return f"{type(why).__name__} ({str(why)[:120]})" if isinstance(why, ParseError) else type(why).__name__


def local(tag: str) -> str:
    """Return an element's name without its namespace."""
    return tag.rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """Yield the children called `name`, in order."""
    return (child for child in element if local(child.tag) == name)


def child(element: Element, name: str) -> Element | None:
    """Return the first child called `name`."""
    return next(children(element, name), None)


def text_of(element: Element, name: str) -> str | None:
    """Return the text of the first child called `name`: `""` where it is empty, None where there is none."""
    found = child(element, name)
    return None if found is None else found.text or ""


def record(element: Element, table: Mapping[str, tuple[str, Reader]]) -> dict[str, object]:
    """Read the children of `element` that `table` knows; the first of a repeated name counts."""
    fields: dict[str, object] = {}
    for part in element:
        known = table.get(part.tag.rpartition("}")[2])
        if known is not None and known[0] not in fields:
            fields[known[0]] = known[1](part.text or "")
    return fields


def entry(kind: type[EntryT], element: Element, table: Mapping[str, tuple[str, Reader]]) -> EntryT:
    """Return a `kind` made of the children that `table` knows; one that lacks a required part is malformed."""
    try:
        return kind(**record(element, table))
    except TypeError:
        raise MalformedResponse(f"a {local(element.tag)} lacks a part that every one has") from None


def text(value: str) -> str:
    """Read text as it stands."""
    return value


def url_text(value: str) -> str:
    """Read a name of a listing asked for with `encoding-type=url`."""
    # S3 and SeaweedFS write a space as `+` and a plus as `%2B`, others a space as `%20`; a bare `+` is a space in both.
    # Bytes that are not UTF-8 become lone surrogates, which show the entry and fail clearly when used as a key.
    return unquote_plus(value, errors="surrogateescape") if "%" in value or "+" in value else value


def etag(value: str) -> str:
    """Read an entity tag without its quotes."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def integer(value: str) -> int:
    """Read a non-negative decimal number."""
    # 20 digits hold every 64-bit number; int() of longer text is what a stranger would have us work on.
    if not (value.isascii() and value.isdigit() and len(value) <= 20):
        raise MalformedResponse(f"not a number: {value[:40]!r}")
    return int(value)


def boolean(value: str) -> bool:
    """Read `true` or `false`, in any case."""
    word = value.strip().lower()
    if word not in {"true", "false"}:
        raise MalformedResponse(f"neither true nor false: {value[:40]!r}")
    return word == "true"


moment = from_rfc3339


def build(name: str) -> Element:
    """Start a document of S3's namespace."""
    return Element(name, {"xmlns": NAMESPACE})


def add(parent: Element, name: str, content: str | None = None) -> Element:
    """Append a child with text and return it."""
    made = SubElement(parent, name)
    made.text = content
    return made


def is_writable(value: str) -> bool:
    """Return whether XML 1.0 can carry this text at all (section 2.2, production `Char`)."""
    return all(c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff" for c in value)


def write(root: Element) -> bytes:
    """Serialise a tree made of writable text."""
    # A literal carriage return would be read back as a line feed (XML 1.0 section 2.11), which names another key.
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document.replace(b"\r", b"&#13;")
