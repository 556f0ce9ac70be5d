"""Upload one file: whole if it is small, else in parts at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from tigris_http._core.steps import begin, call
from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.checksums import Algorithm, Digest, check_algorithm
from tigris_http.errors import BodyMismatch, NotFound, TigrisError
from tigris_http.operations._base import common
from tigris_http.operations._steps import Apply, ask, result_of
from tigris_http.operations.multipart.multipart import MAX_PARTS, CreateMultipartUpload, UploadedPart, UploadPart
from tigris_http.operations.multipart.uploads import ListedPart, ListedUpload, ListMultipartUploads, ListParts
from tigris_http.operations.objects._object_headers import ObjectSettings, settings
from tigris_http.operations.objects.objects import PutObject
from tigris_http.transfers._local.sources import AsyncStream, FileSource, Stream, check_source, mtime_of, opened
from tigris_http.transfers._work import plan
from tigris_http.transfers._work.base import Transfer, Undo, Work, check_progress, options_of
from tigris_http.transfers._work.parts import InParts
from tigris_http.transfers.options import Progress, TransferOptions

if TYPE_CHECKING:
    from tigris_http._core.steps import Steps
    from tigris_http.transfers._local.sources import ByPosition, Source


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A stored file."""

    etag: str | None
    """Entity tag without quotes: of an object in parts a hash, a hyphen, and the number of parts."""
    version_id: str | None
    """Version of the object, on snapshot buckets."""
    size: int
    """Bytes."""
    parts: int
    """Number of parts; 0 if it was stored whole."""
    reused_parts: int = 0
    """Parts that an earlier upload had stored already."""


@dataclass(frozen=True, slots=True)
class UploadFile(Transfer[UploadedFile], ObjectSettings):
    """Upload a file, in parts if it is large. The object appears when all of it has arrived.

    A failed upload is aborted: its parts go. With `resume`, or if even that fails, they stay, and the error has the
    `upload_id`. Those of a killed process stay, too: `list_multipart_uploads` shows them. A file that changes while it
    is read is a `BodyMismatch`, and nothing is stored. The condition holds for the object as a whole.

        stored = client.upload_file("bucket", "backup.tar", "/srv/backup.tar")
    """

    source: FileSource = field(repr=False)
    """A path, bytes-like, a binary file from its position, an iterable of bytes; for the async client also an async
    iterable."""
    _: KW_ONLY
    checksums: Algorithm | None = None
    """An algorithm to compute: `"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"`, `"sha256"`. The service checks each part
    against it. None: no checksum."""
    if_match: str | None = None
    """Entity tag: store only over the object that has it, else `PreconditionFailed`, or `NotFound` if there is none."""
    if_none_match: str | None = None
    """`"*"`: store only if there is no object under the key."""
    resume: bool = False
    """Continue the newest upload of this key that has not ended, if there is one: parts with the same bytes are not
    sent again. After a failure keep the parts, for the next call. The source must be a file or bytes. Call it again
    with the same settings: those of the first call count."""
    keep_mtime: bool = True
    """For a path: add the metadata `mtime`, unless `metadata` has it. It is the time of the file's last change in
    seconds since the epoch, as rclone writes it."""
    transfer: TransferOptions | None = None
    """Size of the parts, and number of parts at once. None: `TransferOptions()`."""
    progress: Callable[[Progress], object] | None = None
    """Called after each part, in the caller's thread or task. The async client awaits what it returns, if it can. Its
    error ends the upload, and comes out."""

    def work(self, *, is_async: bool, connections: int) -> Work[UploadedFile]:
        """Check the arguments and return the work. Sends nothing."""
        # First: boto3 has the file before the bucket.
        check_bucket_name(self.bucket)
        check_key(self.key)
        check_source(self.source, is_async=is_async)
        check_progress(self.progress)
        arguments.flag("resume", self.resume)
        arguments.flag("keep_mtime", self.keep_mtime)
        if self.checksums is not None:
            check_algorithm("checksums", self.checksums)
        work = _Upload(self, connections)
        work.whole(b"").request()
        return work


def unchecked(action: UploadFile, connections: int) -> Work[UploadedFile]:
    """Return the work of an action whose arguments were checked."""
    return _Upload(action, connections)


