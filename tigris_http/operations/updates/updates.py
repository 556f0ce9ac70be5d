"""An object changed by a function of its contents, without losing or doubling a change.

Reference: https://www.tigrisdata.com/docs/objects/conditionals/.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import TypeAlias

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.http import Headers
from tigris_http._wire.lost_responses import is_lost_response
from tigris_http.errors import (
    Conflict,
    MalformedResponse,
    NotFound,
    OutcomeUnknown,
    PreconditionFailed,
    ServiceError,
    TigrisError,
)
from tigris_http.operations._base import (
    Common,
    Doubt,
    Settled,
    common,
)
from tigris_http.operations._steps import ActionSteps, SteppedAction, apply, ask, draw, sleep
from tigris_http.operations.access.tagging import GetObjectTagging, ObjectTagging
from tigris_http.operations.objects._object_headers import condition_headers, metadata_headers
from tigris_http.operations.objects._object_info import MARK
from tigris_http.operations.objects.objects import PutObjectResult
from tigris_http.operations.updates import _kept, _marks
from tigris_http.operations.updates._marks import State
from tigris_http.operations.updates._requests import Found, ReadObject, Store

BlockingChange: TypeAlias = "Callable[[bytes | None], bytes | None]"
Change: TypeAlias = Callable[[bytes | None], "bytes | Awaitable[bytes | None] | None"]
"""From an object's bytes (None if there is no object) to the new bytes (None to leave it unchanged)."""


@dataclass(frozen=True, slots=True)
class UpdateObjectResult:
    """Outcome of an update."""

    changed: bool
    """True if the update wrote the object."""
    etag: str | None
    """Present entity tag, without quotes; None without an object. After a lost response it may be a later writer's."""
    version_id: str | None
    """Present version, on snapshot buckets."""
    conflicts: int
    """How many times another writer was faster, and the object was read and changed again."""


@dataclass(frozen=True, slots=True)
class UpdateObject(SteppedAction[UpdateObjectResult]):
    """Change an object by a function of its contents; store each change once.

    The client reads the object, calls `function`, and stores the result over that state only. If another writer was
    faster, it begins again.

        client.update_object("bucket", "counter", lambda old: b"%d" % (int(old or 0) + 1))

    After a lost response the object tells whether the update was stored, even if later ones followed: each leaves a
    mark in the metadata (`x-amz-meta-tigris-http-updates`, not shown in `ObjectInfo.metadata`) that names the last 48.

    Raises `OutcomeUnknown` if the object does not tell: another writer replaced it without the mark or deleted it, more
    updates followed, or it cannot be read. On snapshot buckets the client looks through its versions first. `function`
    is not applied again then. Any other error means that nothing was stored.

    Raises `MalformedResponse`, before it calls `function`, if the object has more than 64 MiB or a property that cannot
    be written back.

    Only updates are safe from each other. A plain put replaces the object it finds. A conditional put that puts old
    bytes back within their second may hide an update. An update to bytes that the object had in the same second waits
    for the next one.

    The object keeps its content headers and metadata byte for byte (unless given), storage class, tags, encryption,
    locks, kind of checksum, and an ACL of its own if the service shows it (`x-amz-acl`). Tags that change during the
    update may be lost.

    Conditions see the latest state everywhere in buckets of one region or multi-region, and within a region only in
    global and dual-region buckets.
    """

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    function: Change
    """Gets the bytes, None if there is no object. Returns the new bytes, or None to leave the object unchanged. May be
    called several times. An error it raises ends the update with nothing written. For the async client it may be a
    coroutine function."""
    _: KW_ONLY
    content_type: str | None = None
    """New `Content-Type`. None: the object's own."""
    metadata: Mapping[str, str] | None = None
    """New user metadata, in place of the object's: names to printable ASCII, at most 2,048 bytes in all. None: the
    object's own."""
    max_conflicts: int = 20
    """How many times another writer may be faster before the update ends with `PreconditionFailed`."""

    def __post_init__(self) -> None:
        check_bucket_name(self.bucket)
        check_key(self.key)
        if not callable(self.function):
            raise TypeError(f"function must be callable, not {type(self.function).__name__}")
        arguments.count("max_conflicts", self.max_conflicts)
        if any(name == MARK for name, _ in self._given):
            raise ValueError("metadata must not have 'tigris-http-updates', which is written here")

    @property
    def _given(self) -> Headers:
        headers: Headers = () if self.metadata is None else metadata_headers(self.metadata)
        if self.content_type is not None:
            headers += (("content-type", arguments.content_text("content_type", self.content_type)),)
        return headers

    def steps(self) -> ActionSteps[UpdateObjectResult]:
        conflicts, refused, dated, nonce = 0, None, True, ""
        base: State | None = None
        while True:
            found = yield from ask(ReadObject(self.bucket, self.key, **self._latest))
            there = found if isinstance(found, Found) else None
            if there is None and not _is_missing(found):
                raise _error(found)
            before, base = base, None if there is None else there.state
            if refused is not None:
                if nonce and base is not None and base.comes_from(nonce):
                    # A proxy may have sent the write twice, and returned the second answer.
                    return UpdateObjectResult(True, base.etag, base.version_id, conflicts - 1)
                if conflicts > self.max_conflicts:
                    raise refused
                # Refused although nothing changed: this service compares dates differently.
                dated = dated and not (before is not None and base is not None and _marks.is_same(base, before))
            tags: Headers = ()
            if there is not None and there.is_tagged:
                told = yield from ask(
                    GetObjectTagging(self.bucket, self.key, version_id=there.state.version_id, **self._latest)
                )
                if not isinstance(told, ObjectTagging):
                    refused, conflicts = _error(told), conflicts + 1
                    if not _is_missing(told):
                        raise refused
                    continue
                tags = _kept.tagging(told.tags)
            changed = yield from apply(self.function, None if there is None else there.body)
            if changed is None:
                tag, version = (None, None) if base is None else (base.etag, base.version_id)
                return UpdateObjectResult(False, tag, version, conflicts)
            if not isinstance(changed, bytes):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise TypeError(f"function must return bytes or None, not {type(changed).__name__}")
            if not nonce:
                nonce = _marks.nonce_of((yield from draw(_marks.NONCE_SIZE)))
            wait = _marks.pause(changed, base, b"" if there is None else there.body)
            if wait:
                yield from sleep(wait)
            put = self._put(there, changed, nonce, tags, dated=dated)
            stored = yield from ask(put)
            if dated and _is_not_implemented(stored):
                dated = False
                put = self._put(there, changed, nonce, tags, dated=dated)
                stored = yield from ask(put)
            if isinstance(stored, PutObjectResult):
                return UpdateObjectResult(True, stored.etag, stored.version_id, conflicts)
            refused = _error(stored)
            if isinstance(refused, OutcomeUnknown):
                raise refused  # settled already
            if _may_have_arrived(refused):
                done = yield from _carried_out(put, refused)
                if done is not None:
                    return UpdateObjectResult(True, done.etag or None, done.version_id, conflicts)
            if not _is_conflict(refused):
                raise refused
            conflicts += 1

    @property
    def _latest(self) -> Common:
        given = common(self)
        return {**given, "consistent": True if self.consistent is None else self.consistent}

    def _put(self, there: Found | None, body: bytes, nonce: str, tags: Headers, *, dated: bool) -> Store:
        given, base = self._given, None if there is None else there.state
        kept = () if there is None else there.kept
        if self.metadata is not None:
            kept = tuple(field for field in kept if not field[0].startswith(_kept.META))
        size = _kept.size_of_metadata(given) + _kept.size_of_metadata(kept)
        mark = _marks.mark(nonce, body, base, b"" if there is None else there.body, size)
        if base is None:
            conditions = condition_headers(None, "*", None, None)
        else:
            conditions = condition_headers(base.etag, None, None, _marks.not_after(base) if dated else None)
        return Store(
            self.bucket,
            self.key,
            body,
            base,
            nonce,
            mark is not None,
            (*given, *conditions, *(() if mark is None else ((MARK, mark),))),
            kept + tags,
            None if there is None else there.checksum,
            **self._latest,
        )


