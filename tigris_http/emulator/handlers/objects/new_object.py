"""The request for a new object: its key, body, headers, metadata, ACL, tags and storage class.

Shared by put, copy, form uploads and multipart uploads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from tigris_http.emulator.http.call import MAX_KEY
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.http.message import check_field
from tigris_http.emulator.rules import tagging
from tigris_http.emulator.store.rows import Content, Details

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tigris_http.emulator.http.body import Body
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service

STORAGE_CLASSES: Final = frozenset({"STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"})
ENCRYPTION: Final = "x-amz-server-side-encryption"
MAX_SINGLE_PUT: Final = 5 * 1024**3
MOST_TAGS: Final = 10
_MAX_METADATA: Final = 2048
CONTENT_HEADERS: Final = (
    "content-type",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "expires",
)


def check_key(key: bytes) -> None:
    """Raise an error for keys longer than S3's 1,024 bytes."""
    if len(key) > MAX_KEY:
        raise ErrorResponse("KeyTooLongError", extra=[("Size", len(key)), ("MaxSizeAllowed", MAX_KEY)])


def receive(service: Service, body: Body) -> Content:
    """Write a body into a new, unused blob."""
    writer = service.store.blobs.writer()
    try:
        for piece in body.chunks():
            writer.write(piece)
        return Content(writer.commit(), body.size, body.md5)
    except BaseException:
        writer.discard()
        raise


def sent_details(call: Call) -> Details:
    """Read the content headers, user metadata, ACL and tags of a request that makes an object."""
    headers: dict[str, str] = {}
    for name in CONTENT_HEADERS:
        value = call.headers.get(name)
        if value is not None:
            headers[name] = value
    if call.body.framed and "content-encoding" in headers:
        # The framing is undone, so its coding is not stored.
        codings = [coding.strip() for coding in headers.pop("content-encoding").split(",")]
        if kept := [coding for coding in codings if coding and coding.lower() != "aws-chunked"]:
            headers["content-encoding"] = ",".join(kept)
    headers |= _encryption(call)
    metadata = call.headers.starting_with("x-amz-meta-")
    check_fields(headers, metadata)
    if sum(len(name) + len(value) for name, value in metadata.items()) > _MAX_METADATA:
        raise ErrorResponse("MetadataTooLarge", extra=[("MaxSizeAllowed", _MAX_METADATA)])
    return Details(headers, metadata, {}, sent_acl(call), _sent_tags(call.headers.get("x-amz-tagging")))


def check_fields(headers: Mapping[str, str], metadata: Mapping[str, str]) -> None:
    """Raise InvalidArgument if a later GET could not return these."""
    for name, value in headers.items():
        check_field(name, value)
    for name, value in metadata.items():
        check_field(f"x-amz-meta-{name}", value)


def _encryption(call: Call) -> dict[str, str]:
    """Read the requested encryption. It "is always on", but only shown if requested."""
    requested = call.headers.get(ENCRYPTION)
    if call.headers.starting_with(f"{ENCRYPTION}-customer-") or requested not in {None, "AES256"}:
        raise ErrorResponse("NotImplemented", f"{ENCRYPTION} can be AES256 only")
    return {} if requested is None else {ENCRYPTION: requested}


def encryption_header(details: Details) -> list[tuple[str, str]]:
    """Return the encryption header, if encryption was requested."""
    return [(ENCRYPTION, details.headers[ENCRYPTION])] if ENCRYPTION in details.headers else []


def sent_acl(call: Call) -> str | None:
    """Read `X-Amz-Acl`: one of the two canned ACLs, else 400."""
    acl = call.headers.get("x-amz-acl")
    if acl not in {None, "private", "public-read"}:
        raise ErrorResponse("InvalidArgument", "x-amz-acl must be private or public-read")
    return acl


def sent_class(call: Call) -> str | None:
    """Read `X-Amz-Storage-Class`, or None for the bucket's default."""
    storage_class = call.headers.get("x-amz-storage-class")
    if storage_class is not None and storage_class not in STORAGE_CLASSES:
        raise ErrorResponse("InvalidStorageClass", extra=[("StorageClassRequested", storage_class)])
    return storage_class


def _sent_tags(header: str | None) -> list[list[str]]:
    return [list(tag) for tag in tagging.checked(parse_qsl(header or "", keep_blank_values=True), MOST_TAGS)]
