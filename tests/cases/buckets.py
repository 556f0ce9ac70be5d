"""The exchanges of buckets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.errors import AccessDenied, Conflict, NotFound, ServiceError
from tigris_http.operations import (
    Bucket,
    BucketInfo,
    BucketPage,
    CreateBucket,
    CreateBucketResult,
    DeleteBucket,
    HasSnapshotEnabled,
    HeadBucket,
    ListBuckets,
    SoftDelete,
)

from .expected import MISSING_BUCKET, NO_REASON, NOW, OWNER, SNAPSHOT, Refused, utc

if TYPE_CHECKING:
    from . import Case

CASES: dict[str, Case] = {
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
        BucketPage((Bucket("atlas-data", NOW, utc(10, 57, 30), SoftDelete(True, 30)),), OWNER, "atlas-data", OWNER),
    ),
    "list_buckets/last_page": (
        ListBuckets(max_buckets=1, continuation_token="atlas-data"),
        BucketPage((Bucket("atlas-lab", utc(10, 57, 30, 500000)),), OWNER, None, OWNER),
    ),
    "list_buckets/none": (ListBuckets(), BucketPage((), OWNER, None, OWNER)),
    "list_buckets/wrong_signature": (
        ListBuckets(),
        Refused(
            AccessDenied,
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
        ),
    ),
}
