"""The differences between the third-party servers, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import pytest

Feature: TypeAlias = Literal[
    "access",
    "bucket documents",
    "checksums",
    "conditions",
    "copies with other metadata",
    "forms",
    "legal holds",
    "other clocks",
    "owners",
    "pages of buckets",
    "part copies",
    "tags",
    "versions",
    "virtual hosts",
]


@dataclass(frozen=True)
class Differences:
    """How a server differs from S3, and why it may. The defaults are S3's behaviour."""

    puts_into_missing_buckets: bool = False
    """SeaweedFS makes the bucket for an identity that may; S3 answers NoSuchBucket."""
    refuses_own_bucket: str | None = "BucketAlreadyOwnedByYou"
    """S3 answers 200 in us-east-1, as MiniStack does, and BucketAlreadyOwnedByYou elsewhere, as SeaweedFS does. rclone
    answers as if the bucket were another's.
    """
    tells_region: bool = True
    """S3 sends x-amz-bucket-region with a HEAD of a bucket; SeaweedFS has no regions."""
    checks_copy_destination: bool = True
    """If-Match and If-None-Match of a copy are newer than MiniStack's copy, which ignores them."""
    copies_onto_itself: bool = False
    """S3 and SeaweedFS refuse a copy onto itself that changes nothing; MiniStack copies."""
    takes_object_acls: bool = False
    """New buckets of S3 and MiniStack have ACLs switched off; SeaweedFS keeps them."""
    keeps_content_type_without_metadata: bool = False
    """REPLACE without a type: S3 and SeaweedFS fall back to binary/octet-stream, MiniStack keeps the source's."""
    keeps_a_head_without_its_body: bool = False
    """If a connection ends before the first byte of a body, SeaweedFS stores an empty object; S3 nothing."""
    answers_with_bare_returns: bool = False
    """MiniStack writes a carriage return in a deleted key literally, which XML reads as a line feed. It deletes the
    right object. S3 and SeaweedFS write a character reference.
    """
    tells_checksums_of_puts: bool = True
    """S3 and SeaweedFS repeat in their answer the checksum that came with an object; MiniStack returns it only later.
    """
    encrypts: bool = True
    """SeaweedFS, which has no KMS keys here, fails internally when it should encrypt."""
    counts_tags: bool = True
    """S3 and SeaweedFS send x-amz-tagging-count with an object that has tags."""
    keeps_tags_of_uploads: bool = True
    """S3 and SeaweedFS give the object the tags that its upload was begun with; MiniStack forgets them."""
    lists_replaced_parts: bool = False
    """SeaweedFS lists a replaced part twice; S3 and MiniStack list the newer one."""
    aborts_what_is_not_there: bool = False
    """SeaweedFS answers success; S3 and MiniStack know no such upload."""
    lists_uploads_by_id: bool = False
    """SeaweedFS lists uploads in the order of their ids and returns no key marker, so a listing cannot go on. It
    announces URL-encoded keys that are not encoded. S3 and MiniStack list uploads in the order of their keys.
    (Neither server groups them by a delimiter.)
    """
    age_of_cors_rules_without: int | None = None
    """SeaweedFS returns 0 for a rule without `MaxAgeSeconds`; S3 and MiniStack return the rule unchanged."""
    moves_objects_to_other_tiers: bool = True
    """SeaweedFS has no tiers: of lifecycle rules it takes those that expire by days. S3 and MiniStack take all."""
    falls_back_on_an_ownership: bool = False
    """After ownership controls were deleted, SeaweedFS returns the default; S3 and MiniStack answer that there are
    none.
    """
    encrypts_always: bool = True
    """S3 since 2023, and so MiniStack, encrypt every object; SeaweedFS encrypts on request."""
    knows_acceleration: bool = True
    """SeaweedFS answers that it has none, and treats a put of it as the creation of the bucket."""
    says_where_a_bucket_is: bool = True
    """SeaweedFS answers with a `CreateBucketConfiguration`, which S3 receives and never sends."""
    answers_unknown_queries_with_a_listing: bool = False
    """MiniStack ignores queries that it does not know: the payer, and the public status of a policy. S3 and SeaweedFS
    return the payer, and answer that there is no policy.
    """
    keys_are_paths: bool = False
    """SeaweedFS keeps objects in a tree of names: it refuses `.` and `..`, drops empty parts, turns `\\` into `/`,
    refuses parts of over 255 bytes and NUL, and cannot store bytes under a key that ends in `/`. S3's keys are
    opaque.
    """
    lacks: frozenset[Feature] = frozenset()
    """Features whose requests the server ignores, or takes for others. rclone serves files: it keeps a few headers of
    an object besides its bytes, and nothing else.
    """
    keeps_backslash_and_nul: bool = False
    """rclone escapes both in the names of its files. SeaweedFS turns a backslash into a slash and refuses NUL."""
    most_in_copy_source: int | None = None
    """rclone counts the header with the source of a copy as metadata, of which it takes 2,048 bytes. S3 takes any key.
    """
    parts_begin_at_one: bool = False
    """rclone appends parts to a file as they come: numbers without gaps, and no other bytes under a number that was
    appended. A marker names the first part of a page. S3 takes any numbers, and replaces parts until the completion.
    """
    drops_upload_after_bad_completion: bool = False
    """rclone ends an upload whose completion names wrong parts; S3 lets the caller try again."""
    tells_etag_of_uploads: bool = True
    """S3 and the other servers give an object in parts the entity tag that its completion answered; rclone gives it the
    MD5 of its bytes.
    """
    keeps_expires: bool = True
    """rclone drops the header Expires of an object."""
    ranges_reach_before_the_front: bool = True
    """S3 answers the last 100 bytes of an object of 10 with all of it; rclone refuses them with 416, and `get_object`
    raises that. Files, ranges and manifests ask for no such range, or read the object whole then.
    """
    status_of_ranges: int = 206
    """S3 answers 206, as RFC 9110 says; rclone 200, with Content-Range."""
    status_of_expired: int = 403
    """S3 answers 403 to an expired URL; rclone 400, and does not say that it expired."""
    limits_expiry: bool = True
    """S3 refuses URLs for more than a week; rclone takes any time."""
    names_refused_requests: bool = True
    """S3 gives every answer a request id; rclone none that refuses a signature."""


