"""Ask whether an object is there, and wait for it."""

from __future__ import annotations

import time
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING

from tigris_http._wire import arguments
from tigris_http.errors import NotFound, TigrisError, TimedOut
from tigris_http.operations._base import Action, common
from tigris_http.operations._steps import ask, result_of, sleep
from tigris_http.operations.objects._object_info import ObjectInfo
from tigris_http.operations.objects.reads import HeadObject
from tigris_http.transfers._work.base import Transfer, Work

if TYPE_CHECKING:
    from tigris_http._core.steps import Steps


@dataclass(frozen=True, slots=True)
class Exists(Transfer[bool], Action):
    """Return whether there is an object under the key. False also if there is no such bucket.

    Raises `AccessDenied` if the key may not read it: the service does not tell then.
    """

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    _: KW_ONLY
    version_id: str | None = None
    """Look for this version. None: the current one. Excludes `snapshot_version`."""
    snapshot_version: str | None = None
    """Version of a snapshot, a str of digits: look at the bucket as it was then. Excludes `version_id`."""

    def work(self, *, is_async: bool, connections: int) -> Work[bool]:
        """Check the arguments and return the work. Sends nothing."""
        head = HeadObject(
            self.bucket,
            self.key,
            version_id=self.version_id,
            snapshot_version=self.snapshot_version,
            **common(self),
        )
        head.request()
        return _Look(head)


class _Look(Work[bool]):
    def __init__(self, head: HeadObject) -> None:
        self._head = head

    def steps(self) -> Steps[bool]:
        outcome = yield from ask(self._head)
        if isinstance(outcome, NotFound):
            return False
        result_of(outcome)
        return True


@dataclass(frozen=True, slots=True)
class WaitUntilExists(Transfer[ObjectInfo], Action):
    """Wait until there is an object under the key, and return its properties. Raises `TimedOut` if none comes.

    One HEAD looks at once, and one after each interval. An object that was there before ends the wait too.
    """

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    _: KW_ONLY
    within: float = 60.0
    """Seconds to wait in all."""
    interval: float = 1.0
    """Seconds from one look to the next."""

    def work(self, *, is_async: bool, connections: int) -> Work[ObjectInfo]:
        """Check the arguments and return the work. Sends nothing."""
        arguments.seconds("within", self.within, zero=True, or_none=False)
        arguments.seconds("interval", self.interval, or_none=False)
        head = HeadObject(self.bucket, self.key, **common(self))
        head.request()
        return _Wait(self, head)


class _Wait(Work[ObjectInfo]):
    def __init__(self, action: WaitUntilExists, head: HeadObject) -> None:
        self._action, self._head = action, head

    def steps(self) -> Steps[ObjectInfo]:
        action = self._action
        ends = time.monotonic() + action.within
        while True:
            outcome = yield from ask(self._head)
            if not isinstance(outcome, NotFound):
                return result_of(outcome)
            left = ends - time.monotonic()
            if left <= 0:
                raise TimedOut(
                    f"the object has not appeared within {action.within:g} seconds: check the key, or wait longer",
                    sent=True,
                ) from outcome
            yield from sleep(min(action.interval, left))

    def failed(self, error: TigrisError) -> None:
        error.located(self._action.action, self._action.bucket, self._action.key, 0)
