"""One call, from an operation to its reply: place, sign, send, judge, wait, repeat. Without I/O.

Contract: a generator that yields `Send`, `Wait` or `Refresh` and is sent the outcome: a `Reply` or an error after a
`Send`, None after a wait and after a refresh that succeeded. It reads no clock and no randomness of its own: both are
functions in its `CallContext`. Each client drives it and knows only how to do one step.

The generator returns an open reply and never yields over it. So an error while a caller reads a body cannot come back
here and count as a failed attempt.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from tigris_http._core import retry
from tigris_http._core.authorize import authorized, secrets
from tigris_http._core.call_credentials import KeysInUse
from tigris_http._core.clock_skew import date_of
from tigris_http._core.headers import fields, redacted
from tigris_http._core.messages import (
    NO_PAYLOAD,
    CallContext,
    Outcome,
    Payload,
    Reply,
    Send,
    Step,
    Wait,
    check_seconds,
)
from tigris_http._wire.address import locate
from tigris_http._wire.arguments import flag
from tigris_http._wire.error_documents import is_refusal, refusal
from tigris_http._wire.http import Head, Headers, Request, Response
from tigris_http._wire.lost_responses import is_lost_response
from tigris_http.errors import (
    AccessDenied,
    Attempt,
    ConnectionFailed,
    FeatureNotSupported,
    MalformedResponse,
    NotFound,
    OutcomeUnknown,
    PreconditionFailed,
    ServiceError,
    TigrisError,
    TimedOut,
    Unavailable,
)
from tigris_http.operations._base import Doubt

if TYPE_CHECKING:
    from tigris_http._wire.success import Success
    from tigris_http.operations._base import AnyOperation, Operation, Settled

SourceT = TypeVar("SourceT")
ResultT = TypeVar("ResultT")

_NOT_YET = datetime.min.replace(tzinfo=timezone.utc)

Exchange: TypeAlias = Generator[Step, Outcome[SourceT], ResultT]


def ask(
    plan: CallContext, operation: Operation[ResultT], request: Request, payload: Payload
) -> Exchange[SourceT, ResultT]:
    """Do an operation whose reply is read whole, and return its result."""
    success = operation.SUCCESS

    def parse(reply: Reply[SourceT]) -> ResultT:
        missed = success.missed_by(reply.head, reply.body)
        if missed is not None:
            raise missed
        try:
            result = operation.parse(Response(reply.head, reply.body))
        except MalformedResponse as error:
            raise success.page_for(reply.head, reply.body) or error from None
        if plan.features is not None:
            operation.check_heard(reply.head, result)
        return result

    return _exchange(plan, operation, request, payload, parse, operation)


def ask_open(
    plan: CallContext, operation: AnyOperation, request: Request, payload: Payload
) -> Exchange[SourceT, Reply[SourceT]]:
    """Do an operation whose reply is handed out open, and return that reply."""
    success = operation.SUCCESS

    def parse(reply: Reply[SourceT]) -> Reply[SourceT]:
        missed = success.missed_by(reply.head, reply.body) if reply.source is None else None
        if missed is not None:
            raise missed
        if plan.features is not None:
            operation.check_heard(reply.head, None)
        return reply

    return _exchange(plan, operation, request, payload, parse, None)


def _exchange(
    plan: CallContext,
    operation: AnyOperation,
    request: Request,
    payload: Payload,
    parse: Callable[[Reply[SourceT]], ResultT],
    whole: Operation[ResultT] | None,
) -> Exchange[SourceT, ResultT]:
    """Send, and send again where that is safe and worth it; raise the error of the last attempt.

    `whole` is the operation again, None for one whose reply is handed out open.
    """
    call = _Call(plan, operation, request, payload, stream=whole is None)
    skew_learned = False
    lost: TigrisError | None = None
    feature, before = None, None
    if whole is not None:
        feature = None if plan.features is None else whole.feature()
        if feature is not None and plan.features is not None and feature in plan.features:
            feature = None
        if feature is not None:
            yield from _checked(call, feature, whole.ensure())
        if (condition := whole.precondition()) is not None:
            yield from _held(call, condition)
            call.begins_now()
        # Nothing is asked again where one attempt is all: what is there before need not be known.
        if (feature is not None or plan.policy.max_attempts > 1) and (looking := whole.look()) is not None:
            before = yield from _answered(call, looking)
            call.begins_now()
    may_repeat = operation.REPEATABLE
    while True:
        if not call.keys.ready():
            yield from call.keys.awaited(call.unsent)
        outcome = yield call.send()
        if plan.keys.in_doubt and isinstance(outcome, Reply):
            call.learn_the_time(outcome.head)
        result = _judge(outcome, operation.SUCCESS, parse)
        if isinstance(result, TigrisError) and isinstance(outcome, Reply):
            # A service that repeats what it was sent must not bring it into our messages.
            outcome = redacted(outcome, call.secrets)
            result = _judge(outcome, operation.SUCCESS, parse)
        if not isinstance(result, TigrisError):
            call.succeeded(outcome)
            if feature is not None and whole is not None and isinstance(outcome, Reply):
                yield from _checked(call, feature, whole.confirm(outcome.head, result, before))
            return result
        if isinstance(result, ServiceError) and plan.features is not None:
            result = operation.explained(result)
        head = outcome.head if isinstance(outcome, Reply) else Head(0)
        # Whoever keeps the error keeps its traceback, and with it what is in here: not a whole answer.
        del outcome
        error = call.failed(result, head)
        # What was read of a body that can be read only once is gone; without a connection nothing was.
        unread = isinstance(error, (ConnectionFailed, TimedOut)) and not error.sent
        may_send = payload.rereadable or unread
        if not skew_learned and isinstance(error, AccessDenied) and plan.skew.caused(error, head, call.signed_at):
            skew_learned = call.learn_the_time(head)
            if skew_learned and may_send and call.may_repeat_at_once():
                continue
        if may_send and call.keys.may_be_replaced(error):
            replaced = yield from call.keys.replaced(error)
            if replaced and call.may_repeat_at_once():
                continue
        may_be_done = is_lost_response(error)
        if may_be_done:
            if lost is None:
                call.lost()
            lost = error
        # What may be repeated is asked about only when a repetition is refused ("exists already"); what may not
        # be repeated is asked about first.
        if (
            whole is not None
            and lost is not None
            and (_is_refused(error) or (may_be_done and not operation.REPEATABLE))
        ):
            doubt = call.doubt(error, head, before)
            in_doubt = _in_doubt(request, error)
            if in_doubt:
                error = call.unknown(lost, error)
            question = whole.settle(doubt)
            if question is not None:
                settled = yield from _settle(call, question, error)
                if settled is not None:
                    return settled.result
                may_repeat = True
            if in_doubt:
                raise error
        if not may_send:
            raise error
        yield Wait(call.wait(error, head, repeatable=may_repeat))


class _Call:
    """What all attempts of one call have in common, and how many there were."""

    def __init__(
        self, plan: CallContext, operation: AnyOperation, request: Request, payload: Payload, *, stream: bool
    ) -> None:
        self._plan, self._operation, self._request, self._payload = plan, operation, request, payload
        self._stream = stream
        self._address = locate(
            plan.endpoint, plan.style, request.bucket, request.key, request.query, path_style=request.path_style
        )
        consistent = plan.consistent if operation.consistent is None else flag("consistent", operation.consistent)
        self._fields = fields(request, payload, plan.extra_headers, operation.extra_headers, consistent=consistent)
        self._watch = plan.watch()
        self._attempts = self._paid = 0
        self._earlier: tuple[Attempt, ...] = ()
        self._started = self._sent = self._over = plan.monotonic()
        total = plan.timeouts.total if operation.timeout is None else operation.timeout
        check_seconds("timeout", operation.timeout)
        self._ends = None if total is None else self._started + total
        self._lost: float | None = None
        self._sent_headers: Headers = ()
        self.keys = KeysInUse(plan.keys, request.method, self._ends)
        self.signed_at = _NOT_YET
        """When the latest attempt was signed, by the clock of then."""

    def unsent(self, error: TigrisError) -> TigrisError:
        """Return the error for which no attempt, or no further one, was made."""
        error.earlier = self._earlier
        return error.located(self._operation.action, self._request.bucket, self._request.key, self._attempts)

    def unknown(self, lost: TigrisError, refused: TigrisError) -> TigrisError:
        """Return the error of a write that an attempt may have made, though the last one was refused."""
        said = f"{refused.status} {refused.code}" if isinstance(refused, ServiceError) else refused.message
        error = OutcomeUnknown(
            f"the answer of an earlier attempt was lost ({lost.message}), and the last attempt was refused ({said}), "
            "perhaps because the earlier one was carried out: look before you ask again"
        )
        error.earlier, error.__cause__ = self._earlier[:-1], lost
        return error.located(self._operation.action, self._request.bucket, self._request.key, self._attempts)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What was sent that nobody else may see."""
        return secrets(self.keys.taken(), self._sent_headers)

    def send(self) -> Send:
        """Return the next attempt, signed now."""
        plan, request = self._plan, self._request
        self._attempts += 1
        self.signed_at = plan.signing_time()
        self._sent_headers = authorized(
            plan.signer,
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
            self._sent = plan.monotonic()
        return Send(
            self._operation.action,
            request.bucket,
            request.key,
            request.method,
            self._address,
            self._sent_headers,
            self._payload,
            plan.timeouts,
            self._stream,
            self._ends,
            self._operation.SUCCESS,
        )

    def learn_the_time(self, head: Head) -> bool:
        """Learn the service's time from an answer; return whether it told. Keys that expire are judged by it."""
        told = self._plan.skew.learn(head, self._plan.now())
        if told:
            self._plan.keys.clock_was_set()
        return told

    def _attempt(self) -> Attempt:
        request = self._request
        return Attempt(self._operation.action, request.bucket, request.key, request.method, self._attempts)

    def succeeded(self, outcome: Outcome[SourceT]) -> None:
        """Take note of a success."""
        self._plan.budget.give(self._paid or 1)
        if self._watch is not None and isinstance(outcome, Reply):
            self._over = self._plan.monotonic()
            self._watch.response(self._came(outcome.head, None))

    def _came(self, head: Head, error: TigrisError | None) -> Attempt:
        return replace(
            self._attempt(),
            seconds=self._over - self._sent,
            status=head.status or None,
            request_id=(error.request_id if isinstance(error, ServiceError) else None) or head.get("x-amz-request-id"),
            error=error,
        )

    def failed(self, error: TigrisError, head: Head) -> TigrisError:
        """Take note of a failure; return the error with all that is known of its call."""
        request = self._request
        self._over = self._plan.monotonic()
        error.located(self._operation.action, request.bucket, request.key, self._attempts)
        error.earlier = self._earlier
        came = self._came(head, error)
        self._earlier = (*self._earlier, came)
        if self._watch is not None:
            self._watch.response(came)
        return error

    def may_repeat_at_once(self) -> bool:
        """Return whether an attempt is left that need not be waited for; it is then the next."""
        if self._attempts >= self._plan.policy.max_attempts:
            return False
        self._again_in(0.0)
        return True

    def wait(self, error: TigrisError, head: Head, *, repeatable: bool) -> float:
        """Return the seconds until the next attempt; raise the error where there is to be none."""
        plan = self._plan
        elapsed = self._over - self._started
        asked_for = head.get("retry-after")
        wait = retry.wait_before_next(
            plan.policy,
            error,
            attempts=self._attempts,
            elapsed=elapsed,
            fraction=plan.random(),
            repeatable=repeatable,
            retry_after=None if asked_for is None else retry.retry_after_seconds(asked_for, plan.signing_time()),
        )
        if wait is None or (self._ends is not None and self._started + elapsed + wait >= self._ends):
            raise error
        paid = plan.budget.take(error)
        if not paid:
            raise error
        self._paid = paid
        self._again_in(wait)
        return wait

    def _again_in(self, wait: float) -> None:
        failed = replace(self._earlier[-1], wait=wait)
        self._earlier = (*self._earlier[:-1], failed)
        if self._watch is not None:
            self._watch.retry(failed)

    def begins_now(self) -> None:
        """Take note that other questions came before the first attempt."""
        self._sent = self._plan.monotonic()

    def lost(self) -> None:
        """Take note that the last attempt is the first that may have been carried out although it failed."""
        self._lost = self._sent

    def doubt(self, error: TigrisError, head: Head, before: object) -> Doubt:
        """Return what is known of what got lost."""
        refused = error if isinstance(error, ServiceError) and _is_refused(error) else None
        answered = date_of(head)
        since = None
        if answered is not None and self._lost is not None:
            since = answered - timedelta(seconds=self._over - self._lost)
        return Doubt(refused, before, since)

    @property
    def features(self) -> set[str] | None:
        """The features that the endpoint was seen to speak."""
        return self._plan.features

    def plan_of_what_is_left(self) -> CallContext:
        """Return the plan for the questions of this call: what they take is taken from its own time."""
        if self._ends is None:
            return self._plan
        left = max(self._ends - self._plan.monotonic(), 0.001)
        return replace(self._plan, timeouts=replace(self._plan.timeouts, total=left))


def _judge(
    outcome: Outcome[SourceT], success: Success, parse: Callable[[Reply[SourceT]], ResultT]
) -> ResultT | TigrisError:
    """Return the result, or the error that this outcome of a `Send` means."""
    if isinstance(outcome, TigrisError):
        return outcome
    if outcome is None:
        raise RuntimeError("a request was answered by nothing at all")
    # An object's own bytes may look like an error document.
    is_content = outcome.body and success.body == "bytes" and success.is_shown_by(outcome.head)
    if not is_content and is_refusal(outcome.head, outcome.body):
        return refusal(outcome.head, outcome.body)
    try:
        return parse(outcome)
    except TigrisError as error:
        # What a parser met in the answer, and where, holds all of the answer; the message says it.
        error.__context__ = None
        return error.with_traceback(None)


def _is_refused(error: TigrisError) -> bool:
    return isinstance(error, ServiceError) and not isinstance(error, Unavailable)


def _held(call: _Call, question: Generator[Operation[object], object, None]) -> Exchange[SourceT, None]:
    """Put a precondition's questions to the service; what they raise ends the call."""
    answer: object = None
    while True:
        try:
            operation = question.send(answer)
        except StopIteration:
            return
        try:
            answer = yield from ask(call.plan_of_what_is_left(), operation, operation.request(), NO_PAYLOAD)
        except TigrisError as why:
            answer = why


def _in_doubt(request: Request, error: TigrisError) -> bool:
    """Return whether a write was refused because of what an earlier attempt of its own may have changed."""
    if request.method in {"GET", "HEAD"} or not isinstance(error, ServiceError):
        return False
    if isinstance(error, PreconditionFailed) or error.code == "ConditionalRequestConflict":
        return True
    is_conditional = any(name.startswith("if-") for name, _ in request.headers)
    return is_conditional and isinstance(error, NotFound) and error.code not in {"NoSuchBucket", "NoSuchUpload"}


def _settle(
    call: _Call, question: Generator[Operation[object], object, Settled[ResultT] | None], lost: TigrisError
) -> Exchange[SourceT, Settled[ResultT] | None]:
    """Put the operation's questions to the service; return what it concludes. Raise `lost` if they fail."""
    try:
        return (yield from _answered(call, question, lost))
    except OutcomeUnknown as unknown:
        raise call.unsent(unknown) from lost.__cause__ or lost


def _checked(
    call: _Call, feature: str, question: Generator[Operation[object], object, bool] | None
) -> Exchange[SourceT, None]:
    """Ask whether the endpoint speaks a feature; remember that it does."""
    if question is not None and (yield from _answered(call, question)) and call.features is not None:
        call.features.add(feature)


def _answered(
    call: _Call, question: Generator[Operation[object], object, ResultT], lost: TigrisError | None = None
) -> Exchange[SourceT, ResultT]:
    """Put questions to the service, None standing for "not found"; return what they come to.

    Any other failure ends them with `lost`, or without one is an answer itself.
    """
    answer: object = None
    while True:
        try:
            operation = question.send(answer)
        except StopIteration as end:
            result: ResultT = end.value
            return result
        except FeatureNotSupported as error:
            raise call.unsent(error) from None
        try:
            answer = yield from ask(call.plan_of_what_is_left(), operation, operation.request(), NO_PAYLOAD)
        except NotFound:
            answer = None
        except TigrisError as why:
            if lost is not None and not isinstance(why, FeatureNotSupported):
                # Nothing was found out: what the caller must know is the error that put it in doubt.
                raise lost from lost.__cause__ or why
            answer = why
