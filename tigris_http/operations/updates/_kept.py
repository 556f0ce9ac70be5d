"""Properties of an object, read to be written back unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from tigris_http._wire.checksums import checksums_in
from tigris_http._wire.http import Head, Headers, HeaderText
from tigris_http._wire.signed_headers import signed_fields
from tigris_http.errors import MalformedResponse
from tigris_http.operations.objects._object_info import MARK

META = "x-amz-meta-"
_LOCKED = "x-amz-object-lock-"
_ENCRYPTED = "x-amz-server-side-encryption"
_KEPT = frozenset(
    {
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-type",
        "expires",
        "x-amz-acl",
        "x-amz-storage-class",
        "x-amz-website-redirect-location",
        f"{_LOCKED}legal-hold",
        f"{_LOCKED}mode",
        f"{_LOCKED}retain-until-date",
        _ENCRYPTED,
        f"{_ENCRYPTED}-aws-kms-key-id",
        f"{_ENCRYPTED}-bucket-key-enabled",
    }
)
"""Headers of a GET that mean the same on a PUT."""
_COMPUTED = ("crc32", "sha256", "sha1", "crc32c")
"""Checksums to keep. S3 adds CRC-64/NVME to all objects by itself."""


def kept(head: Head) -> Headers:
    """Return the headers that a PUT takes, with user metadata.

    Raises `MalformedResponse` with the name of a header that cannot be written back.
    """
    missing = head.get("x-amz-missing-meta") or "0"
    if missing != "0":
        raise MalformedResponse(f"{missing} entries of the object's metadata have no header, and would be lost")
    headers: list[tuple[str, str]] = []
    for name, value in head.named.items():
        if (name in _KEPT and value) or (name.startswith(META) and name != MARK):
            headers.append((name, HeaderText(value)))
    if not any(name == "x-amz-storage-class" for name, _ in headers):
        # Without it the object would get the bucket's default class.
        headers.append(("x-amz-storage-class", "STANDARD"))
    for field in headers:
        try:
            signed_fields((field,))
        except ValueError as error:
            raise MalformedResponse(f"the object's {field[0]} cannot be written back: {error}") from None
    return tuple(headers)


def size_of_metadata(headers: Headers) -> int:
    """Return the bytes of user metadata."""
    return sum(len(name) - len(META) + len(value) for name, value in headers if name.startswith(META))


def tagging(tags: Mapping[str, str]) -> Headers:
    """Return the header of these tags."""
    pairs = "&".join(f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in tags.items())
    return (("x-amz-tagging", pairs),) if tags else ()


def checksum(head: Head, headers: Headers) -> str | None:
    """Return the checksum algorithm for the new bytes: that of the old ones, or one that a lock requires."""
    found = checksums_in(head)
    for algorithm in _COMPUTED:
        if getattr(found, algorithm) is not None:
            return algorithm
    return "crc32" if any(name.startswith(_LOCKED) for name, _ in headers) else None
