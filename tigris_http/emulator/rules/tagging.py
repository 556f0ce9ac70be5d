"""Tag sets: the `Tagging` document, read and written, and the limits of tags.

Contract: tags are written in the order of their keys, a key occurs once. A key over 128 or a value over 256 characters
is 400.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tigris_http.emulator.http import xml
from tigris_http.emulator.http.errors import ErrorResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from xml.etree.ElementTree import Element

_MAX_TAG_KEY: Final = 128
_MAX_TAG_VALUE: Final = 256


def from_xml(document: Element, most: int) -> tuple[tuple[str, str], ...]:
    """Read a `Tagging` of at most `most` tags. Raises ValueError."""
    tag_set = xml.child(document, "TagSet")
    if tag_set is None:
        raise ValueError("<Tagging> needs a <TagSet>")
    xml.only(tag_set, "Tag")
    tags: list[tuple[str, str]] = []
    for tag in tag_set:
        key, value = xml.text(tag, "Key"), xml.text(tag, "Value")
        if key is None or value is None:
            raise ValueError("<Tag> needs a <Key> and a <Value>")
        tags.append((key, value))
    return checked(tags, most)


def to_xml(tags: Iterable[Sequence[str]]) -> list[tuple[str, xml.Value]]:
    """Write the children of a `Tagging`."""
    return [("TagSet", [("Tag", [("Key", key), ("Value", value)]) for key, value in sorted(tags, key=_key)])]


def _key(tag: Sequence[str]) -> str:
    return tag[0]


def checked(tags: Sequence[tuple[str, str]], most: int) -> tuple[tuple[str, str], ...]:
    """Return valid tags. Raises InvalidTag."""
    if (
        len(tags) > most
        or len({key for key, _ in tags}) != len(tags)
        or any(not 0 < len(key) <= _MAX_TAG_KEY or len(value) > _MAX_TAG_VALUE for key, value in tags)
    ):
        raise ErrorResponse("InvalidTag")
    return tuple(tags)
