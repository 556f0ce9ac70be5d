"""Merge a fork into its parent, rebase a fork on its parent.

Conflicts are not documented. Here a merge takes all changes of the fork since its creation or last merge, deletions
too. A rebase keeps those changes and takes all else from the present parent. Merged changes belong to the parent. Tags
and ACLs go with their version. Both make a snapshot and return it: a merge of the fork, a rebase of the parent, which
is the base of the fork from then on.
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
    """Merge the fork named by a header into this bucket."""
    with service.store.write():
        parent = service.catalog.find(call.bucket)
        fork = service.catalog.look(call.headers.get("x-tigris-merge-source-bucket") or "")
        if fork is None or fork.deleted is not None or fork.parent != parent.id:
            # "400 `InvalidArgument` if not a direct fork of the target"
            raise ErrorResponse("InvalidArgument", "merge source must be a direct fork of target")
        snapshot = merge(service.catalog, service.objects, fork, parent)
    return _answer(call, snapshot.version)


def merge(catalog: Catalog, objects: Objects, fork: Bucket, parent: Bucket) -> Snapshot:
    """Merge the changes of a fork into its parent, inside one transaction."""
    snapshot = catalog.take_snapshot(fork, None)
    since = catalog.merged(fork)
    brought = objects.own(fork, since)
    for version in brought:
        if not version.marker:
            objects.adopt(parent, version)
        elif objects.current(parent, version.key) is not None:
            objects.delete(parent, version.key)
    keys = {version.key for version in brought}
    for change in objects.later_changes.since(fork.id, since):
        same = None if change.key in keys else _same(objects, parent, fork, change)
        if same is not None:
            objects.change_in_place(parent, same, change.what, change.value)
    catalog.note_merge(fork, snapshot.version)
    return snapshot


def _same(objects: Objects, parent: Bucket, fork: Bucket, change: LaterChange) -> Version | None:
    """Return the parent's version that the fork changed: an inherited or a merged one."""
    inherited = objects.exact(parent, change.key, change.version)
    if inherited is not None:
        return inherited
    own = objects.exact(fork, change.key, change.version)
    merged = objects.current(parent, change.key)
    return merged if own is not None and merged is not None and own.blob == merged.blob else None


def rebase_fork(service: Service, call: Call) -> Answer:
    """Rebase this fork on its present parent."""
    if not call.headers.flag("x-tigris-rebase"):
        raise ErrorResponse("InvalidArgument", "X-Tigris-Rebase must be true")
    with service.store.write():
        fork = service.catalog.find(call.bucket)
        if fork.parent is None:
            raise ErrorResponse("InvalidArgument", "The bucket is not a fork.")
        snapshot = rebase(service.catalog, service.objects, fork, service.catalog.by_id(fork.parent))
    return _answer(call, snapshot.version)


def rebase(catalog: Catalog, objects: Objects, fork: Bucket, parent: Bucket) -> Snapshot:
    """Rebase a fork on its present parent, inside one transaction."""
    snapshot = catalog.take_snapshot(parent, None)
    catalog.rebase(fork, snapshot.version)
    objects.show_parent(fork, catalog.merged(fork))
    return snapshot


def _answer(call: Call, version: int) -> Answer:
    return Answer(200, [("X-Tigris-Snapshot-Version", str(version))])
