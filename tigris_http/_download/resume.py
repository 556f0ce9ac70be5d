"""How a body resumes after a break: when, with which request, and which answers continue it.

Contract: plain values, generators of steps, and the client's retry policy. Time and randomness are functions of the
context. Bytes handed out stay. The next ones are of the same object (`If-Match`), from exactly the next byte on.
Anything else is an error.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Generic, TypeAlias, TypeVar

from tigris_http._core.retry import wait_before_next
from tigris_http._core.steps import close, open_
from tigris_http._wire.schema import is_strong
from tigris_http.errors import (
    Attempt,
    CorruptBody,
    NotFound,
    ObjectChanged,
    PreconditionFailed,
    RangeNotSatisfiable,
    TigrisError,
)
from tigris_http.operations._base import StreamOperation, common
from tigris_http.operations._steps import sleep
from tigris_http.operations.objects._object_info import object_info
from tigris_http.operations.objects.reads import GetObject

if TYPE_CHECKING:
    from tigris_http._core.messages import CallContext
    from tigris_http._core.steps import Steps
    from tigris_http._wire.http import AsyncByteSource, ByteSource, Head, Request
    from tigris_http.operations.objects._object_body import AsyncObjectBody, ObjectBody
    from tigris_http.operations.objects._object_info import ObjectInfo

SourceT = TypeVar("SourceT")
OpenBody: TypeAlias = "ObjectBody | AsyncObjectBody"
"""An open object of either client."""
OpenRest: TypeAlias = "Rest[ByteSource] | Rest[AsyncByteSource]"
OutcomeT = TypeVar("OutcomeT", bound="OpenBody | OpenRest | TigrisError")
Span = tuple[int, int]
"""First and last byte, both included."""
WORTH_ITS_PRICE: Final = 1024 * 1024
"""Bytes gained by resuming that return its cost to the retry budget. A service that sends an object a few bytes at a
time must exhaust the budget."""
_WHICH: Final = frozenset(
    {"range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range"}
)
"""Header fields that choose an object or its bytes. The first answer has settled them."""


class Healing:
    """Counts breaks, and decides about the wait before the next attempt."""

    def __init__(self, context: CallContext) -> None:
        self._context = context
        self._since = 0.0
        self._paid = 0
        self.fruitless = 0
        """Breaks in a row without a gain."""
        self.breaks = 0
        """Breaks in all."""

    def wait(self, error: TigrisError, *, gained: bool, count_attempts: bool = True) -> float:
        """Return the seconds to wait; raise `error` if the policy or the budget allows no other attempt.

        `gained`: something arrived since the last break. With `count_attempts=False` the number of attempts has no
        limit: the caller can fall back on another way.
        """
        context, policy = self._context, self._context.policy
        now = context.monotonic()
        if gained or not self.breaks:
            self.fruitless, self._since = 0, now
        self.fruitless += 1
        self.breaks += 1
        if policy.max_attempts == 1:
            raise error
        wait = wait_before_next(
            policy,
            error,
            attempts=self.fruitless if count_attempts else min(self.fruitless, policy.max_attempts - 1),
            elapsed=now - self._since,
            fraction=context.random(),
            repeatable=True,
        )
        paid = 0 if wait is None else context.budget.take(error)
        if wait is None or not paid:
            raise error
        self._paid += paid
        watch = context.watch()
        if watch is not None:
            watch.retry(_broken(error, self.breaks, wait))
        return wait

    def healed(self) -> None:
        """Return the cost to the retry budget, after a good end."""
        self._context.budget.give(self._paid)
        self._paid = 0


def _broken(error: TigrisError, number: int, wait: float) -> Attempt:
    """Return the report of a stream that broke and resumes."""
    operation = error.operation or "BundleObjects"
    method = "POST" if operation == "BundleObjects" else "GET"
    return Attempt(operation, error.bucket, error.key, method, number, error=error, wait=wait)


class Rest(Generic[SourceT]):
    def __init__(self, info: ObjectInfo, source: SourceT) -> None:
        self.info, self.source = info, source

    def close(self: Rest[ByteSource]) -> None:
        self.source.close()

    async def aclose(self: Rest[AsyncByteSource]) -> None:
        await self.source.aclose()


@dataclass(frozen=True, slots=True)
class GetRest(StreamOperation[Rest["ByteSource"], Rest["AsyncByteSource"]]):
    """A GET that continues another one. Its body stays a plain source.

    It has no `bucket`: the view of the first GET was applied, and none applies again.
    """

    SUCCESS = GetObject.SUCCESS

    get: GetObject

    @property
    def action(self) -> str:
        return self.get.action

    def request(self) -> Request:
        return self.get.request()

    def check_heard(self, head: Head, result: object) -> None:
        """Raise if a header of Tigris was ignored."""
        self.get.check_heard(head, result)

    def open(self, head: Head, source: ByteSource) -> Rest[ByteSource]:
        return Rest(object_info(head, self.get.bucket, self.get.key), source)

    def open_async(self, head: Head, source: AsyncByteSource) -> Rest[AsyncByteSource]:
        return Rest(object_info(head, self.get.bucket, self.get.key), source)


class Download:
    # Defaults of the class: most bodies never break.
    _healing: Healing | None = None
    _broken_at = _paid_at = 0
    resumed: int = 0
    """How many times the body was resumed."""

    def __init__(self, get: GetObject, info: ObjectInfo, context: CallContext) -> None:
        self._get, self._info, self._context = get, info, context

    def rest(self, broke: TigrisError, left: int) -> Steps[OpenRest]:
        """Open the last `left` bytes of the body; raise `broke` if that is impossible or not worth it."""
        healing, get, info = self._healing, self._get, self._info
        at = info.content_length - left
        broke.located(get.action, get.bucket, get.key, 1)
        # The entity tag tells the object from another one.
        if info.content_length < 0 or not is_strong(info.etag):
            raise broke
        if healing is None:
            healing = self._healing = Healing(self._context)
        if at - self._paid_at >= WORTH_ITS_PRICE:
            healing.healed()
        first = 0 if info.content_range is None else info.content_range[0]
        span = (first + at, first + info.content_length - 1)
        extra = () if get.extra_headers is None else get.extra_headers.items()
        following = replace(
            get,
            range=span,
            part_number=None,
            if_match=info.etag,
            if_none_match=None,
            if_modified_since=None,
            if_unmodified_since=None,
            extra_headers={name: value for name, value in extra if name.lower() not in _WHICH},
            resume=False,
        )
        error = without_frames(broke)
        while True:
            yield from sleep(healing.wait(error, gained=at > self._broken_at))
            self._broken_at = self._paid_at = at
            opening = open_(GetRest(following, **common(following)))
            found = yield from rest(opening, following, span, info.size, get.action)
            if not isinstance(found, TigrisError):
                self.resumed += 1
                return found
            error = found

    def ended(self) -> None:
        """Return the cost of resuming to the retry budget: the body came to its end."""
        if self._healing is not None:
            self._healing.healed()


def rest(opening: Steps[OutcomeT], get: GetObject, span: Span, size: int, action: str) -> Steps[OutcomeT | CorruptBody]:
    """Open `span` of an object of `size` bytes by `opening`, which sends `get`; return the open answer.

    An answer about anything else is returned as an error: another attempt may do better. Raises `ObjectChanged` if the
    object was replaced or deleted, and any other error of the service. `action` is the caller's.
    """
    outcome = yield from opening
    opened: OpenBody | OpenRest | TigrisError = outcome
    if isinstance(opened, (PreconditionFailed, NotFound, RangeNotSatisfiable)):
        raise changed("it was replaced or deleted while it was read", action, get.bucket, get.key) from opened
    if isinstance(opened, TigrisError):
        raise opened.located(get.action, get.bucket, get.key, 1)
    error, etag = no_object(opened.info, span=span, size=size), opened.info.etag
    if error is None and etag == get.if_match:
        return outcome
    yield from close(opened)
    # A server that ignores `If-Match` answers another object, of any size.
    if error is None or (etag is not None and etag != get.if_match):
        raise changed("another one was answered", action, get.bucket, get.key)
    return error


def changed(why: str, action: str, bucket: str, key: str) -> ObjectChanged:
    return ObjectChanged(f"the object cannot be read on: {why}").located(action, bucket, key, 1)


def no_object(info: ObjectInfo, *, span: Span | None = None, size: int | None = None) -> CorruptBody | None:
    """Return an error if a success is not an object, or not the requested range of it.

    The page of a proxy with status 200 has no entity tag. And "a server MAY ignore the Range header field" (RFC 9110
    section 14.2): its answer then begins at the front.
    """
    if info.etag is None:
        error = CorruptBody("a success without an entity tag is no object")
    elif span is not None and info.content_range != span:
        error = CorruptBody(f"bytes {span[0]} to {span[1]} were asked for, but {info.content_range} were answered")
    elif size is not None and info.size != size:
        error = CorruptBody(f"an object of {size} bytes was asked for, but one of {info.size} was answered")
    else:
        return None
    return error.located("GetObject", info.bucket, info.key, 1)


def without_frames(error: TigrisError) -> TigrisError:
    """Return the error without its frames, which would keep the caller's memory."""
    left: list[BaseException | None] = [error]
    seen: list[BaseException] = []  # errors may be each other's context, in a circle
    while left:
        met = left.pop()
        if met is not None and met not in seen:
            seen.append(met)
            met.__traceback__ = None
            left += [met.__cause__, met.__context__]
    return error
