"""The exchanges of objects in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http import Checksums
from tigris_http.errors import (
    AccessDenied,
    MalformedResponse,
    NotFound,
    PreconditionFailed,
    ServiceError,
    Unavailable,
)
from tigris_http.operations import (
    AbortMultipartUpload,
    CompletedUpload,
    CompleteMultipartUpload,
    CreateMultipartUpload,
    ListedPart,
    ListedUpload,
    ListMultipartUploads,
    ListParts,
    MultipartUpload,
    PartPage,
    UploadedPart,
    UploadPage,
    UploadPart,
    UploadPartCopy,
)

from .expected import (
    CHECKSUMS,
    CONDITION,
    INTERNAL,
    MD5,
    MISSING_BUCKET,
    NOW,
    OWNER,
    SNAPSHOT,
    VERSION,
    Broken,
    Refused,
)

if TYPE_CHECKING:
    from . import Case

UPLOAD = "b2Zmc2V0LXVwbG9hZC1pZA"
NO_UPLOAD = Refused(NotFound, 404, "NoSuchUpload", "The specified upload does not exist.")

CASES: dict[str, Case] = {
    "create_multipart_upload/plain": (
        CreateMultipartUpload("atlas-data", "a.txt"),
        MultipartUpload("atlas-data", "a.txt", UPLOAD),
    ),
    "create_multipart_upload/all_options": (
        CreateMultipartUpload(
            "atlas-data",
            "dir/a b.txt",
            content_type="text/plain",
            content_encoding="gzip",
            content_disposition="inline",
            content_language="de",
            cache_control="no-store",
            expires=NOW,
            metadata={"Name": "value"},
            tagging={"project": "a&b", "empty": ""},
            storage_class="GLACIER_IR",
            acl="public-read",
        ),
        MultipartUpload("atlas-data", "dir/a b.txt", UPLOAD),
    ),
    "create_multipart_upload/without_an_id": (
        CreateMultipartUpload("atlas-data", "a.txt"),
        Broken(MalformedResponse, "the answer names no upload id"),
    ),
    "create_multipart_upload/denied": (
        CreateMultipartUpload("atlas-data", "a.txt"),
        Refused(AccessDenied, 403, "AccessDenied", "Access Denied."),
    ),
    "upload_part/plain": (UploadPart("atlas-data", "a.txt", UPLOAD, 1, b"abc"), UploadedPart(1, MD5)),
    "upload_part/checked": (
        UploadPart("atlas-data", "a.txt", UPLOAD, 1, b"abc", checksums=CHECKSUMS),
        UploadedPart(1, MD5, checksums=CHECKSUMS),
    ),
    "upload_part/no_such_upload": (UploadPart("atlas-data", "a.txt", UPLOAD, 1, b"abc"), NO_UPLOAD),
    "upload_part/without_a_tag": (
        UploadPart("atlas-data", "a.txt", UPLOAD, 10_000, b"abc"),
        Broken(MalformedResponse, "a success without an entity tag"),
    ),
    "upload_part_copy/plain": (
        UploadPartCopy("atlas-data", "a.txt", UPLOAD, 2, "atlas-old", "old name+1.txt"),
        UploadedPart(2, MD5, NOW),
    ),
    "upload_part_copy/range_of_a_version": (
        UploadPartCopy(
            "atlas-data",
            "a.txt",
            UPLOAD,
            2,
            "atlas-old",
            "b.bin",
            source_range=(0, 5_242_879),
            source_version_id=VERSION,
            source_if_match=MD5,
        ),
        UploadedPart(2, MD5, NOW),
    ),
    "upload_part_copy/error_inside_200": (
        UploadPartCopy("atlas-data", "a.txt", UPLOAD, 2, "atlas-old", "b.bin", snapshot_version=SNAPSHOT),
        Refused(Unavailable, 200, "InternalError", INTERNAL),
    ),
    "list_parts/last_page": (
        ListParts("atlas-data", "a.txt", UPLOAD),
        PartPage((ListedPart(1, 3, MD5, NOW), ListedPart(2, 3, MD5, NOW)), False, 2, "GLACIER", initiator_id="x"),
    ),
    "list_parts/goes_on": (
        ListParts("atlas-data", "a.txt", UPLOAD, max_parts=1, part_number_marker=1),
        PartPage((ListedPart(2, 3, MD5, NOW),), True, 2),
    ),
    "list_parts/no_such_upload": (ListParts("atlas-data", "a.txt", UPLOAD), NO_UPLOAD),
    "list_multipart_uploads/last_page": (
        ListMultipartUploads("atlas-data", prefix="a"),
        UploadPage(
            (
                ListedUpload(
                    "a b.txt", UPLOAD, NOW, "STANDARD", owner_id=OWNER, initiator_id=OWNER, initiator_display_name="x"
                ),
            ),
            (),
        ),
    ),
    "list_multipart_uploads/goes_on_with_prefixes": (
        ListMultipartUploads("atlas-data", delimiter="/", max_uploads=1, key_marker="a", upload_id_marker="MQ"),
        UploadPage((), ("img/",), True, "img/"),
    ),
    "list_multipart_uploads/missing_bucket": (
        ListMultipartUploads("atlas-data"),
        Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET),
    ),
    "complete_multipart_upload/with_checksums": (
        CompleteMultipartUpload("atlas-data", "a.txt", UPLOAD, [UploadedPart(1, MD5, checksums=CHECKSUMS)]),
        CompletedUpload("atlas-data", "a.txt", f"{MD5}-1", None, None, Checksums(sha256="T2tlAAAA-1")),
    ),
    "complete_multipart_upload/done": (
        CompleteMultipartUpload("atlas-data", "a.txt", UPLOAD, [UploadedPart(1, MD5), (3, f'"{MD5}"')]),
        CompletedUpload(
            "atlas-data",
            "a.txt",
            "4e62ef94d2b8e4a3b53dbb2f2d1a5d2b-2",
            "https://atlas-data.t3.storage.dev/a.txt",
            "1792493850000000001",
        ),
    ),
    "complete_multipart_upload/only_where_there_is_none": (
        CompleteMultipartUpload("atlas-data", "a.txt", UPLOAD, [ListedPart(1, 3, MD5)], if_none_match="*"),
        Refused(PreconditionFailed, 412, "PreconditionFailed", CONDITION),
    ),
    "complete_multipart_upload/error_inside_200": (
        CompleteMultipartUpload("atlas-data", "a.txt", UPLOAD, [(1, MD5)]),
        Refused(Unavailable, 200, "InternalError", INTERNAL),
    ),
    "complete_multipart_upload/wrong_part": (
        CompleteMultipartUpload("atlas-data", "a.txt", UPLOAD, [(1, MD5)]),
        Refused(ServiceError, 400, "InvalidPart", "One or more of the specified parts could not be found."),
    ),
    "abort_multipart_upload/done": (AbortMultipartUpload("atlas-data", "a.txt", UPLOAD), None),
    "abort_multipart_upload/no_such_upload": (AbortMultipartUpload("atlas-data", "a.txt", UPLOAD), NO_UPLOAD),
}
