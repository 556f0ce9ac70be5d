"""Buckets and what S3 keeps for them: the rows of their operations."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from tigris_http import operations as ops
from tigris_http.operations.bucket_config.bucket_facts import FilterRule, NotificationTarget

from .of_objects import policy, tags
from .row import Row

if TYPE_CHECKING:
    from .told import Told


def cors_rule(told: Told) -> ops.CORSRule:
    """Return a CORS rule."""
    return ops.CORSRule(
        told.each("AllowedOrigins"),
        told.each("AllowedMethods"),
        told.each("AllowedHeaders"),
        told.each("ExposeHeaders"),
        told.get("MaxAgeSeconds"),
        told.get("ID"),
    )


def lifecycle_rule(told: Told) -> ops.LifecycleRule:
    """Return a lifecycle rule; days begin at midnight, so that a date is all there is."""
    expiration = told.inner("Expiration")
    status = told.get("Status", "Enabled")
    dates = [expiration.get("Date"), *(each.get("Date") for each in told.each("Transitions"))]
    chosen, sizes = told.inner("Filter"), ("ObjectSizeGreaterThan", "ObjectSizeLessThan")
    # Of three places for it, one is used.
    (prefix,) = {told.get("Prefix"), chosen.get("Prefix"), chosen.inner("And").get("Prefix")} - {None} or {None}
    return ops.LifecycleRule(
        told.get("ID"),
        {"Enabled": True, "Disabled": False}.get(status),
        prefix,
        tuple(transition(each) for each in told.each("Transitions")),
        ops.Expiration(expiration.get("Days"), day(expiration.get("Date"))) if told.has("Expiration") else None,
        status not in {"Enabled", "Disabled"}
        or any(moment is not None and day(moment) is None for moment in dates)
        or any(told.has(name) for name in BEYOND_TIGRIS)
        or expiration.has("ExpiredObjectDeleteMarker")
        or any(chosen.has(name) for name in ("Tag", *sizes))
        or any(chosen.inner("And").has(name) for name in ("Tags", *sizes)),
    )


def transition(told: Told) -> ops.Transition:
    """Return a transition to another tier."""
    return ops.Transition(told.get("StorageClass", ""), told.get("Days"), day(told.get("Date")))


def day(moment: datetime | None) -> date | None:
    """Return the day of a midnight; of another time none, which would be lost."""
    return moment.date() if moment is not None and moment.time() == time() else None


def notifications(told: Told) -> ops.NotificationConfiguration:
    """Return whom S3 notifies, by kind: botocore no longer knows in which order they came."""
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
        for each in told.each(f"{name}Configurations")
    ]
    return ops.NotificationConfiguration(tuple(targets))


def encryption(told: Told) -> ops.BucketEncryption:
    """Return what is said of encryption, first."""
    rule = told.inner("ServerSideEncryptionConfiguration").each("Rules")[0]
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
"""What rules of Tigris do not have: that there is such a thing is read, not what it is."""

ROWS = (
    Row(
        ops.ListBuckets(),
        "ListAllMyBucketsResult",
        lambda told: ops.BucketPage(
            tuple(ops.Bucket(entry.get("Name"), entry.get("CreationDate")) for entry in told.each("Buckets")),
            told.inner("Owner").get("ID"),
            told.get("ContinuationToken") or None,
            told.inner("Owner").get("DisplayName"),
        ),
    ),
    Row(ops.GetBucketTagging("b"), "Tagging", tags),
    Row(ops.GetBucketAcl("b"), "AccessControlPolicy", policy, ("Grants.Grantee.EmailAddress",)),
    Row(ops.GetBucketCors("b"), "CORSConfiguration", lambda told: tuple(map(cors_rule, told.each("CORSRules")))),
    Row(
        ops.GetBucketLifecycleConfiguration("b"),
        "LifecycleConfiguration",
        lambda told: tuple(map(lifecycle_rule, told.each("Rules"))),
        NOT_TIGRIS_OF_LIFECYCLES,
    ),
    Row(
        ops.GetBucketOwnershipControls("b"),
        "OwnershipControls",
        lambda told: told.inner("OwnershipControls").each("Rules")[0].get("ObjectOwnership"),
    ),
    Row(ops.GetBucketAccelerateConfiguration("b"), "AccelerateConfiguration", lambda told: told.get("Status")),
    Row(ops.GetBucketPolicyStatus("b"), "PolicyStatus", lambda told: told.inner("PolicyStatus").get("IsPublic")),
    Row(ops.GetBucketRequestPayment("b"), "RequestPaymentConfiguration", lambda told: told.get("Payer")),
    Row(ops.GetBucketNotificationConfiguration("b"), "NotificationConfiguration", notifications),
    Row(
        ops.GetBucketEncryption("b"),
        "ServerSideEncryptionConfiguration",
        encryption,
        ("*.BlockedEncryptionTypes.*",),
    ),
)
