"""An object stored in parts, several at once: begun, filled, completed. A failed one is aborted.

Contract: a part that failed ends the upload, so an object never has a hole. An upload that an interruption or a
cancellation meets at its beginning is aborted too, if its id comes soon.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from tigris_http._core.steps import begin, finish, wait_any
from tigris_http.operations._steps import ask, result_of
from tigris_http.operations.multipart.completion import AbortMultipartUpload, CompleteMultipartUpload
from tigris_http.transfers._work.base import Undo, Work
from tigris_http.transfers._work.pace import Pace
from tigris_http.transfers.options import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tigris_http._core.steps import Steps
    from tigris_http.errors import TigrisError
    from tigris_http.operations._base import Common
    from tigris_http.operations.multipart.completion import CompletedUpload
    from tigris_http.operations.multipart.multipart import CreateMultipartUpload, MultipartUpload, UploadedPart
    from tigris_http.transfers.options import TransferOptions

T = TypeVar("T")


class Storing(Protocol):
    """An action that stores one object."""

    @property
    def action(self) -> str: ...
    @property
    def bucket(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def if_match(self) -> str | None: ...
    @property
    def if_none_match(self) -> str | None: ...
    @property
    def progress(self) -> Callable[[Progress], object] | None: ...


class InParts(Work[T]):
    def __init__(self, storing: Storing, shared: Common, options: TransferOptions) -> None:
        self._storing, self._shared, self._options = storing, shared, options
        self.pace = Pace(options.bandwidth)
        self._upload_id: str | None = None
        self._total: int | None = None
        self._done = 0

    @property
    def upload_id(self) -> str | None:
        """The upload that is under way, or was left."""
        return self._upload_id

    def _begun(self, create: CreateMultipartUpload) -> Steps[str]:
        return result_of((yield from finish(create, self._note))).upload_id

    def _note(self, upload: MultipartUpload) -> None:
        self._upload_id = upload.upload_id

    def _all(self, every: Iterator[Steps[tuple[UploadedPart, int]]]) -> Steps[list[UploadedPart]]:
        """Run the steps of each part, as many at once as the options allow."""
        found: list[UploadedPart] = []
        running = 0
        for part in every:
            if running == self._options.concurrency:
                found.append((yield from self._arrived()))
                running -= 1
            yield from begin(part)
            running += 1
        while running:
            found.append((yield from self._arrived()))
            running -= 1
        return found

    def _arrived(self) -> Steps[UploadedPart]:
        part, size = cast("tuple[UploadedPart, int]", (yield from wait_any()))
        yield from self._report(size)
        return part

    def _report(self, size: int, *, ended: bool = False) -> Steps[None]:
        self._done += size
        if ended:
            self._total = self._done
        storing = self._storing
        state = Progress(storing.bucket, storing.key, self._done, self._total, size, int(ended), 1)
        yield from self.report(storing.progress, state)

    def _completed(self, parts: list[UploadedPart]) -> Steps[CompletedUpload]:
        storing = self._storing
        parts.sort(key=_number)
        complete = CompleteMultipartUpload(
            storing.bucket,
            storing.key,
            self._upload_id or "",
            parts,
            if_match=storing.if_match,
            if_none_match=storing.if_none_match,
            **self._shared,
        )
        stored = result_of((yield from ask(complete)))
        self._upload_id = None
        yield from self._report(0, ended=True)
        return stored

    def undo(self) -> Sequence[Undo]:
        if self._upload_id is None:
            return ()
        abort = AbortMultipartUpload(self._storing.bucket, self._storing.key, self._upload_id, **self._shared)
        return (Undo(abort, self._undone),)

    def _undone(self) -> None:
        self._upload_id = None

    def failed(self, error: TigrisError) -> None:
        error.located(self._storing.action, self._storing.bucket, self._storing.key, 0)
        error.upload_id = self._upload_id


def _number(part: UploadedPart) -> int:
    return part.part_number
