"""The shapes of documents: name, field and kind of each part, declared once.

Contract: a `Shape` is data. Readers and writers of `xml` and `json` follow it, so they cannot disagree. Readers of
single values give a value or `MalformedResponse`, in bounded time.

    RULE = Shape(CORSRule, Part("AllowedOrigin", "allowed_origins", TEXT, many=True), Part("ID", "id", TEXT))
    RULES = Shape(CORSConfiguration, Part("CORSRule", "rules", RULE, many=True))

A path such as `TagSet/Tag` or `Filter/Prefix` goes through a container, which is written even if it is empty.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final, Generic, NamedTuple, TypeGuard, TypeVar
from urllib.parse import unquote_plus

from tigris_http._wire.timestamps import from_rfc3339, to_rfc3339
from tigris_http.errors import MalformedResponse

T = TypeVar("T")
MAX_DOCUMENT_PARTS = 1 << 18
"""Limit of tags and attributes in XML, or of commas and openings in JSON. A page of 1,000 entries has a tenth of it."""
HERE = "."
"""The path of a shape in XML without an element of its own: its parts stand in the parent."""
_SURROGATE = re.compile("[\ud800-\udfff]")
"""JSON can escape these, but UTF-8 cannot express them: they could be neither printed nor sent back."""


@dataclass(slots=True, eq=False, repr=False)
class Kind(Generic[T]):
    """A single value, as the text of an element and as a member of JSON.

    Readers return None for a value that counts as missing. They raise `MalformedResponse`; the message of a JSON reader
    continues the member's name.
    """

    from_text: Callable[[str], T | None]
    to_text: Callable[[T], str]
    from_json: Callable[[object], T | None]
    to_json: Callable[[T], object]


class Part(NamedTuple):
    path: str
    """Nested element names or JSON keys, separated by `/`. `@name` is an attribute, which is only read."""
    name: str
    of: Kind[Any] | Shape[Any]
    many: bool = False
    """Whether it may be repeated: a tuple in Python, a list in JSON."""
    cosmetic: bool = False
    """Whether a response is useful without it. If it is unreadable, its field is None; an entry of a tuple is left out,
    or blank if it is a shape. The raw value goes to `extra` of the nearest shape that has one. Names, versions, marks
    of deletion, sizes and the parts that paging needs are never cosmetic."""
    gathered: Callable[[Iterable[Any]], Any] = tuple
    """Makes the field of the values of a repeated part."""


class Nothing(Mapping[str, object]):
    def __getitem__(self, name: str) -> object:
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __hash__(self) -> int:
        return hash(())

    def __repr__(self) -> str:
        return "{}"

    def __reduce__(self) -> str:
        return "NO_EXTRA"


NO_EXTRA: Final = Nothing()
"""The `extra` of a result without unreadable or unknown parts."""


class Shape(Generic[T]):
    """The parts of a `made`, in the order of writing.

    `extra`: whether `made` has a field of that name, for raw values of unreadable cosmetic parts and unknown JSON
    members. `mark`: the field that is True if a part was unreadable, so that the value is not written back.
    """

    def __init__(self, made: Callable[..., T], *parts: Part, extra: bool = False, mark: str | None = None) -> None:
        self.made, self.parts, self.extra, self.mark = made, parts, extra, mark

    @cached_property
    def by_element(self) -> dict[str, list[tuple[Part, tuple[str, ...]]]]:
        found: dict[str, list[tuple[Part, tuple[str, ...]]]] = {}
        for part in self.parts:
            first, *rest = part.path.split("/")
            if first != HERE:
                found.setdefault(first, []).append((part, tuple(rest)))
        return found

    @cached_property
    def plain(self) -> dict[str, tuple[str, Callable[[str], Any], bool]]:
        """The single values by their element, if it fills nothing else: name, reader, whether cosmetic.

        These are most parts of a document, and in listings thousands.
        """
        return {
            name: (parts[0][0].name, parts[0][0].of.from_text, parts[0][0].cosmetic)
            for name, parts in self.by_element.items()
            if len(parts) == 1 and not parts[0][1] and not parts[0][0].many and isinstance(parts[0][0].of, Kind)
        }

    @cached_property
    def many(self) -> dict[str, Callable[[Iterable[Any]], Any]]:
        return {part.name: part.gathered for part in self.parts if part.many}

    @cached_property
    def here(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.path == HERE)

    def build(self, values: dict[str, Any], what: str) -> T:
        """Return `made(**values)`. Raises `MalformedResponse` if a required field is missing."""
        for name, gathered in self.many.items():
            values[name] = gathered(values.get(name, ()))
        try:
            return self.made(**values)
        except TypeError:
            raise MalformedResponse(f"a {what} lacks a required part") from None


def unchanged(value: str) -> str:
    return value


def _some(value: str) -> str | None:
    return value or None


def _some_json(value: object) -> str | None:
    return json_text(value) or None


def url_text(value: str) -> str:
    """Read a name of a listing asked for with `encoding-type=url`."""
    # S3 and SeaweedFS write a space as `+` and a plus as `%2B`, others a space as `%20`; a bare `+` is a space in both.
    # Bytes that are not UTF-8 become lone surrogates, which show the entry and fail clearly when used as a key.
    return unquote_plus(value, errors="surrogateescape") if "%" in value or "+" in value else value


def etag(value: str) -> str:
    """Return an entity tag without its quotes, of which some stores write two pairs."""
    while len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    return value


def integer(value: str) -> int:
    # 20 digits hold every 64-bit number. int() of longer text would take a server-chosen time.
    if not (value.isascii() and value.isdigit() and len(value) <= 20):
        raise MalformedResponse(f"not a number: {value[:40]!r}")
    return int(value)


def boolean(value: str) -> bool:
    word = value.strip().lower()
    if word not in {"true", "false"}:
        raise MalformedResponse(f"neither true nor false: {value[:40]!r}")
    return word == "true"


def _quoted(tag: str) -> str:
    return f'"{tag}"'


def _word(value: bool) -> str:
    return "true" if value else "false"


def _from_base64(value: str) -> bytes:
    try:
        return b64decode(value, validate=True)
    except ValueError:
        raise MalformedResponse("not base64") from None


def _to_base64(value: bytes) -> str:
    return b64encode(value).decode()


def json_text(value: object) -> str:
    if not isinstance(value, str):
        raise MalformedResponse("is not a string")
    if _SURROGATE.search(value):
        raise MalformedResponse("contains a lone surrogate")
    return value


def json_integer(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise MalformedResponse("is not a whole number")
    return value


def json_boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise MalformedResponse("is neither true nor false")
    return value


def is_strong(tag: str | None) -> TypeGuard[str]:
    """Return whether `If-Match` with this tag holds for one state of an object only.

    A weak tag never matches, and `*` always does. An empty or an odd one has no form that all services read alike.
    """
    return (
        tag is not None
        and tag not in {"", "*"}
        and tag.isascii()
        and tag.isprintable()
        and '"' not in tag
        and tag == tag.strip()
    )


def some_etag(value: str) -> str | None:
    """Read an entity tag; None for an empty one."""
    return etag(value) or None


def moment(value: str) -> datetime | None:
    """Read a timestamp; None for an empty one."""
    return from_rfc3339(value) if value else None


TEXT = Kind[str](unchanged, unchanged, json_text, unchanged)
URL_TEXT = Kind[str](url_text, unchanged, json_text, unchanged)
SOME_TEXT = Kind[str](_some, unchanged, _some_json, unchanged)
"""Text; an empty one is None."""
ETAG = Kind[str](some_etag, _quoted, lambda value: some_etag(json_text(value)), _quoted)
BASE64 = Kind[bytes](_from_base64, _to_base64, lambda value: _from_base64(json_text(value)), _to_base64)
INTEGER = Kind[int](integer, str, json_integer, int)
BOOLEAN = Kind[bool](boolean, _word, json_boolean, bool)
MOMENT = Kind[datetime](moment, to_rfc3339, lambda value: moment(json_text(value)), to_rfc3339)
