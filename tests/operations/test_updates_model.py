"""Many updates of one object at once, by every order of requests, losses and late arrivals, against a tiny store.

No network and no clock: the steps of each update and the exchanges below them are generators. The store has its own
clock in quarters of a second and shows whole seconds, as services do. A request can be answered, refused, lost before
or after it took effect, or delayed to any later time, also a second time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, Literal
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.core.exchanging import plan
from tigris_http import ConnectionFailed, OutcomeUnknown, RetryPolicy, TigrisError
from tigris_http._core.exchange import ask
from tigris_http._core.messages import CallContext, Payload, Reply, Send
from tigris_http._wire.http import Head
from tigris_http._wire.timestamps import from_http_date, to_http_date
from tigris_http.operations import UpdateObject, UpdateObjectResult
from tigris_http.operations._steps import (
    Apply,
    Ask,
    Draw,
    Sleep,
)

EPOCH = datetime(2026, 11, 30, tzinfo=timezone.utc)
KEPT = ("x-amz-meta-", "content-type")


@dataclass
class Version:
    content: bytes | None
    """None for a delete marker."""
    headers: list[tuple[str, str]]
    moment: int
    number: int

    @property
    def etag(self) -> str:
        assert self.content is not None
        return f'"{hashlib.md5(self.content, usedforsecurity=False).hexdigest()}"'


@dataclass
class Written:
    """A write that took effect. `author` is None for another program."""

    author: int | None
    content: bytes | None


@dataclass
class Store:
    """One key of a plain or a snapshot bucket."""

    keeps_versions: bool
    honours_dates: bool = True
    quarter: int = 0
    versions: list[Version] = field(default_factory=list[Version])
    log: list[Written] = field(default_factory=list[Written])

    @property
    def now(self) -> datetime:
        return EPOCH + timedelta(seconds=self.quarter // 4)

    @property
    def current(self) -> Version | None:
        return self.versions[-1] if self.versions and self.versions[-1].content is not None else None

    def write(self, author: int | None, content: bytes | None, headers: list[tuple[str, str]]) -> Version:
        number = self.quarter * 1000 + len(self.log)
        self.log.append(Written(author, content))
        self.versions.append(Version(content, headers, self.quarter, number))
        return self.versions[-1]

    def handle(self, author: int | None, send: Send) -> Reply[Any]:
        headers = {name.lower(): value for name, value in send.headers}
        query = parse_qs(send.address.target.partition("?")[2], keep_blank_values=True)
        if "versions" in query:
            return self._listed()
        version = self.current
        if "versionId" in query:
            version = next(each for each in self.versions if str(each.number) == query["versionId"][0])
        if send.method != "PUT":
            if version is None:
                return self._refused(404, "NoSuchKey")
            body = b"" if send.method == "HEAD" else (version.content or b"")
            return self._answer(version, body)
        return self._put(author, headers, send)

    def _put(self, author: int | None, headers: dict[str, str], send: Send) -> Reply[Any]:
        there = self.current
        if "if-none-match" in headers and there is not None:
            return self._refused(412, "PreconditionFailed")
        if "if-match" in headers and (there is None or there.etag != headers["if-match"]):
            return self._refused(412, "PreconditionFailed")
        date = headers.get("if-unmodified-since")
        if date is not None and there is not None and self.honours_dates:
            modified = EPOCH + timedelta(seconds=there.moment // 4)
            if modified > from_http_date(date):
                return self._refused(412, "PreconditionFailed")
        kept = [(name, value) for name, value in headers.items() if name.startswith(KEPT)]
        version = self.write(author, BODIES[send.payload.sha256], kept)
        return Reply(Head(200, (("etag", version.etag), *self._number(version))), b"")

    def _number(self, version: Version) -> list[tuple[str, str]]:
        return [("x-amz-version-id", str(version.number))] if self.keeps_versions else []

    def _answer(self, version: Version, body: bytes) -> Reply[Any]:
        described = (
            ("etag", version.etag),
            ("last-modified", to_http_date(EPOCH + timedelta(seconds=version.moment // 4))),
            ("date", to_http_date(self.now)),
            ("content-length", str(len(version.content or b""))),
            *self._number(version),
            *version.headers,
        )
        return Reply(Head(200, described), body)

    def _refused(self, status: int, code: str) -> Reply[Any]:
        document = f"<Error><Code>{code}</Code><Message>m</Message></Error>"
        return Reply(Head(status, (("date", to_http_date(self.now)),)), document.encode())

    def _listed(self) -> Reply[Any]:
        entries = "".join(
            f"<{kind}><Key>k</Key><VersionId>{each.number}</VersionId>"
            f"<IsLatest>{str(each is self.versions[-1]).lower()}</IsLatest></{kind}>"
            for each in reversed(self.versions)
            for kind in ("DeleteMarker" if each.content is None else "Version",)
        )
        return Reply(Head(200), f"<ListVersionsResult>{entries}</ListVersionsResult>".encode())


BODIES: dict[str, bytes] = {}
"""The content of each hash: a `Send` shows the hash only."""
POLICY = RetryPolicy(max_attempts=3, base=0, deadline=None)


class Writer:
    """One update under way."""

    def __init__(self, number: int, store: Store, function: Callable[[bytes | None], bytes | None]) -> None:
        self.number, self._store = number, store
        self._steps = UpdateObject("bucket", "k", function, max_conflicts=30).steps()
        self._plan: CallContext = plan(policy=POLICY, random=lambda: 0.0)
        self._exchange: Generator[Any, Any, Any] | None = None
        self._drawn = 0
        self.wants: Send | None = None
        self.wakes = 0
        """The quarter of a second until which it sleeps."""
        self.result: object = None
        self._go_on(None)

    @property
    def is_ready(self) -> bool:
        return self.result is None and self._store.quarter >= self.wakes

    def _go_on(self, outcome: object) -> None:
        """Do steps until the next request, the next sleep or the end."""
        while True:
            try:
                wanted = (self._exchange or self._steps).send(outcome)
            except StopIteration as end:
                outcome = end.value
            except TigrisError as error:
                outcome = error
            else:
                if isinstance(wanted, Send):
                    self.wants = wanted
                    return
                if isinstance(wanted, Sleep) and self._exchange is not None:
                    outcome = None
                elif isinstance(wanted, Apply):
                    outcome = wanted.function(wanted.argument)
                elif isinstance(wanted, Draw):
                    self._drawn += 1
                    outcome = hashlib.sha256(f"{self.number} {self._drawn}".encode()).digest()[: wanted.size]
                elif isinstance(wanted, Ask):
                    self._exchange, outcome = self._sent(wanted.operation), None
                else:
                    self.wants, self.wakes = None, self._store.quarter + round(4 * wanted.seconds)
                    return
                continue
            if self._exchange is None:
                self.wants, self.result = None, outcome
                return
            self._exchange = None

    def _sent(self, operation: Any) -> Generator[Any, Any, Any]:
        request = operation.request()
        body = bytes(request.body)
        digest = hashlib.sha256(body).hexdigest()
        BODIES[digest] = body
        return ask(self._plan, operation, request, Payload(len(body), digest))

    def go_on(self, outcome: object = None) -> None:
        self._go_on(outcome)


Fate = Literal["answered", "unavailable", "throttled", "lost before", "lost after", "late", "twice"]
FATES: list[Fate] = ["answered", "unavailable", "throttled", "lost before", "lost after", "late", "twice"]
Move = tuple[str, int, Fate]


def moves(others: bool) -> st.SearchStrategy[list[Move]]:
    kinds = ["request"] * 6 + ["arrival"] * 2 + ["quarter"]
    kinds += ["changed", "replaced", "restored", "deleted"] if others else []
    fates = st.sampled_from(FATES + ["answered"] * 4)
    return st.lists(st.tuples(st.sampled_from(kinds), st.integers(0, 7), fates), max_size=90)


class World:
    """All writers, the requests in flight, and the actions of other programs."""

    def __init__(self, store: Store, functions: list[Callable[[bytes | None], bytes | None]]) -> None:
        self.store = store
        self.writers = [Writer(number, store, function) for number, function in enumerate(functions)]
        self.under_way: list[tuple[int, Send]] = []

    def move(self, move: Move) -> None:
        kind, which, fate = move
        store = self.store
        if kind == "quarter":
            store.quarter += 1 + which % 4
        elif kind == "arrival" and self.under_way:
            store.handle(*self.under_way.pop(which % len(self.under_way)))
        elif kind == "changed":
            there = store.current
            content, headers = (b"", []) if there is None else (there.content or b"", there.headers)
            store.write(None, content + b".", headers if which % 2 else [])
        elif kind == "replaced":
            store.write(None, b"other %d" % len(store.log), [])
        elif kind == "restored" and store.versions:
            old = store.versions[-1 - which % len(store.versions)]
            store.write(None, old.content, old.headers if which % 2 else [])
        elif kind == "deleted" and store.current is not None:
            store.write(None, None, [])
        elif kind == "request":
            ready = [writer for writer in self.writers if writer.is_ready]
            if ready:
                self._request(ready[which % len(ready)], fate)

    def _request(self, writer: Writer, fate: Fate) -> None:
        send = writer.wants
        if send is None:
            writer.go_on()
            return
        lost = ConnectionFailed("lost")
        match fate:
            case "answered":
                writer.go_on(self.store.handle(writer.number, send))
            case "unavailable":
                writer.go_on(self.store._refused(503, "ServiceUnavailable"))
            case "throttled":
                writer.go_on(self.store._refused(429, "SlowDown"))
            case "lost before":
                writer.go_on(lost)
            case "lost after":
                self.store.handle(writer.number, send)
                writer.go_on(lost)
            case "late":
                self.under_way.append((writer.number, send))
                writer.go_on(lost)
            case "twice":
                self.under_way.append((writer.number, send))
                writer.go_on(self.store.handle(writer.number, send))

    def finish(self) -> None:
        """Answer every request, then deliver those still in flight."""
        for _ in range(2000):
            if not any(writer.result is None for writer in self.writers):
                break
            self.move(("request", 0, "answered"))
            if not any(writer.is_ready for writer in self.writers):
                self.store.quarter += 1
        while self.under_way:
            self.store.handle(*self.under_way.pop(0))

    def times_written(self, author: int) -> int:
        return sum(written.author == author for written in self.store.log)


def outcome_of(writer: Writer) -> str:
    if isinstance(writer.result, UpdateObjectResult):
        return "done"
    return "unknown" if isinstance(writer.result, OutcomeUnknown) else f"not done: {writer.result!r}"


def by(difference: int) -> Callable[[bytes | None], bytes]:
    return lambda old: b"%d" % (int(old or 0) + difference)


@settings(max_examples=150, deadline=None)
@given(
    st.booleans(),
    st.one_of(st.none(), st.sampled_from([b"0", b"5"])),
    st.lists(st.sampled_from([1, 1, -1, 0]), min_size=2, max_size=4),
    moves(others=False),
)
def test_each_success_of_concurrent_updates_counts_once_and_each_error_except_unknown_never(
    keeps_versions: bool, first: bytes | None, differences: list[int], story: list[Move]
) -> None:
    """The same bytes return (5, 6, 5), within a second and later: equal bytes prove nothing."""
    store = Store(keeps_versions)
    if first is not None:
        store.write(None, first, [])
    world = World(store, [by(difference) for difference in differences])
    for move in story:
        world.move(move)
    world.finish()
    for writer in world.writers:
        times, outcome = world.times_written(writer.number), outcome_of(writer)
        assert times == {"done": 1, "unknown": min(times, 1)}.get(outcome, 0), (outcome, times)
    total = sum(difference * world.times_written(number) for number, difference in enumerate(differences))
    assert int(first or 0) + total == int((store.current.content if store.current else None) or 0)


def adding(token: str) -> Callable[[bytes | None], bytes]:
    return lambda old: (old or b"") + f"<{token}>".encode()


@settings(max_examples=150, deadline=None)
@given(st.booleans(), st.booleans(), st.integers(2, 4), moves(others=True))
def test_beside_other_programs_each_state_has_an_update_once_until_something_removes_it(
    keeps_versions: bool, starts: bool, count: int, story: list[Move]
) -> None:
    """Other programs change, replace, delete and restore the object, without its mark or with a copy of it."""
    store = Store(keeps_versions)
    if starts:
        store.write(None, b"first", [])
    world = World(store, [adding(f"u{number}") for number in range(count)])
    for move in story:
        world.move(move)
    world.finish()
    for writer in world.writers:
        token = f"<u{writer.number}>".encode()
        assert all((written.content or b"").count(token) <= 1 for written in store.log)
        written = [index for index, each in enumerate(store.log) if each.author == writer.number]
        if outcome_of(writer) == "done":
            assert written
            untouched = all(each.author is not None for each in store.log[written[-1] :])
            assert not untouched or token in (store.log[-1].content or b"")
        elif outcome_of(writer) != "unknown":
            # No condition tells a deleted object from one that never existed: a late copy of a first write creates it
            # again.
            assert all(index and store.log[index - 1].content is None for index in written)


@pytest.mark.parametrize("keeps_versions", [False, True], ids=["plain", "snapshots"])
@pytest.mark.parametrize("fate", FATES)
def test_one_fault_does_not_keep_two_writers_from_counting(keeps_versions: bool, fate: Fate) -> None:
    world = World(Store(keeps_versions), [by(1), by(1)])
    story: list[Move] = [("request", 0, "answered"), ("request", 0, fate), ("request", 1, "answered")]
    for move in story:
        world.move(move)
    world.finish()
    assert ["done", "done"] == [outcome_of(writer) for writer in world.writers]
    current = world.store.current
    assert current is not None
    assert b"2" == current.content
