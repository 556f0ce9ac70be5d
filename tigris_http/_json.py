"""Tigris' JSON answers: typed access to their members.

Contract: any JSON value gives a value of the asked type, None where the member is missing or null, or
`MalformedResponse` where it is something else, in time and memory that are bounded. Unknown members are ignored.
"""

from __future__ import annotations

import json
import re
from datetime import datetime

from tigris_http._timestamps import from_rfc3339
from tigris_http.errors import MalformedResponse

MAX_PARTS = 1 << 18
"""Commas and openings of a document: a page of 1,000 forks has a tenth of that."""
_DIGITS = 40
_SURROGATE = re.compile("[\ud800-\udfff]")
"""What JSON can escape and UTF-8 cannot express: it could be neither printed nor sent back."""


def parse_object(body: bytes) -> dict[str, object]:
    """Return the object that is the whole document."""
    # A document of nothing but empty objects takes thirty times its size in memory. What is counted may be text, too,
    # but no answer of Tigris has that much.
    if body.count(b",") + body.count(b"{") + body.count(b"[") > MAX_PARTS:
        raise MalformedResponse(f"the answer is JSON of more than {MAX_PARTS:,} parts")
    try:
        value = loads(body)
    except (ValueError, RecursionError):
        raise MalformedResponse("the answer is not the JSON it should be") from None
    return _as_object(value, "the answer")


def loads(document: bytes | str) -> object:
    """Return the value of a document; `ValueError` or `RecursionError` where it is none."""
    value: object = json.loads(document, parse_int=_integer)
    return value


def _integer(digits: str) -> int:
    # Time grows with the square of the digits, and Python bounds them only from 3.10.7 on.
    if len(digits) > _DIGITS:
        raise ValueError("an integer that is none of a service's")
    return int(digits)


def _as_object(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise MalformedResponse(f"{what} is JSON, but not an object")
    return {str(name): item for name, item in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def member(value: dict[str, object], name: str) -> dict[str, object]:
    """Return a member that is an object, an empty one where it is missing or null."""
    found = value.get(name)
    return {} if found is None else _as_object(found, name)


def members(value: dict[str, object], name: str) -> list[dict[str, object]]:
    """Return a member that is a list of objects; one bare object stands for a list of one (wire reference 0.7)."""
    found = value.get(name)
    if found is None or found == {}:
        return []
    items: list[object] = found if isinstance(found, list) else [found]  # pyright: ignore[reportUnknownVariableType]
    return [_as_object(item, f"an entry of {name}") for item in items]


def text(value: dict[str, object], name: str) -> str | None:
    """Return a member that is a string."""
    found = value.get(name)
    if found is None:
        return None
    if not isinstance(found, str):
        raise MalformedResponse(f"{name} is not a string")
    if _SURROGATE.search(found):
        raise MalformedResponse(f"{name} contains a lone surrogate")
    return found


def boolean(value: dict[str, object], name: str) -> bool | None:
    """Return a member that is true or false."""
    found = value.get(name)
    if found is None or isinstance(found, bool):
        return found
    raise MalformedResponse(f"{name} is neither true nor false")


def moment(value: dict[str, object], name: str) -> datetime | None:
    """Return a member that is a timestamp."""
    found = text(value, name)
    return from_rfc3339(found) if found else None