class _Upload(InParts[UploadedFile]):
    def __init__(self, action: UploadFile, connections: int) -> None:
        super().__init__(action, common(action), options_of(action.transfer, connections))
        self._action = action
        self._metadata = _with_mtime(action.source, action.metadata) if action.keep_mtime else action.metadata
        self._source: ByPosition | Stream | AsyncStream | None = None
        self._closed = False
        self._stored: Mapping[int, ListedPart] = {}
        self._reused = 0

    def whole(self, data: bytes | memoryview) -> PutObject:
        action = self._action
        return PutObject(
            action.bucket,
            action.key,
            data,
            checksums=action.checksums,
            if_match=action.if_match,
            if_none_match=action.if_none_match,
            **settings(action, self._metadata),
            **common(action),
        )

    def steps(self) -> Steps[UploadedFile]:
        source = yield from call(self._opened, may_hang=True)
        if isinstance(source, (Stream, AsyncStream)):
            if self._action.resume:
                raise ValueError("resume needs a source that can be read again: a file or bytes, not a stream")
            return (yield from self._stream(source))
        self._total = source.size
        size = plan.part_size(self._options, source.size)
        if not plan.in_parts(self._options, source.size, size):
            data = yield from call(partial(source.read, plan.Span(0, source.size)))
            yield from call(source.check)
            return (yield from self._put(data))
        if not (self._action.resume and (yield from self._continue())):
            yield from self._begin()
        spans = plan.spans(0, source.size, size)
        parts = yield from self._all(self._part(n, source, span) for n, span in enumerate(spans, 1))
        yield from call(source.check)
        return (yield from self._complete(parts))

    def _opened(self) -> ByPosition | Stream | AsyncStream:
        source = self._source = opened(self._action.source)
        if self._closed:  # a cancelled task has left this thread behind
            source.close()
        return source

    def _stream(self, source: Stream | AsyncStream) -> Steps[UploadedFile]:
        size = plan.part_size(self._options, None)
        data = yield from _taken(source, size)
        if data.nbytes < size:
            self._total = data.nbytes
            return (yield from self._put(data))
        yield from self._begin()
        parts: list[UploadedPart] = []
        running = 0
        while data.nbytes:
            if len(parts) + running == MAX_PARTS:
                raise BodyMismatch(
                    f"the source has more than {MAX_PARTS:,} parts of {size} bytes: give TransferOptions(part_size=...)"
                )
            yield from begin(self._sent(len(parts) + running + 1, data, source))
            running += 1
            del data
            if running == self._options.concurrency:
                parts.append((yield from self._arrived()))
                running -= 1
            data = yield from _taken(source, size)
        while running:
            parts.append((yield from self._arrived()))
            running -= 1
        return (yield from self._complete(parts))

    def _put(self, data: bytes | memoryview) -> Steps[UploadedFile]:
        yield from self.pace.wait(len(data))
        stored = result_of((yield from ask(self.whole(data))))
        yield from self._report(len(data), ended=True)
        return UploadedFile(stored.etag, stored.version_id, len(data), 0)

    def _begin(self) -> Steps[None]:
        action = self._action
        create = CreateMultipartUpload(
            action.bucket,
            action.key,
            checksum_algorithm=action.checksums,
            **settings(action, self._metadata),
            **common(action),
        )
        yield from self._begun(create)

    def _continue(self) -> Steps[bool]:
        """Find the newest upload of the key, and its parts. Return whether there is one."""
        action = self._action
        uploads: ListMultipartUploads | None = ListMultipartUploads(action.bucket, prefix=action.key, **common(action))
        found: list[ListedUpload] = []
        while uploads is not None:
            page = result_of((yield from ask(uploads)))
            found.extend(each for each in page.uploads if each.key == action.key)
            uploads = uploads.after(page)
        if not found:
            return False
        newest = max(found, key=_since).upload_id
        listing: ListParts | None = ListParts(action.bucket, action.key, newest, **common(action))
        stored: dict[int, ListedPart] = {}
        while listing is not None:
            outcome = yield from ask(listing)
            if isinstance(outcome, NotFound):  # it has ended meanwhile
                return False
            parts = result_of(outcome)
            stored.update((part.part_number, part) for part in parts.parts)
            listing = listing.after(parts)
        self._upload_id, self._stored = newest, stored
        return True

    def _part(self, number: int, source: ByPosition, span: plan.Span) -> Steps[tuple[UploadedPart, int]]:
        data = yield from call(partial(source.read, span))
        yield from call(source.check)
        stored = self._stored.get(number)
        if stored is not None and (yield from call(partial(_is_same, stored, data, self._action.checksums))):
            self._reused += 1
            source.release(data)
            return UploadedPart(number, stored.etag, checksums=stored.checksums), len(data)
        return (yield from self._sent(number, data, source))

    def _sent(self, number: int, data: memoryview, source: Source) -> Steps[tuple[UploadedPart, int]]:
        action = self._action
        part = UploadPart(
            action.bucket,
            action.key,
            self._upload_id or "",
            number,
            data,
            checksums=action.checksums,
            **common(action),
        )
        yield from self.pace.wait(len(data))
        stored = result_of((yield from ask(part)))
        source.release(data)  # not after an error: a request may still read it
        return stored, len(data)

    def _complete(self, parts: list[UploadedPart]) -> Steps[UploadedFile]:
        stored = yield from self._completed(parts)
        return UploadedFile(stored.etag, stored.version_id, self._done, len(parts), self._reused)

    def undo(self) -> Sequence[Undo]:
        return () if self._action.resume else super().undo()

    def close(self) -> None:
        self._closed = True
        if self._source is not None:
            self._source.close()


def _since(upload: ListedUpload) -> float:
    return 0.0 if upload.initiated is None else upload.initiated.timestamp()


def _is_same(stored: ListedPart, data: bytes | memoryview, algorithm: Algorithm | None) -> bool:
    """Return whether a stored part has these bytes, by its checksum or by the MD5 in its entity tag."""
    if stored.size != len(data):
        return False
    if algorithm is None:
        return stored.etag.removeprefix("W/") == hashlib.md5(data, usedforsecurity=False).hexdigest()
    digest = Digest(algorithm.lower())
    digest.update(data)
    known: str | None = getattr(stored.checksums, algorithm.lower())
    return known == digest.value


def _taken(source: Stream | AsyncStream, size: int) -> Steps[memoryview]:
    if isinstance(source, AsyncStream):
        taken: memoryview | TigrisError = yield Apply(source.take, size)
        return result_of(taken)
    return (yield from call(partial(source.take, size), may_hang=True))


def _with_mtime(source: FileSource, metadata: Mapping[str, str] | None) -> Mapping[str, str] | None:
    if not isinstance(source, (str, os.PathLike)) or any(name.lower() == "mtime" for name in metadata or ()):
        return metadata
    mtime = mtime_of(source)
    return metadata if mtime is None else {**(metadata or {}), "mtime": mtime}
