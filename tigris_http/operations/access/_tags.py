"""Tags as arguments.

A module of its own, since storing an object needs no operations on tags.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from tigris_http._wire import arguments
from tigris_http._wire.http import Headers

MAX_OBJECT_TAGS = 10
MAX_BUCKET_TAGS = 50


def checked_tags(name: str, value: Mapping[str, str], *, most: int = MAX_OBJECT_TAGS) -> Mapping[str, str]:
    """Return tags: up to `most`, keys of 1 to 128 characters, values of up to 256. Raises for others."""
    if not isinstance(value, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{name} must be a mapping of keys to values, not {type(value).__name__}")
    if len(value) > most:
        raise ValueError(f"{name} must be at most {most}, not {len(value)}")
    for key, content in value.items():
        if not 1 <= len(arguments.text(f"a key of {name}", key)) <= 128:
            raise ValueError(f"a key of {name} must have 1 to 128 characters, not {len(key)}")
        if len(arguments.text(f"{name}[{key!r}]", content)) > 256:
            raise ValueError(f"{name}[{key!r}] must have at most 256 characters, not {len(content)}")
    return value


def tagging_header(value: Mapping[str, str] | None) -> Headers:
    """Return the header of a new object's tags; none for None."""
    if value is None:
        return ()
    pairs = checked_tags("tagging", value).items()
    return (("x-amz-tagging", "&".join(f"{quote(key, safe='')}={quote(content, safe='')}" for key, content in pairs)),)
