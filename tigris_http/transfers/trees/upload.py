"""Upload the files of a directory, or only those that changed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, replace
from mimetypes import MimeTypes
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http.operations._base import common
from tigris_http.operations.listings.listings import ListObjectsV2
from tigris_http.operations.objects.reads import HeadObject
from tigris_http.transfers._local.sources import decimal
from tigris_http.transfers._local.walk import LocalFile, Walk
from tigris_http.transfers._trees.checked import checked
from tigris_http.transfers._trees.compare import reason_to_skip, times_agree
from tigris_http.transfers._trees.entries import LocalEntries, folder, path_of
from tigris_http.transfers._trees.listing import Listing
from tigris_http.transfers._trees.merge import Merged
from tigris_http.transfers._trees.settings import SyncSettings
from tigris_http.transfers._trees.work import Outcome, TreeWork
from tigris_http.transfers._work import plan
from tigris_http.transfers._work.base import Transfer, Work
from tigris_http.transfers.files.upload import UploadFile, unchecked
from tigris_http.transfers.options import TransferOptions
from tigris_http.transfers.trees.results import Root, TreeItem, TreeResult

if TYPE_CHECKING:
    from tigris_http._core.steps import Steps
    from tigris_http.operations.listings.listings import ListedObject
    from tigris_http.transfers._local.walk import LocalProblem

_A_TIME: Final = 1_700_000_000_123_456_789
_TYPES: Final = MimeTypes()
"""Content types by file names: those of Python, the same on every system."""


@dataclass(frozen=True, slots=True)
class UploadTree(Transfer[TreeResult], SyncSettings):
    """Upload the files below a directory. Only those that are missing or differ are sent.

    `logs/a.txt` below the source becomes the key `logs/a.txt` after the prefix. Content types come from the names.
    Empty directories have no key. The result names each item. Look at its `ok`, or call `raise_for_failures()`.

    A file is the same if size and time of change agree. The time is the metadata `mtime`, or `LastModified` if there is
    none. It is equal or not: newer and older do not count. The listing of Tigris has the metadata. Other stores are
    asked by a HEAD for each object of the same size and another `LastModified`.

        result = client.upload_tree("site", "bucket", "www/", delete=True)
        result.raise_for_failures()
    """

    source: str | PathLike[str]
    """Path of the directory."""
    bucket: str
    """Name of the bucket."""
    prefix: str = ""
    """Beginning of the keys: a directory, with or without its last `/`."""
    _: KW_ONLY
    symlinks: Literal["follow", "skip"] = "follow"
    """`"follow"`: upload the files that links name; a link to nothing fails. `"skip"`: leave links out."""
    keep_mtime: bool = True
    """Store the time of a file's last change as metadata `mtime`."""
    metadata: Mapping[str, str] | None = None
    """User metadata of each object: names to printable ASCII."""
    cache_control: str | None = None
    """`Cache-Control` of each object, such as `"max-age=3600"`."""
    storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None
    """Storage class of each object. None: the bucket's default."""
    acl: Literal["private", "public-read"] | None = None
    """ACL of each object. None: the bucket's."""
    transfer: TransferOptions | None = None
    """Division of large files into parts. One file at a time goes in parts. None: `TransferOptions()`."""

    def work(self, *, is_async: bool, connections: int) -> Work[TreeResult]:
        """Check the arguments and return the work. Sends nothing."""
        return _UploadTree(self, connections)


