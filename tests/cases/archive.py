"""The exchanges of the archive tier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.errors import Conflict, NotFound
from tigris_http.operations import GetRestoreInfo, RestoreInfo, RestoreObject, RestoreObjectResult

from .expected import NO_REASON, SNAPSHOT, VERSION, Refused, utc

if TYPE_CHECKING:
    from . import Case

EXPIRY = utc(0, 0, 0, day=7)

CASES: dict[str, Case] = {
    "restore_object/begun": (RestoreObject("atlas-data", "cold.bin", days=3), RestoreObjectResult(False)),
    "restore_object/restored_already": (
        RestoreObject("atlas-data", "cold.bin", version_id=VERSION),
        RestoreObjectResult(True),
    ),
    "restore_object/at_a_snapshot": (
        RestoreObject("atlas-data", "cold.bin", snapshot_version=SNAPSHOT),
        RestoreObjectResult(False),
    ),
    "restore_object/under_way": (
        RestoreObject("atlas-data", "cold.bin"),
        Refused(Conflict, 409, "RestoreAlreadyInProgress", "Object restore is already in progress"),
    ),
    "get_restore_info/archived": (GetRestoreInfo("atlas-data", "cold.bin"), RestoreInfo("archived")),
    "get_restore_info/in_progress": (GetRestoreInfo("atlas-data", "cold.bin"), RestoreInfo("in-progress")),
    "get_restore_info/restored": (
        GetRestoreInfo("atlas-data", "cold.bin", version_id=VERSION),
        RestoreInfo("restored", EXPIRY),
    ),
    "get_restore_info/restored_as_documented": (
        GetRestoreInfo("atlas-data", "cold.bin", snapshot_version=SNAPSHOT),
        RestoreInfo("restored", EXPIRY),
    ),
    "get_restore_info/not_archived": (GetRestoreInfo("atlas-data", "cold.bin"), None),
    "get_restore_info/missing": (
        GetRestoreInfo("atlas-data", "cold.bin"),
        Refused(NotFound, 404, "NotFound", NO_REASON),
    ),
}
