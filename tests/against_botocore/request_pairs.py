"""Requests for both clients: an operation of ours, and the method of boto3 with its arguments."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

from tigris_http import Checksums
from tigris_http import operations as ops

if TYPE_CHECKING:
    from tigris_http.operations._base import AnyOperation

ODD = "a b+c//é?#&=%20\U0001f600"
NOON = datetime(2026, 10, 20, 12, tzinfo=timezone.utc)
MD5 = "900150983cd24fb0d6963f7d28e17f72"
SHA = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
BUCKET: dict[str, Any] = {"Bucket": "bucket"}
AT: dict[str, Any] = {"Bucket": "bucket", "Key": ODD}
CONDITIONS: dict[str, Any] = {"if_match": MD5, "if_none_match": "*"}
THEIRS = {"IfMatch": f'"{MD5}"', "IfNoneMatch": "*"}
MOMENTS: dict[str, Any] = {"if_modified_since": NOON, "if_unmodified_since": NOON}
THEIR_MOMENTS = {"IfModifiedSince": NOON, "IfUnmodifiedSince": NOON}
DESCRIBED: dict[str, Any] = {
    "content_type": "text/plain; charset=utf-8",
    "content_encoding": "gzip",
    "content_disposition": 'attachment; filename="a"',
    "content_language": "de",
    "cache_control": "no-store",
    "expires": NOON,
    "metadata": {"name": "value", "empty": ""},
    "tagging": {"k": "a b&c=d/é", "empty": ""},
    "storage_class": "STANDARD_IA",
    "acl": "public-read",
    "server_side_encryption": "AES256",
}
THEIR_DESCRIBED: dict[str, Any] = {
    "ContentType": "text/plain; charset=utf-8",
    "ContentEncoding": "gzip",
    "ContentDisposition": 'attachment; filename="a"',
    "ContentLanguage": "de",
    "CacheControl": "no-store",
    "Expires": NOON,
    "Metadata": {"name": "value", "empty": ""},
    "Tagging": "k=a%20b%26c%3Dd%2F%C3%A9&empty=",
    "StorageClass": "STANDARD_IA",
    "ACL": "public-read",
    "ServerSideEncryption": "AES256",
}
RESPONSE: dict[str, Any] = {
    "response_content_type": "a/b; c=d",
    "response_content_encoding": "gzip",
    "response_content_disposition": 'attachment; filename="a"',
    "response_content_language": "de",
    "response_cache_control": "no-store",
    "response_expires": NOON,
}
THEIR_RESPONSE: dict[str, Any] = {
    "ResponseContentType": "a/b; c=d",
    "ResponseContentEncoding": "gzip",
    "ResponseContentDisposition": 'attachment; filename="a"',
    "ResponseContentLanguage": "de",
    "ResponseCacheControl": "no-store",
    "ResponseExpires": NOON,
}
SOURCE: dict[str, Any] = {
    "source_if_match": MD5,
    "source_if_none_match": MD5,
    "source_if_modified_since": NOON,
    "source_if_unmodified_since": NOON,
}
THEIR_SOURCE: dict[str, Any] = {
    "CopySourceIfMatch": f'"{MD5}"',
    "CopySourceIfNoneMatch": f'"{MD5}"',
    "CopySourceIfModifiedSince": NOON,
    "CopySourceIfUnmodifiedSince": NOON,
}
FROM = {"Bucket": "source", "Key": ODD, "VersionId": "7"}
UPLOAD = {**AT, "UploadId": "an/id+="}
TAGS = {"TagSet": [{"Key": "k", "Value": "a&<b>"}, {"Key": "é", "Value": ""}]}
OUR_TAGS = {"k": "a&<b>", "é": ""}
CORS = {"ID": "one", "AllowedOrigins": ["https://a.example"], "AllowedMethods": ["GET", "PUT"], "AllowedHeaders": ["*"]}
RULES: list[dict[str, Any]] = [
    {
        "ID": "one",
        "Status": "Enabled",
        "Filter": {"Prefix": "a b/<&>"},
        "Transitions": [{"Days": 3, "StorageClass": "GLACIER"}],
        "Expiration": {"Days": 9},
    },
    {
        "ID": "two",
        "Status": "Disabled",
        "Filter": {"Prefix": ""},
        "Expiration": {"Date": datetime(2030, 1, 2, tzinfo=timezone.utc)},
    },
]
OUR_RULES = [
    ops.LifecycleRule("one", True, "a b/<&>", (ops.Transition("GLACIER", 3),), ops.Expiration(9)),
    ops.LifecycleRule("two", False, "", (), ops.Expiration(date=date(2030, 1, 2))),
]

REQUESTS: list[tuple[AnyOperation, str, dict[str, Any]]] = [
    (
        ops.PutObject("bucket", ODD, b"abc", **DESCRIBED, **CONDITIONS),
        "put_object",
        {**AT, "Body": b"abc", **THEIR_DESCRIBED, **THEIRS},
    ),
    (
        ops.PutObject("bucket", ODD, b"abc", checksums=Checksums(sha256=SHA)),
        "put_object",
        {**AT, "Body": b"abc", "ChecksumSHA256": SHA},
    ),
    (
        # botocore asks for checksums by default.
        ops.GetObject(
            "bucket",
            ODD,
            range=(1, 5),
            response_content_type="a/b; c=d",
            response_expires=NOON,
            checksum_mode=True,
            if_match=MD5,
            **MOMENTS,
        ),
        "get_object",
        {
            **AT,
            "Range": "bytes=1-5",
            "ResponseContentType": "a/b; c=d",
            "ResponseExpires": NOON,
            "IfMatch": f'"{MD5}"',
            **THEIR_MOMENTS,
        },
    ),
    (
        ops.GetObject("bucket", ODD, part_number=7, checksum_mode=True),
        "get_object",
        {**AT, "PartNumber": 7},
    ),
    (
        ops.HeadObject("bucket", ODD, part_number=7, checksum_mode=True, **RESPONSE),
        "head_object",
        {**AT, "PartNumber": 7, "ChecksumMode": "ENABLED", **THEIR_RESPONSE},
    ),
    (
        ops.HeadObject("bucket", ODD, range=(1, 5), version_id="7", checksum_mode=True, **CONDITIONS, **MOMENTS),
        "head_object",
        {**AT, "Range": "bytes=1-5", "VersionId": "7", "ChecksumMode": "ENABLED", **THEIRS, **THEIR_MOMENTS},
    ),
    (
        ops.DeleteObject("bucket", ODD, version_id="7", if_match=MD5),
        "delete_object",
        {**AT, "VersionId": "7", "IfMatch": f'"{MD5}"'},
    ),
    (
        ops.DeleteObjects("bucket", ["a&<b>", ("é", "7")]),
        "delete_objects",
        {**BUCKET, "Delete": {"Objects": [{"Key": "a&<b>"}, {"Key": "é", "VersionId": "7"}]}},
    ),
    (
        ops.CopyObject("bucket", ODD, "source", ODD, source_version_id="7", **DESCRIBED, **SOURCE, **CONDITIONS),
        "copy_object",
        {
            **AT,
            "CopySource": FROM,
            **THEIR_DESCRIBED,
            **THEIR_SOURCE,
            **THEIRS,
            "MetadataDirective": "REPLACE",
            "TaggingDirective": "REPLACE",
        },
    ),
    (
        ops.CreateMultipartUpload("bucket", ODD, checksum_algorithm="sha256", **DESCRIBED),
        "create_multipart_upload",
        {**AT, "ChecksumAlgorithm": "SHA256", **THEIR_DESCRIBED},
    ),
    (
        ops.CopyObject("bucket", ODD, "source", ODD, checksum_algorithm="crc32c"),
        "copy_object",
        {**AT, "CopySource": {"Bucket": "source", "Key": ODD}, "ChecksumAlgorithm": "CRC32C"},
    ),
    (ops.UploadPart("bucket", ODD, "an/id+=", 7, b"abc"), "upload_part", {**UPLOAD, "PartNumber": 7, "Body": b"abc"}),
    (
        ops.UploadPartCopy(
            "bucket", ODD, "an/id+=", 7, "source", ODD, source_range=(1, 5), source_version_id="7", **SOURCE
        ),
        "upload_part_copy",
        {**UPLOAD, "PartNumber": 7, "CopySource": FROM, "CopySourceRange": "bytes=1-5", **THEIR_SOURCE},
    ),
    (
        ops.CompleteMultipartUpload(
            "bucket",
            ODD,
            "an/id+=",
            [(1, MD5), ops.UploadedPart(3, MD5, checksums=Checksums(sha256=SHA))],
            **CONDITIONS,
        ),
        "complete_multipart_upload",
        {
            **UPLOAD,
            **THEIRS,
            "MultipartUpload": {
                "Parts": [
                    {"PartNumber": 1, "ETag": f'"{MD5}"'},
                    {"PartNumber": 3, "ETag": f'"{MD5}"', "ChecksumSHA256": SHA},
                ]
            },
        },
    ),
    (ops.AbortMultipartUpload("bucket", ODD, "an/id+="), "abort_multipart_upload", UPLOAD),
    (
        ops.ListParts("bucket", ODD, "an/id+=", max_parts=5, part_number_marker=2),
        "list_parts",
        {**UPLOAD, "MaxParts": 5, "PartNumberMarker": 2},
    ),
    (
        ops.ListMultipartUploads(
            "bucket", prefix=ODD, delimiter="/", max_uploads=5, key_marker=ODD, upload_id_marker="an/id+="
        ),
        "list_multipart_uploads",
        {
            **BUCKET,
            "Prefix": ODD,
            "Delimiter": "/",
            "MaxUploads": 5,
            "KeyMarker": ODD,
            "UploadIdMarker": "an/id+=",
            "EncodingType": "url",
        },
    ),
    (
        ops.ListObjects("bucket", prefix=ODD, delimiter="/", marker=ODD, max_keys=5),
        "list_objects",
        {**BUCKET, "Prefix": ODD, "Delimiter": "/", "Marker": ODD, "MaxKeys": 5, "EncodingType": "url"},
    ),
    (
        ops.ListObjectsV2(
            "bucket", prefix=ODD, delimiter="/", start_after=ODD, max_keys=5, fetch_owner=True, continuation_token="t+="
        ),
        "list_objects_v2",
        {
            **BUCKET,
            "Prefix": ODD,
            "Delimiter": "/",
            "StartAfter": ODD,
            "MaxKeys": 5,
            "FetchOwner": True,
            "ContinuationToken": "t+=",
            "EncodingType": "url",
        },
    ),
    (
        ops.ListObjectVersions("bucket", prefix=ODD, delimiter="/", max_keys=5, key_marker=ODD, version_id_marker="7"),
        "list_object_versions",
        {
            **BUCKET,
            "Prefix": ODD,
            "Delimiter": "/",
            "MaxKeys": 5,
            "KeyMarker": ODD,
            "VersionIdMarker": "7",
            "EncodingType": "url",
        },
    ),
    (ops.GetObjectTagging("bucket", ODD, version_id="7"), "get_object_tagging", {**AT, "VersionId": "7"}),
    (
        ops.PutObjectTagging("bucket", ODD, OUR_TAGS, version_id="7"),
        "put_object_tagging",
        {**AT, "VersionId": "7", "Tagging": TAGS},
    ),
    (ops.DeleteObjectTagging("bucket", ODD, version_id="7"), "delete_object_tagging", {**AT, "VersionId": "7"}),
    (ops.GetObjectAcl("bucket", ODD, version_id="7"), "get_object_acl", {**AT, "VersionId": "7"}),
    (ops.PutObjectAcl("bucket", ODD, "public-read"), "put_object_acl", {**AT, "ACL": "public-read"}),
    (
        ops.RestoreObject("bucket", ODD, days=3, version_id="7"),
        "restore_object",
        {**AT, "VersionId": "7", "RestoreRequest": {"Days": 3}},
    ),
    (ops.PutBucketAcl("bucket", "private"), "put_bucket_acl", {**BUCKET, "ACL": "private"}),
    (ops.PutBucketTagging("bucket", OUR_TAGS), "put_bucket_tagging", {**BUCKET, "Tagging": TAGS}),
    (
        ops.PutBucketCors("bucket", [ops.CORSRule(("https://a.example",), ("GET", "PUT"), ("*",), (), 5, "one")]),
        "put_bucket_cors",
        {**BUCKET, "CORSConfiguration": {"CORSRules": [{**CORS, "MaxAgeSeconds": 5}]}},
    ),
    (
        ops.PutBucketLifecycleConfiguration("bucket", OUR_RULES),
        "put_bucket_lifecycle_configuration",
        {**BUCKET, "LifecycleConfiguration": {"Rules": RULES}},
    ),
    (
        ops.PutBucketOwnershipControls("bucket", "ObjectWriter"),
        "put_bucket_ownership_controls",
        {**BUCKET, "OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}},
    ),
    (
        ops.PutBucketAccelerateConfiguration("bucket", "Enabled"),
        "put_bucket_accelerate_configuration",
        {**BUCKET, "AccelerateConfiguration": {"Status": "Enabled"}},
    ),
    (
        ops.PutBucketEncryption("bucket"),
        "put_bucket_encryption",
        {
            **BUCKET,
            "ServerSideEncryptionConfiguration": {
                "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
            },
        },
    ),
]
