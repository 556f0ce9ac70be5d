"""The state that an emulator needs before it can answer the newer samples."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tigris_http.operations import CORSRule, Expiration, LifecycleRule, Transition

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tigris_http import TigrisHTTP

    World = Callable[[TigrisHTTP], Mapping[str, str] | None]

MOMENT, VERSION = "1792493847118382304", "1792493846000000007"
UPLOAD, GONE = "b2Zmc2V0LXVwbG9hZC1pZA", "1787441627070249004"


def plain(client: TigrisHTTP) -> None:
    client.create_bucket("atlas-data")
    client.put_object("atlas-data", "a.txt", b"abc", content_type="text/plain")


def with_object_acls(client: TigrisHTTP) -> None:
    client.create_bucket("atlas-data", object_acl=True)
    client.put_object("atlas-data", "a.txt", b"abc", acl="private")


def only_the_bucket(client: TigrisHTTP) -> None:
    client.create_bucket("atlas-data", object_acl=True)


def documents(client: TigrisHTTP) -> None:
    plain(client)
    client.put_bucket_cors(
        "atlas-data",
        [
            CORSRule(("https://a.example",), ("GET", "PUT"), ("x-a",), ("ETag",), 600, "r1"),
            CORSRule(("*",), ("GET",)),
        ],
    )
    client.put_bucket_lifecycle_configuration(
        "atlas-data",
        [
            LifecycleRule("r1", prefix="logs/", transitions=(Transition("GLACIER", days=30),)),
            LifecycleRule("r2", prefix="tmp/", expiration=Expiration(days=90)),
            LifecycleRule("r3", enabled=False, expiration=Expiration(date=date(2027, 1, 1))),
        ],
    )
    client.put_bucket_tagging("atlas-data", {"project": "a&b", "empty": ""})
    client.put_object_tagging("atlas-data", "a.txt", {"project": "a&b", "empty": ""})
    client.put_bucket_ownership_controls("atlas-data", "BucketOwnerEnforced")
    client.put_bucket_accelerate_configuration("atlas-data", "Enabled")


def public(client: TigrisHTTP) -> None:
    client.create_bucket("atlas-data", acl="public-read")


def uploading(client: TigrisHTTP) -> Mapping[str, str]:
    plain(client)
    begun = client.create_multipart_upload("atlas-data", "a.txt")
    for number in (1, 2, 3):
        client.upload_part("atlas-data", "a.txt", begun.upload_id, number, b"abc")
    return {UPLOAD: begun.upload_id}


def in_parts(client: TigrisHTTP) -> None:
    client.create_bucket("atlas-data")
    begun = client.create_multipart_upload("atlas-data", "parts.bin", content_type="text/plain")
    parts = [
        client.upload_part("atlas-data", "parts.bin", begun.upload_id, number, body)
        for number, body in ((1, b"a"), (2, b"bc"))
    ]
    client.complete_multipart_upload("atlas-data", "parts.bin", begun.upload_id, parts)


def uploading_something_else(client: TigrisHTTP) -> Mapping[str, str]:
    client.create_bucket("atlas-data")
    begun = client.create_multipart_upload("atlas-data", "a.txt")
    client.upload_part("atlas-data", "a.txt", begun.upload_id, 1, b"other")
    return {UPLOAD: begun.upload_id}


def uploading_beside_another(client: TigrisHTTP) -> Mapping[str, str]:
    client.create_bucket("atlas-old")
    client.put_object("atlas-old", "old name+1.txt", b"abc")
    return uploading(client)


def soft_deleted(client: TigrisHTTP) -> Mapping[str, str]:
    client.create_bucket("atlas-data", soft_delete=30)
    for key in ("notes/a.txt", "notes/a.txt", "b c.txt"):
        client.put_object("atlas-data", key, b"abc")
        client.delete_object("atlas-data", key)
    first = next(iter(client.list_deleted_object_versions("atlas-data", prefix="notes/a.txt")))
    return {GONE: first.version_id}


def bucket_gone(client: TigrisHTTP) -> None:
    for name in ("atlas-data", "old-lab"):
        client.create_bucket(name, soft_delete=True)
        client.delete_bucket(name)


def still_there(client: TigrisHTTP) -> None:
    client.create_bucket("old-lab", soft_delete=True)


def unrelated_buckets(client: TigrisHTTP) -> None:
    client.create_bucket("atlas-data", snapshot_enabled=True)
    client.create_bucket("atlas-lab", snapshot_enabled=True)


def images(client: TigrisHTTP) -> None:
    client.create_bucket("atlas-data")
    for key in ("img/1 a.jpg", "img/raw/2.jpg", "img/z.jpg"):
        client.put_object("atlas-data", key, b"abc")


def reported(client: TigrisHTTP) -> None:
    client.create_bucket("atlas-data")
    client.put_object("atlas-data", "report.pdf", b"abc")


def cold(client: TigrisHTTP) -> None:
    client.create_bucket("atlas-data")
    kind = "application/octet-stream"
    client.put_object("atlas-data", "cold.bin", b"abc", storage_class="GLACIER", content_type=kind)


def warm(client: TigrisHTTP) -> None:
    client.create_bucket("atlas-data")
    client.put_object("atlas-data", "cold.bin", b"abc", content_type="application/octet-stream")


def forked(client: TigrisHTTP) -> None:
    client.create_bucket("atlas-data", snapshot_enabled=True)
    client.create_fork("atlas-lab", "atlas-data")


def nothing(client: TigrisHTTP) -> None:
    """Leave the emulator empty."""


WORLDS: dict[str, World] = {
    "abort_multipart_upload/done": uploading,
    "abort_multipart_upload/no_such_upload": plain,
    "complete_multipart_upload/only_where_there_is_none": uploading,
    "complete_multipart_upload/wrong_part": uploading_something_else,
    "delete_bucket_cors/done": documents,
    "delete_bucket_cors/missing_bucket": nothing,
    "delete_bucket_lifecycle/done": documents,
    "delete_bucket_ownership_controls/done": documents,
    "delete_bucket_tagging/done": documents,
    "delete_object_tagging/done": documents,
    "delete_object_tagging/missing": only_the_bucket,
    "get_bucket_accelerate_configuration/enabled": documents,
    "get_bucket_accelerate_configuration/never_said": plain,
    "get_bucket_acl/public": public,
    "get_bucket_cors/never_set": plain,
    "get_bucket_cors/two_rules": documents,
    "get_bucket_lifecycle_configuration/never_set": plain,
    "get_bucket_lifecycle_configuration/two_rules": documents,
    "get_bucket_metadata/missing": nothing,
    "get_bucket_ownership_controls/enforced": documents,
    "get_bucket_ownership_controls/never_set": plain,
    "get_bucket_policy_status/private": plain,
    "get_bucket_policy_status/public": public,
    "get_bucket_tagging/never_set": plain,
    "get_bucket_tagging/two": documents,
    "get_object/part": in_parts,
    "get_object_acl/missing": only_the_bucket,
    "get_object_acl/private": plain,
    "get_object_tagging/missing": only_the_bucket,
    "get_object_tagging/two": documents,
    "get_restore_info/archived": cold,
    "get_restore_info/missing": plain,
    "get_restore_info/not_archived": warm,
    "is_object_migrated/missing": warm,
    "list_deleted_buckets/none": plain,
    "list_deleted_buckets/one": bucket_gone,
    "list_deleted_object_versions/missing_bucket": nothing,
    "list_deleted_object_versions/two_of_one_key": soft_deleted,
    "list_deleted_objects/one": soft_deleted,
    "head_object/part": in_parts,
    "list_multipart_uploads/missing_bucket": nothing,
    "list_objects/missing_bucket": nothing,
    "list_objects/next_marker_with_prefixes": images,
    "list_parts/last_page": uploading,
    "list_parts/no_such_upload": plain,
    "merge_fork/done": forked,
    "merge_fork/no_direct_fork": unrelated_buckets,
    "migrate_object/missing": warm,
    "presign/of_an_unknown_key": reported,
    "purge_bucket/done": bucket_gone,
    "purge_bucket/live": still_there,
    "purge_deleted_object/done": soft_deleted,
    "put_bucket_tagging/missing_bucket": nothing,
    "put_bucket_tagging/two": plain,
    "put_object_acl/missing": only_the_bucket,
    "put_object_acl/private": with_object_acls,
    "rebase_fork/done": forked,
    "rebase_fork/no_fork": plain,
    "restore_bucket/done": bucket_gone,
    "restore_bucket/live": still_there,
    "restore_deleted_object/a_version": soft_deleted,
    "restore_object/begun": cold,
    "set_bucket_migration/none": plain,
    "set_bucket_migration/set": plain,
    "set_bucket_notifications/basic_auth": plain,
    "set_bucket_notifications/none": plain,
    "set_bucket_notifications/paused": plain,
    "set_bucket_soft_delete/for_a_month": plain,
    "set_bucket_soft_delete/for_a_week": plain,
    "set_bucket_soft_delete/missing": nothing,
    "set_bucket_soft_delete/no_longer": plain,
    "update_bucket/tier_and_cache": plain,
    "update_bucket/unknown_region": plain,
    "upload_part/checked": uploading,
    "upload_part/no_such_upload": plain,
    "upload_part/plain": uploading,
    "upload_part_copy/plain": uploading_beside_another,
}
"""For each sample the setup of the emulator; it returns the values for the sample's versions and upload. An operation
without a sample here is sent its first case that succeeds, after `plain`."""
