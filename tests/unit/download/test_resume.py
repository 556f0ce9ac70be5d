"""Reading a broken body on: what is asked for, when it is not worth it, and which answers are no continuation.

The service is a function: it answers GETs from a list of breaks. No network and no clock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.core.exchanging import plan
from tigris_http import (
    AccessDenied,
    AsyncObjectBody,
    ConnectionFailed,
    CorruptBody,
    IncompleteBody,
    MalformedResponse,
    NotFound,
    ObjectBody,
    ObjectChanged,
    PreconditionFailed,
    RangeNotSatisfiable,
    RetryPolicy,
    TigrisError,
    TimedOut,
)
from tigris_http._core.retry_budget import CAPACITY, RetryBudget
from tigris_http._download.resume import WORTH_ITS_PRICE, GetRest
from tigris_http._download.resumption import resume, resume_async
from tigris_http._wire.http import Head, Headers
from tigris_http.operations import GetObject, Operation, StreamOperation
from tigris_http.operations.objects._object_info import object_info

ERRORS: list[Callable[[], TigrisError]] = [
    lambda: ConnectionFailed("reset"),
    lambda: TimedOut("silent"),
    lambda: IncompleteBody("cut"),
]
ENDS = None
"""A source that ends without an error, as if all had been there."""
Break: TypeAlias = "tuple[int, TigrisError | None]"
"""After how many bytes of its body an answer breaks, and by what."""
AT_ONCE = RetryPolicy(base=0, deadline=None)


class Source:
    """A body in pieces of given sizes, which breaks where it is told to."""

    trailers = ()
    remaining: int | None = None

    def __init__(self, data: bytes, sizes: list[int], break_: Break | None) -> None:
        self.data, self.sizes, self.at = data, sizes, 0
        self.breaks_at, self.error = (len(data), None) if break_ is None else break_
        self.closed = False

    def readinto(self, buffer: memoryview, /) -> int:
        assert not self.closed or self.at in (self.breaks_at, len(self.data))
        end = min(self.breaks_at, len(self.data))
        size = min(self.sizes[0], len(buffer), end - self.at)
        self.sizes = [*self.sizes[1:], self.sizes[0]]
        if not size and self.error is not None:
            self.closed = True
            raise self.error
        buffer[:size] = self.data[self.at : self.at + size]
        self.at += size
        return size

    def close(self) -> None:
        self.closed = True


class AsyncSource:
    trailers = ()
    remaining: int | None = None

    def __init__(self, inner: Source) -> None:
        self.inner = inner

    async def readinto(self, buffer: memoryview, /) -> int:
        await asyncio.sleep(0)
        return self.inner.readinto(buffer)

    async def aclose(self) -> None:
        self.inner.close()


@dataclass
class Service:
    """An object, and what goes wrong with each answer in turn."""

    content: bytes
    breaks: list[Break] = field(default_factory=list)
    sizes: list[int] = field(default_factory=lambda: [7])
    etag: str | None = '"abc"'
    bend: Callable[[int, GetObject, Head, bytes], Any] = lambda number, get, head, body: (head, body)
    """Changes an answer, or returns an error in its place."""
    asked: list[GetObject] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    budget: RetryBudget = field(default_factory=RetryBudget)
    policy: RetryPolicy = AT_ONCE

    def answer(self, get: GetObject) -> tuple[Head, Source]:
        self.asked.append(get)
        get.request()
        first, last = 0, len(self.content) - 1
        fields: Headers = () if self.etag is None else (("etag", self.etag),)
        status = 200
        if get.range is not None:
            first, end = get.range
            last = last if end is None else min(end, last)
            first = max(0, len(self.content) + first) if first < 0 else first
            fields += (("content-range", f"bytes {first}-{last}/{len(self.content)}"),)
            status = 206
        body = self.content[first : last + 1]
        head = Head(status, (*fields, ("content-length", str(len(body)))))
        number = len(self.asked) - 1
        bent = self.bend(number, get, head, body)
        if isinstance(bent, TigrisError):
            raise bent
        head, body = bent
        source = Source(body, list(self.sizes), self.breaks[number] if number < len(self.breaks) else None)
        self.sources.append(source)
        return head, source

    def opened(self, get: GetObject, **changes: Any) -> ObjectBody:
        head, source = self.answer(get)
        body = ObjectBody(object_info(head, "bucket", "k"), source)
        context = plan(policy=self.policy, budget=self.budget, **changes)
        resume(body, get, context, Client(self))
        return body

    def aopened(self, get: GetObject) -> AsyncObjectBody:
        head, source = self.answer(get)
        body = AsyncObjectBody(object_info(head, "bucket", "k"), AsyncSource(source))
        context = plan(policy=self.policy, budget=self.budget)
        resume_async(body, get, context, AsyncClient(self))
        return body

    @property
    def ranges(self) -> list[tuple[int, int | None] | None]:
        return [get.range for get in self.asked]


class Client:
    """Sends what continues a body."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def send(self, operation: Operation[Any], /) -> Any:
        raise AssertionError(operation)

    def stream(self, operation: StreamOperation[Any, object], /) -> Any:
        assert isinstance(operation, GetRest)
        head, source = self.service.answer(operation.get)
        try:
            return operation.open(head, source)
        except TigrisError:
            source.close()
            raise


