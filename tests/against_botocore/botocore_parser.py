"""Read an answer with botocore's own parser.

This module knows nothing of this client: botocore's model gives the parts of an answer and their types.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import botocore.parsers  # type: ignore[import-untyped]  # boto3 ships no types
import botocore.session  # type: ignore[import-untyped]  # boto3 ships no types
from botocore.awsrequest import HeadersDict  # type: ignore[import-untyped]  # boto3 ships no types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class Raw:
    """The status, headers and body of an answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@cache
def service() -> Any:
    """Return botocore's model of S3."""
    return botocore.session.get_session().get_service_model("s3")


def output(action: str) -> Any:
    """Return the shape of an action's answer."""
    return service().operation_model(action).output_shape


def is_known(action: str) -> bool:
    """Return true if botocore has this action."""
    return action in service().operation_names


ENCODED = frozenset({"Delimiter", "Marker", "NextMarker", "Prefix", "StartAfter", "KeyMarker", "NextKeyMarker", "Key"})
"""The members that `encoding-type=url` encodes (S3 API pages of the listings)."""


def parse(action: str, answer: Raw) -> dict[str, Any]:
    """Read an answer with botocore's parser."""
    # A botocore client treats an error document after a status of success as a failure, and parses it as one.
    status = 500 if answer.body.rpartition(b"?>")[2].lstrip().startswith(b"<Error") else answer.status
    # The S3 API page GetBucketPolicyStatus has `TRUE`, which botocore reads as false.
    body = answer.body.replace(b">TRUE<", b">true<")
    parsed: dict[str, Any] = botocore.parsers.create_parser("rest-xml").parse(
        {"status_code": status, "headers": HeadersDict(dict(answer.headers)), "body": body}, output(action)
    )
    if parsed.get("EncodingType") == "url":
        parsed = _decoded(parsed)
    return parsed


def _decoded(parsed: Any) -> Any:
    # Handlers of botocore's clients decode too, but not all listings and not all names.
    if isinstance(parsed, dict):
        return {
            name: unquote_plus(value) if name in ENCODED and isinstance(value, str) else _decoded(value)
            for name, value in parsed.items()
        }
    return [_decoded(value) for value in parsed] if isinstance(parsed, list) else parsed


class ParsedAnswer:
    """An answer as botocore read it. It remembers which parts were read."""

    def __init__(self, parsed: Mapping[str, Any], seen: set[str] | None = None, path: str = "") -> None:
        self._parsed, self._path = parsed, path
        self._seen: set[str] = set() if seen is None else seen

    def get(self, name: str, default: Any = None) -> Any:
        """Return a part; lists of parts are tuples."""
        path = f"{self._path}{name}"
        self._seen.add(path)
        value = self._parsed.get(name, default)
        if isinstance(value, dict):
            return ParsedAnswer(value, self._seen, f"{path}.")
        if isinstance(value, list):
            return tuple(ParsedAnswer(v, self._seen, f"{path}.") if isinstance(v, dict) else v for v in value)
        return value

    def each(self, name: str) -> tuple[Any, ...]:
        """Return the parts of a list, none if it is missing."""
        found: tuple[Any, ...] = self.get(name, ())
        return found

    def inner(self, name: str) -> ParsedAnswer:
        """Return a structure, an empty one if it is missing."""
        found: ParsedAnswer = self.get(name, {})
        return found

    def has(self, name: str) -> bool:
        """Return true if a part is there, even an empty one."""
        return name in self._parsed

    def mapping(self, name: str) -> dict[str, str]:
        """Return a part that maps names to text."""
        inner = self.inner(name)
        return {key: inner.get(key) for key in inner._parsed}

    def unseen(self) -> set[str]:
        """Return the parts that were present and not read."""
        return set(_leaves(self._parsed, "")) - self._seen


def _leaves(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part, path)
    else:
        yield path
