"""ListObjectVersions: all versions and delete markers, or the soft-deleted versions, or both.

Contract: keys ascend, versions of a key descend; pages go on after (`key-marker`, `version-id-marker`).
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from tigris_http.emulator.handlers.listings.listing import fields_of, read_ask
from tigris_http.emulator.http import xml
from tigris_http.emulator.http.call import XML, Answer
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.service import moment, version_number
from tigris_http.emulator.store.clock import milliseconds
from tigris_http.emulator.store.store import FOREVER
from tigris_http.emulator.store.walk import after_prefix, history

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service
    from tigris_http.emulator.store.rows import Version


def list_object_versions(service: Service, call: Call) -> Answer:
    """List every version and delete marker. A plain bucket shows live objects only, with the version `null`."""
    bucket = service.catalog.find(call.bucket)
    ask = read_ask(call)
    key_marker = call.query.raw("key-marker") or b""
    wanted = call.query.get("version-id-marker") or ""
    before = version_number(wanted) if wanted and wanted != "null" else 0
    if before and not key_marker:
        raise ErrorResponse("InvalidArgument", "A version-id marker cannot be specified without a key marker.")
    deleted = call.operation == "ListDeletedVersions"
    levels = service.catalog.levels(bucket, moment(call, bucket) if bucket.keeps_versions else FOREVER)
    rows: list[tuple[str, xml.Value]] = []
    prefixes: list[bytes] = []
    truncated, last_key, last_version = False, b"", ""
    start: bytes | None = ask.prefix
    if ask.delimiter and not wanted and key_marker.endswith(ask.delimiter) and key_marker.startswith(ask.prefix):
        start = after_prefix(key_marker)
    while start is not None and ask.limit:
        beyond: bytes | None = None
        sources: list[Iterator[tuple[Version, bool, bool]]] = []
        if deleted:
            soft_deleted = service.objects.soft_deleted.history(bucket, key_marker, before, start)
            sources.append((version, latest, True) for version, latest in soft_deleted)
        if not deleted or service.options.mixed_deletions:
            kept = history(service.store, levels, key_marker, before, start)
            sources.append((version, latest, False) for version, latest in kept)
        for version, latest, is_deleted in heapq.merge(*sources, key=_place):
            if not version.key.startswith(ask.prefix):
                break
            if not (bucket.keeps_versions or is_deleted or (latest and not version.marker)):
                continue
            if len(rows) + len(prefixes) == ask.limit:
                truncated = True
                break
            end = version.key.find(ask.delimiter, len(ask.prefix)) if ask.delimiter else -1
            if end >= 0:
                last_key, last_version = version.key[: end + len(ask.delimiter)], ""
                prefixes.append(last_key)
                beyond = after_prefix(last_key)
                break
            shown = str(version.version) if bucket.keeps_versions or deleted else "null"
            last_key, last_version = version.key, shown
            rows.append(
                _version_entry(service, version, ask.write(version.key), shown, latest=latest, deleted=is_deleted)
            )
        start = beyond
    children: list[tuple[str, xml.Value]] = [
        ("Name", bucket.name),
        ("Prefix", ask.write(ask.prefix)),
        ("KeyMarker", ask.write(key_marker)),
        ("VersionIdMarker", wanted),
    ]
    if truncated:
        children += [("NextKeyMarker", ask.write(last_key)), ("NextVersionIdMarker", last_version)]
    children.append(("MaxKeys", ask.limit))
    if ask.delimiter:
        children.append(("Delimiter", ask.write(ask.delimiter)))
    children += [*ask.encoding, ("IsTruncated", truncated), *rows]
    children += [("CommonPrefixes", [("Prefix", ask.write(prefix))]) for prefix in prefixes]
    return Answer(200, [XML], xml.document("ListVersionsResult", children))


def _place(entry: tuple[Version, bool, bool]) -> tuple[bytes, int]:
    return entry[0].key, -entry[0].version


def _version_entry(
    service: Service, version: Version, key: str, shown: str, *, latest: bool, deleted: bool
) -> tuple[str, list[tuple[str, xml.Value]]]:
    named: list[tuple[str, xml.Value]] = [("Key", key), ("VersionId", shown), ("IsLatest", latest)]
    owner: tuple[str, xml.Value] = ("Owner", [("ID", service.owner), ("DisplayName", service.owner)])
    if version.marker:
        return "DeleteMarker", [*named, owner, ("LastModified", milliseconds(version.version))]
    # A soft-deleted version is a `Version` with a mark.
    mark: list[tuple[str, xml.Value]] = [("SoftDeleted", True)] if deleted else []
    return "Version", [*named, *fields_of(version), owner, *mark]