class AsyncClient:
    def __init__(self, service: Service) -> None:
        self.service = service

    async def send(self, operation: Operation[Any], /) -> Any:
        raise AssertionError(operation)

    async def opening(self, operation: StreamOperation[object, Any], /) -> Any:
        assert isinstance(operation, GetRest)
        head, source = self.service.answer(operation.get)
        try:
            return operation.open_async(head, AsyncSource(source))
        except TigrisError:
            source.close()
            raise


GET = GetObject("bucket", "k")


@st.composite
def services(draw: st.DrawFn) -> tuple[Service, GetObject, bytes]:
    content = draw(st.binary(min_size=1, max_size=400))
    size = len(content)
    get, expected = GET, content
    kind = draw(st.sampled_from(["whole", "a-b", "a-", "-n"]))
    first = draw(st.integers(0, size - 1))
    if kind == "a-b":
        last = draw(st.integers(first, size + 9))
        get, expected = replace(GET, range=(first, last)), content[first : last + 1]
    elif kind == "a-":
        get, expected = replace(GET, range=(first, None)), content[first:]
    elif kind == "-n":
        count = draw(st.integers(1, size + 9))
        get, expected = replace(GET, range=(-count, None)), content[-count:]
    error = st.sampled_from(ERRORS).map(lambda make: make()) | st.none()
    breaks = draw(st.lists(st.tuples(st.integers(0, 60), error), max_size=8))
    sizes = draw(st.lists(st.integers(1, 90), min_size=1, max_size=4))
    return Service(content, breaks, sizes, policy=RetryPolicy(50, base=0, deadline=None)), get, expected


@given(services(), st.lists(st.integers(0, 90), max_size=12))
def test_no_byte_is_repeated_or_skipped_wherever_and_however_often_it_breaks(
    case: tuple[Service, GetObject, bytes], wishes: list[int]
) -> None:
    """And each time exactly what is missing is asked for, of the same object."""
    service, get, expected = case
    afterwards = replace(service, asked=[], sources=[])
    with service.opened(get) as body:
        got = b"".join([body.read(wish) for wish in [*wishes, -1]])
        assert expected == got
        assert len(service.asked) - 1 == body.resumed

    async def main() -> bytes:
        async with afterwards.aopened(get) as abody:
            parts = [await abody.read(wish) for wish in [*wishes, -1]]
        assert len(afterwards.asked) - 1 == abody.resumed
        return b"".join(parts)

    assert expected == asyncio.run(main())
    assert service.asked == afterwards.asked
    begin = service.content.index(expected) if get.range is None else object_start(get, service.content)
    at = 0
    for following, source in zip(service.asked[1:], service.sources, strict=False):
        at += source.at
        assert ((begin + at, begin + len(expected) - 1), "abc") == (following.range, following.if_match)
    assert all(source.closed for source in [*service.sources, *afterwards.sources])


