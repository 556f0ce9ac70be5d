"""One call: its attempts, deadline and credentials, and its reports to the hooks.

Contract: plain state of one exchange.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, TypeVar

from tigris_http._core import hints, retry
from tigris_http._core.authorize import KeysInUse, authorized, secrets
from tigris_http._core.clock_skew import date_of
from tigris_http._core.headers import fields
from tigris_http._core.messages import CallContext, Outcome, Payload, Reply, Send
from tigris_http._wire.address import locate
from tigris_http._wire.arguments import flag, seconds
from tigris_http.credentials import ANONYMOUS
from tigris_http.errors import Attempt, OutcomeUnknown, ServiceError, TigrisError, Unavailable
from tigris_http.operations._base import Doubt

if TYPE_CHECKING:
    from tigris_http._wire.http import Head, Headers, Request
    from tigris_http.operations._base import AnyOperation

SourceT = TypeVar("SourceT")

_SNAPSHOT = "x-tigris-snapshot-version"
_NOT_YET = datetime.min.replace(tzinfo=timezone.utc)


class Call:
    def __init__(
        self, context: CallContext, operation: AnyOperation, request: Request, payload: Payload, *, stream: bool
    ) -> None:
        self._context, self._operation, self._request, self._payload = context, operation, request, payload
        self._stream = stream
        self._address = locate(
            context.endpoint, context.style, request.bucket, request.key, request.query, path_style=request.path_style
        )
        consistent = context.consistent if operation.consistent is None else flag("consistent", operation.consistent)
        self._fields = fields(request, payload, context.extra_headers, operation.extra_headers, consistent=consistent)
        self._watch = context.watch()
        self._attempts = self._paid = 0
        self._earlier: tuple[Attempt, ...] = ()
        self._started = self._sent = self._ended = context.monotonic()
        total = context.timeouts.total if operation.timeout is None else operation.timeout
        seconds("timeout", operation.timeout)
        self._deadline = None if total is None else self._started + total
        self._first_lost: float | None = None
        self._sent_headers: Headers = ()
        self.keys = KeysInUse(context.keys, request.method, self._deadline)
        self.signed_at = _NOT_YET
        """Signing time of the latest attempt, by the clock of then."""

    # -- attempts --

    def send(self) -> Send:
        """Return the next attempt, signed now."""
        context, request = self._context, self._request
        self._attempts += 1
        self.signed_at = context.signing_time()
        self._sent_headers = authorized(
            context.signer,
            self.keys.taken(),
            method=request.method,
            address=self._address,
            headers=self._fields,
            payload_hash=self._payload.sha256,
            now=self.signed_at,
        )
        if self._watch is not None:
            self._watch.request(self._attempt())
        if self._attempts > 1 or self.keys.were_awaited:
            self._sent = context.monotonic()
        return Send(
            self._operation.action,
            request.bucket,
            request.key,
            request.method,
            self._address,
            self._sent_headers,
            self._payload,
            context.timeouts,
            self._stream,
            self._deadline,
            self._operation.SUCCESS,
        )

    def succeeded(self, outcome: Outcome[SourceT]) -> None:
        self._context.budget.give(self._paid or 1)
        if self._watch is not None and isinstance(outcome, Reply):
            self._ended = self._context.monotonic()
            self._watch.response(self._answered(outcome.head, None))

    def failed(self, error: TigrisError, head: Head) -> TigrisError:
        """Return the error with the facts of its call."""
        self._ended = self._context.monotonic()
        self.located(error).earlier = self._earlier
        if isinstance(error, ServiceError):
            error.hint = hints.hint(
                error,
                self._request.method,
                anonymous=self.keys.taken() is ANONYMOUS,
                snapshot_version=next((text for name, text in self._request.headers if name == _SNAPSHOT), None),
            )
        attempt = self._answered(head, error)
        self._earlier = (*self._earlier, attempt)
        if self._watch is not None:
            self._watch.response(attempt)
        return error

    def may_repeat_at_once(self) -> bool:
        """Take an attempt that needs no wait; return False if none is left."""
        if self._attempts >= self._context.policy.max_attempts:
            return False
        self._repeats_in(0.0)
        return True

    def wait(self, error: TigrisError, head: Head, *, repeatable: bool) -> float:
        """Return the seconds until the next attempt; raise `error` if there is none."""
        context = self._context
        elapsed = self._ended - self._started
        retry_after = head.get("retry-after")
        wait = retry.wait_before_next(
            context.policy,
            error,
            attempts=self._attempts,
            elapsed=elapsed,
            fraction=context.random(),
            repeatable=repeatable,
            retry_after=None if retry_after is None else retry.retry_after_seconds(retry_after, context.signing_time()),
        )
        if wait is None or (self._deadline is not None and self._started + elapsed + wait >= self._deadline):
            raise error
        paid = context.budget.take(error)
        if not paid:
            error.hint = hints.BUDGET_SPENT
            raise error
        self._paid = paid
        self._repeats_in(wait)
        return wait

    def _repeats_in(self, wait: float) -> None:
        failed = replace(self._earlier[-1], wait=wait)
        self._earlier = (*self._earlier[:-1], failed)
        if self._watch is not None:
            self._watch.retry(failed)

    def _attempt(self) -> Attempt:
        request = self._request
        return Attempt(self._operation.action, request.bucket, request.key, request.method, self._attempts)

    def _answered(self, head: Head, error: TigrisError | None) -> Attempt:
        return replace(
            self._attempt(),
            seconds=self._ended - self._sent,
            status=head.status or None,
            request_id=(error.request_id if isinstance(error, ServiceError) else None) or head.get("x-amz-request-id"),
            error=error,
        )

    # -- the time, and the other requests of the call --

    def learn_the_time(self, head: Head) -> bool:
        """Learn the service's time from an answer; return False if it has none."""
        learned = self._context.skew.learn(head, self._context.now())
        if learned:
            self._context.keys.clock_was_set()
        return learned

    def begins_now(self) -> None:
        """Note that other requests came before the first attempt."""
        self._sent = self._context.monotonic()

    def context_for_questions(self) -> CallContext:
        """Return the context for the call's other requests, which share its deadline."""
        if self._deadline is None:
            return self._context
        left = max(self._deadline - self._context.monotonic(), 0.001)
        return self._context._replace(timeouts=replace(self._context.timeouts, total=left))

    # -- errors --

    @property
    def secrets(self) -> tuple[str, ...]:
        return secrets(self.keys.taken(), self._sent_headers)

    def located(self, error: TigrisError) -> TigrisError:
        return error.located(self._operation.action, self._request.bucket, self._request.key, self._attempts)

    def unsent(self, error: TigrisError) -> TigrisError:
        """Return an error that ends the call before another attempt."""
        error.earlier = self._earlier
        return self.located(error)

    def lost(self) -> None:
        """Note the first attempt that may have been carried out."""
        self._first_lost = self._sent

    def doubt(self, error: TigrisError, head: Head, before: object) -> Doubt:
        refused = error if isinstance(error, ServiceError) and is_refused(error) else None
        answered = date_of(head)
        since = None
        if answered is not None and self._first_lost is not None:
            since = answered - timedelta(seconds=self._ended - self._first_lost)
        return Doubt(refused, before, since)

    def unknown(self, lost: TigrisError, refused: TigrisError) -> TigrisError:
        """Return the error of a refused write that an earlier attempt may have made."""
        error = OutcomeUnknown(
            f"the answer of an earlier attempt was lost ({_reason(lost)}), and the last attempt was refused "
            f"({_reason(refused)}), perhaps because the earlier one was carried out: look before you ask again"
        )
        error.earlier, error.__cause__ = self._earlier[:-1], lost
        return self.located(error)

    def unknown_once(self, lost: TigrisError) -> TigrisError:
        """Return the error of a request that may have been carried out and must not be sent again."""
        error = OutcomeUnknown(
            f"the answer was lost ({_reason(lost)}), and a second request might do it twice: look before you ask again"
        )
        error.earlier, error.__cause__ = self._earlier[:-1], lost
        return self.located(error)


def _reason(error: TigrisError) -> str:
    return f"{error.status} {error.code}".rstrip() if isinstance(error, ServiceError) else error.message


def is_refused(error: TigrisError) -> bool:
    """Return True if the service says that it did nothing."""
    return isinstance(error, ServiceError) and not isinstance(error, Unavailable)
