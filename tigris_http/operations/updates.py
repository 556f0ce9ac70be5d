"""An object changed by a function of its contents, without losing anybody's change.

Reference: https://www.tigrisdata.com/docs/objects/conditionals/.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import datetime
from typing import TypeAlias

from tigris_http._address import check_bucket_name, check_key
from tigris_http._http import Request, Response
from tigris_http._object_info import ObjectInfo, object_info
from tigris_http._steps import Apply, Ask
from tigris_http._success import WHOLE_OBJECT
from tigris_http._timestamps import from_http_date
from tigris_http.errors import Conflict, MalformedResponse, NotFound, PreconditionFailed, TigrisError
from tigris_http.operations import _checks
from tigris_http.operations._operation import Common, Operation, SteppedAction, common
from tigris_http.operations.objects import PutObject, PutObjectResult

Change: TypeAlias = Callable[[bytes | None], "bytes | Awaitable[bytes | None] | None"]
"""From an object's bytes (None where there is none) to the new ones (None to leave it as it is)."""


@dataclass(frozen=True, slots=True)
class UpdateObjectResult:
    """What came of an update."""

    changed: bool
    """Whether anything was written."""
    etag: str | None
    """Entity tag of what is there now, without quotes; None where nothing is."""
    version_id: str | None
    conflicts: int
    """How often somebody else was faster, and it was read and changed anew."""


@dataclass(frozen=True, slots=True)
class _ReadObject(Operation["_Found"]):
    """An object read whole, into memory."""

    SUCCESS = WHOLE_OBJECT

    bucket: str
    key: str

    def request(self) -> Request:
        # The old dialect's word for "not from a cache"; newer services ignore it (wire reference 2.19).
        return Request("GET", self.bucket, self.key, headers=(("x-tigris-cas", "true"),))

    def parse(self, response: Response) -> _Found:
        head, body = response.head, response.body
        if head.get("content-length") is None and "chunked" in (head.get("transfer-encoding") or "").lower():
            # Read to its last chunk it is known to be whole. One that just ends might be cut, and is not written back.
            head = replace(head, headers=(*head.headers, ("content-length", str(len(body)))))
        return _Found(object_info(head, self.bucket, self.key), body)

    @property
    def action(self) -> str:
        return "GetObject"


@dataclass(frozen=True, slots=True)
class _Found:
    info: ObjectInfo
    body: bytes


@dataclass(frozen=True, slots=True)
class UpdateObject(SteppedAction[UpdateObjectResult]):
    """Read an object, change it by a function, and store it if nobody else did meanwhile; else begin again.

    `function` gets the bytes, None where there is no object, and returns the new ones, or None to leave all as it is;
    with the async client it may be a coroutine function. It may be called several times, and what it raises ends the
    update with nothing written. `PreconditionFailed` after `max_conflicts` others were faster. The object keeps its
    content headers (but not an `Expires` that is no date), storage class and user metadata, unless `content_type` or
    `metadata` is given; tags do not survive. An object of more than 64 MiB is refused (`MalformedResponse`). Where an
    answer got lost, what is there tells whether it was this update.

        client.update_object("bucket", "counter", lambda old: b"%d" % (int(old or 0) + 1))

    Conditions see the latest state everywhere in buckets of one region or multi-region; in global and dual-region ones
    within a region only.
    """

    bucket: str
    key: str
    function: Change
    _: KW_ONLY
    content_type: str | None = None
    metadata: Mapping[str, str] | None = None
    max_conflicts: int = 20

    def __post_init__(self) -> None:
        check_bucket_name(self.bucket)
        check_key(self.key)
        if not callable(self.function):
            raise TypeError(f"function must be callable, not {type(self.function).__name__}")
        _checks.count("max_conflicts", self.max_conflicts)
        if self.content_type is not None:
            _checks.header_text("content_type", self.content_type)
        if self.metadata is not None:
            _checks.metadata(self.metadata)

    def steps(self) -> Generator[Ask | Apply, object, UpdateObjectResult]:
        """Read, change and store, until it is stored."""
        conflicts, refused, written = 0, None, None
        while True:
            found = yield Ask(_ReadObject(self.bucket, self.key, **self._latest))
            there = found if isinstance(found, _Found) else None
            if there is None and not _is_missing(found):
                raise _error(found)
            if written is not None and there is not None and there.body == written:
                # The put that was refused had arrived at its first attempt, whose answer got lost.
                return UpdateObjectResult(True, there.info.etag, there.info.version_id, conflicts - 1)
            if refused is not None and conflicts > self.max_conflicts:
                raise refused
            changed = yield Apply(self.function, None if there is None else there.body)
            if changed is None:
                tag, version = (None, None) if there is None else (there.info.etag, there.info.version_id)
                return UpdateObjectResult(False, tag, version, conflicts)
            if not isinstance(changed, bytes):
                raise TypeError(f"function must return bytes or None, not {type(changed).__name__}")
            stored = yield Ask(self._put(there, changed))
            if isinstance(stored, PutObjectResult):
                return UpdateObjectResult(True, stored.etag, stored.version_id, conflicts)
            refused = _error(stored)
            if not _is_conflict(refused):
                raise refused
            written = changed if refused.attempts > 1 else None
            conflicts += 1

    @property
    def _latest(self) -> Common:
        wished = common(self)
        return {**wished, "consistent": True if self.consistent is None else self.consistent}

    def _put(self, there: _Found | None, body: bytes) -> PutObject:
        put = PutObject(self.bucket, self.key, body, content_type=self.content_type, metadata=self.metadata)
        put = replace(put, **self._latest)
        if there is None:
            return replace(put, if_none_match="*")
        info = there.info
        if info.etag is None:
            raise MalformedResponse("an object without an entity tag cannot be updated safely")
        return replace(
            put,
            if_match=info.etag,
            content_type=put.content_type or info.content_type,
            content_encoding=info.content_encoding,
            content_disposition=info.content_disposition,
            content_language=info.content_language,
            cache_control=info.cache_control,
            storage_class=info.storage_class if info.storage_class != "STANDARD" else None,
            expires=_date(info.expires),
            metadata=info.metadata if put.metadata is None else put.metadata,
        )


def _error(outcome: object) -> TigrisError:
    if isinstance(outcome, TigrisError):
        return outcome
    raise TypeError(f"neither a result nor an error: {type(outcome).__name__}")


def _is_missing(outcome: object) -> bool:
    return isinstance(outcome, NotFound) and outcome.code != "NoSuchBucket"


def _is_conflict(error: TigrisError) -> bool:
    # S3's word for two conditional writes that met.
    met = isinstance(error, Conflict) and error.code == "ConditionalRequestConflict"
    return met or isinstance(error, PreconditionFailed)


def _date(text: str | None) -> datetime | None:
    try:
        return None if text is None else from_http_date(text)
    except MalformedResponse:
        return None
