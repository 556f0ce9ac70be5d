"""The exchanges of the documents of a bucket that S3 knows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tigris_http.errors import AccessDenied, NotFound, ServiceError
from tigris_http.operations import (
    BucketEncryption,
    CORSRule,
    DeleteBucketCors,
    DeleteBucketEncryption,
    DeleteBucketLifecycle,
    DeleteBucketOwnershipControls,
    Expiration,
    FilterRule,
    GetBucketAccelerateConfiguration,
    GetBucketCors,
    GetBucketEncryption,
    GetBucketLifecycleConfiguration,
    GetBucketLocation,
    GetBucketNotificationConfiguration,
    GetBucketOwnershipControls,
    GetBucketPolicyStatus,
    GetBucketRequestPayment,
    LifecycleRule,
    NotificationConfiguration,
    NotificationTarget,
    PutBucketAccelerateConfiguration,
    PutBucketCors,
    PutBucketEncryption,
    PutBucketLifecycleConfiguration,
    PutBucketOwnershipControls,
    Transition,
)

from .expected import MISSING_BUCKET, Refused

if TYPE_CHECKING:
    from . import Case

B = "atlas-data"
NO_BUCKET = Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET)
CORS = (
    CORSRule(("https://a.example", "https://*.b.example"), ("GET", "PUT"), ("*",), ("ETag",), 600, "r1"),
    CORSRule(("*",), ("HEAD",)),
)
RULES = (
    LifecycleRule("r1", True, "logs/", (Transition("STANDARD_IA", 30),), Expiration(365)),
    LifecycleRule(None, False, None, (), Expiration(date=date(2027, 1, 1))),
)


def never_set(code: str, message: str) -> Refused:
    return Refused(NotFound, 404, code, message)


CASES: dict[str, Case] = {
    "get_bucket_cors/two_rules": (GetBucketCors(B), CORS),
    "get_bucket_cors/never_set": (
        GetBucketCors(B),
        never_set("NoSuchCORSConfiguration", "The CORS configuration does not exist"),
    ),
    "put_bucket_cors/two_rules": (PutBucketCors(B, CORS), None),
    "put_bucket_cors/missing_bucket": (PutBucketCors(B, CORS), NO_BUCKET),
    "delete_bucket_cors/done": (DeleteBucketCors(B), None),
    "delete_bucket_cors/missing_bucket": (DeleteBucketCors(B), NO_BUCKET),
    "get_bucket_lifecycle_configuration/two_rules": (GetBucketLifecycleConfiguration(B), RULES),
    "get_bucket_lifecycle_configuration/never_set": (
        GetBucketLifecycleConfiguration(B),
        never_set("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
    ),
    "put_bucket_lifecycle_configuration/two_rules": (PutBucketLifecycleConfiguration(B, RULES), None),
    "put_bucket_lifecycle_configuration/snapshot_bucket": (
        PutBucketLifecycleConfiguration(B, RULES),
        Refused(ServiceError, 400, "InvalidArgument", "Invalid argument"),
    ),
    "delete_bucket_lifecycle/done": (DeleteBucketLifecycle(B), None),
    "delete_bucket_lifecycle/missing_bucket": (DeleteBucketLifecycle(B), NO_BUCKET),
    "get_bucket_ownership_controls/enforced": (GetBucketOwnershipControls(B), "BucketOwnerEnforced"),
    "get_bucket_ownership_controls/never_set": (
        GetBucketOwnershipControls(B),
        never_set("OwnershipControlsNotFoundError", "The bucket ownership controls were not found"),
    ),
    "put_bucket_ownership_controls/enforced": (PutBucketOwnershipControls(B, "BucketOwnerEnforced"), None),
    "put_bucket_ownership_controls/denied": (
        PutBucketOwnershipControls(B, "BucketOwnerEnforced"),
        Refused(AccessDenied, 403, "AccessDenied", "Access Denied."),
    ),
    "delete_bucket_ownership_controls/done": (DeleteBucketOwnershipControls(B), None),
    "delete_bucket_ownership_controls/missing_bucket": (DeleteBucketOwnershipControls(B), NO_BUCKET),
    "get_bucket_accelerate_configuration/enabled": (GetBucketAccelerateConfiguration(B), "Enabled"),
    "get_bucket_accelerate_configuration/never_said": (GetBucketAccelerateConfiguration(B), None),
    "get_bucket_accelerate_configuration/missing_bucket": (GetBucketAccelerateConfiguration(B), NO_BUCKET),
    "put_bucket_accelerate_configuration/suspended": (PutBucketAccelerateConfiguration(B, "Suspended"), None),
    "put_bucket_accelerate_configuration/missing_bucket": (PutBucketAccelerateConfiguration(B, "Enabled"), NO_BUCKET),
    "get_bucket_encryption/always_on": (GetBucketEncryption(B), BucketEncryption("AES256", None, False)),
    "get_bucket_encryption/missing_bucket": (GetBucketEncryption(B), NO_BUCKET),
    "put_bucket_encryption/done": (PutBucketEncryption(B), None),
    "put_bucket_encryption/missing_bucket": (PutBucketEncryption(B), NO_BUCKET),
    "delete_bucket_encryption/done": (DeleteBucketEncryption(B), None),
    "delete_bucket_encryption/missing_bucket": (DeleteBucketEncryption(B), NO_BUCKET),
    "get_bucket_location/auto": (GetBucketLocation(B), "auto"),
    "get_bucket_location/none": (GetBucketLocation(B), None),
    "get_bucket_location/missing_bucket": (GetBucketLocation(B), NO_BUCKET),
    "get_bucket_policy_status/public": (GetBucketPolicyStatus(B), True),
    "get_bucket_policy_status/private": (GetBucketPolicyStatus(B), False),
    "get_bucket_policy_status/missing_bucket": (GetBucketPolicyStatus(B), NO_BUCKET),
    "get_bucket_request_payment/owner": (GetBucketRequestPayment(B), "BucketOwner"),
    "get_bucket_request_payment/missing_bucket": (GetBucketRequestPayment(B), NO_BUCKET),
    "get_bucket_notification_configuration/none": (GetBucketNotificationConfiguration(B), NotificationConfiguration()),
    "get_bucket_notification_configuration/of_another_service": (
        GetBucketNotificationConfiguration(B),
        NotificationConfiguration(
            (
                NotificationTarget(
                    "Queue",
                    "arn:aws:sqs:x",
                    ("s3:ObjectCreated:*", "s3:ObjectRemoved:*"),
                    (FilterRule("prefix", "img/"),),
                    "q1",
                ),
                NotificationTarget("Topic", "arn:aws:sns:x", ("s3:ObjectCreated:*",)),
            )
        ),
    ),
    "get_bucket_notification_configuration/missing_bucket": (GetBucketNotificationConfiguration(B), NO_BUCKET),
}
