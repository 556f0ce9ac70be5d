"""PutObject, GetObject, HeadObject."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.handlers.objects.migration_source import source_for_missing, write_through_source
from tigris_http.emulator.handlers.objects.new_object import (
    CONTENT_HEADERS,
    MAX_SINGLE_PUT,
    check_key,
    encryption_header,
    receive,
    sent_class,
    sent_details,
)
from tigris_http.emulator.http.call import Answer, text
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.http.message import check_field
from tigris_http.emulator.rules import ranges
from tigris_http.emulator.rules.checksums import PREFIX, kind
from tigris_http.emulator.rules.conditions import check_read, write_check
from tigris_http.emulator.rules.tiers import check_readable, state_header
from tigris_http.emulator.service import allow_read, moment, version_number
from tigris_http.emulator.store.clock import http_date
from tigris_http.emulator.store.rows import Details

if TYPE_CHECKING:
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service
    from tigris_http.emulator.store.catalog import Bucket
    from tigris_http.emulator.store.rows import Version
    from tigris_http.emulator.store.settings import Settings

_HERE: Final = ("X-Tigris-Read-Source", "tigris")
_STORED_TYPE: Final = "binary/octet-stream"
_STATIC: Final = re.compile(
    "(text/(css|javascript|ecmascript)|application/(javascript|pdf|postscript)|font/.+|image/.+|video/.+|audio/.+)"
    "([ ;]|$)",
    re.IGNORECASE,
)


def put_object(service: Service, call: Call) -> Answer:
    """Store the body as the current version of the key."""
    service.catalog.find(call.bucket)
    check_key(call.key)
    if call.body.length is None:
        raise ErrorResponse("MissingContentLength")
    if call.body.length > MAX_SINGLE_PUT:
        raise ErrorResponse("EntityTooLarge")
    details, storage_class = sent_details(call), sent_class(call)
    content = receive(service, call.body)
    checksums = call.body.checksums
    try:
        bucket, version = service.objects.put(
            call.bucket,
            call.key,
            content,
            storage_class,
            Details(details.headers, details.metadata, checksums, details.acl, details.tags),
            write_check(call.headers),
        )
    except BaseException:
        service.store.blobs.free(content.blob)
        raise
    written(service, bucket, version)
    headers = [("ETag", f'"{version.etag}"'), *version_header(bucket, version)]
    headers += [(PREFIX + name, value) for name, value in checksums.items()]
    return Answer(200, headers + encryption_header(details))


def written(service: Service, bucket: Bucket, version: Version, gone: bytes | None = None) -> None:
    """Write an object through to the migration source, if that is on, and delete the key `gone` there."""
    source = write_through_source(service, bucket)
    if source is not None:
        source.write(version)
        if gone is not None:
            source.delete(gone)


def version_header(bucket: Bucket, version: Version) -> list[tuple[str, str]]:
    """Return `x-amz-version-id`, for buckets with snapshots only."""
    return [("x-amz-version-id", str(version.version))] if bucket.keeps_versions else []


def get_object(service: Service, call: Call) -> Answer:
    """Answer with an object or a range of it. Copies it from the migration source first if needed."""
    source = source_for_missing(service, call)
    copied = source is not None and source.copy(call.key)
    blobs = service.store.blobs
    with service.store.lock:  # across look-up and hold: the bytes must stay
        bucket, version = find_version(service, call)
        if version.blob is None:
            raise ErrorResponse("NoSuchKey")
        check_readable(version, service.clock)
        blob = version.blob
        blobs.hold(blob)
    try:
        answer = _describe(service, call, bucket, version)
        start, length = _span(call, version, answer)
    except BaseException:
        blobs.release(blob)
        raise
    if copied:
        _mark_migrated(answer)
    answer.stream = blobs.read(blob, start, length)
    answer.length = length
    answer.done = lambda: blobs.release(blob)
    return answer


def head_object(service: Service, call: Call) -> Answer:
    """Answer with the headers of an object."""
    source = source_for_missing(service, call)
    migrated = None if source is None else source.head(call.key)
    bucket, version = find_version(service, call) if source is None or migrated is None else (source.bucket, migrated)
    answer = _describe(service, call, bucket, version)
    if source is not None and migrated is not None:
        _mark_migrated(answer)
        answer.headers = [pair for pair in answer.headers if pair[0] != "x-amz-version-id"]
        if call.headers.flag("x-tigris-schedule-migration"):
            source.copy(call.key)  # Tigris queues the copy; here it is done when the answer arrives
    _, answer.length = _span(call, version, answer)
    return answer


def _span(call: Call, version: Version, answer: Answer) -> tuple[int, int]:
    """Return start and length of the requested bytes; write the status and the headers for them."""
    number, header = call.query.get("partNumber"), call.headers.get("range")
    if number is None:
        span = ranges.requested(header, version.size)
    elif header is not None:
        raise ErrorResponse("InvalidRequest", "Send either Range or partNumber.")
    else:
        parts = version.details.parts
        span = ranges.numbered(number, parts, version.size)
        if parts:
            answer.headers.append(("x-amz-mp-parts-count", str(len(parts))))
    if span is None or not span[1]:  # no header describes a range without bytes
        if span is None or span[1] == version.size:
            answer.headers += _checksum_headers(call, version)
        return span or (0, version.size)
    answer.status = 206
    answer.headers.append(("Content-Range", f"bytes {span[0]}-{sum(span) - 1}/{version.size}"))
    return span


def find_version(service: Service, call: Call) -> tuple[Bucket, Version]:
    """Find the version that a read names by key, moment or version id."""
    bucket = service.catalog.find(call.bucket)
    wanted = call.query.get("versionId")
    if wanted is None or (wanted == "null" and not bucket.keeps_versions):
        version = service.objects.look(bucket, call.key, moment(call, bucket))
        allow_read(call, bucket, version)
        if version is None or version.marker:
            headers = () if version is None else (("x-amz-delete-marker", "true"), *version_header(bucket, version))
            raise ErrorResponse("NoSuchKey", extra=[("Key", text(call.key))], headers=headers)
        return bucket, version
    found = service.objects.exact(bucket, call.key, version_number(wanted))
    allow_read(call, bucket, found)
    if found is None:
        raise ErrorResponse("NoSuchVersion", extra=[("Key", text(call.key)), ("VersionId", wanted)])
    if found.marker:
        raise ErrorResponse(
            "MethodNotAllowed",
            headers=(
                ("x-amz-delete-marker", "true"),
                ("x-amz-version-id", wanted),
                ("Last-Modified", http_date(found.version)),
                ("Allow", "DELETE"),
            ),
        )
    return bucket, found


def _describe(service: Service, call: Call, bucket: Bucket, version: Version) -> Answer:
    """Check the conditions; return the headers common to GET and HEAD."""
    check_read(call.headers, version)
    details = version.details
    content = {"content-type": _STORED_TYPE, **details.headers}
    by_default = _cache_control(call, bucket.settings, content["content-type"])
    if by_default:
        content.setdefault("cache-control", by_default)
    for name in CONTENT_HEADERS:
        override = call.query.get(f"response-{name}")
        if override is not None:
            if not override.isascii():
                raise ErrorResponse("InvalidArgument", f"response-{name} must be ASCII")
            check_field(f"response-{name}", override)
            content[name] = override.strip()  # HTTP strips spaces around values
    headers = [
        ("Accept-Ranges", "bytes"),
        ("ETag", f'"{version.etag}"'),
        ("Last-Modified", http_date(version.version)),
    ]
    headers += [(name.title(), value) for name, value in content.items()]
    if bucket.settings.nosniff:
        headers.append(("X-Content-Type-Options", "nosniff"))
    headers += [(f"x-amz-meta-{name}", value) for name, value in details.metadata.items()]
    headers += version_header(bucket, version)
    if version.storage_class != "STANDARD":
        headers.append(("x-amz-storage-class", version.storage_class))
    headers += state_header(version, service.clock)
    if details.acl is not None and bucket.settings.object_acl:
        headers.append(("X-Amz-Acl", details.acl))
    if details.tags:
        headers.append(("x-amz-tagging-count", str(len(details.tags))))
    headers += [
        ("X-Tigris-Regions", bucket.settings.regions or service.options.region),
        _HERE,
    ]
    return Answer(200, headers)


def _mark_migrated(answer: Answer) -> None:
    """Mark an object that comes from the migration source."""
    answer.headers.remove(_HERE)
    answer.headers.append((_HERE[0], "block_shadow"))


def _cache_control(call: Call, settings: Settings, content_type: str) -> str:
    """Return the default `Cache-Control`: of the bucket, else of Tigris.

    Static types of public buckets get `Cache-Control: public, max-age=3600`; here for anonymous requests only.
    """
    static = settings.public and call.access_key_id is None and _STATIC.match(content_type)
    return settings.cache_control or ("public, max-age=3600" if static else "")


def _checksum_headers(call: Call, version: Version) -> list[tuple[str, str]]:
    if (call.headers.get("x-amz-checksum-mode") or "").upper() != "ENABLED":
        return []
    checksums = version.details.checksums
    named = [(PREFIX + name, value) for name, value in checksums.items()]
    return [*named, *((f"{PREFIX}type", kind(value)) for value in list(checksums.values())[:1])]
