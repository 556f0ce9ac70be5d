"""The exchanges of soft-deleted objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.errors import AccessDenied, NotFound
from tigris_http.operations import (
    ListDeletedObjects,
    ListDeletedObjectVersions,
    ListedObject,
    ObjectPage,
    ObjectVersion,
    PurgeDeletedObject,
    RestoreDeletedObject,
    RestoredObject,
    VersionPage,
)

from .expected import MD5, MISSING_BUCKET, NOW, OWNER, Refused

if TYPE_CHECKING:
    from . import Case

DELETED = "1787441627070249004"
LATER = "1792493849001200300"
BURIED = "1792493848000000003"


def version(key: str, version_id: str, *, is_latest: bool = True) -> ObjectVersion:
    return ObjectVersion(
        key,
        version_id,
        is_latest,
        size=3,
        etag=MD5,
        last_modified=NOW,
        soft_deleted=True,
        owner_id=OWNER,
    )


CASES: dict[str, Case] = {
    "list_deleted_objects/one": (
        ListDeletedObjects("atlas-data", prefix="notes/"),
        ObjectPage((ListedObject("notes/a b.txt", 3, MD5, NOW),), ()),
    ),
    "list_deleted_objects/goes_on": (
        ListDeletedObjects("atlas-data", delimiter="/", max_keys=1),
        ObjectPage((), ("notes/",), True, "bm90ZXMv"),
    ),
    "list_deleted_objects/missing_bucket": (
        ListDeletedObjects("atlas-data"),
        Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET),
    ),
    "list_deleted_object_versions/two_of_one_key": (
        ListDeletedObjectVersions("atlas-data", prefix="notes/"),
        VersionPage((version("notes/a.txt", LATER), version("notes/a.txt", DELETED, is_latest=False)), ()),
    ),
    "list_deleted_object_versions/live_ones_mixed_in": (
        ListDeletedObjectVersions("atlas-data"),
        VersionPage((version("a.txt", DELETED, is_latest=False),), ()),
    ),
    "list_deleted_object_versions/none_is_marked": (ListDeletedObjectVersions("atlas-data"), VersionPage((), ())),
    "list_deleted_object_versions/mixed_first_page": (
        ListDeletedObjectVersions("atlas-data", max_keys=4),
        VersionPage(
            (version("a.txt", DELETED, is_latest=False), version("b c.txt", BURIED, is_latest=False)),
            (),
            True,
            "b c.txt",
            BURIED,
        ),
    ),
    "list_deleted_object_versions/mixed_last_page_all_live": (
        ListDeletedObjectVersions("atlas-data", max_keys=4, key_marker="b c.txt", version_id_marker=BURIED),
        VersionPage((), ()),
    ),
    "list_deleted_object_versions/missing_bucket": (
        ListDeletedObjectVersions("atlas-data"),
        Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET),
    ),
    "restore_deleted_object/a_version": (
        RestoreDeletedObject("atlas-data", "notes/a.txt", version_id=DELETED),
        RestoredObject("atlas-data", "notes/a.txt", DELETED),
    ),
    "restore_deleted_object/the_last_one": (
        RestoreDeletedObject("atlas-data", "notes/a.txt"),
        RestoredObject("atlas-data", "notes/a.txt", "1792493870000000001"),
    ),
    "restore_deleted_object/purged": (
        RestoreDeletedObject("atlas-data", "notes/a.txt", version_id=DELETED),
        Refused(NotFound, 404, "NoSuchVersion", "The specified version does not exist."),
    ),
    "purge_deleted_object/done": (
        PurgeDeletedObject("atlas-data", "notes/a.txt", version("notes/a.txt", DELETED)),
        None,
    ),
    "purge_deleted_object/denied": (
        PurgeDeletedObject("atlas-data", "notes/a.txt", DELETED),
        Refused(AccessDenied, 403, "AccessDenied", "Access Denied."),
    ),
}
