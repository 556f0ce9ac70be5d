"""How a body that broke is read on: when it is worth it, what is asked for, and which answers are no continuation.

Contract: plain values, generators of steps (`_steps`) and the client's retry policy; time and randomness are functions
of the plan. Bytes handed out stay, and what follows them is of the same object (`If-Match`), from exactly the next byte
on; anything else is an error, never a mixture. Downloads and the bundle engine share what is in here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from tigris_http._core.retry import wait_before_next
from tigris_http._wire.schema import integer
from tigris_http.errors import (
    Attempt,
    ConnectionFailed,
    CorruptBody,
    IncompleteBody,
    NotFound,
    ObjectChanged,
    PreconditionFailed,
    RangeNotSatisfiable,
    TigrisError,
    TimedOut,
)
from tigris_http.operations._steps import (
    Close,
    Open,
    Sleep,
)
from tigris_http.operations.objects._object_info import object_info

if TYPE_CHECKING:
    from collections.abc import Generator

    from tigris_http._core.messages import CallContext
    from tigris_http._wire.http import Head
    from tigris_http.operations.objects._object_info import ObjectInfo
    from tigris_http.operations.objects.reads import GetObject

ErrorT = TypeVar("ErrorT", bound=TigrisError)
Span = tuple[int, int]
"""First and last byte, both included."""
WORTH_ITS_PRICE: Final = 1024 * 1024
"""Bytes gained by reading on that give back what it took of the retry budget: a service that hands out an object a few
bytes at a time must come to the budget's end."""
_WHICH: Final = frozenset(
    {"range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range"}
)
"""Header fields by which a caller may have said of which object which bytes: that was settled by the first answer."""


class Healing:
    """Counts how often something broke, and says how long to wait before it is taken up again."""

    def __init__(self, plan: CallContext) -> None:
        self._plan = plan
        self._since = 0.0
        self._paid = 0
        self.fruitless = 0
        """Breaks in a row without anything gained."""
        self.breaks = 0
        """Breaks in all."""

    def wait(self, error: TigrisError, *, gained: bool, for_ever: bool = False) -> float:
        """Return the seconds to wait; raise `error` where the policy or the budget says that it is enough.

        `gained` says that something arrived since the last break, `for_ever` that the number of attempts does not
        count, since there is another way to fall back on.
        """
        plan, policy = self._plan, self._plan.policy
        now = plan.monotonic()
        if gained or not self.breaks:
            self.fruitless, self._since = 0, now
        self.fruitless += 1
        self.breaks += 1
        if policy.max_attempts == 1:
            raise error
        wait = wait_before_next(
            policy,
            error,
            attempts=min(self.fruitless, policy.max_attempts - 1) if for_ever else self.fruitless,
            elapsed=now - self._since,
            fraction=plan.random(),
            repeatable=True,
        )
        paid = 0 if wait is None else plan.budget.take(error)
        if wait is None or not paid:
            raise error
        self._paid += paid
        watch = plan.watch()
        if watch is not None:
            watch.retry(_broken(error, self.breaks, wait))
        return wait

    def healed(self) -> None:
        """Give back what it cost: it came to a good end."""
        self._plan.budget.give(self._paid)
        self._paid = 0


def _broken(error: TigrisError, number: int, wait: float) -> Attempt:
    """Return what there is to tell of a stream that broke and will be taken up."""
    operation = error.operation or "BundleObjects"
    method = "POST" if operation == "BundleObjects" else "GET"
    return Attempt(operation, error.bucket, error.key, method, number, error=error, wait=wait)


