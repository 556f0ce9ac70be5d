"""Objects and files that may be the same: only a HEAD, or the bytes of the file, tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tigris_http.operations._steps import ask, result_of
from tigris_http.transfers._local.look import has_etag
from tigris_http.transfers._trees.compare import times_agree
from tigris_http.transfers._trees.work import FAILURES, Outcome, failed

if TYPE_CHECKING:
    from tigris_http._core.steps import Steps
    from tigris_http.operations.objects.reads import HeadObject
    from tigris_http.transfers._trees.settings import SyncSettings
    from tigris_http.transfers.options import TransferOptions
    from tigris_http.transfers.trees.results import TreeItem


def checked(
    settings: SyncSettings,
    options: TransferOptions,
    head: HeadObject,
    item: TreeItem,
    etag: str | None,
    mtime: int,
    send: Steps[list[Outcome]],
) -> Steps[list[Outcome]]:
    """Skip an item that is the same on both sides, or `send` it. The sizes agree. `mtime` is the file's."""
    try:
        if settings.compare == "etag":
            agree = yield from has_etag(item.path or "", item.size or 0, etag, options)
            reason = "size and entity tag agree"
        else:
            info = result_of((yield from ask(replace(head, key=item.key))))
            agree = times_agree(mtime, info.metadata.get("mtime"), info.last_modified)
            reason = "size and time agree"
    except FAILURES as error:
        return [failed(item, error)]
    if agree:
        return [("skipped", replace(item, reason=reason))]
    if settings.dry_run:
        return [("sent", item)]
    return (yield from send)