def object_start(get: GetObject, content: bytes) -> int:
    assert get.range is not None
    return max(0, len(content) + get.range[0]) if get.range[0] < 0 else get.range[0]


def read(service: Service, get: GetObject = GET) -> tuple[bytes, TigrisError | None]:
    """Return the bytes that came and what ended them; the async twin must agree."""
    mirror = replace(service, asked=[], sources=[], budget=RetryBudget())
    found, error = b"", None
    with service.opened(get) as body:
        try:
            for chunk in body:
                found += chunk
        except TigrisError as met:
            error = met

    async def main() -> tuple[bytes, type | None]:
        afound = b""
        async with mirror.aopened(get) as abody:
            try:
                async for chunk in abody:
                    afound += chunk
            except TigrisError as met:
                return afound, type(met)
        return afound, None

    assert (found, None if error is None else type(error)) == asyncio.run(main())
    assert service.asked == mirror.asked
    assert all(source.closed for source in service.sources)
    return found, error


def test_what_breaks_behind_the_last_byte_is_nothing_to_ask_about() -> None:
    for error in (ConnectionFailed("gone"), TimedOut("silent"), IncompleteBody("cut"), None):
        service = Service(b"0123456789", [(10, error)])
        assert (b"0123456789", None) == read(service)
        assert 1 == len(service.asked)


def test_a_framing_that_goes_wrong_behind_the_last_byte_is_an_error_still() -> None:
    service = Service(b"0123456789", [(10, CorruptBody("garbage"))])
    _, error = read(service)
    assert (CorruptBody, 1) == (type(error), len(service.asked))


def test_a_framing_that_goes_wrong_in_the_middle_is_a_break_like_any_other() -> None:
    service = Service(b"0123456789", [(4, CorruptBody("garbage"))])
    assert (b"0123456789", None, 2) == (*read(service), len(service.asked))


def test_an_empty_object_is_never_asked_for_twice() -> None:
    service = Service(b"", [(0, ConnectionFailed("gone"))])
    assert (b"", None, 1) == (*read(service), len(service.asked))


@pytest.mark.parametrize("etag", [None, "", '""', 'W/"weak"', '"W/"weak""', '"a"b"', '"*"', "*", '"caf\xe9"', '" a"'])
def test_an_object_without_a_strong_tag_is_not_read_on(etag: str | None) -> None:
    broke = IncompleteBody("cut")
    service = Service(b"0123456789", [(4, broke)], etag=etag)
    found, error = read(service)
    assert (b"0123", broke, 1) == (found, error, len(service.asked))


def test_one_attempt_is_one_attempt() -> None:
    broke = ConnectionFailed("reset")
    service = Service(b"0123456789", [(4, broke)], policy=RetryPolicy(max_attempts=1))
    found, error = read(service)
    assert (b"0123", broke, 1) == (found, error, len(service.asked))


def test_attempts_are_counted_since_bytes_came_last() -> None:
    policy = replace(AT_ONCE, max_attempts=3)
    cut = [(0, IncompleteBody("cut"))]
    service = Service(
        b"0123456789", [*cut, *cut, (1, IncompleteBody("cut")), *cut, (2, IncompleteBody("cut"))], policy=policy
    )
    assert (b"0123456789", None) == read(service)
    assert [None, (0, 9), (0, 9), (1, 9), (1, 9), (3, 9)] == service.ranges
    service = Service(b"0123456789", [(5, IncompleteBody("cut")), *cut * 9], policy=policy)
    found, error = read(service)
    assert (b"01234", IncompleteBody, 3) == (found, type(error), len(service.asked))
    assert error is not None
    assert ("GetObject", "bucket", "k") == (error.operation, error.bucket, error.key)


