"""The exchanges of objects that migrate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.errors import NotFound
from tigris_http.operations import IsObjectMigrated, MigrateObject

from .expected import NO_REASON, Refused, info

if TYPE_CHECKING:
    from . import Case

CASES: dict[str, Case] = {
    "migrate_object/scheduled": (MigrateObject("atlas-data", "a.txt"), info(read_source="block_shadow")),
    "migrate_object/missing": (MigrateObject("atlas-data", "a.txt"), Refused(NotFound, 404, "NotFound", NO_REASON)),
    "is_object_migrated/at_the_source": (IsObjectMigrated("atlas-data", "a.txt"), False),
    "is_object_migrated/here": (IsObjectMigrated("atlas-data", "a.txt"), True),
    "is_object_migrated/missing": (
        IsObjectMigrated("atlas-data", "a.txt"),
        Refused(NotFound, 404, "NotFound", NO_REASON),
    ),
}
