"""Download the objects below a prefix, or only those that changed."""

from __future__ import annotations

import os
from dataclasses import KW_ONLY, dataclass, replace
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING, Final, Literal

from tigris_http._core.steps import call
from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http.operations._base import common
from tigris_http.operations.listings.listings import ListObjectsV2
from tigris_http.operations.objects.reads import HeadObject
from tigris_http.transfers._local.look import Local, Obstacle, looked
from tigris_http.transfers._local.names import Names, Unsafe, enter, folds
from tigris_http.transfers._local.walk import LocalFile, Walk
from tigris_http.transfers._trees.checked import checked
from tigris_http.transfers._trees.compare import reason_to_skip, times_agree
from tigris_http.transfers._trees.entries import LocalEntries, folder, path_of
from tigris_http.transfers._trees.listing import Listing
from tigris_http.transfers._trees.merge import Merged
from tigris_http.transfers._trees.settings import SyncSettings
from tigris_http.transfers._trees.unpack import Unpacking
from tigris_http.transfers._trees.work import Outcome, TreeWork, Verdict, failed
from tigris_http.transfers._work.base import Transfer, Work
from tigris_http.transfers._work.plan import USUAL_PART
from tigris_http.transfers.files.download import DownloadFile
from tigris_http.transfers.options import MIB, TransferOptions
from tigris_http.transfers.trees.results import Root, TreeItem, TreeResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tigris_http._core.steps import Steps
    from tigris_http.operations.listings.listings import ListedObject
    from tigris_http.transfers._local.walk import LocalProblem
    from tigris_http.transfers._trees.unpack import Wanted

_KEYS: Final = 2_000
"""Objects of one bundle."""
_REMOVED: Final = 1_000
"""Files that one call removes."""


@dataclass(frozen=True, slots=True)
class DownloadTree(Transfer[TreeResult], SyncSettings):
    """Download the objects below a prefix into a directory. Only those that are missing or differ are fetched.

    The key `www/logs/a.txt` below the prefix `www/` becomes the file `logs/a.txt`. Small objects come in bundles, large
    ones in ranges at once. A file is in its place only when it is whole. The result names each item. Look at its `ok`,
    or call `raise_for_failures()`.

    A file is the same if size and time of change agree, as `upload_tree` has it. Keys that cannot be files below the
    target, such as `../x`, `a//b`, or `x/y` beside `x`, are refused. So are files behind a symbolic link to a
    directory. A link in a file's place is replaced. `delete` leaves links alone.

        result = client.download_tree("bucket", "www/", "site")
        result.raise_for_failures()
    """

    bucket: str
    """Name of the bucket."""
    prefix: str
    """Beginning of the keys: a directory, with or without its last `/`. Empty: the whole bucket."""
    target: str | PathLike[str]
    """Path of the directory. It is made if it is missing."""
    _: KW_ONLY
    snapshot_version: str | None = None
    """Version of a snapshot, a str of digits: download the tree as it was then. Small objects then come by concurrent
    single requests."""
    small: int = 256 << 10
    """Objects up to this many bytes come in bundles: 0 to 1 MiB. By default 256 KiB."""
    unsafe_keys: Literal["refuse", "skip"] = "refuse"
    """Keys that cannot be files below the target: `"refuse"` them, so that the result is not `ok`, or `"skip"` them."""
    keep_mtime: bool = True
    """Give each file the time of the metadata `mtime`, or else of the object's last change."""
    fsync: bool = False
    """Have each file on the disk before it takes its place."""
    transfer: TransferOptions | None = None
    """Division of large objects into ranges. One object at a time comes in ranges. None: `TransferOptions()`."""

    def work(self, *, is_async: bool, connections: int) -> Work[TreeResult]:
        """Check the arguments and return the work. Sends nothing."""
        return _DownloadTree(self, connections)


