"""Copy one object within the service: at once up to 5 GiB, else in parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import KW_ONLY, dataclass, replace
from typing import TYPE_CHECKING

from tigris_http.errors import MalformedResponse, NotFound, ObjectChanged, PreconditionFailed, TigrisError
from tigris_http.operations._base import common
from tigris_http.operations._steps import ask, result_of
from tigris_http.operations.access.tagging import GetObjectTagging
from tigris_http.operations.multipart.multipart import CreateMultipartUpload, UploadedPart, UploadPartCopy
from tigris_http.operations.objects._object_headers import CopySettings, settings
from tigris_http.operations.objects.copies import CopyObject
from tigris_http.operations.objects.reads import HeadObject
from tigris_http.transfers._work import plan
from tigris_http.transfers._work.base import Transfer, Work, check_progress, options_of
from tigris_http.transfers._work.parts import InParts
from tigris_http.transfers.options import Progress, TransferOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tigris_http._core.steps import Steps
    from tigris_http.operations.objects._object_info import ObjectInfo


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """A copy of an object."""

    etag: str | None
    """Entity tag of the copy, without quotes. That of a copy in parts differs from the source's."""
    version_id: str | None
    """Version of the copy, on snapshot buckets."""
    size: int
    """Bytes."""
    parts: int
    """Number of parts; 0 if it was copied at once."""


@dataclass(frozen=True, slots=True)
class CopyFile(Transfer[CopiedFile], CopySettings):
    """Copy an object of any size within the service, with its content headers, metadata and tags.

    Any given `metadata` or content header replaces them all, but not the tags. A HEAD looks at the source. Up to
    `TransferOptions.copy_threshold`, 5 GiB by default, one request copies it, else several copy its parts at once. A
    copy in parts has a checksum only if `checksum_algorithm` asks for it.

    Raises `ObjectChanged` if the source is replaced meanwhile, and `PreconditionFailed` if a condition does not hold. A
    failed copy is aborted: its parts go. If even that fails, the error has the `upload_id`.

        client.copy_file("archive", "2026/backup.tar", "bucket", "backup.tar")
    """

    _: KW_ONLY
    transfer: TransferOptions | None = None
    """Its `copy_threshold`, and size and number of the parts at once. None: `TransferOptions()`."""
    progress: Callable[[Progress], object] | None = None
    """Called after each part, in the caller's thread or task. The async client awaits what it returns, if it can. Its
    error ends the copy, and comes out."""

    def work(self, *, is_async: bool, connections: int) -> Work[CopiedFile]:
        """Check the arguments and return the work. Sends nothing."""
        check_progress(self.progress)
        work = _Copy(self, connections)
        work.whole().request()
        work.head.request()
        return work


class _Copy(InParts[CopiedFile]):
    def __init__(self, action: CopyFile, connections: int) -> None:
        super().__init__(action, common(action), options_of(action.transfer, connections))
        self._action = action
        self.head = HeadObject(
            action.source_bucket,
            action.source_key,
            version_id=action.source_version_id,
            snapshot_version=action.snapshot_version,
            if_match=action.source_if_match,
            **self._shared,
        )

    def whole(self) -> CopyObject:
        action = self._action
        return CopyObject(
            action.bucket,
            action.key,
            action.source_bucket,
            action.source_key,
            source_version_id=action.source_version_id,
            snapshot_version=action.snapshot_version,
            checksum_algorithm=action.checksum_algorithm,
            if_match=action.if_match,
            if_none_match=action.if_none_match,
            source_if_match=action.source_if_match,
            **settings(action, action.metadata),
            **self._shared,
        )

    def steps(self) -> Steps[CopiedFile]:
        info = result_of((yield from ask(self.head)))
        if info.etag is None:
            raise MalformedResponse("the answer names no entity tag: the copy may be of several objects")
        self._total = info.size
        part = plan.part_size(self._options, info.size)
        if info.size <= max(self._options.copy_threshold, part):
            return (yield from self._at_once(info))
        create = yield from self._create(info)
        upload_id = yield from self._begun(create)
        parts = yield from self._all(self._copies(info, upload_id, part))
        stored = yield from self._completed(parts)
        return CopiedFile(stored.etag, stored.version_id, info.size, len(parts))

    def _at_once(self, info: ObjectInfo) -> Steps[CopiedFile]:
        outcome = yield from ask(replace(self.whole(), source_if_match=info.etag))
        if isinstance(outcome, TigrisError):
            raise (yield from self._explained(outcome, info))
        yield from self._report(info.size, ended=True)
        return CopiedFile(outcome.etag, outcome.version_id, info.size, 0)

    def _create(self, info: ObjectInfo) -> Steps[CreateMultipartUpload]:
        """Return the upload with the settings that a copy at once would have."""
        action, extra = self._action, self._action.extra_headers
        given = settings(action, action.metadata)
        if not action.replaces:
            given["content_type"] = info.content_type
            given["content_encoding"] = info.content_encoding
            given["content_disposition"] = info.content_disposition
            given["content_language"] = info.content_language
            given["cache_control"] = info.cache_control
            given["metadata"] = info.metadata
            if info.expires is not None:
                # Any text may be stored there, and is kept.
                extra = {"expires": info.expires, **(extra or {})}
        if action.tagging is None:
            given["tagging"] = yield from self._tags(info)
        return CreateMultipartUpload(
            action.bucket,
            action.key,
            checksum_algorithm=action.checksum_algorithm,
            **given,
            extra_headers=extra,
            timeout=action.timeout,
            consistent=action.consistent,
        )

    def _tags(self, info: ObjectInfo) -> Steps[Mapping[str, str] | None]:
        # Not every service counts the tags in a HEAD.
        action = self._action
        version_id = action.source_version_id or info.version_id
        if action.snapshot_version is not None and version_id is None:
            raise MalformedResponse("the answer names no version: the tags of the snapshot cannot be read")
        tagging = GetObjectTagging(action.source_bucket, action.source_key, version_id=version_id, **self._shared)
        return result_of((yield from ask(tagging))).tags or None

    def _copies(self, info: ObjectInfo, upload_id: str, size: int) -> Iterator[Steps[tuple[UploadedPart, int]]]:
        action = self._action
        for number, span in enumerate(plan.spans(0, info.size, size), 1):
            part = UploadPartCopy(
                action.bucket,
                action.key,
                upload_id,
                number,
                action.source_bucket,
                action.source_key,
                source_range=(span.start, span.end - 1),
                source_version_id=action.source_version_id,
                snapshot_version=action.snapshot_version,
                source_if_match=info.etag,
                **self._shared,
            )
            yield self._copied(part, info, span)

    def _copied(self, part: UploadPartCopy, info: ObjectInfo, span: plan.Span) -> Steps[tuple[UploadedPart, int]]:
        outcome = yield from ask(part)
        if isinstance(outcome, TigrisError):
            raise (yield from self._explained(outcome, info))
        return outcome, span.size

    def _explained(self, error: TigrisError, info: ObjectInfo) -> Steps[TigrisError]:
        """Return the error of a copy: `ObjectChanged` if its source is another object by now."""
        if not isinstance(error, (PreconditionFailed, NotFound)):
            return error
        again = yield from ask(replace(self.head, if_match=info.etag))
        if not isinstance(again, (PreconditionFailed, NotFound)):
            return error  # about the copy, not its source
        changed = ObjectChanged(
            f"the source {self._action.source_bucket}/{self._action.source_key} was replaced or deleted while it was "
            "copied: copy it again"
        )
        changed.__cause__ = error
        return changed
