"""One operation from its value to its reply: place, sign, send, judge, wait, ask again. Without doing any of it.

Contract: a generator that yields what is to be done (`Send`, `Wait`) and is sent what came of it (a `Reply`, or the
error that was met; None after a wait). It reads no clock and no randomness of its own: both are functions in its
`Plan`. The two clients drive it, one blocking, one async; neither knows more than how to do one step.

An open reply is what the generator returns, never what it yields over: an error while a caller reads a body cannot
come back in here and be taken for a failed attempt.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from tigris_http import _retry
from tigris_http._address import Address, Endpoint, Style, locate
from tigris_http._http import Head, Headers, Request, Response
from tigris_http._refusal import refusal
from tigris_http._timestamps import from_http_date
from tigris_http.errors import (
    AccessDenied,
    Conflict,
    ConnectionFailed,
    MalformedResponse,
    NotFound,
    PreconditionFailed,
    TigrisError,
    TimedOut,
)

if TYPE_CHECKING:
    from tigris_http._budget import RetryBudget
    from tigris_http._signing import Signer
    from tigris_http.credentials import Credentials
    from tigris_http.operations._operation import AnyOperation, Operation

SourceT = TypeVar("SourceT")
ResultT = TypeVar("ResultT")

_SKEWED = "RequestTimeTooSkewed"
_SKEW_ALLOWED = 15 * 60
"""Seconds that a signature may be off (S3: RequestTimeTooSkewed)."""
_FRAMING = frozenset({"accept-encoding", "content-length", "expect", "te", "trailer", "transfer-encoding", "upgrade"})
"""Header fields that say how bytes travel, which only the transport knows."""
_WITH_BODY = frozenset({"PUT", "POST", "PATCH"})
_REFUSED = (NotFound, Conflict, PreconditionFailed)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for one step of an exchange; None waits for ever."""

    connect: float | None = 10.0
    """Until a connection stands, TLS included."""
    read: float | None = 60.0
    """Until the next bytes of an answer arrive."""
    write: float | None = 60.0
    """Until the next bytes of a request are taken."""
    pool: float | None = 60.0
    """Until a connection of the pool is free."""

    def __post_init__(self) -> None:
        for name in ("connect", "read", "write", "pool"):
            value: float | None = getattr(self, name)
            if value is not None and not value > 0:
                raise ValueError(f"{name} must be more than 0 seconds, or None")


@dataclass(frozen=True, slots=True)
class Payload:
    """What signing and framing need to know of a body; the driver has the bytes."""

    size: int
    sha256: str
    """Hex digest, or UNSIGNED-PAYLOAD."""
    rereadable: bool = True
    """Whether it can be sent a second time."""


