"""Documents read without a tree, column by column: the pages of listings, whose elements repeat a few layouts.

Contract: the text is well-formed XML without a DTD: `xml` has checked it. `lexed` returns None and `read` raises
`Irregular` for anything unusual; then `xml` reads the tree. Any other result equals that of the tree.

A layout is the sequence of tags of an element, from its start to its end. It fixes the place of each value. So all
elements of one layout are read together, one part after the other, in loops that run in C:

    Contents Key /Key Size /Size /Contents      Key is text 2 of each element, Size is text 4
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from tigris_http._wire.documents.records import maker
from tigris_http._wire.schema import Kind, Shape
from tigris_http.errors import MalformedResponse

MAX_TAGS = 1 << 11
"""Limit of tags in all layouts of a document: a layout costs about as much time as ten elements of it."""
_declaration = re.compile(r"\A<\?xml\s[^<>]*\?>")
_is_name = re.compile(r"[\w.-]+").fullmatch
_reference = re.compile(r"&([^;]*);")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "#39": "'"}

T = TypeVar("T")
Column = Callable[[list[str], list[int]], Iterable[Any]]
"""The values of one part: from the texts of the document, and the first tags of the elements."""


class Irregular(Exception):
    """Only the tree can show what this document says."""


@dataclass(frozen=True, slots=True)
class Lexed:
    """The tags of a document without their brackets, and its texts. Text `n + 1` follows tag `n`."""

    name: str
    tags: list[str]
    texts: list[str]
    children: list[tuple[int, int]]
    """The first and the last tag of each child of the root."""

    def text_of(self, name: str) -> str | None:
        """Return the text of the first child of the root called `name`."""
        for first, last in self.children:
            if self.tags[first].removesuffix("/") == name:
                return self.texts[first + 1] if last > first else ""
        return None


def lexed(text: str) -> Lexed | None:
    """Split a document into tags and texts; return None unless it has nothing else.

    In XML a literal `<` only starts markup (XML 1.0 section 2.3 and 2.4: neither `AttValue` nor `CharData` has one).
    Without comments, CDATA sections and instructions that markup is a tag, which ends with `>`. If there are as many
    `>` as `<`, no text and no attribute has a `>`. So tags and texts alternate between these characters.
    """
    content = _declaration.sub("", text, count=1)
    if "\r" in content or _has_markup(content, "!") or _has_markup(content, "?"):
        return None
    if content.count("<") != content.count(">"):
        return None
    content = content.replace("&#34;", '"')
    pieces = content.replace(">", "<").split("<")
    tags, texts = pieces[1::2], pieces[::2]
    try:
        if "&" in content:
            texts = [_reference.sub(_character, piece) if "&" in piece else piece for piece in texts]
        return Lexed(_root(tags), tags, texts, _children(tags))
    except Irregular:
        return None


def _has_markup(text: str, character: str) -> bool:
    # Looking for one character is much faster than looking for two.
    return character in text and "<" + character in text


def _character(found: re.Match[str]) -> str:
    character = _CHARACTERS.get(found[1])
    if character is None:
        raise Irregular
    return character


def _root(tags: list[str]) -> str:
    name = tags[0].split(None, 1)[0]
    if not _is_name(name) or tags[-1] != "/" + name:
        raise Irregular
    return name


def _children(tags: list[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at, last = 1, len(tags) - 1
    try:
        while at < last:
            tag = tags[at]
            # The end of a nested element of the same name comes first, and leaves an end where a child should start.
            end = at if tag[-1] == "/" else tags.index("/" + tag, at)
            found.append((at, end))
            at = end + 1
    except ValueError:
        raise Irregular from None
    if not all(map(_is_name, {tags[first].removesuffix("/") for first, _ in found})):
        raise Irregular
    return found


class _Element(NamedTuple):
    name: str
    at: int
    """The place of its start in the layout."""
    inside: list[_Element]


def _element(layout: Sequence[str]) -> _Element:
    """Return the element of a layout. `lexed` has found its end, so each tag of it has an end, too."""
    outermost = _Element("", -1, [])
    unclosed = [outermost]
    for at, tag in enumerate(layout):
        if tag == "/" + unclosed[-1].name:
            unclosed.pop()
        elif _is_name(tag):
            element = _Element(tag, at, [])
            unclosed[-1].inside.append(element)
            unclosed.append(element)
        else:
            raise Irregular
    return outermost.inside[0]


def _found(element: _Element, path: tuple[str, ...]) -> Iterator[_Element]:
    # A path to an attribute finds nothing: plain tags have none.
    if not path:
        yield element
        return
    for inner in element.inside:
        if inner.name == path[0]:
            yield from _found(inner, path[1:])


def _column(of: Kind[Any] | Shape[Any], element: _Element) -> Column:
    if isinstance(of, Shape):
        return _column_of(of, element)
    read, place = of.from_text, element.at + 1
    return lambda texts, starts: map(read, [texts[start + place] for start in starts])


def _column_of(shape: Shape[Any], element: _Element) -> Column:
    """Return the column of values of a shape, made from the columns of its parts."""
    parts: dict[str, Column] = {}
    several: dict[str, list[Column]] = {}
    for child in element.inside:
        for part, path in shape.by_element.get(child.name, ()):
            for found in _found(child, path):
                if part.many:
                    several.setdefault(part.name, []).append(_column(part.of, found))
                else:
                    parts.setdefault(part.name, _column(part.of, found))
    parts.update((part.name, _column(part.of, element)) for part in shape.here)
    parts.update((name, _tuples(columns)) for name, columns in several.items())

    make = maker(shape.made)

    def column(texts: list[str], starts: list[int]) -> Iterable[Any]:
        columns = {name: read(texts, starts) for name, read in parts.items()}
        for name, gathered in shape.many.items():
            columns[name] = map(gathered, columns[name] if name in columns else repeat((), len(starts)))
        try:
            return make(columns, len(starts))
        except TypeError:
            raise MalformedResponse(f"a {element.name} lacks a required part") from None

    return column


def _tuples(columns: list[Column]) -> Column:
    return lambda texts, starts: zip(*(column(texts, starts) for column in columns), strict=True)


def read(shape: Shape[T], document: Lexed) -> T:
    """Return the value of a document. Raises `Irregular`, or `MalformedResponse` for any unreadable value."""
    fields: dict[str, Any] = {part.name: read(part.of, document) for part in shape.here if isinstance(part.of, Shape)}
    found: dict[str, list[_Run]] = {}
    for layout, starts in _alike(shape, document).items():
        element = _element(layout)
        for part, path in shape.by_element[element.name]:
            for place in _found(element, path):
                run = _Run(starts, _column(part.of, place)(document.texts, starts))
                found.setdefault(part.name, []).append(run)
    for name, runs in found.items():
        fields[name] = _in_order(runs) if name in shape.many else _in_order(runs)[0]
    return shape.build(fields, document.name)


class _Run(NamedTuple):
    """The values of one place in the elements of one layout."""

    starts: list[int]
    values: Iterable[Any]


def _in_order(runs: list[_Run]) -> list[Any]:
    if len(runs) == 1:
        return list(runs[0].values)
    # The sort is stable: values of one element keep the order of its places.
    entries = [entry for run in runs for entry in zip(run.starts, run.values, strict=True)]
    return [value for _, value in sorted(entries, key=itemgetter(0))]


def _alike(shape: Shape[Any], document: Lexed) -> dict[tuple[str, ...], list[int]]:
    """Return the first tags of the known children of the root, by their layouts."""
    tags = document.tags
    known = {*shape.by_element, *(name + "/" for name in shape.by_element)}
    alike: dict[tuple[str, ...], list[int]] = {}
    left = MAX_TAGS
    layout: list[str] = []
    starts: list[int] = []
    for first, last in document.children:
        if tags[first] not in known:
            continue
        # Most elements of a page look like the one before.
        if layout != tags[first : last + 1]:
            layout = tags[first : last + 1]
            starts = alike.setdefault(tuple(layout), [])
            left -= 0 if starts else len(layout)
            if left < 0:
                raise Irregular
        starts.append(first)
    return alike
