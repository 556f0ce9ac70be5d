"""Download one object into a file, in ranges at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import KW_ONLY, dataclass, replace
from functools import partial
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from tigris_http._core.steps import begin, call, close, receive, wait_any
from tigris_http._wire import arguments
from tigris_http.errors import (
    MalformedResponse,
    NotFound,
    ObjectChanged,
    PreconditionFailed,
    RangeNotSatisfiable,
)
from tigris_http.operations._base import Action, common
from tigris_http.operations._steps import result_of
from tigris_http.operations.objects.reads import GetObject
from tigris_http.transfers._local.target import Known, Target, check_target, mtime_of
from tigris_http.transfers._work import plan
from tigris_http.transfers._work.base import Transfer, Work, check_progress, options_of
from tigris_http.transfers._work.bodies import body_of, opened
from tigris_http.transfers._work.pace import Pace
from tigris_http.transfers.options import Progress, TransferOptions

if TYPE_CHECKING:
    from datetime import datetime

    from tigris_http._core.steps import Steps
    from tigris_http.errors import TigrisError
    from tigris_http.operations.objects._object_info import ObjectInfo
    from tigris_http.transfers._work.bodies import Body

_Begun: TypeAlias = "tuple[Body, plan.Span, Iterator[plan.Span]]"
"""An open body, its place, and the other ranges to read."""

_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class DownloadedFile:
    """A file that was downloaded."""

    path: Path
    size: int
    """Bytes."""
    etag: str | None
    """Entity tag of the object, without quotes."""
    version_id: str | None
    """Version of the object, on snapshot buckets."""
    resumed_bytes: int = 0
    """Bytes that an earlier download had written already."""


@dataclass(frozen=True, slots=True)
class DownloadFile(Transfer[DownloadedFile], Action):
    """Download an object into a file. A large one comes in ranges, several at once.

    The bytes go to a temporary file beside the target, which takes the target's place when it is whole. After an error
    the temporary file is gone, unless `resume` keeps it, and the old target is untouched. Raises `ObjectChanged` if the
    object was replaced meanwhile, and the system's error if the disk is full.

        client.download_file("bucket", "backup.tar", "/tmp/backup.tar")
    """

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    target: str | PathLike[str]
    """Path of the file. Its folder must be there."""
    _: KW_ONLY
    version_id: str | None = None
    """Read this version. None: the current one. Excludes `snapshot_version`."""
    snapshot_version: str | None = None
    """Version of a snapshot, a str of digits: read the object as it was then. Excludes `version_id`."""
    if_match: str | None = None
    """Entity tag: the object must have it, else `PreconditionFailed`."""
    checksum_mode: bool = False
    """Check the bytes against the checksum that the service noted: `CorruptBody` if it does not match. The object then
    comes in one request, since ranges have no checksum."""
    overwrite: bool = True
    """Replace a file that is there. False: `FileExistsError`, also if it appears meanwhile."""
    keep_mtime: bool = True
    """Give the file the time of the metadata `mtime`, in seconds since the epoch as rclone writes it, or else of the
    object's last change. False: the time of the download."""
    fsync: bool = False
    """Return only when file and folder are on the disk."""
    resume: bool = False
    """Continue an earlier download with `resume` that did not end: by an error, a kill or a power failure. For a target
    `NAME` its bytes are in `.NAME.tigris.part` beside the target, and `.NAME.tigris.record` has the ranges that are
    there. Both go when the file is whole. A range counts when it is on the disk: waiting for it takes time. Another
    object, entity tag or size begins again. Raises `BlockingIOError` while another download with `resume` fills the
    same target. Excludes `checksum_mode`."""
    transfer: TransferOptions | None = None
    """Size of the ranges, and number of ranges at once. Objects below the threshold come in one request. None:
    `TransferOptions()`."""
    progress: Callable[[Progress], object] | None = None
    """Called after each range, in the caller's thread or task. The async client awaits what it returns, if it can. Its
    error ends the download, and comes out."""

    def work(self, *, is_async: bool, connections: int) -> Work[DownloadedFile]:
        """Check the arguments and return the work. Sends nothing."""
        check_progress(self.progress)
        for name in ("overwrite", "keep_mtime", "fsync", "resume"):
            arguments.flag(name, getattr(self, name))
        if self.resume and self.checksum_mode:
            raise ValueError("resume and checksum_mode exclude each other: ranges have no checksum")
        work = _Download(self, connections)
        work.first.request()
        return work


