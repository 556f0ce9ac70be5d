"""Turns a request into its answer: authentication, routing, faults, errors, log.

Contract: `Responder.respond` always returns an answer. An `ErrorResponse` becomes an error document, in JSON if "the
request says `Accept: application/json`". Any other exception is a bug: it is logged with its traceback and answered
with 500. Every request is logged before its answer is sent.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from tigris_http.emulator import routes
from tigris_http.emulator.auth import sigv4
from tigris_http.emulator.handlers.buckets.cross_origin import headers_for
from tigris_http.emulator.http.body import Body
from tigris_http.emulator.http.call import (
    JSON,
    XML,
    Answer,
    Call,
    Place,
    place,
)
from tigris_http.emulator.http.errors import CODES, ErrorResponse, NotModified
from tigris_http.emulator.http.fault_injection import Hangup
from tigris_http.emulator.http.faults import Fault, Faults
from tigris_http.emulator.http.message import Query
from tigris_http.emulator.store.folder import DiskFull

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.emulator.auth.sigv4 import Identity
    from tigris_http.emulator.http.connection import Incoming
    from tigris_http.emulator.service import Service

_LOG: Final = logging.getLogger("tigris_http.emulator")
REQUESTS: Final = logging.getLogger("tigris_http.emulator.requests")
"""A line for each request, at level INFO."""
_SECRETS: Final = frozenset({"x-amz-signature", "x-amz-security-token"})
# The default codes of `Fault(kind="status")`.
_CODE_OF_STATUS: Final = {
    429: "TooManyRequests",
    500: "InternalError",
    503: "SlowDown",
    403: "AccessDenied",
    404: "NoSuchKey",
    412: "PreconditionFailed",
}


@dataclass(frozen=True)
class RequestRecord:
    """One received request."""

    method: str
    target: str
    """The target as sent."""
    headers: tuple[tuple[str, str], ...]
    """In order, with names in lower case."""
    operation: str
    """Such as `GetObject`; `""` for an unknown one."""
    status: int
    """The status of the answer, also if a fault withheld it; 0 without an answer."""
    code: str
    """The error code of the answer, or `""`."""
    access_key_id: str | None
    """The verified signer."""
    unsigned: tuple[str, ...]
    """Names of `x-tigris-*` headers outside the signature. The emulator honours them."""

    def header(self, name: str) -> str | None:
        """Return the first value of a header, its name in any case, or None."""
        return next((value for other, value in self.headers if other == name.lower()), None)


class Responder:
    """Answers requests for a service. `base` is `http://host:port`."""

    def __init__(self, service: Service, base: str, log_limit: int) -> None:
        self._service = service
        self._base = base
        self.faults: Final = Faults()
        self._log: deque[RequestRecord] = deque(maxlen=log_limit)
        self._log_lock = threading.Lock()

    @property
    def records(self) -> tuple[RequestRecord, ...]:
        """The latest requests, oldest first."""
        with self._log_lock:
            return tuple(self._log)

    def forget(self) -> None:
        """Clear the log."""
        with self._log_lock:
            self._log.clear()

    def respond(self, incoming: Incoming) -> tuple[Answer, Fault | None]:
        """Carry out a request; return the answer and the fault to apply to it."""
        started = time.perf_counter()
        request_id = str(self._service.clock.tick())
        path, _, raw_query = incoming.target.partition("?")
        asked = _Asked(incoming, path, Query(raw_query), request_id)
        try:
            answer = self._carry_out(asked)
        except ErrorResponse as error:
            asked.code = error.code
            answer = self._error_answer(asked, error)
        except NotModified:
            answer = Answer(304)
        except DiskFull as full:
            _LOG.warning("%s %s failed: %s", incoming.method, asked.path, full)
            asked.code = "InsufficientStorage"
            answer = self._error_answer(asked, ErrorResponse("InsufficientStorage"))
        except Hangup:
            self._record(asked, 0)
            raise
        except Exception:  # noqa: BLE001 - a mistake in a handler is logged whole, and one answer is still owed
            _LOG.exception("%s %s failed", incoming.method, _shown(incoming.target))
            asked.code = "InternalError"
            answer = self._error_answer(asked, ErrorResponse("InternalError"))
        answer.headers += headers_for(self._service, asked.place.bucket, incoming.method, incoming.headers)
        answer.headers.append(("x-amz-request-id", request_id))
        answer.headers.append(("Server-Timing", f"total;dur={(time.perf_counter() - started) * 1000:.0f}"))
        self._record(asked, answer.status)
        return answer, asked.fault

    def _carry_out(self, asked: _Asked) -> Answer:
        incoming = asked.incoming
        if not asked.path.startswith("/"):
            raise ErrorResponse("InvalidURI", "the target must begin with /")
        host = incoming.headers.get("host") or ""
        asked.place = place(asked.path, host, self._service.options.domains)
        route = routes.find(incoming.method, asked.place.level, incoming.headers, asked.query)
        asked.operation = "" if route is None else route.operation
        asked.fault = self.faults.take(asked.operation, asked.place)
        expect = (incoming.headers.get("expect") or "").strip().lower()
        if expect not in {"", "100-continue"}:
            raise ErrorResponse("ExpectationFailed")
        identity = self._identify(asked)
        describes_object = route is not None and route.describes_object
        body = Body(incoming.body(), incoming.headers, identity, describes_object=describes_object)
        if asked.fault is not None:
            early = self._fault_before(asked, asked.fault, body)
            if early is not None:
                return early
        if route is None:
            raise ErrorResponse("NotImplemented")
        in_session = identity is None and self._service.keys.has_session(incoming.headers, self._service.clock.now())
        if in_session:
            asked.access_key_id = self._service.owner
        elif identity is None and not route.anonymous:
            raise ErrorResponse("AccessDenied")
        call = Call(
            incoming.method,
            incoming.target,
            asked.path,
            asked.place,
            asked.query,
            incoming.headers,
            body,
            asked.request_id,
            route.operation,
            asked.access_key_id,
            self._base,
            in_session,
            without_tar_end=asked.fault is not None and asked.fault.kind == "truncate_tar",
        )
        if not route.streams:
            # Read and checked first: a handler sees signed bytes only.
            body.read()
        try:
            return route.handler(self._service, call)
        except DiskFull:
            folder = self._service.store.folder
            if not route.frees or folder is None or not folder.spend():
                raise
        return route.handler(self._service, call)  # now with the space of the reserve

    def _identify(self, asked: _Asked) -> Identity | None:
        incoming = asked.incoming
        if not sigv4.is_signed(incoming.headers, asked.query):
            return None
        identity = sigv4.verify(
            incoming.method,
            asked.path,
            incoming.headers,
            asked.query,
            self._service.clock.now(),
            self._service.keys.pairs,
        )
        asked.access_key_id = identity.access_key_id
        asked.unsigned = tuple(
            name for name, _ in incoming.headers.items if name.startswith("x-tigris-") and name not in identity.signed
        )
        return identity

    def _fault_before(self, asked: _Asked, fault: Fault, body: Body) -> Answer | None:
        """Apply a fault that replaces the operation, after reading the request to its end."""
        early = _INSTEAD.get(fault.kind)
        if early is None:
            return None
        for _ in body.chunks():
            pass
        return early(asked, fault, self._service.clock.now())

    def _error_answer(self, asked: _Asked, error: ErrorResponse) -> Answer:
        headers = list(error.headers)
        if asked.incoming.method == "HEAD":
            return Answer(error.status, headers)
        if "application/json" in (asked.incoming.headers.get("accept") or "").lower():
            return Answer(error.status, [*headers, JSON], error.json(asked.request_id))
        return Answer(error.status, [*headers, XML], error.document(asked.path, asked.request_id))

    def _record(self, asked: _Asked, status: int) -> None:
        incoming = asked.incoming
        record = RequestRecord(
            incoming.method,
            incoming.target,
            incoming.headers.items,
            asked.operation,
            status,
            asked.code,
            asked.access_key_id,
            asked.unsigned,
        )
        with self._log_lock:
            self._log.append(record)
        if REQUESTS.isEnabledFor(logging.INFO):
            words = (incoming.method, _shown(incoming.target), status or "no answer", asked.operation, asked.code)
            REQUESTS.info(" ".join(str(word) for word in words if word))


def _shown(target: str) -> str:
    """Return a target without the signature and the token in its query."""
    path, mark, query = target.partition("?")
    pieces = [
        f"{piece.partition('=')[0]}=****" if unquote(piece.partition("=")[0]).lower() in _SECRETS else piece
        for piece in query.split("&")
    ]
    return path + mark + "&".join(pieces)


class _Asked:
    def __init__(self, incoming: Incoming, path: str, query: Query, request_id: str) -> None:
        self.incoming = incoming
        self.path = path
        self.query = query
        self.request_id = request_id
        self.place = Place("", b"", "service", virtual_host=False)
        self.operation = ""
        self.fault: Fault | None = None
        self.code = ""
        self.access_key_id: str | None = None
        self.unsigned: tuple[str, ...] = ()


def _drop(asked: _Asked, fault: Fault, now: int) -> Answer:
    raise Hangup(abort=fault.abort)


def _status(asked: _Asked, fault: Fault, now: int) -> Answer:
    headers = () if fault.retry_after is None else (("Retry-After", str(fault.retry_after)),)
    if fault.body is not None:
        return Answer(fault.status, [*headers, ("Content-Type", "text/plain")], fault.body.encode())
    code = fault.code or _CODE_OF_STATUS.get(fault.status, "ServiceUnavailable")
    raise ErrorResponse(code, headers=headers, status=fault.status)


def _error_in_200(asked: _Asked, fault: Fault, now: int) -> Answer:
    code = fault.code or "InternalError"
    error = ErrorResponse(code, status=CODES.get(code, (500, ""))[0])
    asked.code = code
    return Answer(200, [XML], error.document(asked.path, asked.request_id))


def _clock_skewed(asked: _Asked, fault: Fault, now: int) -> Answer:
    raise sigv4.too_skewed(asked.incoming.headers.get("x-amz-date") or "", now)


_INSTEAD: Final[dict[str, Callable[[_Asked, Fault, int], Answer]]] = {
    "drop_request": _drop,
    "status": _status,
    "error_in_200": _error_in_200,
    "clock_skewed": _clock_skewed,
}
