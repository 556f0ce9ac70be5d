"""DeleteObject, DeleteObjects, and undoing a soft delete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.handlers.objects.migration_source import write_through_source
from tigris_http.emulator.http import xml
from tigris_http.emulator.http.call import XML, Answer
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.rules.conditions import delete_check, entry_check
from tigris_http.emulator.service import version_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service
    from tigris_http.emulator.store.catalog import Bucket
    from tigris_http.emulator.store.rows import Version

_NOT_OFFERED: Final = frozenset({"Size", "LastModifiedTime"})
"""Conditions of directory buckets. Ignoring one would delete too much."""


def delete_object(service: Service, call: Call) -> Answer:
    """Delete a key, or one version of it."""
    asked = _Asked(call.key, call.query.get("versionId"), delete_check(call.headers))
    with service.store.write():
        bucket = service.catalog.find(call.bucket)
        headers = _delete(service, bucket, asked)
    _delete_in_source(service, bucket, asked)
    return Answer(204, headers)


def purge_object(service: Service, call: Call) -> Answer:
    """Remove a soft-deleted version."""
    wanted = version_number(call.query.get("versionId") or "")
    service.objects.purge(call.bucket, call.key, wanted, delete_check(call.headers))
    return Answer(204)


def undelete_object(service: Service, call: Call) -> Answer:
    """Restore a soft-deleted version: that of `X-Tigris-Restore-Version`, else of the latest deletion."""
    wanted = call.headers.get("x-tigris-restore-version")
    if "versionId" in call.query:
        raise ErrorResponse("InvalidArgument", "X-Tigris-Restore-Version names the version to restore.")
    service.objects.undelete(call.bucket, call.key, None if wanted is None else version_number(wanted))
    return Answer(200)


@dataclass(frozen=True)
class _Asked:
    """One key to delete, or one version of it."""

    key: bytes
    version: str | None
    check: Callable[[Version | None], None] | None

    def names_current(self, bucket: Bucket) -> bool:
        return self.version is None or (self.version == "null" and not bucket.keeps_versions)


def _delete(service: Service, bucket: Bucket, asked: _Asked) -> list[tuple[str, str]]:
    if asked.version is None or asked.names_current(bucket):
        marker = service.objects.delete(bucket, asked.key, asked.check)
        return [] if marker is None else [("x-amz-delete-marker", "true"), ("x-amz-version-id", str(marker.version))]
    gone = service.objects.delete_version(bucket, asked.key, version_number(asked.version), asked.check)
    headers = [("x-amz-version-id", asked.version)]
    return [("x-amz-delete-marker", "true"), *headers] if gone is not None and gone.marker else headers


def _delete_in_source(service: Service, bucket: Bucket, asked: _Asked) -> None:
    """Delete a key in the migration source, too, if that is on; not under the lock of the store."""
    source = write_through_source(service, bucket)
    if source is not None and asked.names_current(bucket):
        source.delete(asked.key)


def delete_objects(service: Service, call: Call) -> Answer:
    """Delete up to 1,000 keys or versions; each succeeds or fails by itself."""
    service.catalog.find(call.bucket)
    try:
        document = xml.read(call.body.read(), "Delete")
    except ValueError as problem:
        raise ErrorResponse("MalformedXML", str(problem)) from problem
    quiet = (xml.text(document, "Quiet") or "").strip().lower() == "true"
    entries = [_entry(element) for element in xml.children(document, "Object")]
    if not 0 < len(entries) <= 1000:
        raise ErrorResponse("MalformedXML", "between 1 and 1000 objects can be deleted at once")
    outcome: list[list[tuple[str, str]] | ErrorResponse] = []
    with service.store.write():  # one transaction: a thousand would take most of the time
        bucket = service.catalog.find(call.bucket)
        for asked in entries:
            try:
                outcome.append(_delete(service, bucket, asked))
            except ErrorResponse as error:
                outcome.append(error)
    if write_through_source(service, bucket) is not None:
        for at, asked in enumerate(entries):
            try:
                if not isinstance(outcome[at], ErrorResponse):
                    _delete_in_source(service, bucket, asked)
            except ErrorResponse as error:
                outcome[at] = error
    results: list[tuple[str, xml.Value]] = []
    for asked, result in zip(entries, outcome, strict=True):
        named: list[tuple[str, xml.Value]] = [("Key", asked.key.decode())]
        if asked.version is not None:
            named.append(("VersionId", asked.version))
        if isinstance(result, ErrorResponse):
            results.append(("Error", [*named, ("Code", result.code), ("Message", result.message)]))
        elif not quiet:
            results.append(("Deleted", [*named, *_marker(result)]))
    return Answer(200, [XML], xml.document("DeleteResult", results))


def _entry(element: Element) -> _Asked:
    fields = {xml.name(child): child.text or "" for child in element}
    if not fields.get("Key"):
        raise ErrorResponse("MalformedXML", "an object has no key")
    for name in _NOT_OFFERED & fields.keys():
        raise ErrorResponse("NotImplemented", f"<{name}> is not a condition of this service; use <ETag>.")
    etag = fields.get("ETag")
    return _Asked(fields["Key"].encode(), fields.get("VersionId") or None, entry_check(etag) if etag else None)


def _marker(headers: list[tuple[str, str]]) -> list[tuple[str, xml.Value]]:
    """Return the elements of the delete marker that was made or removed, if any."""
    given = dict(headers)
    if "x-amz-delete-marker" not in given:
        return []
    return [("DeleteMarker", True), ("DeleteMarkerVersionId", given["x-amz-version-id"])]
