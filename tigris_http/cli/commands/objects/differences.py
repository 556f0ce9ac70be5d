"""`diff`: what changed between two states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.cli import uris
from tigris_http.cli.commands.objects.listing import size_of
from tigris_http.cli.failures import SOME_FAILED, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tigris_http.cli.session import Call
    from tigris_http.operations import ListedObject


def diff(call: Call) -> int:
    """Print each difference, in order of keys."""
    given = call.given
    old = uris.remote("OLD", given.old)
    new = old._replace(snapshot=None) if given.new is None else uris.remote("NEW", given.new)
    if old.key != new.key:
        refuse(f"OLD and NEW must have the same prefix: {old} and {new}")
    if old == new:
        refuse(f"OLD and NEW are the same: name a snapshot, as in t3://{old.bucket}@VERSION/{old.key}, or a fork")
    call.items = 1
    differs = False

    def rows() -> Iterator[Sequence[str]]:
        nonlocal differs
        other = None if new.bucket == old.bucket else new.bucket
        for change in call.client.diff(old.bucket, old.key, old=old.snapshot, new=new.snapshot, other_bucket=other):
            differs = True
            if call.out.json:
                values = {"change": change.kind, "uri": str(new.at(change.key)), "bucket": new.bucket}
                call.out.record("difference", {**values, "key": change.key, **_both(change.old, change.new)})
            elif given.null:
                call.out.null(change.key)
            elif given.long:
                sizes = ("-" if each is None else size_of(call, each.size) for each in (change.old, change.new))
                yield change.kind[0].upper(), *sizes, change.key
            else:
                yield change.kind[0].upper(), change.key

    call.out.table(rows(), right=(1, 2) if given.long else ())
    return SOME_FAILED if differs and given.exit_code else 0


def _both(old: ListedObject | None, new: ListedObject | None) -> dict[str, object]:
    return {
        "old_size": None if old is None else old.size,
        "size": None if new is None else new.size,
        "old_etag": None if old is None else old.etag,
        "etag": None if new is None else new.etag,
    }