DIFFERENCES = {
    "ministack": Differences(
        refuses_own_bucket=None,
        checks_copy_destination=False,
        copies_onto_itself=True,
        keeps_content_type_without_metadata=True,
        answers_with_bare_returns=True,
        tells_checksums_of_puts=False,
        counts_tags=False,
        keeps_tags_of_uploads=False,
        answers_unknown_queries_with_a_listing=True,
    ),
    "seaweedfs": Differences(
        puts_into_missing_buckets=True,
        tells_region=False,
        takes_object_acls=True,
        keeps_a_head_without_its_body=True,
        encrypts=False,
        lists_replaced_parts=True,
        aborts_what_is_not_there=True,
        lists_uploads_by_id=True,
        age_of_cors_rules_without=0,
        moves_objects_to_other_tiers=False,
        falls_back_on_an_ownership=True,
        encrypts_always=False,
        knows_acceleration=False,
        says_where_a_bucket_is=False,
        keys_are_paths=True,
    ),
    "rclone": Differences(
        lacks=frozenset(get_args(Feature)),
        refuses_own_bucket="BucketAlreadyExists",
        tells_region=False,
        keys_are_paths=True,
        keeps_backslash_and_nul=True,
        most_in_copy_source=1900,
        parts_begin_at_one=True,
        drops_upload_after_bad_completion=True,
        tells_etag_of_uploads=False,
        keeps_expires=False,
        ranges_reach_before_the_front=False,
        status_of_ranges=200,
        status_of_expired=400,
        limits_expiry=False,
        names_refused_requests=False,
    ),
}
"""By the name of the server."""


def servers_with(feature: Feature) -> pytest.MarkDecorator:
    """Run a test, or the tests of a module, on the servers that have a feature."""
    names = [name for name, differs in DIFFERENCES.items() if feature not in differs.lacks]
    return pytest.mark.parametrize("server", names, indirect=True)
