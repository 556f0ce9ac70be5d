"""What is left of a batch, and when it is worth going on: the decisions of the bundle engine that need no stream.

Contract: plain values and the client's retry policy; randomness and time are functions of the plan. A wait is a
number of seconds, an end is the error itself, raised.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tigris_http._attempt import Attempt
from tigris_http._bundle.order import Gone, Repeats
from tigris_http._retry import wait_before_next
from tigris_http._timestamps import from_http_date
from tigris_http.errors import CorruptBody, MalformedResponse, ServiceError, TigrisError
from tigris_http.operations.objects import GetObject

if TYPE_CHECKING:
    from datetime import datetime

    from tigris_http._bundle.keys import Batch
    from tigris_http._bundle.results import BundleSkipped
    from tigris_http._http import Head
    from tigris_http._object_info import ObjectInfo
    from tigris_http._plan import Plan
    from tigris_http.operations.bundles import BundleObjects

FRUITLESS: Final = 2
"""Streams in a row that broke without a single member, after which a batch is read by single GETs."""
_SETTLED: Final = timedelta(seconds=2)
"""How long before a bundle's answer an object must have been written last to be surely what the bundle streamed: HTTP
dates have whole seconds, and two machines of a service do not agree to the last one."""
_LEFT_OUT: Final = ("AccessDenied", "InvalidObjectState", "NoSuchKey")
"""Error codes of a single object that a bundle leaves out."""


class Progress:
    """How far a batch got."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.next = 0
        """The number of the first key that has no answer yet."""
        self.repeats = None if batch.places is None else Repeats(batch.places)
        self.unexplained: dict[int, list[BundleSkipped[object]]] = {}
        """What was handed out as skipped and waits for its reason."""

    def asked(self) -> tuple[list[int], int]:
        """Return the numbers of the keys to ask for next, and how many of them want an answer: the rest a reason."""
        unanswered = range(self.next, len(self.batch.keys))
        return [*unanswered, *self.unexplained], len(unanswered)

    def explain(self, number: int, reason: str | None) -> None:
        """Fill in the reason of what was skipped."""
        for skipped in self.unexplained.pop(number, ()):
            skipped.explain(reason)


class Healing:
    """Counts how often something broke, and says how long to wait before it is taken up again."""

    def __init__(self, plan: Plan) -> None:
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

    @property
    def in_vain(self) -> bool:
        """Whether bundles broke often enough."""
        return self.fruitless >= FRUITLESS or self.breaks >= self._plan.policy.max_attempts


def _broken(error: TigrisError, number: int, wait: float) -> Attempt:
    """Return what there is to tell of a stream that broke and will be taken up."""
    operation = error.operation or "BundleObjects"
    method = "POST" if operation == "BundleObjects" else "GET"
    return Attempt(operation, error.bucket, error.key, method, number, error=error, wait=wait)


def get(
    wish: BundleObjects[object], key: str, *, span: tuple[int, int | None] | None = None, if_match: str | None = None
) -> GetObject:
    """Return the single GET for a key of a bundle."""
    return GetObject(
        wish.bucket,
        key,
        range=span,
        if_match=if_match,
        snapshot_version=wish.snapshot_version,
        extra_headers=wish.extra_headers,
        timeout=wish.timeout,
    )


def no_object(
    info: ObjectInfo, wish: BundleObjects[object], *, span: tuple[int, int] | None = None
) -> CorruptBody | None:
    """Return an error where a success is not about an object, or does not hold the range that was asked for.

    Whoever puts a page of their own under status 200 knows no entity tag; and "a server MAY ignore the Range header
    field" (RFC 9110 section 14.2), whose answer then begins at the front.
    """
    if info.etag is None:
        error = CorruptBody("a success without an entity tag is no object")
    elif span is not None and info.content_range != span:
        error = CorruptBody(f"bytes {span[0]} to {span[1]} were asked for, but {info.content_range} were answered")
    else:
        return None
    error.located("GetObject", wish.bucket, info.key, 1)
    return error


def gone(error: TigrisError) -> Gone | None:
    """Return the answer that a refused GET is where a bundle would leave the key out, or None."""
    if isinstance(error, ServiceError) and error.code in _LEFT_OUT:
        return Gone(error.code, error.status)
    return None


def answered_at(head: Head) -> datetime | None:
    """Return when the service began to answer, by its own clock."""
    try:
        return from_http_date(head.get("date") or "")
    except MalformedResponse:
        return None


def was_settled(info: ObjectInfo, answered: datetime | None) -> bool:
    """Return whether the object was surely not written since the service began to answer at that time."""
    return answered is not None and info.last_modified is not None and info.last_modified <= answered - _SETTLED
