"""The rows of operations on multipart uploads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http import operations as ops

from .row import Row, checksums, prefixes, tag

if TYPE_CHECKING:
    from .botocore_parser import ParsedAnswer


def people(parsed: ParsedAnswer) -> tuple[str | None, ...]:
    """Return an upload's owner and initiator."""
    return tuple(parsed.inner(who).get(part) for who in ("Owner", "Initiator") for part in ("ID", "DisplayName"))


ROWS = (
    Row(
        ops.CreateMultipartUpload("b", "k"),
        "InitiateMultipartUploadResult",
        lambda parsed: ops.MultipartUpload("b", "k", parsed.get("UploadId")),
        ("Bucket", "Key", "Abort*", "VersionId"),
    ),
    Row(
        ops.UploadPart("b", "k", "u", 7, b""),
        None,
        lambda parsed: ops.UploadedPart(7, tag(parsed.get("ETag")) or "", checksums=checksums(parsed)),
        ("VersionId",),
    ),
    Row(
        ops.UploadPartCopy("b", "k", "u", 7, "s", "k"),
        "CopyPartResult",
        lambda parsed: ops.UploadedPart(
            7,
            tag(parsed.inner("CopyPartResult").get("ETag")) or "",
            parsed.inner("CopyPartResult").get("LastModified"),
            checksums(parsed.inner("CopyPartResult")),
        ),
        ("VersionId",),
    ),
    Row(
        ops.ListParts("b", "k", "u"),
        "ListPartsResult",
        lambda parsed: ops.PartPage(
            tuple(
                ops.ListedPart(
                    part.get("PartNumber"),
                    part.get("Size"),
                    tag(part.get("ETag")) or "",
                    part.get("LastModified"),
                    checksums(part),
                )
                for part in parsed.each("Parts")
            ),
            parsed.get("IsTruncated", False),
            parsed.get("NextPartNumberMarker"),
            parsed.get("StorageClass", "STANDARD"),
            *people(parsed),
        ),
        ("Bucket", "Key", "UploadId", "PartNumberMarker", "MaxParts", "Abort*", "VersionId"),
    ),
    Row(
        ops.ListMultipartUploads("b"),
        "ListMultipartUploadsResult",
        lambda parsed: ops.UploadPage(
            tuple(
                ops.ListedUpload(
                    upload.get("Key"),
                    upload.get("UploadId"),
                    upload.get("Initiated"),
                    upload.get("StorageClass", "STANDARD"),
                    *people(upload),
                )
                for upload in parsed.each("Uploads")
            ),
            prefixes(parsed),
            parsed.get("IsTruncated", False),
            parsed.get("NextKeyMarker") or None,
            parsed.get("NextUploadIdMarker") or None,
        ),
        ("Bucket", "UploadIdMarker", "MaxUploads", "Uploads.VersionId"),
    ),
    Row(
        ops.CompleteMultipartUpload("b", "k", "u", [(1, "e")]),
        "CompleteMultipartUploadResult",
        lambda parsed: ops.CompletedUpload(
            "b", "k", tag(parsed.get("ETag")), parsed.get("Location"), parsed.get("VersionId"), checksums(parsed)
        ),
        ("Bucket", "Key"),
    ),
)
