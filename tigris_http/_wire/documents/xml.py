"""S3's XML documents, read and written by their shapes: the only import of defusedxml.

Contract: any bytes give a value or `MalformedResponse`, in bounded time and memory. A document type declaration is
refused, so there are no entities and no external references. Namespaces are ignored, since Tigris leaves some out.
Unknown elements are ignored. An unreadable cosmetic part is None. Writing builds a tree, never strings.
The parser is loaded with the first document: a process that only puts and gets objects has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from tigris_http._wire.documents import layouts
from tigris_http._wire.schema import HERE, MAX_DOCUMENT_PARTS, Kind, Part, Shape
from tigris_http.errors import MalformedResponse

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element, TreeBuilder

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"

LEAST_BYTES = 1 << 12
"""Size from which documents are read by `layouts`, in half of the time. The trees of smaller ones take less."""
_PART = re.compile(rb"<|=[ \t\r\n]*[\"']")

T = TypeVar("T")


class Document:
    """A document that the guards let pass. `layouts` reads a large one if it can. Else its tree is built."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._lexed = None if len(body) < LEAST_BYTES else layouts.lexed(_guarded(body, MAX_DOCUMENT_PARTS, None))

    @cached_property
    def root(self) -> Element:
        return parse(self._body)

    @property
    def name(self) -> str:
        return local(self.root.tag) if self._lexed is None else self._lexed.name

    def text_of(self, name: str) -> str | None:
        """Return the text of the first child of the root called `name`."""
        return text_of(self.root, name) if self._lexed is None else self._lexed.text_of(name)

    def read(self, shape: Shape[T]) -> T:
        if self._lexed is not None:
            # The tree gives the same error, or a value without an unreadable cosmetic part.
            with suppress(layouts.Irregular, MalformedResponse):
                return layouts.read(shape, self._lexed)
        return read(shape, self.root)


def parse(body: bytes, most: int = MAX_DOCUMENT_PARTS) -> Element:
    """Return the root element of a document of at most `most` tags and attributes."""
    from xml.etree.ElementTree import TreeBuilder

    builder = TreeBuilder()
    _guarded(body, most, builder)
    root: Element = builder.close()
    return root


def _guarded(body: bytes, most: int, builder: TreeBuilder | None) -> str:
    """Return the text of a document. Its elements go to the builder if there is one.

    The guards are those of defusedxml. Its parser would call a Python function for each tag. Expat calls the builder in
    C here: its tags are those of expat, `namespace}name`, without a brace before the namespace.
    """
    if _has_more_parts(body, most):
        raise MalformedResponse(f"the answer is XML of more than {most:,} parts")
    from xml.etree.ElementTree import ParseError
    from xml.parsers.expat import ExpatError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    # S3 has no DTD, and every entity attack needs one.
    expat = DefusedXMLParser(target=builder, forbid_dtd=True).parser
    expat.ordered_attributes = False
    if builder is None:
        expat.StartElementHandler = expat.EndElementHandler = expat.CharacterDataHandler = None
        expat.DefaultHandlerExpand = expat.CommentHandler = expat.ProcessingInstructionHandler = None
    else:
        expat.StartElementHandler, expat.EndElementHandler = builder.start, builder.end
        expat.CharacterDataHandler = builder.data
    try:
        # Decoded here: S3 writes UTF-8, and the server must not choose one of Python's codecs. White space keeps a slow
        # connection alive (S3 API page CompleteMultipartUpload). Some servers send it before the XML declaration, where
        # XML forbids it.
        text = body.decode("utf-8").lstrip("\ufeff \t\r\n")
        expat.Parse(text, True)
    except (ParseError, ExpatError) as why:
        reason = f"{type(why).__name__} ({str(why)[:120]})" if body.strip() else "it is empty"
    except (DefusedXmlException, ValueError) as why:
        reason = type(why).__name__
    else:
        return text
    raise MalformedResponse(f"the answer is not the XML it should be: {reason}")


def _has_more_parts(body: bytes, most: int) -> bool:
    # Counting bytes is cheap, but equals signs may be text: look closer only if there are many.
    if body.count(b"<") + body.count(b"=") <= most:
        return False
    return next(islice(_PART.finditer(body), most, None), None) is not None


def local(tag: str) -> str:
    return tag.rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local(child.tag) == name)


def child(element: Element, name: str) -> Element | None:
    return next(children(element, name), None)


