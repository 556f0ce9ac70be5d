"""Read several ranges of one object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import TYPE_CHECKING, cast

from tigris_http._core.steps import begin, close, receive, wait_any
from tigris_http._wire import arguments
from tigris_http.errors import MalformedResponse, NotFound, ObjectChanged, PreconditionFailed
from tigris_http.operations._base import Action, common
from tigris_http.operations._steps import result_of
from tigris_http.operations.objects.reads import GetObject
from tigris_http.transfers._work import plan
from tigris_http.transfers._work.base import Transfer, Work, options_of
from tigris_http.transfers._work.bodies import body_of, opened
from tigris_http.transfers.options import MIB, TransferOptions

if TYPE_CHECKING:
    from tigris_http._core.steps import Steps
    from tigris_http.errors import TigrisError
    from tigris_http.operations.objects._object_info import ObjectInfo
    from tigris_http.transfers._work.plan import Span


@dataclass(frozen=True, slots=True)
class GetRanges(Transfer[list[bytes]], Action):
    """Read several ranges of one object into memory, and return their bytes in the order asked for.

    Ranges that lie close together come in one request. All bytes are of the same object: `ObjectChanged` if it was
    replaced meanwhile. A range that reaches beyond the object ends with it. One that begins there is
    `RangeNotSatisfiable`.

        head, tail = client.get_ranges("bucket", "table.parquet", [(0, 3), (9_000, 9_007)])
    """

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    ranges: Sequence[tuple[int, int]]
    """Pairs (first, last) of bytes, both included, from 0. They may overlap and have any order."""
    _: KW_ONLY
    coalesce: int = MIB
    """Ranges that lie at most this many bytes apart come in one request. By default 1 MiB."""
    version_id: str | None = None
    """Read this version. None: the current one. Excludes `snapshot_version`."""
    snapshot_version: str | None = None
    """Version of a snapshot, a str of digits: read the object as it was then. Excludes `version_id`."""
    if_match: str | None = None
    """Entity tag: the object must have it, else `PreconditionFailed`."""
    transfer: TransferOptions | None = None
    """Its `concurrency` is the number of requests at once. None: `TransferOptions()`."""

    def work(self, *, is_async: bool, connections: int) -> Work[list[bytes]]:
        """Check the arguments and return the work. Sends nothing."""
        arguments.count("coalesce", self.coalesce)
        work = _Ranges(self, connections)
        work.first.request()
        return work


class _Ranges(Work[list[bytes]]):
    def __init__(self, action: GetRanges, connections: int) -> None:
        self._action = action
        self._options = options_of(action.transfer, connections)
        self._wanted = [_span(each) for each in action.ranges]
        self._found = [b""] * len(self._wanted)
        self.first = GetObject(
            action.bucket,
            action.key,
            version_id=action.version_id,
            snapshot_version=action.snapshot_version,
            if_match=action.if_match,
            **common(action),
        )

    def steps(self) -> Steps[list[bytes]]:
        joined = plan.coalesced(self._wanted, self._action.coalesce)
        # The first answer has the entity tag for all others.
        info: ObjectInfo | None = None
        running = 0
        for whole, members in joined:
            if info is None:
                info = yield from self._read(whole, members, None)
                continue
            if running == self._options.concurrency:
                yield from wait_any()
                running -= 1
            yield from begin(self._read(whole, members, info))
            running += 1
        while running:
            yield from wait_any()
            running -= 1
        return self._found

    def _read(self, whole: Span, members: list[int], known: ObjectInfo | None) -> Steps[ObjectInfo]:
        part = self._of(whole)
        if known is not None:
            if known.etag is None:
                raise MalformedResponse("the answer names no entity tag: the ranges may be of different objects")
            part = replace(part, if_match=known.etag)
        outcome = yield from opened(part)
        if known is not None and isinstance(outcome, (PreconditionFailed, NotFound)):
            raise _changed()
        body = body_of(outcome)
        info = body.info
        if known is not None and (info.etag, info.size) != (known.etag, known.size):
            raise _changed()
        buffer = memoryview(bytearray(min(whole.end, info.size) - whole.start))
        filled = 0
        while filled < buffer.nbytes:
            count = result_of((yield from receive(body, buffer[filled:])))
            if not count:
                raise MalformedResponse(f"{filled} of the {buffer.nbytes} bytes of the range came")
            filled += count
        yield from close(body)
        for index in members:
            span = self._wanted[index]
            if span.start >= info.size:
                # Alone, it would have been refused: let the service do so.
                beyond = body_of((yield from opened(self._of(span))))
                yield from close(beyond)
                raise ObjectChanged("the object grew while its ranges were read: read them again")
            self._found[index] = bytes(buffer[span.start - whole.start : span.end - whole.start])
        return info

    def _of(self, span: Span) -> GetObject:
        return replace(self.first, range=(span.start, span.end - 1))

    def failed(self, error: TigrisError) -> None:
        error.located(self._action.action, self._action.bucket, self._action.key, 0)


def _changed() -> ObjectChanged:
    return ObjectChanged("the object was replaced or deleted while its ranges were read: read them again")


def _span(given: object) -> Span:
    try:
        first, last = cast("tuple[int, int]", given)
    except (TypeError, ValueError):
        raise TypeError("ranges must be pairs of ints: the first and the last byte, both included") from None
    arguments.count("the first byte of ranges", first)
    arguments.count("the last byte of ranges", last, least=first)
    return plan.Span(first, last - first + 1)