def test_the_deadline_is_for_what_is_silent_not_for_what_is_long() -> None:
    clock = iter(range(0, 100_000, 50))
    service = Service(bytes(100), [(3, IncompleteBody("cut"))] * 30, policy=RetryPolicy(base=0, deadline=60))
    body = service.opened(GET, monotonic=lambda: float(next(clock)))
    assert bytes(100) == body.read()
    assert 30 == body.resumed
    service = Service(
        bytes(100), [(3, IncompleteBody("cut")), *[(0, IncompleteBody("cut"))] * 9], policy=service.policy
    )
    with service.opened(GET, monotonic=lambda: float(next(clock))) as body, pytest.raises(IncompleteBody):
        body.read()
    assert 3 == len(service.asked)


def test_waits_grow_with_attempts_in_vain_and_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("tigris_http._concurrency.cancel.sleep", waits.append)
    cut = IncompleteBody("cut")
    service = Service(bytes(10), [(1, cut), (0, cut), (0, cut), (4, cut)], policy=RetryPolicy(base=0.1, deadline=None))
    with service.opened(GET) as body:
        assert bytes(10) == body.read()
    assert [0.1, 0.2, 0.4, 0.1] == pytest.approx(waits)


def test_reading_on_is_paid_for_and_what_it_cost_comes_back_at_the_end() -> None:
    service = Service(bytes(10), [(1, IncompleteBody("cut"))] * 3)
    left: list[int] = []

    def note(number: int, get: GetObject, head: Head, body: bytes) -> tuple[Head, bytes]:
        left.append(service.budget.left)
        return head, body

    service.bend = note
    with service.opened(GET) as body:
        assert bytes(10) == body.read()
    assert [CAPACITY, CAPACITY - 5, CAPACITY - 10, CAPACITY - 15] == left
    assert CAPACITY == service.budget.left


def test_a_service_that_gives_a_byte_at_a_time_comes_to_the_budgets_end() -> None:
    service = Service(bytes(1000), [(1, IncompleteBody("cut"))] * 1000)
    with service.opened(GET) as body, pytest.raises(IncompleteBody):
        body.read()
    assert CAPACITY // 5 + 1 == len(service.asked)


def test_what_was_gained_before_the_last_break_pays_for_none_after_it() -> None:
    step, cut = WORTH_ITS_PRICE, IncompleteBody("cut")
    service = Service(bytes(step + 1000), [(step, cut), *[(1, cut)] * 1000], [step])
    with service.opened(GET) as body, pytest.raises(IncompleteBody):
        body.read()
    assert CAPACITY // 5 + 1 == len(service.asked)


def test_a_long_body_that_gets_on_does_not_come_to_the_budgets_end() -> None:
    step = WORTH_ITS_PRICE
    service = Service(bytes(step * 6), [(step, IncompleteBody("cut"))] * 9, [step], budget=RetryBudget(5))
    with service.opened(GET) as body:
        assert step * 6 == len(body.read())
    assert 5 == body.resumed


@pytest.mark.parametrize(
    "refused",
    [
        lambda: PreconditionFailed("changed", status=412),
        lambda: NotFound("gone", status=404),
        lambda: RangeNotSatisfiable("shorter", status=416),
    ],
)
def test_an_object_replaced_or_deleted_meanwhile_is_an_error_of_its_own(refused: Callable[[], TigrisError]) -> None:
    service = Service(b"0123456789", [(4, IncompleteBody("cut"))])
    service.bend = lambda number, get, head, body: refused() if number else (head, body)
    found, error = read(service)
    assert (b"0123", ObjectChanged, 2) == (found, type(error), len(service.asked))
    assert error is not None
    assert ("GetObject", "bucket", "k") == (error.operation, error.bucket, error.key)


def changed(head: Head, **headers: str | None) -> Head:
    names = {name.replace("_", "-") for name in headers}
    kept = tuple(pair for pair in head.headers if pair[0] not in names)
    return Head(head.status, (*kept, *((n.replace("_", "-"), v) for n, v in headers.items() if v is not None)))


