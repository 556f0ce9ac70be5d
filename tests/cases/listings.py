"""The exchanges of listings."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from tigris_http.errors import NotFound, ServiceError
from tigris_http.operations import (
    CONTENT_LENGTH,
    CONTENT_TYPE,
    LAST_MODIFIED,
    ListedObject,
    ListObjects,
    ListObjectsV2,
    ListObjectVersions,
    ObjectPage,
    ObjectPageV1,
    ObjectVersion,
    VersionPage,
)

from .expected import MD5, MD5_OF_NOTHING, MISSING_BUCKET, NOW, OWNER, SNAPSHOT, VERSION, Refused, utc

if TYPE_CHECKING:
    from . import Case


def owned(key: str, written: datetime = NOW) -> ListedObject:
    return ListedObject(key, 3, MD5, written, owner_id=OWNER, owner_display_name=OWNER)


BEFORE = utc(10, 57, 26)
"""Times of the objects in a snapshot."""


CASES: dict[str, Case] = {
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
        ObjectPage((owned("b.txt", BEFORE),), (), False, None),
    ),
    "list_objects_v2/with_metadata_and_content": (
        ListObjectsV2("atlas-data", with_content=True),
        ObjectPage((ListedObject("a.txt", 3, MD5, NOW, metadata={"uid": "1000", "mode": "33188"}, data=b"abc"),), ()),
    ),
    "list_objects_v2/query_with_an_empty_page": (
        ListObjectsV2(
            "atlas-data",
            query=(
                LAST_MODIFIED.after(datetime(2026, 1, 1, tzinfo=timezone.utc))
                & CONTENT_LENGTH.at_least(1 << 20)
                & CONTENT_TYPE.one_of("image/png", "image/jpeg")
            ).ordered_by(LAST_MODIFIED, descending=True),
        ),
        ObjectPage((), (), True, "bw=="),
    ),
    "list_objects_v2/query_that_is_none": (
        ListObjectsV2("atlas-data", query="size > 3"),
        Refused(ServiceError, 400, "InvalidArgument", "Invalid query"),
    ),
    "list_objects_v2/migration_source_prefetched": (
        ListObjectsV2("atlas-data", source="shadow", prefetch=True),
        ObjectPage((ListedObject("a.txt", 3, MD5, NOW),), ()),
    ),
    "list_objects_v2/missing_bucket": (
        ListObjectsV2("atlas-data"),
        Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET),
    ),
    "list_objects/next_marker_with_prefixes": (
        ListObjects("atlas-data", prefix="img/", delimiter="/", max_keys=2),
        ObjectPageV1((owned("img/1 a.jpg"),), ("img/raw/",), True, "img/raw/"),
    ),
    "list_objects/last_key_is_the_marker": (
        ListObjects("atlas-data", marker="a+b", max_keys=2),
        ObjectPageV1((owned("b.txt"), owned("é+\r.txt")), (), True, "é+\r.txt"),
    ),
    "list_objects/at_a_snapshot": (
        ListObjects("atlas-data", snapshot_version=SNAPSHOT, prefetch=True),
        ObjectPageV1((owned("a.txt", BEFORE),), ()),
    ),
    "list_objects/missing_bucket": (
        ListObjects("atlas-data"),
        Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET),
    ),
    "list_object_versions/versions_and_markers": (
        ListObjectVersions("atlas-data", max_keys=3),
        VersionPage(
            versions=(
                ObjectVersion(
                    "a.txt",
                    "1792493860000000003",
                    True,
                    is_delete_marker=True,
                    last_modified=utc(10, 57, 40),
                    owner_id=OWNER,
                ),
                ObjectVersion("a.txt", VERSION, False, False, 3, MD5, utc(10, 57, 26), owner_id=OWNER),
                ObjectVersion(
                    "b c.txt",
                    "1792493845000000001",
                    True,
                    False,
                    0,
                    MD5_OF_NOTHING,
                    utc(10, 57, 25, 100000),
                    "GLACIER",
                    owner_id=OWNER,
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
                    owner_id=OWNER,
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
}
