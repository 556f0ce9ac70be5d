"""Objects of a bundle read by single GETs.

That is where streams broke again and again, few are left, at a snapshot, and where an endpoint has no bundles.

Contract: generators of steps, run many at a time, each on its own. What a bundle would leave out is an answer, every
other error is raised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from tigris_http._bundle.large_members import FromGet, Large, get
from tigris_http._bundle.progress import Missing
from tigris_http._download.resume import Healing, no_object
from tigris_http.errors import AccessDenied, MalformedResponse, NotFound, RangeNotSatisfiable, ServiceError, TigrisError
from tigris_http.operations._base import common
from tigris_http.operations._steps import (
    Ask,
    Close,
    Open,
    Receive,
    Sleep,
)
from tigris_http.operations.objects.reads import HeadObject

if TYPE_CHECKING:
    from collections.abc import Generator

    from tigris_http._bundle.progress import Answer
    from tigris_http._core.messages import CallContext
    from tigris_http.operations.bundles.bundles import BundleObjects
    from tigris_http.operations.objects._object_info import ObjectInfo

_NO_BUNDLES: Final = (405, 412, 501)
_NO_BUNDLE_CODES: Final = (
    "MalformedPOSTRequest",
    "MethodNotAllowed",
    "NotImplemented",
    "RequestIsNotMultiPartContent",
)
_LEFT_OUT: Final = ("AccessDenied", "InvalidObjectState", "NoSuchKey")
"""Error codes of a single object that a bundle leaves out."""


class SingleGets:
    """Reads single objects."""

    def __init__(self, wish: BundleObjects[Any], plan: CallContext, buffer_size: int) -> None:
        self._wish, self._plan, self._buffer_size = wish, plan, buffer_size

    def fetch(self, key: str) -> Generator[Any, Any, Answer]:
        """Read one object; what is larger than the buffer is left open."""
        healing = Healing(self._plan)
        while True:
            body = yield from self._opened(key, healing)
            if isinstance(body, Missing):
                return body
            size = body.info.content_length
            if size > self._buffer_size:
                return Large(key, size, FromGet(body), healing, body.info.etag)
            memory, filled = memoryview(bytearray(size)), 0
            outcome: int | TigrisError = 0
            while filled < size:
                outcome = yield Receive(body, memory[filled:])
                if isinstance(outcome, TigrisError):
                    break
                filled += outcome
            yield Close(body)
            if not isinstance(outcome, TigrisError):
                healing.healed()
                return memory.toreadonly()
            # Nothing of it was handed out: it is read anew, whichever object it is by then.
            yield Sleep(healing.wait(outcome, gained=False))

    def reason(self, key: str) -> Generator[Any, Any, Missing]:
        """Ask why an object is not there; raise where it is."""
        body = yield from self._opened(key, Healing(self._plan), span=(0, 0))
        if isinstance(body, Missing):
            return body
        if body is not None:
            yield Close(body)
        error = MalformedResponse("the object is there, but a bundle passed it over")
        raise error.located("BundleObjects", self._wish.bucket, key, 1)

    def _opened(self, key: str, healing: Healing, span: tuple[int, int] | None = None) -> Generator[Any, Any, Any]:
        """Open an object: its body, or that it is gone; None for one that has not the bytes of `span`."""
        while True:
            body = yield Open(get(self._wish, key, span=span))
            if isinstance(body, RangeNotSatisfiable) and span is not None:
                return None
            if isinstance(body, TigrisError):
                answer = gone(body)
                if answer is None:
                    raise body.located("GetObject", self._wish.bucket, key, 1)
                return answer
            other = no_object(body.info)
            if other is None:
                return body
            yield Close(body)
            yield Sleep(healing.wait(other, gained=False))

    def look(self, key: str) -> Generator[Any, Any, ObjectInfo | TigrisError | None]:
        """Ask whether an object is there; None where a bundle would leave it out."""
        wish = self._wish
        found = yield Ask(HeadObject(wish.bucket, key, snapshot_version=wish.snapshot_version, **common(wish)))
        if isinstance(found, (AccessDenied, NotFound)):
            return None
        info = cast("ObjectInfo | TigrisError", found)
        if isinstance(info, TigrisError) or info.storage_class == "STANDARD":
            return info
        # An archived object is there, and cannot be read.
        try:
            body = yield from self._opened(key, Healing(self._plan), span=(0, 0))
        except TigrisError as error:
            return error
        if body is not None and not isinstance(body, Missing):
            yield Close(body)
        return None if isinstance(body, Missing) else info


def gone(error: TigrisError) -> Missing | None:
    """Return the answer that a refused GET is where a bundle would leave the key out, or None."""
    if isinstance(error, ServiceError) and error.code in _LEFT_OUT:
        return Missing(error.code, error.status)
    return None


def shows_no_bundles(error: TigrisError) -> bool:
    """Return whether an answer shows that the endpoint has no bundles: it does not know the request.

    S3 and its like take `POST /{bucket}` for the form of a browser, if for anything. They answer 405 (MiniStack,
    SeaweedFS, MinIO), 501, 412 (AWS: a bundle has no precondition) or 400 with a code about forms (rclone). An error
    of the request, a missing bucket and a denied access are none of these.
    """
    if not isinstance(error, ServiceError) or isinstance(error, (AccessDenied, NotFound)):
        return False
    return error.status in _NO_BUNDLES or error.code in _NO_BUNDLE_CODES