class _DownloadTree(TreeWork[DownloadTree]):
    WITH_BUNDLES = True

    def __init__(self, action: DownloadTree, connections: int) -> None:
        super().__init__(action, check_bucket_name(action.bucket), connections, action.transfer)
        self._prefix = folder("prefix", action.prefix)
        self._target = os.path.abspath(path_of("target", action.target))
        arguments.count("small", action.small, most=MIB)
        arguments.one_of("unsafe_keys", action.unsafe_keys, ("refuse", "skip"))
        for name in ("keep_mtime", "fsync"):
            arguments.flag(name, getattr(action, name))
        if os.path.lexists(self._target) and not os.path.isdir(self._target):
            raise NotADirectoryError(f"target must be a directory, not {self._target!r}")
        self._listing = Listing(
            ListObjectsV2(
                action.bucket,
                prefix=self._prefix or None,
                snapshot_version=action.snapshot_version,
                with_metadata=action.keep_mtime or action.compare == "quick",
                **common(action),
            ),
            make_way=self.make_way,
        )
        self._head = HeadObject(
            action.bucket, f"{self._prefix}a", snapshot_version=action.snapshot_version, **common(action)
        )
        self._head.request()
        self._root = Root(os.path.join(self._target, ""), len(self._prefix))
        self._folds = folds(self._target)
        self._names = Names(self._target, folds=self._folds)
        self._made: set[str] = set()
        self._markers: set[str] = set()
        """Paths of the directories that have a key."""
        self._blocked: Wanted = []
        """Objects that surplus files may stand in the way of."""
        self._bundle: Wanted = []
        self._unpacking = Unpacking(
            self, self._enter, action.snapshot_version, action.keep_mtime, action.fsync, common(action)
        )
        self._extra: list[TreeItem] = []
        self._kept: set[str] = set()
        self._found = False

    def steps(self) -> Steps[TreeResult]:
        action = self.action
        if action.delete and os.path.isdir(self._target):
            walk = Walk(self._target, symlinks="skip", prefix=self._prefix)
            pairs = Merged(LocalEntries(walk), self._listing)
            while page := (yield from pairs.page()):
                yield from self._surplus([here for here, there in page if there is None])
                yield from self._decide([there for _, there in page if there is not None])
        else:
            while objects := (yield from self._listing.page()):
                yield from self._decide(objects)
        yield from self._begin_bundle()
        yield from self.drain()
        if action.delete and not self._found and not action.allow_empty:
            raise ValueError(
                f"prefix {self._prefix!r} of bucket {self.bucket!r} has no object, and delete=True would delete "
                f"{len(self._extra)} files: nothing was deleted; give allow_empty=True if that is meant"
            )
        extra = [item for item in self._extra if not self._folds or item.key.casefold() not in self._kept]
        if (yield from self.may_delete(extra, action.max_delete)):
            for start in range(0, len(extra), _REMOVED):
                yield from self._removed(extra[start : start + _REMOVED])
        for item, there in self._blocked:
            yield from self._begin_single(item, there)
        yield from self.drain()
        return self.result()

    def _surplus(self, files: Sequence[LocalFile | LocalProblem | None]) -> Steps[None]:
        for file in files:
            if file is None or not self.patterns.allows(file.key[len(self._prefix) :]):
                continue
            if isinstance(file, LocalFile):
                self._extra.append(TreeItem("delete", file.key, at=file.path, size=file.size))
            elif file.error is not None:  # the files below it are unknown
                yield from self.note(*failed(TreeItem("delete", file.key, at=file.path), file.error))

    def _removed(self, items: Sequence[TreeItem]) -> Steps[None]:
        outcomes: list[Outcome] = [("deleted", item) for item in items]
        if not self.action.dry_run:
            outcomes = yield from call(partial(self._remove, items))
        for outcome in outcomes:
            yield from self.note(*outcome)

    def _remove(self, items: Sequence[TreeItem]) -> list[Outcome]:
        found: list[Outcome] = []
        for item in items:
            try:
                _remove(item.path or "", self._target, self._markers)
            except OSError as error:
                found.append(failed(item, error))
                if self.action.on_error == "raise":
                    break
            else:
                found.append(("deleted", item))
        return found

    def _decide(self, objects: Sequence[ListedObject]) -> Steps[None]:
        wanted: Wanted = []
        for each in objects:
            key = each.key[len(self._prefix) :]
            if not key or not self.patterns.allows(key):  # no key: the directory itself
                continue
            self._found = True
            if self._folds:
                self._kept.add(each.key.casefold())
            place = self._names.place(key)
            if isinstance(place, Unsafe):
                verdict: Verdict = "refused" if self.action.unsafe_keys == "refuse" else "skipped"
                yield from self.note(verdict, TreeItem("download", each.key, size=each.size, reason=place.reason))
                continue
            path = place.path if place.is_directory else self._root
            item = TreeItem("download", each.key, at=path, size=each.size)
            if place.is_directory:
                yield from self._directory(item)
            else:
                wanted.append((item, each))
        paths = [item.path or "" for item, _ in wanted]
        for (item, there), here in zip(wanted, (yield from call(partial(looked, paths))), strict=True):
            yield from self._decided(item, there, here)

    def _directory(self, item: TreeItem) -> Steps[None]:
        if item.size:
            reason = "the key ends with a slash, but the object is no directory: it has bytes"
            yield from self.note("refused", replace(item, reason=reason))
            return
        self._markers.add(item.path or "")
        if os.path.isdir(item.path or "") and not os.path.islink(item.path or ""):
            yield from self.note("skipped", replace(item, reason="is there already"))
            return
        if not self.action.dry_run:
            try:
                refused = yield from call(partial(self._enter, f"{item.path}{os.sep}."))
            except OSError as error:
                yield from self.note(*failed(item, error))
                return
            if refused is not None:
                yield from self.note("refused", replace(item, reason=refused))
                return
        yield from self.note("sent", item)

    def _enter(self, path: str) -> str | None:
        return enter(self._target, path, self._made)

    def _decided(self, item: TreeItem, there: ListedObject, here: Local | Obstacle | None) -> Steps[None]:
        action = self.action
        ask_first = False
        if isinstance(here, Obstacle):
            if not (here.may_go and action.delete):
                yield from self.note("refused", replace(item, reason=here.reason))
                return
            if not action.dry_run:
                self._blocked.append((item, there))
                return
        elif here is not None:
            sizes = here.size == there.size
            stored = (there.metadata or {}).get("mtime")
            times = times_agree(here.mtime, stored, there.last_modified)
            reason = reason_to_skip(action.compare, sizes=sizes, times=times)
            if reason is not None:
                yield from self.note("skipped", replace(item, reason=reason))
                return
            ask_first = sizes and (
                action.compare == "etag" or (action.compare == "quick" and not self._listing.metadata_known)
            )
        if action.dry_run and not ask_first:
            yield from self.note("sent", item)
        elif ask_first and isinstance(here, Local):
            fetch = self._fetched(item, there, 1)
            steps = checked(action, self.options, self._head, item, there.etag, here.mtime, fetch)
            yield from self.begin("single", steps, there.size)
        elif there.size <= action.small and self._has_bundles():
            self._bundle.append((item, there))
            if len(self._bundle) == _KEYS:
                yield from self._begin_bundle()
        else:
            yield from self._begin_single(item, there)

    def _has_bundles(self) -> bool:
        """Return False for a store that is certainly not Tigris. Only a GET has the metadata there."""
        return self._listing.metadata_known or not (self.action.keep_mtime or self.action.compare == "quick")

    def _begin_single(self, item: TreeItem, there: ListedObject) -> Steps[None]:
        large = there.size > max(self.options.part_size or USUAL_PART, self.options.threshold)
        connections = self.lanes.parts if large else 1
        yield from self.begin("parts" if large else "single", self._fetched(item, there, connections), there.size)

    def _fetched(self, item: TreeItem, there: ListedObject, connections: int) -> Steps[list[Outcome]]:
        action, path = self.action, item.path or ""
        try:
            reason = yield from call(partial(self._enter, path))
        except OSError as error:
            return [failed(item, error)]
        if reason is not None:
            return [("refused", replace(item, reason=reason))]
        download = DownloadFile(
            action.bucket,
            item.key,
            path,
            snapshot_version=action.snapshot_version,
            keep_mtime=action.keep_mtime,
            fsync=action.fsync,
            transfer=action.transfer,
            **common(action),
        )
        try:
            work = download.work(is_async=False, connections=connections)
        except ValueError as error:  # the target is no regular file
            return [("refused", replace(item, reason=str(error)))]
        work.listed = there.last_modified
        return (yield from self.attempt(item, self.single(work)))

    def _begin_bundle(self) -> Steps[None]:
        wanted, self._bundle = self._bundle, []
        if wanted:
            size = sum(there.size for _, there in wanted)
            yield from self.begin("bundle", self._bundled(wanted), size, files=len(wanted))

    def _bundled(self, wanted: Wanted) -> Steps[list[Outcome]]:
        grown: Wanted = []
        outcomes = yield from self._unpacking.unpacked(wanted, grown)
        for item, there in grown:
            outcomes += yield from self._fetched(item, there, self.lanes.bundle)
        return outcomes


def _remove(path: str, target: str, markers: set[str]) -> None:
    """Remove a file, and the directories below `target` that it leaves empty, unless they have a key."""
    os.unlink(path)
    folder_path = os.path.dirname(path)
    while folder_path.startswith(target + os.sep) and folder_path not in markers:
        try:
            os.rmdir(folder_path)
        except OSError:  # it has other entries
            return
        folder_path = os.path.dirname(folder_path)