class _UploadTree(TreeWork[UploadTree]):
    def __init__(self, action: UploadTree, connections: int) -> None:
        root = path_of("source", action.source)
        super().__init__(action, check_bucket_name(action.bucket), connections, action.transfer)
        self._prefix = folder("prefix", action.prefix)
        arguments.one_of("symlinks", action.symlinks, ("follow", "skip"))
        arguments.flag("keep_mtime", action.keep_mtime)
        if not Path(root).is_dir():
            raise NotADirectoryError(f"source must be a directory, not {root!r}")
        self._metadata, self._adds_mtime = action.metadata or {}, False
        one = LocalFile(f"{self._prefix}a", root, 0, _A_TIME)
        self._upload(one).work(is_async=False, connections=1)
        self._adds_mtime = action.keep_mtime and not any(name.lower() == "mtime" for name in self._metadata)
        self._upload(one).work(is_async=False, connections=1)  # the metadata may be too large now
        self._root = Root(os.path.join(root, ""), len(self._prefix))
        self._walk = Walk(root, symlinks=action.symlinks, prefix=self._prefix)
        self._listing: Listing | None = None
        self._head = HeadObject(action.bucket, f"{self._prefix}a", **common(action))
        self._extra: list[TreeItem] = []
        self._found = False

    def steps(self) -> Steps[TreeResult]:
        action = self.action
        local = LocalEntries(self._walk)
        if action.compare == "always" and not action.delete:
            while files := (yield from local.page()):
                for file in files:
                    yield from self._decide(file, None)
        else:
            self._listing = Listing(
                ListObjectsV2(
                    action.bucket,
                    prefix=self._prefix or None,
                    with_metadata=action.compare == "quick",
                    **common(action),
                ),
                make_way=self.make_way,
            )
            pairs = Merged(local, self._listing)
            while page := (yield from pairs.page()):
                for here, there in page:
                    yield from self._decide(here, there)
        for problem in local.unnamed:
            yield from self._decide(problem, None)
        yield from self.drain()
        if action.delete and not self._found and not action.allow_empty:
            raise ValueError(
                f"source {os.fspath(action.source)!r} has no file, and delete=True would delete {len(self._extra)} "
                "objects: nothing was deleted; give allow_empty=True if that is meant"
            )
        if (yield from self.may_delete(self._extra, action.max_delete)):
            yield from self.begin_deletions(action.bucket, self._extra)
            yield from self.drain()
        return self.result()

    def _decide(self, here: LocalFile | LocalProblem | None, there: ListedObject | None) -> Steps[None]:
        if here is None:
            if there is not None and self.action.delete and self.patterns.allows(there.key[len(self._prefix) :]):
                self._extra.append(TreeItem("delete", there.key, size=there.size))
            return
        if not self.patterns.allows(here.key[len(self._prefix) :]):
            return
        self._found = True
        if not isinstance(here, LocalFile):
            item = TreeItem("upload", here.key, at=here.path, reason=here.reason, error=here.error)
            yield from self.note(here.kind, item)
            return
        reason = None if there is None else self._same(here, there)
        item = TreeItem("upload", here.key, at=self._root, size=here.size, reason=reason)
        if reason is not None:
            yield from self.note("skipped", item)
            return
        ask_first = there is not None and self._must_ask(here, there)
        if self.action.dry_run and not ask_first:
            yield from self.note("sent", item)
            return
        try:
            parts = plan.in_parts(self.options, here.size, plan.part_size(self.options, here.size))
        except ValueError as error:
            yield from self.note("refused", replace(item, reason=str(error)))
            return
        steps = self._sent(item, here)
        if there is not None and ask_first:
            steps = checked(self.action, self.options, self._head, item, there.etag, here.mtime, steps)
        weight = 0 if parts else here.size
        yield from self.begin("parts" if parts else "single", steps, here.size, weight=weight)

    def _same(self, here: LocalFile, there: ListedObject) -> str | None:
        times = self.action.compare == "quick" and times_agree(
            here.mtime, (there.metadata or {}).get("mtime"), there.last_modified
        )
        return reason_to_skip(self.action.compare, sizes=here.size == there.size, times=times)

    def _must_ask(self, here: LocalFile, there: ListedObject) -> bool:
        """Return whether only a HEAD, or the bytes of the file, tell if the object is the same."""
        if here.size != there.size:
            return False
        if self.action.compare == "etag":
            return there.etag is not None
        return self.action.compare == "quick" and self._listing is not None and not self._listing.metadata_known

    def _sent(self, item: TreeItem, here: LocalFile) -> Steps[list[Outcome]]:
        # A file that has grown since goes in parts one after the other.
        connections = self.lanes.parts if here.size > (self.options.part_size or plan.USUAL_PART) else 1
        work = unchecked(self._upload(here), connections)
        return (yield from self.attempt(item, self.single(work)))

    def _upload(self, here: LocalFile) -> UploadFile:
        action = self.action
        return UploadFile(
            action.bucket,
            here.key,
            here.path,
            content_type=_TYPES.guess_type(here.path)[0],
            keep_mtime=False,
            metadata={"mtime": decimal(here.mtime), **self._metadata} if self._adds_mtime else self._metadata,
            cache_control=action.cache_control,
            storage_class=action.storage_class,
            acl=action.acl,
            transfer=action.transfer,
            **common(action),
        )
