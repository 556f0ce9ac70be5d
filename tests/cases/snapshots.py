"""The exchanges of snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.errors import FeatureNotSupported, NotFound, ServiceError
from tigris_http.operations import CreateSnapshot, DeleteSnapshot, ListSnapshots, Snapshot, SnapshotPage

from .expected import MISSING_BUCKET, NOW, SNAPSHOT, Broken, Refused, utc

if TYPE_CHECKING:
    from . import Case

CASES: dict[str, Case] = {
    "create_snapshot/named": (
        CreateSnapshot("atlas-data", "before import"),
        Snapshot("atlas-data", SNAPSHOT, "before import", utc(10, 57, 27, 118382)),
    ),
    "create_snapshot/nameless": (
        CreateSnapshot("atlas-data"),
        Snapshot("atlas-data", SNAPSHOT, None, utc(10, 57, 27, 118382)),
    ),
    "create_snapshot/regular_bucket": (
        CreateSnapshot("atlas-data"),
        Refused(ServiceError, 400, "InvalidArgument", "Invalid argument"),
    ),
    "create_snapshot/taken_for_a_creation": (
        CreateSnapshot("atlas-data"),
        Broken(
            FeatureNotSupported,
            "this endpoint does not speak snapshots: the answer names no X-Tigris-Snapshot-Version; "
            "no snapshot was taken, and a bucket 'atlas-data' may exist now. Use an endpoint of Tigris; where it "
            "surely speaks it, verify_features=False of the client switches these checks off",
        ),
    ),
    "list_snapshots/first_page": (
        ListSnapshots("atlas-data", max_buckets=2),
        SnapshotPage(
            (
                Snapshot("atlas-data", "1792493849001200300", "before import", utc(10, 57, 29, 1200)),
                Snapshot("atlas-data", SNAPSHOT, None, utc(10, 57, 27, 118382)),
            ),
            SNAPSHOT,
        ),
    ),
    "list_snapshots/empty_page_behind_a_token": (
        ListSnapshots("atlas-data", max_buckets=2, continuation_token=SNAPSHOT),
        SnapshotPage((), SNAPSHOT),
    ),
    "list_snapshots/none_without_namespace": (ListSnapshots("atlas-data"), SnapshotPage((), None)),
    "list_snapshots/name_of_a_go_tool": (
        ListSnapshots("atlas-data"),
        SnapshotPage((Snapshot("atlas-data", "1792493849001200300", "before+import; name=2", NOW),), None),
    ),
    "list_snapshots/missing_bucket": (
        ListSnapshots("atlas-data"),
        Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET),
    ),
    "delete_snapshot/done": (DeleteSnapshot("atlas-data", SNAPSHOT), None),
    "delete_snapshot/done_with_200": (DeleteSnapshot("atlas-data", SNAPSHOT), None),
    "delete_snapshot/fork_was_made_from_it": (DeleteSnapshot("atlas-data", SNAPSHOT), None),
    "delete_snapshot/missing_bucket": (
        DeleteSnapshot("atlas-data", SNAPSHOT),
        Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET),
    ),
}
