"""Objects of a bundle read by single GETs: after repeated breaks, if few are left, at a snapshot, without bundles.

Contract: generators of steps, of which many run in the background. A key that a bundle would leave out is an answer.
Any other error is raised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tigris_http._bundle.large_members import FromGet, Large, get
from tigris_http._bundle.progress import Missing
from tigris_http._core.steps import close, open_, receive
from tigris_http._download.resume import Healing
from tigris_http.errors import AccessDenied, MalformedResponse, NotFound, RangeNotSatisfiable, ServiceError, TigrisError
from tigris_http.operations._base import common
from tigris_http.operations._steps import ask, sleep
from tigris_http.operations.objects.reads import HeadObject

if TYPE_CHECKING:
    from tigris_http._bundle.progress import Answer
    from tigris_http._core.messages import CallContext
    from tigris_http._core.steps import Steps
    from tigris_http._download.resume import OpenBody
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
"""Error codes of objects that a bundle leaves out."""


class SingleGets:
    def __init__(self, options: BundleObjects[object], context: CallContext, buffer_size: int) -> None:
        self._options, self._context, self._buffer_size = options, context, buffer_size

    def fetch(self, key: str) -> Steps[Answer]:
        """Read one object. If it is larger than the buffer, leave it open."""
        healing = Healing(self._context)
        while True:
            body = yield from self._open(key)
            if isinstance(body, Missing):
                return body
            size = body.info.content_length
            if size < 0:
                yield from close(body)
                error = MalformedResponse("an object without Content-Length")
                raise error.located("GetObject", self._options.bucket, key, 1)
            if size > self._buffer_size:
                return Large(key, size, FromGet(body), healing, body.info.etag)
            memory, filled = memoryview(bytearray(size)), 0
            outcome: int | TigrisError = 0
            while filled < size:
                outcome = yield from receive(body, memory[filled:])
                if isinstance(outcome, TigrisError):
                    break
                filled += outcome
            yield from close(body)
            if not isinstance(outcome, TigrisError):
                healing.healed()
                return memory.toreadonly()
            # Nothing of it was handed out, so read it from the start, even if it was replaced.
            yield from sleep(healing.wait(outcome, gained=False))

    def reason(self, key: str) -> Steps[Missing]:
        """Ask why an object is missing; raise if it exists."""
        body = yield from self._probe(key)
        if isinstance(body, Missing):
            return body
        if body is not None:
            yield from close(body)
        error = MalformedResponse("the object is there, but a bundle passed it over")
        raise error.located("BundleObjects", self._options.bucket, key, 1)

    def _open(self, key: str, span: tuple[int, int] | None = None) -> Steps[OpenBody | Missing]:
        body = yield from open_(get(self._options, key, span=span))
        if not isinstance(body, TigrisError):
            return body
        answer = gone(body)
        if answer is None:
            raise body.located("GetObject", self._options.bucket, key, 1)
        return answer

    def _probe(self, key: str) -> Steps[OpenBody | Missing | None]:
        """Open the first byte of an object; None for an empty object."""
        try:
            return (yield from self._open(key, span=(0, 0)))
        except RangeNotSatisfiable:
            return None

    def look(self, key: str) -> Steps[ObjectInfo | TigrisError | None]:
        """Ask whether an object exists. None: a bundle would leave it out."""
        options = self._options
        info = yield from ask(
            HeadObject(options.bucket, key, snapshot_version=options.snapshot_version, **common(options))
        )
        if isinstance(info, (AccessDenied, NotFound)):
            return None
        if isinstance(info, TigrisError) or info.storage_class == "STANDARD":
            return info
        # An archived object exists but cannot be read.
        try:
            body = yield from self._probe(key)
        except TigrisError as error:
            return error
        if body is not None and not isinstance(body, Missing):
            yield from close(body)
        return None if isinstance(body, Missing) else info


def gone(error: TigrisError) -> Missing | None:
    """Return the answer for a key that a bundle would leave out; None for another error."""
    if isinstance(error, ServiceError) and error.code in _LEFT_OUT:
        return Missing(error.code, error.status)
    return None


def shows_no_bundles(error: TigrisError) -> bool:
    """Return whether an error shows that the endpoint has no bundles.

    Other stores take `POST /{bucket}` for a browser's form. They answer 405 (MiniStack, SeaweedFS, MinIO), 501, 412
    (AWS: a bundle has no precondition) or 400 with a code about forms (rclone). A wrong request, a missing bucket and a
    denied access show nothing.
    """
    if not isinstance(error, ServiceError) or isinstance(error, (AccessDenied, NotFound)):
        return False
    return error.status in _NO_BUNDLES or error.code in _NO_BUNDLE_CODES
