"""One call, from an operation to its reply: place, sign, send, judge, wait, repeat. Without I/O.

Contract: a generator that yields `Send`, `Sleep` or `Refresh`. It receives a `Reply` or an error after a `Send`, None
or an error after a `Refresh`.

It returns an open reply and never yields over it. So an error while the caller reads a body cannot count as a failed
attempt.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from tigris_http._core.call import Call, is_refused
from tigris_http._core.headers import redacted
from tigris_http._core.messages import NO_PAYLOAD, CallContext, Outcome, Payload, Reply
from tigris_http._core.steps import Step
from tigris_http._wire.http import Head, Request, Response
from tigris_http._wire.lost_responses import is_lost_response
from tigris_http.errors import (
    AccessDenied,
    ConnectionFailed,
    FeatureNotSupported,
    MalformedResponse,
    NotFound,
    OutcomeUnknown,
    PreconditionFailed,
    ServiceError,
    TigrisError,
    TimedOut,
)
from tigris_http.operations._steps import Sleep

if TYPE_CHECKING:
    from tigris_http._wire.success import Success
    from tigris_http.operations._base import AnyOperation, Operation, Settled

SourceT = TypeVar("SourceT")
ResultT = TypeVar("ResultT")

Exchange: TypeAlias = Generator[Step, Outcome[SourceT], ResultT]


def ask(
    context: CallContext, operation: Operation[ResultT], request: Request, payload: Payload
) -> Exchange[SourceT, ResultT]:
    success = operation.SUCCESS

    def parse(reply: Reply[SourceT]) -> ResultT:
        missed = success.missed_by(reply.head, reply.body)
        if missed is not None:
            raise missed
        try:
            result = operation.parse(Response(reply.head, reply.body))
        except MalformedResponse as error:
            raise success.page_for(reply.head, reply.body) or error from None
        if context.features is not None:
            operation.check_heard(reply.head, result)
        return result

    return _exchange(context, operation, request, payload, parse, operation)


def ask_open(
    context: CallContext, operation: AnyOperation, request: Request, payload: Payload
) -> Exchange[SourceT, Reply[SourceT]]:
    success = operation.SUCCESS

    def parse(reply: Reply[SourceT]) -> Reply[SourceT]:
        missed = success.missed_by(reply.head, reply.body) if reply.source is None else None
        if missed is not None:
            raise missed
        if context.features is not None:
            operation.check_heard(reply.head, None)
        return reply

    return _exchange(context, operation, request, payload, parse, None)


def _exchange(
    context: CallContext,
    operation: AnyOperation,
    request: Request,
    payload: Payload,
    parse: Callable[[Reply[SourceT]], ResultT],
    whole: Operation[ResultT] | None,
) -> Exchange[SourceT, ResultT]:
    """Send, and again if that is safe and worth it; raise the error of the last attempt.

    `whole` is the operation, None if its reply stays open.
    """
    call = Call(context, operation, request, payload, stream=whole is None)
    skew_learned = False
    lost: TigrisError | None = None
    feature, before = None, None
    if whole is not None:
        feature, before = yield from _prepare(call, context, whole)
    may_repeat = operation.REPEATABLE
    while True:
        if not call.keys.ready():
            yield from call.keys.awaited(call.unsent)
        outcome = yield call.send()
        if context.keys.in_doubt and isinstance(outcome, Reply):
            call.learn_the_time(outcome.head)
        result = _judge(outcome, operation.SUCCESS, parse)
        if isinstance(result, TigrisError) and isinstance(outcome, Reply):
            # A service may repeat a secret that it was sent. No message may show it.
            outcome = redacted(outcome, call.secrets)
            result = _judge(outcome, operation.SUCCESS, parse)
        if not isinstance(result, TigrisError):
            call.succeeded(outcome)
            if feature is not None and whole is not None and isinstance(outcome, Reply):
                yield from _check(call, context, feature, whole.confirm(outcome.head, result, before))
            return result
        if isinstance(result, ServiceError) and context.features is not None:
            result = operation.explained(result)
        head = outcome.head if isinstance(outcome, Reply) else Head(0)
        # Tracebacks keep this frame alive; drop the answer first.
        del outcome
        error = call.failed(result, head)
        # A one-shot body can be resent only if no connection was made.
        unread = isinstance(error, (ConnectionFailed, TimedOut)) and not error.sent
        may_send = payload.rereadable or unread
        if not skew_learned and isinstance(error, AccessDenied) and context.skew.caused(error, head, call.signed_at):
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
        may_be_done_once = may_be_done and not operation.REPEATABLE
        # A repeatable request is settled only if the repetition is refused ("exists already"), any other at once.
        if whole is not None and lost is not None and (is_refused(error) or may_be_done_once):
            doubt = call.doubt(error, head, before)
            unknown: TigrisError | None = None
            if _in_doubt(request, error):
                unknown = call.unknown(lost, error)
            elif may_be_done_once:
                unknown = call.unknown_once(error)
            questions = whole.settle(doubt)
            if questions is not None:
                settled = yield from _settle(call, questions, unknown or error)
                if settled is not None:
                    return settled.result
                may_repeat = True
            if unknown is not None and not (may_be_done_once and may_repeat):
                raise unknown
        if not may_send:
            raise error
        yield Sleep(call.wait(error, head, repeatable=may_repeat))


def _judge(
    outcome: Outcome[SourceT], success: Success, parse: Callable[[Reply[SourceT]], ResultT]
) -> ResultT | TigrisError:
    if isinstance(outcome, TigrisError):
        return outcome
    if outcome is None:
        raise RuntimeError("a request has no outcome")
    is_silent = not outcome.body and 200 <= outcome.head.status < 300
    # The bytes of an object may look like an error document.
    if not is_silent and not (success.body == "bytes" and success.is_shown_by(outcome.head)):
        from tigris_http._wire.error_documents import is_refusal, refusal

        if is_refusal(outcome.head, outcome.body):
            return refusal(outcome.head, outcome.body)
    try:
        return parse(outcome)
    except TigrisError as error:
        # The frames and the cause of a parser's error hold all of the answer. Its message is enough.
        error.__context__ = None
        return error.with_traceback(None)


def _in_doubt(request: Request, error: TigrisError) -> bool:
    """Return whether a write was perhaps refused because of its own earlier attempt."""
    if request.method in {"GET", "HEAD"} or not isinstance(error, ServiceError):
        return False
    if isinstance(error, PreconditionFailed) or error.code == "ConditionalRequestConflict":
        return True
    is_conditional = any(name.startswith("if-") for name, _ in request.headers)
    return is_conditional and isinstance(error, NotFound) and error.code not in {"NoSuchBucket", "NoSuchUpload"}


# -- the questions of an operation: requests before, between and after its attempts -----------------------------------


def _prepare(
    call: Call, context: CallContext, operation: Operation[ResultT]
) -> Exchange[SourceT, tuple[str | None, object]]:
    """Ask the questions before the first attempt; return the feature to confirm, and the state before."""
    feature = None if context.features is None else operation.feature()
    if feature is not None and context.features is not None and feature in context.features:
        feature = None
    if feature is not None:
        yield from _check(call, context, feature, operation.ensure())
    if (condition := operation.precondition()) is not None:
        yield from _answer(call, condition, _error_itself)
        call.begins_now()
    before: object = None
    # With one attempt in all, `settle` does not send again, so it needs no state before.
    if (feature is not None or context.policy.max_attempts > 1) and (looking := operation.look()) is not None:
        before = yield from _answer(call, looking, _none_if_missing)
        call.begins_now()
    return feature, before


def _check(
    call: Call, context: CallContext, feature: str, questions: Generator[Operation[object], object, bool] | None
) -> Exchange[SourceT, None]:
    if (
        questions is not None
        and (yield from _answer(call, questions, _none_if_missing))
        and context.features is not None
    ):
        context.features.add(feature)


def _settle(
    call: Call, questions: Generator[Operation[object], object, Settled[ResultT] | None], lost: TigrisError
) -> Exchange[SourceT, Settled[ResultT] | None]:
    """Find out whether a lost attempt was carried out. Raise `lost` if a question fails."""

    def answer(error: TigrisError) -> TigrisError | None:
        if isinstance(error, (NotFound, FeatureNotSupported)):
            return _none_if_missing(error)
        # Nothing was found out: the caller must know the error that caused the doubt.
        raise lost from lost.__cause__ or error

    try:
        return (yield from _answer(call, questions, answer))
    except OutcomeUnknown as unknown:
        raise call.unsent(unknown) from lost.__cause__ or lost


def _answer(
    call: Call,
    questions: Generator[Operation[object], object, ResultT],
    answer_for: Callable[[TigrisError], object],
) -> Exchange[SourceT, ResultT]:
    """Send the operations that `questions` yields; return its result. `answer_for` replaces an error."""
    answer: object = None
    while True:
        try:
            operation = questions.send(answer)
        except StopIteration as end:
            result: ResultT = end.value
            return result
        except FeatureNotSupported as error:
            raise call.unsent(error) from None
        except TigrisError as error:
            call.located(error)
            raise
        try:
            answer = yield from ask(call.context_for_questions(), operation, operation.request(), NO_PAYLOAD)
        except TigrisError as error:
            answer = answer_for(error)


def _error_itself(error: TigrisError) -> TigrisError:
    return error


def _none_if_missing(error: TigrisError) -> TigrisError | None:
    return None if isinstance(error, NotFound) else error
