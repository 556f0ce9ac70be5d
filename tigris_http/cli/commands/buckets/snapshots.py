"""`snapshot create`, `ls` and `rm`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.cli import uris

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tigris_http.cli.session import Call
    from tigris_http.operations import Snapshot


def create(call: Call) -> None:
    """Take a snapshot, and print its version."""
    given = call.given
    bucket = uris.bucket("BUCKET", given.bucket)
    call.items = 1
    if given.dry_run:
        call.out.item("create snapshot", bucket, status="planned")
        return
    made = call.client.create_snapshot(bucket, given.label)
    call.out.result("snapshot", _record(bucket, made), made.version)


def ls(call: Call) -> None:
    """List the snapshots of a bucket."""
    given = call.given
    bucket = uris.bucket("BUCKET", given.bucket)
    call.items = 1

    def rows() -> Iterator[Sequence[str]]:
        for each in call.client.list_snapshots(bucket):
            if call.out.json:
                call.out.record("snapshot", _record(bucket, each))
            else:
                yield each.version, call.time(each.created_at), each.name or ""

    call.out.table(rows())


def rm(call: Call) -> None:
    """Delete snapshots."""
    given = call.given
    bucket = uris.bucket("BUCKET", given.bucket)

    def one(version: str) -> None:
        if not given.dry_run:
            call.client.delete_snapshot(bucket, version)
        call.out.item("delete snapshot", f"t3://{bucket}@{version}/", status="planned" if given.dry_run else "done")

    call.for_each(given.version, one)


def _record(bucket: str, snapshot: Snapshot) -> dict[str, object]:
    return {
        "uri": f"t3://{bucket}@{snapshot.version}/",
        "bucket": bucket,
        "version": snapshot.version,
        "name": snapshot.name,
        "created_at": snapshot.created_at,
    }
