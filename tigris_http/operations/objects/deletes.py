"""Many objects deleted in one request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.documents import xml
from tigris_http._wire.error_documents import document
from tigris_http._wire.http import Request, Response
from tigris_http._wire.schema import BOOLEAN, TEXT, Part, Shape, boolean
from tigris_http.operations._base import BatchOperation

MAX_KEYS = 1000
"""The most objects that one request may name."""


@dataclass(frozen=True, slots=True)
class DeletedObject:
    """A deleted object, version or marker."""

    key: str
    version_id: str | None = None
    """The version in the request."""
    delete_marker: bool = False
    """True if a delete marker was added (or removed)."""
    delete_marker_version_id: str | None = None
    """Version of that marker."""


@dataclass(frozen=True, slots=True)
class DeleteFailure:
    """An object that was not deleted, and the reason."""

    key: str
    code: str = ""
    """The S3 error code."""
    message: str = ""
    version_id: str | None = None


@dataclass(frozen=True, slots=True)
class DeleteObjectsResult:
    """Outcome of each object."""

    deleted: tuple[DeletedObject, ...]
    errors: tuple[DeleteFailure, ...]
    """Failures, and objects that the answer does not name. The other objects are deleted all the same."""


def _marker(text: str) -> bool:
    # Some stores write an empty element.
    return bool(text.strip()) and boolean(text)


_MARKER = replace(BOOLEAN, from_text=_marker)
_ANSWER = Shape(
    DeleteObjectsResult,
    Part(
        "Deleted",
        "deleted",
        Shape(
            DeletedObject,
            Part("Key", "key", TEXT),
            Part("VersionId", "version_id", TEXT),
            Part("DeleteMarker", "delete_marker", _MARKER),
            Part("DeleteMarkerVersionId", "delete_marker_version_id", TEXT),
        ),
        many=True,
    ),
    Part(
        "Error",
        "errors",
        Shape(
            DeleteFailure,
            Part("Key", "key", TEXT),
            Part("Code", "code", TEXT),
            Part("Message", "message", TEXT),
            Part("VersionId", "version_id", TEXT),
        ),
        many=True,
    ),
)


def _no_target(key: object) -> TypeError:
    right = arguments.instead_of_entry(key, "key", "version_id")
    return TypeError(f"keys must hold keys or pairs (key, version_id), not {type(key).__name__}{right}")


def _target(key: object) -> tuple[str, str | None]:
    # A mapping of two names is no pair: unpacked it would name another object.
    given: Any = (key, None) if isinstance(key, str) else key
    if not isinstance(given, tuple) or len(given) != 2:  # pyright: ignore[reportUnknownArgumentType]
        raise _no_target(key)
    name, version_id = cast("tuple[str, str | None]", given)
    check_key(name)
    if not xml.is_writable(name):
        raise ValueError(f"key {name[:80]!r} has characters that XML cannot carry; use delete_object")
    if version_id is not None:
        arguments.version_id("version_id", version_id)
    return name, version_id


def _unnamed(
    targets: Iterable[tuple[str, str | None]], answered: Iterable[DeletedObject | DeleteFailure]
) -> list[tuple[str, str | None]]:
    """Return the targets that an answer does not name.

    Some stores leave out the version: such an entry stands for one target of its key.
    """
    asked, others = dict.fromkeys(targets), Counter[str]()
    for entry in answered:
        name = entry.key, entry.version_id
        if name in asked:
            del asked[name]
        else:
            others[_as_in_xml(entry.key)] += 1
    missing: list[tuple[str, str | None]] = []
    for target in asked:
        key = _as_in_xml(target[0])
        if others[key]:
            others[key] -= 1
        else:
            missing.append(target)
    return missing


def _as_in_xml(key: str) -> str:
    # A carriage return that the service does not escape is read back as a line feed (XML 1.0, 2.11).
    return key.replace("\r\n", "\n").replace("\r", "\n") if "\r" in key else key


@dataclass(frozen=True, slots=True)
class DeleteObjects(BatchOperation[DeleteObjectsResult]):
    """Delete any number of objects, 1,000 a request.

    Some deletions can fail while others succeed: look at `errors` of the result. If a later request fails, earlier ones
    are done. Call again: deleting a missing object is no error.

    Raises `ValueError` before sending if XML cannot carry a key (most control characters): use `delete_object`.
    """

    bucket: str
    """Name of the bucket."""
    keys: Iterable[str | tuple[str, str | None]]
    """Keys, or pairs (key, version_id) that remove one version."""

    def __post_init__(self) -> None:
        if isinstance(self.keys, (str, bytes)):
            raise TypeError("keys must be an iterable of keys, not one key: put it into a list")
        if not isinstance(self.keys, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"keys must be an iterable of keys, not {type(self.keys).__name__}")
        object.__setattr__(self, "keys", tuple(map(_target, self.keys)))

    def request(self) -> Request:
        """Return `POST /{bucket}?delete`."""
        targets = tuple(map(_target, self.keys))
        if not 1 <= len(targets) <= MAX_KEYS:
            raise ValueError(f"keys must be 1 to {MAX_KEYS} for one request, not {len(targets)}")
        root = xml.build("Delete")
        for key, version_id in targets:
            entry = xml.add(root, "Object")
            xml.add(entry, "Key", key)
            if version_id is not None:
                xml.add(entry, "VersionId", version_id)
        headers = (("content-type", "application/xml"),)
        bucket = check_bucket_name(self.bucket)
        return Request("POST", bucket, None, (("delete", ""),), headers, xml.write(root))

    def parse(self, response: Response) -> DeleteObjectsResult:
        answer = document(response.head, response.body, "DeleteResult").read(_ANSWER)
        missing = _unnamed(map(_target, self.keys), (*answer.deleted, *answer.errors))
        if not missing:
            return answer
        why = "the answer does not name this object: it may be there still. Delete it again"
        return replace(
            answer,
            errors=(*answer.errors, *(DeleteFailure(key, message=why, version_id=version) for key, version in missing)),
        )

    def batches(self) -> Iterator[DeleteObjects]:
        targets = tuple(self.keys)
        for start in range(0, len(targets), MAX_KEYS):
            yield replace(self, keys=targets[start : start + MAX_KEYS])

    @staticmethod
    def joined(results: Iterable[DeleteObjectsResult]) -> DeleteObjectsResult:
        found = tuple(results)
        return DeleteObjectsResult(
            deleted=tuple(entry for result in found for entry in result.deleted),
            errors=tuple(entry for result in found for entry in result.errors),
        )
