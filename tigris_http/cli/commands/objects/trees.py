"""Many objects at a time: `sync`, `restore`, and `-r` of `cp`, `rm` and `undelete restore`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tigris_http.cli import uris
from tigris_http.cli.commands.objects import transfer
from tigris_http.cli.commands.objects.reporting import Tree, folder
from tigris_http.cli.failures import Refused, refuse
from tigris_http.cli.uris import Local, Remote, Side, Stream

if TYPE_CHECKING:
    from tigris_http.cli.session import Call

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
    source, target = sides_of(call, given.source, given.target)
    _check_deletions(call)
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
    _carried(call, source, target, _comparison(call))


def _check_deletions(call: Call) -> None:
    given = call.given
    if given.max_delete is not None and not given.delete:
        refuse("--max-delete needs --delete")
    if given.allow_empty and not given.delete:
        refuse("--allow-empty needs --delete")


def _comparison(call: Call) -> dict[str, Any]:
    given = call.given
    names = ("compare", "delete", "max_delete", "allow_empty")
    return {name: getattr(given, name) for name in names}


def at_once(call: Call) -> dict[str, Any]:
    """Return the number of objects at once, if it was given."""
    return {} if call.given.jobs is None else {"concurrency": call.given.jobs}


def cp(call: Call) -> None:
    """Copy all that is below the source."""
    given = call.given
    if len(given.source) > 1:
        refuse("-r takes one SOURCE")
    source, target = sides_of(call, given.source[0], given.target)
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


def restore(call: Call) -> None:
    """Make objects or folders what they were at a snapshot."""
    given = call.given
    places = [uris.remote("URI", text, snapshot=given.snapshot) for text in given.uri]
    for place in places:
        if place.snapshot is None:
            refuse(f"URI must name a snapshot, such as t3://{place.bucket}@VERSION/{place.key}, or give --snapshot")
        if place.is_folder and not given.recursive:
            refuse(f"URI is a {'prefix' if place.key else 'bucket'}: use -r for {place}")
    if not given.recursive:
        for name in ("delete", "max_delete", "allow_empty", "include", "exclude", "jobs"):
            if getattr(given, name):
                refuse(f"--{name.replace('_', '-')} needs -r")
    _check_deletions(call)
    call.meter.begin()
    if not given.recursive:
        call.for_each(places, lambda place: _restored(call, place))
        return
    if given.delete:
        more = "" if len(places) == 1 else f" and {len(places) - 1} more"
        call.confirm(f"Delete what came since the snapshot of {folder(places[0])}{more}?")
    call.for_each(places, lambda place: _restored_tree(call, folder(place)))


def _restored(call: Call, place: Remote) -> None:
    given = call.given
    live = place._replace(snapshot=None)
    if given.dry_run:
        call.out.item("restore", place, live, status="planned")
        return
    made = call.client.copy_file(
        place.bucket, place.key, place.bucket, place.key, snapshot_version=place.snapshot, progress=call.meter.note
    )
    call.out.item("restore", place, live, size=made.size, version_id=made.version_id)


def _restored_tree(call: Call, place: Remote) -> None:
    given = call.given
    tree = Tree(call, place, place._replace(snapshot=None))
    result = call.client.restore_prefix(
        place.bucket, place.key, place.snapshot or "", **selection(call, tree), **at_once(call), **_comparison(call)
    )
    if not tree.ended("restore", result) and not (given.include or given.exclude):
        raise FileNotFoundError(f"nothing is or was below {place}")


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
    tree = Tree(call, place, None)
    result = call.client.delete_prefix(place.bucket, place.key, max_delete=given.max_delete, **selection(call, tree))
    if not tree.ended("delete", result) and not (given.include or given.exclude):
        raise FileNotFoundError(f"nothing is below {place}")


def restore_deleted(call: Call, place: Remote) -> None:
    """Bring back the deleted objects below a prefix."""
    given = call.given
    place = folder(place)
    tree = Tree(call, place, None)
    result = call.client.undelete_prefix(place.bucket, place.key, overwrite=given.overwrite, **selection(call, tree))
    if not tree.ended("restore", result) and not (given.include or given.exclude):
        raise FileNotFoundError(f"no deleted object is below {place}")


def sides_of(call: Call, source_text: str, target_text: str) -> tuple[Local | Remote, Local | Remote]:
    """Return both sides of a tree. One of them is remote, and the target is no snapshot."""
    snapshot = getattr(call.given, "snapshot", None)
    source, target = uris.side("SOURCE", source_text), uris.side("TARGET", target_text)
    if isinstance(source, Stream) or isinstance(target, Stream):
        refuse("a tree has no standard input or output: name a folder or a URI")
    if isinstance(target, Remote):
        target = uris.live("TARGET", target_text)
    if isinstance(source, Remote) and source.snapshot is None and snapshot is not None:
        source = source._replace(snapshot=snapshot)
    if isinstance(source, Local) and snapshot is not None:
        refuse("--snapshot needs a URI as SOURCE")
    if isinstance(source, Local) and isinstance(target, Local):
        refuse(f"SOURCE or TARGET must be a URI such as t3://bucket/prefix/: {source} -> {target}")
    return source, target


def selection(call: Call, tree: Tree) -> dict[str, Any]:
    """Return the options that all trees have."""
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
    tree = Tree(call, source, target)
    options |= {**selection(call, tree), **at_once(call), "transfer": transfer.parts(given)}
    properties = transfer.properties(given, ("cache_control", "storage_class", "acl", "metadata"))
    call.items = 1
    call.pending.append(f"{source} -> {target}")
    call.meter.begin()
    if isinstance(source, Local) and isinstance(target, Remote):
        result = call.client.upload_tree(source.path, target.bucket, target.key, **properties, **options)
        found = tree.ended("upload", result)
    elif properties:
        refuse(f"--{next(iter(properties)).replace('_', '-')} is for files that are uploaded")
    elif isinstance(source, Remote) and isinstance(target, Local):
        result = call.client.download_tree(
            source.bucket, source.key, target.path, snapshot_version=source.snapshot, **options
        )
        found = tree.ended("download", result)
    elif isinstance(source, Remote) and isinstance(target, Remote):
        result = call.client.copy_prefix(
            target.bucket,
            folder(target).key,
            source.bucket,
            folder(source).key,
            snapshot_version=source.snapshot,
            **options,
        )
        found = tree.ended("copy", result)
    else:
        raise Refused(f"one side must be a URI: {source} -> {target}")
    call.pending.clear()
    return found
