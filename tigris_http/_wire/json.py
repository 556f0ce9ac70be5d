"""Tigris' JSON documents, read and written by their shapes.

Contract: any JSON gives a value of the shape, or `MalformedResponse`, in bounded time and memory. A null member counts
as missing. Unknown members are ignored, or kept if the shape has `extra`. An unreadable cosmetic part is None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

from tigris_http._wire.schema import MAX_DOCUMENT_PARTS, MOMENT, TEXT, Kind, Part, Shape
from tigris_http.errors import MalformedResponse

T = TypeVar("T")

_DIGITS = 40


def parse_object(body: bytes) -> dict[str, object]:
    # Empty objects take thirty times their size in memory. The count includes text, but no response has that much.
    if body.count(b",") + body.count(b"{") + body.count(b"[") > MAX_DOCUMENT_PARTS:
        raise MalformedResponse(f"the answer is JSON of more than {MAX_DOCUMENT_PARTS:,} parts")
    try:
        value = loads(body)
    except (ValueError, RecursionError):
        raise MalformedResponse("the answer is not the JSON it should be") from None
    return _as_object(value, "the answer")


def loads(document: bytes | str) -> object:
    import json

    value: object = json.loads(document, parse_int=_integer)
    return value


def _integer(digits: str) -> int:
    # Time grows with the square of the digits. Python limits them only from 3.10.7 on.
    if len(digits) > _DIGITS:
        raise ValueError(f"an integer of more than {_DIGITS} digits")
    return int(digits)


def _as_object(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise MalformedResponse(f"{what} is JSON, but not an object")
    return {str(name): item for name, item in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def read(shape: Shape[T], value: Mapping[str, object], what: str = "answer") -> T:
    return _read(shape, value, what, [])


def _read(shape: Shape[T], value: Mapping[str, object], what: str, unread: list[Part]) -> T:
    """Add unreadable parts to `unread`, unless it keeps their raw values."""
    fields: dict[str, Any] = {}
    extra: dict[str, object] = {}
    so_far = len(unread)
    for part in shape.parts:
        before = len(unread)
        try:
            found = _found(part, value)
            if found is None:
                continue
            fields[part.name] = _entries(part, found, unread) if part.many else _one(part, found, unread)
        except MalformedResponse:
            if not part.cosmetic:
                raise
            fields[part.name] = [*_blank(part)] if part.many else None
            unread.append(part)
        if len(unread) > before:
            member = part.path.partition("/")[0]
            extra[member] = value[member]
    if len(unread) > so_far and shape.mark is not None:
        fields[shape.mark] = True
    if shape.extra:
        del unread[so_far:]
        known = {part.path.partition("/")[0] for part in shape.parts}
        extra |= {name: found for name, found in value.items() if name not in known}
        if extra:
            fields["extra"] = extra
    return shape.build(fields, what)


def _found(part: Part, value: Mapping[str, object]) -> object:
    *containers, last = part.path.split("/")
    place = value
    for container in containers:
        found = place.get(container)
        place = {} if found is None else _as_object(found, container)
    return place.get(last)


def _entries(part: Part, found: object, unread: list[Part]) -> list[object]:
    entries: list[object] = []
    for each in _listed(found):
        try:
            entries.append(_one(part, each, unread))
        except MalformedResponse:
            if not part.cosmetic:
                raise
            entries.extend(_blank(part))
            unread.append(part)
    return entries


def _blank(part: Part) -> Iterator[object]:
    """Yield a marked blank for an unreadable entry: writing back the list must not lose it silently."""
    if isinstance(part.of, Shape):
        yield part.of.build({} if part.of.mark is None else {part.of.mark: True}, part.path)


def _listed(found: object) -> list[object]:
    # An empty object stands for no entries, an object for a list of one: `listing_entries` of tigris-boto3-ext.
    if found == {}:
        return []
    return found if isinstance(found, list) else [found]  # pyright: ignore[reportUnknownVariableType]


def _one(part: Part, found: object, unread: list[Part]) -> object:
    if isinstance(part.of, Shape):
        what = f"an entry of {part.path}" if part.many else part.path
        return _read(part.of, _as_object(found, what), what, unread)
    try:
        return part.of.from_json(found)
    except MalformedResponse as why:
        raise MalformedResponse(f"{part.path} {why.message}") from None


def written(shape: Shape[T], value: T) -> dict[str, object]:
    document: dict[str, object] = {}
    for part in shape.parts:
        content: Any = getattr(value, part.name)
        if content is None:
            continue
        *containers, last = part.path.split("/")
        place: dict[str, Any] = document
        for container in containers:
            place = place.setdefault(container, {})
        if part.many:
            place[last] = [_plain(part, one) for one in content]
        else:
            place[last] = _plain(part, content)
    return document


def _plain(part: Part, one: Any) -> object:  # noqa: ANN401  # of any kind
    return written(part.of, one) if isinstance(part.of, Shape) else part.of.to_json(one)


def text(value: dict[str, object], name: str) -> str | None:
    return _member(value, name, TEXT)


def moment(value: dict[str, object], name: str) -> datetime | None:
    return _member(value, name, MOMENT)


def _member(value: dict[str, object], name: str, kind: Kind[T]) -> T | None:
    try:
        return None if value.get(name) is None else kind.from_json(value[name])
    except MalformedResponse as why:
        raise MalformedResponse(f"{name} {why.message}") from None
