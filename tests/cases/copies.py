"""The exchanges of copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.errors import NotFound, PreconditionFailed, ServiceError, Unavailable
from tigris_http.operations import CopyObject, CopyObjectResult, RenameObject

from .expected import CONDITION, INTERNAL, MD5, MISSING_KEY, NOW, SLOW_DOWN, SNAPSHOT, VERSION, Refused

if TYPE_CHECKING:
    from . import Case

COPIED = CopyObjectResult(MD5, NOW)

CASES: dict[str, Case] = {
    "copy_object/plain": (CopyObject("atlas-data", "new name.txt", "atlas-data", "old name+1.txt"), COPIED),
    "copy_object/replacing_metadata": (
        CopyObject(
            "atlas-data",
            "b.txt",
            "atlas-raw",
            "dir/é?#.txt",
            source_version_id=VERSION,
            content_type="text/plain",
            metadata={"camera": "X100"},
            storage_class="GLACIER_IR",
            if_none_match="*",
            source_if_match=MD5,
        ),
        CopyObjectResult(MD5, NOW, "1792493850000000001"),
    ),
    "copy_object/from_a_snapshot": (
        CopyObject("atlas-lab", "a.txt", "atlas-data", "a.txt", snapshot_version=SNAPSHOT),
        COPIED,
    ),
    "copy_object/without_namespace": (CopyObject("atlas-data", "b.txt", "atlas-data", "a.txt"), COPIED),
    "copy_object/error_inside_200": (
        CopyObject("atlas-data", "b.txt", "atlas-data", "a.txt"),
        Refused(Unavailable, 200, "SlowDown", SLOW_DOWN),
    ),
    "copy_object/onto_itself": (
        CopyObject("atlas-data", "a.txt", "atlas-data", "a.txt"),
        Refused(
            ServiceError,
            400,
            "InvalidRequest",
            "This copy request is illegal because it is trying to copy an object to itself.",
        ),
    ),
    "copy_object/source_condition_failed": (
        CopyObject("atlas-data", "b.txt", "atlas-data", "a.txt", source_if_unmodified_since=NOW),
        Refused(PreconditionFailed, 412, "PreconditionFailed", CONDITION),
    ),
    "rename_object/done": (RenameObject("atlas-data", "old name+1.txt", "new name.txt"), COPIED),
    "rename_object/missing_source": (
        RenameObject("atlas-data", "gone.bin", "new name.txt"),
        Refused(NotFound, 404, "NoSuchKey", MISSING_KEY),
    ),
    "rename_object/error_inside_200": (
        RenameObject("atlas-data", "old name+1.txt", "new name.txt"),
        Refused(Unavailable, 200, "InternalError", INTERNAL),
    ),
    "copy_object/other_tags": (
        CopyObject("atlas-data", "a.txt", "atlas-data", "b.txt", tagging={"k": "v"}),
        COPIED,
    ),
}
