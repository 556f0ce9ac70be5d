"""Uploads in parts: the rows of their operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http import operations as ops

from .row import Row, checksums, prefixes, tag

if TYPE_CHECKING:
    from .told import Told


def people(told: Told) -> tuple[str | None, ...]:
    """Return whose an upload is, and who began it."""
    return tuple(told.inner(who).get(part) for who in ("Owner", "Initiator") for part in ("ID", "DisplayName"))


ROWS = (
    Row(
        ops.CreateMultipartUpload("b", "k"),
        "InitiateMultipartUploadResult",
        lambda told: ops.MultipartUpload("b", "k", told.get("UploadId")),
        ("Bucket", "Key", "Abort*", "VersionId"),
    ),
    Row(
        ops.UploadPart("b", "k", "u", 7, b""),
        None,
        lambda told: ops.UploadedPart(7, tag(told.get("ETag")) or "", checksums=checksums(told)),
        ("VersionId",),
    ),
    Row(
        ops.UploadPartCopy("b", "k", "u", 7, "s", "k"),
        "CopyPartResult",
        lambda told: ops.UploadedPart(
            7,
            tag(told.inner("CopyPartResult").get("ETag")) or "",
            told.inner("CopyPartResult").get("LastModified"),
            checksums(told.inner("CopyPartResult")),
        ),
        ("VersionId",),
    ),
    Row(
        ops.ListParts("b", "k", "u"),
        "ListPartsResult",
        lambda told: ops.PartPage(
            tuple(
                ops.ListedPart(
                    part.get("PartNumber"),
                    part.get("Size"),
                    tag(part.get("ETag")) or "",
                    part.get("LastModified"),
                    checksums(part),
                )
                for part in told.each("Parts")
            ),
            told.get("IsTruncated", False),
            told.get("NextPartNumberMarker"),
            told.get("StorageClass", "STANDARD"),
            *people(told),
        ),
        ("Bucket", "Key", "UploadId", "PartNumberMarker", "MaxParts", "Abort*", "VersionId"),
    ),
    Row(
        ops.ListMultipartUploads("b"),
        "ListMultipartUploadsResult",
        lambda told: ops.UploadPage(
            tuple(
                ops.ListedUpload(
                    upload.get("Key"),
                    upload.get("UploadId"),
                    upload.get("Initiated"),
                    upload.get("StorageClass", "STANDARD"),
                    *people(upload),
                )
                for upload in told.each("Uploads")
            ),
            prefixes(told),
            told.get("IsTruncated", False),
            told.get("NextKeyMarker") or None,
            told.get("NextUploadIdMarker") or None,
        ),
        ("Bucket", "UploadIdMarker", "MaxUploads", "Uploads.VersionId"),
    ),
    Row(
        ops.CompleteMultipartUpload("b", "k", "u", [(1, "e")]),
        "CompleteMultipartUploadResult",
        lambda told: ops.CompletedUpload(
            "b", "k", tag(told.get("ETag")), told.get("Location"), told.get("VersionId"), checksums(told)
        ),
        ("Bucket", "Key"),
    ),
)
