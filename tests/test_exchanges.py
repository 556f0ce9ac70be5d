"""Every exchange of `fixtures/exchanges`: the client asks just so, and reads the answer into just that.

The table below gives for each case the operation and, written out, what its answer means: the result, or the fields of
the error that is raised. `exchanges` reads the messages by h11, so that no code of the client judges itself.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import canonicalize

import pytest

from tests.bundles import Answers, plan
from tigris_http import operations
from tigris_http._address import DEFAULT_ENDPOINT, Endpoint, locate
from tigris_http._http import Head, Headers, Response
from tigris_http._object_info import ObjectInfo
from tigris_http._prepare import prepare
from tigris_http._refusal import refusal
from tigris_http.bundle import BundleMember, BundleResponse, BundleSkipped
from tigris_http.errors import (
    AccessDenied,
    BundleError,
    Conflict,
    IncompleteBody,
    MalformedResponse,
    NotFound,
    NotModified,
    PreconditionFailed,
    RangeNotSatisfiable,
    ServiceError,
    TigrisError,
    Unavailable,
)
from tigris_http.operations import (
    Bucket,
    BucketInfo,
    BucketPage,
    BundleObjects,
    BundleRequest,
    CopyObject,
    CopyObjectResult,
    CreateBucket,
    CreateBucketResult,
    CreateFork,
    CreateSnapshot,
    DeleteBucket,
    DeletedObject,
    DeleteFailure,
    DeleteObject,
    DeleteObjectResult,
    DeleteObjects,
    DeleteObjectsResult,
    DeleteSnapshot,
    Fork,
    ForkPage,
    ForkParent,
    GetObject,
    HasSnapshotEnabled,
    HeadBucket,
    HeadObject,
    ListBuckets,
    ListedObject,
    ListForks,
    ListObjectsV2,
    ListObjectVersions,
    ListSnapshots,
    ObjectPage,
    ObjectVersion,
    Operation,
    PutObject,
    PutObjectResult,
    RenameObject,
    Snapshot,
    SnapshotPage,
    StreamOperation,
    VersionPage,
)

from . import exchanges

if TYPE_CHECKING:
    from tigris_http.operations._operation import AnyOperation

TIGRIS = Endpoint.parse(DEFAULT_ENDPOINT)
MD5 = "900150983cd24fb0d6963f7d28e17f72"
MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e"
REQUEST_ID = "1791986200643024440"
SNAPSHOT = "1792493847118382304"
VERSION = "1792493846000000007"
MISSING_KEY = "The specified key does not exist."
MISSING_BUCKET = "The specified bucket does not exist."
CONDITION = "At least one of the pre-conditions you specified did not hold"
SLOW_DOWN = "Please reduce your request rate."
INTERNAL = "We encountered an internal error. Please try again."
NO_REASON = "the answer gives no reason"


def utc(hour: int, minute: int, second: int, micros: int = 0, *, month: int = 10, day: int = 20) -> datetime:
    return datetime(2026, month, day, hour, minute, second, micros, timezone.utc)


NOW = utc(10, 57, 29)
OWNER = "tid_EXAMPLEACCESSKEY"


@dataclass(frozen=True)
class Refused:
    """The error of the service that an answer means."""

    kind: type[ServiceError]
    status: int
    code: str
    message: str
    request_id: str | None = REQUEST_ID
    missing_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Broken:
    """The error that an answer means which is none of S3."""

    kind: type[TigrisError]
    message: str


@dataclass(frozen=True)
class Opened:
    """What an open object gives."""

    info: ObjectInfo
    body: bytes


@dataclass(frozen=True)
class Bundled:
    """What an open bundle gives."""

    members: tuple[tuple[str, bytes], ...]
    skipped: tuple[BundleSkipped[None], ...] = ()


def info(key: str = "a.txt", **fields: Any) -> ObjectInfo:
    """Return what the headers say that most answers here have."""
    common: dict[str, Any] = {
        "size": 3,
        "content_length": 3,
        "etag": MD5,
        "last_modified": NOW,
        "content_type": "text/plain",
        "regions": "fra",
        "served_from": "fra",
        "read_source": "tigris",
        "request_id": REQUEST_ID,
    }
    return ObjectInfo(bucket="atlas-data", key=key, **{**common, **fields})


COPIED = CopyObjectResult(MD5, NOW)
LAB = Fork(
    "atlas-lab",
    utc(10, 57, 26, 329489),
    (ForkParent("atlas-data", "1792493846320284327", "base", utc(10, 57, 26, 325583), utc(10, 57, 26, 329489)),),
    is_fork_parent=False,
)

CASES: dict[str, tuple[AnyOperation, object]] = {
    # -- buckets
    "create_bucket/plain": (CreateBucket("atlas-data"), CreateBucketResult("atlas-data", "/atlas-data")),
    "create_bucket/all_options": (
        CreateBucket(
            "atlas-data",
            snapshot_enabled=True,
            regions=("iad", "sjc"),
            storage_class="STANDARD_IA",
            acl="public-read",
            public_list_objects=True,
            soft_delete=30,
            object_acl=True,
        ),
        CreateBucketResult("atlas-data", "/atlas-data"),
    ),
    "create_bucket/fork_of_a_snapshot": (
        CreateBucket("atlas-lab", fork_source="atlas-data", fork_source_snapshot=SNAPSHOT),
        CreateBucketResult("atlas-lab", "/atlas-lab"),
    ),
    "create_bucket/dotted_name": (CreateBucket("atlas.data"), CreateBucketResult("atlas.data", "/atlas.data")),
    "create_bucket/exists": (
        CreateBucket("atlas-data"),
        Refused(Conflict, 409, "BucketAlreadyExists", "The requested bucket name is not available."),
    ),
    "create_bucket/unknown_region": (
        CreateBucket("atlas-data", regions="xyz"),
        Refused(ServiceError, 400, "InvalidArgument", "Invalid argument"),
    ),
    "head_bucket/snapshot_bucket": (
        HeadBucket("atlas-data"),
        BucketInfo("atlas-data", True, None, None, False, None),
    ),
    "head_bucket/regular_bucket": (
        HeadBucket("atlas-data"),
        BucketInfo("atlas-data", False, None, None, False, None),
    ),
    "head_bucket/fork_with_forks": (
        HeadBucket("atlas-lab"),
        BucketInfo("atlas-lab", True, "atlas-data", SNAPSHOT, True, None),
    ),
    "head_bucket/missing": (HeadBucket("atlas-data"), Refused(NotFound, 404, "NotFound", NO_REASON)),
    "head_bucket/not_yours": (HeadBucket("atlas-data"), Refused(AccessDenied, 403, "AccessDenied", NO_REASON)),
    "has_snapshot_enabled/snapshot_bucket": (HasSnapshotEnabled("atlas-data"), True),
    "has_snapshot_enabled/regular_bucket": (HasSnapshotEnabled("atlas-data"), False),
    "has_snapshot_enabled/missing": (
        HasSnapshotEnabled("atlas-data"),
        Refused(NotFound, 404, "NotFound", NO_REASON),
    ),
    "delete_bucket/empty": (DeleteBucket("atlas-data"), None),
    "delete_bucket/force": (DeleteBucket("atlas-data", force=True), None),
    "delete_bucket/not_empty": (
        DeleteBucket("atlas-data"),
        Refused(Conflict, 409, "BucketNotEmpty", "The bucket you tried to delete is not empty."),
    ),
    "delete_bucket/missing": (
        DeleteBucket("atlas-data"),
        Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET),
    ),
    "list_buckets/first_page": (
        ListBuckets(max_buckets=1),
        BucketPage((Bucket("atlas-data", utc(10, 57, 30)),), OWNER, "atlas-data"),
    ),
    "list_buckets/last_page": (
        ListBuckets(max_buckets=1, continuation_token="atlas-data"),
        BucketPage((Bucket("atlas-lab", utc(10, 57, 30, 500000)),), OWNER, None),
    ),
    "list_buckets/none": (ListBuckets(), BucketPage((), OWNER, None)),
    "list_buckets/wrong_signature": (
        ListBuckets(),
        Refused(
            AccessDenied,
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
        ),
    ),
    # -- objects
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
    "delete_objects/some_denied": (
        DeleteObjects("atlas-data", ["a.txt", ("b & c\r.txt", VERSION), "locked.txt"]),
        DeleteObjectsResult(
            deleted=(
                DeletedObject("a.txt", None, True, "1792493860000000003"),
                DeletedObject("b & c\r.txt", VERSION),
            ),
            errors=(DeleteFailure("locked.txt", "AccessDenied", "Access Denied."),),
        ),
    ),
    "delete_objects/without_namespace": (
        DeleteObjects("atlas-data", ["a.txt"]),
        DeleteObjectsResult((DeletedObject("a.txt"),), ()),
    ),
    "delete_objects/error_inside_200": (
        DeleteObjects("atlas-data", ["a.txt"]),
        Refused(Unavailable, 200, "InternalError", INTERNAL),
    ),
    "delete_objects/missing_bucket": (
        DeleteObjects("atlas-data", ["a.txt"]),
        Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET),
    ),
    "copy_object/plain": (CopyObject("atlas-data", "new name.txt", "atlas-data", "old name+1.txt"), COPIED),
    "copy_object/replacing_metadata": (
        CopyObject(
            "atlas-data",
            "b.txt",
            "atlas-raw",
            "dir/é?#.txt",
            source_version_id=VERSION,
            content_type="text/plain",
            metadata={"camera": "X100"},
            storage_class="GLACIER_IR",
            if_none_match="*",
            source_if_match=MD5,
        ),
        CopyObjectResult(MD5, NOW, "1792493850000000001"),
    ),
    "copy_object/from_a_snapshot": (
        CopyObject("atlas-lab", "a.txt", "atlas-data", "a.txt", snapshot_version=SNAPSHOT),
        COPIED,
    ),
    "copy_object/without_namespace": (CopyObject("atlas-data", "b.txt", "atlas-data", "a.txt"), COPIED),
    "copy_object/error_inside_200": (
        CopyObject("atlas-data", "b.txt", "atlas-data", "a.txt"),
        Refused(Unavailable, 200, "SlowDown", SLOW_DOWN),
    ),
    "copy_object/onto_itself": (
        CopyObject("atlas-data", "a.txt", "atlas-data", "a.txt"),
        Refused(
            ServiceError,
            400,
            "InvalidRequest",
            "This copy request is illegal because it is trying to copy an object to itself.",
        ),
    ),
    "copy_object/source_condition_failed": (
        CopyObject("atlas-data", "b.txt", "atlas-data", "a.txt", source_if_unmodified_since=NOW),
        Refused(PreconditionFailed, 412, "PreconditionFailed", CONDITION),
    ),
    "rename_object/done": (RenameObject("atlas-data", "old name+1.txt", "new name.txt"), COPIED),
    "rename_object/missing_source": (
        RenameObject("atlas-data", "gone.bin", "new name.txt"),
        Refused(NotFound, 404, "NoSuchKey", MISSING_KEY),
    ),
    "rename_object/error_inside_200": (
        RenameObject("atlas-data", "old name+1.txt", "new name.txt"),
        Refused(Unavailable, 200, "InternalError", INTERNAL),
    ),
    # -- listings
    "list_objects_v2/truncated_with_prefixes": (
        ListObjectsV2("atlas-data", prefix="img/", delimiter="/", max_keys=2),
        ObjectPage((ListedObject("img/1.jpg", 48211, MD5, NOW),), ("img/raw/",), True, "aW1nLzIuanBn"),
    ),
    "list_objects_v2/next_page": (
        ListObjectsV2("atlas-data", prefix="img/", delimiter="/", max_keys=2, continuation_token="aW1nLzIuanBn"),
        ObjectPage((ListedObject("img/3.jpg", 0, MD5_OF_NOTHING, NOW),), (), False, None),
    ),
    "list_objects_v2/odd_keys": (
        ListObjectsV2("atlas-data"),
        ObjectPage(
            tuple(ListedObject(key, 3, MD5, NOW) for key in ("\r\n\0", "../x", "100%", "a b+c", "a//b", "é🐅")),
            (),
            False,
            None,
        ),
    ),
    "list_objects_v2/not_encoded": (
        ListObjectsV2("atlas-data"),
        ObjectPage((ListedObject("100%25 & a+b", 3, MD5, NOW),), (), False, None),
    ),
    "list_objects_v2/empty": (ListObjectsV2("atlas-data", prefix="none/"), ObjectPage((), (), False, None)),
    "list_objects_v2/at_a_snapshot_with_owners": (
        ListObjectsV2("atlas-data", fetch_owner=True, start_after="a+b c", snapshot_version=SNAPSHOT),
        ObjectPage((ListedObject("b.txt", 3, MD5, NOW, owner_id=OWNER),), (), False, None),
    ),
    "list_objects_v2/with_metadata_and_content": (
        ListObjectsV2("atlas-data"),
        ObjectPage((ListedObject("a.txt", 3, MD5, NOW),), (), False, None),
    ),
    "list_objects_v2/missing_bucket": (
        ListObjectsV2("atlas-data"),
        Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET),
    ),
    "list_object_versions/versions_and_markers": (
        ListObjectVersions("atlas-data", max_keys=3),
        VersionPage(
            versions=(
                ObjectVersion(
                    "a.txt", "1792493860000000003", True, is_delete_marker=True, last_modified=utc(10, 57, 40)
                ),
                ObjectVersion("a.txt", VERSION, False, False, 3, MD5, utc(10, 57, 26)),
                ObjectVersion(
                    "b c.txt", "1792493845000000001", True, False, 0, MD5_OF_NOTHING, utc(10, 57, 25, 100000), "GLACIER"
                ),
            ),
            common_prefixes=(),
            is_truncated=True,
            next_key_marker="b c.txt",
            next_version_id_marker="1792493845000000001",
        ),
    ),
    "list_object_versions/soft_deleted": (
        ListObjectVersions("atlas-data", prefix="notes/"),
        VersionPage(
            (
                ObjectVersion(
                    "notes/a.txt",
                    "1787441627070249004",
                    True,
                    False,
                    3,
                    MD5,
                    utc(23, 33, 47, 70000, month=8, day=22),
                    soft_deleted=True,
                ),
            ),
            (),
            False,
            None,
            None,
        ),
    ),
    "list_object_versions/next_page_with_prefixes": (
        ListObjectVersions(
            "atlas-data", delimiter="/", max_keys=3, key_marker="b c.txt", version_id_marker="1792493845000000001"
        ),
        VersionPage((), ("img/",), False, None, None),
    ),
    "list_object_versions/missing_bucket": (
        ListObjectVersions("atlas-data"),
        Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET),
    ),
    # -- snapshots
    "create_snapshot/named": (
        CreateSnapshot("atlas-data", "before import"),
        Snapshot("atlas-data", SNAPSHOT, "before import", utc(10, 57, 27, 118382)),
    ),
    "create_snapshot/nameless": (
        CreateSnapshot("atlas-data"),
        Snapshot("atlas-data", SNAPSHOT, None, utc(10, 57, 27, 118382)),
    ),
    "create_snapshot/regular_bucket": (
        CreateSnapshot("atlas-data"),
        Refused(ServiceError, 400, "InvalidArgument", "Invalid argument"),
    ),
    "create_snapshot/taken_for_a_creation": (
        CreateSnapshot("atlas-data"),
        Broken(MalformedResponse, "the answer names no X-Tigris-Snapshot-Version"),
    ),
    "list_snapshots/first_page": (
        ListSnapshots("atlas-data", max_buckets=2),
        SnapshotPage(
            (
                Snapshot("atlas-data", "1792493849001200300", "before import", utc(10, 57, 29, 1200)),
                Snapshot("atlas-data", SNAPSHOT, None, utc(10, 57, 27, 118382)),
            ),
            SNAPSHOT,
        ),
    ),
    "list_snapshots/empty_page_behind_a_token": (
        ListSnapshots("atlas-data", max_buckets=2, continuation_token=SNAPSHOT),
        SnapshotPage((), SNAPSHOT),
    ),
    "list_snapshots/none_without_namespace": (ListSnapshots("atlas-data"), SnapshotPage((), None)),
    "list_snapshots/name_of_a_go_tool": (
        ListSnapshots("atlas-data"),
        SnapshotPage((Snapshot("atlas-data", "1792493849001200300", "before+import; name=2", NOW),), None),
    ),
    "list_snapshots/missing_bucket": (
        ListSnapshots("atlas-data"),
        Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET),
    ),
    "delete_snapshot/done": (DeleteSnapshot("atlas-data", SNAPSHOT), None),
    "delete_snapshot/done_with_200": (DeleteSnapshot("atlas-data", SNAPSHOT), None),
    "delete_snapshot/fork_depends_on_it": (
        DeleteSnapshot("atlas-data", SNAPSHOT),
        Refused(Conflict, 409, "Conflict", "The snapshot is in use."),
    ),
    # -- forks
    "create_fork/of_a_snapshot": (
        CreateFork("atlas-lab", "atlas-data", SNAPSHOT),
        CreateBucketResult("atlas-lab", "/atlas-lab"),
    ),
    "create_fork/of_now": (CreateFork("atlas-lab", "atlas-data"), CreateBucketResult("atlas-lab", "/atlas-lab")),
    "create_fork/missing_source": (
        CreateFork("atlas-lab", "atlas-gone"),
        Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET),
    ),
    "create_fork/regular_source": (
        CreateFork("atlas-lab", "atlas-data"),
        Refused(ServiceError, 400, "InvalidArgument", "Invalid argument"),
    ),
    "list_forks/one": (ListForks("atlas-data"), ForkPage((LAB,), None)),
    "list_forks/single_object_instead_of_a_list": (ListForks("atlas-data"), ForkPage((LAB,), None)),
    "list_forks/two_pages": (
        ListForks("atlas-data", max_buckets=1),
        ForkPage(
            (
                Fork(
                    "atlas-lab",
                    utc(10, 57, 26),
                    (ForkParent("atlas-data", "1792493846320284327", None, None, None),),
                    is_fork_parent=True,
                ),
            ),
            "atlas-lab",
        ),
    ),
    "list_forks/none": (ListForks("atlas-data"), ForkPage((), None)),
    "list_forks/without_lineage": (
        ListForks("atlas-data", continuation_token="atlas-lab"),
        ForkPage((Fork("atlas-old", utc(10, 57, 26, 300000), (), False),), None),
    ),
    "list_forks/denied_in_json": (
        ListForks("atlas-data"),
        Refused(AccessDenied, 403, "AccessDenied", "Access Denied."),
    ),
    "list_forks/error_inside_200": (
        ListForks("atlas-data"),
        Refused(ServiceError, 200, "", "fork listing is not available"),
    ),
    # -- bundles
    "bundle_objects/whole": (
        BundleRequest("atlas-data", ("img/1.jpg", "notes/ä b.txt", "empty")),
        Bundled((("img/1.jpg", b"\xff\xd8\xff" * 300), ("notes/ä b.txt", "Grüße\n".encode()), ("empty", b""))),
    ),
    "bundle_objects/skipped": (
        BundleRequest("atlas-data", ("img/1.jpg", "img/gone.jpg", "cold.bin", "a.txt")),
        Bundled(
            (("img/1.jpg", b"\xff\xd8\xff"), ("a.txt", b"abc")),
            (BundleSkipped("img/gone.jpg", "NoSuchKey"), BundleSkipped("cold.bin", "InvalidObjectState")),
        ),
    ),
    "bundle_objects/all_skipped_without_trailers": (
        BundleRequest("atlas-data", ("img/gone.jpg",)),
        Bundled((), (BundleSkipped("img/gone.jpg", "NoSuchKey"),)),
    ),
    "bundle_objects/gzip": (
        BundleRequest("atlas-data", ("a.txt", "b.txt"), compression="gzip"),
        Bundled((("a.txt", b"abc"), ("b.txt", b"x" * 2000))),
    ),
    "bundle_objects/zstd": (
        BundleRequest("atlas-data", ("a.txt", "b.txt"), compression="zstd"),
        Bundled((("a.txt", b"abc"), ("b.txt", b"x" * 2000))),
    ),
    "bundle_objects/long_name": (
        BundleRequest("atlas-data", ("d" * 60 + "/" + "k" * 200 + ".txt",), on_error="fail"),
        Bundled((("d" * 60 + "/" + "k" * 200 + ".txt", b"abc"),)),
    ),
    "bundle_objects/fail_mode_missing": (
        BundleRequest("atlas-data", ("img/1.jpg", "img/2.jpg", "a&b.txt"), on_error="fail"),
        Refused(
            BundleError,
            404,
            "BundleKeyNotFound",
            "Some keys do not exist.",
            missing_keys=("img/2.jpg", "a&b.txt"),
        ),
    ),
    "bundle_objects/denied": (
        BundleRequest("atlas-data", ("a.txt",)),
        Refused(AccessDenied, 403, "AccessDenied", "Access Denied."),
    ),
    "bundle_objects/cut_short": (
        BundleRequest("atlas-data", ("a.txt", "b.txt")),
        Broken(IncompleteBody, "the archive"),
    ),
}


class Source:
    """An open body that arrives in pieces of an odd size."""

    def __init__(self, body: bytes, trailers: Headers) -> None:
        self._left, self._trailers = body, trailers
        self.closed = False

    def readinto(self, buffer: memoryview, /) -> int:
        piece = self._left[: min(len(buffer), 977)]
        buffer[: len(piece)] = piece
        self._left = self._left[len(piece) :]
        return len(piece)

    @property
    def trailers(self) -> Headers:
        return self._trailers

    def close(self) -> None:
        self.closed = True


def result_of(operation: AnyOperation, answer: exchanges.SentResponse) -> object:
    """Return what an operation reads from an answer, as the clients have it read."""
    head = Head(answer.status, answer.headers)
    if not 200 <= answer.status < 300:
        raise refusal(head, answer.body)
    if isinstance(operation, Operation):
        return operation.parse(Response(head, answer.body))
    source = Source(answer.body, answer.trailers)
    if isinstance(operation, GetObject):
        with operation.open(head, source) as body:
            return Opened(body.info, body.read())
    assert isinstance(operation, BundleRequest)
    client = Answers(lambda _: source)
    wish = BundleObjects[None](operation.bucket, operation.keys, compression=operation.compression)
    with BundleResponse[Any](client, wish, plan(), connections=1) as bundle:
        found = list(bundle)
    assert [operation.keys] == [sent.keys for sent in client.operations]
    members = tuple((member.key, member.read()) for member in found if isinstance(member, BundleMember))
    assert (len(members), sum(len(data) for _, data in members)) == (bundle.stats.delivered, bundle.stats.bytes)
    return Bundled(members, tuple(skipped for skipped in found if isinstance(skipped, BundleSkipped)))


def test_every_case_has_its_entry_and_every_entry_its_case() -> None:
    assert exchanges.names() == sorted(CASES)


def test_every_operation_has_a_case_that_succeeds_and_one_that_fails() -> None:
    known = {
        kind
        for kind in (getattr(operations, name) for name in operations.__all__)
        if issubclass(kind, (Operation, StreamOperation)) and not inspect.isabstract(kind)
    }
    failing = {type(operation) for operation, expected in CASES.values() if isinstance(expected, (Refused, Broken))}
    succeeding = {
        type(operation) for operation, expected in CASES.values() if not isinstance(expected, (Refused, Broken))
    }
    assert (known, known) == (succeeding, failing)


@pytest.mark.parametrize("name", CASES)
def test_a_case_lies_in_the_folder_of_its_operation(name: str) -> None:
    action = CASES[name][0].action
    assert name.partition("/")[0] == re.sub(r"(?<=[a-z])(?=[A-Z])", "_", action).lower()


@pytest.mark.parametrize("name", exchanges.names())
def test_the_messages_are_readable_in_a_folder_and_exact_on_the_wire(name: str) -> None:
    """A request must not lose its carriage returns on the way through git or an editor."""
    asked, answered = exchanges.raw(name)
    for message in (asked, answered):
        head, separator, _ = message.partition(b"\r\n\r\n")
        assert separator
        assert b"\n" not in head.replace(b"\r\n", b"")
        assert head.isascii()
        assert b"authorization" not in head.lower()


@pytest.mark.parametrize("name", CASES)
def test_the_client_asks_just_so(name: str) -> None:
    operation, _ = CASES[name]
    expected = exchanges.load(name).request
    request = operation.request()
    address = locate(TIGRIS, "auto", request.bucket, request.key, request.query)
    upload = prepare(request)
    body = b"".join(upload.pieces())
    headers = [("host", address.authority), *request.headers]
    if body or request.method in {"PUT", "POST", "PATCH"}:
        headers.append(("content-length", str(upload.payload.size)))
    upload.close()

    assert (expected.method, expected.target, expected.host) == (request.method, address.target, address.authority)
    if request.headers and ("content-type", "application/xml") in request.headers:
        # How a document writes its declaration and its quotes is nobody's business.
        assert canonicalize(expected.body.decode()) == canonicalize(body.decode())
        headers = [(name, str(len(expected.body)) if name == "content-length" else value) for name, value in headers]
    else:
        assert expected.body == body
    assert sorted(expected.headers) == sorted(headers)


@pytest.mark.parametrize("name", CASES)
def test_the_client_reads_the_answer_into_just_that(name: str) -> None:
    operation, expected = CASES[name]
    answer = exchanges.load(name).response
    if isinstance(expected, Refused):
        with pytest.raises(expected.kind) as refused:
            result_of(operation, answer)
        error = refused.value
        missing = error.missing_keys if isinstance(error, BundleError) else ()
        assert expected == Refused(type(error), error.status, error.code, error.message, error.request_id, missing)
    elif isinstance(expected, Broken):
        with pytest.raises(expected.kind, match=re.escape(expected.message)) as broken:
            result_of(operation, answer)
        assert expected.kind is broken.type
    else:
        assert expected == result_of(operation, answer)
