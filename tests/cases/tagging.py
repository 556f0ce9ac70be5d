"""The exchanges of tags and access control lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.errors import AccessDenied, NotFound, ServiceError
from tigris_http.operations import (
    AccessControlPolicy,
    DeleteBucketTagging,
    DeleteObjectTagging,
    GetBucketAcl,
    GetBucketTagging,
    GetObjectAcl,
    GetObjectTagging,
    Grant,
    ObjectTagging,
    PutBucketAcl,
    PutBucketTagging,
    PutObjectAcl,
    PutObjectTagging,
)

from .expected import MISSING_BUCKET, MISSING_KEY, OWNER, VERSION, Refused

if TYPE_CHECKING:
    from . import Case

TAGS = {"project": "a&b", "empty": ""}
NO_KEY = Refused(NotFound, 404, "NoSuchKey", MISSING_KEY)
NO_BUCKET = Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET)
DENIED = Refused(AccessDenied, 403, "AccessDenied", "Access Denied.")
FULL = Grant("FULL_CONTROL", "CanonicalUser", OWNER, "ana")
PUBLIC = Grant("READ", "Group", None, None, "http://acs.amazonaws.com/groups/global/AllUsers")

CASES: dict[str, Case] = {
    "get_object_tagging/two": (GetObjectTagging("atlas-data", "a.txt"), ObjectTagging(TAGS)),
    "get_object_tagging/none_of_a_version": (
        GetObjectTagging("atlas-data", "a.txt", version_id=VERSION),
        ObjectTagging({}, VERSION),
    ),
    "get_object_tagging/missing": (GetObjectTagging("atlas-data", "a.txt"), NO_KEY),
    "put_object_tagging/two": (PutObjectTagging("atlas-data", "a.txt", TAGS), None),
    "put_object_tagging/none_of_a_version": (PutObjectTagging("atlas-data", "a.txt", {}, version_id=VERSION), None),
    "put_object_tagging/refused": (
        PutObjectTagging("atlas-data", "a.txt", TAGS),
        Refused(ServiceError, 400, "InvalidTag", "The tag provided was not a valid tag."),
    ),
    "delete_object_tagging/done": (DeleteObjectTagging("atlas-data", "a.txt"), None),
    "delete_object_tagging/of_a_version": (DeleteObjectTagging("atlas-data", "a.txt", version_id=VERSION), None),
    "delete_object_tagging/missing": (DeleteObjectTagging("atlas-data", "a.txt"), NO_KEY),
    "get_bucket_tagging/two": (GetBucketTagging("atlas-data"), TAGS),
    "get_bucket_tagging/never_set": (
        GetBucketTagging("atlas-data"),
        Refused(NotFound, 404, "NoSuchTagSet", "The TagSet does not exist"),
    ),
    "put_bucket_tagging/two": (PutBucketTagging("atlas-data", TAGS), None),
    "put_bucket_tagging/missing_bucket": (PutBucketTagging("atlas-data", TAGS), NO_BUCKET),
    "delete_bucket_tagging/done": (DeleteBucketTagging("atlas-data"), None),
    "delete_bucket_tagging/missing_bucket": (DeleteBucketTagging("atlas-data"), NO_BUCKET),
    "get_bucket_acl/public": (GetBucketAcl("atlas-data"), AccessControlPolicy(OWNER, "ana", (FULL, PUBLIC))),
    "get_bucket_acl/missing_bucket": (GetBucketAcl("atlas-data"), NO_BUCKET),
    "put_bucket_acl/public": (PutBucketAcl("atlas-data", "public-read"), None),
    "put_bucket_acl/denied": (PutBucketAcl("atlas-data", "private"), DENIED),
    "get_object_acl/private": (GetObjectAcl("atlas-data", "a.txt"), AccessControlPolicy(OWNER, "ana", (FULL,))),
    "get_object_acl/of_a_version": (
        GetObjectAcl("atlas-data", "a.txt", version_id=VERSION),
        AccessControlPolicy(OWNER, None, ()),
    ),
    "get_object_acl/missing": (GetObjectAcl("atlas-data", "a.txt"), NO_KEY),
    "put_object_acl/private": (PutObjectAcl("atlas-data", "a.txt", "private"), None),
    "put_object_acl/of_a_version": (PutObjectAcl("atlas-data", "a.txt", "public-read", version_id=VERSION), None),
    "put_object_acl/missing": (PutObjectAcl("atlas-data", "a.txt", "private"), NO_KEY),
}