NO_PAYLOAD = Payload(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")


@dataclass(frozen=True, slots=True)
class Send:
    """Send this; read the body whole, unless `stream` and the status is a success."""

    operation: str
    bucket: str | None
    key: str | None
    method: str
    address: Address
    headers: Headers = field(repr=False)
    """All header fields but Host, which is `address.authority`."""
    payload: Payload
    timeouts: Timeouts
    stream: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """Sleep for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reply(Generic[SourceT]):
    """What came back: the head, and either the whole body or its open source."""

    head: Head
    body: bytes = b""
    source: SourceT | None = None


class Skew:
    """How far the service's clock is ahead of ours; learned when an answer says that it matters."""

    def __init__(self) -> None:
        self.seconds = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """All that an exchange depends on beside its operation."""

    endpoint: Endpoint
    style: Style
    policy: _retry.RetryPolicy
    budget: RetryBudget
    skew: Skew
    credentials: Credentials
    signer: Callable[[], Signer]
    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    random: Callable[[], float]
    timeouts: Timeouts = Timeouts()
    extra_headers: Headers = ()

    def signing_time(self) -> datetime:
        """Return the time to sign with: ours, put right by what was learned of the service's."""
        ahead = self.skew.seconds
        return self.now() + timedelta(seconds=ahead) if ahead else self.now()


Step: TypeAlias = Send | Wait
Outcome: TypeAlias = Reply[SourceT] | TigrisError | None
Exchange: TypeAlias = Generator[Step, Outcome[SourceT], ResultT]


def ask(plan: Plan, operation: Operation[ResultT], request: Request, payload: Payload) -> Exchange[SourceT, ResultT]:
    """Do an operation whose reply is read whole, and return its result."""

    def parse(reply: Reply[SourceT]) -> ResultT:
        return operation.parse(Response(reply.head, reply.body))

    return _exchange(plan, operation, request, payload, parse, operation.settle, stream=False)


def ask_open(
    plan: Plan, operation: AnyOperation, request: Request, payload: Payload
) -> Exchange[SourceT, Reply[SourceT]]:
    """Do an operation whose reply is handed out open, and return that reply."""
    return _exchange(plan, operation, request, payload, _as_it_is, _cannot_tell, stream=True)


def _as_it_is(reply: Reply[SourceT]) -> Reply[SourceT]:
    return reply


def _cannot_tell() -> None:
    return None


def _exchange(
    plan: Plan,
    operation: AnyOperation,
    request: Request,
    payload: Payload,
    parse: Callable[[Reply[SourceT]], ResultT],
    settle: Callable[[], Generator[Operation[object], object, ResultT | None] | None],
    *,
    stream: bool,
) -> Exchange[SourceT, ResultT]:
    """Send, and send again where that is safe and worth it; raise the error of the last attempt."""
    name, bucket, key = operation.action, request.bucket, request.key
    address = locate(plan.endpoint, plan.style, bucket, key, request.query)
    headers = _fields(request, plan.extra_headers, payload)
    started = plan.monotonic()
    attempts = paid = 0
    lost = skew_learned = False
    while True:
        attempts += 1
        signed = plan.signer().sign(
            plan.credentials,
            method=request.method,
            authority=address.authority,
            path=address.path,
            query=address.query,
            headers=headers,
            payload_hash=payload.sha256,
            now=plan.signing_time(),
        )
        outcome = yield Send(name, bucket, key, request.method, address, signed, payload, plan.timeouts, stream)
        result = _judge(outcome, parse)
        if not isinstance(result, TigrisError):
            plan.budget.give(paid or 1)
            return result
        error = result.located(name, bucket, key, attempts)
        head = outcome.head if isinstance(outcome, Reply) else Head(0)
        # What was read of a body that can be read only once is gone; without a connection nothing was.
        unread = isinstance(error, (ConnectionFailed, TimedOut)) and not error.sent
        may_send = payload.rereadable or unread
        if not skew_learned and _is_skewed(plan, error, head):
            skew_learned = _learn(plan, head)
            if skew_learned and may_send and attempts < plan.policy.max_attempts:
                continue
        was_lost = _retry.was_lost(error)
        lost = lost or was_lost
        may_repeat = operation.REPEATABLE
        # What may be repeated is asked about only when a repetition is refused ("exists already"); what may not
        # be repeated is asked about first.
        if lost and (isinstance(error, _REFUSED) or (was_lost and not may_repeat)):
            question = settle()
            if question is not None:
                settled = yield from _settle(plan, question, error)
                if settled is not None:
                    return settled
                may_repeat = True
        if not may_send:
            raise error
        wait = _retry.wait_before_next(
            plan.policy,
            error,
            attempts=attempts,
            elapsed=plan.monotonic() - started,
            fraction=plan.random(),
            repeatable=may_repeat,
            retry_after=_retry.retry_after_seconds(head.get("retry-after")),
        )
        if wait is None:
            raise error
        paid = plan.budget.take(error)
        if not paid:
            raise error
        yield Wait(wait)


def _fields(request: Request, extra: Headers, payload: Payload) -> Headers:
    """Return the header fields to sign; how the body is framed is said here and nowhere else."""
    headers = request.headers + extra
    for name, _ in headers:
        if name.lower() in _FRAMING:
            raise ValueError(f"header {name!r} is written by the client itself")
    if payload.size or request.method in _WITH_BODY:
        headers += (("content-length", str(payload.size)),)
    return headers


def _judge(outcome: Outcome[SourceT], parse: Callable[[Reply[SourceT]], ResultT]) -> ResultT | TigrisError:
    """Return the result, or the error that this outcome of a `Send` means."""
    if isinstance(outcome, TigrisError):
        return outcome
    if outcome is None:
        raise RuntimeError("a request was answered by nothing at all")
    if not 200 <= outcome.head.status < 300:
        return refusal(outcome.head, outcome.body)
    try:
        return parse(outcome)
    except TigrisError as error:
        return error


def _settle(
    plan: Plan, question: Generator[Operation[object], object, ResultT | None], lost: TigrisError
) -> Exchange[SourceT, ResultT | None]:
    """Put the operation's questions to the service, None standing for "not found"; return what it concludes."""
    answer: object = None
    while True:
        try:
            operation = question.send(answer)
        except StopIteration as end:
            settled: ResultT | None = end.value
            return settled
        try:
            answer = yield from ask(plan, operation, operation.request(), NO_PAYLOAD)
        except NotFound:
            answer = None
        except TigrisError as why:
            # Nothing was found out: what the caller must know is the error that put it in doubt.
            raise lost from why


def _is_skewed(plan: Plan, error: TigrisError, head: Head) -> bool:
    """Return whether it was refused for the time it was signed at."""
    if not isinstance(error, AccessDenied):
        return False
    if error.code == _SKEWED:
        return True
    # The answer to a HEAD has no body to name its reason: the clocks have to tell.
    theirs = _date(head) if error.code == "AccessDenied" else None
    return theirs is not None and abs((theirs - plan.signing_time()).total_seconds()) > _SKEW_ALLOWED


def _date(head: Head) -> datetime | None:
    try:
        return from_http_date(head.get("date") or "")
    except MalformedResponse:
        return None


def _learn(plan: Plan, head: Head) -> bool:
    """Note how far the service's clock is ahead, from its own Date; return whether it told."""
    theirs = _date(head)
    if theirs is None:
        return False
    plan.skew.seconds = (theirs - plan.now()).total_seconds()
    return True
