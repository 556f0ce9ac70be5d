"""The exchanges of objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.errors import (
    AccessDenied,
    NotFound,
    NotModified,
    PreconditionFailed,
    RangeNotSatisfiable,
    ServiceError,
    Unavailable,
)
from tigris_http.operations import DeleteObject, DeleteObjectResult, GetObject, HeadObject, PutObject, PutObjectResult
from tigris_http.operations.objects._object_info import ObjectInfo

from .expected import (
    CHECKSUMS,
    CONDITION,
    MD5,
    MD5_OF_NOTHING,
    MISSING_KEY,
    NO_REASON,
    NOW,
    REQUEST_ID,
    SLOW_DOWN,
    SNAPSHOT,
    VERSION,
    Opened,
    Refused,
    info,
    utc,
)

if TYPE_CHECKING:
    from . import Case

CASES: dict[str, Case] = {
    "put_object/plain": (PutObject("atlas-data", "a.txt", b"abc"), PutObjectResult(MD5, None)),
    "put_object/snapshot_bucket": (
        PutObject("atlas-data", "a.txt", b"abc", content_type="text/plain"),
        PutObjectResult(MD5, "1792493850000000001"),
    ),
    "put_object/all_options": (
        PutObject(
            "atlas-data",
            "dir/a b+c(1)'é.txt",
            b"abc",
            content_type="text/plain; charset=utf-8",
            content_encoding="identity",
            content_disposition='attachment; filename="a.txt"',
            content_language="de",
            cache_control="max-age=60",
            expires=utc(10, 57, 29, day=21),
            metadata={"Camera": "X100 / f2", "Empty": ""},
            storage_class="STANDARD_IA",
            acl="public-read",
        ),
        PutObjectResult(MD5, None),
    ),
    "put_object/only_if_absent": (
        PutObject("atlas-data", "a.txt", b"abc", if_none_match="*"),
        Refused(PreconditionFailed, 412, "PreconditionFailed", CONDITION),
    ),
    "put_object/compare_and_swap": (
        PutObject("atlas-data", "a.txt", b"abd", if_match=MD5),
        PutObjectResult("4911e516e5aa21d327512e0c8b197616", None),
    ),
    "put_object/dot_segments": (
        PutObject("atlas-data", "../a//./b?c#d%", b""),
        PutObjectResult(MD5_OF_NOTHING, None),
    ),
    "put_object/clock_skewed": (
        PutObject("atlas-data", "a.txt", b"abc"),
        Refused(
            AccessDenied,
            403,
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
        ),
    ),
    "put_object/slow_down": (
        PutObject("atlas-data", "a.txt", b"abc"),
        Refused(Unavailable, 503, "SlowDown", SLOW_DOWN),
    ),
    "put_object/request_timeout": (
        PutObject("atlas-data", "a.txt", b"abc"),
        Refused(
            Unavailable,
            400,
            "RequestTimeout",
            "Your socket connection to the server was not read from or written to within the timeout period.",
        ),
    ),
    "get_object/whole": (GetObject("atlas-data", "a.txt"), Opened(info(), b"abc")),
    "get_object/empty": (
        GetObject("atlas-data", "empty"),
        Opened(
            ObjectInfo(
                "atlas-data",
                "empty",
                0,
                0,
                etag=MD5_OF_NOTHING,
                last_modified=NOW,
                content_type="application/octet-stream",
                request_id=REQUEST_ID,
            ),
            b"",
        ),
    ),
    "get_object/range": (
        GetObject("atlas-data", "a.txt", range=(1, 2)),
        Opened(info(content_length=2, content_range=(1, 2)), b"bc"),
    ),
    "get_object/last_bytes": (
        GetObject("atlas-data", "a.txt", range=(-1, None)),
        Opened(info(content_length=1, content_range=(2, 2)), b"c"),
    ),
    "get_object/part": (
        GetObject("atlas-data", "parts.bin", part_number=2),
        Opened(
            info(
                "parts.bin",
                content_length=2,
                content_range=(1, 2),
                parts_count=2,
                etag="860df6524f1300aab8ff4bbe75852ada-2",
            ),
            b"bc",
        ),
    ),
    "get_object/range_outside": (
        GetObject("atlas-data", "a.txt", range=(3, None)),
        Refused(RangeNotSatisfiable, 416, "InvalidRange", "The requested range cannot be satisfied."),
    ),
    "get_object/at_a_snapshot": (
        GetObject("atlas-data", "dir/a b+c(1)'é.txt", snapshot_version=SNAPSHOT),
        Opened(info("dir/a b+c(1)'é.txt", version_id=VERSION), b"abc"),
    ),
    "get_object/version": (
        GetObject("atlas-data", "a.txt", version_id=VERSION),
        Opened(info(version_id=VERSION), b"abc"),
    ),
    "get_object/response_overrides": (
        GetObject(
            "atlas-data",
            "a.txt",
            response_content_type="text/html",
            response_content_encoding="identity",
            response_content_disposition='attachment; filename="b.html"',
            response_content_language="de",
            response_cache_control="no-store",
            response_expires=utc(10, 57, 29, day=21),
        ),
        Opened(
            info(
                content_type="text/html",
                content_encoding="identity",
                content_disposition='attachment; filename="b.html"',
                content_language="de",
                cache_control="no-store",
                expires="Wed, 21 Oct 2026 10:57:29 GMT",
            ),
            b"abc",
        ),
    ),
    "get_object/stored_gzip": (
        GetObject("atlas-data", "a.txt.gz"),
        Opened(
            ObjectInfo(
                "atlas-data",
                "a.txt.gz",
                23,
                23,
                etag="0f5cbe9e6b4b8a3c9f1d2e3a4b5c6d7e",
                last_modified=NOW,
                content_type="text/plain",
                content_encoding="gzip",
                request_id=REQUEST_ID,
            ),
            bytes.fromhex("1f8b08000000000002034b4c4a0600c241243503000000"),
        ),
    ),
    "get_object/not_modified": (
        GetObject("atlas-data", "a.txt", if_none_match=MD5, if_modified_since=NOW),
        Refused(NotModified, 304, "NotModified", NO_REASON),
    ),
    "get_object/missing": (
        GetObject("atlas-data", "gone.bin"),
        Refused(NotFound, 404, "NoSuchKey", MISSING_KEY),
    ),
    "get_object/missing_without_namespace_or_declaration": (
        GetObject("atlas-data", "gone.bin"),
        Refused(NotFound, 404, "NoSuchKey", MISSING_KEY),
    ),
    "get_object/missing_with_namespace": (
        GetObject("atlas-data", "gone.bin"),
        Refused(NotFound, 404, "NoSuchKey", 'No key "gone.bin" & no <other>.'),
    ),
    "get_object/missing_bucket_as_denied": (
        GetObject("atlas-data", "a.txt"),
        Refused(AccessDenied, 403, "AccessDenied", "Access Denied."),
    ),
    "get_object/archived": (
        GetObject("atlas-data", "cold.bin"),
        Refused(
            AccessDenied,
            403,
            "InvalidObjectState",
            "The operation is not valid for the object's storage class",
        ),
    ),
    "get_object/bad_gateway_of_a_proxy": (
        GetObject("atlas-data", "a.txt"),
        Refused(Unavailable, 502, "", "upstream connect error or disconnect/reset before headers", None),
    ),
    "get_object/html_of_a_proxy": (
        GetObject("atlas-data", "a.txt"),
        Refused(
            Unavailable,
            503,
            "",
            "<html> <head><title>503</title></head> <body>Service Unavailable</body> </html>",
            None,
        ),
    ),
    "head_object/whole": (HeadObject("atlas-data", "a.txt"), info()),
    "head_object/part": (
        HeadObject("atlas-data", "parts.bin", part_number=1),
        info(
            "parts.bin",
            content_length=1,
            content_range=(0, 0),
            parts_count=2,
            etag="860df6524f1300aab8ff4bbe75852ada-2",
        ),
    ),
    "head_object/every_header": (
        HeadObject("atlas-data", "cold.bin"),
        ObjectInfo(
            bucket="atlas-data",
            key="cold.bin",
            size=48211,
            content_length=48211,
            etag=f"{MD5}-3",
            last_modified=NOW,
            content_type="image/png",
            content_encoding="br",
            content_disposition="inline",
            content_language="en",
            cache_control="public, max-age=3600",
            expires="Wed, 21 Oct 2026 10:57:29 GMT",
            metadata={"camera": "X100 / f2", "empty": ""},
            storage_class="GLACIER",
            version_id="1792493850000000001",
            restore='ongoing-request="false", expiry-date="Wed, 07 Oct 2026 00:00:00 GMT"',
            acl="public-read",
            tag_count=2,
            regions="fra,iad",
            served_from="fra",
            read_source="block_shadow",
            request_id=REQUEST_ID,
        ),
    ),
    "head_object/at_a_snapshot": (
        HeadObject("atlas-data", "a.txt", snapshot_version=SNAPSHOT),
        info(version_id=VERSION),
    ),
    "head_object/missing": (HeadObject("atlas-data", "gone.bin"), Refused(NotFound, 404, "NotFound", NO_REASON)),
    "head_object/denied": (HeadObject("atlas-data", "a.txt"), Refused(AccessDenied, 403, "AccessDenied", NO_REASON)),
    "head_object/condition_failed": (
        HeadObject("atlas-data", "a.txt", if_match="0" * 32, if_unmodified_since=NOW),
        Refused(PreconditionFailed, 412, "PreconditionFailed", NO_REASON),
    ),
    "delete_object/plain": (DeleteObject("atlas-data", "a.txt"), DeleteObjectResult(False, None)),
    "delete_object/marker_added": (
        DeleteObject("atlas-data", "a.txt"),
        DeleteObjectResult(True, "1792493860000000003"),
    ),
    "delete_object/version": (
        DeleteObject("atlas-data", "a.txt", version_id=VERSION),
        DeleteObjectResult(False, VERSION),
    ),
    "delete_object/condition_failed": (
        DeleteObject("atlas-data", "a.txt", if_match=MD5),
        Refused(PreconditionFailed, 412, "PreconditionFailed", CONDITION),
    ),
    "put_object/checked_and_encrypted": (
        PutObject("atlas-data", "a.txt", b"abc", checksums=CHECKSUMS, server_side_encryption="AES256"),
        PutObjectResult(MD5, None, CHECKSUMS),
    ),
    "put_object/checksum_does_not_fit": (
        PutObject("atlas-data", "a.txt", b"abd", checksums=CHECKSUMS),
        Refused(ServiceError, 400, "BadDigest", "The checksum that you specified did not match what we received."),
    ),
    "head_object/with_checksums": (
        HeadObject("atlas-data", "a.txt", checksum_mode=True),
        info(checksums=CHECKSUMS, server_side_encryption="AES256"),
    ),
    "put_object/tagged_where_unmodified": (
        PutObject("atlas-data", "a.txt", b"abc", tagging={"project": "a&b", "empty": ""}, if_unmodified_since=NOW),
        PutObjectResult(MD5, None),
    ),
}
