"""The documents of a bucket, each read, written and deleted by a query: cors, lifecycle, tagging, ownership.

Contract: a document is one field of the settings, shared with `PATCH` if that has it. A missing document is 404 with a
code of its own; a deletion answers 204 either way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from tigris_http.emulator.handlers.buckets.update import check_type
from tigris_http.emulator.http import xml
from tigris_http.emulator.http.call import XML, Answer
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.rules import cors, lifecycle, tagging

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service
    from tigris_http.emulator.store.settings import Settings

T = TypeVar("T")
_OWNERSHIPS: Final = frozenset({"BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"})
_MAX_TAGS: Final = 50


@dataclass(frozen=True)
class Document(Generic[T]):
    """One kind of document; its methods are handlers."""

    root: str
    missing: str
    """The error code of a missing document."""
    empty: T
    """The value of the field without a document."""
    of: Callable[[Settings], T]
    into: Callable[[Settings, T], Settings]
    read: Callable[[Element], T]
    write: Callable[[T], xml.Children]

    def get(self, service: Service, call: Call) -> Answer:
        """Answer with the document."""
        value = self.of(service.catalog.find(call.bucket).settings)
        if value == self.empty:
            raise ErrorResponse(self.missing, extra=[("BucketName", call.bucket)])
        return Answer(200, [XML], xml.document(self.root, self.write(value)))

    def put(self, service: Service, call: Call) -> Answer:
        """Replace the document."""
        service.catalog.find(call.bucket)
        try:
            value = self.read(xml.read(call.body.read(), self.root))
        except ValueError as problem:
            raise ErrorResponse("MalformedXML", str(problem)) from problem
        self._store(service, call, value)
        return Answer(200)

    def delete(self, service: Service, call: Call) -> Answer:
        """Delete the document."""
        self._store(service, call, self.empty)
        return Answer(204)

    def _store(self, service: Service, call: Call, value: T) -> None:
        with service.store.write():
            bucket = service.catalog.find(call.bucket)
            settings = self.into(bucket.settings, value)
            check_type(service, bucket, settings, keeps_versions=bucket.keeps_versions)
            service.catalog.change(bucket, settings, keeps_versions=bucket.keeps_versions)


def _read_ownership(document: Element) -> str | None:
    rules = xml.children(document, "Rule")
    ownership = xml.text(rules[0], "ObjectOwnership") if len(rules) == 1 else None
    if ownership not in _OWNERSHIPS:
        raise ValueError("<OwnershipControls> needs one <Rule> with a known <ObjectOwnership>")
    return ownership


CORS: Final = Document[tuple[cors.CorsRule, ...]](
    "CORSConfiguration",
    "NoSuchCORSConfiguration",
    (),
    lambda settings: settings.cors,
    lambda settings, rules: replace(settings, cors=rules),
    cors.from_xml,
    cors.to_xml,
)
LIFECYCLE: Final = Document[tuple[lifecycle.LifecycleRule, ...]](
    "LifecycleConfiguration",
    "NoSuchLifecycleConfiguration",
    (),
    lambda settings: settings.lifecycle,
    lambda settings, rules: replace(settings, lifecycle=rules),
    lifecycle.from_xml,
    lifecycle.to_xml,
)
TAGGING: Final = Document[tuple[tuple[str, str], ...]](
    "Tagging",
    "NoSuchTagSet",
    (),
    lambda settings: settings.tags,
    lambda settings, tags: replace(settings, tags=tags),
    lambda document: tagging.from_xml(document, _MAX_TAGS),
    tagging.to_xml,
)
OWNERSHIP: Final = Document["str | None"](
    "OwnershipControls",
    "OwnershipControlsNotFoundError",
    None,
    lambda settings: settings.ownership,
    lambda settings, ownership: replace(settings, ownership=ownership),
    _read_ownership,
    lambda ownership: [("Rule", [("ObjectOwnership", ownership or "")])],
)
