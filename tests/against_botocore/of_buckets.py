"""The rows of operations on buckets and their documents."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from tigris_http import operations as ops
from tigris_http.operations.bucket_config.bucket_facts import FilterRule, NotificationTarget

from .of_objects import policy, tags
from .row import Row

if TYPE_CHECKING:
    from .botocore_parser import ParsedAnswer


def cors_rule(parsed: ParsedAnswer) -> ops.CORSRule:
    """Return a CORS rule."""
    return ops.CORSRule(
        parsed.each("AllowedOrigins"),
        parsed.each("AllowedMethods"),
        parsed.each("AllowedHeaders"),
        parsed.each("ExposeHeaders"),
        parsed.get("MaxAgeSeconds"),
        parsed.get("ID"),
    )


def lifecycle_rule(parsed: ParsedAnswer) -> ops.LifecycleRule:
    """Return a lifecycle rule; a date is a midnight."""
    expiration = parsed.inner("Expiration")
    status = parsed.get("Status", "Enabled")
    dates = [expiration.get("Date"), *(each.get("Date") for each in parsed.each("Transitions"))]
    chosen, sizes = parsed.inner("Filter"), ("ObjectSizeGreaterThan", "ObjectSizeLessThan")
    # S3 has three elements for the prefix; a rule uses one.
    (prefix,) = {parsed.get("Prefix"), chosen.get("Prefix"), chosen.inner("And").get("Prefix")} - {None} or {None}
    return ops.LifecycleRule(
        parsed.get("ID"),
        {"Enabled": True, "Disabled": False}.get(status),
        prefix,
        tuple(transition(each) for each in parsed.each("Transitions")),
        ops.Expiration(expiration.get("Days"), day(expiration.get("Date"))) if parsed.has("Expiration") else None,
        status not in {"Enabled", "Disabled"}
        or any(moment is not None and day(moment) is None for moment in dates)
        or any(parsed.has(name) for name in BEYOND_TIGRIS)
        or expiration.has("ExpiredObjectDeleteMarker")
        or any(chosen.has(name) for name in ("Tag", *sizes))
        or any(chosen.inner("And").has(name) for name in ("Tags", *sizes)),
    )


def transition(parsed: ParsedAnswer) -> ops.Transition:
    """Return a transition to another tier."""
    return ops.Transition(parsed.get("StorageClass", ""), parsed.get("Days"), day(parsed.get("Date")))


def day(moment: datetime | None) -> date | None:
    """Return the day of a midnight, and None for any other time."""
    return moment.date() if moment is not None and moment.time() == time() else None


def notifications(parsed: ParsedAnswer) -> ops.NotificationConfiguration:
    """Return the notification targets by kind: botocore loses their order."""
    kinds = (("Topic", "Topic", "TopicArn"), ("Queue", "Queue", "QueueArn"))
    targets = [
        NotificationTarget(
            kind,
            each.get(arn, ""),
            each.each("Events"),
            tuple(
                FilterRule(rule.get("Name", ""), rule.get("Value", ""))
                for rule in each.inner("Filter").inner("Key").each("FilterRules")
            ),
            each.get("Id"),
        )
        for kind, name, arn in (*kinds, ("CloudFunction", "LambdaFunction", "LambdaFunctionArn"))
        for each in parsed.each(f"{name}Configurations")
    ]
    return ops.NotificationConfiguration(tuple(targets))


def encryption(parsed: ParsedAnswer) -> ops.BucketEncryption:
    """Return the first encryption rule."""
    rule = parsed.inner("ServerSideEncryptionConfiguration").each("Rules")[0]
    default = rule.inner("ApplyServerSideEncryptionByDefault")
    return ops.BucketEncryption(
        default.get("SSEAlgorithm"), default.get("KMSMasterKeyID"), rule.get("BucketKeyEnabled")
    )


BEYOND_TIGRIS = ("NoncurrentVersionTransitions", "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload")
NOT_TIGRIS_OF_LIFECYCLES = (
    *("Rules.Filter.Tag.*", "Rules.Filter.And.Tags.*", "*.ObjectSizeGreaterThan", "*.ObjectSizeLessThan"),
    *("Rules.Noncurrent*", "Rules.AbortIncompleteMultipartUpload.*", "Rules.Expiration.ExpiredObjectDeleteMarker"),
    "TransitionDefaultMinimumObjectSize",
)
"""Members that Tigris does not have: only their presence is read."""

ROWS = (
    Row(
        ops.ListBuckets(),
        "ListAllMyBucketsResult",
        lambda parsed: ops.BucketPage(
            tuple(ops.Bucket(entry.get("Name"), entry.get("CreationDate")) for entry in parsed.each("Buckets")),
            parsed.inner("Owner").get("ID"),
            parsed.get("ContinuationToken") or None,
            parsed.inner("Owner").get("DisplayName"),
        ),
    ),
    Row(ops.GetBucketTagging("b"), "Tagging", tags),
    Row(ops.GetBucketAcl("b"), "AccessControlPolicy", policy, ("Grants.Grantee.EmailAddress",)),
    Row(ops.GetBucketCors("b"), "CORSConfiguration", lambda parsed: tuple(map(cors_rule, parsed.each("CORSRules")))),
    Row(
        ops.GetBucketLifecycleConfiguration("b"),
        "LifecycleConfiguration",
        lambda parsed: tuple(map(lifecycle_rule, parsed.each("Rules"))),
        NOT_TIGRIS_OF_LIFECYCLES,
    ),
    Row(
        ops.GetBucketOwnershipControls("b"),
        "OwnershipControls",
        lambda parsed: parsed.inner("OwnershipControls").each("Rules")[0].get("ObjectOwnership"),
    ),
    Row(ops.GetBucketAccelerateConfiguration("b"), "AccelerateConfiguration", lambda parsed: parsed.get("Status")),
    Row(ops.GetBucketPolicyStatus("b"), "PolicyStatus", lambda parsed: parsed.inner("PolicyStatus").get("IsPublic")),
    Row(ops.GetBucketRequestPayment("b"), "RequestPaymentConfiguration", lambda parsed: parsed.get("Payer")),
    Row(ops.GetBucketNotificationConfiguration("b"), "NotificationConfiguration", notifications),
    Row(
        ops.GetBucketEncryption("b"),
        "ServerSideEncryptionConfiguration",
        encryption,
        ("*.BlockedEncryptionTypes.*",),
    ),
)
