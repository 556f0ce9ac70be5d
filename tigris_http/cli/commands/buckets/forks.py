"""`fork create`, `ls`, `merge` and `rebase`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.cli import uris
from tigris_http.cli.commands.buckets.settings import changed
from tigris_http.cli.failures import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tigris_http.cli.session import Call


def create(call: Call) -> None:
    """Create a fork."""
    given = call.given
    name = uris.bucket("BUCKET", given.bucket)
    text = given.source if "://" in given.source else f"t3://{given.source}"
    source = uris.remote("SOURCE", text, snapshot=given.snapshot)
    if source.key:
        refuse(f"SOURCE must be a bucket, not an object: {source}")
    call.items = 1
    if given.dry_run:
        call.out.item("fork", source, name, status="planned")
        return
    call.client.create_fork(name, source.bucket, source.snapshot)
    if call.out.json:
        call.out.record("fork", _record(name, source.bucket, source.snapshot, None))
    else:
        call.out.item("fork", source, f"t3://{name}/")


def ls(call: Call) -> None:
    """List the forks of a bucket."""
    given = call.given
    bucket = uris.bucket("BUCKET", given.bucket)
    call.items = 1

    def rows() -> Iterator[Sequence[str]]:
        for fork in call.client.list_forks(bucket):
            snapshot = fork.parents[0].snapshot_version if fork.parents else None
            if call.out.json:
                call.out.record("fork", _record(fork.name, bucket, snapshot, fork.created_at))
            else:
                yield call.time(fork.created_at), snapshot or "-", fork.name

    call.out.table(rows())


def merge(call: Call) -> None:
    """Merge a fork into its parent."""
    given = call.given
    parent, fork = uris.bucket("PARENT", given.parent), uris.bucket("FORK", given.fork)
    changed(call, "merge", fork, lambda: call.client.merge_fork(parent, fork), parent)


def rebase(call: Call) -> None:
    """Bring a fork up to date."""
    given = call.given
    fork = uris.bucket("FORK", given.fork)
    changed(call, "rebase", fork, lambda: call.client.rebase_fork(fork))


def _record(name: str, parent: str, snapshot: str | None, created_at: object) -> dict[str, object]:
    return {
        "uri": f"t3://{name}/",
        "bucket": name,
        "parent": parent,
        "snapshot": snapshot,
        "created_at": created_at,
    }