class Download:
    """One open body: how far it was read, and how it goes on from where it broke."""

    __slots__ = ("_broken_at", "_get", "_head", "_healing", "_paid_at", "_plan", "left", "resumed", "size")

    def __init__(self, get: GetObject, head: Head, plan: CallContext) -> None:
        self._get, self._head, self._plan = get, head, plan
        self._healing: Healing | None = None
        self._broken_at = self._paid_at = 0
        self.size = self.left = integer(head.get("content-length") or "0")
        """Bytes of the body, and how many of them are still to come."""
        self.resumed = 0
        """How often it was read on after it had broken."""

    def ended_short(self) -> IncompleteBody:
        """Return the error of a body that ended while bytes are missing."""
        return self._located(IncompleteBody(f"the body ended {self.left} bytes before its declared end"))

    def is_whole(self, error: TigrisError) -> bool:
        """Return whether nothing is missing: what breaks behind the last byte is no concern of a reader."""
        return not self.left and isinstance(error, (ConnectionFailed, TimedOut, IncompleteBody))

    def go_on(self, broke: TigrisError) -> Generator[Any, Any, Any]:
        """Open the rest of the body and return it; raise `broke` where that cannot be, or is not worth it."""
        healing, get, at = self._healing, self._get, self.size - self.left
        info = object_info(self._head, get.bucket, get.key)
        # Without its tag the object cannot be told from another one; a weak tag never matches (RFC 9110, 13.1.1).
        if info.etag is None or info.etag.startswith("W/") or not self.left:
            raise broke
        if healing is None:
            healing = self._healing = Healing(self._plan)
        if at - self._paid_at >= WORTH_ITS_PRICE:
            healing.healed()
        first = 0 if info.content_range is None else info.content_range[0]
        span = (first + at, first + self.size - 1)
        extra = () if get.extra_headers is None else get.extra_headers.items()
        following = replace(
            get,
            range=span,
            if_match=info.etag,
            if_none_match=None,
            if_modified_since=None,
            if_unmodified_since=None,
            extra_headers={name: value for name, value in extra if name.lower() not in _WHICH},
            resume=False,
        )
        error = without_frames(self._located(broke))
        while True:
            yield Sleep(healing.wait(error, gained=at > self._broken_at))
            self._broken_at = self._paid_at = at
            found = yield from rest(following, span, info.size, get.action)
            if not isinstance(found, TigrisError):
                self.resumed += 1
                return found
            error = found

    def ended(self) -> None:
        """Give back to the retry budget what it cost: the body came to its end."""
        if self._healing is not None:
            self._healing.healed()

    def _located(self, error: ErrorT) -> ErrorT:
        get = self._get
        return error.located(get.action, get.bucket, get.key, 1)


def rest(get: GetObject, span: Span, size: int, action: str) -> Generator[Any, Any, Any]:
    """Open the bytes of `span` of the object that `get` names by its tag, and has `size` bytes; return what is open.

    An answer that is not about that is returned as an error: another attempt may be answered better. Raises
    `ObjectChanged` where the object is another one by now, and any other error of the service. `action` is what the
    caller knows as being done.
    """
    opened = yield Open(get)
    if isinstance(opened, (PreconditionFailed, NotFound, RangeNotSatisfiable)):
        raise changed("it was replaced or deleted while it was read", action, get.bucket, get.key) from opened
    if isinstance(opened, TigrisError):
        raise opened.located(get.action, get.bucket, get.key, 1)
    info: ObjectInfo = opened.info
    error = no_object(info, span=span, size=size)
    if error is None and info.etag == get.if_match:
        return opened
    yield Close(opened)
    if error is None:
        raise changed("another one was answered", action, get.bucket, get.key)
    return error


def changed(why: str, action: str, bucket: str, key: str) -> ObjectChanged:
    """Return the error of an object that is not any more what it was."""
    return ObjectChanged(f"the object cannot be read on: {why}").located(action, bucket, key, 1)


def no_object(info: ObjectInfo, *, span: Span | None = None, size: int | None = None) -> CorruptBody | None:
    """Return an error where a success is not about an object, or does not hold the range that was asked for.

    Whoever puts a page of their own under status 200 knows no entity tag; and "a server MAY ignore the Range header
    field" (RFC 9110 section 14.2), whose answer then begins at the front.
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
    """Return the error without the frames it came through: it is kept, and they hold the caller's memory."""
    left: list[BaseException | None] = [error]
    seen: list[BaseException] = []  # errors may be each other's context, in a circle
    while left:
        met = left.pop()
        if met is not None and met not in seen:
            seen.append(met)
            met.__traceback__ = None
            left += [met.__cause__, met.__context__]
    return error
