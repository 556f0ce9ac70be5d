"""`mv -r`: within the service by `move_prefix`, else a tree that is carried, and then what was carried is removed.

Contract: nothing is removed that is not whole on the other side, or that changed since the command began.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tigris_http.cli.commands.objects import transfer
from tigris_http.cli.commands.objects.reporting import Tree, folder
from tigris_http.cli.commands.objects.trees import at_once, selection, sides_of
from tigris_http.cli.failures import SOME_FAILED, Refused, is_expected, refuse
from tigris_http.cli.uris import Local, Remote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tigris_http.cli.session import Call
    from tigris_http.transfers import TreeItem

_REMOVALS = 16
"""Removals at once, unless `--jobs` says otherwise."""


def mv(call: Call) -> None:
    """Move all that is below the source."""
    given = call.given
    if len(given.source) > 1:
        refuse("-r takes one SOURCE")
    source, target = sides_of(call, given.source[0], given.target)
    properties = transfer.properties(given)
    if properties or given.no_overwrite:
        refuse(f"--{next(iter(properties), 'no_overwrite').replace('_', '-')} is not for -r")
    if isinstance(source, Remote) and source.snapshot is not None:
        refuse(f"SOURCE is at a snapshot, which cannot be changed: use cp for {source}")
    if isinstance(source, Local) and not Path(source.path).is_dir():
        raise FileNotFoundError(f"{source}: no such folder")
    call.items = 1
    call.pending.append(f"{source} -> {target}")
    call.meter.begin()
    tree = Tree(call, source, target)
    options: dict[str, Any] = {**selection(call, tree), **at_once(call), "transfer": transfer.parts(given)}
    if isinstance(source, Local) and isinstance(target, Remote):
        found = _up(call, tree, source, target, options)
    elif isinstance(source, Remote) and isinstance(target, Local):
        found = _down(call, tree, folder(source), target, options)
    elif isinstance(source, Remote) and isinstance(target, Remote):
        one, other = folder(target), folder(source)
        found = tree.ended("move", call.client.move_prefix(one.bucket, one.key, other.bucket, other.key, **options))
    else:
        raise Refused(f"one side must be a URI: {source} -> {target}")
    call.pending.clear()
    if not found and not (given.include or given.exclude):
        raise FileNotFoundError(f"nothing is below {source}")


def _up(call: Call, tree: Tree, source: Local, target: Remote, options: dict[str, Any]) -> int:
    before = dict(_states(source.path))
    # A linked folder is not part of the tree: its files must not be removed.
    result = call.client.upload_tree(
        source.path, target.bucket, target.key, compare="always", symlinks="skip", **options
    )
    found = tree.ended("upload", result)

    def remove(item: TreeItem) -> str:
        path = item.path or ""
        if before.get(_name(path)) != _state(path):
            raise Refused(f"{path} changed meanwhile: it stays here, too")
        Path(path).unlink()
        return path

    _removed(call, result.sent, remove)
    return found


def _states(root: str) -> Iterable[tuple[str, tuple[int, int, int]]]:
    for folder_path, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder_path, name)  # noqa: PTH118  # for many files
            if not Path(path).is_symlink():
                yield _name(path), _state(path)


def _name(path: str) -> str:
    """Return one name for all ways to write a path."""
    return os.path.abspath(path)  # noqa: PTH100  # `resolve` would follow links


def _state(path: str) -> tuple[int, int, int]:
    found = Path(path).lstat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _down(call: Call, tree: Tree, source: Remote, target: Local, options: dict[str, Any]) -> int:
    listing = call.client.list_objects_v2(source.bucket, prefix=source.key or None)
    tags = {each.key: each.etag for each in listing}
    result = call.client.download_tree(source.bucket, source.key, target.path, compare="always", **options)
    found = tree.ended("download", result)

    def remove(item: TreeItem) -> str:
        # An object that was replaced meanwhile has another tag, and stays.
        place = str(source.at(item.key))
        tag = tags.get(item.key)
        if tag is None:
            raise Refused(f"{place} is new or has no entity tag: it stays there, too")
        call.client.delete_object(source.bucket, item.key, if_match=tag)
        return place

    _removed(call, result.sent, remove)
    return found


def _removed(call: Call, items: Iterable[TreeItem], remove: Callable[[TreeItem], str]) -> None:
    """Remove what was carried, several at once."""
    if call.given.dry_run:
        return

    def attempt(item: TreeItem) -> str | Exception:
        try:
            return remove(item)
        except Exception as error:  # noqa: BLE001  # judged below
            return error

    with ThreadPoolExecutor(call.given.jobs or _REMOVALS) as pool:
        for outcome in pool.map(attempt, items):
            if isinstance(outcome, str):
                call.out.item("delete", outcome)
            elif is_expected(outcome):
                # Not `fail`: of a tree that fails in part the exit code is 1.
                call.failures.append(SOME_FAILED)
                call.out.error(outcome, call.name, call.line)
            else:
                raise outcome
