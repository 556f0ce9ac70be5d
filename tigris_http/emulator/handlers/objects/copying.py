"""CopyObject, and rename, which is a copy with one more header.

Contract: bytes are shared, never copied. A rename (`X-Tigris-Rename: true`) stays in its bucket. After it the source
key is gone, and the new key has the same bytes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from tigris_http.emulator.handlers.objects.new_object import (
    ENCRYPTION,
    check_key,
    encryption_header,
    sent_acl,
    sent_class,
    sent_details,
)
from tigris_http.emulator.handlers.objects.objects import version_header, written
from tigris_http.emulator.http import xml
from tigris_http.emulator.http.call import XML, Answer, text
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.rules.checksums import elements
from tigris_http.emulator.rules.conditions import check_source, write_check
from tigris_http.emulator.rules.tiers import check_readable
from tigris_http.emulator.service import moment, version_number
from tigris_http.emulator.store.clock import milliseconds

if TYPE_CHECKING:
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service
    from tigris_http.emulator.store.catalog import Bucket
    from tigris_http.emulator.store.rows import Details, Version


def copy_object(service: Service, call: Call) -> Answer:
    """Copy an object."""
    check_key(call.key)
    directive = _directive(call, "x-amz-metadata-directive")
    wanted_class = sent_class(call)
    with service.store.write():  # one transaction: the source cannot change in between
        source_bucket, source, exact = find_source(service, call)
        itself = source_bucket.name == call.bucket and source.key == call.key
        # A copy onto itself must change something. An older version copied onto its key does.
        if itself and directive == "COPY" and wanted_class in {None, source.storage_class} and not exact:
            raise ErrorResponse("InvalidRequest", "This copy request is illegal because it changes nothing.")
        details = _details(call, source, directive)
        check = write_check(call.headers)
        bucket, version = service.objects.copy(source, call.bucket, call.key, wanted_class, details, check)
    written(service, bucket, version)
    headers = [XML, *version_header(bucket, version), *source_header(source_bucket, source)]
    headers += encryption_header(version.details)
    return Answer(200, headers, result("CopyObjectResult", version))


def _directive(call: Call, name: str) -> str:
    directive = (call.headers.get(name) or "COPY").upper()
    if directive not in {"COPY", "REPLACE"}:
        raise ErrorResponse("InvalidArgument", f"{name} must be COPY or REPLACE")
    return directive


def _details(call: Call, source: Version, directive: str) -> Details:
    """Return the details of the copy. ACL and encryption are never copied; tags have their own directive."""
    old, new = source.details, sent_details(call)
    tagging = _directive(call, "x-amz-tagging-directive")
    kept = new if directive == "REPLACE" else old
    tags = new.tags if tagging == "REPLACE" else old.tags
    headers = {name: value for name, value in kept.headers.items() if name != ENCRYPTION}
    headers |= {name: value for name, value in new.headers.items() if name == ENCRYPTION}
    return replace(
        kept, headers=headers, checksums=old.checksums, parts=old.parts, acl=sent_acl(call), tags=tags, restored=None
    )


def rename_object(service: Service, call: Call) -> Answer:
    """Rename an object within its bucket."""
    check_key(call.key)
    name, key, version_id = copy_source(call)
    if name != call.bucket:
        raise ErrorResponse("InvalidArgument", "An object can be renamed inside its bucket only.")
    if version_id is not None or "x-tigris-snapshot-version" in call.headers:
        raise ErrorResponse("InvalidArgument", "Only the current version of an object can be renamed.")
    if key == call.key:
        raise ErrorResponse("InvalidRequest", "The object has this name already.")
    with service.store.write():
        bucket = service.catalog.find(call.bucket)
        source = service.objects.current(bucket, key)
        if source is None:
            raise ErrorResponse("NoSuchKey", extra=[("Key", text(key))])
        check_source(call.headers, source)
        version = service.objects.rename(call.bucket, key, call.key, write_check(call.headers))
    written(service, bucket, version, gone=key)
    return Answer(200, [XML, *version_header(bucket, version)], result("CopyObjectResult", version))


def find_source(service: Service, call: Call) -> tuple[Bucket, Version, bool]:
    """Find the source of a copy; the last item is True if it names a version or a moment."""
    name, key, version_id = copy_source(call)
    bucket = service.catalog.find(name)
    if version_id is None or (version_id == "null" and not bucket.keeps_versions):
        source = service.objects.current(bucket, key, moment(call, bucket))
    else:
        source = service.objects.exact(bucket, key, version_number(version_id))
        if source is None:
            raise ErrorResponse("NoSuchVersion", extra=[("Key", text(key)), ("VersionId", version_id)])
    if source is None or source.marker:
        raise ErrorResponse("NoSuchKey", extra=[("Key", text(key))])
    check_readable(source, service.clock)
    check_source(call.headers, source)
    return bucket, source, version_id is not None or "x-tigris-snapshot-version" in call.headers


def source_header(bucket: Bucket, source: Version) -> list[tuple[str, str]]:
    """Return the version of the source, in a bucket with versions."""
    return [("x-amz-copy-source-version-id", str(source.version))] if bucket.keeps_versions else []


def copy_source(call: Call) -> tuple[str, bytes, str | None]:
    """Read `{bucket}/{encoded key}`, perhaps after a `/` and before a `?versionId=`."""
    value = (call.headers.get("x-amz-copy-source") or "").strip()
    path, _, version_id = value.partition("?versionId=")
    raw_bucket, _, raw_key = path.removeprefix("/").partition("/")
    # Header values are latin-1 text, so this returns the bytes as sent.
    bucket = unquote_to_bytes(raw_bucket.encode("latin-1")).decode("utf-8", "replace")
    key = unquote_to_bytes(raw_key.encode("latin-1"))
    if not bucket or not key:
        raise ErrorResponse("InvalidArgument", "x-amz-copy-source must be <bucket>/<key>")
    return bucket, key, version_id or None


def result(root: str, version: Version) -> bytes:
    """Write the document of a copy."""
    children: list[tuple[str, xml.Value]] = [
        ("LastModified", milliseconds(version.version)),
        ("ETag", f'"{version.etag}"'),
        *elements(version.details.checksums),
    ]
    return xml.document(root, children)
