"""The exchanges of a bucket's properties on Tigris, and of their changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.errors import AccessDenied, MalformedResponse, NotFound, ServiceError
from tigris_http.operations import (
    CLEAR,
    EVENT_TYPE,
    Bucket,
    BucketMetadata,
    BucketNotifications,
    BucketPage,
    BucketShare,
    BucketStats,
    CORSRule,
    Expiration,
    ForkInfo,
    ForkParent,
    GetBucketMetadata,
    LifecycleRule,
    ListBuckets,
    ListDeletedBuckets,
    MigrationSource,
    PurgeBucket,
    RestoreBucket,
    SetBucketMigration,
    SetBucketNotifications,
    SetBucketSoftDelete,
    SoftDelete,
    Transition,
    UpdateBucket,
    UpdateBucketResult,
)

from .expected import MISSING_BUCKET, NOW, OWNER, Broken, Refused, utc

if TYPE_CHECKING:
    from . import Case

B, OLD = "atlas-data", "old-lab"
DONE = UpdateBucketResult(B)
HOOK = "https://hooks.example.com/t"
DELETIONS = 'WHERE `Event-Type` = "OBJECT_DELETED"'
PARENT = ForkParent(B, "1792493846320284327", "base", utc(10, 57, 26, 325583), utc(10, 57, 26, 329489))
CORS = CORSRule(("https://a.example",), ("GET",), ("*",), ("ETag",), 600)
SHARES = (BucketShare("ReadOnly", "all"), BucketShare("Editor", None, "u1"))
LOGS = LifecycleRule("r1", True, "logs/", (Transition("STANDARD_IA", 30),), Expiration(365, enabled=True))
SOURCE = MigrationSource("legacy", "https://s3.example.org", "AK", "SK")
INVALID = Refused(ServiceError, 400, "InvalidArgument", "Invalid argument")
NO_BUCKET = Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET)
DENIED = Refused(AccessDenied, 403, "AccessDenied", "Access Denied.")
DELETED = Bucket(OLD, utc(16, 53, 44, month=8, day=26), utc(16, 54, 3, month=8, day=26), SoftDelete(True, 7))

CASES: dict[str, Case] = {
    "list_buckets/everything_that_tigris_adds": (
        ListBuckets(
            include_regions=True,
            include_type=True,
            include_visibility=True,
            include_fork_info=True,
            include_owner=True,
            include_stats=True,
            only_forked=True,
            only_deleted=True,
            owned_by="ana@example.com",
        ),
        BucketPage(
            (
                Bucket(
                    "atlas-lab",
                    NOW,
                    utc(10, 57, 30),
                    SoftDelete(True, 30),
                    ("iad", "sjc"),
                    "Snapshot",
                    False,
                    OWNER,
                    "ana@example.com",
                    ForkInfo(False, (PARENT,)),
                ),
            ),
            OWNER,
            None,
            OWNER,
            BucketStats(1, 12, 9, 73216),
        ),
    ),
    "list_buckets/one_object_in_place_of_a_list": (
        ListBuckets(include_type=True),
        BucketPage((Bucket(B, utc(10, 57, 30), type="Regular", regions=()),), OWNER, None, OWNER),
    ),
    "list_buckets/denied_in_json": (ListBuckets(only_deleted=True), DENIED),
    "list_deleted_buckets/one": (ListDeletedBuckets(), BucketPage((DELETED,), OWNER, None, OWNER)),
    "list_deleted_buckets/goes_on": (
        ListDeletedBuckets(max_buckets=1, continuation_token="old-a"),
        BucketPage((DELETED,), None, OLD),
    ),
    "list_deleted_buckets/none": (ListDeletedBuckets(), BucketPage((), OWNER, None, OWNER)),
    "list_deleted_buckets/denied": (ListDeletedBuckets(), DENIED),
    "get_bucket_metadata/everything": (
        GetBucketMetadata(B, with_size=True),
        BucketMetadata(
            B,
            utc(13, 56, 38, 322992, day=14),
            1,
            "STANDARD",
            ("iad", "sjc"),
            "max-age=60",
            9,
            12,
            73216,
            {"STANDARD": 73216},
            ForkInfo(True, (PARENT,)),
            SoftDelete(True, 30),
            True,
            "public-read",
            True,
            "files.example.com",
            True,
            BucketNotifications(HOOK, DELETIONS, True, "****"),
            (LOGS,),
            (CORS,),
            MigrationSource("legacy", "https://s3.example.org", "AK", "****", "us-east-1"),
            "nosniff",
            SHARES,
            {"next_year": {"x": [1]}},
        ),
    ),
    "get_bucket_metadata/nothing_set": (
        GetBucketMetadata(B),
        BucketMetadata(B, NOW, 0, fork_info=ForkInfo()),
    ),
    "get_bucket_metadata/basic_auth": (
        GetBucketMetadata(B),
        BucketMetadata(B, notifications=BucketNotifications(HOOK, enabled=False, basic_user="hook", basic_pass="****")),
    ),
    "get_bucket_metadata/missing": (GetBucketMetadata(B), NO_BUCKET),
    "update_bucket/tier_and_cache": (
        UpdateBucket(B, acl="public-read", storage_class="STANDARD_IA", cache_control="max-age=3600"),
        DONE,
    ),
    "update_bucket/everything": (
        UpdateBucket(
            B,
            acl="public-read",
            public_list_objects=True,
            object_acl=True,
            storage_class="STANDARD",
            regions=("iad", "sjc"),
            cache_control="max-age=60",
            custom_domain="files.example.com",
            nosniff=True,
            snapshot_enabled=False,
            soft_delete=30,
            delete_protection=True,
            notifications=BucketNotifications(HOOK, EVENT_TYPE.equals("OBJECT_DELETED"), token="t0ken"),
            migration_source=MigrationSource("legacy", "https://s3.example.org", "AK", "SK", "us-east-1", True),
            lifecycle_rules=[LifecycleRule("r1", True, "logs/", (Transition("STANDARD_IA", 30),), Expiration(365))],
            cors=[CORS],
            shares=SHARES,
        ),
        DONE,
    ),
    "update_bucket/everything_cleared": (
        UpdateBucket(
            B,
            public_list_objects=False,
            object_acl=False,
            regions=(),
            cache_control="",
            custom_domain="",
            nosniff=False,
            soft_delete=False,
            delete_protection=False,
            notifications=CLEAR,
            migration_source=CLEAR,
            lifecycle_rules=(),
            cors=(),
            shares=(),
        ),
        DONE,
    ),
    "update_bucket/unknown_region": (UpdateBucket(B, regions="xyz"), INVALID),
    "update_bucket/error_inside_200": (
        UpdateBucket(B, snapshot_enabled=True),
        Refused(ServiceError, 200, "", "the bucket has lifecycle rules"),
    ),
    "update_bucket/neither_done_nor_refused": (
        UpdateBucket(B, snapshot_enabled=True),
        Broken(MalformedResponse, "the update ended with 'pending'"),
    ),
    "set_bucket_soft_delete/for_a_month": (SetBucketSoftDelete(B, True, retention_days=30), DONE),
    "set_bucket_soft_delete/for_a_week": (SetBucketSoftDelete(B, True), DONE),
    "set_bucket_soft_delete/no_longer": (SetBucketSoftDelete(B, False), DONE),
    "set_bucket_soft_delete/missing": (SetBucketSoftDelete(B, True), NO_BUCKET),
    "set_bucket_notifications/basic_auth": (
        SetBucketNotifications(B, BucketNotifications(HOOK, basic_user="hook", basic_pass="p4ss")),
        DONE,
    ),
    "set_bucket_notifications/paused": (
        SetBucketNotifications(B, BucketNotifications("http://hooks.example.com/t", enabled=False)),
        DONE,
    ),
    "set_bucket_notifications/none": (SetBucketNotifications(B, None), DONE),
    "set_bucket_notifications/bad_filter": (
        SetBucketNotifications(B, BucketNotifications(HOOK, "when?")),
        Refused(ServiceError, 400, "InvalidArgument", "Invalid filter"),
    ),
    "set_bucket_migration/set": (SetBucketMigration(B, SOURCE), DONE),
    "set_bucket_migration/none": (SetBucketMigration(B, None), DONE),
    "set_bucket_migration/refused_by_the_source": (
        SetBucketMigration(B, SOURCE),
        Refused(
            AccessDenied,
            403,
            "InvalidAccessKeyId",
            "Shadow bucket: The Access Key Id you provided does not exist in our records.",
        ),
    ),
    "restore_bucket/done": (RestoreBucket(OLD), None),
    "restore_bucket/done_in_json": (RestoreBucket(OLD), None),
    "restore_bucket/live": (RestoreBucket(OLD), INVALID),
    "purge_bucket/done": (PurgeBucket(OLD), None),
    "purge_bucket/live": (PurgeBucket(OLD), INVALID),
}
