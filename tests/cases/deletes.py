"""The exchanges of deletes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.errors import NotFound, Unavailable
from tigris_http.operations import DeletedObject, DeleteFailure, DeleteObjects, DeleteObjectsResult

from .expected import INTERNAL, MISSING_BUCKET, VERSION, Refused

if TYPE_CHECKING:
    from . import Case

CASES: dict[str, Case] = {
    "delete_objects/some_denied": (
        DeleteObjects("atlas-data", ["a.txt", ("b & c\r.txt", VERSION), "locked.txt"]),
        DeleteObjectsResult(
            deleted=(
                DeletedObject("a.txt", None, True, "1792493860000000003"),
                DeletedObject("b & c\r.txt", VERSION),
            ),
            errors=(DeleteFailure("locked.txt", "AccessDenied", "Access Denied."),),
        ),
    ),
    "delete_objects/without_namespace": (
        DeleteObjects("atlas-data", ["a.txt"]),
        DeleteObjectsResult((DeletedObject("a.txt"),), ()),
    ),
    "delete_objects/error_inside_200": (
        DeleteObjects("atlas-data", ["a.txt"]),
        Refused(Unavailable, 200, "InternalError", INTERNAL),
    ),
    "delete_objects/missing_bucket": (
        DeleteObjects("atlas-data", ["a.txt"]),
        Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET),
    ),
}
