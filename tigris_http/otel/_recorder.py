"""One call: its span, its attempts as events, and its measures.

Contract: thread-safe, since a bundle sends requests in the background. It ends once, and ignores later reports. A
recorder refers to no result: it keeps none alive.
"""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING, Final

from opentelemetry import context as _context
from opentelemetry import trace
from opentelemetry.trace import SpanKind, Status, StatusCode

from tigris_http.errors import NotModified
from tigris_http.otel._telemetry import Attributes, Telemetry, code_of, cut, error_type

if TYPE_CHECKING:
    from collections.abc import Callable

    from opentelemetry.context import Context
    from opentelemetry.trace import Span

    from tigris_http._bundle.results import Tally
    from tigris_http._core.hooks import Watch
    from tigris_http.errors import Attempt
    from tigris_http.operations._base import Action

_NEW: Final = 0
_BEGUN: Final = 1
_ENDED: Final = 2


class Recorder:
    """One call. `requests` is False for an action of several calls, whose requests have spans of their own."""

    tally: Tally | None = None
    """The counts of a bundle."""

    def __init__(self, telemetry: Telemetry, operation: Action, *, requests: bool = True) -> None:
        self._state = _NEW
        self._telemetry, self._operation, self._requests = telemetry, operation, requests
        self.method = operation.action
        self._lock = Lock()
        self._retries = self._resumed = self._sent = self._received = 0
        self._last: Attempt | None = None
        """The last attempt of this operation."""
        self._fell_back = False
        self._waits_for_source: bool | None = None
        """Whether the end of the source is the end of the call; None before the caller has the open result."""
        self._source_closed = False

    # -- the span --

    @property
    def is_begun(self) -> bool:
        return self._state != _NEW

    def begin(self, parent: Context | None = None) -> Context:
        """Start the span; return the context in which it is the current one."""
        telemetry = self._telemetry
        telemetry.end_dropped()
        attributes: Attributes = {}
        if self._requests:
            attributes.update(telemetry.of_method(self.method))
        else:
            attributes.update(telemetry.of_action(self.method))
        attributes.update(telemetry.of_operation(self._operation))
        name, kind = (f"S3.{self.method}", SpanKind.CLIENT) if self._requests else (self.method, SpanKind.INTERNAL)
        self._span: Span = telemetry.tracer.start_span(name, context=parent, kind=kind, attributes=attributes)
        self._is_recording = self._span.is_recording()
        self.context = trace.set_span_in_context(self._span, parent)
        self._began, self._started = time.time_ns(), time.perf_counter()
        self._active = self._started
        self._state = _BEGUN
        return self.context

    def enter(self, parent: Context | None = None) -> object:
        """Start the span and make it the current one; return the token for `leave`."""
        return _context.attach(self.begin(parent))

    def leave(self, token: object, error: BaseException | None = None) -> None:
        _context.detach(token)  # type: ignore[arg-type]
        if error is not None:
            self.end(error)

    def end(self, error: BaseException | None = None, *, dropped: bool = False) -> None:
        """End the span and record its duration. Does nothing after the first time.

        The end of a dropped result is its last read.
        """
        with self._lock:
            if self._state != _BEGUN:
                return
            self._state = _ENDED
        telemetry, span = self._telemetry, self._span
        duration = (self._active if dropped else time.perf_counter()) - self._started
        failed = error is not None and not isinstance(error, NotModified)
        kind: Attributes = {"error.type": error_type(error)} if error is not None and failed else {}
        if self._requests:
            telemetry.calls.record(duration, telemetry.of_method(self.method) | kind, self.context)
        else:
            telemetry.actions.record(duration, telemetry.of_action(self.method) | kind, self.context)
        skipped = 0 if self.tally is None else self.tally.skipped
        if skipped:
            telemetry.skipped.add(skipped, telemetry.of_method(self.method))
        if self._is_recording:
            span.set_attributes(self._outcome() | kind)
            if error is not None and failed:
                self._record(error, error_type(error))
        span.end(self._began + int(duration * 1e9) if dropped else None)

    def _outcome(self) -> Attributes:
        found: Attributes = {}
        last = self._last
        if last is not None:
            found["http.request.method"] = last.method
            if last.status is not None:
                found["http.response.status_code"] = last.status
            if last.request_id is not None:
                found["aws.request_id"] = cut(last.request_id)
        for name, value in (
            ("http.request.resend_count", self._retries),
            ("tigris.resumptions", self._resumed),
            ("tigris.sent", self._sent),
            ("tigris.received", self._received),
        ):
            if value:
                found[name] = value
        tally = self.tally
        if tally is not None:
            found |= {
                "tigris.bundle.requested": tally.requested,
                "tigris.bundle.delivered": tally.delivered,
                "tigris.bundle.skipped": tally.skipped,
                "tigris.bundle.bytes": tally.bytes,
                "tigris.bundle.requests": tally.requests,
                "tigris.bundle.fallback_gets": tally.gets,
            }
        return found

    def _record(self, error: BaseException, kind: str) -> None:
        text = self._telemetry.described(error)
        code = code_of(error)
        if code is not None:
            self._span.set_attribute("tigris.error.code", code)
        self._span.add_event("exception", {"exception.type": kind, "exception.message": text or kind})
        self._span.set_status(Status(StatusCode.ERROR, f"{kind}: {text}" if text else kind))

    def _expire(self) -> None:
        self.end(dropped=True)

    def __del__(self) -> None:
        # Revived until the next call of this view.
        if self._state == _BEGUN:
            self._telemetry.dropped.append(self._expire)

    # -- the requests: a `Watch` --

    def watching(self, watch: Callable[[], Watch | None]) -> Callable[[], Watch]:
        """Return a function for `CallContext.watch`, which also reports to the hooks."""

        def both() -> Watch:
            hooks = watch()
            return self if hooks is None else _Both(hooks, self)

        return both

    def request(self, attempt: Attempt) -> None:
        """Note the first single GET of a bundle. An attempt counts when it has an outcome."""
        if attempt.operation == "GetObject" and self.method == "BundleObjects":
            with self._lock:
                first, self._fell_back = not self._fell_back, True
            if first:
                self._span.add_event("tigris.bundle.fallback")

    def response(self, attempt: Attempt) -> None:
        telemetry, error = self._telemetry, attempt.error
        attributes = telemetry.of_method(attempt.operation)
        failed: Attributes = {} if error is None else {"error.type": error_type(error)}
        telemetry.attempts.record(attempt.seconds or 0.0, attributes | failed if failed else attributes)
        if attempt.operation == self.method:
            self._last = attempt
        if not self._is_recording:
            return
        event: Attributes = {
            "rpc.method": attempt.operation,
            "http.request.method": attempt.method,
            "tigris.attempt.number": attempt.number,
            "tigris.attempt.duration": attempt.seconds or 0.0,
        }
        event |= failed
        if attempt.status is not None:
            event["http.response.status_code"] = attempt.status
        if attempt.request_id is not None:
            event["aws.request_id"] = cut(attempt.request_id)
        code = code_of(error)
        if code is not None:
            event["tigris.error.code"] = code
        self._span.add_event("tigris.attempt", event)

    def retry(self, attempt: Attempt) -> None:
        """Note another attempt, or a body that broke and resumes."""
        telemetry, error = self._telemetry, attempt.error
        repeats = attempt.seconds is not None
        with self._lock:
            if repeats:
                self._retries += 1
            else:
                self._resumed += 1
        count = telemetry.retries if repeats else telemetry.resumptions
        count.add(1, telemetry.of_method(attempt.operation))
        if self._is_recording:
            event: Attributes = {"rpc.method": attempt.operation, "tigris.wait": attempt.wait or 0.0}
            if error is not None:
                event["error.type"] = error_type(error)
            self._span.add_event("tigris.retry" if repeats else "tigris.resume", event)

    def count(self, result: object) -> None:
        """Note the counts of a tree."""
        from tigris_http.transfers.trees.results import TreeResult

        if self._is_recording and isinstance(result, TreeResult):
            counts: Attributes = {"tigris.tree.bytes": result.bytes}
            for name in ("sent", "skipped", "deleted", "refused", "failed"):
                counts[f"tigris.tree.{name}"] = len(getattr(result, name))
            self._span.set_attributes(counts)

    # -- bytes --

    def exchanged(self, sent: int, received: int, method: str) -> None:
        """Count the bodies of a request and of its response."""
        attributes = self._telemetry.of_method(method)
        if sent:
            self._telemetry.sent.add(sent, attributes)
        if received:
            self._telemetry.received.add(received, attributes)
        with self._lock:
            self._sent += sent
            self._received += received
        self._active = time.perf_counter()

    def opened(self, *, is_told: bool) -> None:
        """Note that the caller has an open result. Unless it tells of its end, the end of its source is the end."""
        self._waits_for_source = not is_told
        if self._source_closed:
            self.source_closed()

    def source_closed(self) -> None:
        self._source_closed = True
        if self._waits_for_source:
            self.end()


class _Both:
    """Reports to two."""

    __slots__ = ("_first", "_second")

    def __init__(self, first: Watch, second: Watch) -> None:
        self._first, self._second = first, second

    def request(self, attempt: Attempt) -> None:
        self._second.request(attempt)
        self._first.request(attempt)

    def response(self, attempt: Attempt) -> None:
        self._second.response(attempt)
        self._first.response(attempt)

    def retry(self, attempt: Attempt) -> None:
        self._second.retry(attempt)
        self._first.retry(attempt)