def _carried_out(put: Store, error: TigrisError) -> ActionSteps[PutObjectResult | None]:
    """Return the result of a put that failed but was carried out; None if it never will be."""
    question, answer = put.settle(Doubt()), None
    while True:
        try:
            operation = question.send(answer)
        except StopIteration as end:
            settled: Settled[PutObjectResult] | None = end.value
            if settled is None:
                raise put.unknown("it was not carried out yet, but may still be") from error
            return settled.result
        except OutcomeUnknown as unknown:
            raise unknown from error
        except PreconditionFailed:
            return None
        answer = yield from ask(operation)
        if isinstance(answer, NotFound):
            answer = None
        elif isinstance(answer, TigrisError):
            raise put.unknown(f"the object could not be read: {answer.message}") from error


def _error(outcome: object) -> TigrisError:
    if isinstance(outcome, TigrisError):
        return outcome
    raise TypeError(f"neither a result nor an error: {type(outcome).__name__}")


def _is_missing(outcome: object) -> bool:
    return isinstance(outcome, NotFound) and outcome.code != "NoSuchBucket"


def _is_conflict(error: TigrisError) -> bool:
    # S3's code for two conditional writes that met, and its answer to `If-Match` without an object.
    met = isinstance(error, Conflict) and error.code == "ConditionalRequestConflict"
    return met or isinstance(error, PreconditionFailed) or _is_missing(error)


def _is_not_implemented(outcome: object) -> bool:
    if not isinstance(outcome, ServiceError) or _may_have_arrived(outcome):
        return False
    return outcome.status == 501 or outcome.code == "NotImplemented"


def _may_have_arrived(error: TigrisError) -> bool:
    return any(map(_was_lost, (error, *(attempt.error for attempt in error.earlier))))


def _was_lost(error: TigrisError | None) -> bool:
    if error is None:
        return False
    # A success in another form, or with an error in it, may have been a success all the same.
    unclear = isinstance(error, MalformedResponse) or (isinstance(error, ServiceError) and error.status < 300)
    return unclear or is_lost_response(error)