class _Download(Work[DownloadedFile]):
    def __init__(self, action: DownloadFile, connections: int) -> None:
        self._action = action
        self._options = options_of(action.transfer, connections)
        self.pace = Pace(self._options.bandwidth)
        self._path = check_target(action.target, overwrite=action.overwrite)
        self._target = self._part_file() if action.resume else Target(self._path)
        self._size = plan.part_size(self._options, None)
        self._done = self._total = self._resumed = 0
        whole = action.checksum_mode
        self.first = GetObject(
            action.bucket,
            action.key,
            range=None if whole else (0, max(self._size, self._options.threshold) - 1),
            version_id=action.version_id,
            snapshot_version=action.snapshot_version,
            if_match=action.if_match,
            checksum_mode=action.checksum_mode,
            **common(action),
        )

    def _part_file(self) -> Target:
        from tigris_http.transfers._local.part import PartFile

        names = ("bucket", "key", "version_id", "snapshot_version", "if_match")
        return PartFile(self._path, {name: getattr(self._action, name) for name in names})

    def steps(self) -> Steps[DownloadedFile]:
        known = yield from call(self._target.open)
        begun = None if known is None else (yield from self._continued(known))
        body, first, others = begun or (yield from self._begun())
        info, self._total = body.info, body.info.size
        if self._resumed:
            yield from self._report(self._resumed)
        following = next(others, None)
        if following is None:
            yield from self._report((yield from self._filled(body, first)))
        else:
            yield from self._at_once(body, first, chain((following,), others))
        yield from close(body)
        action = self._action
        mtime = mtime_of(info.metadata.get("mtime"), self._modified(info)) if action.keep_mtime else None
        yield from call(partial(self._target.finish, mtime=mtime, fsync=action.fsync, overwrite=action.overwrite))
        yield from self._report(0, ended=True)
        return DownloadedFile(self._path, info.size, info.etag, info.version_id, self._resumed)

    def _at_once(self, body: Body, first: plan.Span, others: Iterator[plan.Span]) -> Steps[None]:
        yield from begin(self._filled(body, first))
        running = 1
        for span in others:
            if running == self._options.concurrency:
                yield from self._arrived()
                running -= 1
            yield from begin(self._part(body.info, span))
            running += 1
        while running:
            yield from self._arrived()
            running -= 1

    def _modified(self, info: ObjectInfo) -> datetime | None:
        """Return the time of the object's last change, as precisely as it is known."""
        listed, got = self.listed, info.last_modified
        return listed if listed is not None and got == listed.replace(microsecond=0) else got

    def _begun(self) -> Steps[_Begun]:
        """Open the front of the object."""
        body = yield from self._opened()
        info = body.info
        yield from call(partial(self._target.begin, info.etag, info.size))
        here = info.size if info.content_range is None else info.content_range[1] + 1
        return body, plan.Span(0, here), plan.spans(here, info.size, self._size)

    def _continued(self, known: Known) -> Steps[_Begun | None]:
        """Open the first missing range. Return None if the object is another one."""
        others = known.spans(self._size)
        first = next(others)
        outcome = yield from opened(replace(self.first, range=(first.start, first.end - 1), if_match=known.etag))
        if isinstance(outcome, (PreconditionFailed, RangeNotSatisfiable)):
            return None
        body = body_of(outcome)
        if (body.info.etag, body.info.size) != (known.etag, known.size):
            yield from close(body)
            return None
        self._resumed = known.done
        return body, first, others

    def _opened(self) -> Steps[Body]:
        outcome = yield from opened(self.first)
        if isinstance(outcome, RangeNotSatisfiable):  # an empty object has no range
            outcome = yield from opened(replace(self.first, range=None))
        return body_of(outcome)

    def _part(self, info: ObjectInfo, span: plan.Span) -> Steps[int]:
        if info.etag is None:
            raise MalformedResponse("the answer names no entity tag: ranges of the object cannot be joined safely")
        part = replace(self.first, range=(span.start, span.end - 1), if_match=info.etag)
        outcome = yield from opened(part)
        if isinstance(outcome, (PreconditionFailed, NotFound)):
            raise self._changed() from outcome
        body = body_of(outcome)
        if (body.info.etag, body.info.size) != (info.etag, info.size):
            raise self._changed()
        size = yield from self._filled(body, span)
        yield from close(body)
        return size

    def _changed(self) -> ObjectChanged:
        return ObjectChanged("the object was replaced or deleted while it was downloaded: download it again")

    def _filled(self, body: Body, span: plan.Span) -> Steps[int]:
        """Write a body to its place in the file."""
        buffer = memoryview(bytearray(min(self.pace.chunk(_CHUNK), span.size) or 1))
        place = span.start
        while True:
            filled = 0
            while filled < buffer.nbytes:
                count = result_of((yield from receive(body, buffer[filled:])))
                if not count:
                    break
                filled += count
            if place + filled > span.end:
                raise MalformedResponse(f"more than the {span.size} bytes of the range came")
            yield from call(partial(self._target.write, buffer[:filled], place))
            yield from self.pace.wait(filled)
            place += filled
            if filled < buffer.nbytes:
                break
        if place != span.end:
            raise MalformedResponse(f"{place - span.start} of the {span.size} bytes of the range came")
        return span.size

    def _arrived(self) -> Steps[None]:
        size = cast("int", (yield from wait_any()))
        yield from self._report(size)

    def _report(self, size: int, *, ended: bool = False) -> Steps[None]:
        self._done += size
        action = self._action
        state = Progress(action.bucket, action.key, self._done, self._total, size, int(ended), 1)
        yield from self.report(action.progress, state)

    def failed(self, error: TigrisError) -> None:
        error.located(self._action.action, self._action.bucket, self._action.key, 0)

    def close(self) -> None:
        self._target.close()
