"""Multipart uploads: create, part, part copy, abort, list parts, list uploads. `completion.py` completes them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.handlers.listings.listing import read_ask
from tigris_http.emulator.handlers.objects.copying import find_source, source_header
from tigris_http.emulator.handlers.objects.new_object import (
    MAX_SINGLE_PUT,
    check_key,
    encryption_header,
    receive,
    sent_class,
    sent_details,
)
from tigris_http.emulator.http import xml
from tigris_http.emulator.http.call import XML, Answer, text
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.rules import ranges
from tigris_http.emulator.rules.checksums import ALGORITHMS, PREFIX, Digester, elements, encode
from tigris_http.emulator.store.clock import milliseconds
from tigris_http.emulator.store.rows import Content
from tigris_http.emulator.store.walk import after_prefix

if TYPE_CHECKING:
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service
    from tigris_http.emulator.store.catalog import Bucket
    from tigris_http.emulator.store.uploads import Part, Upload

_MAX_PARTS: Final = ranges.MAX_PARTS
_ENTRIES_A_PAGE: Final = 1000
_KINDS: Final = ("COMPOSITE", "FULL_OBJECT")


def create_multipart_upload(service: Service, call: Call) -> Answer:
    """Open an upload, with the tags, metadata, storage class and ACL of the later object."""
    bucket = service.catalog.find(call.bucket)
    check_key(call.key)
    storage_class = sent_class(call) or bucket.settings.storage_class
    announced = _announced(call)
    details = replace(sent_details(call), checksums=announced)
    upload = service.uploads.begin(bucket, call.key, storage_class, details)
    children: list[tuple[str, xml.Value]] = [
        ("Bucket", bucket.name),
        ("Key", text(call.key)),
        ("UploadId", upload.id),
    ]
    headers = [XML, *encryption_header(details)]
    for algorithm, of in announced.items():
        headers += [(f"{PREFIX}algorithm", algorithm.upper()), (f"{PREFIX}type", of)]
    return Answer(200, headers, xml.document("InitiateMultipartUploadResult", children))


def _announced(call: Call) -> dict[str, str]:
    """Read the announced checksum algorithm and the kind of the later checksum."""
    algorithm, of = call.headers.get(f"{PREFIX}algorithm"), call.headers.get(f"{PREFIX}type")
    if algorithm is None:
        if of is not None:
            raise ErrorResponse("InvalidRequest", f"{PREFIX}type needs {PREFIX}algorithm")
        return {}
    name = algorithm.strip().lower()
    if name not in ALGORITHMS:
        raise ErrorResponse("InvalidRequest", f"{PREFIX}algorithm is unknown")
    # S3 knows CRC-64/NVME of whole objects only, SHA of parts only, the other two of either.
    kinds = {"crc64nvme": ("FULL_OBJECT",), "crc32": _KINDS, "crc32c": _KINDS}.get(name, ("COMPOSITE",))
    chosen = kinds[0] if of is None else of.strip().upper()
    if chosen not in kinds:
        raise ErrorResponse("InvalidRequest", f"{PREFIX}type does not fit {PREFIX}algorithm")
    return {name: chosen}


def find_upload(service: Service, call: Call) -> Upload:
    """Find the upload of a request."""
    return service.uploads.find(service.catalog.find(call.bucket), call.key, call.query.get("uploadId") or "")


def _number(call: Call) -> int:
    value = call.query.get("partNumber") or ""
    if not (value.isascii() and value.isdigit() and len(value) <= 5 and 1 <= int(value) <= _MAX_PARTS):
        raise ErrorResponse("InvalidArgument", f"Part number must be an integer between 1 and {_MAX_PARTS}, inclusive")
    return int(value)


def _add(service: Service, call: Call, upload: Upload, content: Content, checksums: dict[str, str]) -> Part:
    try:
        return service.uploads.add(service.catalog.find(call.bucket), upload, _number(call), content, checksums)
    except BaseException:
        service.store.blobs.free(content.blob)
        raise


def upload_part(service: Service, call: Call) -> Answer:
    """Store the body as one part."""
    upload = find_upload(service, call)
    _number(call)
    if call.body.length is None:
        raise ErrorResponse("MissingContentLength")
    if call.body.length > MAX_SINGLE_PUT:
        raise ErrorResponse("EntityTooLarge")
    content = receive(service, call.body)
    part = _add(service, call, upload, content, call.body.checksums)
    headers = [
        ("ETag", f'"{part.etag}"'),
        *((PREFIX + name, value) for name, value in part.checksums.items()),
    ]
    return Answer(200, headers)


def upload_part_copy(service: Service, call: Call) -> Answer:
    """Store an object, or a range of it, as one part."""
    upload = find_upload(service, call)
    _number(call)
    blobs = service.store.blobs
    with service.store.lock:
        bucket, source, _ = find_source(service, call)
        if source.blob is None:
            raise ErrorResponse("NoSuchKey")
        blobs.hold(source.blob)
    try:
        asked = call.headers.get("x-amz-copy-source-range")
        start, length = (0, source.size) if asked is None else ranges.of_part(asked, source.size)
        writer, digester = blobs.writer(), Digester(frozenset(upload.details.checksums), sha256=False)
        try:
            for piece in blobs.read(source.blob, start, length):
                data = bytes(piece)
                digester.update(data)
                writer.write(data)
            content = Content(writer.commit(), length, digester.md5.hex())
        except BaseException:
            writer.discard()
            raise
    finally:
        blobs.release(source.blob)
    checksums = {name: encode(digester.checksum(name)) for name in upload.details.checksums}
    part = _add(service, call, upload, content, checksums)
    children: list[tuple[str, xml.Value]] = [
        ("LastModified", milliseconds(part.modified)),
        ("ETag", f'"{part.etag}"'),
        *elements(checksums),
    ]
    headers = [XML, *source_header(bucket, source)]
    return Answer(200, headers, xml.document("CopyPartResult", children))


def abort_multipart_upload(service: Service, call: Call) -> Answer:
    """Delete an upload and its parts."""
    with service.store.write():
        service.uploads.end(find_upload(service, call))
    return Answer(204)


def list_parts(service: Service, call: Call) -> Answer:
    """List the parts of an upload."""
    upload = find_upload(service, call)
    after = call.query.number("part-number-marker", 0, _MAX_PARTS)
    limit = call.query.number("max-parts", _ENTRIES_A_PAGE, _ENTRIES_A_PAGE)
    found = service.uploads.parts(upload, after, limit + 1)
    parts = found[:limit]
    owner: list[tuple[str, xml.Value]] = [("ID", service.owner), ("DisplayName", service.owner)]
    children: list[tuple[str, xml.Value]] = [
        ("Bucket", call.bucket),
        ("Key", text(call.key)),
        ("UploadId", upload.id),
        ("Initiator", owner),
        ("Owner", owner),
        ("StorageClass", upload.storage_class),
        ("PartNumberMarker", after),
        ("NextPartNumberMarker", parts[-1].number if parts else 0),
        ("MaxParts", limit),
        ("IsTruncated", limit > 0 and len(found) > limit),
        *_announcement(upload),
    ]
    for part in parts:
        fields: list[tuple[str, xml.Value]] = [
            ("PartNumber", part.number),
            ("LastModified", milliseconds(part.modified)),
            ("ETag", f'"{part.etag}"'),
            ("Size", part.size),
            *elements(part.checksums),
        ]
        children.append(("Part", fields))
    return Answer(200, [XML], xml.document("ListPartsResult", children))


def list_multipart_uploads(service: Service, call: Call) -> Answer:
    """List the uploads in progress."""
    bucket = service.catalog.find(call.bucket)
    ask = read_ask(call)
    write, prefix, delimiter = ask.write, ask.prefix, ask.delimiter
    key, marker = call.query.raw("key-marker") or b"", call.query.get("upload-id-marker") or ""
    limit = call.query.number("max-uploads", _ENTRIES_A_PAGE, _ENTRIES_A_PAGE)
    after: tuple[bytes, str] | None = (key, marker)
    if key and not marker:
        after = (key, "~")  # after all uploads of the key: ids are hexadecimal
        if delimiter and key.endswith(delimiter) and key.startswith(prefix):
            beyond = after_prefix(key)  # the marker is an already listed common prefix
            after = None if beyond is None else (beyond, "")
    page = _uploads_page(service, bucket, after, prefix, delimiter, limit)
    children: list[tuple[str, xml.Value]] = [
        ("Bucket", bucket.name),
        ("KeyMarker", write(key)),
        ("UploadIdMarker", call.query.get("upload-id-marker") or ""),
        ("NextKeyMarker", write(page.last[0]) if page.truncated else ""),
        ("NextUploadIdMarker", page.last[1] if page.truncated else ""),
        ("Prefix", write(prefix)),
        ("Delimiter", write(delimiter)),
        *ask.encoding,
        ("MaxUploads", limit),
        ("IsTruncated", page.truncated),
        *(_upload_entry(service, upload, write(upload.key)) for upload in page.uploads),
        *(("CommonPrefixes", [("Prefix", write(common))]) for common in page.prefixes),
    ]
    return Answer(200, [XML], xml.document("ListMultipartUploadsResult", children))


@dataclass
class _UploadsPage:
    uploads: list[Upload]
    prefixes: list[bytes]
    last: tuple[bytes, str]
    truncated: bool = False


def _uploads_page(
    service: Service, bucket: Bucket, after: tuple[bytes, str] | None, prefix: bytes, delimiter: bytes, limit: int
) -> _UploadsPage:
    """Collect up to `limit` entries after a key and an upload; None means that nothing follows."""
    page = _UploadsPage([], [], after or (b"", ""))
    while limit and after is not None:
        found = service.uploads.page(bucket, *page.last, prefix, limit + 1)
        for upload in found:
            end = upload.key.find(delimiter, len(prefix)) if delimiter else -1
            common = upload.key[: end + len(delimiter)] if end >= 0 else None
            known = common is not None and page.prefixes[-1:] == [common]
            if not known and len(page.uploads) + len(page.prefixes) == limit:
                page.truncated = True
                return page
            page.last = (upload.key, upload.id)
            if common is None:
                page.uploads.append(upload)
            elif not known:
                page.prefixes.append(common)
        if len(found) <= limit:
            break
    return page


def _upload_entry(service: Service, upload: Upload, key: str) -> tuple[str, list[tuple[str, xml.Value]]]:
    owner: list[tuple[str, xml.Value]] = [("ID", service.owner), ("DisplayName", service.owner)]
    return "Upload", [
        ("Key", key),
        ("UploadId", upload.id),
        ("Initiator", owner),
        ("Owner", owner),
        ("StorageClass", upload.storage_class),
        ("Initiated", milliseconds(upload.initiated)),
        *_announcement(upload),
    ]


def _announcement(upload: Upload) -> list[tuple[str, str]]:
    announced = upload.details.checksums
    return [
        pair for name, of in announced.items() for pair in (("ChecksumAlgorithm", name.upper()), ("ChecksumType", of))
    ]
