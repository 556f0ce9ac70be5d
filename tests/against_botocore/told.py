"""What botocore reads of an answer, by its own parser.

Nothing here knows how this client reads: which parts an answer has, and what they are, is what botocore's model says.
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
    """An answer as it came."""

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
    """Return whether botocore has this action."""
    return action in service().operation_names


ENCODED = frozenset({"Delimiter", "Marker", "NextMarker", "Prefix", "StartAfter", "KeyMarker", "NextKeyMarker", "Key"})
"""What `encoding-type=url` is about (S3 API pages of the listings)."""


def parsed(action: str, answer: Raw) -> dict[str, Any]:
    """Return what botocore reads of an answer."""
    # A botocore client takes an error behind a status that says yes for a failure, and so lets it be read as one.
    status = 500 if answer.body.rpartition(b"?>")[2].lstrip().startswith(b"<Error") else answer.status
    # The S3 API page GetBucketPolicyStatus has `TRUE`, which botocore takes for no.
    body = answer.body.replace(b">TRUE<", b">true<")
    told: dict[str, Any] = botocore.parsers.create_parser("rest-xml").parse(
        {"status_code": status, "headers": HeadersDict(dict(answer.headers)), "body": body}, output(action)
    )
    if told.get("EncodingType") == "url":
        told = _decoded(told)
    return told


def _decoded(told: Any) -> Any:
    # botocore does so too, in handlers of its clients, but not for all listings and not for all names.
    if isinstance(told, dict):
        return {
            name: unquote_plus(value) if name in ENCODED and isinstance(value, str) else _decoded(value)
            for name, value in told.items()
        }
    return [_decoded(value) for value in told] if isinstance(told, list) else told


class Told:
    """What botocore read, which remembers what of it was looked at."""

    def __init__(self, told: Mapping[str, Any], seen: set[str] | None = None, path: str = "") -> None:
        self._told, self._path = told, path
        self._seen: set[str] = set() if seen is None else seen

    def get(self, name: str, default: Any = None) -> Any:
        """Return a part; lists of parts are tuples."""
        path = f"{self._path}{name}"
        self._seen.add(path)
        value = self._told.get(name, default)
        if isinstance(value, dict):
            return Told(value, self._seen, f"{path}.")
        if isinstance(value, list):
            return tuple(Told(v, self._seen, f"{path}.") if isinstance(v, dict) else v for v in value)
        return value

    def each(self, name: str) -> tuple[Any, ...]:
        """Return the parts of a list, none where it is missing."""
        found: tuple[Any, ...] = self.get(name, ())
        return found

    def inner(self, name: str) -> Told:
        """Return a part that has parts, an empty one where it is missing."""
        found: Told = self.get(name, {})
        return found

    def has(self, name: str) -> bool:
        """Return whether a part is there, maybe with nothing in it."""
        return name in self._told

    def mapping(self, name: str) -> dict[str, str]:
        """Return a part that maps any names to text."""
        inner = self.inner(name)
        return {key: inner.get(key) for key in inner._told}

    def unseen(self) -> set[str]:
        """Return the parts that were there and not looked at."""
        return set(_leaves(self._told, "")) - self._seen


def _leaves(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part, path)
    else:
        yield path
