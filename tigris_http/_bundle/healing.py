"""What is left of a batch, and when it is worth going on: the decisions of the bundle engine that need no stream.

Contract: plain values. How long to wait and when to give up is decided in `tigris_http._download.resume`, which downloads share.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tigris_http._bundle.progress import Gone, Repeats
from tigris_http._wire.timestamps import from_http_date
from tigris_http.errors import AccessDenied, MalformedResponse, NotFound, ServiceError, TigrisError
from tigris_http.operations._base import common
from tigris_http.operations.objects.objects import GetObject

if TYPE_CHECKING:
    from datetime import datetime

    from tigris_http._bundle.results import BundleSkipped
    from tigris_http._core.retry import RetryPolicy
    from tigris_http._download.resume import Healing
    from tigris_http._wire.http import Head
    from tigris_http.operations.bundles._bundle_keys import Batch
    from tigris_http.operations.bundles.bundles import BundleObjects
    from tigris_http.operations.objects._object_info import ObjectInfo

FRUITLESS: Final = 2
"""Streams in a row that broke without a single member, after which a batch is read by single GETs."""
_SETTLED: Final = timedelta(seconds=2)
"""How long before a bundle's answer an object must have been written last to be surely what the bundle streamed: HTTP
dates have whole seconds, and two machines of a service do not agree to the last one."""
_NO_BUNDLES: Final = (405, 412, 501)
_NO_BUNDLE_CODES: Final = (
    "MalformedPOSTRequest",
    "MethodNotAllowed",
    "NotImplemented",
    "RequestIsNotMultiPartContent",
)
_LEFT_OUT: Final = ("AccessDenied", "InvalidObjectState", "NoSuchKey")
"""Error codes of a single object that a bundle leaves out."""


class Progress:
    """How far a batch got."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.next = 0
        """The number of the first key that has no answer yet."""
        self.repeats = None if batch.places is None else Repeats(batch.places)
        self.kept: dict[int, memoryview] = {}
        """Members that came before their turn, by the numbers of their keys."""
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


def in_vain(healing: Healing, policy: RetryPolicy) -> bool:
    """Return whether bundles broke often enough."""
    return healing.fruitless >= FRUITLESS or healing.breaks >= policy.max_attempts


def shows_no_bundles(error: TigrisError) -> bool:
    """Return whether an answer shows that the endpoint has no bundles: it does not know the request.

    S3 and its like take `POST /{bucket}` for the form of a browser, if for anything. They answer 405 (MiniStack,
    SeaweedFS, MinIO), 501, 412 (AWS: a bundle has no precondition) or 400 with a code about forms (rclone). An error
    of the request, a missing bucket and a denied access are none of these.
    """
    if not isinstance(error, ServiceError) or isinstance(error, (AccessDenied, NotFound)):
        return False
    return error.status in _NO_BUNDLES or error.code in _NO_BUNDLE_CODES


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
        **common(wish),
        resume=False,
    )


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
