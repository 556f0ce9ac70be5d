"""Merge a fork into its parent, rebase a fork on its parent.

How a key that changed on both sides comes out is not documented. Here the side that is asked for wins: a merge takes
what the fork changed since it was made or last merged, deletions too; a rebase keeps what the fork changed since then
and takes all else from its parent as that is now: what was merged is the parent's. Tags and access belong to a version,
and go where that is. Both make a snapshot, and say which in their answer: a merge of the fork as it was merged, a
rebase of the parent as it is the fork's ground from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.emulator.http.call import Answer
from tigris_http.emulator.http.errors import ErrorResponse

if TYPE_CHECKING:
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service
    from tigris_http.emulator.store.catalog import Bucket, Catalog, Snapshot
    from tigris_http.emulator.store.later_changes import LaterChange
    from tigris_http.emulator.store.rows import Version
    from tigris_http.emulator.store.versions import Objects


def merge_fork(service: Service, call: Call) -> Answer:
    """Bring the changes of the fork that a header names into this bucket."""
    with service.store.write():
        parent = service.catalog.find(call.bucket)
        fork = service.catalog.look(call.headers.get("x-tigris-merge-source-bucket") or "")
        if fork is None or fork.deleted is not None or fork.parent != parent.id:
            # "400 `InvalidArgument` if not a direct fork of the target"
            raise ErrorResponse("InvalidArgument", "merge source must be a direct fork of target")
        snapshot = merge(service.catalog, service.objects, fork, parent)
    return _answer(call, snapshot.version)


def merge(catalog: Catalog, objects: Objects, fork: Bucket, parent: Bucket) -> Snapshot:
    """Bring the changes of a fork into its parent; inside one transaction."""
    snapshot = catalog.take_snapshot(fork, None)
    since = catalog.merged(fork)
    brought = objects.own(fork, since)
    for version in brought:
        if not version.marker:
            objects.adopt(parent, version)
        elif objects.current(parent, version.key) is not None:
            objects.delete(parent.name, version.key)
    keys = {version.key for version in brought}
    for change in objects.later_changes.since(fork.id, since):
        same = None if change.key in keys else _same(objects, parent, fork, change)
        if same is not None:
            objects.change_in_place(parent, same, change.what, change.value)
    catalog.note_merge(fork, snapshot.version)
    return snapshot


def _same(objects: Objects, parent: Bucket, fork: Bucket, change: LaterChange) -> Version | None:
    """Return the parent's version beside which the fork changed something: one it has from it, or one it merged."""
    inherited = objects.exact(parent, change.key, change.version)
    if inherited is not None:
        return inherited
    own = objects.exact(fork, change.key, change.version)
    merged = objects.current(parent, change.key)
    return merged if own is not None and merged is not None and own.blob == merged.blob else None


def rebase_fork(service: Service, call: Call) -> Answer:
    """Put this fork on its parent as that is now."""
    if not call.headers.flag("x-tigris-rebase"):
        raise ErrorResponse("InvalidArgument", "X-Tigris-Rebase must be true")
    with service.store.write():
        fork = service.catalog.find(call.bucket)
        if fork.parent is None:
            raise ErrorResponse("InvalidArgument", "The bucket is not a fork.")
        snapshot = rebase(service.catalog, service.objects, fork, service.catalog.by_id(fork.parent))
    return _answer(call, snapshot.version)


def rebase(catalog: Catalog, objects: Objects, fork: Bucket, parent: Bucket) -> Snapshot:
    """Put a fork on its parent as that is now; inside one transaction."""
    snapshot = catalog.take_snapshot(parent, None)
    catalog.rebase(fork, snapshot.version)
    objects.show_parent(fork, catalog.merged(fork))
    return snapshot


def _answer(call: Call, version: int) -> Answer:
    return Answer(200, [("X-Tigris-Snapshot-Version", str(version))])