def text_of(element: Element, name: str) -> str | None:
    """Return the text of the first child called `name`."""
    found = child(element, name)
    return None if found is None else found.text or ""


def read(shape: Shape[T], element: Element) -> T:
    """Return the value of an element of this shape. If a single part is repeated, the first one counts."""
    return _read(shape, element, [])


def _read(shape: Shape[T], element: Element, unread: list[Part]) -> T:
    """Add unreadable parts to `unread`, unless it keeps their raw values."""
    fields: dict[str, Any] = {}
    so_far = len(unread)
    extra: dict[str, object] = {}
    plain, by_element = shape.plain, shape.by_element
    for part in element:
        name = part.tag
        if "}" in name:
            name = name.rpartition("}")[2]
        value = plain.get(name)
        if value is not None:
            field, from_text, is_cosmetic = value
            if field in fields:
                continue
            try:
                fields[field] = from_text(part.text or "")
            except MalformedResponse:
                if not is_cosmetic:
                    raise
                fields[field] = None
                unread.append(by_element[name][0][0])
                extra[name] = _raw(part)
            continue
        for known, path in by_element.get(name, ()):
            before = len(unread)
            _add(fields, known, islice(_found(part, path), None if known.many else 1), unread)
            if len(unread) > before:
                extra[name] = _raw(part)
    for known in shape.here:
        fields[known.name] = _value(known.of, element, unread)
    if len(unread) > so_far and shape.mark is not None:
        fields[shape.mark] = True
    if shape.extra:
        del unread[so_far:]
        if extra:
            fields["extra"] = extra
    return shape.build(fields, local(element.tag))


def _add(fields: dict[str, Any], known: Part, found: Iterator[Element | str], unread: list[Part]) -> None:
    values: list[Any] = fields.setdefault(known.name, []) if known.many else []
    if not known.many and known.name in fields:
        return
    for each in found:
        try:
            value = _value(known.of, each, unread)
        except MalformedResponse:
            if not known.cosmetic:
                raise
            unread.append(known)
            if known.many:
                continue
            value = None
        values.append(value)
        if not known.many:
            fields[known.name] = value


def _raw(element: Element) -> object:
    if not len(element):
        return element.text or ""
    return {local(part.tag): _raw(part) for part in element}


def _found(element: Element, path: tuple[str, ...]) -> Iterator[Element | str]:
    if not path:
        yield element
    elif path[0].startswith("@"):
        yield from (value for name, value in element.items() if local(name) == path[0][1:])
    else:
        for part in children(element, path[0]):
            yield from _found(part, path[1:])


def _value(of: Kind[T] | Shape[T], found: Element | str, unread: list[Part]) -> T | None:
    if isinstance(of, Kind):
        return of.from_text(found if isinstance(found, str) else found.text or "")
    if isinstance(found, str):
        raise TypeError("an attribute has no parts")
    return _read(of, found, unread)


def build(name: str) -> Element:
    from xml.etree.ElementTree import Element

    return Element(name, {"xmlns": NAMESPACE})


def add(parent: Element, name: str, content: str | None = None) -> Element:
    made = parent.makeelement(name, {})
    made.text = content
    parent.append(made)
    return made


def written(name: str, shape: Shape[T], value: T) -> bytes:
    """Return the document of `value`. Raises `ValueError` for text that XML cannot carry."""
    root = build(name)
    _fill(root, shape, value)
    return write(root)


def _fill(parent: Element, shape: Shape[Any], value: object) -> None:
    for part in shape.parts:
        if part.path == HERE and isinstance(part.of, Shape):
            _fill(parent, part.of, getattr(value, part.name))
            continue
        *containers, last = part.path.split("/")
        place = parent
        for container in containers:
            there = child(place, container)
            place = add(place, container) if there is None else there
        content: Any = getattr(value, part.name)
        for one in content if part.many else () if content is None else (content,):
            made = add(place, last)
            if isinstance(part.of, Shape):
                _fill(made, part.of, one)
                continue
            made.text = part.of.to_text(one)
            if not is_writable(made.text):
                raise ValueError(f"{part.name} has characters that XML cannot carry")


def is_writable(value: str) -> bool:
    """Return whether XML 1.0 can carry this text (section 2.2, production `Char`)."""
    return all(c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff" for c in value)


def write(root: Element) -> bytes:
    from xml.etree.ElementTree import tostring

    # A literal carriage return would be read back as a line feed (XML 1.0 section 2.11), which names another key.
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document.replace(b"\r", b"&#13;")
