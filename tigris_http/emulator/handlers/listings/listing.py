"""ListObjects, ListObjectsV2, and the listing of soft-deleted keys.

Contract: pages in byte order of the keys, with prefix and delimiter. `encoding-type=url` encodes keys by percent.
`max-keys` is 1,000 by default; 0 gives an empty page, which is not truncated. An empty delimiter is none. A
continuation token is opaque to callers.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.handlers.listings.querying import Matching, in_order, read_query
from tigris_http.emulator.handlers.objects.migration_source import lists_source, source_of
from tigris_http.emulator.http import xml
from tigris_http.emulator.http.call import (
    XML,
    Answer,
    text,
)
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.http.message import percent
from tigris_http.emulator.rules.tiers import is_readable
from tigris_http.emulator.service import allow_list, moment
from tigris_http.emulator.store.clock import milliseconds
from tigris_http.emulator.store.soft_deleted import SoftDeletedWalk
from tigris_http.emulator.store.walk import after_prefix, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.emulator.handlers.listings.querying import Walker
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.rules.query_language import Filter
    from tigris_http.emulator.service import Service
    from tigris_http.emulator.store.catalog import Bucket
    from tigris_http.emulator.store.rows import Version

_KEYS_A_PAGE: Final = 1000
INLINE: Final = 4096
"""The largest object (bytes) that a listing shows with content. The limit of Tigris is unknown."""


@dataclass(frozen=True)
class Ask:
    """The parameters common to all listings."""

    prefix: bytes
    delimiter: bytes
    limit: int
    write: Callable[[bytes], str]
    encoding: tuple[tuple[str, xml.Value], ...]


def read_ask(call: Call) -> Ask:
    """Read the parameters common to all listings."""
    encoding = call.query.get("encoding-type")
    if encoding not in {None, "", "url"}:
        raise ErrorResponse("InvalidArgument", "Invalid Encoding Method specified in Request")
    return Ask(
        call.query.raw("prefix") or b"",
        call.query.raw("delimiter") or b"",
        call.query.number("max-keys", _KEYS_A_PAGE, _KEYS_A_PAGE),
        percent if encoding else text,
        (("EncodingType", "url"),) if encoding else (),
    )


@dataclass
class _Page:
    objects: list[Version]
    prefixes: list[bytes]
    truncated: bool = False
    last: bytes = b""
    last_is_prefix: bool = False


def _page(begin: Callable[[bytes], Walker], ask: Ask, start: bytes | None) -> _Page:
    """Collect up to `ask.limit` entries from `start`; None means that nothing follows."""
    page = _Page([], [])
    if start is None or ask.limit == 0:
        return page
    walker = begin(max(start, ask.prefix))
    for version in walker:
        if not version.key.startswith(ask.prefix):
            break
        if len(page.objects) + len(page.prefixes) == ask.limit:
            page.truncated = True
            break
        end = version.key.find(ask.delimiter, len(ask.prefix)) if ask.delimiter else -1
        page.last_is_prefix = end >= 0
        if end < 0:
            page.objects.append(version)
            page.last = version.key
            continue
        page.last = version.key[: end + len(ask.delimiter)]
        page.prefixes.append(page.last)
        beyond = after_prefix(page.last)
        if beyond is None:
            break
        walker.seek(beyond)
    return page


def list_objects_v2(service: Service, call: Call) -> Answer:
    """List the objects of a bucket, now or at a snapshot."""
    bucket = service.catalog.find(call.bucket)
    allow_list(call, bucket)
    ask = read_ask(call)
    source = source_of(service, bucket)
    if source is not None and lists_source(call, source):
        return Answer(200, [XML], source.listing(call.query.pairs))
    token, start_after = call.query.get("continuation-token"), call.query.raw("start-after")
    query = call.headers.get("x-tigris-query")
    wanted = None if query is None else read_query(query)
    if wanted is not None and wanted.order_by is not None:
        page, following = _ordered_page(service, call, bucket, ask, wanted)
    else:
        page = _page(_walker(service, call, bucket, wanted), ask, _read_token(token) if token else _after(start_after))
        following = _token(page)
    children: list[tuple[str, xml.Value]] = [("Name", bucket.name), ("Prefix", ask.write(ask.prefix))]
    if token is not None:
        children.append(("ContinuationToken", token))
    if start_after is not None:
        children.append(("StartAfter", ask.write(start_after)))
    children += [("KeyCount", len(page.objects) + len(page.prefixes)), ("MaxKeys", ask.limit)]
    if ask.delimiter:
        children.append(("Delimiter", ask.write(ask.delimiter)))
    children += [*ask.encoding, ("IsTruncated", page.truncated)]
    if page.truncated:
        children.append(("NextContinuationToken", following))
    owner = service.owner if call.query.get("fetch-owner") == "true" else None
    entries = _entries(page, ask, owner, _inlined(service, call))
    return Answer(200, [XML], xml.document("ListBucketResult", children + entries))


def _after(key: bytes | None) -> bytes:
    return key + b"\0" if key else b""


def _walker(service: Service, call: Call, bucket: Bucket, wanted: Filter | None = None) -> Callable[[bytes], Walker]:
    """Choose the objects: live, at a moment, or soft-deleted; with a filter if there is one."""
    if call.operation == "ListDeletedObjects":
        return lambda start: SoftDeletedWalk(service.objects.soft_deleted, bucket, start)
    levels = service.catalog.levels(bucket, moment(call, bucket))
    if wanted is None:
        return lambda start: walk(service.store, levels, start)
    return lambda start: Matching(walk(service.store, levels, start), wanted)


def _ordered_page(service: Service, call: Call, bucket: Bucket, ask: Ask, wanted: Filter) -> tuple[_Page, str]:
    """Collect a page in another order than that of the keys; its token names the last object."""
    if ask.delimiter:
        raise ErrorResponse("InvalidArgument", "an order and a delimiter exclude each other")
    everything = _walker(service, call, bucket)(max(ask.prefix, _after(call.query.raw("start-after"))))
    found = in_order((each for each in everything if each.key.startswith(ask.prefix)), wanted)
    token = call.query.get("continuation-token")
    if token:
        last = _read_token(token)
        places = [place for place, version in enumerate(found) if version.key + b"\0" == last]
        # If the last object is gone, the position is unknown: end the listing rather than repeat entries.
        found = found[places[0] + 1 :] if places else []
    page = _Page(found[: ask.limit], [], truncated=len(found) > ask.limit > 0)
    if page.objects:
        page.last = page.objects[-1].key
    return page, _token(page)


def _inlined(service: Service, call: Call) -> Callable[[Version], list[tuple[str, xml.Value]]]:
    """Return a function for the extra fields of an entry: user metadata, and the bytes of small objects."""
    if not call.headers.flag("x-tigris-list-metadata"):
        return lambda _: []
    content = call.headers.flag("x-tigris-list-content")

    def added(version: Version) -> list[tuple[str, xml.Value]]:
        pairs = version.details.metadata.items()
        fields: list[tuple[str, xml.Value]] = [("Metadata", [("Name", n), ("Value", v)]) for n, v in pairs]
        if content and version.size <= INLINE and version.blob is not None and is_readable(version, service.clock):
            data = b"".join(map(bytes, service.store.blobs.read(version.blob, 0, version.size)))
            fields.append(("Data", base64.b64encode(data).decode()))
        return fields

    return added


def list_objects(service: Service, call: Call) -> Answer:
    """List the objects of a bucket in the first form, paged by `marker`."""
    bucket = service.catalog.find(call.bucket)
    allow_list(call, bucket)
    ask = read_ask(call)
    marker = call.query.raw("marker") or b""
    start: bytes | None = marker + b"\0" if marker else b""
    if ask.delimiter and marker.endswith(ask.delimiter) and marker.startswith(ask.prefix):
        start = after_prefix(marker)  # the marker is an already listed common prefix
    page = _page(_walker(service, call, bucket), ask, start)
    children: list[tuple[str, xml.Value]] = [
        ("Name", bucket.name),
        ("Prefix", text(ask.prefix)),  # never encoded in this form: botocore, which asks for that, would not decode it
        ("Marker", ask.write(marker)),
    ]
    if page.truncated and ask.delimiter:  # without one, the marker is the last key, as in S3
        children.append(("NextMarker", ask.write(page.last)))
    children.append(("MaxKeys", ask.limit))
    if ask.delimiter:
        children.append(("Delimiter", ask.write(ask.delimiter)))
    children += [*ask.encoding, ("IsTruncated", page.truncated), *_entries(page, ask, service.owner)]
    return Answer(200, [XML], xml.document("ListBucketResult", children))


def _entries(
    page: _Page,
    ask: Ask,
    owner: str | None,
    added: Callable[[Version], list[tuple[str, xml.Value]]] = lambda _: [],
) -> list[tuple[str, xml.Value]]:
    entries: list[tuple[str, xml.Value]] = []
    for version in page.objects:
        fields: list[tuple[str, xml.Value]] = [("Key", ask.write(version.key)), *fields_of(version)]
        if owner is not None:
            fields.append(("Owner", [("ID", owner), ("DisplayName", owner)]))
        fields += added(version)
        entries.append(("Contents", fields))
    entries += [("CommonPrefixes", [("Prefix", ask.write(prefix))]) for prefix in page.prefixes]
    return entries


def fields_of(version: Version) -> list[tuple[str, xml.Value]]:
    """Write the fields common to all entries."""
    return [
        ("LastModified", milliseconds(version.version)),
        ("ETag", f'"{version.etag}"'),
        ("Size", version.size),
        ("StorageClass", version.storage_class),
    ]


def _token(page: _Page) -> str:
    return base64.urlsafe_b64encode((b"p" if page.last_is_prefix else b"k") + page.last).decode()


def _read_token(token: str) -> bytes | None:
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as problem:
        raise ErrorResponse("InvalidArgument", "The continuation token provided is incorrect") from problem
    kind, last = raw[:1], raw[1:]
    if kind not in {b"k", b"p"} or not last:
        raise ErrorResponse("InvalidArgument", "The continuation token provided is incorrect")
    return last + b"\0" if kind == b"k" else after_prefix(last)
