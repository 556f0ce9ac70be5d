"""Many objects at a time: `sync`, and `-r` of `cp`, `rm` and `undelete restore`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tigris_http.cli import uris
from tigris_http.cli.commands.objects import transfer
from tigris_http.cli.failures import SOME_FAILED, Refused, refuse
from tigris_http.cli.progress import human
from tigris_http.cli.uris import Local, Remote, Side, Stream

if TYPE_CHECKING:
    from tigris_http.cli.session import Call
    from tigris_http.transfers import Progress, TreeItem, TreeResult

_SINGLE = (
    "content_type",
    "content_encoding",
    "content_disposition",
    "content_language",
    "tag",
    "checksum",
    "resume",
    "verify",
    "version_id",
)
"""Options of one object, which a tree has not."""


def sync(call: Call) -> None:
    """Make the target like the source."""
    given = call.given
    source, target = _sides(call, given.source, given.target)
    if given.max_delete is not None and not given.delete:
        refuse("--max-delete needs --delete")
    if given.allow_empty and not given.delete:
        refuse("--allow-empty needs --delete")
    if isinstance(source, Local) and not Path(source.path).is_dir():
        if given.delete:
            refuse(f"SOURCE must be a folder that exists, since --delete would delete all of {target}: {source}")
        raise (
            NotADirectoryError(f"{source} is no folder")
            if Path(source.path).exists()
            else FileNotFoundError(f"{source}: no such folder")
        )
    if given.delete:
        call.confirm(f"Remove all from {target} that is not in {source}?")
    options = {"compare": given.compare, "delete": given.delete, "max_delete": given.max_delete}
    _carried(call, source, target, {**options, "allow_empty": given.allow_empty})


def cp(call: Call) -> None:
    """Copy all that is below the source."""
    given = call.given
    if len(given.source) > 1:
        refuse("-r takes one SOURCE")
    source, target = _sides(call, given.source[0], given.target)
    for name in _SINGLE:
        if getattr(given, name):
            refuse(f"--{name.replace('_', '-')} is not for -r")
    if isinstance(source, Local):
        if not Path(source.path).exists():
            raise FileNotFoundError(f"{source}: no such folder")
        if not Path(source.path).is_dir():
            refuse(f"SOURCE must be a folder for -r, not the file {source}")
    found = _carried(call, source, target, {"compare": "missing" if given.no_overwrite else "always"})
    if found == 0 and isinstance(source, Remote) and not (given.include or given.exclude):
        raise FileNotFoundError(f"nothing is below {folder(source)}")


def rm(call: Call) -> None:
    """Delete all objects below the prefixes."""
    given = call.given
    if given.version_id is not None:
        refuse("--version-id is not for -r")
    places = [folder(uris.live("URI", text)) for text in given.uri]
    more = "" if len(places) == 1 else f" and {len(places) - 1} more"
    call.confirm(f"Delete all objects below {places[0]}{more}?")
    call.meter.begin()
    call.for_each(places, lambda place: _removed(call, place))


def _removed(call: Call, place: Remote) -> None:
    given = call.given
    tree = _Tree(call, place, None)
    result = call.client.delete_prefix(place.bucket, place.key, max_delete=given.max_delete, **_selection(call, tree))
    if not tree.ended("delete", result) and not (given.include or given.exclude):
        raise FileNotFoundError(f"nothing is below {place}")


def restore_deleted(call: Call, place: Remote) -> None:
    """Bring back the deleted objects below a prefix."""
    given = call.given
    place = folder(place)
    tree = _Tree(call, place, None)
    result = call.client.undelete_prefix(place.bucket, place.key, overwrite=given.overwrite, **_selection(call, tree))
    if not tree.ended("restore", result) and not (given.include or given.exclude):
        raise FileNotFoundError(f"no deleted object is below {place}")


def folder(place: Remote) -> Remote:
    """Return a place as a folder: its key ends with a slash, unless it is the whole bucket."""
    return place if place.is_folder else place.at(f"{place.key}/")


def _sides(call: Call, source_text: str, target_text: str) -> tuple[Local | Remote, Local | Remote]:
    given = call.given
    source, target = uris.side("SOURCE", source_text), uris.side("TARGET", target_text)
    if isinstance(source, Stream) or isinstance(target, Stream):
        refuse("a tree has no standard input or output: name a folder or a URI")
    if isinstance(target, Remote):
        target = uris.live("TARGET", target_text)
    if isinstance(source, Remote) and source.snapshot is None and given.snapshot is not None:
        source = source._replace(snapshot=given.snapshot)
    if isinstance(source, Local) and given.snapshot is not None:
        refuse("--snapshot needs a URI as SOURCE")
    if isinstance(source, Local) and isinstance(target, Local):
        refuse(f"SOURCE or TARGET must be a URI such as t3://bucket/prefix/: {source} -> {target}")
    return source, target


def _selection(call: Call, tree: _Tree) -> dict[str, Any]:
    given = call.given
    return {
        "include": tuple(given.include or ()),
        "exclude": tuple(given.exclude or ()),
        "dry_run": given.dry_run,
        "on_item": tree.item,
        "progress": tree.progress,
    }


def _carried(call: Call, source: Side, target: Side, options: dict[str, Any]) -> int:
    """Carry a tree; return the number of its items."""
    given = call.given
    tree = _Tree(call, source, target)
    options |= {**_selection(call, tree), "transfer": transfer.parts(given)}
    if given.jobs is not None:
        options["concurrency"] = given.jobs
    properties = transfer.properties(given, ("cache_control", "storage_class", "acl", "metadata"))
    call.items = 1
    call.pending.append(f"{source} -> {target}")
    call.meter.begin()
    if isinstance(source, Local) and isinstance(target, Remote):
        result = call.client.upload_tree(source.path, target.bucket, target.key, **properties, **options)
        found = tree.ended("upload", result)
    elif isinstance(source, Remote) and isinstance(target, Local):
        if properties:
            refuse(f"--{next(iter(properties)).replace('_', '-')} is for objects that are written")
        result = call.client.download_tree(
            source.bucket, source.key, target.path, snapshot_version=source.snapshot, **options
        )
        found = tree.ended("download", result)
    else:
        refuse("one of SOURCE and TARGET must be a folder of this computer")
    call.pending.clear()
    return found


class _Tree:
    """Reports the items of one tree, as they come, and its end."""

    def __init__(self, call: Call, source: Side, target: Side | None) -> None:
        self._call, self._source, self._target = call, source, target
        self._told: set[int] = set()
        """Failed items that were reported already."""

    def progress(self, state: Progress) -> None:
        self._call.meter.advance(state.advanced)
        self._call.meter.set_files(state.files_done, state.files_total, state.total)

    def item(self, item: TreeItem) -> None:
        """Report an item with its outcome."""
        if item.error is not None:
            self._told.add(id(item))
            self._failed(item)
        elif item.reason is None:
            self._call.done += 1
            source, target = self._names(item)
            status = "planned" if self._call.given.dry_run else "done"
            self._call.out.item(item.action, source, target, status=status, size=item.size)

    def _names(self, item: TreeItem) -> tuple[str, str | None]:
        remote = next(side for side in (self._target, self._source) if isinstance(side, Remote))
        uri = str(remote.at(item.key))
        if item.action == "delete":
            return (uri if item.path is None else item.path), None
        if item.action == "upload":
            return item.path or "", uri
        if item.action == "download":
            return uri, item.path
        return uri, None

    def _failed(self, item: TreeItem) -> None:
        source, _ = self._names(item)
        reason = str(item.error) if item.reason is None else item.reason
        self._call.failures.append(SOME_FAILED)
        self._call.out.error(Refused(f"{item.action} {source}: {reason}"), self._call.name, self._call.line)

    def ended(self, action: str, result: TreeResult) -> int:
        """Report what was refused or failed, and the sums. Return the number of items."""
        call = self._call
        for item in (*result.failed, *result.refused):
            if id(item) not in self._told:
                self._failed(item)
        counts = {
            "done": len(result.sent),
            "skipped": len(result.skipped),
            "deleted": len(result.deleted),
            "refused": len(result.refused),
            "failed": len(result.failed),
        }
        total = sum(counts.values())
        if total and not call.out.quiet:
            self._sum_up(action, result, counts)
        return total

    def _sum_up(self, action: str, result: TreeResult, counts: dict[str, int]) -> None:
        call = self._call
        if call.out.json:
            more = {"bytes": result.bytes, "requests": result.requests, "dry_run": call.given.dry_run}
            call.out.record("summary", {"action": action, **counts, **more})
            return
        words = [f"{count:,} {name}" for name, count in counts.items() if count or name == "done"]
        if action != "delete":
            words[0] += f" ({human(result.bytes)})"
        call.out.note(f"{action}: {', '.join(words)}{' (dry run)' if call.given.dry_run else ''}")