def test_another_tag_is_another_object_whatever_the_service_says_of_the_condition() -> None:
    service = Service(b"0123456789", [(4, IncompleteBody("cut"))])
    service.bend = lambda number, get, head, body: (changed(head, etag='"other"') if number else head, body)
    found, error = read(service)
    assert (b"0123", ObjectChanged, 2) == (found, type(error), len(service.asked))


NO_CONTINUATIONS: dict[str, Callable[[Head, bytes], tuple[Head, bytes]]] = {
    "the whole": lambda head, body: (Head(200, (("etag", '"abc"'), ("content-length", "10"))), b"0123456789"),
    "another range": lambda head, body: (changed(head, content_range="bytes 3-8/10"), b"345678"),
    "a shorter range": lambda head, body: (changed(head, content_range="bytes 4-8/10", content_length="5"), b"45678"),
    "another size": lambda head, body: (changed(head, content_range="bytes 4-9/11"), body),
    "no tag": lambda head, body: (changed(head, etag=None), body),
}


@pytest.mark.parametrize("how", NO_CONTINUATIONS)
def test_an_answer_that_is_no_continuation_is_never_mixed_in(how: str) -> None:
    """It is asked for again, and is the error where that does not help."""
    bent = NO_CONTINUATIONS[how]
    service = Service(b"0123456789", [(4, IncompleteBody("cut"))])
    service.bend = lambda number, get, head, body: bent(head, body) if number == 1 else (head, body)
    assert (b"0123456789", None, 3) == (*read(service), len(service.asked))
    service = Service(b"0123456789", [(4, IncompleteBody("cut"))], policy=replace(AT_ONCE, max_attempts=4))
    service.bend = lambda number, get, head, body: bent(head, body) if number else (head, body)
    found, error = read(service)
    assert (b"0123", CorruptBody, 4) == (found, type(error), len(service.asked))


def test_a_range_that_contradicts_itself_is_malformed_and_final() -> None:
    service = Service(b"0123456789", [(4, IncompleteBody("cut"))])
    service.bend = lambda number, get, head, body: (changed(head, content_range="bytes x") if number else head, body)
    found, error = read(service)
    assert (b"0123", MalformedResponse, 2) == (found, type(error), len(service.asked))


def test_what_the_service_refuses_is_the_error() -> None:
    service = Service(b"0123456789", [(4, IncompleteBody("cut"))])
    service.bend = lambda number, get, head, body: AccessDenied("no", status=403) if number else (head, body)
    found, error = read(service)
    assert (b"0123", AccessDenied) == (found, type(error))


def test_everything_else_of_the_call_goes_into_the_continuation() -> None:
    asked = GetObject(
        "bucket",
        "k",
        range=(2, None),
        version_id="17",
        if_none_match="other",
        extra_headers={"x-mine": "1", "If-Range": '"abc"'},
        timeout=3.0,
    )
    service = Service(b"0123456789", [(4, IncompleteBody("cut"))])
    assert (b"23456789", None) == read(service, asked)
    expected = GetObject(
        "bucket",
        "k",
        range=(6, 9),
        version_id="17",
        if_match="abc",
        extra_headers={"x-mine": "1"},
        timeout=3.0,
        resume=False,
    )
    assert [asked, expected] == service.asked
    past = replace(GET, snapshot_version="1700")
    service = Service(b"0123456789", [(4, IncompleteBody("cut"))])
    assert (b"0123456789", None) == read(service, past)
    assert "1700" == service.asked[1].snapshot_version


def test_what_is_interrupted_while_it_is_read_on_leaves_nothing_open() -> None:
    service = Service(b"0123456789", [(4, IncompleteBody("cut"))])

    def interrupt(number: int, get: GetObject, head: Head, body: bytes) -> tuple[Head, bytes]:
        if number:
            raise KeyboardInterrupt
        return head, body

    service.bend = interrupt
    with service.opened(GET) as body:
        with pytest.raises(KeyboardInterrupt):
            body.read()
        assert [True] == [source.closed for source in service.sources]
        # What was read before is lost: nobody may go on as if it had not been.
        with pytest.raises(IncompleteBody, match="KeyboardInterrupt"):
            body.read()
