"""Merge a fork into its parent, rebase a fork on its parent.

How a key that changed on both sides comes out is not documented. Here the side that is asked for wins: a merge takes
what the fork changed since it was made or last merged, deletions too; a rebase keeps what the fork changed and takes
all else from its parent as that is now. Both make a snapshot, and say which in their answer: a merge of the fork as it
was merged, a rebase of the parent as it is the fork's ground from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._exchange import Answer
from ._refusals import Refusal

if TYPE_CHECKING:
    from ._exchange import Call
    from ._service import Service


def merge_fork(service: Service, call: Call) -> Answer:
    """Bring the changes of the fork that a header names into this bucket."""
    with service.store.write():
        parent = service.catalog.find(call.bucket)
        fork = service.catalog.look(call.headers.get("x-tigris-merge-source-bucket") or "")
        if fork is None or fork.deleted is not None or fork.parent != parent.id:
            # "400 `InvalidArgument` if not a direct fork of the target"
            raise Refusal("InvalidArgument", "The source is not a direct fork of the bucket.")
        snapshot = service.catalog.take_snapshot(fork, None)
        for version in service.objects.own(fork, since=service.catalog.merged(fork)):
            if not version.marker:
                service.objects.adopt(parent, version)
            elif service.objects.current(parent, version.key) is not None:
                service.objects.delete(parent.name, version.key)
        service.catalog.note_merge(fork, snapshot.version)
    return _answer(call, snapshot.version)


def rebase_fork(service: Service, call: Call) -> Answer:
    """Put this fork on its parent as that is now."""
    if not call.headers.flag("x-tigris-rebase"):
        raise Refusal("InvalidArgument", "X-Tigris-Rebase must be true")
    with service.store.write():
        fork = service.catalog.find(call.bucket)
        if fork.parent is None:
            raise Refusal("InvalidArgument", "The bucket is not a fork.")
        snapshot = service.catalog.take_snapshot(service.catalog.by_id(fork.parent), None)
        service.catalog.rebase(fork, snapshot.version)
    return _answer(call, snapshot.version)


def _answer(call: Call, version: int) -> Answer:
    return Answer(200, [("Location", f"/{call.bucket}"), ("X-Tigris-Snapshot-Version", str(version))])
