"""DeleteObject, DeleteObjects, and undoing a soft delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.emulator.handlers.objects.migration_source import write_through_source
from tigris_http.emulator.http import xml
from tigris_http.emulator.http.call import XML, Answer
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.rules.conditions import write_check
from tigris_http.emulator.service import version_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service
    from tigris_http.emulator.store.rows import Version


def delete_object(service: Service, call: Call) -> Answer:
    """Delete a key, or one version of it."""
    wanted = call.query.get("versionId")
    return Answer(204, _delete(service, call, call.key, wanted, write_check(call.headers)))


def purge_object(service: Service, call: Call) -> Answer:
    """Remove a soft-deleted version."""
    wanted = version_number(call.query.get("versionId") or "")
    service.objects.purge(call.bucket, call.key, wanted, write_check(call.headers))
    return Answer(204)


def undelete_object(service: Service, call: Call) -> Answer:
    """Restore a soft-deleted version; "leave out `X-Tigris-Restore-Version` for the most recent deletion"."""
    wanted = call.headers.get("x-tigris-restore-version")
    if "versionId" in call.query:
        raise ErrorResponse("InvalidArgument", "X-Tigris-Restore-Version names the version to restore.")
    service.objects.undelete(call.bucket, call.key, None if wanted is None else version_number(wanted))
    return Answer(200)


def _delete(
    service: Service,
    call: Call,
    key: bytes,
    wanted: str | None,
    check: Callable[[Version | None], None] | None = None,
) -> list[tuple[str, str]]:
    bucket = service.catalog.find(call.bucket)
    if wanted is None or (wanted == "null" and not bucket.keeps_versions):
        marker = service.objects.delete(call.bucket, key, check)
        source = write_through_source(service, bucket)
        if source is not None:
            source.delete(key)
        return [] if marker is None else [("x-amz-delete-marker", "true"), ("x-amz-version-id", str(marker.version))]
    gone = service.objects.delete_version(call.bucket, key, version_number(wanted), check)
    headers = [("x-amz-version-id", wanted)]
    return [("x-amz-delete-marker", "true"), *headers] if gone is not None and gone.marker else headers


def delete_objects(service: Service, call: Call) -> Answer:
    """Delete up to 1,000 keys or versions; each succeeds or fails by itself."""
    service.catalog.find(call.bucket)
    try:
        document = xml.read(call.body.read(), "Delete")
    except ValueError as problem:
        raise ErrorResponse("MalformedXML", str(problem)) from problem
    quiet = (xml.text(document, "Quiet") or "").strip().lower() == "true"
    entries = xml.children(document, "Object")
    if not 0 < len(entries) <= 1000:
        raise ErrorResponse("MalformedXML", "between 1 and 1000 objects can be deleted at once")
    outcome: list[tuple[str, xml.Value]] = []
    for entry in entries:
        key, wanted = xml.text(entry, "Key"), xml.text(entry, "VersionId") or None
        if not key:
            raise ErrorResponse("MalformedXML", "an object has no key")
        named: list[tuple[str, xml.Value]] = [("Key", key)]
        if wanted is not None:
            named.append(("VersionId", wanted))
        try:
            headers = dict(_delete(service, call, key.encode(), wanted))
        except ErrorResponse as error:
            outcome.append(("Error", [*named, ("Code", error.code), ("Message", error.message)]))
            continue
        if not quiet:
            if "x-amz-delete-marker" in headers:
                named += [("DeleteMarker", True), ("DeleteMarkerVersionId", headers["x-amz-version-id"])]
            outcome.append(("Deleted", named))
    return Answer(200, [XML], xml.document("DeleteResult", outcome))
